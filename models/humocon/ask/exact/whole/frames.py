"""Times as the numbers of a file's frames: "at which frame does the kick start?", "how many frames does it last?"."""

import re
from typing import Final

_NUMBER: Final = r"(\d+)"
_WHICH: Final = re.compile(
    r"\b(?:(?:at|in|on|from|by|around) )?(?:which|what) frames?(?: numbers?)?\b(?: (?:has|have|shows?|holds?)\b)?"
    r"|\bwhat(?: is|'s| are) the frames?(?: numbers?)? (?:of|for|where|when|at which|in which|that)\b",
    re.IGNORECASE,
)
FRAME_RATE: Final = re.compile(
    r"\bframe[ -]?rates?\b|\bfps\b|\b(?:frames|poses|samples|images|pictures) (?:per|a|each|every|in (?:a|one)) sec"
    r"(?:ond)?\b|\bsampl(?:e|ing) (?:rate|frequency)\b|\b(?:how many|what) h(?:ert)?z\b",
    re.IGNORECASE,
)
"""What asks for the frames a second of a file."""
_HOW_MANY: Final = re.compile(r"\bhow many frames\b(?: (?:long )?(?:are|is) (?:there )?in\b)?", re.IGNORECASE)
_RANGE: Final = re.compile(
    rf"\bframes? (?:number )?{_NUMBER} ?(?:to|and|until|till|through|-) ?(?:frame )?{_NUMBER}\b", re.IGNORECASE
)
_AT: Final = re.compile(rf"\bframe (?:number )?{_NUMBER}\b", re.IGNORECASE)
_SECONDS: Final = r"(\d+(?:\.\d+)?)"
_TOLD: Final = re.compile(rf"{_SECONDS} to {_SECONDS} s\b|(?P<at>\bat )?{_SECONDS} s\b")


def asks_frames(question: str) -> bool:
    """Whether a question asks for frames, or names its time by them."""
    if FRAME_RATE.search(question) and not _AT.search(question) and not _RANGE.search(question):
        return False
    return any(pattern.search(question) for pattern in (_WHICH, _HOW_MANY, _AT, _RANGE))


def in_seconds(question: str, fps: float) -> str:
    """The same question in seconds, of a file with so many frames a second, counted from 0."""
    text = _RANGE.sub(lambda match: f"{int(match[1]) / fps:.2f} s to {int(match[2]) / fps:.2f} s", question)
    text = _AT.sub(lambda match: f"{int(match[1]) / fps:.2f} s", text)
    return _WHICH.sub("when", _HOW_MANY.sub("how long", text))


def in_frames(answer: str, question: str, fps: float, duration_s: float) -> str:
    """An answer with frames beside its seconds, as the question asks for them: moments, or lengths of time.

    Args:
        answer: in seconds, told to a tenth of one.
        question: as it was typed.
        fps: frames a second of the file.
        duration_s: of the file, whose frames are counted by it and not by its tenths.
    """

    def said(match: re.Match[str]) -> str:
        if match[1]:
            begin, end = (round(float(match[place]) * fps) for place in (1, 2))
            return f"frames {begin} to {end} ({match[0]})"
        in_all = lasts and answer.startswith(" in all", match.end())
        number = round((duration_s if in_all else float(match[4])) * fps)
        if lasts:
            return f"{number} frames ({match[0]})"
        return f"{match['at'] or ''}frame {number} ({match[4]} s)"

    lasts = _HOW_MANY.search(question) is not None
    return _TOLD.sub(said, answer)

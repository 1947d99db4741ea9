"""How long it takes from one moment to another: from the deepest point to take-off, from the kick to the landing."""

import re
from typing import Final

from humocon.ask.exact.exact import DOUBTFUL, Exact, exact
from humocon.ask.exact.known.moment import clause_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.signals import Span

_ASKED: Final = re.compile(
    r"\b(?:time|long|seconds|secs|duration|interval|gap|delay)\b.*\b(?:from|between|after) (?P<one>.+?) "
    r"(?:to|until|till|and|before|comes?) (?P<two>.+)"
)
_MOMENT: Final = re.compile(
    r"\b(?:deepest|lowest|highest|bottom|top|peak|apex|take-?offs?|taking off|leav\w+"
    r"|lands?|landings?|touch-?down|impact"
    r"|contact)\b"
)
_ENDS: Final = re.compile(r"\b(?:end|finish|stop)\w*\b")
_BEGINS: Final = re.compile(r"\b(?:start|begin|onset|first)\w*\b")
_CLIP: Final = re.compile(r"\b(?:clip|video|recording|file|take(?!-))\b")


def between_moments(question: Question, scene: Scene) -> Exact | None:
    """How long it takes from one moment to another, where a name of a moment is among them; None for all else."""
    asked = _ASKED.search(question.text)
    if not asked or not _MOMENT.search(asked[0]) or question.kind not in ("how long", "when", "yesno", "other", "what"):
        return None
    one, two = _time(asked["one"], scene, last=True), _time(asked["two"], scene, last=False)
    if one is None or two is None or abs(one - two) < 1e-3:
        return None
    where = Span(min(one, two), max(one, two))
    line = f"from {where.begin_s:.2f} to {where.end_s:.2f} s"
    return exact(f"{units.time(where.duration_s, question.unit)}, {line}.", DOUBTFUL, line)


def _time(words: str, scene: Scene, *, last: bool) -> float | None:
    """The moment that some words name, in seconds: of what lasts its end for the first of two, else its beginning."""
    words = re.sub(r"\b(?:taking|takes) off\b", "take-off", words)
    if _CLIP.search(words):
        return scene.duration_s if _ENDS.search(words) else 0.0
    clause = clause_of(f"at {words}", scene) or clause_of(f"during {words}", scene)
    if clause is None:
        return None
    span = clause[0]
    if _MOMENT.search(words):
        return (span.begin_s + span.end_s) / 2
    if _ENDS.search(words) or _BEGINS.search(words):
        return span.end_s if _ENDS.search(words) else span.begin_s
    return span.end_s if last else span.begin_s

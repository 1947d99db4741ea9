"""What the joints say for, or against, an answer."""

import re
from typing import Final, Literal

from humocon.motion.kinematics.claims import CLAIMS, Claim, turned
from humocon.motion.kinematics.facts import Facts

MOST_LINES: Final[int] = 4
_NEGATED: Final = re.compile(r"\b(?:no|not|never|doesn't|does not|isn't|neither)\b")
_SIDE: Final = re.compile(r"\b(left|right|both)\b")
_LIMB: Final = re.compile(r"\b(left|right|both) (?:hand|arm|leg|foot|knee|elbow)s?\b")


def evidence(question: str, answer: str, facts: Facts, *, legs_seen: bool = True) -> list[str]:
    """The facts that bear on an answer, a few short lines; a line that speaks against it begins with "but".

    Args:
        question: as it was asked.
        answer: what the model said.
        facts: of the motion.
        legs_seen: whether the legs were; else nothing is told by them.

    Returns:
        At most `MOST_LINES` lines; none where the answer claims nothing that joints can tell.
    """
    question, answer = question.lower(), answer.lower()
    if "cannot be told" in answer:
        return []
    verdict = _verdict(answer)
    said = f"{question} {answer}" if verdict else answer
    lines: list[str] = []
    for claim, side in _claims(said) or _claims(f"{answer} {question}"):
        if claim.by_legs and not legs_seen:
            continue
        found = claim.find(facts, side)
        if verdict == "no":
            found = [f"but {line}" for line in found] or [claim.against(facts)]
        if verdict == "yes":
            found = [line for line in found if not line.startswith("but also")]
        lines += found or [f"but {claim.against(facts)}"]
    if re.search(r"\bhow (?:many|often)\b", question):
        lines = _counted(question, answer, facts) or lines
    against = [line for line in dict.fromkeys(lines) if line.startswith("but ")]
    support = [line for line in dict.fromkeys(lines) if not line.startswith("but ")]
    # What speaks against the answer is never crowded out.
    return [*support[: max(MOST_LINES - len(against), 1)], *against][:MOST_LINES]


def _verdict(answer: str) -> Literal["yes", "no", ""]:
    """Whether an answer affirms or denies what was asked."""
    if re.match(r"yes\b", answer):
        return "yes"
    return "no" if re.match(r"no\b", answer) or _NEGATED.search(answer) else ""


def _claims(text: str) -> list[tuple[Claim, str]]:
    """What a text claims, in its order, each with the side that it names."""
    found: list[tuple[int, Claim, str]] = []
    for part in re.finditer(r"[^,;]+?(?=, then|\bthen\b|,|;|$)", text):
        limb = _LIMB.search(part[0])
        matches = [(match.start(), claim) for claim in CLAIMS if (match := claim.words.search(part[0]))]
        for start, claim in matches:
            side = limb[1] if limb else ""
            if claim.find is turned and not limb:
                named = _SIDE.search(part[0])
                side = named[1] if named else ""
            found.append((part.start() + start, claim, side))
    found.sort(key=lambda item: item[0])
    return list(dict.fromkeys((claim, side) for _, claim, side in found))


def _counted(question: str, answer: str, facts: Facts) -> list[str]:
    """The count of what is asked about, and whether it is the one that was answered."""
    words = re.findall(r"\d+|" + "|".join(_NUMBERS), answer)
    told = (_NUMBERS.index(words[0]) if words[0] in _NUMBERS else int(words[0])) if words else None
    for word, what in _COUNTED.items():
        if not re.search(word, question):
            continue
        count = len(facts.steps) if what == "step" else facts.count(what)
        line = f"{count} {what}{'' if count == 1 else 's'} counted"
        where = next((r.span.words for r in facts.repetitions if r.what == what), "")
        line += f", {where}" if where else ""
        return [line if told == count else f"but {line}"]
    return []


_COUNTED: Final[dict[str, str]] = {
    "jumping jack": "jumping jack",
    r"jump|\bhop": "jump",
    "squat": "squat",
    r"\bbow": "bow",
    "kick": "kick",
    "punch": "punch",
    "step": "step",
    "clap": "clap",
    "lunge": "lunge",
    "twist": "twist",
}
_NUMBERS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

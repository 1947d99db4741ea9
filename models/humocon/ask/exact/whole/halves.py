"""In which half, or third, there is more of something, and whether the person gets slower towards the end."""

import re
from typing import Final, cast

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import JOINTS
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import HANDS_AND_FEET, Part

_WHICH: Final = re.compile(r"\b(?:which|what) (half|third|quarter|part|bit|section|stretch|portion)\b")
_PARTS: Final = {"half": 2, "third": 3, "quarter": 4, "part": 3, "bit": 3, "section": 3, "stretch": 3, "portion": 3}
_NAMES: Final = {2: ("first", "second"), 3: ("first", "middle", "last"), 4: ("first", "second", "third", "last")}
_MORE: Final = re.compile(
    r"\b(?:more|most|less|least|fast\w*|slow\w*|quick\w*|bus\w+|speed|active|activity|calm\w*|livel\w*)\b"
)
_LESS: Final = re.compile(r"\b(?:less|least|slow\w*|calm\w*|quiet\w*)\b")
_PACE: Final = re.compile(r"\b(?:fast\w*|slow\w*|quick\w*|pace|speed|tempo)\b")
_TIRES: Final = re.compile(
    r"\b(?:gett?ing|gets?|got|becom\w+|grow\w*) (?:any |a bit |a little |more |much |and )*(?:slower|tired|weaker)\b"
    r"|\btir(?:es|ing)\b|\bfatigu\w*\b|\brun\w* out of (?:steam|energy)\b|\bfad(?:e|es|ing)\b"
)
_QUICKENS: Final = re.compile(
    r"\b(?:gett?ing|gets?|got|becom\w+|grow\w*) (?:any |a bit |a little |more |much )*(?:faster|quicker|livelier)\b"
)
_CHANGES: Final = 1.15
"""How many times as fast one half is as the other from which the pace changes."""


def halves_told(question: Question, scene: Scene) -> Exact | None:
    """What is asked of the parts of a clip beside one another; None where something else is."""
    return first_told((_which_part, _tires), question, scene)


def _which_part(question: Question, scene: Scene) -> Exact | None:
    """In which half a part of the body, or the person, moves more or faster."""
    both = re.search(
        r"\bfirst (?:(half|third)\b.*)?\bor\b.*\b(?:second|last|latter|other)(?: one| (half|third))?\b", question.text
    )
    both = both or re.search(r"\b(?:second|last|latter) (half|third)\b.*\bor\b.*\bfirst( half)?\b", question.text)
    both = both if both is not None and (both[1] or both[2]) else None
    asked = _WHICH.search(question.text) or both
    if not asked or not _MORE.search(question.text) or set(question.keys) - {"move", "swing", "walk", "run", "step"}:
        return None
    number = _PARTS[asked[1] or asked[2]]
    parts, whole = _parts(question)
    courses = [scene.measures.course(part, "speed" if whole else "own speed") for part in parts]
    means = [float(np.mean([part.mean() for part in parts])) for parts in _split(courses, number)]
    name = "person" if whole else units.plural(question.part) if question.part else "hands and feet"
    told = ", ".join(f"{mean:.2f} m/s in the {one}" for mean, one in zip(means, _NAMES[number], strict=True))
    line = f"the {name} {'goes' if whole else 'move'} at {told}{'' if whole else ', beside the hips'}, on average"
    best = min(means) if _LESS.search(question.text) else max(means)
    if max(means) < 1.05 * min(means):
        return exact(f"about alike: {line}.", DOUBTFUL, line)
    noun = {2: "half", 3: "third", 4: "quarter"}[number]
    return exact(f"the {_NAMES[number][means.index(best)]} {noun}: {line}.", LIKELY, line)


def _split(courses: list[np.ndarray], number: int) -> list[list[np.ndarray]]:
    """The parts of a clip, each with its share of every course."""
    several = [np.array_split(course, number) for course in courses]
    return [[course[place] for course in several] for place in range(number)]


def _parts(question: Question) -> tuple[list[Part], bool]:
    """The joints that are asked about, and whether the way of the whole person is."""
    if question.part in JOINTS:
        joint = "ankle" if question.part in ("foot", "leg") else JOINTS[question.part]
        sides = question.sides_meant
        return [joint_of(side, joint) for side in sides], False
    if question.part in ("head", "pelvis"):
        return [cast(Part, question.part)], True
    whole = _PACE.search(question.text) is not None
    return (["pelvis"], True) if whole else (list(HANDS_AND_FEET), False)


def _tires(question: Question, scene: Scene) -> Exact | None:
    """Whether hands, feet and hips move slower, or faster, in the second half."""
    slower, faster = _TIRES.search(question.text), _QUICKENS.search(question.text)
    yes = question.kind in ("yesno", "style", "unanswerable") and re.match(
        r"(?:is|are|does|do|did|was)\b", question.text
    )
    if (slower or faster) and "how much" in question.text and not question.mentions:
        yes = True
    if not (slower or faster) or not yes or re.search(r"\bor\b", question.text) or question.mentions:
        return None
    speeds = np.mean([scene.measures.course(part, "speed") for part in HANDS_AND_FEET], axis=0)
    first, last = (float(half.mean()) for half in np.array_split(speeds, 2))
    holds = last < first / _CHANGES if slower else last > first * _CHANGES
    line = f"hands and feet move at {first:.1f} m/s on average in the first half, at {last:.1f} m/s in the second"
    if "how much" in question.text:
        return exact(f"{line}.", DOUBTFUL, line)
    return yes_no(holds, line, DOUBTFUL, negated=question.negated)

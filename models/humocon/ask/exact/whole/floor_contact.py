"""Which part of the body gets to the floor, and which first, beside the feet: knees, hands, the seat, the head."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import Part, joint_number
from humocon.motion.kinematics.signals import SIDES, runs

_FLOOR: Final = r"\b(?:floor|ground|mat|deck|carpet)\b"
_TOUCHES: Final = re.compile(
    rf"\b(?:touch\w*|hits?|reach\w*|contacts?|lands?|meets?|com\w+|go\w*|gets?|is|are|down)\b.*{_FLOOR}"
    rf"|{_FLOOR}.*\b(?:touch\w*|hit)\b"
)
_FIRST: Final = re.compile(r"\b(?:first|earlier|before|sooner)\b")
_LAST: Final = re.compile(r"\blast\b")
_WHICH: Final = re.compile(r"\b(?:what|which)\b.*\b(?:parts?|body|hits|touches|lands|makes|reaches)\b")
# Each part: how it is called, its joints, and the metres over the floor up to which it lies on it.
_PARTS: Final[dict[str, tuple[str, tuple[Part, ...], float]]] = {
    "knee": ("knee", ("left knee", "right knee"), 0.16),
    "hand": ("hand", ("left wrist", "right wrist"), 0.15),
    "pelvis": ("seat", ("pelvis",), 0.24),
    "elbow": ("elbow", ("left elbow", "right elbow"), 0.16),
    "head": ("head", ("head",), 0.28),
    "shoulder": ("shoulder", ("left shoulder", "right shoulder"), 0.22),
    "trunk": ("back", ("neck",), 0.25),
}
_REAR: Final = re.compile(r"\bback (?:knee|leg|foot|hand|elbow)\b")
"""The limb behind, and not the back."""
_SAME: Final = {"arm": "hand"}


def floor_told(question: Question, scene: Scene) -> Exact | None:
    """Which part of the body gets to the floor, or whether a named one does; None where that is not asked."""
    if not _TOUCHES.search(question.text) or not scene.legs_seen or scene.is_film:
        return None
    return first_told((_first_down, _comes_down), question, scene)


def _asked(question: Question) -> list[str]:
    """The parts that are named, other than the feet."""
    rear = _REAR.search(question.text) is not None
    parts = (_SAME.get(part, part) for part in question.parts if not (rear and part == "trunk"))
    return list(dict.fromkeys(part for part in parts if part in _PARTS))


def _times_down(scene: Scene) -> dict[str, float]:
    """When each part first lies on the floor, in seconds of the file; parts that never do are left out."""
    found = {}
    for part, (_, _, most) in _PARTS.items():
        down = runs(_height(part, scene) < most, shortest_s=0.1)
        if down:
            found[part] = float(scene.measures.times[down[0][0]])
    return found


def _height(part: str, scene: Scene, side: str = "") -> np.ndarray:
    """(K,) metres of the lowest of a part's joints over the floor."""
    joints: list[Part] = [name for name in _PARTS[part][1] if side in name]
    body = scene.measures.body
    return (body.joints[:, [joint_number(name) for name in joints], 1] - body.floor[:, None]).min(axis=1)


def _first_down(question: Question, scene: Scene) -> Exact | None:
    """Which of some parts, or of all, is on the floor first, or last."""
    text, named = question.text, _asked(question)
    last = _LAST.search(text) is not None
    if not (_FIRST.search(text) or last) or question.kind in ("when", "how long") or "foot" in question.parts:
        return None
    if len(named) < 2 and not (_WHICH.search(text) and not named):
        return None
    times = {part: time_s for part, time_s in _times_down(scene).items() if part in (named or _PARTS)}
    lines = [f"the {_PARTS[part][0]} is on the floor from {time_s:.1f} s on" for part, time_s in times.items()]
    never = [f"the {_PARTS[part][0]} never is" for part in named if part not in times]
    if not times:
        return exact(f"neither, beside the feet: {', '.join(never) or 'nothing else gets there'}.", DOUBTFUL)
    best = (max if last else min)(times, key=lambda part: times[part])
    told = f"the {_PARTS[best][0]}: {', '.join([*sorted(lines), *never])}"
    if question.kind == "yesno" and not re.search(r"\bor\b", text) and len(named) > 1:
        return yes_no(best == named[0], ", ".join([*lines, *never]), DOUBTFUL, negated=question.negated)
    return exact(f"{told}.", DOUBTFUL, *lines)


def _comes_down(question: Question, scene: Scene) -> Exact | None:
    """Whether a knee, an elbow, the seat or the head ever gets to the floor."""
    named = [part for part in _asked(question) if part != "hand"]
    if question.kind != "yesno" or len(named) != 1 or len({*_asked(question)}) != 1:
        return None
    if set(question.keys) - {"reach down", "move", "lunge", "kneel", "squat", "lie", "sit", "get down", "place"}:
        return None
    (part,) = named
    name, joints, most = _PARTS[part]
    side = question.side if question.side in SIDES and len(joints) > 1 else ""
    height = _height(part, scene, side)
    place = int(height.argmin())
    lowest = max(float(height[place]), 0.0)
    line = f"the {side + ' ' if side else ''}{name} gets down to {lowest:.2f} m over the floor"
    line += f", at {scene.measures.times[place]:.1f} s"
    return yes_no(bool(height[place] < most), line, DOUBTFUL, negated=question.negated)

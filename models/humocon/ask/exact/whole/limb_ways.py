"""Which way arms or legs move beside the body: up, down, forward, backwards, outwards or inwards."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LEGS_UNSEEN, Exact, exact
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.time_asked import action_of_time, time_asked
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import joint_number
from humocon.motion.kinematics.signals import Side, Span

_ASKED: Final = re.compile(
    r"^(?:in )?(?:which|what) (?:way|direction|directions|ways) (?:do|does|did|are|is|was|were)\b.*\b(?:hands?|arms?"
    r"|wrists?|elbows?|legs?|feet|foot|knees?)\b.*\b(?:mov\w*|go|goes|going|swing\w*|travel\w*)\b"
    r"|^(?:in )?(?:which|what) (?:way|direction)s? (?:mov\w*|go|goes|swing\w*) (?:\w+ )*"
    r"(?:hands?|arms?|legs?|feet|foot)\b"
)
_JOINTS: Final = {"hand": "wrist", "arm": "wrist", "elbow": "elbow", "leg": "ankle", "foot": "ankle", "knee": "knee"}
_WAYS: Final = (("outwards", "inwards"), ("up", "down"), ("forward", "backwards"))
_STAYS_M: Final = 0.1
"""Metres that a limb goes along a line from end to end up to which it hardly moves."""

_AND_BACK: Final = 1.5
"""How many times its extent a limb goes along a line from which it comes back on it."""


def limb_way_told(question: Question, scene: Scene) -> Exact | None:
    """Which way a limb moves most, seen from the hips; None where that is not asked."""
    named = action_of_time(question)
    others = {*question.keys} - {"move", "swing"} - ({named.action.key} if named else set())
    if not _ASKED.search(question.text) or question.part not in _JOINTS or others or question.extreme:
        return None
    joint = _JOINTS[question.part]
    if joint in ("ankle", "knee") and not scene.legs_seen:
        return LEGS_UNSEEN
    time = time_asked(question, scene)
    if time.absent:
        return time.absent
    told = [_one_way(side, joint, time.span, scene) for side in question.sides_meant]
    each = zip(question.sides_meant, told, strict=True)
    line = "; ".join(f"the {side} {question.part} goes {words}" for side, words in each)
    return exact(f"{line}, seen from the hips{time.words}.", DOUBTFUL, line)


def _one_way(side: Side, joint: str, where: Span | None, scene: Scene) -> str:
    """Which way a joint goes along its longest line, to and fro or one way, with its metres."""
    local = scene.measures.body.local[scene.measures.poses(where), joint_number(joint_of(side, joint))]
    local = local * [1.0 if side == "left" else -1.0, 1.0, 1.0]
    extents = np.ptp(local, axis=0)
    axis = int(extents.argmax())
    if extents[axis] < _STAYS_M:
        return f"hardly anywhere, {extents[axis]:.2f} m at most"
    first, last = (int(place) for place in sorted((local[:, axis].argmin(), local[:, axis].argmax())))
    ways = _WAYS[axis] if local[last, axis] > local[first, axis] else _WAYS[axis][::-1]
    way = float(np.abs(np.diff(local[:, axis])).sum())
    back = f" and {ways[1]}" if way > _AND_BACK * extents[axis] else ""
    return f"{ways[0]}{back}, over {extents[axis]:.2f} m"

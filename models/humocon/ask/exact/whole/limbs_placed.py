"""Where hands, elbows, knees and feet are: how high, ahead or aside, and how the arms are held."""

import re
from dataclasses import replace
from typing import Final

import numpy as np

from humocon.ask.exact.by_kind.held import arms_held
from humocon.ask.exact.exact import DOUBTFUL, LEGS_UNSEEN, Exact, exact
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.time_asked import TimeAsked, action_of_time, time_asked
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import joint_number
from humocon.motion.kinematics.signals import SIDES, Side, foot_levels

_WHERE: Final = re.compile(
    r"^(?:and )?(?:where(?:abouts)?(?: exactly)? (?:is|are|was|were)|(?:what|which) (?:is|are) the (?:position|place)s?"
    r" of|in (?:what|which) position (?:is|are))(?: (?:the|his|her|their|both|left|right))* "
    r"(?:hands?|arms?|wrists?|fists?|elbows?|feet|foot|ankles?|legs?|knees?)\b(?! (?:highest|lowest|placed first))"
)
_ENDS_UP: Final = re.compile(
    r"^where (?:do|does|did)(?: (?:the|his|her|their|both|left|right))* "
    r"(?:hands?|arms?|wrists?|fists?|elbows?|feet|foot|legs?|knees?) "
    r"(?P<edge>end|finish|start|begin)(?: up| off| out)?\b"
)
_OTHERWISE: Final = re.compile(
    r"\b(?:highest|lowest|most|fastest|go\w*|mov\w*|point\w*|relative|compared|other|free|or|than)\b"
)
_FLOOR_M: Final = 0.05
"""Metres over where a foot stands up to which it is on the floor."""
_LEVEL_M: Final = 0.1
"""Metres between which two joints are level, or one is neither ahead nor behind."""


def limb_placed(question: Question, scene: Scene) -> Exact | None:
    """Where a limb is, on the whole or in a stretch; None where something else is asked."""
    edge = _ENDS_UP.search(question.text)
    asked = _WHERE.search(question.text) or edge
    if edge is not None:
        question = replace(question, where="end" if edge["edge"] in ("end", "finish") else "begin")
    if not asked or _OTHERWISE.search(question.text):
        return None
    named = action_of_time(question)
    if {*question.keys} - {"move", "stand", "still"} - ({named.action.key} if named else set()):
        return None
    time = time_asked(question, scene)
    if time.absent:
        return time.absent
    if question.part in ("hand", "arm"):
        return _hands(question, time, scene)
    if not scene.legs_seen and question.part != "elbow":
        return LEGS_UNSEEN
    if question.part == "elbow":
        told = [_beside(side, "elbow", "shoulder", time, scene) for side in question.sides_meant]
    elif question.part == "knee":
        told = [_beside(side, "knee", "hip", time, scene) for side in question.sides_meant]
    else:
        told = _feet(question.sides_meant, time, scene)
    return exact(f"{'; '.join(told)}{_mostly(time)}.", DOUBTFUL)


def _mostly(time: TimeAsked) -> str:
    """Of when a place is the middle one."""
    return time.words or ", for most of the time"


def _hands(question: Question, time: TimeAsked, scene: Scene) -> Exact:
    """How the arms are held, and how high the hands are."""
    found = arms_held(question, scene, time.span)
    poses = scene.measures.poses(time.span)
    heights = {
        side: float(np.median(scene.measures.course(joint_of(side, "wrist"), "height")[poses]))
        for side in question.sides_meant
    }
    told = " and ".join(f"the {side} hand {height:.2f} m" for side, height in heights.items())
    return exact(f"{found.text.rstrip('.')}, {told} over the floor{_mostly(time)}.", found.probability, *found.evidence)


def _beside(side: Side, joint: str, root: str, time: TimeAsked, scene: Scene) -> str:
    """How high a joint is, and how far ahead or behind and above or under that from which the limb hangs."""
    poses, local = scene.measures.poses(time.span), scene.measures.body.local
    end, start = (local[poses, joint_number(joint_of(side, one))] for one in (joint, root))
    _, up, ahead = (float(one) for one in np.median(end - start, axis=0))
    height = float(np.median(scene.measures.course(joint_of(side, joint), "height")[poses]))
    level = "level with" if abs(up) < _LEVEL_M else f"{abs(up):.2f} m {'over' if up > 0 else 'under'}"
    front = "" if abs(ahead) < _LEVEL_M else f" and {abs(ahead):.2f} m {'ahead of' if ahead > 0 else 'behind'} it"
    return f"the {side} {joint} is {height:.2f} m over the floor, {level} the {root}{front}"


def _lifts(levels: np.ndarray, poses: np.ndarray) -> str:
    """For how much of some poses a foot of some levels (K,), metres, is on the floor."""
    share = float((levels[poses] < np.percentile(levels, 5) + _FLOOR_M).mean())
    return f"on the floor for {share:.0%} of the time"


def _feet(sides: tuple[Side, ...], time: TimeAsked, scene: Scene) -> list[str]:
    """How far the feet are from each other, which is ahead, and whether each is on the floor."""
    body, poses = scene.measures.body, scene.measures.poses(time.span)
    levels = foot_levels(body.joints)
    told = []
    for side in sides:
        course = levels[SIDES.index(side)]
        lift = float(np.median(course[poses]) - np.percentile(course, 5))
        where = "on the floor" if lift < _FLOOR_M else f"{lift:.2f} m over where it stands"
        told.append(f"the {side} foot is {where}")
    left, right = (body.local[poses, joint_number(joint_of(side, "ankle"))] for side in SIDES)
    aside, _, ahead = (float(one) for one in np.median(left - right, axis=0))
    back, front = (float(one) for one in np.percentile((left - right)[:, 2], (5, 95)))
    first = "left" if ahead > 0 else "right"
    beside = "side by side" if abs(ahead) < _LEVEL_M else f"the {first} one {abs(ahead):.2f} m ahead of the other"
    if back < -_LEVEL_M and front > _LEVEL_M:
        beside = f"by turns ahead of each other, the left one by up to {front:.2f} m, the right one by {-back:.2f} m"
        told = [f"the {side} foot is {_lifts(levels[SIDES.index(side)], poses)}" for side in sides]
    apart = f"{abs(aside):.2f} m apart from side to side"
    return (
        [*told, f"the feet are {apart}, {beside}"] if aside > 0 else [*told, f"the feet are crossed, {apart}, {beside}"]
    )

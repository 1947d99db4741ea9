"""Whether feet, knees or hands are together or apart, or hands in front of the body, for how much of the time."""

import re
from typing import Final, NamedTuple

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LEGS_UNSEEN, LIKELY, Exact, exact
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.time_asked import TimeAsked, action_of_time, time_asked
from humocon.ask.exact.whole.state_over_time import State, asks_either, asks_share, of_limbs, state_told
from humocon.ask.exact.words.question import Question, without_time
from humocon.motion.kinematics.measures import joint_number
from humocon.motion.kinematics.signals import NECK, SIDES, Body


class _Pair(NamedTuple):
    """The joints of both sides, and how far apart they are together up to, and apart from, in lengths of the limb."""

    joint: str
    together: float
    apart: float
    limb: str


_PAIRS: Final[dict[str, _Pair]] = {
    "foot": _Pair("ankle", 0.22, 0.3, "leg"),
    "leg": _Pair("ankle", 0.22, 0.3, "leg"),
    "knee": _Pair("knee", 0.22, 0.3, "leg"),
    "hand": _Pair("wrist", 0.35, 0.7, "arm"),
    "arm": _Pair("wrist", 0.35, 0.7, "arm"),
    "elbow": _Pair("elbow", 0.5, 0.9, "arm"),
}
_TOGETHER: Final = re.compile(
    r"\b(?:feet|hands|knees|legs|arms|elbows|ankles|wrists|palms|fists|heels)\b.*\b(?P<near>together|side by side"
    r"|(?:next|close|near) to (?:each other|one another)|closed)\b"
)
_APART: Final = re.compile(
    r"\b(?:feet|hands|knees|legs|ankles|wrists|heels)\b(?!.*\b(?:arm|hand)s? (?:apart|spread)\b).*\b(?:apart|spread)\b"
)
_OTHERWISE: Final = re.compile(
    r"\b(?:how (?:far|wide|close|high|many|often|fast|near)|mov\w*|swing\w*|work\w*|rais\w*|lift\w*|go|goes|com\w*"
    r"|touch\w*|meet\w*|join\w*|clap\w*|which|than|(?:furth|farth|clos|near)est|width|wide|shoulders?|most|least"
    r"|at the same time|sync\w*|cross\w*|us\w+|turn\w*|push\w*|leav\w*|land\w*|take\w* off|bend\w*|straighten\w*)\b"
)
_BESIDE: Final = re.compile(
    r"\b(?:hands?|arms?|wrists?|fists?|elbows?)\b.*\b(?:(?P<front>in front of|ahead of)|(?P<behind>behind)) "
    r"(?:(?:the|his|her|their|own) )*(?:body|trunk|torso|belly|stomach|hips?|him|her|them|person)\b"
)
_AHEAD_M: Final = 0.12
"""Metres ahead of the line from hips to neck from which a hand is in front of the body."""
_INWARDS_M: Final = 0.1
_OFF_LINE_M: Final = 0.03
"""Metres from the middle within which a hand can only be before or behind the trunk, and from its line so."""
_ALLOWED: Final = frozenset({"move", "still", "stand", "stretch", "raise", "place"})


def pair_told(question: Question, scene: Scene) -> Exact | None:
    """How two limbs are to each other, or to the body, over time; None where something else is asked."""
    asks = question.kind in ("yesno", "when", "how long", "comparison", "posture", "side") or asks_share(question.text)
    named = action_of_time(question)
    if not asks or {*question.keys} - _ALLOWED - ({named.action.key} if named else set()):
        return None
    beside = _BESIDE.search(question.text)
    near, apart = _TOGETHER.search(question.text), _APART.search(question.text)
    if not (beside or near or apart) or question.threshold:
        return None
    if beside is None and (_OTHERWISE.search(without_time(question.text)) or question.part not in _PAIRS):
        return None
    time = time_asked(question, scene)
    if time.absent:
        return time.absent
    if beside is not None:
        return _beside_the_body(question, time, scene, behind=beside["behind"] is not None)
    return _to_each_other(question, time, scene, near=near is not None, apart=apart is not None)


def _to_each_other(question: Question, time: TimeAsked, scene: Scene, *, near: bool, apart: bool) -> Exact | None:
    """Whether feet, knees or hands are together, or apart, by their distance beside the length of leg or arm."""
    pair = _PAIRS[question.part]
    if pair.limb == "leg" and not scene.legs_seen:
        return LEGS_UNSEEN
    body = scene.measures.body
    gaps = _gap(pair.joint, body)
    limb = body.leg if pair.limb == "leg" else body.arm
    middle = float(np.median(gaps[scene.measures.poses(time.span)]))
    beside = "hip joints" if pair.limb == "leg" else "shoulders"
    width = float(np.median(_gap(beside.split()[0].removesuffix("s"), body)))
    line = f"the {pair.joint}s are mostly {middle:.2f} m apart, the {beside} {width:.2f} m"
    if near and apart:
        told = "together" if middle < pair.together * limb else "apart" if middle > pair.apart * limb else "neither"
        told += ", about as wide as the hips" if told == "neither" and pair.limb == "leg" else ""
        return exact(f"{told}: {line}.", DOUBTFUL, line)
    mask = gaps < pair.together * limb if near else gaps > pair.apart * limb
    return state_told(question, State(mask, line), time, scene, DOUBTFUL if pair.limb == "leg" else LIKELY)


def _gap(joint: str, body: Body) -> np.ndarray:
    """(K,) metres between a joint of the left and of the right."""
    left, right = (body.joints[:, joint_number(joint_of(side, joint))] for side in SIDES)
    return np.linalg.norm(left - right, axis=-1)


def _beside_the_body(question: Question, time: TimeAsked, scene: Scene, *, behind: bool) -> Exact | None:
    """Whether the hands are in front of the line from the hips to the neck, or behind it."""
    wrists = {side: joint_number(joint_of(side, "wrist")) for side in question.sides_meant}
    ahead = {side: ahead_of_trunk(wrist, scene) for side, wrist in wrists.items()}
    sign = -1.0 if behind else 1.0
    inwards = {side: np.abs(scene.measures.body.local[:, wrist, 0]) < _INWARDS_M for side, wrist in wrists.items()}
    masks = {side: sign * ahead[side] > np.where(inwards[side], _OFF_LINE_M, _AHEAD_M) for side in wrists}
    mask = of_limbs(question, masks.values())
    poses = scene.measures.poses(time.span)
    told = []
    for side, metres in ahead.items():
        middle = float(np.median(metres[poses]))
        share = float(masks[side][poses].mean())
        told.append(
            f"the {side} hand is mostly {abs(middle):.2f} m {'ahead of' if middle > 0 else 'behind'} the trunk, "
            f"{'behind' if behind else 'in front of'} it for {share:.0%}"
        )
    either = asks_either(question)
    never = "never both at once; " if len(told) > 1 and not either and not mask[poses].any() else ""
    state = State(mask, never + " and ".join(told), briefly=either and not question.negated)
    return state_told(question, state, time, scene, DOUBTFUL)


def ahead_of_trunk(joint: int, scene: Scene) -> np.ndarray:
    """(K,) metres that a joint is ahead of the line from the hips to the neck at its own height."""
    local = scene.measures.body.local
    neck = local[:, NECK]
    share = np.clip(local[:, joint, 1] / np.maximum(neck[:, 1], 0.1), 0.0, 1.0)
    return local[:, joint, 2] - share * neck[:, 2]

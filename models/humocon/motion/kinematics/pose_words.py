"""What holds at one pose, in a few words: facts for naming what many poses have in common."""

from typing import Final

import numpy as np

from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.arms import find_arm_moves, raises
from humocon.motion.kinematics.feet import find_flights
from humocon.motion.kinematics.legs import find_leg_moves
from humocon.motion.kinematics.limbs import limb_speeds
from humocon.motion.kinematics.path import RUNNING, find_goings, find_turns
from humocon.motion.kinematics.posture import posture_names
from humocon.motion.kinematics.signals import SIDES, Body, Span, derivative, measure, smooth

STILL: Final[float] = 0.25  # metres per second
RISES: Final[float] = 0.35
HAND_WORDS: Final[dict[str, str]] = {"wave": "hand waves", "punch": "hand punches", "reach down": "hand reaches down"}
BOTH: Final[dict[str, str]] = {
    "arm up": "both arms up",
    "arm rises": "both arms rise",
    "arm sinks": "both arms sink",
    "hand waves": "both hands wave",
    "hand punches": "both hands punch",
    "hand reaches down": "both hands reach down",
}
"""How it is said of both sides what one does."""


def pose_words(joints: np.ndarray) -> list[frozenset[str]]:
    """Say what holds at each pose.

    Args:
        joints: (K, 22, 3) canonical joints, metres, y up, 20 Hz.

    Returns:
        For each pose words such as "standing", "walk forward", "turn left", "in the air", "left arm rises"; who goes
        somewhere on their feet does not stand.
    """
    body = measure(joints)
    postures, ways = posture_names(body), _ways(body)
    masks = {str(name): postures == name for name in np.unique(postures)}
    if "standing" in masks:
        masks["standing"] &= ~np.any(list(ways.values()), axis=0)
    masks |= ways | _turns(body) | _arms(body) | _legs(body)
    quiet = np.max(list(limb_speeds(body).values()), axis=0) < STILL
    masks["still"] = quiet & (np.linalg.norm(body.velocity, axis=-1) < STILL)
    words: list[set[str]] = [set() for _ in range(body.num_frames)]
    for word, mask in masks.items():
        for place in np.flatnonzero(mask):
            words[place].add(word)
    return [frozenset(found) for found in words]


def _ways(body: Body) -> dict[str, np.ndarray]:
    """Going somewhere, or through the air."""
    masks = {"in the air": _none(body)}
    for going in find_goings(body):
        verb = "run" if going.speed > RUNNING else "walk"
        way = f"sideways {going.way}" if going.way in SIDES else going.way
        _mark(masks, f"{verb} {way}", body, going.span)
    for flight in find_flights(body):
        _mark(masks, "in the air", body, flight.span)
    return masks


def _turns(body: Body) -> dict[str, np.ndarray]:
    masks: dict[str, np.ndarray] = {}
    for turn in find_turns(body):
        _mark(masks, f"turn {turn.side}", body, turn.span)
    return masks


def _arms(body: Body) -> dict[str, np.ndarray]:
    """Arms that are up, on their way up or down, wave, punch or reach down; both at once are told as both."""
    found: dict[str, list[np.ndarray]] = {word: [_none(body), _none(body)] for word in BOTH}
    in_place = np.linalg.norm(body.velocity, axis=-1) < RISES
    for side in (0, 1):
        speed = derivative(smooth(body.wrist(side)[:, 1] * body.arm, 0.05))
        for begin, end in raises(body, side):
            found["arm up"][side][begin:end] = np.abs(speed[begin:end]) <= RISES
        found["arm rises"][side] = (speed > RISES) & in_place
        found["arm sinks"][side] = (speed < -RISES) & in_place
    for move in find_arm_moves(body):
        if move.kind in HAND_WORDS:
            found[HAND_WORDS[move.kind]][SIDES.index(move.side)][_poses(move.span)] = True
    masks: dict[str, np.ndarray] = {}
    for word, (left, right) in found.items():
        masks |= {BOTH[word]: left & right, f"left {word}": left & ~right, f"right {word}": right & ~left}
    return masks


def _legs(body: Body) -> dict[str, np.ndarray]:
    masks: dict[str, np.ndarray] = {}
    for move in find_leg_moves(body):
        _mark(masks, f"{move.side} leg {'kicks' if move.kind == 'kick' else 'lifted'}", body, move.span)
    return masks


def _mark(masks: dict[str, np.ndarray], word: str, body: Body, where: Span) -> None:
    """Add a stretch to the poses at which a word holds."""
    masks.setdefault(word, _none(body))[_poses(where)] = True


def _none(body: Body) -> np.ndarray:
    return np.zeros(body.num_frames, dtype=bool)


def _poses(where: Span) -> slice:
    return slice(round(where.begin_s * CANONICAL_FPS), round(where.end_s * CANONICAL_FPS))

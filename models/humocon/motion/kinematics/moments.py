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


def pose_words(joints: np.ndarray) -> list[frozenset[str]]:
    """Say what holds at each pose.

    Args:
        joints: (K, 22, 3) canonical joints, metres, y up, 20 Hz.

    Returns:
        For each pose words such as "standing", "walks forward", "turns left", "in the air", "left arm rises".
    """
    body = measure(joints)
    masks = {str(name): posture_names(body) == name for name in np.unique(posture_names(body))}
    masks |= _ways(body) | _arms(body) | _legs(body)
    quiet = np.max(list(limb_speeds(body).values()), axis=0) < STILL
    masks["still"] = quiet & (np.linalg.norm(body.velocity, axis=-1) < STILL)
    words: list[set[str]] = [set() for _ in range(body.num_frames)]
    for word, mask in masks.items():
        for place in np.flatnonzero(mask):
            words[place].add(word)
    return [frozenset(found) for found in words]


def _ways(body: Body) -> dict[str, np.ndarray]:
    masks: dict[str, np.ndarray] = {}
    for going in find_goings(body):
        verb = "runs" if going.speed > RUNNING else "walks"
        way = f"to the {going.way}" if going.way in SIDES else going.way
        _mark(masks, f"{verb} {way}", body, going.span)
    for turn in find_turns(body):
        _mark(masks, f"turns {turn.side}", body, turn.span)
    for flight in find_flights(body):
        _mark(masks, "in the air", body, flight.span)
    return masks


def _arms(body: Body) -> dict[str, np.ndarray]:
    """Arms that are up, on their way up or down, or wave; both at once are told as both."""
    masks: dict[str, np.ndarray] = {}
    for side, name in enumerate(SIDES):
        speed = derivative(smooth(body.wrist(side)[:, 1] * body.arm, 0.05))
        up = np.zeros(body.num_frames, dtype=bool)
        for begin, end in raises(body, side):
            up[begin:end] = True
        standing = np.linalg.norm(body.velocity, axis=-1) < RISES
        masks[f"{name} arm rises"] = (speed > RISES) & standing
        masks[f"{name} arm sinks"] = (speed < -RISES) & standing
        masks[f"{name} arm up"] = up & (np.abs(speed) <= RISES)
    for move in find_arm_moves(body):
        if move.kind in ("wave", "punch", "reach down"):
            verb = {"wave": "waves", "punch": "punches", "reach down": "reaches down"}[move.kind]
            _mark(masks, f"{move.side} hand {verb}", body, move.span)
    return masks


def _legs(body: Body) -> dict[str, np.ndarray]:
    masks: dict[str, np.ndarray] = {}
    for move in find_leg_moves(body):
        _mark(masks, f"{move.side} leg {'kicks' if move.kind == 'kick' else 'lifted'}", body, move.span)
    return masks


def _mark(masks: dict[str, np.ndarray], word: str, body: Body, where: Span) -> None:
    """Add a stretch to the poses at which a word holds."""
    mask = masks.setdefault(word, np.zeros(body.num_frames, dtype=bool))
    mask[round(where.begin_s * CANONICAL_FPS) : round(where.end_s * CANONICAL_FPS)] = True

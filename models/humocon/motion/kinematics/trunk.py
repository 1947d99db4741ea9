"""The trunk: bows, and twists of the shoulders against the hips."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.posture import BENT_DEGREES, LYING_HIPS, SQUAT_HIPS, lean
from humocon.motion.kinematics.signals import (
    ANKLES,
    HIPS,
    NECK,
    SHOULDERS,
    SIDES,
    WRISTS,
    Body,
    Side,
    Span,
    runs,
    smooth,
    span,
)

# Degrees; the shoulders of a walk twist by 8 to 20, those of a run by up to 30.
TWIST: Final[float] = 25.0
TWIST_GOING: Final[float] = 40.0
GOING: Final[float] = 0.6
_TAKES_OFF: Final[int] = 12
"""Poses after a crouch within which whoever jumps has left the floor."""
LEFT_FLOOR: Final[float] = 0.25


@dataclass(frozen=True)
class Twist:
    """A stretch in which the shoulders are turned against the hips, to one side, by so many degrees at most."""

    span: Span
    side: Side
    degrees: float
    peak_s: float


def twist(body: Body) -> np.ndarray:
    """(K,) degrees by which the shoulders face farther left than the hips, seen from above."""
    across = [body.local[:, pair[0]] - body.local[:, pair[1]] for pair in (SHOULDERS, HIPS)]
    shoulders, hips = (np.arctan2(-vectors[:, 2], vectors[:, 0]) for vectors in across)
    return np.degrees(np.angle(np.exp(1j * (shoulders - hips))))


def yaw(joints: np.ndarray, pair: tuple[int, int]) -> np.ndarray:
    """(K,) radians, unwrapped, by which the line from the right to the left one of two joints turns, seen from above.

    Args:
        joints: (K, 22, 3) metres, y up.
        pair: the numbers of the left and the right joint, such as `HIPS`.
    """
    across = joints[:, pair[0]] - joints[:, pair[1]]
    return np.unwrap(np.arctan2(across[:, 0], across[:, 2]))


def find_twists(body: Body) -> list[Twist]:
    """Every twist of an upright trunk, in order; the arms' swing of a gait is none."""
    turned = smooth(twist(body), 0.1)
    needed = np.where(np.linalg.norm(body.velocity, axis=-1) > GOING, TWIST_GOING, TWIST)
    upright = smooth(lean(body), 0.1) < 50
    found = []
    for side, sign in ((0, 1), (1, -1)):
        for begin, end in runs((sign * turned > needed) & upright, shortest_s=0.1, gap_s=0.1):
            most = begin + int((sign * turned[begin:end]).argmax())
            found.append(Twist(span(begin, end), SIDES[side], abs(float(turned[most])), most / CANONICAL_FPS))
    return sorted(found, key=lambda one: one.span.begin_s)


def find_bows(body: Body) -> list[tuple[int, int]]:
    """Stretches [begin, end): the trunk leans ahead and comes back while the legs stay straight and in place.

    Not what somebody does who takes off right after it.
    """
    leaning = smooth(lean(body), 0.1)
    speed = np.linalg.norm(body.velocity, axis=-1)
    neck = body.local[:, NECK]
    ahead = neck[:, 2] > np.abs(neck[:, 0])
    lifted = body.joints[:, ANKLES, 1] - body.floor[:, None] > LEFT_FLOOR * body.leg
    stepping, flying = np.any(lifted, axis=1), np.all(lifted, axis=1)
    found = []
    for begin, end in runs((leaning > BENT_DEGREES) & ahead, shortest_s=0.3, gap_s=0.2):
        straight = body.hips[begin:end].min() > SQUAT_HIPS and not (
            stepping[begin:end].any() or flying[end : end + _TAKES_OFF].any()
        )
        floor = min(body.joints[begin:end, wrist, 1].min() for wrist in WRISTS) - body.floor[begin:end].min()
        if straight and speed[begin:end].mean() < 0.4 and floor > 0.4 * body.leg and body.hips.min() > LYING_HIPS:
            found.append((begin, end))
    return found

"""Legs: kicks, lifted knees and lunges."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.path import RUNNING
from humocon.motion.kinematics.posture import thigh_angles
from humocon.motion.kinematics.signals import (
    ANKLES,
    HIPS,
    KNEES,
    SIDES,
    Body,
    Side,
    Span,
    angle_between,
    derivative,
    runs,
    smooth,
    span,
)

LegKind = Literal["kick", "lift knee", "lunge"]
KICK_HEIGHT: Final[float] = 0.33
KICK_SPEED: Final[float] = 2.0
# The foot of a walk swings at 2.5 m/s, that of a run at 4 past the pelvis.
SWING_SPEED: Final[float] = 5.0
DRAWN_UP: Final[int] = 10
"""Poses for which a foot is up at most before its leg is stretched in a kick."""
LIFTED_DEGREES: Final[float] = 65.0
LUNGE: Final[float] = 0.55
LUNGE_DEEP: Final[float] = 0.35
LUNGE_HIPS: Final[float] = 0.87
LUNGE_BEND: Final[float] = 45.0


@dataclass(frozen=True)
class LegMove:
    """Something that one leg does.

    Attributes:
        span: when.
        side: which leg; of a lunge the one in front.
        kind: what.
        height_m: of the ankle over the floor at its highest, metres.
        speed: of the ankle relative to the pelvis at its fastest, metres per second.
        peak_s: when the ankle is highest; of a lunge, when the pelvis is lowest.
    """

    span: Span
    side: Side
    kind: LegKind
    height_m: float
    speed: float
    peak_s: float


def find_leg_moves(body: Body) -> list[LegMove]:
    """Everything that the legs do apart from carrying the body, in order."""
    thighs = thigh_angles(body)
    heights = np.stack([body.joints[:, ankle, 1] - body.floor for ankle in ANKLES])
    found = _lunges(body, heights)
    for side in (0, 1):
        ankle = body.local[:, ANKLES[side]]
        speed = np.linalg.norm(derivative(ankle), axis=-1)
        stands = heights[1 - side] < 0.2 * body.leg
        kicks = _kicks(body, side, heights[side], speed, stands)
        for kick in kicks:
            begin, end = _whole(kick, heights[side] > KICK_HEIGHT * body.leg)
            found.append(_move(side, "kick", begin, end, heights[side], speed))
        lifted = (thighs[side] > LIFTED_DEGREES) & (thighs[1 - side] < 45) & stands
        for begin, end in runs(lifted, shortest_s=0.15, gap_s=0.1):
            if not any(first < end + 4 and begin - 4 < last for first, last in kicks):
                found.append(_move(side, "lift knee", begin, end, heights[side], speed))
    return sorted(found, key=lambda move: move.span.begin_s)


def _kicks(body: Body, side: int, heights: np.ndarray, speed: np.ndarray, stands: np.ndarray) -> list[tuple[int, int]]:
    """Stretches in which a stretched leg is thrown ahead: high, or so fast that it needs not be high."""
    ankle = body.local[:, ANKLES[side]]
    stretch = np.linalg.norm(ankle - body.local[:, HIPS[side]], axis=-1) / body.leg
    high = (heights > KICK_HEIGHT * body.leg) & (ankle[:, 2] > 0.35 * body.leg) & (stretch > 0.8) & stands
    found = [(begin, end) for begin, end in runs(high, gap_s=0.1) if _around(speed, begin, end).max() > KICK_SPEED]
    swing = np.linalg.norm(derivative(smooth(ankle, 0.05)), axis=-1)
    ahead = (ankle[:, 2] > 0.6 * body.leg) & stands & (np.linalg.norm(body.velocity, axis=-1) < RUNNING)
    for begin, end in runs(ahead, gap_s=0.1):
        met = any(first < end + 4 and begin - 4 < last for first, last in found)
        if not met and _around(swing, begin, end).max() > SWING_SPEED:
            found.append((begin, end))
    return found


def _whole(kick: tuple[int, int], up: np.ndarray) -> tuple[int, int]:
    """A kick from where the foot is up: a knee that is drawn up first belongs to it."""
    begin = kick[0]
    while begin > max(kick[0] - DRAWN_UP, 0) and up[begin - 1]:
        begin -= 1
    return begin, kick[1]


def _lunges(body: Body, heights: np.ndarray) -> list[LegMove]:
    """Stretches with one foot far ahead of the other, or the hind knee near the floor, the pelvis low."""
    apart = body.local[:, ANKLES[0], 2] - body.local[:, ANKLES[1], 2]
    low = smooth(body.hips, 0.05) < LUNGE_HIPS
    planted = (heights < 0.35 * body.leg).all(axis=0)
    found = []
    for side, sign in ((0, 1), (1, -1)):
        bent = knee_bend(body, side) > LUNGE_BEND
        front, hind = (body.joints[:, KNEES[knee], 1] for knee in (side, 1 - side))
        kneels = (front - hind > 0.15 * body.leg) & (sign * apart > LUNGE_DEEP * body.leg)
        far = (sign * apart > LUNGE * body.leg) | kneels
        for begin, end in runs(far & low & planted & bent, shortest_s=0.2, gap_s=0.15):
            deepest = (begin + int(body.hips[begin:end].argmin())) / CANONICAL_FPS
            speed = np.linalg.norm(derivative(body.local[:, ANKLES[side]]), axis=-1)
            height = float(heights[side, begin:end].max())
            fastest = float(_around(speed, begin, end).max())
            found.append(LegMove(span(begin, end), SIDES[side], "lunge", height, fastest, deepest))
    return found


def knee_bend(body: Body, side: int) -> np.ndarray:
    """(K,) by how much a knee is bent, degrees."""
    thigh = body.local[:, KNEES[side]] - body.local[:, HIPS[side]]
    shin = body.local[:, ANKLES[side]] - body.local[:, KNEES[side]]
    return angle_between(thigh, shin)


def _around(values: np.ndarray, begin: int, end: int) -> np.ndarray:
    """The values from a quarter second before to a tenth after a stretch: a kick is fastest on its way up."""
    return values[max(begin - 5, 0) : end + 2]


def _move(side: int, kind: LegKind, begin: int, end: int, heights: np.ndarray, speed: np.ndarray) -> LegMove:
    highest = begin + int(heights[begin:end].argmax())
    fastest = float(_around(speed, begin, end).max())
    return LegMove(span(begin, end), SIDES[side], kind, float(heights[highest]), fastest, highest / CANONICAL_FPS)

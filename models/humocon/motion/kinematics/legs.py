"""Legs: kicks and lifted knees."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from humocon.motion.kinematics.posture import thigh_angles
from humocon.motion.kinematics.signals import ANKLES, HIPS, SIDES, Body, Side, Span, derivative, runs, span

LegKind = Literal["kick", "lift knee"]
KICK_HEIGHT: Final[float] = 0.33
KICK_SPEED: Final[float] = 2.0
LIFTED_DEGREES: Final[float] = 65.0


@dataclass(frozen=True)
class LegMove:
    """Something that one leg does.

    Attributes:
        span: when.
        side: which leg.
        kind: what.
        height_m: of the ankle over the floor at its highest, metres.
        speed: of the ankle relative to the pelvis at its fastest, metres per second.
    """

    span: Span
    side: Side
    kind: LegKind
    height_m: float
    speed: float


def find_leg_moves(body: Body) -> list[LegMove]:
    """Everything that the legs do apart from carrying the body, in order."""
    thighs = thigh_angles(body)
    heights = np.stack([body.joints[:, ankle, 1] - body.floor for ankle in ANKLES])
    found = []
    for side in (0, 1):
        ankle = body.local[:, ANKLES[side]]
        stretch = np.linalg.norm(ankle - body.local[:, HIPS[side]], axis=-1) / body.leg
        speed = np.linalg.norm(derivative(ankle), axis=-1)
        stands = heights[1 - side] < 0.2 * body.leg
        kicked = (heights[side] > KICK_HEIGHT * body.leg) & (ankle[:, 2] > 0.35 * body.leg) & (stretch > 0.8) & stands
        lifted = (thighs[side] > LIFTED_DEGREES) & (thighs[1 - side] < 45) & stands
        kicks = [
            (begin, end) for begin, end in runs(kicked, gap_s=0.1) if _around(speed, begin, end).max() > KICK_SPEED
        ]
        for begin, end in kicks:
            found.append(_move(side, "kick", begin, end, heights[side], speed))
        for begin, end in runs(lifted, shortest_s=0.15, gap_s=0.1):
            if not any(first < end + 4 and begin - 4 < last for first, last in kicks):
                found.append(_move(side, "lift knee", begin, end, heights[side], speed))
    return sorted(found, key=lambda move: move.span.begin_s)


def _around(values: np.ndarray, begin: int, end: int) -> np.ndarray:
    """The values from a quarter second before to a tenth after a stretch: a kick is fastest on its way up."""
    return values[max(begin - 5, 0) : end + 2]


def _move(side: int, kind: LegKind, begin: int, end: int, heights: np.ndarray, speed: np.ndarray) -> LegMove:
    fastest = float(_around(speed, begin, end).max())
    return LegMove(span(begin, end), SIDES[side], kind, float(heights[begin:end].max()), fastest)

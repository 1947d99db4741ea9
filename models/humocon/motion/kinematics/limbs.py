"""Which limb moves, when, how far and how fast, relative to the trunk."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.signals import (
    ANKLES,
    HIPS,
    SHOULDERS,
    WRISTS,
    Body,
    Span,
    derivative,
    runs,
    smooth,
    span,
)

Limb = Literal["left arm", "right arm", "left leg", "right leg"]
LIMBS: Final[dict[Limb, tuple[int, int]]] = {
    "left arm": (SHOULDERS[0], WRISTS[0]),
    "right arm": (SHOULDERS[1], WRISTS[1]),
    "left leg": (HIPS[0], ANKLES[0]),
    "right leg": (HIPS[1], ANKLES[1]),
}
"""The joint that a limb hangs from, and its end."""
MOVES: Final[float] = 0.5  # metres per second
SHORTEST_S: Final[float] = 0.2


@dataclass(frozen=True)
class LimbMotion:
    """A stretch in which one limb moves: how far its end goes in metres, and its mean speed in metres per second."""

    span: Span
    limb: Limb
    path_m: float
    speed: float


def limb_speeds(body: Body) -> dict[Limb, np.ndarray]:
    """For each limb (K,): speed of its end relative to where it hangs from, in the frame of the body, m/s."""
    return {
        limb: np.linalg.norm(derivative(smooth(body.local[:, end] - body.local[:, root], 0.05)), axis=-1)
        for limb, (root, end) in LIMBS.items()
    }


def find_limb_motions(body: Body) -> list[LimbMotion]:
    """Every stretch in which a limb moves, in order."""
    found = []
    for limb, speed in limb_speeds(body).items():
        for begin, end in runs(speed > MOVES, shortest_s=SHORTEST_S, gap_s=0.25):
            path = float(speed[begin:end].sum() / CANONICAL_FPS)
            found.append(LimbMotion(span(begin, end), limb, path, float(speed[begin:end].mean())))
    return sorted(found, key=lambda motion: motion.span.begin_s)

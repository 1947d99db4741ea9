"""How fast each limb moves, relative to the trunk."""

from typing import Final, Literal

import numpy as np

from humocon.motion.kinematics.signals import (
    ANKLES,
    HIPS,
    SHOULDERS,
    WRISTS,
    Body,
    derivative,
    smooth,
)

Limb = Literal["left arm", "right arm", "left leg", "right leg"]
LIMBS: Final[dict[Limb, tuple[int, int]]] = {
    "left arm": (SHOULDERS[0], WRISTS[0]),
    "right arm": (SHOULDERS[1], WRISTS[1]),
    "left leg": (HIPS[0], ANKLES[0]),
    "right leg": (HIPS[1], ANKLES[1]),
}
"""The joint that a limb hangs from, and its end."""


def limb_speeds(body: Body) -> dict[Limb, np.ndarray]:
    """For each limb (K,): speed of its end relative to where it hangs from, in the frame of the body, m/s."""
    return {
        limb: np.linalg.norm(derivative(smooth(body.local[:, end] - body.local[:, root], 0.05)), axis=-1)
        for limb, (root, end) in LIMBS.items()
    }

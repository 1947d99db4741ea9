"""Where a body comes to lie that is posed by angles alone: on what of it is lowest, without sliding there."""

from typing import Final

import numpy as np

from humocon.motion.acting.curves import soften
from humocon.motion.rotations import forward_kinematics
from humocon.motion.skeleton import PARENTS

_FLESH: Final = np.array(
    [0.10, 0.09, 0.09, 0.10, 0.05, 0.05, 0.11, 0.05, 0.05, 0.11, 0, 0, 0.08, 0.08, 0.08, 0.09]
    + [0.07, 0.07, 0.045, 0.045, 0.03, 0.03]
)
"""Metres between each joint and what of the body touches the floor under it."""
_NEAR_M: Final = 0.012


def settle(rotations: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Find the path of the pelvis of a body that rests on the floor.

    Args:
        rotations: (K, 22, 3, 3) local.
        offsets: (22, 3) rest offsets in metres.

    Returns:
        (K, 3): as high as the lowest joint asks for, and moving so that what touches the floor stays in its place.
    """
    around = forward_kinematics(rotations, offsets, PARENTS, np.zeros((len(rotations), 3)))[0]
    need = _FLESH - around[:, :, 1]
    height = need.max(axis=1)
    height = np.maximum(soften(height, 1.5), height - 0.01)
    touching = np.exp(-(height[:, None] - need) / _NEAR_M)[:, :, None]
    steps = np.diff(around, axis=0) * (touching[1:] + touching[:-1])
    slip = steps.sum(axis=1) / (touching[1:] + touching[:-1]).sum(axis=1)
    root = np.concatenate([np.zeros((1, 3)), -np.cumsum(slip, axis=0)])
    root[:, 1] = height
    return root

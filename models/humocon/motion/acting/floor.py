"""Where a body comes to lie that is posed by angles alone: on what of it is lowest, without sliding there."""

from typing import Final

import numpy as np

from humocon.motion.acting.curves import soften
from humocon.motion.acting.limbs import place_hands
from humocon.motion.acting.performance import Reach, Sprawl
from humocon.motion.rotations import forward_kinematics
from humocon.motion.skeleton import PARENTS

FLESH: Final = np.array(
    [0.10, 0.09, 0.09, 0.10, 0.05, 0.05, 0.11, 0.05, 0.05, 0.11, 0, 0, 0.08, 0.08, 0.08, 0.09]
    + [0.07, 0.07, 0.045, 0.045, 0.03, 0.03]
)
"""(22,) metres between each joint and what of the body touches the floor under it."""
_NEAR_M: Final = 0.012
_ARMS: Final = [18, 19, 20, 21]


def rest_on_floor(sprawl: Sprawl, rotations: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Find the path of the pelvis (K, 3) of a body that is posed, and set its hands on the floor where they bear it.

    Args:
        sprawl: how it is posed.
        rotations: (K, 22, 3, 3) local; those of the arms change where the hands bear the body.
        offsets: (22, 3) rest offsets in metres.
    """
    root = _settle(rotations, offsets, others=_ARMS if sprawl.hands is not None else [])
    if sprawl.ahead is not None:
        root[:, [0, 2]] = sprawl.ahead[:, None] * [0.0, 1.0]
    if sprawl.hands is not None:
        _set_hands_down(sprawl.hands, rotations, root, offsets)
    return root


def _settle(rotations: np.ndarray, offsets: np.ndarray, others: list[int]) -> np.ndarray:
    """The pelvis (K, 3): as high as the lowest joint asks for, and moving so that what touches the floor stays there.

    `others` are joints that bear nothing.
    """
    around = forward_kinematics(rotations, offsets, PARENTS, np.zeros((len(rotations), 3)))[0]
    need = FLESH - around[:, :, 1]
    need[:, others] = -np.inf
    height = need.max(axis=1)
    height = np.maximum(soften(height, 1.5), height - 0.01)
    touching = np.exp(-(height[:, None] - need) / _NEAR_M)[:, :, None]
    both = touching[1:] + touching[:-1]
    slip = (np.diff(around, axis=0) * both).sum(axis=1) / both.sum(axis=1)
    root = np.concatenate([np.zeros((1, 3)), -np.cumsum(slip, axis=0)])
    root[:, 1] = height
    return root


def _set_hands_down(bearing: np.ndarray, rotations: np.ndarray, root: np.ndarray, offsets: np.ndarray) -> None:
    """Bend the arms so that each hand stays in its place on the floor as long as it bears the body, (2, K)."""
    joints, turned = forward_kinematics(rotations, offsets, PARENTS, root)
    hands = np.empty((2, len(root), 3))
    for side in (0, 1):
        place = joints[:, 20 + side].copy()
        edges = np.flatnonzero(np.diff(np.concatenate([[False], bearing[side] > 0.5, [False]]).astype(int)))
        for start, stop in edges.reshape(-1, 2):
            place[start:stop] = place[start:stop].mean(axis=0)
        place[:, 1] = np.where(bearing[side] > 0.5, FLESH[20], np.maximum(place[:, 1], FLESH[20]))
        shoulder = joints[:, 9] + turned[:, 9] @ (offsets[13 + side] + offsets[16 + side])
        arm = np.linalg.norm(offsets[18]) + np.linalg.norm(offsets[20])
        out = np.array([1.0 if side == 0 else -1.0, 1.0, 1.0])
        hands[side] = out * np.einsum("kba,kb->ka", turned[:, 9], place - shoulder) / arm
    place_hands(Reach(hands, np.ones(bearing.shape), np.full(bearing.shape, 0.35)), rotations, offsets)

"""The way of a body whose poses are told about its own pelvis, as pose estimators do, from the feet that stand."""

import numpy as np

from humocon.motion.skeleton import FOOT_JOINTS


def stand_on_feet(joints: np.ndarray) -> np.ndarray:
    """Let the lowest joint of each pose touch the floor, and the foot that stands stay where it is.

    A flight is lost: who jumps is taken to keep the feet on the floor.

    Args:
        joints: (N, 22, 3), y up, metres.

    Returns:
        (N, 22, 3), each pose moved as a whole.
    """
    feet = joints[:, FOOT_JOINTS]
    standing = (feet[1:, :, 1] + feet[:-1, :, 1]).argmin(axis=1)
    steps = np.take_along_axis(feet[:-1] - feet[1:], standing[:, None, None], axis=1)[:, 0]
    moved = np.concatenate([np.zeros((1, 3)), np.cumsum(steps, axis=0)])
    moved[:, 1] = -joints[..., 1].min(axis=1)
    return joints + moved[:, None]

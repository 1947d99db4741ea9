"""The one body of the project: the first 22 joints of SMPL, their tree, and a built-in mean skeleton."""

from typing import Final

import numpy as np

JOINT_NAMES: Final[tuple[str, ...]] = (
    "pelvis",
    "left_hip",
    "right_hip",
    "spine1",
    "left_knee",
    "right_knee",
    "spine2",
    "left_ankle",
    "right_ankle",
    "spine3",
    "left_foot",
    "right_foot",
    "neck",
    "left_collar",
    "right_collar",
    "head",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
)
NUM_JOINTS: Final[int] = len(JOINT_NAMES)

PARENTS: Final[np.ndarray] = np.array([-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19])
"""(22,) index of each joint's parent; a parent always comes before its children, the root has -1."""

EDGES: Final[np.ndarray] = np.stack([PARENTS[1:], np.arange(1, NUM_JOINTS)], axis=1)
"""(21, 2) pairs (parent, child): the bones, for drawing and for lengths."""

LEFT_RIGHT: Final[np.ndarray] = np.array(
    [0, 2, 1, 3, 5, 4, 6, 8, 7, 9, 11, 10, 12, 14, 13, 15, 17, 16, 19, 18, 21, 20],
)
"""(22,) index that swaps left and right: ``joints[:, LEFT_RIGHT] * [-1, 1, 1]`` mirrors a motion."""

FOOT_JOINTS: Final[np.ndarray] = np.array([7, 8, 10, 11])

# Offsets of the middle and of the left half; the right half is their mirror image. Proportions of a standing adult
# of about 1.70 m after the usual anthropometric tables (leg .24 + .24, trunk .28, upper arm .15, forearm .15 of the
# height), rounded to half centimetres: no body model was copied. The rest pose is a T: arms along x, facing +z.
_HALF_OFFSETS: Final[dict[str, tuple[float, float, float]]] = {
    "pelvis": (0.0, 0.0, 0.0),
    "left_hip": (0.065, -0.085, -0.01),
    "spine1": (0.0, 0.115, -0.03),
    "left_knee": (0.035, -0.390, 0.005),
    "spine2": (0.0, 0.135, 0.02),
    "left_ankle": (-0.01, -0.405, -0.035),
    "spine3": (0.0, 0.055, 0.0),
    "left_foot": (0.03, -0.055, 0.125),
    "neck": (0.0, 0.210, -0.03),
    "left_collar": (0.075, 0.115, -0.02),
    "head": (0.0, 0.085, 0.045),
    "left_shoulder": (0.110, 0.040, -0.015),
    "left_elbow": (0.260, -0.01, -0.02),
    "left_wrist": (0.255, 0.005, -0.005),
}


def _mean_offsets() -> np.ndarray:
    offsets = np.zeros((NUM_JOINTS, 3))
    for joint, name in enumerate(JOINT_NAMES):
        x, y, z = _HALF_OFFSETS[name.replace("right_", "left_")]
        offsets[joint] = (-x if name.startswith("right_") else x, y, z)
    return offsets


MEAN_OFFSETS: Final[np.ndarray] = _mean_offsets()
"""(22, 3) rest offset of each joint from its parent in metres: T-pose, y up, facing +z, left is +x."""


def rest_pose() -> np.ndarray:
    """Joint positions of the mean skeleton in its T-pose with the pelvis at the origin, (22, 3) in metres."""
    positions = MEAN_OFFSETS.copy()
    for joint in range(1, NUM_JOINTS):
        positions[joint] += positions[PARENTS[joint]]
    return positions


def bone_lengths(joints: np.ndarray) -> np.ndarray:
    """Length of every bone: (..., 22, 3) -> (..., 21), in the unit of the positions, in the order of `EDGES`."""
    return np.linalg.norm(joints[..., EDGES[:, 1], :] - joints[..., EDGES[:, 0], :], axis=-1)

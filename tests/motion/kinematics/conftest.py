"""People posed by hand, from the angles of their joints."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from humocon.motion.rotations import axis_angle_to_matrix, forward_kinematics
from humocon.motion.skeleton import JOINT_NAMES, MEAN_OFFSETS, PARENTS

Angles = dict[str, tuple[float, float, float]]
Act = Callable[[Sequence[tuple[float, Angles]]], np.ndarray]
HANGING: Angles = {"left_shoulder": (0, 0, -85), "right_shoulder": (0, 0, 85)}
ON_ALL_FOURS: Angles = {"left_shoulder": (0, -90, 0), "right_shoulder": (0, 90, 0)}
POSES: dict[str, Angles] = {
    "standing": HANGING,
    "seated": {
        **HANGING,
        **{f"{side}_hip": (-90, 0, 0) for side in ("left", "right")},
        **{f"{side}_knee": (90, 0, 0) for side in ("left", "right")},
    },
    "kneeling": {**HANGING, "left_knee": (90, 0, 0), "right_knee": (90, 0, 0)},
    "on hands and knees": {
        **ON_ALL_FOURS,
        "pelvis": (85, 0, 0),
        **{f"{side}_hip": (-85, 0, 0) for side in ("left", "right")},
        **{f"{side}_knee": (90, 0, 0) for side in ("left", "right")},
    },
    "on hands and feet": {**ON_ALL_FOURS, "pelvis": (66, 0, 0), "left_ankle": (-60, 0, 0), "right_ankle": (-60, 0, 0)},
    "upside down": {"pelvis": (180, 0, 0), "left_shoulder": (0, 0, 85), "right_shoulder": (0, 0, -85)},
    "lying": {**HANGING, "pelvis": (-90, 0, 0)},
    "bent": {**HANGING, "spine1": (50, 0, 0)},
    "squatting": {
        **HANGING,
        **{f"{side}_hip": (-90, 0, 0) for side in ("left", "right")},
        **{f"{side}_knee": (130, 0, 0) for side in ("left", "right")},
        **{f"{side}_ankle": (-40, 0, 0) for side in ("left", "right")},
    },
    "turned at the waist": {**HANGING, "spine1": (0, 40, 0)},
}
"""Degrees about x (to the left), y (up) and z (ahead), from a T-pose."""


@pytest.fixture(scope="session")
def poses() -> dict[str, Angles]:
    return POSES


@pytest.fixture(scope="session")
def act() -> Act:
    """Gives the motion (K, 22, 3) that passes from pose to pose, each at its second, the lowest joint on the floor."""

    def perform(keys: Sequence[tuple[float, Angles]]) -> np.ndarray:
        moments = np.array([moment for moment, _ in keys])
        time = np.arange(round(moments[-1] * 20) + 1) / 20
        angles = np.zeros((len(time), 22, 3))
        for joint in {joint for _, pose in keys for joint in pose}:
            wanted = np.array([pose.get(joint, (0, 0, 0)) for _, pose in keys])
            for axis in range(3):
                angles[:, JOINT_NAMES.index(joint), axis] = np.interp(time, moments, wanted[:, axis])
        rotations = axis_angle_to_matrix(np.radians(angles))
        joints, _ = forward_kinematics(rotations, MEAN_OFFSETS, PARENTS, np.zeros((len(time), 3)))
        joints[..., 1] -= joints[..., 1].min(axis=1, keepdims=True)
        return joints

    return perform

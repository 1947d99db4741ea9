"""The floor of a recording, shown by feet that stand: how it leans where a sensor was tilted, and what is above it."""

from typing import Final

import numpy as np

from humocon.motion.posture import ANKLES, HEAD, TOES
from humocon.motion.rotations import axis_angle_to_matrix, unit_vectors

_STANDS_M_PER_S: Final[float] = 0.4
_COVERED_M: Final[float] = 0.35
"""Standard deviation of where feet stand, along the slope: of a walk of 1.2 m and more."""
_OFF_M: Final[float] = 0.05
_LEAST_DEG, _MOST_DEG = 5.0, 30.0
_LEVEL_M: Final[float] = 0.04
"""Across a way that feet hardly covered the floor is taken as level."""
_LOWEST, _HIGHEST = 5, 90
"""Percentiles of the heights at which feet stand: the floor, and what lies higher on stairs and slopes."""
_ONE_LEVEL_M: Final[float] = 0.15
_STANDING_S: Final[float] = 0.5
_BELOW_M: Final[float] = 0.05


def floor_tilt(joints: np.ndarray, fps: float) -> tuple[np.ndarray, float] | None:
    """How the floor leans, from feet that stand at places far from one another, and a body that leans with it.

    On stairs and ramps feet rise, too, but the body stays upright.

    Args:
        joints: (N, 22, 3) y up, metres.
        fps: Poses per second.

    Returns:
        The rotation (3, 3) that lays the floor level, and the angle that it undoes, in degrees; None where the feet do
        not show one.
    """
    feet = joints[:, ANKLES]
    speed = np.linalg.norm(np.diff(feet, axis=0, append=feet[-1:]), axis=-1) * fps
    places = feet[speed < _STANDS_M_PER_S]
    if len(places) < fps:
        return None
    flat, height = places[:, [0, 2]] - places[:, [0, 2]].mean(axis=0), places[:, 1] - places[:, 1].mean()
    slope, off = _slope(flat, height)
    for _ in range(2):  # without feet that hang, or that the sensor lost
        near = off < 2 * max(float(np.median(off)), 0.01)
        flat, height = flat[near], height[near]
        slope, off = _slope(flat, height)
    steep = float(np.linalg.norm(slope))
    angle = float(np.degrees(np.arctan(steep)))
    if not _LEAST_DEG < angle < _MOST_DEG or (flat @ slope).std() < _COVERED_M * steep or np.median(off) > _OFF_M:
        return None
    normal = np.array([-slope[0], 1.0, -slope[1]]) / np.hypot(1.0, steep)
    body = joints[:, HEAD] - joints[:, ANKLES].mean(axis=1)
    upright = np.median(unit_vectors(body), axis=0)
    if upright @ normal <= upright[1]:
        return None
    axis = np.cross(normal, [0.0, 1.0, 0.0])
    return axis_angle_to_matrix(axis / np.linalg.norm(axis) * np.radians(angle)), angle


def with_feet_above_floor(joints: np.ndarray, fps: float) -> np.ndarray:
    """The motion with feet lifted that a sensor lost and guessed below the floor, as of who bends down towards it.

    On stairs and slopes, where feet stand at several heights, they stay where they are.

    Args:
        joints: (N, 22, 3) y up, metres.
        fps: Poses per second.
    """
    feet = joints[:, ANKLES + TOES]
    speed = np.linalg.norm(np.diff(feet, axis=0, append=feet[-1:]), axis=-1) * fps
    lowest = feet[..., 1].argmin(axis=1)[:, None]
    heights, stands = (np.take_along_axis(values, lowest, axis=1)[:, 0] for values in (feet[..., 1], speed))
    stood = heights[stands < _STANDS_M_PER_S]
    if len(stood) < _STANDING_S * fps:
        return joints
    floor, top = np.percentile(stood, (_LOWEST, _HIGHEST))
    if heights.min() > floor - _BELOW_M or top > floor + _ONE_LEVEL_M:
        return joints
    lifted = joints.copy()
    lifted[:, ANKLES + TOES, 1] = np.maximum(feet[..., 1], floor)
    return lifted


def _slope(flat: np.ndarray, height: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rise in each of two ways of the plane through (M, 2) places at (M,) heights, and how far each lies off it."""
    flat, height = flat - flat.mean(axis=0), height - height.mean()
    slope = np.linalg.solve(flat.T @ flat / len(flat) + _LEVEL_M**2 * np.eye(2), flat.T @ height / len(flat))
    return slope, np.abs(height - flat @ slope)

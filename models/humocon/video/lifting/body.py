"""The network's landmarks to the project's 22 joints.

Legend: N pictures, L = 33 landmarks, J = 22 joints. Landmarks: x right, y down, z away from the camera; joints: x
right, y up, z towards the camera, metres.
"""

from typing import Final

import numpy as np

from humocon.motion.layouts import LAYOUTS
from humocon.motion.parts import joints_of_parts
from humocon.motion.rotations import unit_vectors
from humocon.motion.skeleton import FOOT_JOINTS, LEFT_RIGHT, MEAN_OFFSETS, NUM_JOINTS, PARENTS, bone_lengths
from humocon.video.lifting.smoothing import smooth

SHOULDERS, ELBOWS, WRISTS = (11, 12), (13, 14), (15, 16)
HIPS, KNEES, ANKLES, HEELS, TOES = (23, 24), (25, 26), (27, 28), (29, 30), (31, 32)
# Shares of the body's weight, after the usual segment tables, laid on the joints of the middle and of the left half.
MASS_SHARES: Final[np.ndarray] = np.array(
    [0.11, 0.06, 0.06, 0.10, 0.06, 0.06, 0.10, 0.02, 0.02, 0.09, 0.01, 0.01]
    + [0.04, 0.01, 0.01, 0.08, 0.03, 0.03, 0.03, 0.03, 0.02, 0.02]
)
_STANDING_M: Final[float] = 0.55
_LARGEST_LEAN: Final[float] = 0.5
_NECK: Final[int] = 12
_LYING_RISE, _LYING_SHARE = 0.6, 0.3
_STANDING_SHARE: Final[float] = 0.25
_FLAT_PRIOR: Final[float] = 0.01
"""Square metres by which a body's joints spread along the view at the least, before its slope is believed by half."""
_LEGS_FALL: Final[float] = 0.8
"""How far the legs of one who lies go down from the hips at the most, in shares of their way."""
_STEEPEST_LYING: Final[float] = 0.9
_LYING_S: Final = (0.3, 0.5)
_ANKLES: Final[list[int]] = [7, 8]
_LEAST_SHARE, _LARGEST_SHARE = 0.7, 1.35


def joints_of(world: np.ndarray) -> np.ndarray:
    """Landmarks (N, 33, 3) -> joints (N, 22, 3) with the middle of the hips at the origin."""
    points = world * np.array([1.0, -1.0, -1.0])
    return joints_of_parts({part: points[:, index] for part, index in LAYOUTS["mediapipe33"].joints.items()})[0]


def stand_upright(joints: np.ndarray) -> np.ndarray:
    """Lean the whole motion towards or away from the camera until it rests on the floor as bodies do.

    A picture shows well how a body leans to its sides and hardly how it leans along the view: the network's guess is
    off by the camera's tilt and by its own habit. Who stands, walks or bends keeps balance on average, and who lies
    lies flat; that settles it.

    Args:
        joints: (N, 22, 3) about the hips.

    Returns:
        (N, 22, 3), turned about the axis across the picture by one angle for all poses.
    """
    feet = joints[:, FOOT_JOINTS].mean(axis=1)
    weight = (joints * MASS_SHARES[:, None]).sum(axis=1)
    over = weight - feet
    trunk = unit_vectors(joints[:, _NECK] - joints[:, 0])
    standing = joints[:, 0, 1] - feet[:, 1] > _STANDING_M
    lying = np.abs(trunk[:, 1]) < _LYING_RISE
    if standing.mean() >= _STANDING_SHARE:
        lean = float(np.median(np.arctan2(over[standing, 2], over[standing, 1])))
    elif lying.mean() >= _LYING_SHARE:
        lean = _slope_along_view(joints[lying])
    else:
        return joints
    return _turn(joints, np.full(len(joints), np.clip(lean, -_LARGEST_LEAN, _LARGEST_LEAN)))


def lying_share(joints: np.ndarray, fps: float) -> np.ndarray:
    """How much of each pose (N, 22, 3) is lying, (N,) in [0, 1]: the trunk is level, and the legs do not carry it."""
    trunk, legs = (
        unit_vectors(joints[:, _NECK] - joints[:, 0]),
        unit_vectors(joints[:, _ANKLES].mean(axis=1) - joints[:, 0]),
    )
    lying = (np.abs(trunk[:, 1]) < _LYING_RISE) & (legs[:, 1] > -_LEGS_FALL)
    return smooth(lying[:, None].astype(float), fps, *_LYING_S)[:, 0].clip(0.0, 1.0)


def lay_flat(joints: np.ndarray, lying: np.ndarray) -> np.ndarray:
    """Lean the poses of one who lies until they are level along the view.

    What the network guesses of a body that lies is not off by the same angle as of one that stands.

    Args:
        joints: (N, 22, 3) about the hips.
        lying: (N,) in [0, 1], how much of each pose is lying.
    """
    rows = lying > 0.5
    if not rows.any():
        return joints
    return _turn(joints, lying * np.clip(_slope_along_view(joints[rows]), -_STEEPEST_LYING, _STEEPEST_LYING))


def _turn(joints: np.ndarray, lean: np.ndarray) -> np.ndarray:
    """Stand upright what leans (N,) radians towards the camera: y' = y cos + z sin, z' = z cos - y sin."""
    cos, sin = np.cos(lean)[:, None], np.sin(lean)[:, None]
    x, y, z = np.moveaxis(joints, -1, 0)
    return np.stack([x, y * cos + z * sin, z * cos - y * sin], axis=-1)


def _slope_along_view(joints: np.ndarray) -> float:
    """The lean of a body (N, 22, 3) that lies: how it falls along the view, where it lies along the view; radians."""
    spread = joints[..., 1:] - joints[..., 1:].mean(axis=1, keepdims=True)
    fall = -(spread[..., 0] * spread[..., 1]).sum()
    return float(np.arctan2(fall, (spread[..., 1] ** 2).sum() + _FLAT_PRIOR * spread[..., 0].size))


def lay_on_bones(joints: np.ndarray) -> np.ndarray:
    """Give every bone one length throughout: its median, equal on the left and the right, kept plausible.

    Args:
        joints: (N, 22, 3).

    Returns:
        (N, 22, 3): the same directions from the same roots.
    """
    lengths = np.median(bone_lengths(joints), axis=0)
    lengths = np.concatenate([[0.0], lengths])
    lengths = (lengths + lengths[LEFT_RIGHT]) / 2
    usual = np.linalg.norm(MEAN_OFFSETS, axis=1)
    size = np.median(lengths[1:] / usual[1:])
    lengths = np.clip(lengths, _LEAST_SHARE * size * usual, _LARGEST_SHARE * size * usual)
    offsets = unit_vectors(joints - joints[:, PARENTS])
    out = joints.copy()
    for joint in range(1, NUM_JOINTS):
        out[:, joint] = out[:, PARENTS[joint]] + lengths[joint] * offsets[:, joint]
    return out

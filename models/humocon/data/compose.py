"""Sequences of several clips, one after the other, made in any number while training.

Sequences are laid out like those of BABEL: real actions of one body with short transitions between them. All poses are
on the standard body, 20 Hz, y up.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.ndimage import gaussian_filter1d

from humocon.motion.clip import between_poses, heading, resample, rotate_y
from humocon.motion.features import with_standard_bones
from humocon.motion.skeleton import LEFT_RIGHT, PARENTS

TRANSITION_FRAMES = 8
ARMS: Final = (13, 14, 16, 17, 18, 19, 20, 21)
UPPER_BODY: Final = (3, 6, 9, 12, 15, *ARMS)
_TURNING_DEGREES: Final = 25.0
_STEP_POSES: Final = 8.0
"""Deviation of the window that takes the swing of steps out of a heading: 0.4 s."""


def join(parts: Sequence[np.ndarray]) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Lay clips end to end: each begins where and as the one before it ended, after `TRANSITION_FRAMES` of a blend.

    Args:
        parts: clips (K_i, 22, 3) on the standard body.

    Returns:
        joints (K, 22, 3) float32, and for each clip the poses [begin, end) that it takes.
    """
    whole: list[np.ndarray] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for part in parts:
        if whole:
            last = whole[-1][-1]
            part = rotate_y(part, float(heading(last) - heading(part[0])))
            part = part + (last[0] - part[0, 0]) * np.array([1, 0, 1], np.float32)
            share = np.linspace(0, 1, TRANSITION_FRAMES + 2, dtype=np.float32)[1:-1, None, None]
            between = (1 - share) * last + share * part[0]
            whole.append(with_standard_bones(between, between[:, 0]))
            length += TRANSITION_FRAMES
        spans.append((length, length + len(part)))
        whole.append(part)
        length += len(part)
    return np.concatenate(whole).astype(np.float32), spans


def mirror(joints: np.ndarray) -> np.ndarray:
    """Swap left and right: (K, 22, 3) -> (K, 22, 3)."""
    return joints[:, LEFT_RIGHT] * np.array([-1, 1, 1], np.float32)


def change_speed(joints: np.ndarray, factor: float) -> np.ndarray:
    """Play a clip `factor` times as fast: (K, 22, 3) -> about (K / factor, 22, 3)."""
    return resample(joints, 20.0 * factor, 20.0).astype(np.float32)


def turn_path(joints: np.ndarray, turning: np.ndarray) -> np.ndarray:
    """Let the person turn while they go: at each pose the body and its next step are turned.

    Args:
        joints: (K, 22, 3) on the standard body, y up.
        turning: (K,) radians to the left by which each pose is turned.

    Returns:
        (K, 22, 3) float32; heights and the shape of the body stay as they are.
    """
    across = np.array([1, 0, 1], np.float32)
    root = joints[:, :1] * across
    halfway = (turning[1:] + turning[:-1]) / 2
    steps = rotate_y(np.diff(root, axis=0), halfway)
    path = np.concatenate([root[:1], root[:1] + np.cumsum(steps, axis=0)])
    return (rotate_y(joints - root, turning) + path).astype(np.float32)


def turning_poses(joints: np.ndarray) -> np.ndarray:
    """At which poses the body is being turned, by 25 degrees a second at least: (K, 22, 3) -> (K,); all if at none."""
    turning = np.abs(np.gradient(_way(joints))) * 20 > np.deg2rad(_TURNING_DEGREES)
    return turning if turning.any() else ~turning


def straighten(joints: np.ndarray) -> np.ndarray:
    """Take the turns out of a path, not the swing of the steps: (K, 22, 3) -> (K, 22, 3), facing as at the start."""
    way = _way(joints)
    return turn_path(joints, way[0] - way)


def _way(joints: np.ndarray) -> np.ndarray:
    """The heading without the swing of the steps: (K, 22, 3) -> (K,) radians."""
    return gaussian_filter1d(np.unwrap(heading(joints)), _STEP_POSES, mode="nearest")


def with_upper_body(joints: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Let legs of one clip carry the spine, the head and the arms of another.

    Args:
        joints: (K, 22, 3) on the standard body; its path and legs stay.
        other: (K', 22, 3), played in the time of the first.

    Returns:
        (K, 22, 3) float32 on the standard body.
    """
    bones = bones_of(joints)
    lent = between_poses(bones_of(other), np.linspace(0, len(other) - 1, len(joints)))
    bones[:, list(UPPER_BODY)] = lent[:, list(UPPER_BODY)]
    body = rotate_y(chain(bones), heading(joints))
    return with_standard_bones(body, joints[:, 0]).astype(np.float32)


def bones_of(joints: np.ndarray) -> np.ndarray:
    """From each joint's parent to it, in the frame of the pose's heading: (K, 22, 3) -> (K, 22, 3), 0 at the root."""
    local = rotate_y(joints - joints[:, :1], -heading(joints))
    bones = local - local[:, PARENTS]
    bones[:, 0] = 0
    return bones


def chain(bones: np.ndarray) -> np.ndarray:
    """Put bones end to end: (K, 22, 3) from each joint's parent to it -> (K, 22, 3) positions about the root."""
    joints = np.zeros_like(bones)
    for joint in range(1, len(PARENTS)):
        joints[:, joint] = joints[:, PARENTS[joint]] + bones[:, joint]
    return joints

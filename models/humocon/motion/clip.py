"""A motion as everything else sees it: 22 joints, metres, y up, 20 Hz, starting at the origin and facing +z."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from humocon.errors import DataError
from humocon.motion.skeleton import FOOT_JOINTS, NUM_JOINTS, PARENTS

CANONICAL_FPS: Final[float] = 20.0
LEFT_HIP, RIGHT_HIP, LEFT_SHOULDER, RIGHT_SHOULDER = 1, 2, 16, 17
FLOOR_PERCENTILE: Final[float] = 5.0


@dataclass(frozen=True)
class ClipSource:
    """Where a clip came from and what had to be assumed to read it.

    Attributes:
        path: The file as the user named it.
        format: What the content is, e.g. "BVH" or "HumanML3D joints".
        skeleton: The skeleton in the file, in words.
        fps: Poses per second in the file, before resampling.
        unit: Unit of length in the file, e.g. "cm".
        up: Axis that points up in the file: "y", "z", "-y" ...
        notes: What was done that a reader of the answer may want to know.
        warnings: What looked odd and may spoil the answer.
    """

    path: str
    format: str
    skeleton: str
    fps: float
    unit: str
    up: str
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class MotionClip:
    """One motion.

    Attributes:
        joints: (K, 22, 3) float32, metres, y up, right-handed, SMPL order; see `canonicalize` for the frame.
        fps: Poses per second, 20 for a canonical clip.
        source: Where it came from.
    """

    joints: np.ndarray
    fps: float
    source: ClipSource

    def __post_init__(self) -> None:
        """Refuse what is not a motion of this body.

        Raises:
            ValueError: `joints` has another shape than (K, 22, 3), or `fps` is not positive.
        """
        if self.joints.ndim != 3 or self.joints.shape[1:] != (NUM_JOINTS, 3):
            raise ValueError(f"joints must be (K, {NUM_JOINTS}, 3), not {self.joints.shape}")
        if not self.fps > 0:
            raise ValueError(f"fps must be positive, not {self.fps}")

    @property
    def num_frames(self) -> int:
        """Number of poses."""
        return len(self.joints)

    @property
    def duration_s(self) -> float:
        """Length in seconds; each pose lasts 1 / fps."""
        return self.num_frames / self.fps


def heading(joints: np.ndarray) -> np.ndarray:
    """The way the body faces: (..., 22, 3) y up -> (...,) angle about y in radians, 0 is +z, positive to the left."""
    across = joints[..., LEFT_HIP, :] - joints[..., RIGHT_HIP, :]
    across = across + joints[..., LEFT_SHOULDER, :] - joints[..., RIGHT_SHOULDER, :]
    return np.arctan2(-across[..., 2], across[..., 0])


def rotate_y(joints: np.ndarray, angle: float | np.ndarray) -> np.ndarray:
    """Turn positions about the y axis; adds `angle` to every heading.

    Args:
        joints: (..., 3), or (K, J, 3) where each pose has an angle of its own.
        angle: Radians, one for all or (K,).
    """
    cos, sin = np.cos(angle), np.sin(angle)
    zero, one = np.zeros_like(cos), np.ones_like(cos)
    matrix = np.stack([cos, zero, -sin, zero, one, zero, sin, zero, cos], axis=-1)
    return joints @ matrix.reshape(*matrix.shape[:-1], 3, 3).astype(joints.dtype)


def resample(joints: np.ndarray, fps: float, target: float = CANONICAL_FPS) -> np.ndarray:
    """Bring a motion to another rate.

    Positions are interpolated linearly; because that shortens the bones of fast limbs, each bone is then given the
    interpolated length instead, outward from the root.

    Args:
        joints: (N, 22, 3) positions at `fps`.
        fps: Poses per second now.
        target: Poses per second wanted.

    Returns:
        (K, 22, 3), K = floor((N - 1) / fps * target) + 1, same type: pose 0 stays pose 0.

    Raises:
        ValueError: A rate is not positive, or there is no pose.
    """
    if not (np.isfinite(fps) and fps > 0 and target > 0) or len(joints) == 0:
        raise ValueError(f"cannot resample {len(joints)} poses from {fps} to {target} Hz")
    if np.isclose(fps, target, rtol=1e-4) or len(joints) == 1:
        return joints.copy()
    # A small slack lets 1/0.033333 Hz count as 30 Hz, so that the last pose is not lost to rounding.
    count = int(np.floor((len(joints) - 1) / fps * target + 0.01)) + 1
    times = np.minimum(np.arange(count) * (fps / target), len(joints) - 1)
    blended = between_poses(joints, times)

    offsets = joints[:, 1:] - joints[:, PARENTS[1:]]
    lengths = np.linalg.norm(offsets, axis=-1, keepdims=True)
    lengths = between_poses(lengths, times)
    out = blended.copy()
    for joint in range(1, NUM_JOINTS):
        bone = blended[:, joint] - blended[:, PARENTS[joint]]
        norm = np.linalg.norm(bone, axis=-1, keepdims=True)
        bone *= lengths[:, joint - 1] / np.maximum(norm, 1e-9)
        out[:, joint] = out[:, PARENTS[joint]] + bone
    return out


def part_of(clip: MotionClip, begin_s: float | None, end_s: float | None) -> MotionClip:
    """A part of a clip, in a frame of its own; see `canonicalize`.

    Args:
        clip: Of which the part is.
        begin_s: Where it begins, seconds; None at the beginning.
        end_s: Where it ends; None at the end.

    Raises:
        DataError: There are not two poses in it.
    """
    if begin_s is None and end_s is None and clip.num_frames >= 2:
        return clip
    first, last = (begin_s or 0.0) * clip.fps, clip.num_frames if end_s is None else end_s * clip.fps
    joints = clip.joints[round(first) : round(last)]
    if len(joints) < 2:
        where = f"from {begin_s or 0:g} s to {'the end' if end_s is None else f'{end_s:g} s'}"
        raise DataError(
            f"{clip.source.path}: {len(joints)} poses {where}, and a motion needs 2; it lasts {clip.duration_s:g} s"
        )
    return replace(clip, joints=canonicalize(joints, clip.fps, target_fps=clip.fps))


def between_poses(values: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Values of poses, linearly between the two nearest: (N, J, D) at places (K,) in [0, N - 1] -> (K, J, D)."""
    before = np.minimum(places.astype(int), max(len(values) - 2, 0))
    after = np.minimum(before + 1, len(values) - 1)
    share = (places - before).astype(values.dtype)[:, None, None]
    return (1 - share) * values[before] + share * values[after]


def floor_height(joints: np.ndarray) -> float:
    """Height of the floor: the 5th percentile over time of the lowest ankle or foot joint of (N, 22, 3), y up."""
    return float(np.percentile(joints[:, FOOT_JOINTS, 1].min(axis=1), FLOOR_PERCENTILE))


def canonicalize(joints: np.ndarray, fps: float, *, target_fps: float = CANONICAL_FPS) -> np.ndarray:
    """Bring a motion into the project's frame.

    Args:
        joints: (N, 22, 3) SMPL joints in metres, y up, right-handed.
        fps: Poses per second of `joints`.
        target_fps: Poses per second wanted.

    Returns:
        (K, 22, 3) float32: floor at y = 0, root of pose 0 at x = z = 0, pose 0 facing +z (so left is +x).

    Raises:
        ValueError: A rate is not positive, or there is no pose.
    """
    moved = resample(np.asarray(joints, dtype=np.float64), fps, target_fps)
    moved = moved - np.array([moved[0, 0, 0], floor_height(moved), moved[0, 0, 2]])
    return rotate_y(moved, -float(heading(moved[0]))).astype(np.float32)

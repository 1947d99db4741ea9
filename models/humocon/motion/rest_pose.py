"""Poses in a file that are no part of the motion: a rest pose before or after it, and poses of zeros within it."""

from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError
from humocon.motion.clip import between_poses
from humocon.motion.posture import stature
from humocon.motion.rotations import unit_vectors
from humocon.motion.skeleton import EDGES

_TURN_DEG: Final[float] = 10.0
_TURN_DEG_PER_S: Final[float] = 300.0
_SPEED_M_PER_S: Final[float] = 12.0
_STILL: Final[float] = 1e-5
_BODY_M: Final[float] = 1.5


def trailing_rest(joints: np.ndarray, fps: float) -> int:
    """How many poses at the end are a rest pose, as `leading_rest` tells it.

    The body has to turn twice as far: who lands or is hit comes to a stop as suddenly as nobody starts.
    """
    return leading_rest(joints[::-1], fps, least_deg=2 * _TURN_DEG)


def leading_rest(joints: np.ndarray, fps: float, *, least_deg: float = _TURN_DEG) -> int:
    """How many poses at the start are a rest pose: the body jumps out of it, and moves on as bodies do.

    Judged by how the bones turn and how far the joints go, whatever the angles are: no person turns all bones by
    10 degrees from one pose to the next, several times as far as in the two steps after.

    Args:
        joints: (N, 22, 3) in any axes and unit.
        fps: Poses per second.
        least_deg: How far the bones turn at least, where they turn rather than fly.

    Returns:
        Number of poses to leave out, 0 where the motion begins at once.
    """
    rest = _equal_to_first(joints)
    if rest > len(joints) // 2 or len(joints) < rest + 3:
        return 0
    ahead = joints[rest - 1 : rest + 3] * _BODY_M / max(stature(joints), 1e-9)
    turned = np.sqrt((bone_turns(ahead[:-1], ahead[1:]) ** 2).mean(axis=1))
    posed, gone = (np.linalg.norm(np.diff(way, axis=0), axis=-1).mean(axis=1) for way in (ahead - ahead[:, :1], ahead))
    turns = turned[0] > max(least_deg, _TURN_DEG_PER_S / fps, 2.5 * turned[1:].max())
    jumps = turns and posed[0] > 1.5 * posed[1:].max()
    flies = gone[0] * fps > _SPEED_M_PER_S and gone[0] > 4 * gone[1:].max()
    return rest if jumps or flies else 0


def _equal_to_first(joints: np.ndarray) -> int:
    """Number of poses at the start that are one and the same."""
    size = max(stature(joints), 1e-9)
    other = np.flatnonzero(np.abs(joints - joints[0]).max(axis=(1, 2)) > _STILL * size)
    return int(other[0]) if len(other) else len(joints)


def bone_turns(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Angle in degrees between the bones of two poses: (..., 22, 3) twice -> (..., 21)."""
    bones = [pose[..., EDGES[:, 1], :] - pose[..., EDGES[:, 0], :] for pose in (first, second)]
    units = [unit_vectors(bone) for bone in bones]
    return np.degrees(np.arccos(np.clip(np.sum(units[0] * units[1], axis=-1), -1, 1)))


def fill_gaps(joints: np.ndarray, zeros: np.ndarray | None, path: Path) -> tuple[np.ndarray, str | None]:
    """Replace poses that stand for nothing: NaN, all joints in one point, or all numbers 0 where the motion goes on.

    Args:
        joints: (N, 22, 3) in any axes and unit.
        zeros: (N,) which poses were made of zeros alone, where the file holds other numbers than positions.
        path: Named in the error.

    Returns:
        The poses from the first to the last that is none, and a warning or None.

    Raises:
        DataError: There are hardly any others.
    """
    lost = np.isnan(joints).any(axis=(1, 2), keepdims=True)
    joints, nothing = np.where(lost, 0.0, joints), "zeros or NaN" if lost.any() else "zeros"
    extent = np.ptp(joints, axis=1).max(axis=1)
    gaps = extent <= 1e-3 * np.median(extent[extent > 0]) if (extent > 0).any() else np.ones(len(joints), bool)
    if zeros is not None and zeros.any():
        gaps = gaps | (zeros if zeros.all() else _broken(joints, zeros))
    if not gaps.any():
        return joints, None
    whole = np.flatnonzero(~gaps)
    if 2 * len(whole) < len(joints):
        raise DataError(
            f"{path}: {gaps.sum()} of {len(joints)} poses are {nothing}, so there is no motion; export it again"
        )
    first, last = int(whole[0]), int(whole[-1])
    places = np.interp(np.arange(first, last + 1), whole, np.arange(len(whole)))
    filled = between_poses(joints[whole], places)
    parts = [f"{gaps[first:last].sum()} filled between their neighbours"] if gaps[first:last].any() else []
    parts += [f"{first} left out at the start"] if first else []
    parts += [f"{len(joints) - 1 - last} left out at the end"] if last < len(joints) - 1 else []
    return filled, f"{gaps.sum()} of {len(joints)} poses are {nothing}, which are gaps: {', '.join(parts)}"


def _broken(joints: np.ndarray, zeros: np.ndarray) -> np.ndarray:
    """The runs of zeros into or out of which the body jumps; others are a body that was set to its rest pose."""
    out = np.zeros(len(joints), bool)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], zeros, [False]]).astype(int)))
    for start, stop in edges.reshape(-1, 2):
        borders = [(pose, pose + 1) for pose in (start - 1, stop - 1) if 0 <= pose < len(joints) - 1]
        out[start:stop] = any(
            np.sqrt((bone_turns(joints[before], joints[after]) ** 2).mean()) > _TURN_DEG for before, after in borders
        )
    return out

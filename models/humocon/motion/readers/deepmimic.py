"""Motions of DeepMimic's humanoid: JSON with a row of 44 numbers for each pose.

A row is the seconds that the pose lasts, the root's position, and the joints' rotations against their parents:
quaternions (w, x, y, z), of knees and elbows an angle about z. Metres, y up, the body faces +x with its right at +z.
"""

from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError, one_line
from humocon.files import parse_json
from humocon.motion.clip import between_poses
from humocon.motion.readers.limits import check_places, read_text
from humocon.motion.readers.raw import RawMotion
from humocon.motion.rotations import axis_rotation, forward_kinematics
from humocon.motion.skeleton import JOINT_NAMES

_ROW: Final = 44
_UNEVEN: Final = 0.02
_SHORTEST_S: Final = 1e-5
_BODY: Final[dict[str, tuple[str, tuple[float, float, float], int]]] = {
    "root": ("", (0.0, 0.0, 0.0), 4),
    "chest": ("root", (0.0, 0.236151, 0.0), 4),
    "neck": ("chest", (0.0, 0.223894, 0.0), 4),
    "right_hip": ("root", (0.0, 0.0, 0.084887), 4),
    "right_knee": ("right_hip", (0.0, -0.421546, 0.0), 1),
    "right_ankle": ("right_knee", (0.0, -0.40987, 0.0), 4),
    "right_shoulder": ("chest", (-0.02405, 0.2435, 0.18311), 4),
    "right_elbow": ("right_shoulder", (0.0, -0.274788, 0.0), 1),
    "left_hip": ("root", (0.0, 0.0, -0.084887), 4),
    "left_knee": ("left_hip", (0.0, -0.421546, 0.0), 1),
    "left_ankle": ("left_knee", (0.0, -0.40987, 0.0), 4),
    "left_shoulder": ("chest", (-0.02405, 0.2435, -0.18311), 4),
    "left_elbow": ("left_shoulder", (0.0, -0.274788, 0.0), 1),
}
"""Joints in the order of a row: parent, place in the parent's frame, and how many numbers turn it."""
_PLACED: Final[dict[str, tuple[str, tuple[float, float, float]]]] = {
    "pelvis": ("root", (0.0, 0.0, 0.0)),
    "spine1": ("root", (0.0, 0.106, 0.0)),
    "spine2": ("root", (0.0, 0.213, 0.0)),
    "spine3": ("chest", (0.0, 0.056, 0.0)),
    "head": ("neck", (0.02, 0.09, 0.0)),
    "left_foot": ("left_ankle", (0.11, -0.04, 0.0)),
    "right_foot": ("right_ankle", (0.11, -0.04, 0.0)),
    "left_collar": ("chest", (-0.008, 0.231, -0.064)),
    "right_collar": ("chest", (-0.008, 0.231, 0.064)),
    "left_wrist": ("left_elbow", (0.0, -0.258947, 0.0)),
    "right_wrist": ("right_elbow", (0.0, -0.258947, 0.0)),
}
"""SMPL joints that the humanoid lacks, as points of what it has; the others go by their names."""


def is_deepmimic(head: bytes) -> bool:
    """Whether a file begins as such a file does."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b'"Frames"' in head


def read_deepmimic(path: Path) -> RawMotion:
    """Read a motion of DeepMimic's humanoid.

    Raises:
        DataError: The file is damaged, or of another character.
    """
    rows = _read_rows(path)
    places, turns = _pose(rows)
    joints = np.stack([_joint(name, places, turns) for name in JOINT_NAMES], axis=1)
    joints, step, even = _evenly(joints, rows[:-1, 0], path)  # how long the last pose lasts is 0 in some files
    return RawMotion(
        joints=joints,
        fps=1.0 / step,
        format="DeepMimic",
        skeleton="humanoid of 13 joints; spine, collars and feet placed on its bones",
        metres=1.0,
        up="y",
        named=True,
        notes=() if even else (f"poses that last differently were interpolated, {step:.4g} s apart",),
    )


def _evenly(joints: np.ndarray, durations: np.ndarray, path: Path) -> tuple[np.ndarray, float, bool]:
    """Poses the middle duration apart, that duration, and whether they were so already."""
    if not len(durations) or not (durations > _SHORTEST_S).all():
        raise DataError(f"{path}: a pose lasts no time, or there is but one; write how many seconds each lasts")
    step = float(np.median(durations))
    if (np.abs(durations - step) <= _UNEVEN * step).all():
        return joints, step, True
    times = np.concatenate([[0.0], np.cumsum(durations)])
    check_places(int(min(times[-1] / step, 1e12)), len(_BODY), path)
    at = np.interp(np.arange(0.0, times[-1] + step / 2, step), times, np.arange(len(joints)))
    return between_poses(joints, at), step, False


def _read_rows(path: Path) -> np.ndarray:
    """(N, 44) float64."""
    try:
        frames = parse_json(read_text(path))["Frames"]
        if not isinstance(frames, list) or not all(isinstance(row, list) for row in frames):
            raise TypeError("Frames are no rows")
        sizes = {len(row) for row in frames} - {_ROW}
        if sizes or not frames:
            what = f"a row of {min(sizes)} numbers" if sizes else "no rows"
            raise DataError(f"{path}: has {what}; DeepMimic's humanoid has {_ROW} in each, and no other body is known")
        check_places(len(frames), len(_BODY), path)
        rows = np.array(frames, dtype=np.float64)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise DataError(f"{path}: not a motion of DeepMimic ({one_line(error)}); copy it again") from error
    if not np.isfinite(rows).all():
        raise DataError(f"{path}: holds NaN or infinity; copy it again")
    return rows


def _pose(rows: np.ndarray) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Places (N, 3) and orientations (N, 3, 3) of the humanoid's joints."""
    names = list(_BODY)
    parents, offsets, sizes = zip(*_BODY.values(), strict=True)
    numbers = np.split(rows, np.cumsum([4, *sizes]), axis=1)[1:-1]
    places, turns = forward_kinematics(
        np.stack([_rotation(own) for own in numbers], axis=1),
        np.array(offsets),
        np.array([names.index(parent) if parent else -1 for parent in parents]),
        rows[:, 1:4],
    )
    return dict(zip(names, places.swapaxes(0, 1), strict=True)), dict(zip(names, turns.swapaxes(0, 1), strict=True))


def _rotation(numbers: np.ndarray) -> np.ndarray:
    """Quaternions (N, 4), w first, or angles about z (N, 1) -> (N, 3, 3); a quaternion of length 0 turns nothing."""
    if numbers.shape[1] == 1:
        return axis_rotation("z", numbers[:, 0])
    nothing = np.linalg.norm(numbers, axis=1, keepdims=True) < 1e-6
    from scipy.spatial.transform import Rotation  # slow to import, and needed for this kind of file alone

    return Rotation.from_quat(np.where(nothing, [1.0, 0.0, 0.0, 0.0], numbers)[:, [1, 2, 3, 0]]).as_matrix()


def _joint(name: str, places: dict[str, np.ndarray], turns: dict[str, np.ndarray]) -> np.ndarray:
    bone, offset = _PLACED.get(name, (name, (0.0, 0.0, 0.0)))
    return places[bone] + turns[bone] @ np.array(offset)

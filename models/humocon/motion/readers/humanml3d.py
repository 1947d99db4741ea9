"""Vectors of HumanML3D (263 numbers) and KIT-ML (251).

Root velocities, joint positions in the root's frame, rotations, foot contacts.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError
from humocon.motion.layouts import LAYOUTS, recognise
from humocon.motion.posture import stature
from humocon.motion.readers.arrays import floats, load_npy
from humocon.motion.readers.keypoints import read_keypoints
from humocon.motion.readers.raw import RawMotion
from humocon.motion.skeleton import NUM_JOINTS, bone_lengths

VECTOR_WIDTH: Final[int] = 263
KIT_WIDTH: Final[int] = 251
FPS: Final[float] = 20.0


def read_vectors(vectors: np.ndarray, path: Path) -> RawMotion:
    """Joints from the vectors; normalised ones are restored with the `Mean.npy` and `Std.npy` beside the file.

    Args:
        vectors: (N, 263), or (N, 251) of KIT-ML.
        path: The file they came from.

    Raises:
        DataError: They are normalised and the statistics are missing, or they are no body at all.
    """
    notes: tuple[str, ...] = ()
    joints = recover_joints(vectors)
    if not _is_body(joints):
        mean, std = (_statistics(path, name, vectors.shape[1]) for name in ("Mean.npy", "Std.npy"))
        if mean is None or std is None:
            raise DataError(
                f"{path}: the {vectors.shape[1]}-number vectors are no body as they are, probably normalised; "
                "put the Mean.npy and Std.npy of the data set beside the file"
            )
        joints = recover_joints(vectors * std + mean)
        if not _is_body(joints):
            raise DataError(
                f"{path}: the {vectors.shape[1]}-number vectors are no body, with Mean.npy and Std.npy neither"
            )
        notes = ("normalised vectors, restored with the Mean.npy and Std.npy beside the file",)
    if vectors.shape[1] == KIT_WIDTH:
        raw = read_keypoints(joints, path, skeleton="kit21", fps=LAYOUTS["kit21"].fps, source="KIT-ML vectors", up="y")
        return replace(raw, notes=(*notes, *raw.notes))
    return RawMotion(
        joints=joints,
        fps=FPS,
        format="HumanML3D vectors",
        skeleton="22 SMPL joints",
        metres=1.0,
        up="y",
        named=True,
        notes=notes,
    )


def recover_joints(vectors: np.ndarray) -> np.ndarray:
    """Positions from HumanML3D vectors.

    Args:
        vectors: (N, 12 J - 1) for J joints: turn to the next pose as half an angle about y in radians (1), step to the
            next pose in the root's frame along x and z (2), root height (1), positions of the other joints in the
            root's frame (3 J - 3), then rotations, velocities and foot contacts, which are not needed here.

    Returns:
        (N, J, 3), y up, of HumanML3D in metres.
    """
    # Pose i is reached by the turn and the step stored with pose i - 1. The stored angle is that of the quaternion,
    # half of the rotation's, and its inverse brings the root's frame to the world.
    angle = -2 * np.concatenate([[0.0], np.cumsum(vectors[:-1, 0])])
    cos, sin = np.cos(angle), np.sin(angle)
    count = (vectors.shape[1] + 1) // 12
    joints = np.zeros((len(vectors), count, 3))
    joints[:, 1:] = vectors[:, 4 : 3 * count + 1].reshape(len(vectors), count - 1, 3)
    joints[..., [0, 2]] = _turn(joints[..., [0, 2]], cos[:, None], sin[:, None])
    joints[:, 0, 1] = vectors[:, 3]
    steps = _turn(vectors[:-1, 1:3], cos[1:], sin[1:])
    joints[1:, :, [0, 2]] += np.cumsum(steps, axis=0)[:, None]
    return joints


def _turn(plane: np.ndarray, cos: np.ndarray, sin: np.ndarray) -> np.ndarray:
    x, z = plane[..., 0], plane[..., 1]
    return np.stack([cos * x + sin * z, cos * z - sin * x], axis=-1)


def _is_body(joints: np.ndarray) -> bool:
    if joints.shape[1] != NUM_JOINTS:
        return bool(recognise(joints))
    bones = bone_lengths(joints)
    steady = np.median(bones.std(axis=0) / np.maximum(bones.mean(axis=0), 1e-9)) < 0.2
    return bool(0.8 < stature(joints) < 2.2 and steady)


def _statistics(path: Path, name: str, width: int) -> np.ndarray | None:
    for folder in (path.parent, path.parent.parent):
        if (folder / name).is_file():
            values = floats(load_npy(folder / name), str(folder / name))
            if values.shape == (width,):
                return values
    return None

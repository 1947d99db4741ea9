"""Plain joint positions in `.npy` or `.npz`: HumanML3D, BABEL-QA, estimators, one's own."""

from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError
from humocon.motion.readers.amass import (
    FPS_KEYS,
    MOTION_X_WIDTH,
    PARAMETER_KEYS,
    POSE_WIDTHS,
    read_parameter_rows,
    read_parameters,
    stored_fps,
)
from humocon.motion.readers.arrays import floats, load_npy, load_npz, npz_names
from humocon.motion.readers.humanml3d import VECTOR_WIDTH, read_vectors
from humocon.motion.readers.keypoints import CONFIDENCE_KEYS, KEYPOINT_KEYS, as_keypoints, read_keypoints
from humocon.motion.readers.raw import RawMotion
from humocon.motion.skeleton import NUM_JOINTS

# Bodies that begin with the 22 joints: SMPL, SMPL with faces, SMPL-H, SMPL-X and its outputs.
LAYOUTS: Final[dict[int, str]] = {
    22: "22 SMPL joints",
    24: "24 SMPL joints",
    45: "SMPL output",
    52: "SMPL-H",
    55: "SMPL-X",
    73: "SMPL-H output",
    127: "SMPL-X output",
    144: "SMPL-X output",
}
_KEYS_OF_A_SET: Final = frozenset({"positions", "start", "unit"})
JOINT_KEYS: Final[tuple[str, ...]] = ("joints", "positions", "joint_positions", "joints3d", "keypoints3d", "motion")


def read_npy(path: Path, body_model: Path | None, skeleton: str | None = None) -> RawMotion:
    """Read an `.npy`: joints (N, 22, 3), HumanML3D vectors (N, 263), Motion-X (N, 322) or SMPL poses (N, 72 ...).

    Joints of another layout, see `layouts.LAYOUTS`, are told from their geometry or named by `skeleton`.

    Raises:
        DataError: The array is none of these, or damaged.
    """
    array = load_npy(path)
    if array.dtype.names or array.dtype.kind not in "fiu":
        raise DataError(f"{path}: holds {array.dtype} values; save joint positions (frames, 22, 3) as float32")
    return _by_shape(floats(array, str(path)), path, body_model, None, skeleton)


def read_npz(path: Path, body_model: Path | None, skeleton: str | None = None) -> RawMotion:
    """Read an `.npz`: SMPL parameters where it has a pose, else joint positions.

    Raises:
        DataError: It has neither, or many motions, or is damaged.
    """
    names = npz_names(path)
    if set(names) >= _KEYS_OF_A_SET:
        raise DataError(
            f"{path}: a labelled set of many clips, not one motion; give the file of a motion, or the set to "
            "`humocon concepts dump`, `pretrain` or `tune`"
        )
    key = next((key for key in JOINT_KEYS if key in names), None)
    if key is None and PARAMETER_KEYS & set(names):
        return read_parameters(path, body_model)
    key = key or next((key for key in KEYPOINT_KEYS if key in names), None)
    if key is None and len(names) == 1:
        key = names[0]
    if key is None:
        listed = ", ".join(names[:8]) or "nothing"
        raise DataError(
            f"{path}: no motion inside; store 'joints' (frames, 22, 3), or AMASS's 'poses' (it has {listed})"
        )
    arrays = load_npz(path, frozenset({key, *FPS_KEYS, *CONFIDENCE_KEYS}))
    confidence = next((floats(arrays[name], f"{path}: {name}") for name in CONFIDENCE_KEYS if name in arrays), None)
    array, fps = floats(arrays[key], f"{path}: {key}"), stored_fps(arrays, path)
    return _by_shape(array, path, body_model, fps, skeleton, confidence)


def _by_shape(
    array: np.ndarray,
    path: Path,
    body_model: Path | None,
    fps: float | None,
    skeleton: str | None,
    confidence: np.ndarray | None = None,
) -> RawMotion:
    shape = array.shape
    points = as_keypoints(array, skeleton)
    if points is not None and len(points) > 1:
        of_points = confidence is not None and confidence.size == len(points) * points.shape[1]
        confidence = confidence.reshape(points.shape[:2]) if confidence is not None and of_points else None
        return read_keypoints(points, path, skeleton=skeleton, confidence=confidence, fps=fps)
    if skeleton is not None:
        raise DataError(f"{path}: an array of shape {shape} is no motion of {skeleton}; give another --skeleton")
    if array.ndim == 4 and shape[0] == 1:
        array = array[0]
    if array.ndim > 1 and len(array) < 2:
        raise DataError(f"{path}: an array of shape {shape} is not a motion; give at least 2 poses")
    if array.ndim == 2 and array.shape[1] == VECTOR_WIDTH:
        return read_vectors(array, path)
    if array.ndim == 2 and array.shape[1] == 3 * NUM_JOINTS:
        array = array.reshape(len(array), NUM_JOINTS, 3)
    if array.ndim == 2 and (array.shape[1] in POSE_WIDTHS or array.shape[1] == MOTION_X_WIDTH):
        return read_parameter_rows(array, path, body_model)
    if array.ndim != 3 or array.shape[2] != 3 or array.shape[1] not in LAYOUTS:
        raise DataError(
            f"{path}: an array of shape {shape} is no motion known here; save joint positions as (frames, 22, 3)"
        )
    return RawMotion(
        joints=array[:, :NUM_JOINTS],
        fps=fps,
        format="joint positions",
        skeleton=LAYOUTS[array.shape[1]],
    )

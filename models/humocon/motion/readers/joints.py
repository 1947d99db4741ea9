"""Plain joint positions in `.npy` or `.npz`: HumanML3D, BABEL-QA, estimators, one's own."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError
from humocon.motion import layouts
from humocon.motion.posture import check_joint_order
from humocon.motion.readers.amass import MOTION_X_WIDTH, read_parameter_rows, read_parameters, stored_fps
from humocon.motion.readers.arrays import (
    PICKLED,
    floats,
    load_npy,
    load_npz,
    load_readable,
    npz_names,
    npz_shapes,
    spelling,
)
from humocon.motion.readers.axes import poses_first, with_confidence
from humocon.motion.readers.containers import pickle_remedy
from humocon.motion.readers.humanml3d import KIT_WIDTH, VECTOR_WIDTH, read_vectors
from humocon.motion.readers.keypoints import CONFIDENCE_KEYS, FLAT, KEYPOINT_KEYS, read_keypoints, refuse_flat
from humocon.motion.readers.parameters import FPS_KEYS, PARAMETER_KEYS
from humocon.motion.readers.people import choose_person
from humocon.motion.readers.raw import RawMotion
from humocon.motion.readers.turns import WHOLE, are_quaternions, readings
from humocon.motion.skeleton import NUM_JOINTS

# Bodies that begin with the 22 joints: SMPL, SMPL with faces, SMPL-H, SMPL-X and its outputs.
BODIES: Final[dict[int, str]] = {
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
_LENGTH_KEYS: Final = frozenset({"lengths", "length", "m_lens", "num_frames"})
_UNKNOWN: Final = "motion known here; save joint positions as (frames, 22, 3)"


def read_npy(path: Path, body_model: Path | None, person: int | None = None, skeleton: str | None = None) -> RawMotion:
    """Read an `.npy`: joints (N, 22, 3), HumanML3D vectors (N, 263), Motion-X (N, 322) or SMPL poses (N, 72 ...).

    Joints of another layout, see `layouts.LAYOUTS`, are told from their geometry or named by `skeleton`.

    Raises:
        DataError: The array is none of these, or damaged.
    """
    array = load_npy(path)
    if array.dtype.names or array.dtype.kind not in "fiu":
        raise DataError(f"{path}: holds {array.dtype} values; save joint positions (frames, 22, 3) as float32")
    return read_array(floats(array, str(path)), path, body_model, person, skeleton)


def read_npz(path: Path, body_model: Path | None, person: int | None = None, skeleton: str | None = None) -> RawMotion:
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
    known = spelling(names, {*JOINT_KEYS, *PARAMETER_KEYS, *KEYPOINT_KEYS})
    key = next((key for key in JOINT_KEYS if key in known), None)
    posed = PARAMETER_KEYS & known.keys()
    if key is None and len(posed) == 1 and _holds_positions(path, min(posed)):
        key = min(posed)
    if key is None and posed and skeleton is None:
        return read_parameters(path, body_model, person)
    key = key or next((key for key in (*KEYPOINT_KEYS, *sorted(posed)) if key in known), None)
    if key is None:
        # Under a name of one's own: alone in the file, or the one array beside texts, rates and the like.
        large = [name for name, shape in npz_shapes(path).items() if len(shape) > 1]
        key = names[0] if len(names) == 1 else large[0] if len(large) == 1 else None
    if key is None:
        if names and not npz_shapes(path):
            raise DataError(f"{path}: {PICKLED}; {pickle_remedy('NumPy', path)}")
        listed = ", ".join(names[:8]) or "nothing"
        raise DataError(
            f"{path}: no motion inside; store 'joints' (frames, 22, 3), or AMASS's 'poses' (it has {listed})"
        )
    if not posed or skeleton is not None:
        return _read_positions(path, key, body_model, person, skeleton)
    try:
        # Beside parameters, which tell more, only the joints of SMPL itself are looked at.
        return _read_positions(path, key, body_model, person, sizes=frozenset())
    except DataError:
        raw = read_parameters(path, body_model, person)
    return replace(raw, notes=(*raw.notes, f"{key} could not be read as joints and was left out"))


def _read_positions(
    path: Path,
    key: str,
    body_model: Path | None,
    person: int | None,
    skeleton: str | None = None,
    sizes: frozenset[int] = layouts.SIZES,
) -> RawMotion:
    arrays, unread = load_readable(path, _LENGTH_KEYS | {*FPS_KEYS, *CONFIDENCE_KEYS})
    lengths = next((arrays[name] for name in sorted(_LENGTH_KEYS & arrays.keys())), None)
    array = floats(load_npz(path, frozenset({key}))[key], f"{path}: {key}")
    if confidence := [arrays[name] for name in CONFIDENCE_KEYS if name in arrays]:
        array = with_confidence(array, confidence[0])
    rate = stored_fps(arrays)
    raw = read_array(array, path, body_model, person, skeleton, rate=rate, lengths=lengths, sizes=sizes)
    return replace(raw, notes=(*raw.notes, *unread)) if unread else raw


def _holds_positions(path: Path, key: str) -> bool:
    """Whether an array that is called a pose is one of positions (..., J, 3): a body is seen in it."""
    array = floats(load_npz(path, frozenset({key}))[key], f"{path}: {key}")
    if array.ndim < 3 or array.shape[-1] != 3 or array.shape[-2] not in BODIES or not np.isfinite(array).all():
        return False
    try:
        check_joint_order(array.reshape(-1, *array.shape[-2:])[:, :NUM_JOINTS], key)
    except DataError:
        return False
    return True


def read_array(
    array: np.ndarray,
    path: Path,
    body_model: Path | None = None,
    person: int | None = None,
    skeleton: str | None = None,
    *,
    rate: tuple[float | None, str] = (None, ""),
    lengths: np.ndarray | None = None,
    sizes: frozenset[int] = layouts.SIZES,
) -> RawMotion:
    """What an array of float64 holds, told by its shape, see `read_npy`.

    Args:
        array: Of the file; joints may have a confidence as their fourth number.
        path: Named in errors.
        body_model: For parameters.
        person: Which of several people, from 1; None for the one who is alone.
        skeleton: The order of the joints, a name of `layouts.LAYOUTS`; None to tell it from the geometry.
        rate: Poses per second, and why these cannot be used.
        lengths: How many poses of each person count.
        sizes: Numbers of joints of sensors and estimators that may be in it.

    Raises:
        DataError: It is no motion known here, or of several people none is chosen.
    """
    shape, people = array.shape, 1
    if skeleton is not None:
        sizes = frozenset(layouts.LAYOUTS[skeleton].sizes)
    else:
        array, people = _rows(array, person, path)
        if array.shape[1:] in ((VECTOR_WIDTH,), (KIT_WIDTH,)):
            return replace(read_vectors(array, path), people=people)
    counts = sizes if skeleton is not None else sizes | BODIES.keys()
    turns = [numbers for _, _, numbers in readings(shape, WHOLE) if numbers != 4 or are_quaternions(array)]
    if array.ndim == 2 and (skeleton is not None or not turns) and shape[1] in {3 * size for size in sizes}:
        array = array.reshape(len(array), -1, 3)
    found = None if array.shape[-2:] == (3, 3) else poses_first(array, counts, person, path, lengths)
    if found is None and skeleton is None and (shape[-1:] == (MOTION_X_WIDTH,) or turns):
        return read_parameter_rows(array, path, body_model, person, rate)
    for width in (4, 2):
        found = found or poses_first(array, counts, person, path, lengths, width=width)
    if found is None:
        what = f"motion of {skeleton}; give another --skeleton" if skeleton is not None else _UNKNOWN
        raise DataError(f"{path}: an array of shape {shape} is no {what}")
    points, several = found
    return replace(read_points(points, path, skeleton, rate), people=max(people, several))


def _rows(array: np.ndarray, person: int | None, path: Path) -> tuple[np.ndarray, int]:
    """Vectors of HumanML3D and joints in rows of one of several people, and how many there are; else the array."""
    shape, people = array.shape, 1
    if array.ndim == 4 and shape[1:3] in ((VECTOR_WIDTH, 1), (KIT_WIDTH, 1)):  # as MDM and its kin save them
        array = array[:, :, 0].swapaxes(1, 2)
    if array.ndim == 2 and len(array) < 2:
        raise DataError(f"{path}: an array of shape {shape} is not a motion; give at least 2 poses")
    wide = array.ndim == 3 and array.shape[-1:] in ((VECTOR_WIDTH,), (KIT_WIDTH,), (3 * NUM_JOINTS,))
    # So many poses of joints (J, 3, N) or (3, J, N) are no people.
    wide = wide and shape[1] != 3 and not (shape[0] == 3 and layouts.looks_like_body(array.transpose(2, 1, 0)))
    if wide:
        people = len(array)
        array = array[choose_person([array.shape[1]] * people, person, path)]
    if array.ndim == 2 and len(array) == 3 * NUM_JOINTS and layouts.looks_like_body(array.T.reshape(-1, NUM_JOINTS, 3)):
        array = array.T
    if array.shape[1:] == (3 * NUM_JOINTS,):
        array = array.reshape(len(array), NUM_JOINTS, 3)
    return array, people


def read_points(points: np.ndarray, path: Path, skeleton: str | None, rate: tuple[float | None, str]) -> RawMotion:
    """Find the 22 joints in points of one person.

    Args:
        points: (N, J, 2 to 4): the joints of SMPL, or those of a layout.
        path: Named in errors.
        skeleton: The order of the joints, a name of `layouts.LAYOUTS`; None to tell it from the geometry.
        rate: Poses per second, and why these cannot be used.

    Raises:
        DataError: The points are flat, or of no layout.
    """
    if points.shape[2] == 2:
        raise DataError(f"{path}: {FLAT}")
    if len(points) < 2:
        raise DataError(f"{path}: {len(points)} pose is not a motion; give at least 2 poses")
    count = points.shape[1]
    if count not in BODIES:
        return replace(read_keypoints(points, path, skeleton=skeleton, fps=rate[0]), fps_fault=rate[1])
    if not np.ptp(points.reshape(-1, points.shape[-1]), axis=0).any():
        raise DataError(f"{path}: all points of all poses are at one place, so there is no motion; export it again")
    refuse_flat(points[..., :3], path)
    return RawMotion(
        joints=points[:, :NUM_JOINTS, :3],
        fps=rate[0],
        fps_fault=rate[1],
        format="joint positions",
        skeleton=BODIES[count],
    )

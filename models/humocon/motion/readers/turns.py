"""Rotations of a body's joints as people save them: axis-angle, quaternions, matrices or 6D, flat or by joint."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from humocon.errors import DataError
from humocon.motion.rotations import matrix_to_axis_angle, quaternion_to_axis_angle, six_d_to_matrix

FAMILIES: Final[dict[int, str]] = {22: "SMPL body", 24: "SMPL", 52: "SMPL-H", 55: "SMPL-X"}
"""By the number of joints that turn, the pelvis among them."""
WHOLE: Final[frozenset[int]] = frozenset(FAMILIES)
WITHOUT_ROOT: Final[frozenset[int]] = frozenset(count - 1 for count in FAMILIES)
ROOT: Final[frozenset[int]] = frozenset({1})
_NUMBERS: Final[dict[int, str]] = {3: "axis-angle", 4: "quaternions", 6: "6D", 9: "matrices"}
_KNEES, _ELBOWS = (4, 5), (18, 19)
_FULL_TURN: Final[float] = 7.0
"""More than 2 pi: no joint of a body turns so far in most poses, unless its angles are degrees."""


def readings(shape: tuple[int, ...], joints: frozenset[int]) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """What an array of this shape may be: leading sizes, number of joints and numbers for each (3, 4, 6 or 9).

    Args:
        shape: of the array, such as (T, 63), (P, T, 24, 3) or (T, 21, 3, 3).
        joints: how many joints it can have.
    """
    if shape[-2:] == (3, 3):
        if len(shape) > 2 and shape[-3] in joints:
            yield shape[:-3], shape[-3], 9
        if 1 in joints:
            yield shape[:-2], 1, 9
    if len(shape) > 1 and shape[-1] in (3, 4, 6, 9) and shape[-2] in joints:
        yield shape[:-2], shape[-2], shape[-1]
    for count in sorted(joints):
        if shape and shape[-1] in (3 * count, 6 * count, 9 * count):
            yield shape[:-1], count, shape[-1] // count
    yield from ((shape[:-1], count, 4) for count in sorted(joints) if shape and shape[-1] == 4 * count)


def are_quaternions(array: np.ndarray) -> bool:
    """Whether numbers (..., 4), or rows of such, have a length of 1 wherever they are not all 0."""
    lengths = np.linalg.norm(array.reshape(-1, 4), axis=-1)
    return bool(((np.abs(lengths - 1) < 0.02) | (lengths == 0)).all() and lengths.any())


def to_vectors(array: np.ndarray, joints: int, numbers: int, label: str) -> tuple[np.ndarray, str | None]:
    """Rotations as axis times angle.

    Args:
        array: N x joints x numbers numbers, in any shape.
        joints: how many joints.
        numbers: how many numbers turn each: 3, 4, 6 or 9.
        label: named in the error.

    Returns:
        (N, joints, 3), and what had to be assumed, or None.

    Raises:
        DataError: The matrices or quaternions are no rotations.
    """
    array = array.reshape(-1, joints, numbers)
    if numbers == 3:
        return _in_radians(array)
    finite = np.isfinite(array).all(axis=-1, keepdims=True)
    if not finite.all():
        return np.where(finite, 0.0, np.nan) * np.ones(3), None
    if numbers == 4:
        return _from_quaternions(array, label)
    matrices, told = (array.reshape(-1, joints, 3, 3), None) if numbers == 9 else _from_six(array)
    off = np.abs(matrices @ np.swapaxes(matrices, -1, -2) - np.eye(3)).max(axis=(-1, -2))
    gaps = (array == 0).all(axis=-1)
    if not (((off < 0.1) & (np.linalg.det(matrices) > 0)) | gaps).all():
        raise _no_rotations(numbers, label)
    return matrix_to_axis_angle(np.where(gaps[..., None, None], np.eye(3), matrices)), told


def _no_rotations(numbers: int, label: str) -> DataError:
    return DataError(f"{label}: holds {_NUMBERS[numbers]} that are no rotations; save them as axis-angle")


def _in_radians(vectors: np.ndarray) -> tuple[np.ndarray, str | None]:
    """Axis times angle, which is in degrees where most poses would have a joint that turns right round."""
    angles = np.linalg.norm(vectors[:, min(1, vectors.shape[1] - 1) :], axis=-1).max(axis=1)
    if not np.median(angles) > _FULL_TURN:
        return vectors, None
    return np.radians(vectors), f"angles of up to {angles.max():.0f} are taken as degrees"


def _from_quaternions(array: np.ndarray, label: str) -> tuple[np.ndarray, str | None]:
    """W is first or last: the larger of the two, because the joints of a body do not turn far."""
    if not are_quaternions(array):
        raise _no_rotations(4, label)
    first, last = np.abs(array[..., 0]).mean(), np.abs(array[..., 3]).mean()
    order = "first" if first >= last else "last"
    vectors = quaternion_to_axis_angle(array if order == "first" else np.roll(array, 1, axis=-1))
    return vectors, None if abs(first - last) > 0.2 else f"quaternions are taken to have w {order}"


def _from_six(array: np.ndarray) -> tuple[np.ndarray, str | None]:
    """Two columns of a matrix one after the other, or in turns, or two rows: told by their lengths and by the knees.

    Rows are the columns of the inverse: with one for the other, knees and elbows bend the wrong way.
    """
    turned = array.reshape(*array.shape[:-1], 3, 2)
    if _lengths_of_one(turned[..., 0], turned[..., 1]) and not _lengths_of_one(array[..., :3], array[..., 3:]):
        return six_d_to_matrix(np.concatenate([turned[..., 0], turned[..., 1]], axis=-1)), None
    columns = six_d_to_matrix(array)
    rows = np.swapaxes(columns, -1, -2)
    if array.shape[-2] == 1:
        return rows, None
    bend = _bend(matrix_to_axis_angle(columns))
    if abs(bend) < 0.05:
        return rows, "6D rotations are taken as two rows of a matrix, as PyTorch3D writes them"
    return columns if bend > 0 else rows, None


def _lengths_of_one(first: np.ndarray, second: np.ndarray) -> bool:
    """Of vectors that stand upright on each other, as a network's outputs nearly do."""
    lengths = np.concatenate([np.linalg.norm(first, axis=-1), np.linalg.norm(second, axis=-1)])
    across = np.abs(np.sum(first * second, axis=-1))
    return bool(np.median(np.abs(lengths - 1)) < 0.05 and np.median(across) < 0.05)


def _bend(vectors: np.ndarray) -> float:
    """How far knees and elbows bend as those of people do, in radians; below 0 where they bend the other way."""
    first = 0 if vectors.shape[1] in WHOLE else 1  # arrays without the pelvis begin with the left hip
    knees = vectors[:, [joint - first for joint in _KNEES], 0].mean()
    left, right = (vectors[:, joint - first, 1].mean() for joint in _ELBOWS)
    return float(knees + (right - left) / 2)

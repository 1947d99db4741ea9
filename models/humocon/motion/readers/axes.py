"""Arrays of joint positions with their axes in any order: poses first or last, one person or several."""

import math
from pathlib import Path
from typing import Final

import numpy as np

from humocon.motion.layouts import unlike_body
from humocon.motion.readers.people import choose_person

_AXES: Final = ((2, 3), (1, 2), (3, 2), (3, 1), (2, 1))
"""Where joints and their numbers may be behind an axis of people, the likeliest first; the one that is left is time."""


def poses_first(
    array: np.ndarray,
    counts: frozenset[int],
    person: int | None,
    path: Path,
    lengths: np.ndarray | None = None,
    *,
    width: int = 3,
) -> tuple[np.ndarray, int] | None:
    """Joint positions of one person.

    Args:
        array: (N, J, 3), (J, 3, N), (N, 3, J), (3, N, J) or (3, J, N), of several people with an axis for them before
            that, after the poses in (N, P, J, 3), or behind (3, N, J, P); an axis of 1 anywhere is passed over.
        counts: The numbers of joints that are known.
        person: Which of several people, from 1; None for the one who is alone.
        path: Named in errors.
        lengths: How many poses of each person count, where generators pad them to one length.
        width: Numbers of each joint, 3 above: 4 with a confidence, 2 without depth.

    Returns:
        (N, J, width) and the number of people, or None where the axes are none of these.

    Raises:
        DataError: Several people are there and none is chosen, or there is no such person.
    """
    if array.ndim not in (3, 4, 5):
        return None
    while array.ndim > 3 and 1 in array.shape:
        array = array.squeeze(array.shape.index(1))
    if array.ndim == 4 and array.shape[0] == width == 3 and array.shape[2] in counts and width not in array.shape[1:]:
        array = np.moveaxis(array, 3, 0)  # of graph networks: numbers, poses, joints, people
    may_turn = array.ndim == 4 and lengths is None
    array = array.reshape(math.prod(array.shape[:-3]), *array.shape[-3:])
    if (axes := _axes(array, counts, width)) is None:
        return None
    array = array.transpose(axes)
    array = array.swapaxes(0, 1) if axes == (0, 1, 2, 3) and may_turn and is_time_first(array) else array
    seen = np.flatnonzero(np.nan_to_num(array).any(axis=(1, 2, 3)))
    array = array[seen] if len(seen) == 1 else array  # a place for a second person is often left at zero
    used = [array.shape[1]] * len(array)
    if lengths is not None and lengths.size == len(array):
        used = [int(min(max(length, 0), array.shape[1])) for length in np.nan_to_num(lengths.reshape(-1))]
    chosen = choose_person(used, person, path)
    return array[chosen, : used[chosen]], len(array)


def _axes(array: np.ndarray, counts: frozenset[int], width: int) -> tuple[int, int, int, int] | None:
    """Where people, poses, joints and their numbers are; people come first.

    Where the sizes leave several, as those of 20 joints and 33 poses do, the body in the first person tells.
    """
    shape = array.shape
    known = [(joints, numbers) for joints, numbers in _AXES if shape[joints] in counts and shape[numbers] == width]
    found = [(0, 6 - joints - numbers, joints, numbers) for joints, numbers in known]
    if len(found) < 2 or width < 3:
        return next(iter(found), None)
    return min(found, key=lambda axes: unlike_body(array.transpose(axes)[0, ..., :3]))


def with_confidence(points: np.ndarray, confidence: np.ndarray) -> np.ndarray:
    """Points whose fourth coordinate is the confidence: in the axis of 3 beside which the two are of one shape.

    A confidence that is of no such shape says nothing about these points, which are then given back.
    """
    sizes = [size for size in confidence.shape if size != 1]
    for axis in reversed(range(points.ndim)):
        others = points.shape[:axis] + points.shape[axis + 1 :]
        for known in (sizes, sizes[::-1]) if points.shape[axis] == 3 else ():
            if [size for size in others if size != 1] == known:
                turned = confidence.reshape(sizes) if known is sizes else confidence.reshape(sizes).T
                return np.concatenate([points, np.expand_dims(turned.reshape(others), axis)], axis=axis)
    return points


def is_time_first(array: np.ndarray) -> bool:
    """Whether the first of two leading axes is time and the second people: it is longer, and along it less changes."""
    if not array.shape[0] > array.shape[1] > 1:
        return False
    first, second = (np.abs(np.diff(np.nan_to_num(array[:500, :500]), axis=axis)).mean() for axis in (0, 1))
    return bool(first < second)

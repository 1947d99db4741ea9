"""Arrays of joint positions with their axes in any order: poses first or last, one person or several."""

import math
from pathlib import Path

import numpy as np

from humocon.motion.readers.people import choose_person


def poses_first(
    array: np.ndarray, counts: frozenset[int], person: int | None, path: Path, lengths: np.ndarray | None = None
) -> tuple[np.ndarray, int] | None:
    """Joint positions of one person.

    Args:
        array: (N, J, 3), (J, 3, N), (N, 3, J) or (3, N, J), of several people with an axis for them before that, or
            after the poses in (N, P, J, 3).
        counts: The numbers of joints that are known.
        person: Which of several people, from 1; None for the one who is alone.
        path: Named in errors.
        lengths: How many poses of each person count, where generators pad them to one length.

    Returns:
        (N, J, 3) and the number of people, or None where the axes are none of these.

    Raises:
        DataError: Several people are there and none is chosen, or there is no such person.
    """
    if array.ndim not in (3, 4, 5):
        return None
    several = array.ndim == 4 and lengths is None
    array = array.reshape(math.prod(array.shape[:-3]), *array.shape[-3:])
    shape = array.shape
    if shape[3] == 3 and shape[2] in counts:
        array = array.swapaxes(0, 1) if several and is_time_first(array) else array
    elif shape[2] == 3 and shape[1] in counts:
        array = array.transpose(0, 3, 1, 2)
    elif shape[2] == 3 and shape[3] in counts:
        array = array.swapaxes(2, 3)
    elif shape[1] == 3 and shape[3] in counts:
        array = array.transpose(0, 2, 3, 1)
    else:
        return None
    used = [array.shape[1]] * len(array)
    if lengths is not None and lengths.size == len(array):
        used = [int(min(max(length, 0), array.shape[1])) for length in np.nan_to_num(lengths.reshape(-1))]
    chosen = choose_person(used, person, path)
    return array[chosen, : used[chosen]], len(array)


def is_time_first(array: np.ndarray) -> bool:
    """Whether the first of two leading axes is time and the second people: it is longer, and along it less changes."""
    if not array.shape[0] > array.shape[1] > 1:
        return False
    first, second = (np.abs(np.diff(array[:500, :500], axis=axis)).mean() for axis in (0, 1))
    return bool(first < second)

"""Rows of numbers without names, as depth cameras and their data sets have them in text.

A row is a pose of 3 or 4 numbers for each joint, perhaps behind the number of its picture or a moment, as in UTKinect,
or a joint of 3 or 4 numbers, as in MSR-Action3D and KARD, perhaps behind that of its pose, its own, or both.
"""

import re
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError
from humocon.file_kinds import COMMENTS
from humocon.motion.layouts import LAYOUTS, SIZES, likeliest_size, unlike_body
from humocon.motion.readers.joints import BODIES, read_points
from humocon.motion.readers.keypoints import VIDEO_FPS
from humocon.motion.readers.limits import check_places, number_of, read_text
from humocon.motion.readers.rates import rate_of
from humocon.motion.readers.raw import RawMotion

_SAVED: Final = "save it once as an array (frames, joints, 3) with numpy.save"
_LOST, _MOSTLY_LOST = 3, 8
"""Pictures from one pose to the next, mostly, at an even rate and at an uneven one; larger steps count moments."""
_UNEVEN: Final = 1.4
"""By which the long steps of a sensor that loses pictures exceed the short ones; moments are further from it."""

_WORDS: Final = re.compile(r"\s*;\s*|\s+")
_COMMA_FOR_POINT: Final = re.compile(r"[-+]?\d+(?:,\d+(?:e[-+]?\d+)?)?|nan", re.IGNORECASE)


def read_rows(path: Path, skeleton: str | None = None) -> RawMotion:
    """Read rows of numbers.

    Args:
        path: The file.
        skeleton: The order of the joints, a name of `layouts.LAYOUTS`; None to tell it from the geometry.

    Raises:
        DataError: It is damaged, or holds no joints known here.
    """
    table = _numbers(path)
    width = table.shape[1]
    counts = frozenset(LAYOUTS[skeleton].sizes) if skeleton is not None else SIZES | BODIES.keys()
    if counted := _counted(table, counts):
        points, fps = counted
        return _told(read_points(points, path, skeleton, (fps, "")))
    if width in (3, 4):
        return _told(read_points(_joint_rows(table, path, skeleton), path, skeleton, (None, "")))
    fits = [
        (before, each, (width - before) // each)
        for before in (0, 1, 2)
        for each in (3, 4)
        if (width - before) % each == 0 and (width - before) // each in counts
    ]
    if fits:  # 76 numbers are a moment and 25 joints, or 19 joints with their confidence
        before, each, joints = min(fits, key=lambda fit: _unlike(table, *fit) if len(fits) > 1 else 0.0)
        rows, fps = _evenly(table[:, before:], table[:, before - 1] if before else None)
        return _told(read_points(rows.reshape(len(rows), joints, each), path, skeleton, (fps, "")))
    raise DataError(f"{path}: a table of {width} numbers a row, which are the joints of no body known here; {_SAVED}")


def _unlike(table: np.ndarray, before: int, each: int, joints: int) -> float:
    """How unlike a body the rows are, read as so many joints of so many numbers behind others."""
    return unlike_body(table[:, before:].reshape(len(table), joints, each)[..., :3])


def _numbers(path: Path) -> np.ndarray:
    """(N, M); NaN where a cell is empty or a word. A last line that was cut off is left out."""
    lines = [line for line in map(str.strip, read_text(path).split("\n")) if line and line[0] not in COMMENTS]
    words = _WORDS.split(lines[0]) if lines else []
    if len(words) > 2 and all(map(_COMMA_FOR_POINT.fullmatch, words)):
        lines = [line.replace(",", ".") for line in lines]
    rows = [re.split(r"\s*[,;]\s*|\s+", line) for line in lines]
    width = len(rows[0])
    check_places(len(rows), width, path)
    if len(rows) > 1 and len(rows[-1]) < width:
        rows.pop()
    if odd := next((place for place, row in enumerate(rows) if len(row) != width), None):
        raise DataError(f"{path}: row {odd + 1} has {len(rows[odd])} numbers and not {width}; {_SAVED}")
    table = np.array([[number_of(cell) for cell in row] for row in rows], dtype=np.float64)
    return table[:, :-1] if width > 1 and np.isnan(table[:, -1]).all() else table  # behind a last comma


def _counted(table: np.ndarray, counts: frozenset[int]) -> tuple[np.ndarray, float | None] | None:
    """(N, J, 3 or 4) and the rate of a table of joints behind numbers of poses or moments, of joints, or of both.

    Numbers of poses stay the same for all joints of a pose and then rise; those of joints count from 0 or 1 in each.
    """
    for before in (2, 1):
        if table.shape[1] - before not in (3, 4) or not np.isfinite(table[:, :before]).all():
            continue
        sizes = [_size_of_poses(column) or _size_of_counts(column) for column in table[:, :before].T]
        if sizes[0] in counts and len(set(sizes)) == 1:
            rows = table[:, before:].reshape(len(table) // sizes[0], -1)
            by_pose = next((column for column in table[:, :before].T if _size_of_poses(column)), None)
            rows, fps = _evenly(rows, None if by_pose is None else by_pose[:: sizes[0]])
            return rows.reshape(len(rows), sizes[0], -1), fps
    return None


def _size_of_poses(column: np.ndarray) -> int:
    """Joints of a pose by rising numbers (M,) that stay the same in it; 0 where these are none."""
    if (np.diff(column) < 0).any():
        return 0
    sizes = np.unique(column, return_counts=True)[1]
    return int(sizes[0]) if len(sizes) > 1 and np.ptp(sizes) == 0 else 0


def _size_of_counts(column: np.ndarray) -> int:
    """Joints of a pose by numbers (M,) that count from 0 or 1 in each; 0 where these do not."""
    size = int(np.argmax(np.append(column[1:] == column[0], True))) + 1
    alike = column[0] in (0, 1) and size > 1 and len(column) % size == 0
    return size if alike and (column.reshape(-1, size) == column[0] + np.arange(size)).all() else 0


def _evenly(rows: np.ndarray, lead: np.ndarray | None) -> tuple[np.ndarray, float | None]:
    """Poses at an even rate, and that, of rows behind numbers of pictures or moments.

    Sensors lose pictures: of poses with whole numbers, those between are filled in.
    """
    if lead is None or not np.isfinite(lead).all():
        return rows, None
    lead, first = np.unique(lead, return_index=True)
    rows = rows[first]
    step = _picture_step(lead)
    if step is None:
        return rows, rate_of(lead)
    at = np.arange(lead[0], lead[-1] + 0.5, step)
    even = np.stack([np.interp(at, lead, column) for column in rows.T], axis=1)
    return even, VIDEO_FPS / step


def _picture_step(lead: np.ndarray) -> int | None:
    """From one picture to the next, where rising numbers (N,) count pictures; None where they count moments.

    Where most pictures are lost, steps are long, uneven, and multiples of a short one.
    """
    steps = np.diff(lead)
    if not len(steps) or (lead != np.round(lead)).any() or np.ptp(lead) > 10 * len(lead):
        return None
    short, usual, long = np.percentile(steps, (10, 25, 90))
    step = int(np.gcd.reduce(steps.astype(np.int64)))
    by_loss = usual <= _MOSTLY_LOST and step <= _LOST and long > _UNEVEN * short
    return step if usual <= _LOST or by_loss else None


def _joint_rows(table: np.ndarray, path: Path, skeleton: str | None) -> np.ndarray:
    """(N, J, 3 or 4) of a table with a row for each joint, by the one number of joints that makes a body of them."""
    if skeleton is None:
        size = likeliest_size(table[:, :3])
    else:
        size = next((size for size in LAYOUTS[skeleton].sizes if len(table) % size == 0), None)
    if size is None:
        names = ", ".join(layout.name for layout in LAYOUTS.values() if len(table) % layout.sizes[0] == 0)
        remedy = f"name their order with another --skeleton ({names})" if names else _SAVED
        raise DataError(f"{path}: {len(table)} row{'s' * (len(table) > 1)} of joints that make no body; {remedy}")
    points = table.reshape(-1, size, table.shape[1])
    # A fourth number that is 0 for what is always seen tells no confidence.
    return points if (points[..., 3:] > 0).any(axis=0).all() else points[..., :3]


def _told(raw: RawMotion) -> RawMotion:
    return replace(raw, format="rows of joints")

"""Tables of joints or markers over time, as CSV or TSV: Qualisys, OptiTrack, Vicon, Kinect, MediaPipe and one's own."""

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError
from humocon.motion.naming import ESSENTIAL, match_joints
from humocon.motion.readers.joints import read_points
from humocon.motion.readers.keypoints import FLAT, read_named_points
from humocon.motion.readers.limits import MAX_JOINTS, check_places, read_text
from humocon.motion.readers.marker_files import read_markers
from humocon.motion.readers.parameters import FPS_KEYS
from humocon.motion.readers.raw import RawMotion

_MARKS: Final = ("\t", ";", ",")
_AXIS: Final = re.compile(r"(?:([xyz])[\W_]*(\d+)|(.*?)[\W_]*([xyz])(?:[\W_]*(?:mm|cm|m))?[\W_]*)", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"\D*?[\W_]*(\d+)\D*")
_NOT_PLACES: Final = re.compile(
    r"(?:.*[\W_])?(?:rot\w*|angles?|euler|orientation|quat\w*|\w*acc\w*|gyro?|mag|vel\w*|force|moment|torque)"
    r"|.*(?:error|quality)",
    re.IGNORECASE,
)
"""What x, y and z may be told of, beside a place."""
_WHO: Final = re.compile(
    r"(?:land_?mark|joint|key_?point|marker|body_?part|point|part|bone|segment)s?(?:[ _]?(?:name|id|index|number))?",
    re.IGNORECASE,
)
_WHEN: Final = re.compile(r"(?:frame|time|timestamp).*", re.IGNORECASE)
_RATES: Final = frozenset({"frequency", "exportframerate", "captureframerate", "datarate", *(FPS_KEYS)})
_UNITS: Final = {"mm": "mm", "millimeters": "mm", "cm": "cm", "centimeters": "cm", "m": "m", "meters": "m"}
_HEAD_LINES: Final = 40
_FEWEST: Final = 6
"""Joints of a table that may be a body; and numbers in a row of it."""


def read_table(path: Path, kind: str, skeleton: str | None = None) -> RawMotion:
    """Read the columns x, y and z of joints or markers, by the names above them or, where they have numbers, in order.

    Args:
        path: The file, in which one person is told.
        kind: What it is, for errors: "a table (CSV)".
        skeleton: The order of numbered joints, see `layouts.LAYOUTS`; None to tell it from the geometry.

    Raises:
        DataError: It has no such columns, or they are no body known here.
    """
    heads, rows = _split(_in_columns(_cells(read_text(path))))
    found = _columns(heads, rows)
    places = {label: axes for label, axes in found.items() if len(axes) == 3}
    if len(places) < _FEWEST:
        flat = len([axes for axes in found.values() if {"x", "y"} <= axes.keys()]) >= _FEWEST
        wanted = "without the columns x, y and z of each joint or marker, such as LeftHand_x"
        raise DataError(f"{path}: {FLAT if flat else f'{kind} {wanted}; export the places, or a BVH'}")
    check_places(len(rows), len(places), path)
    columns = [axes[axis] for axes in places.values() for axis in "xyz"]
    points = np.array([[row[column] for column in columns] for row in rows]).reshape(len(rows), -1, 3)
    names, fps, unit = [*places], _rate(heads, rows), _unit(heads)
    if all(_NUMBERED.fullmatch(name) for name in names) and not set(ESSENTIAL) <= match_joints(names).keys():
        return read_points(points, path, skeleton, (fps, ""))
    if skeleton is not None:
        raise DataError(f"{path}: the table names its joints; leave --skeleton out")
    if set(ESSENTIAL) <= match_joints(names).keys():
        return read_named_points(points, names, path, fps=fps, source="table")
    return read_markers(points, names, path, fps=fps, unit=unit, source="table")


def _cells(text: str) -> list[list[str]]:
    """Cells of the lines, with points for commas; of Vicon, where other devices may come first, those of markers."""
    lines = text.splitlines()
    lines = lines[lines.index("Trajectories") :] if "Trajectories" in lines else lines
    mark = max(_MARKS, key=lambda mark: sum(line.count(mark) > 2 for line in lines[:200]))
    cells = [[cell.strip().strip('"').strip() for cell in line.split(mark)] for line in lines]
    if mark != "," and not any("." in line for line in lines[-20:]):
        cells = [[cell.replace(",", ".") for cell in line] for line in cells]
    return cells


def _in_columns(lines: list[list[str]]) -> list[list[str]]:
    """A table with a line for each place, turned into one with columns for each joint; others as they are."""
    for head in lines[:_HEAD_LINES]:
        columns = {cell.lower(): column for column, cell in enumerate(head)}
        who = next((column for column, cell in enumerate(head) if _WHO.fullmatch(cell)), None)
        when = next((column for column, cell in enumerate(head) if _WHEN.fullmatch(cell)), None)
        if who is not None and when is not None and {"x", "y", "z"} <= columns.keys():
            break
    else:
        return lines
    axes = [columns[axis] for axis in "xyz"]
    poses: dict[str, dict[str, list[str]]] = {}
    for cells in lines[lines.index(head) + 1 :]:
        if len(cells) == len(head):
            poses.setdefault(cells[when], {})[cells[who]] = [cells[axis] for axis in axes]
    names = list(dict.fromkeys(name for pose in poses.values() for name in pose))[:MAX_JOINTS]
    heads = [head[when], *(f"{name}_{axis}" for name in names for axis in "xyz")]
    blank = ["", "", ""]
    return [heads, *([time, *(x for name in names for x in pose.get(name, blank))] for time, pose in poses.items())]


def _split(lines: list[list[str]]) -> tuple[list[list[str]], list[list[float]]]:
    """Cells of the lines above the numbers, and the numbers, NaN where there are none."""
    heads: list[list[str]] = []
    rows: list[list[float]] = []
    width = 0
    for cells in lines:
        numbers = [_number(cell) for cell in cells]
        told = [number for number, cell in zip(numbers, cells, strict=True) if cell]
        words = sum(number is None for number in told)
        titled = not cells[0] and words > 0  # as OptiTrack does its lines of numbers of bones
        if len(told) > _FEWEST and words < 0.2 * len(told) and not titled:
            width = width or len(cells)
            row = [np.nan if number is None else number for number in numbers[:width]]
            rows.append(row + [np.nan] * (width - len(row)))
        elif not rows:
            heads.append(cells)
        elif words:
            break  # the next part of the table, of other columns
    return heads, rows


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def _columns(heads: Sequence[Sequence[str]], rows: Sequence[Sequence[float]]) -> dict[str, dict[str, int]]:
    """Column of each axis, by the name of the joint or marker, in order of appearance."""
    if not rows:
        return {}
    named = next((cells[1:] for cells in heads if cells[0].upper() == "MARKER_NAMES"), [])
    named = [name for name in named if name]
    best: dict[str, dict[str, int]] = {}
    if 3 * len(named) <= len(rows[0]):  # Qualisys, which names markers alone
        first = len(rows[0]) - 3 * len(named) - (len(rows[0]) - 3 * len(named)) % 2
        best = {
            name: {axis: first + 3 * place + at for at, axis in enumerate("xyz")} for place, name in enumerate(named)
        }
    for place, cells in enumerate(heads):
        found: dict[str, dict[str, int]] = {}
        for column, cell in enumerate(cells[: len(rows[0])]):
            if (axis := _AXIS.fullmatch(cell)) and not _is_other(heads[:place], column):
                label = axis[2] or axis[3] or _above(heads[:place], column)
                if not _NOT_PLACES.fullmatch(label):
                    found.setdefault(label, {}).setdefault((axis[1] or axis[4]).lower(), column)
        found = {label: axes for label, axes in found.items() if label and {"x", "y"} <= axes.keys()}
        best = found if len(found) >= len(best) and found else best
    return best


def _is_other(heads: Sequence[Sequence[str]], column: int) -> bool:
    return any(_NOT_PLACES.fullmatch(cells[column]) for cells in heads if column < len(cells))


def _above(heads: Sequence[Sequence[str]], column: int) -> str:
    """The name above a column that is called by its axis alone, in a row of names, else in the nearest; it may span."""
    named = [cells for cells in heads if "Name" in cells[:2] and len(cells) > column]
    for cells in [*named, *reversed(heads)]:
        for cell in reversed(cells[max(column - 2, 0) : column + 1]):
            if cell and cell.lower() != "position":
                return cell
    return ""


def _rate(heads: Sequence[Sequence[str]], rows: Sequence[Sequence[float]]) -> float | None:
    """Rows a second, as the lines above say, of OptiTrack those of the export, or as the times in them do."""
    pairs = ((re.sub(r"[\W_]|hz", "", key.lower()), _number(cell)) for cells in heads for key, cell in pairwise(cells))
    told = {key: fps for key, fps in pairs if key in _RATES and fps}
    if heads and heads[0][0] == "Trajectories" and len(heads) > 1 and (fps := _number(heads[1][0])):
        return fps
    if told:
        return told.get("exportframerate", next(iter(told.values())))
    for column, cell in ((column, cell) for cells in heads for column, cell in enumerate(cells[: len(rows[0])])):
        if re.match(r"time|timestamp|t\b", cell.lower()):
            times = np.array([row[column] for row in rows])
            step = float(times[-1] - times[0]) / max(len(times) - 1, 1)
            scale = next((scale for scale in (1.0, 1e3, 1e6, 1e9) if step > 0 and 4 < scale / step < 2000), None)
            return None if scale is None else round(scale / step, 3)
    return None


def _unit(heads: Sequence[Sequence[str]]) -> str:
    """The unit of length, "" where none is told."""
    cells = [cell.lower() for row in heads for cell in row]
    units = [_UNITS[cell] for cell in cells if cell in _UNITS]
    return "mm" if any(row[0].upper() == "MARKER_NAMES" for row in heads) else units[0] if units else ""

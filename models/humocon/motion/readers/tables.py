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
from humocon.motion.readers.limits import check_places, read_text
from humocon.motion.readers.marker_files import read_markers
from humocon.motion.readers.parameters import FPS_KEYS
from humocon.motion.readers.raw import RawMotion

_MARKS: Final = ("\t", ";", ",")
_AXIS: Final = re.compile(r"(?:([xyz])[\W_]*(\d+)|(.*?)[\W_]*([xyz])(?:[\W_]*(?:mm|cm|m))?[\W_]*)", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"\D*?[\W_]*(\d+)\D*")
_NOT_PLACES: Final = frozenset({"rotation", "mean marker error", "rotation error", "marker quality"})
_RATES: Final = frozenset({"frequency", "exportframerate", "captureframerate", "datarate", *(FPS_KEYS)})
_UNITS: Final = {"mm": "mm", "millimeters": "mm", "cm": "cm", "centimeters": "cm", "m": "m", "meters": "m"}
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
    heads, rows = _split(read_text(path))
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


def _split(text: str) -> tuple[list[list[str]], list[list[float]]]:
    """Cells of the lines above the numbers, and the numbers, NaN where there are none."""
    lines = text.splitlines()
    mark = max(_MARKS, key=lambda mark: sum(line.count(mark) >= _FEWEST for line in lines[:200]))
    comma = mark != "," and not any("." in line for line in lines[-20:])  # for a point
    heads: list[list[str]] = []
    rows: list[list[float]] = []
    width = 0
    for line in lines:
        cells = [cell.strip().strip('"').strip() for cell in line.split(mark)]
        numbers = [_number(cell.replace(",", ".") if comma else cell) for cell in cells]
        told = [number for number, cell in zip(numbers, cells, strict=True) if cell]
        words = sum(number is None for number in told)
        if len(told) > _FEWEST and words < 0.2 * len(told):
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
            if (axis := _AXIS.fullmatch(cell)) and not _is_turn(heads[:place], column):
                label = axis[2] or axis[3] or _above(heads[:place], column)
                found.setdefault(label, {}).setdefault((axis[1] or axis[4]).lower(), column)
        found = {label: axes for label, axes in found.items() if label and {"x", "y"} <= axes.keys()}
        best = found if len(found) >= len(best) and found else best
    return best


def _is_turn(heads: Sequence[Sequence[str]], column: int) -> bool:
    return any(cells[column].lower() in _NOT_PLACES for cells in heads if column < len(cells))


def _above(heads: Sequence[Sequence[str]], column: int) -> str:
    """The name above a column that is called by its axis alone, in a row of names, else in the nearest; it may span."""
    named = [cells for cells in heads if "Name" in cells[:2] and len(cells) > column]
    for cells in [*named, *reversed(heads)]:
        for cell in reversed(cells[max(column - 2, 0) : column + 1]):
            if cell and cell.lower() != "position":
                return cell
    return ""


def _rate(heads: Sequence[Sequence[str]], rows: Sequence[Sequence[float]]) -> float | None:
    """Rows a second, as the lines above say or the times in them."""
    for cells in heads:
        for key, cell in pairwise(cells):
            if re.sub(r"[\W_]|hz", "", key.lower()) in _RATES and (fps := _number(cell)):
                return fps
        if len([cell for cell in cells if cell]) == 1 and heads[0][0] == "Trajectories" and (fps := _number(cells[0])):
            return fps
    for column, cell in ((column, cell) for cells in heads for column, cell in enumerate(cells[: len(rows[0])])):
        if re.match(r"time|timestamp|t\b", cell.lower()):
            step = float(np.nanmedian(np.diff([row[column] for row in rows]))) if len(rows) > 1 else 0.0
            scale = next((scale for scale in (1.0, 1e3, 1e6, 1e9) if step > 0 and 4 < scale / step < 2000), None)
            return None if scale is None else round(scale / step, 3)
    return None


def _unit(heads: Sequence[Sequence[str]]) -> str:
    """The unit of length, "" where none is told."""
    cells = [cell.lower() for row in heads for cell in row]
    units = [_UNITS[cell] for cell in cells if cell in _UNITS]
    return "mm" if any(row[0].upper() == "MARKER_NAMES" for row in heads) else units[0] if units else ""

"""Tables of joints or markers over time, as CSV or TSV: Qualisys, OptiTrack, Vicon, Kinect, MediaPipe and one's own."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError
from humocon.file_kinds import text_encoding
from humocon.motion.joint_names import ESSENTIAL, match_joints
from humocon.motion.readers.joints import read_points
from humocon.motion.readers.keypoints import FLAT, read_named_points
from humocon.motion.readers.limits import MAX_JOINTS, check_places, number_of, read_text, with_plain_ends
from humocon.motion.readers.marker_files import read_markers
from humocon.motion.readers.parameters import FPS_KEYS
from humocon.motion.readers.people import choose_person, names_of_person
from humocon.motion.readers.rates import rate_of
from humocon.motion.readers.raw import RawMotion

_MARKS: Final = ("\t", ";", ",")
_BETWEEN: Final = " _.-:|/\\()[]{}"
_LONGEST_CELL: Final = 100
_NUMBERED: Final = re.compile(r"\D*(\d+)\D*")
_EMPTY: Final = frozenset({"", "na", "n/a", "nan", "none", "null", "-"})
"""How cells say that nothing was seen."""
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
_PERSON: Final = re.compile(
    r"(?:person|people|body|bodies|subject|skeleton|track|tracking|user|player|actor)s?"
    r"(?:[ _]?(?:name|id|idx|index|no|num|number))?",
    re.IGNORECASE,
)
_WHEN: Final = re.compile(r"(?:frame|time|timestamp).*", re.IGNORECASE)
_RATES: Final = frozenset({"frequency", "exportframerate", "captureframerate", "datarate", *(FPS_KEYS)})
_UNITS: Final = {"mm": "mm", "millimeters": "mm", "cm": "cm", "centimeters": "cm", "m": "m", "meters": "m"}
_HEAD_LINES: Final = 40
_FIRST_LINES: Final = 16
"""Names of columns, and a pose below them at least."""
_FEWEST: Final = 6
"""Joints of a table that may be a body; and numbers in a row of it."""


def read_table(path: Path, kind: str, skeleton: str | None = None, person: int | None = None) -> RawMotion:
    """Read the columns x, y and z of joints or markers, by the names above them or, where they have numbers, in order.

    Args:
        path: The file.
        kind: What it is, for errors: "a table (CSV)".
        skeleton: The order of numbered joints, see `layouts.LAYOUTS`; None to tell it from the geometry.
        person: Which of several people, from 1, who have lines or columns of their own.

    Raises:
        DataError: It has no such columns, they are no body known here, or several people are there and none is chosen.
    """
    text, people = _of_one_person(_open(path), person, path, kind)
    heads, rows = _split(_in_columns(text))
    found = _columns(heads, rows)
    places = {label: axes for label, axes in found.items() if len(axes) == 3}
    if len(places) < _FEWEST:
        flat = len([axes for axes in found.values() if {"x", "y"} <= axes.keys()]) >= _FEWEST
        wanted = "without the columns x, y and z of each joint or marker, such as LeftHand_x"
        raise DataError(f"{path}: {FLAT if flat else f'{kind} {wanted}; export the places, or a BVH'}")
    if people == 1:
        chosen, people = names_of_person([*places], len(rows), person, path)
        places = {chosen[number]: axes for number, axes in enumerate(places.values()) if number in chosen}
    check_places(len(rows), len(places), path)
    columns = [axes[axis] for axes in places.values() for axis in "xyz"]
    points = rows[:, columns].reshape(len(rows), -1, 3)
    fps, unit = _rate(heads, rows), _unit(heads)
    return replace(_read(points, [*places], path, skeleton, fps, unit), people=people)


def tells_places(head: bytes) -> bool:
    """Whether the beginning of a table has the columns x, y and z of a body's joints, or a line for each of them."""
    lines = with_plain_ends(head.decode(text_encoding(head), errors="replace")).split("\n")
    text = _Text(lines, max(_MARKS, key=lambda mark: sum(line.count(mark) > 2 for line in lines)), False)
    heads, rows = _split(islice(_in_columns(text), _FIRST_LINES))
    return sum(len(axes) == len("xyz") for axes in _columns(heads, rows).values()) >= _FEWEST


def _read(
    points: np.ndarray, names: list[str], path: Path, skeleton: str | None, fps: float | None, unit: str
) -> RawMotion:
    """Points (N, J, 3) that have numbers, or names of joints or markers."""
    numbers = [int(found[1]) for found in map(_NUMBERED.fullmatch, names) if found]
    named = set(ESSENTIAL) <= match_joints(names).keys()
    if len(numbers) == len(names) and not named:
        return read_points(points[:, np.argsort(numbers, kind="stable")], path, skeleton, (fps, ""))
    if skeleton is not None:
        raise DataError(f"{path}: the table names its joints; leave --skeleton out")
    if named:
        return read_named_points(points, names, path, fps=fps, source="table")
    return read_markers(points, names, path, fps=fps, unit=unit, source="table")


@dataclass(frozen=True)
class _Text:
    """The lines of a table, of which the cells are taken apart one line at a time."""

    lines: list[str]
    mark: str
    comma_for_point: bool

    def cells(self, line: str) -> list[str]:
        line = line.replace(",", ".") if self.comma_for_point else line
        return [cell.strip().strip('"').strip()[:_LONGEST_CELL] for cell in line.split(self.mark)]

    def heads(self) -> Iterator[tuple[int, list[str]]]:
        """The first lines and their numbers."""
        return ((number, self.cells(line)) for number, line in enumerate(self.lines[:_HEAD_LINES]))

    def below(self, number: int, width: int) -> Iterator[list[str]]:
        """Lines of so many cells below one."""
        return (cells for line in self.lines[number + 1 :] if len(cells := self.cells(line)) == width)


def _open(path: Path) -> _Text:
    """The text; of Vicon, where other devices may come first, that of markers."""
    lines = read_text(path).split("\n")
    lines = lines[lines.index("Trajectories") :] if "Trajectories" in lines else lines
    mark = max(_MARKS, key=lambda mark: sum(line.count(mark) > 2 for line in lines[:200]))
    return _Text(lines, mark, mark != "," and not any("." in line for line in lines[-20:]))


def _column(head: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    return next((column for column, cell in enumerate(head) if pattern.fullmatch(cell)), None)


def _in_columns(text: _Text) -> Iterator[list[str]]:
    """The cells of each line; of a table with a line for each place, those of one with columns for each joint."""
    for number, head in text.heads():
        axes = [next((column for column, cell in enumerate(head) if cell.lower() == axis), -1) for axis in "xyz"]
        who, when = _column(head, _WHO), _column(head, _WHEN)
        if who is not None and when is not None and min(axes) >= 0:
            places = ((cells[when], cells[who], [cells[a] for a in axes]) for cells in text.below(number, len(head)))
            return _joined(places, head[when])
    return map(text.cells, text.lines)


def _joined(places: Iterable[tuple[str, str, list[str]]], when: str) -> Iterator[list[str]]:
    """A line for each time, of places that are told with their time and their joint."""
    poses: dict[str, dict[str, list[str]]] = {}
    for time, who, place in places:
        poses.setdefault(time, {})[who] = place
    names = list(dict.fromkeys(name for pose in poses.values() for name in pose))[:MAX_JOINTS]
    yield [when, *(f"{name}_{axis}" for name in names for axis in "xyz")]
    for time, pose in poses.items():
        yield [time, *(cell for name in names for cell in pose.get(name, ("", "", "")))]


def _of_one_person(text: _Text, person: int | None, path: Path, kind: str) -> tuple[_Text, int]:
    """The lines of one person, and how many people are told.

    Several are where in a pose the same joint comes again, or beside the number of a person the same time.
    """
    for number, head in text.heads():
        when, joint, who = (_column(head, pattern) for pattern in (_WHEN, _WHO, _PERSON))
        what = when if joint is None and who is not None else joint
        if when is None or what is None:
            continue
        told = [(cells[when], cells[what]) for cells in text.below(number, len(head))]
        if len(set(told)) >= 0.7 * len(told):
            break
        if who is None:
            raise DataError(f"{path}: {kind} with several places of a joint at one time; keep the lines of one person")
        times: dict[str, set[str]] = {}
        for cells in text.below(number, len(head)):
            times.setdefault(cells[who], set()).add(cells[when])
        longest = max(map(len, times.values()))
        people = {name: len(seen) for name, seen in times.items() if name and len(seen) >= longest / 2}
        chosen = [*people][choose_person([*people.values()], person, path)]
        own = (line for line in text.lines[number + 1 :] if [chosen] == text.cells(line)[who : who + 1])
        return replace(text, lines=[*text.lines[: number + 1], *own]), len(people)
    return text, 1


def _split(lines: Iterable[list[str]]) -> tuple[list[list[str]], np.ndarray]:
    """Cells of the lines above the numbers, and the numbers (N, C), NaN where there are none."""
    heads: list[list[str]] = []
    rows: list[np.ndarray] = []
    for line in lines:
        cells = ["" if cell.lower() in _EMPTY else cell for cell in line]
        numbers = [number_of(cell) for cell in cells]
        told = sum(map(bool, cells))
        words = sum(number is None for number, cell in zip(numbers, cells, strict=True) if cell)
        titled = not cells[0] and words > 0  # as OptiTrack does its lines of numbers of bones
        unseen = bool(rows) and told > 0 and words == 0 and len(cells) == len(rows[0])
        if unseen or (told > _FEWEST and words < 0.2 * told and not titled):
            row = np.full(len(rows[0]) if rows else len(cells), np.nan)
            row[: len(cells)] = [np.nan if number is None else number for number in numbers[: len(row)]]
            rows.append(row)
        elif not rows and told in (1, 2) and words == 0 and len(cells) > _FEWEST:
            continue  # nobody is seen yet
        elif not rows and len(heads) < _HEAD_LINES:
            heads.append(line)
        elif words or not rows:
            break  # the next part of the table, of other columns
    return heads, np.stack(rows) if rows else np.zeros((0, 0))


def _columns(heads: Sequence[Sequence[str]], rows: np.ndarray) -> dict[str, dict[str, int]]:
    """Column of each axis, by the name of the joint or marker, in order of appearance."""
    width = rows.shape[1]
    named = next((cells[1:] for cells in heads if cells[0].upper() == "MARKER_NAMES"), [])
    named = [name for name in named if name]
    best: dict[str, dict[str, int]] = {}
    if 3 * len(named) <= width:  # Qualisys, which names markers alone
        first = width - 3 * len(named) - (width - 3 * len(named)) % 2
        best = {
            name: {axis: first + 3 * place + at for at, axis in enumerate("xyz")} for place, name in enumerate(named)
        }
    for place, cells in enumerate(heads):
        found: dict[str, dict[str, int]] = {}
        for column, cell in enumerate(cells[:width]):
            label, axis = _axis(cell)
            label = label or (_above(heads[:place], column) if axis else "")
            if axis and not _NOT_PLACES.fullmatch(label) and not _is_other(heads[:place], column):
                found.setdefault(label, {}).setdefault(axis, column)
        found = {label: axes for label, axes in found.items() if label and {"x", "y"} <= axes.keys()}
        best = found if len(found) >= len(best) and found else best
    return best


def _axis(cell: str) -> tuple[str, str]:
    """Name and axis of a column, such as `Head_x`, `Head X (mm)`, `X` and `x12`; no axis where it is of none."""
    bare = cell.rstrip(_BETWEEN)
    for unit in ("mm", "cm", "m"):
        if bare.lower().endswith(unit) and bare[-len(unit) - 1 : -len(unit)] in tuple(_BETWEEN):
            bare = bare[: -len(unit)].rstrip(_BETWEEN)
            break
    if bare[-1:].lower() in tuple("xyz"):
        return bare[:-1].rstrip(_BETWEEN), bare[-1].lower()
    number = bare[1:].lstrip(_BETWEEN)
    return (number, bare[0].lower()) if number.isdigit() and bare[0].lower() in "xyz" else ("", "")


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


def _rate(heads: Sequence[Sequence[str]], rows: np.ndarray) -> float | None:
    """Rows a second, as the lines above say, of OptiTrack those of the export, or as the times in them do."""
    pairs = (
        (re.sub(r"[\W_]|hz", "", key.lower()), number_of(cell)) for cells in heads for key, cell in pairwise(cells)
    )
    told = {key: fps for key, fps in pairs if key in _RATES and fps}
    if heads and heads[0][0] == "Trajectories" and len(heads) > 1 and (fps := number_of(heads[1][0])):
        return fps
    if told:
        return told.get("exportframerate", next(iter(told.values())))
    for column, cell in ((column, cell) for cells in heads for column, cell in enumerate(cells[: rows.shape[1]])):
        if re.match(r"time|timestamp|t\b", cell.lower()):
            return rate_of(rows[:, column])
    return None


def _unit(heads: Sequence[Sequence[str]]) -> str:
    """The unit of length, "" where none is told."""
    cells = [cell.lower() for row in heads for cell in row]
    units = [_UNITS[cell] for cell in cells if cell in _UNITS]
    return "mm" if any(row[0].upper() == "MARKER_NAMES" for row in heads) else units[0] if units else ""

"""A table of labels beside the clips: `file,label[,begin_s,end_s]` as CSV, or an object on each line (JSON lines)."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from humocon.errors import DataError, one_line
from humocon.files import parse_json

TABLE_SUFFIXES: Final = (".csv", ".tsv", ".jsonl")
_SEPARATORS: Final = (",", ";", "\t", "|")
_NAMES: Final = {
    "file": ("file", "filename", "file_name", "path", "clip", "video", "motion", "name"),
    "label": ("label", "labels", "action", "class", "activity", "text"),
    "begin_s": ("begin_s", "begin", "start_s", "start", "from", "start_time"),
    "end_s": ("end_s", "end", "stop_s", "stop", "to", "end_time"),
}
"""What columns and keys are called, the usual name first."""


@dataclass(frozen=True)
class LabelRow:
    """One row of a table.

    Attributes:
        line: of the file, from 1.
        file: as it is named there.
        label: as it is written there.
        begin_s: where the action begins in the file; None at its beginning.
        end_s: where it ends; None at the end of the file.
        error: what is wrong with the row, or "".
    """

    line: int
    file: str
    label: str
    begin_s: float | None = None
    end_s: float | None = None
    error: str = ""


def read_label_table(path: Path) -> list[LabelRow]:
    """Read a table: separated by comma, semicolon, tab or bar, with or without a heading; or JSON lines.

    Raises:
        DataError: it cannot be read, or has no column of files and labels.
    """
    text = _text(path)
    if path.suffix.lower() == ".jsonl":
        return list(_json_rows(text))
    lines = _cells(text)
    if not lines:
        raise DataError(f"{path}: no line of the form file,label[,begin_s,end_s]; write one for each clip")
    columns = _columns(lines[0][1])
    body = lines[1:] if columns else lines
    places = columns or {name: place for place, name in enumerate(_NAMES)}
    return [_row(line, {name: cells[at] for name, at in places.items() if at < len(cells)}) for line, cells in body]


def find_file(row: LabelRow, folder: Path, files: dict[str, list[Path]]) -> Path | None:
    """The file that a row names: a path below the folder of the table, or a name that is there once.

    Args:
        row: of the table.
        folder: of the table.
        files: clips by their names and stems, lower case; see `by_name`.
    """
    named = row.file.replace("\\", "/")
    if (folder / named).is_file():
        return folder / named
    alike = files.get(PurePosixPath(named).name.lower(), [])
    return alike[0] if len(alike) == 1 else None


def by_name(paths: Sequence[Path]) -> dict[str, list[Path]]:
    """Files by their names, and by their names without suffix, in lower case."""
    found: dict[str, list[Path]] = {}
    for path in paths:
        for name in {path.name.lower(), path.stem.lower()}:
            found.setdefault(name, []).append(path)
    return found


def _text(path: Path) -> str:
    """What a table holds, in whichever code a spreadsheet has written it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error}); check the path and its rights") from None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codes = ("utf-16",)
    else:
        codes = ("utf-8-sig", "cp1252")
    for code in codes:
        try:
            return data.decode(code)
        except ValueError:
            continue
    raise DataError(f"{path}: not a text; save it as CSV in UTF-8")


def _cells(text: str) -> list[tuple[int, list[str]]]:
    """The cells of each line that has more than one, by the separator that gives the most such lines."""
    if text.lower().startswith("sep="):  # what Excel reads the separator from
        text = f"\n{text.partition(chr(10))[2]}"
    found: list[list[tuple[int, list[str]]]] = []
    for separator in _SEPARATORS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
        try:
            rows = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
        except csv.Error:
            continue
        found.append([(line, cells) for line, cells in rows if len(cells) > 1 and any(cells)])
    return max(found, key=len, default=[])


def _columns(heading: Sequence[str]) -> dict[str, int] | None:
    """Where each column is; None of a line that names no file and label, and so is no heading."""
    names = [cell.lower().replace(" ", "_") for cell in heading]
    places: dict[str, int] = {}
    for name, called in _NAMES.items():
        at = next(
            (names.index(one) for one in called if one in names and names.index(one) not in places.values()), None
        )
        if at is not None:
            places[name] = at
    return places if {"file", "label"} <= places.keys() else None


def _json_rows(text: str) -> Iterator[LabelRow]:
    for line, content in enumerate(text.split("\n"), 1):
        if not content.strip():
            continue
        try:
            entry = parse_json(content)
            if not isinstance(entry, dict):
                raise ValueError("not an object")
        except ValueError as error:
            yield LabelRow(line, "", "", error=f"not a JSON object ({one_line(error)})")
            continue
        cells = {
            name: next((entry[one] for one in called if entry.get(one) not in (None, "")), None)
            for name, called in _NAMES.items()
        }
        yield _row(line, cells)


def _row(line: int, cells: dict[str, Any]) -> LabelRow:
    file, label = (cells.get(name) for name in ("file", "label"))
    file, label = (value.strip() if isinstance(value, str) else "" for value in (file, label))
    if not file:
        return LabelRow(line, "", label, error="names no file")
    if not any(letter.isalpha() for letter in label):
        return LabelRow(line, file, label, error=f"its label {label!r} is no word" if label else "has no label")
    try:
        begin_s, end_s = (_seconds(cells.get(name)) for name in ("begin_s", "end_s"))
    except ValueError as error:
        return LabelRow(line, file, label, error=str(error))
    if end_s is not None and not (begin_s or 0.0) < end_s:
        return LabelRow(line, file, label, error=f"ends at {end_s:g} s, before it begins")
    return LabelRow(line, file, label, begin_s, end_s)


def _seconds(value: Any) -> float | None:
    """A time in seconds; "1,5" and "0:01.5" are times, too."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        parts = [float(part) for part in str(value).strip().rstrip("s ").replace(",", ".").split(":")]
    except ValueError:
        parts = [float("nan")]
    seconds = sum(part * 60.0**power for power, part in enumerate(reversed(parts)))
    if isinstance(value, bool) or not 0 <= seconds < 1e6:
        raise ValueError(f"{value!r} is no time in seconds")
    return seconds

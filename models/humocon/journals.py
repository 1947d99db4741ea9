"""Journals: lines of JSON that only grow, in a folder that one run holds.

Each process appends to its own file of a journal, `<name>.jsonl` the first and `<name>.<process>.jsonl` the others; all
of them are read, so that a run may go on with any number of processes. They are read line by line: they may be larger
than memory.
"""

import contextlib
import hashlib
import itertools
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import UnionType
from typing import Any

from humocon.errors import ConfigError
from humocon.files import parse_json, write_json, writing

Kind = type | UnionType
RUN = "run.json"
LOCK = "lock"
_AT_ONCE = 1000
_BLOCK = 1 << 16


def claim(folder: Path, run: Mapping[str, object], *names: str, run_file: str = RUN) -> None:
    """Take an output folder for a run, or go on with the same run; last lines that were cut off are removed.

    Args:
        folder: made if it is not there.
        run: what makes two runs the same (model, data, split ...), stored in `run_file`.
        names: of the journals.
        run_file: where a folder may hold several runs, its name for this one.

    Raises:
        ConfigError: the folder cannot be written, or holds the lines of another run.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        files = [path for name in names for path in journal_files(folder, name)]
        for path in files:
            _cut_last_line(path)
        if any(path.stat().st_size for path in files):
            _check_same_run(folder / run_file, run)
        else:
            write_json(folder / run_file, run)


@contextlib.contextmanager
def hold(folder: Path, lock: str = LOCK) -> Iterator[None]:
    """Keep other runs out of a folder; the system lets go of it when the process ends, however it ends.

    Args:
        folder: made if it is not there.
        lock: where a folder may hold several runs, the name of the file for this one.

    Raises:
        ConfigError: another run is at work in the folder.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / lock).open("a")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ConfigError(
                f"{folder}: another run is writing there; wait for it, or choose another folder"
            ) from None
        yield


def journal_files(folder: Path, name: str) -> list[Path]:
    """The files of a journal, those of all processes."""
    others = sorted(path for path in folder.glob(f"{name}.*.jsonl") if path.suffixes[0][1:].isdecimal())
    return [path for path in (folder / f"{name}.jsonl", *others) if path.is_file()]


def read_journal(folder: Path, name: str, keys: Mapping[str, Kind]) -> Iterator[dict[str, Any]]:
    """The lines of a journal.

    Args:
        folder: of the run.
        name: of the journal.
        keys: that every line must have, and of which type their values are.

    Raises:
        ConfigError: a line inside a file is damaged.
    """
    for path in journal_files(folder, name):
        yield from _read(path, keys)


def append(folder: Path, name: str, process: int, entries: Sequence[Mapping[str, object]]) -> None:
    """Append lines to the file of a process; they are on the disk when this returns.

    Raises:
        ConfigError: the file cannot be written.
    """
    append_lines(folder / (f"{name}.{process}.jsonl" if process else f"{name}.jsonl"), entries)


def append_lines(path: Path, entries: Sequence[Mapping[str, object]]) -> None:
    """Append lines to a journal of one process; they are on the disk when this returns.

    Raises:
        ConfigError: the file cannot be written.
    """
    _append(path, "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries).encode())


def join_journal(folder: Path, name: str) -> None:
    """Move the lines of all processes into the file of the first one; a kill on the way loses and doubles nothing.

    Args:
        folder: of the run, in which nobody writes meanwhile.
        name: of the journal.

    Raises:
        ConfigError: the file cannot be written.
    """
    first = folder / f"{name}.jsonl"
    others = [path for path in journal_files(folder, name) if path != first]
    if not others:
        return
    known = {hashlib.sha256(line).digest() for line in _lines(first)} if first.is_file() else set()
    for path in others:
        rest = (line for line in _lines(path) if hashlib.sha256(line).digest() not in known)
        while part := b"".join(itertools.islice(rest, _AT_ONCE)):
            _append(first, part)
        path.unlink()


def _check_same_run(path: Path, run: Mapping[str, object]) -> None:
    """Refuse to mix the lines of two runs."""
    try:
        stored = parse_json(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        stored = None
    if not isinstance(stored, dict):
        raise ConfigError(
            f"{path.parent.absolute()}: holds answers, but {path.name}, which tells of which run, is missing or "
            "damaged; choose another output"
        )
    different = sorted(key for key in stored.keys() | run.keys() if stored.get(key) != run.get(key))
    if different:
        raise ConfigError(
            f"{path.parent.absolute()}: belongs to another run (different: {', '.join(different)}, see {path.name}); "
            "choose another output"
        )


def _cut_last_line(path: Path) -> None:
    """Remove what was cut off while it was written, which is all after the last line end."""
    with path.open("rb") as file:
        size = end = file.seek(0, os.SEEK_END)
        whole = 0
        while end and not whole:
            begin = max(0, end - _BLOCK)
            file.seek(begin)
            found = file.read(end - begin).rfind(b"\n")
            whole, end = (begin + found + 1 if found >= 0 else 0), begin
    if whole < size:
        os.truncate(path, whole)


def _read(path: Path, keys: Mapping[str, Kind]) -> Iterator[dict[str, Any]]:
    """The lines of one file as objects."""
    for number, line in enumerate(_lines(path), start=1):
        try:
            entry = parse_json(line)
            entry = {key: entry[key] for key in keys} | entry
            if not all(isinstance(entry[key], kind) for key, kind in keys.items()):
                raise TypeError
        except (ValueError, TypeError, KeyError):
            raise ConfigError(f"{path}: line {number} is damaged; delete it, it is asked again") from None
        yield entry


def _lines(path: Path) -> Iterator[bytes]:
    """The whole lines of a file; the last may have been cut off while it was written."""
    with path.open("rb") as file:
        yield from (line for line in file if line.endswith(b"\n"))


def _append(path: Path, lines: bytes) -> None:
    with writing(path), path.open("ab") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())

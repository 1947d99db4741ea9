"""Files: whole or not at all, journals that only grow, hashes of models and code, and JSON from strangers.

A whole file is written aside, synced to the disk, and only then given its name. Of a journal, each process appends to
its own file, `<name>.jsonl` the first and `<name>.<process>.jsonl` the others; all of them are read, so that a run may
go on with any number of processes. Journals are read line by line: they may be larger than memory.
"""

import contextlib
import hashlib
import itertools
import json
import math
import os
import re
import shutil
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any

from safetensors import SafetensorError

from humocon.errors import CheckpointError, ConfigError, DataError, one_line

PARTIAL = ".partial"


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Tell what the disk does not take, such as one that is full or read-only, in one line.

    Raises:
        ConfigError: naming `path` and the remedy.
    """
    try:
        yield
    except (OSError, SafetensorError) as error:
        reason = one_line(getattr(error, "strerror", None) or error)
        raise ConfigError(
            f"{path}: cannot be written ({reason}); free some space or choose another output folder"
        ) from error


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Write a file that is there whole or not at all; an older one stays until then.

    Yields:
        A hidden path beside it, with its suffix in lower case, to write to; it then takes its name.

    Raises:
        ConfigError: it cannot be written.
    """
    partial = path.with_name(f".{path.stem}.{os.getpid()}.partial{path.suffix.lower()}")
    try:
        with writing(path):
            yield partial
            sync(partial)
            os.replace(partial, path)
            sync(path.parent)
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


@contextmanager
def whole_files(folder: Path) -> Iterator[Path]:
    """Write the files of a model folder; a kill or a full disk on the way leaves those that are there as they are.

    Args:
        folder: made where it is missing.

    Yields:
        A hidden folder inside, to write the files into. Each then takes its place at one stroke, the weights last.

    Raises:
        ConfigError: they cannot be written.
    """
    partial = folder / PARTIAL
    with writing(folder):
        try:
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            yield partial
            paths = sorted(partial.iterdir(), key=lambda path: (path.suffix == ".safetensors", path.name))
            usual = _usual_mode(partial)
            for path in paths:
                if path.is_file():
                    path.chmod(usual)  # safetensors writes files that nobody else may read
                sync(path)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        for path in paths:  # from here on the hidden folder tells that not all of them are in place
            os.replace(path, folder / path.name)
        partial.rmdir()
        sync(folder)


def is_whole(folder: Path) -> bool:
    """Whether all that `whole_files` was to write there is in place: nobody was stopped between two files."""
    return not (folder / PARTIAL).exists()


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Write a folder that is there whole or not at all.

    One that is there already is set aside as `.<name>.replaced` for the moment between two renames.

    Yields:
        A hidden folder beside it, `.<name>.partial`, to write the files into, which is then given its name.

    Raises:
        ConfigError: it cannot be written.
    """
    partial, replaced = (path.with_name(f".{path.name}.{state}") for state in ("partial", "replaced"))
    shutil.rmtree(partial, ignore_errors=True)
    try:
        with writing(path):
            partial.mkdir()
            yield partial
            for inside in (*partial.rglob("*"), partial):
                sync(inside)
            if path.exists():
                shutil.rmtree(replaced, ignore_errors=True)
                path.rename(replaced)
            partial.rename(path)
            sync(path.parent)
            shutil.rmtree(replaced, ignore_errors=True)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _usual_mode(folder: Path) -> int:
    """The rights that a new file gets there."""
    probe = folder / ".mode"
    probe.touch()
    mode = stat.S_IMODE(probe.stat().st_mode)
    probe.unlink()
    return mode


def make_folder(folder: Path) -> None:
    """Make a folder that may be there already.

    Raises:
        ConfigError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"{folder}: no folder can be made there ({error.strerror}); choose another output folder"
        ) from None


def check_output(path: Path, suffixes: Sequence[str]) -> None:
    """Refuse a file that cannot be written, before anything is computed.

    Raises:
        ConfigError: the suffix is none of these in lower case, the path is a folder, or its folder is not there.
    """
    if path.suffix not in suffixes:
        *others, last = suffixes
        raise ConfigError(f"{path}: name it {', '.join(others)}{' or ' if others else ''}{last}")
    if path.is_dir():
        raise ConfigError(f"{path}: a folder; name a file")
    if not path.parent.is_dir():
        raise ConfigError(f"{path}: no folder {path.parent}; make it first")


def sync(path: Path) -> None:
    """Asks the disk to hold a file, or the entries of a folder."""
    if os.name == "nt":  # Windows syncs neither read-only handles nor folders
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""One of the two escapes that a character of more than 16 bits is written as."""


def parse_json(text: str | bytes) -> Any:
    r"""What a JSON text holds.

    Args:
        text: of one value; bytes are UTF-8.

    Raises:
        ValueError: it is no JSON, is nested so deeply that Python cannot follow, or has half a character in it
            (`"\ud800"`), which no file or screen can take.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8")
    try:
        value = json.loads(text)
        if _HALF.search(text):
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except UnicodeEncodeError:
        raise ValueError("half a character, a surrogate without its pair") from None
    return value


def read_json(path: Path, remedy: str) -> dict[str, Any]:
    """The object in a JSON file of a model folder.

    Raises:
        CheckpointError: there is none; `remedy` says what to do.
    """
    try:
        tree = parse_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path}: not readable as JSON ({one_line(error)}); {remedy}") from error
    if not isinstance(tree, dict):
        raise CheckpointError(f"{path}: not a JSON object; {remedy}")
    return tree


def read_json_lines(path: Path, keys: Sequence[str], remedy: str) -> list[dict[str, Any]]:
    """The objects of a file that has one on each line; empty lines count for nothing.

    Args:
        path: of the file.
        keys: that each object must have, with a text.
        remedy: what to do about a damaged file.

    Raises:
        DataError: the file cannot be read, or a line is not such an object.
    """
    try:
        rows = [parse_json(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}); {remedy}") from error
    except ValueError as error:
        raise DataError(f"{path}: not one JSON object for each line ({one_line(error)}); {remedy}") from error
    for number, row in enumerate(rows, 1):
        absent = [key for key in keys if not isinstance(row, dict) or not isinstance(row.get(key), str)]
        if absent:
            raise DataError(f"{path}: line {number} has no {absent[0]!r}; {remedy}")
    return rows


def check_positive(name: str, value: object, *, whole: bool = False) -> None:
    """Refuse a setting that has to be a finite number above 0.

    Raises:
        ValueError: it is another number, or none; or, where it has to be `whole`, a broken one.
    """
    numbers = int if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, numbers) or not 0 < value < math.inf:
        raise ValueError(f"{name} must be a {'whole ' if whole else ''}number above 0, got {value!r}")


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


def write_json(path: Path, content: Mapping[str, object], indent: int = 2) -> None:
    """Write a JSON file whole or not at all.

    Raises:
        ConfigError: the file cannot be written.
    """
    write_text(path, json.dumps(content, indent=indent, ensure_ascii=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all.

    Raises:
        ConfigError: the file cannot be written.
    """
    with whole_file(path) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")


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


MODEL_FILES = ("*.safetensors", "*config.json", "tokenizer.json", "*.jinja")


def default_folder() -> Path:
    """Folder of the small model that ships in the package."""
    return Path(__file__).resolve().parent / "weights" / "mini"


def model_sha256(folder: Path) -> str | None:
    """Hash over the weights and settings in a model folder; None for a hub id."""
    if not folder.is_dir():
        return None
    digest = hashlib.sha256()
    for path in sorted({path for pattern in MODEL_FILES for path in folder.glob(pattern)}):
        with path.open("rb") as file:
            digest.update(path.name.encode() + hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


@cache
def code_sha256() -> str:
    """Hash over the core's own source files: two runs with the same one were made by the same code."""
    root = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()

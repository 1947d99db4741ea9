"""Files: whole or not at all, hashes of models and code, and text and JSON from strangers.

A whole file is written aside, synced to the disk, and only then given its name.
"""

import contextlib
import hashlib
import json
import math
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from safetensors import SafetensorError

from humocon.errors import CheckpointError, ConfigError, DataError, HumoconError, one_line

PARTIAL = ".partial"
Entry = TypeVar("Entry")


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


def read_text(path: Path, remedy: str) -> str:
    """The text of a file in UTF-8, its lines ending as Python has them.

    Raises:
        DataError: it cannot be read; `remedy` says what to do.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        reason = error.strerror or error
    except UnicodeDecodeError:
        reason = "not UTF-8"
    raise DataError(f"{path}: cannot be read ({reason}); {remedy}")


def read_json_value(path: Path, remedy: str) -> Any:
    """What a JSON file of people's data holds.

    Raises:
        DataError: it cannot be read, or is no JSON; `remedy` says what to do.
    """
    try:
        return parse_json(read_text(path, remedy))
    except ValueError as error:
        raise DataError(f"{path}: not valid JSON ({one_line(error)}); {remedy}") from None


def read_lines(path: Path, read: Callable[[Any], Entry], remedy: str) -> list[Entry]:
    """What a file has that holds JSON on each line; empty lines count for nothing.

    Args:
        path: of the file.
        read: makes an entry of what a line holds; it may raise what a value of another form raises.
        remedy: what to do about a damaged file.

    Raises:
        DataError: the file cannot be read, or it names the line that is no such entry.
    """
    entries = []
    for number, line in enumerate(read_text(path, remedy).split("\n"), 1):  # splitlines also cuts inside JSON strings
        if not line.strip():
            continue
        try:
            value = parse_json(line)
        except ValueError as error:
            raise DataError(f"{path}, line {number}: not valid JSON ({one_line(error)}); {remedy}") from None
        try:
            entries.append(read(value))
        except (ValueError, KeyError, TypeError, HumoconError) as error:
            reason = f"has no {error}" if isinstance(error, KeyError) else one_line(error)
            raise DataError(f"{path}, line {number}: {reason}; {remedy}") from None
    return entries


def read_json_lines(path: Path, keys: Sequence[str], remedy: str) -> list[dict[str, Any]]:
    """The objects of a file that has one on each line, each with a text under all of the `keys`; see `read_lines`."""

    def read(row: Any) -> dict[str, Any]:
        if not isinstance(row, dict):
            raise ValueError("no JSON object")
        for key in keys:
            if not isinstance(row.get(key), str):
                raise KeyError(key)
        return row

    return read_lines(path, read, remedy)


def check_positive(name: str, value: object, *, whole: bool = False) -> None:
    """Refuse a setting that has to be a finite number above 0.

    Raises:
        ValueError: it is another number, or none; or, where it has to be `whole`, a broken one.
    """
    numbers = int if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, numbers) or not 0 < value < math.inf:
        raise ValueError(f"{name} must be a {'whole ' if whole else ''}number above 0, got {value!r}")


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

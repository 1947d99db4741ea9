"""Files that are there whole or not at all: written aside, synced to the disk, and only then given their names."""

import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from safetensors import SafetensorError

from humocon.errors import CheckpointError, ConfigError, DataError, one_line


@contextmanager
def whole_files(folder: Path) -> Iterator[Path]:
    """Write the files of a model folder; a kill or a full disk on the way leaves those that are there as they are.

    Args:
        folder: made where it is missing.

    Yields:
        A hidden folder inside, to write the files into. Each then takes its place at one stroke, the weights last.

    Raises:
        CheckpointError: they cannot be written.
    """
    partial = folder / ".partial"
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        usual = _usual_mode(partial)
        yield partial
        paths = sorted(partial.iterdir(), key=lambda path: (path.suffix == ".safetensors", path.name))
        for path in paths:
            if path.is_file():
                path.chmod(usual)  # safetensors writes files that nobody else may read
            sync(path)
        for path in paths:
            os.replace(path, folder / path.name)
        partial.rmdir()
        sync(folder)
    except (OSError, SafetensorError) as error:
        shutil.rmtree(partial, ignore_errors=True)
        reason = one_line(getattr(error, "strerror", None) or error)
        raise CheckpointError(
            f"{folder}: cannot be written ({reason}); free some space or choose another output folder"
        ) from error


def _usual_mode(folder: Path) -> int:
    """The rights that a new file gets there."""
    probe = folder / ".mode"
    probe.touch()
    mode = stat.S_IMODE(probe.stat().st_mode)
    probe.unlink()
    return mode


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Write a folder that is there whole or not at all.

    Yields:
        A hidden folder beside it, to write the files into, which is then given its name.

    Raises:
        DataError: it cannot be written.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        yield partial
        for file in partial.iterdir():
            sync(file)
        partial.rename(path)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise cannot_write(path, error) from None


def cannot_write(path: Path, error: OSError) -> DataError:
    """The line for data that the disk does not take."""
    return DataError(f"{path}: cannot be written ({error.strerror or error}); free some space or choose another folder")


def make_folder(folder: Path) -> None:
    """Make a folder that may be there already.

    Raises:
        DataError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"{folder}: no folder can be made there ({error.strerror}); choose another") from None


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

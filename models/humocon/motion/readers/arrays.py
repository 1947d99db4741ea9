"""NumPy files from strangers: every declared size is checked before memory is taken, and nothing is unpickled."""

import contextlib
import lzma
import math
import struct
import tokenize
import warnings
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from humocon.errors import DataError, one_line
from humocon.motion.readers.containers import pickle_remedy

MAX_ARRAY_BYTES: Final[int] = 1 << 30
"""Of one array, and of all wanted arrays of an npz together; also of an array as float64."""
MAX_RATIO: Final[int] = 200
"""Recordings hardly compress; what grows more than so many times beyond 16 MiB was made to fill the memory."""
PICKLED: Final[str] = "it holds pickled Python objects, which could run code and are never loaded"
_PLAIN: Final = "save plain arrays instead: numpy.savez(path, joints=joints, fps=fps)"

_ZIP_FAILURES: Final = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, RuntimeError, ValueError, OverflowError),
)


def load_npy(path: Path) -> np.ndarray:
    """The array of an `.npy` file.

    Raises:
        DataError: Not a whole NumPy file, pickled objects, or an absurd size.
    """
    with path.open("rb") as file:
        return _read_array(file, path.stat().st_size, str(path), pickle_remedy("NumPy", path))


def load_npz(path: Path, wanted: frozenset[str] | None = None) -> dict[str, np.ndarray]:
    """Arrays of an `.npz` file by name.

    Args:
        path: The file.
        wanted: Only these, by name in any capitals; None for all. Arrays that are not wanted are not looked at.

    Raises:
        DataError: Not a whole zip file, pickled objects in a wanted array, or an absurd size.
    """
    arrays = {}
    try:
        with zipfile.ZipFile(path) as archive:
            # As in NumPy, the last member of a name is the one that counts.
            members = {name.removesuffix(".npy"): archive.getinfo(name) for name in _array_names(archive)}
            spelled = dict(zip(members, members, strict=True)) if wanted is None else spelling(members, wanted)
            chosen = {name: members[own] for name, own in spelled.items()}
            _check_sizes(path, list(chosen.values()))
            for name, member in chosen.items():
                with archive.open(member) as file:
                    arrays[name] = _read_array(file, member.file_size, f"{path}: {name}")
    except _ZIP_FAILURES as error:
        raise _damaged(path, error) from error
    return arrays


def load_readable(
    path: Path, names: frozenset[str], *, texts: frozenset[str] = frozenset()
) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    """Arrays that a motion can be read without: those of these names that hold numbers, and notes on the others.

    Args:
        path: An npz file.
        names: Of the arrays.
        texts: Names of those that hold text.

    Raises:
        DataError: Not a whole zip file.
    """
    arrays, notes = {}, []
    for name in sorted(spelling(npz_names(path), names)):
        try:
            array = load_npz(path, frozenset({name}))[name]
            arrays[name] = array if name in texts else floats(_spelled(array), f"{path}: {name}")
        except DataError:
            notes.append(f"{name} could not be read and was left out")
    return arrays, tuple(notes)


def _spelled(array: np.ndarray) -> np.ndarray:
    """The number in a text that is all of an array, as some save a rate; else the array."""
    if array.dtype.kind not in "US" or array.size != 1:
        return array
    try:
        return array.astype(np.float64)
    except ValueError:
        return array


def spelling(names: Iterable[str], wanted: Iterable[str]) -> dict[str, str]:
    """Of the wanted names those that are there, and how they are spelled there: as wanted, else in other capitals."""
    capitals = {name.lower(): name for name in names} | {name: name for name in names}
    found = {name: capitals.get(name, capitals.get(name.lower())) for name in wanted}
    return {name: own for name, own in found.items() if own is not None}


def npz_names(path: Path) -> list[str]:
    """Names of the arrays in an `.npz` file, without reading them.

    Raises:
        DataError: Not a whole zip file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return [name.removesuffix(".npy") for name in _array_names(archive)]
    except _ZIP_FAILURES as error:
        raise _damaged(path, error) from error


def npz_shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """Shapes of the arrays of numbers in an `.npz` file by name, told by their heads.

    Raises:
        DataError: Not a whole zip file.
    """
    shapes = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for name in _array_names(archive):
                with archive.open(name) as file, contextlib.suppress(DataError):
                    shape, _, dtype = read_header(file, name)
                    shapes |= {name.removesuffix(".npy"): shape} if dtype.kind in "fiu" else {}
    except _ZIP_FAILURES as error:
        raise _damaged(path, error) from error
    return shapes


def _array_names(archive: zipfile.ZipFile) -> list[str]:
    return [name for name in dict.fromkeys(archive.namelist()) if name.endswith(".npy")]


def _check_sizes(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Refuse what would fill the memory, by what the archive's index says: more than that is never read."""
    if sum(member.file_size for member in members) > MAX_ARRAY_BYTES:
        raise DataError(f"{path}: its arrays are over the limit of 1 GiB; cut it into shorter clips")
    for member in members:
        if member.file_size > max(16 << 20, MAX_RATIO * member.compress_size):
            raise DataError(
                f"{path}: {member.compress_size} bytes of {member.filename!r} unfold to {member.file_size}, "
                "as no recording does; save it again with numpy.savez"
            )


def _damaged(path: Path, error: Exception) -> DataError:
    return DataError(f"{path}: the npz file is damaged ({one_line(error)}); copy or save it again")


def _read_array(file: IO[bytes], size: int, label: str, remedy: str = _PLAIN) -> np.ndarray:
    shape, fortran, dtype = read_header(file, label)
    if dtype.hasobject:
        raise DataError(f"{label}: {PICKLED}; {remedy}")
    if any(length < 0 for length in shape):
        raise DataError(f"{label}: declares the shape {shape}, so that it is damaged; copy or save it again")
    needed = math.prod(shape) * dtype.itemsize
    if needed > MAX_ARRAY_BYTES:
        raise DataError(f"{label}: declares {shape} numbers, over the limit of 1 GiB; cut it into shorter clips")
    if needed > size:
        raise DataError(f"{label}: truncated, declares {needed} bytes but the file has {size}; copy it again")
    data = file.read(needed)
    if len(data) != needed:
        raise DataError(f"{label}: truncated, {len(data)} of {needed} bytes; copy it again")
    try:
        return np.frombuffer(data, dtype=dtype).reshape(shape, order="F" if fortran else "C")
    except (ValueError, OverflowError) as error:  # arrays within arrays, or of nothing
        raise DataError(f"{label}: holds {dtype} values where numbers are needed") from error


def read_header(file: IO[bytes], label: str) -> tuple[tuple[int, ...], bool, Any]:
    """Shape, whether by columns, and type of the array at the head of a `.npy`, which is left at its first number.

    Raises:
        DataError: It is no array.
    """
    try:
        version = np.lib.format.read_magic(file)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about files of Python 2, which are as good
            return read(file)
    # The header is a Python literal, whose parser has errors of its own for what is cut off or deeply nested.
    except (ValueError, SyntaxError, TypeError, tokenize.TokenError, RecursionError, MemoryError) as error:
        raise DataError(f"{label}: not a readable NumPy array; save it again with numpy.save") from error


def floats(array: np.ndarray, label: str) -> np.ndarray:
    """The array as float64.

    Raises:
        DataError: It does not hold numbers, or too many.
    """
    if array.dtype.kind not in "fiu":
        raise DataError(f"{label}: holds {array.dtype} values where numbers are needed")
    if array.size * 8 > MAX_ARRAY_BYTES:
        raise DataError(f"{label}: {array.size} numbers, over the limit of 1 GiB; cut it into shorter clips")
    return array.astype(np.float64)

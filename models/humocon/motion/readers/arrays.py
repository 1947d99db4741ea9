"""NumPy files from strangers: every declared size is checked before memory is taken, and nothing is unpickled."""

import math
import zipfile
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from humocon.errors import DataError

MAX_ARRAY_BYTES: Final[int] = 1 << 30
PICKLE_REMEDY: Final[str] = (
    "it holds pickled Python objects, which could run code and are never loaded; "
    "save plain arrays instead: numpy.savez(path, joints=joints, fps=fps)"
)


def load_npy(path: Path) -> np.ndarray:
    """The array of an `.npy` file.

    Raises:
        DataError: Not a whole NumPy file, pickled objects, or an absurd size.
    """
    with path.open("rb") as file:
        return _read_array(file, path.stat().st_size, str(path))


def load_npz(path: Path, wanted: frozenset[str] | None = None) -> dict[str, np.ndarray]:
    """Arrays of an `.npz` file by name.

    Args:
        path: The file.
        wanted: Only these; None for all. Arrays that are not wanted are not looked at.

    Raises:
        DataError: Not a whole zip file, pickled objects in a wanted array, or an absurd size.
    """
    arrays = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                name = member.filename.removesuffix(".npy")
                if member.filename.endswith(".npy") and (wanted is None or name in wanted):
                    with archive.open(member) as file:
                        arrays[name] = _read_array(file, member.file_size, f"{path}: {name}")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise DataError(f"{path}: the npz file is damaged ({error}); copy or save it again") from error
    return arrays


def npz_names(path: Path) -> list[str]:
    """Names of the arrays in an `.npz` file, without reading them.

    Raises:
        DataError: Not a whole zip file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return [name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")]
    except (zipfile.BadZipFile, OSError) as error:
        raise DataError(f"{path}: the npz file is damaged ({error}); copy or save it again") from error


def _read_array(file: IO[bytes], size: int, label: str) -> np.ndarray:
    shape, fortran, dtype = _read_header(file, label)
    if dtype.hasobject:
        raise DataError(f"{label}: {PICKLE_REMEDY}")
    needed = math.prod(shape) * dtype.itemsize
    if any(length < 0 for length in shape) or needed > MAX_ARRAY_BYTES:
        raise DataError(f"{label}: declares {shape} numbers, over the limit of 1 GiB; cut it into shorter clips")
    if needed > size:
        raise DataError(f"{label}: truncated, declares {needed} bytes but the file has {size}; copy it again")
    data = file.read(needed)
    if len(data) != needed:
        raise DataError(f"{label}: truncated, {len(data)} of {needed} bytes; copy it again")
    return np.frombuffer(data, dtype=dtype).reshape(shape, order="F" if fortran else "C")


def _read_header(file: IO[bytes], label: str) -> tuple[tuple[int, ...], bool, Any]:
    try:
        version = np.lib.format.read_magic(file)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        return read(file)
    except (ValueError, SyntaxError, TypeError, UnicodeDecodeError) as error:
        raise DataError(f"{label}: not a readable NumPy array; save it again with numpy.save") from error


def floats(array: np.ndarray, label: str) -> np.ndarray:
    """The array as float64.

    Raises:
        DataError: It does not hold numbers.
    """
    if array.dtype.kind not in "fiu":
        raise DataError(f"{label}: holds {array.dtype} values where numbers are needed")
    return array.astype(np.float64)

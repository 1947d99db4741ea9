"""Arrays of numbers in MATLAB's files of format 5, read here because SciPy's reader crashes on damaged ones."""

import math
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError, one_line
from humocon.motion.readers.arrays import MAX_ARRAY_BYTES
from humocon.motion.readers.limits import check_text_size

_HEADER: Final = 128
_MATRIX, _COMPRESSED = 14, 15
_TYPES: Final = {
    **{1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"},
}
_NUMBERS: Final = frozenset(range(6, 16))
"""Classes of arrays: double, single and integers."""


def load_mat(path: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Arrays of real numbers by name, (..., last axis slowest) as MATLAB has them.

    Raises:
        DataError: The file is damaged, or too large.
    """
    check_text_size(path)
    data = path.read_bytes()
    order = ">" if data[126:128] == b"MI" else "<"
    try:
        for kind, content in _elements(data[_HEADER:], order):
            if kind == _COMPRESSED:
                unfolded = zlib.decompressobj().decompress(content, MAX_ARRAY_BYTES)
                kind, content = next(_elements(unfolded, order), (0, b""))
            if kind == _MATRIX and (found := _matrix(content, order)):
                yield found
    except (ValueError, KeyError, struct.error, zlib.error) as error:
        raise DataError(f"{path}: a damaged MATLAB file ({one_line(error)}); save an .npz of its joints") from error


def _elements(data: bytes, order: str) -> Iterator[tuple[int, bytes]]:
    """Kinds and contents of what lies one behind the other."""
    place = 0
    while place + 8 <= len(data):
        kind, size = struct.unpack_from(f"{order}2I", data, place)
        if kind >> 16:  # up to four bytes are written into the tag itself
            kind, size, begin, step = kind & 0xFFFF, kind >> 16, place + 4, 8
        else:
            begin, step = place + 8, 8 + size + (-size % 8 if kind != _COMPRESSED else 0)
        if begin + size > len(data):
            raise ValueError("it is cut off")
        yield kind, data[begin : begin + size]
        place += step


def _matrix(content: bytes, order: str) -> tuple[str, np.ndarray] | None:
    """Name and numbers of an array; None where it holds something else, or complex numbers."""
    parts = _elements(content, order)
    flags, sizes, name = (next(parts, (0, b""))[1] for _ in range(3))
    header = struct.unpack_from(f"{order}I", flags)[0]
    if header & 0xFF not in _NUMBERS or header & 0x0800:
        return None
    shape = tuple(int(size) for size in np.frombuffer(sizes, f"{order}i4"))
    kind, numbers = next(parts, (0, b""))
    values = np.frombuffer(numbers, f"{order}{_TYPES[kind]}")
    if min(shape, default=0) < 0 or math.prod(shape) != len(values):
        raise ValueError(f"{len(values)} numbers for {shape}")
    return name.decode("latin-1"), values.reshape(shape, order="F")

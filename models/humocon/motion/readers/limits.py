"""What is never read, because it would fill the memory."""

from pathlib import Path
from typing import Final

from humocon.errors import DataError
from humocon.file_kinds import text_encoding

MAX_TEXT_BYTES: Final[int] = 1 << 29
MAX_JOINTS: Final[int] = 2000
MAX_PLACES: Final[int] = 1 << 25
"""Poses times joints of a file: 3 GiB while they are posed, hours of a body with fingers."""


def check_text_size(path: Path) -> None:
    """Refuse a text that is too large to be read whole.

    Raises:
        DataError: It is.
    """
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise DataError(f"{path}: over the limit of {MAX_TEXT_BYTES >> 20} MiB; cut it into shorter clips")


def read_text(path: Path) -> str:
    """A text of UTF-8 or UTF-16 without a mark, with lines as Python has them.

    Raises:
        DataError: It is too large.
    """
    check_text_size(path)
    data = path.read_bytes()
    return with_plain_ends(data.decode(text_encoding(data), errors="replace").removeprefix("\ufeff"))


def with_plain_ends(text: str) -> str:
    """A text whose lines end as Python has them. `splitlines` also cuts within them: at U+2028, NEL, form feeds ..."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decimal_of(cell: str) -> float:
    """A number in a text, with a comma for a point where the program speaks another language.

    Raises:
        ValueError: It is none.
    """
    return float(cell.replace(",", "."))


def number_of(cell: str) -> float | None:
    """A number in a cell of a text, or None."""
    try:
        return float(cell)
    except ValueError:
        return None


def check_places(num_poses: int, num_joints: int, path: Path) -> None:
    """Refuse what would fill the memory: a small file can promise any number of poses and joints.

    Raises:
        DataError: There are too many.
    """
    if num_joints > MAX_JOINTS:
        raise DataError(f"{path}: {num_joints} joints are no body; export the skeleton alone")
    if num_poses * num_joints > MAX_PLACES:
        raise DataError(f"{path}: {num_poses} poses of {num_joints} joints are too many; cut it into shorter clips")

"""Shards of what is prepared: folders of arrays and rows, each written at one stroke, and what a damaged one raises."""

import tokenize
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from humocon.errors import DataError, one_line

UNREADABLE = (
    *(OSError, EOFError, ValueError, KeyError, TypeError, AttributeError),
    *(tokenize.TokenError, SyntaxError, OverflowError, RecursionError),
)
"""What the rows and arrays of a damaged shard raise, numpy's parser of headers included."""
MEND = "remove it and prepare it again"


def shard_path(folder: Path, shard: int) -> Path:
    """The folder of a shard, there or not."""
    return folder / f"shard_{shard:05d}"


@contextmanager
def reading_shard(path: Path) -> Iterator[None]:
    """Tell in one line what is wrong with a shard.

    Raises:
        DataError: whatever a damaged one raised meanwhile.
    """
    try:
        yield
    except UNREADABLE as error:
        raise DataError(f"{path}: missing or damaged ({one_line(error)}); {MEND}") from error

"""Files that hold several people: one is chosen, or all are told."""

from collections.abc import Sequence
from pathlib import Path

from humocon.errors import DataError


def choose_person(lengths: Sequence[int], person: int | None, path: Path) -> int:
    """Index of the person that is meant.

    Args:
        lengths: Number of poses of each person.
        person: Number that the user gives, from 1; None for the one who is alone.
        path: Named in the error.

    Raises:
        DataError: There are several and none is chosen, or there is no such person.
    """
    if person is None and len(lengths) == 1:
        return 0
    if person is not None and 1 <= person <= len(lengths):
        return person - 1
    if len(lengths) == 1:
        raise DataError(f"{path}: it holds 1 person and no person {person}; leave --person out")
    told = ", ".join(f"{number} ({length} poses)" for number, length in enumerate(lengths[:8], 1))
    more = f" and {len(lengths) - 8} more" if len(lengths) > 8 else ""
    asked = "" if person is None else f" and no person {person}"
    raise DataError(f"{path}: it holds {len(lengths)} people{asked}: {told}{more}; choose one with --person NUMBER")

"""Files that hold several people: one is chosen, or all are told."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from humocon.errors import DataError

_SUBJECT: Final = re.compile(r".*:|[a-z ]*\d+[ _.-]", re.IGNORECASE)
"""Who a joint or marker is of, before its name: `Ann:Hips`, `Person1_Hips`."""
_ALIKE: Final = 6
"""Names that two people have in common, at least."""


def names_of_person(labels: Sequence[str], num_poses: int, person: int | None, path: Path) -> tuple[list[int], int]:
    """Where in a file that names joints or markers those of one person are, and how many people are there.

    Args:
        labels: Their names, each behind the name of its person where there are several.
        num_poses: Of each person.
        person: Which of several people, from 1.
        path: Named in the error.

    Raises:
        DataError: There are several and none is chosen, or there is no such person.
    """
    subjects: dict[str, dict[str, int]] = {}
    for index, label in enumerate(labels):
        if found := _SUBJECT.match(label):
            subjects.setdefault(found[0], {}).setdefault(label[found.end() :], index)
    fullest = max(subjects.values(), key=len, default={})
    people = [names for names in subjects.values() if len(names.keys() & fullest.keys()) >= _ALIKE]
    if len(people) < 2:
        return [*range(len(labels))], 1
    return [*people[choose_person([num_poses] * len(people), person, path)].values()], len(people)


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

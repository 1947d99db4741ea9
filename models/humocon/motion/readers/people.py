"""Files that hold several people: one is chosen, or all are told."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from humocon.errors import DataError

_SUBJECT: Final = re.compile(r"(?P<who>.*:|[a-z ]*\d+[ _.-])(?P<what>.*)", re.IGNORECASE)
"""Who a joint or marker is of, before its name: `Ann:Hips`, `Person1_Hips`."""
_WORD: Final = (
    re.compile(r"(?P<who>[^\W_]+)[ _.-]+(?P<what>.*)"),
    re.compile(r"(?P<what>.*?)[ _.-]+(?P<who>[^\W_]+)"),
)
"""A word before or behind the name, which may be of people or else be a part of it: `Ann_Hips`, `LASI_2`."""
_SIDES: Final = tuple(map(re.compile, ("left", "^l", "l$", "(?<![a-z])l(?![a-z])")))
_ALIKE: Final = 6
"""Names that two people have in common, at least."""
_PAIRS: Final = 5
"""Names of left and right that a person has, where a word may be a part of the name; markers inside a joint have 3."""
_MOST: Final = 0.8
"""Share of all names that is then of people."""


def names_of_person(
    labels: Sequence[str], num_poses: int, person: int | None, path: Path
) -> tuple[dict[int, str], int]:
    """Where in a file that names joints or markers those of one person are, their own names, and how many people.

    Args:
        labels: Their names, each behind the name of its person where there are several.
        num_poses: Of each person.
        person: Which of several people, from 1.
        path: Named in the error.

    Raises:
        DataError: There are several and none is chosen, or there is no such person.
    """
    people = _subjects(_told_apart(labels, _SUBJECT))
    if len(people) < 2:
        people = _by_a_word(labels)
    if len(people) < 2:
        return dict(enumerate(labels)), 1
    return people[choose_person([num_poses] * len(people), person, path)], len(people)


def _told_apart(labels: Sequence[str], pattern: re.Pattern[str]) -> list[tuple[str, str, int]]:
    """Who, what, and where in the labels, of those that tell both."""
    found = ((pattern.fullmatch(label), index) for index, label in enumerate(labels))
    return [(match["who"], match["what"], index) for match, index in found if match]


def _subjects(told: Sequence[tuple[str, str, int]], pairs: int = 0) -> list[dict[int, str]]:
    """Where the names of each person are, and these, of who has many in common, and so many of left and right."""
    subjects: dict[str, dict[str, int]] = {}
    for who, what, index in told:
        subjects.setdefault(who, {}).setdefault(what, index)
    fullest = max(subjects.values(), key=len, default={})
    alike = (names for names in subjects.values() if len(names.keys() & fullest.keys()) >= _ALIKE)
    return [{index: what for what, index in names.items()} for names in alike if _sided(names) >= pairs]


def _by_a_word(labels: Sequence[str]) -> list[dict[int, str]]:
    """People by a word before or behind each name, or by names that come again."""
    seen, again = Counter[str](), []
    for index, label in enumerate(labels):
        again.append((str(seen[label]), label, index))
        seen[label] += 1
    for told in (*(_told_apart(labels, pattern) for pattern in _WORD), again):
        people = _subjects(told, _PAIRS)
        if len(people) > 1 and sum(map(len, people)) >= _MOST * len(labels):
            return people
    return []


def _sided(names: Iterable[str]) -> int:
    """Names of the left of which those of the right are there, too."""
    known = {name.lower() for name in names}
    return sum(any(side.sub(_right, name) in known - {name} for side in _SIDES) for name in known)


def _right(left: re.Match[str]) -> str:
    return "right" if left[0] == "left" else "r"


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

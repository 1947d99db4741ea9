"""How people put what they ask: one meaning, many wordings.

`wordings.txt`, `foreign.txt` and the files in `meanings/` have plain questions that the exact rules understand and,
indented below each, how else the same is asked; a line `# parts: hand, knee` says which parts of the body a question
makes sense for. `unknowable.txt` has what no motion tells. In a wording `(a|b|)` is any of the parts, `{s}` is who is
asked about, and `{base}`, `{third}`, `{ing}` and `{noun}` are an action. One in four wordings of a meaning is held out.
"""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import numpy as np

from humocon.ask.exact.words import slots
from humocon.ask.exact.words.slots import forms_of, slots_of
from humocon.ask.exact.words.vocabulary import BY_KEY
from humocon.data.questions.story import pick

SUBJECTS: Final = (
    *("the person", "he", "she", "this person", "someone", "the guy", "the woman", "the man", "the subject"),
    *("this one", "the actor", "the figure", "the performer", "the dude", "the lady", "the mover", "our subject"),
)
_ASKED_ABOUT: Final = (
    *("walk", "run", "jump", "turn", "kick", "punch", "throw", "squat", "bow", "bend", "wave", "raise", "clap", "sit"),
    *("lie", "climb", "dance", "jack", "place", "sneak"),
)
ACTIONS: Final[dict[str, tuple[str, str, str, str]]] = {key: forms_of(BY_KEY[key]) for key in _ASKED_ABOUT} | {
    "sit": ("sit down", "sits down", "sitting down", "sit"),
    "place": ("put something down", "puts something down", "putting something down", "putting down"),
}
"""By the rules' key, what stands in the slots."""
PARTS: Final = ("hand", "wrist", "elbow", "shoulder", "head", "knee", "foot", "ankle", "hip", "arm", "leg")
_GROUP: Final = re.compile(r"\(([^()]*)\)")
_ACTION: Final = re.compile(r"\{(?:base|third|ing|noun)\}")
_HERE: Final = Path(__file__).parent
_LEAST: Final = 4
"""Wordings of a meaning that is told apart from others."""
_EVERY, _HELD_OUT = 4, 2
"""Of so many wordings in a row, the one in this place is held out."""


@dataclass(frozen=True)
class Meaning:
    """What is asked, in plain words, and how else people ask it."""

    plain: str
    wordings: tuple[str, ...]
    parts: tuple[str, ...] = PARTS
    """Of the body, that it makes sense for."""

    @property
    def needs_action(self) -> bool:
        """Whether it is about an action."""
        return _ACTION.search(self.plain) is not None


@functools.cache
def meanings(file: Literal["wordings", "foreign"], *, held_out: bool) -> tuple[Meaning, ...]:
    """The meanings of a file, each with the wordings that are learned from, or with those that are held out."""
    shares = (replace(one, wordings=_share(one.wordings, held_out=held_out)) for one in _read(f"{file}.txt"))
    return tuple(one for one in shares if one.wordings)


@functools.cache
def bank() -> tuple[Meaning, ...]:
    """The meanings of `wordings.txt` and of the files in `meanings/`, each once, with all its wordings."""
    found: dict[str, Meaning] = {}
    for file in ("wordings.txt", *sorted(f"meanings/{path.name}" for path in (_HERE / "meanings").glob("*.txt"))):
        for one in _read(file):
            known = found.get(one.plain, Meaning(one.plain, (), one.parts))
            found[one.plain] = replace(known, wordings=tuple(dict.fromkeys((*known.wordings, *one.wordings))))
    return tuple(one for one in found.values() if len(one.wordings) >= _LEAST)


@functools.cache
def unknowable(*, held_out: bool) -> tuple[str, ...]:
    """Wordings of what no motion tells: those that are learned from, or those that are held out."""
    return _share(_lines("unknowable.txt"), held_out=held_out)


def put(wording: str, rng: np.random.Generator) -> str:
    """A wording with one of the parts of each of its groups, the innermost first."""
    while match := _GROUP.search(wording):
        wording = wording[: match.start()] + pick(match[1].split("|"), rng) + wording[match.end() :]
    return re.sub(r"\s+", " ", wording).strip()


def filled(text: str, action: str, subject: str) -> str:
    """A plain question or a wording about an action, "" for none, and somebody."""
    return slots.filled(text, slots_of(ACTIONS.get(action, ("",) * 4)) | {"s": subject})


def _read(file: str) -> list[Meaning]:
    """The meanings of a file with all their wordings."""
    found: list[Meaning] = []
    for line in _lines(file):
        if parts := re.match(r"\s*# parts: (.+)", line):
            found[-1] = replace(found[-1], parts=tuple(part.strip() for part in parts[1].split(",")))
        elif line.startswith(" "):
            found[-1] = replace(found[-1], wordings=(*found[-1].wordings, line.strip()))
        elif not line.startswith("#"):
            found.append(Meaning(line, ()))
    return found


def _lines(file: str) -> list[str]:
    text = (_HERE / file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip()]


def _share(wordings: Sequence[str], *, held_out: bool) -> tuple[str, ...]:
    return tuple(one for place, one in enumerate(wordings) if (place % _EVERY == _HELD_OUT) == held_out)

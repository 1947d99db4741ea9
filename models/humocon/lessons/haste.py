"""How people type in a hurry: typos, capitals, no marks, words of greeting."""

from typing import Final

import numpy as np

from humocon.data.questions.story import pick

LEADS: Final = (
    *("hey, ", "quick question: ", "ok so ", "hi! ", "one more thing, ", "please: ", "hmm, ", "just curious, "),
    *("sorry, ", "can you help? ", "I need to know: ", "next one: ", "for my report: ", "not sure about this one, "),
)
_NEAR: Final = dict(zip("abcdefghiklmnoprstuw", "snvfrgjjklkmipetryie", strict=True))
"""A key beside each."""


def hurried(question: str, rng: np.random.Generator, *, chance: float = 0.45) -> str:
    """A question as it is typed: with the chance, in one or two of the ways in which people are careless."""
    if rng.random() >= chance:
        return question
    for way in rng.permutation(6)[: 1 + int(rng.random() < 0.3)]:
        question = _changed(question, int(way), rng)
    return question


def _changed(question: str, way: int, rng: np.random.Generator) -> str:
    if way == 0:
        return question.lower()
    if way == 1:
        return question.upper() + pick(("", "", "?", "??", "!"), rng)
    if way == 2:
        return question.rstrip("?.!")
    if way == 3:
        return pick(LEADS, rng) + question[0].lower() + question[1:]
    words = question.split(" ")
    long = [place for place, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    for place in rng.permutation(long)[: way - 3]:
        words[place] = _mistyped(words[place], rng)
    return " ".join(words)


def _mistyped(word: str, rng: np.random.Generator) -> str:
    """A word with two letters swapped, one left out, doubled, or hit beside; its first letter stays."""
    place = int(rng.integers(1, len(word) - 1))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    slips = (before + after[0] + letter + after[1:], before + after, before + 2 * letter + after)
    return pick((*slips, before + _NEAR.get(letter, letter) + after), rng)

"""The slots of plain questions: "When does the person {base}?", "How high is the {part}?"."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from humocon.ask.exact.words.action import Action
from humocon.ask.exact.words.vocabulary import infinitive

SLOT: Final = re.compile(r"\{(\w+)\}")
ACTION_SLOTS: Final = ("base", "third", "ing", "noun")
"""Of an action: "does the person ...?", "the person ...", "is the person ...?", "the ..."; of a second, with a 2."""


def forms_of(action: Action) -> tuple[str, str, str, str]:
    """What stands in the slots of an action."""
    return infinitive(action.third), action.third, action.gerund, action.noun


def slots_of(forms: Sequence[str], number: str = "") -> dict[str, str]:
    """The slots of an action, with what stands in them; of a second one where the number is "2"."""
    return {f"{slot}{number}": form for slot, form in zip(ACTION_SLOTS, forms, strict=True)}


def filled(text: str, words: Mapping[str, str]) -> str:
    """A text with words in its slots.

    Raises:
        KeyError: there are none for a slot.
    """
    return SLOT.sub(lambda slot: words[slot[1]], text)

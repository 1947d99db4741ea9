"""One action that a person does, and the words that mean it."""

import re
from dataclasses import dataclass
from typing import Final

# Words that the patterns of several actions share.
ARM: Final = r"(?:arm|hand|wrist)s?"
SOME: Final = r"(?:(?:the|a|his|her|their|its|one|both|of|left|right|an|two|up|single) )*"


@dataclass(frozen=True)
class Action:
    """Something that a person does, or may be asked to have done.

    Attributes:
        key: how the rest of this room calls it.
        pattern: the words that mean it, in English.
        third: "the person ..."
        gerund: "is the person ...?"
        noun: what is counted: "2 ...", in the singular.
        learned: the gerunds by which a model is asked for it; empty where training has no name for it.
    """

    key: str
    pattern: re.Pattern[str]
    third: str
    gerund: str
    noun: str
    learned: tuple[str, ...] = ()


def action(key: str, words: str, third: str, gerund: str, noun: str, learned: str = "") -> Action:
    """An action by its words, a regular expression that stands between other words; names of training by "|"."""
    named = tuple(name for name in learned.split("|") if name)
    return Action(key, re.compile(rf"(?<![\w-])(?:{words})(?![\w-])"), third, gerund, noun, named)

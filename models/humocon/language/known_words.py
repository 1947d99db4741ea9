"""The words of the text that a model learned from, kept beside its tokenizer, so that others can be pointed out."""

import re
from collections.abc import Set
from pathlib import Path

KNOWN_WORDS_FILE = "known_words.txt"


def words_of(text: str) -> list[str]:
    """Lower-case words of a text; numbers are not words."""
    return re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower().replace("’", "'"))


def unknown_words(text: str, known: Set[str]) -> list[str]:
    """Words of a text that are not known, once each, in order."""
    words = dict.fromkeys(words_of(text))
    return [word for word in words if word not in known and word.removesuffix("'s") not in known]


def write_known_words(folder: Path, words: Set[str]) -> None:
    """Write the words into a model's folder."""
    (folder / KNOWN_WORDS_FILE).write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")


def read_known_words(path: Path) -> frozenset[str]:
    """What `write_known_words` wrote."""
    return frozenset(path.read_text(encoding="utf-8").split())

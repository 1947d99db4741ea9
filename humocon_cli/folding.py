"""Where lines are broken that are wider than the terminal: between words, and nowhere else where a word has room."""

import itertools
import re
from collections.abc import Callable


def fold_places(line: str, width: int, indent: int, measure: Callable[[str], int] = len) -> list[tuple[int, int]]:
    """Where a line is broken; a word wider than the terminal stays whole.

    Args:
        line: without line breaks.
        width: of the terminal, in characters.
        indent: of the later lines, in characters; less before a word that has no room otherwise.
        measure: how many characters of the terminal a text takes.

    Returns:
        The beginning of each later line and its indent.
    """
    places, begin, room = [], 0, width
    for word in re.finditer(r"\S+", line):
        before = line[begin : word.start()]
        if before.strip() and measure(before + word[0]) > room:
            begin, own = word.start(), max(0, min(indent, width - measure(word[0])))
            room = width - own
            places.append((begin, own))
    return places


def fold_plain(line: str, width: int, indent: int) -> str:
    """A line as several, broken at `fold_places`."""
    places = [(0, 0), *fold_places(line, width, indent), (len(line), 0)]
    return "\n".join(" " * own + line[begin:end].rstrip() for (begin, own), (end, _) in itertools.pairwise(places))

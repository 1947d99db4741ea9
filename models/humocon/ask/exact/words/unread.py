"""Words of a question that change what is asked for and that none of the rules for its kind reads."""

import re
from typing import Final

from humocon.ask.exact.by_kind.refusal import strange_words
from humocon.ask.exact.words.outlines import Kind
from humocon.ask.exact.words.question import Question

_READ: Final[frozenset[str]] = frozenset(
    """degrees degree angle angles height distance length duration number count amount size width depth lengths
    heights per minute minutes hour often frequently maximum maximal max minimum minimal min average mean
    median smallest largest biggest greatest widest tallest longest shortest closest nearest farthest furthest maximally
    final floor ground above below over cover covered covers between two three four five both neither nor twice
    cadence gait stance reps rep repetition repetitions repeat repeats repeated reach reaches reached work works hold
    holds held keep keeps kept land lands landing stop stops stopped stopping starting finishing clockwise
    counterclockwise anticlockwise counter-clockwise anti-clockwise flexion extension bend bends bent lean leans tilt
    tip tips tipped swing swings lead leads leading support double cycle cycles contact lift lifts lifted raise raised
    meters metres meter metre centimeters centimetres centimetre centimeter feet inches yards kilometers kilometres
    kmh km/h mph m/s away from air without afterwards then within across amongst among came comes come hardly
    worse closer nearer bigger smaller greater lasts strongly wide till until each every curls positioned lean
    approximately roughly exactly total altogether""".split()
)
"""What the rules for the kinds of questions read, beside the words that say nothing, actions and parts of the body."""
_TURNS: Final = re.compile(r"\b(?:up|down|back|again|away|apart|together|alone|vertically|horizontally|diagonally)\b")
_PHRASES: Final = re.compile(
    r"\bend(?:s|ed|ing)? up\b|\b(?:speed|pick|warm|sum|add|line|wind|mak)\w* up\b|\bslow\w* down\b|\bup (?:to|until)\b"
    r"|\bup and down\b|\bdown and up\b|\bback (?:leg|foot|hand|arm|knee)\b"
)
"""What has such a word in it and does not ask for a direction."""
_TURNS_READ: Final[dict[Kind, frozenset[str]]] = {
    "how far": frozenset({"away", "apart"}),
    "how fast": frozenset(),
    "how long": frozenset({"apart", "together"}),
    "when": frozenset({"apart", "together"}),
    "how many": frozenset({"together"}),
    "angle": frozenset({"back", "apart"}),
    "yesno": frozenset({"again", "apart", "together", "alone", "vertically", "horizontally", "diagonally"}),
}
"""The kinds of questions whose words are looked at, with those of their turns that their rules read."""


def unread(question: Question) -> list[str]:
    """The words of a question that its kind leaves unread: "up" of "how far does he go up?"."""
    if question.language != "English" or question.kind not in _TURNS_READ:
        return []
    text = question.text
    for mention in question.mentions:
        text = text.replace(mention.words, " ") if mention.words else text
    known = _TURNS_READ[question.kind]
    turns = [word for word in _TURNS.findall(_PHRASES.sub(" ", text)) if word not in known]
    if question.part:
        turns = [word for word in turns if word not in ("up", "down", "back")]
    if "backwards" in question.ways:
        turns = [word for word in turns if word != "back"]
    strange = [] if question.kind == "yesno" else [word for word in strange_words(question.text) if word not in _READ]
    return [*turns, *strange]

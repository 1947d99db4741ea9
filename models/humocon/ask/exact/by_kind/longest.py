"""How long the longest or the shortest of several things lasts: of one action, or of all that happens."""

import re
from typing import Final

from humocon.ask.exact.by_kind.counts import counted, times_of
from humocon.ask.exact.by_kind.telling import tell_events
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact
from humocon.ask.exact.known.events import Event
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import PLACELESS
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.vocabulary import BY_KEY

_LONGEST: Final = re.compile(r"\b(?:long|short|brief)est\b")
_SHORTEST: Final = re.compile(r"\b(?:short|brief)est\b")
_OTHER: Final = re.compile(r"\b(?:steps?|strides?|paus\w*|breaks?|rests?|gaps?|still\w*|contacts?|stances?)\b")
"""What has its own measure."""


def longest_told(question: Question, scene: Scene) -> Exact | None:
    """How long the longest or shortest of several things lasts; None where something else is asked."""
    if question.kind != "how long" or not _LONGEST.search(question.text) or _OTHER.search(question.text):
        return None
    key = question.key if question.key not in PLACELESS else ""
    if not key:
        return _of_all(question, scene)
    events = times_of(key, scene, question.mentions[0].side)
    if not events:
        return None
    number, lines, _ = counted(key, scene, question.mentions[0].side)
    if number > len(events) and len(events) == 1:
        return on_average(key, number, events[0], lines)
    which = "shortest" if _SHORTEST.search(question.text) else "longest"
    several = f"the {which} of {units.count(len(events), BY_KEY[key].noun)}"
    return _best(question, events, several if len(events) > 1 else f"the only {BY_KEY[key].noun}", scene)


def _of_all(question: Question, scene: Scene) -> Exact | None:
    """How long the longest or shortest of all that happens lasts, and what it is."""
    if question.parts or not scene.main:
        return None
    best = _chosen(question, scene.main)
    return _best(question, [best], tell_events([best]), scene)


def _chosen(question: Question, events: list[Event]) -> Event:
    """The longest of some events, or the shortest where that is asked for."""
    choose = min if _SHORTEST.search(question.text) else max
    return choose(events, key=lambda event: event.span.duration_s)


def _best(question: Question, events: list[Event], name: str, scene: Scene) -> Exact:
    """The length of the one that is meant, and from when to when it is."""
    best = _chosen(question, events)
    told = f"{units.time(best.span.duration_s, question.unit)}: {name}, from {best.span.words}."
    return exact(told, DOUBTFUL if scene.is_film or not best.line else LIKELY, *(event.line for event in events))


def on_average(key: str, number: int, event: Event, lines: list[str]) -> Exact:
    """How long each time lasts on the whole, of what is counted without telling its times."""
    each = event.span.duration_s / number
    told = f"about {each:.1f} s each: {units.count(number, BY_KEY[key].noun)} in {event.span.duration_s:.1f} s, "
    return exact(f"{told}of which none is timed by itself.", DOUBTFUL, *lines)

"""How somebody gets from one posture to another: how long that takes, and what lies between."""

import re
from typing import Final

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact
from humocon.ask.exact.known.events import overlap
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.posture import Posture
from humocon.motion.kinematics.signals import Span

_NAMED: Final = (
    ("standing", r"stand\w*(?: up| upright)?|upright|on (?:(?:his|her|their|the) )?feet|stood"),
    ("seated", r"sit\w*(?: down)?|seated|sat"),
    ("lying", r"(?:ly|lie|laid|lay)\w*(?: down| flat)?|flat(?: on the (?:floor|ground|back))?|on the (?:floor|ground)"),
    ("kneeling", r"kneel\w*(?: down)?|(?:his|her|their|the) knees"),
    ("squatting", r"squat\w*|crouch\w*"),
    ("bent", r"bent(?: over)?|bow(?:ed|ing)"),
)
_POSTURE: Final = "|".join(f"(?:{words})" for _, words in _NAMED)
_BOTH: Final = re.compile(
    rf"\b(?:from|between|go\w* from|get\w* from) (?:being )?(?P<one>{_POSTURE}) (?:to|and|until|into) (?:being )?"
    rf"(?P<two>{_POSTURE})(?!\w)"
)
_UP: Final = frozenset({"standing", "bent", "crouched", "squatting"})
"""Postures on the feet: who goes down or comes up passes through the low ones."""
_LEAST_S: Final = 0.3
"""Seconds that a posture is held at least, to be told as one between."""


def transition_told(question: Question, scene: Scene) -> Exact | None:
    """How long it takes from one posture to another, or what lies between; None where that is not asked."""
    asked = _BOTH.search(question.text)
    if not asked or question.kind not in ("how long", "order", "summary", "what", "posture", "other") or scene.is_film:
        return None
    one, two = (_name(asked[group]) for group in ("one", "two"))
    pair = _pair(one, two, scene)
    if one == two or not scene.facts.postures:
        return None
    if pair is None:
        return exact(f"the person does not get from {one} to {two}: {_told(scene.facts.postures)}.", DOUBTFUL)
    first, last = pair
    where = Span(first.span.end_s, last.span.begin_s)
    lines = (f"{first.name} {first.span.words}", f"{last.name} {last.span.words}")
    if question.kind == "how long":
        return exact(f"{units.time(max(where.duration_s, 0.0), question.unit)}, from {where.words}.", DOUBTFUL, *lines)
    return _between(first, last, where, scene, lines)


def _name(words: str) -> str:
    """The posture that some words name."""
    return next(name for name, pattern in _NAMED if re.fullmatch(pattern, words))


def _pair(one: str, two: str, scene: Scene) -> tuple[Posture, Posture] | None:
    """The last time of one posture before the other one, and the first time of the other after it."""
    postures = scene.facts.postures
    low = {"squatting": {"squatting", "crouched"}}
    for place, posture in enumerate(postures):
        before = [other for other in postures[:place] if other.name in low.get(one, {one})]
        if posture.name in low.get(two, {two}) and before:
            return before[-1], posture
    return None


def _between(first: Posture, last: Posture, where: Span, scene: Scene, lines: tuple[str, ...]) -> Exact:
    """The postures held between two others, and the changes of posture then."""
    held = [
        one
        for one in scene.facts.postures
        if first.span.end_s <= one.span.begin_s < last.span.begin_s and one.span.duration_s >= _LEAST_S
    ]
    changes = [one for one in scene.facts.changes if overlap(one.span, where) > 0]
    if held:
        return exact(f"{_told(held)}.", LIKELY, *lines, *(f"{one.kind} {one.span.words}" for one in changes))
    told = ", then ".join(f"{one.kind} ({one.span.words})" for one in changes)
    return exact(f"{f'the person {told}' if told else 'nothing is held between'}, {where.words}.", DOUBTFUL, *lines)


def _told(postures: list[Posture] | tuple[Posture, ...]) -> str:
    return ", then ".join(f"{one.name} ({one.span.words})" for one in postures[:5])

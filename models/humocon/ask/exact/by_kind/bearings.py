"""Answers to which way something is done: a kick, a punch, a throw, a step, a jump, a lunge, a fall."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from humocon.ask.exact.by_kind.telling import tell_events
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact
from humocon.ask.exact.known.bearing import fall_way, jump_way, limb_way, step_way, way_in_words
from humocon.ask.exact.known.events import Event
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import absent, driver, events_asked
from humocon.ask.exact.words import qualifiers, units
from humocon.ask.exact.words.question import Question

STRUCK: Final = frozenset({"kick", "punch", "throw", "lunge", "slash", "show the way", "wave", "raise", "lift knee"})
"""What a hand or a foot does in some way."""
_LOW: Final = frozenset({"squat", "crouch", "sit", "kneel", "get down"})
"""What somebody does by going down."""
UP_M: Final[float] = 0.4
"""Metres over the floor under which a jump goes straight up."""
_MOST: Final = 4
"""Of how many times of something the ways are told one by one."""


def deed_way(question: Question, scene: Scene) -> Exact | None:
    """Which way a deed that is named is done, seen from how the body faces just before it; None for all other deeds."""
    key = question.key
    if key == "step" and not question.sides:
        return _steps(question, scene)
    if key not in STRUCK | _LOW | {"jump", "air", "fall"} or question.part == "head":
        return None
    events = events_asked(question, scene)
    if not events and (others := scene.of(key)) and question.side:
        noun = question.mentions[0].action.noun
        return exact(f"no {noun} with the {question.side}: {tell_events(others[:3], timed=True)}.", DOUBTFUL)
    if not events:
        return absent(question, scene)
    if key in _LOW:
        lowest = scene.measures.extreme("pelvis", "height", "least", events[0].span)
        line = f"the pelvis comes down to {max(lowest.value, 0.0):.2f} m over the floor at {lowest.time_s:.1f} s"
        return exact(f"down: {line}.", LIKELY, line)
    if key == "fall":
        return _each(events, lambda event: (fall_way(event, scene), event.span.words), DOUBTFUL)
    return jumps_way(events, scene) if key in ("jump", "air") else _limbs_way(events, scene)


def _steps(question: Question, scene: Scene) -> Exact:
    """Which way a step goes: the first one, where no other is named."""
    steps = scene.facts.steps
    step = qualifiers.placed(steps, question.place or 1)
    if step is None:
        return exact(f"there is no such step: {units.count(len(steps), 'step')} counted.", LIKELY, "no steps counted")
    words = way_in_words(step_way(step, scene))
    line = f"the {step.foot} foot goes {step.length_m:.2f} m and lands at {step.time_s:.1f} s"
    return exact(f"{words}: {line}, seen from how the body faces.", DOUBTFUL if scene.is_film else LIKELY, line)


def _limbs_way(events: Sequence[Event], scene: Scene) -> Exact:
    """Which way hands or feet go, one time after the other."""

    def told(event: Event) -> tuple[np.ndarray, str]:
        vector, time_s = limb_way(event, scene)
        part = driver(event, scene).replace("wrist", "hand").replace("ankle", "foot")
        return vector, f"the {part} at {time_s:.1f} s"

    return _each(events, told, DOUBTFUL)


def jumps_way(events: Sequence[Event], scene: Scene) -> Exact:
    """Which way jumps go over the floor, or that they go straight up."""

    def told(event: Event) -> tuple[np.ndarray, str]:
        vector = jump_way(event, scene)
        metres = float(np.linalg.norm(vector))
        where = f"the feet land {units.length(metres)} from where they left the floor, {event.span.words}"
        return (vector if metres >= UP_M else np.array([0.0, 1.0, 0.0])), where

    return _each(events, told, LIKELY)


def _each(events: Sequence[Event], told: Callable[[Event], tuple[np.ndarray, str]], trust: float) -> Exact:
    """The ways of several events in words; together, where they are alike."""
    ways = [(way_in_words(vector), what) for vector, what in map(told, events[:_MOST])]
    lines = [event.line for event in events[:_MOST]]
    if len({way for way, _ in ways}) == 1:
        return exact(f"{ways[0][0]}: {ways[0][1]}, seen from how the body faces before.", trust, *lines)
    words = "; ".join(f"{way}: {what}" for way, what in ways)
    return exact(f"{words}, seen from how the body faces before.", trust, *lines)

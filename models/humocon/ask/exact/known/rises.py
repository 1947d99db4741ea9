"""When who squats or crouches comes up again, where nobody gets up from the floor or a seat."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from humocon.ask.exact.known.events import Event
from humocon.motion.kinematics.measures import Measures
from humocon.motion.kinematics.signals import Span

_AT_ONCE_S: Final = 0.3
"""Seconds up to which a squat and a crouch lie apart that are one way down."""


def risen(downs: Iterable[Event], measures: Measures, duration_s: float) -> list[Event]:
    """The ways up, as events of getting up, after squats and crouches of a clip that lasts so many seconds."""
    found = []
    for down in _one_after_another(downs):
        low = measures.extreme("pelvis", "height", "least", down.span).time_s
        if down.span.end_s < duration_s - 0.1 and down.span.end_s > low:
            found.append(Event("get up", Span(low, down.span.end_s), line=down.line))
    return found


def _one_after_another(events: Iterable[Event]) -> list[Event]:
    """Events in their order, those that meet as one."""
    found: list[Event] = []
    for event in sorted(events, key=lambda one: one.span.begin_s):
        if found and event.span.begin_s < found[-1].span.end_s + _AT_ONCE_S:
            end_s = max(found[-1].span.end_s, event.span.end_s)
            found[-1] = replace(found[-1], span=Span(found[-1].span.begin_s, end_s))
        else:
            found.append(event)
    return found

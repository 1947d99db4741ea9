"""What the joints alone tell right before or after something that no name is given to: a crouch before a jump."""

from typing import Final

from humocon.ask.exact.exact import DOUBTFUL, Exact, exact
from humocon.ask.exact.known.events import Event, overlap
from humocon.ask.exact.known.scene import Scene
from humocon.motion.kinematics.signals import Span

NEAR_S: Final = 1.5
"""Seconds from something within which what the joints tell belongs to it."""
_WORDS: Final = {
    "crouch": "crouches",
    "squat": "goes down into a squat",
    "swing": "swings",
    "bend": "bends",
    "bow": "bends forward",
    "twist": "twists the trunk",
    "raise": "raises",
    "walk": "walks",
    "run": "runs",
    "reach down": "reaches down",
    "lift knee": "lifts a knee",
}
_HELD: Final = {
    "standing": "stands upright",
    "bent": "is bent",
    "crouched": "is crouched",
    "squatting": "squats",
    "seated": "sits",
    "lying": "lies",
    "kneeling": "kneels",
}


def beside_by_joints(event: Event, relation: str, scene: Scene) -> Exact | None:
    """What a person does right before or after an event by the joints alone, or how they are held then.

    Args:
        event: what is asked about.
        relation: "before" or "after".
        scene: the clip.
    """
    before = relation == "before"
    where = (
        Span(max(event.span.begin_s - NEAR_S, 0.0), event.span.begin_s)
        if before
        else Span(event.span.end_s, min(event.span.end_s + NEAR_S, scene.duration_s))
    )
    if where.duration_s < 0.1:
        return None
    inside = [one for one in (*scene.known, *scene.dips) if one.key in _WORDS and _within(one, where)]
    told: dict[str, Event] = {}
    for one in sorted(inside, key=lambda one: one.span.begin_s):
        told.setdefault(_words(one), one)
    if told:
        words = " and ".join(f"{phrase} ({one.span.words})" for phrase, one in list(told.items())[:3])
        return exact(f"the person {words}.", DOUBTFUL, *(one.line for one in told.values()))
    held = max(scene.facts.postures, key=lambda one: overlap(one.span, where), default=None)
    if held is None or held.name not in _HELD:
        return None
    return exact(f"nothing more than that the person {_HELD[held.name]}, {where.words}.", DOUBTFUL)


def _within(one: Event, where: Span) -> bool:
    """Whether most of an event lies in a stretch."""
    return overlap(one.span, where) > 0.6 * max(one.span.duration_s, 0.1)


def _words(one: Event) -> str:
    """What the joints tell of somebody, with the arms and the way that it is done with."""
    arms = {"both": " both arms", "left": " the left arm", "right": " the right arm"}.get(one.side, " an arm")
    if one.key in ("swing", "raise"):
        return f"{_WORDS[one.key]}{arms}{f' {one.way}' if one.key == 'swing' and one.way else ''}"
    return f"{_WORDS[one.key]}{f' {one.way}' if one.way and one.key in ('walk', 'run', 'bend') else ''}"

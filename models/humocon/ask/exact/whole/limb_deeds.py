"""What arms, legs and feet do, on the whole or in a stretch: their deeds, how far they go, how they are held."""

from typing import Final

import numpy as np

from humocon.ask.exact.by_kind.held import arm_held, held_words
from humocon.ask.exact.by_kind.telling import tell_events
from humocon.ask.exact.known.events import Event, joint_of, overlap
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words import units
from humocon.motion.kinematics.measures import joint_number
from humocon.motion.kinematics.signals import SIDES, Side, Span, foot_levels

_VERBS: Final[dict[str, str]] = {
    "wave": "wave",
    "raise": "are raised",
    "punch": "punch",
    "clap": "clap",
    "circle arms": "circle",
    "swing": "swing",
    "throw": "throw",
    "reach down": "reach down",
    "slash": "slash",
}
"""What arms do, as it is said of both, by the keys of what happens."""
_LEG_DEEDS: Final = frozenset({"kick", "lift knee", "jump", "squat", "lunge", "walk", "run", "jack", "skip", "sit"})
_HELD_M: Final = 0.12
"""Metres that a hand strays from its middle, beside the body, from which an arm is not just held."""
_PART_OF_IT: Final = 0.3
"""Share of a stretch, or of a deed, from which the deed belongs to the stretch."""
_LIFTED_M: Final = 0.05
"""Metres that a foot rises over where it stands from which it is lifted."""


def _within(events: list[Event], where: Span | None) -> list[Event]:
    """The events of a stretch: those that lie in it for a good share of it or of themselves."""
    if where is None:
        return events
    shares = ((event, min(event.span.duration_s, where.duration_s)) for event in events)
    return [event for event, seconds in shares if overlap(event.span, where) > _PART_OF_IT * max(seconds, 0.1)]


def arms_told(sides: tuple[Side, ...], scene: Scene, where: Span | None = None) -> str:
    """What one arm does or both do, in one clause where both do the same."""
    told = {side: _arm(side, scene, where) for side in sides}
    first, *others = told.values()
    if others and first[0] == others[0][0]:
        joined = f"both arms {first[0]}"
    else:
        each = {side: " and ".join(map(_third, words.split(" and "))) for side, (words, _) in told.items()}
        joined = ", ".join(f"the {side} arm {words}" for side, words in each.items())
    ranges = [found for _, found in told.values() if found]
    if not ranges:
        return joined
    low, high = min(one[0] for one in ranges), max(one[1] for one in ranges)
    return (
        f"{joined}; the hand{' goes' if len(ranges) == 1 else 's go'} between {low:.2f} and {high:.2f} m over the floor"
    )


def _third(words: str) -> str:
    """What both do, said of one: "swing, ..." becomes "swings, ..."."""
    verb, space, rest = words.replace("are raised", "is raised").partition(" ")
    if verb == "is":
        return f"{verb} {rest}"
    return f"{verb[:-1]}s,{space}{rest}" if verb.endswith(",") else f"{units.plural(verb)}{space}{rest}"


def _arm(side: Side, scene: Scene, where: Span | None) -> tuple[str, tuple[float, float] | None]:
    """What an arm does, as it is said of both, and between which heights the hand moves where that says more."""
    deeds = [event for event in scene.main if event.key in _VERBS and event.side in (side, "both")]
    deeds = _within(deeds, where)
    if deeds:
        times: dict[str, list[str]] = {}
        for event in deeds[:3]:
            times.setdefault(_VERBS[event.key], []).append(event.span.words)
        return " and ".join(f"{verb} ({', '.join(dict.fromkeys(spans))})" for verb, spans in times.items()), None
    held, wrist = held_words(arm_held(side, scene, where)), joint_of(side, "wrist")
    local = scene.measures.body.local[scene.measures.poses(where), joint_number(wrist)]
    if float(np.percentile(np.linalg.norm(local - np.median(local, axis=0), axis=-1), 90)) < _HELD_M:
        return f"stay {held}", None
    heights = tuple(scene.measures.extreme(wrist, "height", which, where).value for which in ("least", "most"))
    going = _within([event for event in scene.main if event.key in ("walk", "run")], where)
    return f"{'swing' if going else 'move'}, mostly {held}", (heights[0], heights[1])


def legs_told(sides: tuple[Side, ...], scene: Scene, where: Span | None = None) -> str:
    """What the legs do, and how far the knees bend."""
    deeds = [event for event in scene.main if event.key in _LEG_DEEDS and event.side in ("", "both", *sides)]
    deeds = _within(deeds, where)
    bends = {side: scene.measures.extreme(joint_of(side, "knee"), "bend", "most", where).value for side in sides}
    knees = " and ".join(f"the {side} knee bends by up to {bend:.0f} degrees" for side, bend in bends.items())
    if deeds:
        return f"{tell_events(deeds[:3])}; {knees}"
    number = sum(map(len, _steps(sides, scene, where).values()))
    return f"{units.count(number, 'step') if number else 'no steps'}; {knees}"


def _steps(sides: tuple[Side, ...], scene: Scene, where: Span | None) -> dict[Side, list[float]]:
    """When the foot of each side is set down, in seconds, within a stretch."""
    begin_s, end_s = (where.begin_s, where.end_s) if where else (0.0, np.inf)
    return {
        side: [step.time_s for step in scene.facts.steps if step.foot == side and begin_s <= step.time_s <= end_s]
        for side in sides
    }


def feet_told(sides: tuple[Side, ...], scene: Scene, where: Span | None = None) -> str:
    """How often each foot steps, and how far it is lifted; or that it stays on the floor."""
    levels, poses = foot_levels(scene.measures.body.joints), scene.measures.poses(where)
    told = []
    for side, steps in _steps(sides, scene, where).items():
        heights = levels[SIDES.index(side)]
        lift = float(heights[poses].max() - np.percentile(heights, 5))
        does = f"takes {units.count(len(steps), 'step')} and " if steps else ""
        told.append(
            f"the {side} foot {does}{f'gets up to {lift:.2f} m' if lift > _LIFTED_M else 'stays'}"
            f"{' over where it stands' if lift > _LIFTED_M else ' on the floor'}"
        )
    return "; ".join(told)

"""Standing on one leg: whether, for how long, and how it agrees with where the weight is."""

import re
from typing import Final, NamedTuple

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LEGS_UNSEEN, Exact, exact, yes_no
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.time_asked import TimeAsked, action_of_time, time_asked
from humocon.ask.exact.whole.gait import swaying
from humocon.ask.exact.whole.state_over_time import asks_share
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.signals import SIDES, Side, Span, foot_levels, runs

_ON_ONE_LEG: Final = re.compile(
    r"\b(?:balanc\w*|hold|holds|held|stand\w*|stood|stay\w*|spend\w*|spent|time|is|are|was|long)\b.*"
    r"\b(?:(?:on|upon) (?:just |only |a )?(?:one|single|(?:the|his|her|their) (?:left|right)) (?:leg|foot)\b"
    r"(?! or\b)|one[- ]legged|single[- ]leg (?:stance|support|balance))"
)
_WEIGHT: Final = re.compile(r"\bweight\b")
_FLOOR_M: Final = 0.05
_OFF_M: Final = 0.04
"""Metres over the floor up to which a foot stands, and over the other foot from which one is lifted."""
_SHORTEST_S: Final = 0.1
_HELD_S: Final = 1.0
"""Seconds from which a foot is off the floor at all, and on one leg from which somebody stands on it."""


class OneLeg(NamedTuple):
    """A stretch on one foot alone."""

    span: Span
    side: Side


def on_one_leg(scene: Scene, time: TimeAsked, sides: tuple[Side, ...] = SIDES) -> list[OneLeg]:
    """Every stretch in which one foot alone is on the floor, in the order of time."""
    heights = foot_levels(scene.measures.body.joints)
    low = scene.measures.course("body", "height") < _FLOOR_M
    inside = np.zeros(len(low), dtype=bool)
    inside[scene.measures.poses(time.span)] = True
    found = list[OneLeg]()
    for side, (up, down) in zip(SIDES, (heights[::-1], heights), strict=True):
        if side in sides:
            mask = (up - down > _OFF_M) & low & inside
            found += [OneLeg(scene.measures.span(*one), side) for one in runs(mask, shortest_s=_SHORTEST_S)]
    return sorted(found, key=lambda one: one.span.begin_s)


def one_leg_told(question: Question, scene: Scene) -> Exact | None:
    """Whether and for how long somebody stands on one leg; None where something else is asked."""
    share = asks_share(question.text)
    asked = _ON_ONE_LEG.search(question.text) and not _WEIGHT.search(question.text)
    named = action_of_time(question)
    others = {*question.keys} - {"stand", "move", "still"} - ({named.action.key} if named else set())
    if not asked or others or not (question.kind in ("yesno", "how long", "when") or share):
        return None
    if re.search(r"\b(?:than|land\w*|jump\w*|hop\w*|each)\b", question.text):
        return None
    if not scene.legs_seen:
        return LEGS_UNSEEN
    time = time_asked(question, scene) if not named or named.action.key != "stand" else TimeAsked()
    if time.absent:
        return time.absent
    found = on_one_leg(scene, time, question.sides_meant)
    held = [one for one in found if one.span.duration_s >= _HELD_S]
    line = _line(found, scene)
    if share:
        seconds = sum(one.span.duration_s for one in found)
        whole = time.span.duration_s if time.span else scene.duration_s
        return exact(f"{seconds / max(whole, 1e-6):.0%} of the time: {line}.", DOUBTFUL, line)
    if question.kind == "when":
        told = ", ".join(f"{one.span.words} on the {one.side} leg" for one in held)
        return exact(f"{f'from {told}' if held else 'at no time'}: {line}.", DOUBTFUL, line)
    if question.kind == "how long":
        return _how_long(found, held, question.unit, scene)
    return yes_no(bool(held), line, DOUBTFUL, negated=question.negated)


def _line(found: list[OneLeg], scene: Scene) -> str:
    """How long somebody is on one foot at most at a time, and in all."""
    if not found:
        return "no foot is lifted and held"
    most = max(found, key=lambda one: one.span.duration_s)
    seconds = sum(one.span.duration_s for one in found)
    told = f"on the {most.side} foot alone for {most.span.duration_s:.1f} s at most, {most.span.words}"
    told += f", {seconds:.1f} s in all" if len(found) > 1 else ""
    return f"{told}; {swaying(scene, most.span)[1]}" if most.span.duration_s >= _HELD_S else told


def _how_long(found: list[OneLeg], held: list[OneLeg], unit: str, scene: Scene) -> Exact:
    """For how long somebody stands on one leg: each time that is held, else how long steps take at most."""
    if not found:
        return exact(f"{units.time(0.0, unit)} in all: {_line(found, scene)}.", DOUBTFUL)
    if held:
        told = ", ".join(f"{one.span.words} on the {one.side} leg" for one in held)
        return exact(
            f"{units.time(sum(one.span.duration_s for one in held), unit)}: {told}.", DOUBTFUL, _line(found, scene)
        )
    most, seconds = (of(one.span.duration_s for one in found) for of in (max, sum))
    told = f"never longer than {units.time(most, unit)} at a time, in passing, {units.time(seconds, unit)} in all"
    return exact(f"{told}.", DOUBTFUL, _line(found, scene))


def stands_on(scene: Scene) -> str:
    """Whether somebody stands on one leg, as it is told beside where the weight is."""
    found = on_one_leg(scene, TimeAsked())
    return _line(found, scene)

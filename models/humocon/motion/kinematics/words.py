"""The facts in words, each with what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from humocon.motion.kinematics.arms import ArmMove
from humocon.motion.kinematics.facts import Facts
from humocon.motion.kinematics.path import RUNNING
from humocon.motion.kinematics.signals import Span

Topic = Literal["air", "way", "turn", "steps", "posture", "arms", "legs", "count"]
ARM_VERBS: Final[dict[str, str]] = {
    "raise": "raised",
    "wave": "swings",
    "circle": "circles",
    "punch": "is thrust ahead",
    "reach down": "reaches down",
}


@dataclass(frozen=True)
class Evidence:
    """One fact in words: what it is about, the words, and when it holds."""

    topic: Topic
    text: str
    span: Span


def describe(facts: Facts) -> list[Evidence]:
    """Everything worth telling of a motion, by topic and in the order of time."""
    return [
        *describe_way(facts),
        *describe_turns(facts),
        *describe_steps(facts),
        *describe_air(facts),
        *describe_postures(facts),
        *describe_arms(facts),
        *describe_legs(facts),
        *describe_counts(facts),
    ]


def describe_way(facts: Facts) -> list[Evidence]:
    """Where the person goes."""
    found = []
    for going in facts.goings:
        way = f"to the {going.way}" if going.way in ("left", "right") else going.way
        words = f"goes {going.distance_m:.1f} m {way} at {going.speed:.1f} m/s, {going.span.words}"
        found.append(Evidence("way", words, going.span))
    return found


def describe_turns(facts: Facts) -> list[Evidence]:
    """Which way the body turns."""
    return [
        Evidence("turn", f"turns {abs(turn.degrees):.0f}° to the {turn.side}, {turn.span.words}", turn.span)
        for turn in facts.turns
    ]


def describe_steps(facts: Facts) -> list[Evidence]:
    """How many steps, and how long they are."""
    if not facts.steps:
        return []
    steps = facts.steps
    length = sum(step.length_m for step in steps) / len(steps)
    # A stride goes from where a foot left the floor to where the same foot lands: about two steps.
    words = f"{_times(len(steps), 'step')}, the {steps[0].foot} foot first, each foot goes {length:.2f} m"
    return [Evidence("steps", words, Span(steps[0].time_s, steps[-1].time_s))]


def describe_air(facts: Facts) -> list[Evidence]:
    """When both feet are off the floor; the strides of a run are told together."""
    found = [
        Evidence("air", f"both feet off the floor {flight.span.words}, {flight.height_m:.2f} m", flight.span)
        for flight in facts.jumps
    ]
    strides = [flight for flight in facts.flights if flight.kind == "stride"]
    if strides:
        where = Span(strides[0].span.begin_s, strides[-1].span.end_s)
        height = max(flight.height_m for flight in strides)
        words = f"both feet off the floor in {_times(len(strides), 'stride')}, {where.words}, {height:.2f} m"
        found.append(Evidence("air", words, where))
    return found


def describe_postures(facts: Facts) -> list[Evidence]:
    """Postures other than standing."""
    found = []
    for posture in facts.postures:
        if posture.name == "standing":
            continue
        measure = f"pelvis down to {posture.hips_m:.2f} m"
        if posture.name == "bent":
            measure = f"trunk {posture.lean_degrees:.0f}° from upright"
        found.append(Evidence("posture", f"{posture.name} {posture.span.words}, {measure}", posture.span))
    return found


def describe_arms(facts: Facts) -> list[Evidence]:
    """What the arms do; both at once are told together."""
    return arm_evidence(facts.arms)


def arm_evidence(arms: Sequence[ArmMove]) -> list[Evidence]:
    """Moves of the arms in words."""
    found = []
    for moves in _pairs(arms):
        first = moves[0]
        hand = "both hands" if len(moves) == 2 else f"{first.side} hand"
        where = Span(min(move.span.begin_s for move in moves), max(move.span.end_s for move in moves))
        found.append(Evidence("arms", f"{hand} {_arm_words(moves)}, {where.words}", where))
    return found


def _arm_words(moves: Sequence[ArmMove]) -> str:
    """What one hand, or both, do, without whose they are."""
    kind, count = moves[0].kind, max(move.count for move in moves)
    height = max(move.height_m for move in moves)
    verb = ARM_VERBS[kind]
    if len(moves) == 2:
        verb = {
            "swings": "swing",
            "circles": "circle",
            "reaches down": "reach down",
            "is thrust ahead": "are thrust ahead",
        }.get(verb, verb)
    if kind == "reach down":
        return f"{verb} to {min(move.height_m for move in moves):.2f} m over the floor"
    if kind == "raise":
        return f"{verb} to {abs(height):.2f} m {'above' if height >= 0 else 'below'} the shoulder"
    return f"{verb} {_times(count, 'time')}" if kind in ("wave", "circle") else verb


def _pairs(moves: Sequence[ArmMove]) -> list[tuple[ArmMove, ...]]:
    """Moves of the two arms of one kind that overlap by half, together; the others alone."""
    found: list[tuple[ArmMove, ...]] = []
    for move in moves:
        other = found[-1][0] if found else None
        if other is not None and len(found[-1]) == 1 and _same_time(move, other):
            found[-1] = (other, move)
        else:
            found.append((move,))
    return found


def _same_time(first: ArmMove, second: ArmMove) -> bool:
    begin, end = max(first.span.begin_s, second.span.begin_s), min(first.span.end_s, second.span.end_s)
    shorter = min(first.span.duration_s, second.span.duration_s)
    return first.side != second.side and first.kind == second.kind and end - begin >= 0.5 * shorter


def describe_legs(facts: Facts) -> list[Evidence]:
    """What the legs do apart from steps."""
    found = []
    for move in facts.legs:
        what = f"kicks at {move.speed:.1f} m/s" if move.kind == "kick" else "is lifted"
        words = f"{move.side} leg {what}, {move.span.words}, ankle up to {move.height_m:.2f} m"
        found.append(Evidence("legs", words, move.span))
    return found


def describe_counts(facts: Facts) -> list[Evidence]:
    """What is done how often."""
    return [
        Evidence("count", f"{_times(repetition.count, repetition.what)}, {repetition.span.words}", repetition.span)
        for repetition in facts.repetitions
    ]


def describe_speed(facts: Facts) -> str:
    """How fast the person goes, against the claim of a run."""
    quick = "" if facts.travel.top_speed >= RUNNING else "only "
    return f"the pelvis moves at {quick}{facts.travel.top_speed:.1f} m/s at most"


def _times(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"

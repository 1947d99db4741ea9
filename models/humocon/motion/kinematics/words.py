"""The facts in words."""

from collections.abc import Sequence
from typing import Final

from humocon.motion.kinematics.arms import ArmMove
from humocon.motion.kinematics.facts import Facts
from humocon.motion.kinematics.feet import Flight
from humocon.motion.kinematics.path import RUNNING
from humocon.motion.kinematics.signals import SIDES, Span

ARM_VERBS: Final[dict[str, str]] = {
    "raise": "raised",
    "wave": "swings",
    "circle": "circles",
    "punch": "is thrust ahead",
    "swing": "sweeps",
    "clap": "claps",
    "reach down": "reaches down",
}


def way_words(way: str) -> str:
    """A way as it is said: "forward", "to the left"."""
    return f"to the {way}" if way in SIDES else way


def describe_way(facts: Facts) -> list[str]:
    """Where the person goes."""
    found = []
    for going in facts.goings:
        found.append(
            f"goes {going.distance_m:.1f} m {way_words(going.way)} at {going.speed:.1f} m/s, {going.span.words}"
        )
    return found


def describe_turns(facts: Facts) -> list[str]:
    """Which way the body turns."""
    return [f"turns {abs(turn.degrees):.0f}° to the {turn.side}, {turn.span.words}" for turn in facts.turns]


def describe_same_heading(facts: Facts) -> str:
    """That the body faces the same way at the end as at first, or by how much it does not."""
    return f"the body faces the same way within {max(abs(facts.travel.heading_degrees), 1):.0f}° at the end"


def describe_ends(facts: Facts) -> str:
    """How far the person goes, and how far from the beginning that is."""
    return f"goes {facts.travel.path_m:.1f} m and ends {facts.travel.displacement_m:.1f} m from where it began"


def describe_steps(facts: Facts) -> list[str]:
    """How many steps, and how long they are."""
    if not facts.steps:
        return []
    steps = facts.steps
    length = sum(step.length_m for step in steps) / len(steps)
    # A stride goes from where a foot left the floor to where the same foot lands: about two steps.
    return [f"{num_times(len(steps), 'step')}, the {steps[0].foot} foot first, each foot goes {length:.2f} m"]


def describe_jumps(facts: Facts) -> list[str]:
    """When both feet are off the floor, and how high."""
    return [describe_flight(flight) for flight in facts.jumps]


def describe_flight(flight: Flight) -> str:
    """When both feet are off the floor once, and how high."""
    return f"both feet off the floor {flight.span.words}, {flight.height_m:.2f} m"


def describe_strides(facts: Facts) -> list[str]:
    """When both feet are off the floor in running; all strides are told together."""
    strides = [flight for flight in facts.flights if flight.kind == "stride"]
    if not strides:
        return []
    where = Span(strides[0].span.begin_s, strides[-1].span.end_s)
    height = max(flight.height_m for flight in strides)
    return [f"both feet off the floor in {num_times(len(strides), 'stride')}, {where.words}, {height:.2f} m"]


def describe_postures(facts: Facts) -> list[str]:
    """Postures other than standing."""
    found = []
    for posture in facts.postures:
        if posture.name == "standing":
            continue
        measure = f"pelvis down to {posture.hips_m:.2f} m"
        if posture.name == "bent":
            measure = f"trunk {posture.lean_degrees:.0f}° from upright"
        found.append(f"{posture.name} {posture.span.words}, {measure}")
    return found


def describe_changes(facts: Facts) -> list[str]:
    """Changes of posture, such as sitting down."""
    return [f"{change.kind} {change.span.words}" for change in facts.changes]


def describe_twists(facts: Facts) -> list[str]:
    """When the shoulders are turned against the hips."""
    return [f"the shoulders twist {one.degrees:.0f}° to the {one.side}, {one.span.words}" for one in facts.twists]


def describe_arms(arms: Sequence[ArmMove]) -> list[str]:
    """What the arms do; both at once are told together."""
    found = []
    for moves in pairs(arms):
        first = moves[0]
        hand = "both hands" if len(moves) == 2 else f"{first.side} hand"
        where = Span(min(move.span.begin_s for move in moves), max(move.span.end_s for move in moves))
        found.append(f"{hand} {_arm_words(moves)}, {where.words}")
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
            "sweeps": "sweep",
            "claps": "clap",
        }.get(verb, verb)
    if kind == "reach down":
        return f"{verb} to {min(move.height_m for move in moves):.2f} m over the floor"
    if kind == "raise":
        return f"{verb} to {abs(height):.2f} m {'above' if height >= 0 else 'below'} the shoulder"
    if kind == "swing":
        return f"{verb} {way_words(moves[0].way)}"
    return f"{verb} {num_times(count, 'time')}" if kind in ("wave", "circle", "clap") else verb


def pairs(moves: Sequence[ArmMove]) -> list[tuple[ArmMove, ...]]:
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


def describe_legs(facts: Facts) -> list[str]:
    """What the legs do apart from steps."""
    found = []
    for move in facts.legs:
        what = {"kick": f"kicks at {move.speed:.1f} m/s", "lift knee": "is lifted", "lunge": "lunges ahead"}[move.kind]
        height = "" if move.kind == "lunge" else f", ankle up to {move.height_m:.2f} m"
        found.append(f"{move.side} leg {what}, {move.span.words}{height}")
    return found


def describe_counts(facts: Facts) -> list[str]:
    """What is done how often."""
    return [f"{num_times(one.count, one.what)}, {one.span.words}" for one in facts.repetitions]


def describe_speed(facts: Facts) -> str:
    """How fast the person goes, against the claim of a run."""
    quick = "" if facts.travel.top_speed >= RUNNING or any(going.runs for going in facts.goings) else "only "
    return f"the pelvis moves at {quick}{facts.travel.top_speed:.1f} m/s at most"


def num_times(count: int, what: str) -> str:
    """A number of things, e.g. "1 step", "2 punches"."""
    return f"{count} {what}{'' if count == 1 else 'es' if what.endswith('ch') else 's'}"

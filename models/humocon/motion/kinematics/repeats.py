"""What is done how many times."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from humocon.motion.kinematics.arms import ArmMove
from humocon.motion.kinematics.feet import Flight
from humocon.motion.kinematics.legs import LegMove
from humocon.motion.kinematics.posture import BENT_DEGREES, LYING_HIPS, SQUAT_HIPS, lean
from humocon.motion.kinematics.signals import ANKLES, WRISTS, Body, Span, extremes, runs, smooth, span

SQUAT_DEPTH: Final[float] = 0.25
SPREAD: Final[float] = 0.35
GOING: Final[float] = 0.6


@dataclass(frozen=True)
class Repetition:
    """Something that is done, how often, and from the first time to the last."""

    what: str
    """"jump", "squat", "jumping jack", "bow", "wave", "arm circle", "kick", "punch", "knee lift"."""
    count: int
    span: Span


def find_repetitions(
    body: Body, flights: Sequence[Flight], arms: Sequence[ArmMove], legs: Sequence[LegMove]
) -> list[Repetition]:
    """Everything that is counted, in the order of its first time."""
    jacks = find_jumping_jacks(body)
    within = [span(begin, end) for begin, end in jacks]
    jumps = [
        flight.span for flight in flights if flight.kind == "jump" and not any(_meet(flight.span, s) for s in within)
    ]
    groups = {
        "jump": jumps,
        "jumping jack": within,
        "squat": [span(begin, end) for begin, end in find_squats(body)],
        "bow": [span(begin, end) for begin, end in find_bows(body)],
        "kick": [move.span for move in legs if move.kind == "kick"],
        "knee lift": [move.span for move in legs if move.kind == "lift knee"],
        "punch": [move.span for move in arms if move.kind == "punch"],
    }
    found = [Repetition(what, len(spans), _hull(spans)) for what, spans in groups.items() if spans]
    for what, kind in (("wave", "wave"), ("arm circle", "circle")):
        moves = [move for move in arms if move.kind == kind]
        if moves:
            # Both arms at once are one wave.
            count = max(sum(move.count for move in moves if move.side == side) for side in ("left", "right"))
            found.append(Repetition(what, count, _hull([move.span for move in moves])))
    return sorted(found, key=lambda repetition: repetition.span.begin_s)


def find_squats(body: Body) -> list[tuple[int, int]]:
    """Stretches [begin, end): the pelvis goes down by a quarter of the leg to squatting height and comes up again.

    The trunk stays upright enough, the person stays where they are, and does not lie down.
    """
    hips = smooth(body.hips, 0.1)
    found = []
    places = extremes(hips, SQUAT_DEPTH)
    for number, place in enumerate(places):
        is_low = hips[place] < SQUAT_HIPS and hips[place] > 0.2
        rises = number + 1 < len(places) and hips[places[number + 1]] > 0.85
        sinks = number > 0 or place <= 4
        if not (is_low and rises and sinks):
            continue
        begin = places[number - 1] if number else 0
        end = places[number + 1] + 1
        # Without the standing before and after it.
        begin += int(np.flatnonzero(hips[begin : place + 1] >= hips[begin] - 0.1 * (hips[begin] - hips[place]))[-1])
        end = place + 1 + int(np.argmax(hips[place:end] >= hips[end - 1] - 0.1 * (hips[end - 1] - hips[place])))
        low = hips < max(SQUAT_HIPS, hips[place] + 0.1)
        around = next((r for r in runs(low, gap_s=0.1) if r[0] <= place < r[1]), (place, place + 1))
        if np.linalg.norm(body.velocity[around[0] : around[1]], axis=-1).mean() < GOING and _keeps_up(body, around):
            found.append((begin, end))
    return found


def _keeps_up(body: Body, around: tuple[int, int]) -> bool:
    """Neither lying nor sitting down on the floor: the trunk is not level."""
    return bool(np.median(lean(body)[around[0] : around[1]]) < 60.0)


def find_bows(body: Body) -> list[tuple[int, int]]:
    """Stretches [begin, end): the trunk leans and comes back while the legs stay straight and in place."""
    leaning = smooth(lean(body), 0.1)
    speed = np.linalg.norm(body.velocity, axis=-1)
    found = []
    for begin, end in runs(leaning > BENT_DEGREES, shortest_s=0.3, gap_s=0.2):
        straight = body.hips[begin:end].min() > SQUAT_HIPS
        floor = min(body.joints[begin:end, wrist, 1].min() for wrist in WRISTS) - body.floor[begin:end].min()
        if straight and speed[begin:end].mean() < 0.4 and floor > 0.4 * body.leg and body.hips.min() > LYING_HIPS:
            found.append((begin, end))
    return found


def find_jumping_jacks(body: Body) -> list[tuple[int, int]]:
    """Stretches [begin, end): both hands go over the head and down while the feet go apart and together."""
    hands = np.minimum(body.wrist(0)[:, 1], body.wrist(1)[:, 1])
    apart = (body.local[:, ANKLES[0], 0] - body.local[:, ANKLES[1], 0]) / body.leg
    places = extremes(smooth(hands, 0.05), 0.9)
    found = []
    for number, place in enumerate(places):
        if number == 0 or hands[place] < 0.2:
            continue
        begin = places[number - 1]
        end = places[number + 1] + 1 if number + 1 < len(places) else body.num_frames
        around = apart[begin:end]
        if end - begin <= 50 and around.max() - around.min() > SPREAD:
            found.append((begin, end))
    return found


def _meet(first: Span, second: Span) -> bool:
    return first.begin_s < second.end_s and second.begin_s < first.end_s


def _hull(spans: Sequence[Span]) -> Span:
    return Span(min(s.begin_s for s in spans), max(s.end_s for s in spans))

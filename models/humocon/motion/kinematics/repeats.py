"""What is done how many times."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.arms import ArmMove
from humocon.motion.kinematics.feet import Flight
from humocon.motion.kinematics.legs import LUNGE, LegMove
from humocon.motion.kinematics.limbs import limb_speeds
from humocon.motion.kinematics.posture import SQUAT_HIPS, lean
from humocon.motion.kinematics.signals import ANKLES, SIDES, Body, Span, extremes, runs, smooth, span
from humocon.motion.kinematics.trunk import Twist, find_bows

SQUAT_DEPTH: Final[float] = 0.25
SPREAD: Final[float] = 0.35
SPREAD_MORE: Final[float] = 0.12
"""Lengths of the leg by which feet that are apart go farther apart in a jumping jack beside others."""
HANDS_DOWN: Final[float] = 0.9
HANDS_LOWER: Final[float] = 0.6
"""Lengths of the arm by which hands come down after a jumping jack, and after one beside others."""
LONGEST_JACK: Final[int] = 50
NEXT_JACK: Final[int] = 10
"""Poses that a jumping jack takes at most, and that lie between two of a row."""
CLOSES: Final[float] = 0.25
HOPS: Final[float] = 0.05  # lengths of a leg by which both feet rise
GOING: Final[float] = 0.6
UNEVEN: Final[float] = 0.3
RHYTHM_SPEED: Final[float] = 0.4  # metres per second
SHORTEST_PERIOD_S: Final[float] = 0.35
LONGEST_PERIOD_S: Final[float] = 4.0
PERIODS: Final[float] = 2.5
# Shares of how far two poses at any two times lie apart, squared.
SAME_PLACE: Final[float] = 0.25
AWAY: Final[float] = 0.9


@dataclass(frozen=True)
class Repetition:
    """Something that is done, how often, from the first time to the last, and when each time.

    A wave and a clap are one time of several swings or claps, which are counted.
    """

    what: str
    """"jump", "squat", "jumping jack", "bow", "wave", "arm circle", "clap", "kick", "punch", "knee lift", "lunge",
    "twist"."""
    count: int
    span: Span
    each: tuple[Span, ...]


@dataclass(frozen=True)
class Rhythm:
    """A stretch in which the motion repeats itself: after how many seconds, and how many times in all."""

    span: Span
    period_s: float
    count: int


def find_repetitions(
    body: Body, flights: Sequence[Flight], arms: Sequence[ArmMove], legs: Sequence[LegMove], twists: Sequence[Twist]
) -> list[Repetition]:
    """Everything that is counted, in the order of its first time."""
    jacks = [span(begin, end) for begin, end in find_jumping_jacks(body)]
    groups = {
        "jump": [f.span for f in flights if f.kind == "jump" and not any(_meet(f.span, jack) for jack in jacks)],
        "jumping jack": jacks,
        "squat": [span(begin, end) for begin, end in find_squats(body)],
        "bow": [span(begin, end) for begin, end in find_bows(body)],
        "kick": [move.span for move in legs if move.kind == "kick"],
        "knee lift": [move.span for move in legs if move.kind == "lift knee"],
        "lunge": [move.span for move in legs if move.kind == "lunge"],
        "punch": [move.span for move in arms if move.kind == "punch"],
        "twist": [one.span for one in twists],
    }
    found = [Repetition(what, len(spans), _hull(spans), tuple(spans)) for what, spans in groups.items() if spans]
    for what, kind in (("wave", "wave"), ("arm circle", "circle"), ("clap", "clap")):
        moves = [[move for move in arms if move.kind == kind and move.side == side] for side in SIDES]
        # Both arms at once are one wave.
        most = max(moves, key=lambda of_side: sum(move.count for move in of_side))
        if most:
            spans = tuple(move.span for move in most)
            hull = _hull([move.span for of_side in moves for move in of_side])
            found.append(Repetition(what, sum(move.count for move in most), hull, spans))
    return sorted(found, key=lambda repetition: repetition.span.begin_s)


def find_rhythm(body: Body) -> Rhythm | None:
    """The period after which the whole body, or what of it moves, is where it was, if it is so at least twice."""
    quick = np.max([*limb_speeds(body).values()], axis=0) > RHYTHM_SPEED
    moving = runs(quick, gap_s=0.5)
    if not moving:
        return None
    begin, end = max(moving, key=lambda run: run[1] - run[0])
    longest = min(round(LONGEST_PERIOD_S * CANONICAL_FPS), round((end - begin) / PERIODS), end - begin - 2)
    if longest < round(SHORTEST_PERIOD_S * CANONICAL_FPS):
        return None
    place = np.concatenate([body.local[begin:end].reshape(end - begin, -1), body.joints[begin:end, 0, 1:2]], axis=-1)
    place = place - place.mean(axis=0)
    spread = 2 * float((place**2).sum(axis=-1).mean())
    apart = np.array([((place[lag:] - place[:-lag]) ** 2).sum(axis=-1).mean() for lag in range(1, longest + 2)])
    apart /= max(spread, 1e-9)
    for lag in range(round(SHORTEST_PERIOD_S * CANONICAL_FPS), longest + 1):
        around = apart[max(lag - 4, 0) : lag + 3]
        if apart[lag - 1] < SAME_PLACE and apart[lag - 1] <= around.min() and apart[:lag].max() > AWAY:
            return Rhythm(span(begin, end), lag / CANONICAL_FPS, round((end - begin) / lag))
    return None


def find_squats(body: Body) -> list[tuple[int, int]]:
    """Stretches [begin, end): the pelvis goes down by a quarter of the leg to squatting height and comes up again.

    The trunk stays upright enough, the person stays where they are, and neither lunges nor lies down.
    """
    hips = smooth(body.hips, 0.1)
    apart = np.abs(body.local[:, ANKLES[0], 2] - body.local[:, ANKLES[1], 2]) / body.leg
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
        stands = max(hips[begin], 0.95)
        # Without the standing before and after it.
        upright = min(float(hips[begin]), float(hips[end - 1]))  # whoever jumped before stands lower
        begin += int(np.flatnonzero(hips[begin : place + 1] >= upright - 0.1 * (upright - hips[place]))[-1])
        # Who jumps out of a squat stands before the feet leave the floor.
        top = min(hips[end - 1], stands)
        end = place + 1 + int(np.argmax(hips[place:end] >= top - 0.1 * (top - hips[place])))
        low = hips < max(SQUAT_HIPS, hips[place] + 0.1)
        around = next((r for r in runs(low, gap_s=0.1) if r[0] <= place < r[1]), (place, place + 1))
        stays = np.linalg.norm(body.velocity[around[0] : around[1]], axis=-1).mean() < GOING
        if stays and apart[begin:end].max() < LUNGE and _keeps_up(body, around):
            found.append((begin, end))
    return found


def _keeps_up(body: Body, around: tuple[int, int]) -> bool:
    """Neither lying nor sitting down on the floor: the trunk is not level."""
    return bool(np.median(lean(body)[around[0] : around[1]]) < 60.0)


def find_jumping_jacks(body: Body) -> list[tuple[int, int]]:
    """Stretches [begin, end): both hands go over the head and down while the feet go apart and together, in place.

    The first and the last of several may begin with feet that are apart, or end in another posture.
    Most have the feet apart where the hands are up; who hops may have them apart where the hands are down.
    """
    hands = np.minimum(body.wrist(0)[:, 1], body.wrist(1)[:, 1])
    apart = (body.local[:, ANKLES[0], 0] - body.local[:, ANKLES[1], 0]) / body.leg
    uneven = np.abs(body.joints[:, ANKLES[0], 1] - body.joints[:, ANKLES[1], 1]) / body.leg
    lowest = body.joints[:, ANKLES, 1].min(axis=1) / body.leg
    speed = np.linalg.norm(body.velocity, axis=-1)
    places = extremes(smooth(hands, 0.05), HANDS_DOWN)
    found: dict[tuple[int, int], tuple[bool, bool, bool]] = {}
    for number, place in enumerate(places):
        if number == 0 or hands[place] < 0.2:
            continue
        begin = places[number - 1]
        drops = hands[place] - hands[place:]
        down = np.flatnonzero(drops > HANDS_DOWN)
        whole = len(down) > 0 and place + int(down[0]) + 1 - begin <= LONGEST_JACK
        down = down if whole else np.flatnonzero(drops > HANDS_LOWER)
        end = place + int(down[0]) + 1 if len(down) else body.num_frames
        wide = apart[max(place - 4, 0) : place + 5].max() - min(apart[begin], apart[end - 1])
        # Neither a step aside under raised arms nor a leap of a dance.
        in_place = speed[begin:end].mean() < GOING and uneven[begin:end].max() < UNEVEN
        closes = max(apart[begin], apart[end - 1]) - apart[max(place - 4, 0) : place + 5].min() > CLOSES
        hops = closes and lowest[begin:end].max() - lowest[begin:end].min() > HOPS
        if end - begin <= LONGEST_JACK and (wide > SPREAD_MORE or hops) and in_place:
            found[begin, end] = wide > SPREAD, hops, bool(whole or not len(down))
    # One leap under raised arms is no exercise; several are.
    several = sum(hops and not spread for spread, hops, _ in found.values()) > 1
    clear = [jack for jack, (spread, hops, ends) in found.items() if ends and (spread or (hops and several))]
    return [jack for jack in found if any(one[0] - jack[1] <= NEXT_JACK >= jack[0] - one[1] for one in clear)]


def _meet(first: Span, second: Span) -> bool:
    return first.begin_s < second.end_s and second.begin_s < first.end_s


def _hull(spans: Sequence[Span]) -> Span:
    return Span(min(s.begin_s for s in spans), max(s.end_s for s in spans))

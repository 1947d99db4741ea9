"""Feet: when they touch the floor, the steps, and when both are in the air."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.legs import knee_bend
from humocon.motion.kinematics.path import RUNNING
from humocon.motion.kinematics.signals import (
    SIDES,
    TOES,
    Body,
    Side,
    Span,
    derivative,
    foot_levels,
    runs,
    smooth,
    span,
)

# Heights in lengths of the leg (0.8 m), so that they hold for a child as for an adult.
OFF_FLOOR: Final[float] = 0.055
CONTACT: Final[float] = 0.12
SHORTEST_FLIGHT_S: Final[float] = 0.1
LONGEST_FLIGHT_S: Final[float] = 1.2
ADULT_LEG: Final[float] = 0.8
GRAVITY: Final[float] = 9.81
SLOW_FALL, FAST_FALL = 0.5, 2.0
"""Shares of gravity between which a pelvis falls in the air: arms that swing and legs that are drawn up shift it."""
JUMP_FALL: Final[float] = 0.7
PLAIN_FALL: Final[tuple[float, float]] = (0.85, 1.25)
"""The same of jumps, and of those that the knees do not show."""
PLAIN_FLIGHT_S: Final[float] = 0.25
OFF_PARABOLA: Final[float] = 0.04
"""Lengths of the leg by which the pelvis is off the parabola of a free fall, root of the mean square, at most."""
PUSH_DEGREES: Final[float] = 30.0
LANDING_DEGREES: Final[float] = 20.0
PUSH_S: Final[float] = 0.5
"""Degrees by which a knee is bent within so many seconds before a jump and after it."""
SINKS: Final[float] = 0.02
"""Lengths of the leg by which the pelvis is below its peak where it is on its way down."""
JUMP_HIPS: Final[float] = 1.25
JUMP_RISE: Final[float] = 0.02
RUNNING_RISE: Final[float] = 0.15
OVER: Final[float] = 0.05
"""A jump takes the pelvis so far over where it mostly is; a sensor that sinks the feet of one who bends does not."""
AROUND: Final[int] = 40  # poses
TOGETHER_S: Final[float] = 0.1
STEP: Final[float] = 0.2
ON_FEET: Final[float] = 0.6


@dataclass(frozen=True)
class Flight:
    """A stretch with both feet off the floor and the body in free fall.

    Attributes:
        span: when.
        height_m: how far the lower foot was off the floor at most, metres.
        rise_m: how far the pelvis rose from the last pose before it, metres.
        length_m: how far the pelvis goes over the floor in it, metres.
        peak_s: when the pelvis is highest.
        kind: "jump"; "stride", the flight phase of running.
    """

    span: Span
    height_m: float
    rise_m: float
    length_m: float
    peak_s: float
    kind: Literal["jump", "stride"]


@dataclass(frozen=True)
class Step:
    """A foot that is set down elsewhere: when it lands, which one, and how far it went over the floor in metres."""

    time_s: float
    foot: Side
    length_m: float


def find_flights(body: Body) -> list[Flight]:
    """Every stretch in the air, in order; hanging and climbing are none: nobody falls there.

    Nor is it a jump where a sensor lifts somebody who neither pushes off nor lands.
    """
    hips = body.joints[:, 0, 1]
    bend = smooth(np.max([knee_bend(body, side) for side in (0, 1)], axis=0), 0.05)
    found = []
    for begin, end in _falling(body):
        rise = float(hips[begin:end].max() - hips[max(begin - 1, 0)])
        height = float(body.lowest[begin:end].max())
        together = _together(body, begin, end)
        jumped = body.hips[begin:end].max() > JUMP_HIPS or (together and rise > JUMP_RISE * body.leg)
        fast = np.linalg.norm(body.velocity[begin:end], axis=-1).mean() > RUNNING
        jumped = jumped and not (fast and rise < RUNNING_RISE * body.leg)
        around = slice(max(begin - AROUND, 0), end + AROUND)
        jumped = jumped and hips[begin:end].max() > np.median(hips[around]) + OVER * body.leg
        if jumped and not _leaps(body, bend, begin, end, is_first=not found):
            continue
        last = min(end, body.num_frames - 1)
        length = float(np.linalg.norm((body.joints[last, 0] - body.joints[max(begin - 1, 0), 0])[[0, 2]]))
        peak_s = (begin + int(hips[begin:end].argmax())) / CANONICAL_FPS
        found.append(Flight(span(begin, end), height, rise, length, peak_s, "jump" if jumped else "stride"))
    return found


def _falling(body: Body) -> list[tuple[int, int]]:
    """Stretches of poses [begin, end) off the floor and in free fall.

    Where the floor that was found lies a little too low, a foot stays over it between two flights: it has to be higher.
    """
    found: list[tuple[int, int]] = []
    for level in (1, 2, 3):
        for begin, end in runs(body.lowest > level * OFF_FLOOR * body.leg, shortest_s=SHORTEST_FLIGHT_S, gap_s=0.05):
            short = end - begin <= LONGEST_FLIGHT_S * CANONICAL_FPS
            known = any(first < end and begin < last for first, last in found)
            stands = body.hips[min(end, body.num_frames - 1)] > ON_FEET
            if short and stands and not known and SLOW_FALL <= _fall(body, begin, end) <= FAST_FALL:
                found.append((begin, end))
    return sorted(found)


def _fall(body: Body, begin: int, end: int) -> float:
    """The share of gravity at which the pelvis falls from the pose before a stretch to the one after it.

    It is nan, and so within no bounds, where the pelvis goes another way than what is thrown.
    """
    hips = body.joints[max(begin - 1, 0) : end + 1, 0, 1]
    if len(hips) < 3:
        return math.nan
    time = np.arange(len(hips)) / CANONICAL_FPS
    curve = np.polyfit(time - time.mean(), hips, 2)
    off = hips - np.polyval(curve, time - time.mean())
    is_thrown = np.sqrt((off**2).mean()) <= OFF_PARABOLA * body.leg
    return float(-2 * curve[0] / GRAVITY) if is_thrown else math.nan


def _leaps(body: Body, bend: np.ndarray, begin: int, end: int, *, is_first: bool) -> bool:
    """Whether what looks like a jump falls as one, from bent knees to bent knees, or so plainly as nothing else does.

    Of one that the clip's end cuts, the pelvis has to be on its way down, where no other went before it. `bend` (K,)
    is that of the knee that is bent more, degrees.
    """
    # What is smaller than an adult may be one in another unit, and falls as slowly.
    small, fall = min(body.leg / ADULT_LEG, 1.0), _fall(body, begin, end)
    if not small * JUMP_FALL <= fall <= FAST_FALL:
        return False
    plainest, steepest = PLAIN_FALL
    if end - begin >= PLAIN_FLIGHT_S * CANONICAL_FPS and small * plainest <= fall <= steepest:
        return True
    hips = body.joints[begin:end, 0, 1]
    around = round(PUSH_S * CANONICAL_FPS)
    pushes = begin == 0 or bend[max(begin - around, 0) : begin + 1].max() > PUSH_DEGREES
    if end < body.num_frames:
        lands = bend[end - 1 : end + around].max() > LANDING_DEGREES
    else:
        lands = not is_first or hips.max() - hips[-1] > SINKS * body.leg
    return bool(pushes and lands)


def _foot_heights(body: Body) -> np.ndarray:
    """(2, K) the same over the floor."""
    return foot_levels(body.joints) - body.floor


def _together(body: Body, begin: int, end: int) -> bool:
    """Whether both feet leave the floor, and come back, at about the same time, as in no stride."""
    off = _foot_heights(body) > OFF_FLOOR * body.leg
    slack = round(TOGETHER_S * CANONICAL_FPS) + 1
    before, after = off[:, max(begin - slack, 0)], off[:, min(end - 1 + slack, body.num_frames - 1)]
    return not before.any() and not after.any() and begin >= slack and end + slack <= body.num_frames


def _foot_speeds(body: Body) -> np.ndarray:
    """(2, K) speed of each foot over the floor, metres per second."""
    speeds = [np.linalg.norm(derivative(body.joints[:, TOES[s]])[:, [0, 2]], axis=-1) for s in (0, 1)]
    return np.stack(speeds)


def resting(body: Body) -> np.ndarray:
    """(2, K) whether each foot rests; how slow is slow depends on how fast the feet move in this motion."""
    speeds = _foot_speeds(body)
    slow = np.clip(0.35 * np.percentile(speeds, 95), 0.25, 1.5)
    return (speeds < slow) & (_foot_heights(body) < CONTACT * body.leg)


def find_steps(body: Body, flights: Sequence[Flight]) -> list[Step]:
    """Every step in the order of time: a foot that leaves its place and rests again at least a fifth of a leg away.

    A foot that is on its way when the motion begins makes a step from where it was then. To land from a jump is none,
    nor to move the feet where one sits or lies.
    """
    landings = [flight.span.end_s for flight in flights if flight.kind == "jump"]
    found = []
    for side, mask in enumerate(resting(body)):
        rests = runs(mask, shortest_s=0.05, gap_s=0.05)
        ground = body.joints[:, TOES[side]][:, [0, 2]]
        if rests and rests[0][0] > 0:
            rests = [(0, 1), *rests]
        for (begin, end), (landing, lifted) in pairwise(rests):
            length = float(np.linalg.norm(ground[landing:lifted].mean(0) - ground[begin:end].mean(0)))
            landed = any(abs(landing / CANONICAL_FPS - time) < 0.2 for time in landings)
            if length >= STEP * body.leg and not landed and body.hips[landing] > ON_FEET:
                found.append(Step(landing / CANONICAL_FPS, SIDES[side], length))
    return sorted(found, key=lambda step: step.time_s)

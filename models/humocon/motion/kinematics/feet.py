"""Feet: when they touch the floor, the steps, and when both are in the air."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.path import RUNNING
from humocon.motion.kinematics.signals import ANKLES, SIDES, TOES, Body, Side, Span, derivative, runs, smooth, span

# Heights in lengths of the leg (0.8 m), so that they hold for a child as for an adult.
OFF_FLOOR: Final[float] = 0.055
CONTACT: Final[float] = 0.12
SHORTEST_FLIGHT_S: Final[float] = 0.1
LONGEST_FLIGHT_S: Final[float] = 1.2
FREE_FALL: Final[float] = -3.0
JUMP_HIPS: Final[float] = 1.25
JUMP_RISE: Final[float] = 0.05
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
    """Every stretch in the air, in order; hanging and climbing are none: nobody falls there."""
    hips = body.joints[:, 0, 1]
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
        last = min(end, body.num_frames - 1)
        length = float(np.linalg.norm((body.joints[last, 0] - body.joints[max(begin - 1, 0), 0])[[0, 2]]))
        peak_s = (begin + int(hips[begin:end].argmax())) / CANONICAL_FPS
        found.append(Flight(span(begin, end), height, rise, length, peak_s, "jump" if jumped else "stride"))
    return found


def _falling(body: Body) -> list[tuple[int, int]]:
    """Stretches of poses [begin, end) off the floor and in free fall.

    Where the floor that was found lies a little too low, a foot stays over it between two flights: it has to be higher.
    """
    fall = derivative(derivative(smooth(body.joints[:, 0, 1], 0.05)))
    found: list[tuple[int, int]] = []
    for level in (1, 2, 3):
        for begin, end in runs(body.lowest > level * OFF_FLOOR * body.leg, shortest_s=SHORTEST_FLIGHT_S, gap_s=0.05):
            short = end - begin <= LONGEST_FLIGHT_S * CANONICAL_FPS
            known = any(first < end and begin < last for first, last in found)
            if short and not known and fall[begin:end].mean() <= FREE_FALL:
                found.append((begin, end))
    return sorted(found)


def _foot_heights(body: Body) -> np.ndarray:
    """(2, K) height of the lower of ankle and toe of each foot over the floor, metres."""
    return np.stack([body.joints[:, [ANKLES[s], TOES[s]], 1].min(axis=1) - body.floor for s in (0, 1)])


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

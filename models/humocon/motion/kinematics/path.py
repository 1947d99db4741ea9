"""The way over the floor: how far, how fast, which way relative to where the body faces, and the turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np
from scipy.ndimage import uniform_filter1d

from humocon.motion.clip import CANONICAL_FPS, heading
from humocon.motion.kinematics.signals import Body, Span, derivative, extremes, foot_levels, runs, smooth, span

Way = Literal["forward", "backwards", "left", "right"]
MOVING: Final[float] = 0.35  # metres per second
RUNNING: Final[float] = 2.2
JOGGING: Final[float] = 1.4
RESTS: Final[float] = 0.06  # lengths of the leg
WALKS: Final[float] = 0.22
GAIT_POSES: Final[int] = 25
SHORTEST_GOING_S: Final[float] = 0.4
SHORTEST_GAIT_S: Final[float] = 0.6
STRIDE_S: Final[float] = 0.6
SIDEWAYS_DEGREES: Final[float] = 50.0
BACKWARDS_DEGREES: Final[float] = 130.0
TURN_DEGREES: Final[float] = 25.0
RESTING_DEGREES: Final[float] = 15.0  # degrees per second
RESTING_S: Final[float] = 0.4


@dataclass(frozen=True)
class Travel:
    """The way of the pelvis over the floor.

    Attributes:
        path_m: its length, metres.
        displacement_m: from the first pose to the last in a straight line, metres.
        heading_degrees: by how much the body faces another way at the end, positive to the left, whole turns counted.
        mean_speed, top_speed: metres per second.
        peak_s: when the speed is greatest.
    """

    path_m: float
    displacement_m: float
    heading_degrees: float
    mean_speed: float
    top_speed: float
    peak_s: float

    @property
    def turned_degrees(self) -> float:
        """By how much the body faces another way at the end, without whole turns: -180 to 180."""
        return (self.heading_degrees + 180) % 360 - 180


@dataclass(frozen=True)
class Going:
    """A stretch in which the person goes one way.

    Attributes:
        span: when.
        way: relative to where the body faces.
        distance_m: metres.
        speed: mean, metres per second.
        runs: whether it is a run: fast, or with both feet in the air again and again.
    """

    span: Span
    way: Way
    distance_m: float
    speed: float
    runs: bool


@dataclass(frozen=True)
class Turn:
    """A stretch in which the body turns one way: degrees, positive to the left."""

    span: Span
    degrees: float

    @property
    def side(self) -> Literal["left", "right"]:
        """Which way."""
        return "left" if self.degrees > 0 else "right"


def find_travel(body: Body) -> Travel:
    """Lengths and speeds of the whole way."""
    speeds = np.linalg.norm(body.velocity, axis=-1)
    ground = body.joints[:, 0][:, [0, 2]]
    displacement = float(np.linalg.norm(ground[-1] - ground[0]))
    return Travel(
        path_m=max(float(speeds.sum() / CANONICAL_FPS), displacement),  # smoothed speeds lose some of a straight way
        displacement_m=displacement,
        heading_degrees=float(np.degrees(body.facing[-1] - body.facing[0])),
        mean_speed=float(speeds.mean()),
        top_speed=float(speeds.max()),
        peak_s=int(speeds.argmax()) / CANONICAL_FPS,
    )


def find_goings(body: Body, strides: Sequence[Span] = ()) -> list[Going]:
    """Every stretch of one way and one gait, in order.

    Args:
        body: the motion.
        strides: when both feet are in the air in running, in order.
    """
    velocity = smooth(body.velocity, 0.25)
    speeds = np.linalg.norm(velocity, axis=-1)
    angle = np.degrees(np.arctan2(velocity[:, 0], velocity[:, 1]))
    ways = np.where(angle > 0, "left", "right").astype("<U9")
    ways[np.abs(angle) <= SIDEWAYS_DEGREES] = "forward"
    ways[np.abs(angle) >= BACKWARDS_DEGREES] = "backwards"
    running = _running(body, speeds, strides)
    found = []
    for way in ("forward", "backwards", "left", "right"):
        for is_run in (False, True):
            mask = (ways == way) & (speeds > MOVING) & (running == is_run)
            for begin, end in runs(mask, shortest_s=SHORTEST_GOING_S, gap_s=0.2):
                distance = float(speeds[begin:end].sum() / CANONICAL_FPS)
                found.append(Going(span(begin, end), way, distance, float(speeds[begin:end].mean()), is_run))
    return sorted(found, key=lambda going: going.span.begin_s)


def _running(body: Body, speeds: np.ndarray, strides: Sequence[Span]) -> np.ndarray:
    """(K,) whether each pose is of a run; a stretch too short to tell is of the gait around it.

    Who walks has both feet on the floor for a quarter of the time and more; who jogs, hardly ever.
    """
    feet = foot_levels(body.joints) - body.floor
    both = uniform_filter1d((feet.max(axis=0) < RESTS * body.leg).astype(float), GAIT_POSES, mode="nearest")
    running = (speeds > RUNNING) | ((speeds > JOGGING) & (both < WALKS))
    for first, second in pairwise(strides):
        if second.begin_s - first.end_s < STRIDE_S:
            running[round(first.begin_s * CANONICAL_FPS) : round(second.end_s * CANONICAL_FPS)] = True
    gait = np.zeros(len(speeds), dtype=bool)
    for begin, end in runs(running, shortest_s=SHORTEST_GAIT_S, gap_s=SHORTEST_GAIT_S):
        gait[begin:end] = True
    for begin, end in runs(~gait & (speeds > MOVING)):
        beside = gait[max(begin - 1, 0)] or gait[min(end, len(gait) - 1)]
        if beside and end - begin < SHORTEST_GAIT_S * CANONICAL_FPS:
            gait[begin:end] = True
    return gait


def _apart(facing: np.ndarray, places: Sequence[int]) -> list[tuple[int, int]]:
    """Stretches [begin, end] between places of return, cut where the body rests in between for a while."""
    resting = runs(np.abs(derivative(facing)) < RESTING_DEGREES, shortest_s=RESTING_S)
    found = []
    for begin, end in pairwise(places):
        cuts = [(first + last) // 2 for first, last in resting if begin < first and last < end]
        parts = list(pairwise([begin, *cuts, end]))
        kept = [(first, last) for first, last in parts if abs(facing[last] - facing[first]) >= TURN_DEGREES]
        found += kept or [(begin, end)]
    return found


def find_turns(body: Body) -> list[Turn]:
    """Every turn of at least `TURN_DEGREES`, in order, without the calm before and after it."""
    facing = np.degrees(smooth(body.facing, 0.2))
    # What shows a turn under the sway of a gait blurs where it begins and ends.
    sharp = np.degrees(smooth(np.unwrap(heading(body.joints)), 0.1))
    found = []
    for begin, end in _apart(facing, extremes(facing, TURN_DEGREES)):
        change = facing[end] - facing[begin]
        done = (facing[begin : end + 1] - facing[begin]) / change
        half = begin + int(np.flatnonzero(done >= 0.5)[0])
        told = sharp if abs(sharp[end] - sharp[begin]) >= TURN_DEGREES / 2 else facing
        share = (told[begin : end + 1] - told[begin]) / (told[end] - told[begin])
        early = np.flatnonzero(share[: half - begin + 1] <= 0.05)
        late = np.flatnonzero(share[half - begin :] >= 0.95)
        first, last = begin + int(early[-1]), half + int(late[0])
        found.append(Turn(span(first, last + 1), float(change)))
    return found

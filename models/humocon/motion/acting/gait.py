"""Walking, jogging and running along a path: feet are placed on the ground first, the body follows."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from humocon.motion.acting.curves import glide, soften, through, wander
from humocon.motion.acting.performance import LEFT, RIGHT, Body, Performance, Style, stand

_STEP_S = 0.01  # fineness of the path
_MARGIN_S = 2.0  # how far the path goes on before and after, for feet placed beyond the ends


@dataclass(frozen=True)
class Gait:
    """A way of getting along. Lengths are for a leg of 0.8 m.

    Attributes:
        speed: slowest and fastest, m/s.
        stride: metres of a stride (two steps) at no speed, and more metres for each m/s.
        stance: share of the stride in which a foot is on the ground; below 0.5 there is flight.
        bob: half the rise and fall of the pelvis, metres; positive if it is highest over the standing foot.
        crouch: metres that the pelvis is lower than in standing.
        lean: degrees that the trunk leans forward.
        heel: degrees that the heel is up as the foot leaves the ground, and at most while it swings.
        lift: metres that the ball of the foot rises as it swings.
        toes: degrees that the toes point up as the foot lands.
        swing: degrees that an arm swings to each side, and where its middle is.
        elbow: degrees of bend in the elbow beyond that of the hanging arm, and how much of it comes with the swing.
        behind: metres by which the foot stands behind the pelvis halfway through its time on the ground.
    """

    speed: tuple[float, float]
    stride: tuple[float, float]
    stance: float
    bob: float
    crouch: float
    lean: float
    heel: tuple[float, float]
    lift: float
    toes: float
    swing: tuple[float, float]
    elbow: tuple[float, float]
    behind: float


WALK = Gait((1.15, 1.45), (0.62, 0.46), 0.60, 0.016, 0.022, 3.0, (54, 64), 0.06, 18, (22, 2), (4, 12), 0.06)
BACKWARDS = Gait((0.6, 0.95), (0.55, 0.42), 0.66, 0.010, 0.020, 3.0, (14, 34), 0.06, 0, (13, 4), (6, 6), 0.03)
MARCH = Gait((0.08, 0.13), (0.02, 0.95), 0.62, 0.012, 0.015, 1.0, (40, 58), 0.12, 2, (14, 2), (6, 8), 0.02)
JOG = Gait((1.9, 2.4), (0.62, 0.48), 0.42, -0.042, 0.055, 8.0, (55, 84), 0.17, 10, (30, -4), (50, 16), 0.12)
RUN = Gait((2.7, 3.5), (0.72, 0.46), 0.36, -0.052, 0.065, 11.0, (60, 104), 0.28, 8, (42, -4), (60, 16), 0.17)


def go(
    time: np.ndarray,
    body: Body,
    style: Style,
    rng: np.random.Generator,
    *,
    gait: Gait,
    way: Literal["ahead", "back"] = "ahead",
    turn_degrees: float = 0.0,
    on_the_spot: bool = False,
    limp: float = 0.0,
) -> Performance:
    """Travel at a steady speed, already moving in the first pose.

    Args:
        time: (K,) seconds.
        body: measures of the skeleton.
        style: the person's way of moving.
        rng: source of speed, phase and unrest.
        gait: how the legs go.
        way: "back" travels with the back first.
        turn_degrees: how far the path bends over the middle of the motion, positive to the left.
        on_the_spot: as on a treadmill: the ground goes back under the feet as fast as the person goes ahead.
        limp: how much faster the person goes while the left foot stands than while the right does, 0 to 1.
    """
    act = stand(time, body, style, rng)
    size = body.leg / 0.8
    speed = rng.uniform(*gait.speed) * np.clip(style.speed, 0.93, 1.08) * size
    cycle = (gait.stride[0] + gait.stride[1] * speed / size) * size / speed
    sign = 1.0 if way == "ahead" else -1.0
    first = rng.uniform(0.0, 1.0)
    grid = np.arange(time[0] - _MARGIN_S, time[-1] + _MARGIN_S, _STEP_S)
    limping = 1.0 + limp * np.cos(2 * np.pi * (grid / cycle + first - 0.5 * gait.stance))
    route = _route(grid, time, sign * speed * limping, turn_degrees)
    trip = _Trip(gait, style, grid, route, cycle, first, sign)
    _move_body(act, trip, size)
    for side in (LEFT, RIGHT):
        _move_foot(act, side, trip, body)
    if on_the_spot:
        here = trip.at(time)[:, :2]
        act.root[:, [0, 2]] -= here
        act.balls[:, :, [0, 2]] -= here
    act.root[:, [0, 2]] += 0.004 * wander(time, rng, 2)
    return act


def _route(grid: np.ndarray, time: np.ndarray, pace: np.ndarray, turn_degrees: float) -> np.ndarray:
    """The route (n, 3) of a trip at a pace (n,), m/s, at the times of a grid (n,); slower where the path bends."""
    length = time[-1] - time[0]
    bend = turn_degrees * glide((grid - time[0] - 0.22 * length) / (0.56 * length + 1e-9), ramp=0.35)
    if turn_degrees:
        pace = pace * (1.0 - 0.18 * (np.abs(np.gradient(bend, _STEP_S)) > 5.0))
    direction = np.radians(bend)
    steps = np.stack([np.sin(direction), np.cos(direction)], axis=-1) * soften(pace, 15)[:, None]
    return np.concatenate([np.cumsum(steps * _STEP_S, axis=0), bend[:, None]], axis=-1)


class _Trip(NamedTuple):
    """How a person gets along a route (n, 3) of x, z and bend in degrees, given at the times of a grid (n,).

    `cycle` is the time of a stride, of which a share of `first` is over at time 0; the `sign` tells ahead from back.
    """

    gait: Gait
    style: Style
    grid: np.ndarray
    route: np.ndarray
    cycle: float
    first: float
    sign: float

    def at(self, when: np.ndarray) -> np.ndarray:
        """The route at times `when`: (n, 3)."""
        return np.stack([np.interp(when, self.grid, column) for column in self.route.T], axis=-1)


def _move_body(act: Performance, trip: _Trip, size: float) -> None:
    """Pelvis, trunk and arms of a stride; the left foot lands at phase 0."""
    gait, here = trip.gait, trip.at(act.time)
    phase = 2 * np.pi * (act.time / trip.cycle + trip.first)
    middle = phase - np.pi * gait.stance  # 0 where the left foot stands under the body
    act.facing[:] = here[:, 2]
    across = np.stack([np.cos(np.radians(act.facing)), -np.sin(np.radians(act.facing))], axis=-1)
    act.root[:, [0, 2]] += here[:, :2] + across * (0.018 * size * np.cos(middle))[:, None]
    act.root[:, 1] += size * (gait.bob * np.cos(2 * middle) - gait.crouch)
    swing = trip.style.size * np.cos(phase) * trip.sign
    act.pelvis[:, 0] += 0.35 * gait.lean
    act.pelvis[:, 1] += 2.5 * np.cos(middle)
    act.pelvis[:, 2] += -5.0 * swing
    act.spine[:, 0] += 0.65 * gait.lean + 1.0 * np.cos(2 * phase)
    act.spine[:, 1] += -1.5 * np.cos(middle)
    act.spine[:, 2] += 9.0 * swing
    act.head[:, 0] -= 0.6 * gait.lean
    act.head[:, 1] -= 4.0 * swing
    for side, forward in ((LEFT, -swing), (RIGHT, swing)):
        act.arms[side, :, 0] += gait.swing[0] * forward + gait.swing[1] - 0.6 * gait.lean
        act.arms[side, :, 2] += 0.35 * gait.elbow[0]
        act.arms[side, :, 3] += gait.elbow[0] + gait.elbow[1] * (forward + 0.3)


def _move_foot(act: Performance, side: int, trip: _Trip, body: Body) -> None:
    """Where one foot is: still while it stands, on a soft arc to its next place while it swings."""
    gait, style, first = trip.gait, trip.style, trip.first + 0.5 * side
    stride = act.time / trip.cycle + first
    number, share = np.floor(stride), stride % 1.0
    out = 1.0 if side == LEFT else -1.0
    width = 0.75 * style.stance if gait.stance > 0.5 else 0.5 * style.stance

    def place(count: np.ndarray) -> np.ndarray:
        spot = trip.at((count + 0.5 * gait.stance - first) * trip.cycle)
        angle = np.radians(spot[:, 2])
        ahead = np.stack([np.sin(angle), np.cos(angle)], axis=-1)
        left = np.stack([np.cos(angle), -np.sin(angle)], axis=-1)
        spot[:, :2] += ahead * (body.foot - gait.behind) + left * out * width
        return spot

    swung = (share - gait.stance) / (1.0 - gait.stance)
    moved = glide(swung, ramp=0.24)[:, None]
    spot = (1.0 - moved) * place(number) + moved * place(number + 1.0)
    act.balls[side, :, 0], act.balls[side, :, 2] = spot[:, 0], spot[:, 1]
    act.foot_yaw[side] = spot[:, 2] + out * 0.7 * style.toe_out
    away = 1.0 - gait.stance
    leaving, most = gait.heel
    moments = [0.0, 0.14 * gait.stance, 0.5 * gait.stance, gait.stance]
    moments += [gait.stance + 0.3 * away, gait.stance + 0.78 * away, 1.0]
    act.foot_pitch[side] = through(share, moments, [-gait.toes, 0.0, 0.0, leaving, most, -0.8 * gait.toes, -gait.toes])
    arc = [gait.stance, gait.stance + 0.35 * away, gait.stance + 0.75 * away, 1.0]
    act.balls[side, :, 1] = through(share, arc, [0.0, gait.lift, 0.35 * gait.lift, 0.0])
    act.grounded[side] = share < gait.stance
    if trip.sign < 0:
        # With the back first, the ball lands first and the heel sinks; the toes leave last.
        act.foot_pitch[side] = through(share, moments, [20.0, 0.0, 0.0, leaving - 20.0, most, 26.0, 20.0])

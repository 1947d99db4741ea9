"""Motions that leave the ground: jumps with both feet, and hops and skips, one small flight after another.

The flight is a free fall; between hops the legs spring on the balls of the feet.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from humocon.motion.acting.curves import glide, hermite, through
from humocon.motion.acting.performance import LEFT, RIGHT, Body, Performance, Style, stand

GRAVITY = 9.81


@dataclass(frozen=True)
class _Leap:
    """One jump with both legs; lengths in metres, times in seconds.

    Attributes:
        crouch: how far the pelvis sinks before.
        rise: how far the pelvis rises in the air above where it leaves the ground.
        distance: forward.
        wind_up: from the start to the lowest point.
        landing: how far the pelvis sinks after.
        arms: how much of a full arm swing goes with it, 0 to 1.
    """

    crouch: float
    rise: float
    distance: float
    wind_up: float
    landing: float
    arms: float


class _Moments(NamedTuple):
    """When the knees begin to bend, are bent most, the feet leave, land, the knees are bent again, and all is over."""

    start: float
    low: float
    up: float
    down: float
    deep: float
    rest: float


def _leap(act: Performance, body: Body, leap: _Leap, start: float) -> float:
    """Add a jump to a standing person, who is further on afterwards, from `start` on; returns when they stand again."""
    push_off = 0.085 * body.leg  # the heels are up and the knees straight as the feet leave
    speed = np.sqrt(2 * GRAVITY * leap.rise)
    low = start + leap.wind_up
    up = low + 1.7 * (leap.crouch + push_off) / speed
    down = up + 2 * speed / GRAVITY
    deep = down + 1.8 * (leap.landing + push_off) / speed
    when = _Moments(start, low, up, down, deep, deep + 0.35 + 1.2 * leap.landing)
    _fly(act, body, leap, when, push_off, speed)
    _swing_arms(act, leap.arms, when, _bend(act, leap, when))
    return float(when.rest)


def _fly(act: Performance, body: Body, leap: _Leap, when: _Moments, push_off: float, speed: float) -> None:
    """The way of the pelvis, a free fall in the air, and of the feet."""
    time, knots = act.time, np.array(when)
    _, low, up, down, deep, _ = when
    heights = np.array([0.0, -leap.crouch, push_off, push_off, -leap.landing, 0.0])
    slopes = np.array([0.0, 0.0, speed, -speed, 0.0, 0.0])
    height = hermite(time, knots, heights[:, None], slopes[:, None])[:, 0]
    in_air = (time > up) & (time < down)
    fall = push_off + speed * (time - up) - 0.5 * GRAVITY * (time - up) ** 2
    height = np.where(in_air, fall, height)
    distance = leap.distance
    pace = distance / (down - up + 0.25) if distance else 0.0
    lead, drag = 0.35 * pace * (up - low), 0.3 * pace * (deep - down)
    ways = np.array([0.0, -0.03 * body.leg, lead, lead + pace * (down - up), distance - drag * 0.2, distance])
    travel = hermite(time, knots, ways[:, None], np.array([0, 0, pace, pace, 0.3 * pace, 0])[:, None])[:, 0]
    act.root[:, 1] += height
    act.root[:, 2] += travel - 0.18 * np.clip(-height, 0.0, 1.0)
    act.grounded[:] &= ~in_air
    flight = np.clip((time - up) / (down - up), 0.0, 1.0)
    tuck = 0.04 * body.leg * np.sin(np.pi * flight)
    act.balls[:, :, 2] += distance * glide(flight, ramp=0.1)
    act.balls[:, :, 1] += np.where(in_air, np.maximum(height - push_off, 0.0) + tuck, 0.0)


def _bend(act: Performance, leap: _Leap, when: _Moments) -> np.ndarray:
    """Heels rise to the push-off, the trunk bends before it and after the landing; returns its bend (K,), degrees."""
    start, low, up, down, deep, rest = when
    heel = [0.0, 8.0, 48.0, 42.0, 44.0, 0.0]
    act.foot_pitch += through(act.time, [start, low, up, 0.5 * (up + down), down, down + 0.12], heel)
    bend = [0.0, 62 * leap.crouch / 0.35, 5.0, 6.0, 48 * leap.landing / 0.3, 0.0]
    trunk = through(act.time, [start, low, up + 0.03, down, deep, rest], bend)
    act.spine[:, 0] += 0.6 * trunk
    act.pelvis[:, 0] += 0.4 * trunk
    act.head[:, 0] -= 0.55 * trunk
    return trunk


def _swing_arms(act: Performance, share: float, when: _Moments, trunk: np.ndarray) -> None:
    """Arms hang from the bent trunk, go back, forward and up at the push-off, and down; a `share` of the full swing."""
    start, low, up, down, deep, rest = when
    swing = [0.0, -45 * share, 25.0 * share, 80 * share, 38 * share, 15 * share, 0.0]
    moments = [start, low - 0.02, up - 0.06, up + 0.12, down, deep, rest]
    act.arms[:, :, 0] += through(act.time, moments, swing) + 0.4 * trunk
    act.arms[:, :, 1] += through(act.time, [start, up, up + 0.12, deep, rest], [0, 6, 14 * share, 10 * share, 0])
    act.arms[:, :, 3] += through(act.time, moments, [0.0, 8.0, 40 * share, 36 * share, 30 * share, 20.0, 0.0])


def jump(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator, *, ahead: bool = False) -> Performance:
    """One jump on the spot, or forward by 0.7 to 1.2 m; as many again as fit into the time."""
    act = stand(time, body, style, rng)
    size, start = body.leg / 0.8, float(rng.uniform(0.45, 0.75))
    while start + 1.9 < time[-1] + 0.35:
        leap = _Leap(
            crouch=size * rng.uniform(0.22, 0.33),
            rise=size * rng.uniform(0.22, 0.36) * (0.85 if ahead else 1.0),
            distance=size * rng.uniform(0.75, 1.2) if ahead else 0.0,
            wind_up=rng.uniform(0.45, 0.65) / style.speed,
            landing=size * rng.uniform(0.14, 0.24),
            arms=rng.uniform(0.85, 1.15),
        )
        start = _leap(act, body, leap, start)
        start += rng.uniform(0.4, 0.8)
    return act


def jumping_jacks(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Legs apart and arms up, legs together and arms down, with a small jump between."""
    act = stand(time, body, style, rng)
    half = rng.uniform(0.44, 0.56) / style.speed
    wide = 0.36 * body.leg * style.size
    begin = 0.3
    count = max(2, 2 * int((time[-1] - begin - 0.2) / (2 * half)))
    moments, openness = [begin], [0.0]
    rise = 0.5 * GRAVITY * (0.24 * half) ** 2
    for number in range(count):
        start = begin + number * half
        up, down = start + 0.36 * half, start + 0.84 * half
        share = np.clip((time - up) / (down - up), 0.0, 1.0)
        in_air = (time > up) & (time < down)
        hump = 4 * rise * share * (1.0 - share)
        act.root[:, 1] += hump - _dip(time, start, up, 0.07 * body.leg) - _dip(time, down, start + 1.3 * half, 0.05)
        act.balls[:, :, 1] += hump
        act.foot_pitch += through(time, [start, up, 0.5 * (up + down), down, down + 0.12], [0, 30, 34, 18, 0])
        act.grounded &= ~in_air
        moments += [up, down]
        openness += [float(number % 2), float(1 - number % 2)]
    feet = through(time, moments, openness)
    ends = [begin + number * half for number in range(count + 1)]
    hands = through(time, ends, [float(number % 2) for number in range(count + 1)])
    for side, out in ((LEFT, 1.0), (RIGHT, -1.0)):
        act.balls[side, :, 0] += out * wide * feet
        act.foot_yaw[side] += out * 8.0 * feet
        act.arms[side, :, 1] += 145.0 * style.size * hands
        act.arms[side, :, 2] -= 30.0 * hands
    act.root[:, 1] -= 0.07 * body.leg * feet
    return act


def _dip(time: np.ndarray, start: float, stop: float, depth: float) -> np.ndarray:
    """A soft dip of the pelvis between two moments: (K,) metres, 0 outside."""
    return depth * np.sin(np.pi * np.clip((time - start) / (stop - start), 0.0, 1.0)) ** 2


@dataclass(frozen=True)
class _Hops:
    """The rhythm of hops; a hop is a flight and the time on the ground after it.

    `number` (K,) counts the hops, `since` (K,) is the time since each began, in lengths of its flight. `height` (K,) is
    that of the pelvis above that of a standing person, metres, and `push` what it is as the feet leave the ground and
    as they land. Of each `period` from one hop to the next, `ground` is spent on the ground, seconds.
    """

    number: np.ndarray
    since: np.ndarray
    height: np.ndarray
    in_air: np.ndarray
    push: float
    ground: float
    period: float

    @property
    def flight(self) -> np.ndarray:
        """How much of a hop's flight is over, (K,), 0 to 1."""
        return np.clip(self.since, 0.0, 1.0)


def _rhythm(time: np.ndarray, body: Body, period: float, air: float, first: float) -> _Hops:
    """Free flight of `air` seconds in each period; on the ground the legs brake and push with a steady force."""
    number = np.floor(time / period + first)
    since = time - (number - first) * period
    speed, ground = 0.5 * GRAVITY * air, period - air
    sink = 0.25 * speed * ground  # from the landing to the lowest point
    push = min(0.07 * body.leg, 0.7 * sink)
    moments = np.array([air, air + 0.5 * ground, period])
    heights, slopes = np.array([push, push - sink, push]), np.array([-speed, 0.0, speed])
    standing = hermite(since, moments, heights[:, None], slopes[:, None])[:, 0]
    in_air = since < air
    height = np.where(in_air, push + speed * since - 0.5 * GRAVITY * since**2, standing)
    return _Hops(number, since / air, height, in_air, push, ground, period)


def hop(
    time: np.ndarray,
    body: Body,
    style: Style,
    rng: np.random.Generator,
    *,
    legs: Literal["both", "left"] = "both",
    on_the_spot: bool = False,
) -> Performance:
    """Hops on both legs or on one, forward or where one stands, quick and light as with a rope or slow and high."""
    act = stand(time, body, style, rng)
    period = rng.uniform(0.38, 0.62) if rng.random() < 0.6 else rng.uniform(0.62, 0.95)
    air = period * rng.uniform(0.36, 0.52)
    hops = _rhythm(time, body, period, air, rng.uniform(0.0, 1.0))
    _bounce(act, body, hops, stride=0.0 if on_the_spot else rng.uniform(0.22, 0.42))
    act.grounded &= ~hops.in_air
    beat = np.sin(2 * np.pi * (hops.since * air + 0.5 * hops.ground) / period)  # up in the first half of a flight
    swing = rng.uniform(0.0, 1.0) * (period - 0.2)
    act.arms[:, :, 0] += swing * (14.0 + 38.0 * beat)
    act.arms[:, :, 1] += swing * 8.0
    act.arms[:, :, 3] += rng.uniform(0.0, 75.0)
    if legs == "left":
        act.balls[RIGHT] += body.leg * np.array([0.0, 0.30, -0.32])
        act.foot_pitch[RIGHT] = 55.0
        act.grounded[RIGHT] = False
        act.root[:, 0] += 0.8 * style.stance
        act.pelvis[:, 0] += 6.0
    return act


def skip(
    time: np.ndarray, body: Body, style: Style, rng: np.random.Generator, *, on_the_spot: bool = False
) -> Performance:
    """Hops on one leg and the other in turn: twice on each with a knee up, going forward; once, as with a rope."""
    act = stand(time, body, style, rng)
    period = rng.uniform(0.34, 0.48)
    air = period * (rng.uniform(0.3, 0.45) if on_the_spot else rng.uniform(0.42, 0.55))
    hops = _rhythm(time, body, period, air, rng.uniform(0.0, 1.0))
    _bounce(act, body, hops, stride=0.0 if on_the_spot else rng.uniform(0.28, 0.46))
    raised = np.array([0.0, 0.2, -0.2]) if on_the_spot else np.array([0.0, 0.32, 0.16])
    raised *= body.leg * rng.uniform(0.75, 1.25)
    heel = rng.uniform(15.0, 45.0)
    free = _free_leg(hops, on_each=1 if on_the_spot else 2)
    act.balls += free[:, :, None] * raised
    act.foot_pitch += free * heel
    act.grounded &= ~hops.in_air & (free < 0.5)
    ahead = free[LEFT] - free[RIGHT]
    act.root[:, 0] -= 0.5 * style.stance * ahead
    if on_the_spot:
        act.arms[:, :, 3] += rng.uniform(30.0, 80.0)
        act.arms[:, :, 1] += rng.uniform(0.0, 20.0)
    else:
        swing = rng.uniform(15.0, 45.0) * ahead
        act.arms[LEFT, :, 0] -= swing
        act.arms[RIGHT, :, 0] += swing
        act.arms[:, :, 3] += rng.uniform(10.0, 45.0)
        act.spine[:, 2] += 0.2 * swing
    return act


def _free_leg(hops: _Hops, *, on_each: int) -> np.ndarray:
    """How far each leg is raised that does not hop: (2, K), 0 to 1; one comes down while the other still rises."""
    rising, sinking = glide((hops.since - 0.35) / 1.2, ramp=0.4), 1.0 - glide(hops.since / 0.85, ramp=0.4)
    legs = []
    for side in (LEFT, RIGHT):
        was, will_be = ((hops.number - done) // on_each % 2 == side for done in (1, 0))
        legs.append(np.where(will_be, np.where(was, 1.0, rising), np.where(was, sinking, 0.0)))
    return np.stack(legs)


def _bounce(act: Performance, body: Body, hops: _Hops, *, stride: float) -> None:
    """Let a standing person rise, fall and travel in the rhythm; both feet do the same.

    The pelvis gets along by `stride` metres, for a leg of 0.8 m, while the feet stay on the ground.
    """
    pace = stride * body.leg / 0.8 / hops.ground
    act.root[:, 1] += hops.height
    act.root[:, 2] += pace * act.time
    start = act.time - hops.since * (hops.period - hops.ground)
    landed = pace * (start + hops.period - 0.5 * hops.ground)  # the body is over the feet halfway through
    act.balls[:, :, 2] += landed - pace * hops.period * (1.0 - glide(hops.flight, ramp=0.1))
    tuck = 0.03 * body.leg * np.sin(np.pi * hops.flight)
    act.balls[:, :, 1] += np.where(hops.in_air, np.maximum(hops.height - hops.push, 0.0) + tuck, 0.0)
    act.foot_pitch += 8.0 + 34.0 * np.clip(hops.height / hops.push, 0.0, 1.0)
    bend = 55.0 * np.maximum(-hops.height, 0.0)
    act.spine[:, 0] += bend
    act.pelvis[:, 0] += bend
    act.head[:, 0] -= bend

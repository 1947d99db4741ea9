"""Hops and skips: one small flight after another, with a spring on the balls of the feet between them."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from humocon.motion.acting.curves import glide, hermite
from humocon.motion.acting.leaps import GRAVITY
from humocon.motion.acting.performance import LEFT, RIGHT, Body, Performance, Style, stand


@dataclass(frozen=True)
class _Hops:
    """The rhythm of hops; a hop is a flight and the time on the ground after it.

    Attributes:
        number: (K,) of the hop.
        since: (K,) the time since the hop began, in lengths of its flight.
        height: (K,) of the pelvis above that of a standing person, metres.
        in_air: (K,)
        push: how high the pelvis is as the feet leave the ground and as they land, metres.
        ground: a hop's time on the ground, seconds.
        period: from one hop to the next, seconds.
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
    """How far each leg is raised that does not hop: (2, K), 0 to 1; one comes down while the other still rises.

    Args:
        hops: the rhythm.
        on_each: how many hops one leg does before the other.
    """
    rising, sinking = glide((hops.since - 0.35) / 1.2, ramp=0.4), 1.0 - glide(hops.since / 0.85, ramp=0.4)
    legs = []
    for side in (LEFT, RIGHT):
        was, will_be = ((hops.number - done) // on_each % 2 == side for done in (1, 0))
        legs.append(np.where(will_be, np.where(was, 1.0, rising), np.where(was, sinking, 0.0)))
    return np.stack(legs)


def _bounce(act: Performance, body: Body, hops: _Hops, *, stride: float) -> None:
    """Let a standing person rise, fall and travel in the rhythm; both feet do the same.

    Args:
        act: changed in place.
        body: measures of the skeleton.
        hops: the rhythm.
        stride: metres that the pelvis gets along while the feet stay on the ground, for a leg of 0.8 m.
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

"""Ways of stepping that are no walk: sideways, with high knees, limping, upstairs, with a rope, and lunges."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from humocon.motion.acting.curves import glide, through
from humocon.motion.acting.gait import WALK, Gait, go
from humocon.motion.acting.jumps import hop, skip
from humocon.motion.acting.performance import LEFT, RIGHT, Body, Performance, Reach, Style, stand

HIGH_KNEES: Final = Gait((0.5, 1.0), (0.5, 0.5), 0.56, 0.014, 0.008, 0.0, (34, 30), 0.36, 2, (34, 6), (18, 16), 0.02)


def march(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """March with high knees, ahead or where one stands."""
    gait = replace(HIGH_KNEES, lift=rng.uniform(0.28, 0.42))
    return go(time, body, style, rng, gait=gait, on_the_spot=rng.random() < 0.4)


def limp(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Walk with a lame left leg: short steps with the right, a quick dip onto the left, the body leaning over it."""
    gait = replace(WALK, speed=(0.5, 0.95), swing=(9, 4), heel=(40, 46))
    act = go(time, body, style, rng, gait=gait, limp=rng.uniform(0.45, 0.75))
    # The body sinks and leans as the lame leg carries it, which is where the left foot stands flat.
    lame = np.clip(1.0 - np.abs(act.balls[LEFT, :, 2] - act.root[:, 2]) / (0.45 * body.leg), 0.0, 1.0)
    lame = lame * act.grounded[LEFT]
    weight = through(time, time[::3], lame[::3])
    act.root[:, 1] -= rng.uniform(0.02, 0.045) * body.leg * weight
    act.spine[:, 1] -= rng.uniform(5.0, 12.0) * weight
    act.spine[:, 0] += rng.uniform(2.0, 14.0)
    if rng.random() < 0.35:  # a hand holds the thigh
        act.arms[LEFT] += np.array([8.0, 6.0, 15.0, 22.0]) - act.arms[LEFT]
    return act


@dataclass(frozen=True)
class _Sideways:
    """When the feet of a step to the side move, in shares of its period: the one that leads, and the one that closes.

    Between `off` and `on` nobody touches the ground, if they differ.
    """

    lead: tuple[float, float]
    close: tuple[float, float]
    off: float = 1.0
    on: float = 1.0


_STEP: Final = _Sideways((0.0, 0.42), (0.5, 0.92))
_GALLOP: Final = _Sideways((-0.2, 0.38), (0.52, 1.0), 0.8, 1.0)


def side_step(
    time: np.ndarray, body: Body, style: Style, rng: np.random.Generator, *, gallop: bool = False
) -> Performance:
    """Go to the left, facing ahead: step by step, or in a gallop that leaves the ground at each step."""
    act = stand(time, body, style, rng)
    size, way = body.leg / 0.8, _GALLOP if gallop else _STEP
    period = rng.uniform(0.38, 0.52) if gallop else rng.uniform(0.7, 1.15) / style.speed
    length = size * (rng.uniform(0.42, 0.72) if gallop else rng.uniform(0.32, 0.55))
    # Whoever is not under way already stands at first and at last.
    under_way = gallop and rng.random() < 0.6
    begin = -4 * period if under_way else rng.uniform(0.15, 0.5)
    count = 400 if under_way else max(1, int((time[-1] - begin - 0.2) / period))
    steps = np.clip((time - begin) / period, 0.0, count)
    number, share = np.minimum(np.floor(steps), count - 1), steps - np.minimum(np.floor(steps), count - 1)

    def moved(lift: float, land: float) -> np.ndarray:
        early = glide((share - 1.0 - lift) / (land - lift), ramp=0.3) * (number < count - 1) if lift < 0 else 0.0
        first = np.where((number == 0) & ~under_way, max(lift, 0.0), lift)
        return glide((share - first) / (land - first), ramp=0.3) + early

    closeness = 0.35 * style.stance
    for side, times in ((LEFT, way.lead), (RIGHT, way.close)):
        done = moved(*times)
        act.balls[side, :, 0] += length * (number + done) + (closeness if side == RIGHT else -closeness)
        air = np.sin(np.pi * np.clip(done % 1.0, 0.0, 1.0))
        act.balls[side, :, 1] += (0.05 if gallop else 0.035) * size * air
        act.foot_pitch[side] += (26.0 if gallop else 10.0) * air
        act.grounded[side] &= (done % 1.0 < 1e-6) | (done % 1.0 > 1 - 1e-6)
        act.foot_yaw[side] *= 0.5
    active = np.clip((time - begin) / 0.25, 0.0, 1.0) * np.clip((begin + count * period - time) / 0.25, 0.0, 1.0)
    _carry_sideways(act, 0.5 * (act.balls[LEFT, :, 0] + act.balls[RIGHT, :, 0]), steps, number, period, length, gallop)
    act.root[:, 1] -= (rng.uniform(0.02, 0.06) if gallop else rng.uniform(0.01, 0.05)) * size * active
    _hold_arms(act, rng, active, 14.0 * np.sin(2 * np.pi * steps) * (1.0 if gallop else 0.3))
    act.spine[:, 0] += rng.uniform(0.0, 10.0) * active
    act.head[:, 1] += rng.choice([0.0, rng.uniform(10.0, 50.0)]) * active
    return act


def _carry_sideways(
    act: Performance,
    middle: np.ndarray,
    steps: np.ndarray,
    number: np.ndarray,
    period: float,
    length: float,
    gallop: bool,
) -> None:
    """Move the pelvis (K,) along with the feet; in a gallop at a steady speed, in an arc while nobody stands."""
    if not gallop:
        act.root[:, 0] += middle
        act.root[:, 1] += 0.012 * np.cos(4 * np.pi * steps)
        return
    act.root[:, 0] += length * (steps + 0.1 * np.sin(2 * np.pi * steps) / (2 * np.pi) + 0.02)
    share = (steps + 1.0 - _GALLOP.off) % 1.0  # 0 as the feet leave the ground
    flight = _GALLOP.on - _GALLOP.off
    rise = 9.81 * (flight * period) ** 2 / 8
    up = 4 * rise * (share / flight) * (1.0 - share / flight)
    on_ground = (share - flight) / (1.0 - flight)
    dip = -np.sin(np.pi * np.clip(on_ground, 0.0, 1.0)) * rise * 2.2
    moving = (steps > 0.5) & (number >= 0)
    height = np.where(share < flight, up, dip) * moving
    act.root[:, 1] += height
    in_air = (share < flight) & moving
    act.balls[:, :, 1] += np.where(in_air, np.maximum(up, 0.0), 0.0)


def _hold_arms(act: Performance, rng: np.random.Generator, active: np.ndarray, swing: np.ndarray) -> None:
    """Arms that hang, are held before the body, or out to the sides, as somebody moves."""
    poses = np.array([(0, 14, 10, 24), (24, 24, 16, 84), (0, 68, 0, 18), (-10, 36, 60, 86)])
    pose = rng.choice(poses, p=[0.5, 0.3, 0.1, 0.1]) * rng.uniform(0.8, 1.2, 4)
    act.arms += active[:, None] * (pose - act.arms)
    act.arms[:, :, 1] += active * (0.7 * swing + np.abs(swing))


def climb_stairs(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Go up a flight of stairs, one step for each foot."""
    act = stand(time, body, style, rng)
    size = body.leg / 0.8
    rise, run = size * rng.uniform(0.15, 0.19), size * rng.uniform(0.26, 0.31)
    period = rng.uniform(0.52, 0.75) / style.speed
    phase = time / period + rng.uniform(0.0, 2.0)
    stands = rng.uniform(0.12, 0.22)  # share of a step that both feet stand
    for side in (LEFT, RIGHT):
        own = 0.5 * (phase + side)  # a foot climbs two steps at each of its own
        number, share = np.floor(own), own % 1.0
        swung = np.clip((share - 0.5 - 0.5 * stands) / (0.5 - 0.5 * stands), 0.0, 1.0)
        stair = 2 * number - side
        ahead = through(swung, [0.0, 0.25, 1.0], [0.0, 0.12, 1.0])
        up = through(swung, [0.0, 0.55, 0.8, 1.0], [0.0, 1.12, 1.1, 1.0])
        act.balls[side, :, 2] += run * (stair + 2 * ahead) - 0.6 * run
        act.balls[side, :, 1] += rise * (stair + 2 * up)
        act.foot_pitch[side] += through(swung, [0.0, 0.2, 0.6, 1.0], [22.0, 44.0, 8.0, 0.0])
        act.foot_pitch[side] += through(share, [0.0, 0.35, 0.5 + 0.5 * stands], [0.0, 0.0, 22.0]) * (swung <= 0)
        act.grounded[side] = swung <= 0
    base = -act.balls[:, :, 1].min()
    act.balls[:, :, 1] += base
    act.root[:, 2] += run * (phase - 0.75) + 0.03 * run * np.sin(2 * np.pi * phase)
    act.root[:, 1] += base + rise * (phase - 0.85 + 0.10 * np.sin(2 * np.pi * phase)) - 0.02 * size
    act.root[:, 0] += 0.025 * size * np.cos(np.pi * (phase + 0.6))
    swing = 14.0 * np.cos(np.pi * phase)
    act.arms[LEFT, :, 0] += 6.0 - swing
    act.arms[RIGHT, :, 0] += 6.0 + swing
    act.arms[:, :, 3] += rng.uniform(0.0, 30.0)
    lean = rng.uniform(4.0, 14.0)
    act.spine[:, 0] += 0.6 * lean
    act.pelvis[:, 0] += 0.4 * lean
    act.pelvis[:, 1] += 3.0 * np.cos(np.pi * (phase + 0.6))
    act.head[:, 0] += rng.uniform(-10.0, 12.0)
    return act


def skip_rope(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Jump over a rope that the hands turn, with both feet or with one after the other."""
    play = hop if rng.random() < 0.65 else skip
    act = play(time, body, style, rng, on_the_spot=True)
    # The hands go round once for each jump; a jump is one rise of the pelvis.
    rising = np.diff((act.root[:, 1] > act.root[:, 1].mean()).astype(int)) == 1
    moments = time[1:][rising]
    turns = np.interp(time, moments, np.arange(len(moments))) if len(moments) > 1 else time / 0.5
    period = float(np.median(np.diff(moments))) if len(moments) > 1 else 0.5
    if len(moments) > 1:  # on at the same rate before the first and after the last
        turns = turns + np.minimum(time - moments[0], 0.0) / period + np.maximum(time - moments[-1], 0.0) / period
    angle, radius = 2 * np.pi * turns, rng.uniform(0.05, 0.13)
    middle = np.array([rng.uniform(0.12, 0.4), rng.uniform(-0.78, -0.55), rng.uniform(0.2, 0.45)])
    place = middle + radius * np.stack([0.3 * np.sin(angle), np.cos(angle), -np.sin(angle)], axis=-1)
    act.reach = Reach(np.stack([place, place]), np.ones((2, len(time))), np.full((2, len(time)), 0.1))
    return act


def lunge(
    time: np.ndarray, body: Body, style: Style, rng: np.random.Generator, *, alternate: bool = False
) -> Performance:
    """Step far ahead with the left foot, sink until both knees are bent, push back; or with each foot in turn."""
    act = stand(time, body, style, rng)
    period = rng.uniform(1.7, 2.3) / style.speed
    length, depth = body.leg * rng.uniform(0.78, 0.98), body.leg * rng.uniform(0.24, 0.36)
    count = int(np.clip((time[-1] - 0.2) / period, 1, 6))
    begin = max(0.5 * (time[-1] - count * period), 0.0)
    hands = ((0, 10, 10, 20), (-12, 40, 70, 88), (30, 14, 40, 95))[int(rng.integers(3))]
    act.arms += np.array(hands, dtype=np.float64) - act.arms[:, :1]
    for number in range(count):
        start = begin + number * period
        front = RIGHT if alternate and number % 2 else LEFT
        out, down, stay, up, back = start + period * np.array([0.02, 0.3, 0.5, 0.62, 0.96])
        planted, lifting = 0.5 * (out + down), 0.5 * (up + back)
        step = through(time, [out, down, up, back], [0.0, 1.0, 1.0, 0.0])
        sink = through(time, [out, planted, down, stay, up, back], [0.0, 0.4, 1.0, 1.0, 0.5, 0.0])
        act.balls[front, :, 2] += length * step
        hump = through(time, [out, planted, down], [0, 1, 0]) + through(time, [up, lifting, back], [0, 1, 0])
        act.balls[front, :, 1] += 0.09 * body.leg * hump
        act.grounded[front] &= (time <= out) | ((time >= down) & (time <= up)) | (time >= back)
        act.foot_pitch[front] -= 6.0 * hump
        act.foot_pitch[1 - front] += 62.0 * sink
        act.root[:, 2] += 0.5 * length * step
        act.root[:, 1] -= depth * sink + 0.02 * body.leg * step
        act.spine[:, 0] += rng.uniform(0.0, 14.0) * sink
        act.pelvis[:, 2] += (-6.0 if front == LEFT else 6.0) * step
        act.spine[:, 2] -= (-6.0 if front == LEFT else 6.0) * step
    return act

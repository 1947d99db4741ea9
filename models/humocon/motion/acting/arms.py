"""What people do with their arms while they stand: waves, raised arms, claps.

One-sided gestures are done with the left and mirrored by the caller for the right.
"""

from typing import Literal

import numpy as np

from humocon.motion.acting.curves import swings, through
from humocon.motion.acting.performance import LEFT, RIGHT, Body, Performance, Style, stand

Sides = Literal["left", "both"]


def wave(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator, *, sides: Sides = "left") -> Performance:
    """Raise a hand beside the head and swing the forearm from side to side."""
    act = stand(time, body, style, rng)
    begin, end = rng.uniform(0.3, 0.6), time[-1] - rng.uniform(0.3, 0.6)
    move = min(0.75 / style.speed, 0.3 * (end - begin))
    up, down = begin + move, end - move
    rate = rng.uniform(1.2, 1.7) * style.speed
    pose = [-rng.uniform(12, 28), rng.uniform(108, 134), -rng.uniform(72, 88), rng.uniform(48, 70)]
    width = rng.uniform(20, 28) * style.size
    level = through(time, [begin, up, down, end], [0, 1, 1, 0])
    fade = through(time, [up - 0.15, up + 0.25, down - 0.2, down + 0.1], [0, 1, 1, 0])
    beat = np.sin(2 * np.pi * rate * (time - up))
    for side in (LEFT, RIGHT) if sides == "both" else (LEFT,):
        arm = act.arms[side]
        arm += level[:, None] * (np.array(pose) - arm)
        arm[:, 3] += width * fade * beat
        arm[:, 1] -= 0.25 * width * fade * beat
        arm[:, 0] += 0.15 * width * fade * np.cos(2 * np.pi * rate * (time - up))
    if sides == "left":
        act.spine[:, 1] -= 2.0 * level
        act.spine[:, 2] -= 3.0 * level
        act.root[:, 0] -= 0.012 * level
    act.spine[:, 1] += 0.8 * fade * beat
    return act


def wave_widely(
    time: np.ndarray, body: Body, style: Style, rng: np.random.Generator, *, sides: Sides = "left"
) -> Performance:
    """Swing the whole arm at the side of the body, from the thigh or the shoulder to above the head."""
    act = stand(time, body, style, rng)
    begin, end = rng.uniform(0.1, 0.5), time[-1] - rng.uniform(0.1, 0.5)
    low, high = rng.uniform(10, 95), rng.uniform(140, 176)
    beats = max(2, round(rng.uniform(0.6, 1.1) * style.speed * (end - begin)))
    swing = swings(time, begin, end, beats)
    edge = 0.45 * (end - begin) / beats
    away = through(time, [begin, begin + edge, end - edge, end], [0, 1, 1, 0])
    pose = np.stack(
        [
            np.full_like(time, rng.uniform(-5, 25)),
            low + (high - low) * swing,
            -30.0 * swing,
            rng.uniform(8, 40) * (1.0 - 0.5 * swing),
        ],
        axis=-1,
    )
    for side in (LEFT, RIGHT) if sides == "both" else (LEFT,):
        act.arms[side] += away[:, None] * (pose - act.arms[side])
    if sides == "left":
        act.spine[:, 1] -= 3.0 * away * swing
        act.root[:, 0] -= 0.012 * away
    return act


def raise_arm(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Lift the left arm above the head, keep it there, let it down."""
    act = stand(time, body, style, rng)
    begin, end = rng.uniform(0.2, 0.4), time[-1] - rng.uniform(0.15, 0.4)
    move = min(0.85 / style.speed, 0.42 * (end - begin))
    up, down = begin + move, end - move
    top = np.array([rng.uniform(125, 165), rng.uniform(12, 30), 0.0, rng.uniform(12, 35)])
    arm = act.arms[LEFT]
    level = through(time, [begin, up, down, end], [0, 1, 1, 0])
    arm += level[:, None] * (top - arm)
    # The elbow leads on the way up and on the way down.
    middles = [begin, 0.5 * (begin + up), up, down, 0.5 * (down + end), end]
    arm[:, 3] += through(time, middles, [0, 38, 0, 0, 40, 0])
    act.spine[:, 1] -= 3.0 * level
    act.spine[:, 0] -= 2.0 * level
    act.head[:, 0] -= 4.0 * level
    return act


def clap(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Strike the hands together before the body, with forearms or with whole arms."""
    act = stand(time, body, style, rng)
    begin, end = rng.uniform(0.0, 0.3), time[-1] - rng.uniform(0.0, 0.3)
    wide = rng.uniform(0.0, 1.0)
    height = rng.uniform(-15.0, 15.0)
    shut = np.array([52.0 + height, 2.0, 44.0, 62.0])
    apart = shut + np.array([-12.0 * wide, 6.0 + 66.0 * wide, -24.0 - 14.0 * wide, -48.0 * wide])
    beats = max(2, round((2.6 - 1.5 * wide) * style.speed * (end - begin)))
    pose = apart + swings(time, begin, end, beats)[:, None] * (shut - apart)
    edge = min(0.5, 0.2 * (end - begin))
    away = through(time, [begin - 0.01, begin + edge, end - edge, end + 0.01], [0, 1, 1, 0])
    act.arms += away[:, None] * (pose - act.arms)
    return act

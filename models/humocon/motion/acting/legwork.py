"""What people do where they stand, with their legs: squat, kick, sit down."""

import numpy as np

from humocon.motion.acting.curves import through
from humocon.motion.acting.performance import LEFT, RIGHT, Body, Performance, Style, stand


def squat(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Bend the knees deeply, with the arms held out in front all the time, and rise; again if there is time."""
    act = stand(time, body, style, rng)
    depth = rng.uniform(0.56, 0.68) * body.leg * min(style.size, 1.04)
    half = rng.uniform(0.62, 0.8) / style.speed
    start = float(rng.uniform(0.25, 0.4))
    level = np.zeros_like(time)
    while start + 2 * half + 0.1 < time[-1] + 0.15:
        pause = rng.uniform(0.03, 0.15)
        bottom = start + half
        level += through(time, [start, bottom, bottom + pause, bottom + pause + half], [0, 1, 1, 0])
        start = bottom + pause + half + rng.uniform(0.15, 0.45)
    hold = rng.uniform(78, 92)
    act.root[:, 1] -= depth * level
    act.root[:, 2] -= 0.15 * body.leg * level**1.5
    act.pelvis[:, 0] += 20.0 * level
    act.spine[:, 0] += 20.0 * level
    act.head[:, 0] -= 22.0 * level
    act.foot_pitch += 13.0 * level**2
    apart = rng.uniform(0.0, 0.09) * body.leg
    for side, out in ((LEFT, 1.0), (RIGHT, -1.0)):
        act.balls[side, :, 0] += out * apart
        act.foot_yaw[side] += out * 10.0
        arm = act.arms[side]
        arm += np.array([hold, 12.0, 5.0, 10.0]) - [0.0, style.arm_lift, 10.0, style.elbow]
        arm[:, 0] += 30.0 * level
    return act


def kick(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Shift the weight to the right leg, lift the left knee, kick forward, set the foot down again."""
    act = stand(time, body, style, rng)
    leg, pace = body.leg, 1.0 / style.speed
    begin = float(rng.uniform(0.3, 0.6))
    high = leg * rng.uniform(1.2, 1.45)
    moments = begin + pace * np.array([0.0, 0.30, 0.52, 0.70, 0.88, 1.12, 1.35])
    home = np.array([0.0, 0.0, 0.0])
    path = [home, [0, 0.10, -0.24], [0, 0.52, 0.20], [0, 0, 0], [0, 0.48, 0.26], [0, 0.10, 0.02], home]
    points = np.array(path) * leg
    points[3] = [0.0, high - 0.02, 0.99 * leg]
    act.balls[LEFT] += through(time, moments, points)
    act.balls[LEFT, :, 0] -= 0.05 * leg * through(time, moments[[0, 3, 6]], [0, 1, 0])
    act.foot_pitch[LEFT] += through(time, moments, [0, 42, 40, -22, 32, 12, 0])
    act.grounded[LEFT] &= (time < moments[0] + 0.06) | (time > moments[-1] - 0.03)
    weight = through(time, [moments[0] - 0.25, moments[1], moments[5], moments[6] + 0.25], [0, 1, 1, 0])
    snap = through(time, moments[[1, 2, 3, 4, 5]], [0, 0.45, 1, 0.45, 0])
    act.root[:, 0] -= 0.85 * act.balls[LEFT, 0, 0] * weight
    act.root[:, 1] -= 0.045 * leg * weight
    act.root[:, 2] += 0.03 * leg * snap
    act.pelvis[:, 0] -= 20.0 * snap
    act.pelvis[:, 1] += 4.0 * weight
    act.pelvis[:, 2] -= 12.0 * snap
    act.spine[:, 0] += 14.0 * snap
    act.spine[:, 2] += 20.0 * snap
    act.arms[RIGHT] += np.outer(snap, [34.0, 8.0, 10.0, 34.0]) + np.outer(weight, [0.0, 10.0, 5.0, 26.0])
    act.arms[LEFT] += np.outer(snap, [-26.0, 14.0, 0.0, 10.0]) + np.outer(weight, [0.0, 10.0, 5.0, 26.0])
    return act


def sit_down(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Sit down on a chair that stands behind, and stay there."""
    act = stand(time, body, style, rng)
    begin = float(rng.uniform(0.4, 0.7))
    seated = begin + rng.uniform(1.2, 1.5) / style.speed
    level = through(time, [begin, seated], [0, 1])
    lean = through(time, [begin, 0.45 * begin + 0.55 * seated, seated, seated + 0.5], [0, 1, 0.35, 0.0])
    height = body.ankle_height + rng.uniform(0.50, 0.58) * body.leg
    act.root[:, 1] += (height - body.standing) * level
    act.root[:, 2] -= 0.53 * body.leg * level
    act.pelvis[:, 0] += 26.0 * lean - 6.0 * level
    act.spine[:, 0] += 24.0 * lean + 7.0 * level
    act.head[:, 0] -= 16.0 * lean
    for side in (LEFT, RIGHT):
        hands = np.array([34.0, 8.0, 16.0, 62.0])
        arm = act.arms[side]
        arm += level[:, None] * (hands - arm)
        arm[:, 0] += 26.0 * lean
    return act

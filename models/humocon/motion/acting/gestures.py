"""What people do where they stand: wave, clap, bow, box, throw, place, squat, kick, sit down.

One-sided gestures are done with the left and mirrored by the caller for the right.
"""

from typing import Final, Literal

import numpy as np

from humocon.motion.acting.curves import swings, through
from humocon.motion.acting.performance import LEFT, RIGHT, Body, Performance, Style, backwards, stand

Sides = Literal["left", "both"]
_HANDS_AT_REST: Final = (
    (-12.0, 40.0, 70.0, 88.0),  # on the hips
    (30.0, 14.0, 62.0, 104.0),  # folded
    (14.0, 7.0, 38.0, 46.0),  # clasped below the belly
    (40.0, 12.0, 30.0, 95.0),  # held before the chest
)
"""Both arms of somebody who waits: swing, lift, roll and elbow as in `Performance.arms`, degrees."""


def wait(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Stand and do nothing: with hanging arms, or with the hands at rest somewhere; now and then look aside."""
    act = stand(time, body, style, rng)
    if rng.random() < 0.5:
        pose = np.array(_HANDS_AT_REST[int(rng.integers(len(_HANDS_AT_REST)))]) * rng.uniform(0.85, 1.15, 4)
        act.arms += pose - act.arms[:, :1]
    looks = np.sort(rng.uniform(0.1, 0.9, 4)) * time[-1]
    shifts = np.array([0.0, 0.4, 0.6, 1.0]) * time[-1]
    act.head[:, 1] += rng.uniform(-45.0, 45.0) * through(time, list(looks), [0, 1, 1, 0])
    act.head[:, 0] += rng.uniform(-5.0, 20.0)
    act.root[:, 0] += rng.uniform(-0.03, 0.03) * through(time, list(shifts), [0, 1, 1, 0])
    return act


def bow(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Bend forward from the hips, stay a moment, rise again."""
    act = stand(time, body, style, rng)
    begin, end = rng.uniform(0.6, 0.9), time[-1] - rng.uniform(0.5, 0.9)
    span = end - begin
    low, rising = begin + 0.36 * span, begin + 0.58 * span
    level = through(time, [begin, low, rising, end], [0, 1, 1, 0])
    depth = rng.uniform(38, 56) * style.size
    act.pelvis[:, 0] += 0.45 * depth * level
    act.spine[:, 0] += 0.55 * depth * level
    act.head[:, 0] += 14.0 * level
    act.root[:, 2] -= 0.09 * body.leg * level
    act.root[:, 1] -= 0.012 * level
    for side, out in ((LEFT, 1.0), (RIGHT, -1.0)):
        # The hands lie at the sides or slide down the front of the thighs.
        act.arms[side, :, 0] += (0.5 * depth + 4.0) * level
        act.arms[side, :, 1] -= 3.0 * level
        act.balls[side, :, 0] -= out * 0.03
    return act


def bend_down(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Bend over until both hands are near the floor, with nothing in them, and rise again."""
    act = stand(time, body, style, rng)
    begin, end = rng.uniform(0.2, 0.6), time[-1] - rng.uniform(0.2, 0.6)
    span = end - begin
    low = begin + rng.uniform(0.36, 0.46) * span
    level = through(time, [begin, low, low + rng.uniform(0.05, 0.2) * span, end], [0, 1, 1, 0])
    depth, knees = rng.uniform(95, 125), rng.uniform(0.0, 0.22) * body.leg
    act.pelvis[:, 0] += 0.55 * depth * level
    act.spine[:, 0] += 0.45 * depth * level
    act.head[:, 0] += rng.uniform(-10.0, 12.0) * level
    act.root[:, 1] -= (0.02 * body.leg + knees) * level
    act.root[:, 2] -= 0.2 * body.leg * level
    reach = np.array([depth - rng.uniform(0, 25), rng.uniform(2, 10), 5.0, rng.uniform(5, 20)])
    act.arms += level[:, None] * (reach - act.arms)
    return act


def punch(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """From a boxer's guard, punch straight ahead with the left hand, the left foot in front."""
    act = stand(time, body, style, rng)
    _square_up(act, body)
    guard = np.array([38.0, 14.0, 22.0, 122.0])
    act.arms += 0.92 * (guard - act.arms)
    start = rng.uniform(0.5, 0.8)
    while start + 0.75 < time[-1]:
        moments = [start, start + 0.16, start + 0.34, start + 0.40, start + 0.68]
        hit = through(time, moments, [0, -0.12, 1, 1, 0])
        reach = np.array([94.0, 42.0, 20.0, 6.0]) - guard  # outward as far as the chest turns inward
        act.arms[LEFT] += hit[:, None] * reach
        act.arms[RIGHT, :, 0] -= 6.0 * hit
        act.spine[:, 2] -= 20.0 * hit
        act.pelvis[:, 2] -= 10.0 * hit
        act.spine[:, 0] += 8.0 * hit
        act.root[:, 2] += 0.15 * body.leg * hit
        act.root[:, 1] -= 0.05 * body.leg * hit
        act.foot_pitch[RIGHT] += 14.0 * np.clip(hit, 0, 1)
        start += rng.uniform(0.85, 1.2) / style.speed
    bounce = 0.008 * np.sin(2 * np.pi * 1.6 * time + rng.uniform(0, 6))
    act.root[:, 1] += bounce
    return act


def throw(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Lift a ball in front with both hands, push it up and away, let the arms sink."""
    act = stand(time, body, style, rng)
    begin = rng.uniform(0.3, 0.5)
    pace = 1.0 / style.speed
    moments = begin + pace * np.array([0.0, 0.45, 0.8, 1.05, 1.25, 1.9])
    poses = [[0, 0, 0, 0], [26, 2, 24, 78], [62, 12, 18, 112], [128, 8, 10, 34], [138, 6, 8, 12], [0, 0, 0, 0]]
    curve = through(time, moments, poses)
    weight = through(time, moments[[0, 1, 4, 5]], [0, 1, 1, 0])
    for side in (LEFT, RIGHT):
        act.arms[side] = (1 - weight[:, None]) * act.arms[side] + weight[:, None] * curve
    act.arms[RIGHT, :, 0] += through(time, moments, [0, 2, 6, 8, 8, 0])
    dip = through(time, moments, [0, 0.03, 0.11, -0.02, -0.045, 0])
    act.root[:, 1] -= body.leg * dip
    act.foot_pitch += through(time, moments, [0, 0, 2, 16, 22, 0])
    act.spine[:, 0] += through(time, moments, [0, 3, 7, -3, -5, 0])
    act.head[:, 0] += through(time, moments, [0, 2, -10, -16, -14, 0])
    act.root[:, 2] += through(time, moments, [0, 0, -0.01, 0.03, 0.04, 0])
    return act


def place(
    time: np.ndarray, body: Body, style: Style, rng: np.random.Generator, *, grasp: Literal["down", "up"] = "down"
) -> Performance:
    """Bend down to the floor with the right hand, to put something there ("down") or to take it away ("up")."""
    act = stand(time, body, style, rng)
    begin = rng.uniform(0.35, 0.6)
    end = time[-1] - rng.uniform(0.3, 0.5)
    low = begin + (0.42 if grasp == "down" else 0.38) * (end - begin)
    away = low + 0.15
    level = through(time, [begin, low, away, end], [0, 1, 1, 0])
    knees = rng.uniform(0.38, 0.50)
    bend = rng.uniform(82, 96)
    act.root[:, 1] -= knees * body.leg * level
    act.root[:, 2] -= 0.14 * body.leg * level
    act.pelvis[:, 0] += 0.46 * bend * level
    act.spine[:, 0] += 0.54 * bend * level
    act.spine[:, 2] += 14.0 * level
    act.spine[:, 1] += 5.0 * level
    act.head[:, 0] -= 12.0 * level
    act.balls[RIGHT, :, 2] -= 0.16 * body.leg
    act.balls[LEFT, :, 2] += 0.06 * body.leg
    act.foot_pitch[RIGHT] += 26.0 * level
    reach = np.array([bend + 8.0, 4.0, 8.0, 8.0])
    act.arms[RIGHT] += level[:, None] * (reach - act.arms[RIGHT])
    rest = np.array([0.72 * bend, 10.0, 5.0, 48.0])
    act.arms[LEFT] += level[:, None] * (rest - act.arms[LEFT])
    # Whoever carries something holds it in front: before it is put down, or after it is picked up.
    hold = through(time, [begin, low], [1, 0]) if grasp == "down" else through(time, [away, end], [0, 1])
    act.arms[RIGHT, :, 3] += 62.0 * hold
    act.arms[RIGHT, :, 0] += 12.0 * hold
    return act


def _square_up(act: Performance, body: Body) -> None:
    """A fighter's stance: left foot in front, knees bent, the body a little sideways."""
    act.balls[LEFT, :, 2] += 0.26 * body.leg
    act.balls[RIGHT, :, 2] -= 0.30 * body.leg
    act.balls[LEFT, :, 0] += 0.03
    act.balls[RIGHT, :, 0] -= 0.06
    act.foot_yaw[RIGHT] -= 28.0
    act.foot_pitch[RIGHT] += 10.0
    act.root[:, 1] -= 0.075 * body.leg
    act.pelvis[:, 2] -= 14.0
    act.spine[:, 0] += 7.0
    act.spine[:, 2] -= 6.0
    act.head[:, 1] += 18.0


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
    wide = rng.uniform(0.0, 1.0) * rng.uniform(0.1, 1.0)
    height, bent = rng.uniform(-15.0, 15.0), rng.uniform(0.0, 1.0)
    # With bent elbows the hands meet close before the breast, with the upper arms lower.
    shut = np.array([52.0 + height - 22.0 * bent, 2.0 + 8.0 * bent, 44.0 + 12.0 * bent, 62.0 + 46.0 * bent])
    apart = shut + np.array([-12.0 * wide, 6.0 + 66.0 * wide, -24.0 - 14.0 * wide, -48.0 * wide])
    beats = max(2, round((2.6 - 1.5 * wide) * style.speed * (end - begin)))
    pose = apart + swings(time, begin, end, beats)[:, None] * (shut - apart)
    edge = min(0.5, 0.2 * (end - begin))
    away = through(time, [begin - 0.01, begin + edge, end - edge, end + 0.01], [0, 1, 1, 0])
    act.arms += away[:, None] * (pose - act.arms)
    return act


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


def sit(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Sit on a chair all the time, the hands on the thighs, folded or at the sides; now and then look aside."""
    act = wait(time, body, style, rng)
    act.root[:, 1] += body.ankle_height + rng.uniform(0.50, 0.58) * body.leg - body.standing
    act.root[:, 2] -= rng.uniform(0.45, 0.58) * body.leg
    act.pelvis[:, 0] -= rng.uniform(0.0, 12.0)
    act.spine[:, 0] += rng.uniform(0.0, 20.0)
    hands = np.array([34.0, 8.0, 16.0, 62.0]) + rng.normal(0.0, 5.0, 4)
    act.arms += hands - act.arms[:, :1]
    return act


def stand_up(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Get up from a chair."""
    return backwards(sit_down(time, body, style, rng))

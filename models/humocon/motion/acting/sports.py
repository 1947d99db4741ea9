"""Sports where one stands: swings, throws, shots and strokes, written as key poses; see `handiwork.py`.

A key tells its moment, the hands and the trunk in that order. Right-handed, the left foot in front; what has a side is
written for the left hand and mirrored by the caller.
"""

from typing import Final

import numpy as np

from humocon.motion.acting.handiwork import Gesture, Key, Place, alike, grip, perform, planted
from humocon.motion.acting.performance import Body, Performance, Style, stand

_ADDRESS: Final = grip(0.0, -0.72, 0.58)
_READY: Final = grip(0.0, -0.35, 0.55)

GOLF: Final = Gesture(
    (
        Key(0.0),
        *planted(
            (0.08, 0),
            (-0.08, 0),
            Key(0.7, *_ADDRESS, (36, 0, 0), sink=0.04, head=(18, 0)),
            Key(1.1, *_ADDRESS, (38, 0, 0), sink=0.05, head=(18, 0)),
            Key(1.95, *grip(-0.5, 0.28, 0.5), (30, 4, -72), sink=0.04, shift=(-0.05, 0), head=(18, 0), heels=(12, 0)),
            Key(2.22, *grip(0.02, -0.72, 0.6), (36, -6, 8), sink=0.05, shift=(0.05, 0), head=(18, 0), heels=(0, 14)),
            Key(2.55, *grip(0.42, 0.38, 0.45), (6, -4, 80), sink=0.01, shift=(0.1, 0), heels=(0, 52)),
            Key(3.2, *grip(0.4, 0.3, 0.45), (4, -3, 76), shift=(0.1, 0), heels=(0, 50)),
        ),
        Key(4.0),
    ),
    elbows=(0.5, 0.4),
    either=True,
    shown="both",
)
BASEBALL: Final = Gesture(
    (
        Key(0.0),
        *planted(
            (0.12, 0),
            (-0.12, 0),
            Key(0.7, *grip(-0.42, 0.1, 0.42), (16, 0, -20), sink=0.07, head=(0, 60)),
            Key(1.3, *grip(-0.52, 0.12, 0.36), (16, 3, -38), sink=0.09, shift=(-0.08, 0), head=(0, 62)),
        ),
        *planted(
            (0.26, 0),
            (-0.12, 0),
            Key(1.62, *grip(-0.25, -0.2, 0.62), (18, -2, -5), sink=0.09, shift=(0.05, 0), head=(0, 50), heels=(0, 16)),
            Key(1.78, *grip(0.05, -0.25, 0.88), (16, -4, 45), sink=0.08, shift=(0.1, 0), head=(0, 30), heels=(0, 30)),
            Key(2.05, *grip(0.5, 0.15, 0.42), (8, -2, 88), sink=0.05, shift=(0.13, 0), heels=(0, 42)),
            Key(2.5, *grip(0.48, 0.1, 0.42), (6, 0, 80), sink=0.03, shift=(0.12, 0), heels=(0, 36)),
        ),
        Key(3.2),
    ),
    elbows=(0.5, 0.6),
    either=True,
    shown="both",
)
FOREHAND: Final = Gesture(
    (
        Key(0.0),
        Key(0.45, *_READY, (12, 0, 0), sink=0.06),
        Key(0.9, (-0.35, -0.1, 0.75), (0.75, -0.15, -0.3), (8, 0, -55), sink=0.06, head=(0, 10)),
        *planted(
            (-0.05, 0.3),
            (0, 0),
            Key(1.15, (-0.2, -0.2, 0.6), (0.6, -0.45, 0.25), (10, 0, -20), sink=0.08),
            Key(1.3, (0.0, -0.3, 0.4), (0.1, -0.2, 0.92), (10, 0, 18), sink=0.06, shift=(0, 0.14), heels=(0, 24)),
            Key(1.55, (-0.1, -0.3, 0.4), (-0.78, 0.22, 0.5), (4, 0, 52), sink=0.04, shift=(0, 0.16), heels=(0, 40)),
        ),
        Key(2.15, *_READY, (12, 0, 0), sink=0.06),
        Key(2.8),
    ),
    loop=(1, 6),
    most=4,
    elbows=(0.3, 0.45),
    either=True,
    shown="right",
)
SERVE: Final = Gesture(
    (
        Key(0.0),
        Key(0.5, *grip(0.05, -0.4, 0.6), (4, 0, -15)),
        Key(0.85, (0.0, -0.5, 0.6), (0.35, -0.8, -0.1), (6, 0, -30)),
        Key(1.35, (0.05, 0.88, 0.4), (0.62, 0.08, -0.35), (-10, -8, -42), sink=0.09, head=(-26, 0)),
        Key(1.6, (0.05, 0.6, 0.5), (0.4, 0.3, -0.4), (-10, -8, -35), sink=0.1, head=(-28, 0), heels=(15, 25)),
        Key(1.8, (-0.1, -0.3, 0.4), (0.02, 0.96, 0.2), (8, 10, 12), sink=-0.02, shift=(0, 0.1), heels=(36, 44)),
        *planted(
            (0, 0),
            (0.05, 0.4),
            Key(2.05, (-0.15, -0.4, 0.38), (-0.62, -0.55, 0.5), (36, 4, 42), sink=0.05, shift=(0, 0.2), heels=(10, 0)),
            Key(2.5, trunk=(12, 0, 10), sink=0.03, shift=(0, 0.2)),
        ),
        Key(3.2, shift=(0, 0.2), right_foot=(0.0, 0.4), left_foot=(0, 0.38)),
    ),
    elbows=(0.3, 0.85),
    either=True,
    shown="right",
)
ARCHERY: Final = Gesture(
    (
        Key(0.0),
        *planted(
            (0.1, 0),
            (-0.1, 0),
            Key(0.8, (0.1, -0.55, 0.5), (-0.5, -0.5, 0.5), head=(12, 10)),
            Key(1.6, (0.88, 0.05, 0.35), (-0.85, 0.1, 0.5), head=(0, 68)),
            Key(2.7, (0.96, 0.08, 0.2), (-0.2, 0.16, 0.3), head=(0, 72)),
            Key(3.5, (0.96, 0.08, 0.2), (-0.18, 0.16, 0.28), head=(0, 72)),
            Key(3.65, (0.96, 0.06, 0.2), (0.15, 0.12, 0.05), head=(0, 72)),
            Key(4.2, (0.92, 0.0, 0.25), (0.1, -0.1, 0.2), head=(0, 60)),
        ),
        Key(5.0),
    ),
    elbows=(0.15, 1.0),
    either=True,
)
BOWL: Final = Gesture(
    (
        Key(0.0),
        Key(0.6, (-0.3, -0.4, 0.5), (-0.15, -0.35, 0.55), (10, 0, 0)),
        Key(1.05, (0.2, -0.6, 0.45), (0.05, -0.9, 0.3), (16, 0, 0), right_foot=(0, 0.3), shift=(0, 0.15)),
        *planted(
            (-0.02, 0.6),
            (0, 0.3),
            Key(1.5, (0.5, -0.5, 0.3), (0.15, -0.72, -0.55), (42, 0, -14), sink=0.12, shift=(0, 0.45)),
        ),
        *planted(
            (-0.02, 0.78),
            (0, 0.3),
            Key(1.85, (0.6, -0.45, 0.0), (-0.02, -0.7, 0.66), (52, 0, 6), sink=0.22, shift=(0, 0.62), heels=(0, 48)),
            Key(2.15, (0.55, -0.5, 0.1), (-0.12, 0.2, 0.9), (30, 0, 10), sink=0.16, shift=(0, 0.66), heels=(0, 54)),
            Key(2.6, sink=0.05, shift=(0, 0.62), heels=(0, 40)),
        ),
        Key(3.2, left_foot=(-0.02, 0.78), right_foot=(0, 0.76), shift=(0, 0.76)),
    ),
    elbows=(0.4, 0.2),
    either=True,
    shown="right",
)
OVERARM: Final = Gesture(
    (
        Key(0.0),
        Key(0.35, (-0.2, -0.3, 0.5), (-0.25, -0.25, 0.45)),
        Key(0.65, (0.4, -0.55, 0.25), (-0.1, -0.1, 0.7), (0, 0, 20)),
        Key(0.95, (0.6, 0.15, -0.42), (0.1, -0.02, 0.85), (-6, -6, 48), shift=(0.02, -0.08), sink=0.03),
        *planted(
            (0, 0),
            (0.02, 0.42),
            Key(1.2, (0.5, 0.42, -0.2), (0.3, -0.2, 0.7), (-6, -6, 28), shift=(0, 0.12), sink=0.05),
            Key(1.41, (0.06, 0.66, 0.68), (0.25, -0.5, 0.2), (12, -4, -22), shift=(0, 0.22), sink=0.05, heels=(30, 0)),
            Key(1.7, (-0.5, -0.5, 0.58), (0.2, -0.65, -0.1), (32, 0, -42), shift=(0, 0.26), sink=0.06, heels=(42, 0)),
            Key(2.2, trunk=(8, 0, -8), shift=(0, 0.26), heels=(30, 0)),
        ),
        Key(2.72, shift=(0, 0.4), right_foot=(0.02, 0.42), left_foot=(0, 0.4)),
    ),
    elbows=(0.9, 0.3),
    shown="left",
)
SHOT: Final = Gesture(
    (
        Key(0.0),
        Key(0.5, *grip(0.0, -0.3, 0.45, 0.45), (10, 0, 0), sink=0.06),
        Key(0.85, *grip(0.0, -0.1, 0.42, 0.45), (10, 0, 0), sink=0.15),
        Key(1.1, *grip(-0.06, 0.42, 0.42, 0.4), (2, 0, 0), sink=0.02, heels=(12, 12), head=(-12, 0)),
        Key(1.28, (-0.2, 0.66, 0.5), (-0.2, 0.85, 0.48), sink=-0.04, heels=(34, 34), head=(-14, 0)),
        Key(1.6, (-0.15, 0.62, 0.5), (-0.2, 0.8, 0.55), sink=-0.02, heels=(22, 22), head=(-12, 0)),
        Key(2.3),
    ),
    elbows=(0.35, 0.25),
    either=True,
    shown="both",
)


def catch(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Reach for something that comes flying, with both hands or one, and take it in to the chest."""
    up, aside = rng.uniform(-0.35, 0.5), rng.uniform(-0.25, 0.25)
    far, near, hold = grip(aside, up, 0.8, 0.4), grip(0.5 * aside, 0.5 * up - 0.1, 0.45, 0.4), grip(0, -0.3, 0.4, 0.35)
    poses: list[tuple[Place | None, Place | None]] = [far, near, hold]
    if rng.random() < 0.5:
        up, out = rng.uniform(-0.2, 0.9), rng.uniform(-0.2, 0.45)
        place = np.array([out, up, np.sqrt(max(0.86 - out**2 - up**2, 0.02))])
        near = 0.6 * place + (0.0, -0.1, 0.0)
        poses = [(None, (float(x), float(y), float(z))) for x, y, z in (place, near, (-0.1, -0.3, 0.45))]
    lean = 10.0 - 20.0 * up
    keys = (
        Key(0.0),
        Key(0.35, *(alike(-0.05, -0.55, 0.5) if rng.random() < 0.5 else (None, None)), trunk=(4, 0, 0), sink=0.04),
        Key(0.75, *poses[0], trunk=(lean, 0, 0), sink=0.05, head=(-20 * up, 0)),
        Key(0.98, *poses[1], trunk=(lean - 4, 0, 0), sink=0.05),
        Key(1.3, *poses[2], trunk=(4, 0, 0), sink=0.02),
        Key(1.8, *poses[2]),
        Key(2.5),
    )
    return perform(time, body, style, rng, gesture=Gesture(keys, either=True))


def shoot(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Throw a ball at a basket from above the head, on the toes or with a jump."""
    act = perform(time, body, style, rng, gesture=SHOT)
    if rng.random() < 0.4 and act.reach is not None:
        raised = act.reach.hands[:, :, 1].max(axis=0) * act.reach.weight.max(axis=0)
        top = float(time[int(raised.argmax())])
        rise = rng.uniform(0.1, 0.22)
        half = float(np.sqrt(2 * rise / 9.81))
        hump = np.maximum(rise - 0.5 * 9.81 * (time - top) ** 2, 0.0)
        act.root[:, 1] += hump
        act.balls[:, :, 1] += hump
        act.grounded &= np.abs(time - top) > half
    return act


_PUNCHES: Final = (
    ((-0.25, 0.04, 0.95), (6, 0, -22), 0),  # jab
    ((-0.28, 0.04, 0.96), (8, 0, 34), 1),  # cross
    ((-0.45, 0.05, 0.62), (4, 0, -36), 0),  # hook
    ((-0.4, 0.05, 0.62), (4, 0, 40), 1),
    ((-0.25, 0.16, 0.58), (-4, 0, 26), 1),  # uppercut
)


def box(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Punch with the left and the right in turn: straight ones, hooks and uppercuts, from a guard."""
    feet = {"left_foot": (0.0, 0.24), "right_foot": (-0.03, -0.22), "sink": 0.06}
    guard = alike(rng.uniform(-0.25, 0.05), rng.uniform(-0.35, 0.05), rng.uniform(0.3, 0.45))
    keys = [Key(0.0), Key(0.5, *guard, trunk=(10, 0, -8), **feet)]
    at, last = 0.6, 1
    while at < time[-1] * style.speed - 1.3 or len(keys) < 4:
        choices = [punch for punch in _PUNCHES if punch[2] != last or rng.random() < 0.2] or list(_PUNCHES)
        place, trunk, last = choices[int(rng.integers(len(choices)))]
        hands = (place, guard[1]) if last == 0 else (guard[0], place)
        keys.append(Key(at + 0.22, *hands, trunk=trunk, shift=(0.0, 0.06), heels=(0, 10 + 14 * last), **feet))
        keys.append(Key(at + 0.46, *guard, trunk=(10, 0, -8), **feet))
        at += rng.uniform(0.5, 0.62) + (rng.uniform(0.2, 0.7) if rng.random() < 0.25 else 0.0)
    keys += [Key(at + 0.1, *guard, trunk=(10, 0, -8), **feet), Key(at + 0.7)]
    act = perform(time, body, style, rng, gesture=Gesture(tuple(keys), elbows=(0.3, 0.3), shown="both"))
    act.root[:, 1] -= 0.01 * np.abs(np.sin(2 * np.pi * 0.9 * time + rng.uniform(0, 6)))
    return act


def punch_standing(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Strike ahead or to the side with the left fist, from where one stands at ease, once or some times."""
    way = np.radians(rng.uniform(-25.0, 25.0) if rng.random() < 0.7 else rng.uniform(40.0, 95.0))
    up = rng.uniform(-0.2, 0.2)
    hit = (0.95 * np.sin(way), up, 0.95 * np.cos(way) - 0.3 * abs(up))
    back = (rng.uniform(-0.1, 0.3), rng.uniform(-0.4, 0.05), rng.uniform(0.1, 0.35))
    other = None if rng.random() < 0.7 else (-0.2, rng.uniform(-0.4, 0.0), 0.35)
    twist, out = rng.uniform(0.0, 25.0), rng.uniform(0.12, 0.3)
    keys = (
        Key(0.0),
        Key(0.5, back, other),
        Key(0.5 + out, hit, other, trunk=(4, 0, -twist)),
        Key(0.6 + out, hit, other, trunk=(4, 0, -twist)),
        Key(0.65 + 2 * out, back, other),
        Key(1.15 + 2 * out),
    )
    gesture = Gesture(keys, loop=(1, 4), most=int(rng.integers(1, 6)), elbows=(0.4, 0.3))
    return perform(time, body, style, rng, gesture=gesture)


_STROKE: Final = ((0.0, 0.9, 0.25), (-0.1, 0.1, 0.9), (0.0, -0.7, 0.55), (0.2, -0.75, -0.35), (0.45, 0.1, -0.35))


def front_crawl(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Swim with the arms only: one pulls through while the other comes forward over the water, the trunk bent."""
    act = stand(time, body, style, rng)
    bend, period = rng.uniform(25.0, 65.0), rng.uniform(1.1, 1.7)
    keys = [Key(0.0, trunk=(0.3 * bend, 0, 0)), Key(0.3, (0.0, -0.2, 0.8), (0.0, -0.5, 0.7), trunk=(0.7 * bend, 0, 5))]
    keys.append(Key(0.6, _STROKE[0], _STROKE[2], trunk=(bend, 0, 10)))
    count = len(_STROKE)
    number, at = 0, 0.6
    while at + period / count < time[-1] * style.speed - 0.9:
        number, at = number + 1, at + period / count
        left, right = _STROKE[number % count], _STROKE[(number + 2) % count]
        roll = 22.0 * np.cos(2 * np.pi * number / count)
        keys.append(Key(at, left, right, trunk=(bend, 0, roll), sink=0.04, head=(0, 0.5 * roll)))
    keys += [Key(at + 0.3, *alike(0.0, -0.5, 0.6), trunk=(0.7 * bend, 0, 0)), Key(at + 0.9)]
    return perform(time, body, style, rng, gesture=Gesture(tuple(keys), elbows=(0.85, 0.85)), upon=act)

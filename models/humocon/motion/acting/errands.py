"""Everyday gestures, written as key poses; see `handiwork.py`. What has a side is written for the left hand."""

from typing import Final

import numpy as np

from humocon.motion.acting.curves import through
from humocon.motion.acting.gait import WALK, go
from humocon.motion.acting.gestures import sit
from humocon.motion.acting.handiwork import Gesture, Key, Place, alike, grip, perform
from humocon.motion.acting.performance import LEFT, RIGHT, Body, Performance, Style, stand

DRINK: Final = Gesture(
    (
        Key(0.0),
        Key(0.7, (-0.2, -0.5, 0.55)),
        Key(1.6, (-0.3, 0.12, 0.42), head=(-6, 0)),
        Key(2.3, (-0.3, 0.18, 0.4), head=(-18, 0)),
        Key(3.1, (-0.2, -0.45, 0.55)),
        Key(3.9),
    ),
    loop=(1, 4),
    most=3,
    elbows=(0.45, 0.2),
)
PICK_UP_ONE: Final = Gesture(
    (
        Key(0.0),
        Key(1.0, (0.02, -0.28, 0.9), (0.15, -0.55, 0.4), trunk=(86, 3, -8), sink=0.34, heels=(12, 4)),
        Key(1.2, (0.02, -0.28, 0.9), (0.15, -0.55, 0.4), trunk=(86, 3, -8), sink=0.34, heels=(12, 4)),
        Key(2.1, (-0.15, -0.55, 0.5)),
        Key(2.9),
    ),
    elbows=(0.2, 0.3),
)
PICK_UP_TWO: Final = Gesture(
    (
        Key(0.0),
        Key(1.1, *grip(0.0, -0.22, 0.9, 0.55), trunk=(82, 0, 0), sink=0.4, heels=(10, 10)),
        Key(1.35, *grip(0.0, -0.22, 0.9, 0.5), trunk=(82, 0, 0), sink=0.4, heels=(10, 10)),
        Key(2.4, *grip(0.0, -0.5, 0.55, 0.5)),
        Key(3.1, *grip(0.0, -0.5, 0.55, 0.5)),
    ),
    elbows=(0.3, 0.3),
)
PUSH: Final = Gesture(
    (
        Key(0.0),
        Key(0.55, *alike(-0.08, -0.12, 0.34), trunk=(2, 0, 0)),
        Key(0.95, *alike(-0.06, 0.02, 0.93), trunk=(14, 0, 0), shift=(0, 0.05)),
        Key(1.25, *alike(-0.06, 0.02, 0.93), trunk=(14, 0, 0), shift=(0, 0.05)),
        Key(1.75, *alike(-0.08, -0.12, 0.34), trunk=(2, 0, 0)),
        Key(2.3),
    ),
    loop=(1, 4),
    elbows=(0.35, 0.35),
    shown="both",
)
JACKET_ON: Final = Gesture(
    (
        Key(0.0),
        Key(0.7, *alike(-0.15, -0.3, 0.5), trunk=(6, 0, 0), head=(12, 0)),
        Key(1.4, (0.3, -0.4, 0.6), (-0.8, -0.2, 0.45), trunk=(4, 0, 20), head=(6, 20)),
        Key(2.0, (0.4, -0.72, -0.25), (-0.78, 0.0, 0.38), trunk=(4, 0, 24), head=(6, 24)),
        Key(2.3, (0.3, -0.4, 0.4), (0.2, -0.4, 0.45), trunk=(5, 0, 0), head=(6, 0)),
        Key(2.8, (0.0, 0.05, 0.4), (0.35, -0.55, -0.35), trunk=(6, 0, -24), head=(4, -24)),
        Key(3.3, (-0.25, 0.0, 0.4), (0.52, -0.62, -0.3), trunk=(4, 0, -18), head=(4, -12)),
        Key(3.8, (-0.25, -0.05, 0.4), (0.5, -0.3, 0.6), trunk=(2, 0, -4)),
        Key(4.3, *alike(-0.2, -0.15, 0.4), trunk=(-2, 0, 0), head=(10, 0)),
        Key(4.8, *alike(-0.18, -0.6, 0.36), head=(14, 0)),
        Key(5.5),
    ),
    elbows=(0.5, 0.5),
    either=True,
)
JACKET_OFF: Final = Gesture(
    (
        Key(0.0),
        Key(0.7, *alike(-0.22, -0.12, 0.32), head=(12, 0)),
        Key(1.3, *alike(0.14, -0.1, 0.3), trunk=(-2, 0, 0), head=(4, 0)),
        Key(1.9, *alike(0.2, -0.75, -0.35), trunk=(6, 0, 0)),
        Key(2.5, (0.05, -0.75, -0.45), (0.0, -0.72, -0.46), trunk=(10, 0, 14)),
        Key(3.1, (0.3, -0.5, 0.5), (0.1, -0.7, -0.3), trunk=(6, 0, 16)),
        Key(3.7, *grip(0.25, -0.35, 0.6, 0.3), trunk=(4, 0, 8), head=(10, 0)),
        Key(4.4, *grip(0.1, -0.45, 0.5, 0.3), head=(14, 0)),
        Key(5.1),
    ),
    elbows=(0.5, 0.5),
    either=True,
)
CROSS_ARMS: Final = Gesture(
    (
        Key(0.0),
        Key(0.7, (-0.6, -0.3, 0.54), (-0.55, -0.4, 0.46)),
        Key(1.3, (-0.6, -0.3, 0.54), (-0.55, -0.4, 0.46)),
        Key(2.0),
    ),
    elbows=(0.25, 0.25),
    either=True,
)
CURLS: Final = Gesture(
    (
        Key(0.0),
        Key(0.4, *alike(0.06, -0.92, 0.2)),
        Key(1.1, *alike(0.02, -0.12, 0.34), trunk=(-2, 0, 0)),
        Key(1.9, *alike(0.06, -0.92, 0.2)),
        Key(2.4),
    ),
    loop=(1, 3),
    elbows=(0.05, 0.05),
)
DRAW_X: Final = Gesture(
    (
        Key(0.0),
        Key(0.6, (0.22, 0.45, 0.75)),
        Key(1.1, (-0.5, -0.22, 0.72)),
        Key(1.5, (-0.5, 0.45, 0.68)),
        Key(2.0, (0.22, -0.25, 0.78)),
        Key(2.7),
    ),
    elbows=(0.35, 0.2),
)
DRAW_TRIANGLE: Final = Gesture(
    (
        Key(0.0),
        Key(0.6, (-0.14, 0.45, 0.75)),
        Key(1.1, (0.22, -0.18, 0.78)),
        Key(1.6, (-0.5, -0.18, 0.74)),
        Key(2.1, (-0.14, 0.45, 0.75)),
        Key(2.8),
    ),
    elbows=(0.35, 0.2),
)
SALUTE: Final = Gesture(
    (
        Key(0.0),
        Key(0.6, (-0.04, 0.4, 0.32), head=(-2, 0)),
        Key(1.7, (-0.04, 0.4, 0.32), head=(-2, 0)),
        Key(2.3),
    ),
    elbows=(0.95, 0.2),
)
SWEEP: Final = Gesture(
    (
        Key(0.0),
        Key(0.7, (-0.25, -0.2, 0.5), (-0.2, -0.68, 0.55), trunk=(22, 0, -14), left_foot=(0, 0.14), head=(14, 0)),
        Key(1.25, (-0.1, -0.22, 0.55), (-0.42, -0.66, 0.6), trunk=(26, 0, 18), left_foot=(0, 0.14), head=(14, 0)),
        Key(1.95, (-0.25, -0.2, 0.5), (-0.2, -0.68, 0.55), trunk=(22, 0, -14), left_foot=(0, 0.14), head=(14, 0)),
        Key(2.7),
    ),
    loop=(1, 3),
    elbows=(0.5, 0.2),
    either=True,
)


def swipe(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Move a hand across to the left as over a large screen: the right one inward, or the left one outward."""
    up = rng.uniform(-0.3, 0.2)
    inner, outer = (-0.68, up, 0.55), (0.5, up, 0.7)
    from_place, to_place = (outer, inner) if (right := rng.random() < 0.7) else (inner, outer)

    def key(at: float, place: Place | None, twist: float = 0.0) -> Key:
        return Key(at, None if right else place, place if right else None, trunk=(0, 0, twist))

    keys = (key(0.0, None), key(0.55, from_place, -8.0), key(1.0, to_place, 10.0), key(1.2, to_place), key(1.9, None))
    return perform(time, body, style, rng, gesture=Gesture(keys, elbows=(0.35, 0.35)))


def wave_briefly(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Wave with a hand somewhere between the breast and above the head, from the elbow or the shoulder, a few times."""
    middle = np.array([rng.uniform(-0.35, 0.4), rng.uniform(-0.1, 0.75), rng.uniform(0.3, 0.75)])
    width, beat, lift = rng.uniform(0.1, 0.45), rng.uniform(0.2, 0.5), rng.uniform(0.0, 0.1)
    inner, outer = middle + (-width, -lift, 0.0), middle + (width, -lift, -0.05)
    ways = (inner, middle, outer, middle, inner)
    keys = [Key(0.0)]
    keys += [Key(0.6 + 0.5 * beat * n, (float(x), float(y), float(z))) for n, (x, y, z) in enumerate(ways)]
    keys.append(Key(1.25 + 2 * beat))
    gesture = Gesture(tuple(keys), loop=(1, 5), most=int(rng.integers(1, 6)), elbows=(rng.uniform(0.0, 0.6), 0.2))
    return perform(time, body, style, rng, gesture=gesture)


def knock(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Knock at a door before the body, with the fist between the breast and above the head, some times."""
    out, up, ahead = rng.uniform(-0.3, 0.25), rng.uniform(-0.2, 0.4), rng.uniform(0.4, 0.65)
    back, there = (out, up + 0.02, ahead), (out, up, ahead + rng.uniform(0.1, 0.25))
    beat = rng.uniform(0.12, 0.22)
    keys = (
        Key(0.0),
        Key(0.65, back, trunk=(3, 0, 0)),
        Key(0.65 + beat, there, trunk=(4, 0, 0)),
        Key(0.65 + 2 * beat, back, trunk=(3, 0, 0)),
        Key(1.25 + 2 * beat),
    )
    gesture = Gesture(keys, loop=(1, 3), most=9, elbows=(rng.uniform(0.1, 0.8), 0.2))
    return perform(time, body, style, rng, gesture=gesture)


def move_aimlessly(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Move the hands from place to place, and now and then trunk and feet with them, as has no name."""
    hands = rng.permutation([True, rng.random() < 0.6])
    bends, steps = rng.random() < 0.5, rng.random() < 0.4
    keys, at = [Key(0.0)], 0.5
    for _ in range(int(rng.integers(2, 8))):
        places = [_anywhere(rng) if moved and rng.random() < 0.85 else None for moved in hands]
        bend, side, twist = rng.normal(0.0, [16.0, 10.0, 22.0]) * bends
        feet = rng.normal(0.0, 0.12, (2, 2)) * steps
        keys.append(
            Key(
                at,
                *places,
                trunk=(float(bend), float(side), float(twist)),
                sink=float(bends * rng.uniform(0.0, 0.12)),
                left_foot=(float(abs(feet[0, 0])), float(feet[0, 1])),
                right_foot=(-float(abs(feet[1, 0])), float(feet[1, 1])),
            )
        )
        at += rng.uniform(0.25, 0.9)
    loop = (1, len(keys) - 1) if len(keys) > 2 and rng.random() < 0.4 else None
    keys.append(Key(at + 0.4))
    elbows = (float(rng.uniform(0.1, 0.8)), float(rng.uniform(0.1, 0.8)))
    return perform(time, body, style, rng, gesture=Gesture(tuple(keys), loop=loop, most=3, elbows=elbows))


def _anywhere(rng: np.random.Generator) -> Place:
    """A place that a hand reaches, before the body or beside it."""
    way = np.array([rng.normal(0.1, 0.5), rng.normal(-0.1, 0.55), abs(rng.normal(0.5, 0.3))])
    x, y, z = way / np.linalg.norm(way) * rng.uniform(0.5, 0.97)
    return float(x), float(y), float(z)


def point(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Point with a straight arm, ahead, to the side or up, and hold it."""
    way, up = np.radians(rng.uniform(-15.0, 85.0)), np.radians(rng.uniform(-15.0, 35.0))
    place = (0.94 * np.sin(way) * np.cos(up), 0.94 * np.sin(up), 0.94 * np.cos(way) * np.cos(up))
    look = (-0.5 * np.degrees(up), 0.7 * np.degrees(way))
    stay = rng.uniform(0.6, 1.4)
    keys = (Key(0.0), Key(0.6, place, head=look), Key(0.6 + stay, place, head=look), Key(1.3 + stay))
    return perform(time, body, style, rng, gesture=Gesture(keys, elbows=(0.3, 0.2)))


def draw_circle(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Draw a circle in the air, once or several times, either way round."""
    radius, way = rng.uniform(0.22, 0.36), 1 if rng.random() < 0.5 else -1
    middle = np.array([rng.uniform(-0.3, 0.0), rng.uniform(-0.05, 0.2), rng.uniform(0.66, 0.76)])
    angles = np.arange(9) * np.pi / 4
    rounds = [middle + radius * np.array([way * np.sin(angle), np.cos(angle), 0.0]) for angle in angles]
    period = rng.uniform(1.0, 1.7)
    keys = [
        Key(0.0),
        *(Key(0.6 + period * n / 8, (float(x), float(y), float(z))) for n, (x, y, z) in enumerate(rounds)),
    ]
    keys.append(Key(1.3 + period))
    return perform(time, body, style, rng, gesture=Gesture(tuple(keys), loop=(1, 9), most=4, elbows=(0.35, 0.2)))


def phone(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Hold a telephone to the ear, standing or walking about."""
    ear, other = (-0.02, 0.3, 0.22), None if rng.random() < 0.7 else (-0.3, -0.55, 0.42)
    rise, stay = (0.0 if rng.random() < 0.4 else 0.8), float(time[-1]) + 2.0
    tilted = {"trunk": (0.0, 0.0, 0.0), "head": (6.0, -6.0)}
    keys = [Key(-0.9), Key(rise - 0.1, ear, other, **tilted), Key(stay, ear, other, **tilted)]
    if rng.random() < 0.4:
        keys[-1] = Key(float(time[-1]) - 0.9, ear, other, **tilted)
        keys.append(Key(float(time[-1]) - 0.1))
    walking = go(time, body, style, rng, gait=WALK) if rng.random() < 0.4 else stand(time, body, style, rng)
    return perform(time, body, style, rng, gesture=Gesture(tuple(keys), elbows=(0.35, 0.2), timed=False), upon=walking)


def carry(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator, *, cart: bool = False) -> Performance:
    """Walk with something before the body in both arms, or with both hands on a cart that is pushed."""
    act = go(time, body, style, rng, gait=WALK)
    if cart:
        hands, bend = alike(rng.uniform(-0.2, 0.05), rng.uniform(-0.55, -0.2), rng.uniform(0.66, 0.8)), 9.0
    else:
        hands, bend = alike(rng.uniform(-0.25, -0.05), rng.uniform(-0.6, -0.3), rng.uniform(0.45, 0.6)), -4.0
    keys = [Key(at, *hands, trunk=(bend, 0, 0)) for at in (-1.0, float(time[-1]) + 1.0)]
    return perform(time, body, style, rng, gesture=Gesture(tuple(keys), elbows=(0.2, 0.2), timed=False), upon=act)


def type_text(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Type on a keyboard before the body, sitting or standing; the hands move a little and now and then rest."""
    seated = rng.random() < 0.6
    act = sit(time, body, style, rng) if seated else stand(time, body, style, rng)
    hands = alike(-0.14, rng.uniform(-0.66, -0.5) if seated else rng.uniform(-0.55, -0.4), rng.uniform(0.5, 0.62))
    keys = [Key(at, *hands, trunk=(4, 0, 0), head=(14, 0)) for at in (-1.0, float(time[-1]) + 1.0)]
    act = perform(time, body, style, rng, gesture=Gesture(tuple(keys), timed=False), upon=act)
    assert act.reach is not None
    for side in (LEFT, RIGHT):
        moments = np.arange(-0.5, time[-1] + 1.0, 0.17)
        act.reach.hands[side] += through(time, moments, rng.normal(0.0, 1.0, (len(moments), 3)) * [0.03, 0.02, 0.015])
    return act

"""What people do on the floor: fall, lie, get up, kneel, crawl, hold a plank, push-ups and sit-ups.

Written as postures of the whole body in their order; `floor.rest_on_floor` finds where the body comes to rest. Angles
are as in `Performance` and `Sprawl`, what has a side is done to the left.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from humocon.motion.acting.curves import soften, through, wander
from humocon.motion.acting.performance import LEFT, RIGHT, Body, Performance, Sprawl, Style, mirrored, stand

Arm = tuple[float, float, float, float]
Leg = tuple[float, float, float, float, float]
_HANGING: Final[Arm] = (0, 11, 10, 20)
_STRAIGHT: Final[Leg] = (2, 2, 8, 4, -2)


@dataclass(frozen=True)
class Posture:
    """A pose of the whole body; what the right does is the mirror image of the left where it is not told."""

    tilt: tuple[float, float, float] = (0, 0, 0)
    spine: tuple[float, float, float] = (2, 0, 0)
    head: tuple[float, float] = (0, 0)
    arm: Arm = _HANGING
    leg: Leg = _STRAIGHT
    right_arm: Arm | None = None
    right_leg: Leg | None = None

    def numbers(self) -> np.ndarray:
        """All angles, (26,): tilt, spine, head, left and right arm, left and right leg."""
        arms = (*self.arm, *(self.right_arm or self.arm))
        return np.array([*self.tilt, *self.spine, *self.head, *arms, *self.leg, *(self.right_leg or self.leg)], float)


_UPRIGHT: Final = Posture()
# On the back, the face, the left side.
_SUPINE: Final = Posture((90, 180, 0), (0, 0, 0), (4, 0), (2, 24, 10, 18), (3, 8, 18, 4, 34))
_PRONE: Final = Posture((88, 0, 0), (-2, 0, 0), (-4, 55), (4, 100, -84, 92), (-2, 8, 6, 4, 52))
_ON_SIDE: Final = Posture(
    (80, 90, 0), (12, -3, 0), (6, 0), (88, 4, 20, 70), (38, 0, 0, 62, 20), (48, 10, 40, 60), (52, -2, 0, 72, 20)
)
_SITTING: Final = Posture((-22, 0, 0), (24, 0, 0), (6, 0), (-32, 16, 0, 12), (66, 8, 8, 24, 10))
_HUDDLED: Final = Posture((-28, 0, 0), (46, 0, 0), (4, 0), (62, 8, 10, 40), (98, 8, 6, 96, -4))
_ALL_FOURS: Final = Posture((84, 0, 0), (4, 0, 0), (-22, 0), (86, 4, 0, 8), (84, 4, 0, 88, 50))
_KNEELING: Final = Posture((2, 0, 0), (3, 0, 0), (2, 0), (4, 10, 14, 26), (2, 5, 0, 92, 50))
_ON_HEELS: Final = Posture((4, 0, 0), (6, 0, 0), (4, 0), (22, 8, 18, 44), (62, 9, 0, 142, 52))
_ONE_KNEE: Final = Posture(
    (8, 0, 0), (10, 0, 0), (2, 0), (34, 10, 12, 34), (95, 5, 5, 94, -7), (10, 12, 10, 24), (-2, 3, 0, 90, -28)
)
_STOOPING: Final = Posture((42, 0, 0), (30, 0, 0), (-16, 0), (60, 12, 10, 24), (86, 6, 8, 62, -18))
_PLANK: Final = Posture((70, 0, 0), (0, 0, 0), (-18, 0), (71, 4, 0, 4), (0, 3, 0, 3, -16))
_PLANK_ELBOWS: Final = Posture((80, 0, 0), (2, 0, 0), (-16, 0), (78, 3, 0, 88), (0, 3, 0, 3, -8))
_PRESSED: Final = Posture((81, 0, 0), (0, 0, 0), (-20, 0), (34, 46, 62, 112), (0, 3, 0, 3, -8))


def _act(
    time: np.ndarray,
    body: Body,
    style: Style,
    rng: np.random.Generator,
    score: Sequence[tuple[float, Posture]],
    *,
    spread: float = 3.0,
) -> Performance:
    """Pass through postures at moments, each taken a little otherwise by everybody: `spread` degrees."""
    act = stand(time, body, style, rng)
    moments = [moment for moment, _ in score]
    postures = [posture for _, posture in score]
    table = np.array([posture.numbers() for posture in postures])
    own = rng.normal(0.0, spread, table.shape[1])
    own[:3] *= 0.3
    tilted = np.array([posture.tilt[0] for posture in postures])[:, None] != 0.0
    noise = own + rng.normal(0.0, 0.5 * spread, table.shape) * (np.arange(table.shape[1]) >= 3)
    curves = through(time, moments, table + np.where(tilted, noise, 0.4 * noise))
    curves += wander(time, rng, table.shape[1]) * style.unrest * np.where(np.arange(table.shape[1]) < 3, 0.2, 0.7)
    legs = np.stack([curves[:, 16:21], curves[:, 21:26]])
    legs[:, :, 3] = np.clip(legs[:, :, 3], 0.0, 148.0)
    arms = np.stack([curves[:, 8:12], curves[:, 12:16]])
    arms[:, :, 3] = np.clip(arms[:, :, 3], 0.0, 148.0)
    return replace(
        act,
        spine=curves[:, 3:6],
        head=curves[:, 6:8],
        arms=arms,
        pelvis=np.zeros_like(act.pelvis),
        sprawl=Sprawl(curves[:, :3], legs),
    )


_FALLS: Final[dict[str, tuple[tuple[float, Posture], ...]]] = {
    "ahead": (
        (0.30, Posture((16, 0, 0), (10, 0, 0), (-8, 0), (30, 22, 10, 40), (14, 3, 6, 34, -20))),
        (0.58, Posture((38, 0, 0), (8, 0, 0), (-20, 0), (80, 24, 10, 40), (6, 4, 4, 70, 10))),
        (0.80, Posture((70, 0, 0), (0, 0, 0), (-24, 0), (82, 30, 30, 60), (0, 6, 4, 40, 48))),
        (1.0, replace(_PRONE, arm=(20, 74, -50, 104), head=(-14, 10))),
        (1.5, _PRONE),
    ),
    "stiff": (
        (0.35, Posture((14, 0, 0), (4, 0, 0), (-6, 0), (30, 20, 10, 30), (0, 3, 6, 6, -8))),
        (0.62, Posture((44, 0, 0), (0, 0, 0), (-14, 0), (88, 22, 10, 30), (0, 4, 4, 12, 4))),
        (0.82, Posture((76, 0, 0), (-4, 0, 0), (-20, 0), (70, 40, 40, 86), (-2, 6, 4, 14, 46))),
        (1.0, replace(_PRONE, arm=(20, 80, -50, 90), head=(-14, 20))),
        (1.6, replace(_PRONE, arm=(4, 128, -80, 50))),
    ),
    "back": (
        (0.28, Posture((-10, 0, 0), (12, 0, 0), (10, 0), (34, 24, 10, 30), (22, 4, 8, 30, -10))),
        (0.60, Posture((-30, 0, 0), (34, 0, 0), (18, 0), (30, 40, 10, 30), (72, 6, 8, 84, 6))),
        (0.85, Posture((-42, 0, 0), (30, 0, 0), (18, 0), (-30, 34, 10, 40), (76, 8, 10, 56, 16))),
        (1.15, Posture((-82, 0, 0), (12, 0, 0), (14, 0), (10, 48, 10, 40), (36, 10, 14, 24, 24))),
        (1.6, Posture((-90, 0, 0), (0, 0, 0), (4, 0), (6, 40, 10, 30), (4, 10, 18, 8, 34))),
    ),
    "side": (
        (0.30, Posture((12, 90, 0), (6, -8, 0), (0, 0), (20, 44, 10, 20), (12, 0, 6, 30, -14), (20, 50, 10, 30))),
        (0.58, Posture((36, 90, 0), (12, -12, 0), (0, 0), (20, 76, 10, 20), (34, 4, 6, 74, 4), (30, 60, 10, 30))),
        (0.82, Posture((72, 90, 0), (12, -6, 0), (4, 0), (50, 70, 10, 40), (36, 2, 6, 64, 20), (60, 40, 20, 40))),
        (1.05, replace(_ON_SIDE, arm=(80, 14, 10, 30))),
        (1.6, _ON_SIDE),
    ),
}


_SEATED: Final = Posture((-4, 0, 0), (10, 0, 0), (0, 0), (30, 8, 14, 60), (92, 6, 6, 94, 2))
_BEFORE_A_FALL: Final = (
    _UPRIGHT,
    Posture(
        (4, 0, 0), (4, 0, 0), (0, 0), (14, 10, 10, 24), (20, 2, 8, 10, -14), (-12, 10, 10, 22), (-16, 2, 8, 14, 24)
    ),
    _STOOPING,
    _SEATED,
)
"""On the feet, in the middle of a step, bent down, on a chair."""


def fall(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Fall down ahead, backwards or to a side, and stay lying."""
    kind = ("ahead", "stiff", "back", "back", "side", "side")[int(rng.integers(6))]
    begin = float(rng.uniform(0.15, max(0.2, min(1.2, time[-1] - 2.0))))
    pace = rng.uniform(0.85, 1.25)
    start = _BEFORE_A_FALL[int(rng.choice(len(_BEFORE_A_FALL), p=[0.5, 0.25, 0.1, 0.15]))]
    keys = _FALLS[kind]
    if start is _SEATED:  # from a chair, nobody is on their feet first
        keys = _FALLS["ahead" if kind == "stiff" else kind][1:]
    score = [(0.0, start), (begin, start), *((begin + pace * at, posture) for at, posture in keys)]
    last = score[-1]
    score.append((last[0] + rng.uniform(0.6, 1.2), _shifted(last[1], rng)))
    return _either(_act(time, body, style, rng, score, spread=5.0), rng)


def lie(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Lie still on the back, the face or a side."""
    kind = int(rng.integers(4))
    on_back = replace(
        _SUPINE,
        arm=((2, 24, 10, 18), (20, 20, 60, 84), (150, 50, 0, 100), (0, 60, 0, 30))[int(rng.integers(4))],
        leg=(_SUPINE.leg, (42, 6, 4, 86, 30))[int(rng.random() < 0.3)],
        right_leg=(_SUPINE.leg, (42, 6, 4, 86, 30))[int(rng.random() < 0.3)],
    )
    on_face = replace(_PRONE, arm=((4, 100, -84, 92), (0, 14, 10, 14), (2, 140, -70, 60))[int(rng.integers(3))])
    posture = (on_back, on_back, on_face, _ON_SIDE)[kind]
    return _either(_act(time, body, style, rng, [(0.0, posture), (1.0, posture)], spread=5.0), rng)


_LAID_BACK: Final = replace(_SUPINE, tilt=(-90, 0, 0))
"""On the back as one who sat: tilted backwards, not rolled over from the face."""
_PROPPED: Final = Posture(
    (30, 0, 0), (26, 0, 0), (-10, 0), (70, 20, 0, 20), (96, 10, 5, 110, -8), (60, 20, 0, 20), (50, 4, 0, 130, 20)
)
_OVER_KNEES: Final = ((0.75, _ALL_FOURS), (1.4, _ONE_KNEE), (2.2, _STOOPING), (2.9, _UPRIGHT))
_SITS_UP: Final = ((0.0, _LAID_BACK), (0.9, _SITTING), (1.6, _HUDDLED))
_RISES: Final[tuple[tuple[tuple[float, Posture], ...], ...]] = (
    (
        (0.0, _PRONE),
        (0.7, replace(_PRONE, arm=(24, 60, -20, 118))),
        *((at + 0.7, posture) for at, posture in _OVER_KNEES),
    ),
    (
        *_SITS_UP,
        (2.2, Posture((4, 0, 0), (40, 0, 0), (-6, 0), (80, 12, 10, 20), (112, 10, 8, 132, -30))),
        (2.7, _STOOPING),
        (3.4, _UPRIGHT),
    ),
    (*_SITS_UP, (2.3, _PROPPED), (2.9, _ONE_KNEE), (3.5, _STOOPING), (4.2, _UPRIGHT)),
)
"""Over hands and knees, by squatting, over one knee."""


def get_up(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Get up from lying on the back or the face: by sitting up, or over hands and knees, to standing."""
    pace = rng.uniform(0.85, 1.2) / style.speed
    way = _RISES[int(rng.integers(len(_RISES)))]
    begin = float(rng.uniform(0.1, max(0.15, time[-1] - way[-1][0] * pace - 0.1)))
    return _either(_act(time, body, style, rng, [(begin + pace * at, posture) for at, posture in way]), rng)


def kneel(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Go down on one knee or both, perhaps back on the heels, and stay there."""
    pace, begin = rng.uniform(0.9, 1.2) / style.speed, float(rng.uniform(0.1, 0.5))
    score: list[tuple[float, Posture]] = [(begin, _UPRIGHT), (begin + 0.9 * pace, _ONE_KNEE)]
    kind = int(rng.integers(3))
    if kind:
        score.append((begin + 1.6 * pace, _KNEELING))
    if kind == 2:
        score.append((begin + 2.3 * pace, _ON_HEELS))
    if rng.random() < 0.25:  # kneels already
        score = [(0.0, score[-1][1]), (1.0, score[-1][1])]
    return _either(_act(time, body, style, rng, score), rng)


def crawl(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Go ahead on hands and knees."""
    period = rng.uniform(0.95, 1.5) / style.speed
    phase = time / period + rng.uniform(0.0, 1.0)
    act = _act(time, body, style, rng, [(0.0, _ALL_FOURS), (1.0, _ALL_FOURS)], spread=1.5)
    assert act.sprawl is not None
    reach, stance, stands = rng.uniform(13.0, 20.0), 0.58, []
    for side in (LEFT, RIGHT):
        for limb, offset in (("leg", 0.0), ("arm", 0.5 + rng.uniform(-0.08, 0.08))):
            share = (phase + 0.5 * side + offset) % 1.0
            way = reach * soften(np.interp(share, [0.0, stance, 1.0], [1.0, -1.0, 1.0]), 1.0)
            lifted = np.sin(np.pi * np.clip((share - stance) / (1.0 - stance), 0.0, 1.0))
            if limb == "leg":
                act.sprawl.legs[side, :, 0] += way + 3.0 * lifted
                act.sprawl.legs[side, :, 3] += way + 5.0 * lifted
            else:  # as far as the knee: the arm is longer than the thigh
                act.arms[side, :, 0] += 0.75 * way
                act.arms[side, :, 3] += 32.0 * lifted
                stands.append(share < stance)
    act.sprawl.hands = np.stack(stands)
    act.sprawl.ahead = np.sin(np.radians(reach)) * body.leg / (stance * period) * time
    rolled = 8.0 * np.cos(2 * np.pi * (phase - 0.79))  # the hip rises whose knee comes ahead
    act.pelvis[:, 2] += rolled
    act.spine[:, 2] -= rolled
    act.spine[:, 1] += 4.0 * np.cos(2 * np.pi * phase)
    return act


def _repeat(time: np.ndarray, period: float, rest: Posture, other: Posture, down: float) -> list[tuple[float, Posture]]:
    """From one posture to another and back, up to six times and as often as there is time."""
    count = int(np.clip((time[-1] - 0.2) / period, 1, 6))
    begin = max(0.5 * (time[-1] - count * period), 0.0)
    score = [(begin, rest)]
    for number in range(count):
        at = begin + number * period
        score += [(at + down * period, other), (at + (down + 0.1) * period, other), (at + 0.97 * period, rest)]
    return score


def push_up(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Push-ups: the straight body goes down to the floor and up again on hands and toes."""
    period = rng.uniform(1.2, 2.1) / style.speed
    act = _act(time, body, style, rng, _repeat(time, period, _PLANK, _PRESSED, 0.45), spread=1.5)
    return _on_hands(act)


def sit_up(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Sit-ups: from the back with bent knees up to the knees, hands behind the head, on the chest or ahead."""
    period = rng.uniform(1.6, 2.6) / style.speed
    arm: Arm = ((128, 34, -20, 128), (36, 10, 62, 118), (80, 10, 10, 14))[int(rng.integers(3))]
    down = Posture((-90, 0, 0), (2, 0, 0), (6, 0), arm, (52, 5, 3, 96, 14))
    up = Posture((-34, 0, 0), (46, 0, 0), (14, 0), arm, (104, 5, 3, 98, 14))
    return _act(time, body, style, rng, _repeat(time, period, down, up, 0.42), spread=2.5)


def plank(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Hold the body straight on the toes and the elbows, or the hands."""
    on_elbows = rng.random() < 0.65
    posture = _PLANK_ELBOWS if on_elbows else _PLANK
    act = _act(time, body, style, rng, [(0.0, posture), (1.0, posture)], spread=1.5)
    return act if on_elbows else _on_hands(act)


def _on_hands(act: Performance) -> Performance:
    """The performance with both hands on the floor all the time."""
    assert act.sprawl is not None
    act.sprawl.hands = np.ones((2, len(act.time)), dtype=bool)
    return act


def _shifted(posture: Posture, rng: np.random.Generator) -> Posture:
    """The posture of somebody who moves a little while lying."""
    arm = posture.arm
    return replace(posture, arm=(arm[0] + rng.normal(0, 5.0), *arm[1:3], arm[3] + rng.normal(0, 5.0)))


def _either(act: Performance, rng: np.random.Generator) -> Performance:
    """The performance, or as often its mirror image."""
    return mirrored(act) if rng.random() < 0.5 else act

"""Gestures written as key poses of the hands, the trunk and the feet, and how they are played.

Lengths of the hands are in lengths of the arm, all others in lengths of the leg; angles in degrees; times in seconds
at the usual pace.
"""

from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from humocon.motion.acting.curves import through
from humocon.motion.acting.performance import LEFT, RIGHT, Body, Performance, Reach, Style, mirrored, stand

Place = tuple[float, float, float]
SHOULDER: Final = 0.36
"""From the middle of the body to a shoulder."""


@dataclass(frozen=True)
class Key:
    """How somebody is posed at a moment.

    Attributes:
        at: seconds.
        left: the left hand from the left shoulder, in the frame of the chest: outward, up, ahead; None hangs.
        right: the right hand.
        trunk: bend forward, tilt with the left side up, twist to the left.
        sink: how much lower the pelvis is.
        shift: how far the pelvis is moved to the left and ahead.
        head: nod, and turn to the left, against the chest.
        left_foot: how far the foot is set to the left and ahead of where it stands at first.
        right_foot: the same of the right foot.
        heels: how far the left and the right heel are raised.
    """

    at: float
    left: Place | None = None
    right: Place | None = None
    trunk: Place = (0.0, 0.0, 0.0)
    sink: float = 0.0
    shift: tuple[float, float] = (0.0, 0.0)
    head: tuple[float, float] = (0.0, 0.0)
    left_foot: tuple[float, float] = (0.0, 0.0)
    right_foot: tuple[float, float] = (0.0, 0.0)
    heels: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Gesture:
    """A gesture of one or several repetitions.

    Attributes:
        keys: in their order, the first at 0.
        loop: the first and the last key of what is repeated, as often as there is time.
        most: how often it is repeated at most.
        elbows: where the left and the right elbow point: 0 down, 1 outward.
        either: whether others do it with the sides exchanged.
        timed: whether it takes its own time, somewhere in the motion; else its keys are at seconds of the motion.
        shown: the hands that are enough to show it where nothing is held, hit or thrown; None where nobody does that.
    """

    keys: tuple[Key, ...]
    loop: tuple[int, int] | None = None
    most: int = 6
    elbows: tuple[float, float] = (0.25, 0.25)
    either: bool = False
    timed: bool = True
    shown: Literal["left", "right", "both"] | None = None


def grip(across: float, up: float, ahead: float, gap: float = 0.16) -> tuple[Place, Place]:
    """Both hands side by side at one place, so far to the left of the middle of the chest."""
    return (across + gap / 2 - SHOULDER, up, ahead), (gap / 2 - across - SHOULDER, up, ahead)


def alike(*place: float) -> tuple[Place, Place]:
    """Both hands at the same place, each from its own shoulder."""
    return (place[0], place[1], place[2]), (place[0], place[1], place[2])


def planted(left: tuple[float, float], right: tuple[float, float], *keys: Key) -> tuple[Key, ...]:
    """The keys with the feet set there, each so far to the left and ahead of where it stands at first."""
    return tuple(replace(key, left_foot=left, right_foot=right) for key in keys)


def perform(
    time: np.ndarray,
    body: Body,
    style: Style,
    rng: np.random.Generator,
    *,
    gesture: Gesture,
    upon: Performance | None = None,
) -> Performance:
    """Play a gesture, with the person's pace and size, over somebody who stands or over what they do meanwhile."""
    act = stand(time, body, style, rng) if upon is None else upon
    keys = _repeated(gesture, time[-1], style, rng) if gesture.timed else list(gesture.keys)
    if gesture.shown is not None and rng.random() < _SHOWN:
        keys = _shown(keys, gesture.shown, rng)
    keys = _varied(keys, style, rng)
    moments = np.array([key.at for key in keys])
    curves = {name: through(time, moments, _column(keys, name)) for name in _NUMBERS}
    act.reach = Reach(
        np.stack([through(time, moments, _places(keys, side)) for side in ("left", "right")]),
        np.stack([through(time, moments, _given(keys, side)) for side in ("left", "right")]),
        np.repeat(np.clip(np.array(gesture.elbows) + rng.normal(0.0, 0.08, 2), 0.0, 1.0)[:, None], len(time), axis=1),
    )
    _move_trunk(act, body, curves)
    if upon is None:
        _move_feet(act, body, keys, curves)
    return mirrored(act) if gesture.either and rng.random() < 0.15 else act


_SHOWN: Final = 0.45
"""How often a gesture is only shown, as before a sensor."""
_NUMBERS: Final = tuple(field.name for field in fields(Key) if field.name not in ("at", "left", "right"))


def _column(keys: list[Key], name: str) -> np.ndarray:
    return np.array([getattr(key, name) for key in keys], dtype=np.float64).reshape(len(keys), -1)


def _given(keys: list[Key], side: str) -> np.ndarray:
    return np.array([float(getattr(key, side) is not None) for key in keys])


def _places(keys: list[Key], side: str) -> np.ndarray:
    """(n, 3) places of a hand; where it hangs, that of the key before, or after."""
    given = [getattr(key, side) for key in keys]
    known = [index for index, place in enumerate(given) if place is not None]
    if not known:
        return np.tile([0.1, -0.9, 0.1], (len(keys), 1))
    return np.array(
        [given[max([index for index in known if index <= at], default=known[0])] for at in range(len(keys))]
    )


def _repeated(gesture: Gesture, length: float, style: Style, rng: np.random.Generator) -> list[Key]:
    """The keys with the loop as often as it fits into so many seconds, at the person's pace."""
    pace = rng.uniform(0.8, 1.2) / style.speed
    keys = list(gesture.keys)
    whole, span, extra = keys[-1].at * pace, 0.0, 0
    if gesture.loop is not None:
        first, last = gesture.loop
        span = keys[last].at - keys[first].at
        extra = int(np.clip((length - whole - 0.3) / (span * pace), 0, gesture.most - 1))
        round_again = keys[first + 1 : last + 1]
        again = [replace(key, at=key.at + span * turn) for turn in range(1, extra + 1) for key in round_again]
        keys = [*keys[: last + 1], *again, *(replace(key, at=key.at + span * extra) for key in keys[last + 1 :])]
    spare = max(length - keys[-1].at * pace, 0.0)
    start = rng.uniform(0.2, 0.8) * spare
    cut = rng.random()  # recordings do not always begin and end with somebody who stands at ease
    if cut < 0.2:
        start = -rng.uniform(0.0, 0.7) * keys[1].at * pace
    elif cut < 0.4:
        start = spare + rng.uniform(0.0, 0.6) * (keys[-1].at - keys[-2].at) * pace
    return [replace(key, at=start + key.at * pace) for key in keys]


def _shown(keys: list[Key], hands: Literal["left", "right", "both"], rng: np.random.Generator) -> list[Key]:
    """The keys as somebody shows them who holds nothing: the feet stay, trunk and second hand hardly help."""
    share = rng.uniform(0.1, 0.7)
    return [
        Key(
            key.at,
            None if hands == "right" else key.left,
            None if hands == "left" else key.right,
            trunk=(share * key.trunk[0], share * key.trunk[1], share * key.trunk[2]),
            sink=share * key.sink,
            head=key.head,
        )
        for key in keys
    ]


def _varied(keys: list[Key], style: Style, rng: np.random.Generator) -> list[Key]:
    """The keys as somebody really does them: a little elsewhere, a little earlier or later, larger or smaller."""
    drift = rng.normal(0.0, 0.05, 3)
    turns = rng.uniform(0.85, 1.15)
    varied, previous = [], -np.inf
    for index, key in enumerate(keys):
        gap = min((late.at - early.at for early, late in pairwise(keys[max(index - 1, 0) : index + 2])), default=0.0)
        at = max(key.at + rng.uniform(-0.12, 0.12) * gap, previous + 0.02)
        previous = at
        noise = drift + rng.normal(0.0, 0.02, (2, 3))
        hands = [
            None if place is None else tuple(np.array(place) * [1.0, 1.0, 0.5 + 0.5 * style.size] + noise[side])
            for side, place in enumerate((key.left, key.right))
        ]
        trunk = tuple(np.array(key.trunk) * turns + rng.normal(0.0, 1.0, 3))
        varied.append(replace(key, at=at, left=hands[LEFT], right=hands[RIGHT], trunk=trunk))
    return varied


def _move_trunk(act: Performance, body: Body, curves: dict[str, np.ndarray]) -> None:
    """Bend and twist pelvis and chest together, the head looking ahead, the pelvis staying over the feet."""
    bend, side, twist = curves["trunk"].T
    act.pelvis += np.stack([0.45 * bend, 0.3 * side, 0.4 * twist], axis=-1)
    act.spine += np.stack([0.55 * bend, 0.7 * side, 0.6 * twist], axis=-1)
    act.head[:, 0] += curves["head"][:, 0] - 0.35 * bend
    act.head[:, 1] += curves["head"][:, 1] - 0.75 * np.clip(twist, -70.0, 70.0)
    sink, shift = curves["sink"][:, 0], curves["shift"]
    act.root[:, 0] += body.leg * shift[:, 0]
    act.root[:, 1] -= body.leg * sink
    act.root[:, 2] += body.leg * (shift[:, 1] - 0.17 * np.sin(np.radians(bend)) - 0.3 * sink)


def _move_feet(act: Performance, body: Body, keys: list[Key], curves: dict[str, np.ndarray]) -> None:
    """Set the feet from place to place, each lifted on the way."""
    for side, name in enumerate(("left_foot", "right_foot")):
        act.balls[side][:, [0, 2]] += body.leg * curves[name]
        act.foot_pitch[side] += curves["heels"][:, side]
        for before, after in pairwise(keys):
            away = float(np.hypot(*np.subtract(getattr(after, name), getattr(before, name))))
            if away > 0.01:
                middle = 0.5 * (before.at + after.at)
                hump = through(act.time, [before.at, middle, after.at], [0.0, 1.0, 0.0])
                act.balls[side, :, 1] += body.leg * min(0.07, 0.25 * away) * hump
                act.foot_pitch[side] += 12.0 * hump
                act.grounded[side] &= (act.time <= before.at) | (act.time >= after.at)

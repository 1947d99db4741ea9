"""Changes of posture: sitting down, standing up, lying down, getting up, falling."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.posture import Posture, PostureName
from humocon.motion.kinematics.signals import Body, Span, derivative, smooth, span
from humocon.motion.skeleton import JOINT_NAMES

Level = Literal["feet", "seat", "knees", "floor"]
ChangeKind = Literal["sits down", "stands up", "sits up", "kneels down", "lies down", "gets up", "falls"]
LEVELS: Final[dict[PostureName, Level]] = {
    "seated": "seat",
    "kneeling": "knees",
    "on hands and knees": "knees",
    "on hands and feet": "knees",
    "lying": "floor",
}
"""What a posture rests on, where it is not the feet."""
PASSING_S: Final[float] = 1.0
FALLING_S: Final[float] = 0.75
"""Who lies down lets the head sink as fast as who falls, but stops on a knee, the seat or the hands."""
LONGEST_FALL_S: Final[float] = 2.0
ONTO_HANDS: Final[float] = 1.4
"""Metres per second of the head of one who falls on hands and knees; slower, people get down on them."""
STILL_UP: Final[float] = 0.82
# Heights of the head in lengths of the leg: of one who sits on a low seat, and of one who lies.
SITTING_HEAD: Final[float] = 1.2
LYING_HEAD: Final[float] = 0.7
SQUATTING_HEAD: Final[float] = 0.6
"""Whoever squats holds the head higher; what keeps it lower lies, as do people in films whose legs were misread."""
SLOWEST: Final[float] = 0.2
HEAD: Final[int] = JOINT_NAMES.index("head")
SAME_M: Final[float] = 0.1
STAY: Final[int] = 60  # poses
STAYING: Final[float] = 0.1


@dataclass(frozen=True)
class Change:
    """A change of posture.

    Attributes:
        span: when the head goes down, or up.
        kind: what.
        speed: of the head at its fastest down, or up, metres per second.
    """

    span: Span
    kind: ChangeKind
    speed: float


def find_changes(body: Body, postures: Sequence[Posture]) -> list[Change]:
    """Every change between feet, seat, knees and floor, in order.

    What is only passed through is left out, and what hardly moves the head.
    """
    head = smooth(body.joints[:, HEAD, 1] - body.floor, 0.05)
    vertical = derivative(smooth(body.joints[:, HEAD, 1], 0.1))
    found = []
    for before, after in pairwise(_stays(postures, head / body.leg)):
        (from_level, begin, left), (to_level, reached, end) = before, after
        high, low = _height(head[max(left - STAY, begin) : left]), _height(head[reached : min(reached + STAY, end)])
        first, last = _way(head[begin:end], left - begin, reached - begin, high, low)
        where = slice(begin + first, begin + last + 1)
        down = low < high
        speed = float((-vertical if down else vertical)[where].max())
        if abs(low - high) > SAME_M and speed > SLOWEST:
            falls = last - first <= LONGEST_FALL_S * CANONICAL_FPS and (to_level == "floor" or speed >= ONTO_HANDS)
            falls = falls and _drops(head[begin : begin + last + 1] / body.leg)
            kind = _kind(from_level, to_level, falls=falls)
            found.append(Change(span(where.start, where.stop), kind, speed))
    return found


def _height(head: np.ndarray) -> float:
    """How high the head is held in most of a stretch; upright, where the stretch holds more than one posture."""
    return float(np.percentile(head, 75))


def _stays(postures: Sequence[Posture], head: np.ndarray) -> list[tuple[Level, int, int]]:
    """Stretches of poses [begin, end) on one level, without those that are only passed through.

    Args:
        postures: one after the other.
        head: (K,) its height in lengths of the leg.
    """
    stays: list[tuple[Level, int, int]] = []
    for number, posture in enumerate(postures):
        level = LEVELS.get(posture.name, "feet")
        begin, end = (round(time * CANONICAL_FPS) for time in (posture.span.begin_s, posture.span.end_s))
        if posture.name == "squatting" and float(np.median(head[begin:end])) < SQUATTING_HEAD:
            level = "floor"
        if stays and stays[-1][0] == level:
            stays[-1] = (level, stays[-1][1], end)
        else:
            brief = posture.span.duration_s < PASSING_S and number not in (0, len(postures) - 1)
            if posture.name == "standing" or not brief:
                stays.append((level, begin, end))
    return stays


def _way(head: np.ndarray, left: int, reached: int, high: float, low: float) -> tuple[int, int]:
    """From the last pose near one height, before it is left for good, to the first one near the other."""
    done = (head - high) / (low - high if abs(low - high) > 1e-3 else 1e-3)
    middle = min(max((left + reached) // 2, 1), len(head) - 1)
    early, late = np.flatnonzero(done[: middle + 1] <= STAYING), np.flatnonzero(done[middle:] >= 1 - STAYING)
    first = int(early[-1]) if len(early) else 0
    last = middle + int(late[0]) if len(late) else len(head) - 1
    return first, last


def _drops(head: np.ndarray) -> bool:
    """Whether a head (n,) lengths of the leg high goes down to the floor from where it was held without a stop."""
    low = np.flatnonzero(head < LYING_HEAD)
    before = head[max(low[0] - STAY, 0) : low[0]] if len(low) else head[:0]
    if not len(before) or before.max() < SITTING_HEAD:
        return False
    up = np.flatnonzero(before > STILL_UP * before.max())
    return len(before) - up[-1] <= FALLING_S * CANONICAL_FPS


def _kind(before: Level, after: Level, *, falls: bool) -> ChangeKind:
    """What it is called to go from one level to another."""
    if after == "feet":
        return "stands up" if before == "seat" else "gets up"
    if falls and after != "seat":
        return "falls"
    if after == "floor":
        return "lies down"
    if after == "seat":
        return "sits up" if before == "floor" else "sits down"
    return "kneels down" if before in ("feet", "seat") else "gets up"

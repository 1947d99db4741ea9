"""Arms: raised, waved, circled, punched with, reached to the floor with.

Heights and distances are taken from the shoulder in lengths of the arm: 0 is level with it, -1 hangs straight down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.posture import lean
from humocon.motion.kinematics.signals import SIDES, WRISTS, Body, Side, Span, derivative, extremes, runs, smooth, span

ArmKind = Literal["raise", "wave", "circle", "punch", "reach down"]
RAISED: Final[float] = -0.3
RAISED_GOING: Final[float] = 0.15
GOING: Final[float] = 0.6  # metres per second
SHORTEST_RAISE_S: Final[float] = 0.2
SWING: Final[float] = 0.04
SWING_MARGIN_S: Final[float] = 0.5
WAVE_SWINGS: Final[int] = 4
CIRCLE_DEGREES: Final[float] = 270.0
CIRCLE_S: Final[float] = 2.5
PUNCH_SPEED: Final[float] = 2.5
FLOOR_REACH: Final[float] = 0.5


@dataclass(frozen=True)
class ArmMove:
    """Something that one arm does.

    Attributes:
        span: when.
        side: which arm.
        kind: what.
        height_m: of the wrist over the shoulder at its highest, negative below it; for "reach down", of the wrist over
            the floor at its lowest; metres.
        path_m: how far the wrist goes relative to the shoulder, metres.
        count: swings to one side of a wave, circles of the arm; else 1.
    """

    span: Span
    side: Side
    kind: ArmKind
    height_m: float
    path_m: float
    count: int


def find_arm_moves(body: Body) -> list[ArmMove]:
    """Everything that the arms do, in order; what they do to balance a walk is left out."""
    punches = [_punches(body, side) for side in (0, 1)]
    boxing = _covered(body, punches[0] + punches[1])
    found = punches[0] + punches[1]
    for side in (0, 1):
        circles = _circles(body, side)
        circling = _covered(body, circles)
        found += circles + _reaches(body, side)
        for begin, end in raises(body, side):
            if not circling[begin:end].any():
                found.append(_raise(body, side, begin, end, still=bool(boxing[begin:end].any())))
    return sorted(found, key=lambda move: (move.span.begin_s, move.side))


def _covered(body: Body, moves: Sequence[ArmMove]) -> np.ndarray:
    """(K,) whether any of the moves is going on."""
    covered = np.zeros(body.num_frames, dtype=bool)
    for move in moves:
        covered[round(move.span.begin_s * CANONICAL_FPS) : round(move.span.end_s * CANONICAL_FPS)] = True
    return covered


def raises(body: Body, side: int) -> list[tuple[int, int]]:
    """Stretches of poses [begin, end) in which the wrist is held up; higher up while the person goes somewhere."""
    going = np.linalg.norm(body.velocity, axis=-1) > GOING
    needed = np.where(going, RAISED_GOING, RAISED)
    upright = lean(body) < 60.0
    return runs((body.wrist(side)[:, 1] > needed) & upright, shortest_s=SHORTEST_RAISE_S, gap_s=0.15)


def _move(body: Body, side: int, begin: int, end: int, kind: ArmKind, count: int = 1) -> ArmMove:
    wrist = body.wrist(side)[begin:end]
    path = np.linalg.norm(np.diff(wrist, axis=0), axis=-1).sum()
    height = wrist[:, 1].max()
    return ArmMove(span(begin, end), SIDES[side], kind, float(height * body.arm), float(path * body.arm), count)


def _raise(body: Body, side: int, begin: int, end: int, *, still: bool) -> ArmMove:
    """A raised arm, or a wave; a guard that moves between punches (`still`) is no wave."""
    swings = 0 if still else num_swings(body.wrist(side)[begin:end])
    if swings >= WAVE_SWINGS:
        return _move(body, side, begin, end, "wave", (swings + 1) // 2)
    return _move(body, side, begin, end, "raise")


def num_swings(wrist: np.ndarray) -> int:
    """How often a raised hand goes there or back: (K, 3) in lengths of the arm -> half swings.

    What is slower is taken off first, and the way up and down is cut off; the swings are counted along the line that
    they go along.
    """
    quick = wrist - smooth(wrist, 0.3)
    margin = min(round(SWING_MARGIN_S * CANONICAL_FPS), len(wrist) // 4)
    quick = quick[margin : len(wrist) - margin]
    if len(quick) < 3:
        return 0
    _, _, lines = np.linalg.svd(quick - quick.mean(axis=0), full_matrices=False)
    return max(len(extremes(quick @ lines[0], SWING)) - 1, 0)


def _circles(body: Body, side: int) -> list[ArmMove]:
    """The wrist goes around the shoulder, seen from the side, with a stretched arm."""
    wrist = body.wrist(side)
    around = np.unwrap(np.arctan2(wrist[:, 2], -wrist[:, 1]))
    places = extremes(np.degrees(around), 60.0)
    found = []
    for begin, end in pairwise(places):
        degrees = abs(np.degrees(around[end] - around[begin]))
        heights = wrist[begin : end + 1, 1]
        wide = np.linalg.norm(wrist[begin : end + 1, 1:], axis=-1).mean() > 0.55
        slow = (end - begin) / CANONICAL_FPS * 360 > CIRCLE_S * degrees
        if degrees >= CIRCLE_DEGREES and wide and not slow and heights.min() < -0.4 and heights.max() > 0.4:
            found.append(_move(body, side, begin, end + 1, "circle", max(round(degrees / 360), 1)))
    return found


def _punches(body: Body, side: int) -> list[ArmMove]:
    """The arm stretches quickly, ahead and about level."""
    wrist = body.wrist(side)
    stretch = np.linalg.norm(wrist, axis=-1)
    quick = derivative(stretch) > PUNCH_SPEED
    found = []
    for begin, end in runs(quick, gap_s=0.05):
        last = min(end + 2, len(wrist))
        there = begin + int(stretch[begin:last].argmax())
        ahead = wrist[there, 2] > 0.6 and -0.5 < wrist[there, 1] < 0.6
        if stretch[begin] < 0.8 and stretch[there] > 0.85 and ahead:
            found.append(_move(body, side, begin, there + 1, "punch"))
    return found


def _reaches(body: Body, side: int) -> list[ArmMove]:
    """The hand goes down to the floor, or near it."""
    height = body.joints[:, WRISTS[side], 1] - body.floor
    found = []
    for begin, end in runs(height < FLOOR_REACH * body.leg, shortest_s=0.1, gap_s=0.2):
        move = _move(body, side, begin, end, "reach down")
        found.append(ArmMove(move.span, move.side, move.kind, float(height[begin:end].min()), move.path_m, 1))
    return found

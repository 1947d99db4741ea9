"""Arms: raised, waved, circled, swung, punched with, clapped with, reached to the floor with.

Heights and distances are taken from the shoulder in lengths of the arm: 0 is level with it, -1 hangs straight down.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from humocon.motion.clip import CANONICAL_FPS, rotate_y
from humocon.motion.kinematics.posture import lean
from humocon.motion.kinematics.signals import SIDES, WRISTS, Body, Side, Span, derivative, extremes, runs, smooth, span

ArmKind = Literal["raise", "wave", "circle", "punch", "swing", "clap", "reach down"]
SwingWay = Literal["left", "right", "up", "down", "forward", "backwards"]
WAYS: Final[tuple[tuple[SwingWay, SwingWay], ...]] = (("left", "right"), ("up", "down"), ("forward", "backwards"))
"""Along each axis of the body, the positive way first."""
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
PUNCH_BACK_S: Final[float] = 0.4
FLOOR_REACH: Final[float] = 0.5
CLAP_APART: Final[float] = 0.45
CLAP_SWING: Final[float] = 0.25
CLAP_GAP_S: Final[float] = 1.0
CLAP_LOWEST: Final[float] = -0.6
CLAP_GOING: Final[float] = 1.5
# Metres per second, of the wrist past the pelvis; the arms of a run swing at 3.
SWUNG: Final[float] = 2.0
SWUNG_GOING: Final[float] = 4.5
SWING_LENGTH: Final[float] = 1.2
HANGS: Final[float] = -0.6
# A T: wrists so far out from the shoulders and so nearly level with them; the arms come down in so many seconds.
T_OUT: Final[float] = 0.75
T_LEVEL: Final[float] = 0.4
T_DOWN_S: Final[float] = 1.0


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
        count: swings to one side of a wave, circles of the arm, claps; else 1.
        floor_m: height of the wrist over the floor at `peak_s`, metres.
        speed: of the wrist relative to the pelvis at its fastest, from half a second before, metres per second.
        peak_s: when the wrist is highest; for "reach down" lowest; for "punch" and "swing" fastest.
        way: of a swing, from where the body faces; else "".
    """

    span: Span
    side: Side
    kind: ArmKind
    height_m: float
    path_m: float
    count: int
    floor_m: float
    speed: float
    peak_s: float
    way: SwingWay | Literal[""] = ""


def find_arm_moves(body: Body) -> list[ArmMove]:
    """Everything that the arms do, in order; what they do to balance a walk is left out."""
    punches = [_punches(body, side) for side in (0, 1)]
    boxing = _covered(body, punches[0] + punches[1])
    found = punches[0] + punches[1]
    ready = _in_t_pose(body)
    for side in (0, 1):
        circles = _circles(body, side)
        circling = _covered(body, circles)
        found += circles + _reaches(body, side)
        for begin, end in raises(body, side):
            begin = max(begin, ready)
            if end - begin >= SHORTEST_RAISE_S * CANONICAL_FPS and not circling[begin:end].any():
                found.append(_raise(body, side, begin, end, still=bool(boxing[begin:end].any())))
    found += _claps(body)
    for side in (0, 1):
        known = [move for move in found if move.side == SIDES[side] and move.kind != "reach down"]
        found += _swings(body, side, known)
    return sorted(found, key=lambda move: (move.span.begin_s, move.side))


def _in_t_pose(body: Body) -> int:
    """How many poses at the beginning hold both arms out to the sides, as sensors and avatars ask for; 0 if all do."""
    wrists = np.stack([body.wrist(0), body.wrist(1) * [-1.0, 1.0, 1.0]])
    out = np.asarray(((wrists[..., 0] > T_OUT) & (np.abs(wrists[..., 1]) < T_LEVEL)).all(axis=0))
    if out.all() or not out[0]:
        return 0
    count = int(out.argmin())
    # On the way down the arms are still raised for a while.
    down = np.asarray((wrists[:, count:, 1] < RAISED).all(axis=0))
    return count + int(down.argmax()) if down[: round(T_DOWN_S * CANONICAL_FPS)].any() else count


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
    path = float(np.linalg.norm(np.diff(wrist, axis=0), axis=-1).sum() * body.arm)
    heights = body.joints[begin:end, WRISTS[side], 1] - body.floor[begin:end]
    speeds = body.wrist_speeds[side]
    peaks = speeds[begin:end] if kind in ("punch", "swing") else -heights if kind == "reach down" else heights
    peak = int(peaks.argmax())
    height = float(heights.min() if kind == "reach down" else wrist[:, 1].max() * body.arm)
    speed = float(speeds[max(begin - 10, 0) : end].max())
    peak_s = (begin + peak) / CANONICAL_FPS
    return ArmMove(span(begin, end), SIDES[side], kind, height, path, count, float(heights[peak]), speed, peak_s)


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
        found.append(_move(body, side, begin, end, "reach down"))
    return found


def _claps(body: Body) -> list[ArmMove]:
    """The hands meet at least twice in a row in front of the trunk, each coming from its own side; told for both."""
    between = (body.local[:, WRISTS[0]] - body.local[:, WRISTS[1]]) / body.arm
    apart = smooth(np.linalg.norm(between, axis=-1), 0.03)
    level = np.linalg.norm(between[:, 1:], axis=-1) < 0.25
    raised = np.minimum(body.wrist(0)[:, 1], body.wrist(1)[:, 1]) > CLAP_LOWEST
    ahead = (body.local[:, WRISTS, 2].min(axis=1) > 0.1 * body.arm) & raised & (lean(body) < 60)
    ahead &= np.linalg.norm(body.velocity, axis=-1) < CLAP_GOING
    together = [
        place
        for place in extremes(apart, CLAP_SWING)
        if apart[place] < CLAP_APART and level[place] and ahead[place] and 0 < place < body.num_frames - 1
    ]
    groups: list[list[int]] = []
    for place in together:
        if groups and place - groups[-1][-1] <= CLAP_GAP_S * CANONICAL_FPS:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [
        _move(body, side, max(group[0] - 4, 0), group[-1] + 3, "clap", len(group))
        for group in groups
        if len(group) > 1
        for side in (0, 1)
    ]


def _swings(body: Body, side: int, known: Sequence[ArmMove]) -> list[ArmMove]:
    """Quick sweeps of the hand one way, such as strokes and throws; none that is part of another move or of a gait."""
    velocity = _hand_velocity(body, side)
    speed = np.linalg.norm(velocity, axis=-1)
    # The arms of a gait swing against each other.
    gait = (velocity * _hand_velocity(body, 1 - side)).sum(-1) < -0.3 * speed**2
    going = np.linalg.norm(body.velocity, axis=-1) > GOING
    covered = _covered(body, [move for move in known if move.kind != "raise"])
    drawn_back = [move.span.end_s for move in known if move.kind == "punch"]
    up = _covered(body, [move for move in known if move.kind in ("raise", "wave", "circle")])
    found = []
    for begin, end in runs((speed > SWUNG / 2) & ~covered, shortest_s=0.15):
        fastest = begin + int(speed[begin:end].argmax())
        if speed[fastest] < (SWUNG_GOING if going[fastest] else SWUNG) or gait[fastest]:
            continue
        # One sweep: as long as the hand goes about the way that it goes when it is fastest.
        along = velocity[begin:end] @ velocity[fastest] > 0.3 * speed[begin:end] * speed[fastest]
        first, last = next((begin + r[0], begin + r[1]) for r in runs(along) if r[0] <= fastest - begin < r[1])
        moved = rotate_y(velocity[first:last].sum(0) / CANONICAL_FPS, -float(body.facing[first]))
        axis = int(np.abs(moved).argmax())
        way = WAYS[axis][int(moved[axis] < 0)]
        hangs = body.wrist(side)[min(last, body.num_frames - 1), 1] < HANGS
        part = (way == "up" and up[fastest : last + 6].any()) or (way == "down" and hangs)
        part |= any(0 <= first / CANONICAL_FPS - end_s < PUNCH_BACK_S for end_s in drawn_back)
        if np.linalg.norm(moved) >= SWING_LENGTH * body.arm and not part:
            found.append(replace(_move(body, side, first, last, "swing"), way=way))
    return found


def _hand_velocity(body: Body, side: int) -> np.ndarray:
    """(K, 3) of the wrist past the pelvis, metres per second, in the world: in a stroke the whole body turns."""
    return derivative(smooth(body.joints[:, WRISTS[side]] - body.joints[:, 0], 0.05))

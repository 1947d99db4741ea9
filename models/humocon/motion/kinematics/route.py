"""The path over the floor: its shape, where its course changes, and whether it comes back to where it began.

The course is the way that the pelvis goes, whatever way the body faces.
Legend: K poses at 20 Hz, M of them in which the person goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from humocon.motion.kinematics.path import MOVING
from humocon.motion.kinematics.signals import derivative, extremes, smooth

Shape = Literal["on the spot", "straight", "curve", "bend", "circle", "there and back", "to and fro", "zigzag", "other"]
_BLUR_S: Final = 0.3
"""Seconds over which the sway of the steps is blurred."""
STAYS_M: Final[float] = 0.5
"""Metres from where it began within which somebody stays on the spot."""
_BENDS: Final = 45.0
_SWAYS: Final = 30.0
"""Degrees from which the course changes, and that it goes to and fro and is still one."""
_BESIDE_M: Final = 0.3
"""Metres of the way before and after a change of course, at least."""
_STRAIGHT: Final = 0.97
"""Share of its length that a straight path leads away."""
AROUND: Final[float] = 270.0
_ROUND: Final = 0.25
_SMALLEST_M: Final = 0.35
"""Degrees about its middle from which a curve is a circle, how far it may be out of round, and its least radius."""
_SUDDEN: Final = 0.35
"""Share of its length on which a path bends, and does not curve."""
_BACK: Final = 0.35
_NARROW: Final = 0.25
"""Of a way there and back: how far the end is from the beginning, and how wide it is, beside its length."""
_SWAY_M: Final = 0.2
"""Metres that hips sway to the sides all the same."""
REVERSES: Final[float] = 120.0
"""Degrees by which the course of who goes back changes."""
_CURVES: Final = 25.0
"""Degrees from which a path curves."""


@dataclass(frozen=True)
class Bend:
    """A change of course over the poses [begin, end): degrees, positive to the left."""

    begin: int
    end: int
    degrees: float

    @property
    def side(self) -> Literal["left", "right"]:
        """To which side the course changes."""
        return "left" if self.degrees > 0 else "right"


@dataclass(frozen=True)
class Route:
    """A path over the floor.

    Attributes:
        shape: what it looks like.
        away_m: (K,) metres from where it began at each pose.
        bends: changes of the course, in order.
        turned: degrees by which the course has turned in all, positive to the left, whole rounds counted.
        radius_m: of a circle, metres; 0 for all else.
    """

    shape: Shape
    away_m: np.ndarray
    bends: tuple[Bend, ...] = ()
    turned: float = 0.0
    radius_m: float = 0.0

    @property
    def extent_m(self) -> float:
        """The most metres from where it began."""
        return float(self.away_m.max())

    @property
    def end_m(self) -> float:
        """Metres from the beginning to the end in a straight line."""
        return float(self.away_m[-1])


def find_route(ground: np.ndarray) -> Route:
    """The path of a point over the floor: (K, 2) metres, as x and z lie."""
    away = np.linalg.norm(ground - ground[0], axis=-1)
    blurred = smooth(ground, _BLUR_S)
    velocity = derivative(blurred)
    going = np.flatnonzero(np.linalg.norm(velocity, axis=-1) > MOVING)
    if away.max() < STAYS_M or len(going) < 2:
        return Route("on the spot", away)
    points, course = blurred[going], np.degrees(np.unwrap(np.arctan2(velocity[going, 0], velocity[going, 1])))
    kept = _without_sways(course, _ways(points))
    going, points, course = going[kept], points[kept], course[kept]
    bends, radius = _bends(course), _circle(points)
    shape = _shape(points, course, bends, is_circle=radius is not None)
    told = tuple(Bend(int(going[bend.begin]), int(going[bend.end - 1]) + 1, bend.degrees) for bend in bends)
    return Route(shape, away, told, float(course[-1] - course[0]), radius if radius and shape == "circle" else 0.0)


def _ways(points: np.ndarray) -> np.ndarray:
    """(M,) metres that lead along points (M, 2) to each of them."""
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=-1))])


def _without_sways(course: np.ndarray, ways: np.ndarray) -> slice:
    """The poses without those of a sway where somebody sets off or comes to a stop, which is no other course."""
    begin, end = 0, len(course)
    for bend in _bends(course):
        if abs(bend.degrees) > AROUND:
            continue
        if ways[bend.begin] < _BESIDE_M:
            begin = bend.end - 1
        elif ways[-1] - ways[bend.end - 1] < _BESIDE_M:
            end = min(end, bend.begin + 1)
    return slice(begin, end) if end - begin > 1 else slice(0, len(course))


def _bends(course: np.ndarray) -> list[Bend]:
    """Where the course, (M,) degrees, changes so much that it is another one."""
    found: list[Bend] = []
    for begin, end in pairwise(extremes(course, _SWAYS)):
        change = float(course[end] - course[begin])
        if abs(change) < _BENDS:
            continue
        done = (course[begin : end + 1] - course[begin]) / change
        first = begin + int(np.flatnonzero(done <= 0.1)[-1])
        last = begin + int(np.flatnonzero(done >= 0.9)[0])
        found.append(Bend(min(first, last), max(first, last) + 1, change))
    return found


def _shape(points: np.ndarray, course: np.ndarray, bends: Sequence[Bend], *, is_circle: bool) -> Shape:
    """What a path looks like.

    Args:
        points: (M, 2) metres, where it goes.
        course: (M,) degrees, unwrapped.
        bends: its changes of course.
        is_circle: whether it goes around on a circle.
    """
    ways = _ways(points)
    length, gap = float(ways[-1]), float(np.linalg.norm(points[-1] - points[0]))
    turned = float(course[-1] - course[0])
    one_way = abs(turned) > 0.7 * float(np.ptp(course))
    if gap > _STRAIGHT * length and not bends:
        return "straight"
    if is_circle and one_way and len({bend.side for bend in bends}) == 1:
        return "circle"
    extent = float(np.linalg.norm(points - points[0], axis=-1).max())
    reverses = [abs(bend.degrees) > REVERSES for bend in bends]
    if (
        bends
        and all(reverses)
        and _width(points) < max(_NARROW * extent, _SWAY_M)
        and (gap < _BACK * extent or len(bends) > 1)
    ):
        return "to and fro" if len(bends) > 1 else "there and back"
    if len(bends) > 2 and not any(reverses) and all(one.degrees * two.degrees < 0 for one, two in pairwise(bends)):
        return "zigzag"
    if len(bends) > 1 or not one_way or abs(turned) < _CURVES:
        return "straight" if not bends and gap > 0.9 * length else "other"
    done = (course - course[0]) / turned
    begin, end = int(np.flatnonzero(done <= 0.1)[-1]), int(np.flatnonzero(done >= 0.9)[0])
    return "bend" if abs(ways[end] - ways[begin]) < _SUDDEN * length else "curve"


def _width(points: np.ndarray) -> float:
    """Metres across the longest way through points (M, 2)."""
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    return float(np.ptp(centred @ axes[1]))


def _circle(points: np.ndarray) -> float | None:
    """The radius, in metres, of the circle on which points (M, 2) go around; None where they do not."""
    matrix = np.column_stack([2 * points, np.ones(len(points))])
    (x, y, rest), *_ = np.linalg.lstsq(matrix, (points**2).sum(axis=1), rcond=None)
    radius = float(np.sqrt(max(rest + x * x + y * y, 1e-9)))
    spokes = points - [x, y]
    off = float(np.abs(np.linalg.norm(spokes, axis=-1) - radius).mean())
    around = np.degrees(np.ptp(np.unwrap(np.arctan2(spokes[:, 0], spokes[:, 1]))))
    return radius if off < _ROUND * radius and around > AROUND and radius > _SMALLEST_M else None

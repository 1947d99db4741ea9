"""Measures: how high, how fast, how bent a part of the body is at each moment, and when it is so the most.

Legend: K poses at 20 Hz.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.posture import lean
from humocon.motion.kinematics.signals import Body, Span, angle_between, derivative, smooth
from humocon.motion.skeleton import JOINT_NAMES

Part = Literal[
    "pelvis",
    "head",
    "neck",
    "left shoulder",
    "right shoulder",
    "left elbow",
    "right elbow",
    "left wrist",
    "right wrist",
    "left hip",
    "right hip",
    "left knee",
    "right knee",
    "left ankle",
    "right ankle",
    "left foot",
    "right foot",
    "trunk",
    "body",
]
Quantity = Literal["height", "speed", "own speed", "angle", "bend", "lean", "heading", "turn speed"]
HANDS_AND_FEET: Final[tuple[Part, ...]] = ("left wrist", "right wrist", "left ankle", "right ankle")
_ANGLES: Final[dict[str, tuple[str, str]]] = {
    "knee": ("hip", "ankle"),
    "hip": ("shoulder", "knee"),
    "elbow": ("shoulder", "wrist"),
    "shoulder": ("hip", "elbow"),
    "ankle": ("knee", "foot"),
}
"""Joints that bend, each with the two ends of its angle."""


@dataclass(frozen=True)
class Extreme:
    """The most, or the least, of a quantity, and when it is reached, in seconds of the file."""

    value: float
    time_s: float


@dataclass(frozen=True)
class Measures:
    """Every quantity of every part of the body over time.

    | quantity | of | unit |
    |---|---|---|
    | height | every joint, "body" the lower foot | metres over the floor |
    | speed | every joint; "pelvis" and "body" over the floor | metres per second |
    | own speed | every joint, relative to the pelvis in the frame of the body | metres per second |
    | angle | knees, elbows, hips and shoulders (to the trunk), ankles (to the foot) | degrees, 180 in line |
    | bend | the same joints | 180 less the angle: 0 in line |
    | lean | "trunk": pelvis to neck, from upright | degrees |
    | heading | "body": from the first pose, positive to the left, whole turns counted | degrees |
    | turn speed | "body" | degrees per second, positive to the left |

    Attributes:
        body: the motion.
        times: (K,) when each pose is, in seconds of the file.
    """

    body: Body
    times: np.ndarray

    @classmethod
    def of(cls, body: Body) -> "Measures":
        """The measures of a motion that begins at 0 s."""
        return cls(body, np.arange(body.num_frames) / CANONICAL_FPS)

    def retimed(self, time: Callable[[float], float]) -> "Measures":
        """The same measures with other times; see `Facts.retimed`."""
        return replace(self, times=np.array([time(moment) for moment in self.times.tolist()]))

    def course(self, part: Part, quantity: Quantity) -> np.ndarray:
        """A quantity of a part at each pose: (K,).

        Raises:
            ValueError: the part has no such quantity.
        """
        body = self.body
        if part in ("trunk", "body"):
            if (part, quantity) == ("trunk", "lean"):
                return lean(body)
            if (part, quantity) == ("body", "heading"):
                return np.degrees(body.facing - body.facing[0])
            if (part, quantity) == ("body", "turn speed"):
                return np.degrees(derivative(body.facing))
            if (part, quantity) == ("body", "height"):
                return body.lowest
            if (part, quantity) == ("body", "speed"):
                return np.linalg.norm(body.velocity, axis=-1)
        elif quantity in ("angle", "bend"):
            angle = _angle(body, part)
            return angle if quantity == "angle" else 180 - angle
        elif quantity == "height":
            return body.joints[:, joint_number(part), 1] - body.floor
        elif quantity == "speed":
            if part == "pelvis":
                return np.linalg.norm(body.velocity, axis=-1)
            return np.linalg.norm(derivative(smooth(body.joints[:, joint_number(part)], 0.05)), axis=-1)
        elif quantity == "own speed":
            return np.linalg.norm(derivative(smooth(body.local[:, joint_number(part)], 0.05)), axis=-1)
        raise ValueError(f"{part!r} has no {quantity!r}")

    def extreme(
        self, part: Part, quantity: Quantity, which: Literal["most", "least"] = "most", where: Span | None = None
    ) -> Extreme:
        """The most or the least of a quantity, in the whole motion or in a stretch of it.

        Args:
            part: of the body.
            quantity: of the part.
            which: "most" or "least".
            where: a stretch in seconds of the file; the nearest pose where it holds none.
        """
        values, poses = self.course(part, quantity), self.poses(where)
        among = values[poses]
        place = poses[int(among.argmax() if which == "most" else among.argmin())]
        return Extreme(float(values[place]), float(self.times[place]))

    def mean(self, part: Part, quantity: Quantity, where: Span | None = None) -> float:
        """The mean of a quantity."""
        return float(self.course(part, quantity)[self.poses(where)].mean())

    def at(self, part: Part, quantity: Quantity, time_s: float) -> float:
        """A quantity at a moment of the file."""
        return float(self.course(part, quantity)[self.pose(time_s)])

    def way(self, part: Part, where: Span | None = None) -> float:
        """How far a part goes in all, metres: the pelvis over the floor, every other joint relative to the pelvis."""
        quantity = "speed" if part in ("pelvis", "body") else "own speed"
        return float(self.course(part, quantity)[self.poses(where)].sum() / CANONICAL_FPS)

    def most_moved(self, parts: Iterable[Part], where: Span | None = None) -> Part:
        """The one of some parts that goes farthest."""
        return max(parts, key=lambda part: self.way(part, where))

    def poses(self, where: Span | None) -> np.ndarray:
        """The numbers of the poses in a stretch of the file, at least one."""
        if where is None:
            return np.arange(len(self.times))
        # A stretch of poses ends where its last one does, and a film's times are rounded.
        inside = np.flatnonzero((self.times >= where.begin_s - 1e-3) & (self.times < where.end_s - 1e-3))
        middle = (where.begin_s + where.end_s) / 2
        return inside if len(inside) else np.array([self.pose(middle)])

    def pose(self, time_s: float) -> int:
        """The number of the pose nearest to a moment of the file."""
        return int(np.abs(self.times - time_s).argmin())

    def span(self, begin: int, end: int) -> Span:
        """When the poses [begin, end) are, in seconds of the file: the last one lasts until the next would come."""
        return Span(float(self.times[begin]), float(self.times[end - 1]) + 1 / CANONICAL_FPS)


def joint_number(part: Part) -> int:
    """The number of a joint by its name in words."""
    return JOINT_NAMES.index(part.replace(" ", "_"))


def _angle(body: Body, part: Part) -> np.ndarray:
    """(K,) degrees between the two bones that meet at a joint."""
    side, _, joint = part.rpartition(" ")
    if joint not in _ANGLES:
        raise ValueError(f"{part!r} has no angle")
    middle = body.local[:, JOINT_NAMES.index(f"{side}_{joint}")]
    first, second = (body.local[:, JOINT_NAMES.index(f"{side}_{end}")] - middle for end in _ANGLES[joint])
    return angle_between(first, second)

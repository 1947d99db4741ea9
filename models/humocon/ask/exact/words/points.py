"""The points of the body that a text names: a hand, the left knee, the hips."""

import re
from typing import Final, NamedTuple

from humocon.ask.exact.words import units
from humocon.motion.kinematics.signals import SIDES
from humocon.motion.skeleton import JOINT_NAMES

_JOINTS: Final[dict[str, str]] = {
    "hand": "wrist",
    "wrist": "wrist",
    "fist": "wrist",
    "palm": "wrist",
    "finger": "wrist",
    "arm": "wrist",
    "elbow": "elbow",
    "shoulder": "shoulder",
    "foot": "ankle",
    "ankle": "ankle",
    "heel": "ankle",
    "toe": "foot",
    "leg": "ankle",
    "knee": "knee",
    "hip": "hip",
}
"""The joint of either side that stands for a point of the body."""
_MIDDLES: Final[dict[str, str]] = {
    "head": "head",
    "face": "head",
    "chest": "chest",
    "torso": "chest",
    "trunk": "chest",
    "pelvis": "pelvis",
    "waist": "pelvis",
    "hips": "pelvis",
    "bum": "pelvis",
    "neck": "neck",
}
_ALONE: Final = {"pelvis": "pelvis", "chest": "spine3", "neck": "neck", "head": "head"}
"""Words for points in the middle of the body, and the joints that stand for what they mean."""
_POINT: Final = re.compile(
    r"\b(?:(?P<side>left|right) )?(?P<name>hips|hands?|wrists?|fists?|palms?|fingers?|arms?|elbows?|shoulders?"
    r"|feet|foot|ankles?|heels?|toes?|legs?|knees?|hip|head|face|chest|torso|trunk|pelvis|waist|neck|bum)\b"
)


class Point(NamedTuple):
    """A point of the body: "left" and "wrist"; no side where it lies in the middle, or where either may be meant."""

    side: str
    joint: str

    @property
    def words(self) -> str:
        """As it stands in an answer: "left wrist"."""
        return f"{self.side} {self.joint}".strip()

    @property
    def number(self) -> int:
        """Which of the 22 joints it is."""
        return JOINT_NAMES.index(_ALONE.get(self.joint) or f"{self.side}_{self.joint}")

    @property
    def in_the_middle(self) -> bool:
        """Whether there is one of it, and none of a side."""
        return self.joint in _ALONE

    def of_sides(self) -> list["Point"]:
        """Itself, or both where no side was named."""
        return [self] if self.side or self.in_the_middle else [Point(side, self.joint) for side in SIDES]


def pairs_of(first: Point, second: Point, *, across: bool = False) -> list[tuple[Point, Point]]:
    """Every two points that two names may mean: of one side where one side can be meant, unless `across` the body."""
    pairs = [(one, other) for one in first.of_sides() for other in second.of_sides()]
    if across:
        return pairs
    return [(one, other) for one, other in pairs if not (one.side and other.side) or one.side == other.side] or pairs


class Named(NamedTuple):
    """A point of the body where a text names it."""

    point: Point
    word: str
    begin: int
    end: int

    @property
    def is_plural(self) -> bool:
        """Whether both sides are named at once: "hands", "feet"."""
        return self.word == "feet" or self.word.endswith("s")


def points_in(text: str) -> list[Named]:
    """The points of the body that a text names, in its order."""
    found = []
    for match in _POINT.finditer(text):
        name = match["name"]
        point = Point(match["side"] or "", _MIDDLES.get(name) or _JOINTS[units.singular(name)])
        found.append(Named(point, name, *match.span()))
    return found

"""Follow one person through the pictures of a video."""

from typing import Final

import numpy as np

from humocon.video.lifting.detector import Detector, Person
from humocon.video.lifting.landmarks import LEAST_PRESENCE, LandmarkNetwork, Pose
from humocon.video.lifting.regions import Region
from humocon.video.lifting.weights import PoseModels

LOOK_AGAIN_S: Final[float] = 0.5
MIRROR_S: Final[float] = 0.4
SEARCH_S: Final[float] = 0.3
UNSURE_M: Final[float] = 0.13
"""A mirror gap from which on a body may be turned otherwise than the square is, as one who has fallen."""
CLEARLY_SURER: Final[float] = 0.6
UPRIGHT: Final[float] = 0.7
"""Cosine of the angle of a square from which on it is upright: two guesses there differ in front and back alone."""
STILL_PRESENT: Final[float] = 0.2
LARGEST_STEP: Final[float] = 0.35
"""How far the same person's square can move between two pictures, in shares of its side."""
LARGEST_GROWTH: Final[float] = 1.5
_PATIENCE_S: Final[float] = 1.0
_AROUND: Final[float] = 1.5
_SAME_SQUARE: Final[float] = 0.4


class Tracker:
    """Finds a person, and from then on looks where the landmarks say that the same person is.

    The detector runs where nobody is followed, and twice a second to count the people and to catch a square that has
    slipped off its person. After a loss, the person nearest to where the followed one was is taken.

    Args:
        models: the two networks.

    Attributes:
        num_people: how many people the detector saw, each time it ran.
        mirror_gaps: when it looked into the mirror, seconds, and how far the joints seen there are from those seen
            directly, metres, median over joints.
        jumps: how often the square leapt farther than a person can, so that it may now be on somebody else.
    """

    def __init__(self, models: PoseModels) -> None:
        self.detector, self.network = Detector(models.detector), LandmarkNetwork(models.landmarks)
        self.num_people: list[int] = []
        self.mirror_gaps: list[tuple[float, float]] = []
        self.jumps = 0
        self._next: Region | None = None
        self._last: Region | None = None
        self._seen_s = self._looked_s = self._mirrored_s = self._searched_s = -np.inf

    def forget(self) -> None:
        """Begin anew, because the pictures that follow have nothing to do with those before."""
        self._next = self._last = None
        self._seen_s = self._looked_s = self._mirrored_s = self._searched_s = -np.inf

    def __call__(self, time_s: float, frame: np.ndarray) -> Pose | None:
        """The followed person in the next picture (H, W, 3) uint8 RGB, or None."""
        if self._last is not None and time_s - self._seen_s > _PATIENCE_S:
            self._last = None
        if self._next is None or time_s - self._looked_s >= LOOK_AGAIN_S:
            self._look(time_s, frame)
        # One who was surely seen a moment ago is believed to be there in a worse picture, too.
        least = LEAST_PRESENCE if self._last is None else STILL_PRESENT
        pose = self.network(frame, self._next, least) if self._next is not None else None
        if pose is None and self._looked_s != time_s:
            self._look(time_s, frame)
            pose = self.network(frame, self._next, least) if self._next is not None else None
        if pose is None or self._next is None:
            self._next = None
            return None
        if time_s - self._mirrored_s >= MIRROR_S:
            self._mirrored_s = time_s
            pose, gap = self._surest(frame, self._next, pose, least)
            self.mirror_gaps.append((time_s, gap))
        if self._last is not None and _leapt(self._last, pose.region):
            self.jumps += 1
        self._next = self._last = pose.region
        self._seen_s = time_s
        return pose

    def _look(self, time_s: float, frame: np.ndarray) -> None:
        """Run the detector, and take its square where the followed one is lost or has slipped."""
        self._looked_s = time_s
        known = self._next or self._last
        people = self.detector(frame) or self._look_closely(time_s, frame, known)
        self.num_people.append(len(people))
        if not people:
            return
        person = most_prominent(people, frame.shape[1], frame.shape[0]) if known is None else nearest(people, known)
        if self._next is None and (known is None or not _leapt(known, person.region, reach=3.0)):
            self._next = person.region
        elif known is not None and self._next is not None and self._next.overlap(person.region) < _SAME_SQUARE:
            if not _leapt(known, person.region):
                self._next = person.region

    def _look_closely(self, time_s: float, frame: np.ndarray, known: Region | None) -> list[Person]:
        """A second look for people too small to be found in the whole picture: around the known one, or everywhere."""
        if known is not None:
            return self.detector(frame, Region(known.x, known.y, _AROUND * known.side))
        if time_s - self._searched_s < SEARCH_S:
            return []
        self._searched_s = time_s
        return self.detector.closely(frame)

    def _surest(self, frame: np.ndarray, region: Region, pose: Pose, least: float) -> tuple[Pose, float]:
        """The pose and its mirror gap, or those of the square as the detector turns it where that is clearly surer."""
        gap = self._mirror_gap(frame, region, pose, least)
        if gap < UNSURE_M:
            return pose, gap
        for person in self.detector(frame):
            same = region.overlap(person.region) >= _SAME_SQUARE and not _leapt(region, person.region)
            turned = min(np.cos(region.angle), np.cos(person.region.angle)) < UPRIGHT
            if same and turned and (other := self.network(frame, person.region)) is not None:
                other_gap = self._mirror_gap(frame, person.region, other, LEAST_PRESENCE)
                if other_gap < CLEARLY_SURER * gap:
                    return other, other_gap
        return pose, gap

    def _mirror_gap(self, frame: np.ndarray, region: Region, pose: Pose, least: float) -> float:
        other = self.network.mirrored(frame, region, least)
        if other is None:
            return np.inf
        return float(np.median(np.linalg.norm((other.world - pose.world)[11:29], axis=1)))


def most_prominent(people: list[Person], width: int, height: int) -> Person:
    """Whom a video is about: large, surely seen, and not at its edge."""

    def prominence(person: Person) -> float:
        region = person.region
        aside = np.hypot(region.x / width - 0.5, region.y / height - 0.5)
        return person.score * min(region.side, max(width, height)) * (1 - 0.7 * min(aside, 1.0))

    return max(people, key=prominence)


def nearest(people: list[Person], known: Region) -> Person:
    """The person whose square lies nearest to a known one, in place and size."""

    def distance(person: Person) -> float:
        region = person.region
        return np.hypot(region.x - known.x, region.y - known.y) / known.side + abs(np.log(region.side / known.side))

    return min(people, key=distance)


def _leapt(before: Region, now: Region, reach: float = 1.0) -> bool:
    step = np.hypot(now.x - before.x, now.y - before.y)
    larger = max(now.side / before.side, before.side / now.side)
    return bool(step > reach * LARGEST_STEP * before.side or larger > 1 + reach * (LARGEST_GROWTH - 1))

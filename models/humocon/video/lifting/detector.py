"""Find people in a picture: BlazePose's single-shot detector.

Legend: A anchors. Boxes and points are in shares of the detector's square picture until they leave this file.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from humocon.video.lifting.network import Network, sigmoid
from humocon.video.lifting.regions import Region, cut_out, map_points

SIDE: Final[int] = 224
GRIDS: Final[tuple[tuple[int, int], ...]] = ((8, 2), (16, 2), (32, 6))
"""(stride in pixels, anchors in each cell)."""
NUM_ANCHORS: Final[int] = 2254
_NUM_VALUES: Final[int] = 12  # box centre, box size, four points
LEAST_SCORE: Final[float] = 0.5
SAME_PERSON_OVERLAP: Final[float] = 0.3
PART_SHARE: Final[float] = 0.6


@dataclass(frozen=True)
class Person:
    """A person that was found: the square to cut out, and the score in [0, 1]."""

    region: Region
    score: float


def anchors() -> np.ndarray:
    """Centres of the cells of all grids, finest first, each as often as it has anchors: (2254, 2) x and y in [0, 1]."""
    parts = []
    for stride, count in GRIDS:
        cells = SIDE // stride
        y, x = np.mgrid[:cells, :cells]
        centres = np.stack([(x + 0.5) / cells, (y + 0.5) / cells], axis=-1).reshape(-1, 2)
        parts.append(np.repeat(centres, count, axis=0))
    return np.concatenate(parts)


def decode_boxes(values: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Network values (A, 12), pixels from anchors (A, 2) -> (A, 6, 2): centre, size, four points, in [0, 1]."""
    boxes = values.reshape(-1, 6, 2) / SIDE
    shift = centres[:, None] * np.array([1, 0, 1, 1, 1, 1])[None, :, None]
    return boxes + shift


def merge_boxes(boxes: np.ndarray, scores: np.ndarray) -> list[tuple[np.ndarray, float]]:
    """Weighted non-maximum suppression: boxes that overlap the best one are averaged with it by their scores.

    Args:
        boxes: (A, 6, 2) as from `decode_boxes`.
        scores: (A,) in [0, 1].

    Returns:
        For each person, best first, the averaged (6, 2) box and the best score.
    """
    found = []
    low, high = boxes[:, 0] - boxes[:, 1] / 2, boxes[:, 0] + boxes[:, 1] / 2
    areas = np.prod(np.clip(high - low, 0, None), axis=1)
    left = np.argsort(-scores, kind="stable")
    while len(left):
        best = left[0]
        sides = np.minimum(high[left], high[best]) - np.maximum(low[left], low[best])
        shared = np.prod(np.clip(sides, 0, None), axis=1)
        same = shared / np.maximum(areas[left] + areas[best] - shared, 1e-12) > SAME_PERSON_OVERLAP
        same[0] = True
        weights = scores[left[same]]
        found.append((np.einsum("a,abc->bc", weights, boxes[left[same]]) / weights.sum(), float(scores[best])))
        left = left[~same]
    return found


class Detector:
    """Finds people.

    Args:
        content: of the detector's TFLite file.
    """

    def __init__(self, content: bytes) -> None:
        self.network = Network(content, SIDE, (NUM_ANCHORS * _NUM_VALUES, NUM_ANCHORS))
        self.anchors = anchors()

    def __call__(self, frame: np.ndarray, part: Region | None = None) -> list[Person]:
        """The people in a picture (H, W, 3) uint8 RGB, or in a square part of it, best first."""
        square = part or Region.whole(frame.shape[1], frame.shape[0])
        values, logits = self.network(cut_out(frame, square, SIDE, repeat_edge=False) / 127.5 - 1.0)
        scores = sigmoid(logits)
        kept = np.flatnonzero(scores >= LEAST_SCORE)
        boxes = decode_boxes(values.reshape(NUM_ANCHORS, _NUM_VALUES)[kept], self.anchors[kept])
        people = []
        for box, score in merge_boxes(boxes, scores[kept]):
            centre, top = map_points(square.matrix(SIDE), box[2:4] * SIDE)
            region = Region.around(centre, top)
            if region.side > 0:
                people.append(Person(region, score))
        return people

    def closely(self, frame: np.ndarray) -> list[Person]:
        """The people that are only seen when overlapping parts of a picture are looked at one by one, best first."""
        found = [person for part in parts_of(frame.shape[1], frame.shape[0]) for person in self(frame, part)]
        people: list[Person] = []
        for person in sorted(found, key=lambda person: -person.score):
            if all(person.region.overlap(other.region) < SAME_PERSON_OVERLAP for other in people):
                people.append(person)
        return people


def parts_of(width: int, height: int) -> list[Region]:
    """Upright squares, overlapping by half or more, that cover a picture and are a good half of its longer side."""
    side = PART_SHARE * max(width, height)
    middles = []
    for length in (width, height):
        count = 1 + max(0, int(np.ceil((length - side) / (side / 2) - 1e-6)))
        middles.append([length / 2] if count == 1 else np.linspace(side / 2, length - side / 2, count).tolist())
    return [Region(x, y, side) for y in middles[1] for x in middles[0]]

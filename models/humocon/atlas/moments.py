"""The moments that show a concept best: poses whose states lie nearest to its code vector, from different motions."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from humocon.atlas.coding import CodedMotion
from humocon.motion.clip import CANONICAL_FPS

BEFORE, AFTER = 10, 15
"""Poses that a moment shows before and after the nearest one: half a second, and three quarters."""


@dataclass(frozen=True)
class Moment:
    """Where a concept holds, and what it looks like there."""

    code: int
    file: str
    name: str
    pose: int
    """Place of the nearest pose in the motion."""
    distance: float
    confidence: float
    label: str
    joints: np.ndarray
    """(N, 22, 3) float32 metres, y up: the poses around it, cut at the motion's ends."""
    begin: int
    """Place of their first pose in the motion."""
    clip: int
    """Number of the motion, in the order that they came in."""
    time_s: float
    """When the nearest pose is, in seconds into the file."""

    @property
    def clip_s(self) -> float:
        """When the nearest pose is, in seconds into the motion, which may begin later than the video that shows it."""
        return self.pose / CANONICAL_FPS


class Moments:
    """Keeps the nearest moments of each concept, at most one from each motion.

    Args:
        count: moments kept for each concept.
        codes: concepts of interest; all where None.
    """

    def __init__(self, count: int, codes: Iterable[int] | None = None) -> None:
        self.count = count
        self.codes = None if codes is None else set(codes)
        self._heaps: dict[int, list[tuple[float, int, Moment]]] = {}
        self._clips = 0

    def add(self, coded: CodedMotion) -> None:
        """Take the best moments of one motion."""
        clip = self._clips
        self._clips += 1
        order = np.lexsort((coded.distances, coded.codes))
        first = np.flatnonzero(np.diff(coded.codes[order], prepend=-1))
        for pose in order[first].tolist():
            code, distance = int(coded.codes[pose]), float(coded.distances[pose])
            if self.codes is not None and code not in self.codes:
                continue
            heap = self._heaps.setdefault(code, [])
            if len(heap) < self.count:
                heapq.heappush(heap, (-distance, -clip, _cut(coded, pose, clip)))
            elif distance < -heap[0][0]:
                heapq.heapreplace(heap, (-distance, -clip, _cut(coded, pose, clip)))

    def of(self, code: int) -> list[Moment]:
        """The moments of a concept, the nearest first."""
        return [entry[2] for entry in sorted(self._heaps.get(code, []), key=lambda entry: (-entry[0], -entry[1]))]


def _cut(coded: CodedMotion, pose: int, clip: int) -> Moment:
    begin, end = max(0, pose - BEFORE), pose + AFTER
    label = next((label.text for label in coded.motion.labels if label.begin <= pose < label.end), "")
    return Moment(
        code=int(coded.codes[pose]),
        file=coded.motion.file,
        name=coded.motion.name,
        pose=pose,
        distance=float(coded.distances[pose]),
        confidence=float(coded.confidences[pose]),
        label=label,
        joints=coded.motion.joints[begin:end].copy(),
        begin=begin,
        clip=clip,
        time_s=float(coded.motion.times[pose]),
    )

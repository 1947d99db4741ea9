"""Counts over coded motions that say what each concept is: usage, durations, neighbours in time, labels, what moves.

Legend: C codes, K poses.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch

from humocon.atlas.coding import CodedMotion
from humocon.concepts.codebook import perplexity
from humocon.motion.clip import CANONICAL_FPS

PARTS: Final[dict[str, tuple[int, ...]]] = {
    "left arm": (16, 18, 20),
    "right arm": (17, 19, 21),
    "left leg": (4, 7, 10),
    "right leg": (5, 8, 11),
    "trunk": (3, 6, 9),
    "head": (12, 15),
}
"""Joints whose mean speed, beside the pelvis, is that of a part of the body."""
DURATION_EDGES_S: Final = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.2, 2.0, float("inf"))
"""Bins of the histogram of durations: from the one before, exclusive, to this one, inclusive."""
_MOVES_M_PER_S: Final = 0.15
_VELOCITIES: Final = slice(67, 133)  # of all joints, in the features


@dataclass(frozen=True)
class ConceptSummary:
    """One concept in numbers.

    Attributes:
        usage: share of all poses, in [0, 1].
        spans: how often it begins.
        clips: in how many clips it occurs.
        duration_s: mean length of its spans, seconds; 0 where it never occurs.
        label: the most frequent label of its poses, "" where none has one.
        purity: share of its labelled poses that have this label, in [0, 1].
        speed: mean speed of the pelvis over the floor, metres per second.
        parts: what moves beside the pelvis, the fastest first.
    """

    code: int
    poses: int
    usage: float
    spans: int
    clips: int
    duration_s: float
    confidence: float
    distance: float
    label: str
    purity: float
    speed: float
    parts: tuple[str, ...]


class ConceptCounts:
    """Counts that grow with the codebook (C codes), not with the data."""

    def __init__(self, num_codes: int) -> None:
        self.num_codes = num_codes
        self.clips = 0
        self.poses, self.spans, self.clips_with = np.zeros((3, num_codes), dtype=np.int64)
        self.durations = np.zeros((num_codes, len(DURATION_EDGES_S)), dtype=np.int64)
        self.confidence, self.distance, self.speed = np.zeros((3, num_codes))
        self.part_speeds = np.zeros((num_codes, len(PARTS)))
        self.labels: defaultdict[int, Counter[str]] = defaultdict(Counter)
        self.followed: defaultdict[int, Counter[int]] = defaultdict(Counter)
        """What comes after each concept, and how often."""
        self.preceded: defaultdict[int, Counter[int]] = defaultdict(Counter)

    def add(self, coded: CodedMotion) -> None:
        """Count one motion."""
        codes = coded.codes
        self.clips += 1
        self.poses += np.bincount(codes, minlength=self.num_codes)
        self.clips_with[np.unique(codes)] += 1
        np.add.at(self.confidence, codes, coded.confidences)
        np.add.at(self.distance, codes, coded.distances)
        speeds = joint_speeds(coded.features)
        np.add.at(self.speed, codes, speeds[:, 0])
        for place, joints in enumerate(PARTS.values()):
            np.add.at(self.part_speeds[:, place], codes, speeds[:, list(joints)].mean(axis=1))
        self._add_spans(codes)
        for label in coded.motion.labels:
            for code, count in zip(*np.unique(codes[label.begin : label.end], return_counts=True), strict=True):
                self.labels[int(code)][label.text] += int(count)

    def summary(self, code: int) -> ConceptSummary:
        """One concept in numbers."""
        poses, spans = int(self.poses[code]), int(self.spans[code])
        labels = self.labels[code]
        label, count = min(labels.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
        per_pose = 1 / max(poses, 1)
        speeds = dict(zip(PARTS, self.part_speeds[code] * per_pose, strict=True))
        moving = sorted((part for part in speeds if speeds[part] > _MOVES_M_PER_S), key=lambda part: -speeds[part])
        return ConceptSummary(
            code=code,
            poses=poses,
            usage=float(self.usage[code]),
            spans=spans,
            clips=int(self.clips_with[code]),
            duration_s=poses / CANONICAL_FPS / max(spans, 1),
            confidence=float(self.confidence[code]) * per_pose,
            distance=float(self.distance[code]) * per_pose,
            label=label,
            purity=count / max(labels.total(), 1),
            speed=float(self.speed[code]) * per_pose,
            parts=tuple(moving[:2]),
        )

    @property
    def perplexity(self) -> float:
        """How many concepts are used, counted by how evenly they are."""
        return perplexity(torch.from_numpy(self.poses))

    @property
    def usage(self) -> np.ndarray:
        """(C,) share of all poses, in [0, 1]."""
        return self.poses / max(int(self.poses.sum()), 1)

    def _add_spans(self, codes: np.ndarray) -> None:
        begins = np.flatnonzero(np.diff(codes, prepend=-1))
        lengths = np.diff(np.append(begins, len(codes)))
        order = codes[begins]
        np.add.at(self.spans, order, 1)
        bins = np.searchsorted(DURATION_EDGES_S, lengths / CANONICAL_FPS - 1e-6)
        np.add.at(self.durations, (order, bins), 1)
        for before, after in zip(order[:-1].tolist(), order[1:].tolist(), strict=True):
            self.followed[before][after] += 1
            self.preceded[after][before] += 1


def joint_speeds(features: np.ndarray) -> np.ndarray:
    """(K, 22) metres per second: of the pelvis over the floor, of every other joint beside the pelvis."""
    velocities = features[:, _VELOCITIES].reshape(-1, 22, 3) * CANONICAL_FPS
    speeds = np.linalg.norm(velocities - velocities[:, :1], axis=-1)
    speeds[:, 0] = np.hypot(velocities[:, 0, 0], velocities[:, 0, 2])
    return speeds

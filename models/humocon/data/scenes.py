"""Scenes to ask about: clips of one split joined into a sequence, with what is known about each stretch of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from humocon.data.compose import TRANSITION_FRAMES, change_speed, join, mirror
from humocon.data.labels import LABELS, Label, label_of
from humocon.data.mocap import LabelledClip
from humocon.errors import DataError

MAX_FRAMES = 80
"""Clips of a sequence are cut to at most 4 s, as in MoCap-QA."""


@dataclass(frozen=True)
class Scene:
    """Clips in their order; the joints are only computed when asked for."""

    labels: tuple[Label, ...]
    parts: tuple[np.ndarray, ...]
    """(K_i, 22, 3) each."""

    def joints(self) -> np.ndarray:
        """(K, 22, 3) float32, metres, y up, 20 Hz."""
        return join(self.parts)[0]

    def frame_clips(self) -> list[int | None]:
        """Which clip each of the K poses belongs to; None in a transition."""
        rows: list[int | None] = []
        for place, part in enumerate(self.parts):
            rows += [None] * (TRANSITION_FRAMES if rows else 0) + [place] * len(part)
        return rows

    def moment_clips(self, size: int) -> list[int | None]:
        """As `frame_clips`, of the middle pose of each moment of `size` poses; a last one without a middle is none."""
        return self.frame_clips()[size // 2 :: size] or [0]


class Scenes:
    """Any number of scenes, each made from (seed, step, index) alone.

    Args:
        clips: labelled clips of one split; those whose label says too little are left out.
        seed: of everything drawn.
        mirrored: share of scenes in which left and right change sides.

    Raises:
        DataError: no clip has a label that can be asked about.
    """

    def __init__(self, clips: Sequence[LabelledClip], *, seed: int, mirrored: float = 0.3) -> None:
        groups: dict[tuple[str, str], list[tuple[Label, np.ndarray]]] = {}
        for clip in clips:
            for label, joints in labelled_parts(clip):
                groups.setdefault((label.words, str(clip.row.get("set", ""))), []).append((label, joints))
        if not groups:
            raise DataError(
                "no clip has a label that questions can be made of; see humocon/data/labels.py for the words"
            )
        self.groups = list(groups.values())
        # A group of few clips is drawn less often, so that none of its clips is met all the time.
        weights = np.array([group[0][0].weight * min(1.0, len(group) / 6) ** 0.5 for group in self.groups])
        self.chances = weights / weights.sum()
        self.seed, self.mirrored = seed, mirrored

    def scene(self, rng: np.random.Generator) -> Scene:
        """Draw one scene: three in ten of a single clip, the others of 2 to 6."""
        number = int(rng.choice([1, 2, 3, 4, 5, 6], p=[0.3, 0.08, 0.14, 0.2, 0.18, 0.1]))
        flip = rng.random() < self.mirrored
        drawn = [self._clip(rng, whole=number == 1) for _ in range(number)]
        if flip:
            drawn = [(label.mirrored(), mirror(joints)) for label, joints in drawn]
        labels, parts = zip(*drawn, strict=True)
        return Scene(labels, parts)

    def _clip(self, rng: np.random.Generator, whole: bool) -> tuple[Label, np.ndarray]:
        group = self.groups[rng.choice(len(self.groups), p=self.chances)]
        label, joints = group[rng.integers(len(group))]
        longest = 240 if whole else MAX_FRAMES
        length = min(len(joints), longest)
        if not whole and rng.random() < 0.6:
            length = max(min(16, length), int(length * rng.uniform(0.6, 1)))
        begin = int(rng.integers(0, len(joints) - length + 1))
        joints = joints[begin : begin + length]
        return label, change_speed(joints, rng.uniform(0.85, 1.15)) if rng.random() < 0.7 else joints


def labelled_parts(clip: LabelledClip) -> Iterator[tuple[Label, np.ndarray]]:
    """The stretches of a clip that have a label: the whole of it, or its timed segments."""
    segments = clip.row.get("segments")
    if isinstance(segments, list):
        for segment in segments:
            label = LABELS.get(str(segment["action"]))
            begin, end = int(20 * segment["start"]), int(20 * segment["end"])
            if label is not None and len(clip.joints[begin:end]) >= 16:
                yield label, clip.joints[begin:end]
        return
    label = label_of(clip.row)
    if label is not None:
        yield label, clip.joints

"""Scenes to ask about: clips of one split joined into a sequence, with what is known about each stretch of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, TypeVar

import numpy as np

from humocon.data.compose import (
    TRANSITION_FRAMES,
    change_speed,
    join,
    mirror,
    straighten,
    turn_path,
    turning_poses,
    with_upper_body,
)
from humocon.data.labels import LABELS, Label, label_of, times_done
from humocon.data.mocap import LabelledClip
from humocon.data.questions.story import Absent, Story, balance
from humocon.errors import DataError

MAX_FRAMES = 80
"""Clips of a sequence are cut to at most 4 s, as in MoCap-QA."""
_NUMBERS, _SHARES = (1, 2, 3, 4, 5, 6), (0.3, 0.08, 0.14, 0.2, 0.18, 0.1)
_STORIES: Final = 600
_AGAIN: Final = 0.25
"""Share of the scenes in which somebody may do again what was done before, so that there is something to count."""
WAYS: Final = ("walk", "run", "jog")
"""Actions whose way may be changed."""
T = TypeVar("T")
LabelledParts = list[tuple[Label, np.ndarray]]
"""Stretches (K, 22, 3) of motion and what they show."""


@dataclass(frozen=True)
class Scene:
    """Clips in their order; the joints are only computed when asked for."""

    labels: tuple[Label, ...]
    parts: tuple[np.ndarray, ...]
    """(K_i, 22, 3) each."""
    filmed: bool = False
    """Whether the clips were lifted from video: they have the errors of it already."""

    @cached_property
    def times(self) -> tuple[int | None, ...]:
        """How often the action of each clip is done in it; None where that is not known, as of lifted clips."""
        pairs = zip(self.labels, self.parts, strict=True)
        return tuple(None if self.filmed else times_done(label, part) for label, part in pairs)

    def joints(self) -> np.ndarray:
        """(K, 22, 3) float32, metres, y up, 20 Hz."""
        return join(self.parts)[0]

    def frame_clips(self) -> list[int | None]:
        """Which clip each of the K poses belongs to; None in a transition."""
        return _laid_out([place] * len(part) for place, part in enumerate(self.parts))

    def frame_labels(self) -> list[Label | None]:
        """What each of the K poses shows; None in a transition.

        Who walks to a side goes straight before and after the turn: the side shows while they turn, "forward" else.
        """
        return _laid_out(_pose_labels(label, part) for label, part in zip(self.labels, self.parts, strict=True))

    def moment_clips(self, size: int) -> list[int | None]:
        """As `frame_clips`, of the middle pose of each moment of `size` poses; a last one without a middle is none."""
        return self.frame_clips()[size // 2 :: size] or [0]

    def moment_labels(self, size: int) -> list[Label | None]:
        """As `moment_clips`, of `frame_labels`."""
        return self.frame_labels()[size // 2 :: size] or [self.labels[0]]


def _laid_out(parts: Iterable[list[T]]) -> list[T | None]:
    """What the poses of the clips have, one clip after the other, None in the transitions between them."""
    rows: list[T | None] = []
    for part in parts:
        rows += [None] * (TRANSITION_FRAMES if rows else 0)
        rows += part
    return rows


def _pose_labels(label: Label, part: np.ndarray) -> list[Label]:
    if not label.turns or label.direction not in ("left", "right"):
        return [label] * len(part)
    straight = replace(label, direction="forward")
    return [label if turns else straight for turns in turning_poses(part)]


class Scenes:
    """Any number of scenes, each made from (seed, step, index) alone.

    Args:
        clips: labelled clips of one split; those whose label says too little are left out.
        seed: of everything drawn.
        mirrored: share of scenes in which left and right change sides.
        turned: share of walks and runs whose way is changed; see `Variety`.
        crossed: share of clips that get the upper body of another.
        filmed: share of scenes made of clips lifted from video alone, where there are any; the others have none.

    Raises:
        DataError: no clip has a label that can be asked about.
    """

    def __init__(
        self,
        clips: Sequence[LabelledClip],
        *,
        seed: int,
        mirrored: float = 0.3,
        turned: float = 0.0,
        crossed: float = 0.0,
        filmed: float = 0.0,
    ) -> None:
        own = [_Shelf([clip for clip in clips if bool(clip.row.get("filmed")) == seen]) for seen in (False, True)]
        if not any(shelf.groups for shelf in own):
            raise DataError(
                "no clip has a label that questions can be made of; see humocon/data/labels.py for the words"
            )
        self.captured, self.lifted = own
        self.seed, self.mirrored, self.turned, self.crossed = seed, mirrored, turned, crossed
        self.filmed = 1.0 if not self.captured.groups else filmed if self.lifted.groups else 0.0

    def scene(self, rng: np.random.Generator) -> Scene:
        """Draw one scene: three in ten of a single clip, the others of 2 to 6."""
        number = int(rng.choice(_NUMBERS, p=_SHARES))
        flip = rng.random() < self.mirrored
        filmed = bool(self.filmed) and bool(rng.random() < self.filmed)
        shelf = self.lifted if filmed else self.captured
        drawn = [self._clip(group, rng, whole=number == 1) for group in shelf.draw(rng, number)]
        if flip:
            drawn = [(label.mirrored(), mirror(joints)) for label, joints in drawn]
        labels, parts = zip(*drawn, strict=True)
        return Scene(labels, parts, filmed)

    @cached_property
    def absent(self) -> Absent:
        """How often each action is asked for in scenes where it does not occur."""
        rng, shelf = np.random.default_rng([self.seed, 1 << 41]), self.captured if self.filmed < 1 else self.lifted
        stories = [
            Story(tuple(group[0][0] for group in shelf.draw(rng, int(rng.choice(_NUMBERS, p=_SHARES)))))
            for _ in range(_STORIES)
        ]
        return balance(stories)

    def _clip(self, group: LabelledParts, rng: np.random.Generator, whole: bool) -> tuple[Label, np.ndarray]:
        label, joints = group[rng.integers(len(group))]
        longest = 240 if whole else MAX_FRAMES
        length = min(len(joints), longest)
        if not whole and rng.random() < 0.6:
            length = max(min(16, length), int(length * rng.uniform(0.6, 1)))
        begin = int(rng.integers(0, len(joints) - length + 1))
        joints = joints[begin : begin + length]
        if self.crossed and label.weight == 1 and rng.random() < self.crossed:
            joints = with_upper_body(joints, group[rng.integers(len(group))][1])
        if self.turned and rng.random() < self.turned:
            label, joints = _change_way(label, joints, rng)
        return label, change_speed(joints, rng.uniform(0.85, 1.15)) if rng.random() < 0.7 else joints


class _Shelf:
    """Clips by label, and how often each label is drawn."""

    def __init__(self, clips: Sequence[LabelledClip]) -> None:
        self.groups = group_parts(clips)
        # A group of few clips is drawn less often, so that none of its clips is met all the time.
        weights = np.array([group[0][0].weight * min(1.0, len(group) / 6) ** 0.5 for group in self.groups])
        self.chances = weights / max(weights.sum(), 1e-9)

    def draw(self, rng: np.random.Generator, number: int) -> list[LabelledParts]:
        """The groups of a scene's clips."""
        places = [int(place) for place in rng.choice(len(self.groups), number, p=self.chances)]
        if rng.random() < _AGAIN:
            for later in range(1, number):
                places[later] = places[rng.integers(later) if rng.random() < 0.6 else later]
        return [self.groups[place] for place in places]


def _change_way(label: Label, joints: np.ndarray, rng: np.random.Generator) -> tuple[Label, np.ndarray]:
    """Bend a way forward to a side within some part of the clip, or make one to a side straight; else as it was."""
    if label.action not in WAYS or len(joints) < 24:
        return label, joints
    if label.direction in ("left", "right"):
        return replace(label, direction="forward", turns=False), straighten(joints)
    if label.direction != "forward":
        return label, joints
    angle = np.deg2rad(rng.uniform(60, 120)) * rng.choice([-1, 1])
    begin, lasting = rng.uniform(0, 0.4), rng.uniform(0.4, 1.0)
    share = np.clip((np.linspace(0, 1, len(joints)) - begin) / min(lasting, 1 - begin), 0, 1)
    side = "left" if angle > 0 else "right"
    return replace(label, direction=side, turns=True), turn_path(joints, angle * share**2 * (3 - 2 * share))


def group_parts(clips: Sequence[LabelledClip]) -> list[LabelledParts]:
    """The labelled stretches of clips, those of one label and one set together."""
    groups: dict[tuple[str, str], LabelledParts] = {}
    for clip in clips:
        for label, joints in labelled_parts(clip):
            groups.setdefault((label.words, str(clip.row.get("set", ""))), []).append((label, joints))
    return list(groups.values())


def labelled_parts(clip: LabelledClip) -> Iterator[tuple[Label, np.ndarray]]:
    """The stretches of a clip that have a label: the whole of it, or its timed segments.

    Raises:
        DataError: a segment or a label is not what it should be.
    """
    segments = clip.row.get("segments")
    if isinstance(segments, list):
        for segment in segments:
            action, begin, end = _read_segment(segment, clip.name)
            label = LABELS.get(action)
            if label is not None and len(clip.joints[begin:end]) >= 16:
                yield label, clip.joints[begin:end]
        return
    label = label_of(clip.row)
    if label is not None:
        yield label, clip.joints


def _read_segment(segment: object, clip: str) -> tuple[str, int, int]:
    """Action, and the poses [begin, end) that a row gives in seconds."""
    if isinstance(segment, dict) and isinstance(segment.get("action"), str):
        times = segment.get("start"), segment.get("end")
        if all(isinstance(time, (int, float)) and 0 <= time < 1e6 for time in times):
            return segment["action"], int(20 * segment["start"]), int(20 * segment["end"])
    raise DataError(f"clip {clip!r}: a segment needs an action, and start and end in seconds, not {str(segment)[:80]}")

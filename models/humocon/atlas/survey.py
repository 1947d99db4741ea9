"""One pass over motions that gathers all there is to say about a codebook, or where one concept holds."""

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from humocon.atlas.coding import CodedMotion, code_motions
from humocon.atlas.counts import ConceptCounts, ConceptSummary
from humocon.atlas.sources import Failure, Motion, make_up_motions, read_motions
from humocon.concepts.model import ConceptModel
from humocon.concepts.names import ConceptName
from humocon.errors import ConfigError, DataError
from humocon.model_folder import load_concepts, load_names
from humocon.motion.clip import CANONICAL_FPS

BEFORE, AFTER = 10, 15
"""Poses that a moment shows before and after the nearest one: half a second, and three quarters."""
_SEEDS = 6


@dataclass(frozen=True)
class Moment:
    """Where a concept holds, and what it looks like there.

    Attributes:
        pose: place in the motion of the pose that is nearest to the concept.
        joints: (N, 22, 3) float32 metres, y up: the poses around it, cut at the motion's ends.
        begin: place of their first pose in the motion.
        clip: number of the motion, in the order that they came in.
        time_s: when the nearest pose is, in seconds into the file.
    """

    code: int
    file: str
    name: str
    pose: int
    distance: float
    confidence: float
    label: str
    joints: np.ndarray
    begin: int
    clip: int
    time_s: float

    @property
    def clip_s(self) -> float:
        """When the nearest pose is, in seconds into the motion, which may begin later than the video that shows it."""
        return self.pose / CANONICAL_FPS

    @property
    def peak(self) -> int:
        """Place of the nearest pose among `joints`."""
        return self.pose - self.begin


class Moments:
    """Keeps the poses whose states lie nearest to the code vector of each concept, at most one from each motion.

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
        return [moment for *_, moment in sorted(self._heaps.get(code, []), key=lambda entry: entry[:2], reverse=True)]


def _cut(coded: CodedMotion, pose: int, clip: int) -> Moment:
    motion, begin = coded.motion, max(0, pose - BEFORE)
    return Moment(
        code=int(coded.codes[pose]),
        file=motion.file,
        name=motion.name,
        pose=pose,
        distance=float(coded.distances[pose]),
        confidence=float(coded.confidences[pose]),
        label=next((label.text for label in motion.labels if label.begin <= pose < label.end), ""),
        joints=motion.joints[begin : pose + AFTER].copy(),
        begin=begin,
        clip=clip,
        time_s=float(motion.times[pose]),
    )


@dataclass
class Survey:
    """A codebook, of which `vectors` (C, D) are the code vectors, and what it was found to hold."""

    vectors: torch.Tensor
    counts: ConceptCounts
    moments: Moments
    names: dict[int, ConceptName]
    failures: list[Failure] = field(default_factory=list)

    def title(self, code: int) -> str:
        """What a concept is called, "" where nothing is known: its name, else a label that most of its poses have."""
        name = self.names.get(code)
        if name is not None and name.source != "unknown":
            return name.name
        summary = self.counts.summary(code)
        return summary.label if summary.purity >= 0.5 else ""


def load_named(folder: Path | None) -> tuple[ConceptModel, dict[int, ConceptName]]:
    """A concept model and the names of its concepts, none where no file of names is beside it.

    Raises:
        CheckpointError: there is no usable model, or the names are damaged or of another codebook.
    """
    model = load_concepts(folder)
    return model, load_names(folder, model.codebook.vectors)


def titles_of(names: Mapping[int, ConceptName]) -> dict[int, str]:
    """The names of the concepts that have one, by code."""
    return {code: name.name for code, name in names.items() if name.source != "unknown"}


def survey(
    model: ConceptModel,
    names: dict[int, ConceptName],
    motions: Iterable[Motion | Failure],
    *,
    moments: int = 8,
    codes: Iterable[int] | None = None,
    visit: Callable[[CodedMotion], None] | None = None,
) -> Survey:
    """Code every motion and count.

    Args:
        model: of the concepts, which have these `names`.
        names: by code.
        motions: as `read_motions` gives them.
        moments: how many to keep for each concept.
        codes: concepts whose moments are kept; all where None.
        visit: sees each motion once, in order.

    Raises:
        DataError: no motion could be read.
    """
    vectors = model.codebook.vectors.detach()
    found = Survey(vectors, ConceptCounts(len(vectors)), Moments(moments, codes), names)
    for coded in code_motions(model, motions):
        if isinstance(coded, Failure):
            found.failures.append(coded)
            continue
        found.counts.add(coded)
        found.moments.add(coded)
        if visit is not None:
            visit(coded)
    if not found.counts.clips:
        raise nothing_read(found.failures)
    return found


def nothing_read(failures: Sequence[Failure]) -> DataError:
    """Why there is not one motion to look at."""
    return DataError(failures[0].error if failures else "no motion of this split; check --split")


@dataclass(frozen=True)
class ShownConcept:
    """One concept in motions.

    Attributes:
        title: what it is called, "" where nothing is known.
        summary: the concept in numbers.
        moments: the nearest first.
        clips: how many motions were looked at.
        failures: motions that could not be read.
    """

    title: str
    summary: ConceptSummary
    moments: list[Moment]
    clips: int
    failures: list[Failure]


def show_concept(
    code: int,
    paths: Sequence[Path],
    *,
    model: Path | None = None,
    split: str | None = None,
    count: int = 6,
    pose_models: Path | None = None,
) -> ShownConcept:
    """Find the moments nearest to a concept: `humocon concepts show`.

    Args:
        code: of the concept.
        paths: see `read_motions`, as `split` and `pose_models`; where there are none, made-up motions are looked at.
        model: folder of a model; by default the one that ships.
        split: of labelled sets only the clips of this split.
        count: how many moments.
        pose_models: see `lift_video`.

    Raises:
        ConfigError: the codebook has no such code.
        CheckpointError: there is no usable model.
        DataError: no motion could be read, or the concept never holds in them.
    """
    concepts, names = load_named(model)
    size = len(concepts.codebook.vectors)
    if not 0 <= code < size:
        raise ConfigError(f"concept {code}: the codebook has {size}, from 0 to {size - 1}")
    motions = read_motions(paths, split, pose_models) if paths else make_up_motions(_SEEDS)
    found = survey(concepts, names, motions, moments=count, codes=[code])
    moments = found.moments.of(code)
    if not moments:
        where = f"these {found.counts.clips} motions" if paths else "the made-up motions that are looked at by default"
        unread = f"; {len(found.failures)} could not be read ({found.failures[0].error})" if found.failures else ""
        often = ", ".join(map(str, found.counts.poses.argsort()[::-1][:3]))
        raise DataError(
            f"concept {code}: holds nowhere in {where}{unread}; give others with --data, or look at what holds most "
            f"there: {often}"
        )
    return ShownConcept(found.title(code), found.counts.summary(code), moments, found.counts.clips, found.failures)

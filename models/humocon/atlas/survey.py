"""One pass over motions that gathers all there is to say about a codebook, or where one concept holds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import torch

from humocon.atlas.coding import CodedMotion, code_motions
from humocon.atlas.moments import Moment, Moments
from humocon.atlas.sources import Failure, Motion, make_up_motions, read_motions
from humocon.atlas.statistics import ConceptCounts, ConceptSummary
from humocon.concepts.model import ConceptModel
from humocon.concepts.names import ConceptName
from humocon.errors import ConfigError, DataError
from humocon.model_folder import load_concepts, load_names


@dataclass
class Survey:
    """A codebook and what it was found to hold."""

    vectors: torch.Tensor
    """(C, D) code vectors."""
    counts: ConceptCounts
    moments: Moments
    names: dict[int, ConceptName]
    failures: list[Failure] = field(default_factory=list)

    @property
    def num_codes(self) -> int:
        """C."""
        return len(self.vectors)

    @property
    def num_used(self) -> int:
        """How many codes occur."""
        return int((self.counts.poses > 0).sum())

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
    paths: Sequence[Path],
    *,
    moments: int = 8,
    codes: Iterable[int] | None = None,
    split: str | None = None,
    visit: Callable[[CodedMotion], None] | None = None,
    made_up: Iterable[Motion] = (),
) -> Survey:
    """Code every motion and count.

    Args:
        model: of the concepts.
        names: of the concepts.
        paths: see `read_motions`.
        moments: how many to keep for each concept.
        codes: concepts whose moments are kept; all where None.
        split: of labelled sets only the clips of this split.
        visit: sees each motion once, in order.
        made_up: motions to take beside the files.

    Raises:
        DataError: no motion could be read.
    """
    size = len(model.codebook.vectors)
    found = Survey(model.codebook.vectors.detach(), ConceptCounts(size), Moments(moments, codes), names)
    for coded in code_motions(model, chain(made_up, read_motions(paths, split))):
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


_SEEDS = 6


@dataclass(frozen=True)
class ShownConcept:
    """One concept in motions."""

    title: str
    """What it is called, "" where nothing is known."""
    summary: ConceptSummary
    moments: list[Moment]
    """The nearest first."""
    clips: int
    """How many motions were looked at."""
    failures: list[Failure]


def show_concept(
    code: int, paths: Sequence[Path], *, model: Path | None = None, split: str | None = None, count: int = 6
) -> ShownConcept:
    """Find the moments nearest to a concept.

    Args:
        code: of the concept.
        paths: see `read_motions`; where there are none, motions made from rules are looked at.
        model: folder of a model; by default the one that ships.
        split: of labelled sets only the clips of this split.
        count: how many moments.

    Raises:
        ConfigError: the codebook has no such code.
        CheckpointError: there is no usable model.
        DataError: no motion could be read, or the concept never holds in them.
    """
    concepts, names = load_named(model)
    size = len(concepts.codebook.vectors)
    if not 0 <= code < size:
        raise ConfigError(f"concept {code}: the codebook has {size}, from 0 to {size - 1}")
    made_up = () if paths else make_up_motions(_SEEDS)
    found = survey(concepts, names, paths, split=split, moments=count, codes=[code], made_up=made_up)
    moments = found.moments.of(code)
    if not moments:
        where = f"these {found.counts.clips} motions" if paths else "the made-up motions that are looked at by default"
        unread = f"; {len(found.failures)} could not be read ({found.failures[0].error})" if found.failures else ""
        raise DataError(f"concept {code}: holds nowhere in {where}{unread}; give others with --data")
    return ShownConcept(found.title(code), found.counts.summary(code), moments, found.counts.clips, found.failures)

"""Where one concept holds, and what it looks like there: `humocon concepts show`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from humocon.atlas.moments import Moment
from humocon.atlas.sources import Failure, make_up_motions
from humocon.atlas.statistics import ConceptSummary
from humocon.atlas.survey import load_named, survey
from humocon.errors import ConfigError, DataError

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

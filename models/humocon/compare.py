"""What has become of the concepts of one checkpoint in another: `humocon concepts compare`."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from humocon.atlas.agreement import ConceptFate, PairCounts, mutual_information, trace_concepts
from humocon.atlas.coding import code_motions
from humocon.atlas.sources import Failure, Motion, make_up_motions, read_motions
from humocon.atlas.survey import load_named
from humocon.errors import DataError

_SEEDS = 4
_SHIFTS = (0.31, 0.5, 0.71)


@dataclass(frozen=True)
class Comparison:
    """Two codebooks on the same motions."""

    fates: list[ConceptFate]
    """Of the first checkpoint's concepts, by code."""
    back: list[ConceptFate]
    """Of the second's in the first."""
    titles: tuple[dict[int, str], dict[int, str]]
    nmi: float
    """Normalised mutual information of the codes, pose by pose."""
    chance: float
    """The same between the first's codes and the second's of other moments: what no agreement at all gives."""
    clips: int
    poses: int
    failures: list[Failure]

    @property
    def counts(self) -> Counter[str]:
        """How many of the first's concepts survived, split, merged, changed or are unused."""
        return Counter(fate.fate for fate in self.fates)


def compare_checkpoints(
    first: Path | None, second: Path | None, paths: Sequence[Path] = (), *, split: str | None = None
) -> Comparison:
    """Match the concepts of two checkpoints by the poses that they hold.

    Args:
        first: folder of a model; None means the one that ships.
        second: the other.
        paths: motions, see `read_motions`; where there are none, motions made from rules are compared on.
        split: of labelled sets only the clips of this split.

    Raises:
        CheckpointError: a model cannot be used.
        DataError: no motion could be read.
    """
    (one, names_one), (two, names_two) = load_named(first), load_named(second)
    pairs = PairCounts(len(one.codebook.vectors), len(two.codebook.vectors))
    kept: list[tuple[np.ndarray, np.ndarray]] = []
    failures: list[Failure] = []

    def sources() -> Iterator[Motion | Failure]:
        return read_motions(paths, split) if paths else make_up_motions(_SEEDS)

    for a, b in zip(code_motions(one, sources()), code_motions(two, sources()), strict=True):
        if isinstance(a, Failure) or isinstance(b, Failure):
            failures.append(a if isinstance(a, Failure) else Failure(a.motion.file, "cannot be read twice"))
            continue
        pairs.add(a.codes, b.codes)
        kept.append((a.codes.astype(np.int32), b.codes.astype(np.int32)))
    if not kept:
        raise DataError(failures[0].error if failures else "no motion of this split; check --split")
    titles = tuple({code: name.name for code, name in names.items()} for names in (names_one, names_two))
    table = pairs.table
    return Comparison(
        fates=trace_concepts(table),
        back=trace_concepts(table.T),
        titles=(titles[0], titles[1]),
        nmi=mutual_information(table),
        chance=_chance(kept, table.shape),
        clips=len(kept),
        poses=int(table.sum()),
        failures=failures,
    )


def _chance(kept: list[tuple[np.ndarray, np.ndarray]], shape: tuple[int, ...]) -> float:
    """Mean NMI when all the second's codes are moved on in time, so that their runs stay and their meaning goes."""
    one, two = (np.concatenate(column) for column in zip(*kept, strict=True))
    values = []
    for shift in _SHIFTS:
        pairs = PairCounts(*shape)
        pairs.add(one, np.roll(two, int(shift * len(two))))
        values.append(mutual_information(pairs.table))
    return float(np.mean(values))

"""What has become of the concepts of one checkpoint in another: `humocon concepts compare`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import tee
from pathlib import Path

import numpy as np

from humocon.atlas.agreement import ConceptFate, count_pairs, mutual_information, trace_concepts
from humocon.atlas.coding import CodedMotion, code_motions
from humocon.atlas.sources import Failure, make_up_motions, read_motions
from humocon.atlas.survey import load_named, nothing_read, titles_of

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
    """Of either's concepts that have a name, by code."""
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
    kept: list[tuple[np.ndarray, np.ndarray]] = []
    failures: list[Failure] = []
    # Read once for both: the second follows the first at the distance of one batch.
    sources = tee(read_motions(paths, split) if paths else make_up_motions(_SEEDS))
    for a, b in zip(code_motions(one, sources[0]), code_motions(two, sources[1]), strict=True):
        if isinstance(a, Failure):
            failures.append(a)
        elif isinstance(b, CodedMotion):
            kept.append((a.codes.astype(np.int32), b.codes.astype(np.int32)))
    if not kept:
        raise nothing_read(failures)
    shape = len(one.codebook.vectors), len(two.codebook.vectors)
    codes = np.concatenate([row[0] for row in kept]), np.concatenate([row[1] for row in kept])
    table = count_pairs(*codes, shape)
    return Comparison(
        fates=trace_concepts(table),
        back=trace_concepts(table.T),
        titles=(titles_of(names_one), titles_of(names_two)),
        nmi=mutual_information(table),
        chance=_chance(*codes, shape),
        clips=len(kept),
        poses=int(table.sum()),
        failures=failures,
    )


def _chance(one: np.ndarray, two: np.ndarray, shape: tuple[int, int]) -> float:
    """Mean NMI when all the second's codes are moved on in time, so that their runs stay and their meaning goes."""
    moved = [np.roll(two, int(shift * len(two))) for shift in _SHIFTS]
    return float(np.mean([mutual_information(count_pairs(one, codes, shape)) for codes in moved]))

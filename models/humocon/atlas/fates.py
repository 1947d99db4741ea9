"""What has become of the concepts of one checkpoint in another: `humocon concepts compare`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import tee
from pathlib import Path
from typing import Final, Literal

import numpy as np

from humocon.atlas.coding import CodedMotion, code_motions
from humocon.atlas.measures import count_pairs, normalised_mutual_information
from humocon.atlas.sources import Failure, Motion, make_up_motions, read_motions
from humocon.atlas.survey import load_named, nothing_read, titles_of
from humocon.concepts.model import ConceptModel

Fate = Literal["survived", "split", "merged", "changed", "unused"]
_HALF: Final = 0.5
_SEEDS: Final = 4
_SHIFTS: Final = (0.31, 0.5, 0.71)


@dataclass(frozen=True)
class ConceptFate:
    """What has become of a concept of the first codebook in the second.

    Attributes:
        others: the concepts of the second codebook that it became: one, or of a split all, the largest part first.
        overlap: poses that both have, over poses that either has (of a split: all its parts together), in [0, 1].
    """

    code: int
    fate: Fate
    others: tuple[int, ...]
    overlap: float
    poses: int


def trace_concepts(table: np.ndarray) -> list[ConceptFate]:
    """Say of each concept what has become of it.

    survived: it and its counterpart are each other's largest part and share most of the poses that either has.
    split: two or more concepts lie within it by half or more, and together hold half of it.
    merged: half or more of it lies in one concept, of which it is not the half.
    changed: none of these.

    Args:
        table: (A, B) counts of poses.
    """
    first, second = table.sum(axis=1), table.sum(axis=0)
    fates = []
    for code, row in enumerate(table):
        poses = int(first[code])
        if not poses:
            fates.append(ConceptFate(code, "unused", (), 0.0, 0))
            continue
        best = int(row.argmax())
        overlap = float(row[best] / (poses + second[best] - row[best]))
        inside = [int(other) for other in np.argsort(-row, kind="stable") if row[other] >= _HALF * second[other] > 0]
        fate: Fate = "changed"
        others: tuple[int, ...] = (best,)
        if overlap > _HALF and int(table[:, best].argmax()) == code:
            fate = "survived"
        elif len(inside) > 1 and row[inside].sum() >= _HALF * poses:
            fate, others = "split", tuple(inside)
            overlap = float(row[inside].sum() / (poses + second[inside].sum() - row[inside].sum()))
        elif row[best] >= _HALF * poses and row[best] < _HALF * second[best]:
            fate = "merged"
        fates.append(ConceptFate(code, fate, others, overlap, poses))
    return fates


@dataclass(frozen=True)
class Comparison:
    """Two codebooks on the same motions.

    Attributes:
        fates: of the first checkpoint's concepts, by code.
        back: of the second's in the first.
        titles: of either's concepts that have a name, by code.
        nmi: normalised mutual information of the codes, pose by pose.
        chance: the same between the first's codes and the second's of other moments: what no agreement at all gives.
    """

    fates: list[ConceptFate]
    back: list[ConceptFate]
    titles: tuple[dict[int, str], dict[int, str]]
    nmi: float
    chance: float
    clips: int
    poses: int
    failures: list[Failure]

    @property
    def counts(self) -> Counter[str]:
        """How many of the first's concepts survived, split, merged, changed or are unused."""
        return Counter(fate.fate for fate in self.fates)


def compare_checkpoints(
    first: Path | None,
    second: Path | None,
    paths: Sequence[Path] = (),
    *,
    split: str | None = None,
    pose_models: Path | None = None,
) -> Comparison:
    """Match the concepts of two checkpoints by the poses that they hold.

    Args:
        first: folder of a model; None means the one that ships.
        second: the other.
        paths: motions, see `read_motions`; where there are none, motions made from rules are compared on.
        split: of labelled sets only the clips of this split.
        pose_models: see `lift_video`.

    Raises:
        CheckpointError: a model cannot be used.
        DataError: no motion could be read.
    """
    (one, names_one), (two, names_two) = load_named(first), load_named(second)
    motions = read_motions(paths, split, pose_models) if paths else make_up_motions(_SEEDS)
    kept, failures = _codes_of_both(one, two, motions)
    if not kept:
        raise nothing_read(failures)
    shape = len(one.codebook.vectors), len(two.codebook.vectors)
    codes = np.concatenate([row[0] for row in kept]), np.concatenate([row[1] for row in kept])
    table = count_pairs(*codes, shape)
    return Comparison(
        fates=trace_concepts(table),
        back=trace_concepts(table.T),
        titles=(titles_of(names_one), titles_of(names_two)),
        nmi=normalised_mutual_information(table),
        chance=_chance(*codes, shape),
        clips=len(kept),
        poses=int(table.sum()),
        failures=failures,
    )


def _codes_of_both(
    one: ConceptModel, two: ConceptModel, motions: Iterable[Motion | Failure]
) -> tuple[list[tuple[np.ndarray, np.ndarray]], list[Failure]]:
    """The codes (K,) of each motion by both models, and what could not be read."""
    kept: list[tuple[np.ndarray, np.ndarray]] = []
    failures: list[Failure] = []
    # Read once for both: the second follows the first at the distance of one batch.
    sources = tee(motions)
    for a, b in zip(code_motions(one, sources[0]), code_motions(two, sources[1]), strict=True):
        if isinstance(a, Failure):
            failures.append(a)
        elif isinstance(b, CodedMotion):
            kept.append((a.codes.astype(np.int32), b.codes.astype(np.int32)))
    return kept, failures


def _chance(one: np.ndarray, two: np.ndarray, shape: tuple[int, int]) -> float:
    """Mean NMI when all the second's codes are moved on in time, so that their runs stay and their meaning goes."""
    moved = [np.roll(two, int(shift * len(two))) for shift in _SHIFTS]
    return float(np.mean([normalised_mutual_information(count_pairs(one, codes, shape)) for codes in moved]))

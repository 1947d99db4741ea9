"""How far two ways of cutting the same poses into concepts agree.

Legend: N poses, A and B codes of either codebook.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

Fate = Literal["survived", "split", "merged", "changed", "unused"]
_HALF: Final = 0.5


def count_pairs(first: np.ndarray, second: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Count how many poses have code a in one codebook and code b in the other.

    Args:
        first: (N,) codes.
        second: (N,) codes of the same poses.
        shape: A and B.

    Returns:
        (A, B) integers.
    """
    return np.bincount(first * shape[1] + second, minlength=shape[0] * shape[1]).reshape(shape)


def mutual_information(table: np.ndarray) -> float:
    """Normalised mutual information of a table of counts (A, B): over the mean of both entropies, in [0, 1].

    Two codebooks of which each uses one code alone say the same: 1.
    """
    share = table / max(int(table.sum()), 1)
    first, second = share.sum(axis=1), share.sum(axis=0)
    entropies = _entropy(first) + _entropy(second)
    if entropies == 0:
        return 1.0
    return float(2 * (entropies - _entropy(share.ravel())) / entropies)


@dataclass(frozen=True)
class ConceptFate:
    """What has become of a concept of the first codebook in the second."""

    code: int
    fate: Fate
    others: tuple[int, ...]
    """The concepts of the second codebook that it became: one, or of a split all, the largest part first."""
    overlap: float
    """Poses that both have, over poses that either has (of a split: all its parts together), in [0, 1]."""
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


def _entropy(share: np.ndarray) -> float:
    positive = share[share > 0]
    return float(-(positive * np.log(positive)).sum())

"""Do concepts mean anything? Codes against labels and segment boundaries, and what a linear probe reads.

Legend: N poses or segments, C codes, G labels, F numbers of a feature.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch.nn import functional

from humocon.concepts.codebook import entropy

TOLERANCE_POSES: Final[int] = 5
"""A quarter of a second: so far a change of code may be from a boundary that it counts for."""


def count_pairs(first: np.ndarray, second: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """How many poses have each pair of whole numbers: of codes, or of a code and a label.

    Args:
        first: (N,) below C.
        second: (N,) below G, of the same poses.
        shape: C and G.

    Returns:
        (C, G) integers.
    """
    return np.bincount(first * shape[1] + second, minlength=shape[0] * shape[1]).reshape(shape)


def normalised_mutual_information(table: np.ndarray) -> float:
    """Mutual information of a table of counts (C, G) over the mean of both entropies, in [0, 1].

    Two sides of which each has one value alone say the same: 1.
    """
    counts = torch.from_numpy(table)
    both = entropy(counts.sum(1)) + entropy(counts.sum(0))
    return 2 * (both - entropy(counts.flatten())) / both if both > 0 else 1.0


def purity(table: np.ndarray) -> float:
    """Share of poses whose label is the most frequent one of their code, in [0, 1]; (C, G) counts."""
    return float(table.max(axis=1).sum() / max(int(table.sum()), 1))


@dataclass
class BoundaryCounts:
    """How many boundaries were found, over many motions."""

    matched: int = 0
    predicted: int = 0
    true: int = 0

    def add(self, changes: Sequence[int], boundaries: Sequence[int], tolerance: int = TOLERANCE_POSES) -> None:
        """Count one motion: a change is matched to at most one boundary, and the other way about.

        Args:
            changes: poses at which the code changes, ascending.
            boundaries: poses at which a segment begins or ends, ascending.
            tolerance: poses that may lie between the two.
        """
        self.predicted += len(changes)
        self.true += len(boundaries)
        place = 0
        for boundary in boundaries:
            while place < len(changes) and changes[place] < boundary - tolerance:
                place += 1
            if place < len(changes) and changes[place] <= boundary + tolerance:
                self.matched += 1
                place += 1

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, in [0, 1]."""
        return 2 * self.matched / max(self.predicted + self.true, 1)


def probe_accuracy(
    features: np.ndarray, labels: Sequence[str], held_features: np.ndarray, held_labels: Sequence[str], seed: int = 0
) -> float:
    """Accuracy of logistic regression, learned on some segments and measured on others.

    Args:
        features: (N, F) of the segments to learn from.
        labels: (N,) their labels.
        held_features: (M, F) of the segments to measure on.
        held_labels: (M,) their labels; one that was never learned counts as wrong.
        seed: of the split that chooses the strength of the penalty.
    """
    names = sorted(set(labels))
    mean, deviation = features.mean(axis=0), features.std(axis=0) + 1e-6
    inputs, held = (torch.from_numpy((x - mean) / deviation).float() for x in (features, held_features))
    targets = torch.tensor([names.index(label) for label in labels])
    order = torch.from_numpy(np.random.default_rng(seed).permutation(len(labels)))
    learn, choose = order[: len(order) * 3 // 4], order[len(order) * 3 // 4 :]

    def score(penalty: float) -> float:
        weights = _fit(inputs[learn], targets[learn], len(names), penalty)
        return float((_logits(weights, inputs[choose]).argmax(1) == targets[choose]).float().mean())

    weights = _fit(inputs, targets, len(names), max((1e-4, 1e-3, 1e-2), key=score))
    said = _logits(weights, held).argmax(1).tolist()
    return float(np.mean([names[code] == label for code, label in zip(said, held_labels, strict=True)]))


def _logits(weights: torch.Tensor, inputs: torch.Tensor) -> torch.Tensor:
    return inputs @ weights[:-1] + weights[-1]


def _fit(inputs: torch.Tensor, targets: torch.Tensor, num_labels: int, penalty: float) -> torch.Tensor:
    """Weights (F + 1, G) that minimise the cross-entropy and `penalty` times their squares; the problem is convex."""
    weights = torch.zeros(inputs.shape[1] + 1, num_labels, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=60, history_size=10, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = functional.cross_entropy(_logits(weights, inputs), targets) + penalty * weights[:-1].square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return weights.detach()

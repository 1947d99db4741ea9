"""What the one who asks knows, and how anything is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from humocon.data.labels import Label

Turn = tuple[str, str]
T = TypeVar("T")


@dataclass(frozen=True)
class Story:
    """What the questioner knows: labels in their order, without the transitions."""

    labels: tuple[Label, ...]

    @property
    def unclear(self) -> set[str]:
        """Actions that may or may not occur."""
        return {action for label in self.labels for action in label.unclear}

    @property
    def actions(self) -> list[str]:
        """Actions that occur, once each."""
        return list(dict.fromkeys(label.action for label in self.labels if label.action))


def pick(values: Sequence[T], rng: np.random.Generator) -> T:
    """Any of the values, with the same chance."""
    return values[int(rng.integers(len(values)))]


def draw(chances: Mapping[T, float], rng: np.random.Generator) -> T:
    """A key, with the chance of its value."""
    weights = np.array(list(chances.values()))
    return list(chances)[rng.choice(len(weights), p=weights / weights.sum())]

"""What the one who asks knows, how often they ask for what does not occur, and how anything is drawn.

For each action, "no" is as often right as "yes".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

import numpy as np

from humocon.data.labels import VERBS, Label

Turn = tuple[str, str]
T = TypeVar("T")
_TRAVELLING: Final = (
    *("walk", "run", "jog", "dribble", "dance", "climb", "sneak", "slash", "side step", "gallop", "march", "limp"),
    *("climb stairs", "crawl", "carry something", "push a cart"),
)
_COMMON: Final = 0.08
"""Share of the yes that makes an action common."""
_RARE_BESIDE_RARE, _RARE_BESIDE_COMMON = 2.0, 0.3
_ROUNDS: Final = 30


def travels(label: Label) -> bool:
    """Whether it goes somewhere, in a direction that the label may leave open."""
    return label.action in _TRAVELLING


@dataclass(frozen=True)
class Absent:
    """How often each action is asked for where it does not occur; see `balance`."""

    chances: Mapping[str, float]
    """Of each action, before they are weighed for a story."""
    common: frozenset[str] = frozenset()


EVENLY: Final = Absent({action: 1 / len(VERBS) for action in VERBS})


@dataclass(frozen=True)
class Story:
    """What the questioner knows.

    Attributes:
        labels: in their order, without the transitions.
        absent: what is asked for that does not occur.
        times: how often the action of each label is done, None where that is not known; once each if left out.
    """

    labels: tuple[Label, ...]
    absent: Absent = EVENLY
    times: tuple[int | None, ...] | None = None

    @property
    def unclear(self) -> set[str]:
        """Actions that may or may not occur."""
        return {action for label in self.labels for action in label.unclear}

    @property
    def also(self) -> set[str]:
        """Actions that are part of one of another name."""
        return {action for label in self.labels for action in label.also}

    @property
    def actions(self) -> list[str]:
        """Actions that occur, once each."""
        return list(dict.fromkeys(label.action for label in self.labels if label.action))

    def times_of(self, action: str) -> int | None:
        """How often an action is done in all; None where that is not known."""
        times = (1,) * len(self.labels) if self.times is None else self.times
        own = [number for label, number in zip(self.labels, times, strict=True) if label.action == action]
        known = [number for number in own if number is not None]
        return sum(known) if len(known) == len(own) else None

    @cached_property
    def occurring(self) -> list[str]:
        """`actions`, and those that are part of them."""
        return list(dict.fromkeys([*self.actions, *sorted(self.also)]))

    @cached_property
    def undenied(self) -> set[str]:
        """Actions of which nobody could say that they do not occur."""
        runs = ("run", "jog") if {"run", "jog"} & {*self.actions} else ()
        stands = () if any(travels(label) for label in self.labels) else ("stand",)  # who waves does, or does not
        return {*self.occurring, *self.unclear, *runs, *stands}


def pick(values: Sequence[T], rng: np.random.Generator) -> T:
    """Any of the values, with the same chance."""
    return values[int(rng.integers(len(values)))]


def draw(chances: Mapping[T, float], rng: np.random.Generator) -> T:
    """A key, with the chance of its value."""
    weights = np.array(list(chances.values()))
    return list(chances)[rng.choice(len(weights), p=weights / weights.sum())]


def balance(stories: Sequence[Story]) -> Absent:
    """Balance yes and no for each action that occurs.

    The chances are fitted to the stories: those of an action that is denied too often are lowered, and the other way
    round, until both happen equally often.

    Args:
        stories: some hundreds, as they will be asked about.

    Returns:
        The chances, together 1; those of actions that never occur are not there.
    """
    occurs = [story.occurring for story in stories]
    names = list(dict.fromkeys(action for actions in occurs for action in actions))
    if not names:
        return Absent({})
    affirmed = np.zeros(len(names))
    for actions in occurs:
        for action in actions:
            affirmed[names.index(action)] += 1 / len(actions)
    chances = affirmed / affirmed.sum()
    common = frozenset(name for name, chance in zip(names, chances, strict=True) if chance >= _COMMON)
    for _ in range(_ROUNDS):
        denied, absent = np.zeros(len(names)), Absent(dict(zip(names, chances.tolist(), strict=True)), common)
        for story in stories:
            weights = weigh_absent(story, absent)
            total = sum(weights.values())
            for action, weight in weights.items():
                denied[names.index(action)] += weight / total
        chances = chances * np.clip(affirmed / np.maximum(denied, 1e-9), 0.5, 2.0)
        chances = chances / chances.sum()
    return Absent(dict(zip(names, chances.tolist(), strict=True)), common)


def weigh_absent(story: Story, absent: Absent) -> dict[str, float]:
    """Which actions can be denied of a story, and how often each should be.

    What is rare is asked for where something else that is rare happens: a squat is more like a jump than a walk.

    Args:
        story: what is known.
        absent: of `balance`.

    Returns:
        Weights, not yet summing to 1; none where nothing can be denied.
    """
    unusual = not all(action in absent.common for action in story.occurring) or not story.occurring
    rare = _RARE_BESIDE_RARE if unusual else _RARE_BESIDE_COMMON
    return {
        action: chance * (1.0 if action in absent.common else rare)
        for action, chance in absent.chances.items()
        if action not in story.undenied
    }

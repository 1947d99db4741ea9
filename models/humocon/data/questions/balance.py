"""How often to ask for an action that does not occur, so that "no" is as often right as "yes", for each action."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from humocon.data.questions.story import Absent, Story

_COMMON: Final = 0.08
"""Share of the yes that makes an action common."""
_RARE_BESIDE_RARE, _RARE_BESIDE_COMMON = 2.0, 0.3
_ROUNDS: Final = 30


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

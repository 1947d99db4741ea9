"""What a take is called: the language model's sentence held against the recogniser of actions.

The language model tells sequences and sides, and knows the forty actions of motion capture alone. The recogniser knows
some eighty actions, by many people and sensors, and one at a time. Where both call a motion the same, the sentence
stands; where the recogniser knows better, its name does; where it sees nothing of what the sentence says, nobody gives
a name, and what the joints tell is told instead.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from humocon.actions.naming import OTHER, RAISE_BOTH, WHOLE_S, sentence_of
from humocon.data.labels import RAISE_ARM, VERBS
from humocon.motion.clip import CANONICAL_FPS

if TYPE_CHECKING:
    from humocon.actions.recogniser import Recogniser

NAMED: Final = 0.4
"""How sure the recogniser must be of a name that the sentence does not have."""
AGAINST_SEQUENCE: Final = 0.9
"""The same, where the sentence tells of several actions."""
SURE: Final = 0.95
"""From here on a sentence is taken to be right that the recogniser sees at least `SEEN` of."""
SEEN: Final = 0.02
ARMS: Final = frozenset({RAISE_ARM, RAISE_BOTH, "wave"})
"""Names that the language model tells apart better, from `ARMS_SURE` on: raised hands wave a little."""
ARMS_SURE: Final = 0.8
Told = tuple[str, float]
"""A sentence and its probability."""


def tell_name(joints: np.ndarray, told: Told, recogniser: "Recogniser") -> Told:
    """What the person does.

    Args:
        joints: (K, 22, 3) canonical, 20 Hz.
        told: what the language model says.
        recogniser: of actions.

    Returns:
        A sentence and its probability; ("", 0) where nobody knows a name.
    """
    if not 2 <= len(joints) <= WHOLE_S * CANONICAL_FPS:
        return told
    sentence, probability = told
    shares = {naming.action: naming.probability for naming in recogniser.whole(joints)}
    best = max(shares.keys() - {OTHER}, key=lambda action: shares[action])
    names = names_in(sentence)
    seen = max((shares.get(name, 0.0) for name in names), default=0.0)
    if names == [best]:
        spot = sentence_of(best, joints)
        return spot if spot[:-1].endswith("spot") else sentence, max(probability, shares[best])
    by_arms = {*names, best} <= ARMS and probability >= ARMS_SURE
    if len(names) == 1 and (by_arms or (probability >= SURE and seen >= SEEN)):
        return told
    if len(names) > 1 and shares[best] < AGAINST_SEQUENCE:
        return told
    if shares[best] >= NAMED:
        return sentence_of(best, joints), shares[best]
    return "", 0.0


def names_in(sentence: str) -> list[str]:
    """The recogniser's names for what a sentence of the language model tells, in its order; others are left out."""
    parts = re.split(r",? then |, ", sentence.strip().rstrip(".").removeprefix("The person "))
    return [name for part in parts if (name := _name_of(part)) is not None]


def _name_of(part: str) -> str | None:
    if part.startswith("raises"):
        return RAISE_BOTH if "both" in part else RAISE_ARM
    fitting: Sequence[str] = [name for name, verb in VERBS.items() if re.match(rf"{re.escape(verb.third)}\b", part)]
    return max(fitting, key=lambda name: len(VERBS[name].third), default=None)

"""What a take is called: the language model's sentence held against the recogniser of actions.

The language model tells sequences and sides, and knows the forty actions of motion capture alone. The recogniser knows
some eighty actions, by many people and sensors, one for a stretch. Where both call a motion the same, the sentence
stands; where the recogniser knows better, its name does; where it sees nothing of what the sentence says, nobody gives
a name, and what the joints tell is told instead. A motion that is long, or shows several actions, is cut into
stretches first.
"""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from humocon.actions.naming import LONGEST, OTHER, RAISE_BOTH, phrase_of, sentence_of, third_person
from humocon.actions.segments import Recognition, Segmentation
from humocon.ask.exact.known.names import Told
from humocon.data.labels import RAISE_ARM, VERBS
from humocon.motion.clip import CANONICAL_FPS

NAMED: Final = 0.35
"""How sure the recogniser must be of a name that the sentence does not have."""
AGAINST_SEQUENCE: Final = 0.6
"""The same, where the sentence tells of several actions."""
SURE: Final = 0.95
"""From here on a sentence is taken to be right that the recogniser sees at least `SEEN` of."""
SEEN: Final = 0.1
ARMS: Final = frozenset({RAISE_ARM, RAISE_BOTH, "wave"})
"""Names that the language model tells apart better, from `ARMS_SURE` on: raised hands wave a little."""
ARMS_SURE: Final = 0.8
ARMS_LEFT: Final = 0.6
"""From here on a name of these is the recogniser's: the language model was taught large waves alone."""
ARMS_SEEN: Final = 0.2
"""The recogniser must see these of them all together: other shapes of the arms are no waving."""
SEVERAL: Final = 0.3
"""From this share of something else on, a motion may show several actions."""
LEAST_TOLD: Final = 0.3
"""Probability from which a sentence is held against the stretches at all."""
LEAST_SEEN: Final = 0.3
"""Each name of such a sentence must have this share somewhere."""
CERTAIN: Final = 0.97
"""A name of this share for `CERTAIN_S` may not be missing in such a sentence."""
CERTAIN_S: Final = 1.5
SEQUENCE_TRUST: Final = 0.8
"""How often several names in a row, all of them sure, are what is done; on clips of people nobody learned from."""
LEAST_COVERED: Final = 0.3
"""Share of time that must have a name."""
DOWN: Final = frozenset(
    {"fall", "lie", "lie down", "get up", "crawl", "kneel", "do push-ups", "do sit-ups", "hold a plank"}
)
"""Names of those who are on the floor by their own will, or who are said to fall."""
LYING: Final = frozenset({"lie", "lie down"})
FALL_SEEN: Final = 0.1
"""How much of a fall the recogniser must see in some stretch, where the person is said to lie down."""
BEFORE_FALL: Final = frozenset({"walk", "run", "jog", "stand", "sit", "sit still"})
"""What people do before they fall; any other name is what a fall was mistaken for."""
FALLEN: Final = 0.85
"""How often it is a fall that the joints show, where no name is of the floor."""


_PERSON: Final = "The person "


def tell_name(told: Told, seen: Recognition, *, falls: bool = False) -> Told:
    """What the person does.

    Args:
        told: what the language model says.
        seen: what the recogniser of actions sees.
        falls: whether the joints show that the person falls.

    Returns:
        A sentence and its probability, with the poses of its parts where the motion was cut into stretches; ("", 0)
        where nobody knows a name.
    """
    named = _tell_seen(told, seen) if len(seen.joints) > 1 else told
    return _tell_fall(named, seen) if falls else named


def _tell_fall(named: Told, seen: Recognition) -> Told:
    """A fall told with what is done before it; as it is, where the person gets on the floor by their own will."""
    parts = _named_parts(named.text)
    down = {name for name, _ in parts} & DOWN
    if "fall" in down:
        return named._replace(probability=max(named.probability, FALLEN))
    # The language model has no word for falling but lying down.
    if down and not (down <= LYING and seen.segmentation.seen.get("fall", 0.0) >= FALL_SEEN):
        return named
    before = [part for name, part in parts if name in BEFORE_FALL]
    return Told(f"{_PERSON}{', then '.join([*before, third_person('fall')])}.", FALLEN)


def _tell_seen(told: Told, seen: Recognition) -> Told:
    """What language model and recogniser agree upon; ("", 0) where nobody knows a name."""
    if len(seen.joints) > LONGEST:
        return _tell_stretches(told, seen) or told
    shares = {naming.action: naming.probability for naming in seen.whole}
    if shares.get(OTHER, 0.0) >= SEVERAL and (found := _tell_stretches(told, seen)):
        return found
    return _tell_whole(seen.joints, told, shares)


def _tell_whole(joints: np.ndarray, told: Told, shares: dict[str, float]) -> Told:
    """What a motion that shows one action is called."""
    sentence, probability = told.text, told.probability
    best = max(shares.keys() - {OTHER}, key=lambda action: shares[action])
    names = names_in(sentence)
    seen = max((shares.get(name, 0.0) for name in names), default=0.0)
    if names == [best]:
        spot = sentence_of(best, joints)
        return Told(spot if spot[:-1].endswith("spot") else sentence, max(probability, shares[best]))
    sure = probability >= SURE and seen >= SEEN
    if {*names, best} <= ARMS:
        together = sum(shares.get(name, 0.0) for name in ARMS)
        sure = probability >= ARMS_SURE and shares[best] < ARMS_LEFT and together >= ARMS_SEEN
    if len(names) == 1 and sure:
        return told
    if len(names) > 1 and shares[best] < AGAINST_SEQUENCE and seen >= SEEN:
        return told
    if shares[best] >= NAMED:
        return Told(sentence_of(best, joints), shares[best])
    return Told("", 0.0)


def _tell_stretches(told: Told, seen: Recognition) -> Told | None:
    """What a motion that is cut into stretches is called; None where too little of it has a name."""
    found = seen.segmentation
    if not found.segments or found.covered < LEAST_COVERED:
        return None
    left = _named_parts(told.text)
    names = [name for name, _ in left]
    least = min((found.seen.get(name, 0.0) for name in names), default=0.0)
    if told.probability >= LEAST_TOLD and least >= LEAST_SEEN and not _missing(found, names):
        return told
    parts = []
    for one in found.segments:
        same = next((place for place, (name, _) in enumerate(left) if _alike(name, one.action)), None)
        if same is None:
            parts.append(phrase_of(one.action, seen.joints[one.begin : one.end]))
        else:
            parts.append(left[same][1])
            left = left[same + 1 :]
    lengths = [one.end - one.begin for one in found.segments]
    share = float(np.average([one.probability for one in found.segments], weights=lengths)) * found.covered
    poses = tuple((one.begin, one.end) for one in found.segments)
    return Told(f"{_PERSON}{', then '.join(parts)}.", share * (SEQUENCE_TRUST if len(parts) > 1 else 1.0), poses)


def _missing(found: Segmentation, names: Sequence[str]) -> bool:
    """Whether a stretch certainly shows what none of the names means."""
    for one in found.segments:
        certain = one.probability >= CERTAIN and one.end - one.begin >= CERTAIN_S * CANONICAL_FPS
        if certain and not any(_alike(name, one.action) for name in names):
            return True
    return False


def _alike(one: str, other: str) -> bool:
    return one == other or {one, other} <= ARMS or {one, other} == {"run", "jog"}


def names_in(sentence: str) -> list[str]:
    """The recogniser's names for what a sentence of the language model tells, in its order; others are left out."""
    return [name for name, _ in _named_parts(sentence)]


def _named_parts(sentence: str) -> list[tuple[str, str]]:
    """The parts of a sentence that the recogniser has names for, each behind its name."""
    parts = re.split(r",? then |, ", sentence.strip().rstrip(".").removeprefix(_PERSON))
    return [(name, part) for part in parts if (name := _name_of(part)) is not None]


def _name_of(part: str) -> str | None:
    if part.startswith("raises"):
        return RAISE_BOTH if "both" in part else RAISE_ARM
    fitting: Sequence[str] = [name for name, verb in VERBS.items() if re.match(rf"{re.escape(verb.third)}\b", part)]
    return max(fitting, key=lambda name: len(VERBS[name].third), default=None)

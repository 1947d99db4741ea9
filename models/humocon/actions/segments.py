"""What a motion of several actions, or of more than one stretch, shows one after the other.

The recogniser names stretches that show one action. Of all ways to cut a motion into stretches of up to eight seconds
the one is taken whose names are the surest: the seconds of each stretch times the logarithm of its best share, less a
price for each stretch. A stretch that nothing fits is left out, at a price for each of its seconds.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Final

import numpy as np

from humocon.actions.naming import LONGEST, OTHER
from humocon.motion.clip import CANONICAL_FPS

if TYPE_CHECKING:
    from humocon.actions.recogniser import Naming, Recogniser

_SHORTEST: Final = 16
"""Poses of a stretch."""
_STEPS: Final = (20, 80)
"""Least and most poses between the places where a long motion may be cut."""
_FINE: Final = 10
"""The same of one that is not."""
_CUTS: Final = 60
"""So many such places are tried in a long motion."""
_PRICE: Final = 1.0
"""Of each stretch."""
_GAP_PRICE: Final = 0.5
"""Of each second that has no name."""
_NEVER: Final = 1e-4


@dataclass(frozen=True)
class Segment:
    """A stretch that shows one action, from pose `begin` up to `end`, with the probability of its name."""

    begin: int
    end: int
    action: str
    probability: float


@dataclass(frozen=True)
class Segmentation:
    """The stretches of a motion that have a name.

    Attributes:
        segments: in the order of time; neighbours have different names.
        covered: the share of time that is in one of them.
        seen: of each action, its share in the stretch that shows it best.
    """

    segments: tuple[Segment, ...]
    covered: float
    seen: dict[str, float]


@dataclass(frozen=True, eq=False)
class Recognition:
    """What a recogniser sees in a motion (K, 22, 3) of 20 Hz, found once for all who ask."""

    joints: np.ndarray
    recogniser: "Recogniser"

    @cached_property
    def whole(self) -> "list[Naming]":
        """What it shows as a whole, the likeliest first."""
        return self.recogniser.whole(self.joints)

    @cached_property
    def segmentation(self) -> Segmentation:
        """What its stretches show."""
        return segment(self.joints, self.recogniser)


def segment(joints: np.ndarray, recogniser: "Recogniser") -> Segmentation:
    """Cut a motion into stretches that show one action each.

    Args:
        joints: (K, 22, 3) canonical, metres, 20 Hz, K >= 2.
        recogniser: of actions.
    """
    count = len(joints)
    step = _FINE if count <= LONGEST else int(np.clip(count / _CUTS, *_STEPS))
    edges = [*range(0, max(1, count - step // 2), step), count]
    places = range(len(edges))
    pairs = [(a, b) for b in places for a in range(b) if _SHORTEST <= edges[b] - edges[a] <= LONGEST]
    if not pairs:
        pairs = [(0, len(edges) - 1)]
    shares = recogniser.shares([joints[edges[a] : edges[b]] for a, b in pairs])
    seen = dict(zip(recogniser.actions, shares.max(axis=0).tolist(), strict=True))
    if OTHER in recogniser.actions:
        shares[:, recogniser.actions.index(OTHER)] = 0.0
    found = _surest(edges, pairs, shares)
    named = [Segment(begin, end, recogniser.actions[best], share) for begin, end, best, share in found]
    covered = sum(one.end - one.begin for one in named) / count
    return Segmentation(tuple(_merged(named)), covered, seen)


def _surest(edges: list[int], pairs: list[tuple[int, int]], shares: np.ndarray) -> list[tuple[int, int, int, float]]:
    """The best way to cut: (begin, end, number of the action, share) of the stretches that have a name."""
    names, best_shares = shares.argmax(axis=1), shares.max(axis=1)
    seconds = np.array([edges[b] - edges[a] for a, b in pairs]) / CANONICAL_FPS
    scores = np.maximum(seconds * np.log(best_shares + _NEVER), -_GAP_PRICE * seconds) - _PRICE
    has_name = np.log(best_shares + _NEVER) >= -_GAP_PRICE
    totals, came_by = [0.0] + [-np.inf] * (len(edges) - 1), [-1] * len(edges)
    for number, (a, b) in enumerate(pairs):  # in the order of b, so that totals[a] is known
        if totals[a] + scores[number] > totals[b]:
            totals[b], came_by[b] = totals[a] + scores[number], number
    found, place = [], len(edges) - 1
    while place > 0 and came_by[place] >= 0:
        number = came_by[place]
        place, end = pairs[number]
        if has_name[number]:
            found.append((edges[place], edges[end], int(names[number]), float(best_shares[number])))
    return found[::-1]


def _merged(segments: list[Segment]) -> list[Segment]:
    """Neighbours of one name as one, with what is between them."""
    merged = []
    for action, group in groupby(segments, key=lambda one: one.action):
        parts = list(group)
        lengths = [one.end - one.begin for one in parts]
        share = float(np.average([one.probability for one in parts], weights=lengths))
        merged.append(Segment(parts[0].begin, parts[-1].end, action, share))
    return merged

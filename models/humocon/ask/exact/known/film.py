"""What is believed of a film: its joints are noisy, and what somebody holds is not among them."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf
from typing import Final

from humocon.ask.exact.known.events import Event, overlap
from humocon.motion.kinematics.changes import Change
from humocon.motion.kinematics.facts import Facts
from humocon.motion.kinematics.path import Going
from humocon.motion.kinematics.signals import SIDES

TRUST: Final[float] = 0.8
"""Probability from which a name is believed."""
SHOWN: Final[float] = 0.6
"""The same, of a name that the joints show as well."""
LONG_WAY_M: Final[float] = 1.5
"""Metres below which a way may be the camera's."""
GOES_M: Final[float] = 1.0
"""Metres of a way that shows what is named walking or running."""
LEAST_JUMP_M: Final[float] = 0.2
"""Metres of both feet off the floor below which the floor may have been misread."""
_SHOWN_BY_ITSELF: Final = frozenset(
    {"jump", "jack", "squat", "kick", "punch", "wave", "bow", "sit", "lie", "circle arms"}
)
_LOW: Final = frozenset({"lying", "seated", "squatting", "crouched", "on hands and knees", "on hands and feet"})
"""Postures in which one who fell is seen to end."""
_BY_WILL: Final = frozenset({"fall", "crawl", "get up", "kneel", "pushup", "situp"})
"""Names of those who are said to fall, or who get on the floor by their own will."""


def seen(known: Sequence[Event], goings: Sequence[Going]) -> list[Event]:
    """What the joints tell, without short ways, low jumps, and the flights of one who gallops sideways."""
    least = {"walk": LONG_WAY_M, "run": LONG_WAY_M, "jump": LEAST_JUMP_M}
    aside = [one.span for one in goings if one.way in SIDES and one.distance_m >= LONG_WAY_M]
    return [
        event
        for event in known
        if event.value >= least.get(event.key, -inf)
        and not (event.key == "jump" and any(overlap(event.span, where) > 0 for where in aside))
    ]


def least_trust(named: Sequence[Event], known: Sequence[Event], facts: Facts) -> float:
    """From which probability on names are believed; `known` is what the joints tell."""
    return SHOWN if len(named) == 1 and _is_shown(named[0].key, known, facts) else TRUST


def _is_shown(key: str, known: Sequence[Event], facts: Facts) -> bool:
    """Whether the joints show what is named."""
    if key == "fall":
        return facts.postures[-1].name in _LOW
    if key in ("walk", "run"):
        return any(going.distance_m >= GOES_M for going in facts.goings)
    return key in _SHOWN_BY_ITSELF and any(event.key == key for event in known)


def as_seen(named: Sequence[Event], known: Sequence[Event]) -> list[Event]:
    """What is named, without what is held: who goes a long way walks, whether something is carried or not."""
    if not any(event.key == "walk" and event.value >= LONG_WAY_M for event in known):
        return list(named)
    return [replace(event, key="walk", words="") if event.key == "carry" else event for event in named]


def with_falls(named: Sequence[Event], falls: Sequence[Change]) -> list[Event]:
    """What is named, and the falls that the joints show, after which one lies."""
    if not falls or any(event.key in _BY_WILL for event in named):
        return list(named)
    found = [Event("fall", change.span, line=f"falls, {change.span.words}") for change in falls]
    found += [event for event in named if event.key != "lie"]
    return sorted(found, key=lambda event: event.span.begin_s)

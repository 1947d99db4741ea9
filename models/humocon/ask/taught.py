"""Where a take shows actions that a user has taught to the recogniser: as a whole, or in stretches of it.

Who teaches an action wants it called so, whatever its moves are called otherwise: these names stand before those of the
language model and before what the joints tell. A take that is much longer than the clips that taught an action is
looked through by windows as long as they.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from humocon.actions.naming import OTHER, sentence_of
from humocon.ask.exact.events import Event
from humocon.ask.exact.names import active_span, named_events
from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.measures import Measures
from humocon.motion.kinematics.signals import Span

if TYPE_CHECKING:
    from humocon.actions.recogniser import Recogniser

WHOLE_SURE: Final = 0.5
WINDOW_SURE: Final = 0.9
"""How sure the recogniser must be of a take as a whole, and of a window of it, which may show a part of anything."""
_AS_LONG: Final = 1.5
"""A take up to so many times as long as the clips that taught an action shows it as a whole."""
_HOPS: Final = 4
"""Windows begin so many times in the length of one."""


@dataclass(frozen=True)
class Taught:
    """Poses of a take, from `begin` to before `end`, that show an action that was taught; `is_whole`: all of them."""

    action: str
    begin: int
    end: int
    probability: float
    is_whole: bool = False


def taught_events(joints: np.ndarray, measures: Measures, recogniser: "Recogniser") -> dict[str, list[Event]]:
    """As `taught_in`, in seconds of the file, for each action that was taught, as the exact rules tell of events."""
    found: dict[str, list[Event]] = {name: [] for name, card in recogniser.cards.items() if card.own_poses}
    for one in taught_in(joints, recogniser):
        where = Span(float(measures.times[one.begin]), float(measures.times[one.end - 1]) + 1 / CANONICAL_FPS)
        where = active_span(measures, where.end_s) if one.is_whole else where
        line = f"like the clips that taught “{one.action}”, {where.words}"
        sentence = sentence_of(one.action, joints[one.begin : one.end])
        found[one.action] += [replace(event, span=where, line=line) for event in named_events(sentence)]
    return found


def taught_in(joints: np.ndarray, recogniser: "Recogniser") -> list[Taught]:
    """The taught actions that a motion (K, 22, 3) at 20 Hz shows, in the order of time."""
    lengths = {name: card.own_poses for name, card in recogniser.cards.items() if card.own_poses}
    if not lengths or len(joints) < 2:
        return []
    best, probability = _best(recogniser, [joints])[0]
    if probability >= WHOLE_SURE and len(joints) <= _AS_LONG * lengths.get(best, 0):
        return [Taught(best, 0, len(joints), probability, is_whole=True)]
    found: list[Taught] = []
    for length in sorted(set(lengths.values())):
        begins = range(0, len(joints) - length + 1, max(length // _HOPS, 1))
        named = _best(recogniser, [joints[begin : begin + length] for begin in begins])
        found += [
            Taught(best, begin, begin + length, sure)
            for begin, (best, sure) in zip(begins, named, strict=True)
            if sure >= WINDOW_SURE and lengths.get(best) == length
        ]
    return _joined(found)


def _best(recogniser: "Recogniser", stretches: Sequence[np.ndarray]) -> list[tuple[str, float]]:
    """The likeliest action of each stretch but "something else", and its probability."""
    shares = recogniser.shares(stretches)
    if OTHER in recogniser.actions:
        shares[:, recogniser.actions.index(OTHER)] = 0.0
    return [(recogniser.actions[int(row.argmax())], float(row.max())) for row in shares]


def _joined(windows: Sequence[Taught]) -> list[Taught]:
    """Windows of one action that meet as one stretch; of those of several, the surest come first."""
    kept: list[Taught] = []
    for window in sorted(windows, key=lambda one: -one.probability):
        half = (window.end - window.begin) / 2
        others = (one for one in kept if one.action != window.action)
        if not any(min(one.end, window.end) - max(one.begin, window.begin) > half for one in others):
            kept.append(window)
    joined: list[Taught] = []
    for one in sorted(kept, key=lambda one: one.begin):
        last = joined[-1] if joined else None
        if last is not None and last.action == one.action and one.begin <= last.end:
            joined[-1] = Taught(one.action, last.begin, one.end, max(last.probability, one.probability))
        else:
            joined.append(one)
    return joined

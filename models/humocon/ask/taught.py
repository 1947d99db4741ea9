"""Where a take shows actions that a user has taught to the recogniser: as a whole, or in stretches of it.

Who teaches an action wants it called so, whatever its moves are called otherwise: these names stand before those of the
language model and before what the joints tell.
"""

from dataclasses import replace
from typing import Final

from humocon.actions.naming import LONGEST, sentence_of
from humocon.actions.segments import Recognition, Segment
from humocon.ask.exact.known.events import Event
from humocon.ask.exact.known.names import active_span, named_events
from humocon.motion.kinematics.measures import Measures

WHOLE_SURE: Final = 0.5
STRETCH_SURE: Final = 0.8
"""How sure the recogniser must be of a take as a whole, and of a stretch of it, which may show a part of anything."""


def taught_events(seen: Recognition, measures: Measures) -> dict[str, list[Event]]:
    """As `taught_in`, in seconds of the file, for each action that was taught, as the exact rules tell of events."""
    found: dict[str, list[Event]] = {name: [] for name, card in seen.recogniser.cards.items() if card.own}
    for one in taught_in(seen):
        where = measures.span(one.begin, one.end)
        if one.end - one.begin == len(seen.joints):
            where = active_span(measures, where.end_s)
        line = f"like the clips that taught “{one.action}”, {where.words}"
        sentence = sentence_of(one.action, seen.joints[one.begin : one.end])
        found[one.action] += [replace(event, span=where, line=line) for event in named_events(sentence)]
    return found


def taught_in(seen: Recognition) -> list[Segment]:
    """The taught actions that a motion shows, in the order of time."""
    taught = [name for name, card in seen.recogniser.cards.items() if card.own]
    if not taught or len(seen.joints) < 2:
        return []
    if len(seen.joints) <= LONGEST:
        best = seen.whole[0]
        if best.probability >= WHOLE_SURE and best.action in taught:
            return [Segment(0, len(seen.joints), best.action, best.probability)]
    return [one for one in seen.segmentation.segments if one.action in taught and one.probability >= STRETCH_SURE]

"""The stretch in which a question about the body looks: at 2 s, at the end, in the squat; or that no squat comes."""

import re
from dataclasses import replace
from typing import Final, NamedTuple

from humocon.ask.exact.exact import LIKELY, SURE, Exact, exact
from humocon.ask.exact.known.moment import LANDINGS, TAKE_OFFS, clause_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import MOMENT_S, absent, events_asked, stretch_of
from humocon.ask.exact.words import qualifiers
from humocon.ask.exact.words.question import Mention, Question
from humocon.ask.exact.words.vocabulary import parts_in
from humocon.motion.kinematics.signals import Span

EDGE_S: Final[float] = 0.5
"""Seconds that "at the beginning" and "at the end" are."""
LANDED_S: Final[float] = 0.6
"""Seconds from touch-down within which a jump is landed."""
_ROUNDED_S: Final = 0.1
"""Seconds by which who names the end of the clip may be late."""
_IN_TIME: Final = re.compile(
    r"\b(?:during|while|whilst|when(?! (?:is|are|does|do|did|was|were|exactly)\b)|whenever|as(?= (?:he|she|they|the)\b)"
    r"|before|after|once|throughout)\b(?P<what>.*)"
)
_AT: Final = re.compile(r"\b(?:in|at|of|on|upon)(?P<between>(?: [\w-]+){0,4} )$")
"""What stands before an action in whose time a question looks: "at the bottom of the second"."""
_SAID: Final = re.compile(r"\b(?:is|are|was|were|do|does|did|time|clip|video|recording|motion)\b")
"""What begins something else before an action: "of the time are the arms up"."""
_BESIDE: Final = re.compile(r"\b(?:before|after|prior to|following|once)\b")
_IN_FLIGHT: Final = re.compile(
    r"(?<!up )(?<!raised )(?<!lifted )\b(?:in(?: the)? air|airborne|(?:in|during)(?: the)? flight)\b"
    r"(?! time| phase)"
)
"""While both feet are off the floor; hands "up in the air" are raised."""
_TIMELESS: Final = frozenset({"move", "swing", "still"})
"""What is done all the time, and tells none."""


class TimeAsked(NamedTuple):
    """A stretch, None for the whole clip; or the answer that what it is named by does not happen."""

    span: Span | None = None
    absent: Exact | None = None

    @property
    def words(self) -> str:
        """The stretch, as it is added to an answer: ", 1.2 to 1.5 s"; "" for the whole clip."""
        return f", {self.span.words}" if self.span else ""


def outside_clip(question: Question, scene: Scene) -> Exact | None:
    """What is said of seconds before the clip begins or after it ends; None of all others."""
    if question.stretch is None or 0 <= question.stretch[0] <= scene.duration_s + _ROUNDED_S:
        return None
    if question.stretch[0] < 0 <= question.stretch[1]:
        return None
    where = "before" if question.stretch[0] < 0 else "after"
    edge = "begins at 0 s" if question.stretch[0] < 0 else f"ends at {scene.duration_s:.1f} s"
    return exact(f"that is {where} the clip, which {edge}.", SURE, source="refusal")


def edge_span(question: Question, scene: Scene) -> Span | None:
    """The half second at the beginning or the end of the clip that is asked about; None where none is."""
    ends = {"begin": Span(0.0, EDGE_S), "end": Span(scene.duration_s - EDGE_S, scene.duration_s)}
    return ends.get(question.where)


def time_asked(question: Question, scene: Scene) -> TimeAsked:
    """When a question looks, by its seconds, its share of the clip, a moment of its own name or an action in it."""
    if question.stretch:
        return TimeAsked(stretch_of(question.stretch, scene, around_s=MOMENT_S))
    if question.portion:
        begin, end = question.portion
        return TimeAsked(Span(begin * scene.duration_s, end * scene.duration_s))
    if "air" in question.keys and _IN_FLIGHT.search(question.text) and (flights := scene.of("jump") or scene.of("air")):
        return TimeAsked((qualifiers.placed(flights, question.place) or flights[0]).span)
    if LANDINGS.search(question.text) or TAKE_OFFS.search(question.text):
        return _at_an_end_of_a_jump(question, scene)
    named = action_of_time(question)
    beside = named is not None and _BESIDE.search(question.text)
    if named is not None and (named.action.key == "stand" or not beside):
        return _in_an_action(named, question, scene)
    clause = clause_of(question.text, scene)
    if clause is not None:
        return TimeAsked(clause[0])
    if named is not None:
        return TimeAsked(absent=absent(replace(question, mentions=(named,)), scene))
    return TimeAsked(edge_span(question, scene))


def action_of_time(question: Question) -> Mention | None:
    """The action that a question names for its time; None where it names none, or one that tells no time."""
    found = (one for one in question.mentions if one.words and one.action.key not in _TIMELESS)
    return next((one for one in found if _tells_time(one.words, question.text)), None)


def _tells_time(words: str, text: str) -> bool:
    """Whether the words of an action stand in a clause of time: "during the squat", but not "on the left hand up"."""
    clause = _IN_TIME.search(text)
    if clause is not None and words in clause["what"]:
        return True
    before = _AT.search(text[: max(text.find(words), 0)])
    return before is not None and not parts_in(before["between"] + words) and not _SAID.search(before["between"])


def _in_an_action(named: Mention, question: Question, scene: Scene) -> TimeAsked:
    """While an action happens, or at its own moment: "at the bottom of the second squat"."""
    if named.action.key == "stand":
        stood = [one.span for one in scene.facts.postures if one.name == "standing"]
        return (
            TimeAsked(max(stood, key=lambda span: span.duration_s)) if stood else TimeAsked(edge_span(question, scene))
        )
    if named.side and f"{named.side} {named.words}" not in question.text:
        # "The left hand during the wave" is asked for, whichever hand waves.
        question, named = replace(question, sides=()), replace(named, side="")
    alone = replace(question, mentions=(named,))
    events = events_asked(alone, scene)
    if not events:
        return TimeAsked(absent=absent(alone, scene))
    where = Span(events[0].span.begin_s, events[-1].span.end_s)
    if question.where:
        begins = question.where == "begin"
        first, last = (where.begin_s, where.begin_s + EDGE_S) if begins else (where.end_s - EDGE_S, where.end_s)
        return TimeAsked(Span(max(first, where.begin_s), min(last, where.end_s)))
    clause = clause_of(question.text, scene)
    return TimeAsked(clause[0] if clause is not None and not question.place else where)


def _at_an_end_of_a_jump(question: Question, scene: Scene) -> TimeAsked:
    """While a jump is landed, or about to leave the floor; that nobody jumps."""
    jumps = scene.of("jump") or (scene.of("air") if scene.facts.jumps else [])
    jump = qualifiers.placed(jumps, question.place) or next(iter(jumps), None)
    if jump is None:
        what = "landing" if LANDINGS.search(question.text) else "take-off"
        told = f"there is no {what} here: the person does not jump"
        return TimeAsked(absent=exact(f"{told}.", LIKELY, *(event.line for event in scene.main[:2])))
    if LANDINGS.search(question.text):
        return TimeAsked(Span(jump.span.end_s - 0.05, min(jump.span.end_s + LANDED_S, scene.duration_s)))
    return TimeAsked(Span(max(jump.span.begin_s - MOMENT_S, 0.0), jump.span.begin_s + MOMENT_S))

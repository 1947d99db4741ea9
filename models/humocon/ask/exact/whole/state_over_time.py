"""A state of the body that holds for some of the time: whether it does, when, for how long, for which share of it."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, yes_or_no
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.time_asked import TimeAsked
from humocon.ask.exact.words import units
from humocon.ask.exact.words.qualifiers import LIMB, of_one_limb
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.signals import Span, runs

_SHARE: Final = re.compile(
    r"\b(?:share|percent\w*|fraction|proportion)\b|\bhow much of (?:the|this|that|his|her|their)\b|%"
)
_ALWAYS: Final = re.compile(
    r"\b(?:always|all the time|throughout|the (?:whole|entire) time|constantly|the whole (?:clip|way|video)|stay\w*"
    r"|remain\w*|keep\w*|kept|never not)\b"
)
_EVER: Final = re.compile(
    r"\b(?:ever|at any (?:time|point|moment)|at some (?:time|point|moment)|at all|sometimes|once|any time|get|gets|go"
    r"|goes|come|comes|raise\w*|lift\w*|put|puts|bring\w*|move\w*|reach\w*|never(?! not\b)|no (?:time|point|moment))\b"
)
_ONE_ALONE: Final = re.compile(rf"\b(?:only|just|exactly) (?:a|one)(?: of (?:the|his|her|their))? {LIMB}s?\b")
_AT_ONCE: Final = re.compile(r"\b(?:both|at once|at the same time|simultaneously)\b")
_HALF: Final = 0.5
_ALL: Final = 0.95
"""Shares of the time from which a state holds for most of it, and for all of it."""
_SHORTEST_S: Final = 0.1
_MOST_SPANS: Final = 6


class State(NamedTuple):
    """A state of the body.

    Attributes:
        mask: (K,) whether it holds at each pose.
        line: the fact that tells how near it comes, or by how much it holds.
        briefly: whether it holds where it does so for a while, and need not for most of the time.
    """

    mask: np.ndarray
    line: str
    briefly: bool = False


def asks_share(text: str) -> bool:
    """Whether a question is for a share of the time."""
    return _SHARE.search(text) is not None


def asks_either(question: Question) -> bool:
    """Whether something is so of both limbs as soon as it is so of one: "is a hand up?", "are they never up?"."""
    if _AT_ONCE.search(question.text):
        return False
    return question.negated or of_one_limb(question.text)


def of_limbs(question: Question, states: Iterable[np.ndarray]) -> np.ndarray:
    """Of what is so of each limb that is asked about, what is so of either, of both or of one alone, as is asked."""
    each = np.stack([*states])
    if len(each) > 1 and _ONE_ALONE.search(question.text):
        return each.sum(axis=0) == 1
    return np.asarray(each.any(axis=0) if asks_either(question) else each.all(axis=0))


def spans_of(mask: np.ndarray, time: TimeAsked, scene: Scene) -> list[Span]:
    """When a state (K,) holds within the time that is asked about, the shortest moments left out."""
    inside = np.zeros(len(mask), dtype=bool)
    inside[scene.measures.poses(time.span)] = True
    brief = time.span is not None and time.span.duration_s < 2 * _SHORTEST_S
    found = runs(mask & inside, shortest_s=0.0 if brief else _SHORTEST_S, gap_s=_SHORTEST_S)
    return [scene.measures.span(begin, end) for begin, end in found]


def spans_told(spans: list[Span]) -> str:
    """Some stretches in words: "1.0 to 2.3 s, 3.0 to 3.5 s"."""
    told = ", ".join(span.words for span in spans[:_MOST_SPANS])
    return told + (f" and {units.count(len(spans) - _MOST_SPANS, 'time')} more" if len(spans) > _MOST_SPANS else "")


def state_told(question: Question, state: State, time: TimeAsked, scene: Scene, trust: float = LIKELY) -> Exact | None:
    """Whether, when, for how long or for which share of the time a state holds; None for other kinds of questions."""
    if question.negated and (question.kind in ("when", "how long") or asks_share(question.text)):
        state = state._replace(mask=~state.mask)
    spans = spans_of(state.mask, time, scene)
    seconds = sum(span.duration_s for span in spans)
    poses = scene.measures.poses(time.span)
    share = float(state.mask[poses].mean()) if spans else 0.0
    if asks_share(question.text):
        when = f", {spans_told(spans)}" if spans else ""
        return exact(f"{share:.0%} of the time{when}: {state.line}.", trust, state.line)
    if question.kind == "when":
        return exact(f"{_from(spans)}: {state.line}." if spans else f"Never: {state.line}.", trust, state.line)
    if question.kind == "how long":
        when = f", {spans_told(spans)}" if spans else ""
        return exact(f"{units.time(seconds, question.unit)}{when}: {state.line}.", trust, state.line)
    if question.kind not in ("yesno", "posture", "side"):
        return None
    holds = _holds(question.text, share, briefly=state.briefly)
    trust = min(trust, DOUBTFUL) if holds and not _holds(question.text, share) else trust
    lead = yes_or_no(holds, negated=question.negated)
    how_much = ("" if holds or not spans else "only ") + _for(share, spans, time)
    return exact(f"{lead}, {how_much}: {state.line}.", trust, state.line)


def _from(spans: list[Span]) -> str:
    """When: "From 1.0 to 2.3 s, 3.0 to 3.5 s"."""
    return f"from {spans_told(spans)}"


def _holds(text: str, share: float, *, briefly: bool = False) -> bool:
    """Whether a state that holds for a share of the time holds as it is asked for: always, ever, or mostly."""
    if _ALWAYS.search(text):
        return share >= _ALL
    return share > 0 if briefly or _EVER.search(text) else share > _HALF


def _for(share: float, spans: list[Span], time: TimeAsked) -> str:
    """For which share of the time, and when: "for 45% of the time, 1.0 to 2.3 s"."""
    where = time.words if time.span else ""
    if not spans:
        return f"at no time{where}"
    if share >= _ALL:
        return f"all the time{where}"
    return f"for {share:.0%} of the time{where and ' asked about'}, {spans_told(spans)}"

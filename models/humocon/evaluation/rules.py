"""Answers from rules alone: what a benchmark's numbers are worth above geometry that nobody had to learn.

The facts of a motion become a list of acts, one after the other; a question in BABEL-QA's words picks one of them.
"""

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np

from humocon.errors import DataError
from humocon.evaluation.babel_qa import read_clip
from humocon.evaluation.question_set import Question
from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.arms import ArmMove
from humocon.motion.kinematics.facts import Facts, facts
from humocon.motion.kinematics.path import MOVING, RUNNING
from humocon.motion.kinematics.repeats import find_squats
from humocon.motion.kinematics.signals import WRISTS, Body, Span, measure, runs, smooth, span
from humocon.motion.kinematics.trunk import find_bows

Attribute = Literal["action", "direction", "body_part"]
SHORTEST_GOING_S: Final[float] = 0.35
SHORTEST_GOING_M: Final[float] = 0.5
SHORTEST_RAISE_S: Final[float] = 0.4
TURN_DEGREES: Final[float] = 35.0
HANDS_TOGETHER_M: Final[float] = 0.32
COVERED: Final[float] = 0.5
_QUERY: Final = re.compile(r"what (action|direction|body part) does the person (?:do|move|use)\b(.*)", re.IGNORECASE)
_FILTER: Final = re.compile(r"\b(while|before|after) they (move|use their)? ?(.+?)(?= and (?:before|after) they |\?|$)")
_PLAIN: Final[dict[Attribute, str]] = {"action": "walk", "direction": "forward", "body_part": "right hand"}


@dataclass(frozen=True)
class Act:
    """One thing that the person does, in BABEL-QA's words; "" where the rules do not tell."""

    span: Span
    action: str = ""
    direction: str = ""
    body_part: str = ""


def rules_predictions(questions: Sequence[Question]) -> list[str]:
    """Answers to a benchmark's questions about motions; a motion that is not there or cannot be read gives ""."""
    acts: dict[Path, list[Act]] = {}
    for path in {question.path for question in questions if question.path is not None}:
        with contextlib.suppress(DataError):
            acts[path] = find_acts(read_clip(path).joints)
    return [answer(q.question, acts[q.path]) if q.path in acts else "" for q in questions]


def find_acts(joints: np.ndarray) -> list[Act]:
    """What the person does, in order: of acts at one time, the more specific one is kept.

    Args:
        joints: (K, 22, 3) canonical joints, metres, y up, 20 Hz.
    """
    known, body = facts(joints), measure(joints)
    waves, raised = _arms(known)
    kept: list[Act] = []
    squats = [Act(span(*where), "squat") for where in find_squats(body)]
    bows = [Act(span(*where), "bow") for where in find_bows(body)]
    rare = [*_kicks(known), *_reaches(known), *squats]
    for act in [*rare, *waves, *_throws(body), *_jumps(known), *bows, *raised, *_ways(body, known)]:
        if all(_shared_s(act.span, other.span) < COVERED * act.span.duration_s for other in kept):
            kept.append(act)
    return sorted(kept, key=lambda act: act.span.begin_s + act.span.end_s)


def _shared_s(first: Span, second: Span) -> float:
    return max(min(first.end_s, second.end_s) - max(first.begin_s, second.begin_s), 0.0)


def _wide(where: Span, margin_s: float) -> Span:
    return Span(where.begin_s - margin_s, where.end_s + margin_s)


def _kicks(known: Facts) -> list[Act]:
    return [Act(_wide(kick.span, 0.6), "kick", "", f"{kick.side} leg") for kick in known.legs if kick.kind == "kick"]


def _reaches(known: Facts) -> list[Act]:
    """Things put down, with the hand that goes lower."""
    reaches = [move for move in known.arms if move.kind == "reach down"]
    acts = []
    for reach in reaches:
        together = [other for other in reaches if _shared_s(_wide(other.span, 0.2), reach.span) > 0]
        if reach is min(together, key=lambda move: move.height_m):
            acts.append(Act(_wide(reach.span, 0.8), "place something", "", f"{reach.side} hand"))
    return acts


def _jumps(known: Facts) -> list[Act]:
    """Jumps; several without a pause are one act."""
    acts: list[Act] = []
    for jump in known.jumps:
        where = _wide(jump.span, 0.4)
        if acts and where.begin_s <= acts[-1].span.end_s + 0.4:
            where = Span(acts.pop().span.begin_s, where.end_s)
        acts.append(Act(where, "jump"))
    return acts


def _throws(body: Body) -> list[Act]:
    """Both hands go up close together."""
    apart = np.linalg.norm(body.local[:, WRISTS[0]] - body.local[:, WRISTS[1]], axis=-1)
    up = np.minimum(body.wrist(0)[:, 1], body.wrist(1)[:, 1]) > -0.1
    return [
        Act(_wide(span(begin, end), 0.5), "throw")
        for begin, end in runs(up & (apart < HANDS_TOGETHER_M), shortest_s=0.15, gap_s=1.0)
    ]


def _arms(known: Facts) -> tuple[list[Act], list[Act]]:
    """Waves, and raised arms, with the side where it is one."""
    waves, raised = [], []
    moves = [move for move in known.arms if move.kind in ("wave", "circle", "raise")]
    for move in moves:
        both = any(_with(move, other) for other in moves)
        if move.kind == "raise":
            if move.span.duration_s >= SHORTEST_RAISE_S:
                raised.append(Act(move.span, "", "", "both arms" if both else f"{move.side} arm"))
        else:
            waves.append(Act(move.span, "wave", "", "" if both else f"{move.side} hand"))
    return waves, raised


def _with(move: ArmMove, other: ArmMove) -> bool:
    return other.side != move.side and _shared_s(move.span, other.span) >= COVERED * move.span.duration_s


def _ways(body: Body, known: Facts) -> list[Act]:
    """Walking and running, cut where the person pauses; to the side to which the body turns, if it does."""
    velocity = smooth(body.velocity, 0.05)
    speed = np.linalg.norm(velocity, axis=-1)
    facing = np.degrees(body.facing)
    acts = []
    for begin, end in runs(speed > MOVING, shortest_s=SHORTEST_GOING_S):
        distance = speed[begin:end].sum() / CANONICAL_FPS
        if distance < SHORTEST_GOING_M:
            continue
        where = span(begin, end)
        strides = sum(_shared_s(flight.span, where) > 0 for flight in known.flights)
        fast = np.percentile(speed[begin:end], 75) > RUNNING or strides >= 2
        turned = facing[end - 1] - facing[begin]
        way = "forward" if velocity[begin:end, 1].mean() > 0 else "backwards"
        if abs(turned) > TURN_DEGREES:
            way = "left" if turned > 0 else "right"
        acts.append(Act(where, "run" if fast else "walk", way))
    return acts


def answer(question: str, acts: Sequence[Act]) -> str:
    """Answer one question from the acts; "" if it is not in BABEL-QA's words.

    Where the act that is asked about has no such attribute, the nearest that has one is taken, and where there is none
    at all, the plainest answer: walk, forward, right hand.
    """
    query = _QUERY.match(question.strip())
    filters = _FILTER.findall(query[2].lower()) if query else []
    if query is None or not filters:
        return ""
    name: Attribute = {"action": "action", "direction": "direction"}.get(query[1].lower(), "body_part")  # pyright: ignore[reportAssignmentType]
    first, last = 0, len(acts) - 1
    nearest = first
    for relation, kind, value in filters:
        place = _find(acts, kind, value)
        if place is None:
            continue
        nearest = {"while": place, "before": place - 1, "after": place + 1}[relation]
        if relation == "while":
            first = last = place
        elif relation == "before":
            last = min(last, place - 1)
        else:
            first = max(first, place + 1)
    able = [place for place, act in enumerate(acts) if getattr(act, name)]
    able = [place for place in able if first <= place <= last] or able
    return getattr(acts[min(able, key=lambda place: abs(place - nearest))], name) if able else _PLAIN[name]


def _find(acts: Sequence[Act], kind: str, value: str) -> int | None:
    """The first act that a filter such as "they wave", "they move left" or "they use their left hand" means."""
    name = {"move": "direction", "use their": "body_part"}.get(kind, "action")
    return next((place for place, act in enumerate(acts) if getattr(act, name) == value.strip()), None)

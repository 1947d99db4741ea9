"""What hands do while something else goes on: whether they are kept up, and whether they meet."""

import re
from itertools import pairwise
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.events import Event, joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.vocabulary import actions_in
from humocon.motion.kinematics.measures import joint_number
from humocon.motion.kinematics.signals import Span

_KEPT_UP: Final = re.compile(
    r"\b(?:keep|keeps|kept|keeping|hold|holds|held|holding|stay|stays|drop|drops|dropping|lower|lowers)\b"
    r".*\b(?:hands?|arms?|fists?|guard)\b|\b(?:hands?|arms?|fists?|guard)\b.*\b(?:stay|stays|kept|held|drop|drops)\b"
)
_UP: Final = re.compile(r"\b(?:up|high|raised|guard)\b")
_DROPS: Final = re.compile(r"\b(?:drop|drops|dropping|lower|lowers|down)\b")
_STRUCK: Final = frozenset({"kick", "punch", "lift knee", "jump", "squat", "lunge", "walk", "run"})
_MARGIN_S: Final = 0.1
_GUARD_M: Final = 0.25
"""Metres under the shoulder down to which a hand is up before the chest."""
_MEET: Final = re.compile(r"\b(?:touch|touches|meet|meets|clap|claps|come\w* together|join\w*)\b")
_MEETING_M: Final = 0.25
"""Metres between the wrists up to which hands that are stretched over the head meet."""


def guard_told(question: Question, scene: Scene) -> Exact | None:
    """What the hands do while something else goes on; None where that is not asked for."""
    if question.part not in ("hand", "arm") and "guard" not in question.text:
        return None
    return first_told((_down_by_then, _kept_up, _meet), question, scene)


def _during(question: Question, scene: Scene, keys: frozenset[str]) -> list[Event]:
    """The events beside which the hands are asked about."""
    found = [event for key in question.keys if key in keys for event in scene.of(key)]
    return [found[question.place - 1]] if 0 < question.place <= len(found) else found


def _down_by_then(question: Question, scene: Scene) -> Exact | None:
    """Whether a hand that was up is down again before, or after, the first step or what else is named."""
    asked = _COMES_DOWN.search(question.text) if question.kind == "yesno" else None
    after = re.search(r"\b(before|after)\b(.*)$", question.text)
    if asked is None or after is None or asked.start() > after.start():
        return None
    others = [key for _, _, action in actions_in(after[2]) if (key := action.key) not in ("raise", "lower", "wave")]
    then = [one.span.begin_s for key in others if key != "step" for one in scene.of(key)]
    if re.search(r"\bsteps?\b", after[2]):
        then = [step.time_s for step in scene.facts.steps]
    ups = [one for one in scene.known if one.key in ("raise", "wave") and question.side in ("", "both", one.side)]
    if not then or not ups:
        return None
    up = max(ups, key=lambda one: one.value if one.key == "raise" else 0.0)
    down_s, then_s = up.span.end_s, min(then)
    line = f"{up.line}; what it is set beside begins at {then_s:.1f} s"
    holds = (down_s < then_s) == (after[1] == "before")
    return yes_no(holds, f"the hand is down again at {down_s:.1f} s, and {line}", DOUBTFUL, negated=question.negated)


_COMES_DOWN: Final = re.compile(
    r"\b(?:com(?:e|es|ing)|go|goes|get|gets|drops?|is|lower(?:s|ed)?|put|sinks?)\b(?: \w+){0,3}? ?\b(?:down|lowered)\b"
)


def _kept_up(question: Question, scene: Scene) -> Exact | None:
    """Whether the hands are before the chest or higher all the while."""
    text = question.text
    asked = question.kind == "yesno" and _KEPT_UP.search(text) and (_UP.search(text) or _DROPS.search(text))
    events = _during(question, scene, _STRUCK) if asked else []
    if not events:
        return None
    sides = question.sides_meant
    joints, times = scene.measures.body.joints[..., 1], scene.measures.times
    inside = np.zeros(len(times), bool)
    spans = [Span(event.span.begin_s - _MARGIN_S, event.span.end_s + _MARGIN_S) for event in events]
    if re.search(r"\bbetween\b", text) and len(spans) > 1:
        spans = [Span(one.end_s, two.begin_s) for one, two in pairwise(spans) if two.begin_s > one.end_s]
    for span in spans:
        inside[scene.measures.poses(span)] = True
    told, low = [], False
    for side in sides:
        under = (
            joints[inside, joint_number(joint_of(side, "shoulder"))]
            - joints[inside, joint_number(joint_of(side, "wrist"))]
        )
        place = int(under.argmax())
        low = low or bool(under[place] > _GUARD_M)
        where = f"{abs(under[place]):.2f} m {'below' if under[place] > 0 else 'above'} its shoulder"
        told.append(f"the {side} hand is at its lowest {where}, at {times[inside][place]:.1f} s")
    line = f"{' and '.join(told)}; {', '.join(span.words for span in spans[:4])} is meant"
    drops = _DROPS.search(text) is not None and not re.search(r"\bnot (?:drop|lower)", text)
    return yes_no(low == drops, line, DOUBTFUL, negated=question.negated)


def _meet(question: Question, scene: Scene) -> Exact | None:
    """Whether the hands meet over the head, in each jumping jack or when the arms go up."""
    over = re.search(r"\b(?:over|above|head|overhead|top)\b", question.text)
    if question.kind != "yesno" or not over or not _MEET.search(question.text):
        return None
    joints = scene.measures.body.joints
    left, right, head = (joints[:, joint_number(part)] for part in ("left wrist", "right wrist", "head"))
    inside = np.minimum(left[:, 1], right[:, 1]) > head[:, 1]
    events = _during(question, scene, frozenset({"jack", "jump"}))
    if events:
        among = np.zeros(len(inside), bool)
        for event in events:
            among[scene.measures.poses(event.span)] = True
        inside &= among
    if not inside.any():
        return exact("no: both hands are not over the head at the same time.", DOUBTFUL)
    gaps = np.where(inside, np.linalg.norm(left - right, axis=-1), np.inf)
    place = int(gaps.argmin())
    line = f"over the head the wrists come to {gaps[place]:.2f} m of each other, at {scene.measures.times[place]:.1f} s"
    return yes_no(bool(gaps[place] < _MEETING_M), line, DOUBTFUL, negated=question.negated)

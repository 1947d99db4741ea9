"""When hands are above the head or arms raised, by the heights of the hands, and whether they come down again."""

import re
from dataclasses import replace
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import events_asked
from humocon.ask.exact.known.time_asked import TimeAsked, action_of_time, time_asked
from humocon.ask.exact.whole.state_over_time import (
    State,
    asks_either,
    asks_share,
    of_limbs,
    spans_of,
    spans_told,
    state_told,
)
from humocon.ask.exact.words.question import Question, without_time
from humocon.motion.kinematics.arms import HANGS, RAISED
from humocon.motion.kinematics.measures import Part
from humocon.motion.kinematics.signals import SIDES, Side

_HAND: Final = r"(?:hands?|arms?|wrists?|fists?|palms?|elbows?)"
_ABOVE: Final = re.compile(
    rf"\b{_HAND}\b.*\b(?:(?:above|over|higher than|past) (?:the |his |her |their |own )*"
    r"(?P<what>head|shoulder|chest|hip|waist|knee)s?(?: height| level)?\b|(?P<over>overhead)\b)"
)
_UP: Final = re.compile(
    rf"\b{_HAND}\b(?: \w+){{0,2}}? (?:raised|lifted|up|in the air)\b(?! (?:and|or|to|from|by|with|on|off|than)\b)"
)
_RAISES: Final = re.compile(rf"\b(?:rais\w+|lift\w*|put\w*)\b(?: (?:up|the|his|her|their|both|left|right))* {_HAND}\b")
_DOWN_AGAIN: Final = re.compile(
    rf"\b{_HAND}\b.*\b(?:com\w*|go\w*|get\w*|lower\w*|drop\w*|return\w*|fall\w*|sink\w*|taken|brought)\b"
    r".*\b(?:again|back(?! of)|afterwards?|later|in the end)\b"
    rf"|\b(?:lower\w*|drop\w*|bring\w*|take\w*|put\w*|let\w*)\b.*\b{_HAND}\b.*\b(?:again|back down|afterwards?)\b"
)
_OTHERWISE: Final = re.compile(
    r"\b(?:or|than|how (?:high|far|many|often|fast)|which|(?:high|furth|farth)est|most|floor|ground|mid-?line|waves?"
    r"|what(?! (?:share|percent|fraction|proportion|times?\b))|waving|cross\w*|clap\w*|first|last|touch\w*|behind|toes?"
    r"|each|every|ends? up|where)\b"
)
_ALLOWED: Final = frozenset({"raise", "move", "stretch", "lower", "still", "stand", "swing"})
_RAISED: Final = "raised"
"""What a hand is over where an arm is raised."""
_AT_THE_END_S: Final = 0.1
"""Seconds before the end of the clip within which a hand that is up is so at the end."""


def arms_up_told(question: Question, scene: Scene) -> Exact | None:
    """When the hands are up, or down again; None where something else is asked."""
    if question.part not in ("hand", "arm", "elbow") or _OTHERWISE.search(without_time(question.text)):
        return None
    if question.statement and not _ABOVE.search(question.text):
        return None
    named = action_of_time(question)
    others = {*question.keys} - _ALLOWED - ({named.action.key} if named else set())
    return None if others else first_told((_down_again, _above, _raised, _raises), question, scene)


def _asks(question: Question) -> bool:
    """Whether a question is for whether, when, how long or which share of the time."""
    return question.kind in ("yesno", "when", "how long", "posture") or asks_share(question.text)


def _above(question: Question, scene: Scene) -> Exact | None:
    """Whether, when and how long the hands are over the head, the shoulders or the hips."""
    asked = _ABOVE.search(question.text)
    if not asked or not _asks(question):
        return None
    time = time_asked(question, scene)
    if time.absent:
        return time.absent
    joint, what = "elbow" if question.part == "elbow" else "wrist", asked["what"] or "head"
    heights: dict[Side, np.ndarray] = {
        side: scene.measures.course(joint_of(side, joint), "height") for side in question.sides_meant
    }
    levels = {side: scene.measures.course(_level(what, side), "height") for side in heights}
    return _told(question, {side: heights[side] - levels[side] for side in heights}, what, time, scene)


def _level(what: str, side: Side) -> Part:
    """The joint beside which a hand is over something."""
    if what in ("shoulder", "knee"):
        return joint_of(side, what)
    return "neck" if what == "chest" else "pelvis" if what in ("waist", "hip") else "head"


def _lifted(question: Question, scene: Scene) -> dict[Side, np.ndarray]:
    """(K,) metres of each side by which the hand is over where an arm is raised: a bit under the shoulder."""
    body = scene.measures.body
    return {side: body.arm * (body.wrist(SIDES.index(side))[:, 1] - RAISED) for side in question.sides_meant}


def _raised(question: Question, scene: Scene) -> Exact | None:
    """Whether, when and how long the arms are raised."""
    if not _UP.search(question.text) or not _asks(question):
        return None
    time = time_asked(question, scene)
    return time.absent or _told(question, _lifted(question, scene), _RAISED, time, scene)


def _told(question: Question, over: dict[Side, np.ndarray], what: str, time: TimeAsked, scene: Scene) -> Exact | None:
    """What is told of hands that are over something by some metres (K,), and of one where not both are."""
    name = "elbow" if question.part == "elbow" else "hand"
    spans = {side: spans_of(one > 0, time, scene) for side, one in over.items()}
    line = ", ".join(_top(side, name, what, over[side], time, scene) for side in over)
    mask = of_limbs(question, [one > 0 for one in over.values()])
    up: list[Side] = [side for side in over if spans[side]]
    if len(over) == 1 or not up or asks_either(question) or spans_of(mask, time, scene):
        return state_told(question, State(mask, line, briefly=True), time, scene)
    if question.kind == "yesno" and not asks_share(question.text):
        told = " and ".join(f"the {side} {name} alone is, {spans_told(spans[side])}" for side in up)
        return yes_no(False, f"not both at once, {told}; {line}", LIKELY, negated=question.negated)
    best: Side = max(up, key=lambda side: float((over[side] > 0).mean()))
    found = state_told(question, State(over[best] > 0, f"the {best} {name} alone, never both at once"), time, scene)
    return found and replace(found, evidence=(line,))


def _top(side: Side, name: str, what: str, over: np.ndarray, time: TimeAsked, scene: Scene) -> str:
    """How high a hand gets over what it is asked to be over, of which it is `over` (K,) metres above."""
    poses = scene.measures.poses(time.span)
    place = int(poses[over[poses].argmax()])
    height = scene.measures.course(joint_of(side, "elbow" if name == "elbow" else "wrist"), "height")[place]
    metres = float(over[place]) + (RAISED * scene.measures.body.arm if what == _RAISED else 0.0)
    beside = "shoulder" if what == _RAISED else what
    where = f"{abs(metres):.2f} m {'over' if metres > 0 else 'under'} the {beside}"
    return f"{side} {name} up to {height:.2f} m at {scene.measures.times[place]:.1f} s, {where}"


def _raises(question: Question, scene: Scene) -> Exact | None:
    """When arms go up that nothing names a raise of: by the heights of the hands."""
    if not _RAISES.search(question.text) or question.kind not in ("yesno", "when") or question.key != "raise":
        return None
    if question.kind == "when" and re.search(r"\b(?:highest|stop\w*|finish\w*|end)\b", question.text):
        return None
    if events_asked(question, scene) or question.ways:
        return None
    time = time_asked(question, scene)
    if time.absent:
        return time.absent
    over = _lifted(question, scene)
    if question.kind == "yesno" and not any(spans_of(one > 0, time, scene) for one in over.values()):
        return None
    return _told(question, over, _RAISED, time, scene)


def _down_again(question: Question, scene: Scene) -> Exact | None:
    """Whether hands that were up are down again, and from when on."""
    if not _DOWN_AGAIN.search(question.text) or question.kind not in ("yesno", "when"):
        return None
    if question.kind == "when" and scene.of("raise", question.side):
        return None
    told, down = [], list[np.ndarray]()
    trust = LIKELY
    for side, over in _lifted(question, scene).items():
        spans = spans_of(over > 0, TimeAsked(), scene)
        if not spans:
            told.append(f"the {side} hand is never up at the shoulder")
            continue
        end_s = spans[-1].end_s
        down.append(np.asarray(end_s < scene.measures.times[-1] - _AT_THE_END_S))
        hangs = scene.measures.body.wrist(SIDES.index(side))[:, 1] < HANGS
        # Who holds the hands before the belly has them hardly down, and up again they have been down between.
        after = scene.measures.times > (end_s if down[-1] else spans[0].end_s) - _AT_THE_END_S
        if bool((hangs & after).any()) != bool(down[-1]):
            trust = DOUBTFUL
        then = f"down again from {end_s:.1f} s on" if down[-1] else "not down again at the end"
        told.append(f"the {side} hand is up {spans_told(spans)}, and {then}")
    line = "; ".join(told)
    if question.kind == "when":
        return exact(f"{line}.", trust, line)
    return yes_no(bool(down) and bool(of_limbs(question, down)), line, trust, negated=question.negated)

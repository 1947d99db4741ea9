"""Whether a part of the body moves, or keeps still, while something else is done: the free arm of who waves."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.by_kind.held import MOVING_M
from humocon.ask.exact.by_kind.telling import tell_events
from humocon.ask.exact.exact import DOUBTFUL, Exact, exact, yes_no
from humocon.ask.exact.known.events import joint_of, overlap
from humocon.ask.exact.known.moment import clause_of
from humocon.ask.exact.known.relations import SAME
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import events_named, other_side
from humocon.ask.exact.words.question import Question, without_time
from humocon.ask.exact.words.vocabulary import actions_in, parts_in, sides_in
from humocon.motion.kinematics.measures import Part, joint_number
from humocon.motion.kinematics.signals import SIDES, Span

_DOES: Final = re.compile(
    r"\b(?:do|does|doing) (?:anything|something|much|a thing|any work)\b|\bmov(?:e|es|ing)\b|\bhelps?\b|\bjoins? in\b"
    r"|\b(?:is|are) (?:\w+ )?(?:used|busy|active|involved)\b"
)
_IDLE: Final = re.compile(
    r"\b(?:do|does|doing) nothing\b|\b(?:stay|keep|remain|hang|rest|hold)\w* (?:\w+ )?(?:still|quiet|idle)\b"
    r"|\b(?:is|are) (?:\w+ )?(?:still|idle|inactive|motionless)\b"
)
_JOINTS: Final = {"hand": "wrist", "arm": "wrist", "foot": "ankle", "leg": "ankle"}
_HARDLY_M: Final = 0.08
"""Metres that a hand strays less than, beside the body, that does not move at all."""


def meanwhile_told(question: Question, scene: Scene) -> Exact | None:
    """Whether a hand or a foot moves while something else is done; None where that is not asked."""
    if (beside := _what_else(question, scene)) is not None:
        return beside
    rest = without_time(question.text)
    if question.kind != "yesno" or question.relation != "while" or rest == question.text:
        return None
    part = next((one for one in parts_in(rest) if one in _JOINTS), "")
    does, idle = _DOES.search(rest), _IDLE.search(rest)
    others = {action.key for _, _, action in actions_in(rest)} - {"move", "still", "stand"}
    clause = clause_of(question.text, scene)
    if not part or not (does or idle) or others or clause is None:
        return None
    where = clause[0]
    strays = {side: _strays(joint_of(side, _JOINTS[part]), scene, where) for side in _sides(rest, scene)}
    line = " and ".join(f"the {side} {part} strays by up to {metres:.2f} m" for side, metres in strays.items())
    moves = max(strays.values()) > MOVING_M
    hardly = "" if moves or max(strays.values()) < _HARDLY_M else "but it moves a bit: "
    return yes_no(moves != bool(idle), f"{hardly}{line}, {where.words}", DOUBTFUL, negated=question.negated)


_WHAT_ELSE: Final = re.compile(r"^(?:and )?what (?:else|other \w+)\b.*\b(?:while|during|when|as|at the same time)\b")
_BESIDE_S: Final = 0.3
"""Seconds for which something goes on beside another thing that is done meanwhile."""


def _what_else(question: Question, scene: Scene) -> Exact | None:
    """What goes on beside something that is done; None where that is not asked, or it is not done."""
    events = events_named(question, scene) if _WHAT_ELSE.search(question.text) else []
    if not events or len(question.mentions) != 1 or question.parts:
        return None
    own = SAME.get(question.key, frozenset({question.key})) | {event.key for event in events}
    others = [
        event
        for event in scene.main
        if event.key not in own and any(overlap(event.span, one.span) > _BESIDE_S for one in events)
    ]
    told = (
        tell_events(others, timed=True)
        if others
        else f"nothing else that is told: {tell_events(events[:1], timed=True)}"
    )
    return exact(f"{told}.", DOUBTFUL, *(event.line for event in (others or events)))


def _sides(text: str, scene: Scene) -> tuple[str, ...]:
    """The side that is named, the one that what happens is not done with, or both."""
    named = sides_in(text)
    if len(named) == 1 and named[0] in SIDES:
        return named
    if re.search(r"\b(?:other|free|idle|opposite)\b", text) and scene.star is not None:
        return (other_side(scene.star, scene),)
    return SIDES


def _strays(joint: Part, scene: Scene, where: Span) -> float:
    """Metres that a joint gets away from its middle, beside the body."""
    local = scene.measures.body.local[scene.measures.poses(where), joint_number(joint)]
    return float(np.percentile(np.linalg.norm(local - np.median(local, axis=0), axis=-1), 95))

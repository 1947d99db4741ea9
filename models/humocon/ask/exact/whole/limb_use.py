"""How limbs are used: knees that come up, arms that move from the shoulder or the elbow, hands that stay level."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import events_asked
from humocon.ask.exact.whole.body_parts import LEVEL, LEVEL_M
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.signals import SIDES


def limb_use_told(question: Question, scene: Scene) -> Exact | None:
    """How a limb is used; None where something else is asked."""
    return first_told((_knees_high, _from_which_joint, _hands_level), question, scene)


_KNEES_UP: Final = re.compile(
    r"\bknees?\b.*\b(?:com\w+|go\w*|get\w*|lift\w*|rais\w*|driv\w*|brought) (?:\w+ )?(?:up|high)\b"
    r"|\bhigh knees\b|\bknee (?:lift|drive)\b"
)


def _knees_high(question: Question, scene: Scene) -> Exact | None:
    """Whether the knees come up to the height of the hips."""
    if question.kind != "yesno" or not _KNEES_UP.search(question.text) or not scene.legs_seen:
        return None
    if set(question.keys) - {"lift knee", "raise", "walk", "run", "move", "march", "jump"}:
        return None
    tops = {}
    for side in question.sides_meant:
        knee, hip = (scene.measures.course(joint_of(side, joint), "height") for joint in ("knee", "hip"))
        tops[side] = float((knee - hip).max())
    best = max(tops, key=lambda side: tops[side])
    where = "over" if tops[best] > 0 else "under"
    line = f"the {best} knee comes up to {abs(tops[best]):.2f} m {where} its hip"
    return yes_no(tops[best] > -LEVEL_M, line, DOUBTFUL, negated=question.negated)


_FROM_JOINT: Final = re.compile(
    r"\b(?:from|with|in|at|by|using)\b.*\b(?P<one>elbow|shoulder|wrist)s?\b.*\bor\b.*\b(?P<two>elbow|shoulder|wrist)s?\b"
)


_TURNS_ALIKE: Final = 0.75
"""Share of the larger range of motion from which another joint moves as much."""


def _from_which_joint(question: Question, scene: Scene) -> Exact | None:
    """Whether an arm moves from the shoulder or from the elbow, by how far each turns."""
    asked = _FROM_JOINT.search(question.text)
    events = events_asked(question, scene) if asked else []
    if asked is None or not events or question.kind in ("how many", "when", "angle"):
        return None
    if "wrist" in (asked["one"], asked["two"]):
        return exact("that cannot be told from the motion: joints end at the wrist.", DOUBTFUL, source="refusal")
    side = question.side if question.side in SIDES else events[0].side
    side = side if side in SIDES else "left"
    poses = scene.measures.poses(events[0].span)
    bend = scene.measures.course(joint_of(side, "elbow"), "bend")[poses]
    lift = scene.measures.course(joint_of(side, "shoulder"), "angle")[poses]
    turns = {name: float(np.ptp(np.percentile(of, (10, 90)))) for name, of in (("elbow", bend), ("shoulder", lift))}
    best = max(turns, key=lambda name: turns[name])
    line = f"the {side} elbow bends within {turns['elbow']:.0f}°, the upper arm lifts within {turns['shoulder']:.0f}°"
    alike = min(turns.values()) > _TURNS_ALIKE * turns[best]
    return exact(f"{'from both alike' if alike else f'more from the {best}'}: {line}.", DOUBTFUL, line)


def _hands_level(question: Question, scene: Scene) -> Exact | None:
    """Whether the hands stay at one height over the floor."""
    asked = LEVEL.search(question.text) and re.search(r"\b(?:height|level)\b", question.text)
    if not asked or question.part != "hand" or question.mentions:
        return None
    told, most = [], 0.0
    for side in question.sides_meant:
        low, high = (
            scene.measures.extreme(joint_of(side, "wrist"), "height", which).value for which in ("least", "most")
        )
        told.append(f"the {side} hand is between {low:.2f} and {high:.2f} m over the floor")
        most = max(most, high - low)
    return yes_no(most < LEVEL_M, " and ".join(told), LIKELY, negated=question.negated)

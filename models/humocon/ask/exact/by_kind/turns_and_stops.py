"""Whether a turn is of the size that is claimed, or the person stops beside something that is done."""

import re
from typing import Final

from humocon.ask.exact.exact import LIKELY
from humocon.ask.exact.known.happening import Verdict
from humocon.ask.exact.known.moment import clause_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.signals import Span, smooth

_SHARES: Final = {"quarter": 90.0, "half": 180.0, "three quarter": 270.0}
_SHARE: Final = re.compile(r"\b(three quarter|quarter|half|full|whole|complete)s? (?:turn|rotation|circle|spin)\b")
NEAR_DEGREES: Final[float] = 45.0
"""Degrees by which a turn may differ from the quarter or half one that is claimed."""
_STOPS: Final = re.compile(r"\bstop(?:s|ped|ping)?(?: \w+ing)?(?: (?:right|just|shortly|briefly))? (before|after)\b")
BESIDE_S: Final[float] = 2.0
STOPPED: Final[float] = 0.2
"""Seconds beside something within which who stops does so, and metres a second of the pelvis up to which one stands."""


def by_share_of_turn(question: Question, scene: Scene) -> Verdict | None:
    """Whether somebody makes a quarter turn, a half one or a full one; None where none of them is claimed."""
    asked = _SHARE.search(question.text)
    best = scene.largest_turn
    if asked is None or "or" in question.text.split() or question.part in ("arm", "hand") or best is None:
        return None
    wanted = _SHARES.get(asked[1], 360.0)
    said = f"the turn is {best.value:.0f}° to the {best.side}"
    return Verdict(abs(best.value - wanted) < NEAR_DEGREES, LIKELY, (best.line,), said=said)


def by_stop(question: Question, scene: Scene) -> Verdict | None:
    """Whether who goes comes to a stop just before something, or just after it; None where that is not asked."""
    asked = _STOPS.search(question.text)
    clause = clause_of(question.text[asked.start(1) :], scene) if asked else None
    if asked is None or clause is None:
        return None
    beside = clause[0]
    if asked[1] == "before":
        beside = Span(max(beside.end_s - BESIDE_S, 0.0), beside.end_s)
    else:
        beside = Span(beside.begin_s, min(beside.begin_s + BESIDE_S, scene.duration_s))
    speed = smooth(scene.measures.course("pelvis", "speed"), 0.1)[scene.measures.poses(beside)]
    line = f"the pelvis is at {float(speed.min()):.1f} m/s at least {beside.words}"
    return Verdict(float(speed.min()) < STOPPED, LIKELY, (line,), said=line)

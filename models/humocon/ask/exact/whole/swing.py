"""The phases of a swing of a club, a bat or a racket: back, top, down, impact and follow-through, by the wrists."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from humocon.ask.exact.by_kind.held_claims import STRAIGHT_DEGREES
from humocon.ask.exact.by_kind.refusal import refusal
from humocon.ask.exact.exact import DOUBTFUL, Exact, exact, yes_no
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.figures import figures
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import joint_number
from humocon.motion.kinematics.signals import SIDES, Span, derivative, smooth

_SWUNG: Final = frozenset({"golf", "baseball", "tennis"})
_NAMES: Final = {
    "backswing": r"back-? ?swing|take-?away|wind-?up",
    "downswing": r"down-? ?swing|forward swing",
    "follow-through": r"follow-? ?through",
    "top": r"top of (?:the|his|her|their) (?:back-? ?)?swing",
    "impact": r"impact|contact with the ball|hits? the ball|strikes? the ball",
}
_PHASE: Final = re.compile("|".join(f"({words})" for words in _NAMES.values()))
_STRAIGHT: Final = re.compile(r"\b(?:straight|stretched|extended|bent|bend|bends|locked)\b")
_SLOW: Final = 0.15
"""Share of the highest speed of the hands under which they have not begun to swing, or have come to rest."""
_HELD_S: Final = 0.4
"""Seconds that the hands rest after the swing from which its end is held."""


@dataclass(frozen=True)
class Swing:
    """When a swing begins, is at its top, is fastest and is over, in seconds of the file."""

    begin_s: float
    top_s: float
    impact_s: float
    end_s: float

    def span(self, name: str) -> Span:
        """A phase by its name; a moment lasts no time."""
        return {
            "backswing": Span(self.begin_s, self.top_s),
            "top": Span(self.top_s, self.top_s),
            "downswing": Span(self.top_s, self.impact_s),
            "impact": Span(self.impact_s, self.impact_s),
            "follow-through": Span(self.impact_s, self.end_s),
        }[name]


def swing_told(question: Question, scene: Scene) -> Exact | None:
    """What is asked of the phases of a swing; None where something else is, or nothing is swung."""
    asked = [list(_NAMES)[(match.lastindex or 1) - 1] for match in _PHASE.finditer(question.text)]
    if not asked:
        return None
    if not _swings(scene):
        if set(asked) <= {"impact", "top"} or set(question.keys) - {"swing", "golf", "baseball", "tennis"}:
            return None
        return exact(refusal("the phases of a swing where none of a club, bat or racket is seen"), DOUBTFUL)
    swing = _phases(scene)
    if swing is None:
        return exact(refusal("where the phases of this swing begin and end"), DOUBTFUL)
    return _told(question, asked, swing, scene)


def _swings(scene: Scene) -> bool:
    return bool(_SWUNG & (set(figures(scene)) | {event.key for event in scene.events}))


def _hands(scene: Scene) -> np.ndarray:
    """(K, 3) metres of the middle of both wrists, beside the pelvis."""
    return scene.measures.body.local[:, [joint_number(joint_of(side, "wrist")) for side in SIDES]].mean(axis=1)


def _phases(scene: Scene) -> Swing | None:
    """The phases: the hands are fastest at about impact, highest before it at the top, slow before and after."""
    hands, times = smooth(_hands(scene), 0.05), scene.measures.times
    speed = np.linalg.norm(derivative(hands), axis=-1)
    impact = int(speed.argmax())
    # The top is the last time that the hands are slow and high before they come down.
    lead = hands[: impact + 1, 1]
    top = int(lead.argmax())
    slow = speed < _SLOW * speed[impact]
    if impact - top < 1 or top < 2 or lead[top] - lead.min() < 0.2:
        return None
    before = np.flatnonzero(slow[:top] & (hands[:top, 1] < lead[top] - 0.5 * (lead[top] - lead[:top].min())))
    after = np.flatnonzero(slow[impact:])
    begin = int(before[-1]) if len(before) else 0
    end = impact + int(after[0]) if len(after) else len(times) - 1
    return Swing(*(float(times[place]) for place in (begin, top, impact, end)))


def _told(question: Question, asked: list[str], swing: Swing, scene: Scene) -> Exact | None:
    """The answer of each kind: how long, when, how fast, how high, and whether an arm is straight."""
    kind, text, where = question.kind, question.text, swing.span(asked[0])
    line = f"the hands set out at {swing.begin_s:.1f} s, are at the top at {swing.top_s:.1f} s, fastest at "
    line += f"{swing.impact_s:.1f} s, which stands for impact, and come to rest at {swing.end_s:.1f} s"
    if len(asked) > 1:
        spans = [swing.span(name) for name in asked]
        where = Span(min(span.begin_s for span in spans), max(span.end_s for span in spans))
    beside = re.search(r"\b(?:than|compar\w*|versus|vs|against|or)\b", text) and len(asked) > 1
    if re.search(r"\bratio\b|\btempo\b", text) or beside:
        back, down = (swing.span(name).duration_s for name in ("backswing", "downswing"))
        return exact(f"{back:.1f} s back and {down:.1f} s down, {back / max(down, 0.05):.1f} to 1.", DOUBTFUL, line)
    if question.part in ("arm", "elbow") and _STRAIGHT.search(text):
        return _arm(question, asked[0], where, scene)
    if kind == "how long" and (len(asked) > 1 or where.duration_s > 0):
        if len(asked) > 1 and re.search(r"\bfrom the start\b", text) is None:
            begin, end = sorted(swing.span(name).begin_s for name in asked[:2])
            where = Span(begin, end)
        return exact(f"{units.time(where.duration_s, question.unit)}, from {where.words}.", DOUBTFUL, line)
    if kind in ("how fast", "how high"):
        quantity = "speed" if kind == "how fast" else "height"
        around = Span(where.begin_s - 0.1, where.end_s + 0.1)
        best = max(
            (scene.measures.extreme(joint_of(side, "wrist"), quantity, "most", around) for side in SIDES),
            key=lambda one: one.value,
        )
        said = units.speed(best.value) if kind == "how fast" else f"{units.length(best.value)} over the floor"
        return exact(f"the hands {'go at up to' if kind == 'how fast' else 'are at'} {said}.", DOUBTFUL, line)
    if re.search(r"\b(?:hold|holds|held|finish|finishes)\b", text) and asked[0] == "follow-through":
        rests = scene.duration_s - swing.end_s
        told = f"the hands come to rest at {swing.end_s:.1f} s, {rests:.1f} s before the end of the clip"
        return yes_no(rests >= _HELD_S, told, DOUBTFUL, negated=question.negated)
    if kind == "when":
        at = units.time(where.begin_s, question.unit)
        begins = re.search(r"\b(?:start|begin)\w*\b", text) or where.duration_s == 0
        return exact(f"At about {at}." if begins else f"From {where.words}.", DOUBTFUL, line)
    if kind == "yesno" and re.match(r"(?:is|are|was) there\b", text):
        return yes_no(True, line, DOUBTFUL, negated=question.negated)
    return exact(refusal("that of a phase of a swing"), DOUBTFUL, source="refusal")


def _arm(question: Question, name: str, where: Span, scene: Scene) -> Exact | None:
    """Whether an arm is straight in a phase: the side that is named, else the straighter one, which leads."""
    around = Span(where.begin_s, max(where.end_s, where.begin_s + 0.1))
    poses = scene.measures.poses(around)
    bends = {side: float(scene.measures.course(joint_of(side, "elbow"), "bend")[poses].max()) for side in SIDES}
    side = question.side if question.side in SIDES else min(SIDES, key=lambda one: bends[one])
    told = f"in the {name}, {around.words}, the {side} elbow bends by up to {bends[side]:.0f}°"
    straight = bends[side] < STRAIGHT_DEGREES
    bent = re.search(r"\b(?:bent|bend|bends)\b", question.text) is not None
    return yes_no(straight != bent, told, DOUBTFUL, negated=question.negated)

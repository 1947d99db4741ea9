"""How far one part of the body is over or under another: a hand over the head, the hips under the knees."""

import re
from typing import Final, NamedTuple

import numpy as np

from humocon.ask.exact.exact import LEGS_UNSEEN, LIKELY, Exact, exact
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.time_asked import action_of_time, time_asked
from humocon.ask.exact.words import units
from humocon.ask.exact.words.points import Point, pairs_of, points_in
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.wordings import MEAN
from humocon.motion.kinematics.signals import Span

_ASKS: Final = re.compile(
    r"^(?:and |at |by |to )*(?:how (?:far|high|low|deep|close|much(?: (?:high|low)er| farther| further)?|many \w+)"
    r"|what(?: is|'s)?(?: the)? (?:\w+ )?(?:height|distance|difference|clearance))\b|\bby how (?:much|far|many \w+)\b"
)
_OVER: Final = re.compile(r"\b(?:(?P<over>above|over|higher than)|below|under|beneath|lower than)\b")
_UP_TO_THE_NAME: Final = re.compile(
    r" (?:(?:the )?(?:level|height|line|top|bottom) of )?(?:(?:the|his|her|their|its|my|your|own|left|right) )*$"
)
_ALLOWED: Final = frozenset(
    {"move", "raise", "still", "stand", "reach", "stretch", "place", "swing", "reach down", "lift knee"}
)
_LEGS: Final = frozenset({"hip", "knee", "ankle", "foot"})
_A_MOMENT_S: Final = 0.5
"""Seconds up to which a stretch is a moment, in which the middle counts and not the most."""


class _Height(NamedTuple):
    """How far a part of the body is over another: (K,) metres at each pose, negative where it is under it."""

    point: Point
    of: Point
    metres: np.ndarray

    def words(self, *, over: bool) -> str:
        """The two of them: "the left wrist over the head"."""
        return f"the {self.point.words} {'over' if over else 'under'} the {self.of.words}"


def height_between(question: Question, scene: Scene) -> Exact | None:
    """By how much a part of the body is over or under another; None where something else is asked."""
    text = question.text
    side = _OVER.search(text)
    if side is None or not _ASKS.search(text):
        return None
    pair = _pair(text, side)
    named = action_of_time(question)
    if pair is None or {*question.keys} - _ALLOWED - ({named.action.key} if named else set()):
        return None
    if not scene.legs_seen and _LEGS & {point.joint for point in pair}:
        return LEGS_UNSEEN
    time = time_asked(question, scene)
    if time.absent:
        return time.absent
    return _told(question, _heights(*pair, scene), time.span, scene, over=side["over"] is not None)


def _pair(text: str, side: re.Match[str]) -> tuple[Point, Point] | None:
    """What is measured, and from what: that from which it is stands right behind "above"."""
    named = points_in(text)
    behind = [one for one in named if one.begin >= side.end()]
    if not behind or not _UP_TO_THE_NAME.search(text[side.end() : behind[0].begin]):
        return None
    others = [one for one in named if one.end <= side.start()][-1:] or behind[1:2]
    return (others[0].point, behind[0].point) if others and others[0].point != behind[0].point else None


def _heights(point: Point, of: Point, scene: Scene) -> list[_Height]:
    """How far a part is over another, for each side that may be meant; a knee over the hip of its side."""
    heights = scene.measures.body.joints[..., 1]
    return [
        _Height(one, other, heights[:, one.number] - heights[:, other.number]) for one, other in pairs_of(point, of)
    ]


def _told(question: Question, heights: list[_Height], where: Span | None, scene: Scene, *, over: bool) -> Exact:
    """The most of it over the clip or a stretch, or its middle on average and at a moment."""
    poses, sign = scene.measures.poses(where), 1.0 if over else -1.0
    best = max(heights, key=lambda one: float((sign * one.metres[poses]).max()))
    metres = best.metres[poses]
    moment = where is not None and where.duration_s <= _A_MOMENT_S
    if moment or MEAN.search(question.text):
        middle = float(np.median(metres))
        when = f", {where.words}" if where else ""
        told = f"{units.length(abs(middle), question.unit)}{'' if moment else ' on average'}{when}"
        line = f"{told}: {best.words(over=middle > 0)}"
        return exact(f"{line}.", LIKELY, line)
    place = int((sign * metres).argmax())
    value, time_s = float(metres[place]), float(scene.measures.times[poses[place]])
    told = f"{units.length(abs(value), question.unit)} {{}}, at {time_s:.1f} s: {best.words(over=value > 0)}"
    if sign * value > 0:
        line = told.format("at most")
        return exact(f"{line}.", LIKELY, line)
    line = told.format("where it is nearest")
    return exact(f"Never {'over' if over else 'under'} it: {line}.", LIKELY, line)

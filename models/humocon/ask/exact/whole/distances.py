"""How far apart two points of the body are: hands, feet, an elbow and a knee; at a moment, at most, at least."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from humocon.ask.exact.exact import LIKELY, Exact, exact, yes_no
from humocon.ask.exact.known.moment import clause_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import MOMENT_S, stretch_of
from humocon.ask.exact.words import units
from humocon.ask.exact.words.points import Point, pairs_of, points_in
from humocon.ask.exact.words.question import Question, without_time
from humocon.ask.exact.words.wordings import MEAN
from humocon.motion.kinematics.signals import Span

_ELSEWHERE: Final = re.compile(
    r"\b(?:floor|ground|walls?|start\w* (?:point|position)|camera|width|wide as"
    r"|than (?:the |his |her |their )?(?:shoulders?|hips?))\b"
)
_DISTANCE: Final = re.compile(
    r"\bapart\b|\b(?:cm|m|(?:centi)?met(?:re|er)s?|feet|foot|inch(?:es)?) (?:\w+ )?between\b"
    r"|\b(?:distance|gap|space|separation|spacing)\b|\bhow (?:far|close|near)\b.*\b(?:from|to)\b"
    r"|\b(?:closest|nearest|furthest|farthest|closer|nearer|further|farther)\b|\b(?:each other|one another)\b"
    r"|\bhow (?:close|near) (?:do|does|did|are|were|is) (?:(?:the|his|her|their|both) )*(?:hands|wrists|arms|elbows"
    r"|feet|ankles|legs|knees)(?: ever)?(?: get| come| move| go| together)*\W*$"
    r"|\bwithin\b.*\bof\b|\bhow wide\b.*\b(?:arms?|hands?|legs?|feet)\b"
)
_MEETS: Final = re.compile(r"\b(?:touch|touches|touching|meet|meets|com\w+ together|join\w*|clasp\w*|in contact)\b")
_CLOSE: Final = re.compile(
    r"\b(?:close|near|closest|nearest|closer|nearer|smallest|least|minim\w+|narrowest|shortest)\b"
)
_FAR: Final = re.compile(r"\b(?:furthest|farthest|largest|greatest|biggest|widest|most|maxim\w+|longest|wide)\b")


@dataclass(frozen=True)
class _Gap:
    """Two points of the body, in words, and (K,) metres between them over the poses."""

    words: str
    metres: np.ndarray


def distance_told(question: Question, scene: Scene) -> Exact | None:
    """How far apart two points of the body are, or when; None where something else is asked."""
    text = without_time(question.text)
    meets = question.kind == "when" and _MEETS.search(text)
    if not (meets or _DISTANCE.search(text)) or _ELSEWHERE.search(text):
        return None
    if question.kind not in ("how far", "how high", "how fast", "when", "yesno", "other", "what"):
        return None
    close = bool(meets or _CLOSE.search(text))
    found = [_gap(*pair, scene) for pair in _pairs(text, close=close)]
    if not found or (not scene.legs_seen and re.search(r"ankle|knee|foot|hip", found[0].words)):
        return None
    where = _where(question, scene)
    poses = scene.measures.poses(where)
    gap = (min if close else max)(found, key=lambda one: float((one.metres[poses].min if close else one.metres.max)()))
    metres = gap.metres[poses]
    place = int((metres.argmin if close else metres.argmax)())
    time_s = float(scene.measures.times[poses[place]])
    value = units.length(float(metres[place]), question.unit)
    line = f"{gap.words} are {value} apart at {time_s:.1f} s"
    if question.kind == "when":
        return exact(f"at {time_s:.1f} s: {gap.words} are {value} apart.", LIKELY, line)
    if question.kind == "yesno":
        return _beyond(question, gap, metres, line, close=close)
    if MEAN.search(text):
        mean = units.length(float(metres.mean()), question.unit)
        return exact(f"{mean} on average, between {gap.words}.", LIKELY, line)
    if where is not None and not close and not _FAR.search(text):
        middle = units.length(float(np.median(metres)), question.unit)
        when = where.words if len(poses) > 3 else f"at {time_s:.1f} s"
        return exact(f"{middle} between {gap.words}.", LIKELY, f"{gap.words} are {middle} apart, {when}")
    return exact(f"{value} {'at least' if close else 'at most'}, at {time_s:.1f} s: {gap.words}.", LIKELY, line)


def _beyond(question: Question, gap: _Gap, metres: np.ndarray, line: str, *, close: bool) -> Exact | None:
    """Whether two points ever come closer, or go farther apart, than so many metres; None where none are named."""
    if question.threshold is None or not question.threshold[2]:
        return None
    limit = units.as_base(question.threshold[1], question.threshold[2])
    within = close or re.search(r"\b(?:less|within|under|below)\b", question.text) is not None
    holds = bool(metres.min() < limit if within else metres.max() > limit)
    if within != close:
        least = units.length(float(metres.min()), question.unit)
        line = f"{gap.words} are {least} apart at least"
    return yes_no(holds, line, LIKELY, negated=question.negated)


def _where(question: Question, scene: Scene) -> Span | None:
    """The stretch that is asked about: of seconds, of a clause, or the first or last moment; None is the whole clip."""
    if question.stretch:
        return stretch_of(question.stretch, scene, around_s=MOMENT_S)
    clause = clause_of(question.text, scene)
    if clause is not None:
        return clause[0]
    if question.where:
        last_s = float(scene.measures.times[-1])
        return Span(0.0, 0.0) if question.where == "begin" else Span(last_s, last_s)
    return None


def _pairs(text: str, *, close: bool) -> list[tuple[Point, Point]]:
    """Every two points of the body that a text may mean by its first two names."""
    named = points_in(text)[:2]
    points = list(dict.fromkeys(one.point for one in named))
    if len({point.joint for point in points}) == 1:
        both = (len(points) == 2 or named[0].is_plural) and not points[0].in_the_middle
        return [(Point("left", points[0].joint), Point("right", points[0].joint))] if both else []
    if len(points) < 2:
        return []
    # The foot from the hip is that of the same side, unless it is asked what comes close.
    return pairs_of(*points, across=close)


def _gap(first: Point, second: Point, scene: Scene) -> _Gap:
    joints = scene.measures.body.joints
    alike = first.joint == second.joint
    words = f"the {first.joint}s" if alike else f"the {first.words} and the {second.words}"
    return _Gap(words, np.linalg.norm(joints[:, first.number] - joints[:, second.number], axis=-1))

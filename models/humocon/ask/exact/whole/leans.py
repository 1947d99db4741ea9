"""How far, which way and when the trunk leans: forward, backward, to the left and to the right, each by itself."""

import re
from collections.abc import Mapping
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, yes_no
from humocon.ask.exact.known.moment import clause_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import events_named, span_of
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.wordings import MEAN
from humocon.motion.kinematics.posture import LEAN_BLUR_S, lean_ahead, lean_aside
from humocon.motion.kinematics.signals import Span, smooth

_LEANS: Final = r"(?:lean|tilt|inclin|tipp?|ben[dt]|list|bank)(?:s|e|es|ed|ing|ation)?"
_ASKED: Final = re.compile(rf"\b{_LEANS}\b")
_STRICT: Final = re.compile(r"\b(?:lean|tilt|inclin|tipp?|list|bank)\w*")
_BACK: Final = re.compile(
    rf"\bbackwards?\b|\b{_LEANS} (?:\w+ )?back\b|\bback or\b|\bor back\b|\bto the back\b|\bhow far back\b"
)
_FORWARD: Final = re.compile(r"\bforwards?\b|\bahead\b|\bto the front\b")
_ASIDE: Final = re.compile(
    r"\bto (?:the|one|a|either|his|her|their) sides?\b|\bside(?:ways|wards?)\b|\baside\b|\blateral\w*"
    r"|\bleft or right\b|\bside lean\b"
)
_NEITHER: Final = 5.0
"""Degrees up to which a trunk leans no way to speak of."""
_LEANS_THEN: Final = 8.0
"""Degrees from which a trunk is said to lean one way."""
_KINDS: Final = ("angle", "how far", "how high", "when", "way", "comparison", "side")


def leans_told(question: Question, scene: Scene) -> Exact | None:
    """How far, when or which way the trunk leans, by the ways that are named; None where something else is asked."""
    text = question.text
    timed = question.kind == "yesno" and (question.stretch or question.where or clause_of(text, scene))
    if not (timed or question.kind in _KINDS) or not _ASKED.search(text) or {*question.parts} - {"trunk", "pelvis"}:
        return None
    if "turn" in question.keys or re.search(r"\binto\b|\bhip|\bknee|\b(?:more|less)\b(?!.*\bor\b)", text):
        return None
    ways = _ways_meant(question)
    open_way = question.kind in ("way", "comparison", "side") or re.search(r"\bwhich (?:way|side)\b", text)
    if not ways and not (open_way and _STRICT.search(text)):
        return None
    where = _where(question, scene)
    poses = scene.measures.poses(where)
    body = scene.measures.body
    ahead, left = (smooth(course, LEAN_BLUR_S)[poses] for course in (lean_ahead(body), lean_aside(body)))
    courses = {"forward": ahead, "backward": -ahead, "to the left": left, "to the right": -left}
    courses = {way: courses[way] for way in ways or courses}
    times = scene.measures.times[poses]
    if timed:
        return _leans_then(courses, times, question)
    if MEAN.search(text) and question.kind in ("angle", "how far"):
        return _on_average(courses, question)
    if open_way and (len(courses) > 1 or not ways):
        return _which_way(courses, times)
    return _how_far(courses, times, question)


def _ways_meant(question: Question) -> list[str]:
    """The ways that a question names for a lean; empty where it names none."""
    text = question.text
    ways = [way for way, words in (("forward", _FORWARD), ("backward", _BACK)) if words.search(text)]
    sides = [f"to the {side}" for side in ("left", "right") if side in question.sides]
    return ways + (sides or (["to the left", "to the right"] if _ASIDE.search(text) else []))


def _where(question: Question, scene: Scene) -> Span | None:
    """The stretch that a question names for a lean: of a time, or of another action; None for all of the clip."""
    others = [key for key in question.keys if key not in ("bend", "bow", "move")]
    return span_of(question, scene, events_named(question, scene) if others else [])


def _peak(course: np.ndarray, times: np.ndarray) -> tuple[float, float]:
    """The most degrees of a course, 0 where there are none, and when that is."""
    place = int(course.argmax())
    return max(float(course[place]), 0.0), float(times[place])


def _leans_then(courses: Mapping[str, np.ndarray], times: np.ndarray, question: Question) -> Exact:
    """Whether the trunk leans one way at the time that is named."""
    way = max(courses, key=lambda one: float(courses[one].max()))
    most, time_s = _peak(courses[way], times)
    line = f"the trunk leans {way} by {most:.0f} degrees at most then, at {time_s:.1f} s"
    return yes_no(most > _LEANS_THEN, line, DOUBTFUL, negated=question.negated)


def _on_average(courses: Mapping[str, np.ndarray], question: Question) -> Exact:
    """How far the trunk leans one way on the whole."""
    way = max(courses, key=lambda one: float(courses[one].mean()))
    mean = max(float(courses[way].mean()), 0.0)
    line = f"the trunk leans {way} by {mean:.0f} degrees on average"
    return exact(f"{units.angle(mean, question.unit)} {way} on average.", LIKELY, line)


def _which_way(courses: Mapping[str, np.ndarray], times: np.ndarray) -> Exact:
    """Which of several ways the trunk leans farthest."""
    peaks = {way: _peak(course, times) for way, course in courses.items()}
    way = max(peaks, key=lambda one: peaks[one][0])
    most, time_s = peaks[way]
    others = ", ".join(f"{other} by {degrees:.0f}" for other, (degrees, _) in peaks.items() if other != way)
    line = f"the trunk leans {way} by up to {most:.0f} degrees, at {time_s:.1f} s"
    line += f" ({others} at most)" if others else ""
    told = "hardly any way" if most < _NEITHER else way
    second = sorted(degrees for degrees, _ in peaks.values())[-2:][0]
    return exact(f"{told}: {line}.", LIKELY if most - second > _NEITHER else DOUBTFUL, line)


def _how_far(courses: Mapping[str, np.ndarray], times: np.ndarray, question: Question) -> Exact:
    """How far the trunk leans one way at most, or when it does."""
    peaks = {way: _peak(course, times) for way, course in courses.items()}
    way = max(peaks, key=lambda one: peaks[one][0])
    most, time_s = peaks[way]
    line = f"the trunk leans {way} by {most:.0f} degrees at {time_s:.1f} s"
    if most < 1:
        least = f", but leans the other way by {-courses[way].max():.0f} at least" if courses[way].max() < -1 else ""
        line = f"the trunk never leans {way}{least}"
        amount = "at no time" if question.kind == "when" else units.angle(0.0, question.unit)
        return exact(f"{amount}: {line}.", LIKELY, line)
    if question.kind == "when":
        return exact(f"at {units.time(time_s, question.unit)}: {line}.", LIKELY, line)
    return exact(f"{units.angle(most, question.unit)} {way}, at {time_s:.1f} s.", LIKELY, line)

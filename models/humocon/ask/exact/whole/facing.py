"""Which way the person faces at a moment, seen from the start, and when and how fast the body turns most."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.moment import clause_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import MOMENT_S, span_of, stretch_of
from humocon.ask.exact.known.time_asked import TimeAsked
from humocon.ask.exact.whole.gait import TURNED
from humocon.ask.exact.whole.state_over_time import State, asks_share, state_told
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question, without_time
from humocon.motion.kinematics.signals import Span

_FACES: Final = re.compile(
    r"\bfac(?:e|es|ed|ing)\b|\boriented\b|\b(?:body )?orientation\b|\b(?:the|his|her|their|body) heading\b(?! change)"
)
_ASKS: Final = re.compile(r"\b(?:which|what) (?:way|direction|side)\b|\bwhere\b|\bwhat\b.*\b(?:orientation|heading)\b")
_AT_START: Final = re.compile(
    r"\b(?:at|in) (?:the )?(?:very )?(?:start|beginning|outset|first)\b|\binitial\w*\b|\bfirst frame\b"
    r"|\bto begin with\b"
    r"|\b(?:clip|video|recording|motion|it) (?:starts?|begins?)\b|\bstart(?:s|ing)? (?:facing|off|out)\b|\bat first\b"
)
_AT_END: Final = re.compile(r"\b(?:ends?|finish\w*|final\w*|last|stops?|afterwards)\b")
_CAMERA: Final = re.compile(r"\b(?:camera|audience|viewer|us|north|south|east|west|wall|door|window)\b")
_REFERENCE: Final = "ways are told from how the person faces at the start, so that this is the reference"
_RATE: Final = re.compile(r"\bhow (?:fast|quick\w*|rapid\w*)\b.*\b(?:turn|spin|rotat|pivot|twirl|whirl)\w*")
_FASTEST: Final = re.compile(
    r"\b(?:fastest|quickest|most (?:quickly|rapidly)|(?:highest|greatest|top) (?:speed|rate))\b"
)
_FARTHEST: Final = re.compile(r"\b(?:most|farthest|furthest|(?:largest|biggest|greatest) (?:turn|rotation))\b")


def facing_told(question: Question, scene: Scene) -> Exact | None:
    """Which way the person faces, when and for how long, or when and how fast the body turns most; else None."""
    return first_told((_faces_this_way, _faces, _when_turned_most, _rate), question, scene)


def _faces(question: Question, scene: Scene) -> Exact | None:
    """Which way the person faces: at the start that is the reference, at any other moment so far from it."""
    text = question.text
    asked = _FACES.search(text) and _ASKS.search(text) and not _CAMERA.search(text)
    if not asked or question.kind == "yesno" or {*question.parts} - {"head"}:
        return None
    if {*question.keys} & {"turn"} and not _FACES.search(without_time(text)):
        return None
    end = _from_start(scene.facts.travel.turned_degrees)
    where = _moment(question, scene)
    if _AT_START.search(text) or (where is None and not _AT_END.search(text)):
        return exact(f"forward at the start: {_REFERENCE}; at the end {end}.", LIKELY, _at_the_end(scene))
    if where is None:
        return exact(f"{end}.", LIKELY, _at_the_end(scene))
    poses = scene.measures.poses(where)
    headings = scene.measures.course("body", "heading")[poses]
    degrees = (float(np.median(headings)) + 180) % 360 - 180
    line = f"{where.words} the body faces {_from_start(degrees)}"
    return exact(f"{_from_start(degrees)}, {where.words}.", DOUBTFUL if np.ptp(headings) > TURNED else LIKELY, line)


_FACES_WAY: Final = re.compile(
    r"\bfac(?:e|es|ing) (?:to (?:the|his|her|their) )?(forwards?|ahead|left|right|back(?:wards?)?)\b"
)
_WAYS: Final[dict[str, float]] = {"forward": 0.0, "left": 90.0, "right": -90.0, "backwards": 180.0}
"""Degrees from the first facing, positive to the left."""
_NEAR: Final = 45.0
"""Degrees from such a way up to which somebody faces it."""


def _faces_this_way(question: Question, scene: Scene) -> Exact | None:
    """Whether, when or for how long the person faces a way that is named: at a time, at the end, or in the clip."""
    text = question.text
    asked, over_time = _FACES_WAY.search(text), question.kind in ("when", "how long") or asks_share(text)
    if (
        not asked
        or not (over_time or question.kind == "yesno")
        or re.search(r"\bsame\b|\bor\b", text)
        or _CAMERA.search(text)
    ):
        return None
    word = {"ahead": "forward", "forwards": "forward", "back": "backwards", "backward": "backwards"}
    way = word.get(asked[1], asked[1])
    end = _AT_END.search(text) is not None
    where = Span(scene.duration_s, scene.duration_s) if end else _moment(question, scene)
    course = scene.measures.course("body", "heading")
    near = np.abs((course - _WAYS[way] + 180) % 360 - 180) <= _NEAR
    if over_time:
        line = f"within {_NEAR:.0f} degrees of that way, seen from how the person faces at the start"
        return state_told(question, State(near, line), TimeAsked(None if end else where), scene, DOUBTFUL)
    poses = scene.measures.poses(where)
    degrees = (float(np.median(course[poses])) + 180) % 360 - 180
    share = float(near[poses].mean())
    line = f"seen from how the person faces at the start, that way for {share:.0%} of the time"
    if where:
        line = f"{_from_start(degrees)}, {'at the end' if end else where.words}"
    return yes_no(share > 0.5, line, LIKELY if where else DOUBTFUL, negated=question.negated)


def _moment(question: Question, scene: Scene) -> Span | None:
    """When the person faces the way that is asked about; None at the end of the clip, or at no time that is named."""
    if _AT_END.search(question.text) and question.stretch is None and clause_of(question.text, scene) is None:
        return None
    if question.portion:
        begin, end = (share * scene.duration_s for share in question.portion)
        return Span(begin, end)
    if question.stretch:
        return stretch_of(question.stretch, scene, around_s=MOMENT_S)
    if (clause := clause_of(question.text, scene)) is not None:
        return clause[0]
    return span_of(question, scene, [])


def _from_start(degrees: float) -> str:
    """A heading in words, seen from the start: degrees, -180 to 180, positive to the left."""
    if abs(degrees) < TURNED:
        return "the same way as at the beginning"
    side = "left" if degrees > 0 else "right"
    return f"to the {side} of where it faced at first, by {units.angle(abs(degrees))}"


def _at_the_end(scene: Scene) -> str:
    """By how much the heading changes on the whole, in words."""
    degrees = abs(scene.facts.travel.heading_degrees)
    return f"the heading changes by {degrees:.0f} degrees from the first pose to the last"


def _turns(question: Question) -> bool:
    """Whether a question is about turns of the body as a whole."""
    return "turn" in question.keys and not {*question.parts} - {"trunk", "pelvis"}


def _when_turned_most(question: Question, scene: Scene) -> Exact | None:
    """When the body turns fastest, or when its largest turn is."""
    text = question.text
    fastest, farthest = _FASTEST.search(text), _FARTHEST.search(text)
    if question.kind != "when" or not _turns(question) or not (fastest or farthest):
        return None
    turn = scene.largest_turn
    if fastest:
        place, rate = _peak_rate(scene)
        small = "" if turn else ", though it makes no turn"
        line = f"the body turns at {rate:.0f} degrees per second there, smoothed over a stride{small}"
        return exact(f"at {scene.measures.times[place]:.1f} s: {line}.", DOUBTFUL, line)
    if turn is None:
        heading = scene.measures.course("body", "heading")
        time_s = scene.measures.times[int(np.abs(heading).argmax())]
        line = f"the body never makes a turn; it faces {np.abs(heading).max():.0f} degrees away from its start at most"
        return exact(f"at no time: {line}, at {time_s:.1f} s.", LIKELY, line)
    return exact(f"{turn.span.words}: {turn.line}.", LIKELY, turn.line)


def _peak_rate(scene: Scene) -> tuple[int, float]:
    """At which pose the body turns fastest, and how many degrees per second that is."""
    rates = np.abs(scene.measures.course("body", "turn speed"))
    place = int(rates.argmax())
    return place, float(rates[place])


def _rate(question: Question, scene: Scene) -> Exact | None:
    """How fast the body turns at most, or on the whole where it makes a turn."""
    asked = question.kind == "how fast" and _turns(question) and _RATE.search(without_time(question.text))
    if not asked:
        return None
    place, rate = _peak_rate(scene)
    line = f"smoothed over a stride, hips and shoulders turn at {rate:.0f} degrees per second at "
    line += f"{scene.measures.times[place]:.1f} s"
    turn = scene.largest_turn
    if turn is None:
        line += "; there is no turn"
    elif not question.extreme:
        return None  # by what it turns over the whole turn
    return exact(f"about {rate:.0f} degrees per second at most: {line}.", DOUBTFUL, line)

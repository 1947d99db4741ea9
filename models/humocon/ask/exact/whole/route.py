"""The path over the floor: what it looks like, whether it leads back to the start, and where its course changes."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.events import overlap
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import time_named
from humocon.ask.exact.words import qualifiers, units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.route import AROUND, REVERSES, Route, find_route
from humocon.motion.kinematics.signals import Span

_PATH: Final = re.compile(
    r"\b(?:path|route|trajectory|floor pattern|floor plan|ground track)\b"
    r"|\b(?:what|which) (?:shape|figure|pattern|line|curve) (?:does|do|did|is) (?:he|she|they|it|the \w+)"
    r" (?:walk|run|go|mov|trac|follow|mak|describ)\w*"
)
_SHAPES: Final = r"(?:straight|lines?|circles?|curves?|curved|arcs?|zig-?zags?|loops?|(?:to and fro|back and forth))"
_CHOICE: Final = re.compile(rf"\b{_SHAPES}\b.*\bor\b.*\b{_SHAPES}\b")
_CIRCLE: Final = re.compile(
    r"\bin (?:a |an |one |full |round )*circles?\b|\b(?:a|one) (?:full |whole |complete )?(?:circle|loop|lap)\b"
    r"|\bcircular\b|\ball the way around\b|^(?:does|do|did) (?:\w+ ){1,2}circle\b"
)
_ZIGZAG: Final = re.compile(r"\bzig-?\s?zag\w*|\bslalom\w*|\bserpentine\b|\bweav(?:e|es|ing)\b")
_FIGURE: Final = re.compile(
    r"\b(?:in|along|around|makes?|walks?) (?:a|an) (?:\w+ )?(?:square|triangle|rectangle|figure (?:of )?(?:eight|8)"
    r"|spiral|oval)\b"
)
"""Shapes of a path that are told apart from simpler ones alone."""
_TO_AND_FRO: Final = re.compile(
    r"\bthere and back\b|\b(?:back and forth|to and fro|up and down the (?:room|floor|hall))\b"
    r"|\bpac(?:e|es|ing) up and down\b"
)
_CURVE: Final = re.compile(
    r"\b(?:path|route|trajectory)\b.*\b(?:curv\w*|bends?|bent|veer\w*|turns?)\b"
    r"|\b(?:a|in an?|along an?) (?:\w+ )?(?:curve|arc|bend)\b"
)
_GETS: Final = (
    r"(?:com(?:e|es|ing)|came|go(?:es|ing)?|get(?:s|ting)?|walk\w*|run\w*|return\w*|ends?|ended|finish\w*|arriv\w*|is|are"
    r"|was|back|lands?|reach\w*)"
)
_START: Final = re.compile(
    r"^(?:does|do|did) (?:\w+ ){1,2}(?:return|come back)\W*$"
    rf"|\b{_GETS}\b.*\b(?:to|at|in|near|where|close to) ?"
    r"(?:(?:the|his|her|their|its) (?:very )?(?:start(?:ing)?|beginning|origin\w*|initial|same)\b"
    r"(?: (?:point|place|spot|location))?\b(?! (?:pos\w+|posture|stance|height|guard|time|of)\b)"
    r"|(?:he|she|they|it|the \w+) (?:start|began|begin|begun|set off|came from|first stood|was at first)\w*)"
)
_NO_START: Final = re.compile(
    r"\bsame (?:direction|way|time|pos\w+|height|speed|pace|foot|leg|hand|side)\b|\b(?:stay|remain|keep)\w*\b"
    r"|\bhow\b|\bfac(?:e|es|ing)\b"
    r"|\b(?:hand|arm|foot|leg)s?\b|(?<!back )\bat (?:the )?start\b|\b(?:speed|slow|pace|fast)\w*"
)
_CHANGES: Final = re.compile(
    r"\b(?:chang\w*|alter\w*|switch\w*|revers\w*|shift\w*) (?:(?:of|in|the|his|her|their|its|walking|running|moving) )*"
    r"(?:direction|course)s?\b|\b(?:direction|course) chang\w*|\b(?:new|another|different) direction\b"
    r"|^how (?:often|many times)\b.*\b(?:go|walk|run|pac|mov)\w* (?:back and forth|to and fro|there and back)\b"
)
_BACK_M: Final = 0.6
_BACK_SHARE: Final = 0.1
"""Metres from the start, or share of how far away somebody gets, up to which somebody is back there."""
_MEASURED: Final = ("how far", "how long", "how fast", "how many", "angle")
_LIMBS: Final = frozenset({"hand", "arm", "elbow", "shoulder", "foot", "knee", "leg", "head"})
_GOES: Final = frozenset({"walk", "run", "move", "step", "turn", "sneak", "dribble"})


@dataclass(frozen=True)
class _Way:
    """A path over the floor, its metres, and of which poses of the clip it is, from the first one on."""

    route: Route
    path_m: float
    first: int

    def span(self, begin: int, end: int, scene: Scene) -> Span:
        """When the poses [begin, end) of the path are, in seconds of the file."""
        return scene.measures.span(self.first + begin, self.first + end)

    @property
    def ends(self) -> str:
        """How far it goes and how far it leads away, in words."""
        return f"goes {self.path_m:.1f} m and ends {self.route.end_m:.1f} m from where it began"


def route_told(question: Question, scene: Scene) -> Exact | None:
    """What the path over the floor looks like, where it leads and where it changes; None where that is not asked."""
    if {*question.parts} & _LIMBS or {*question.keys} - _GOES:
        return None
    return first_told((_back_at_start, _course_changes, _looks_like, _is_shape), question, scene)


def _way_of(question: Question | None, scene: Scene) -> _Way:
    """The path in the stretch that a question names, or in all of the clip."""
    where = time_named(question, scene) if question else None
    poses = scene.measures.poses(where)
    ground = scene.measures.body.joints[poses, 0][:, [0, 2]]
    path_m = scene.measures.way("pelvis", where) if where else scene.facts.travel.path_m
    return _Way(find_route(ground), path_m, int(poses[0]))


def _trust(scene: Scene) -> float:
    return DOUBTFUL if scene.is_film else LIKELY


def _looks_like(question: Question, scene: Scene) -> Exact | None:
    """What the path looks like, in words and metres."""
    text = question.text
    asked = _PATH.search(text) and question.kind not in (
        "yesno",
        "how far",
        "how long",
        "how fast",
        "how many",
        "angle",
    )
    offered = question.kind != "yesno" and _CHOICE.search(text) and not re.search(r"\bmore|less|longer\b", text)
    if not asked and not offered:
        return None
    way = _way_of(question, scene)
    return exact(f"{_described(way, scene)}.", _trust(scene), way.ends)


def _described(way: _Way, scene: Scene) -> str:
    """A path in words: its shape, to which side, how far and where it ends."""
    route, metres = way.route, units.length(way.path_m)
    side, degrees = ("left" if route.turned > 0 else "right"), f"{abs(route.turned):.0f} degrees"
    if route.shape == "on the spot":
        return f"on the spot: the hips stay within {route.extent_m:.1f} m of where they began"
    if route.shape == "straight":
        return f"a straight line of {metres}, which ends {route.end_m:.1f} m from where it began"
    if route.shape == "circle":
        rounds = abs(route.turned) / 360
        return f"a circle to the {side} with a radius of about {route.radius_m:.1f} m, {rounds:.1f} rounds: {way.ends}"
    if route.shape == "curve":
        return f"a curve to the {side} by {degrees} in all: {way.ends}"
    if route.shape == "bend":
        return f"a line with one bend to the {side} by {degrees}: {way.ends}"
    if route.shape in ("there and back", "to and fro"):
        return f"{route.shape}, as far as {route.extent_m:.1f} m away: {way.ends}"
    bends = _changes_in_words(way, scene)
    if route.shape == "zigzag":
        return f"a zigzag, {bends}: {way.ends}"
    return f"neither a line nor a circle, {bends or 'without a clear change of direction'}: {way.ends}"


def _changes_in_words(way: _Way, scene: Scene) -> str:
    """The changes of course with their sides, degrees and times; "" without any."""
    told = [
        f"to the {bend.side} by {abs(bend.degrees):.0f} degrees ({way.span(bend.begin, bend.end, scene).words})"
        for bend in way.route.bends
    ]
    more = f" and {len(told) - 4} more" if len(told) > 4 else ""
    return f"{', then '.join(told[:4])}{more}"


def _is_shape(question: Question, scene: Scene) -> Exact | None:
    """Whether the path is a circle, a zigzag, a way there and back, or a curve to a side."""
    text = question.text
    if question.kind != "yesno":
        return None
    whirls = "turn" in question.keys and not re.search(r"\bcircles\b|\bpath\b", text)
    shapes = (("circle", _CIRCLE), ("zigzag", _ZIGZAG), ("to and fro", _TO_AND_FRO), ("curve", _CURVE))
    asked = next((name for name, words in shapes if words.search(text)), "")
    figure = _FIGURE.search(text)
    if not (asked or figure) or (asked == "circle" and whirls):
        return None
    way = _way_of(question, scene)
    route = way.route
    if figure and route.shape == "other":
        return exact(f"the path is {_described(way, scene)}.", DOUBTFUL, way.ends)
    holds = {
        "circle": route.shape == "circle" or (route.shape == "curve" and abs(route.turned) > AROUND),
        "zigzag": route.shape == "zigzag",
        "to and fro": route.shape in ("there and back", "to and fro"),
        "curve": route.shape in ("curve", "bend", "circle"),
    }.get(asked, False)
    side = next((one for one in ("left", "right") if one in question.sides), "")
    if side and holds:
        holds = (side == "left") == (route.turned > 0)
    return yes_no(holds, f"the path is {_described(way, scene)}", _trust(scene), negated=question.negated)


def _back_at_start(question: Question, scene: Scene) -> Exact | None:
    """Whether, or when, who has gone away is back where the path began."""
    if question.kind not in ("yesno", "when") or not _START.search(question.text) or _NO_START.search(question.text):
        return None
    way = _way_of(None, scene)
    away, route = way.route.away_m, way.route
    near = max(_BACK_M, _BACK_SHARE * route.extent_m)
    comes = re.search(r"\b(?:com|came|go|get|return|walk|run|back|arriv)\w*", question.text)
    if route.shape == "on the spot":
        line = f"the hips never get farther than {route.extent_m:.1f} m from where they began"
        lead = "the person does not leave the start: " if comes else ""
        if question.kind == "when":
            return exact(f"at no time: {lead}{line}.", DOUBTFUL, line)
        return yes_no(True, f"{lead}{line}", DOUBTFUL, negated=question.negated)
    farthest = int(away.argmax())
    later = away[farthest:]
    back = farthest + int(np.argmax(later < near)) if (later < near).any() else -1
    if question.kind == "when":
        time_s = scene.measures.times[way.first + back]
        told = f"at {time_s:.1f} s" if back >= 0 else "never"
        return exact(f"{told}: {way.ends}.", _trust(scene), way.ends)
    if back >= 0 and route.end_m >= near and comes and not re.search(r"\bend\w*|\bfinish\w*|\bfinal\w*", question.text):
        line = f"is back within {near:.1f} m at {scene.measures.times[way.first + back]:.1f} s, but {way.ends}"
        return yes_no(True, line, DOUBTFUL, negated=question.negated)
    return yes_no(route.end_m < near, way.ends, _trust(scene), negated=question.negated)


def _keeps_course(way: _Way, smaller: str, scene: Scene) -> str:
    """That the course does not change, or by less than is asked for, and what the body does all the same."""
    if smaller:
        return f"no change reaches {REVERSES:.0f} degrees: {smaller}"
    if way.route.shape == "on the spot":
        return f"stays within {way.route.extent_m:.1f} m of where it began, and does not turn"
    turn = scene.largest_turn
    return f"no other direction: {way.ends}{f', though the body {turn.line}' if turn else ''}"


def _in_turn(changes: list[tuple[Span, float, str]]) -> str:
    """Changes of course one after the other, in words; "" without any."""
    return ", then ".join(f"{does} by {degrees:.0f} degrees, {span.words}" for span, degrees, does in changes[:4])


def _course_changes(question: Question, scene: Scene) -> Exact | None:
    """Whether, when and how often the way over the floor changes its direction; of who stays, the way that he faces."""
    if question.kind not in ("yesno", "when", "how many") or not _CHANGES.search(question.text):
        return None
    way = _way_of(None, scene)
    where = time_named(question, scene) or Span(0.0, scene.duration_s)
    if way.route.shape == "on the spot":
        changes = [(one.span, one.value, f"turns to the {one.side}") for one in scene.turns]
    else:
        bends = way.route.bends
        changes = [(way.span(one.begin, one.end, scene), abs(one.degrees), f"goes to the {one.side}") for one in bends]
    least = REVERSES if question.text.find("revers") >= 0 else 0.0
    every = [one for one in changes if overlap(one[0], where) > 0]
    changes = [one for one in every if one[1] > least]
    spans = [span for span, _, _ in changes]
    line = _in_turn(changes) or _keeps_course(way, _in_turn(every), scene)
    trust = _trust(scene) if way.route.shape in ("straight", "on the spot") or question.kind == "yesno" else DOUBTFUL
    if question.kind == "how many":
        return exact(f"{units.count(len(spans), 'change')} of direction: {line}.", trust, line)
    if question.kind == "when":
        one = qualifiers.placed(spans, question.place)
        chosen = [one] if one is not None else [] if question.place else spans
        told = ", ".join(span.words for span in chosen[:4]) or "never"
        return exact(f"{told}: {line}.", trust, line)
    return yes_no(bool(spans), line, trust, negated=question.negated)

"""The stretch of a clip that a clause of time names: "just before the jump", "at the bottom of the second squat"."""

import re
from itertools import pairwise
from typing import Final, Literal, NamedTuple, cast

from humocon.ask.exact.known.events import Event, joint_of, released
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words import qualifiers
from humocon.ask.exact.words.vocabulary import PLACELESS, SIDED, actions_in, sides_in
from humocon.motion.kinematics.measures import Part, Quantity
from humocon.motion.kinematics.signals import SIDES, Span

NEAR_S: Final[float] = 0.6
"""How long "just before" and "right after" are, in seconds."""
AROUND_S: Final[float] = 0.1
"""How much before and after a moment belongs to it."""
_CLAUSE: Final = re.compile(
    r"\b(?P<near>just|right|immediately|shortly|directly|briefly|straight|moments?|a second|an instant)? ?"
    r"\b(?P<word>before|prior to|leading up to|preceding|after|following|once|while|whilst|during|when(?! (?:is"
    r"|are|does|do|did|was|were|exactly)\b)|whenever|as(?= (?:he|she|they|the)\b)"
    r"|upon|at|on|in)\b (?P<what>(?:(?!\b(?:before|after|while|during|when|prior to)\b)[^,:;?])+)"
)
_AHEAD: Final = frozenset({"before", "prior to", "leading up to", "preceding"})
_BEHIND: Final = frozenset({"after", "following", "once"})
_BETWEEN: Final = re.compile(r"\b(?:in )?between (?P<what>[^,:;?]+)")
_PLACES: Final = frozenset({"at", "on", "in", "upon"})
"""Words that name a moment only before one of its own names: "at the top", and not "at his head"."""


class _Peak(NamedTuple):
    """A name of a moment: the action it belongs to where none is named, and what is most or least then."""

    words: re.Pattern[str]
    key: str
    part: Part
    quantity: Quantity
    which: Literal["most", "least"]


_PEAKS: Final = (
    _Peak(re.compile(r"\b(?:bottom|lowest|deepest|furthest down)\b"), "", "pelvis", "height", "least"),
    _Peak(
        re.compile(
            r"\b(?:most (?:bent|tilted|inclined)|full bow"
            r"|(?:bent|leaning|leans|tilted|bowed|bows) (?:\w+ )?(?:most|furthest|farthest|deepest))\b"
        ),
        "",
        "trunk",
        "lean",
        "most",
    ),
    _Peak(
        re.compile(
            r"\b(?:apex|zenith|mid-?air|highest in the air|top of (?:the|his|her|their|its|that) (?:jump|hop|leap"
            r"|flight))\b"
        ),
        "jump",
        "pelvis",
        "height",
        "most",
    ),
)
_PART_PEAK: Final = re.compile(
    r"\b(?P<part>hands?|arms?|feet|foot|head|hips?|pelvis) (?:is |are |gets? |goes? |was |were )?"
    r"(?:at (?:its|their|the) )?(?P<which>highest|lowest)\b"
)
_PARTS: Final = {"hand": "wrist", "arm": "wrist", "feet": "ankle", "foot": "ankle", "hip": "pelvis"}
_HIGHEST: Final = re.compile(r"\b(?:top|peak|highest|height|climax)\b")
LANDINGS: Final = re.compile(r"\b(?:landings?|lands?|landed|touch-?down|comes? back down|hits? the (?:ground|floor))\b")
TAKE_OFFS: Final = re.compile(r"\b(?:take-?offs?|takes? off|lift-?offs?|leav\w+ the (?:ground|floor)|push-?offs?)\b")
_IMPACTS: Final = re.compile(r"\b(?:impact|contact|release|releas\w+|lets? go|connects?|strikes?)\b")
_LEANING: Final = frozenset({"bow", "bend"})
_DOWNWARDS: Final = _LEANING | {"squat", "crouch", "sit", "lunge"}


def clause_of(text: str, scene: Scene) -> tuple[Span, str] | None:
    """The stretch that the clause of time in a plain question names, and the clause; None where it has none."""
    for match in _CLAUSE.finditer(text):
        what, word = match["what"], match["word"]
        anchor = _landmark(what, scene) or (_happening(what, scene) if word not in _PLACES else None)
        if anchor is not None:
            return _beside(anchor, word, bool(match["near"]), scene), match[0]
    return _gap(text, scene)


def _gap(text: str, scene: Scene) -> tuple[Span, str] | None:
    """The longest stretch between two times of what a clause names: "between the kicks"; None where it names none."""
    match = _BETWEEN.search(text)
    events = _named(match["what"], scene) if match else []
    gaps = [Span(one.span.end_s, two.span.begin_s) for one, two in pairwise(events)]
    gaps = [gap for gap in gaps if gap.duration_s > AROUND_S]
    if match is None or not gaps:
        return None
    return max(gaps, key=lambda gap: gap.duration_s), match[0]


def _beside(anchor: Span, word: str, near: bool, scene: Scene) -> Span:
    """The stretch before, after or in another one."""
    if word in _AHEAD:
        return Span(max(0.0, anchor.begin_s - NEAR_S) if near else 0.0, max(anchor.begin_s - 0.05, 0.05))
    if word in _BEHIND:
        end_s = min(anchor.end_s + NEAR_S, scene.duration_s) if near else scene.duration_s
        return Span(min(anchor.end_s, scene.duration_s - 0.1), end_s)
    return anchor


def _landmark(what: str, scene: Scene) -> Span | None:
    """The moment of a name of its own: a landing, the bottom of a squat."""
    if (peak := _PART_PEAK.search(what)) is not None:
        return _part_peak(peak, what, scene)
    for pattern, edge in ((LANDINGS, "end"), (TAKE_OFFS, "begin")):
        flights = scene.of("jump") or scene.of("air")
        if pattern.search(what) and flights:
            flight = _placed(what, flights)
            time_s = flight.span.end_s if edge == "end" else flight.span.begin_s
            return _around(time_s)
    for words, key, part, quantity, which in _PEAKS:
        if words.search(what):
            leans = scene.star is not None and scene.star.key in _LEANING
            others = scene.of(key) if key else [scene.star] if scene.star and leans else []
            events = _named(what, scene) or others
            if events and events[0].key in _LEANING:
                return _deepest(events[0].key, _placed(what, events).span, scene)
            where = _placed(what, events).span if events else None
            return _around(scene.measures.extreme(part, quantity, which, where).time_s)
    if _IMPACTS.search(what) or _HIGHEST.search(what):
        struck = [event for event in scene.main if event.key in ("kick", "punch", "throw")]
        events = _named(what, scene) or (struck if _IMPACTS.search(what) else [])
        return _peak_of(_placed(what, events), scene) if events else None
    return None


def point_of(event: Event, where: Literal["top", "bottom"], scene: Scene) -> float | None:
    """The second at which an event is at its highest or fastest, or its lowest; None for the top of a way down."""
    if where == "bottom":
        moment = _deepest(event.key, event.span, scene)
    elif event.key in _DOWNWARDS:
        return None
    else:
        moment = _peak_of(event, scene)
    return (moment.begin_s + moment.end_s) / 2


def _part_peak(peak: re.Match[str], what: str, scene: Scene) -> Span:
    """When the named part of the body is highest or lowest, on the side that is named or on either."""
    joint = _PARTS.get(peak["part"].removesuffix("s"), peak["part"])
    sides = [side for side in sides_in(what) if side in SIDES] or list(SIDES)
    parts: list[Part] = [cast(Part, joint)] if joint in ("head", "pelvis") else [joint_of(one, joint) for one in sides]
    low = peak["which"] == "lowest"
    found = [scene.measures.extreme(part, "height", "least" if low else "most") for part in parts]
    return _around((min if low else max)(found, key=lambda one: one.value).time_s)


def highest_of(text: str, events: list[Event], scene: Scene) -> tuple[Event, Span] | None:
    """When the event that is meant is at its highest, where a question names that moment by its height alone."""
    if not (_HIGHEST.search(text) or _IMPACTS.search(text)):
        return None
    event = _placed(text, events)
    return event, _peak_of(event, scene)


def _around(time_s: float) -> Span:
    return Span(time_s - AROUND_S, time_s + AROUND_S)


def _deepest(key: str, where: Span, scene: Scene) -> Span:
    """When the trunk of who bows leans most; when the pelvis of others is lowest."""
    if key in _LEANING:
        return _around(scene.measures.extreme("trunk", "lean", "most", where).time_s)
    return _around(scene.measures.extreme("pelvis", "height", "least", where).time_s)


def _peak_of(event: Event, scene: Scene) -> Span:
    """When an event is at its highest or fastest."""
    limb = "ankle" if event.key in ("kick", "lift knee") else "wrist"
    sides = [event.side] if event.side in SIDES else SIDES
    quantity: Quantity = "own speed" if event.key in ("punch", "throw") else "height"
    parts: list[Part] = ["pelvis"] if event.key in ("jump", "air") else [joint_of(side, limb) for side in sides]
    if event.key in _DOWNWARDS:
        return _deepest(event.key, event.span, scene)
    if event.key == "throw":
        best = max((released(side, scene.measures, event.span) for side in sides), key=lambda one: one.value)
        return _around(best.time_s)
    best = max(
        (scene.measures.extreme(part, quantity, "most", event.span) for part in parts), key=lambda one: one.value
    )
    return _around(best.time_s)


def _named(what: str, scene: Scene) -> list[Event]:
    """The events of the first action that a clause names."""
    for _, _, action in actions_in(what):
        sides = sides_in(what)
        side = sides[0] if len(sides) == 1 and action.key in SIDED else ""
        events = scene.of(action.key, side) or [event for event in scene.known if event.key == action.key]
        if events and action.key not in PLACELESS:
            return events
    return []


def _placed(what: str, events: list[Event]) -> Event:
    """The event of the place that a clause names ("the second squat"), else the first."""
    return qualifiers.placed(events, qualifiers.place(what)) or events[0]


def _happening(what: str, scene: Scene) -> Span | None:
    """When the action of a clause happens."""
    events = _named(what, scene)
    if not events:
        return None
    if qualifiers.place(what):
        return _placed(what, events).span
    return Span(events[0].span.begin_s, events[-1].span.end_s)

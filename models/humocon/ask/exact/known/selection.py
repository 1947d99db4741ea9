"""Which events, which stretch and which joint a question is about."""

import re
from collections.abc import Sequence
from typing import Final, Literal, cast

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact
from humocon.ask.exact.known.events import Event, joint_of, overlap
from humocon.ask.exact.known.moment import clause_of
from humocon.ask.exact.known.names import LOWER_BY_M
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words import qualifiers, units
from humocon.ask.exact.words.question import Mention, Question
from humocon.ask.exact.words.vocabulary import PLACELESS, Action
from humocon.motion.kinematics.changes import Change
from humocon.motion.kinematics.measures import Part, Quantity
from humocon.motion.kinematics.signals import SIDES, Span

# The joint that stands for a part of the body.
JOINTS: Final[dict[str, str]] = {
    "hand": "wrist",
    "arm": "wrist",
    "foot": "foot",
    "leg": "ankle",
    "knee": "knee",
    "elbow": "elbow",
    "shoulder": "shoulder",
}


BENT: Final[dict[str, str]] = {"leg": "knee", "arm": "elbow", "pelvis": "hip"}
"""The joint that bends where a limb is said to."""
GOING: Final = frozenset({"walk", "run", "move", "step", "sneak", "dribble"})


def absent(question: Question, scene: Scene) -> Exact:
    """What is said where the action that is asked about does not happen."""
    action = question.mentions[0].action
    events = scene.of(action.key, question.mentions[0].side)
    if 0 < len(events) < abs(question.place):
        return too_few(action, question.place, events)
    lines = [event.line for event in scene.main]
    limb = question.kind == "side" and question.part not in ("", "head", "trunk", "pelvis")
    told = f"Neither {question.part}" if limb else f"No {units.plural(action.noun)} here"
    return exact(f"{told}: the person is not {action.gerund}.", DOUBTFUL, *lines)


def too_few(action: Action, place: int, events: Sequence[Event]) -> Exact:
    """What is said of the third of two: that there are but two, and when they are."""
    ordinal = qualifiers.ORDINALS[place - 1] if 0 < place <= len(qualifiers.ORDINALS) else "such"
    told = f"there is no {ordinal} {action.noun} here, only {units.count(len(events), action.noun)}"
    return exact(f"{told}: {', '.join(one.span.words for one in events[:3])}.", LIKELY, *(one.line for one in events))


_RESTS_S: Final = 2.0
"""Seconds up to which who sits or kneels does so only on the way down."""
_SWUNG: Final = frozenset({"golf", "baseball", "tennis", "slash"})
"""What is done by swinging something."""


def events_asked(question: Question, scene: Scene) -> list[Event]:
    """The events that a question is about, those of its place ("the second jump") alone; empty where there are none."""
    if not question.mentions:
        return [scene.star] if scene.star else []
    mention = question.mentions[0]
    if mention.action.key in PLACELESS and not question.ways:
        swung = [event for event in scene.events if mention.action.key == "swing" and event.key in _SWUNG]
        return swung or ([scene.star] if scene.star else [])
    way = mention.way if mention.way in ("forward", "backwards") and mention.action.key in GOING else ""
    found = scene.of(mention.action.key, mention.side, way)
    found = found or nearest(mention, scene)
    if mention.action.key == "lower":
        ups = [event for event in scene.of("raise", mention.side) if event.span.end_s < scene.duration_s - 0.1]
        found = [Event("lower", Span(up.span.end_s - 0.4, up.span.end_s + 0.1), up.side, line=up.line) for up in ups]
    found = _clear(mention, found, scene)
    found = _in_clause(question, found, scene)
    found = _other_times(question, found, scene) if abs(question.place) > len(found) else found
    if question.place:
        one = qualifiers.placed(found, question.place)
        return [] if one is None else [one]
    return found


def events_named(question: Question, scene: Scene) -> list[Event]:
    """The events of the action that a question names; empty where it names none."""
    return events_asked(question, scene) if question.mentions else []


def _in_clause(question: Question, found: list[Event], scene: Scene) -> list[Event]:
    """Of some events those within the time that a clause names: "how often does he wave before the jump"."""
    clause = clause_of(question.text, scene) if len(found) > 1 else None
    if clause is None or question.mentions[0].words in clause[1]:
        return found
    return [event for event in found if overlap(event.span, clause[0]) > 0] or found


def _other_times(question: Question, found: list[Event], scene: Scene) -> list[Event]:
    """What may be meant by the second bend where the first is a crouch: every time that somebody goes down."""
    if question.key not in ("bend", "bow", "crouch", "squat", "reach down", "place", "take"):
        return found
    downs = [scene.of(key) for key in ("reach down", "place", "squat", "bend")]
    return next((events for events in downs if len(events) >= abs(question.place)), found)


def _clear(mention: Mention, found: list[Event], scene: Scene) -> list[Event]:
    """The events that are meant: no slight bends beside a deep one, and the way down of who sits or lies down."""
    key = mention.action.key
    if key == "bend" and found:
        most = max(event.value for event in found)
        return [event for event in found if event.value >= 0.6 * most]
    if key == "raise" and found:
        # Hands before the body are no arms that go up beside hands over the head.
        most = max(event.value for event in found)
        return [event for event in found if event.value >= most - LOWER_BY_M or not event.value]
    kinds = {
        "lie": ("lies down", "goes down"),
        "sit": ("sits down", "goes down"),
        "kneel": ("kneels down",),
        "get down": ("sits down", "lies down", "kneels down", "goes down", "falls"),
        "fall": ("falls",),
        "get up": ("gets up", "stands up", "sits up"),
    }.get(key, ())
    downwards = "down" in mention.words or key in ("fall", "get up", "get down")
    changes = [change for change in scene.facts.changes if change.kind in kinds] if downwards else []
    spans = [_from_upright(change, scene) if key == "lie" else change.span for change in changes]
    told = [f"{change.kind}, {span.words}" for change, span in zip(changes, spans, strict=True)]
    return [Event(key, span, line=line) for span, line in zip(spans, told, strict=True)] or found


def _from_upright(change: Change, scene: Scene) -> Span:
    """The way down to lying from where it began: from sitting or kneeling down just before it."""
    begin_s = change.span.begin_s
    for earlier in reversed(scene.facts.changes):
        downwards = earlier.kind in ("sits down", "kneels down", "goes down")
        if downwards and earlier.span.end_s <= begin_s + 0.1 and begin_s - earlier.span.end_s < _RESTS_S:
            begin_s = earlier.span.begin_s
    return Span(begin_s, change.span.end_s)


def nearest(mention: Mention, scene: Scene) -> list[Event]:
    """What may have been meant where nothing has the name: the bend for a bow, the crouch for a squat."""
    key, side = mention.action.key, mention.side
    near = {
        "squat": ("crouch",),
        "bow": ("bend",),
        "wave": ("raise", "show the way"),
        "raise": ("wave", "show the way", "jack"),
        "run": ("walk",),
        "walk": ("run", "dance", "dribble"),
        "turn": ("twist",),
        "place": ("reach down", "squat", "bend", "crouch"),
        "jump": ("skip",),
        "lift knee": ("kick", "elbow knee"),
    }
    found = [
        event
        for other in near.get(key, ())
        for event in (scene.of(other, side) or [e for e in scene.known if e.key == other])
    ]
    return sorted(found, key=lambda event: -event.span.duration_s)[:1]


MOMENT_S: Final[float] = 0.06
"""How much before and after a moment is measured: a pose on either side."""


def stretch_of(seconds: tuple[float, float], scene: Scene, *, around_s: float = 0.25) -> Span:
    """The stretch of a clip that a question names by its seconds; a moment has as much before and after it as given."""
    if seconds[0] < 0:
        return Span(max(scene.duration_s + seconds[0], 0.0), scene.duration_s)
    begin_s, end_s = (min(time_s, scene.duration_s) for time_s in seconds)
    # Of a short stretch no more is left out at its ends than leaves half of it.
    margin_s = around_s if seconds[0] == seconds[1] else -min(0.25, (end_s - begin_s) / 4)
    first_s = min(begin_s - margin_s, scene.duration_s - MOMENT_S)
    return Span(max(first_s, 0.0), min(seconds[1] + margin_s, scene.duration_s))


def span_of(question: Question, scene: Scene, events: Sequence[Event]) -> Span | None:
    """The stretch that a question is about; None is the whole clip."""
    if question.stretch:
        measured = question.kind in ("how high", "how far", "how fast", "angle")
        return stretch_of(question.stretch, scene, around_s=MOMENT_S if measured else 0.25)
    clause = clause_of(question.text, scene)
    if clause is not None and not (question.kind == "when" and _MOST.search(clause[1])):
        return clause[0]
    if question.where:
        third = scene.duration_s / 3
        return Span(0.0, third) if question.where == "begin" else Span(scene.duration_s - third, scene.duration_s)
    if not question.mentions or not events or question.key in PLACELESS:
        return None
    if question.relation in ("before", "after") and len(question.mentions) == 1:
        before = question.relation == "before"
        return Span(0.0, events[0].span.begin_s) if before else Span(events[-1].span.end_s, scene.duration_s)
    return Span(events[0].span.begin_s, events[-1].span.end_s)


def span_asked(question: Question, scene: Scene) -> Span | None:
    """The stretch that a question is about by its own words; None is the whole clip."""
    return span_of(question, scene, events_named(question, scene))


def time_named(question: Question, scene: Scene) -> Span | None:
    """The stretch that a question names by a clause of time or by its seconds; None where it does neither."""
    if (clause := clause_of(question.text, scene)) is not None:
        return clause[0]
    return stretch_of(question.stretch, scene) if question.stretch else None


def part_of(question: Question, scene: Scene, where: Span | None, events: Sequence[Event] = ()) -> Part | None:
    """The joint that a question is about, that of the side which is named, acts, or moves most."""
    named = question.part
    if named in ("head", "pelvis"):
        return cast(Part, named)
    if named not in JOINTS:
        return None
    joint = JOINTS[named]
    side = question.side if question.side in SIDES else ""
    side = side or next((event.side for event in events if event.side in SIDES), "")
    if not side:
        left, right = (scene.measures.way(joint_of(one, joint), where) for one in SIDES)
        side = "left" if left > right else "right"
    return joint_of(side, joint)


def said_part(question: Question, part: str) -> str:
    """A joint as the question calls it: "the left hand"."""
    side = part.split()[0] if part.startswith(SIDES) else ""
    return f"the {side} {question.part}" if side else f"the {question.part}"


def driver(event: Event, scene: Scene) -> Part:
    """The joint that does it."""
    if event.key in GOING:
        return "pelvis"
    limb = "ankle" if event.key in ("kick", "lift knee") else "wrist"
    side = event.side if event.side in SIDES else ""
    parts: tuple[Part, Part] = (joint_of("left", limb), joint_of("right", limb))
    return joint_of(side, limb) if side else scene.measures.most_moved(parts, event.span)


def other_side(event: Event, scene: Scene) -> str:
    """The side that an event is not done with."""
    side = event.side if event.side in SIDES else driver(event, scene).split()[0]
    return "right" if side == "left" else "left"


_OTHER: Final = re.compile(r"\b(?:other|free|idle) (?:one|hand|arm|foot|leg)\b")


def limb_of(
    question: Question, scene: Scene, quantity: Quantity, which: Literal["most", "least"], where: Span | None
) -> Part | None:
    """The joint that is meant: of the named side, or the one that goes highest, lowest or fastest."""
    if question.part in ("head", "pelvis"):
        return cast(Part, question.part)
    if question.part not in JOINTS:
        return None
    joint = JOINTS[question.part]
    if question.part in ("leg", "foot"):
        joint = "ankle" if quantity != "height" or which == "most" else "foot"
    sides = question.sides_meant
    if _OTHER.search(question.text) and scene.star is not None and not question.side:
        sides = [other_side(scene.star, scene)]
    sign = 1 if which == "most" else -1
    return max(
        (joint_of(side, joint) for side in sides),
        key=lambda part: sign * scene.measures.extreme(part, quantity, which, where).value,
    )


_MOST: Final = re.compile(r"\b(?:deepest|lowest|highest|bottom|peak|top|apex|zenith|most)\b")
"""What "when" asks for, and names no time by."""


def amount(event: Event, text: str, scene: Scene) -> float:
    """What two events of a kind are compared by: how high, how deep, how fast, how far round or how long."""
    if event.key in ("kick", "raise", "wave", "lift knee") and re.search(r"\b(?:high|low)\w*", text):
        return scene.measures.extreme(driver(event, scene), "height", "most", event.span).value
    if event.key in ("jump", "air") and re.search(r"\b(?:far|furth)\w*", text):
        return jump_length(event, scene)
    if re.search(r"\b(?:high|tall|deep|low|big|great|larg|small)\w*", text):
        if event.key in ("squat", "crouch"):
            return -scene.measures.extreme("pelvis", "height", "least", event.span).value
        if event.value:
            return event.value
    if re.search(r"\b(?:fast|slow|quick)\w*", text):
        return scene.measures.extreme(driver(event, scene), "speed", "most", event.span).value
    return event.span.duration_s


def measured_in(event: Event, text: str) -> str:
    """The unit of `amount`."""
    high = re.search(r"\b(?:high|tall|deep|low|big|great|larg|small|far|furth)\w*", text)
    if high and (event.value or event.key in ("kick", "raise", "wave", "lift knee", "jump", "air")):
        return "degrees" if event.key in ("bow", "bend", "turn", "twist") else "m"
    return "m/s" if re.search(r"\b(?:fast|slow|quick)\w*", text) else "s"


def jump_length(event: Event, scene: Scene) -> float:
    """How far the feet go over the floor from before the jump to after it, metres."""
    measures, joints = scene.measures, scene.measures.body.joints
    before, after = measures.pose(event.span.begin_s - 0.15), measures.pose(event.span.end_s + 0.15)
    feet = joints[:, [7, 8, 10, 11]][:, :, [0, 2]].mean(axis=1)
    return float(np.linalg.norm(feet[after] - feet[before]))

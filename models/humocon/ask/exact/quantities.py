"""Answers to when, how long, how many, how fast, how far, how high and how many degrees."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal, cast

import numpy as np

from humocon.ask.exact import units
from humocon.ask.exact.events import Event, joint_of
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, SURE, Exact, exact
from humocon.ask.exact.figures import figures
from humocon.ask.exact.question import Mention, Question
from humocon.ask.exact.scene import Scene
from humocon.ask.exact.vocabulary import BY_KEY
from humocon.motion.kinematics.measures import Extreme, Part, Quantity
from humocon.motion.kinematics.signals import Span

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
GOING: Final = frozenset({"walk", "run", "move", "step", "sneak", "dribble"})
PLACELESS: Final = frozenset({"move", "stand", "still", "swing"})


def absent(question: Question, scene: Scene) -> Exact:
    """What is said where the action that is asked about does not happen."""
    action = question.mentions[0].action
    lines = [event.line for event in scene.main]
    noun = units.count(2, action.noun)[2:]
    return exact(f"No {noun} here: the person is not {action.gerund}.", DOUBTFUL, *lines)


def events_asked(question: Question, scene: Scene) -> list[Event]:
    """The events that a question is about, those of its place ("the second jump") alone; empty where there are none."""
    if not question.mentions:
        return [scene.star] if scene.star else []
    mention = question.mentions[0]
    if mention.action.key in PLACELESS and not question.ways:
        return [scene.star] if scene.star else []
    way = mention.way if mention.way in ("forward", "backwards") else ""
    found = scene.of(mention.action.key, mention.side, way)
    if not found and mention.action.key in (
        "squat",
        "bow",
        "kick",
        "jump",
        "wave",
        "raise",
        "turn",
        "punch",
        "run",
        "walk",
        "place",
    ):
        found = _near(mention.action.key, mention.side, scene)
    found = _clear(mention, found, scene)
    if question.place and found:
        place = question.place - 1 if question.place > 0 else question.place
        return [found[place]] if -len(found) <= place < len(found) else []
    return found


def _clear(mention: Mention, found: list[Event], scene: Scene) -> list[Event]:
    """The events that are meant: no slight bends beside a deep one, and the way down of who sits or lies down."""
    key = mention.action.key
    if key == "bend" and found:
        most = max(event.value for event in found)
        return [event for event in found if event.value >= 0.6 * most]
    kinds = {
        "lie": ("lies down", "goes down"),
        "sit": ("sits down", "goes down"),
        "kneel": ("kneels down",),
        "fall": ("falls",),
        "get up": ("gets up", "stands up", "sits up"),
    }.get(key, ())
    downwards = "down" in mention.words or key in ("fall", "get up")
    changes = [change for change in scene.facts.changes if change.kind in kinds] if downwards else []
    return [Event(key, change.span, line=f"{change.kind}, {change.span.words}") for change in changes] or found


def _near(key: str, side: str, scene: Scene) -> list[Event]:
    """What may have been meant where nothing has the name: the bend for a bow, the crouch for a squat."""
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
    }
    found = [
        event
        for other in near.get(key, ())
        for event in (scene.of(other, side) or [e for e in scene.known if e.key == other])
    ]
    return sorted(found, key=lambda event: -event.span.duration_s)[:1]


def span_of(question: Question, scene: Scene, events: Sequence[Event]) -> Span | None:
    """The stretch that a question is about; None is the whole clip."""
    if question.where:
        third = scene.duration_s / 3
        return Span(0.0, third) if question.where == "begin" else Span(scene.duration_s - third, scene.duration_s)
    if not question.mentions or not events or question.keys[0] in PLACELESS:
        return None
    return Span(events[0].span.begin_s, events[-1].span.end_s)


def part_of(question: Question, scene: Scene, where: Span | None, events: Sequence[Event] = ()) -> Part | None:
    """The joint that a question is about, that of the side which is named, acts, or moves most."""
    named = question.part
    if named in ("head", "pelvis"):
        return cast(Part, named)
    if named not in JOINTS:
        return None
    joint = JOINTS[named]
    side = question.side if question.side in ("left", "right") else ""
    side = side or next((event.side for event in events if event.side in ("left", "right")), "")
    if not side:
        left, right = (scene.measures.way(joint_of(one, joint), where) for one in ("left", "right"))
        side = "left" if left > right else "right"
    return joint_of(side, joint)


def said_part(question: Question, part: str) -> str:
    """A joint as the question calls it: "the left hand"."""
    side = part.split()[0] if part.startswith(("left", "right")) else ""
    return f"the {side} {question.part}" if side else f"the {question.part}"


def when(question: Question, scene: Scene) -> Exact | None:
    """At what time."""
    if (
        question.part and (question.extreme or any(word in question.text for word in ("touch", "reach")))
    ) or "deepest" in question.text:
        moment = _moment(question, scene)
        if moment is not None:
            return moment
    events = events_asked(question, scene)
    if not events:
        return absent(question, scene) if question.mentions else None
    event = events[0]
    edge = _edge(f" {re.sub(r'[^a-z ]', ' ', question.text)} ")
    if edge and not question.mentions:
        event = replace(event, span=scene.active)
        events = [event]
    trust = LIKELY if event.line and not scene.is_film else DOUBTFUL
    action = question.mentions[0].action if question.mentions else BY_KEY.get(event.key)
    noun = action.noun if action else "movement"
    text = f" {re.sub(r'[^a-z ]', ' ', question.text)} "
    if any(word in text for word in ("fastest", "top speed", "most speed")):
        peak = scene.measures.extreme(
            part_of(question, scene, event.span, events) or _driver(event, scene), "speed", "most", event.span
        )
        return exact(f"At {units.time(peak.time_s, question.unit)}, with {units.speed(peak.value)}.", trust, event.line)
    if event.key in ("punch", "kick", "throw") and any(
        word in text for word in (" land", " hit", " impact", " connect", " peak", " release")
    ):
        return exact(
            f"At about {units.time(event.span.end_s if event.key == 'punch' else _peak(event, scene).time_s)}.",
            trust,
            event.line,
        )
    if question.place == 0 and question.mentions and len(events) > 1 and not edge:
        told = ", ".join(one.span.words for one in events[:4])
        return exact(f"{told}: {units.count(len(events), noun)}.", trust, *(one.line for one in events))
    if edge == "end":
        return exact(
            f"At {units.time(events[-1].span.end_s, question.unit)}: then the {noun} ends.", trust, events[-1].line
        )
    if edge == "begin":
        return exact(f"At {units.time(event.span.begin_s, question.unit)}: then the {noun} starts.", trust, event.line)
    return exact(f"From {event.span.words}: the {noun}.", trust, *(one.line for one in events))


def _edge(text: str) -> str:
    if (
        any(
            word in text
            for word in (" end", " stop", " finish", " over ", " done ", " until ", " touch down", " land ")
        )
        and " at the end" not in text
    ):
        return "end"
    return (
        "begin"
        if any(word in text for word in (" start", " begin", " take off", " takes off", " leave", " since "))
        and "at the start" not in text
        else ""
    )


def _driver(event: Event, scene: Scene) -> Part:
    """The joint that does it."""
    if event.key in GOING:
        return "pelvis"
    limb = "ankle" if event.key in ("kick", "lift knee") else "wrist"
    side = event.side if event.side in ("left", "right") else ""
    parts: tuple[Part, Part] = (joint_of("left", limb), joint_of("right", limb))
    return joint_of(side, limb) if side else scene.measures.most_moved(parts, event.span)


def _peak(event: Event, scene: Scene) -> Extreme:
    quantity = "height" if event.key in ("kick", "raise", "lift knee") else "own speed"
    return scene.measures.extreme(_driver(event, scene), quantity, "most", event.span)


def _moment(question: Question, scene: Scene) -> Exact | None:
    """When a part of the body is highest, lowest or fastest, or the body deepest."""
    text = question.text
    if "deepest" in text or (not question.part and "lowest" in text):
        events = events_asked(question, scene)
        where = span_of(question, scene, events)
        leaning = question.mentions and question.keys[0] in ("bow", "bend")
        found = (
            scene.measures.extreme("trunk", "lean", "most", where)
            if leaning
            else scene.measures.extreme("pelvis", "height", "least", where)
        )
        what = (
            f"the trunk leans {found.value:.0f}° then"
            if leaning
            else f"the pelvis is {found.value:.2f} m over the floor then"
        )
        return exact(
            f"At {units.time(found.time_s, question.unit)}: {what}.", LIKELY, *(event.line for event in events)
        )
    events = (
        []
        if question.keys and question.keys[0] in ("reach down", "move", "raise", "lift knee")
        else events_asked(question, scene)
    )
    where = span_of(question, scene, events) if events and question.mentions else None
    low = question.extreme == "least" or "floor" in text or "ground" in text
    quantity = "speed" if "fast" in text or "speed" in text else "height"
    which = "least" if low and quantity == "height" else "most"
    part = _limb(question, scene, quantity, which, where)
    if part is None:
        return None
    found = scene.measures.extreme(part, quantity, which, where)
    value = units.speed(found.value) if quantity == "speed" else f"{units.length(max(found.value, 0))} over the floor"
    line = f"{part} {'at ' if quantity == 'speed' else ''}{value} at {found.time_s:.1f} s"
    return exact(
        f"At {units.time(found.time_s, question.unit)}: {said_part(question, part)} is "
        f"{'at ' if quantity == 'speed' else ''}{value} then.",
        LIKELY,
        line,
    )


def _limb(
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
    sides = [question.side] if question.side in ("left", "right") else ["left", "right"]
    sign = 1 if which == "most" else -1
    return max(
        (joint_of(side, joint) for side in sides),
        key=lambda part: sign * scene.measures.extreme(part, quantity, which, where).value,
    )


_WHOLE: Final = (
    "clip",
    "video",
    "recording",
    "whole",
    "routine",
    "all",
    "sequence",
    "motion",
    "film",
    "file",
    "everything",
    "entire",
    "total",
    "it last",
    "it take",
    "this last",
)


def how_long(question: Question, scene: Scene) -> Exact | None:
    """For how many seconds."""
    text = question.text
    if (
        not question.mentions
        or (question.keys[0] in ("move",) and any(word in text for word in _WHOLE[:8]))
        or (any(f" {word}" in text for word in _WHOLE[:5]) and "in the" not in text)
    ):
        star = scene.star
        if star is not None and question.mentions and question.keys[0] != "move":
            return exact(f"{units.time(star.span.duration_s, question.unit)}.", LIKELY, star.line)
        return exact(
            f"{units.time(scene.duration_s, question.unit)} in all.",
            SURE,
            f"the recording lasts {scene.duration_s:.1f} s",
        )
    if question.keys[0] in ("air", "jump") and scene.facts.flights and scene.legs_seen:
        jumps = scene.of("jump") or scene.of("air")
        best = max(jumps, key=lambda event: event.span.duration_s)
        return exact(
            f"{units.time(best.span.duration_s, question.unit)} in the air, from {best.span.words}.", LIKELY, best.line
        )
    if question.keys[0] in ("still", "stand") and "still" in text:
        still = max(scene.duration_s - scene.active.duration_s, 0.0)
        return exact(f"{units.time(still, question.unit)}.", DOUBTFUL)
    if question.keys[0] == "stand":
        spans = [posture.span for posture in scene.facts.postures if posture.name == "standing"]
        return exact(
            f"{units.time(sum(span.duration_s for span in spans), question.unit)}.",
            DOUBTFUL,
            *(f"standing {span.words}" for span in spans),
        )
    events = events_asked(question, scene)
    if not events:
        return absent(question, scene)
    seconds = sum(event.span.duration_s for event in events)
    trust = LIKELY if all(event.line for event in events) and not scene.is_film else DOUBTFUL
    where = f", from {events[0].span.words}" if len(events) == 1 else ""
    return exact(f"{units.time(seconds, question.unit)}{where}.", trust, *(event.line for event in events))


def how_many(question: Question, scene: Scene) -> Exact | None:
    """How often, or how many."""
    text, facts = question.text, scene.facts
    if question.unit == "steps per minute":
        going = sum(one.span.duration_s for one in facts.goings)
        rate = len(facts.steps) / max(going, 0.5) * 60
        return exact(f"About {rate:.0f} steps per minute.", LIKELY, f"{len(facts.steps)} steps in {going:.1f} s")
    if "step" in text.split() or "steps" in text or "strides" in text or "footsteps" in text:
        if not scene.legs_seen:
            return None
        return exact(f"{units.count(len(facts.steps), 'step')}.", LIKELY, f"{len(facts.steps)} steps counted")
    if (
        any(word in text for word in ("different", "actions", "exercises", "movements", "activities", "things"))
        and not question.mentions
    ):
        kinds = list(dict.fromkeys(event.key for event in scene.named or scene.main))
        return exact(
            f"{len(kinds)}: {', '.join(BY_KEY[key].gerund for key in kinds if key in BY_KEY)}.",
            DOUBTFUL,
            *(event.line for event in scene.main),
        )
    if not question.mentions or question.keys[0] in PLACELESS:
        if scene.star is None:
            return None
        key = _repeated(scene)
    else:
        key = question.keys[0]
    mention = question.mentions[0] if question.mentions and question.keys[0] == key else None
    number, lines, sure = counted(key, scene, mention.side if mention else "")
    action = BY_KEY[key]
    if "hands" in text or "feet" in text:
        number = 2 if any(event.side == "both" for event in scene.of(key)) else 1
    when_text = f", {lines[1]}" if len(lines) > 1 else ""
    return exact(f"{units.count(number, action.noun)}{when_text}.", (LIKELY if sure else DOUBTFUL), *lines[:1])


_FACT_NAMES: Final = {
    "jump": "jump",
    "squat": "squat",
    "jack": "jumping jack",
    "bow": "bow",
    "kick": "kick",
    "punch": "punch",
    "wave": "wave",
    "circle arms": "arm circle",
    "lift knee": "knee lift",
    "clap": "clap",
    "lunge": "lunge",
    "throw": "throw",
    "sit": "sit down",
}


def _repeated(scene: Scene) -> str:
    """What the repetitions are of where nothing is named: the exercise of the clip."""
    star = scene.star
    assert star is not None
    named = [event.key for event in scene.named if event.key in _FACT_NAMES]
    return star.key if star.key in _FACT_NAMES else named[0] if named else star.key


def counted(key: str, scene: Scene, side: str = "") -> tuple[int, list[str], bool]:
    """How often an action happens, the facts that tell, and whether they are sure."""
    events = scene.of(key, side)
    lines = [event.line for event in events if event.line]
    shapes = figures(scene) if not events else {}
    if key in shapes:
        return 1, [shapes[key]], False
    if not events:
        return 0, [f"no {BY_KEY[key].noun} is found"], not scene.is_film
    fact = _FACT_NAMES.get(key)
    if key in ("wave", "circle arms", "jack", "clap"):
        number = sum(event.count for event in events)
    elif key == "air":
        number = len(scene.facts.flights)
    else:
        number = len(events)
    whole = scene.facts.count(fact) if fact else 0
    if key in ("squat", "jack", "punch", "kick") and not side and whole > number:
        number = whole
    if key in ("run", "walk") and len(events) > 1 and all(event.key == events[0].key for event in events):
        number = len(events)
    return number, [*lines[:1]], key in _FACT_NAMES and bool(lines)


def how_fast(question: Question, scene: Scene) -> Exact | None:
    """At what speed, or whether slowly or quickly."""
    events = events_asked(question, scene)
    where = span_of(question, scene, events)
    part = (
        part_of(question, scene, where, events)
        if question.part != "leg" or question.side or "leg" in question.text
        else None
    )
    event = events[0] if events else None
    text = question.text
    if part is None and event is not None and event.key not in GOING and event.key not in ("turn", "twist"):
        going = [one for one in scene.events if one.key in GOING]
        if not question.mentions and (going or scene.facts.travel.path_m > 1.5):
            event = going[0] if going else None
        else:
            part = _driver(event, scene)
    if " or " in text and ("slow" in text or "fast" in text or "quick" in text):
        return _slow_or_fast(question, scene, part, where)
    if event is not None and event.key in ("turn", "twist") and question.mentions and part is None:
        rate = event.value / max(event.span.duration_s, 0.05)
        return exact(
            f"About {rate:.0f} degrees per second, "
            f"{units.speed(scene.measures.mean('pelvis', 'speed', event.span))} over the floor.",
            DOUBTFUL,
            event.line,
        )
    if part is not None and part != "pelvis":
        mean = any(word in text for word in ("average", "mean", "on average"))
        if mean:
            value = scene.measures.mean(part, "speed", where)
            return exact(
                f"About {units.speed(value, question.unit)} on average.",
                DOUBTFUL,
                f"{part} at {value:.1f} m/s on average",
            )
        if question.part in ("foot", "leg", "hand", "arm") and not question.side:
            limb = _limb(question, scene, "speed", "most", where)
            part = limb or part
        if where is not None and question.keys[:1] in (("kick",), ("punch",), ("throw",)):
            # A limb is fastest on its way to where it counts as a kick.
            where = Span(where.begin_s - 0.3, where.end_s + 0.1)
        peak = scene.measures.extreme(part, "speed", "most", where)
        return exact(
            f"Up to {units.speed(peak.value, question.unit)}, at {peak.time_s:.1f} s.",
            LIKELY,
            f"{part} at {peak.value:.1f} m/s at {peak.time_s:.1f} s",
        )
    return _pace(question, scene, events)


def _pace(question: Question, scene: Scene, events: Sequence[Event]) -> Exact:
    """How fast the person goes."""
    own = [event for event in events if event.key in GOING] if question.mentions else []
    going = own or [event for event in scene.events if event.key in GOING]
    where = Span(going[0].span.begin_s, going[-1].span.end_s) if going and len(going) == 1 else None
    if question.where:
        where = span_of(question, scene, events)
    travel = scene.facts.travel
    if question.extreme == "most" or "top" in question.text or "maximum" in question.text:
        peak = scene.measures.extreme("pelvis", "speed", "most", where)
        return exact(
            f"{units.speed(peak.value, question.unit)} at most, at {peak.time_s:.1f} s.",
            LIKELY,
            f"pelvis at {peak.value:.1f} m/s at {peak.time_s:.1f} s",
        )
    if not going and travel.path_m >= 1.0:
        where = where or Span(0.0, scene.duration_s)
    if not going and travel.path_m < 1.0:
        return exact(
            f"{units.speed(travel.mean_speed, question.unit)}: the person stays in place.",
            LIKELY,
            f"goes only {travel.path_m:.1f} m in all",
        )
    value = (
        scene.measures.mean("pelvis", "speed", where)
        if where
        else sum(e.value for e in going) / max(sum(e.span.duration_s for e in going), 0.1)
    )
    trust = DOUBTFUL if scene.is_film else LIKELY
    return exact(f"About {units.speed(value, question.unit)}.", trust, *(event.line for event in going))


def _slow_or_fast(question: Question, scene: Scene, part: Part | None, where: Span | None) -> Exact:
    """Whether slowly or quickly."""
    if part is None or part == "pelvis":
        speed = scene.measures.mean("pelvis", "speed", where)
        going = [event.key for event in scene.events if event.key in GOING]
        quick = speed > (2.4 if "run" in going else 1.25)
        line = f"the pelvis moves at {speed:.1f} m/s"
    else:
        speed = scene.measures.extreme(part, "speed", "most", where).value
        quick = speed > 1.7
        line = f"{part} at {speed:.1f} m/s at most"
    word = ("quickly" if "quickly" in question.text else "fast") if quick else "slowly"
    return exact(f"{word.capitalize()}: {line}.", DOUBTFUL + 0.1, line)


def how_far(question: Question, scene: Scene) -> Exact | None:
    """How many metres."""
    facts, unit = scene.facts, question.unit
    text = question.text
    if ("step" in text and any(word in text for word in ("length", "long"))) or "stride" in text:
        lengths = [step.length_m for step in facts.steps]
        if not lengths:
            return None
        stride = sum(lengths) / len(lengths)
        value = stride / (1 if "stride" in text else 2)
        return exact(
            f"About {units.length(value, unit)}.", DOUBTFUL, f"{len(lengths)} steps, each foot goes {stride:.2f} m"
        )
    if "apart" in text or "wide" in text:
        joint = "wrist" if question.part in ("hand", "arm") else "ankle"
        body = scene.measures.body
        numbers = {"wrist": (20, 21), "ankle": (7, 8)}[joint]
        apart = np.linalg.norm(body.joints[:, numbers[0]] - body.joints[:, numbers[1]], axis=-1)
        return exact(f"{units.length(float(apart.max()), unit)} at most.", DOUBTFUL)
    if question.mentions and question.keys[0] in ("jump", "air"):
        jumps = events_asked(question, scene)
        if not jumps:
            return absent(question, scene)
        best = max(jumps, key=lambda event: _jump_length(event, scene))
        return exact(f"{units.length(_jump_length(best, scene), unit)}.", LIKELY, best.line)
    if (
        question.part
        and question.part not in ("pelvis", "trunk", "head")
        and question.keys not in (("walk",), ("run",))
        and "foot" not in question.part
    ):
        part = part_of(question, scene, None)
        assert part is not None
        way = scene.measures.way(part)
        return exact(f"{units.length(way, unit)} relative to the body.", DOUBTFUL, f"{part} goes {way:.1f} m")
    trust = DOUBTFUL if scene.is_film else LIKELY
    if question.mentions and question.keys[0] not in ("move", "step"):
        events = events_asked(question, scene)
        going = [event for event in events if event.key in GOING]
        if going:
            return exact(
                f"{units.length(sum(event.value for event in going), unit)}.", trust, *(event.line for event in going)
            )
        if not events:
            return absent(question, scene)
    going = [event.line for event in scene.events if event.key in GOING]
    straight = any(word in text for word in ("straight line", "displac", "from the start", "away from", "as the crow"))
    value = facts.travel.displacement_m if straight or (facts.travel.path_m < 1.0) else facts.travel.path_m
    return exact(f"{units.length(value, unit)}{' in a straight line' if straight else ''}.", trust, *going)


def _jump_length(event: Event, scene: Scene) -> float:
    """How far the feet go over the floor from before the jump to after it, metres."""
    times, joints = scene.measures.times, scene.measures.body.joints
    before, after = (
        int(np.abs(times - moment).argmin()) for moment in (event.span.begin_s - 0.15, event.span.end_s + 0.15)
    )
    feet = joints[:, [7, 8, 10, 11]][:, :, [0, 2]].mean(axis=1)
    return float(np.linalg.norm(feet[after] - feet[before]))


def how_high(question: Question, scene: Scene) -> Exact | None:
    """How many metres over the floor, or how high a jump is."""
    unit, text = question.unit, question.text
    if not question.mentions and not question.part and scene.star is not None and scene.star.key == "jump":
        question = replace(question, mentions=(Mention(BY_KEY["jump"]),))
    if not question.part and re.search(r"\b(?:deep|deeply|low)\b", text):
        question = replace(question, parts=("pelvis",), extreme="least", mentions=())
    if (
        question.mentions
        and question.keys[0] in ("jump", "air")
        and question.part not in ("hand", "arm", "knee", "head")
    ):
        jumps = events_asked(question, scene) or (scene.of("air") if question.keys[0] == "jump" else [])
        if not jumps:
            return exact(
                "0 m: the feet do not leave the floor together.", LIKELY, "both feet never leave the floor together"
            )
        best = max(jumps, key=lambda event: event.value)
        if not best.value:
            best = _flight_of(best, scene)
        return exact(f"{units.length(best.value, unit)}: so high are the feet over the floor.", LIKELY, best.line)
    events = events_asked(question, scene) if question.mentions else []
    key = question.keys[0] if question.mentions else ""
    where = (
        None
        if key in ("raise", "move", "reach down", "lift knee", "show the way")
        else span_of(question, scene, events)
    )
    if (
        not question.part and key in ("squat", "crouch", "sit", "lie", "bow", "bend", "kneel")
    ) or question.part == "pelvis":
        which = "least" if question.extreme == "least" or (not question.extreme and key) else "most"
        found = scene.measures.extreme("pelvis", "height", which, where)
        return exact(
            f"{units.length(max(found.value, 0), unit)}: so high is the pelvis over the floor, at "
            f"{found.time_s:.1f} s.",
            LIKELY,
            f"pelvis at {found.value:.2f} m at {found.time_s:.1f} s",
        )
    low = question.extreme == "least" or ("floor" in text and "close" in text)
    part = _limb(question, scene, "height", "least" if low else "most", where)
    if part is None:
        event = events[0] if events else scene.star
        if event is None:
            return None
        part, where = _driver(event, scene), event.span
    if part == "pelvis":
        part = "head"
    found = scene.measures.extreme(part, "height", "least" if low else "most", where)
    line = f"{part} at {found.value:.2f} m at {found.time_s:.1f} s"
    if "knee" in part and "bend" in text:
        return None
    return exact(f"{units.length(max(found.value, 0), unit)} over the floor, at {found.time_s:.1f} s.", LIKELY, line)


def _flight_of(event: Event, scene: Scene) -> Event:
    """How high the feet are in a jump that only a name tells."""
    body = scene.measures.body
    poses = scene.measures.poses(event.span)
    height = float(body.lowest[poses].max())
    return Event(event.key, event.span, value=height, line=f"the feet are up to {height:.2f} m over the floor")


def angle(question: Question, scene: Scene) -> Exact | None:
    """By how many degrees."""
    unit, text, measures = question.unit, question.text, scene.measures
    key = question.keys[0] if question.mentions else ""
    events = events_asked(question, scene)
    where = span_of(question, scene, events) if key not in ("crouch", "bend", "raise") else None
    if question.part in ("knee", "elbow") or (question.part in ("leg", "arm") and ("ben" in text or "flex" in text)):
        joint = {"leg": "knee", "arm": "elbow"}.get(question.part, question.part)
        sides = [question.side] if question.side in ("left", "right") else ["left", "right"]
        parts: list[Part] = [joint_of(side, joint) for side in sides]
        best = max(parts, key=lambda part: measures.extreme(part, "bend", "most", where).value)
        found = measures.extreme(best, "bend", "most", where)
        inner = "angle" in text and "ben" not in text and "flex" not in text
        value = 180 - found.value if inner else found.value
        return exact(
            f"{units.angle(value, unit)}, at {found.time_s:.1f} s.",
            LIKELY,
            f"{best} bent by {found.value:.0f}° at {found.time_s:.1f} s",
        )
    if question.part in ("arm", "hand", "shoulder"):
        sides = [question.side] if question.side in ("left", "right") else ["left", "right"]
        parts = [joint_of(side, "shoulder") for side in sides]
        best = max(parts, key=lambda part: measures.extreme(part, "angle", "most", where).value)
        found = measures.extreme(best, "angle", "most", where)
        return exact(
            f"{units.angle(found.value, unit)} from hanging down, at {found.time_s:.1f} s.",
            LIKELY,
            f"{best} at {found.value:.0f}° at {found.time_s:.1f} s",
        )
    leans = key in ("bow", "bend") or question.part == "trunk" or "lean" in text or "tilt" in text or "inclin" in text
    if leans or (not key and events and events[0].key in ("bow", "bend")):
        found = measures.extreme("trunk", "lean", "most", where if key == "bow" else None)
        return exact(
            f"{units.angle(found.value, unit)} from upright, at {found.time_s:.1f} s.",
            LIKELY,
            f"the trunk leans {found.value:.0f}° at {found.time_s:.1f} s",
        )
    turns = [event for event in scene.known if event.key in ("turn", "twist")]
    heading = scene.facts.travel.heading_degrees
    if question.mentions and question.mentions[0].side in ("left", "right"):
        turns = [event for event in turns if event.side == question.mentions[0].side]
    if question.place and turns:
        turns = turns[question.place - 1 if question.place > 0 else question.place :][:1]
        heading = turns[0].value if turns else 0.0
    if not turns:
        if abs(heading) < 20:
            return exact(
                f"{units.angle(abs(heading), unit)}: the person does not turn.",
                LIKELY,
                f"the body faces the same way within {max(abs(heading), 1):.0f}° at the end",
            )
        return exact(
            f"{units.angle(abs(heading), unit)} to the {'left' if heading > 0 else 'right'}.",
            LIKELY,
            f"the body faces {abs(heading):.0f}° farther to the {'left' if heading > 0 else 'right'} at the end",
        )
    best = max(turns, key=lambda event: event.value)
    value = (
        best.value
        if len(turns) > 1 and best.key == "turn"
        else max(best.value, abs(heading))
        if abs(heading) < best.value + 25
        else best.value
    )
    return exact(f"{units.angle(value, unit)} to the {best.side}.", LIKELY, best.line)

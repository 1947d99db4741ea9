"""Answers to when and how long."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from humocon.ask.exact.by_kind.counts import counted
from humocon.ask.exact.by_kind.longest import longest_told, on_average
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, SURE, Exact, exact, first_told
from humocon.ask.exact.known.events import Event, joint_of, released
from humocon.ask.exact.known.happening import happens
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import (
    GOING,
    absent,
    driver,
    events_asked,
    events_named,
    limb_of,
    part_of,
    said_part,
    span_of,
)
from humocon.ask.exact.whole.extremes import MOST, most_of_all
from humocon.ask.exact.words import qualifiers, units
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.vocabulary import BY_KEY, PLACELESS, RESTS
from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.measures import Extreme, Part
from humocon.motion.kinematics.signals import Span


def when(question: Question, scene: Scene) -> Exact | None:
    """At what time."""
    if (fastest := _top_speed(question, scene)) is not None:
        return fastest
    if (risen := _up_again(question, scene)) is not None:
        return risen
    reaches = question.part and (question.extreme or any(word in question.text for word in ("touch", "reach")))
    if reaches or _DEEPEST.search(question.text):
        moment = _moment(question, scene)
        if moment is not None:
            return moment
    if not question.mentions and not question.part and (most := MOST.search(question.text)):
        return most_of_all(most["what"], scene, least=most["sign"] == "least")
    events = events_asked(question, scene)
    if not events:
        return absent(question, scene) if question.mentions else None
    event = events[0]
    edge = _edge(f" {re.sub(r'[^a-z ]', ' ', question.text)} ")
    if edge and not question.mentions:
        event = replace(event, span=scene.active)
        events = [event]
    trust = LIKELY if event.line and not scene.is_film else DOUBTFUL
    peak = _at_peak(question, scene, events, trust)
    if peak is not None:
        return peak
    meant = question.mentions and question.key not in PLACELESS
    meant = meant and (question.key != "lift knee" or event.key != "kick")
    action = question.mentions[0].action if meant else BY_KEY.get(event.key)
    noun = {"place": "placing"}.get(action.key, action.noun) if action else "movement"
    if question.place == 0 and question.mentions and len(events) > 1 and not edge:
        told = ", ".join(one.span.words for one in events[:4])
        return exact(f"{told}: {units.count(len(events), noun)}.", trust, *(one.line for one in events))
    if edge == "end":
        return exact(f"The {noun} ends at {units.time(events[-1].span.end_s, question.unit)}.", trust, events[-1].line)
    if edge == "begin":
        return exact(f"The {noun} starts at {units.time(event.span.begin_s, question.unit)}.", trust, event.line)
    return exact(f"The {noun} is from {event.span.words}.", trust, *(one.line for one in events))


def _top_speed(question: Question, scene: Scene) -> Exact | None:
    """When the person goes at the most or the least speed, or the limb that acts where the person stays."""
    named = question.mentions and question.keys[0] not in PLACELESS | GOING
    slow = _LOW_SPEED.search(question.text)
    if named or question.part or not (slow or _TOP_SPEED.search(question.text)):
        return None
    goes = question.mentions and question.keys[0] in GOING
    star, where = scene.star, span_of(question, scene, events_asked(question, scene) if goes else [])
    part: Part = "pelvis"
    if star is not None and scene.facts.travel.path_m < STAYS_M and not slow:
        part = driver(star, scene)
    peak = scene.measures.extreme(part, "speed", "least" if slow else "most", where)
    name = "hips" if part == "pelvis" else part
    limb = "" if part == "pelvis" else f": the {part}"
    return exact(
        f"At {units.time(peak.time_s, question.unit)}, with {units.speed(peak.value)}{limb}.",
        LIKELY if part == "pelvis" else DOUBTFUL,
        f"the {name} {'go' if name == 'hips' else 'goes'} at {peak.value:.1f} m/s at {peak.time_s:.1f} s",
    )


_UP_AGAIN: Final = re.compile(
    r"\bstraighten\w*\b|\b(?:com|stand|get|ris|go)\w* (?:back |right )?up(?: again)?\b"
    r"|\b(?:upright|up) again\b|\brises?\b"
)
_GONE_DOWN: Final = ("bow", "squat", "bend", "crouch", "reach down", "place", "lunge")


def _up_again(question: Question, scene: Scene) -> Exact | None:
    """When who has bowed or squatted is up again; None where that is not asked, or nobody has."""
    if not _UP_AGAIN.search(question.text) or set(question.keys) - {"get up", "stand", "move", *_GONE_DOWN}:
        return None
    if scene.rises:
        return None
    downs = [event for key in _GONE_DOWN for event in scene.of(key)]
    if not downs:
        return None
    last = max(downs, key=lambda event: event.span.duration_s)
    return exact(f"At {units.time(last.span.end_s, question.unit)} the person is up again.", LIKELY, last.line)


def _at_peak(question: Question, scene: Scene, events: list[Event], trust: float) -> Exact | None:
    """When something is fastest, or when a punch, kick or throw lands; None where that is not asked for."""
    event = events[0]
    text = f" {re.sub(r'[^a-z ]', ' ', question.text)} "
    if any(word in text for word in ("fastest", "top speed", "most speed")):
        peak = scene.measures.extreme(
            part_of(question, scene, event.span, events) or driver(event, scene), "speed", "most", event.span
        )
        return exact(f"At {units.time(peak.time_s, question.unit)}, with {units.speed(peak.value)}.", trust, event.line)
    if event.key in ("jump", "air") and re.search(r" (?:highest|apex|peak|top|zenith)\b", text):
        peak = scene.measures.extreme("body", "height", "most", event.span)
        return exact(f"At {units.time(peak.time_s, question.unit)}.", trust, event.line)
    if event.key in ("punch", "kick", "throw") and any(
        word in text for word in (" land", " hit", " impact", " connect", " peak", " release")
    ):
        return exact(
            f"At about {units.time(event.span.end_s if event.key == 'punch' else _peak(event, scene).time_s)}.",
            trust,
            event.line,
        )
    return None


_TOP_SPEED: Final = re.compile(
    r"\b(?:fastest|quickest|(?:top|most|max\w*|peak|highest|greatest) (?:speed|velocity|pace))\b"
    r"|\b(?:speed|velocity|pace)\b.*\b(?:greatest|highest|most|max\w*|peak|fastest)\b"
)
_LOW_SPEED: Final = re.compile(
    r"\bslowest\b|\b(?:least|min\w*|lowest) (?:speed|velocity|pace)\b|\b(?:speed|velocity|pace)\b.*\b(?:least|lowest)\b"
)
STAYS_M: Final[float] = 1.0
"""Metres in all up to which who is fastest is so with a hand or a foot."""
_DEEPEST: Final = re.compile(
    r"\b(?:deepest|lowest)\b|\bbottom\b|\bmost (?:bent|inclined|tilted)\b|\b(?:lean|bend|bent|bow|tilt"
    r"|inclin)\w*\b.*\b(?:most|furthest|farthest)\b"
    r"|\bmaxim\w+ (?:\w+ )?(?:lean|bend|inclination|tilt)"
)
_END: Final = re.compile(
    r" (?:end|stop|finish|done|until|touch down|land)|\b(?:is|was) (?:it|that|this|all|the \w+) over\b"
)
_BEGIN: Final = re.compile(r" from (?:which|what) .* on | (?:start|begin|takes? off|leave|since )")


def _edge(text: str) -> str:
    """Whether a question asks for the end or the beginning of what happens; what is bent over does not end."""
    if " start and " in text or " begin and " in text or "beginning and " in text:
        return ""
    if _END.search(text) and " at the end" not in text:
        return "end"
    return "begin" if _BEGIN.search(text) and "at the start" not in text else ""


def _peak(event: Event, scene: Scene) -> Extreme:
    if event.key == "throw":
        return released(driver(event, scene).split()[0], scene.measures, event.span)
    quantity = "height" if event.key in ("kick", "raise", "lift knee") else "own speed"
    return scene.measures.extreme(driver(event, scene), quantity, "most", event.span)


def _moment(question: Question, scene: Scene) -> Exact | None:
    """When a part of the body is highest, lowest or fastest, or the body deepest."""
    text = question.text
    if _DEEPEST.search(text) and (question.part in ("", "trunk", "pelvis") or "deepest" in text or "ben" in text):
        return _deepest(question, scene)
    named = [event for event in scene.named if event.key == "raise" and question.key == "raise"]
    events = named or (
        [] if question.key in ("reach down", "move", "raise", "lift knee") else events_asked(question, scene)
    )
    where = span_of(question, scene, events) if events and question.mentions else None
    low = question.extreme == "least" or "floor" in text or "ground" in text
    quantity = "speed" if "fast" in text or "speed" in text else "height"
    which = "least" if low and quantity == "height" else "most"
    part = limb_of(question, scene, quantity, which, where)
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


def _deepest(question: Question, scene: Scene) -> Exact:
    """When the trunk leans most, a knee or elbow is bent most, or the pelvis is lowest."""
    if question.part in ("knee", "elbow"):
        sides = question.sides_meant
        bends = [scene.measures.extreme(joint_of(side, question.part), "bend") for side in sides]
        most = max(bends, key=lambda one: one.value)
        told = f"At {units.time(most.time_s, question.unit)}: the {question.part} is bent by {most.value:.0f}° then."
        return exact(told, LIKELY)
    events = events_asked(question, scene)
    where = span_of(question, scene, events) if question.key != "bend" else None
    if question.part == "trunk" or question.key in ("bow", "bend"):
        found = scene.measures.extreme("trunk", "lean", "most", where)
        what = f"the trunk leans {found.value:.0f}° then"
    else:
        found = scene.measures.extreme("pelvis", "height", "least", where)
        what = f"the pelvis is {found.value:.2f} m over the floor then"
    return exact(f"At {units.time(found.time_s, question.unit)}: {what}.", LIKELY, *(event.line for event in events))


_WHOLE: Final = ("clip", "video", "recording", "whole", "routine", "all", "sequence", "motion", "film", "file") + (
    "everything",
    "entire",
    "total",
    "it last",
    "it take",
    "this last",
)


def _gap(question: Question, scene: Scene) -> Exact | None:
    """How much time lies between two things, or between each of several; None where that is not asked for."""
    if not re.search(
        r"\bbetween\b|\bhow (?:long|many seconds|much time) after\b|\bfrom the\b.* to the\b", question.text
    ):
        return None
    places = [qualifiers.place(one[0]) for one in _PLACES.finditer(question.text)]
    if not question.mentions and len(places) == 2 and max(places) <= len(scene.main):
        numbers = sorted(place - 1 if place > 0 else len(scene.main) + place for place in places)
        pair = [scene.main[number] for number in numbers]
    elif len(set(question.keys)) > 1:
        lacking = next((it for it in question.mentions[:2] if not happens(it, scene).holds), None)
        if lacking is not None and not scene.of(lacking.action.key):
            return absent(replace(question, mentions=(lacking,)), scene)
        one, two = (events_asked(replace(question, mentions=(it,), place=0), scene) for it in question.mentions[:2])
        found = [[e for e in one if two and e.span.end_s <= two[0].span.begin_s + 0.1][-1:] or one[:1], two[:1]]
        pair = sorted((event for events in found for event in events), key=lambda event: event.span.begin_s)
    else:
        pair = events_asked(replace(question, place=0), scene)
        if len(pair) == 1 and _ONE_AND_NEXT.search(question.text):
            return _single_gap(question, pair[0], scene)
    gaps = [later.span.begin_s - sooner.span.end_s for sooner, later in pairwise(pair)]
    if not gaps:
        return None
    seconds = max(sum(gaps) / len(gaps), 0.0)
    return exact(f"{units.time(seconds, question.unit)}.", DOUBTFUL, *(event.line for event in pair))


_ONE_AND_NEXT: Final = re.compile(r"\b(?:next|another|following|successive|consecutive|them|two)\b|\w+s\b\W*$")


def _single_gap(question: Question, event: Event, scene: Scene) -> Exact:
    """What is told of the time between several times of an action that is done once, or in one go."""
    number, lines, _ = counted(event.key, scene, event.side if question.side else "")
    if number > 1 and question.key == event.key:
        return on_average(event.key, number, event, lines)
    told = f"there is only one {question.mentions[0].action.noun} ({event.span.words})"
    return exact(f"{told}.", LIKELY, event.line)


def _until(question: Question, scene: Scene) -> Exact:
    """How long it takes until something begins, or is over."""
    events = events_named(question, scene)
    if question.mentions and not events and question.key not in PLACELESS:
        return absent(question, scene)
    later = [event for event in events if event.line]
    still = question.key in ("stand", "move", "still", "")
    seconds = scene.active.begin_s if still or not later else later[0].span.begin_s
    if later and re.search(r"\b(?:stop|end|finish|done)\w*", question.text):
        seconds = later[-1].span.end_s
    return exact(f"{units.time(seconds, question.unit)}.", DOUBTFUL, *(event.line for event in later[:1]))


def _long_of_its_kind(question: Question, scene: Scene) -> Exact | None:
    """How long somebody is in the air, stands or takes for a step; None where none of them is asked for."""
    text, key = question.text, question.key
    if key in ("air", "jump") and scene.facts.flights and scene.legs_seen:
        jumps = [event for event in scene.of("jump") if not event.words] or scene.of("air")
        best = max(jumps, key=lambda event: event.span.duration_s)
        seconds = units.time(best.span.duration_s, question.unit)
        return exact(f"{seconds} in the air, from {best.span.words}.", LIKELY, best.line)
    if key in ("still", "stand") and "still" in text:
        still = max(scene.duration_s - scene.active.duration_s, 0.0)
        return exact(f"{units.time(still, question.unit)}.", DOUBTFUL)
    if key == "stand":
        spans = [posture.span for posture in scene.facts.postures if posture.name == "standing"]
        seconds = units.time(sum(span.duration_s for span in spans), question.unit)
        return exact(f"{seconds}.", DOUBTFUL, *(f"standing {span.words}" for span in spans))
    if (rested := RESTS.get(key)) and not re.search(r"\b(?:down|takes?|needs?)\b", text):
        spans = [posture.span for posture in scene.facts.postures if posture.name == rested]
        seconds = sum(span.duration_s for span in spans)
        where = f", from {spans[0].words}" if len(spans) == 1 else ""
        told = f"{units.time(seconds, question.unit)}{where}."
        return exact(told, LIKELY, *(f"{rested} {span.words}" for span in spans)) if spans else None
    if key == "step" and scene.facts.steps and re.search(r"\b(?:average|mean|each|per|one|step|stride)\b", text):
        each = sum(one.span.duration_s for one in scene.facts.goings) / len(scene.facts.steps)
        each *= 2 if "stride" in text else 1
        return exact(f"{each:.2f} s on average.", DOUBTFUL, f"{len(scene.facts.steps)} steps")
    return None


_ON_THE_FLOOR: Final = re.compile(r"\b(?:on|along) the (?:floor|ground|mat)\b")
_LOW_M: Final = 0.35
"""Metres over the floor under which the hips of somebody are who sits, kneels or lies on it."""


def _on_the_floor(question: Question, scene: Scene) -> Exact | None:
    """How long somebody sits, kneels or lies on the floor; None where something else is asked."""
    if (
        question.part
        or (question.mentions and question.keys[0] not in RESTS)
        or not _ON_THE_FLOOR.search(question.text)
    ):
        return None
    down = [one for one in scene.facts.postures if one.name in RESTS.values() and one.hips_m < _LOW_M]
    if question.mentions:
        down = [one for one in down if one.name == RESTS[question.keys[0]]]
    lines = [f"{one.name} {one.span.words}" for one in down]
    if not down:
        lowest = min((one.hips_m for one in scene.facts.postures), default=0.0)
        line = f"the hips never sink below {lowest:.2f} m"
        return exact(f"{units.time(0.0, question.unit)}: {line}.", LIKELY, line)
    seconds = units.time(sum(one.span.duration_s for one in down), question.unit)
    return exact(f"{seconds}: {' and '.join(lines)}.", LIKELY, *lines)


_PLACES: Final = re.compile(r"\b(?:first|second|third|fourth|last)\b")
_OF_SOMETHING: Final = re.compile(
    r"\b(?:gap|break|pause|between|pose|position|phase|stretched|backswing|follow-?through|from|bottom|top)\b"
)
"""What takes a part of the clip, and not all of it."""
RISEN: Final[float] = 0.1
"""Share of the way up that a hand has left to go, or has gone, at the edges of a raise."""
_HELD: Final = re.compile(
    r"\b(?:held|hold\w*|kept|keep\w*|stay\w*|remain\w*) (?:it |(?:\w+ ){0,3})?"
    r"(?:up|out|there|high|down|raised|overhead|above)\b"
)


def _rise_time(question: Question, scene: Scene) -> Exact | None:
    """How long it takes to raise an arm; None where something else is asked, or none is raised."""
    asked = question.keys == ("raise",) and re.search(r"\btakes?\b.*\b(?:to|until)\b", question.text)
    up = next(iter(scene.of("raise")), None) if asked else None
    if up is None:
        return None
    course = scene.measures.course(driver(up, scene), "height")
    top = scene.measures.extreme(driver(up, scene), "height", "most", up.span)
    poses = scene.measures.poses(Span(0.0, top.time_s))
    low = int(poses[course[poses] < course[poses].min() + RISEN * (top.value - course[poses].min())][-1])
    high = int(np.flatnonzero(course[low:] >= top.value - RISEN * (top.value - course[low]))[0])
    return exact(f"{units.time(high / CANONICAL_FPS, question.unit)}.", DOUBTFUL, up.line)


def how_long(question: Question, scene: Scene) -> Exact | None:
    """For how many seconds."""
    text = question.text
    waits = question.key in ("stand", "move", "still", "") or len(question.mentions) < 2
    if waits and re.search(r"\b(?:until|till|before)\b", text) and not re.search(r"the end|\bends\b", text):
        return _until(question, scene)
    if found := first_told((_rise_time, longest_told, _on_the_floor), question, scene):
        return found
    star = scene.star
    if not question.mentions and _HELD.search(text) and star is not None:
        told = f"{units.time(star.span.duration_s, question.unit)}, from {star.span.words}."
        return exact(told, LIKELY, star.line)
    if _PLACES.search(text) and not question.mentions and (gap := _gap(question, scene)) is not None:
        return gap
    if (
        not question.mentions
        or (question.key == "move" and any(word in text for word in _WHOLE[:8]))
        or (any(f" {word}" in text for word in _WHOLE[:5]) and "in the" not in text)
    ):
        return _long_in_all(question, scene)
    return _gap(question, scene) or _long_of_its_kind(question, scene) or _long_of_events(question, scene)


def _long_in_all(question: Question, scene: Scene) -> Exact | None:
    """How long the clip is, or what it is about; None where a part of it is meant that is not known."""
    star, text = scene.star, question.text
    if star is not None and question.mentions and question.key != "move":
        return exact(f"{units.time(star.span.duration_s, question.unit)}.", LIKELY, star.line)
    if _OF_SOMETHING.search(text) and not any(f" {word}" in text for word in _WHOLE):
        return None
    line = f"the recording lasts {scene.duration_s:.1f} s"
    return exact(f"{units.time(scene.duration_s, question.unit)} in all.", SURE, line)


def _each_time(question: Question, events: list[Event], *, only: bool) -> Exact:
    """How long each of some times of an action lasts: the only one, or all of them on average."""
    noun, trust = question.mentions[0].action.noun, LIKELY if all(event.line for event in events) else DOUBTFUL
    lines = [event.line for event in events]
    mean = sum(event.span.duration_s for event in events) / len(events)
    if len(events) == 1:
        told = f"the only {noun}, {events[0].span.words}" if only else f"the {noun} {events[0].span.words}"
        return exact(f"{units.time(mean, question.unit)}: {told}.", trust, *lines)
    each = ", ".join(f"{event.span.duration_s:.1f}" for event in events[:6])
    told = f"{units.time(mean, question.unit)} on average of {units.count(len(events), noun)}"
    return exact(f"{told}{f': {each} s' if len(events) <= 6 else ''}.", trust, *lines)


def _long_of_events(question: Question, scene: Scene) -> Exact:
    """How long an action lasts, in all its times or in each."""
    events = events_asked(question, scene)
    if not events:
        return absent(question, scene)
    seconds = sum(event.span.duration_s for event in events)
    if re.search(r"\b(?:each|average|per|one|a single)\b", question.text):
        number, lines, _ = counted(question.key, scene, question.mentions[0].side)
        if number > len(events) == 1 and question.key == events[0].key:
            return on_average(question.key, number, events[0], lines)
        return _each_time(question, events, only=number == 1)
    trust = LIKELY if all(event.line for event in events) and not scene.is_film else DOUBTFUL
    where = f", from {events[0].span.words}" if len(events) == 1 else ""
    return exact(f"{units.time(seconds, question.unit)}{where}.", trust, *(event.line for event in events))

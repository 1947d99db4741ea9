"""Answers to how far, how high and how many degrees."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact
from humocon.ask.exact.known.events import Event, joint_of
from humocon.ask.exact.known.moment import clause_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import (
    BENT,
    GOING,
    absent,
    driver,
    events_asked,
    events_named,
    jump_length,
    limb_of,
    part_of,
    span_asked,
    span_of,
    time_named,
)
from humocon.ask.exact.words import qualifiers, units
from humocon.ask.exact.words.question import Mention, Question
from humocon.ask.exact.words.vocabulary import BY_KEY
from humocon.ask.exact.words.wordings import MEAN
from humocon.motion.kinematics.signals import SIDES, Span


def about_body(question: Question, scene: Scene) -> Question:
    """A question whose only action stands in a clause of time ("before he jumps") is about what lies there."""
    clause = clause_of(question.text, scene)
    if clause is None or len(question.mentions) != 1 or question.mentions[0].words not in clause[1]:
        return question
    return replace(question, mentions=()) if question.relation in ("before", "after") else question


FIRST_POSES: Final[int] = 6
"""Poses at the beginning of a clip from which a rise is measured."""
STAYS_M = 0.5
"""How far from where it began somebody is who sways, but stays in place."""


def how_far(question: Question, scene: Scene) -> Exact | None:
    """How many metres."""
    question = about_body(question, scene)
    unit, text = question.unit, question.text
    if (
        ("step" in text and any(word in text for word in ("length", "long", "big", "large")))
        or "stride" in text
        or (question.keys == ("step",) and not scene.facts.steps)
    ):
        return step_length(question, scene)
    if question.part in ("pelvis", "head", "trunk") and re.search(r"\b(?:drop|sink|descend|rise|lower)\w*\b", text):
        return _height_range(question, scene)
    whole = re.search(r"\b(?:altogether|all together|in all|in total|total|overall|all in all)\b", text)
    if question.key in ("jump", "air") and not whole:
        jumps = events_asked(question, scene)
        if not jumps:
            return absent(question, scene)
        hops = scene.facts.jumps
        if len(hops) > 2 and not question.place and not re.search(r"\b(?:each|length|longest|one|per)\b", text):
            return exact(f"{units.length(scene.facts.travel.path_m, unit)} in {len(hops)} jumps.", LIKELY)
        best = max(jumps, key=lambda event: jump_length(event, scene))
        return exact(f"{units.length(jump_length(best, scene), unit)}.", LIKELY, best.line)
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
    return _way_gone(question, scene)


def _height_range(question: Question, scene: Scene) -> Exact:
    """How far the hips or the head come down or up in what is asked about."""
    part = "head" if question.part == "head" else "pelvis"
    where = span_asked(question, scene)
    top, low = (scene.measures.extreme(part, "height", which, where) for which in ("most", "least"))
    line = f"{part} between {top.value:.2f} m at {top.time_s:.1f} s and {low.value:.2f} m at {low.time_s:.1f} s"
    return exact(f"{units.length(top.value - low.value, question.unit)}.", LIKELY, line)


def step_length(question: Question, scene: Scene) -> Exact:
    """How far a step goes: from foot to foot, a stride from foot to the same foot."""
    lengths = [step.length_m for step in scene.facts.steps]
    if not lengths:
        return exact("No step is taken.", LIKELY, "no steps counted")
    stride = sum(lengths) / len(lengths)
    value = stride / (1 if "stride" in question.text else 2)
    line = f"{len(lengths)} steps, each foot goes {stride:.2f} m"
    return exact(f"About {units.length(value, question.unit)}.", DOUBTFUL, line)


def _way_gone(question: Question, scene: Scene) -> Exact:
    """How far the person goes, in all or in what is asked about."""
    unit, text, travel = question.unit, question.text, scene.facts.travel
    trust = DOUBTFUL if scene.is_film else LIKELY
    clause = clause_of(text, scene)
    beside = clause is not None and re.match(r" *(?:\w+ )?(?:before|after)\b", clause[1]) is not None
    part = beside and question.key in GOING
    if question.mentions and question.key not in ("move", "step", "jump") and not part:
        events = events_asked(question, scene)
        going = [event for event in events if event.key in GOING]
        others = {event.key for event in scene.events if event.key in GOING} - {event.key for event in going}
        seconds = sum(event.span.duration_s for event in going)
        if going and not others and not question.place and seconds > 0.7 * scene.duration_s:
            return exact(f"{units.length(travel.path_m, unit)}.", trust, *(event.line for event in going))
        if going:
            return exact(
                f"{units.length(sum(event.value for event in going), unit)}.", trust, *(event.line for event in going)
            )
        if not events and (question.key not in GOING or travel.path_m < STAYS_M):
            return absent(question, scene)
    going = [event.line for event in scene.events if event.key in GOING]
    straight = re.search(
        r"\bstraight[ -]line\b|\bdisplac|\bfrom (?:the|his|her|their) start|\baway from\b|\bas the crow\b"
        r"|\bfrom where\b|\bbetween (?:the )?(?:start|begin)",
        text,
    )
    stays = travel.path_m < 1.0 or (not going and travel.displacement_m < STAYS_M)
    value = travel.displacement_m if straight or stays else travel.path_m
    if (named := time_named(question, scene)) is not None and not straight:
        value = scene.measures.way("pelvis", named)
    told = f"{units.length(value, unit)}{' in a straight line' if straight else ''}"
    return exact(f"{told}{', as the person stays in place' if stays and not going else ''}.", trust, *going)


def how_high(question: Question, scene: Scene) -> Exact | None:
    """How many metres over the floor, or how high a jump is."""
    question = about_body(question, scene)
    unit, text = question.unit, question.text
    if question.part in ("pelvis", "head") and question.extreme != "least" and _RISES.search(text):
        return _rise(question, scene)
    if not question.mentions and not question.part and scene.star is not None and scene.star.key == "jump":
        question = replace(question, mentions=(Mention(BY_KEY["jump"]),))
    if not question.part and re.search(r"\b(?:deep|deeply|low)\b", text):
        # Of "the last squat" its own depth; else the deepest of all.
        mentions = question.mentions if question.place else ()
        question = replace(question, parts=("pelvis",), extreme="least", mentions=mentions)
    named = question.part in ("hand", "arm", "knee", "head") or (question.part and not scene.of("air"))
    if question.key in ("jump", "air") and not named:
        return _jump_height(question, scene)
    if question.key == "air":
        question = replace(question, mentions=())
    events = events_named(question, scene)
    key = question.key
    where = (
        None
        if key in ("raise", "move", "reach down", "lift knee", "show the way") and not clause_of(text, scene)
        else span_of(question, scene, events)
    )
    if not question.part and key in ("bow", "bend") and events:
        lean = scene.measures.extreme("trunk", "lean", "most", where)
        head = scene.measures.extreme("head", "height", "least", where).value
        line = f"the head comes down to {head:.2f} m over the floor"
        return exact(f"{units.angle(lean.value)} from upright, at {lean.time_s:.1f} s: {line}.", LIKELY, line)
    if (
        not question.part and key in ("squat", "crouch", "sit", "lie", "bow", "bend", "kneel")
    ) or question.part == "pelvis":
        which = "least" if question.extreme == "least" or (not question.extreme and key) else "most"
        found = scene.measures.extreme("pelvis", "height", which, where)
        line = f"pelvis at {found.value:.2f} m at {found.time_s:.1f} s"
        height = units.length(max(found.value, 0), unit)
        return exact(f"{height} is the height of the pelvis over the floor, at {found.time_s:.1f} s.", LIKELY, line)
    return _part_height(question, scene, events, where)


_RISES: Final = re.compile(r"\b(?:displac\w*|rises?|risen|gains?|excursion)\b")


def _rise(question: Question, scene: Scene) -> Exact:
    """How far the hips or the head come up over where they are at first, in what is asked about."""
    part = "head" if question.part == "head" else "pelvis"
    where = span_asked(question, scene)
    first = float(np.median(scene.measures.course(part, "height")[:FIRST_POSES]))
    top = scene.measures.extreme(part, "height", "most", where)
    told = f"the {part} rises from {first:.2f} m to {top.value:.2f} m at {top.time_s:.1f} s"
    return exact(f"{units.length(max(top.value - first, 0.0), question.unit)}: {told}.", LIKELY, told)


def _jump_height(question: Question, scene: Scene) -> Exact:
    """How high the feet rise in a jump."""
    jumps = events_asked(question, scene) or (scene.of("air") if question.key == "jump" else [])
    if not jumps:
        line = "both feet never leave the floor together"
        return exact("0 m: the feet do not leave the floor together.", LIKELY, line)
    best = max(jumps, key=lambda event: event.value)
    if not best.value:
        best = _flight_of(best, scene)
    return exact(f"The feet rise {units.length(best.value, question.unit)} over the floor.", LIKELY, best.line)


def _part_height(question: Question, scene: Scene, events: Sequence[Event], where: Span | None) -> Exact | None:
    """How high or low a part of the body comes."""
    unit, text = question.unit, question.text
    low = question.extreme == "least" or ("floor" in text and "close" in text)
    part = limb_of(question, scene, "height", "least" if low else "most", where)
    if part is None:
        event = events[0] if events else scene.star
        if event is None:
            return None
        part, where = driver(event, scene), event.span
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
    text = question.text
    key = question.key
    events = events_asked(question, scene)
    where = span_of(question, scene, events) if key not in ("crouch", "bend", "raise") else None
    if where is not None and key == "kick" and not clause_of(text, scene):
        where = Span(where.begin_s - 0.5, where.end_s + 0.3)  # the knee bends before the foot shoots out
    clause = clause_of(text, scene)
    where = clause[0] if clause else span_of(question, scene, events) if question.stretch else where
    named = clause or question.stretch
    bends = "ben" in text or "flex" in text
    if question.part in ("knee", "elbow") or (question.part in ("leg", "arm") and bends):
        joint = BENT.get(question.part, question.part)
        return _joint_angle(question, scene, joint, "angle" if "angle" in text and not bends else "bend", where)
    if question.part in ("arm", "hand", "shoulder"):
        return _joint_angle(question, scene, "shoulder", "angle", where)
    leans = (
        key in ("bow", "bend")
        or "upright" in text
        or question.part == "trunk"
        or "lean" in text
        or "tilt" in text
        or "inclin" in text
    )
    if leans or (not key and events and events[0].key in ("bow", "bend")):
        where = where if key == "bow" or named else None
        if MEAN.search(text):
            mean = units.angle(scene.measures.mean("trunk", "lean", where), question.unit)
            return exact(f"{mean} from upright on average.", LIKELY, f"the trunk leans by {mean} on average")
        found = scene.measures.extreme("trunk", "lean", "most", where)
        line = f"the trunk leans {found.value:.0f}° at {found.time_s:.1f} s"
        return exact(f"{units.angle(found.value, question.unit)} from upright, at {found.time_s:.1f} s.", LIKELY, line)
    return how_high(question, scene) if "deep" in text and key != "turn" else _turned(question, scene)


def _joint_angle(
    question: Question, scene: Scene, joint: str, quantity: Literal["angle", "bend"], where: Span | None
) -> Exact:
    """How far a joint is bent, or an arm raised, at most; a straight knee has an angle of 180."""
    sides = question.sides_meant
    if "kicking" in question.text and scene.of("kick") and scene.of("kick")[0].side in SIDES:
        sides = [scene.of("kick")[0].side]
    which = "least" if quantity == "angle" and joint != "shoulder" else "most"
    found = {side: scene.measures.extreme(joint_of(side, joint), quantity, which, where) for side in sides}
    best = (min if which == "least" else max)(found, key=lambda side: found[side].value)
    value, time_s = found[best].value, found[best].time_s
    since = " from hanging down" if joint == "shoulder" else ""
    line = f"{best} {joint} {'bent by' if quantity == 'bend' else 'at'} {value:.0f}° at {time_s:.1f} s"
    return exact(f"{units.angle(value, question.unit)}{since}, at {time_s:.1f} s.", LIKELY, line)


def _turned(question: Question, scene: Scene) -> Exact:
    """By how much the body turns."""
    turns = [event for event in scene.known if event.key in ("turn", "twist")]
    heading = scene.facts.travel.heading_degrees
    if question.mentions and question.mentions[0].side in SIDES:
        turns = [event for event in turns if event.side == question.mentions[0].side]
    if question.place and turns:
        turns = turns[qualifiers.index(question.place) :][:1]
        heading = turns[0].value if turns else 0.0
    if re.search(r"\b(?:net|overall|altogether|in total|by the end|in the end|compared (?:to|with))\b", question.text):
        turns = []
    if turns:
        best = max(turns, key=lambda event: event.value)
        # The only turn goes as far as the body faces farther at the end; of several each counts alone.
        alone = best.value < abs(heading) < best.value + 25 and (len(turns) == 1 or best.key != "turn")
        value = abs(heading) if alone else best.value
        return exact(f"{units.angle(value, question.unit)} to the {best.side}.", LIKELY, best.line)
    told = units.angle(abs(heading), question.unit)
    if abs(heading) < 20:
        line = f"the body faces the same way within {max(abs(heading), 1):.0f}° at the end"
        return exact(f"{told}: the person does not turn.", LIKELY, line)
    side = "left" if heading > 0 else "right"
    return exact(
        f"{told} to the {side}.", LIKELY, f"the body faces {abs(heading):.0f}° farther to the {side} at the end"
    )

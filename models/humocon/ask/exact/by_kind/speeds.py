"""Answers to how fast: how quickly the person goes or turns, and how quickly a part of the body moves."""

import re
from collections.abc import Sequence
from typing import Final

from humocon.ask.exact.by_kind.contrast import when_more
from humocon.ask.exact.by_kind.quantities import about_body
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact
from humocon.ask.exact.known.events import Event, overlap
from humocon.ask.exact.known.moment import clause_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import (
    GOING,
    driver,
    events_asked,
    limb_of,
    part_of,
    span_of,
)
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import Part
from humocon.motion.kinematics.signals import Span, derivative, smooth

_RISES_OR_SINKS: Final = re.compile(
    r"\bhow (?:fast|quick|quickly|rapidly) (?:do|does|did|is|are|was|were) (?:he|she|they|the (?:person|body)) "
    r"(?:(?:go|com|mov|travel)\w* (?:straight )?(?:up|down|upwards?|downwards?)|ris(?:e|ing)|sink(?:ing)?"
    r"|drop(?:ping)?)\b(?! (?:and|to|on|off|from|an?|the|this|that|his|her|their)\b)"
)
"""Asks how fast the person gets higher or lower, and not how fast he goes."""


def how_fast(question: Question, scene: Scene) -> Exact | None:
    """At what speed, or whether slowly or quickly."""
    if found := when_more(question, scene):
        return found
    question = about_body(question, scene)
    events = events_asked(question, scene)
    where = span_of(question, scene, events)
    if question.part == "pelvis" and re.search(
        r"\b(?:down\w*|descen\w*|drop\w*|sink\w*|ris\w*|up\w*|vertical\w*)\b", question.text
    ):
        return _vertical_speed(question, scene, where)
    if not question.part and _RISES_OR_SINKS.search(question.text):
        return _vertical_speed(question, scene, where if {*question.keys} - {"move"} else span_of(question, scene, []))
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
        elif question.key == "move" and not question.part:
            event = None
        elif event.key != "jump" or len(scene.facts.jumps) <= 2:
            part = driver(event, scene)
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
        return _limb_speed(question, scene, part, where)
    return _pace(question, scene, events)


def _vertical_speed(question: Question, scene: Scene, where: Span | None) -> Exact:
    """How fast the hips sink or rise at most."""
    poses = scene.measures.poses(where)
    speed = derivative(smooth(scene.measures.course("pelvis", "height"), 0.05))[poses]
    sinks = re.search(r"\b(?:down\w*|descen\w*|drop\w*|sink\w*)\b", question.text) is not None
    speed = -speed if sinks else speed
    place = int(speed.argmax())
    time_s = float(scene.measures.times[poses[place]])
    line = f"the pelvis moves at {speed[place]:.1f} m/s at {time_s:.1f} s"
    named = "" if question.part else f": the hips {'sink' if sinks else 'rise'}"
    return exact(f"Up to {units.speed(float(speed[place]), question.unit)}, at {time_s:.1f} s{named}.", LIKELY, line)


def _limb_speed(question: Question, scene: Scene, part: Part, where: Span | None) -> Exact:
    """How fast a part of the body moves: at most, or on average where that is asked for."""
    if any(word in question.text for word in ("average", "mean")):
        value = scene.measures.mean(part, "speed", where)
        line = f"{part} at {value:.1f} m/s on average"
        named = "" if question.part else f": the {part}"
        return exact(f"About {units.speed(value, question.unit)} on average{named}.", DOUBTFUL, line)
    if question.key == "kick" and (kick := _quickest_kick(question, scene)):
        return kick
    if question.part in ("foot", "leg", "hand", "arm") and not question.side:
        part = limb_of(question, scene, "speed", "most", where) or part
    if where is not None and question.key in ("kick", "punch", "throw"):
        # A limb is fastest on its way to where it counts as a kick.
        where = Span(where.begin_s - 0.3, where.end_s + 0.1)
    peak = scene.measures.extreme(part, "speed", "most", where)
    line = f"{part} at {peak.value:.1f} m/s at {peak.time_s:.1f} s"
    named = "" if question.part else f": the {part}"
    return exact(f"Up to {units.speed(peak.value, question.unit)}, at {peak.time_s:.1f} s{named}.", LIKELY, line)


def _quickest_kick(question: Question, scene: Scene) -> Exact | None:
    """How fast a kick is; None without one that the joints tell."""
    wanted = [event.span for event in events_asked(question, scene)]
    kicks = [move for move in scene.facts.legs if move.kind == "kick" and question.side in ("", move.side)]
    kicks = [move for move in kicks if any(overlap(move.span, span) > 0 for span in wanted)]
    if not kicks:
        return None
    best = max(kicks, key=lambda move: move.speed)
    line = f"{best.side} leg kicks at {best.speed:.1f} m/s, {best.span.words}"
    return exact(f"Up to {units.speed(best.speed, question.unit)}, at {best.span.begin_s:.1f} s.", LIKELY, line)


def _pace(question: Question, scene: Scene, events: Sequence[Event]) -> Exact:
    """How fast the person goes."""
    own = [event for event in events if event.key in GOING] if question.mentions else []
    going = own or [event for event in scene.events if event.key in GOING]
    where = Span(going[0].span.begin_s, going[-1].span.end_s) if going and len(going) == 1 else None
    whole = re.search(r"\b(?:whole|entire|overall|full|complete)\b", question.text)
    if whole:
        where, going = Span(0.0, scene.duration_s), []
    if question.where or question.stretch or clause_of(question.text, scene):
        where = span_of(question, scene, events) or where
        inside = [one for one in going if where and overlap(one.span, where) > 0.5]
        if where and inside:
            # At the end of a run, and not of the standing before it.
            where = Span(max(where.begin_s, inside[0].span.begin_s), min(where.end_s, inside[-1].span.end_s))
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
            f"{units.speed(travel.mean_speed, question.unit)}, as the person stays in place.",
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
    adverb = re.search(r"\b(?:quickly|slowly)\b", question.text) is not None
    quickly, slowly = ("quickly" if "quickly" in question.text else "fast"), "slowly" if adverb else "slow"
    word = quickly if quick else slowly
    return exact(f"{word.capitalize()}: {line}.", DOUBTFUL + 0.1, line)

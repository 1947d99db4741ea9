"""Whether a claim about parts, postures, paces or numbers holds."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from humocon.ask.exact.by_kind.contrast import LIKE, times_beside
from humocon.ask.exact.by_kind.counts import counted
from humocon.ask.exact.by_kind.telling import tell_events
from humocon.ask.exact.exact import DOUBTFUL, LIKELY
from humocon.ask.exact.known.events import Event, joint_of
from humocon.ask.exact.known.happening import Verdict, happens
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import GOING, JOINTS, amount, events_asked, other_side, span_of, stretch_of
from humocon.ask.exact.known.time_asked import edge_span
from humocon.ask.exact.whole.gait import AT_FIRST
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.vocabulary import PLACELESS
from humocon.motion.kinematics.measures import HANDS_AND_FEET
from humocon.motion.kinematics.signals import SIDES, Span
from humocon.motion.kinematics.words import describe_ends

_NUMERAL: Final = r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten)\b"
_OF_PARTS: Final = frozenset({"raise", "move", "swing", "still", "lower", "stretch"})
"""What is said of a part of the body by itself."""
LIFTED_M: Final[float] = 0.1
"""Metres by which the ankle of a foot that leaves the floor rises."""
_OTHER_PACE: Final = 0.1
"""Metres a second by which the pace changes at least that is another one."""
STEPS_SPEED: Final[float] = 0.4
"""Metres a second of an ankle from which a foot leaves its place."""


def by_threshold(question: Question, scene: Scene) -> Verdict | None:
    """More than, at least, less than a number."""
    if question.threshold is None:
        return None
    words, number, unit = question.threshold
    if words == "exactly" and len(question.mentions) > 1 and not unit:
        # Of "a squat and two kicks" the kicks are two.
        _, *behind = re.split(_NUMERAL, question.text, maxsplit=1)
        counted_ones = tuple(one for one in question.mentions if behind and one.words and one.words in behind[0])
        question = replace(question, mentions=counted_ones[:1] or question.mentions)
    value, line = _measured(question, unit, scene)
    if value is None:
        return None
    bound = units.as_base(number, unit)
    if words in ("at least", "enough for") or words.startswith("as "):
        holds = value >= bound - 1e-6
    elif words in ("at most", "no more than", "not more than"):
        holds = value <= bound + 1e-6
    elif words == "exactly":
        holds = abs(value - bound) < 0.05 * max(bound, 1)
    elif words.startswith(
        ("less", "fewer", "under", "below", "slower", "lower", "shorter", "within", "closer", "nearer", "narrower")
    ):
        holds = value < bound
    else:
        holds = value > bound
    margin = abs(value - bound) > 0.15 * bound
    return Verdict(holds, LIKELY if margin else DOUBTFUL, (line,), said=line)


def _measured(question: Question, unit: str, scene: Scene) -> tuple[float | None, str]:
    """The quantity that a number of a unit is compared with, in metres, seconds and degrees, and how it is told."""
    text, travel = question.text, scene.facts.travel
    key = question.key
    if unit in ("m/s", "km/h", "mph", "ft/s") or "faster than" in text or "slower than" in text:
        value = (
            scene.measures.mean("pelvis", "speed")
            if travel.path_m < 1
            else max(travel.mean_speed, max((going.speed for going in scene.facts.goings), default=0))
        )
        return value, f"the person goes at {units.speed(value, unit)}"
    bends = question.part in ("knee", "elbow") and re.search(r"\b(?:ben[dt]\w*|flex\w*)", text) is not None
    if bends and unit in ("degrees", ""):
        sides = (question.side,) if question.side in ("left", "right") else ("left", "right")
        value = max(scene.measures.extreme(joint_of(side, question.part), "bend").value for side in sides)
        return value, f"the {question.part} is bent by {value:.0f}° at most"
    if unit == "degrees":
        if key in ("bend", "bow") or question.part == "trunk":
            value = scene.measures.extreme("trunk", "lean").value
            return value, f"the trunk leans {value:.0f}° at most"
        value = max(
            (turn.value for turn in scene.known if turn.key in ("turn", "twist")), default=abs(travel.heading_degrees)
        )
        return value, f"the body turns by {value:.0f}°"
    if unit in ("s", "min", "ms") or ("longer than" in text and not key):
        events = events_asked(question, scene) if key and key != "move" else []
        if not events and key and key not in PLACELESS:
            return 0.0, f"there is no {question.mentions[0].action.noun}"
        value = sum(event.span.duration_s for event in events) if events else scene.duration_s
        return value, f"it lasts {value:.1f} s"
    if unit in ("m", "cm", "ft", "in", "km", "yd"):
        return _metres(question, unit, scene)
    if "step" in text:
        return float(len(scene.facts.steps)), f"{units.count(len(scene.facts.steps), 'step')} counted"
    if key and key not in PLACELESS:
        number, _, _ = counted(key, scene, question.mentions[0].side)
        return float(number), units.count(number, question.mentions[0].action.noun)
    return None, ""


def _metres(question: Question, unit: str, scene: Scene) -> tuple[float, str]:
    """How high a jump or a part of the body is, or how far the person goes, and how that is told in a unit."""
    text, key, travel = question.text, question.key, scene.facts.travel
    if key in ("jump", "air") and ("high" in text or "off" in text):
        value = max((event.value for event in scene.of("jump")), default=0.0)
        return value, f"the feet are {units.length(value, unit)} over the floor"
    if question.part in JOINTS and re.search(r"\bhigh\w*|\babove\b|\bover\b|\bup\b", text):
        value = _top_of_part(question, scene)
        return value, f"the {question.part} gets {units.length(value, unit)} over the floor"
    if question.ways:
        value = sum(event.value for event in scene.known if event.key in GOING and event.way == question.ways[0])
        return value, f"the person goes {units.length(value, unit)} {question.ways[0]}"
    return travel.path_m, f"the person goes {units.length(travel.path_m, unit)}"


def _top_of_part(question: Question, scene: Scene) -> float:
    """How high the named part of the body gets, metres."""
    sides = question.sides_meant
    joint = JOINTS[question.part]
    return max(scene.measures.extreme(joint_of(side, joint), "height").value for side in sides)


def by_path(question: Question, scene: Scene) -> Verdict | None:
    """In a straight line, in a circle, back to where it began, facing the same way."""
    text, travel = question.text, scene.facts.travel
    moved, turned = travel.path_m > 1.0, abs(travel.heading_degrees)
    if "turn" in question.keys and AT_FIRST.search(text):
        return None
    there = describe_ends(scene.facts)
    faces = f"the body faces {turned:.0f}° away from its first heading at the end"
    if re.search(
        r"\bstraight (?:line|path|ahead|walk|course|way|run)\b|\bin a line\b|\b(?:path|way|route|course"
        r"|line)\b.*\bstraight\b",
        text,
    ) and question.part not in ("leg", "arm", "foot", "hand", "head"):
        straight = moved and travel.displacement_m > 0.93 * travel.path_m
        # "Straight ahead and never turns" denies the turn, not the line.
        never_turns = re.search(r"\b(?:never|not|no|without) (?:\w+ )?turn", text) is not None
        return Verdict(straight != never_turns, LIKELY, (there,), said=there)
    if question.part not in ("hand", "arm", "head", "foot", "leg") and re.search(
        r"\bin (?:a |one |full )*circles?\b|\ba (?:full|whole|complete) circle\b|\ball the way around\b", text
    ):
        return Verdict(
            turned > 270 or (moved and travel.displacement_m < 0.25 * travel.path_m), LIKELY, (there,), said=faces
        )
    if re.search(r"\bsame (?:direction|way)\b", text):
        turned = abs(travel.turned_degrees)
        faces = f"the body faces {turned:.0f}° away from its first heading at the end"
        return Verdict(turned < 30, LIKELY, (faces,), said=faces)
    if re.search(r"\bsame (?:place|spot|position)\b", text):
        return Verdict(travel.displacement_m < 0.6, LIKELY, (there,), said=there)
    return None


def by_comparison(question: Question, scene: Scene) -> Verdict | None:
    """Faster at the end than at the start, the left hand higher than the right, one thing longer than another."""
    match = re.search(
        r"\b(faster|quicker|slower|higher|lower|deeper|more|longer|shorter|less|further|farther|speed(?:s"
        r"|ing)? up|slow(?:s|ing)? down|(?:speed|pace|velocity) (?:increas|decreas|ris|drop)\w*|accelerat\w*"
        r"|decelerat\w*)\b",
        question.text,
    )
    if match is None or (match[1] == "lower" and "lower" in question.keys and "than" not in question.text):
        return None
    word = match[1]
    less = (
        word in ("slower", "lower", "shorter", "less")
        or word.startswith(("slow", "decel"))
        or "decreas" in word
        or "drop" in word
    )
    if (word.startswith(("speed", "slow", "acc", "dec", "pace", "velocity")) and word != "slower") or re.search(
        r"\b(?:end|later|towards)\b.*\b(?:start|beginning)\b|\b(?:at the|towards the) end\b"
        r"|\bover time\b|\b(?:second|last|latter) half\b",
        question.text,
    ):
        first, last = (
            scene.measures.mean("pelvis", "speed", Span(*edges))
            for edges in ((0.0, scene.duration_s / 3), (2 * scene.duration_s / 3, scene.duration_s))
        )
        grows = last > first * 1.1 if not less else last < first / 1.1
        if re.search(r"\b(?:start|beginning)\b.*\bthan\b.*\bend\b", question.text):
            grows = first > last * 1.1 if not less else first < last / 1.1
        grows = grows and abs(last - first) > _OTHER_PACE
        line = f"{first:.1f} m/s at the beginning, {last:.1f} m/s at the end"
        return Verdict(grows, LIKELY, (line,), said=line)
    return _sides_compared(question, scene, word, less=less) or _events_compared(question, scene, word, less=less)


def _sides_compared(question: Question, scene: Scene, word: str, *, less: bool) -> Verdict | None:
    """Whether the left hand is higher, faster or moves more than the right one, or one more than the other."""
    if re.search(r"\bone (?:hand|arm|leg|foot|side)\b.*\bthan the other\b", question.text):
        joint = "ankle" if question.part in ("leg", "foot") else "wrist"
        left, right = (scene.measures.way(joint_of(side, joint)) for side in SIDES)
        line = f"the left {question.part} goes {left:.1f} m, the right one {right:.1f} m relative to the body"
        return Verdict(max(left, right) > 1.3 * min(left, right), DOUBTFUL, (line,), said=line)
    if set(question.sides[:2]) == set(SIDES) and question.part and "than" in question.text:
        joint = JOINTS.get(question.part, "wrist")
        values = {}
        for side in SIDES:
            quantity = "height" if word in ("higher", "lower") else "speed"
            values[side] = (
                scene.measures.way(joint_of(side, joint))
                if word in ("more", "less", "further", "farther")
                else scene.measures.extreme(joint_of(side, joint), quantity).value
            )
        a, b = (values[side] for side in question.sides[:2])
        return Verdict(
            a < b if less else a > b,
            LIKELY,
            (f"{question.sides[0]} {question.part} {a:.2f}, {question.sides[1]} {b:.2f}",),
        )
    return None


def _events_compared(question: Question, scene: Scene, word: str, *, less: bool) -> Verdict | None:
    """Whether one thing lasts longer or is done more often than another."""
    if (several := times_beside(question, scene)) is not None:
        places, amounts, line = several
        own, others = amounts[places[0]], [amounts[place] for place in places[1:]]
        near = [LIKE * max(abs(own), abs(other)) for other in others]
        holds = all((other - own if less else own - other) > within for other, within in zip(others, near, strict=True))
        events = scene.of(question.keys[0], question.mentions[0].side)
        return Verdict(holds, LIKELY, tuple(events[place].line for place in places[:2]), said=line)
    if (alone := _alone(question, scene)) is not None:
        return alone
    if len(question.mentions) >= 2 and "than" in question.text:
        one, two = (scene.of(mention.action.key) for mention in question.mentions[:2])
        if one and two and question.key != question.keys[1]:
            a, b = (_of_events(events, word, question.text, scene) for events in (one, two))
            return Verdict(a < b if less else a > b, DOUBTFUL, (tell_events([one[0], two[0]], timed=True),))
    return None


_FIRST_AND_LAST: Final = re.compile(
    r"\b(?:first|last|second|third|final)\b.*\bthan\b.*\b(?:first|last|second|third|final|others?|rest)\b"
)


def _alone(question: Question, scene: Scene) -> Verdict | None:
    """That no time of an action is more than another where it is done but once; None where it is done more often."""
    if len(set(question.keys)) != 1 or question.key in PLACELESS or not _FIRST_AND_LAST.search(question.text):
        return None
    noun, side = question.mentions[0].action.noun, question.mentions[0].side
    events, number = scene.of(question.key, side), counted(question.key, scene, side)[0]
    if len(events) != 1 or number != 1:
        return None
    said = f"there is only one {noun} ({events[0].span.words})"
    return Verdict(False, LIKELY, (events[0].line,), said=said)


def _of_events(events: Sequence[Event], word: str, text: str, scene: Scene) -> float:
    """What two actions are compared by: how often, how fast or how high each is, or how long it lasts."""
    if word in ("more", "less"):
        return float(len(events))
    if word in ("faster", "quicker", "slower") and all(event.key in GOING for event in events):
        return max(scene.measures.mean("pelvis", "speed", event.span) for event in events)
    if word in ("longer", "shorter"):
        return sum(event.span.duration_s for event in events)
    return max(amount(event, text, scene) for event in events)


def by_part(question: Question, scene: Scene) -> Verdict | None:
    """What one hand, arm, foot or the head does, where no action is named."""
    text, part = question.text, question.part
    if part in ("foot", "leg") and question.keys == ("air",) and question.side in SIDES:
        height = scene.measures.course(joint_of(question.side, "ankle"), "height")
        rise = float(height.max() - np.percentile(height, 10))
        line = f"the {question.side} ankle rises by {rise:.2f} m"
        return Verdict(rise > LIFTED_M, LIKELY, (line,), said=line)
    if part in ("foot", "leg") and question.keys == ("air",) and _A_FOOT.search(text):
        return _a_foot_off(scene)
    if part not in ("hand", "arm", "foot", "leg", "knee") or set(question.keys) - _OF_PARTS:
        return None
    leads = part in ("foot", "leg") and question.side and re.search(r"\b(?:start|begin|first|lead)", text)
    if leads and scene.facts.steps:
        step = scene.facts.steps[0]
        line = f"the {step.foot} foot steps first, at {step.time_s:.1f} s"
        return Verdict(step.foot == question.side, LIKELY, (line,), said=line)
    others = not question.side and re.search(r"\b(?:other|free|idle) (?:one|arm|hand|leg|foot)\b", text)
    if others and scene.star is not None:
        question = replace(question, sides=(other_side(scene.star, scene),))
    sides = question.sides_meant
    raised = _by_height(question, scene, sides) if part in ("hand", "arm") else None
    if raised is not None:
        return raised
    if part in ("foot", "leg") and re.search(r"\bplanted\b|\bin place\b|\bon the spot\b", text):
        fastest = max(scene.measures.extreme(joint_of(side, "ankle"), "speed").value for side in sides)
        return Verdict(fastest < STEPS_SPEED, LIKELY, (f"no foot moves at more than {fastest:.1f} m/s",))
    if _AT_WORK.search(text):
        return _by_motion(question, scene, sides)
    return None


_AT_WORK: Final = re.compile(
    r"\b(?:still|idle|inactive|unused|mov\w+|us(?:e|es|ed|ing)|active|busy|involved|help\w*|swing\w*)\b"
    r"|\bdo(?:es|ing)?\b.*\b(?:anything|something|nothing|much)\b"
)
_CALM: Final = re.compile(r"\b(?:still|idle|inactive|unused)\b")
_A_FOOT: Final = re.compile(r"\b(?:(?:a|an|the|one|any|either|his|her|their) (?:single )?)(?:foot|leg)\b")


def _a_foot_off(scene: Scene) -> Verdict:
    """Whether any foot leaves the floor, alone or with the other one."""
    rises = {}
    for side in SIDES:
        height = scene.measures.course(joint_of(side, "ankle"), "height")
        rises[side] = float(height.max() - np.percentile(height, 10))
    line = " and ".join(f"the {side} ankle rises by {rise:.2f} m" for side, rise in rises.items())
    return Verdict(max(rises.values()) > LIFTED_M, LIKELY, (line,), said=line)


def _by_motion(question: Question, scene: Scene, sides: Sequence[str]) -> Verdict:
    """Whether hands or feet move, or keep still."""
    part = question.part
    calm = _CALM.search(question.text) is not None
    ways = {side: scene.measures.way(joint_of(side, JOINTS[part])) for side in SIDES}
    lines = tuple(f"{side} {part} goes {ways[side]:.1f} m relative to the body" for side in sides)
    most = max(ways.values())
    moves = {side: ways[side] > max(0.35 * most, 0.3) for side in ways}
    if part in ("foot", "leg"):
        # Feet that stay where they are move beside a body that sways.
        tops = {side: scene.measures.extreme(joint_of(side, "ankle"), "speed").value for side in ways}
        moves = {side: moves[side] and tops[side] > STEPS_SPEED for side in ways}
        lines = tuple(f"the {side} foot is at {tops[side]:.1f} m/s at most" for side in sides)
    holds = all(moves.values()) if "both" in question.sides else any(moves[side] for side in sides)
    return Verdict(holds != calm, DOUBTFUL, lines, said=" and ".join(lines))


def _by_height(question: Question, scene: Scene, sides: Sequence[str]) -> Verdict | None:
    """Whether hands are up or stay down."""
    text = question.text
    when = stretch_of(question.stretch, scene) if question.stretch else edge_span(question, scene)
    tops = {side: scene.measures.extreme(joint_of(side, "wrist"), "height", "most", when) for side in SIDES}
    shoulder = {side: scene.measures.mean(joint_of(side, "shoulder"), "height") for side in SIDES}
    limit = "head" if re.search(r"\b(?:head|overhead)\b", text) else "shoulder"
    margin = scene.measures.mean("head", "height") if limit == "head" else None
    up = {side: tops[side].value > (margin if margin is not None else shoulder[side] - 0.1) for side in SIDES}
    ranked = sorted(sides, key=lambda side: not up[side])
    lines = tuple(f"{side} hand up to {tops[side].value:.2f} m at {tops[side].time_s:.1f} s" for side in ranked)
    if re.search(
        r"\b(?:stay\w*|remain\w*|keep\w*|kept|hang\w*|is|are)\b.*\bdown\b|\bdown (?:the whole"
        r"|all the) time\b|\bby (?:his|her|their|the) sides?\b|\bhang\w*\b",
        text,
    ):
        return Verdict(not any(up[side] for side in sides), LIKELY, lines)
    if question.key == "raise" or (
        re.search(r"\b(?:up|raised|above|over)\b", text) and not re.search(r"\bover the floor\b|\bstand", text)
    ):
        both = "both" in question.sides or (re.search(r"\bhands|arms\b", text) and "both" in text)
        holds = all(up.values()) if both else any(up[side] for side in sides)
        where = span_of(replace(question, mentions=()), scene, [])
        if where is not None and holds:
            holds = any(
                scene.measures.extreme(joint_of(side, "wrist"), "height", "most", where).value > shoulder[side] - 0.1
                for side in sides
            )
        return Verdict(holds, LIKELY, lines)
    return None


def by_pace(question: Question, scene: Scene) -> Verdict | None:
    """A slow walk, a fast run, quick movements."""
    match = re.search(r"\b(slow(?:ly)?|fast|quick(?:ly)?|rapid(?:ly)?|leisurely|brisk(?:ly)?|speedy)\b", question.text)
    if match is None:
        return None
    quick = not match[1].startswith(("slow", "leis"))
    keys = [key for key in question.keys if key in ("walk", "run", "sneak")]
    speed = max((going.speed for going in scene.facts.goings), default=scene.facts.travel.mean_speed)
    if keys:
        verdict = happens(question.mentions[question.keys.index(keys[0])], scene)
        if not verdict.holds:
            return verdict
        limit = (1.35 if quick else 0.95) if keys[0] != "run" else (2.6 if quick else 2.0)
        line = f"the person goes at {speed:.1f} m/s"
        return Verdict(speed > limit if quick else speed < limit, DOUBTFUL, (line,), verdict.events, said=line)
    star = scene.star
    if star is None:
        return None
    if star.key in GOING:
        limit = 1.35 if quick else 1.0
        return Verdict(speed > limit if quick else speed < limit, DOUBTFUL, (f"goes at {speed:.1f} m/s",))
    if question.mentions and question.key not in ("move", "still"):
        verdict = happens(question.mentions[0], scene)
        if not verdict.holds:
            return verdict
        star = verdict.events[0] if verdict.events else star
    hand = scene.measures.most_moved(HANDS_AND_FEET, star.span)
    top = scene.measures.extreme(hand, "own speed", "most", star.span)
    line = f"the {hand} is at {top.value:.1f} m/s at most"
    return Verdict(top.value > 2.0 if quick else top.value < 1.5, DOUBTFUL, (line,), said=line)

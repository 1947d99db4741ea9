"""Whether what is asked about happens: an action or several, a posture, a way, more than a number."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np

from humocon.ask.exact import quantities, units
from humocon.ask.exact.events import Event, joint_of
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, SURE, Exact, Source, exact
from humocon.ask.exact.figures import figures
from humocon.ask.exact.question import Mention, Question
from humocon.ask.exact.scene import Scene
from humocon.ask.exact.telling import tell_events
from humocon.motion.kinematics.signals import Span

BY_FACTS: Final = frozenset(
    {
        "walk",
        "run",
        "move",
        "step",
        "air",
        "jump",
        "turn",
        "kick",
        "squat",
        "crouch",
        "bow",
        "bend",
        "lie",
        "sit",
        "kneel",
        "raise",
        "lower",
        "reach down",
        "lift knee",
        "fall",
        "get up",
        "stay on feet",
        "still",
        "stand",
        "handstand",
        "crawl",
        "twist",
        "swing",
    }
)
MODEL_SURE: Final[float] = 0.95
STANDING_HIPS: Final[float] = 0.9


@dataclass(frozen=True)
class Verdict:
    """Whether something happens, how surely, and by which facts or events."""

    holds: bool
    probability: float
    lines: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    source: Source = "facts"
    said: str = ""


def yes_no(question: Question, scene: Scene) -> Exact | None:
    """The answer to a question that wants yes or no."""
    verdict = _verdict(question, scene)
    if verdict is None:
        return None
    yes = verdict.holds != question.negated
    what = _said(question, verdict, scene)
    if question.negated:
        lead = "Yes, that is right" if yes else "No, that is not so"
    else:
        lead = "Yes" if yes else "No"
    lines = verdict.lines or tuple(event.line for event in (verdict.events or scene.main))
    return exact(
        f"{lead}{': ' if question.negated else ', '}{what}.", verdict.probability, *lines, source=verdict.source
    )


def _said(question: Question, verdict: Verdict, scene: Scene) -> str:
    """What happens, or what happens instead."""
    if verdict.said:
        return verdict.said
    if verdict.holds and verdict.events:
        if (
            len(question.mentions) == 1
            and len(verdict.events) > 1
            and len({event.key for event in verdict.events}) == 1
        ):
            return tell_events(verdict.events[:3], timed=True)
        return tell_events(verdict.events, timed=True)
    if verdict.holds and verdict.lines:
        return verdict.lines[0]
    if not verdict.holds and verdict.lines and not question.mentions:
        return verdict.lines[0]
    instead = tell_events(scene.main[:3]) if scene.main and not scene.is_film else ""
    if question.mentions and len(question.mentions) == 1:
        action = question.mentions[0].action
        not_so = f"the person is not {action.gerund}"
        side, way = question.mentions[0].side, question.mentions[0].way or next(iter(question.ways), "")
        extra = (
            f" with the {side} {question.part or 'side'}"
            if side in ("left", "right") and action.key not in ("turn", "walk", "run")
            else f" {side}"
            if side in ("left", "right")
            else f" with both {question.part or 'side'}s"
            if side == "both"
            else f" {way}"
            if way
            else ""
        )
        keys = [event.key for event in scene.main[:3]]
        return f"{not_so}{extra}" + (f": {instead}" if instead and (extra or action.key not in keys) else "")
    if verdict.lines:
        return verdict.lines[0]
    return instead or "the joints speak against it"


def _verdict(question: Question, scene: Scene) -> Verdict | None:
    """Whether what a question says, its sign left out, holds."""
    for find in (_by_threshold, _by_comparison, _by_part, _by_order, _by_pace, _by_posture):
        verdict = find(question, scene)
        if verdict is not None:
            return verdict
    if not question.mentions:
        if question.ways:
            return _going(question.ways[0], scene)
        if question.sides and ("turn" in question.text or "way" in question.text):
            return happens(_turn(question.sides[0]), scene)
        return None
    if len(question.mentions) == 1:
        return _single(question, scene)
    return _compound(question, scene)


def _turn(side: str) -> Mention:
    from humocon.ask.exact.vocabulary import BY_KEY

    return Mention(BY_KEY["turn"], side)


def _single(question: Question, scene: Scene) -> Verdict:
    mention = question.mentions[0]
    if not mention.side and question.side and mention.action.key not in ("walk", "run", "move"):
        mention = replace(mention, side=question.side)
    if not mention.way and len(question.ways) == 1:
        mention = replace(mention, way=question.ways[0])
    verdict = happens(mention, scene)
    if verdict.holds and re.search(
        r"\b(?:twice|more than once|several times|repeatedly|multiple|again|over and over|many)\b", question.text
    ):
        number, lines, _ = quantities.counted(mention.action.key, scene, mention.side)
        return Verdict(number > 1, LIKELY, tuple(lines), said=units.count(number, mention.action.noun))
    if verdict.holds and re.search(r"\b(?:once|one time|a single)\b", question.text) and "at once" not in question.text:
        number, lines, _ = quantities.counted(mention.action.key, scene, mention.side)
        return Verdict(number == 1, DOUBTFUL, tuple(lines), said=units.count(number, mention.action.noun))
    if verdict.holds and question.where and verdict.events and len(scene.main) > 1:
        middle = scene.duration_s / 2
        event = verdict.events[0 if question.where == "begin" else -1].span
        inside = event.begin_s < middle if question.where == "begin" else event.end_s > middle
        first = scene.main[0] if question.where == "begin" else scene.main[-1]
        return Verdict(
            inside and (first in verdict.events or event.duration_s > middle or len(scene.main) > 2),
            LIKELY,
            events=verdict.events,
        )
    return verdict


def _compound(question: Question, scene: Scene) -> Verdict:
    """Several actions: all of them, any of them, in an order."""
    either = bool(re.search(r"\b(?:either|or)\b", question.text)) and not re.search(r"\band\b", question.text)
    mentions = [mention for mention in question.mentions if mention.action.key != "step" or len(question.mentions) == 1]
    verdicts = [happens(mention, scene) for mention in mentions]
    signed = [verdict.holds != mention.negated for verdict, mention in zip(verdicts, mentions, strict=True)]
    neither = question.negated and re.search(r"\b(?:neither|nor|or)\b", question.text)
    holds = any(signed) if either or neither else all(signed)
    events = tuple(event for verdict in verdicts if verdict.holds for event in verdict.events[:1])
    ordered = re.search(
        r"\b(?:then|later|afterwards?|after that|followed by|subsequently|next|eventually|finally)\b", question.text
    )
    if holds and ordered and len(events) > 1 and not either:
        holds = all(first.span.begin_s <= second.span.begin_s + 0.2 for first, second in pairwise(events))
    if (
        holds
        and re.search(r"\b(?:at the same time|simultaneously|at once|while|both .* together|during)\b", question.text)
        and len(events) > 1
    ):
        holds = all(
            min(first.span.end_s, second.span.end_s) > max(first.span.begin_s, second.span.begin_s)
            for first, second in pairwise(events)
        )
    trust = min((verdict.probability for verdict in verdicts), default=DOUBTFUL)
    source: Source = "both" if any(verdict.source != "facts" for verdict in verdicts) else "facts"
    if not holds:
        missing = [mention.action.gerund for mention, right in zip(mentions, signed, strict=True) if not right]
        line = (
            f"the person is not {' and not '.join(missing)}"
            if missing and not any(m.negated for m in mentions)
            else "in another order or at other times"
        )
        lines = tuple(event.line for event in events) or tuple(event.line for event in scene.main)
        told = tell_events(scene.main[:4], timed=False)
        return Verdict(False, trust, (f"{line}: {told}" if told else line, *lines), (), source)
    return Verdict(True, trust, (), events, source)


def _by_order(question: Question, scene: Scene) -> Verdict | None:
    """Does one thing come before, after or while another?"""
    if not question.relation or len(question.mentions) < 2 or "before that" in question.text:
        return None
    first, second = question.mentions[0], question.mentions[1]
    one, two = _loosely(first, scene), _loosely(second, scene)
    if not (one.holds and two.holds and one.events and two.events):
        missing = first if not one.holds else second
        return Verdict(False, min(one.probability, two.probability), (f"the person is not {missing.action.gerund}",))
    a, b = one.events[0].span, two.events[0].span
    holds = {"before": a.begin_s < b.begin_s, "after": one.events[-1].span.begin_s > b.begin_s}.get(
        question.relation, min(a.end_s, b.end_s) > max(a.begin_s, b.begin_s)
    )
    ordered = sorted((one.events[0], two.events[0]), key=lambda event: event.span.begin_s)
    told = tell_events(ordered, timed=True)
    return Verdict(holds, LIKELY, tuple(event.line for event in ordered), said=told)


def _loosely(mention: Mention, scene: Scene) -> Verdict:
    """Whether an action happens, a crouch for a squat and a bend for a bow where nothing else is one."""
    verdict = happens(mention, scene)
    low = {"squat": ("crouch", "squat"), "bow": ("bend",)}.get(mention.action.key, ())
    near = [event for event in scene.known if event.key in low]
    return verdict if verdict.holds or not near else Verdict(True, DOUBTFUL, (), tuple(near))


def _by_threshold(question: Question, scene: Scene) -> Verdict | None:
    """More than, at least, less than a number."""
    if question.threshold is None:
        return None
    words, number, unit = question.threshold
    value, line = _measured(question, unit, scene)
    if value is None:
        return None
    bound = units.as_base(number, unit)
    if words in ("at least",):
        holds = value >= bound - 1e-6
    elif words in ("at most", "no more than", "not more than"):
        holds = value <= bound + 1e-6
    elif words == "exactly":
        holds = abs(value - bound) < 0.05 * max(bound, 1)
    elif words.startswith(("less", "fewer", "under", "below", "slower", "lower", "shorter")):
        holds = value < bound
    else:
        holds = value > bound
    margin = abs(value - bound) > 0.15 * bound
    return Verdict(holds, LIKELY if margin else DOUBTFUL, (line,), said=line)


def _measured(question: Question, unit: str, scene: Scene) -> tuple[float | None, str]:
    """The quantity that a number of a unit is compared with, in metres, seconds and degrees, and how it is told."""
    text, travel = question.text, scene.facts.travel
    key = question.keys[0] if question.mentions else ""
    if unit in ("m/s", "km/h", "mph", "ft/s") or "faster than" in text or "slower than" in text:
        value = (
            scene.measures.mean("pelvis", "speed")
            if travel.path_m < 1
            else max(travel.mean_speed, max((going.speed for going in scene.facts.goings), default=0))
        )
        return value, f"the person goes at {units.speed(value, unit)}"
    if unit == "degrees":
        if key in ("bend", "bow") or question.part == "trunk":
            value = scene.measures.extreme("trunk", "lean").value
            return value, f"the trunk leans {value:.0f}° at most"
        value = max(
            (turn.value for turn in scene.known if turn.key in ("turn", "twist")), default=abs(travel.heading_degrees)
        )
        return value, f"the body turns by {value:.0f}°"
    if unit in ("s", "min", "ms") or ("longer than" in text and not key):
        events = quantities.events_asked(question, scene) if key and key != "move" else []
        value = sum(event.span.duration_s for event in events) if events else scene.duration_s
        return value, f"it lasts {value:.1f} s"
    if unit in ("m", "cm", "ft", "in", "km", "yd"):
        if key in ("jump", "air") and ("high" in text or "off" in text):
            value = max((event.value for event in scene.of("jump")), default=0.0)
            return value, f"the feet are {units.length(value, unit)} over the floor"
        value = travel.path_m
        return value, f"the person goes {units.length(value, unit)}"
    if "step" in text:
        return float(len(scene.facts.steps)), f"{len(scene.facts.steps)} steps counted"
    if key and key not in quantities.PLACELESS:
        number, _, _ = quantities.counted(key, scene, question.mentions[0].side)
        return float(number), units.count(number, question.mentions[0].action.noun)
    return None, ""


def _by_comparison(question: Question, scene: Scene) -> Verdict | None:
    """Faster at the end than at the start, the left hand higher than the right, one thing longer than another."""
    match = re.search(
        r"\b(faster|quicker|slower|higher|lower|more|longer|shorter|less|further|farther|speed(?:s"
        r"|ing)? up|slow(?:s|ing)? down|accelerat\w*|decelerat\w*)\b",
        question.text,
    )
    if match is None:
        return None
    word = match[1]
    less = word in ("slower", "lower", "shorter", "less") or word.startswith(("slow", "decel"))
    if (word.startswith(("speed", "slow", "acc", "dec")) and word != "slower") or re.search(
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
        return Verdict(grows, LIKELY, (f"{first:.1f} m/s at the beginning, {last:.1f} m/s at the end",))
    if question.sides[:2] in (("left", "right"), ("right", "left")) and question.part and "than" in question.text:
        joint = quantities.JOINTS.get(question.part, "wrist")
        values = {}
        for side in ("left", "right"):
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
    if len(question.mentions) >= 2 and "than" in question.text:
        one, two = (scene.of(mention.action.key) for mention in question.mentions[:2])
        if one and two and question.keys[0] != question.keys[1]:
            seconds = [sum(event.span.duration_s for event in events) for events in (one, two)]
            counts = [len(one), len(two)]
            a, b = seconds if word in ("longer", "shorter") else counts if word in ("more", "less") else seconds
            return Verdict(a < b if less else a > b, DOUBTFUL, (tell_events([one[0], two[0]], timed=True),))
    return None


def _by_part(question: Question, scene: Scene) -> Verdict | None:
    """What one hand, arm, foot or the head does, where no action is named."""
    text, part = question.text, question.part
    if part not in ("hand", "arm", "foot", "leg", "knee") or (
        question.mentions and question.keys[0] not in ("raise", "move", "swing", "still", "lower", "stretch")
    ):
        return None
    joint = quantities.JOINTS[part]
    sides = [question.side] if question.side in ("left", "right") else ["left", "right"]
    if part in ("hand", "arm"):
        tops = {side: scene.measures.extreme(joint_of(side, "wrist"), "height") for side in ("left", "right")}
        shoulder = {side: scene.measures.mean(joint_of(side, "shoulder"), "height") for side in ("left", "right")}
        limit = "head" if re.search(r"\b(?:head|overhead)\b", text) else "shoulder"
        margin = scene.measures.mean("head", "height") if limit == "head" else None
        up = {
            side: tops[side].value > (margin if margin is not None else shoulder[side] - 0.1)
            for side in ("left", "right")
        }
        lines = tuple(f"{side} hand up to {tops[side].value:.2f} m at {tops[side].time_s:.1f} s" for side in sides)
        if re.search(
            r"\b(?:stay\w*|remain\w*|keep\w*|kept|hang\w*|is|are)\b.*\bdown\b|\bdown (?:the whole"
            r"|all the) time\b|\bby (?:his|her|their|the) sides?\b|\bhang\w*\b",
            text,
        ):
            return Verdict(not any(up[side] for side in sides), LIKELY, lines)
        if question.keys[:1] == ("raise",) or (
            re.search(r"\b(?:up|raised|above|over)\b", text) and not re.search(r"\bover the floor\b|\bstand", text)
        ):
            both = "both" in question.sides or (re.search(r"\bhands|arms\b", text) and "both" in text)
            holds = all(up.values()) if both else any(up[side] for side in sides)
            where = quantities.span_of(replace(question, mentions=()), scene, [])
            if where is not None and holds:
                holds = any(
                    scene.measures.extreme(joint_of(side, "wrist"), "height", "most", where).value
                    > shoulder[side] - 0.1
                    for side in sides
                )
            return Verdict(holds, LIKELY, lines)
    if re.search(r"\b(?:mov\w+|us(?:e|es|ed|ing)|active|still|swing\w*)\b", text):
        ways = {side: scene.measures.way(joint_of(side, joint)) for side in ("left", "right")}
        lines = tuple(f"{side} {part} goes {ways[side]:.1f} m relative to the body" for side in sides)
        most = max(ways.values())
        moves = {side: ways[side] > max(0.35 * most, 0.3) for side in ways}
        holds = all(moves.values()) if "both" in question.sides else any(moves[side] for side in sides)
        return Verdict(holds != bool(re.search(r"\bstill\b", text)), DOUBTFUL, lines)
    return None


def _by_pace(question: Question, scene: Scene) -> Verdict | None:
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
        return Verdict(
            speed > limit if quick else speed < limit, DOUBTFUL, (f"goes at {speed:.1f} m/s",), verdict.events
        )
    star = scene.star
    if star is None:
        return None
    if star.key in quantities.GOING:
        limit = 1.35 if quick else 1.0
        return Verdict(speed > limit if quick else speed < limit, DOUBTFUL, (f"goes at {speed:.1f} m/s",))
    if question.mentions and question.keys[0] not in ("move", "still"):
        verdict = happens(question.mentions[0], scene)
        if not verdict.holds:
            return verdict
        star = verdict.events[0] if verdict.events else star
    hand = scene.measures.most_moved(("left wrist", "right wrist", "left ankle", "right ankle"), star.span)
    top = scene.measures.extreme(hand, "own speed", "most", star.span)
    return Verdict(top.value > 2.0 if quick else top.value < 1.5, DOUBTFUL, (f"{hand} at {top.value:.1f} m/s at most",))


_POSTURES: Final = {
    "stand": "standing",
    "sit": "seated",
    "lie": "lying",
    "kneel": "kneeling",
    "squat": "squatting",
    "crouch": "crouched",
    "crawl": "crawling",
}


def _by_posture(question: Question, scene: Scene) -> Verdict | None:
    """Standing, sitting, lying or kneeling; straight or bent limbs; still."""
    text, postures = question.text, scene.facts.postures
    keys = question.keys
    if re.search(
        r"\b(?:knees?|legs?)\b.*\bstraight\b|\bstraight (?:knees?|legs?)\b|\bstretched (?:knees?|legs?)\b", text
    ):
        bend = max(scene.measures.extreme(joint_of(side, "knee"), "bend").value for side in ("left", "right"))
        return Verdict(bend < 40, LIKELY, (f"the knees bend by {bend:.0f}° at most",))
    if re.search(r"\bback\b.*\b(?:straight|upright)\b|\bupright\b", text) and (
        not keys or keys[0] in ("stand", "stay on feet")
    ):
        lean = scene.measures.extreme("trunk", "lean").value
        return Verdict(lean < 30, LIKELY, (f"the trunk leans {lean:.0f}° at most",))
    if re.search(r"\b(?:elbows?|arms?)\b.*\b(?:straight|stretched|extended)\b", text):
        bend = min(
            scene.measures.extreme(
                joint_of(side, "elbow"), "bend", "least", scene.star.span if scene.star else None
            ).value
            for side in ("left", "right")
        )
        return Verdict(bend < 30, DOUBTFUL, (f"an elbow is bent by only {bend:.0f}° at its straightest",))
    if not keys and re.search(r"\bone (?:leg|foot)\b", text):
        lifted = [event for event in scene.known if event.key in ("kick", "lift knee")]
        return Verdict(bool(lifted), DOUBTFUL, (), tuple(lifted))
    if not keys:
        return None
    if keys[0] in ("still",) and len(keys) == 1:
        still = (
            scene.facts.travel.path_m < 0.6
            if re.search(r"place|spot|where", text)
            else scene.active.duration_s < 0.35 * scene.duration_s and scene.facts.travel.path_m < 0.6
        )
        if "not" in text and "mov" in text:
            still = not still if question.negated else still
        return Verdict(
            still,
            LIKELY,
            (f"goes only {scene.facts.travel.path_m:.1f} m in all" if still else f"moves from {scene.active.words}",),
        )
    if keys[0] == "stay on feet":
        down = [
            posture
            for posture in postures
            if posture.name in ("lying", "seated", "kneeling", "crawling", "upside down")
        ]
        return Verdict(
            not down,
            LIKELY,
            tuple(f"{posture.name} {posture.span.words}" for posture in down) or ("never lies, sits or kneels",),
        )
    if (keys[0] == "get up" and re.match(r"(?:is|are|was)\b.*\bstanding up\b", text)) or keys[0] == "stand":
        where = question.where
        names = (
            [postures[0 if where == "begin" else -1].name]
            if where and postures
            else [posture.name for posture in postures]
        )
        down = [name for name in names if name in ("seated", "lying", "kneeling", "crawling")]
        upright = sum(p.span.duration_s for p in postures if p.name in ("standing", "bent", "crouched"))
        going = scene.facts.travel.path_m > 1.5 and re.search(r"\bstill\b", text)
        edges = {"begin": Span(0.0, 0.5), "end": Span(scene.duration_s - 0.5, scene.duration_s)}
        poses = scene.measures.poses(edges.get(where))
        high = float(np.median(scene.measures.body.hips[poses])) > STANDING_HIPS
        holds = (not down or upright > 0.5 * scene.facts.duration_s) and high and not going
        if where:
            holds = not down and high
        return Verdict(
            holds,
            LIKELY,
            (f"{postures[-1 if where == 'end' else 0].name} {postures[-1 if where == 'end' else 0].span.words}",),
        )
    if keys[0] in ("sit", "lie", "kneel", "crawl") and len(keys) == 1:
        name = _POSTURES[keys[0]]
        spans = [posture for posture in postures if posture.name == name]
        if question.where and postures:
            spans = [posture for posture in (postures[0 if question.where == "begin" else -1],) if posture.name == name]
        if spans and not (keys[0] == "sit" and any(event.key in ("lie", "squat") for event in scene.named)):
            return Verdict(True, LIKELY, tuple(f"{posture.name} {posture.span.words}" for posture in spans))
        if scene.of(keys[0]):
            return Verdict(True, LIKELY, (), tuple(scene.of(keys[0])))
        lowest = min(postures, key=lambda posture: posture.hips_m)
        return Verdict(False, LIKELY, (f"the pelvis never sinks below {lowest.hips_m:.2f} m",))
    return None


def _going(way: str, scene: Scene) -> Verdict:
    """Whether the person goes a way."""
    found = [
        event
        for event in scene.known
        if event.key in ("walk", "run") and (event.way == way or (way == "sideways" and event.way in ("left", "right")))
    ]
    main = sum(event.value for event in found) > 0.25 * max(scene.facts.travel.path_m, 0.6)
    return Verdict(
        bool(found) and main,
        LIKELY,
        tuple(event.line for event in (found or scene.known))[:2],
        tuple(found[:2]) if main else (),
    )


def happens(mention: Mention, scene: Scene) -> Verdict:
    """Whether an action happens, with the side and the way that are named."""
    key, side, way = mention.action.key, mention.side, mention.way
    trust = 0.75 if scene.is_film else SURE
    shapes = figures(scene)
    if key in shapes:
        return Verdict(True, DOUBTFUL if key not in ("handstand", "cartwheel") else LIKELY, (shapes[key],))
    if key in ("walk", "run", "move") or (key == "jump" and way in ("forward", "backwards", "up")):
        return _travels(key, side, way, scene, trust)
    if key == "turn":
        return _turns(side, scene, trust)
    if key == "fall":
        return _falls(scene)
    if key == "get up":
        risen = [change for change in scene.facts.changes if change.kind in ("stands up", "gets up", "sits up")]
        return Verdict(
            bool(risen),
            LIKELY,
            tuple(f"{one.kind}, {one.span.words}" for one in risen) or ("never gets up from the floor or a seat",),
        )
    if key == "dribble" and scene.of("throw") and scene.of("jump"):
        return Verdict(True, DOUBTFUL, (), (*scene.of("throw"), *scene.of("jump")))
    events = scene.of(key, "" if key == "air" else side, "")
    if side in ("left", "right") and not events and scene.of(key) and not any(event.side for event in scene.of(key)):
        told = [scene.side_of(event) for event in scene.of(key)]
        events = [event for event, one in zip(scene.of(key), told, strict=True) if one == side]
    if events:
        source: Source = "facts" if all(event.line for event in events) else "both"
        named = any(event in scene.named for event in events)
        return Verdict(True, trust if named or key in BY_FACTS else LIKELY, (), tuple(events), source)
    if key in BY_FACTS or side:
        return Verdict(False, trust if key not in ("bow", "bend", "squat", "crouch") else LIKELY)
    return _by_model(mention, scene)


def _by_model(mention: Mention, scene: Scene) -> Verdict:
    """What only a model can name."""
    key = mention.action.key
    if not mention.action.learned:
        if scene.is_film and not figures(scene):
            told = tell_events(scene.main[:2])
            return Verdict(True, 0.5, (f"that may be: {told}" if told else "the joints do not speak against it",))
        return Verdict(False, LIKELY if not scene.is_film else DOUBTFUL)
    says, probability = scene.asked(key)
    hidden = {
        "wave": {"raise"},
        "kick": {"run", "walk", "jack", "elbow knee", "lie"},
        "punch": {"jack", "elbow knee", "walk"},
    }
    named = {event.key for event in scene.named}
    if (
        says
        and probability >= MODEL_SURE
        and not scene.is_film
        and not (named & hidden.get(key, set()) and scene.told[1] > 0.8)
    ):
        if key == "kick" and not any(event.key in ("kick", "lift knee") for event in scene.known):
            return Verdict(False, DOUBTFUL)
        return Verdict(True, LIKELY - 0.1, (f"the model says yes to {mention.action.gerund}",), source="model")
    return Verdict(False, LIKELY if not scene.is_film else DOUBTFUL, source="both")


def _travels(key: str, side: str, way: str, scene: Scene, trust: float) -> Verdict:
    """Whether the person walks, runs or jumps, and which way."""
    found = scene.of(key)
    if key in ("walk", "move", "run") and not found:
        found = [
            event
            for event in scene.known
            if event.key == key
            and event.value > 1.5
            and not any(one.key in ("run", "walk", "jump") for one in scene.named)
        ]
    if not found:
        return Verdict(False, trust)
    if way == "up":
        from humocon.ask.exact.quantities import _jump_length

        return Verdict(max(_jump_length(event, scene) for event in found) < 0.4, LIKELY, (), tuple(found))
    if key == "jump" and way:
        from humocon.ask.exact.quantities import _jump_length

        return Verdict(
            max(_jump_length(event, scene) for event in found) >= 0.4 and way == "forward", LIKELY, (), tuple(found)
        )
    if way == "forward":
        back = [event for event in found if event.way == "backwards"]
        return Verdict(len(back) < len(found), trust, (), tuple(event for event in found if event.way != "backwards"))
    if way == "backwards":
        back = [event for event in found if event.way == "backwards"]
        return Verdict(bool(back), trust, (), tuple(back))
    if way == "sideways":
        aside = [
            event for event in found if event.line and any(f"to the {one}" in event.line for one in ("left", "right"))
        ]
        return Verdict(bool(aside), LIKELY, (), tuple(aside))
    if side in ("left", "right"):
        return _turns(side, scene, trust)
    return Verdict(True, trust, (), tuple(found))


def _turns(side: str, scene: Scene, trust: float) -> Verdict:
    """Whether the body turns, to a side where one is named."""
    turns = [
        event
        for event in scene.known
        if (event.key == "turn" and event in scene.events) or (event.key == "turn" and event.value > 60)
    ]
    found = [event for event in turns if not side or event.side == side]
    heading = scene.facts.travel.heading_degrees
    if not found and not turns and abs(heading) > 50 and (not side or (heading > 0) == (side == "left")):
        line = f"the body faces {abs(heading):.0f}° farther to the {'left' if heading > 0 else 'right'} at the end"
        return Verdict(True, LIKELY, (line,))
    if found:
        return Verdict(True, trust, (), tuple(found))
    against = tuple(event.line for event in turns) or (
        f"the body faces the same way within {max(abs(heading), 1):.0f}° at the end",
    )
    return Verdict(False, trust if not scene.is_film else DOUBTFUL, against)


def _falls(scene: Scene) -> Verdict:
    """Whether the person falls: goes to the floor faster than anybody lies down."""
    falls = [change for change in scene.facts.changes if change.kind == "falls"]
    if falls:
        return Verdict(True, LIKELY, tuple(f"falls, {change.span.words}" for change in falls))
    lowest = max(min(posture.hips_m for posture in scene.facts.postures), 0.0)
    return Verdict(
        False,
        LIKELY,
        (f"the pelvis never sinks below {lowest:.2f} m" if lowest > 0.3 else "the pelvis goes down slowly",),
    )

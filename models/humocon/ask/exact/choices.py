"""Answers to which: which side, which way, which of two, which posture, in which manner."""

import re
from dataclasses import replace
from typing import Final

from humocon.ask.exact.events import Event, joint_of
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, SURE, Exact, exact
from humocon.ask.exact.quantities import GOING, JOINTS, _jump_length, events_asked
from humocon.ask.exact.question import Question
from humocon.ask.exact.scene import Scene
from humocon.ask.exact.telling import phrase, tell_events
from humocon.ask.exact.verdicts import happens
from humocon.motion.kinematics.signals import Span

LEGS: Final = frozenset({"leg", "foot", "knee"})
MUCH_MORE: Final[float] = 1.4
LONG_S: Final[float] = 2.5


def side(question: Question, scene: Scene) -> Exact | None:
    """Which hand, arm, leg or foot."""
    if len(question.sides) > 1:
        question = replace(question, mentions=tuple(replace(mention, side="") for mention in question.mentions))
    part = question.part
    legs = part in LEGS
    noun = (
        part
        if part not in ("", "shoulder")
        else ("leg" if scene.star and scene.star.key in ("kick", "lift knee") else "hand")
    )
    if "body part" in question.text and scene.star is not None:
        noun, legs = (
            ("leg", True) if scene.star.key in ("kick", "lift knee", "walk", "run", "jump") else ("hand", False)
        )
    key = question.keys[0] if question.mentions else ""
    if (
        re.search(
            r"\b(?:higher|highest|lower|lowest|faster|fastest|more|most|farther|further|closer|closest)\b",
            question.text,
        )
        or key == "move"
    ):
        return _compared_sides(question, scene, noun, legs)
    if not key and not part and "side" in question.text and any(event.key == "turn" for event in scene.events):
        return way(question, scene)
    if not noun or (key in ("turn", "walk", "run") and not part):
        return way(question, scene)
    if (
        key == "step"
        or "step" in question.text
        or "first foot" in question.text
        or ("foot" in question.text and "first" in question.text)
    ):
        steps = scene.facts.steps
        if steps:
            step = steps[-1 if question.place < 0 else 0]
            return exact(
                f"The {step.foot} foot, at {step.time_s:.1f} s.",
                LIKELY,
                f"the {step.foot} foot steps at {step.time_s:.1f} s",
            )
    events = _sided_events(question, scene, key, legs)
    if question.where == "begin":
        events = [event for event in events if event.span.begin_s < scene.duration_s / 2] or events
    elif question.where == "end":
        events = [event for event in events if event.span.end_s > scene.duration_s / 2] or events
    if (
        key
        and not events
        and key in ("wave", "kick", "punch", "raise")
        and not happens(question.mentions[0], scene).holds
    ):
        return exact(
            f"Neither {noun}: the person is not {question.mentions[0].action.gerund}.",
            DOUBTFUL,
            *(event.line for event in scene.main),
        )
    return _told_side(events, scene, noun, legs, key)


def _sided_events(question: Question, scene: Scene, key: str, legs: bool) -> list[Event]:
    """The events that may tell the side."""
    if key and key not in ("move", "stand", "still", "swing"):
        found = events_asked(question, scene)
        if key in ("raise", "wave") and not found:
            found = [event for event in scene.known if event.key in ("raise", "wave")]
        return found
    wanted = (
        ("kick", "lift knee")
        if legs
        else ("wave", "raise", "punch", "throw", "take", "place", "reach down", "circle arms", "show the way")
    )
    return [event for event in (scene.named or scene.events) if event.key in wanted] or [
        event for event in scene.known if event.key in wanted
    ]


def _told_side(events: list[Event], scene: Scene, noun: str, legs: bool, key: str) -> Exact | None:
    """The side of some events: what they say of themselves, else the limb that goes farther."""
    sides = {event.side for event in events if event.side}
    lines = [event.line for event in events]
    where = events[0].span if events else scene.active
    joint = "ankle" if legs else "wrist"
    left, right = (scene.measures.way(joint_of(one, joint), where) for one in ("left", "right"))
    plural = "feet" if noun == "foot" else f"{noun}s"
    measured = f"left {noun} goes {left:.1f} m, right {noun} {right:.1f} m relative to the body"
    if sides == {"both"} or len(sides) > 1:
        if key in ("throw", "place", "take") and max(left, right) > MUCH_MORE * min(left, right):
            chosen = "left" if left > right else "right"
            return exact(
                f"The {chosen} {noun}.", DOUBTFUL, f"{chosen} {noun} goes {max(left, right):.1f} m relative to the body"
            )
        if sides == {"left", "right"} and key in ("wave", "raise"):
            best = max((event for event in events if event.side != "both"), key=lambda event: event.span.duration_s)
            if max(left, right) > 2 * min(left, right):
                return exact(f"The {best.side} {noun}.", LIKELY, best.line)
        if key == "raise" and max(left, right) > 3 * min(left, right):
            chosen = "left" if left > right else "right"
            return exact(f"The {chosen} {noun}.", DOUBTFUL, measured)
        return exact(f"Both {plural}.", LIKELY, *lines)
    if len(sides) == 1:
        (one,) = sides
        if (
            key in ("wave", "")
            and scene.told[0].lower().find(one) < 0
            and min(left, right) > 0.6 * max(left, right)
            and not legs
        ):
            return exact(f"Both {plural}.", DOUBTFUL, measured)
        return exact(f"The {one} {noun}.", SURE if not scene.is_film and any(lines) else DOUBTFUL, *lines)
    if min(left, right) > 0.7 * max(left, right):
        return exact(f"Both {plural}.", DOUBTFUL, measured)
    chosen = "left" if left > right else "right"
    return exact(
        f"The {chosen} {noun}.",
        LIKELY if not scene.is_film else DOUBTFUL,
        f"{chosen} {noun} goes {max(left, right):.1f} m relative to the body",
    )


def _compared_sides(question: Question, scene: Scene, noun: str, legs: bool) -> Exact:
    """Which of both hands or feet is higher, faster or moves more."""
    joint = JOINTS.get(noun, "ankle" if legs else "wrist")
    joint = "ankle" if legs and noun != "knee" else joint
    text = question.text
    less = (
        question.extreme == "least"
        or re.search(r"\b(?:lower|lowest|closer|closest|less|slower|idle|unused|not mov\w+|down|still)\b", text)
        is not None
    )
    where = None
    if question.where:
        third = scene.duration_s / 3
        where = Span(0.0, third) if question.where == "begin" else Span(scene.duration_s - third, scene.duration_s)
    if re.search(r"\bhigh\w*|\blow\w*|\bclos\w*", text) or "down" in text:
        values = {
            one: scene.measures.extreme(joint_of(one, joint), "height", "least" if less else "most", where).value
            for one in ("left", "right")
        }
        unit = "m over the floor"
    elif re.search(r"\bfast\w*|\bquick\w*|\bslow\w*", text):
        values = {
            one: scene.measures.extreme(joint_of(one, joint), "speed", "most", where).value for one in ("left", "right")
        }
        unit = "m/s at most"
    else:
        values = {one: scene.measures.way(joint_of(one, joint), where) for one in ("left", "right")}
        unit = "m of way"
    best = min(values, key=lambda one: values[one]) if less else max(values, key=lambda one: values[one])
    return exact(f"The {best} {noun}.", LIKELY, f"{best} {noun} {values[best]:.2f} {unit}")


def way(question: Question, scene: Scene) -> Exact | None:
    """Which way the person goes or turns."""
    travel, text = scene.facts.travel, question.text
    key = question.keys[0] if question.mentions else ""
    turns = [event for event in scene.known if event.key == "turn" and (event.value > 50 or event in scene.events)]
    going = [event for event in scene.events if event.key in GOING]
    if question.place and turns:
        turns = turns[question.place - 1 if question.place > 0 else question.place :][:1] or turns
    wants_turn = (
        "turn" in question.keys
        or "side" in text
        or "clockwise" in text
        or "curve" in text
        or "left or right" in text
        or "right or left" in text
    )
    if turns and (wants_turn or not any(word in text for word in ("forward", "backward"))):
        best = max(turns, key=lambda event: event.value)
        if "clockwise" in text:
            return exact(
                f"{'Counter-clockwise' if best.side == 'left' else 'Clockwise'}, to the {best.side}.", LIKELY, best.line
            )
        return exact(
            f"To the {best.side}, by {best.value:.0f} degrees.", SURE if not scene.is_film else DOUBTFUL, best.line
        )
    named = [event.way for event in scene.named if event.way in ("left", "right")]
    if wants_turn and (named or abs(travel.heading_degrees) > 45):
        chosen = (
            "left"
            if (travel.heading_degrees > 0 if abs(travel.heading_degrees) > 20 else named[:1] == ["left"])
            else "right"
        )
        return exact(
            f"To the {chosen}, by {abs(travel.heading_degrees):.0f} degrees.",
            LIKELY,
            f"the body faces {abs(travel.heading_degrees):.0f}° farther to the {chosen} at the end",
        )
    if wants_turn and key != "move":
        return exact(
            "Neither way: the person does not turn.",
            LIKELY,
            f"the body faces the same way within {max(abs(travel.heading_degrees), 1):.0f}° at the end",
        )
    if key in ("jump", "air") and scene.of("jump"):
        return _jump_way(scene)
    if going:
        best = max(going, key=lambda event: event.value)
        known = next((event.way for event in scene.known if event.span == best.span and event.way), best.way)
        said = f"to the {known}" if known in ("left", "right") else known or "forward"
        return exact(f"{said[0].upper()}{said[1:]}.", SURE if not scene.is_film else DOUBTFUL, best.line)
    if travel.path_m < 1.0:
        return exact("Nowhere: the person stays in place.", LIKELY, f"goes only {travel.path_m:.1f} m in all")
    return exact("Forward.", DOUBTFUL, f"goes {travel.path_m:.1f} m in all")


def _jump_way(scene: Scene) -> Exact:
    """Forward or straight up."""
    jumps = scene.of("jump")
    length = max(_jump_length(event, scene) for event in jumps)
    if length < 0.4:
        return exact(
            f"Straight up: the feet land {length:.2f} m from where they left the floor.",
            LIKELY,
            *(event.line for event in jumps),
        )
    return exact(f"Forward, {length:.1f} m far.", LIKELY, *(event.line for event in jumps))


def comparison(question: Question, scene: Scene) -> Exact | None:
    """Which of two: actions, ways, sides, beginning or end."""
    text = question.text
    if re.search(
        r"\b(?:start|beginning|begin|first)\b.*\bor\b.*\b(?:end|finish|later|last|second)\b|\b(?:end"
        r"|finish|later|last|second)\b.*\bor\b.*\b(?:start|beginning|begin|first)\b",
        text,
    ):
        return _start_or_end(question, scene)
    if "jump" in question.keys and ({"up", "forward"} & set(question.ways) or "place" in text) and scene.of("jump"):
        return _jump_way(scene)
    if len(question.ways) >= 1 and (" or " in text) and len(question.mentions) <= 1:
        return way(question, scene)
    if question.part and question.part not in ("trunk", "head") and not len(question.mentions) > 1:
        return side(question, scene)
    if {"left", "right"} <= set(question.sides):
        return way(question, scene)
    if re.search(r"\b(?:longer|shorter|more|most|longest|faster|higher)\b", text) and len(question.mentions) > 1:
        return _compared_events(question, scene)
    if len(question.mentions) > 1:
        return _one_of(question, scene)
    if re.search(
        r"\b(?:arms?|hands?)\b.*\b(?:legs?|feet)\b|\b(?:legs?|feet)\b.*\b(?:arms?|hands?)\b|\bupper\b.*\blower\b", text
    ):
        arms, legs = (
            max(scene.measures.way(joint_of(one, joint)) for one in ("left", "right")) for joint in ("wrist", "ankle")
        )
        return exact(
            "The arms." if arms > legs else "The legs.",
            LIKELY,
            f"hands go {arms:.1f} m, feet {legs:.1f} m relative to the body",
        )
    if len(question.mentions) == 1 and re.search(r"\bor\b", text):
        from humocon.ask.exact.verdicts import yes_no

        return yes_no(question, scene)
    return None


def _start_or_end(question: Question, scene: Scene) -> Exact:
    """Whether something is more at the beginning or at the end."""
    third = scene.duration_s / 3
    edges = {"beginning": Span(0.0, third), "end": Span(scene.duration_s - third, scene.duration_s)}
    less = re.search(r"\b(?:slower|lower|less|calmer)\b", question.text) is not None
    if question.mentions and question.keys[0] not in GOING and scene.of(question.keys[0]):
        event = scene.of(question.keys[0])[0]
        early = (event.span.begin_s + event.span.end_s) / 2 < scene.duration_s / 2
        return exact(
            f"At the {'beginning' if early else 'end'}: {tell_events([event], timed=True)}.", LIKELY, event.line
        )
    quantity = ("pelvis", "height") if re.search(r"\bhigh|\blow", question.text) else ("pelvis", "speed")
    values = {name: scene.measures.mean(quantity[0], quantity[1], where) for name, where in edges.items()}
    best = min(values, key=lambda name: values[name]) if less else max(values, key=lambda name: values[name])
    unit = "m" if quantity[1] == "height" else "m/s"
    return exact(
        f"At the {best}: {values[best]:.1f} {unit} there.",
        LIKELY,
        f"{values['beginning']:.1f} {unit} in the first third, {values['end']:.1f} {unit} in the last",
    )


def _compared_events(question: Question, scene: Scene) -> Exact | None:
    """Which of some actions lasts longer, is done more often, is faster."""
    found = {mention.action.key: (mention, scene.of(mention.action.key)) for mention in question.mentions}
    there = {key: events for key, (_, events) in found.items() if events}
    if len(there) < 2:
        return _one_of(question, scene)
    text = question.text

    def measure(key: str) -> float:
        events = there[key]
        if re.search(r"\bfast|\bquick", text):
            return max(scene.measures.extreme("pelvis", "speed", "most", event.span).value for event in events)
        if re.search(r"\boften|\bmore \w+s\b", text):
            return float(len(events))
        return sum(event.span.duration_s for event in events)

    less = re.search(r"\b(?:shorter|slower|less|shortest)\b", text) is not None
    best = min(there, key=measure) if less else max(there, key=measure)
    gerund = found[best][0].action.gerund
    return exact(
        f"The {gerund}: {tell_events(there[best][:1], timed=True)}.",
        LIKELY,
        *(events[0].line for events in there.values()),
    )


def _one_of(question: Question, scene: Scene) -> Exact | None:
    """The one of some actions that happens."""
    verdicts = [(mention, happens(mention, scene)) for mention in question.mentions]
    held = [(mention, verdict) for mention, verdict in verdicts if verdict.holds]
    if not held:
        return exact(f"Neither: {tell_events(scene.main)}.", DOUBTFUL, *(event.line for event in scene.main))
    if len(held) > 1:
        chain = [event.key for event in scene.named]
        held.sort(
            key=lambda item: (item[0].action.key not in chain, -sum(event.span.duration_s for event in item[1].events))
        )
        if all(mention.action.key in chain for mention, _ in held):
            return exact(
                f"Both: {tell_events([verdict.events[0] for _, verdict in held if verdict.events], timed=True)}.",
                DOUBTFUL,
                *(event.line for _, v in held for event in v.events),
            )
    mention, verdict = held[0]
    told = phrase(verdict.events[0]) if verdict.events else mention.action.third
    return exact(
        f"The person {told}.",
        min(verdict.probability, LIKELY),
        *(verdict.lines or tuple(event.line for event in verdict.events)),
        source=verdict.source,
    )


_SAID: Final = {
    "standing": "Standing",
    "seated": "Sitting",
    "lying": "Lying",
    "kneeling": "Kneeling",
    "squatting": "Squatting",
    "crouched": "Crouching",
    "bent": "Standing, bent forward",
    "crawling": "On all fours",
    "upside down": "Upside down",
}


def posture(question: Question, scene: Scene) -> Exact | None:
    """Standing, sitting, lying; bent or straight."""
    postures, text = scene.facts.postures, question.text
    if not postures:
        return None
    if re.search(
        r"\b(?:knees?|legs?|elbows?|arms?)\b.*\b(?:straight|stretched|extended)\b|\b(?:straight"
        r"|stretched)\b.*\bbent\b|\bbent\b.*\bstraight\b",
        text,
    ):
        joint = "elbow" if question.part in ("elbow", "arm", "hand") else "knee"
        if question.part in ("trunk", "") and "back" in text:
            lean = scene.measures.extreme("trunk", "lean").value
            return exact(
                f"{'Bent' if lean > 30 else 'Straight'}: the trunk leans {lean:.0f} degrees at most.",
                LIKELY,
                f"the trunk leans {lean:.0f}° at most",
            )
        where = scene.star.span if scene.star and joint == "elbow" else None
        bend = max(
            scene.measures.extreme(joint_of(one, joint), "bend", "most", where).value for one in ("left", "right")
        )
        return exact(
            f"{'Bent' if bend > 45 else 'Straight'}: the {joint}s bend by {bend:.0f} degrees at most.",
            LIKELY,
            f"the {joint}s bend by {bend:.0f}° at most",
        )
    low = [one for one in postures if one.name in ("seated", "squatting", "crouched", "kneeling", "lying")]
    if scene.is_film and "sit" in text and sum(one.span.duration_s for one in low) > 0.6 * scene.facts.duration_s:
        return exact(
            f"Sitting: the pelvis is low, {low[0].hips_m:.2f} m over the floor.",
            DOUBTFUL,
            f"{low[0].name} {low[0].span.words}",
        )
    if question.where or question.place:
        found = postures[0 if question.where == "begin" or (question.place == 1 and "first" in text) else -1]
    else:
        found = max(postures, key=lambda one: one.span.duration_s)
        special = [one for one in postures if one.name in ("lying", "seated", "kneeling", "upside down")]
        if special and scene.is_film:
            found = max(special, key=lambda one: one.span.duration_s)
    name = found.name
    if (name in ("crouched", "bent") and not re.search(r"\bbent|\bcrouch|\bbend|\bhunch", text)) or (
        name == "squatting" and found.span.duration_s < 0.8 and "squat" not in text
    ):
        name = "standing"
    said = _SAID.get(name, name.capitalize())
    return exact(
        f"{said}, {found.span.words}.", LIKELY if not scene.is_film else DOUBTFUL, f"{found.name} {found.span.words}"
    )


_MANNERS: Final[tuple[tuple[str, str, str], ...]] = (
    # (words for a quick and strong manner, words for a slow and weak one, what both are asked as)
    (r"young\w*|youth\w*|like (?:a|an) (?:\w+ )?(?:child|kid|teenager)|child\w*", r"old\w*|elderly|senior|aged", "age"),
    (
        r"energetic\w*|energy|livel\w*|vigorous\w*|dynamic\w*|fast|quick\w*|hasty|hurr\w*|rush|brisk\w*"
        r"|powerful\w*|strong\w*|aggressive\w*|violent\w*|angr\w*|excited\w*|hectic",
        r"tired\w*|exhaust\w*|calm\w*|relaxed|gentl\w*|slow\w*|sluggish\w*|careful\w*|cautious\w*"
        r"|leisurely|laz\w+|weak\w*|heav\w*|soft\w*|controlled",
        "force",
    ),
    (r"bounc\w*|light\w*", r"heav\w*|stiff\w*", "weight"),
)


def _quickness(scene: Scene) -> tuple[float, str]:
    """How quickly the clip's action is done beside how it usually is done: 1 is usual; and the fact that tells."""
    usual = {
        "walk": 1.15,
        "run": 2.6,
        "bow": 2.2,
        "wave": 1.8,
        "raise": 1.7,
        "kick": 5.0,
        "punch": 4.0,
        "squat": 1.2,
        "jump": 2.5,
        "throw": 5.0,
        "lie": 1.5,
        "place": 2.0,
        "dance": 2.8,
    }
    star = scene.star
    key = star.key if star else ""
    if star is not None and key in GOING:
        speed = star.value / max(star.span.duration_s, 0.1) if star.value else scene.facts.travel.mean_speed
        return speed / usual.get(key, 1.3), f"goes at {speed:.1f} m/s"
    where = star.span if star else None
    limb = scene.measures.most_moved(("left wrist", "right wrist", "left ankle", "right ankle"), where)
    top = scene.measures.extreme(limb, "own speed", "most", where).value
    if key == "bow" and star is not None:
        return 2.0 / max(star.span.duration_s, 0.3), f"the bow takes {star.span.duration_s:.1f} s"
    return top / usual.get(key, 2.2), f"{limb} at {top:.1f} m/s at most"


def style(question: Question, scene: Scene) -> Exact | None:
    """In which manner: old or young, with energy or tired, calm or hasty."""
    text = question.text
    quick, line = _quickness(scene)
    brisk = quick > 1.0
    for strong, weak, _ in _MANNERS:
        ups, downs = re.search(rf"\b(?:{strong})\b", text), re.search(rf"\b(?:{weak})\b", text)
        if ups and downs:
            chosen = ups[0] if brisk else downs[0]
            return exact(f"{chosen[0].upper()}{chosen[1:]}: {line}.", DOUBTFUL, line)
    if re.match(r"(?:is|are|does|do|did|was|would|can)\b", text) or question.statement:
        for strong, weak, _ in _MANNERS:
            if re.search(rf"\b(?:{strong})\b", text):
                return exact(f"{'Yes' if brisk != question.negated else 'No'}, {line}.", DOUBTFUL, line)
            if re.search(rf"\b(?:{weak})\b", text):
                return exact(f"{'Yes' if (quick < 0.95) != question.negated else 'No'}, {line}.", DOUBTFUL, line)
        if re.search(r"\bsymmetr\w+", text):
            left, right = (scene.measures.way(joint_of(one, "wrist")) for one in ("left", "right"))
            even = min(left, right) > 0.7 * max(left, right)
            return exact(f"{'Yes' if even else 'No'}: left hand goes {left:.1f} m, right hand {right:.1f} m.", DOUBTFUL)
        smooth = re.search(r"\b(?:smooth|fluid|elegan|grace|steady|confident|proud|upright|rhythm|musical)\w*", text)
        return exact(f"{'Yes' if bool(smooth) != question.negated else 'No'}, {line}.", 0.5, line)
    word = (
        "fast and energetic"
        if quick > 1.15
        else "slow and calm"
        if quick < 0.85
        else "at a usual pace, neither fast nor slow"
    )
    return exact(f"{word[0].upper()}{word[1:]}: {line}.", DOUBTFUL, line)

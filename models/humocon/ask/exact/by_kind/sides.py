"""Answers to which side and which way."""

import re
from dataclasses import replace
from typing import Final

import numpy as np

from humocon.ask.exact.by_kind.bearings import deed_way
from humocon.ask.exact.by_kind.limbs import (
    LEGS,
    MUCH_MORE,
    elbow_to_knee,
    first_down,
    first_lifted,
    hopping_leg,
    knee_down,
    leg_stood_on,
    limb_moved,
    oftener_side,
    throwing_hand,
)
from humocon.ask.exact.by_kind.telling import tell_events
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, SURE, Exact, exact
from humocon.ask.exact.known.events import Event, joint_of
from humocon.ask.exact.known.happening import happens
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import (
    GOING,
    JOINTS,
    absent,
    events_asked,
    events_named,
    other_side,
    span_asked,
    span_of,
)
from humocon.ask.exact.words import qualifiers, units
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.vocabulary import PLACELESS
from humocon.motion.kinematics.measures import HANDS_AND_FEET
from humocon.motion.kinematics.signals import SIDES, Span
from humocon.motion.kinematics.words import describe_same_heading, way_words

_COMPARES: Final = (
    r"\b(?:great\w+|higher|highest|lower|lowest|faster|fastest|more|most|farther|further|closer|closest|idle|unused"
    r"|not mov\w+"
    r"|(?:stay|remain|hang|rest|kept|keep)\w* (?:down|still|by))\b"
)


_BEGUN_WITH: Final = re.compile(r"\bwith\b.*\bfirst\b|\bfirst\b.*\bwith\b|\b(?:start|begin|lead)s? with\b")
_LEADS: Final = re.compile(r"\bfirst\b|\blead\w*|\bset\w* (?:off|out)\b|\b(?:start|begin)s?\b")
LOWER_BY_M: Final[float] = 0.05
"""By how much the hand that reaches down is lower than the one that goes along."""
_CIRCLES: Final = re.compile(r"\b(?:circl\w*|rotat\w*|swing\w*|go round|windmill\w*)\b")
_STANCE: Final = re.compile(
    r"\b(?:stays?|remains?|kept|keeps?|is left|planted|stands?) (?:planted |down )?(?:on the (?:floor|ground)"
    r"|down|planted)\b"
    r"|\b(?:stance|standing|support\w*) (?:leg|foot)\b|\bstand\w* on\b|\bon (?:which|what) (?:leg|foot)\b|\b"
    r"(?:does|do|did|is) not (?:kick|lift|rais|mov)\w*"
)
_STANDS_ON: Final = re.compile(r"\bstand\w* on\b|\bon (?:which|what) (?:leg|foot)\b")
_OFTENER: Final = re.compile(r"\b(?:more|most) (?:often|frequently|times)\b|\boftener\b")
_IDLE: Final = re.compile(r"\b(?:kept|held|stays?|remains?|is not|does not|idle|free|bent)\b")
"""What is said of the leg that hops along in the air."""
_DOWN: Final = re.compile(r"\b(?:on|touch\w*|meets?|to) the (?:floor|ground|mat)\b|\b(?:is|goes|stays) down\b")
_AHEAD: Final = re.compile(r"\b(?:in (?:the )?front|forwards?|ahead|behind|back)\b")


_TO_SIDE: Final = re.compile(r"\bto (?:which|what) side\b")


def side(question: Question, scene: Scene) -> Exact | None:
    """Which hand, arm, leg or foot."""
    if _TO_SIDE.search(question.text) and (found := deed_way(question, scene)) is not None:
        return found
    if len(question.sides) > 1:
        question = replace(question, mentions=tuple(replace(mention, side="") for mention in question.mentions))
    noun, text = _noun(question, scene), question.text
    legs = noun in LEGS
    key = question.key
    special = _special(question, scene, noun, key)
    if special is not None:
        return special
    if not question.part and not key and (aside := _goes_aside(scene)):
        return aside
    leads = legs and _LEADS.search(text)
    if (key == "move" and not (leads and scene.facts.steps)) or re.search(_COMPARES, text):
        return _compared_sides(question, scene, noun, legs)
    turns = not key and re.search(r"\bside\b|\bleft or right\b|\bright or left\b", text) and _goes_or_turns(scene)
    begun = key in ("walk", "run") and _BEGUN_WITH.search(text) is not None
    if begun and not events_asked(question, scene):
        return absent(question, scene)
    if not question.part and not begun and (turns or key in ("turn", "walk", "run")):
        return way(question, scene)
    if scene.facts.steps and key not in ("kick", "lunge") and (key == "step" or "step" in text or leads or begun):
        step = scene.facts.steps[-1 if question.place < 0 else 0]
        line = f"the {step.foot} foot steps at {step.time_s:.1f} s"
        return exact(f"The {step.foot} foot, at {step.time_s:.1f} s.", LIKELY, line)
    if legs and key not in ("kick", "turn") and _AHEAD.search(text):
        return _front_leg(question, scene, noun)
    events = _sided_events(question, scene, key, legs)
    middle = scene.duration_s / 2
    if question.place and len(events) > 1:
        events = events[qualifiers.index(question.place) :][:1] or events
    if question.where == "begin":
        events = [event for event in events if event.span.begin_s < middle][:1] or events
    elif question.where == "end":
        events = [event for event in events if event.span.end_s > middle][-1:] or events
    if not events and key in ("wave", "kick", "punch", "raise") and not happens(question.mentions[0], scene).holds:
        return absent(replace(question, parts=(noun,)), scene)
    if question.place and len(events) == 1 and events[0].side in SIDES and key in ("punch", "wave", "kick", "throw"):
        return exact(f"The {events[0].side} {noun}, {events[0].span.words}.", LIKELY, events[0].line)
    return _told_side(events, scene, noun, legs, key)


def _special(question: Question, scene: Scene, noun: str, key: str) -> Exact | None:
    """Which part moves, which elbow meets a knee, which leg stands, which hand is down first; None for all else."""
    text = question.text
    if "part" in text and re.search(r"\bmoves?\b.*\bmost\b|\bmost\b.*\bmove", text):
        return _part_moved(scene)
    if not question.part and re.search(r"\blimbs?\b", text) and question.extreme:
        return limb_moved(question, scene)
    if question.mentions and not question.part and key not in PLACELESS and _OFTENER.search(text):
        return oftener_side(question, scene)
    if noun in LEGS and _STANDS_ON.search(text) and key not in ("kick", "lift knee", "", "stand", "move"):
        return leg_stood_on(scene, noun, span_asked(question, scene))
    if noun == "elbow" and "knee" in text:
        return elbow_to_knee(scene)
    kicks = scene.of("kick") or scene.of("lift knee")
    if noun in LEGS and _STANCE.search(text) and (key in ("kick", "lift knee", "stay on feet") or kicks):
        event = scene.of(key, "") if key in ("kick", "lift knee") else kicks
        event = event[max(question.place - 1, 0) :][:1] if question.place >= 0 else event[-1:]
        if event and event[0].side in SIDES:
            return exact(f"The {other_side(event[0], scene)} {noun}.", LIKELY, event[0].line)
    if noun in LEGS and key in ("jump", "air") and not question.place:
        return hopping_leg(scene, noun, idle=_IDLE.search(text) is not None)
    if key == "throw" and (thrown := throwing_hand(scene, noun)):
        return thrown
    if noun in LEGS and re.search(r"\bfirst\b", text) and not scene.facts.steps and key not in ("kick", "lunge"):
        return first_lifted(scene, noun)
    if re.search(r"\bfirst\b", text) and re.search(r"\b(?:floor|ground)\b", text) and noun in ("hand", "arm"):
        return first_down(scene, noun)
    if noun == "knee" and _DOWN.search(text) and key in ("", "kneel"):
        return knee_down(scene)
    return None


def _part_moved(scene: Scene) -> Exact:
    """Which hand or foot moves most, or that the head does."""
    best = scene.measures.most_moved((*HANDS_AND_FEET, "head"))
    name = best.replace("wrist", "hand").replace("ankle", "foot")
    return exact(f"The {name}.", LIKELY, f"{name} goes {scene.measures.way(best):.1f} m relative to the body")


def _front_leg(question: Question, scene: Scene, noun: str) -> Exact:
    """Which foot is ahead of the other, where they are farthest apart in what is asked about."""
    events = events_named(question, scene)
    poses = scene.measures.poses(events[0].span if events else None)
    ahead = (scene.measures.body.local[poses, 7] - scene.measures.body.local[poses, 8])[:, 2]
    most = float(ahead[abs(ahead).argmax()])
    behind = re.search(r"\bbehind\b|\bback\b", question.text) is not None
    chosen = "left" if (most > 0) != behind else "right"
    line = f"the {'left' if most > 0 else 'right'} foot is {abs(most):.2f} m ahead of the other at most"
    return exact(f"The {chosen} {noun}.", LIKELY if abs(most) > 0.2 else DOUBTFUL, line)


def _goes_aside(scene: Scene) -> Exact | None:
    """To which side somebody goes whose clip is about going sideways; None for all else."""
    star = scene.star
    aside = [event for event in scene.known if event.key in GOING and event.way in SIDES]
    if star is None or star.way != "sideways" or not aside:
        return None
    best = max(aside, key=lambda event: event.value)
    return exact(f"To the {best.way}.", LIKELY, best.line)


def _goes_or_turns(scene: Scene) -> bool:
    """Whether a turn is what the clip is about, so that its side is no hand's."""
    star = scene.star
    return star is not None and star.key in (*GOING, "turn") and any(event.key == "turn" for event in scene.events)


def _noun(question: Question, scene: Scene) -> str:
    """The limb that is asked for, or that the clip's action is done with."""
    star = scene.star.key if scene.star else ""
    if "body part" in question.text:
        return "leg" if star in ("kick", "lift knee", "walk", "run", "jump") else "hand"
    if question.part not in ("", "shoulder"):
        return question.part
    return "leg" if star in ("kick", "lift knee") else "hand"


def _sided_events(question: Question, scene: Scene, key: str, legs: bool) -> list[Event]:
    """The events that may tell the side."""
    if key and key not in PLACELESS:
        found = events_asked(question, scene)
        if key == "lunge" and not any(event.side for event in found):
            found = [event for event in scene.known if event.key == key] or found
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
    where = events[0].span if events and key else scene.active
    joint = "ankle" if legs else "wrist"
    left, right = (scene.measures.way(joint_of(one, joint), where) for one in SIDES)
    plural = units.plural(noun)
    measured = f"left {noun} goes {left:.1f} m, right {noun} {right:.1f} m relative to the body"
    chosen = "left" if left > right else "right"
    farther = f"{chosen} {noun} goes {max(left, right):.1f} m relative to the body"
    if sides == {"both"} or len(sides) > 1:
        if sides == {"both"} and any(event.words for event in events):
            return exact(f"Both {plural}: {tell_events(events[:1])}.", DOUBTFUL, *lines)
        if key in ("throw", "place", "take") and max(left, right) > MUCH_MORE * min(left, right):
            return exact(f"The {chosen} {noun}.", DOUBTFUL, farther)
        if key in ("reach down", "place", "take") and (lower := _lower_hand(scene, noun, joint, where)):
            return lower
        if sides == {"left", "right"} and key in ("wave", "raise"):
            best = max((event for event in events if event.side != "both"), key=lambda event: event.span.duration_s)
            if max(left, right) > 2 * min(left, right):
                return exact(f"The {best.side} {noun}.", LIKELY, best.line)
        if key == "raise" and max(left, right) > 3 * min(left, right):
            return exact(f"The {chosen} {noun}.", DOUBTFUL, measured)
        return exact(f"Both {plural}.", LIKELY, *lines)
    if len(sides) == 1:
        (one,) = sides
        if (
            key in ("wave", "", "punch")
            and scene.told.text.lower().find(one) < 0
            and min(left, right) > 0.6 * max(left, right)
            and not legs
        ):
            return exact(f"Both {plural}.", DOUBTFUL, measured)
        return exact(f"The {one} {noun}.", SURE if not scene.is_film and any(lines) else DOUBTFUL, *lines)
    if min(left, right) > 0.7 * max(left, right):
        return exact(f"Both {plural}.", DOUBTFUL, measured)
    return exact(f"The {chosen} {noun}.", LIKELY if not scene.is_film else DOUBTFUL, farther)


def _lower_hand(scene: Scene, noun: str, joint: str, where: Span) -> Exact | None:
    """Of two hands that go down the one that gets lower; None where they are level."""
    lows = {side: scene.measures.extreme(joint_of(side, joint), "height", "least", where) for side in SIDES}
    lower = min(lows, key=lambda side: lows[side].value)
    if abs(lows["left"].value - lows["right"].value) <= LOWER_BY_M:
        return None
    return exact(f"The {lower} {noun}.", DOUBTFUL, f"{lower} {noun} down to {lows[lower].value:.2f} m")


def _compared_sides(question: Question, scene: Scene, noun: str, legs: bool) -> Exact:
    """Which of both hands or feet is higher, faster or moves more."""
    joint = JOINTS.get(noun, "ankle" if legs else "wrist")
    joint = "ankle" if legs and noun != "knee" else joint
    text = question.text
    less = (
        question.extreme == "least"
        or re.search(
            r"\b(?:lower|lowest|closer|closest|less|slower|hardly|barely|scarcely|idle|unused|not mov\w+|down|still)\b",
            text,
        )
        is not None
    )
    timed = question.place and question.key not in ("", "move")
    where = span_asked(question, scene) if timed else None
    where = where or span_of(replace(question, mentions=()), scene, [])
    if re.search(r"\bhigh\w*|\bheight\b|\blow\w*|\bclos\w*", text) or "down" in text:
        values = {
            one: scene.measures.extreme(joint_of(one, joint), "height", "least" if less else "most", where).value
            for one in SIDES
        }
        unit = "m over the floor"
    elif re.search(r"\bfast\w*|\bquick\w*|\bslow\w*", text):
        values = {one: scene.measures.extreme(joint_of(one, joint), "speed", "most", where).value for one in SIDES}
        unit = "m/s at most"
    else:
        values = {one: scene.measures.way(joint_of(one, joint), where) for one in SIDES}
        unit = "m of way"
    best = min(values, key=lambda one: values[one]) if less else max(values, key=lambda one: values[one])
    if re.search(r"\b(?:same|equal\w*|alike)\b", text) and abs(values["left"] - values["right"]) < (
        0.3 if unit == "m of way" else 0.05
    ) * max(values.values()):
        return exact(f"About the same: {values['left']:.2f} and {values['right']:.2f} {unit}.", LIKELY)
    return exact(f"The {best} {noun}.", LIKELY, f"{best} {noun} {values[best]:.2f} {unit}")


_GONE: Final = GOING | PLACELESS | {"turn", "twist", "circle arms", "bend"}
"""What everybody does some way, ever so little."""


def way(question: Question, scene: Scene) -> Exact | None:
    """Which way the person goes or turns."""
    text, key = question.text, question.key
    wants_turn = "turn" in question.keys or bool(
        re.search(r"\bside\b|clockwise|\bcurve|\bleft or right\b|\bright or left\b", text)
    )
    if key == "step" and {"left", "right"} & set(question.sides):
        return side(replace(question, parts=("foot",)), scene)
    if (found := deed_way(question, scene)) is not None:
        return found
    if key == "twist" and scene.facts.twists:
        return _way_twisted(scene)
    drawn = next((event for event in scene.named if "clockwise" in event.words), None)
    if drawn is not None and "clockwise" in text:
        word = "Counter-clockwise" if "counter" in drawn.words or "anti" in drawn.words else "Clockwise"
        return exact(f"{word}: the person {drawn.words}.", DOUBTFUL, drawn.line, source="model")
    circles = scene.of("circle arms") or [event for event in scene.known if event.key == "circle arms"]
    if circles and (key == "circle arms" or (question.part in ("arm", "hand") and _CIRCLES.search(text))):
        return _way_circled(circles[0], scene)
    if question.mentions and key not in _GONE and not events_named(question, scene):
        return absent(question, scene)
    turned = _way_turned(question, scene, wants_turn=wants_turn)
    gone = [event for event in scene.events if event.key in GOING] if key in _WENT and not wants_turn else []
    if turned is not None and not gone:
        return turned
    travel, going = scene.facts.travel, [event for event in scene.events if event.key in GOING]
    going = going or [event for event in scene.known if event.key in GOING and event.way in SIDES]
    third = scene.duration_s / 3
    if question.where == "begin":
        going = [event for event in going if event.span.begin_s < third] or going
    elif question.where == "end":
        going = [event for event in going if event.span.end_s > 2 * third] or going
    if going:
        best = qualifiers.placed(going, question.place) or max(going, key=lambda event: event.value)
        known = next((event.way for event in scene.known if event.span == best.span and event.way), best.way)
        said = way_words(known) or "forward"
        said = f"sideways, {said}" if "sideways" in question.ways and known in SIDES else said
        if turned is not None and (turn := scene.largest_turn) is not None:
            said = f"{said}, with a turn to the {turn.side} by {turn.value:.0f} degrees"
        return exact(f"{said[0].upper()}{said[1:]}.", SURE if not scene.is_film else DOUBTFUL, best.line)
    if travel.path_m < 1.0:
        return exact("Nowhere: the person stays in place.", LIKELY, f"goes only {travel.path_m:.1f} m in all")
    return exact("Forward.", DOUBTFUL, f"goes {travel.path_m:.1f} m in all")


_WENT: Final = frozenset({"move", "walk", "run"})


def _way_twisted(scene: Scene) -> Exact:
    """To which side the shoulders are turned farther against the hips."""
    best = {twist.side: twist for twist in sorted(scene.facts.twists, key=lambda twist: twist.degrees)}
    lines = [
        f"the shoulders turn {twist.degrees:.0f}° to the {one} against the hips at {twist.peak_s:.1f} s"
        for one, twist in best.items()
    ]
    left, right = (best[one].degrees if one in best else 0.0 for one in SIDES)
    alike = abs(left - right) < _TWISTED_ALIKE
    told = "about as far to both sides" if alike else f"to the {'left' if left > right else 'right'}"
    return exact(f"{told}: {' and '.join(lines)}.", DOUBTFUL, *lines)


_TWISTED_ALIKE: Final = 5.0
"""Degrees by which twists to both sides may differ and still be alike."""


def _way_turned(question: Question, scene: Scene, *, wants_turn: bool) -> Exact | None:
    """To which side the body turns; None where it does not and nobody asked for a turn alone."""
    text, heading = question.text, scene.facts.travel.heading_degrees
    turns = [event for event in scene.turns if event.value > 50 or event in scene.events]
    if question.place and turns:
        turns = turns[qualifiers.index(question.place) :][:1] or turns
    if turns and (wants_turn or not any(word in text for word in ("forward", "backward"))):
        best = max(turns, key=lambda event: event.value)
        if "clockwise" in text:
            return exact(
                f"{'Counter-clockwise' if best.side == 'left' else 'Clockwise'}, to the {best.side}.", LIKELY, best.line
            )
        return exact(
            f"To the {best.side}, by {best.value:.0f} degrees.", SURE if not scene.is_film else DOUBTFUL, best.line
        )
    named = [event.way for event in scene.named if event.way in SIDES]
    if wants_turn and (named or abs(heading) > 45):
        chosen = "left" if (heading > 0 if abs(heading) > 20 else named[:1] == ["left"]) else "right"
        line = f"the body faces {abs(heading):.0f}° farther to the {chosen} at the end"
        return exact(f"To the {chosen}, by {abs(heading):.0f} degrees.", LIKELY, line)
    if wants_turn and question.key != "move":
        return exact("Neither way: the person does not turn.", LIKELY, describe_same_heading(scene.facts))
    return None


def _way_circled(event: Event, scene: Scene) -> Exact:
    """Whether arms circle forwards, down in front of the body, or backwards, up in front of it."""
    poses = scene.measures.poses(event.span)
    angles = [
        np.unwrap(np.arctan2(scene.measures.body.wrist(n)[poses, 1], scene.measures.body.wrist(n)[poses, 2]))
        for n in (0, 1)
    ]
    gone = max((float(angle[-1] - angle[0]) for angle in angles), key=abs)
    word = "backwards" if gone > 0 else "forwards"
    return exact(f"{word}: the hands go {'up' if gone > 0 else 'down'} in front of the body.", LIKELY, event.line)

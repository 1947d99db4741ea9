"""Where in a clip something lies: before its middle, near its end, and how long the deepest of it is held."""

import re
from typing import Final, Literal, cast

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no, yes_or_no
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.moment import clause_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import JOINTS, events_asked
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import Part
from humocon.motion.kinematics.signals import SIDES, Span

_MIDDLE: Final = r"(?:half ?-?way(?: mark| point)?|mid-?point|middle|half(?:-time)?)\b"
_BESIDE_HALF: Final = re.compile(rf"\b(before|by|after|past) (?:the )?{_MIDDLE}(?! (?:a |of (?!the (?:clip|video))))")
_OVER: Final = re.compile(r"\b(?:done|finish\w*|over|ends?|ended|stop\w*|complete\w*|through with)\b")
_BEGUN: Final = re.compile(r"\b(?:start\w*|begin\w*|began|begun)\b")
_PLACED: Final = re.compile(
    r"\b(?:(lowest|deepest)|highest|fastest|(slowest))\b.*\b(?:near|at|in|around|close to|towards?) (?:the )?(?:very )?"
    rf"(?:({_MIDDLE})|(end|finish)\b|(?:beginning|start)\b)"
)
_HOLDS: Final = re.compile(
    r"\b(?:hold\w*|held|stay\w*|paus\w*|keep\w*|kept|remain\w*|linger\w*)\b.*\b(?:lowest|deepest|bottom|low point)\b"
    r"|\b(?:lowest|deepest|bottom)\b.*\b(?:held|kept)\b"
)
_LEANING: Final = frozenset({"bow", "bend"})
_PAUSES: Final = re.compile(
    r"\b(?:paus\w*|holds?|stops?|waits?|hesitat\w*|break|rests?)\b.*\b(?:at|in) the (?:bottom|lowest|deepest)\b"
)
_PAUSED_S: Final = 0.4
"""Seconds at the bottom from which somebody pauses there."""
_NEAR_MOST: Final = 0.1
"""Share of the way to the deepest pose within which it is held."""


def place_told(question: Question, scene: Scene) -> Exact | None:
    """Where in the clip something lies, or how long its deepest pose is held; None where something else is asked."""
    return first_told((_peak_beside, _beside_half, _extreme_placed, _held_deepest), question, scene)


_PEAK: Final = re.compile(
    r"\b(?:(?P<fast>(?:top|peak|max\w*|highest) (?:speed|pace|velocity)|fastest(?: (?:moment|point))?|quickest)"
    r"|(?P<low>lowest|deepest)|(?P<high>highest|peak))\b"
)
_BESIDE: Final = re.compile(
    r"\b(before|after|during|while)\b(?: (?:or|,) ?(?:before|after|during|while))*(?P<what>[^,:;?]*)"
)


def _peak_beside(question: Question, scene: Scene) -> Exact | None:
    """Whether a person, or a part of the body, is fastest, highest or lowest before, in or after something."""
    peak, beside = _PEAK.search(question.text), _BESIDE.search(question.text)
    if not peak or not beside or question.kind not in ("yesno", "order", "comparison", "when") or not question.mentions:
        return None
    clause = clause_of(f"during {beside['what']}", scene)
    if clause is None or peak.start() > beside.start() or question.text.startswith("when"):
        return None
    joint = JOINTS.get(question.part, question.part) if question.part not in ("", "trunk") else "pelvis"
    sides = ((question.side,) if question.side in SIDES else SIDES) if question.part in JOINTS else ("",)
    parts: list[Part] = [joint_of(side, joint) if side else cast(Part, joint) for side in sides]
    which: Literal["most", "least"] = "least" if peak["low"] else "most"
    found = [scene.measures.extreme(part, "speed" if peak["fast"] else "height", which) for part in parts]
    best = (min if which == "least" else max)(found, key=lambda one: one.value)
    where = clause[0]
    told = "before" if best.time_s < where.begin_s else "after" if best.time_s > where.end_s else "during"
    unit = "m/s" if peak["fast"] else "m over the floor"
    line = f"{best.value:.2f} {unit} at {best.time_s:.1f} s, and that is {where.words}"
    if re.search(r"\bor\b", question.text) or question.kind != "yesno":
        return exact(f"{told} it: {line}.", LIKELY, line)
    asked = "during" if beside[1] == "while" else beside[1]
    return yes_no(told == asked, line, LIKELY, negated=question.negated)


def _beside_half(question: Question, scene: Scene) -> Exact | None:
    """Whether something is over, or begins, before or after half of the clip."""
    asked = _BESIDE_HALF.search(question.text)
    events = events_asked(question, scene) if asked and question.mentions and question.kind == "yesno" else []
    if not asked or not events:
        return None
    begin_s, end_s = events[0].span.begin_s, events[-1].span.end_s
    over, begun = _OVER.search(question.text), _BEGUN.search(question.text)
    time_s = end_s if over else begin_s if begun else (begin_s + end_s) / 2
    holds = (time_s < scene.duration_s / 2) == (asked[1] in ("before", "by"))
    verb = "ends" if over else "begins" if begun else "has its middle"
    told = f"{yes_or_no(holds, negated=question.negated)}: it {verb} at {time_s:.1f} s of {scene.duration_s:.1f}."
    return exact(told, LIKELY, *(event.line for event in events))


def _extreme_placed(question: Question, scene: Scene) -> Exact | None:
    """Whether a part of the body is lowest, highest or fastest near the beginning, the middle or the end."""
    asked = _PLACED.search(question.text)
    if not asked or question.kind != "yesno":
        return None
    fast = re.search(r"\b(?:fast|slow)est\b", asked[0]) is not None
    joint = JOINTS.get(question.part, question.part) if question.part not in ("", "trunk") else "pelvis"
    side = question.side if question.side in SIDES else SIDES[0]
    part = joint_of(side, joint) if question.part in JOINTS else cast(Part, joint)
    course, low = scene.measures.course(part, "speed" if fast else "height"), asked[1] or asked[2]
    if not fast and low and not question.part and scene.star is not None and scene.star.key in _LEANING:
        part, course, low = "trunk", scene.measures.course("trunk", "lean"), ""
    time_s = float(scene.measures.times[int(course.argmin() if low else course.argmax())])
    third = min(int(3 * time_s / max(scene.duration_s, 1e-6)), 2)
    holds = third == (1 if asked[3] else 2 if asked[4] else 0)
    word = re.match(r"\w+", asked[0])
    line = f"the {part} is {word[0] if word else 'there'} at {time_s:.1f} s of {scene.duration_s:.1f}"
    return yes_no(holds, line, LIKELY, negated=question.negated)


def _held_deepest(question: Question, scene: Scene) -> Exact | None:
    """How long the deepest pose of a bow or a squat is held."""
    pause = question.kind == "yesno" and _PAUSES.search(question.text)
    if not pause and (question.kind != "how long" or not _HOLDS.search(question.text)):
        return None
    event = next(iter(events_asked(question, scene)), None)
    leans = event is not None and event.key in _LEANING
    depth = scene.measures.course("trunk", "lean") if leans else -scene.measures.course("pelvis", "height")
    near = depth >= depth.max() - _NEAR_MOST * np.ptp(depth)
    place = int(depth.argmax())
    begin = place - int(np.argmin(np.append(near[place::-1], False))) + 1
    end = place + int(np.argmin(np.append(near[place:], False))) - 1
    times = scene.measures.times
    span = Span(float(times[begin]), float(times[end]))
    what = "the trunk leans most" if leans else "the hips are lowest"
    line = f"{what} at {times[place]:.1f} s"
    if pause:
        told = f"{line}, and within a tenth of that depth for {span.duration_s:.1f} s, {span.words}"
        return yes_no(span.duration_s >= _PAUSED_S, told, DOUBTFUL, negated=question.negated)
    return exact(f"{units.time(span.duration_s, question.unit)}, from {span.words}.", DOUBTFUL, line)

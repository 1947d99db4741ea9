"""How far the body, or a part of it, goes up and down: by its heights, and not by its way over the floor."""

import re
from typing import Final, cast

import numpy as np

from humocon.ask.exact.exact import LIKELY, Exact, exact, yes_no
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import JOINTS
from humocon.ask.exact.known.time_asked import TimeAsked, action_of_time, time_asked
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import Part, joint_number

_GOES: Final = (
    r"(?:go|goes|going|mov\w+|com(?:e|es|ing)|get|gets|travel\w*|ris(?:e|es|ing)|sink\w*|drop\w*|shift\w*|bob\w*"
    r"|bounc\w+)"
)
_WHO: Final = (
    r"(?:he|she|they|(?:the|his|her|their|both|each)(?: (?:whole|entire|left|right|upper|lower|own|two|both))*"
    r" (?:person|man|woman|boy|girl|child|actor|actress|dancer|player|performer|subject|walker|runner|jumper|body"
    r"|hips?|pelvis|cent(?:er|re) of (?:mass|gravity)|head|trunk|torso|chest|shoulders?|arms?|elbows?|wrists?|hands?"
    r"|legs?|thighs?|knees?|ankles?|foot|feet|heels?|toes?))"
)
"""Who goes up or down: the person or a part of the body, and not a price, a pulse or a speed."""
_ASKED_OF: Final = rf"(?:do|does|did|is|are|was|were|has|have|had|will|would|can|could) {_WHO}"
_HOW_FAR: Final = (
    re.compile(
        rf"^(?:and )?(?:by )?how (?:far|much|high)\b.*\b{_ASKED_OF} (?:\w+ )*?{_GOES}(?: \w+ly)? "
        r"(?P<way>up and down|down and up|up|down|upwards?|downwards?)"
        r"(?! (?:to|on|off|from|an?|this|that|(?:the|his|her|their) (?!most|first|second|third|last))\b)"
    ),
    re.compile(rf"^how far (?P<way>up|down) {_ASKED_OF} (?:\w+ )*?{_GOES}\W*$"),
    re.compile(rf"^(?:by )?how (?:far|much) {_ASKED_OF} (?P<way>(?:ris|go|com)\w* and (?:fall|sink|drop)\w*)"),
    re.compile(
        r"^(?:by )?how (?:far|much) (?:do|does|did) (?:he|she|they|the (?:person|body)) (?P<way>rise|sink|drop)\b"
    ),
)
_VERTICAL: Final = re.compile(
    r"^(?:what is|how (?:much|large|big) is)\b.*\bvertical (?:displacement|range|excursion|movement|motion|travel)\b"
)
_WHETHER: Final = re.compile(
    rf"^(?:do|does|did|is|are|was|were)\b.*\b{_GOES}(?: \w+ly)? (?P<way>up and down|down and up|vertically)\b"
)
_OTHERWISE: Final = re.compile(
    r"\b(?:or|than|stairs?|ladder|slope|steps?|each|every|which|floor|ground|both|together|turn)\b"
)
_ALLOWED: Final = frozenset({"move", "get up", "get down", "still", "stand", "raise", "lower", "fall"})
_MOVES_M: Final = 0.1
"""Metres between which the hips go up and down of who moves so; in a usual walk it is four or five hundredths."""


def up_and_down_told(question: Question, scene: Scene) -> Exact | None:
    """How far somebody goes up or down; None where something else is asked."""
    far = next(filter(None, (pattern.search(question.text) for pattern in (*_HOW_FAR, _VERTICAL))), None)
    whether = _WHETHER.search(question.text)
    if not (far or whether) or _OTHERWISE.search(question.text) or question.threshold:
        return None
    named = action_of_time(question)
    if {*question.keys} - _ALLOWED - ({named.action.key} if named else set()) or question.part in ("trunk", "shoulder"):
        return None
    time = time_asked(question, scene)
    if time.absent:
        return time.absent
    if far is None:
        return _whether(question, time, scene)
    way = far.groupdict().get("way") or "up and down"
    return _how_far(question, way, time, scene)


def _height(question: Question, scene: Scene) -> tuple[np.ndarray, str]:
    """(K,) metres of the part that is asked about, the hips where none is, and its name."""
    part: Part = "pelvis"
    if question.part in JOINTS:
        joints: list[Part] = [joint_of(side, JOINTS[question.part]) for side in question.sides_meant]
        part = scene.measures.most_moved(joints)
    elif question.part == "head":
        part = cast(Part, "head")
    name = "the hips" if part == "pelvis" else f"the {part}"
    return scene.measures.body.joints[:, joint_number(part), 1] - float(scene.measures.body.floor.min()), name


def _how_far(question: Question, way: str, time: TimeAsked, scene: Scene) -> Exact:
    """The largest rise, or drop, or the range between which a part goes up and down."""
    poses = scene.measures.poses(time.span)
    course, name = _height(question, scene)
    heights, times = course[poses], scene.measures.times[poses]
    verb = "are" if name == "the hips" else "is"
    if "and" in way:
        low, high = int(heights.argmin()), int(heights.argmax())
        ends = " and ".join(f"{heights[one]:.2f} m at {times[one]:.1f} s" for one in (low, high))
        line = f"{name} {verb} between {ends}"
        return exact(f"{units.length(float(np.ptp(heights)), question.unit)}: {line}.", LIKELY, line)
    ups = way.startswith(("up", "rise"))
    sign = 1.0 if ups else -1.0
    gains = sign * heights - np.minimum.accumulate(sign * heights)
    end = int(gains.argmax())
    begin = int((sign * heights)[: end + 1].argmin())
    line = (
        f"{name} {'rise' if ups else 'sink'}{'' if name == 'the hips' else 's'} from {heights[begin]:.2f} m at "
        f"{times[begin]:.1f} s to {heights[end]:.2f} m at {times[end]:.1f} s"
    )
    first = sign * (heights[end] - heights[0])
    beside = (
        f"; {units.length(float(first))} {'over' if ups else 'under'} where {name} {verb} at first"
        if first > 0.02 and time.span is None
        else ""
    )
    return exact(f"{units.length(float(gains[end]), question.unit)}: {line}{beside}.", LIKELY, line)


def _whether(question: Question, time: TimeAsked, scene: Scene) -> Exact:
    """Whether a part goes up and down by more than it does in a usual walk."""
    course, name = _height(question, scene)
    heights = course[scene.measures.poses(time.span)]
    verb = "are" if name == "the hips" else "is"
    line = f"{name} {verb} between {heights.min():.2f} and {heights.max():.2f} m over the floor{time.words}"
    return yes_no(float(np.ptp(heights)) > _MOVES_M, line, LIKELY, negated=question.negated)

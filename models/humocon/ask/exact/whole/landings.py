"""How a jump is made: whether the arms help, whether it goes up or ahead, and how softly it is landed."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.by_kind.bearings import jumps_way
from humocon.ask.exact.exact import DOUBTFUL, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.events import Event, joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.whole.jump_kinds import each_down, jump_feet, landed_on
from humocon.ask.exact.words import qualifiers
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.feet import Step
from humocon.motion.kinematics.signals import SIDES, Span, derivative, smooth

_LANDS: Final = re.compile(r"\b(?:land(?:s|ed|ing|ings)?|touch(?:-?|es |ed | )down|comes? (?:back )?down|impact)\b")
_SOFT: Final = re.compile(
    r"\b(?:soft\w*|gent(?:le|ly)|light(?:ly)?|quiet\w*|smooth\w*|cushion\w*|absorb\w*|controlled|springy|damp\w*)\b"
)
_HARD: Final = re.compile(
    r"\b(?:hard|heav\w+|stiff\w*|loud\w*|harsh\w*|abrupt\w*|rough\w*|thud|nois\w*|crash\w*|stomp\w*)\b"
)
_ARMS: Final = re.compile(
    r"\b(?:us\w+|swing\w*|swung|throw\w*|help\w*|pump\w*|driv\w*)\b.*\b(?:arms?|hands?)\b"
    r"|\b(?:arms?|hands?)\b.*\b(?:help\w*|swing\w*|swung|us(?:e|ed)|assist\w*|driv\w*)\b|\barm swing\b"
)
_UP_OR_AHEAD: Final = re.compile(
    r"\b(?:straight up|vertical\w*|on the spot|in place|upwards?)\b.*\bor\b"
    r"|\bor\b.*\b(?:straight up|vertical\w*|upwards?)\b"
)
_SINKS_M: Final = 0.12
_BENDS: Final = 35.0
"""Metres that the hips sink after touch-down, and degrees that the knees bend, from which a landing is soft."""
_BOTH: Final = re.compile(
    r"\b(?:both|two|one|single|together|same time|(?:left|right) (?:foot|leg)(?: first)?|either)\b"
)
_WHICH: Final = re.compile(r"\b(?:which|what) (?:foot|leg)\b")
_GIVES: Final = 40.0
"""Degrees from which knees are bent in a landing."""
_AFTER_S: Final = 0.6
_BEFORE_S: Final = 0.6
_HELPS_M: Final = 0.3
"""Metres that the hands rise towards take-off, beside the hips, from which the arms help."""


def landings_told(question: Question, scene: Scene) -> Exact | None:
    """How a jump is made; None where something else is asked, or nobody jumps."""
    if not scene.legs_seen:
        return None
    return first_told((_sticks, _one_or_both, _knees_give, _landed, _arms_help, _up_or_ahead), question, scene)


def _jump(question: Question, scene: Scene) -> Event | None:
    """The jump that is asked about."""
    jumps = scene.of("jump") or (scene.of("air") if scene.facts.jumps else [])
    return qualifiers.placed(jumps, question.place) or next(iter(jumps), None)


_STICKS: Final = re.compile(
    r"\b(?:stick|sticks|stuck|sticking)\b.*\blanding|\blanding\b.*\bstuck\b"
    r"|\b(?:step|stumble|balance|correct)\w*\b.*\b(?:on|after|upon|at) (?:the )?landing\b"
    r"|\b(?:extra|correction|balance|saving) steps?\b"
)
AFTER_STEP_S: Final[float] = 1.0
"""Seconds after touch-down within which a step belongs to the landing."""


def steps_after(jump: Event, scene: Scene) -> list[Step]:
    """The steps that are taken where a jump is landed."""
    end_s = jump.span.end_s
    return [step for step in scene.facts.steps if end_s + 0.1 < step.time_s < end_s + AFTER_STEP_S]


def _sticks(question: Question, scene: Scene) -> Exact | None:
    """Whether somebody stands where they land, or takes a step."""
    asked = _STICKS.search(question.text)
    jump = _jump(question, scene) if asked and question.kind not in ("when", "how long", "how far", "side") else None
    if asked is None or jump is None or scene.duration_s - jump.span.end_s < 0.3:
        return None
    end_s, steps = jump.span.end_s, steps_after(jump, scene)
    told = ", ".join(f"the {one.foot} foot steps at {one.time_s:.1f} s" for one in steps[:3])
    line = f"lands at {end_s:.1f} s, and then {told or 'no foot steps'}"
    sticks = re.search(r"\b(?:stick|sticks|stuck|sticking)\b", question.text) is not None
    if re.search(r"\bor\b(?! not)", question.text) or question.kind != "yesno":
        return exact(f"{'takes a step' if steps else 'sticks it'}: {line}.", DOUBTFUL, line)
    return yes_no(bool(steps) != sticks, line, DOUBTFUL, negated=question.negated)


def _one_or_both(question: Question, scene: Scene) -> Exact | None:
    """Whether a jump is landed on both feet at once, and else on which first."""
    text = question.text
    asked = _LANDS.search(text) and (_BOTH.search(text) or re.search(r"\bhow\b.*\bland(?:s|ed)?\b\W*$", text))
    jump = _jump(question, scene) if asked or (_LANDS.search(text) and _WHICH.search(text)) else None
    if jump is None or question.kind in ("when", "how long", "how many"):
        return None
    feet = jump_feet(jump, scene)
    told, line = landed_on(feet), each_down(feet)
    both = "both" in told
    if question.kind == "yesno" and not re.search(r"\bor\b", text):
        wanted = both if re.search(r"\bboth\b|\btwo\b|\btogether\b|\bsame time\b", text) else not both
        side = next(iter(question.sides), "")
        wanted = wanted and (side not in SIDES or both or f"the {side}" in told)
        return yes_no(wanted, line, DOUBTFUL, negated=question.negated)
    return exact(f"{told}: {line}.", DOUBTFUL, line)


def _knees_give(question: Question, scene: Scene) -> Exact | None:
    """Whether the knees bend in a landing, and by how much."""
    about = question.part in ("knee", "leg") and _LANDS.search(question.text)
    bends = about and re.search(r"\b(?:ben[dt]|bends|bending|flex\w*|giv\w+|absorb\w*)\b", question.text)
    jump = _jump(question, scene) if bends and question.kind in ("yesno", "angle", "how far") else None
    if jump is None:
        return None
    where = Span(jump.span.end_s - 0.05, jump.span.end_s + _AFTER_S)
    sides = question.sides_meant
    most = {side: scene.measures.extreme(joint_of(side, "knee"), "bend", "most", where).value for side in sides}
    told = " and ".join(f"the {side} knee bends by up to {value:.0f} degrees" for side, value in most.items())
    line = f"{told} within {_AFTER_S:.1f} s of landing at {jump.span.end_s:.1f} s"
    if question.kind != "yesno":
        return exact(f"{line}.", DOUBTFUL, line)
    return yes_no(min(most.values()) > _GIVES, line, DOUBTFUL, negated=question.negated)


def landing(jump: Event, scene: Scene) -> tuple[bool, str]:
    """Whether a jump is landed softly, with knees that give way and hips that sink, and the fact that tells."""
    measures = scene.measures
    after = measures.poses(Span(jump.span.end_s - 0.05, jump.span.end_s + _AFTER_S))
    hips = measures.course("pelvis", "height")[after]
    knees = np.mean([measures.course(joint_of(side, "knee"), "bend")[after] for side in SIDES], axis=0)
    speed = derivative(smooth(measures.course("pelvis", "height"), 0.05))
    before = measures.poses(Span(jump.span.end_s - 0.2, jump.span.end_s + 0.1))
    sinks, bends = float(hips[0] - hips.min()), float(knees.max() - knees[0])
    line = f"the hips come down at {max(-float(speed[before].min()), 0):.1f} m/s, then sink by {sinks:.2f} m"
    line += f" while the knees bend by {bends:.0f} degrees more"
    return sinks > _SINKS_M and bends > _BENDS, line


def _landed(question: Question, scene: Scene) -> Exact | None:
    """Whether a jump is landed softly: with knees that give way, and hips that sink."""
    text = question.text
    soft, hard = _SOFT.search(text), _HARD.search(text)
    jump = _jump(question, scene) if _LANDS.search(text) and (soft or hard) else None
    if jump is None or question.kind not in ("yesno", "style", "comparison", "how fast"):
        return None
    is_soft, line = landing(jump, scene)
    if re.search(r"\bor\b", text) or text.startswith("how"):
        return exact(f"{'softly' if is_soft else 'rather hard'}: {line}.", DOUBTFUL, line)
    return yes_no(is_soft == bool(soft), line, DOUBTFUL, negated=question.negated)


def _arms_help(question: Question, scene: Scene) -> Exact | None:
    """Whether the arms swing up towards take-off."""
    about = {*question.keys} & {"jump", "air"}
    jump = _jump(question, scene) if about and _ARMS.search(question.text) and question.kind == "yesno" else None
    if jump is None or re.search(r"\b(?:after|landing|in the air)\b", question.text):
        return None
    poses = scene.measures.poses(Span(jump.span.begin_s - _BEFORE_S, jump.span.begin_s + 0.1))
    rises = []
    for side in SIDES:
        hand = scene.measures.course(joint_of(side, "wrist"), "height") - scene.measures.course("pelvis", "height")
        rises.append(float(hand[poses][-1] - hand[poses].min()))
    line = f"beside the hips, the hands rise by {rises[0]:.2f} (left) and {rises[1]:.2f} m (right) towards take-off"
    return yes_no(max(rises) > _HELPS_M, line, DOUBTFUL, negated=question.negated)


def _up_or_ahead(question: Question, scene: Scene) -> Exact | None:
    """Whether a jump goes straight up or over the floor, where both are offered."""
    about = {*question.keys} & {"jump", "air"}
    asked = about and _UP_OR_AHEAD.search(question.text)
    return jumps_way(scene.of("jump"), scene) if asked and scene.of("jump") else None

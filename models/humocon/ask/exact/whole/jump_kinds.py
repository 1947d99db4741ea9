"""Which kind of a jump it is: from one foot or both, on which it lands, which way it goes, how high, knees drawn up."""

import re
from typing import Final, NamedTuple

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.events import Event, joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import jump_length
from humocon.ask.exact.words import qualifiers, units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.signals import SIDES, Span, foot_levels

_KIND: Final = re.compile(
    r"\b(?:what|which) (?:kind|type|sort|style|form)s? of (?:an? )?(?:jump|leap|hop|bound)\w*"
    r"|\bhow does (?:\w+ ){1,2}jump\W*$"
)
_FEET: Final = r"(?:one|both|two|a single|single|left|right)(?: (?:foot|feet|leg|legs))?"
_OFF: Final = re.compile(
    rf"\b(?:tak\w* ?-?off|takes? ?-?off|push\w* off|jump\w* off|leav\w* the (?:floor|ground)|launch\w*|spring\w*)\b"
    rf".*\b{_FEET}\b"
    rf"|\b{_FEET}\b.*\b(?:take-?off)\b"
)
_LANDS: Final = re.compile(
    rf"\b(?:land\w*|touch\w* down|com\w* down)\b.*\b(?:on|with|one|both)\b.*\b{_FEET}\b|\b{_FEET}\b.*\blanding\b"
)
_DOWN_M: Final = 0.06
"""Metres over its lowest up to which a foot is down."""
_TOGETHER_S: Final = 0.12
"""Seconds between both feet's take-offs or touch-downs up to which they go or land together."""
_BESIDE_S: Final = 0.6
_IN_PLACE_M: Final = 0.4
_HIGH: Final = 0.4
"""Lengths of the leg that the feet rise in a high jump."""
_TUCKED: Final = 90.0
"""Degrees that both knees and hips are bent in the air of who draws the knees up."""


class _Feet(NamedTuple):
    """When each foot, left and right, leaves the floor and comes down again, in seconds."""

    off: tuple[float, float]
    down: tuple[float, float]


def jump_kind_told(question: Question, scene: Scene) -> Exact | None:
    """Which kind of a jump it is, and from and on which feet; None where that is not asked."""
    return first_told((_kind, _take_off, _landing_without_jump), question, scene) if scene.legs_seen else None


def _jumps(question: Question, scene: Scene) -> list[Event]:
    """The jumps that are asked about."""
    found = scene.of("jump") or (scene.of("air") if scene.facts.jumps else [])
    one = qualifiers.placed(found, question.place)
    return found if one is None else [one]


def _nobody(scene: Scene) -> Exact:
    """That nobody jumps, and what is done instead."""
    runs = scene.of("run") and scene.facts.flights
    told = "no jump here: both feet are in the air only between the strides of the run" if runs else ""
    told = told or "no jump here: both feet never leave the floor together"
    return exact(f"{told}.", LIKELY, *(event.line for event in scene.main[:2]))


def _feet(jump: Event, scene: Scene) -> _Feet:
    """When the feet leave the floor and come down around a jump."""
    poses = scene.measures.poses(Span(jump.span.begin_s - _BESIDE_S, jump.span.end_s + _BESIDE_S))
    heights = foot_levels(scene.measures.body.joints)[:, poses]
    times = scene.measures.times[poses]
    top = int(heights.min(axis=0).argmax())
    off, down = [], []
    for one in heights:
        near = one < float(one.min()) + _DOWN_M
        before, after = np.flatnonzero(near[:top]), np.flatnonzero(near[top:])
        off.append(float(times[before[-1]]) if len(before) else float(times[0]))
        down.append(float(times[top + after[0]]) if len(after) else float(times[-1]))
    return _Feet((off[0], off[1]), (down[0], down[1]))


def _from(feet: _Feet) -> str:
    """From which feet somebody jumps: the one that leaves the floor last pushes off."""
    left, right = feet.off
    return "from both feet" if abs(left - right) < _TOGETHER_S else f"from the {SIDES[left < right]} foot"


def _on(feet: _Feet) -> str:
    left, right = feet.down
    return "on both feet" if abs(left - right) < _TOGETHER_S else f"on the {SIDES[left > right]} foot first"


def _way(jump: Event, scene: Scene) -> str:
    """Which way a jump goes, from how the body faces."""
    length = jump_length(jump, scene)
    if length < _IN_PLACE_M:
        return f"on the spot, {length:.2f} m from where it left the floor"
    body, measures = scene.measures.body, scene.measures
    begin, end = measures.pose(jump.span.begin_s), measures.pose(jump.span.end_s)
    gone = (body.joints[end, 0] - body.joints[begin, 0])[[0, 2]]
    facing = float(body.facing[begin])
    ahead = float(gone @ [np.sin(facing), np.cos(facing)])
    left = float(gone @ [np.cos(facing), -np.sin(facing)])
    way = ("forward" if ahead > 0 else "backwards") if abs(ahead) >= abs(left) else f"to the {SIDES[left < 0]}"
    return f"{way}, {length:.1f} m far"


def _kind(question: Question, scene: Scene) -> Exact | None:
    """From which feet, which way, how high and on which feet a jump goes, and whether the knees are drawn up."""
    if not _KIND.search(question.text) or question.kind in ("yesno", "when", "how many"):
        return None
    jumps = _jumps(question, scene)
    if not jumps:
        return _nobody(scene)
    jump = max(jumps, key=lambda event: event.value)
    feet = _feet(jump, scene)
    one = "both" not in _from(feet) and _on(feet).replace("on the", "").split()[0] == _from(feet).split()[2]
    name = "a hop" if one and "first" in _on(feet) else "a jump"
    parts = [f"{name} {_way(jump, scene)}", f"{_from(feet)} and {_on(feet)}", *_height_and_knees(jump, scene)]
    several = f"{units.count(len(jumps), 'jump')}, the highest " if len(jumps) > 1 else ""
    return exact(f"{several}{'; '.join(parts)}.", DOUBTFUL, jump.line)


def _height_and_knees(jump: Event, scene: Scene) -> list[str]:
    """How high the feet get, and whether the knees are drawn up in the air."""
    measures, body = scene.measures, scene.measures.body
    poses = measures.poses(jump.span)
    rise = jump.value or float(body.lowest[poses].max())
    bends = [measures.course(joint_of(side, joint), "bend")[poses] for side in SIDES for joint in ("knee", "hip")]
    tucked = bool((np.min(bends, axis=0) > _TUCKED).any())
    knees = ["with the knees drawn up"] if tucked else []
    return [f"{'high, ' if rise > _HIGH * body.leg else ''}the feet rise {units.length(rise)}", *knees]


def _take_off(question: Question, scene: Scene) -> Exact | None:
    """Whether somebody jumps from one foot or from both."""
    if not _OFF.search(question.text) or question.kind in ("when", "how long", "how many", "how fast"):
        return None
    jumps = _jumps(question, scene)
    if not jumps:
        no = question.kind == "yesno" and not re.search(r"\bor\b", question.text)
        found = _nobody(scene)
        return yes_no(False, found.text.rstrip(".").lower(), LIKELY, negated=question.negated) if no else found
    feet = _feet(jumps[0], scene)
    told = _from(feet)
    line = f"the left foot leaves the floor at {feet.off[0]:.2f} s, the right one at {feet.off[1]:.2f} s"
    if question.kind == "yesno" and not re.search(r"\bor\b", question.text):
        both = re.search(r"\b(?:both|two)\b", question.text) is not None
        holds = ("both" in told) == both and (question.side not in SIDES or f"the {question.side}" in told)
        return yes_no(holds, f"{told}, {line}", DOUBTFUL, negated=question.negated)
    return exact(f"{told}: {line}.", DOUBTFUL, line)


def _landing_without_jump(question: Question, scene: Scene) -> Exact | None:
    """That nobody lands who does not jump."""
    if not _LANDS.search(question.text) or question.kind not in ("side", "comparison", "yesno", "other"):
        return None
    if _jumps(question, scene) or set(question.keys) - {"jump", "air", "move"}:
        return None
    found = _nobody(scene)
    no = question.kind == "yesno" and not re.search(r"\bor\b", question.text)
    return yes_no(False, found.text.rstrip(".").lower(), LIKELY, negated=question.negated) if no else found

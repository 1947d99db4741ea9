"""Which kind of a jump it is: from one foot or both, on which it lands, which way it goes, how high, knees drawn up."""

import re
from typing import Final, NamedTuple

import numpy as np

from humocon.ask.exact.by_kind.bearings import UP_M
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.bearing import jump_way, way_in_words
from humocon.ask.exact.known.events import Event, joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words import qualifiers, units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.signals import SIDES, Span, foot_levels

_KIND: Final = re.compile(
    r"\b(?:what|which) (?:kind|type|sort|style|form)s? of (?:an? )?(?:jump|leap|hop|bound)\w*"
    r"|\bhow does (?:\w+ ){1,2}jump\W*$"
    r"|\b(?:what|how)\b.*\b(?:call|name|term)\w*\b.*\b(?:this|that|such an?|the) (?:jump|leap|hop)\b"
)
_FEET: Final = r"(?:one|both|two|a single|single|left|right)(?: (?:foot|feet|leg|legs))?"
_OFF: Final = re.compile(
    rf"\b(?:tak\w* ?-?off|takes? ?-?off|push\w* off|jump\w* off|leav\w* the (?:floor|ground)|launch\w*|spring\w*)\b"
    rf".*\b{_FEET}\b"
    rf"|\b{_FEET}\b.*\b(?:take-?off)\b"
)
_LANDS: Final = re.compile(
    rf"\b(?:land\w*|touch\w* down|com\w* down)\b.*\b(?:on|with|one|both)\b.*\b{_FEET}\b|\b{_FEET}\b.*\blanding\b"
    r"|\b(?:which|what) (?:foot|leg)\b(?!.*\b(?:first|last)\b).*\b(?:land(?:s|ed|ing)?|touch\w* down|com\w* down)\b"
)
_JUMPS_FROM: Final = re.compile(rf"\b(?:jump|hop|leap)\w*\b.*\b(?:on|from|off|with|using)\b.*\b{_FEET}\b")
_NAMES_A_JUMP: Final = re.compile(r"\b(?:jump|hop|leap|bound|spring|take-?off|tak\w* off|takes? ?-?off|launch)\w*")
"""Who pushes off or lands may do so in a step; who jumps or takes off does not."""
_DOWN_M: Final = 0.06
"""Metres over its lowest up to which a foot is down."""
_LEVEL_M: Final = 0.05
"""Metres between both feet up to which they leave the floor, or land, as one."""
_TOGETHER_S: Final = 0.12
"""Seconds between both feet's take-offs or touch-downs up to which they go or land together."""
_BESIDE_S: Final = 0.6
_HIGH: Final = 0.4
"""Lengths of the leg that the feet rise in a high jump."""
_TUCKED: Final = 90.0
"""Degrees that both knees and hips are bent in the air of who draws the knees up."""


class JumpFeet(NamedTuple):
    """When each foot, left and right, leaves the floor and comes down again, in seconds; infinite where it is up."""

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


def _nobody(question: Question, scene: Scene) -> Exact | None:
    """That nobody jumps; of who steps, which feet push off or land in the steps, where no jump is named."""
    if scene.facts.steps and not _NAMES_A_JUMP.search(question.text):
        return _in_steps(question, scene)
    runs = scene.of("run") and scene.facts.flights
    when = (
        "both feet are in the air only between the strides of the run"
        if runs
        else "both feet are never in the air at once"
    )
    lines = [event.line for event in scene.main[:2]]
    if question.kind == "yesno" and not re.search(r"\bor\b", question.text):
        return yes_no(False, f"nobody jumps, {when}", LIKELY, negated=question.negated)
    return exact(f"no jump here: {when}.", LIKELY, *lines)


def _in_steps(question: Question, scene: Scene) -> Exact | None:
    """Which feet land, or push off, in the steps; None where one step is singled out."""
    if question.place or question.where or re.search(r"\b(?:first|last)\b", question.text):
        return None
    landed = {side: sum(step.foot == side for step in scene.facts.steps) for side in SIDES}
    counts = " and ".join(f"the {side} one {units.count(number, 'time')}" for side, number in landed.items())
    line = f"the feet land one after the other in the steps, {counts}"
    if question.kind != "yesno" or re.search(r"\bor\b", question.text):
        return exact(f"{line}; nobody jumps.", DOUBTFUL, line)
    both = re.search(r"\b(?:both|two)\b", question.text) is not None
    lands = _LANDS.search(question.text) is not None
    # The foot that pushes off is the other one than that which lands.
    feet = [side for side in SIDES if landed[side if lands else SIDES[side == "left"]]]
    holds = not both and (question.side in feet if question.side in SIDES else bool(feet))
    return yes_no(holds, line, DOUBTFUL, negated=question.negated)


def jump_feet(jump: Event, scene: Scene) -> JumpFeet:
    """When the feet leave the floor and come down around a jump."""
    poses = scene.measures.poses(Span(jump.span.begin_s - _BESIDE_S, jump.span.end_s + _BESIDE_S))
    heights = foot_levels(scene.measures.body.joints)[:, poses]
    times = scene.measures.times[poses]
    top = int(heights.min(axis=0).argmax())
    before = _near(heights[:, : top + 1])
    after = _near(heights[:, top:])
    off = [float(times[np.flatnonzero(one)[-1]]) if one.any() else -np.inf for one in before]
    down = [float(times[top + int(one.argmax())]) if one.any() else np.inf for one in after]
    return JumpFeet(_one_time(off, max(off), times, heights), _one_time(down, min(down), times, heights))


def _near(heights: np.ndarray) -> np.ndarray:
    """(2, K) whether each foot of some heights, (2, K) metres, is about as low as the lower one gets."""
    return heights < float(heights.min()) + _DOWN_M


def _one_time(each: list[float], time_s: float, times: np.ndarray, heights: np.ndarray) -> tuple[float, float]:
    """The times of both feet, one where they are level with each other then: heights (2, K) metres at times (K,)."""
    place = int(np.abs(times - time_s).argmin())
    level = abs(float(heights[0, place] - heights[1, place])) < _LEVEL_M
    return (time_s, time_s) if level else (each[0], each[1])


def _from(feet: JumpFeet) -> str:
    """From which feet somebody jumps: the one that leaves the floor last pushes off."""
    left, right = feet.off
    return "from both feet" if _alike(left, right) else f"from the {SIDES[left < right]} foot"


def landed_on(feet: JumpFeet) -> str:
    """On which feet somebody lands: "on both feet", "on the left foot first", "on the left foot alone"."""
    left, right = feet.down
    if _alike(left, right):
        return "on both feet"
    return f"on the {SIDES[left > right]} foot {'alone' if np.isinf(max(left, right)) else 'first'}"


def _is_hop(feet: JumpFeet) -> bool:
    """Whether somebody jumps from one foot and lands on the same one."""
    if _alike(*feet.off) or _alike(*feet.down):
        return False
    return (feet.off[0] > feet.off[1]) == (feet.down[0] < feet.down[1])


def _alike(left: float, right: float) -> bool:
    """Whether two times are one, or both unknown."""
    return left == right or abs(left - right) < _TOGETHER_S


def _each_off(feet: JumpFeet) -> str:
    """When each foot leaves the floor."""
    return _each(feet.off, "leaves the floor", "is up before")


def each_down(feet: JumpFeet) -> str:
    """When each foot comes down."""
    return _each(feet.down, "comes down", "stays up")


def _each(times: tuple[float, float], does: str, stays: str) -> str:
    """When the left and the right foot do something, or that one stays as it is."""
    left, right = (f"at {time_s:.2f} s" if np.isfinite(time_s) else stays for time_s in times)
    first = f"the left foot {left if left == stays else f'{does} {left}'}"
    verb = f"{does} " if left == stays and right != stays else ""
    return f"{first}, the right one {verb}{right}"


def _way(jump: Event, scene: Scene) -> str:
    """Which way a jump goes, from how the body faces before it."""
    vector = jump_way(jump, scene)
    metres = float(np.linalg.norm(vector))
    if metres < UP_M:
        return f"straight up, {units.length(metres)} from where it left the floor"
    return f"{way_in_words(vector)}, {units.length(metres)} far"


def _kind(question: Question, scene: Scene) -> Exact | None:
    """From which feet, which way, how high and on which feet a jump goes, and whether the knees are drawn up."""
    if not _KIND.search(question.text) or question.kind in ("yesno", "when", "how many"):
        return None
    jumps = _jumps(question, scene)
    if not jumps:
        return _nobody(question, scene)
    jump = max(jumps, key=lambda event: event.value)
    feet = jump_feet(jump, scene)
    name = "a hop" if _is_hop(feet) else "a jump"
    parts = [f"{name} {_way(jump, scene)}", f"{_from(feet)} and {landed_on(feet)}", *_height_and_knees(jump, scene)]
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
        return _nobody(question, scene)
    feet = jump_feet(jumps[0], scene)
    told = _from(feet)
    line = _each_off(feet)
    if question.kind == "yesno" and not re.search(r"\bor\b", question.text):
        both = re.search(r"\b(?:both|two)\b", question.text) is not None
        holds = ("both" in told) == both and (question.side not in SIDES or f"the {question.side}" in told)
        return yes_no(holds, f"{told}, {line}", DOUBTFUL, negated=question.negated)
    return exact(f"{told}: {line}.", DOUBTFUL, line)


def _landing_without_jump(question: Question, scene: Scene) -> Exact | None:
    """That nobody lands, or jumps from one foot, who does not jump."""
    asked = _LANDS.search(question.text) or _JUMPS_FROM.search(question.text)
    if not asked or question.kind not in ("side", "comparison", "yesno", "other"):
        return None
    if _jumps(question, scene) or set(question.keys) - {"jump", "air", "move"}:
        return None
    return _nobody(question, scene)

"""The cycle of a gait: strides, stance and swing of each foot, times and lengths of steps, how far the arms swing."""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Final, cast

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.whole.contacts import contacts_of, stances_of, swings_of
from humocon.ask.exact.whole.gait import lengths_by_foot
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import joint_number
from humocon.motion.kinematics.signals import SIDES, Side

_CYCLES: Final = re.compile(r"\b(?:gait cycles?|walking cycles?|running cycles?)\b")
_PHASE: Final = re.compile(
    r"\b(?P<stance>stance|support|contact)\b.*\b"
    r"(?:phase|time|duration|long|percent\w*|share|last)\b|\b(?:long|percent\w*|share)\b.*\b(?:stance|support)\b"
    r"|\b(?P<swing>swing) (?:phase|time|duration)\b|\b(?:long|percent\w*)\b.*\bswing phase\b"
)
_LASTS: Final = re.compile(r"\b(?:swing|stance|support|contact) (?:time|duration)\b")
_DOUBLE: Final = re.compile(r"\bdouble[- ](?:support|stance)\b|\bboth feet (?:on|down)\b")
_TIMED: Final = re.compile(
    r"\bstep(?:ping)? times?\b|\btime (?:of|per|between) (?:a |each |the )?(?:left |right )?steps?\b"
)
_LENGTHS: Final = re.compile(r"\b(?:step|stride)s?(?: length)?\b.*\b(?:longer|shorter|bigger|smaller)\b")
_BESIDE: Final = re.compile(
    r"\b(?:asymmetr\w*|symmetr\w*|differen\w+|imbalance|between (?:the )?left and (?:the )?right)\b"
)
_ARM_SWING: Final = re.compile(
    r"\b(?:how (?:much|far|wide\w*)|range|amplitude)\b.*\barms?\b.*\bsw(?:ing\w*|ung)\b|\barm swing\b"
    r"|\bsw(?:ing\w*|ung)\b.*\b(?:his|her|their|the) arms?\b"
)
_LEAST_STEPS: Final = 4
_ALIKE: Final = 0.1
"""By how much two sides may differ, beside their mean, and still be alike."""


def cycle_told(question: Question, scene: Scene) -> Exact | None:
    """What is asked of the cycle of a gait; None where something else is, or nobody takes steps."""
    if len(scene.facts.steps) < _LEAST_STEPS or not scene.legs_seen:
        return None
    return first_told((_cycles, _phases, _step_times, _longer_steps, _arm_swing), question, scene)


def _cycles(question: Question, scene: Scene) -> Exact | None:
    """How many times both feet step."""
    if question.kind != "how many" or not _CYCLES.search(question.text) or question.unit:
        return None
    steps = scene.facts.steps
    return exact(f"{units.count(len(steps) // 2, 'gait cycle')}.", LIKELY, units.count(len(steps), "step"))


def _phases(question: Question, scene: Scene) -> Exact | None:
    """How long a foot is on the floor in a stride, or off it, and how long both are."""
    asked, double = _PHASE.search(question.text), _DOUBLE.search(question.text)
    if not (asked or double) or question.kind == "how many":
        return None
    if question.kind == "when" and not _LASTS.search(question.text):
        return None
    if double or asked is None:
        down = np.zeros((2, scene.measures.body.num_frames), bool)
        for side, spans in enumerate(contacts_of(scene).values()):
            for begin, end in spans:
                down[side, begin:end] = True
        share = float(down.all(axis=0).mean())
        seconds = units.time(share * scene.duration_s, question.unit)
        return exact(f"{seconds} in all, {share:.0%} of the time: both feet are on the floor.", DOUBTFUL)
    swings = asked["swing"] is not None or "swing" in asked[0]
    seconds = swings_of(scene) if swings else stances_of(scene)
    return _of_sides(question, seconds, f"{'in the air' if swings else 'on the floor'} in each stride", "s")


def _step_times(question: Question, scene: Scene) -> Exact | None:
    """How long a step of each foot takes: from when the other one lands."""
    if not _TIMED.search(question.text) or not (_BESIDE.search(question.text) or question.sides):
        return None
    steps = scene.facts.steps
    taken: dict[Side, list[float]] = {side: [] for side in SIDES}
    for before, step in pairwise(steps):
        if before.foot != step.foot:
            taken[step.foot].append(step.time_s - before.time_s)
    return _of_sides(question, taken, "to land after the other one", "s")


def _longer_steps(question: Question, scene: Scene) -> Exact | None:
    """Whether the steps of one foot are longer than those of the other."""
    if not _LENGTHS.search(question.text) or not {*question.sides} & {"left", "right"}:
        return None
    return _of_sides(question, lengths_by_foot(scene), "from one step to the next", "m")


def _of_sides(question: Question, values: Mapping[Side, list[float]], what: str, unit: str) -> Exact | None:
    """What each foot takes or goes, as a figure, as the difference of both, or as which of them does more."""
    if not all(values.values()):
        return None
    mean = {side: float(np.median(one)) for side, one in values.items()}
    left, right = (f"{mean[side]:.2f} {unit}" for side in SIDES)
    verb = "goes" if unit == "m" else "is" if "stride" in what else "takes"
    line = f"the left foot {verb} {left} {what}, the right one {right}"
    apart = abs(mean["left"] - mean["right"]) / max(float(np.mean([*mean.values()])), 1e-6)
    more = max(mean, key=lambda side: mean[side])
    if question.kind == "yesno":
        less = re.search(r"\b(?:shorter|smaller|less|faster|quicker)\b", question.text) is not None
        asked = next((side for side in question.sides if side in SIDES), "")
        compared = re.search(r"\b(?:longer|shorter|bigger|smaller|more|less|slower|faster|quicker)\b", question.text)
        holds = apart > _ALIKE and (asked in ("", more)) != less if compared else apart < _ALIKE
        holds = holds != bool(re.search(r"\basymmetr\w*|\bdifferen\w+", question.text) and not compared)
        return yes_no(holds, line, DOUBTFUL, negated=question.negated)
    if question.side in SIDES and not _BESIDE.search(question.text):
        return exact(f"{mean[cast(Side, question.side)]:.2f} {unit}: {line}.", DOUBTFUL, line)
    told = "alike on both sides" if apart < _ALIKE else f"{apart:.0%} apart, more with the {more} foot"
    return exact(f"{told}: {line}.", DOUBTFUL, line)


def _arm_swing(question: Question, scene: Scene) -> Exact | None:
    """How far the hands swing to the front and to the back beside the shoulders."""
    if not _ARM_SWING.search(question.text) or question.kind in ("yesno", "how many", "when", "side"):
        return None
    local = scene.measures.body.local
    ways = {}
    for side in SIDES:
        ahead = (
            local[:, joint_number(joint_of(side, "wrist")), 2] - local[:, joint_number(joint_of(side, "shoulder")), 2]
        )
        ways[side] = float(np.percentile(ahead, 95) - np.percentile(ahead, 5))
    line = f"from behind to ahead the left hand swings by {ways['left']:.2f} m, the right one by {ways['right']:.2f} m"
    return exact(f"{line}.", DOUBTFUL, line)

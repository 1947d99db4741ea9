"""How two parts of the body are to each other: feet apart, hands that touch, legs that cross, weight on one foot."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact import units
from humocon.ask.exact.events import joint_of
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, yes_no, yes_or_no
from humocon.ask.exact.question import Question
from humocon.ask.exact.scene import Scene
from humocon.ask.exact.selection import stretch_of
from humocon.ask.exact.wordings import MEAN
from humocon.motion.kinematics.measures import joint_number
from humocon.motion.kinematics.signals import SIDES

_PAIRS: Final[dict[str, str]] = {"foot": "ankle", "leg": "ankle", "hand": "wrist", "arm": "wrist", "knee": "knee"}
_TOUCH: Final = re.compile(r"\b(?:touch|touches|touching|meet|meets|come\w* together|join\w*|clasp\w*|in contact)\b")
_CLOSE: Final = re.compile(r"\bhow (?:close|near)\b|\b(?:closest|nearest|smallest) (?:distance|gap)\b")
_WEIGHT: Final = re.compile(
    r"\btime on (?:the|his|her|their) (?:left|right) (?:leg|foot)\b.*\bthan\b"
    r"|\bweight\b.*\b(?:leg|foot|feet|side|legs|left|right|shift\w*|evenly)\b|\bshift\w* .*\bweight\b"
)
_STEP_WIDTH: Final = re.compile(
    r"\bhow wide\b.*\b(?:steps?|strides?|gait|base)\b|\b(?:step|stride|gait) width\b"
    r"|\bwidth of (?:the |his |her |their )?steps\b"
)
_WIDE: Final = 2.5
_NARROW: Final = 1.2
"""How many times as far as the hips the feet are apart in a wide stance, and in a narrow one."""
_TOUCHING_M: Final = 0.16
"""Metres between wrists, or between ankles, from which hands or feet touch."""
_CROSSED_M: Final = 0.05
"""Metres by which a foot is on the other's side from which the feet are crossed."""
_ONE_LEG: Final = 0.65
"""Share of the way from one foot to the other at which the hips are over one of them."""


def apart_told(question: Question, scene: Scene) -> Exact | None:
    """How two parts of the body are to each other; None where something else is asked."""
    if _WEIGHT.search(question.text):
        return _weight(question, scene)
    if _STEP_WIDTH.search(question.text) and question.kind != "yesno":
        return _step_width(question, scene)
    if re.search(r"\bstance\b.*\b(?:wide|narrow)\b|\bwide\b.*\bstance\b|\bfeet\b.*\bwide or narrow\b", question.text):
        return _stance(question, scene)
    if question.part not in _PAIRS:
        return None
    if {*question.keys} - {"move"}:
        return _crossed(question, scene) if {*question.keys} <= {"walk", "run", "step", "side step", "move"} else None
    if question.kind == "when" and (_TOUCH.search(question.text) or _CLOSE.search(question.text)):
        gaps = _gaps(question, scene)
        place = int(gaps.argmin())
        return exact(f"at {scene.measures.times[place]:.1f} s, {units.length(float(gaps[place]))} apart.", DOUBTFUL)
    return _apart(question, scene) or _touching(question, scene) or _crossed(question, scene)


def _stance(question: Question, scene: Scene) -> Exact | None:
    """Whether the feet are wide apart for most of the time, beside the hips."""
    local = scene.measures.body.local
    left, right = (local[:, [joint_number(joint_of(side, one)) for one in ("ankle", "hip")], 0] for side in SIDES)
    feet, hips = np.abs(left - right).T
    ratio = float(np.median(feet) / max(float(np.median(hips)), 1e-6))
    line = f"the feet are mostly {np.median(feet):.2f} m apart from side to side, the hips {np.median(hips):.2f} m"
    width = "wide" if ratio > _WIDE else "narrow" if ratio < _NARROW else "neither wide nor narrow"
    if question.kind == "yesno" and not re.search(r"\bor\b", question.text):
        asked = "narrow" if "narrow" in question.text else "wide"
        return yes_no(width == asked, line, DOUBTFUL, negated=question.negated)
    return exact(f"{width}: {line}.", DOUBTFUL, line)


def _step_width(question: Question, scene: Scene) -> Exact | None:
    """How far apart the feet are from side to side where they land."""
    if not scene.facts.steps:
        return None
    times = [step.time_s for step in scene.facts.steps]
    poses = np.abs(scene.measures.times[:, None] - times).argmin(axis=0)
    left, right = (scene.measures.body.local[poses, joint_number(joint_of(side, "ankle")), 0] for side in SIDES)
    width = units.length(float(np.abs(left - right).mean()), question.unit)
    return exact(f"{width} from side to side, on average.", DOUBTFUL, f"over {units.count(len(times), 'step')}")


def _gaps(question: Question, scene: Scene) -> np.ndarray:
    """(K,) metres between the left and the right one."""
    joints = scene.measures.body.joints
    left, right = (joints[:, joint_number(joint_of(side, _PAIRS[question.part]))] for side in SIDES)
    return np.linalg.norm(left - right, axis=-1)


def _apart(question: Question, scene: Scene) -> Exact | None:
    """How far apart feet or hands are on the whole, at least or at a moment."""
    text = question.text
    mean, close = MEAN.search(text), _CLOSE.search(text) or question.extreme == "least"
    if not re.search(r"\bapart\b|\bdistance between\b|\bgap between\b|\b(?:each other|one another)\b", text):
        return None
    if not (mean or question.stretch or close) or question.kind == "yesno":
        return None
    gaps = _gaps(question, scene)
    if close:
        place = int(gaps.argmin())
        return exact(
            f"{units.length(float(gaps[place]), question.unit)}, at {scene.measures.times[place]:.1f} s.", LIKELY
        )
    poses = scene.measures.poses(stretch_of(question.stretch, scene) if question.stretch else None)
    return exact(f"{units.length(float(gaps[poses].mean()), question.unit)}{' on average' if mean else ''}.", LIKELY)


def _touching(question: Question, scene: Scene) -> Exact | None:
    """Whether both hands, or both feet, ever touch each other."""
    floor = re.search(r"\b(?:floor|ground|head|knees?|toes?|face|hips?|shoulders?)\b", question.text)
    if question.kind != "yesno" or not _TOUCH.search(question.text) or floor or question.part not in ("hand", "foot"):
        return None
    gaps = _gaps(question, scene)
    place = int(gaps.argmin())
    holds = bool(gaps[place] < _TOUCHING_M)
    joints = (
        f"the {_PAIRS[question.part]}s come to {gaps[place]:.2f} m of each other at {scene.measures.times[place]:.1f} s"
    )
    return yes_no(holds, joints, DOUBTFUL, negated=question.negated)


def _crossed(question: Question, scene: Scene) -> Exact | None:
    """Whether the feet, or the hands, are ever on each other's side of the body."""
    joint = _PAIRS[question.part]
    if question.part == "knee" or question.kind != "yesno" or not re.search(r"\bcross(?:ed|es|ing)?\b", question.text):
        return None
    left, right = (scene.measures.body.local[:, joint_number(joint_of(side, joint)), 0] for side in SIDES)
    over = right - left
    place = int(over.argmax())
    holds = bool(over[place] > _CROSSED_M)
    time = f" at {scene.measures.times[place]:.1f} s" if holds else ""
    name = "hands" if joint == "wrist" else "feet"
    line = f"the {name} {'cross most' if holds else 'stay on their own sides'}{time}"
    return yes_no(holds, line, DOUBTFUL, negated=question.negated)


def _weight(question: Question, scene: Scene) -> Exact | None:
    """On which foot the hips are for most of the time."""
    ground = scene.measures.body.joints[:, :, [0, 2]]
    left, right = (ground[:, joint_number(joint_of(side, "ankle"))] for side in SIDES)
    wide = np.linalg.norm(left - right, axis=-1)
    towards = ((ground[:, 0] - right) * (left - right)).sum(axis=-1) / np.maximum(wide, 1e-6) ** 2
    shares = [float((where & (wide > _TOUCHING_M)).mean()) for where in (towards > _ONE_LEG, towards < 1 - _ONE_LEG)]
    side = SIDES[shares[1] > shares[0]]
    mostly = max(shares) > 0.5
    shifts = min(shares) > 0.1
    line = f"the hips are over the left foot for {shares[0]:.0%} of the time, over the right one for {shares[1]:.0%}"
    told = f"mostly on the {side} leg" if mostly else "on one leg after the other" if shifts else "on both legs alike"
    if question.kind != "yesno" and question.kind != "unanswerable":
        return exact(f"{told}: {line}.", DOUBTFUL, line)
    more = re.search(r"\b(more|longer|less)\b.*\b(left|right)\b.*\bthan\b", question.text)
    if more:
        holds, told = (shares[0] > shares[1]) == ((more[2] == "left") == (more[1] != "less")), "as weight goes"
    elif re.search(r"\bshift\w*", question.text):
        holds = shifts
    elif re.search(r"\b(?:evenly|both|equally)\b", question.text):
        holds = not mostly
    else:
        holds = mostly and question.side in ("", "both", side)
    return exact(f"{yes_or_no(holds, negated=question.negated)}, {told}: {line}.", DOUBTFUL, line)

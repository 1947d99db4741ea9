"""How two parts of the body are to each other: feet apart, hands that touch, legs that cross, weight on one foot."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, Exact, exact, yes_no, yes_or_no
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import span_asked
from humocon.ask.exact.whole.one_leg import stands_on
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import joint_number
from humocon.motion.kinematics.signals import SIDES, Span

_PAIRS: Final[dict[str, str]] = {"foot": "ankle", "leg": "ankle", "hand": "wrist", "arm": "wrist", "knee": "knee"}
_TOUCH: Final = re.compile(r"\b(?:touch|touches|touching|meet|meets|come\w* together|join\w*|clasp\w*|in contact)\b")
_WEIGHT: Final = re.compile(
    r"\btime on (?:the|his|her|their) (?:left|right) (?:leg|foot)\b.*\bthan\b"
    r"|\blean\w* on (?:one|the|his|her|their) (?:left |right )?(?:leg|foot)\b|\bhips?\b.*\bshift\w*\b"
    r"|\bshift\w*\b.*\bhips?\b"
    r"|\b(?:legs|feet|sides)\b.*\b(?:load\w*|weight\w*)\b|\bload\w*\b.*\b(?:legs?|foot|feet|sides?)\b"
    r"|\bweight\b.*\b(?:leg|foot|feet|side|legs|left|right|shift\w*|evenly)\b|\bshift\w* .*\bweight\b"
)
_STEP_WIDTH: Final = re.compile(
    r"\bhow wide\b.*\b(?:steps?|strides?|gait|base)\b|\b(?:step|stride|gait) width\b"
    r"|\bwidth of (?:the |his |her |their )?steps\b"
)
_WIDE: Final = 2.5
_NARROW: Final = 1.2
"""How many times as far as the hips the feet are apart in a wide stance, and in a narrow one."""
_WIDTH_BESIDE: Final = re.compile(
    r"\b(?:wider|narrower|(?:further|farther|closer) (?:apart|together)|as wide|beyond|more than|less than)\b.*"
    r"\b(?:shoulders?|hips?)(?:[- ]width)?\b|\b(?:shoulder|hip)[- ](?:width|wide|distance)\b"
)
_WIDER: Final = 1.2
"""How many times as far apart the feet are as the shoulders, or hips, from which they are wider."""
_KNEES_IN: Final = re.compile(
    r"\bknees?\b.*\b(?:cav\w*|inwards?|(?:com\w*|go\w*|fall\w*|drop\w*|drift\w*) (?:\w+ )?in\b|collaps\w*"
    r"|buckl\w*|outwards?|(?:towards|to) each other|track\w*|align\w*|in line|knock\w*)|\bvalgus\b|\bknock[- ]?knee\w*"
)
_CAVES: Final = 0.8
"""Share of the distance between the ankles from which knees that bend are too close."""
_REACHED: Final = re.compile(
    r"\b(?:touch\w*|reach\w*|get\w*|grab\w*) (?:\w+ ){0,3}?(?:his|her|their|the) (?:left |right |own )?"
    r"(?P<what>toes?|feet|foot|knees?|ankles?)\b"
)
_HAND_M: Final = 0.27
"""Metres between wrist and toes, knee or ankle from which a hand reaches it."""
_TOUCHING_M: Final = 0.16
"""Metres between wrists, or between ankles, from which hands or feet touch."""
_MIDDLE: Final = re.compile(r"\b(?:cross\w*|over|past|beyond|across)\b.*\b(?:mid-?line|middle|cent(?:re|er) ?line)\b")
_CROSSED_M: Final = 0.05
"""Metres by which a foot is on the other's side from which the feet are crossed."""
_ONE_SIDED: Final = 0.25
"""Share of the time over one foot from which, being twice that over the other, the weight is more on one leg."""
_ONE_LEG: Final = 0.65
"""Share of the way from one foot to the other at which the hips are over one of them."""


def apart_told(question: Question, scene: Scene) -> Exact | None:
    """How two parts of the body are to each other; None where something else is asked."""
    if _WEIGHT.search(question.text):
        return _weight(question, scene)
    if (found := _width_beside(question, scene) or _knees_in(question, scene) or _reached(question, scene)) is not None:
        return found
    if _STEP_WIDTH.search(question.text) and question.kind != "yesno":
        return _step_width(question, scene)
    if re.search(
        r"\b(?:stance|base)\b.*\b(?:wide|narrow)\b|\b(?:wide|narrow)\b.*\b(?:stance|base)\b"
        r"|\bfeet\b.*\bwide or narrow\b",
        question.text,
    ):
        return _stance(question, scene)
    if question.part not in _PAIRS:
        return None
    if _MIDDLE.search(question.text) and question.kind == "yesno":
        return _over_the_middle(question, scene)
    if {*question.keys} - {"move"}:
        return _crossed(question, scene) if {*question.keys} <= {"walk", "run", "step", "side step", "move"} else None
    return _touching(question, scene) or _crossed(question, scene)


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


def _width_beside(question: Question, scene: Scene) -> Exact | None:
    """Whether the feet are wider apart than the shoulders, or than the hips, on the whole or in what is named."""
    asked = _WIDTH_BESIDE.search(question.text)
    if not asked or question.kind not in ("yesno", "comparison", "how far") or not scene.legs_seen:
        return None
    joint = "hip" if "hip" in asked[0] else "shoulder"
    poses = scene.measures.poses(span_asked(question, scene))
    ground = scene.measures.body.joints[poses][..., [0, 2]]
    pairs = ([ground[:, joint_number(joint_of(side, one))] for side in SIDES] for one in ("ankle", joint))
    feet, body = (float(np.median(np.linalg.norm(left - right, axis=-1))) for left, right in pairs)
    ratio = feet / max(body, 1e-6)
    line = f"the ankles are {feet:.2f} m apart, the {joint}s {body:.2f} m"
    word = "wider" if ratio > _WIDER else "narrower" if ratio < 1 / _WIDER else f"about {joint} width"
    if question.kind == "yesno" and not re.search(r"\bor\b", question.text):
        wanted = "narrower" if re.search(r"\b(?:narrower|closer|less)\b", asked[0]) else "about"
        wanted = "wider" if re.search(r"\b(?:wider|(?:further|farther) apart|more than|beyond)\b", asked[0]) else wanted
        return yes_no(word.startswith(wanted), line, DOUBTFUL, negated=question.negated)
    return exact(f"{word}: {line}.", DOUBTFUL, line)


def _knees_in(question: Question, scene: Scene) -> Exact | None:
    """Whether the knees come closer to each other than the feet are, where they are bent most."""
    asked = _KNEES_IN.search(question.text)
    if not asked or question.kind != "yesno" or not scene.legs_seen:
        return None
    caves, line = knees_apart(span_asked(question, scene), scene)
    outwards = re.search(r"\b(?:out\w*|apart|over the|in line|track\w*|align\w*)\b", asked[0])
    return yes_no(caves != bool(outwards), line, DOUBTFUL, negated=question.negated)


def knees_apart(where: Span | None, scene: Scene) -> tuple[bool, str]:
    """Whether the knees are much closer to each other than the ankles where they bend most, and the fact."""
    side = max(SIDES, key=lambda one: scene.measures.extreme(joint_of(one, "knee"), "bend", "most", where).value)
    time_s = scene.measures.extreme(joint_of(side, "knee"), "bend", "most", where).time_s
    place = scene.measures.pose(time_s)
    local = scene.measures.body.local[place, :, 0]
    pairs = ([float(local[joint_number(joint_of(one, joint))]) for one in SIDES] for joint in ("knee", "ankle"))
    knees, feet = (abs(left - right) for left, right in pairs)
    line = f"where they are bent most, at {time_s:.1f} s, the knees are {knees:.2f} m apart, the ankles {feet:.2f} m"
    return knees < _CAVES * feet, line


def _reached(question: Question, scene: Scene) -> Exact | None:
    """Whether a hand comes to the toes, the knees or the ankles."""
    asked = _REACHED.search(question.text)
    if not asked or question.kind not in ("yesno", "comparison") or "elbow" in question.parts:
        return None
    joint = {"knee": "knee", "ankl": "ankle"}.get(asked["what"][:4], "foot")
    joints = scene.measures.body.joints
    gaps = {
        (hand, other): np.linalg.norm(
            joints[:, joint_number(joint_of(hand, "wrist"))] - joints[:, joint_number(joint_of(other, joint))], axis=-1
        )
        for hand in SIDES
        for other in SIDES
    }
    hand, other = min(gaps, key=lambda pair: float(gaps[pair].min()))
    place = int(gaps[hand, other].argmin())
    gap = float(gaps[hand, other][place])
    line = (
        f"the {hand} wrist comes to {gap:.2f} m of the {other} {joint} at {scene.measures.times[place]:.1f} s, "
        "and a hand is about 0.2 m long"
    )
    return yes_no(gap < _HAND_M, line, DOUBTFUL, negated=question.negated)


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


def _over_the_middle(question: Question, scene: Scene) -> Exact:
    """Whether a hand, or a foot, gets over the middle of the body to the other side."""
    joint = _PAIRS[question.part]
    left, right = (scene.measures.body.local[:, joint_number(joint_of(side, joint)), 0] for side in SIDES)
    over = {"left": -left, "right": right}
    if question.side in SIDES:
        over = {question.side: over[question.side]}
    side = max(over, key=lambda one: float(over[one].max()))
    place = int(over[side].argmax())
    metres = float(over[side][place])
    where = f"{abs(metres):.2f} m {'over' if metres > 0 else 'short of'} the middle of the body"
    line = f"the {side} {joint} gets to {where} at {scene.measures.times[place]:.1f} s"
    return yes_no(metres > _CROSSED_M / 2, line, DOUBTFUL, negated=question.negated)


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
    more_on = max(shares) > _ONE_SIDED and max(shares) > 2 * min(shares)
    told = f"more on the {side} leg" if more_on else "on one leg after the other" if shifts else "on both legs alike"
    told = f"mostly on the {side} leg" if mostly else told
    line = f"{line}; {stands_on(scene)}"
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

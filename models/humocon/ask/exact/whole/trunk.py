"""How trunk and hips are held and turned: twisted, leaning to a side, with a back that is straight or round."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.moment import clause_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import events_asked, other_side, span_of
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.posture import lean_aside
from humocon.motion.kinematics.signals import HIPS, SIDES, angle_between, smooth
from humocon.motion.kinematics.trunk import twist, yaw
from humocon.motion.skeleton import JOINT_NAMES

_STOOPED: Final = 15.0
"""Degrees that a trunk leans on average from which somebody is hunched."""
_SPINE: Final = [JOINT_NAMES.index(name) for name in ("pelvis", "spine2", "neck")]
_ASIDE: Final = re.compile(
    r"\b(?:lean|tilt|tipp?|inclin|list)(?:s|e|es|ed|ing)?\b (?:\w+ ){0,3}?(?:to (?:the|his|her|their|one|a|either) "
    r"(?:\w+ )?(?:side|left|right)"
    r"|sideways|aside|(?:left|right)\b)"
)
_ASIDE_DEGREES: Final = 8.0
"""Degrees that a trunk tilts to a side from which somebody leans there."""
_HIPS_TURN: Final = 20.0
"""Degrees from where they mostly face from which hips turn; in a walk they go to and fro by ten."""
_ROUNDED: Final = 30.0
"""Degrees between the upper and the lower back from which it is round."""
_SAID_OF: Final = ("yesno", "posture", "style", "unanswerable")


def trunk_told(question: Question, scene: Scene) -> Exact | None:
    """How trunk and hips are held or turned; None where something else is asked."""
    return first_told((_twisted, _hips_turned, _leans_aside, _back_straight, _hunched), question, scene)


def _twisted(question: Question, scene: Scene) -> Exact | None:
    """By how many degrees the shoulders are turned against the hips."""
    asked = re.search(r"\b(?:twist\w*|rotat\w*)\b", question.text)
    if question.kind != "angle" or not asked or question.part != "trunk":
        return None
    degrees, time_s = most_twisted(scene)
    return exact(f"{units.angle(degrees, question.unit)}, at {time_s:.1f} s.", LIKELY)


def most_twisted(scene: Scene) -> tuple[float, float]:
    """The most degrees that the shoulders are turned against the hips, and when, in seconds."""
    turned = np.abs(twist(scene.measures.body))
    place = int(turned.argmax())
    return float(turned[place]), float(scene.measures.times[place])


def _hips_turned(question: Question, scene: Scene) -> Exact | None:
    """Whether, and by how much, the hips turn from where they mostly face."""
    asked = re.search(
        r"\b(?:twist|rotat|turn|pivot|swivel)\w*\b.*\bhips?\b|\bhips?\b.*\b(?:twist|rotat|pivot|swivel)\w*",
        question.text,
    )
    leans = question.kind == "angle" and question.part == "pelvis" and {*question.keys} & {"twist", "turn"}
    if not (asked or leans) or question.kind not in ("yesno", "angle") or "shoulder" in question.parts:
        return None
    if scene.turns:
        return None  # the whole body turns
    degrees = np.degrees(yaw(scene.measures.body.joints, HIPS))
    turned = np.abs(smooth(degrees - np.median(degrees), 0.05))
    place = int(turned.argmax())
    line = f"the hips turn by up to {turned[place]:.0f} degrees from where they mostly face, "
    line += f"at {scene.measures.times[place]:.1f} s"
    if question.kind == "angle":
        return exact(f"{units.angle(float(turned[place]), question.unit)}: {line}.", DOUBTFUL, line)
    return yes_no(bool(turned[place] > _HIPS_TURN), line, DOUBTFUL, negated=question.negated)


def _leans_aside(question: Question, scene: Scene) -> Exact | None:
    """Whether the trunk tilts to a side, in what is named or at any time."""
    asked = _ASIDE.search(question.text)
    if not asked or question.kind != "yesno" or {*question.parts} - {"trunk"} or "turn" in question.keys:
        return None
    keys = {*question.keys} - {"bend", "move", "bow"}
    events = events_asked(question, scene) if keys else []
    poses = scene.measures.poses(span_of(question, scene, events) if keys else None)
    degrees = smooth(lean_aside(scene.measures.body)[poses], 0.1)
    side = question.side if question.side in SIDES else ""
    if re.search(r"\b(?:other|opposite) side\b", asked[0]) and scene.star is not None:
        side = other_side(scene.star, scene)
    towards = degrees if side == "left" else -degrees if side == "right" else np.abs(degrees)
    place = int(towards.argmax())
    told = "left" if degrees[place] > 0 else "right"
    time_s = scene.measures.times[poses[place]]
    line = f"the trunk tilts by {abs(degrees[place]):.0f} degrees to the {told} at {time_s:.1f} s"
    return yes_no(bool(towards[place] > _ASIDE_DEGREES), line, DOUBTFUL, negated=question.negated)


def _back_straight(question: Question, scene: Scene) -> Exact | None:
    """Whether the back stays straight where the trunk leans most, or is rounded."""
    words = r"(straight|flat|neutral|round\w*|curv\w+|arch\w*|hunch\w*)"
    asked = re.search(rf"\b(?:back|spine)\b.*\b{words}\b|\b{words}\b.*\b(?:back|spine)\b(?!wards?)", question.text)
    if not asked or question.kind != "yesno":
        return None
    clause = clause_of(question.text, scene)
    time_s = scene.measures.extreme("trunk", "lean", "most", clause[0] if clause else None).time_s
    place = scene.measures.pose(time_s)
    pelvis, middle, neck = scene.measures.body.joints[place, _SPINE]
    curve = float(angle_between(middle - pelvis, neck - middle))
    straight = curve < _ROUNDED
    holds = straight == ((asked[1] or asked[2]) in ("straight", "flat", "neutral"))
    line = f"the upper back is at {curve:.0f} degrees to the lower one at {scene.measures.times[place]:.1f} s"
    return yes_no(holds, line, DOUBTFUL, negated=question.negated)


def _hunched(question: Question, scene: Scene) -> Exact | None:
    """Whether the person goes or stands with a trunk that leans, or a back that is round, on average."""
    if not re.search(r"\b(?:hunch|slouch|slump|stoop)\w*\b", question.text) or question.kind not in _SAID_OF:
        return None
    if re.search(r"\bor\b", question.text):
        return None
    stoops, line = stoop(scene)
    return yes_no(stoops, line, DOUBTFUL, negated=question.negated)


def stoop(scene: Scene) -> tuple[bool, str]:
    """Whether the trunk leans, or the back is round, on average, and the fact that tells."""
    pelvis, middle, neck = scene.measures.body.joints[:, _SPINE].mean(axis=0)
    curve, lean = float(angle_between(middle - pelvis, neck - middle)), scene.measures.mean("trunk", "lean")
    line = (
        f"the trunk leans by {lean:.0f} degrees on average, the upper back is at {curve:.0f} degrees to the lower one"
    )
    return lean > _STOOPED or curve > _ROUNDED, line

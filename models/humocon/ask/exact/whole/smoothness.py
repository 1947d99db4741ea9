"""How smoothly a part of the body moves, by a quantity: how much of its speed lies in quick changes."""

import re
from typing import Final, cast

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, Exact, exact, yes_or_no
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import JOINTS, events_asked, span_of
from humocon.ask.exact.words.question import Question
from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.measures import HANDS_AND_FEET, Part, joint_number
from humocon.motion.kinematics.signals import SIDES, Span, derivative

_SMOOTH: Final = re.compile(
    r"\b(?:smooth\w*|fluid\w*|fluent\w*|flow(?:s|ing|y)?|grace\w*|elegan\w*|seamless\w*|silky)\b"
)
_JERKY: Final = re.compile(
    r"\b(?:jerk\w*|chopp[yi]\w*|abrupt\w*|jitter\w*|twitch\w*|trembl\w*|tremor\w*|robotic\w*|halting\w*|rough\w*|spasm\w*"
    r"|staccato|shak(?:e|es|y|ing)(?! hands?))\b"
)
_OF_FORM: Final = re.compile(r"\b(?:landing|lands?|landed)\b|\b(?:start|begin|end|stop|turn)s? abruptly\b")
"""What is told by other quantities."""
FAST_HZ: Final = 4.0
"""Changes a second from which they are quick: a wave of the hand goes back and forth twice a second."""
ROUGH: Final = 0.15
"""Share of the speed in quick changes from which a movement is rather jerky than smooth."""
_CLEAR: Final = 0.04
"""By how much that share has to differ from there to be told without "rather"."""
_LEAST_POSES: Final = 16
_AROUND_S: Final = 0.2


def smoothness(question: Question, scene: Scene) -> Exact | None:
    """Whether, and how smoothly, the person or a part of the body moves; None where something else is asked."""
    text = question.text
    smooth, jerky = _SMOOTH.search(text), _JERKY.search(text)
    wanted = question.kind in ("yesno", "style", "comparison", "other", "posture")
    if not (smooth or jerky) or _OF_FORM.search(text) or question.side == "both" or not wanted:
        return None
    if re.search(r"\b(?:which|when|where|than)\b", text):
        return None
    if scene.is_film:
        return exact(
            "That cannot be told from a film: joints that are followed in pictures tremble by themselves.",
            DOUBTFUL,
            source="refusal",
        )
    part, where = _part(question, scene), _span(question, scene)
    share = roughness(scene, part, where)
    is_smooth = share < ROUGH
    word = ("" if abs(share - ROUGH) > _CLEAR else "rather ") + ("smooth" if is_smooth else "jerky")
    name = part.replace("pelvis", "body")
    line = f"{share:.0%} of the speed of the {name} lies in changes quicker than {FAST_HZ:.0f} a second"
    if re.match(r"(?:is|are|was|were|does|do|did|would|can)\b", text) and not re.search(r"\bor\b(?! not\b)", text):
        asked = is_smooth == bool(smooth)
        return exact(f"{yes_or_no(asked, negated=question.negated)}, {word}: {line}.", DOUBTFUL, line)
    return exact(f"{word}: {line}.", DOUBTFUL, line)


def roughness(scene: Scene, part: Part, where: Span | None = None) -> float:
    """The share of the speed of a part, relative to the hips, that lies in changes quicker than `FAST_HZ`."""
    body, poses = scene.measures.body, scene.measures.poses(where)
    poses = poses if len(poses) >= _LEAST_POSES else scene.measures.poses(None)
    places = body.joints[:, 0] if part == "pelvis" else body.local[:, joint_number(part)]
    speeds = derivative(places)[poses]
    power = (np.abs(np.fft.rfft(speeds * np.hanning(len(speeds))[:, None], axis=0)) ** 2).sum(axis=-1)
    rates = np.arange(len(power)) * CANONICAL_FPS / len(speeds)
    return float(np.sqrt(power[rates > FAST_HZ].sum() / max(float(power.sum()), 1e-12)))


def _part(question: Question, scene: Scene) -> Part:
    """The joint whose movement is asked about: of the part that is named, or of the limb that moves most."""
    if question.part in ("head", "pelvis"):
        return cast(Part, question.part)
    if question.part == "trunk":
        return "neck"
    if question.part in JOINTS:
        joint = "ankle" if question.part in ("foot", "leg") else JOINTS[question.part]
        side = question.side or next((one.side for one in events_asked(question, scene)), "")
        sides = (side,) if side in SIDES else SIDES
        return scene.measures.most_moved([joint_of(one, joint) for one in sides], _span(question, scene))
    return scene.measures.most_moved(HANDS_AND_FEET)


def _span(question: Question, scene: Scene) -> Span | None:
    """The stretch that is asked about, with what leads to it and away from it; None is the whole clip."""
    told = question.keys and question.key not in ("walk", "run", "move")
    found = span_of(question, scene, events_asked(question, scene) if told else ())
    return Span(found.begin_s - _AROUND_S, found.end_s + _AROUND_S) if found else None

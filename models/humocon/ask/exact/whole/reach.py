"""How far hands or feet get from the body: in front of it, behind it, out to the side."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, Exact, exact
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import events_asked, span_of
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import joint_number
from humocon.motion.kinematics.signals import NECK

_AHEAD: Final = r"in front(?: of)?|ahead(?: of)?|forwards?|before"
_BEHIND: Final = r"behind|backwards?|back"
_ASIDE: Final = r"(?:out )?(?:to|at|from) (?:the|his|her|their|one|either|each) sides?|sideways|outwards?|out from"
_FROM: Final = rf"(?P<ahead>{_AHEAD})|(?P<behind>{_BEHIND})|(?P<aside>{_ASIDE})"
_ASKED: Final = re.compile(
    rf"\bhow far\b.*\b(?:{_FROM})\b(?!.*\b(?:walk|run|go|goes|travel|lean|bend|bent|tilt|step|jump)\w*)"
    r"|\b(?:how far|what is the (?:max\w* )?(?:reach|extension))\b.*\b(?P<any>reach\w*|stretch\w*|exten\w*)\b"
    r"(?!.*\b(?:floor|ground|down|up)\b)"
)
_LIMBS: Final = {"hand": "wrist", "arm": "wrist", "foot": "ankle", "leg": "ankle", "elbow": "elbow", "knee": "knee"}


def reach_told(question: Question, scene: Scene) -> Exact | None:
    """How far a limb gets from the middle of the body, that way which is named; None where that is not asked."""
    asked = _ASKED.search(question.text)
    if not asked or question.part not in _LIMBS or question.kind in ("yesno", "when", "side", "angle"):
        return None
    if set(question.keys) - {"raise", "move", "take", "push", "punch", "stretch", "swing", "wave", "lunge", "kick"}:
        return None
    where = span_of(question, scene, events_asked(question, scene)) if question.mentions else None
    poses = scene.measures.poses(where)
    local = scene.measures.body.local[poses]
    best: tuple[float, str, int] | None = None
    for side in question.sides_meant:
        limb = local[:, joint_number(joint_of(side, _LIMBS[question.part]))]
        sign = 1.0 if side == "left" else -1.0
        middle = local[:, NECK] if question.part in ("hand", "arm", "elbow") else local[:, 0]
        if asked["behind"]:
            course = -(limb - middle)[:, 2]
        elif asked["aside"]:
            course = sign * (limb - middle)[:, 0]
        else:
            course = (limb - middle)[:, 2] if asked["ahead"] else np.linalg.norm(limb - middle, axis=-1)
        place = int(course.argmax())
        if best is None or course[place] > best[0]:
            best = float(course[place]), side, place
    assert best is not None
    metres, side, place = best
    way = (
        "in front of"
        if asked["ahead"]
        else "behind"
        if asked["behind"]
        else "to the side of"
        if asked["aside"]
        else "from"
    )
    middle = "neck" if question.part in ("hand", "arm", "elbow") else "middle of the hips"
    joint = _LIMBS[question.part]
    time_s = scene.measures.times[poses[place]]
    line = f"the {side} {joint} gets {max(metres, 0.0):.2f} m {way} the {middle} at {time_s:.1f} s"
    return exact(f"{units.length(max(metres, 0.0), question.unit)}: {line}.", DOUBTFUL, line)

"""Whether arms and legs go together or against each other: the left arm with the right leg, as in a walk."""

import re
from typing import Final, Literal

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, Exact, exact, yes_no
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import joint_number
from humocon.motion.kinematics.signals import SIDES

_AGAINST: Final = re.compile(
    r"\b(?:opposite|opposit\w+|opposing|contra-?lateral\w*|cross(?:ed)?(?: pattern)?|reciprocal\w*"
    r"|counter\w*|against|alternat\w*)\b"
)
_WITH: Final = re.compile(r"\b(?:same side|ipsi-?lateral\w*|same arm and leg|together|in sync\w*)\b")
_ARMS: Final = re.compile(r"\barms?\b|\bhands?\b")
_LEGS: Final = re.compile(r"\blegs?\b|\bfeet\b|\bfoot\b|\bsteps?\b|\bstrides?\b")
_CLEAR: Final = 0.3
"""Correlation from which, or under which, an arm goes with the leg of its side, or against it."""
_SWINGS_M: Final = 0.03
"""Metres (standard deviation) that hands and feet go to and fro at least, to swing at all."""


def coordination_told(question: Question, scene: Scene) -> Exact | None:
    """Whether arms swing with or against the legs; None where that is not asked, or no legs are seen."""
    text = question.text
    against, along = _AGAINST.search(text), _WITH.search(text)
    about = _ARMS.search(text) and _LEGS.search(text) and question.kind in ("yesno", "comparison", "style")
    if not about or not (against or along) or set(question.keys) - {"swing", "move", "walk", "run", "step", "raise"}:
        return None
    if not scene.legs_seen:
        return None
    arms, legs = (_courses(joint, scene) for joint in ("wrist", "ankle"))
    pairs = list(zip(arms, legs, strict=True))
    if min(min(arm.std(), leg.std()) for arm, leg in pairs) < _SWINGS_M:
        hands = ", ".join(f"the {side} hand {arm.std():.2f} m" for side, (arm, _) in zip(SIDES, pairs, strict=True))
        return exact(f"hands or feet hardly go to and fro: {hands} about its middle.", DOUBTFUL)
    alike = [float(np.corrcoef(arm, leg)[0, 1]) for arm, leg in pairs]
    told = " and ".join(
        f"the {side} hand goes {'with' if one > 0 else 'against'} the {side} foot ({one:+.1f} of 1)"
        for side, one in zip(SIDES, alike, strict=True)
    )
    if against and along:
        word = (
            "against each other" if max(alike) < -_CLEAR else "together" if min(alike) > _CLEAR else "neither clearly"
        )
        return exact(f"{word}: {told}.", DOUBTFUL, told)
    holds = max(alike) < -_CLEAR if against else min(alike) > _CLEAR
    return yes_no(holds, told, DOUBTFUL, negated=question.negated)


def _courses(joint: Literal["wrist", "ankle"], scene: Scene) -> list[np.ndarray]:
    """(K,) metres of the left and the right joint the way that both move most: outwards, up or ahead."""
    local = scene.measures.body.local
    outwards = zip(SIDES, (1.0, -1.0), strict=True)
    sides = [local[:, joint_number(joint_of(side, joint))] * [sign, 1.0, 1.0] for side, sign in outwards]
    way = int(np.min([side.std(axis=0) for side in sides], axis=0).argmax())
    return [side[:, way] for side in sides]

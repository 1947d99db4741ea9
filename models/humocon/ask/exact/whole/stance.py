"""Which hand or foot is meant by one that leads, trails or is the other one: by how the feet stand."""

import re
from dataclasses import replace
from typing import Final

import numpy as np

from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words.question import Question, understand
from humocon.motion.kinematics.measures import joint_number

_LED: Final = re.compile(
    r"\b(?P<which>lead|leading|front|jabbing|rear|trailing)[ -](?P<limb>hand|arm|fist|glove|shoulder|elbow)\b"
)
_AHEAD_M: Final = 0.05
"""Metres, in the middle of all poses, that one foot is ahead of the other from which somebody stands in a stance."""


def by_stance(question: Question, scene: Scene) -> Question:
    """A question about the lead or the rear hand as one about the left or the right hand."""
    asked = _LED.search(question.text)
    if asked is None or not scene.legs_seen or question.language != "English":
        return question
    left, right = (scene.measures.body.local[:, joint_number(f), 2] for f in ("left ankle", "right ankle"))
    ahead = float(np.median(left - right))
    if abs(ahead) < _AHEAD_M:
        return question
    leads = asked["which"] in ("lead", "leading", "front", "jabbing")
    side = "left" if (ahead > 0) == leads else "right"
    text = f"{question.text[: asked.start()]}{side} {asked['limb']}{question.text[asked.end() :]}"
    return replace(understand(text), negated=question.negated, statement=question.statement)

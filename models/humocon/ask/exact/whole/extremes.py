"""When the body as a whole is most extended, compact, energetic or calm."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, Exact, exact
from humocon.ask.exact.known.scene import Scene
from humocon.motion.kinematics.signals import derivative, smooth
from humocon.motion.skeleton import JOINT_NAMES

MOST: Final = re.compile(
    r"\b(?P<sign>most|least) (?P<what>(?!(?:likely|of|speed|time|movement)\b)\w+)\b(?! (?:speed|velocity|height)\b)"
)
"""Words that ask for an extreme of the body as a whole: the sign, and what is most or least."""
_WIDE: Final = re.compile(r"(?:extend|stretch|open|spread|elongat|expans|upright|tall)\w*")
_SMALL: Final = re.compile(r"(?:compact|curl|tuck|clos|contract|hunch|bundl|small|fold)\w*")
_LIVELY: Final = re.compile(r"(?:energetic|dynamic|active|intens|lively|explosive|vigorous|power)\w*")
_CALM: Final = re.compile(r"(?:calm|quiet|still|passive|static|relax)\w*")
_POINTS: Final = ("head", "left_wrist", "right_wrist", "left_ankle", "right_ankle")
"""Joints whose mean distance from the hips tells how far the body is spread, and whose speed how lively it is."""


def most_of_all(word: str, scene: Scene, *, least: bool) -> Exact | None:
    """When the body as a whole is widest or smallest, liveliest or calmest; None of what no joint measures.

    Args:
        word: what is most or least, as it was asked: "extended", "energetic".
        scene: the clip.
        least: whether it is least.
    """
    joints = scene.measures.body.joints
    ends = joints[:, [JOINT_NAMES.index(name) for name in _POINTS]]
    spread, small = _WIDE.match(word), _SMALL.match(word)
    if spread or small:
        course = np.linalg.norm(ends - joints[:, :1], axis=-1).mean(axis=1)
        what, unit = "head, hands and feet are", "m from the hips on average"
    elif _LIVELY.match(word) or _CALM.match(word):
        course = np.linalg.norm(derivative(smooth(ends, 0.1)), axis=-1).mean(axis=1)
        what, unit = "head, hands and feet move at", "m/s on average"
    else:
        return None
    low = bool(small or _CALM.match(word)) != least
    place = int(course.argmin() if low else course.argmax())
    line = f"{what} {course[place]:.2f} {unit} then"
    return exact(f"At {scene.measures.times[place]:.1f} s: {line}.", DOUBTFUL, line)

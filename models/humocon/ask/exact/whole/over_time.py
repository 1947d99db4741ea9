"""Whether the trunk straightens, or a part of the body rises or sinks, in the course of a clip."""

import re
from typing import Final, cast

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, yes_no
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import JOINTS
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import Part

_COURSE: Final = re.compile(
    r"\b(?:as|while) (?:the |he |she |they |it |this )(?:\w+ )?(?:go(?:es)?|progress\w*|continu\w*|mov\w*)"
    r"(?: on| along| by)?(?=\W*$)|\bover (?:time|the (?:course|clip|run|walk|video))\b"
    r"|\bin the course of\b|\bgradual\w*\b|\bprogressively\b|\bbit by bit\b|\btowards the end\b|\bby the end\b"
    r"|\bwith time\b|\bthroughout the (?:run|walk|clip)\b"
)
_UP: Final = re.compile(
    r"\b(?:com(?:e|es|ing) up|ris(?:e|es|ing)|straighten\w*|go(?:es)? up|lift\w*|higher|more upright|get\w* upright"
    r"|less (?:bent|hunched|lean\w*))\b"
)
_DOWN: Final = re.compile(
    r"\b(?:com(?:e|es|ing) down|sink\w*|drop\w*|go(?:es)? down|lower\w*|sag\w*|droop\w*|more (?:bent|hunched|lean\w*)"
    r"|(?:lean|bend|hunch|stoop|slump)\w* (?:over |forward )?more|less upright|slump\w*|hunch\w*)\b"
)
_DEGREES: Final = 5.0
_RISE_M: Final = 0.05
"""Degrees of the trunk, and metres of another part, from which the last third differs from the first."""


def over_time_told(question: Question, scene: Scene) -> Exact | None:
    """Whether a part of the body is held higher or lower as the clip goes on; None where that is not asked."""
    up, down = _UP.search(question.text), _DOWN.search(question.text)
    if not _COURSE.search(question.text) or not (up or down) or question.kind not in ("yesno", "comparison", "style"):
        return None
    if question.part not in ("trunk", "head", "pelvis", *JOINTS) or len(question.parts) > 1:
        return None
    first, last, line = _thirds(question, scene)
    least = _DEGREES if question.part == "trunk" else _RISE_M
    rises = first - last > least if question.part == "trunk" else last - first > least
    sinks = last - first > least if question.part == "trunk" else first - last > least
    if up and down:
        return exact(f"{'up' if rises else 'down' if sinks else 'about the same'}: {line}.", DOUBTFUL, line)
    return yes_no(rises if up else sinks, line, LIKELY, negated=question.negated)


def _thirds(question: Question, scene: Scene) -> tuple[float, float, str]:
    """The mean of what is asked about in the first third and in the last, and the fact that tells."""
    if question.part == "trunk":
        courses, unit, what = [scene.measures.course("trunk", "lean")], "°", "the trunk leans by"
    else:
        joint = JOINTS.get(question.part, question.part)
        parts: list[Part] = (
            [joint_of(side, joint) for side in question.sides_meant] if question.part in JOINTS else [cast(Part, joint)]
        )
        courses, unit, what = (
            [scene.measures.course(part, "height") for part in parts],
            " m",
            f"the {question.part} is at",
        )
    digits = 0 if unit == "°" else 2
    thirds = np.array_split(np.mean(courses, axis=0), 3)
    first, last = float(thirds[0].mean()), float(thirds[-1].mean())
    line = f"{what} {first:.{digits}f}{unit} on average in the first third, {last:.{digits}f}{unit} in the last"
    return first, last, line

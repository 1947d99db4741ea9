"""How far knees, elbows, hips and shoulders bend: their range, and one beside the other."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.moment import clause_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import BENT, events_named, other_side, span_of
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import joint_number
from humocon.motion.kinematics.signals import SIDES

_BENDS: Final = frozenset({"knee", "elbow", "hip", "shoulder"})
_BENT_MORE: Final = 10.0
"""Degrees from which one joint is bent more than the other."""
_DEEP: Final = 75.0
"""Degrees from which a knee or an elbow is bent deeply."""
_LOCKED: Final = 12.0
"""Degrees that a knee or an elbow is bent under which it is locked."""


def bends_told(question: Question, scene: Scene) -> Exact | None:
    """How far joints bend; None where something else is asked."""
    ways = (
        _bent_alike,
        _more_bent,
        _one_more_bent,
        _deeply_bent,
        _locked,
        _knees_past_toes,
    )
    return first_told(ways, question, scene)


def _more_bent(question: Question, scene: Scene) -> Exact | None:
    """Which of two joints bends through more degrees: "more from the hips or the knees?"."""
    joint = r"(hip|waist|knee|elbow|shoulder)s?"
    asked = re.search(
        rf"\b(?:more|mostly|mainly)\b.*\b{joint} or (?:\w+ )?(?:the |his |her |their )?{joint}\b", question.text
    )
    if not asked or question.side:
        return None
    names = [asked[number].replace("waist", "hip") for number in (1, 2)]
    ranges = {
        name: max(float(np.ptp(scene.measures.course(joint_of(side, name), "bend"))) for side in SIDES)
        for name in names
    }
    told = " and ".join(f"the {name}s bend through {degrees:.0f} degrees" for name, degrees in ranges.items())
    return exact(f"The {max(names, key=lambda name: ranges[name])}s: {told}.", DOUBTFUL)


def _one_more_bent(question: Question, scene: Scene) -> Exact | None:
    """Whether one knee, elbow or hip bends more than the other."""
    asked = re.search(r"\b(one|left|right) (knee|elbow|hip)\b.*\b(?:bend|flex|bent)\w* (more|less)\b", question.text)
    if not asked or question.kind not in ("yesno", "angle", "comparison"):
        return None
    left, right = (scene.measures.extreme(joint_of(side, asked[2]), "bend").value for side in SIDES)
    gap = (right - left if asked[1] == "right" else left - right) * (-1 if asked[3] == "less" else 1)
    holds = (abs(gap) if asked[1] == "one" else gap) > _BENT_MORE
    line = f"the left {asked[2]} bends by up to {left:.0f} degrees, the right one by {right:.0f}"
    return yes_no(holds, line, DOUBTFUL, negated=question.negated)


def _bent_alike(question: Question, scene: Scene) -> Exact | None:
    """Whether both knees, elbows or hips bend by as much: "is the left one bending as much as the right?"."""
    joint = BENT.get(question.part, question.part)
    asked = re.search(
        r"\b(?:ben[dt]|flex)\w*\b.*\b(?:as (?:much|far|deep\w*)|equal\w*|alike|the same|symmetric\w*|evenly)\b"
        r"|\bsame (?:bend|flexion|angle)\b",
        question.text,
    )
    if not asked or joint not in _BENDS or question.kind not in ("yesno", "angle", "comparison", "style", "posture"):
        return None
    left, right = (scene.measures.extreme(joint_of(side, joint), "bend").value for side in SIDES)
    line = f"the left {joint} bends by up to {left:.0f} degrees, the right one by {right:.0f}"
    return yes_no(abs(left - right) < _BENT_MORE, line, DOUBTFUL, negated=question.negated)


def _deeply_bent(question: Question, scene: Scene) -> Exact | None:
    """Whether knees or elbows bend far: "does she bend her knees a lot?"."""
    asked = re.search(r"\bben[dt]\w*\b.*\b(?:deep\w*|a lot|much|far|strongly|fully)\b", question.text)
    open_ended = re.search(r"\b(?:than|as|or)\b", question.text)
    if not asked or open_ended or question.part not in ("knee", "elbow") or question.kind != "yesno":
        return None
    where = span_of(question, scene, []) if clause_of(question.text, scene) else None
    sides = question.sides_meant
    most = max(
        (scene.measures.extreme(joint_of(side, question.part), "bend", "most", where) for side in sides),
        key=lambda one: one.value,
    )
    line = f"the {question.part}s bend by up to {most.value:.0f} degrees, at {most.time_s:.1f} s"
    return yes_no(most.value > _DEEP, line, LIKELY, negated=question.negated)


def _locked(question: Question, scene: Scene) -> Exact | None:
    """Whether elbows or knees are locked, or a little bent, on the whole or in what is named."""
    joint = BENT.get(question.part, question.part)
    asked = re.search(r"\b(locked|hyper-?extended|soft|unlocked|slightly bent)\b", question.text)
    if not asked or joint not in ("elbow", "knee") or question.kind in ("when", "how long", "how many"):
        return None
    events = events_named(question, scene)
    clause = clause_of(question.text, scene)
    where = clause[0] if clause else span_of(question, scene, events)
    sides = question.sides_meant
    star = events[0] if events else scene.star
    if star is not None and re.search(r"\b(?:support\w*|standing|stance|other|free)\b", question.text):
        sides, where = [other_side(star, scene)], where or star.span
    bends = {side: float(scene.measures.mean(joint_of(side, joint), "bend", where)) for side in sides}
    told = " and ".join(f"the {side} {joint} is bent by {bend:.0f} degrees" for side, bend in bends.items())
    line = f"{told} on average" + (f", {where.words}" if where else "")
    locked = max(bends.values()) < _LOCKED
    if re.search(r"\bor\b", question.text):
        return exact(f"{'locked' if locked else 'bent, not locked'}: {line}.", DOUBTFUL, line)
    if question.kind not in ("yesno", "posture"):
        return None
    holds = locked == (asked[1] in ("locked", "hyperextended", "hyper-extended"))
    return yes_no(holds, line, DOUBTFUL, negated=question.negated)


def _knees_past_toes(question: Question, scene: Scene) -> Exact | None:
    """Whether, or by how much, a knee gets ahead of its toes."""
    if not _KNEES_BESIDE_TOES.search(question.text) or question.kind in ("when", "how long", "how many", "how fast"):
        return None
    local = scene.measures.body.local
    knees, toes = ([joint_number(joint_of(side, joint)) for side in SIDES] for joint in ("knee", "foot"))
    ahead = float((local[:, knees, 2] - local[:, toes, 2]).max())
    line = f"a knee gets to {abs(ahead):.2f} m {'ahead of' if ahead > 0 else 'behind'} its toes"
    if question.kind != "yesno":
        return exact(f"{line}.", DOUBTFUL, line)
    return yes_no(ahead > 0, line, DOUBTFUL, negated=question.negated)


_KNEES_BESIDE_TOES: Final = re.compile(
    r"\bknees?\b.*\b(?:past|beyond|over|in front of|ahead of|relative to|compared (?:to|with)|beside|in relation to)\b"
    r".*\b(?:toes?|feet|foot)\b"
)

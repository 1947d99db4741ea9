"""Angles of hips, knees, ankles, shoulders and elbows: the most, the least, the mean, the range, at a moment."""

import re
from typing import Final, Literal, NamedTuple

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LEGS_UNSEEN, LIKELY, Exact, exact, first_told
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.moment import LANDINGS
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.time_asked import TimeAsked, time_asked
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.wordings import MEAN
from humocon.motion.kinematics.measures import Extreme
from humocon.motion.kinematics.signals import Side

Measure = Literal["angle", "bend"]
End = Literal["least", "most"]
_JOINT: Final = re.compile(r"\b(?P<joint>hip|knee|elbow|shoulder|ankle|leg|arm|thigh)s?\b")
_JOINTS: Final = {"leg": "knee", "arm": "elbow", "thigh": "hip"}
"""The joints that bend where a limb is said to."""
_ANGLED: Final = re.compile(
    r"\bangles?\b|\b(?:dorsi|plantar|hyper)?-?(?:flex\w*|extension|extended|extends?)\b|\bben[dt]s?\b|\bbending\b"
    r"|\babduct\w*|\bdegrees\b|\bhow straight\b"
)
_RANGE: Final = re.compile(r"\brange of (?:motion|movement)\b|\brom\b|\b(?:angular|joint) (?:range|excursion)\b")
_NOT_AN_ANGLE: Final = re.compile(
    r"\b(?:turn\w*|rotat\w+|twist\w*|tilt\w*|lean\w*|drop\w*|sway\w*|speed|velocity|fast\w*|symmetr\w+|floor"
    r"|ground|between (?:the|his|her|their)|each|every|kicking"
    r"|(?:at|from|in) (?:the )?(?:hips?|waist)|or|than|valgus|line|parallel)\b"
)
_YES_NO: Final = re.compile(r"(?:^|, )(?:is|are|was|were|do|does|did|has|have)\b")
_ASKS: Final = re.compile(
    r"\b(?:what|how|when|which|tell|give|show|maxim\w+|max|minim\w+|min|mean|average|angles?|\w*flexion|extension|degrees"
    r"|largest|smallest|greatest|most|least|peak)\b"
)
_KINDS: Final = frozenset({"angle", "how far", "how high", "what", "other", "summary", "comparison", "posture", "when"})
_LEAST: Final = re.compile(r"\b(?:smallest|minim\w+|min|least|lowest|tightest|sharpest|narrowest)\b")
_MOST: Final = re.compile(r"\b(?:largest|maxim\w+|max|most|greatest|biggest|highest|widest|peak|deepest|furthest)\b")
_BENT: Final = re.compile(r"\b(?:dorsi)?-?flex\w*|\bben[dt]s?\b|\bbending\b")
_STRETCHED: Final = re.compile(r"\b(?:how straight|plantar-?flex\w*|(?:hyper)?-?exten(?:sion|ded|ds?))\b")
_MOMENT_S: Final = 0.25
"""Seconds up to which a stretch is a moment, of which one angle is told."""
_RIGID: Final = 2.0
"""Degrees within which an ankle stays that no recording has seen to bend."""
_STRAIGHT: Final = {
    "knee": "a straight knee has 180 degrees",
    "elbow": "a straight elbow has 180 degrees",
    "hip": "between trunk and thigh, 180 degrees when stretched",
    "shoulder": "between trunk and upper arm, 0 degrees when it hangs down",
    "ankle": "between shin and foot",
}


class _Asked(NamedTuple):
    """Which joint, by which measure, and of that the "most", the "least", the "mean", the "range" or "" as it is."""

    joint: str
    measure: Measure
    which: str
    time: TimeAsked


def joint_angle_told(question: Question, scene: Scene) -> Exact | None:
    """An angle of a joint; None where something else is asked."""
    return first_told((_range_of_motion, _angle), question, scene)


def _joint_in(question: Question) -> str:
    """The one joint that a question names by its angle, "" where it names none or several."""
    found = {_JOINTS.get(name[1], name[1]) for name in _JOINT.finditer(question.text)}
    return found.pop() if len(found) == 1 else ""


def _range_of_motion(question: Question, scene: Scene) -> Exact | None:
    """Between which angles a joint goes: "from 3 to 96 degrees"."""
    joint = _joint_in(question)
    asks = _RANGE.search(question.text) and not re.search(r"\b(?:which|full|limited|good|enough)\b", question.text)
    if not asks or not joint or question.kind == "yesno":
        return None
    if found := _unseen(joint, scene):
        return found
    time = time_asked(question, scene)
    if time.absent:
        return time.absent
    measure, verb = _measure_of(joint)
    told = []
    for side in question.sides_meant:
        part = joint_of(side, joint)
        least, most = (scene.measures.extreme(part, measure, which, time.span) for which in ("least", "most"))
        told.append(
            f"{units.angle(most.value - least.value, question.unit)} for the {side} {joint}: {verb} "
            f"{least.value:.0f} degrees at {least.time_s:.1f} s and {verb.split()[-1]} {most.value:.0f} at "
            f"{most.time_s:.1f} s"
        )
    return exact(f"{'; '.join(told)}.", _trust(joint))


def _measure_of(joint: str) -> tuple[Measure, str]:
    """What the range of a joint is told in, and how."""
    if joint == "shoulder":
        return "angle", "raised from hanging down by"
    return ("angle", "at") if joint == "ankle" else ("bend", "bent by")


def _trust(joint: str) -> float:
    """Feet are seen less well than what is above them, and shoulders turn in more ways than one."""
    return DOUBTFUL if joint in ("ankle", "shoulder") else LIKELY


def _unseen(joint: str, scene: Scene) -> Exact | None:
    """That an angle cannot be told where legs were not seen, or feet stand stiff on the shins."""
    legs = joint in ("hip", "knee", "ankle")
    if legs and not scene.legs_seen:
        return LEGS_UNSEEN
    if joint != "ankle":
        return None
    moved = max(float(np.ptp(scene.measures.course(joint_of(side, joint), "angle"))) for side in ("left", "right"))
    told = "that cannot be told: the feet keep one angle to the shins here, as where no toes are recorded."
    return exact(told, DOUBTFUL, source="refusal") if moved < _RIGID else None


def _asked(question: Question, scene: Scene) -> _Asked | None:
    """What is asked of an angle; None where none is, or where more is asked than one."""
    text, joint = question.text, _joint_in(question)
    if not joint or not _ANGLED.search(text) or question.kind not in _KINDS or _NOT_AN_ANGLE.search(text):
        return None
    if _YES_NO.search(text) or not _ASKS.search(text):
        return None
    if question.threshold or re.match(r"(?:which|why|how (?:many|often|fast|long))\b", text):
        return None
    if joint == "knee" and LANDINGS.search(text) and scene.of("jump"):
        return None  # how knees give way in a landing is told with the landing
    limb = re.search(r"\b(?:legs?|arms?|thighs?)\b", text) and not (_BENT.search(text) or "how straight" in text)
    if limb or (question.kind == "comparison" and not (_MOST.search(text) or _LEAST.search(text))):
        return None
    stretched, bent = _STRETCHED.search(text) is not None, _BENT.search(text) is not None
    measure: Measure = "angle" if joint in ("shoulder", "ankle") or stretched or not bent else "bend"
    which = "mean" if MEAN.search(text) else "least" if _LEAST.search(text) else "most" if _MOST.search(text) else ""
    how_far = re.match(r"(?:by )?how (?:far|much|deep\w*)\b", text) is not None
    which = which or ("most" if (stretched or (bent and how_far)) else "")
    if joint == "ankle" and bent and not stretched and which in ("most", "least"):
        which = "least" if which == "most" else "most"
    return _Asked(joint, measure, which, time_asked(question, scene))


def _angle(question: Question, scene: Scene) -> Exact | None:
    """An angle at its most or least, on average, at a moment, or from its least to its most."""
    asked = _asked(question, scene)
    if asked is None:
        return None
    if found := _unseen(asked.joint, scene) or asked.time.absent:
        return found
    if question.kind == "when":
        return _when(question, asked, scene) if asked.which in ("most", "least") else None
    where = asked.time.span
    sides = question.sides_meant
    if where is not None and (
        (question.stretch and where.duration_s <= _MOMENT_S) or (question.where and not asked.which)
    ):
        middle = {"begin": where.begin_s, "end": where.end_s}.get(question.where, (where.begin_s + where.end_s) / 2)
        values: dict[Side, float] = {
            side: scene.measures.at(joint_of(side, asked.joint), asked.measure, middle) for side in sides
        }
        return _of_each(values, asked, f"at {middle:.1f} s", question.unit)
    if asked.which == "mean":
        values = {side: scene.measures.mean(joint_of(side, asked.joint), asked.measure, where) for side in sides}
        return _of_each(values, asked, f"on average{asked.time.words}", question.unit)
    if not asked.which and (where is None or where.duration_s <= _MOMENT_S):
        asked = asked._replace(which="least" if asked.measure == "angle" and asked.joint != "shoulder" else "most")
    return _at_its_most(question, asked, scene)


def _of_each(values: dict[Side, float], asked: _Asked, when: str, unit: str) -> Exact:
    """One angle of each side: "20 degrees for the left knee and 22 degrees for the right knee, at 1.0 s"."""
    told = " and ".join(f"{units.angle(value, unit)} for the {side} {asked.joint}" for side, value in values.items())
    return exact(f"{told}, {when}.", _trust(asked.joint), _line(asked))


def _line(asked: _Asked) -> str:
    """What an angle means: "bent, 0 degrees when straight"."""
    return "bent by so much, 0 degrees when straight" if asked.measure == "bend" else _STRAIGHT[asked.joint]


def _at_its_most(question: Question, asked: _Asked, scene: Scene) -> Exact:
    """The most or the least of an angle; both where neither is asked for."""
    ends: tuple[End, ...] = ("least",) if asked.which == "least" else ("most",) if asked.which else ("least", "most")
    told = []
    for which in ends:
        name = "" if asked.which else f" at {which}"
        first, *others = _ranked(question, asked, which, scene)
        added = "".join(
            f" ({units.angle(found.value, question.unit)} for the {side} one at {found.time_s:.1f} s)"
            for side, found in others
        )
        side, found = first
        angle = units.angle(found.value, question.unit)
        told.append(f"{angle}{name} for the {side} {asked.joint}, at {found.time_s:.1f} s{added}")
    return exact(f"{'; '.join(told)}.", _trust(asked.joint), _line(asked))


def _ranked(question: Question, asked: _Asked, which: End, scene: Scene) -> list[tuple[Side, Extreme]]:
    """The extreme of an angle on each side that is meant, the farther one first."""
    found: list[tuple[Side, Extreme]] = [
        (side, scene.measures.extreme(joint_of(side, asked.joint), asked.measure, which, asked.time.span))
        for side in question.sides_meant
    ]
    return sorted(found, key=lambda one: one[1].value, reverse=which == "most")


def _when(question: Question, asked: _Asked, scene: Scene) -> Exact:
    """When an angle is at its most or its least."""
    which: End = "least" if asked.which == "least" else "most"
    side, found = _ranked(question, asked, which, scene)[0]
    told = f"At {found.time_s:.1f} s: {units.angle(found.value)} for the {side} {asked.joint}"
    return exact(f"{told}.", _trust(asked.joint), _line(asked))

"""Whether somebody bends or straightens the knees or the elbows, whatever it is done for."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.exact import LEGS_UNSEEN, LIKELY, Exact, yes_no
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.moment import LANDINGS
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import BENT
from humocon.ask.exact.known.time_asked import TimeAsked, action_of_time, time_asked
from humocon.ask.exact.words.question import Question

_LIMB: Final = r"(?:knees?|elbows?|legs?|arms?)"
_BENDS: Final = r"(?:ben(?:d|ds|ding|t)|flex\w*)"
_STRAIGHTENS: Final = r"(?:straighten\w*|extend\w*|unbend\w*|stretch\w*)"
_OF: Final = r"(?: (?:the|his|her|their|both|left|right|one|a|any|either|of|at|out))+"
_ASKED: Final = re.compile(
    rf"^(?:do|does|did|has|have|is|are|was|were)\b.*\b(?:(?P<bends>{_BENDS})|(?P<straightens>{_STRAIGHTENS}))"
    rf"{_OF} {_LIMB}\b"
    rf"|^(?:do|does|did)\b.*\b{_LIMB}(?: ever| also| then)? (?:(?P<bend>bend|flex)|(?P<straighten>straighten|extend))\b"
)
_HELD: Final = re.compile(
    rf"^(?:is|are|was|were)\b(?!.*\bduring\b).*\b{_LIMB}(?: still| already| both| all)? (?:(?P<bent>bent|flexed)"
    r"|(?P<straight>straight(?:ened)?|extended|stretched))\b"
)
_ONE: Final = re.compile(r"\b(?:a|an|any|one|either) (?:of (?:the|his|her|their) )?(?:knees?|elbows?|legs?|arms?)\b")
_OTHERWISE: Final = re.compile(
    r"\b(?:a lot|deep\w*|much|far|fully|full|complet\w*|more|less|than|as|or|same|alike|equal\w*|slight\w*|little"
    r"|forwards?|over|down|up|out|sideways|sides?|overhead|above|front|degrees|parallel|keep\w*|kept|stay\w*|remain\w*|always"
    r"|whole|throughout|enough|properly|while)\b"
)
_ALLOWED: Final = frozenset({"bend", "crouch", "squat", "stretch", "move", "raise", "still", "bow", "get down", "air"})
_BENT_DEGREES: Final = 45.0
_BY_DEGREES: Final = 25.0
"""Degrees from which a joint is bent, and by which one changes that bends or straightens."""
_NEARLY_STRAIGHT: Final = 35.0
"""Degrees up to which a limb is straight: some skeletons stand with knees bent by 30."""


def bent_limb_told(question: Question, scene: Scene) -> Exact | None:
    """Whether knees or elbows bend, or are straightened; None where something else is asked."""
    held = _HELD.search(question.text)
    asked = held or _ASKED.search(question.text) if question.kind == "yesno" else None
    joint = BENT.get(question.part, question.part)
    if asked is None or joint not in ("knee", "elbow") or _OTHERWISE.search(question.text) or question.threshold:
        return None
    named = action_of_time(question)
    if named is None and "before" in question.text:
        return None  # the knees before the elbows
    if {*question.keys} - _ALLOWED - ({named.action.key} if named else set()):
        return None
    if joint == "knee" and not scene.legs_seen:
        return LEGS_UNSEEN
    if LANDINGS.search(question.text) and scene.of("jump"):
        return None
    time = time_asked(question, scene)
    if time.absent:
        return time.absent
    if held is not None and not (held["bent"] and "before" in question.text):
        return _held(joint, question, time, scene, bent=held["bent"] is not None) if time.span else None
    if held is not None or asked["bends"] or asked["bend"]:
        return _bends(joint, question, time, scene)
    return _straightens(joint, question, time, scene)


def _held(joint: str, question: Question, time: TimeAsked, scene: Scene, *, bent: bool) -> Exact:
    """Whether a joint is held bent, or straight, for most of a stretch that a question names."""
    poses = scene.measures.poses(time.span)
    bends = {
        side: float(np.median(scene.measures.course(joint_of(side, joint), "bend")[poses]))
        for side in question.sides_meant
    }
    told = ", ".join(f"the {side} {joint} is bent by {degrees:.0f} degrees" for side, degrees in bends.items())
    are = [degrees > _BENT_DEGREES if bent else degrees < _NEARLY_STRAIGHT for degrees in bends.values()]
    holds = any(are) if _ONE.search(question.text) else all(are)
    return yes_no(holds, f"{told}{time.words}", LIKELY, negated=question.negated)


def _bends(joint: str, question: Question, time: TimeAsked, scene: Scene) -> Exact:
    """Whether a joint is bent at its most, or bends by much."""
    told, holds = [], False
    for side in question.sides_meant:
        part = joint_of(side, joint)
        least, most = (scene.measures.extreme(part, "bend", which, time.span) for which in ("least", "most"))
        holds |= most.value > _BENT_DEGREES or most.value - least.value > _BY_DEGREES
        told.append(
            f"the {side} {joint} is bent by {least.value:.0f} degrees at least and by {most.value:.0f} at most, at "
            f"{most.time_s:.1f} s"
        )
    return yes_no(holds, f"{'; '.join(told)}{time.words}", LIKELY, negated=question.negated)


def _straightens(joint: str, question: Question, time: TimeAsked, scene: Scene) -> Exact:
    """Whether a joint that was bent gets nearly straight."""
    poses = scene.measures.poses(time.span)
    told, holds = [], False
    for side in question.sides_meant:
        bends = scene.measures.course(joint_of(side, joint), "bend")[poses]
        gains = np.where(bends < _NEARLY_STRAIGHT, np.maximum.accumulate(bends) - bends, 0.0)
        end = int(gains.argmax())
        begin = int(bends[: end + 1].argmax())
        if gains[end] > _BY_DEGREES:
            holds = True
            first, last = (scene.measures.times[poses[one]] for one in (begin, end))
            told.append(
                f"the {side} {joint} goes from {bends[begin]:.0f} degrees bent at {first:.1f} s to {bends[end]:.0f} at "
                f"{last:.1f} s"
            )
        else:
            told.append(f"the {side} {joint} stays bent by {bends.min():.0f} to {bends.max():.0f} degrees")
    return yes_no(holds, f"{'; '.join(told)}{time.words}", LIKELY, negated=question.negated)

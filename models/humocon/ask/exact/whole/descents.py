"""The way down and the way up of who squats, bows, lies down or sits: how long each takes, and how fast it is."""

import re
from typing import Final, NamedTuple

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words import qualifiers, units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import Part, joint_number
from humocon.motion.kinematics.signals import SIDES, WRISTS, Span, derivative, smooth

_UP: Final = r"(?:com\w*|go\w*|get\w*|ris\w*|stand\w*|push\w*|driv\w*|way|phase|part|is|was)(?: back)? up"
_DOWN: Final = r"(?:com\w*|go\w*|get\w*|sink\w*|lower\w*|drop\w*|way|phase|part|is|was)(?: (?:back|it))? down"
_BOTH: Final = re.compile(
    rf"\b{_UP}\b.*\b(?:{_DOWN}|down)\b|\b{_DOWN}\b.*\b(?:{_UP}|up)\b|\b(?:as)?cen\w+\b.*\bdescen\w+\b"
    r"|\bdescen\w+\b.*\bascen\w+\b|\beccentric\b.*\bconcentric\b|\bconcentric\b.*\beccentric\b"
)
_FASTER: Final = re.compile(r"\b(?:faster|quicker|slower|longer|shorter)\b")
_FALLS_AT: Final = 1.6
"""Metres per second of the hips downwards from which who goes down lets go."""
_CONTROLLED: Final = re.compile(
    r"\b(?:controlled|control|gently|gentle|softly|slowly and|plop\w*|flop\w*|drop\w* into)\b"
)
_HANDS: Final = re.compile(
    r"\b(?:us\w+|need\w*|put\w*|plac\w*|lean\w*|support\w*|help\w*|prop\w*)\b.*\b(?:hands?|arms?)\b"
    r"|\bwith (?:the |his |her |their |a )?(?:help of )?(?:the |his |her )?(?:hands?|arms?)\b"
)
_ON_FLOOR_M: Final = 0.15
_WORTH_M: Final = 0.12
"""Metres that hips, or head, have to sink to go down at all."""
_NEAR: Final = 0.12
"""Share of the way down within which somebody is still up, or down already."""


class Dip(NamedTuple):
    """The way down from `begin_s`, the lowest time, and the way up to `end_s`; no way up where nobody comes up."""

    begin_s: float
    low_s: float
    end_s: float | None


def descents_told(question: Question, scene: Scene) -> Exact | None:
    """What is asked of the ways down and up; None where something else is."""
    return first_told((_up_beside_down, _hands_used, _let_go, _until_down), question, scene)


def dips(question: Question, scene: Scene) -> list[Dip]:
    """Each time that is asked about, or else each that is found, in the order of time."""
    keys = {*question.keys} - {"get up", "get down", "move", "stand"}
    low = ("squat", "crouch", "place", "reach down", "take", "bow", "bend", "lunge", "sit", "lie", "kneel")
    wanted = [key for key in low if key in keys] or [key for key in low if scene.of(key)]
    events = scene.of(wanted[0]) if wanted else []
    found = [_dip(event.span, "head" if event.key in ("bow", "bend") else "pelvis", scene) for event in events]
    found = [dip for dip in found if dip is not None]
    one = qualifiers.placed(found, question.place)
    return found if one is None else [one]


def _dip(span: Span, part: Part, scene: Scene) -> Dip | None:
    """The ways down and up around one time that somebody is down."""
    heights, times = smooth(scene.measures.course(part, "height"), 0.05), scene.measures.times
    inside = scene.measures.poses(span)
    low = int(inside[heights[inside].argmin()])
    before, after = heights[: low + 1], heights[low:]
    top = float(before[-60:].max())
    if top - heights[low] < _WORTH_M:
        return None
    margin = _NEAR * (top - float(heights[low]))
    begin = int(np.flatnonzero(before >= top - margin)[-1])
    up = np.flatnonzero(after >= top - margin)
    end_s = float(times[low + up[0]]) if len(up) else None
    return Dip(float(times[begin]), float(times[low]), end_s)


def _up_beside_down(question: Question, scene: Scene) -> Exact | None:
    """Whether the way up is faster than the way down, or the other way round."""
    asked = _FASTER.search(question.text)
    if not asked or not _BOTH.search(question.text):
        return None
    found = [dip for dip in dips(question, scene) if dip.end_s is not None]
    if not found:
        return None
    down, up = (
        float(np.mean(seconds))
        for seconds in ([dip.low_s - dip.begin_s for dip in found], [(dip.end_s or 0) - dip.low_s for dip in found])
    )
    line = f"down takes {down:.2f} s, up {up:.2f} s" + (" on average" if len(found) > 1 else "")
    alike = abs(down - up) < 0.1
    text = question.text
    if re.search(r"\bor\b", text) or re.match(r"which|what", text):
        slow = asked[0] in ("slower", "longer")
        told = "about alike" if alike else "down" if (down < up) != slow else "up"
        return exact(f"{told}: {line}.", DOUBTFUL, line)
    than = text.find("than") if "than" in text else len(text)
    ups = re.search(r"\b(?:up|ascen\w+|concentric)\b", text)
    first_up = ups is not None and ups.start() < than
    first, second = (up, down) if first_up else (down, up)
    holds = first > second if asked[0] in ("slower", "longer") else first < second
    return yes_no(holds and not alike, line, DOUBTFUL, negated=question.negated)


def _hands_used(question: Question, scene: Scene) -> Exact | None:
    """Whether a hand is on the floor, or on a thigh, while the person gets down or up."""
    if question.kind != "yesno" or not _HANDS.search(question.text):
        return None
    ups = "get up" in question.keys or re.search(r"\b(?:get|stand|push)\w* (?:\w+ )?up\b", question.text)
    downs = {*question.keys} & {"get down", "lie", "sit", "kneel"}
    spans = [one.span for one in (scene.rises if ups else scene.descents)]
    if not (ups or downs) or not spans:
        return None
    measures = scene.measures
    poses = np.concatenate([measures.poses(Span(one.begin_s - 0.3, one.end_s + 0.3)) for one in spans])
    hands = measures.body.joints[poses][:, WRISTS, 1] - measures.body.floor[poses, None]
    lowest = np.unravel_index(int(hands.argmin()), hands.shape)
    holds = bool(hands.min() < _ON_FLOOR_M)
    time_s = float(measures.times[poses[lowest[0]]])
    line = f"the {SIDES[int(lowest[1])]} hand comes to {hands.min():.2f} m over the floor at {time_s:.1f} s"
    return yes_no(holds, line, DOUBTFUL, negated=question.negated)


def _let_go(question: Question, scene: Scene) -> Exact | None:
    """Whether the way down is controlled, by the speed of the hips."""
    downs = {*question.keys} & {"get down", "lie", "sit", "kneel", "squat", "fall", "bend", "lower"}
    if not _CONTROLLED.search(question.text) or not downs or question.parts:
        return None
    falling = derivative(smooth(scene.measures.course("pelvis", "height"), 0.1))
    place = int(falling.argmin())
    if -falling[place] < 0.1:
        return None
    line = f"the hips sink at {-falling[place]:.1f} m/s at most, at {scene.measures.times[place]:.1f} s"
    controlled = -falling[place] < _FALLS_AT and not scene.falls
    if re.search(r"\bor\b", question.text) and "fall" in question.keys:
        return exact(f"{'controlled' if controlled else 'a fall'}: {line}.", DOUBTFUL, line)
    if re.search(r"\bor\b(?! not)", question.text):
        return exact(f"{'gently' if controlled else 'not controlled'}: {line}.", DOUBTFUL, line)
    if question.kind in ("yesno", "style") and not question.text.startswith("how"):
        return yes_no(controlled, line, DOUBTFUL, negated=question.negated)
    return exact(f"{'controlled' if controlled else 'not controlled'}: {line}.", DOUBTFUL, line)


def _until_down(question: Question, scene: Scene) -> Exact | None:
    """How long it takes until the person is all the way down."""
    asked = re.search(
        r"\b(?:until|till|before|to (?:get|go|lie|be))\b.*\b(?:down|flat|lying|on the (?:floor|ground))\b",
        question.text,
    )
    if question.kind != "how long" or not asked or question.parts or question.stretch:
        return None
    down = [change.span for change in scene.descents]
    if not down:
        return None
    heights = scene.measures.body.joints[:, [0, joint_number("neck")], 1].mean(axis=1)
    drop = heights.max() - heights.min()
    after = scene.measures.times >= down[0].begin_s - 1e-3
    low = np.flatnonzero(after & (heights < heights.min() + 0.1 * drop))
    end_s = float(scene.measures.times[low[0]]) if len(low) else down[-1].end_s
    begin_s = down[0].begin_s
    line = f"goes down from {begin_s:.1f} s on, is all the way down at {end_s:.1f} s"
    return exact(f"{units.time(end_s - begin_s, question.unit)}: {line}.", LIKELY, line)

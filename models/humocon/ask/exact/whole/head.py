"""How the head is held: whether it nods, tilts, or looks down or up; which way it is turned is not in the joints."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.events import overlap
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import span_of
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.head import find_nods, head_pitch, head_tilts
from humocon.motion.kinematics.signals import Span, smooth

_HEAD: Final = r"(?:head|face|chin|neck)"
_OWN: Final = r"(?:the|his|her|their|its)"
_BETWEEN: Final = r"(?: (?:is|are|was|gets?|goes|go|ever|being|be|been|held|often|mostly|ever|\w+ly)){0,3}"
_NODS: Final = re.compile(r"\bnod(?:s|ded|ding)?\b")
_TURNS: Final = re.compile(
    rf"\b{_HEAD}\b{_BETWEEN} (?:turn|rotat|swivel|twist|shak|shook|fac(?:e|es|ing)\b)\w*"
    rf"|\b(?:turn|rotat|swivel|twist|shak|shook)\w*(?: \w+)? {_OWN} {_HEAD}\b"
    rf"|\bhead (?:shak\w*|yaw)\b|\b(?:yaw|rotation|direction|turn(?:ing)?) of {_OWN} {_HEAD}\b"
    rf"|\b(?:way|direction)\b.*\b{_HEAD} (?:point|look|is)\w*"
)
_ASIDE: Final = re.compile(
    r"\b(?:look|glanc|peek|gaz|star|peer)(?:s|e|es|ed|ing)? (?:\w+ )??"
    r"(?:(?:to|towards?) (?:the|his|her|their|one|either|a|both) (?:\w+ )?(?:left|right|sides?)"
    r"|left\b|sideways|aside|behind|back\b|straight ahead|ahead|forwards?\b|(?:over|across) (?:the|his|her|their|one))"
)
_BY_EYE: Final = re.compile(
    r"^(?:which way|what way|where|in (?:which|what) direction)\b.*\blook(?:s|ing|ed)?\b(?! like)"
)
_LOOKS: Final = r"(?:look|gaz|star|glanc|peer)(?:s|e|es|ed|ing)?"
_VERTICAL: Final = re.compile(
    rf"\b{_LOOKS}(?: \w+)?? (?:(?:at|to|towards?|on) )?(?:(?P<down>down|(?:the|his|her|their) (?:floor|ground|feet)"
    rf"|downwards?)|(?P<up>up|(?:the )?(?:ceiling|sky)|upwards?))\b"
    rf"|\b(?:head|chin)\b{_BETWEEN} (?:(?P<low>down|lowered|low|hang(?:s|ing)|dropped)|(?P<high>up|lifted|raised))\b"
)
_BOBS: Final = re.compile(r"\bup and down\b|\bdown and up\b|\blook(?:s|ing)? (?:\w+ )?up (?:to|at) (?:him|her|them)\b")
_EITHER: Final = re.compile(
    r"\b(?:down|low\w*) or (?:\w+ )?(?:up|high|raised|straight|ahead)\b|\bup or (?:\w+ )?(?:down|low\w*)\b"
)
_TILT: Final = r"(?:tilt|lean|tipp?|inclin|ben[dt]|flex|cock|bow)(?:s|e|es|ed|ing)?"
_TILTS: Final = re.compile(
    rf"\b{_HEAD}\b{_BETWEEN} {_TILT}\b|\b(?:{_TILT}|(?:lower|drop|rais|lift)(?:s|e|es|ed|ing)?) {_OWN} {_HEAD}\b"
    rf"|\bhead tilts?\b|\bhead\b{_BETWEEN} (?:straight|upright)\b"
)
_FORWARD: Final = re.compile(r"\b(?:forwards?|down(?:wards?)?|ahead|to the front)\b|\b(?:bow|lower|drop)\w*")
_BACK: Final = re.compile(r"\b(?:back(?:wards?)?|up(?:wards?)?)\b|\b(?:rais|lift)\w*")
_LOOKS_DEGREES: Final = 40.0
"""Degrees from upright from which a head looks down, or up."""
_TILTED: Final = 12.0
"""Degrees against the upper back from which a head is tilted; walks and waves tilt it by up to ten."""
_AHEAD: Final = 20.0
"""Degrees from the line of the upper back at which the head's point lies before the neck, so that a turn moves it."""
_BLUR_S: Final = 0.1
_KINDS: Final = (
    "yesno",
    "when",
    "how many",
    "how long",
    "angle",
    "how far",
    "how high",
    "way",
    "comparison",
    "posture",
)
_NOT_HELD: Final = (
    "they hold the head as one point over the neck, which stays where it is when the head turns to a side"
)


def head_told(question: Question, scene: Scene) -> Exact | None:
    """How the head is held; None where something else is asked."""
    if question.text.startswith("why") or {*question.parts} & {"hand", "arm", "elbow", "leg", "foot", "knee"}:
        return None
    return first_told((_nods, _tilted, _looks_vertically, _turned), question, scene)


def _turned(question: Question, scene: Scene) -> Exact | None:
    """That a head which turns, shakes or looks aside cannot be seen, and what the body does that carries it."""
    text = question.text
    if not (_TURNS.search(text) or _ASIDE.search(text) or _BY_EYE.search(text)) or "look around" in question.keys:
        return None
    turn = scene.largest_turn
    body = f"; the body as a whole {turn.line}" if turn else "; the body as a whole does not turn"
    told = f"That cannot be told from these joints: {_NOT_HELD}{body}."
    return exact(told, LIKELY, *(turn.line,) if turn else (), source="refusal")


def _where(question: Question, scene: Scene) -> Span | None:
    """The stretch that a question names for a time; None for all of the clip."""
    return span_of(question, scene, [])


def _nods(question: Question, scene: Scene) -> Exact | None:
    """Whether, how often and when the head goes down and up again."""
    if not _NODS.search(question.text) or question.kind not in (*_KINDS, "unanswerable", "what", "other"):
        return None
    where = _where(question, scene) or Span(0.0, scene.duration_s)
    nods = [(scene.measures.span(nod.begin, nod.end), nod.degrees) for nod in find_nods(scene.measures.body)]
    spans = [(span, degrees) for span, degrees in nods if overlap(span, where) > 0]
    told = ", ".join(f"by {degrees:.0f} degrees {span.words}" for span, degrees in spans[:4])
    line = f"the head goes down and up again {told}" if spans else "the head never goes down and up again by itself"
    if question.kind == "how many":
        return exact(f"{units.count(len(spans), 'nod')}: {line}.", DOUBTFUL, line)
    if question.kind == "when":
        return exact(f"{', '.join(span.words for span, _ in spans[:4]) or 'never'}: {line}.", DOUBTFUL, line)
    return yes_no(bool(spans), line, DOUBTFUL, negated=question.negated)


def _looks_vertically(question: Question, scene: Scene) -> Exact | None:
    """Whether, when, how long or how far the head is turned down or up, as far as its tilt tells."""
    asked = _VERTICAL.search(question.text)
    kinds = ("yesno", "when", "how long", "angle", "how far", "comparison", "posture", "unanswerable")
    if not asked or _BOBS.search(question.text) or question.kind not in kinds or question.mentions:
        return None
    pitch = smooth(head_pitch(scene.measures.body), _BLUR_S)
    poses = scene.measures.poses(_where(question, scene))
    if _EITHER.search(asked.string):
        return _down_or_up(pitch[poses], scene.measures.times[poses])
    # A head that is up is one that is not held down; who looks up tilts it back.
    down = not asked["up"]
    tilt = (pitch if down else -pitch)[poses]
    place = int(tilt.argmax())
    time_s, most = scene.measures.times[poses[place]], max(float(tilt[place]), 0.0)
    holds = most > _LOOKS_DEGREES
    line = f"the head tilts {'forward' if down else 'back'} by {most:.0f} degrees at most, at {time_s:.1f} s"
    if question.kind in ("angle", "how far"):
        way = "forward" if down else "back"
        return exact(f"{units.angle(most, question.unit)} {way} from upright, at {time_s:.1f} s.", DOUBTFUL, line)
    if question.kind == "how long":
        seconds = float((tilt > _LOOKS_DEGREES).sum() / CANONICAL_FPS)
        return exact(f"{units.time(seconds, question.unit)}: {line}.", DOUBTFUL, line)
    if question.kind == "when":
        return exact(f"{f'at {time_s:.1f} s' if holds else 'never'}: {line}.", DOUBTFUL, line)
    return yes_no(holds != bool(asked["high"]), line, DOUBTFUL, negated=question.negated)


def _down_or_up(pitch: np.ndarray, times: np.ndarray) -> Exact:
    """Which of down, up and ahead a head looks, by (K,) degrees from upright, forward, and (K,) seconds."""
    place = int(np.abs(pitch).argmax())
    down = pitch[place] > 0
    line = f"the head tilts {'forward' if down else 'back'} by {abs(pitch[place]):.0f} degrees at most, at "
    line += f"{times[place]:.1f} s"
    looks = abs(pitch[place]) > _LOOKS_DEGREES
    return exact(f"{('down' if down else 'up') if looks else 'neither down nor up'}: {line}.", DOUBTFUL, line)


def _tilted(question: Question, scene: Scene) -> Exact | None:
    """Whether, when, which way and how far the head is tilted against the upper back."""
    text = question.text
    if (
        not _TILTS.search(text)
        or question.kind not in _KINDS
        or {*question.keys} - {"bend", "bow", "move", "raise", "lower"}
    ):
        return None
    poses = scene.measures.poses(_where(question, scene))
    forward, left = (smooth(tilt, _BLUR_S)[poses] for tilt in head_tilts(scene.measures.body))
    # Where the head lies on its neck differs from skeleton to skeleton: forward and back are from its own middle.
    ahead = float(np.median(forward))
    courses = {"forward": forward - ahead, "back": ahead - forward, "to the left": left, "to the right": -left}
    meant = _ways_meant(question) or list(courses)
    way = max(meant, key=lambda one: float(courses[one].max()))
    place = int(courses[way].argmax())
    most, time_s = max(float(courses[way][place]), 0.0), scene.measures.times[poses[place]]
    mostly = "" if way.startswith("to") else ", from how it mostly is,"
    line = f"against the upper back{mostly} the head tilts {way} by {most:.0f} degrees at most, at {time_s:.1f} s"
    if way.startswith("to") and abs(ahead) > _AHEAD and most > _TILTED:
        line += "; it lies ahead of the neck here, where a head that turns moves it, too"
    if question.kind in ("angle", "how far", "how high"):
        return exact(f"{units.angle(most, question.unit)} {way}, at {time_s:.1f} s.", DOUBTFUL, line)
    holds = most > _TILTED
    if question.kind == "how long":
        seconds = float((np.max([courses[one] for one in meant], axis=0) > _TILTED).sum() / CANONICAL_FPS)
        return exact(f"{units.time(seconds, question.unit)}: {line}.", DOUBTFUL, line)
    if question.kind == "when":
        return exact(f"at {time_s:.1f} s: {line}.", DOUBTFUL, line)
    if question.kind in ("way", "comparison", "posture"):
        return exact(f"{way if holds else 'hardly any way'}: {line}.", DOUBTFUL, line)
    upright = re.search(r"\b(?:straight|upright)\b", text) is not None
    return yes_no(holds != upright, line, DOUBTFUL, negated=question.negated)


def _ways_meant(question: Question) -> list[str]:
    """The ways that a question names for a tilt, in words; empty where it names none."""
    text = question.text
    sides = [f"to the {side}" for side in ("left", "right") if side in question.sides]
    if not sides and re.search(r"\bto (?:the|one|a|either) sides?\b|\bsideways\b|\baside\b|\blateral\w*", text):
        sides = ["to the left", "to the right"]
    named = (("forward", _FORWARD), ("back", _BACK))
    return [way for way, words in named if words.search(text)] + sides

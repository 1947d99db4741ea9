"""Which joint of the body is fastest, goes farthest, or turns through the largest angle."""

import re
from collections.abc import Mapping
from typing import Final, Literal

import numpy as np

from humocon.ask.exact.exact import LIKELY, Exact, exact
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.time_asked import TimeAsked, time_asked
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import Measures, Part
from humocon.motion.kinematics.signals import Span

_WHICH: Final = re.compile(
    r"\b(?:which|what)\b(?: (?:is|of|the|his|her|their|body|single|one|left|right|arm|leg|fastest|slowest|most|least"
    r"|active|mov\w+))* joints?\b"
)
_LEAST: Final = re.compile(r"\b(?:least|slowest|smallest|lowest|shortest|slower)\b")
_FAST: Final = re.compile(r"\b(?:fast\w*|quick\w*|slow\w*|speed|velocity)\b")
_ANGLE: Final = re.compile(
    r"\b(?:rang\w*|rom|angle|angular|excursion|rotat\w*|turns?|degrees|ben[dt]s?|bending|flex\w*|exten\w*|hardest)\b"
)
_MOVES: Final = re.compile(
    r"\b(?:mov\w*|motion|travel\w*|goes|displac\w*|active|work\w*|used)\b.*\b(?:most|far\w*|furthest|least|more|less)\b"
    r"|\b(?:most|far\w*|furthest|least|longest|largest|greatest|biggest)\b.*\b(?:mov\w+|motion|travel\w*|active|way|path"
    r"|displac\w*|used)\b"
)
_ADVICE: Final = re.compile(r"\b(?:should|ought|shall|must|i|we|you)\b")
"""Who asks what to do with a joint does not ask what it does."""
_LIMBS: Final[dict[str, tuple[str, ...]]] = {
    "arm": ("shoulder", "elbow", "wrist"),
    "leg": ("hip", "knee", "ankle"),
}
_BENDING: Final = ("shoulder", "elbow", "hip", "knee")
Of = Literal["speed", "angle", "way"]


def joint_compared(question: Question, scene: Scene) -> Exact | None:
    """Which joint does something most; None where that is not asked."""
    text = question.text
    if not _WHICH.search(text) or _ADVICE.search(text) or question.kind in ("yesno", "when", "how many"):
        return None
    of: Of | None = "speed" if _FAST.search(text) else "angle" if _ANGLE.search(text) else None
    of = of or ("way" if _MOVES.search(text) else None)
    if of is None:
        return None
    time = time_asked(question, scene)
    if time.absent:
        return time.absent
    return _told(of, _candidates(question, of, scene), time, scene, least=_LEAST.search(text) is not None)


def _candidates(question: Question, of: Of, scene: Scene) -> list[Part]:
    """The joints that are compared: of the limb and the side that are named, else of all."""
    limbs = [joints for limb, joints in _LIMBS.items() if limb in question.parts] or list(_LIMBS.values())
    names = [joint for joints in limbs for joint in joints if of != "angle" or joint in _BENDING]
    if not scene.legs_seen:
        names = [name for name in names if name not in _LIMBS["leg"]]
    return [joint_of(side, name) for side in question.sides_meant for name in names]


def _told(of: Of, joints: list[Part], time: TimeAsked, scene: Scene, *, least: bool) -> Exact | None:
    """The joint that does it most, or least, and the next one."""
    if not joints:
        return None
    amounts: dict[Part, float] = {joint: _amount(of, joint, time.span, scene.measures) for joint in joints}
    ranked: list[Part] = sorted(amounts, key=lambda joint: amounts[joint], reverse=not least)
    if of == "angle":
        return _turned_most(ranked, amounts, time)
    first, *others = (_said(of, amounts[joint]) for joint in ranked[:2])
    when = ""
    if of == "speed" and not least:
        when = f" at {scene.measures.extreme(ranked[0], 'own speed', 'most', time.span).time_s:.1f} s"
    follows = f"; the {ranked[1]} {others[0]}" if others else ""
    line = f"the {ranked[0]} {first}{when}, beside the hips"
    return exact(f"The {ranked[0]}: it {first}{when}{follows}, beside the hips{time.words}.", LIKELY, line)


def _turned_most(ranked: list[Part], amounts: Mapping[Part, float], time: TimeAsked) -> Exact:
    """The joint that turns through the largest angle, on the side where it does, and the next one of another name."""
    side, name = ranked[0].split()
    told = f"it goes through {amounts[ranked[0]]:.0f} degrees on the {side}"
    others: list[Part] = [joint for joint in ranked if not joint.endswith(name)]
    follows = f", the {others[0]} through {amounts[others[0]]:.0f}" if others else ""
    return exact(f"The {name}: {told}{follows}{time.words}.", LIKELY, f"the {ranked[0]}: {told}")


def _amount(of: Of, joint: Part, where: Span | None, measures: Measures) -> float:
    """Metres a second at the fastest, metres gone beside the hips, or degrees turned through without the outermost."""
    if of == "speed":
        return measures.extreme(joint, "own speed", "most", where).value
    if of == "way":
        return measures.way(joint, where)
    return float(np.ptp(np.percentile(measures.course(joint, "angle")[measures.poses(where)], (2, 98))))


def _said(of: Of, amount: float) -> str:
    """A speed or a way in words: "moves at 2.1 m/s at most"."""
    return f"moves at {amount:.1f} m/s at most" if of == "speed" else f"goes {amount:.1f} m in all"

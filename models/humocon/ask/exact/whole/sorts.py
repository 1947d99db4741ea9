"""Which sort of a kick or a punch it is, by the way that foot or fist takes: ahead, aside, behind, round, up."""

import re
from typing import Final, Literal

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, Exact, exact, yes_no
from humocon.ask.exact.known.events import Event, joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import driver, events_asked
from humocon.ask.exact.words.question import Question
from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.measures import joint_number
from humocon.motion.kinematics.signals import derivative, smooth

Sort = Literal["ahead", "aside", "behind", "round", "up"]
_ASKED: Final[dict[str, dict[Sort, re.Pattern[str]]]] = {
    "kick": {
        "ahead": re.compile(r"\b(?:front|snap|push|straight|teep)\b"),
        "aside": re.compile(r"\bside\b"),
        "behind": re.compile(r"\b(?:back|rear|donkey)\b"),
        "round": re.compile(r"\b(?:round(?:ed|house)?|turning|hook|crescent|circular|swinging)\b"),
    },
    "punch": {
        "ahead": re.compile(r"\b(?:jabs?|cross|straight|direct)\b"),
        "round": re.compile(r"\b(?:hooks?|swings?|swinging|haymakers?|round)\b"),
        "up": re.compile(r"\bupper-? ?cuts?\b"),
    },
}
"""The words for the sorts of a kick and of a punch."""
_NAMES: Final[dict[tuple[str, Sort], str]] = {
    ("kick", "ahead"): "a front kick",
    ("kick", "aside"): "a side kick",
    ("kick", "behind"): "a back kick",
    ("kick", "round"): "a roundhouse kick",
    ("punch", "ahead"): "a straight punch",
    ("punch", "round"): "a hook",
    ("punch", "up"): "an uppercut",
}
_WHICH: Final = re.compile(r"\b(?:what|which) (?:kind|type|sort|style|form)s?\b.*\b(?:kick|punch)")
_ROUND: Final = 0.75
_UP: Final = 0.8
"""Shares of the speed across the line from hip to foot or shoulder to fist, or upwards, from which it goes
round, or up."""
_THRUST_S: Final = 0.4
"""Seconds before a foot or fist is at its farthest in which it gets there."""
_AHEAD_DEGREES, _BEHIND_DEGREES = 40.0, 130.0
"""Angles from straight ahead up to which a foot goes to the front, and from which it goes behind."""


_HELD_STRAIGHT: Final = re.compile(r"\b(?:knees?|legs?|elbows?|arms?) (?:\w+ )?(?:straight|bent|stretched|extended)\b")
"""What is asked of a joint, and not of a straight kick."""


def sort_told(question: Question, scene: Scene) -> Exact | None:
    """Which sort of a kick or punch it is; None where none is asked for, or nothing is kicked or punched."""
    keys = {*question.keys} & {"kick", "punch"}
    if len(keys) != 1 or {*question.keys} - keys - {"move", "swing", "turn"}:
        return None
    (key,) = keys
    if _HELD_STRAIGHT.search(question.text):
        return None
    asked = [sort for sort, words in _ASKED[key].items() if words.search(_named(question.text, key))]
    if not asked and not _WHICH.search(question.text):
        return None
    if question.kind not in ("yesno", "what", "comparison", "other", "unanswerable", "knowledge", "style", "summary"):
        return None
    events = events_asked(question, scene)
    if not events or not scene.legs_seen:
        return None
    seen, line = _seen(events[0], key, scene)
    if question.kind == "yesno" and len(asked) == 1:
        return yes_no(asked[0] == seen, f"most like {_NAMES[key, seen]}: {line}", DOUBTFUL, negated=question.negated)
    if len(asked) > 1 and seen not in asked:
        return exact(f"none of these surely, most like {_NAMES[key, seen]}: {line}.", DOUBTFUL, line)
    return exact(f"most like {_NAMES[key, seen]}: {line}.", DOUBTFUL, line)


def _named(text: str, key: str) -> str:
    """The words before each "kick" or "punch", and what has a name of its own: "a front or a side kick"."""
    if key == "punch":
        return text
    before = re.findall(r"((?:\b[\w-]+(?:,| or| and)? ?(?:a |an |the )?){1,4})\bkick", text)
    return " ".join(before)


def _seen(event: Event, key: str, scene: Scene) -> tuple[Sort, str]:
    """The sort that the joints show, and by what."""
    root, end = ("hip", "foot") if key == "kick" else ("shoulder", "wrist")
    side = driver(event, scene).split()[0]
    measures = scene.measures
    poses = measures.poses(event.span)
    local = measures.body.local
    way = local[:, joint_number(joint_of(side, end))] - local[:, joint_number(joint_of(side, root))]
    velocity = derivative(smooth(way, 0.05))[poses]
    farthest = int(np.linalg.norm(way[poses][:, [0, 2]], axis=-1).argmax())
    begin = max(0, farthest - round(_THRUST_S * CANONICAL_FPS))
    fastest = begin + int(np.linalg.norm(velocity[begin : farthest + 1], axis=-1).argmax())
    move, reach = velocity[fastest], way[poses[farthest]]
    speed = max(float(np.linalg.norm(move)), 1e-6)
    out = way[poses[fastest]][[0, 2]] / max(float(np.linalg.norm(way[poses[fastest]][[0, 2]])), 1e-6)
    across = abs(float(out[0] * move[2] - out[1] * move[0])) / speed
    outwards = float(reach[0]) if side == "left" else -float(reach[0])
    degrees = float(np.degrees(np.arctan2(abs(outwards), reach[2])))
    limb = "foot" if key == "kick" else "fist"
    line = (
        f"at its farthest the {side} {limb} is {abs(reach[2]):.2f} m {'ahead of' if reach[2] > 0 else 'behind'} the "
        f"{root} and {abs(outwards):.2f} m {'outwards' if outwards > 0 else 'inwards'}, and at its fastest "
        f"{across:.0%} of its speed goes round the body"
    )
    if key == "punch" and float(move[1]) / speed > _UP:
        return "up", line
    if across > _ROUND:
        return "round", line
    if key == "kick" and degrees > _AHEAD_DEGREES:
        return ("behind" if degrees > _BEHIND_DEGREES else "aside"), line
    return "ahead", line

"""How arms, legs and trunk are held in a stretch: hanging, out in front, over the head, behind the back, bent."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, yes_or_no
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import other_side
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.vocabulary import PARTS
from humocon.motion.kinematics.signals import SIDES, Span

BENT: Final[float] = 50.0
"""Degrees of an elbow or a knee from which it is bent."""
MOVING_M: Final[float] = 0.25
"""Metres that a hand or foot strays from its middle from which it is not kept still."""
# Each way to hold an arm: how it is said, and the words of a choice that mean it.
_HELD: Final[dict[str, tuple[str, str]]] = {
    "overhead": ("up over the head", r"up|rais\w+|lift\w*|over\w*|above|high|air"),
    "raised": ("raised", r"up|rais\w+|lift\w*|high|air"),
    "in front": (
        "stretched out in front",
        r"front|forwards?|ahead|out|outstretched|stretched|extended|straight|raised",
    ),
    "at the chest": ("bent in front of the chest", r"bent|chest|folded|crossed|guard|front|up|body"),
    "aside": ("out to the side", r"sides?|out|spread|apart|sideways|stretched"),
    "hanging": ("hanging down at the side", r"hang\w*|down|low\w*|loose\w*|side|sides|rest\w*|relaxed|still"),
    "behind": ("behind the back", r"behind|back"),
    "at the hip": ("bent, with the hand near the hip", r"hips?|waist|bent|low"),
}

_CLAIM: Final = re.compile(r"\b(?:is|are|was|were|does|do|did)\b.*\b(?:arms?|hands?)\b")
# What arms are said to be like, and the ways above that this is true of.
_CLAIMED: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (r"\bbehind\b", ("behind",)),
    (r"\b(?:crossed|folded)\b|\bof the chest\b", ("at the chest",)),
    (r"\bover\w*|\babove\b", ("overhead",)),
    (r"\b(?:raised|lifted|up)\b", ("overhead", "raised", "in front")),
    (r"\bto (?:the|both) sides?\b|\bsideways\b|\bspread\b|\bapart\b", ("aside",)),
    (r"\bfront\b|\bforwards?\b|\bahead\b|\bout\b", ("in front",)),
    (r"\bhang\w*|\bdown\b|\bsides?\b", ("hanging", "at the hip")),
)


def held_words(way: str) -> str:
    """A way to hold an arm in words: "hanging down at the side"."""
    return _HELD[way][0]


def arms_held(question: Question, scene: Scene, where: Span | None) -> Exact:
    """How one arm or both are held in a stretch, by the words of the choice that is offered, if one is."""
    sides = question.sides_meant
    beside = re.search(
        rf"\b(left|right) (?:{PARTS['hand']}|{PARTS['arm']})\b",
        re.sub(r"\b(?:while|when|during|as)\b[^,;]*[,;]", "", question.text),
    )
    sides = [beside[1]] if beside and len(question.sides) > 1 else sides
    other = re.search(r"\b(?:other|free|idle|remaining|non-?\w+|opposite)\b", question.text)
    if other and scene.star is not None and not question.side:
        sides = [other_side(scene.star, scene)]
        where = where or scene.star.span
    held = {side: arm_held(side, scene, where) for side in sides}
    name = question.part if question.part in ("hand", "arm") else "arm"
    lines = tuple(f"the {side} {name} is {_HELD[way][0]}" for side, way in held.items())
    alike = len(set(held.values())) == 1
    way = next(iter(held.values()))
    chosen = _chosen(question.text, list(held.values())) or _agreed(question, list(held.values()))
    if alike and len(held) == 2:
        told = f"both {name}s are {_HELD[way][0]}"
    else:
        told = " and ".join(lines)
    lead = f"{chosen}: " if chosen else ""
    return exact(f"{lead}{told}.", DOUBTFUL if scene.is_film else LIKELY, *lines)


def arm_held(side: str, scene: Scene, where: Span | None) -> str:
    """The way in which an arm is held for most of a stretch, a key of the table above."""
    body, poses = scene.measures.body, scene.measures.poses(where)
    number = 0 if side == "left" else 1
    aside, up, ahead = (float(value) for value in np.median(body.wrist(number)[poses], axis=0))
    out = aside if side == "left" else -aside
    hand = body.local[poses, (20, 21)[number]]
    head = float(np.median(body.local[poses, 15, 1]))
    bend = float(np.median(scene.measures.course(joint_of(side, "elbow"), "bend")[poses]))
    if float(np.median(hand[:, 1])) > head:
        return "overhead"
    if float(np.median(hand[:, 2])) < -0.08 and up < -0.5 and bend > 25:
        return "behind"
    if up > 0.25:
        return "raised"
    if up < -0.75:
        return "hanging"
    if bend > BENT and float(np.median(hand[:, 1])) > 0.2:
        return "at the chest"
    if ahead > 0.4 and ahead > out:
        return "in front"
    if out > 0.45:
        return "aside"
    return "at the hip" if bend > BENT else "hanging"


def _chosen(text: str, ways: list[str]) -> str:
    """Of a choice ("down or raised?") the word that fits how the arms are held, "" where none does."""
    match = re.search(r"([^,:;?]*)\bor\b([^,:;?]*)", text)
    if match is None:
        return ""
    sides = (match[1].split()[-4:], match[2].split()[:5])
    for way in dict.fromkeys(ways):
        fits = [[word for word in words if re.fullmatch(_HELD[way][1], word)] for words in sides]
        if bool(fits[0]) != bool(fits[1]):
            return (fits[0] or fits[1])[0]
    return ""


def _agreed(question: Question, ways: list[str]) -> str:
    """Whether arms are held as is said, "Yes" or "No"; "" where nothing is said."""
    chooses = re.match(r"(?:how|what|which|where|when|describe)\b", question.text) or " or " in question.text
    if chooses or not _CLAIM.search(question.text):
        return ""
    said = next((held for words, held in _CLAIMED if re.search(words, question.text)), None)
    if said is None:
        return ""
    return yes_or_no(all(way in said for way in ways), negated=question.negated)


def limbs_still(question: Question, scene: Scene, where: Span | None) -> Exact:
    """Whether arms or legs move or are kept still, where both are offered: "still: ..."."""
    limb = "ankle" if question.part in ("leg", "foot", "knee") else "wrist"
    poses = scene.measures.poses(where)
    local = scene.measures.body.local[poses][:, (7, 8) if limb == "ankle" else (20, 21)]
    strays = np.percentile(np.linalg.norm(local - np.median(local, axis=0), axis=-1), 90, axis=0)
    sides = [SIDES.index(question.side)] if question.side in SIDES else [0, 1]
    most = float(max(strays[side] for side in sides))
    word = "moving" if most > MOVING_M else "still"
    return exact(f"{word}: the {question.part or limb} strays by up to {most:.2f} m.", LIKELY, f"{most:.2f} m")

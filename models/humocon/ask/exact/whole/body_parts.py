"""What a part of the body does on the whole: how it moves, how high it is, whether it stays level."""

import re
from typing import Final, cast

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LEGS_UNSEEN, LIKELY, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.time_asked import action_of_time, time_asked
from humocon.ask.exact.whole.limb_deeds import arms_told, feet_told, legs_told
from humocon.ask.exact.whole.trunk import trunk_told
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.vocabulary import parts_in
from humocon.ask.exact.words.wordings import MEAN
from humocon.motion.kinematics.measures import Part
from humocon.motion.kinematics.signals import SIDES, Span

_ASKS_PART: Final = re.compile(
    r"^(?:what (?:is|are|does|do|did|was|were)|how (?:do|does|did)) .*\b(?:do|doing|does|mov\w+|used|behave|up to)\b"
    r"|^(?:what (?:do|does|is|are) )?(?:and |with )?(?:the |his |her |their |both )*(?:left |right )?[a-z]+ ?\??$"
    r"|^what (?:happens|is happening|happened|about)\b|\bdescribe\b|\bdescription of\b|\btell me about\b"
)
LEVEL: Final = re.compile(
    r"\b(?:stay|stays|keep|keeps|kept|remain|remains|is|are)\b"
    r".*\b(?:level|(?:same|one|constant) (?:height|level)|steady|still)\b"
)
_NOT_ALL: Final = re.compile(
    r"\bor\b|\bwhich\b|\b(?:other|free|idle|non-?\w+|supporting|standing) (?:arm|hand|leg|foot)\b"
)
"""A choice, or a part that what is done picks out."""
_CLAUSE: Final = re.compile(
    r"(?<!^)\b(?:once|when|while|whilst|after|before|during|as)\b[^,;:?]*"
    r"|^(?:once|when|while|whilst|after|before|during|as)\b[^,;:?]*[,;]"
)
"""When something is, in which a part of the body may be named, too: "once he is on his feet"."""
_HEELS_UP: Final = re.compile(
    r"\b(?:keep\w*|kept|lift\w*|rais\w*|tak\w*)\b.*\bheels?\b.*\b(?:up|off|down|flat|floor|ground)\b"
    r"|\bheels?\b.*\b(?:com(?:e|es|ing)|lift\w*|ris(?:e|es|ing)|leav\w*|rais\w*|stay\w*|keep\w*|kept|remain\w*)\b"
    r".*\b(?:up|off|down|flat|floor|ground)\b|\bheels? (?:\w+ )?(?:lift|rise|raise|come off)(?:s|ed)?\b"
    r"|\bon (?:(?:his|her|their|the|tip) ?)?(?:tip-?)?toes\b|\btip-?toe(?:s|ing)?\b"
)
_ON_TOES: Final = frozenset(
    ("move", "stand", "still", "raise", "lift knee", "walk", "squat", "bend", "get up", "sneak")
)
"""What somebody does with or without the heels on the floor."""
_TIPTOE: Final = re.compile(r"\bon (?:(?:his|her|their|the|tip) ?)?(?:tip-?)?toes\b|\btip-?toe(?:s|ing)?\b")
_MOSTLY: Final = 0.5
"""Share of the time without a heel on the floor from which somebody is on the toes; every stride lifts one heel."""
_HEEL_M: Final = 0.05
"""Metres that an ankle rises over toes that stay down from which the heel is off the floor."""
_SIDES_LEVEL_M: Final = 0.03
_BOBS_M: Final = 0.05
"""Metres between which a head goes up and down that bobs; in a usual walk it is four or five hundredths."""
LEVEL_M: Final = 0.1
"""Metres between which a part of the body rises and sinks that stays level."""


def part_told(question: Question, scene: Scene) -> Exact | None:
    """What a part of the body does, on the whole; None where something else is asked."""
    ways = (
        _mean_height,
        trunk_told,
        _heels_up,
        _bobs,
        _sides_level,
        _stays_level,
        _part_described,
    )
    return first_told(ways, question, scene)


def _mean_height(question: Question, scene: Scene) -> Exact | None:
    """How high a part of the body is on the whole."""
    if question.kind != "how high" or not MEAN.search(question.text) or question.mentions or not question.part:
        return None
    joint = {"hand": "wrist", "arm": "wrist", "leg": "knee", "trunk": "neck"}.get(question.part, question.part)
    sides = question.sides_meant
    one = joint in ("head", "neck", "pelvis")
    parts: list[Part] = [cast(Part, joint)] if one else [joint_of(side, joint) for side in sides]
    means = {part: scene.measures.mean(part, "height") for part in parts}
    lines = [f"the {part} is {value:.2f} m over the floor on average" for part, value in means.items()]
    return exact(f"{units.length(float(np.mean([*means.values()])), question.unit)} on average.", LIKELY, *lines)


def _heels_up(question: Question, scene: Scene) -> Exact | None:
    """Whether a heel comes off the floor while its toes stay down."""
    if not _HEELS_UP.search(question.text) or question.kind != "yesno" or not scene.legs_seen:
        return None
    if set(question.keys) - _ON_TOES:
        return None
    rises, tiptoe = [], []
    for side in SIDES:
        ankle, toes = (scene.measures.course(joint_of(side, joint), "height") for joint in ("ankle", "foot"))
        down = toes < np.percentile(toes, 10) + _HEEL_M
        rises.append(float(((ankle - toes)[down] - np.percentile(ankle - toes, 10)).max()))
        tiptoe.append((ankle - toes > np.percentile(ankle - toes, 10) + _HEEL_M) | ~down)
    if _TIPTOE.search(question.text) and not re.search(r"\b(?:ever|go\w*|any|at all|up)\b", question.text):
        share = float(np.all(tiptoe, axis=0).mean())
        line = f"no heel is down for {share:.0%} of the time"
        return yes_no(share > _MOSTLY, line, DOUBTFUL, negated=question.negated)
    up = max(rises) > _HEEL_M
    stays = re.search(r"\b(?:stay|keep|kept|remain)\w*\b(?!.* (?:up|off)\b)|\bdown\b|\bflat\b", question.text)
    line = f"an ankle rises by {max(rises):.2f} m over its toes at most"
    return yes_no(up != bool(stays), line, DOUBTFUL, negated=question.negated)


def _bobs(question: Question, scene: Scene) -> Exact | None:
    """By how much head or hips go up and down."""
    if question.part not in ("head", "pelvis") or set(question.keys) - {"walk", "run", "move", "still"}:
        return None
    if not re.search(r"\b(?:bob\w*|bounc\w+|(?:move|go)\w* up and down)\b", question.text):
        return None
    low, high = np.percentile(scene.measures.course(cast(Part, question.part), "height"), (5, 95))
    name = "hips are" if question.part == "pelvis" else "head is"
    line = f"the {name} between {low:.2f} and {high:.2f} m over the floor for nine tenths of the time"
    if not re.search(r"\bhow (?:much|far)\b", question.text):
        bobs = bool(high - low > _BOBS_M)
        if re.search(r"\bor\b(?! not\b)", question.text):
            return exact(f"{'bobbing' if bobs else 'stable'}: {line}.", DOUBTFUL, line)
        return yes_no(bobs, line, DOUBTFUL, negated=question.negated) if question.kind == "yesno" else None
    return exact(f"{units.length(float(high - low), question.unit)}.", LIKELY, line)


def _sides_level(question: Question, scene: Scene) -> Exact | None:
    """Whether both shoulders, or both hips, are at one height."""
    joint = {"shoulder": "shoulder", "pelvis": "hip"}.get(question.part)
    if joint is None or question.mentions or question.kind != "yesno":
        return None
    level = rf"\b(?:is|are|do|does|did)\b.*\b{joint}s\b.*\b(?:level|even|uneven|tilted|same height)\b"
    level += rf"|\b(?:keep\w*|kept|hold\w*)\b.*\b{joint}s\b.*\b(?:level|even)\b"
    apart = rf"\bone {joint}\b.*\b(?:higher|lower)\b"
    if not re.search(rf"{level}|{apart}", question.text):
        return None
    left, right = (scene.measures.course(joint_of(side, joint), "height") for side in SIDES)
    kept = re.search(r"\b(?:keep|kept|stay|remain|hold|held)\w*\b", question.text)
    gap = float(np.median(left - right))
    if kept:
        most = float(np.percentile(np.abs(left - right), 90))
        line = f"the {joint}s are {most:.2f} m apart in height at most, for nine tenths of the time"
        return yes_no(most < 2 * _SIDES_LEVEL_M, line, DOUBTFUL, negated=question.negated)
    alike = abs(gap) < _SIDES_LEVEL_M
    higher = "" if alike else f", the {'left' if gap > 0 else 'right'} one higher"
    line = f"the {joint}s are {abs(gap):.2f} m apart in height{higher}"
    uneven = re.search(rf"\buneven\b|\btilted\b|{apart}", question.text) is not None
    return yes_no(alike != uneven, line, DOUBTFUL, negated=question.negated)


def _stays_level(question: Question, scene: Scene) -> Exact | None:
    """Whether head, hips or shoulders stay at one height."""
    if not LEVEL.search(question.text) or question.mentions:
        return None
    if question.part not in ("head", "pelvis", "shoulder"):
        return None
    part = _middle_part(question)
    low, high = (scene.measures.extreme(part, "height", which).value for which in ("least", "most"))
    level = high - low < LEVEL_M
    name = {"pelvis": "hips are", "shoulder": "shoulder is"}.get(question.part, f"{question.part} is")
    line = f"the {name} between {low:.2f} and {high:.2f} m over the floor"
    return yes_no(level, line, LIKELY, negated=question.negated)


def _part_described(question: Question, scene: Scene) -> Exact | None:
    """What one part of the body does, by what it is said to do, how far it goes and how it is held."""
    asks = _CLAUSE.sub("", question.text).strip()
    if not question.parts or not parts_in(asks) or not _ASKS_PART.search(asks) or _NOT_ALL.search(question.text):
        return None
    named = action_of_time(question)
    if set(question.keys) - {"move", "swing"} - ({named.action.key} if named else set()) or question.follows:
        return None
    if question.kind in ("yesno", "when", "how long", "how many", "how fast", "how far", "how high", "angle"):
        return None
    time = time_asked(question, scene)
    if time.absent:
        return time.absent
    sides, limb = question.sides_meant, question.part
    if limb in ("arm", "hand", "elbow"):
        told = arms_told(sides, scene, time.span)
    elif limb in ("leg", "foot", "knee") and not scene.legs_seen:
        return LEGS_UNSEEN
    elif limb in ("leg", "foot", "knee"):
        told = feet_told(sides, scene, time.span) if limb == "foot" else legs_told(sides, scene, time.span)
    else:
        part = _middle_part(question)
        told = _trunk(scene, time.span) if part == "trunk" else _risen(part, scene, time.span)
    return exact(f"{told}{time.words}.", DOUBTFUL)


def _middle_part(question: Question) -> Part:
    """The part of head, trunk or hips that is asked about; the left shoulder stands for both."""
    return "left shoulder" if question.part == "shoulder" else cast(Part, question.part)


def _risen(part: Part, scene: Scene, where: Span | None) -> str:
    low, high = (scene.measures.extreme(part, "height", which, where) for which in ("least", "most"))
    name = "the shoulder" if "shoulder" in part else "the hips" if part == "pelvis" else f"the {part}"
    if high.value - low.value < LEVEL_M:
        verb = "stay" if part == "pelvis" else "stays"
        return f"{name} {verb} between {low.value:.2f} and {high.value:.2f} m over the floor"
    first, last = sorted((low, high), key=lambda one: one.time_s)
    verb = "go" if part == "pelvis" else "goes"
    return (
        f"{name} {verb} from {first.value:.2f} m over the floor at {first.time_s:.1f} s to {last.value:.2f} m at "
        f"{last.time_s:.1f} s"
    )


def _trunk(scene: Scene, where: Span | None) -> str:
    most, usual = scene.measures.extreme("trunk", "lean", "most", where), scene.measures.mean("trunk", "lean", where)
    return f"the trunk leans by {usual:.0f} degrees on average, at most by {most.value:.0f} at {most.time_s:.1f} s"

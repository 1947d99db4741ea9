"""Whether a claim about how the body is held holds: standing, lying, still, straight or bent."""

import re
from typing import Final, Literal

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.happening import Verdict
from humocon.ask.exact.known.moment import clause_of, highest_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import other_side
from humocon.ask.exact.known.time_asked import EDGE_S, edge_span
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.vocabulary import RESTS
from humocon.motion.kinematics.measures import HANDS_AND_FEET
from humocon.motion.kinematics.posture import LEAN_BLUR_S, lean_ahead
from humocon.motion.kinematics.signals import SIDES, Span, smooth

STANDING_HIPS: Final[float] = 0.9
BENT_DEGREES: Final[float] = 45.0
"""Degrees by which a knee or an elbow is bent."""
STRAIGHT_DEGREES: Final[float] = 40.0
"""Degrees that a knee or an elbow is bent under which the limb is straight."""
UPRIGHT_DEGREES: Final[float] = 30.0
"""Degrees up to which a trunk that leans at most so far is upright."""
SWAYS_M: Final[float] = 0.35
"""Metres that the pelvis of who stays in place gets away from its middle."""
LEANS_BACK: Final[float] = 10.0
GOES_UPRIGHT: Final[float] = 15.0
"""Degrees from which a trunk leans back, and up to which who walks or runs does so upright."""
STILL_SPEED: Final[float] = 0.3
"""Metres a second up to which hands and feet keep still."""
_POSTURES: Final[dict[str, tuple[str, ...]]] = {
    "sit": ("seated",),
    "lie": ("lying",),
    "kneel": ("kneeling",),
    "crawl": ("on hands and knees", "on hands and feet"),
}
DOWN: Final = frozenset({"lying", "seated", "kneeling", "on hands and knees", "on hands and feet", "upside down"})


def by_posture(question: Question, scene: Scene) -> Verdict | None:
    """Standing, sitting, lying or kneeling; straight or bent limbs; still."""
    text, keys = question.text, question.keys
    straight = _straight(question, scene)
    if straight is not None:
        return straight
    if keys == ("bend",) and re.search(r"\b(?:lean|bend|arch)\w* (?:\w+ )?back(?:wards?)?\b", text):
        return _leans_back(scene)
    if not keys:
        return None
    if keys == ("still",):
        return _still(question, scene)
    if keys[0] == "stay on feet":
        down = tuple(f"{one.name} {one.span.words}" for one in scene.facts.postures if one.name in DOWN)
        return Verdict(not down, LIKELY, down or ("never lies, sits or kneels",))
    if keys[0] == "stand" or (keys[0] == "get up" and re.match(r"(?:is|are|was)\b.*\bstanding up\b", text)):
        return _stands(question, scene)
    return _is_down(question, scene) if len(keys) == 1 and keys[0] in _POSTURES else None


def _leans_back(scene: Scene) -> Verdict:
    """Whether the trunk leans back."""
    back = float(-smooth(lean_ahead(scene.measures.body), LEAN_BLUR_S).min())
    line = f"the trunk leans back by {max(back, 0):.0f}° at most"
    return Verdict(back > LEANS_BACK, LIKELY, (line,), said=line)


def _straight(question: Question, scene: Scene) -> Verdict | None:
    """Straight legs, a straight back, straight arms."""
    text, measures = question.text, scene.measures
    if re.search(
        r"\b(?:knees?|legs?)\b.*\b(?:straight|(?:out)?stretched|extended)\b"
        r"|\b(?:straight|stretched) (?:knees?|legs?)\b",
        text,
    ):
        return _legs_straight(question, scene)
    upright = re.search(r"\bback\b.*\b(?:straight|upright)\b|\bupright\b", text)
    going = set(question.keys) <= {"walk", "run", "move", "step"} and bool(question.keys)
    if upright and going and question.part in ("", "trunk"):
        lean = measures.mean("trunk", "lean")
        line = f"the trunk leans by {lean:.0f}° on average"
        return Verdict(lean < GOES_UPRIGHT, LIKELY, (line,), said=line)
    clause = clause_of(text, scene) if upright and question.part == "trunk" and question.keys else None
    if clause is not None:
        lean = measures.extreme("trunk", "lean", "most", clause[0]).value
        line = f"the trunk leans {lean:.0f}° at most, {clause[0].words}"
        return Verdict(lean < UPRIGHT_DEGREES, LIKELY, (line,), said=line)
    if upright and (not question.keys or question.keys[0] in ("stand", "stay on feet")):
        return _upright(edge_span(question, scene), scene)
    if re.search(
        r"\b(?:bend|bends|bending|bent|flex\w*)\b.*\b(?:elbows?|arms?)\b|\b(?:elbows?|arms?)\b.*\b(?:bend"
        r"|bent)\b",
        text,
    ):
        bend = max(_bend(side, "most", None, scene) for side in SIDES)
        line = f"an elbow bends by {bend:.0f}°"
        return Verdict(bend > BENT_DEGREES, LIKELY, (line,), said=line)
    if re.search(r"\b(?:legs?|knees?)\b (?:\w+ )?(?:is |are |stays? |kept )*(?:bent|bend)\b", text):
        return _leg_bent(question, scene)
    if re.search(r"\bbody\b.*\bstraight\b|\bstraight (?:body|line)\b", text) and not question.ways:
        where = scene.star.span if scene.star else None
        bend = max(180 - measures.mean(joint_of(side, "hip"), "angle", where) for side in SIDES)
        line = f"the hips are bent by {bend:.0f}° on average"
        return Verdict(bend < BENT_DEGREES, DOUBTFUL, (line,), said=line)
    if re.search(r"\b(?:elbows?|arms?)\b.*\b(?:straight|stretched|extended)\b", text):
        return _arms_straight(question, scene)
    return None


_MOSTLY: Final = 0.9
"""Share of the time from which somebody is upright who is not so for the rest of it."""


def _upright(where: Span | None, scene: Scene) -> Verdict:
    """Whether the trunk is upright in a stretch: all the time, or for most of it, which is doubtful."""
    lean = scene.measures.course("trunk", "lean")[scene.measures.poses(where)]
    most, share = float(lean.max()), float((lean < UPRIGHT_DEGREES).mean())
    line = f"the trunk leans {most:.0f}° at most"
    if most < UPRIGHT_DEGREES or share < 1 - _MOSTLY:
        return Verdict(most < UPRIGHT_DEGREES, LIKELY, (line,), said=line)
    holds = share > _MOSTLY
    said = f"{'' if holds else 'only '}for {share:.0%} of the time: {line}, {lean.mean():.0f}° on average"
    return Verdict(holds, LIKELY if share < 0.5 else DOUBTFUL, (line,), said=said)


def _arms_straight(question: Question, scene: Scene) -> Verdict:
    """Whether the elbows stay straight in what the clip is about, or are so at any time of it."""
    where = scene.star.span if scene.star else None
    if re.search(r"\b(?:stay|keep|kept|remain|throughout|always)\w*\b", question.text):
        bend = max(_bend(side, "most", where, scene) for side in question.sides_meant)
        line = f"an elbow bends by up to {bend:.0f}°"
        return Verdict(bend < BENT_DEGREES, DOUBTFUL, (line,), said=line)
    bend = min(_bend(side, "least", where, scene) for side in SIDES)
    line = f"an elbow is bent by {bend:.0f}° at its straightest"
    return Verdict(bend < 30, DOUBTFUL, (line,), said=line)


def _bend(side: str, which: Literal["most", "least"], where: Span | None, scene: Scene) -> float:
    """Degrees by which the elbow of a side is bent at most, or at least."""
    return scene.measures.extreme(joint_of(side, "elbow"), "bend", which, where).value


def _leg_bent(question: Question, scene: Scene) -> Verdict:
    """Whether a knee is bent: at most on the whole, or on the mean that on which somebody stands who kicks."""
    sides, star = question.sides_meant, scene.star
    lifts = star is not None and star.key in ("kick", "lift knee")
    if star is not None and lifts and re.search(r"\b(?:standing|stance|support\w*|planted)\b", question.text):
        side = other_side(star, scene)
        bend = scene.measures.mean(joint_of(side, "knee"), "bend", star.span)
        line = f"the {side} knee, on which the person stands, is bent by {bend:.0f}° on average, {star.span.words}"
        return Verdict(bend > STRAIGHT_DEGREES, DOUBTFUL, (line,), said=line)
    bends = [scene.measures.extreme(joint_of(side, "knee"), "bend").value for side in sides]
    line = f"a knee is bent by {max(bends):.0f}° at most"
    return Verdict(max(bends) > BENT_DEGREES, LIKELY, (line,), said=line)


def _legs_straight(question: Question, scene: Scene) -> Verdict:
    """Whether the knees are straight: at the moment that is named, for most of a posture, or all the time."""
    sides, measures = question.sides_meant, scene.measures
    rested = next((RESTS[key] for key in question.keys if key in RESTS), "")
    rests = [one.span for one in scene.facts.postures if one.name == rested]
    if rests:
        where = max(rests, key=lambda span: span.duration_s)
        poses = measures.poses(where)
        bends = {side: float(np.median(measures.course(joint_of(side, "knee"), "bend")[poses])) for side in sides}
        told = " and ".join(f"the {side} knee is bent by {bend:.0f}°" for side, bend in bends.items())
        line = f"{told} for most of the time {rested}, {where.words}"
        return Verdict(max(bends.values()) < STRAIGHT_DEGREES, DOUBTFUL, (line,), said=line)
    keys = question.keys or ((scene.star.key,) if scene.star else ())
    lifts = [event for key in keys if key in ("kick", "lift knee") for event in scene.of(key) if event.side]
    if lifts and (top := highest_of(question.text, lifts, scene)) is not None:
        event, where = top
        side = question.side if question.side in SIDES else event.side
        bend = measures.mean(joint_of(side, "knee"), "bend", where)
        line = f"the {side} knee is bent by {bend:.0f}° at {(where.begin_s + where.end_s) / 2:.1f} s"
        return Verdict(bend < STRAIGHT_DEGREES, DOUBTFUL, (line,), said=line)
    clause = clause_of(question.text, scene)
    where = clause[0] if clause else edge_span(question, scene)
    bend = max(measures.extreme(joint_of(side, "knee"), "bend", "most", where).value for side in sides)
    line = f"the knees bend by {bend:.0f}° at most"
    return Verdict(bend < STRAIGHT_DEGREES, LIKELY, (line,), said=line)


def _still(question: Question, scene: Scene) -> Verdict:
    """Whether the person stays where they are, or does not move at all."""
    if question.where:
        return _still_at_an_edge(question, scene)
    path = scene.facts.travel.path_m
    ground = scene.measures.body.joints[:, 0][:, [0, 2]]
    still = path < 0.6 or float(np.linalg.norm(ground - np.median(ground, axis=0), axis=-1).max()) < SWAYS_M
    if not re.search(r"place|spot|where|\bbase\b|stationary|\broot\b|\bon (?:his|her|their) feet\b", question.text):
        calm = max(scene.measures.extreme(part, "own speed").value for part in HANDS_AND_FEET) < STILL_SPEED
        still = still and (calm or scene.active.duration_s < 0.35 * scene.duration_s)
    line = f"goes only {path:.1f} m in all" if still else f"moves from {scene.active.words}"
    if "not" in question.text and "mov" in question.text and question.negated:
        still = not still
    return Verdict(still, LIKELY, (line,))


def _still_at_an_edge(question: Question, scene: Scene) -> Verdict:
    """Whether no hand or foot moves much in the half second at the beginning or the end of the clip."""
    edge_s = min(EDGE_S, scene.duration_s / 3)
    where = Span(0.0, edge_s) if question.where == "begin" else Span(scene.duration_s - edge_s, scene.duration_s)
    pace = max(scene.measures.mean(part, "speed", where) for part in HANDS_AND_FEET)
    line = f"no hand or foot moves at more than {pace:.1f} m/s on average, {where.words}"
    return Verdict(pace < STILL_SPEED, LIKELY, (line,), said=line)


def _stands(question: Question, scene: Scene) -> Verdict:
    """Whether the person stands: upright for most of the time, or at the beginning or the end."""
    postures, where = scene.facts.postures, question.where
    asked = postures[0 if where == "begin" else -1]
    down = asked.name in DOWN if where else any(posture.name in DOWN for posture in postures)
    upright = sum(one.span.duration_s for one in postures if one.name in ("standing", "bent", "crouched"))
    poses = scene.measures.poses(edge_span(question, scene))
    high = float(np.median(scene.measures.body.hips[poses])) > STANDING_HIPS
    going = scene.facts.travel.path_m > 1.5 and re.search(r"\bstill\b", question.text) is not None
    holds = high and not going and (not down or (not where and upright > 0.5 * scene.facts.duration_s))
    standing = [one for one in postures if one.name == "standing"]
    if holds and not where and standing:
        asked = max(standing, key=lambda one: one.span.duration_s)
    return Verdict(holds, LIKELY, (f"{asked.name} {asked.span.words}",))


_SITS_DOWN: Final = re.compile(r"^(?!(?:is|are|was) ).*\b(?:sits?|sat|sitting) down\b")


def _seated_before(scene: Scene) -> bool:
    """Whether the person sits when the clip begins, and never sits down in it."""
    seats = [number for number, posture in enumerate(scene.facts.postures) if posture.name == "seated"]
    sits_down = any(change.kind == "sits down" for change in scene.facts.changes)
    return seats == [0] and not sits_down and not any(event.key == "sit" for event in scene.named)


def _is_down(question: Question, scene: Scene) -> Verdict:
    """Whether the person sits, lies, kneels or is on all fours."""
    postures, key = scene.facts.postures, question.key
    among = postures
    if question.where:
        among = (postures[0 if question.where == "begin" else -1],)
    spans = [posture for posture in among if posture.name in _POSTURES[key]]
    if key == "sit" and spans and _SITS_DOWN.search(question.text) and _seated_before(scene):
        return Verdict(False, LIKELY, (f"seated from the beginning to {spans[0].span.end_s:.1f} s, and not again",))
    if spans and not (key == "sit" and any(event.key in ("lie", "squat") for event in scene.named)):
        return Verdict(True, LIKELY, tuple(f"{posture.name} {posture.span.words}" for posture in spans))
    if scene.of(key) and not question.where:
        return Verdict(True, LIKELY, (), tuple(scene.of(key)))
    lowest = min(postures, key=lambda posture: posture.hips_m)
    return Verdict(False, LIKELY, (f"the pelvis never sinks below {lowest.hips_m:.2f} m",))

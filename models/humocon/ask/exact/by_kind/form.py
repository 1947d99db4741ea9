"""The form of what is done, as far as joints tell: deep, even, repeated; how high one part is beside another."""

import re
from dataclasses import replace
from typing import Final, cast

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.happening import Verdict
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import JOINTS, amount, driver, events_asked, events_named
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import Part
from humocon.motion.kinematics.signals import SIDES, Span

EVEN: Final[float] = 0.25
"""By how much several times may differ, beside their mean, and still be alike."""
_CALM: Final = 0.3
"""Metres per second, or seconds, below which differences are no change of pace."""
PARALLEL_M: Final[float] = 0.05
"""How far the hips may be over the knees where the thighs are level."""
ONE_LEG_M: Final[float] = 0.12
"""By how much the free foot is higher where one leg alone pushes off."""
_LEVEL: Final = re.compile(r"\b(?:(above|over|higher than|past)|(below|under|beneath|lower than))\b")
_STRIKES: Final = {"kick": "foot", "punch": "hand"}
"""The parts of the body that strike."""
_TOGETHER: Final = re.compile(
    r"\b(?:together|simultaneous\w*|in (?:sync|unison)|synchronous\w*|at the same time|the same thing|alike"
    r"|mirror(?:s|ed|ing)?(?: (?:each other|one another))?)\b"
)
_IN_TURN: Final = re.compile(r"\b(?:alternat\w+|in turn|by turns|one after the other|take turns|one by one)\b")
_REPEATS: Final = re.compile(
    r"\b(?:loops?|repeats?|repeated(?:ly)?|repeating|repetiti\w+|again and again|cyclic\w*|periodic\w*|over and over"
    r"|(?:any|some)thing\b.*\b(?:twice|again|more than once|several times))\b"
)
_EVEN: Final = re.compile(
    r"\b(?:consisten\w+|uniform\w*|regular\w*|evenly|even (?:pace|tempo|speed|rhythm)|(?:steady|constant) (?:pace"
    r"|tempo|speed"
    r"|rhythm)|stead(?:y|ily)|same (?:pace|tempo|speed|depth|height|rhythm|length|duration)|alike|identical"
    r"|(?:pace|speed|tempo|velocity)\b.*\b(?:constant|steady|even|unchanged|the same)"
    r"|tak\w* (?:\w+ )?(?:the )?same (?:amount of )?time)\b"
)


_VARIES: Final = re.compile(
    r"\b(?:pace|tempo|speed|rhythm|(?:step|stride) rate|cadence)\b.*\b(?:chang(?:e|es|ed|ing)"
    r"|var(?:y|ies|ied))\b|\bchanges? (?:of|in) (?:pace|tempo"
    r"|speed|rhythm)\b"
)


def asks_form(text: str) -> bool:
    """Whether a question in plain English asks for the form of what is done, whatever that is."""
    return any(re.search(pattern, text) for pattern in (_REPEATS, _EVEN, _VARIES, r"\bparallel\b|\bstraight\b"))


def by_form(question: Question, scene: Scene) -> Verdict | None:
    """Whether thighs get level, something repeats itself, or several times are alike; None where none is asked for."""
    text, measures = question.text, scene.measures
    deep = "squat" in question.keys and re.search(r"\bdeep(?:ly)?\b", text) and scene.of("squat")
    if (deep or re.search(r"\bparallel\b", text)) and scene.legs_seen:
        knees = np.minimum(*(measures.course(joint_of(side, "knee"), "height") for side in SIDES))
        least = float((measures.course("pelvis", "height") - knees).min())
        line = f"the pelvis comes down to {abs(least):.2f} m {'over' if least > 0 else 'under'} the knees"
        return Verdict(least < PARALLEL_M, LIKELY, (line,), said=line)
    if _REPEATS.search(text) and set(question.keys) <= {"move", "step"}:
        rhythm, most = scene.facts.rhythm, max((one.count for one in scene.facts.repetitions), default=0)
        line = (
            f"it repeats every {rhythm.period_s:.1f} s"
            if rhythm
            else f"what is counted happens {units.count(most, 'time')} at most"
        )
        return Verdict(rhythm is not None or most > 1, LIKELY, (line,), said=line)
    limbs = question.part in ("hand", "arm", "leg", "foot")
    off = re.search(r"\b(?:leav\w*|left|off|touch\w*|clear) (?:of )?(?:the )?(?:ground|floor)\b", text)
    if limbs and not off and not _LEVEL.search(text) and (_IN_TURN.search(text) or _TOGETHER.search(text)):
        alike, line = _synchrony(question, scene)
        holds = alike < _IN_TURN_FROM if _IN_TURN.search(text) else alike > _TOGETHER_FROM
        return Verdict(holds, DOUBTFUL, (line,), said=line)
    jumps = question.key in ("jump", "air")
    if jumps and re.search(r"\b(?:on|from|off|with) (?:just |only )?(?:one|a single) (?:leg|foot)\b", text):
        return _one_legged(scene)
    if jumps and re.search(r"\b(?:on|from|off|with) both (?:legs|feet)\b", text) and scene.of("jump"):
        alone = _one_legged(scene)
        return replace(alone, holds=not alone.holds)
    if _VARIES.search(text):
        even = _evenness(question, scene)
        return replace(even, holds=not even.holds)
    return _evenness(question, scene) if _EVEN.search(text) and question.part in ("", "trunk") else None


def _one_legged(scene: Scene) -> Verdict:
    """Whether the other foot is up already where a jump leaves the floor."""
    gaps = []
    for event in scene.of("jump"):
        before = scene.measures.poses(Span(event.span.begin_s - 0.15, event.span.begin_s))
        feet = [scene.measures.course(joint_of(side, "foot"), "height")[before] for side in SIDES]
        gaps.append(float(np.abs(feet[0] - feet[1]).mean()))
    gap = min(gaps, default=0.0)
    line = f"the feet are {gap:.2f} m apart in height where they leave the floor"
    return Verdict(gap > ONE_LEG_M, LIKELY, (line,), said=line)


def together_or_in_turn(question: Question, scene: Scene) -> Exact | None:
    """Whether both arms or legs go together or by turns; None where that is not asked for."""
    if not (_TOGETHER.search(question.text) and _IN_TURN.search(question.text)):
        return None
    alike, line = _synchrony(question, scene)
    word = "together" if alike > _TOGETHER_FROM else "alternately" if alike < _IN_TURN_FROM else "neither clearly"
    return exact(f"{word}: {line}.", DOUBTFUL, line)


_TOGETHER_FROM: Final = 0.3
_IN_TURN_FROM: Final = -0.2
"""Correlation of the heights of both sides from which they go together, and up to which they go by turns."""


def _synchrony(question: Question, scene: Scene) -> tuple[float, str]:
    """How alike both sides go up and down, from -1 to 1, and the fact that tells."""
    joint = "ankle" if question.part in ("leg", "foot", "knee") else "wrist"
    left, right = (scene.measures.course(joint_of(side, joint), "height") for side in SIDES)
    moves = sorted(((float(left.std()), "left"), (float(right.std()), "right")))
    if moves[0][0] < 0.3 * moves[1][0]:
        return 0.0, f"only the {moves[1][1]} one goes up and down much"
    alike = float(np.corrcoef(left, right)[0, 1]) if left.std() > 0 and right.std() > 0 else 0.0
    word = "together" if alike > _TOGETHER_FROM else "apart"
    return alike, f"left and right go up and down {word} ({alike:.1f} of 1)"


def _evenness(question: Question, scene: Scene) -> Verdict:
    """Whether several times of a thing take as long, or the pace is the same all along."""
    events = events_asked(question, scene)
    events = scene.of(events[0].key) if events and not question.place else events
    if len(events) > 1:
        values = [amount(event, question.text, scene) for event in events]
        told = " and ".join(f"{event.span.duration_s:.1f} s" for event in events[:3])
        line = f"they take {told}"
    elif events and re.search(r"\b(?:each|every|all)\b", question.text):
        return Verdict(True, DOUBTFUL, (events[0].line,), said="there is only one")
    else:
        values = [
            scene.measures.mean("pelvis", "speed", Span(share * scene.duration_s, (share + 1 / 3) * scene.duration_s))
            for share in (0, 1 / 3, 2 / 3)
        ]
        line = f"{', '.join(f'{value:.1f}' for value in values)} m/s in the three thirds of it"
    alike = float(np.std(values)) < EVEN * max(abs(float(np.mean(values))), _CALM)
    return Verdict(alike, DOUBTFUL, (line,), said=line)


def by_level(question: Question, scene: Scene) -> Verdict | None:
    """Whether one part of the body gets over another, or stays under it; None where two are not compared."""
    found = _levels(question, scene)
    asked = _LEVEL.search(question.text)
    raised = question.parts[1:2] in (("head",), ("shoulder",)) and question.parts[0] in ("hand", "arm")
    if found is None or (raised and asked and asked[1]):
        return None
    over, line = found
    return Verdict(over == bool(asked and asked[1]), LIKELY, (line,), said=line)


def above_or_below(question: Question, scene: Scene) -> Exact | None:
    """Where one part of the body is beside another: "above: ..."; None where that is not asked for."""
    found = _levels(question, scene) if re.search(r"\bor\b", question.text) else None
    return exact(f"{'above' if found[0] else 'below'}: {found[1]}.", LIKELY, found[1]) if found else None


def nearest_level(question: Question, scene: Scene) -> Exact | None:
    """Which of two parts of the body a limb gets level with: "hip or head height"; None where that is not asked for."""
    if len(question.parts) < 2 or not re.search(r"\bor\b.*\b(?:height|level|high)\b", question.text):
        return None
    event = next(iter(events_asked(question, scene)), None)
    if event is None:
        return None
    limb = driver(event, scene)
    peak = scene.measures.extreme(limb, "height", "most", event.span).value
    standing = {part: float(np.percentile(_course(scene, part, "left"), 75)) for part in question.parts[-2:]}
    best = min(standing, key=lambda part: abs(standing[part] - peak))
    line = f"the {limb} gets to {peak:.2f} m, the {best} is at {standing[best]:.2f} m"
    return exact(f"{'hip' if best == 'pelvis' else best} height: {line}.", DOUBTFUL, line)


def _levels(question: Question, scene: Scene) -> tuple[bool, str] | None:
    """Whether the first part of two gets higher than the second, and the fact that tells."""
    limb = _STRIKES.get(question.key) if question.mentions and len(question.parts) == 1 else None
    if limb and limb not in question.parts:
        # "Was the kick above the waist?" is about the foot.
        question = replace(question, parts=(limb, *question.parts))
    if len(question.parts) != 2 or _LEVEL.search(question.text) is None or "trunk" in question.parts:
        return None
    events = events_named(question, scene)
    where = Span(events[0].span.begin_s, events[-1].span.end_s) if events else None
    poses = scene.measures.poses(where)
    sides = question.sides_meant
    sides = (events[0].side,) if events and events[0].side in SIDES and not question.side else sides
    first, second = ({side: _course(scene, part, side)[poses] for side in sides} for part in question.parts)
    gaps = {side: first[side] - second[side] for side in sides}
    if "both" in question.sides and len(sides) == 2:
        gap = float(np.minimum(*gaps.values()).max())
        place = "above" if gap > 0 else "below"
        return (
            gap > 0,
            f"the lower {question.parts[0]} of both gets to {abs(gap):.2f} m {place} the {question.parts[1]}",
        )
    side = max(gaps, key=lambda one: float(gaps[one].max()))
    gap = float(gaps[side].max())
    name = f"the {side} {question.parts[0]}" if question.parts[0] in JOINTS else f"the {question.parts[0]}"
    place = "above" if gap > 0 else "below"
    return gap > 0, f"{name} gets to {abs(gap):.2f} m {place} the {question.parts[1]}"


def _course(scene: Scene, part: str, side: str) -> np.ndarray:
    """(K,) the height of a part of the body of a side."""
    return scene.measures.course(joint_of(side, JOINTS[part]) if part in JOINTS else cast(Part, part), "height")

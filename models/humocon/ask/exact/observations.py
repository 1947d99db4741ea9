"""What somebody asks who just looks: where the person ends, whether anything is odd, what has changed."""

import re
from collections.abc import Callable
from typing import Final, cast

import numpy as np

from humocon.ask.exact import units
from humocon.ask.exact.events import joint_of
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, yes_no
from humocon.ask.exact.question import Question
from humocon.ask.exact.scene import Scene
from humocon.ask.exact.telling import phrase, tell_events
from humocon.motion.kinematics.signals import SIDES, Side
from humocon.motion.skeleton import JOINT_NAMES

_ODD: Final = re.compile(
    r"\b(?:odd|strange|unusual|abnormal\w*|weird|peculiar|irregular\w*|noteworthy|remarkable|stands out"
    r"|out of the ordinary|(?:wrong|off) (?:with|about))\b"
)
_OF_MOTION: Final = re.compile(
    r"\b(?:any\w*|something|what|is there|move\w*|motion|walk\w*|gait|run\w*|here|this|clip)\b"
)
_ENDS: Final = re.compile(
    r"^where\b.*\b(?:end|ends|finish|finishes|stop|stops)\b.*\b(?:up|start\w*|began|beginning|relative|compared)\b"
    r"|\b(?:end|final) (?:position|place|spot)\b.*\b(?:start\w*|initial|first|beginning)\b"
)
_WORKS: Final = re.compile(r"\b(?:work|working|effort|active|busy|busier|engaged)\b")
_TITLE: Final = re.compile(
    r"\b(?:key ?words?|tags?|hashtags?)\b|\bin (?:a|one|a single) word\b|"
    r"\b(?:title|caption|headline|label|name|tag|rename|call) (?:\w+ ){0,2}(?:clip|video|motion|animation)\b"
)
_GOES_OR_STAYS: Final = re.compile(
    r"\b(?:travel\w*|mov(?:e|es|ing) (?:around|about|away|through)|go(?:es|ing) (?:some|any)where|cover\w* ground)\b"
    r".*\bor\b"
    r"|\bor\b.*\b(?:on the spot|in place|where (?:he|she|they) (?:is|are))\b"
)
_CHANGES: Final = re.compile(
    r"^what (?:changes|is different|has changed|changed|differs)\b|\bdifference between the (?:start|beginning|first)\b"
)
_RETURNS: Final = re.compile(
    r"\b(?:return\w*|back|end\w*|finish\w*|same)\b.*\b"
    r"(?:neutral|start\w*|initial|original|rest(?:ing)?|first|same|beginning)\b"
    r".*\b(?:pose|posture|position|stance)\b"
    r"|\bsame (?:pose|posture|position|stance)\b.*\b(?:start|beginning|began|first)\b"
)
_EXERCISE: Final = re.compile(r"\b(?:exercis\w+|work ?out|working out|training|fitness)\b")
_EXERCISES: Final = frozenset(
    {
        "squat",
        "lunge",
        "pushup",
        "situp",
        "plank",
        "jack",
        "run",
        "elbow knee",
        "jump",
        "skip",
        "curl",
        "lift knee",
        "march",
    }
)
_PEOPLE: Final = re.compile(
    r"\bsolo\b|\bhow many (?:people|persons|performers|actors|subjects)\b"
    r"|\b(?:more than one|several|two|other) (?:people|persons?|performers|actors)\b|\bis (?:he|she|the person) alone\b"
)
_LIMB_OF: Final[dict[str, str]] = {"wrist": "the {} arm", "ankle": "the {} leg"}
_USED: Final = 0.4
"""Share of the way of the limb that goes farthest from which another is used, too."""
_SWAYS_M: Final = 0.25
"""Metres that the hips sway about the middle of the feet, on the mean, from which somebody is not steady."""
_TURNED: Final = 30.0
_SAME_POSE_M: Final = 0.15
"""Metres between which every joint lies in two poses that are the same."""
_GONE_M: Final = 1.0
"""Metres from which somebody travels."""
_STEPS_ALIKE: Final = re.compile(
    r"\b(?:steps?|strides?|step length|stride length)\b.*\b(?:same|equal\w*|even|evenly|alike|symmetric\w*)\b"
    r"|\b(?:gait|walk)\b.*\bsymmetric\w*\b|\bsymmetric\w* (?:gait|walk)\b"
)
_UNEVEN: Final = 1.3


def observed(question: Question, scene: Scene) -> Exact | None:
    """The answer to what one asks who looks at a motion as a whole; None where something else is asked."""
    ways: tuple[Callable[[Question, Scene], Exact | None], ...] = (
        _where_it_ends,
        _goes_or_stays,
        _faces_at_the_end,
        _returns,
        _changes,
        _exercise,
        _limbs_used,
        _people,
        _contact,
        _tempo,
        _balance,
        _title,
        _oddities,
        _steps_alike,
        _sides_share,
    )
    return next((found for way in ways if (found := way(question, scene))), None)


def _where_it_ends(question: Question, scene: Scene) -> Exact | None:
    """Where the person is at the end, seen from where and how they began."""
    if not _ENDS.search(question.text) or question.parts:
        return None
    body, travel = scene.measures.body, scene.facts.travel
    left, ahead = _from_the_beginning(scene)
    line = (
        f"ends {np.hypot(left, ahead):.1f} m from where it began, turned by {abs(travel.heading_degrees):.0f} degrees"
    )
    heading = (travel.heading_degrees + 180) % 360 - 180
    side = "left" if heading > 0 else "right"
    turned = f", turned to the {side} by {units.angle(abs(heading))}" if abs(heading) > 30 else ""
    line = f"ends {np.hypot(left, ahead):.1f} m from where it began, turned by {abs(heading):.0f} degrees"
    if np.hypot(left, ahead) < 0.25 * body.leg:
        return exact(f"where it began{turned}.", LIKELY, line)
    ways = [
        f"{abs(metres):.1f} m {way[metres < 0]}"
        for metres, way in ((ahead, ("ahead", "behind")), (left, ("to the left", "to the right")))
        if abs(metres) > 0.3 * max(abs(left), abs(ahead))
    ]
    return exact(f"{' and '.join(ways)} of where it began, seen from how the person stood then{turned}.", LIKELY, line)


def _from_the_beginning(scene: Scene) -> tuple[float, float]:
    """Metres to the left and ahead that the person ends from where and how it began."""
    body = scene.measures.body
    gone = body.joints[-1, 0] - body.joints[0, 0]
    hips = body.joints[0, 1] - body.joints[0, 2]
    across = np.array([hips[0], hips[2]]) / max(float(np.hypot(hips[0], hips[2])), 1e-6)
    left = gone[0] * across[0] + gone[2] * across[1]
    ahead = gone[2] * across[0] - gone[0] * across[1]
    return float(left), float(ahead)


def _goes_or_stays(question: Question, scene: Scene) -> Exact | None:
    """Whether the person travels or stays on the spot, where both are offered."""
    if not _GOES_OR_STAYS.search(question.text) or question.parts:
        return None
    travel = scene.facts.travel
    line = f"goes {travel.path_m:.1f} m and ends {travel.displacement_m:.1f} m from where it began"
    goes = travel.path_m > 2 * _GONE_M or travel.displacement_m > _GONE_M
    told = "travelling" if travel.displacement_m > _GONE_M else "moving about" if goes else "on the spot"
    return exact(f"{told}: {line}.", LIKELY, line)


def _changes(question: Question, scene: Scene) -> Exact | None:
    """What is otherwise at the end than at the beginning: posture, place, heading."""
    if not _CHANGES.search(question.text):
        return None
    first, last = scene.facts.postures[0].name, scene.facts.postures[-1].name
    posture = f"{first} at the beginning, {last} at the end" if first != last else f"{first} at both ends"
    heading = (scene.facts.travel.heading_degrees + 180) % 360 - 180
    turned = f"turned by {abs(heading):.0f} degrees" if abs(heading) > 30 else "facing the same way"
    return exact(f"{posture}; {scene.facts.travel.displacement_m:.1f} m farther on, {turned}.", DOUBTFUL)


def _faces_at_the_end(question: Question, scene: Scene) -> Exact | None:
    """Which way the person faces at the end, beside the beginning."""
    if not re.search(r"\bfac(?:e|es|ing)\b", question.text) or question.kind == "yesno":
        return None
    if not re.search(r"\b(?:ends?|finish\w*|final\w*|last|stops?|afterwards)\b", question.text):
        return None
    heading = (scene.facts.travel.heading_degrees + 180) % 360 - 180
    line = (
        f"the heading changes by {abs(scene.facts.travel.heading_degrees):.0f} degrees from the first pose to the last"
    )
    if abs(heading) < _TURNED:
        return exact("the same way as at the beginning.", LIKELY, line)
    side = "left" if heading > 0 else "right"
    return exact(f"to the {side} of where it faced at first, by {units.angle(abs(heading))}.", LIKELY, line)


def _returns(question: Question, scene: Scene) -> Exact | None:
    """Whether the last pose is as the first one, or as somebody stands."""
    if not _RETURNS.search(question.text) or question.kind != "yesno":
        return None
    local = scene.measures.body.local
    first, last = np.median(local[:3], axis=0), np.median(local[-3:], axis=0)
    joint = int(np.linalg.norm(last - first, axis=-1).argmax())
    gap = float(np.linalg.norm(last - first, axis=-1)[joint])
    holds = gap < _SAME_POSE_M
    line = f"of all joints the {JOINT_NAMES[joint].replace('_', ' ')} is farthest from where it was, {gap:.2f} m"
    return yes_no(holds, line, DOUBTFUL, negated=question.negated)


def _exercise(question: Question, scene: Scene) -> Exact | None:
    """Whether what is done is an exercise of the body."""
    if not _EXERCISE.search(question.text) or question.kind not in ("yesno", "unanswerable") or question.mentions:
        return None
    done = [event for event in scene.main if event.key in _EXERCISES]
    sign = "Yes" if bool(done) != question.negated else "No"
    return exact(f"{sign}: {tell_events((done or scene.main)[:2])}.", DOUBTFUL) if scene.main else None


def _limbs_used(question: Question, scene: Scene) -> Exact | None:
    """How many hands, feet or limbs move much."""
    asked = re.search(
        r"\b(?:how many|number of|count the) (hands|arms|legs|feet|limbs)\b.*\b(?:us\w+|involved|mov\w+|active)\b",
        question.text,
    )
    one = re.search(r"\b(one|two)[- ]?(?:handed|hands?)\b|\bwith (?:just |only )?(one|both) hands?\b", question.text)
    if one and question.kind == "yesno" and not question.mentions:
        used = _used(("wrist",), scene)[0]
        return yes_no((len(used) == 1) == ("one" in one[0]), " and ".join(used), DOUBTFUL, negated=question.negated)
    if not asked:
        return None
    hands, feet = asked[1] in ("hands", "arms"), asked[1] in ("legs", "feet")
    joints = ("wrist",) if hands else ("ankle",) if feet else ("wrist", "ankle")
    used, lines = _used(joints, scene)
    noun = {"feet": "foot"}.get(asked[1], asked[1].removesuffix("s"))
    return exact(f"{units.count(len(used), noun)}: {', '.join(used)}.", DOUBTFUL, *lines)


def _used(joints: tuple[str, ...], scene: Scene) -> tuple[list[str], list[str]]:
    """Arms and legs that go far, beside the one that goes farthest, and how far each goes."""
    ways = {(side, joint): scene.measures.way(joint_of(side, joint)) for side in SIDES for joint in joints}
    least = _USED * max(max(ways.values()), 1e-6)
    used = [_LIMB_OF[joint].format(side) for (side, joint), way in ways.items() if way > least]
    return used, [f"the {side} {joint} goes {way:.1f} m beside the hips" for (side, joint), way in ways.items()]


def _contact(question: Question, scene: Scene) -> Exact | None:
    """Whether a foot is always on the floor, or both stay where they are."""
    planted = re.search(r"\b(?:feet|foot)\b.*\b(?:planted|glued|in place|rooted)\b", question.text)
    touches = re.search(r"\bcontact with the (?:floor|ground)\b", question.text)
    if question.kind != "yesno" or not (planted or touches) or not scene.legs_seen:
        return None
    flights, steps = len(scene.facts.flights), len(scene.facts.steps)
    line = f"both feet are off the floor {'never' if not flights else units.count(flights, 'time')}"
    line += f", {units.count(steps, 'step')}" if planted else ""
    return yes_no(not flights and not (planted and steps), line, LIKELY, negated=question.negated)


def _tempo(question: Question, scene: Scene) -> Exact | None:
    """Steps or repeats a minute."""
    if not re.search(r"\b(?:bpm|beats (?:per|a) min\w*|tempo)\b", question.text) or question.kind == "yesno":
        return None
    times = [step.time_s for step in scene.facts.steps]
    if len(times) > 3:
        return exact(f"about {60 * (len(times) - 1) / (times[-1] - times[0]):.0f} steps per minute.", DOUBTFUL)
    if scene.facts.rhythm is None:
        return None
    period = scene.facts.rhythm.period_s
    return exact(f"about {60 / period:.0f} times a minute: it repeats every {period:.1f} s.", DOUBTFUL)


def _balance(question: Question, scene: Scene) -> Exact | None:
    """Whether the person keeps upright: no fall, and how far the hips sway over the feet."""
    asked = re.search(
        r"\b(?:balanced?|stable|unstable|steady|stead(?:y|ily)|unsteady|wobbl\w*|sway\w*|stumbl\w*|trip(?:s|ped)?)\b",
        question.text,
    )
    if not asked or {*question.parts} - {"foot"} or {*question.keys} - {"stand", "move", "walk", "still"}:
        return None
    ground = scene.measures.body.joints[:, :, [0, 2]]
    over = ground[:, 0] - ground[:, [JOINT_NAMES.index(f"{side}_ankle") for side in SIDES]].mean(axis=1)
    sway = float(np.linalg.norm(over - over.mean(axis=0), axis=-1).mean())
    falls = any(event.key == "fall" for event in scene.main)
    line = (
        f"the person {'falls' if falls else 'never falls'}; the hips sway by {sway:.2f} m about the middle of the feet"
    )
    if question.kind not in ("yesno", "style") or question.text.startswith("how"):
        return exact(f"{line}.", DOUBTFUL)
    loses = re.match(r"unst|unsteady|wobbl|sway|stumbl|trip", asked[0]) or re.search(r"\blos\w+\b", question.text)
    steady = not falls and sway < _SWAYS_M
    return yes_no(steady != bool(loses), line, DOUBTFUL, negated=question.negated)


def _people(question: Question, scene: Scene) -> Exact | None:
    """That one person is read, whoever else is there."""
    if not _PEOPLE.search(question.text):
        return None
    what = "one person is followed in the film" if scene.is_film else "one person is in this motion"
    return exact(f"{what}; nobody else is looked at.", DOUBTFUL)


def _title(question: Question, scene: Scene) -> Exact | None:
    """A short name for the clip."""
    if not _TITLE.search(question.text) or not scene.main:
        return None
    return exact(f"{tell_events(scene.main[:3])}.", DOUBTFUL, *(event.line for event in scene.main[:3]))


def _oddities(question: Question, scene: Scene) -> Exact | None:
    """What is not as usual in how the person moves: a fall, a limp, uneven steps; else that nothing stands out."""
    if not _ODD.search(question.text) or not _OF_MOTION.search(question.text) or question.parts:
        return None
    strange = [event for event in scene.main if event.key in ("fall", "limp")]
    lines = [phrase(event) for event in strange] or [line for line in (_uneven_steps(scene),) if line]
    sign = "Yes" if bool(lines) != question.negated else "No"
    asks = re.match(r"(?:is|are|does|do|did|any\w*)\b", question.text)
    if lines:
        lead = f"{sign}: " if asks else ""
        return exact(f"{lead}the person {lines[0]}." if strange else f"{lead}{lines[0]}.", DOUBTFUL)
    what = f": {tell_events(scene.main[:2])}" if scene.main else ""
    return exact(f"{sign + ', nothing' if asks else 'nothing'} that joints show stands out{what}.", DOUBTFUL)


def _steps_alike(question: Question, scene: Scene) -> Exact | None:
    """Whether the steps of both feet are as long."""
    if not _STEPS_ALIKE.search(question.text) or question.kind not in ("yesno", "style"):
        return None
    uneven = _uneven_steps(scene)
    lengths = [step.length_m for step in scene.facts.steps]
    line = uneven or (f"steps of both feet are {np.median(lengths):.2f} m" if lengths else "no steps are taken")
    return yes_no(not uneven and bool(lengths), line, DOUBTFUL, negated=question.negated)


def _uneven_steps(scene: Scene) -> str:
    """That the steps of one foot are longer, "" where they are alike."""
    lengths = {side: [step.length_m for step in scene.facts.steps if step.foot == side] for side in SIDES}
    if min(map(len, lengths.values())) < 3:
        return ""
    left, right = (float(np.median(lengths[side])) for side in SIDES)
    if max(left, right) < _UNEVEN * max(min(left, right), 1e-6) or max(left, right) < 0.3:
        return ""
    longer = "left" if left > right else "right"
    return f"the steps of the {longer} foot are longer, {max(left, right):.2f} against {min(left, right):.2f} m"


def _sides_share(question: Question, scene: Scene) -> Exact | None:
    """Whether one side of the body does more than the other, by how far hand and foot go."""
    more = re.search(r"\b(left|right)\b.*\b(more|harder|less|busier)\b.*\bthan\b", question.text)
    if not (more and (_WORKS.search(question.text) or re.search(r"\bside\b", question.text))) or question.mentions:
        return None
    ways = {side: sum(scene.measures.way(joint_of(side, joint)) for joint in ("wrist", "ankle")) for side in SIDES}
    asked = cast(Side, more[1])
    other = SIDES[asked == "left"]
    holds = ways[asked] > 1.05 * ways[other]
    holds = ways[other] > 1.05 * ways[asked] if more[2] == "less" else holds
    line = f"left hand and foot go {ways['left']:.1f} m, the right ones {ways['right']:.1f} m, beside the hips"
    return yes_no(holds, line, DOUBTFUL, negated=question.negated)

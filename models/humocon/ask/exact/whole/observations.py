"""What somebody asks who just looks: where the person ends, whether anything is odd, what has changed."""

import re
from dataclasses import replace
from typing import Final, cast

import numpy as np

from humocon.ask.exact.by_kind.counts import counted, times_of
from humocon.ask.exact.by_kind.limbs import times_with
from humocon.ask.exact.by_kind.telling import phrase, tell_events
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no, yes_or_no
from humocon.ask.exact.known.events import Event, joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import GOING
from humocon.ask.exact.whole.gait import TURNED, uneven_steps
from humocon.ask.exact.whole.pauses import pauses_between
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.signals import SIDES, Side, Span
from humocon.motion.skeleton import JOINT_NAMES

_ODD: Final = re.compile(
    r"\b(?:odd|strange|unusual|abnormal\w*|weird|peculiar|irregular\w*|noteworthy|remarkable|stands out"
    r"|out of the ordinary|(?:wrong|off) (?:with|about))\b"
)
_OF_MOTION: Final = re.compile(
    r"\b(?:any\w*|something|what|is there|move\w*|motion|walk\w*|gait|run\w*|here|this|clip)\b"
)
_ENDS: Final = re.compile(
    r"^where (?:is|are|was) (?:he|she|it|they|the person) (?:at the end\b|compared|relative)|"
    r"^when it is over, where\b|"
    r"^where\b.*\b(?:end|ends|finish|finishes|stop|stops)\b.*\b(?:up|start\w*|began|beginning|relative|compared)\b"
    r"|\b(?:end|final|finish) (?:position|place|spot|point)\b.*\b(?:start|began\w*|initial|first|beginning)\b"
)
_WORKS: Final = re.compile(r"\b(?:work|working|effort|active|busy|busier|engaged)\b")
_TITLE: Final = re.compile(
    r"\b(?:key ?words?|tags?|hashtags?)\b|\bin (?:a|one|a single) word\b|"
    r"\b(?:title|caption|headline|label|name|tag|rename|call) (?:\w+ ){0,2}(?:clip|video|motion|animation)\b"
)
_CHANGES: Final = re.compile(
    r"^what (?:changes|is different|has changed|changed|differs)\b|\bdifference between the (?:start|beginning|first)\b"
)
_RETURNS: Final = re.compile(
    r"\b(?:return\w*|back|end\w*|finish\w*|same)\b.*\b"
    r"(?:neutral|start\w*|initial|original|rest(?:ing)?|first|same|beginning)\b"
    r".*\b(?:pose|posture|position|stance)\b"
    r"|\b(?:recover|return|reset|go|come|get)\w*\b.*\b(?:guard|ready|start\w*)\b.*\b(?:each|every|all)\b"
    r"|\b(?:last|final|end) (?:pose|posture|frame|position)\b.*\b(?:first|start\w*|initial|beginning)\b"
    r"|\bloopable\b|\b(?:could|can|would|does|do)\b.*\bloop(?:s|ed)?\b(?!.*\bsteps?\b)|\bseamless loop\b"
    r"|\b(?:good|us(?:e|es|ed|able|eful)|suit\w*|works?|fit|serve)\b.*"
    r"\b(?:idle|(?:walk|run|gait|jump)?[- ]?(?:loop|cycle))\b"
    r"|\bsame (?:pose|posture|position|stance)\b.*\b(?:start|beginning|began|first)\b"
)
_AT_A_TIME: Final = re.compile(
    r"\b(?:when|while|during|each|every|(?:first|second|last) half|(?:after|before) (?:the|each|every|a|he|she|they))\b"
)
"""What is asked of a part of the clip, and not of its beginning beside its end."""
_EXERCISE: Final = re.compile(r"\b(?:exercis\w+|work ?out|working out|training|fitness)\b")
_EXERCISES: Final = frozenset(
    ("squat", "lunge", "pushup", "situp", "plank", "jack", "run", "elbow knee", "jump", "skip", "curl")
    + ("lift knee", "march")
)
_PEOPLE: Final = re.compile(
    r"\bsolo\b|\bhow many (?:people|persons|performers|actors|subjects)\b"
    r"|\b(?:more than one|several|two|other) (?:people|persons?|performers|actors)\b|\bis (?:he|she|the person) alone\b"
    r"|^(?:is|are|was|were) (?:it|this|that|there|these) (?:only |just |really )?(?:one|a single) (?:person"
    r"|performer|actor)\b"
)
_LIMB_OF: Final[dict[str, str]] = {"wrist": "the {} arm", "ankle": "the {} leg"}
_USED: Final = 0.4
"""Share of the way of the limb that goes farthest from which another is used, too."""
_EQUAL: Final = 1.15
"""How many times as far hand and foot of one side go up to which both sides do as much."""
_SOON_S: Final = 2.0
"""Seconds after something within which a pose is taken again."""
_SAME_POSE_M: Final = 0.15
"""Metres between which every joint lies in two poses that are the same."""


def observed(question: Question, scene: Scene) -> Exact | None:
    """The answer to what one asks who looks at a motion as a whole; None where something else is asked."""
    ways = (
        _where_it_ends,
        _returns,
        _changes,
        _exercise,
        _limbs_used,
        _people,
        _continuous,
        _how_alike_sides,
        _space,
        _title,
        _oddities,
        _each_side,
        _sides_share,
    )
    return first_told(ways, question, scene)


def _where_it_ends(question: Question, scene: Scene) -> Exact | None:
    """Where the person is at the end, seen from where and how they began."""
    if not _ENDS.search(question.text) or question.parts:
        return None
    body, travel = scene.measures.body, scene.facts.travel
    left, ahead = _from_the_beginning(scene)
    heading = travel.turned_degrees
    side = "left" if heading > 0 else "right"
    turned = f", turned to the {side} by {units.angle(abs(heading))}" if abs(heading) > TURNED else ""
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


def _changes(question: Question, scene: Scene) -> Exact | None:
    """What is otherwise at the end than at the beginning: posture, place, heading."""
    if not _CHANGES.search(question.text) or _AT_A_TIME.search(question.text):
        return None
    first, last = scene.facts.postures[0].name, scene.facts.postures[-1].name
    posture = f"{first} at the beginning, {last} at the end" if first != last else f"{first} at both ends"
    heading = scene.facts.travel.turned_degrees
    turned = f"turned by {abs(heading):.0f} degrees" if abs(heading) > TURNED else "facing the same way"
    return exact(f"{posture}; {scene.facts.travel.displacement_m:.1f} m farther on, {turned}.", DOUBTFUL)


def _returns(question: Question, scene: Scene) -> Exact | None:
    """Whether the last pose is as the first one, or as somebody stands."""
    if not _RETURNS.search(question.text) or question.kind not in ("yesno", "knowledge"):
        return None
    local = scene.measures.body.local
    first, last = np.median(local[:3], axis=0), np.median(local[-3:], axis=0)
    if question.mentions and re.search(r"\b(?:each|every)\b", question.text):
        events = times_of(question.key, scene)
        return _returns_each(question, first, events, scene) if events else None
    joint = int(np.linalg.norm(last - first, axis=-1).argmax())
    gap = float(np.linalg.norm(last - first, axis=-1)[joint])
    holds = gap < _SAME_POSE_M
    line = f"of all joints the {JOINT_NAMES[joint].replace('_', ' ')} is farthest from where it was, {gap:.2f} m"
    return yes_no(holds, line, DOUBTFUL, negated=question.negated)


def _returns_each(question: Question, first: np.ndarray, events: list[Event], scene: Scene) -> Exact:
    """Whether the first pose, (22, 3), is taken again within a while after each time of something."""
    gaps = []
    for event in events:
        poses = scene.measures.poses(Span(event.span.end_s, min(event.span.end_s + _SOON_S, scene.duration_s)))
        gaps.append(np.linalg.norm(scene.measures.body.local[poses] - first, axis=-1).max(axis=-1).min())
    line = f"every joint comes to {' and '.join(f'{gap:.2f}' for gap in gaps[:4])} m of where it was at first"
    return yes_no(bool(max(gaps) < _SAME_POSE_M), line, DOUBTFUL, negated=question.negated)


def _exercise(question: Question, scene: Scene) -> Exact | None:
    """Whether what is done is an exercise of the body."""
    if not _EXERCISE.search(question.text) or question.kind not in ("yesno", "unanswerable") or question.mentions:
        return None
    done = [event for event in scene.main if event.key in _EXERCISES]
    lead = yes_or_no(bool(done), negated=question.negated)
    return exact(f"{lead}: {tell_events((done or scene.main)[:2])}.", DOUBTFUL) if scene.main else None


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
    return exact(f"{units.count(len(used), units.singular(asked[1]))}: {', '.join(used)}.", DOUBTFUL, *lines)


def _used(joints: tuple[str, ...], scene: Scene) -> tuple[list[str], list[str]]:
    """Arms and legs that go far, beside the one that goes farthest, and how far each goes."""
    ways = {(side, joint): scene.measures.way(joint_of(side, joint)) for side in SIDES for joint in joints}
    least = _USED * max(max(ways.values()), 1e-6)
    used = [_LIMB_OF[joint].format(side) for (side, joint), way in ways.items() if way > least]
    return used, [f"the {side} {joint} goes {way:.1f} m beside the hips" for (side, joint), way in ways.items()]


def _continuous(question: Question, scene: Scene) -> Exact | None:
    """Whether there is one movement, or several, or pauses between them."""
    asked = r"\bone (?:continuous|single|long) (?:movement|motion|action)\b|\bcontinuous(?:ly)?\b.*\bor\b"
    if not re.search(asked, question.text) or question.parts:
        return None
    pauses = pauses_between(scene)
    several = len(scene.main) > 1 or bool(pauses)
    told = f"{units.count(len(scene.main), 'move')} told, {units.count(len(pauses), 'pause')} between"
    if re.search(r"\bor\b", question.text):
        return exact(f"{'several' if several else 'one continuous movement'}: {told}.", DOUBTFUL)
    return yes_no(not several, told, DOUBTFUL, negated=question.negated)


def _how_alike_sides(question: Question, scene: Scene) -> Exact | None:
    """How much both sides do of the same: by how far hands and feet of both go."""
    if not re.search(r"\bhow symmetric\w*\b", question.text):
        return None
    told = []
    for name, joint in (("hand", "wrist"), ("foot", "ankle")):
        left, right = (scene.measures.way(joint_of(side, joint)) for side in SIDES)
        told.append(f"the left {name} goes {left:.1f} m, the right one {right:.1f} m")
    return exact(f"{'; '.join(told)}, beside the hips.", DOUBTFUL)


def _space(question: Question, scene: Scene) -> Exact | None:
    """How much of the floor the person takes."""
    if not re.search(r"\bhow much (?:space|room|floor)\b|\bhow (?:big|large) an area\b", question.text):
        return None
    wide, deep = (float(np.ptp(scene.measures.body.joints[..., axis])) for axis in (0, 2))
    return exact(f"about {max(wide, deep):.1f} by {min(wide, deep):.1f} m of the floor.", LIKELY)


def _people(question: Question, scene: Scene) -> Exact | None:
    """That one person is read, whoever else is there."""
    if not _PEOPLE.search(question.text):
        return None
    what = "one person is followed in the film" if scene.is_film else "one person is in this motion"
    if re.match(r"(?:is|are|was|were|does|do)\b", question.text) and not scene.is_film:
        one = re.search(r"\b(?:alone|solo|single|(?<!than )one)\b", question.text) is not None
        return exact(f"{yes_or_no(one, negated=question.negated)}: {what}; nobody else is looked at.", DOUBTFUL)
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
    lines = [phrase(event) for event in strange] or [line for line in (uneven_steps(scene),) if line]
    said = yes_or_no(bool(lines), negated=question.negated)
    asks = re.match(r"(?:is|are|does|do|did|any\w*)\b", question.text)
    if lines:
        lead = f"{said}: " if asks else ""
        return exact(f"{lead}the person {lines[0]}." if strange else f"{lead}{lines[0]}.", DOUBTFUL)
    what = f": {tell_events(scene.main[:2])}" if scene.main else ""
    return exact(f"{said + ', nothing' if asks else 'nothing'} that joints show stands out{what}.", DOUBTFUL)


_EACH_SIDE: Final = re.compile(
    r"\b(?:each|every|either|per) (?:\w+ )?(?:knee|leg|foot|arm|hand|fist|side)\b"
    r"|\b(?:left|right)\b(?: \w+)? (?:and|or|vs|versus)(?: (?:how many|the|with|to|his|her|their))* (?:left|right)\b"
)


def _each_side(question: Question, scene: Scene) -> Exact | None:
    """How often something is done with each hand or foot."""
    if question.kind != "how many" or not question.mentions:
        return None
    if not _EACH_SIDE.search(question.text):
        return None
    key = question.keys[0]
    counts = {side: times_with(key, side, scene) for side in SIDES}
    beside = "to" if key == "turn" else "with"
    told = " and ".join(f"{counts[side]} {beside} the {side}" for side in SIDES)
    if not any(counts.values()) and key not in GOING and (number := counted(key, scene)[0]):
        told = f"{units.count(number, question.mentions[0].action.noun)}, {beside} no side alone"
    return exact(f"{told}.", LIKELY, *(event.line for event in scene.of(key)))


def _sides_share(question: Question, scene: Scene) -> Exact | None:
    """Whether one side of the body does more than the other, by how far hand and foot go."""
    equal = re.search(
        r"\b(left|right) side\b.*\bas (?:much|hard|often|far)\b|\bboth sides\b.*\b(?:same|equal\w*)\b"
        r"|\bsame\b.*\bboth sides\b",
        question.text,
    )
    if equal and not question.mentions and question.kind == "yesno":
        told = _how_alike_sides(replace(question, text="how symmetric"), scene)
        ways = [sum(scene.measures.way(joint_of(side, joint)) for joint in ("wrist", "ankle")) for side in SIDES]
        line = (told.text if told else "").rstrip(".")
        line = f"{line[:1].lower()}{line[1:]}"
        return yes_no(max(ways) < _EQUAL * min(ways), line, DOUBTFUL, negated=question.negated)
    more = re.search(r"\b(left|right)\b.*\b(more|harder|less|busier)\b.*\b(?:than|work|effort)\b", question.text)
    if not (more and (_WORKS.search(question.text) or re.search(r"\bside\b", question.text))) or question.mentions:
        return None
    ways = {side: sum(scene.measures.way(joint_of(side, joint)) for joint in ("wrist", "ankle")) for side in SIDES}
    asked = cast(Side, more[1])
    other = SIDES[asked == "left"]
    holds = ways[asked] > 1.05 * ways[other]
    holds = ways[other] > 1.05 * ways[asked] if more[2] == "less" else holds
    line = f"left hand and foot go {ways['left']:.1f} m, the right ones {ways['right']:.1f} m, beside the hips"
    return yes_no(holds, line, DOUBTFUL, negated=question.negated)

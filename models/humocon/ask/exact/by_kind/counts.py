"""Answers to how many."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from humocon.ask.exact.by_kind.telling import exercises_of, tell_events
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact
from humocon.ask.exact.known.bearing import step_way
from humocon.ask.exact.known.events import Event, overlap
from humocon.ask.exact.known.figures import figures
from humocon.ask.exact.known.moment import clause_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import stretch_of
from humocon.ask.exact.words import qualifiers, units
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.vocabulary import BY_KEY, PLACELESS
from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.feet import GRAVITY, Step
from humocon.motion.kinematics.measures import Part
from humocon.motion.kinematics.signals import Span, extremes, smooth

_STEPS: Final = re.compile(r"\b(?:step|steps|strides?|foot ?steps|foot ?falls|paces)\b")
_DIFFERENT: Final = re.compile(
    r"\b(?:different|distinct|phases?|parts?|segments?|stages?|kinds?|types?|actions?|exercises?|movements?"
    r"|activit\w+|things)\b"
)


def how_many(question: Question, scene: Scene) -> Exact | None:
    """How often, or how many."""
    text = question.text
    if question.unit.startswith("steps per") or _STEPS.search(text):
        return _steps(question, scene)
    if re.search(
        r"^(?!.*\barms?\b).*\b(?:full|complete|whole|entire|360)\b.*\b(?:turn|rotation|spin|revolution|circle)s?\b|\brevolutions?\b",
        text,
    ) or re.search(r"\b(?:spin|spins|pirouettes?|twirls?)\b", " ".join(one.words for one in question.mentions)):
        return _whole_turns(scene)
    if _DIFFERENT.search(text) and not question.mentions:
        among = exercises_of(scene.named or scene.main, text)
        if re.search(r"\b(?:phases?|parts?|segments?|stages?)\b", text):
            told = tell_events(scene.main)
            number = told.count(", then ") + 1
            return exact(f"{number}: {told}.", DOUBTFUL, *(event.line for event in scene.main))
        kinds = list(dict.fromkeys(event.key for event in among))
        if not kinds:
            return exact("0: the person does nothing that is told.", DOUBTFUL)
        told = ", ".join(BY_KEY[key].gerund for key in kinds if key in BY_KEY)
        return exact(f"{len(kinds)}: {told}.", DOUBTFUL, *(event.line for event in scene.main))
    if not question.mentions or question.key in PLACELESS:
        if scene.star is None:
            return None
        key = _repeated(scene)
    else:
        key = question.key
    mention = question.mentions[0] if question.mentions and question.key == key else None
    number, lines, sure = counted(key, scene, mention.side if mention else "")
    named = BY_KEY.get("jump" if key == "air" and scene.facts.jumps else key)
    counted_as = named.noun if named else "time"  # what a user has taught is no action of the vocabulary
    rate = re.search(r"\b(?:per|a|each|every) (second|minute)\b", text)
    if rate and number:
        seconds = max(scene.duration_s, 1e-6)
        often = f"{number / seconds:.1f}" if rate[1] == "second" else f"{60 * number / seconds:.0f}"
        told = f"about {often} {units.plural(counted_as)} per {rate[1]}: {number} in {scene.duration_s:.1f} s"
        return exact(f"{told}.", DOUBTFUL, *lines)
    if limbs := re.search(r"\b(?:how many|number of|count (?:of )?(?:the )?) ?(hands|feet|arms|legs)\b", text):
        number = 2 if any(event.side == "both" for event in scene.of(key)) else 1
        return exact(f"{units.count(number, units.singular(limbs[1]))}.", DOUBTFUL, *lines[:1])
    return exact(f"{units.count(number, counted_as)}.", (LIKELY if sure else DOUBTFUL), *lines)


def _steps(question: Question, scene: Scene) -> Exact | None:
    """How many steps, or how many in a unit of time."""
    facts = scene.facts
    if question.unit in ("steps per minute", "steps per second"):
        going = sum(one.span.duration_s for one in facts.goings)
        rate = len(facts.steps) / max(going, 0.5)
        by_minute = question.unit.endswith("minute")
        told = f"{rate * 60:.0f} steps per minute" if by_minute else f"{rate:.1f} steps per second"
        return exact(f"About {told}.", LIKELY, f"{len(facts.steps)} steps in {going:.1f} s")
    if (within := _steps_within(question, scene)) is not None:
        return within
    steps, text = facts.steps, question.text
    clause = clause_of(text, scene)
    if clause is not None:
        steps = tuple(step for step in steps if clause[0].begin_s <= step.time_s <= clause[0].end_s)
    if question.stretch:
        where = stretch_of(question.stretch, scene)
        steps = tuple(step for step in steps if where.begin_s <= step.time_s <= where.end_s)
    foot = re.search(r"\b(left|right) (?:foot|leg)\b", text)
    if foot:
        steps = tuple(step for step in steps if step.foot == foot[1])
    if re.search(r"\bstrides?\b.*\bsteps?\b|\b(?:full|whole|complete) strides?\b|\bgait cycles?\b", text):
        told = f"about {units.count(len(steps) // 2, 'stride')}: {units.count(len(steps), 'step')}, two to a stride"
        return exact(f"{told}.", DOUBTFUL, told) if scene.legs_seen else None
    told = units.count(len(steps), "step")
    way = _STEPS_WAY.search(text)
    if way and scene.legs_seen and set(question.keys) <= {"step", "walk", "run", "move"}:
        gone = sum(_main_way(step, scene) in way[0] for step in steps)
        return exact(f"{units.count(gone, 'step')} {way[0]}, of {told} in all.", DOUBTFUL, f"{told} counted")
    return exact(f"{told}.", LIKELY, f"{told} counted") if scene.legs_seen else None


_STEPS_WAY: Final = re.compile(r"\b(?:forwards?|backwards?|to the (?:left|right))\b")


def _main_way(step: Step, scene: Scene) -> str:
    """Which way a step goes most, seen from how the body faces: "forward", "backward", "left" or "right"."""
    left, _, ahead = (float(one) for one in step_way(step, scene))
    if abs(ahead) >= abs(left):
        return "forward" if ahead > 0 else "backward"
    return "left" if left > 0 else "right"


def _steps_within(question: Question, scene: Scene) -> Exact | None:
    """How many steps fall into what is named beside them: "how many steps for the turn?"; None where nothing is."""
    if "turn" not in question.keys or question.relation in ("before", "after") or not scene.legs_seen:
        return None
    turns = [event for event in scene.of("turn") if event.line]
    if not turns:
        return exact("None: the person does not turn.", DOUBTFUL)
    turn = qualifiers.placed(turns, question.place) or max(turns, key=lambda event: event.value)
    times = [step for step in scene.facts.steps if turn.span.begin_s - 0.1 <= step.time_s <= turn.span.end_s + 0.1]
    landed = ", ".join(f"{step.foot} at {step.time_s:.1f} s" for step in times[:6])
    return exact(f"{units.count(len(times), 'step')}{landed and f': {landed}'}.", DOUBTFUL, turn.line)


def _whole_turns(scene: Scene) -> Exact:
    """How often the body turns all the way round, in all of its turns."""
    turns, best = scene.turns, scene.largest_turn
    if best is None:
        return exact("0 full turns: the person does not turn.", LIKELY)
    whole = [event for event in turns if event.value > _WHOLE_TURN] or [best]
    number = sum(int((event.value + 360 - _WHOLE_TURN) // 360) for event in whole)
    told = ", ".join(f"{event.value:.0f}" for event in whole)
    return exact(f"{units.count(number, 'full turn')}: {told} degrees.", LIKELY, *(event.line for event in whole))


_WHOLE_TURN: Final = 330.0
"""Degrees from which a turn goes all the way round."""


_FACT_NAMES: Final = {
    "jump": "jump",
    "squat": "squat",
    "jack": "jumping jack",
    "bow": "bow",
    "kick": "kick",
    "punch": "punch",
    "wave": "wave",
    "circle arms": "arm circle",
    "lift knee": "knee lift",
    "clap": "clap",
    "lunge": "lunge",
    "throw": "throw",
    "sit": "sit down",
}


def _repeated(scene: Scene) -> str:
    """What the repetitions are of where nothing is named: the exercise of the clip."""
    star = scene.star
    assert star is not None
    named = [event.key for event in scene.named if event.key in _FACT_NAMES]
    return star.key if star.key in _FACT_NAMES else named[0] if named else star.key


_CYCLES: Final[dict[str, tuple[Part, int]]] = {
    "pushup": ("head", -1),
    "situp": ("head", 1),
    "curl arms": ("left wrist", 1),
    "lunge": ("pelvis", -1),
}
"""Exercises of which a model names the whole: what goes up (1) or down (-1) once each time."""


def _cycles(key: str, scene: Scene, where: Span) -> int:
    """How often an exercise is done within a stretch: times that what moves gets to its one end, 1 at least."""
    part, way = _CYCLES[key]
    height = smooth(way * scene.measures.course(part, "height")[scene.measures.poses(where)], 0.1)
    # Who comes to an exercise or leaves it may be higher or lower than ever in it.
    least, most = np.percentile(height, (15, 85))
    turns = height[extremes(height, (most - least) / 2)]
    return max(1, int((turns > least + 0.75 * (most - least)).sum()))


def _by_joints(key: str, events: Sequence[Event], scene: Scene) -> int:
    """How often what only a name tells of is done: the times that the joints count, by how much of them lies in it."""
    number = 0.0
    for event in events:
        same = [one for one in scene.known if one.key == key and overlap(one.span, event.span) > 0]
        shares = (one.count * overlap(one.span, event.span) / max(one.span.duration_s, 1e-6) for one in same)
        number += max(sum(shares), event.count)
    return round(number)


DEEP: Final[float] = 0.6
"""Share of the deepest bend from which another one counts beside it."""


def _bends(events: Sequence[Event], scene: Scene) -> int:
    """How often the trunk goes down and comes up, whatever else is done each time that it is down."""
    lean = smooth(scene.measures.course("trunk", "lean"), 0.1)
    deepest = max(float(lean[scene.measures.poses(event.span)].max()) for event in events)
    return int((lean[extremes(lean, deepest / 2)] > DEEP * deepest).sum())


def times_of(key: str, scene: Scene, side: str = "") -> list[Event]:
    """Each time of an action: its events, or what the joints count where those are more and no side is named."""
    events = scene.of(key, side)
    whole = next((one for one in scene.facts.repetitions if one.what == _FACT_NAMES.get(key)), None)
    if side or whole is None or key not in _COUNTED_WHOLE or len(whole.each) <= len(events):
        return events
    return [Event(key, where, line=f"{BY_KEY[key].noun} {where.words}") for where in whole.each]


_COUNTED_WHOLE: Final = frozenset({"squat", "jack", "punch", "kick", "lunge"})
"""What the joints count at least as well as the events do, which may cover several times of it."""


THROWN_UP: Final[float] = 0.55
"""Share of gravity by which a pelvis falls at the top of a bounce; that of one who walks by a third."""
LOW_BOUNCE_M: Final[float] = 0.015


def _bounces(scene: Scene) -> int:
    """How often the pelvis is thrown up, but for running: by hops and skips too low for feet to be seen in the air."""
    height = smooth(scene.measures.course("pelvis", "height"), 0.05)
    tops = [place for place in extremes(height, LOW_BOUNCE_M) if 0 < place < len(height) - 1]
    fall = {place: 2 * height[place] - height[place - 1] - height[place + 1] for place in tops}
    thrown = [place for place in tops if fall[place] * CANONICAL_FPS**2 > THROWN_UP * GRAVITY]
    times, runs = scene.measures.times, [event.span for event in scene.events if event.key == "run"]
    return sum(not any(one.begin_s <= times[place] <= one.end_s for one in runs) for place in thrown)


def _cut(key: str, scene: Scene) -> str:
    """That the clip begins or ends within one of the times that are counted; "" where it does not."""
    whole = next((one for one in scene.facts.repetitions if one.what == _FACT_NAMES.get(key)), None)
    if whole is None or key not in _CUT:
        return ""
    times = scene.measures.times
    if whole.span.end_s > times[-1]:
        return f"the clip ends within the last {BY_KEY[key].noun}"
    return "the clip begins within the first jump" if key == "jump" and whole.span.begin_s <= times[0] else ""


_CUT: Final = frozenset({"jump", "jack", "kick", "punch"})
"""What takes but a moment, and is half seen at the edge of a clip."""


def counted(key: str, scene: Scene, side: str = "") -> tuple[int, list[str], bool]:
    """How often an action happens, the facts that tell, and whether they are sure."""
    events = scene.of(key, side)
    lines = [event.line for event in events if event.line]
    shapes = figures(scene) if not events else {}
    if key in shapes:
        return 1, [shapes[key]], False
    if not events:
        return 0, [f"no {BY_KEY[key].noun} is found"], not scene.is_film
    fact = _FACT_NAMES.get(key)
    if key in ("wave", "circle arms", "jack", "clap"):
        # What only a name tells of counts nothing beside what the joints count.
        lined = [one for one in events if one.line]
        number = sum(event.count for event in lined) if lined else _by_joints(key, events, scene)
    else:
        number = len(events)
    if key == "bend":
        number = max(_bends(events, scene), 1)
    if key == "get down" and not any(change.kind == "lies down" for change in scene.facts.changes):
        number = max(_bends(events, scene), len(scene.of("squat")), 1)
    if key in _CYCLES:
        number = sum(_cycles(key, scene, event.span) for event in events)
    if key == "jump" and any(event in scene.named for event in events) and len(scene.facts.jumps) > number:
        # Low hops are no jumps by themselves, but count where a name tells that somebody jumps.
        number = len(scene.facts.jumps)
        lines = [f"both feet off the floor {one.span.words}" for one in scene.facts.jumps]
    if key == "jump" and any(not event.line or event.key in ("skip", "jack") for event in events):
        bounces = _bounces(scene)
        if bounces > number:
            return bounces, [f"the pelvis is thrown up {units.count(bounces, 'time')}"], False
    if key == "turn":
        turns = [event for event in scene.turns if side in ("", event.side)]
        number, lines = max((number, lines), (len(turns), [event.line for event in turns]), key=lambda one: one[0])
    if key == "elbow knee":
        lifts = [
            one for one in scene.known if one.key == "lift knee" and any(overlap(one.span, e.span) > 0 for e in events)
        ]
        number = max(number, len(lifts))
    whole = scene.facts.count(fact) if fact else 0
    if key in _COUNTED_WHOLE and not side and whole > number:
        number, lines = whole, [event.line for event in times_of(key, scene)]
    if key in ("run", "walk") and len(events) > 1 and all(event.key == events[0].key for event in events):
        number = len(events)
    cut = "" if side or number < (1 if key == "jack" else 2) else _cut(key, scene)
    return number, [*lines, cut] if cut else lines, key in _FACT_NAMES and bool(lines) and not cut

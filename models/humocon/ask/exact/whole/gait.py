"""How the person goes: steps, pace, whether the way is straight, balance, contact with the floor."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from humocon.ask.exact.by_kind.quantities import step_length
from humocon.ask.exact.by_kind.telling import tell_events
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import GOING
from humocon.ask.exact.words import qualifiers, units
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.vocabulary import BY_KEY
from humocon.ask.exact.words.wordings import JUDGED
from humocon.motion.kinematics.measures import HANDS_AND_FEET, joint_number
from humocon.motion.kinematics.signals import SIDES, Side, Span
from humocon.motion.kinematics.words import describe_ends

_GOES_OR_STAYS: Final = re.compile(
    r"\b(?:travel\w*|mov(?:e|es|ing) (?:around|about|away|through)|go(?:es|ing) (?:some|any)where|cover\w* ground)\b"
    r".*\bor\b"
    r"|\bor\b.*\b(?:on the spot|in place|where (?:he|she|they) (?:is|are))\b"
    r"|\b(?:on the spot|in place|where (?:he|she|they) (?:is|are))\b.*\bor\b.*\b(?:travel\w*|mov\w*|go\w*|some ?where"
    r"|across|around|forwards?)\b"
)
_PACE_CHANGES: Final = 1.15
"""How many times as fast one half of a clip is from which the pace changes."""
_SWAYS_M: Final = 0.25
"""Metres that the hips sway about the middle of the feet, on the mean, from which somebody is not steady."""
TURNED: Final = 30.0
"""Degrees from which somebody faces another way."""
_GONE_M: Final = 1.0
"""Metres from which somebody travels."""
_STRAIGHT: Final = re.compile(
    r"\b(?:walk|run|go|goes|move|moves|head|heads|travel|path|way|route|line|course)s?\b.*\b(?:straight(?! up)"
    r"|curv\w+|crooked)\b|\bin a straight line\b"
)
AT_FIRST: Final = re.compile(r"\b(?:then|before|until|first|afterwards?|later|at the (?:start|beginning|end))\b")
"""Between two ways of which one follows the other: straight, then to the left."""
_STEPS_ALIKE: Final = re.compile(
    r"\b(?:steps?|strides?|step length|stride length)\b.*\b(?:same|equal\w*|even|evenly|alike|symmetric\w*)\b"
    r"|\b(?:shorter|longer|smaller|bigger|unequal) (?:steps?|strides?)\b.*\b(?:one|left|right|side)\b"
    r"|\bwalk\w* (?:un)?evenly\b|\bgait\b.*\b(?:un)?even\b|\b(?:un)?even gait\b"
    r"|\b(?:gait|walk)\b.*\bsymmetric\w*\b|\bsymmetric\w* (?:gait|walk)\b"
)
_UNEVEN: Final = 1.3
_CADENCE: Final = re.compile(
    r"\b(?:cadence|(?:step|stride) (?:rate|frequency|rhythm)|(?:rhythm|timing) of (?:the|his|her|their) "
    r"(?:steps?|feet|gait))\b"
    r".*\b(?:steady|even|regular|constant|consistent|uneven|irregular|unsteady)\b"
    r"|\b(?:steady|even|regular|constant) (?:cadence|rhythm|tempo|timing|beat)\b"
    r"|\b(?:rhythm|tempo|timing|beat)\b.*\b(?:steady|even|regular|constant|consistent|uneven|irregular|unsteady"
    r"|same|kept|kept up|stable)\b"
)
EVEN_CADENCE: Final[float] = 0.15
"""By how much the times between steps may differ, beside their mean, and still be even."""
_STOPS_OR: Final = re.compile(
    r"\bstops?\b.*\bor\b.*\b(?:keep\w*|go\w* on|continu\w*|still (?:going|moving|running|walking))\b"
    r"|\b(?:keep\w*|continu\w*)\b.*\bor\b.*\bstops?\b"
)
_STOPS: Final = re.compile(r"\b(?:stop(?:s|ped)?|halts?|standstill|come to rest)\b")
_LAST_S: Final = 0.5
_STOPPED: Final = 0.25
"""Share of the mean pace under which somebody has stopped at the end."""
_LONG_WORDS: Final = frozenset({"long", "big", "large", "wide", "huge"})
_SIZE: Final = r"(long|short|big|small|large|little|tiny|wide|huge)"
_LONG_OR_SHORT: Final = re.compile(rf"\b{_SIZE}\b.*\bor\b(?: \w+)?? {_SIZE}\b")
_LONGER_STEPS: Final = 1.05
"""How many times as long the steps of one foot are as those of the other from which they are longer."""
_LONG_STEP: Final = 0.65
"""Lengths of the leg from which a step is a long one."""


def gait_told(question: Question, scene: Scene) -> Exact | None:
    """How the person goes or stands on the whole; None where something else is asked."""
    ways = (
        _ways_compared,
        _step_lands,
        _step_lengths,
        _steps_alike,
        _cadence_even,
        _stops_or_goes_on,
        _straight_way,
        _speed_over_time,
        _faster_or_slower,
        _cycle,
        _goes_or_stays,
        _contact,
        _tempo,
        _balance,
    )
    return first_told(ways, question, scene)


def _ways_compared(question: Question, scene: Scene) -> Exact | None:
    """Which of two ways a person goes farther; None where two ways are not set beside each other."""
    ways = [way for way in question.ways if way != "up"][:2]
    if (
        len(ways) < 2
        or question.kind == "yesno"
        or not re.search(r"\b(?:more|farther|further|most|less)\b", question.text)
    ):
        return None
    sums = {way: 0.0 for way in ways}
    for going in scene.facts.goings:
        for way in ways:
            if going.way == way or (way == "sideways" and going.way in ("left", "right")):
                sums[way] += going.distance_m
    less = re.search(r"\bless\b", question.text) is not None
    best = (min if less else max)(sums, key=lambda way: sums[way])
    line = ", ".join(f"{units.length(metres, question.unit)} {way}" for way, metres in sums.items())
    return exact(f"{best}: {line}.", LIKELY if not scene.is_film else DOUBTFUL, line)


def _step_lands(question: Question, scene: Scene) -> Exact | None:
    """When a step lands that is named by its place: the first, the third, the last."""
    steps = scene.facts.steps
    if question.kind != "when" or question.key != "step" or not question.place or not steps:
        return None
    step = qualifiers.placed(steps, question.place)
    if step is None:
        return exact(f"there are only {units.count(len(steps), 'step')}.", LIKELY)
    return exact(f"at {step.time_s:.1f} s the {step.foot} foot lands.", LIKELY)


def _step_lengths(question: Question, scene: Scene) -> Exact | None:
    """How long a step is on the whole, or which one is the longest or the shortest."""
    steps, text = scene.facts.steps, question.text
    if not steps or not re.search(r"\b(?:steps?|strides?)\b", text):
        return None
    if chosen := _LONG_OR_SHORT.search(text):
        length = float(np.mean([step.length_m for step in steps])) / 2
        words = [word for word in chosen.groups() if word]
        long = length > _LONG_STEP * scene.measures.body.leg
        word = next((word for word in words if (word in _LONG_WORDS) == long), "in between")
        return exact(f"{word}: {units.length(length)} from foot to foot.", DOUBTFUL)
    longer = re.search(r"\b(longer|bigger|larger|shorter|smaller)\b", text)
    if longer and question.kind == "side":
        means = lengths_by_foot(scene)
        lengths = {side: float(np.mean(of)) for side, of in means.items() if of}
        line = " and ".join(f"the {side} foot goes {units.length(value)} a step" for side, value in lengths.items())
        if len(lengths) < 2 or max(lengths.values()) < _LONGER_STEPS * min(lengths.values()):
            return exact(f"about alike: {line}, on average.", DOUBTFUL, line)
        best = (min if longer[1] in ("shorter", "smaller") else max)(lengths, key=lambda side: lengths[side])
        return exact(f"the {best} one: {line}, on average.", DOUBTFUL, line)
    if re.search(r"\b(?:longest|shortest|biggest|smallest|largest)\b", text):
        short = re.search(r"\b(?:shortest|smallest)\b", text)
        step = (min if short else max)(steps, key=lambda one: one.length_m)
        place = steps.index(step) + 1
        told = f"step {place} of {len(steps)}, at {step.time_s:.1f} s"
        return exact(f"{told}: the {step.foot} foot goes {units.length(step.length_m)}.", LIKELY)
    if question.kind == "how far" and re.search(r"\b(?:per|each|every|a) step\b", text):
        return step_length(question, scene)
    return None


def _steps_alike(question: Question, scene: Scene) -> Exact | None:
    """Whether the steps of both feet are as long."""
    if not _STEPS_ALIKE.search(question.text) or question.kind not in ("yesno", "style"):
        return None
    limps = tell_events([event for event in scene.main if event.key == "limp"])
    uneven = limps or uneven_steps(scene)
    lengths = [step.length_m for step in scene.facts.steps]
    line = uneven or (
        f"from step to step each foot goes {np.median(lengths):.2f} m" if lengths else "no steps are taken"
    )
    alike = not uneven and bool(lengths)
    asked = re.search(r"\bun(?:even|equal)|\b(?:shorter|longer|smaller|bigger)\b", question.text) is not None
    return yes_no(alike != asked, line, DOUBTFUL, negated=question.negated)


def spread_of(times: Sequence[float], what: str) -> tuple[float, str]:
    """How much the gaps between times in seconds differ, beside their mean, and the fact that tells."""
    gaps = np.diff(times)
    line = f"{what} every {gaps.mean():.2f} s, give or take {gaps.std():.2f} s"
    return float(gaps.std() / max(float(gaps.mean()), 1e-6)), line


def _cadence_even(question: Question, scene: Scene) -> Exact | None:
    """Whether the steps, or the times of what is done several times, follow one another at even times."""
    if not _CADENCE.search(question.text) or question.kind not in ("yesno", "style"):
        return None
    star = scene.star
    keys = [key for key in question.keys if key != "step"] or ([star.key] if star else [])
    begins = [event.span.begin_s for event in (scene.of(keys[0]) if keys else [])]
    times, what = [step.time_s for step in scene.facts.steps], "a step lands"
    of_steps = re.search(r"\b(?:steps?|strides?|gait|cadence|feet)\b", question.text) or not {*keys} - GOING
    if not of_steps:
        times, what = begins, f"a {BY_KEY[keys[0]].noun} begins"
    if len(times) < 3:
        return None
    spread, line = spread_of(times, what)
    uneven = re.search(r"\b(?:un(?:even|steady)|irregular)\w*", question.text) is not None
    return yes_no((spread < EVEN_CADENCE) != uneven, line, DOUBTFUL, negated=question.negated)


def _stops_or_goes_on(question: Question, scene: Scene) -> Exact | None:
    """Whether the person stands at the end of the clip or is on the way, where both are offered."""
    offered = _STOPS_OR.search(question.text)
    at_end = question.kind == "yesno" and question.where == "end" and _STOPS.search(question.text)
    if not (offered or at_end) or question.parts or scene.facts.travel.path_m < _GONE_M:
        return None
    pace = scene.measures.mean("pelvis", "speed", Span(scene.duration_s - _LAST_S, scene.duration_s))
    stops = pace < _STOPPED * scene.facts.travel.mean_speed
    line = f"{pace:.1f} m/s in the last half second, {scene.facts.travel.mean_speed:.1f} m/s on the whole"
    if at_end and not offered:
        return yes_no(stops, line, LIKELY, negated=question.negated)
    return exact(f"{'it stops' if stops else 'it goes on'}: {line}.", LIKELY, line)


def lengths_by_foot(scene: Scene) -> dict[Side, list[float]]:
    """How far each foot goes from one of its steps to the next, metres."""
    return {side: [step.length_m for step in scene.facts.steps if step.foot == side] for side in SIDES}


def bounce(scene: Scene) -> tuple[float, str]:
    """Metres that the hips go up and down for nine tenths of the time, and the fact that tells."""
    low, high = np.percentile(scene.measures.course("pelvis", "height"), (5, 95))
    return float(high - low), f"the hips go up and down by {high - low:.2f} m"


def uneven_steps(scene: Scene) -> str:
    """That the steps of one foot are longer, "" where they are alike."""
    lengths = lengths_by_foot(scene)
    if min(map(len, lengths.values())) < 3:
        return ""
    left, right = (float(np.median(lengths[side])) for side in SIDES)
    if max(left, right) < _UNEVEN * max(min(left, right), 1e-6) or max(left, right) < 0.3:
        return ""
    longer = "left" if left > right else "right"
    return f"the steps of the {longer} foot are longer, {max(left, right):.2f} against {min(left, right):.2f} m"


def _straight_way(question: Question, scene: Scene) -> Exact | None:
    """Whether the way over the floor is straight."""
    travel = scene.facts.travel
    if not _STRAIGHT.search(question.text) or question.kind != "yesno" or question.parts or travel.path_m < _GONE_M:
        return None
    if "turn" in question.keys and AT_FIRST.search(question.text):
        return None
    straight = travel.displacement_m > 0.95 * travel.path_m and abs(travel.heading_degrees) < TURNED
    line = f"goes {travel.path_m:.1f} m, ends {travel.displacement_m:.1f} m away, "
    line += f"turned by {abs(travel.heading_degrees):.0f} degrees"
    curved = re.search(r"\b(?:curv\w+|bend\w*|crooked)\b", question.text) is not None
    return yes_no(straight != curved, line, LIKELY, negated=question.negated)


def _faster_or_slower(question: Question, scene: Scene) -> Exact | None:
    """Whether the person gets faster or slower, where both are offered."""
    word = r"(?:faster|slower|quicker|up|down)\b"
    changes = rf"\b(?:get|gett?ing|gets|become|becoming|becomes|go|going|speed\w*|slow\w*) {word}.*\bor\b"
    if not re.search(changes, question.text) or question.parts or question.kind != "comparison":
        return None
    joint = scene.measures.most_moved(HANDS_AND_FEET)
    speeds = scene.measures.course("pelvis", "speed")
    if scene.facts.travel.path_m < _GONE_M:
        speeds = speeds + scene.measures.course(joint, "own speed")
    first, last = (float(half.mean()) for half in np.array_split(speeds, 2))
    ratio = last / max(first, 1e-6)
    told = "faster" if ratio > _PACE_CHANGES else "slower" if ratio < 1 / _PACE_CHANGES else "neither"
    return exact(f"{told}: {first:.1f} m/s in the first half, {last:.1f} in the second.", DOUBTFUL)


def _cycle(question: Question, scene: Scene) -> Exact | None:
    """How long what repeats itself takes once."""
    once = re.search(r"\b(?:one|a|each|every) (?:\w+ )?(?:cycle|repetition|rep|round)\b", question.text)
    if question.kind != "how long" or not once or scene.facts.rhythm is None:
        return None
    return exact(f"{units.time(scene.facts.rhythm.period_s, question.unit)}: after that it repeats itself.", DOUBTFUL)


def _speed_over_time(question: Question, scene: Scene) -> Exact | None:
    """How fast the person goes in each third of the clip, and the least and the most."""
    varies = re.search(
        r"\b(?:speed|pace)\b.*\b(?:var\w+|chang\w+|over time|develop\w*|progress\w*)\b"
        r"|\bhow (?:steady|even|constant|regular) (?:is|was) (?:the|his|her|their) (?:speed|pace)\b",
        question.text,
    )
    if not varies or not re.match(r"how|what|describe|in what way", question.text):
        return None
    speeds = scene.measures.course("pelvis", "speed")
    thirds = ", ".join(f"{part.mean():.1f}" for part in np.array_split(speeds, 3))
    return exact(f"{thirds} m/s in the three thirds of it, between {speeds.min():.1f} and {speeds.max():.1f}.", LIKELY)


def _goes_or_stays(question: Question, scene: Scene) -> Exact | None:
    """Whether the person travels or stays on the spot, where both are offered."""
    if not _GOES_OR_STAYS.search(question.text) or question.parts:
        return None
    goings = [key for key in question.keys if key in ("walk", "run", "step", "march")]
    events = scene.of(goings[0]) if goings else []
    if events and all(event.way == "on the spot" or "on the spot" in event.line for event in events):
        return exact(f"on the spot: {events[0].line}.", LIKELY, events[0].line)
    travel = scene.facts.travel
    line = describe_ends(scene.facts)
    goes = travel.path_m > 2 * _GONE_M or travel.displacement_m > _GONE_M
    told = "travelling" if travel.displacement_m > _GONE_M else "moving about" if goes else "on the spot"
    return exact(f"{told}: {line}.", LIKELY, line)


def _contact(question: Question, scene: Scene) -> Exact | None:
    """Whether a foot is always on the floor, or both stay where they are."""
    planted = re.search(r"\b(?:feet|foot)\b.*\b(?:planted|glued|in place|rooted)\b", question.text)
    touches = re.search(
        r"\bcontact with the (?:floor|ground)\b"
        r"|\b(?:feet|foot|he|she|they|person) (?:\w+ )??(?:stay|remain|keep|kept)\w* (?:\w+ )?on the (?:floor"
        r"|ground)\b",
        question.text,
    )
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


_STRUCK: Final = ("kick", "punch", "throw", "squat", "lunge", "jump", "bow", "lift knee")
"""What is done while the balance is kept."""
_OFF_BALANCE: Final = ("catch", "fall", "stay on feet")
"""As what words for a lost balance are read."""


def _falls(scene: Scene) -> bool:
    """Whether the person falls."""
    return any(event.key == "fall" for event in scene.main)


def swaying(scene: Scene, where: Span | None = None) -> tuple[float, str]:
    """Metres that the hips sway over the feet, on the mean, in a stretch or on the whole, and the fact that tells."""
    ground = scene.measures.body.joints[scene.measures.poses(where)][:, :, [0, 2]]
    over = ground[:, 0] - ground[:, [joint_number(joint_of(side, "ankle")) for side in SIDES]].mean(axis=1)
    sway = float(np.linalg.norm(over - over.mean(axis=0), axis=-1).mean())
    falls = "the person falls; " if _falls(scene) else "the person never falls; " if where is None else ""
    return sway, f"{falls}the hips sway by {sway:.2f} m about the middle of the feet"


_BALANCE: Final = re.compile(
    r"\b(?:balanced?|footing|stable|unstable|steady|stead(?:y|ily)|unsteady|wobbl\w*|sway\w*|stumbl\w*|trip(?:s|ped)?)\b"
    r"|\bcatch(?:es|ing)? (?:him|her|them|it)sel(?:f|ves)\b|\b(?:almost|nearly) (?:fall\w*|fell|tip\w*|toppl\w*)\b"
)
_UNSTEADY: Final = re.compile(r"unst|wobbl|sway|stumbl|trip|catch|almost|nearly")
_LOSES: Final = re.compile(r"\b(?:los\w+|regain\w*|recover\w*)\b")


def _balance(question: Question, scene: Scene) -> Exact | None:
    """Whether the person keeps upright: no fall, and how far the hips sway over the feet."""
    asked = _BALANCE.search(question.text)
    if (
        not asked
        or JUDGED.search(question.text)
        or re.search(r"\b(?:pace|speed|tempo|rhythm|cadence)\b", question.text)
        or {*question.parts} - {"foot"}
        or {*question.keys} - {"stand", "move", "walk", "still", "turn", *_OFF_BALANCE, *_STRUCK}
    ):
        return None
    if "fall" in question.keys and _falls(scene):
        return None  # the fall itself says so
    others = [key for key in question.keys if key in _STRUCK]
    events = scene.of(others[0]) if others else []
    sway, line = swaying(scene, events[0].span if events else None)
    if question.kind not in ("yesno", "style") or question.text.startswith("how"):
        return exact(f"{line}.", DOUBTFUL)
    loses = _UNSTEADY.match(asked[0]) or _LOSES.search(question.text)
    steady = not _falls(scene) and sway < _SWAYS_M
    return yes_no(steady != bool(loses), line, DOUBTFUL, negated=question.negated)

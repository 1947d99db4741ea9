"""When each foot is on the floor, and what it does there: how long, whether it slides, sinks in or is dragged."""

import re
from itertools import pairwise
from typing import Final, cast

import numpy as np

from humocon.ask.exact.by_kind.telling import tell_events
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.moment import clause_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.whole.gait import lengths_by_foot, uneven_steps
from humocon.ask.exact.whole.state_over_time import of_limbs
from humocon.ask.exact.words import qualifiers
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.vocabulary import sides_in
from humocon.motion.kinematics.feet import resting
from humocon.motion.kinematics.signals import ANKLES, SIDES, TOES, Side, Span, foot_levels, runs

_SLIDES: Final = re.compile(r"\b(?:slid\w*|slip\w*|skat\w*|skid\w*|glid\w*)\b")
_DRAGS: Final = re.compile(
    r"\b(?:drag\w*|scrap\w*|scuff\w*|shuffl\w*|trail\w*)\b"
    r"|\b(?:pick|lift)\w* (?:(?:his|her|their|the|both) )*feet (?:up|off|clear|properly|enough|high)\b"
    r"|\b(?:toe|foot|ground|floor) clearance\b|\b(?:foot|feet|toes?)\b.*\bclear\w*\b.*\b(?:floor|ground)\b"
)
_PICKS_UP: Final = re.compile(r"\b(?:pick|lift)\w* (?:\w+ )?feet\b|\bclear\w*\b")
_SINKS: Final = re.compile(
    r"\b(?:through|into|under|below|beneath|penetrat\w*|clip\w*|sink\w*)\b.*\b(?:floor|ground)\b|\bfloor penetration\b"
)
_TIMES: Final = re.compile(
    r"\b(?:contact|plant|stance|support|touch-?down|strike|foot ?fall)s?(?: and lift-?offs?)? (?:times?|phases?|frames?"
    r"|intervals?)\b|\b(?:when|what times?)\b.*\b(?:on|contact with|touch\w*) the (?:floor|ground)\b"
    r"|^(?:list |give me )?(?:the |all )?(?:foot )?contacts\b"
)
_STANCE: Final = re.compile(
    r"\b(?:stance|support|ground contact|contact|on the (?:floor|ground))\b.*\b(?:longer|shorter|long|short|time"
    r"|equal\w*|same|symmetric\w*)\b"
    r"|\b(?:longer|more time)\b.*\b(?:on the (?:floor|ground)|in contact|stance|planted)\b"
)
_SAID_OF: Final = ("yesno", "side", "style", "comparison", "other")
_SLID_M: Final = 0.06
"""Metres that a foot moves, on the mean, each time it is on the floor, from which it slides."""
_DRAGGED_M: Final = 0.02
"""Metres that the lowest point of a foot rises in a step, under which it is dragged."""
_SET_DOWN: Final = re.compile(
    r"\b(?:comes?|goes|gets|came|put|puts|set|sets|lands?|touch(?:es)?|returns?|lowered|is)\b(?: \w+){0,3}? "
    r"(?:down|(?:back )?(?:on|to) the (?:floor|ground))\b"
)
_SET_DOWN_M: Final = 0.04
"""Metres over where it is lowest up to which a foot is set down."""
_SUNK_M: Final = 0.03
_LONGER: Final = 1.1
_SPARED: Final = 1.25
"""How many times as long one foot rests as the other from which it is rather stood on, and from which one is spared."""
_LEAST_STEPS: Final = 4
_FAVOURS: Final = re.compile(
    r"\blimp\w*|\b(?:favou?r|spar|protect|guard|reliev|offload|prefer|overload)\w*\b.*\b(?:leg|foot|side)\b"
    r"|\b(?:leg|foot|side)\b.*\b(?:favou?r|spar|protect|offload)\w*\b|\bhobbl\w*|\bantalgic\b"
)
_MOST_SPANS: Final = 12


def contacts_told(question: Question, scene: Scene) -> Exact | None:
    """What is asked of the feet on the floor; None where something else is, or no legs are seen."""
    about = (
        _FAVOURS.search(question.text)
        or question.part in ("foot", "leg")
        or _STANCE.search(question.text)
        or _DRAGS.search(question.text)
    )
    if not about or not scene.legs_seen:
        return None
    if _FAVOURS.search(question.text):
        return _favours(question, scene)
    return first_told(
        (_leaves, _on_it_then, _comes_down, _slides, _drags, _sinks, _longer, _how_long, _when), question, scene
    )


_LEAVES: Final = re.compile(
    r"\bhow (?:many times|often)\b.*\b(?:leav\w*|lift\w*|com\w+ off|off|rais\w*)\b.*\b(?:floor|ground|off)\b"
    r"|\bhow (?:many times|often)\b.*\b(?:foot|feet)\b.*\b(?:lift\w*|rais\w*|leav\w*|picked up)\b"
)
_LEFT_M: Final = 0.04
"""Metres over where it rests from which a foot is off the floor."""


def _leaves(question: Question, scene: Scene) -> Exact | None:
    """How often a foot, or each, leaves the floor."""
    if not _LEAVES.search(question.text) or question.part != "foot" or "both" in question.sides:
        return None
    numbers, levels = {}, foot_levels(scene.measures.body.joints)
    for place, side in enumerate(SIDES):
        heights = levels[place]
        numbers[side] = len(runs(heights > float(np.percentile(heights, 20)) + _LEFT_M, shortest_s=0.1, gap_s=0.05))
    told = " and ".join(f"{numbers[side]} with the {side}" for side in SIDES if question.side in ("", side))
    return exact(f"{told}.", DOUBTFUL)


_ON_IT: Final = re.compile(
    r"\b(?:feet|foot)\b.*\b(?:on|touch\w*|in contact with|leav\w*|left|off) the (?:floor|ground)\b"
)


def _on_it_then(question: Question, scene: Scene) -> Exact | None:
    """Whether the feet are on the floor at a moment that is named by something else."""
    asked = _ON_IT.search(question.text) if question.kind == "yesno" and question.part == "foot" else None
    clause = clause_of(question.text[asked.end() :], scene) if asked else None
    if asked is None or clause is None or clause[0].duration_s > _MOMENT_S:
        return None
    middle = scene.measures.pose((clause[0].begin_s + clause[0].end_s) / 2)
    on = {side: any(begin <= middle < end for begin, end in spans) for side, spans in contacts_of(scene).items()}
    told = " and ".join(f"the {side} foot is {'on' if on[side] else 'off'} the floor" for side in SIDES)
    off = re.search(r"\b(?:off|leav\w*|left the)\b", asked[0]) is not None
    # "The left foot when the right hand is highest" is one foot.
    sides = {*sides_in(question.text[: asked.end()])} & {*SIDES} or {*SIDES}
    asked_of = [np.asarray(on[side] != off) for side in SIDES if side in sides]
    line = f"{told} at {scene.measures.times[middle]:.1f} s"
    return yes_no(bool(of_limbs(question, asked_of)), line, DOUBTFUL, negated=question.negated)


_MOMENT_S: Final = 0.5
"""Seconds up to which a stretch is a moment."""


def contacts_of(scene: Scene) -> dict[Side, list[tuple[int, int]]]:
    """The poses [begin, end) in which each foot rests on the floor."""
    masks = zip(SIDES, resting(scene.measures.body), strict=True)
    return {side: runs(mask, shortest_s=0.1, gap_s=0.05) for side, mask in masks}


def stances_of(scene: Scene) -> dict[Side, list[float]]:
    """Seconds of each time that a foot rests on the floor, those that the clip cuts left out."""
    last = len(scene.measures.times)
    return {
        side: [(end - begin) * _pose_s(scene) for begin, end in spans if begin > 0 and end < last]
        for side, spans in contacts_of(scene).items()
    }


def swings_of(scene: Scene) -> dict[Side, list[float]]:
    """Seconds of each time that a foot is off the floor, from one time on it to the next."""
    return {
        side: [(begin - end) * _pose_s(scene) for (_, end), (begin, _) in pairwise(spans)]
        for side, spans in contacts_of(scene).items()
    }


def _comes_down(question: Question, scene: Scene) -> Exact | None:
    """When a foot that was lifted is set down again."""
    asked = question.kind in ("when", "how long") and _SET_DOWN.search(question.text)
    lifts = [one for key in ("kick", "lift knee") for one in scene.of(key) if one.side in SIDES] if asked else []
    lifts = [one for one in lifts if question.side in ("", one.side)]
    if question.place and lifts:
        lifts = lifts[qualifiers.index(question.place) :][:1]
    if not lifts or question.kind == "how long":
        return None
    told, times = [], scene.measures.times
    for lift in lifts[:4]:
        height = foot_levels(scene.measures.body.joints)[SIDES.index(cast(Side, lift.side))]
        top = scene.measures.extreme(joint_of(lift.side, "ankle"), "height", "most", lift.span).time_s
        after = np.flatnonzero((times > top) & (height < float(np.percentile(height, 5)) + _SET_DOWN_M))
        if len(after):
            told.append(f"the {lift.side} foot is down again at {times[after[0]]:.1f} s")
    return exact(f"{', '.join(told)}.", DOUBTFUL, *(one.line for one in lifts[:4])) if told else None


def _slides(question: Question, scene: Scene) -> Exact | None:
    """Whether the feet move over the floor while they rest on it, and which does so more."""
    if not _SLIDES.search(question.text) or question.kind not in ("yesno", "side", "how far", "comparison"):
        return None
    contacts, ways = contacts_of(scene), {}
    for side, toe in zip(SIDES, TOES, strict=True):
        ground = scene.measures.body.joints[:, toe][:, [0, 2]]
        spans = [ground[begin + 1 : end - 1] for begin, end in contacts[side] if end - begin > 3]
        ways[side] = float(np.mean([np.linalg.norm(one - one[0], axis=-1).max() for one in spans])) if spans else 0.0
    line = f"while it rests on the floor the left foot moves by {ways['left']:.2f} m on average, the right one by "
    line += f"{ways['right']:.2f} m"
    if question.kind in ("side", "comparison"):
        worse = max(SIDES, key=lambda side: ways[side])
        return exact(f"the {worse} foot: {line}.", DOUBTFUL, line)
    if question.kind == "how far":
        return exact(f"{line}.", DOUBTFUL, line)
    asked = question.sides_meant
    slides = max(way for side, way in ways.items() if side in asked) > _SLID_M
    return yes_no(slides, line, DOUBTFUL, negated=question.negated)


def _drags(question: Question, scene: Scene) -> Exact | None:
    """Whether a foot hardly leaves the floor in its steps."""
    if not _DRAGS.search(question.text) or question.kind not in _SAID_OF or not scene.facts.steps:
        return None
    contacts, lifts = contacts_of(scene), {}
    for side, heights in zip(SIDES, foot_levels(scene.measures.body.joints), strict=True):
        spans = contacts[side]
        swings = [heights[end:begin] for (_, end), (begin, _) in pairwise(spans)]
        rests = [float(np.median(heights[begin:end])) for begin, end in spans]
        tops = [float(one.max()) - rest for one, rest in zip(swings, rests, strict=False) if len(one)]
        lifts[side] = float(np.median(tops)) if tops else 1.0
    least = min(SIDES, key=lambda side: lifts[side])
    told = {side: f"the {side} foot clears the floor by {lifts[side]:.2f} m" for side in SIDES if lifts[side] < 1.0}
    if not told:
        return None
    line = f"in its steps {' and '.join(told.values())}"
    if question.kind == "side" and not re.search(r"\bshuffl\w*", question.text):
        return exact(f"the {least} foot is lifted least: {line}.", DOUBTFUL, line)
    if question.kind == "comparison" or re.search(r"\bor\b(?! not\b)", question.text):
        drags = lifts[least] < _DRAGGED_M
        return exact(f"{'hardly lifted' if drags else 'lifted'}: {line}.", DOUBTFUL, line)
    asked = question.side if question.side in SIDES else least
    lifted = _PICKS_UP.search(question.text) is not None
    return yes_no((lifts[asked] < _DRAGGED_M) != lifted, line, DOUBTFUL, negated=question.negated)


def _sinks(question: Question, scene: Scene) -> Exact | None:
    """Whether a foot gets lower than where both mostly rest."""
    if not _SINKS.search(question.text) or question.kind != "yesno":
        return None
    heights = scene.measures.body.joints[:, [*ANKLES, *TOES], 1].min(axis=1)
    under = float(np.median(heights[resting(scene.measures.body).any(axis=0)]) - heights.min())
    line = f"a foot gets {max(under, 0):.2f} m lower than where the feet mostly rest; the file tells no floor"
    return yes_no(under > _SUNK_M, line, DOUBTFUL, negated=question.negated)


def _rests(scene: Scene) -> dict[Side, float]:
    """How long each foot rests on the floor, in seconds on average over the times that are seen whole."""
    return {side: float(np.mean(seconds)) for side, seconds in stances_of(scene).items() if seconds}


def _how_long(question: Question, scene: Scene) -> Exact | None:
    """How long a foot, or each, rests on the floor each time."""
    asked = re.search(r"\b(?:on the (?:floor|ground)|ground contact|contact|stance|planted)\b", question.text)
    if question.kind == "how long" and question.part == "foot" and _OFF_IT.search(question.text):
        return _swing_times(question, scene)
    rests = _rests(scene) if asked and question.kind == "how long" and not question.mentions else {}
    if question.side in SIDES:
        rests = {side: seconds for side, seconds in rests.items() if side == question.side}
    if not rests or not scene.facts.steps:
        return None
    told = ", ".join(f"{seconds:.2f} s for the {side} foot" for side, seconds in rests.items())
    return exact(f"{told} each time, on average.", DOUBTFUL)


_OFF_IT: Final = re.compile(
    r"\b(?:each|every|the (?:left|right)|either|a|one) (?:foot|leg)\b"
    r".*\b(?:off the (?:floor|ground)|in the air|swing\w*|up)\b"
)


def _swing_times(question: Question, scene: Scene) -> Exact | None:
    """How long a foot, or each, is off the floor from one time on it to the next, in seconds on average."""
    means = {side: float(np.mean(seconds)) for side, seconds in swings_of(scene).items() if seconds}
    told = ", ".join(f"{mean:.2f} s for the {side} foot" for side, mean in means.items() if question.side in ("", side))
    return exact(f"{told} each time, on average.", DOUBTFUL) if told else None


def _favours(question: Question, scene: Scene) -> Exact | None:
    """Whether one leg is spared in going: by a limp that is seen, by how long each foot rests, by uneven steps."""
    rests, steps = _rests(scene), scene.facts.steps
    if question.kind not in ("yesno", "style", "side") or len(rests) < len(SIDES) or len(steps) < _LEAST_STEPS:
        return None
    limps = [event for event in scene.main if event.key == "limp"]
    left, right = (rests[side] for side in SIDES)
    lengths = [float(np.mean(metres or [0.0])) for metres in lengths_by_foot(scene).values()]
    line = f"the left foot rests {left:.2f} s on the floor each time and goes {lengths[0]:.2f} m, the right one "
    line += f"{right:.2f} s and {lengths[1]:.2f} m, on average"
    spared = "left" if left < right else "right"
    uneven = max(left, right) > _SPARED * min(left, right) or uneven_steps(scene) != ""
    if question.kind == "side":
        return exact(f"{f'the {spared} leg is spared' if uneven else 'neither'}: {line}.", DOUBTFUL, line)
    if limps and not question.negated:
        return exact(f"Yes, {tell_events(limps, timed=True)}: {line}.", DOUBTFUL, limps[0].line, line)
    return yes_no(bool(limps) or uneven, line, DOUBTFUL, negated=question.negated)


def _longer(question: Question, scene: Scene) -> Exact | None:
    """Whether one foot rests longer on the floor than the other."""
    two = r"\b(?:left|right|one)\b.*\b(?:left|right|other)\b|\bwhich\b|\bsymmetric\w*|\bequal\w*|\bsame\b"
    asked = re.search(two, question.text)
    if not _STANCE.search(question.text) or not asked or question.kind not in ("yesno", "side", "comparison", "style"):
        return None
    rests = _rests(scene)
    if len(rests) < len(SIDES):
        return None
    left, right = (rests[side] for side in SIDES)
    line = f"the left foot rests {left:.2f} s on the floor each time, the right one {right:.2f} s, on average"
    alike = max(left, right) < _LONGER * min(left, right)
    longer = "left" if left > right else "right"
    text = question.text
    if question.kind in ("side", "comparison") or text.startswith("which"):
        return exact(f"{'neither' if alike else f'the {longer} foot'}: {line}.", DOUBTFUL, line)
    if re.search(r"\b(?:symmetric\w*|equal\w*|same)\b", text):
        return yes_no(alike, line, DOUBTFUL, negated=question.negated)
    first = next(iter(question.sides), "")
    holds = not alike and (first not in SIDES or (first == longer) == ("shorter" not in text))
    return yes_no(holds, line, DOUBTFUL, negated=question.negated)


def _when(question: Question, scene: Scene) -> Exact | None:
    """When a foot, or each, is on the floor."""
    counts = re.search(r"\bhow (?:many|often|long)\b", question.text)
    if not _TIMES.search(question.text) or question.kind == "yesno" or counts or question.mentions:
        return None
    times, contacts, told = scene.measures.times, contacts_of(scene), []
    for side in question.sides_meant:
        spans = [Span(float(times[begin]), float(times[end - 1])) for begin, end in contacts[side]]
        if spans:
            told.append(f"the {side} foot rests on the floor {', '.join(one.words for one in spans[:_MOST_SPANS])}")
    return exact(f"{'; '.join(told)}.", LIKELY if not scene.is_film else DOUBTFUL) if told else None


def _pose_s(scene: Scene) -> float:
    """Seconds from one pose to the next."""
    times = scene.measures.times
    return float(times[-1] - times[0]) / max(len(times) - 1, 1)

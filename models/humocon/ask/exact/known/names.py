"""What a model says that happens, with times: each name with the fact that fits it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from humocon.actions.naming import RECOGNISED
from humocon.ask.exact.known.events import Event, joint_of, overlap
from humocon.ask.exact.words.vocabulary import actions_in, sides_in, ways_in
from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.measures import HANDS_AND_FEET, Measures
from humocon.motion.kinematics.signals import SIDES, Span, runs

ACTIVE: Final[float] = 0.6
"""Metres per second of a hand or foot relative to the pelvis from which a person does something."""
OWN: Final = "own"
"""The key of an action that a user has taught."""
OWN_PHRASE: Final = re.compile(r"does “.+”")
"""How it is said."""
GOES_ON_S: Final[float] = 0.6
"""Seconds for which a hand that shows the way sinks and goes on."""
LOWER_BY_M: Final[float] = 0.25
"""Metres by which an arm that is raised is lower than another one that is meant."""
SLOWEST: Final[float] = 0.1
"""Metres per second of the pelvis from which a person goes somewhere."""
# Which facts may be what a model calls by a name, the best first.
FITTING: Final[dict[str, tuple[str, ...]]] = {
    "walk": ("walk", "run"),
    "run": ("run", "walk"),
    "sneak": ("walk",),
    "dribble": (),
    "dance": (),
    "skip": ("jump", "run"),
    "jump": ("jump",),
    "jack": ("jack", "jump"),
    "wave": ("wave", "raise"),
    "raise": ("raise", "wave"),
    "show the way": ("raise", "wave"),
    "wash windows": ("wave", "raise"),
    "take": ("raise", "wave"),
    "throw": ("swing", "raise", "wave"),
    "kick": ("kick",),
    "punch": ("punch",),
    "twist": ("twist",),
    "squat": ("squat", "crouch"),
    "bow": ("bow", "bend"),
    "bend": ("bend", "bow"),
    "place": ("reach down", "squat", "crouch", "bend"),
    "lie": ("lie",),
    "sit": ("sit", "squat", "crouch"),
    "circle arms": ("circle arms",),
    "elbow knee": ("lift knee",),
    "slash": ("swing",),
    "climb": (),
    "clap": ("clap",),
    "still": (),
}


class Told(NamedTuple):
    """What a model says, and how probable that is.

    Attributes:
        poses: of each part of a sentence that tells of several actions the first pose and the one after its last,
            where that is known.
    """

    text: str
    probability: float
    poses: tuple[tuple[int, int], ...] = ()

    def spans(self, times: np.ndarray) -> list[Span]:
        """When the parts are, in seconds; `times` (K,) are those of the poses."""
        return [Span(float(times[begin]), float(times[end - 1]) + 1 / CANONICAL_FPS) for begin, end in self.poses]


def named_events(sentence: str, spans: Sequence[Span] = ()) -> list[Event]:
    """What a model says that happens, in its order: "The person walks forward, then bows.".

    Args:
        sentence: of the model.
        spans: when each of its parts is; events have no length where the model does not know.
    """
    found = []
    parts = re.split(r",? then |, ", sentence.lower().rstrip("."))
    if len(spans) != len(parts):  # as where a user's own label has a comma
        spans = [Span(0.0, 0.0)] * len(parts)
    for part, span in zip(parts, spans, strict=True):
        if own := OWN_PHRASE.search(part):
            # What a user has taught is said as it was labelled.
            found.append(Event(OWN, span, words=own[0]))
            continue
        actions = [item for item in actions_in(part) if item[2].key not in ("move", "stand")]
        if not actions:
            continue
        sides, ways = sides_in(part), ways_in(part)
        side = sides[0] if len(sides) == 1 else ""
        way = ways[0] if ways else ""
        key = actions[0][2].key
        if key in ("walk", "run", "sneak") and side in SIDES:
            way, side = side, ""
        part = part.strip().removeprefix("the person ")
        found.append(Event(key, span, side=side, way=way, words=part if part in RECOGNISED else ""))
    return found


def timed(named: Sequence[Event], known: Sequence[Event], measures: Measures, duration_s: float) -> list[Event]:
    """What a model names, each with the fact that fits it; what no fact fits lies between its neighbours."""
    placed = _by_facts(named, known)
    active = active_span(measures, duration_s)
    whole = []
    for number, (event, place) in enumerate(zip(named, placed, strict=True)):
        if event.words and len(named) == 1 and not event.span.duration_s:
            place = replace(place or event, span=active)
        elif place is None and event.key in ("walk", "run", "sneak") and len(named) == 1:
            place = replace(event, span=_travelling(measures, duration_s))
        elif place is None:
            before = [p.span.end_s for p in placed[:number] if p is not None]
            after = [p.span.begin_s for p in placed[number + 1 :] if p is not None]
            # What is named once and done several times is over after the last time.
            end = min(after, default=duration_s)
            earlier = {p.key for p in placed[:number] if p is not None} - {other.key for other in named[number + 1 :]}
            before += [one.span.end_s for one in known if one.key in earlier and one.span.end_s < end] if before else []
            begin = max(before, default=active.begin_s)
            if event.key in ("bow", "bend"):
                # Who bows slowly moves no limb fast.
                whole.append(replace(event, span=_leaning(measures, Span(max(before, default=0.0), end))))
                continue
            end = min([a for a in after if a > begin], default=max(active.end_s, begin + 0.1))
            place = replace(event, span=_around(event, measures, active_span(measures, duration_s, Span(begin, end))))
        whole.append(place)
    return whole


def _by_facts(named: Sequence[Event], known: Sequence[Event]) -> list[Event | None]:
    """What a model names, each with the fact that fits it best; None for what no fact fits."""
    placed: list[Event | None] = []
    begin_s = -1.0
    for number, event in enumerate(named):
        if event.span.duration_s > 0:
            placed.append(_within(event, known))
            continue
        later = {other.key for other in named[number + 1 :]}
        fits = _fits(event, known, begin_s)
        ends = event.key in ("throw", "take") and number == len(named) - 1 and number > 0
        found = (fits[-1] if ends else fits[0]) if fits else None
        if found is not None:
            begin_s = found.span.begin_s + 0.01 if event.key in later else max(found.span.begin_s + 0.01, begin_s)
            side, way = event.side or found.side, event.way or found.way
            # Who skips leaves the floor.
            runs_instead = event.key == "skip" and not event.words and found.way == "on the spot"
            key = found.key if runs_instead else event.key
            found = replace(found, key=key, side=side, way=way, words=event.words)
            found = _gone_on(found, known) if key == "show the way" else found
        placed.append(found)
    return placed


def _gone_on(event: Event, known: Sequence[Event]) -> Event:
    """A gesture with the raises of the same hand that follow it closely: an arm that sinks a bit goes on showing."""
    for other in known:
        if other.key == "raise" and other.side == event.side and 0 <= other.span.begin_s - event.span.end_s < GOES_ON_S:
            event = replace(event, span=Span(event.span.begin_s, other.span.end_s))
    return event


def _leaning(measures: Measures, where: Span) -> Span:
    """The stretch around where the trunk leans most: a slight bow is slower than all else."""
    poses = measures.poses(where)
    lean = measures.course("trunk", "lean")[poses]
    if not len(lean):
        return where
    bent = runs(lean > lean.min() + 0.3 * (lean.max() - lean.min()), shortest_s=0.2, gap_s=0.3)
    first, last = next(((a, b) for a, b in bent if a <= int(lean.argmax()) < b), (0, len(lean)))
    return measures.span(poses[first], poses[last - 1] + 1)


def _around(event: Event, measures: Measures, where: Span) -> Span:
    """The stretch of what takes but a moment: a jump where the feet are highest, a throw where a hand is fastest."""
    if event.key == "jump":
        peak, reach_s = measures.extreme("body", "height", "most", where).time_s, 0.25
    elif event.key in ("throw", "punch", "kick"):
        limb = "ankle" if event.key == "kick" else "wrist"
        peaks = [measures.extreme(joint_of(side, limb), "own speed", "most", where) for side in SIDES]
        peak, reach_s = max(peaks, key=lambda one: one.value).time_s, 0.4
    else:
        return where
    return Span(max(where.begin_s, peak - reach_s), min(where.end_s, peak + reach_s))


def _travelling(measures: Measures, duration_s: float) -> Span:
    """From when to when the pelvis goes somewhere, however slowly."""
    going = np.flatnonzero(measures.course("pelvis", "speed") > SLOWEST)
    if not len(going):
        return Span(0.0, duration_s)
    return measures.span(going[0], going[-1] + 1)


def _within(event: Event, known: Sequence[Event]) -> Event:
    """A name whose time is known, with what the fact says that fits it then."""
    for fact in _fits(event, known, event.span.begin_s - 1.0):
        if overlap(fact.span, event.span) > 0.5 * fact.span.duration_s:
            side, way = event.side or fact.side, event.way or fact.way
            # Who goes does so as long as the pelvis does, within what a model cut.
            inside = overlap(fact.span, event.span) > 0.9 * fact.span.duration_s
            span = fact.span if inside and fact.key in ("walk", "run") else event.span
            return replace(fact, key=event.key, span=span, side=side, way=way, words=event.words)
    return event


def _fits(event: Event, known: Sequence[Event], begin_s: float) -> list[Event]:
    """The facts that may be what a name means, the likeliest first."""
    found = []
    later = [other for other in known if other.span.begin_s >= begin_s]
    # A step beside a walk of seven metres is not what was named.
    least = 0.25 * max((other.value for other in later if other.key in ("walk", "run")), default=0.0)
    most = max((other.value for other in later if other.key == "raise"), default=0.0)
    for rank, key in enumerate(FITTING.get(event.key, ())):
        for other in later:
            if other.key == key and not (key == "bend" and event.key == "bow" and _goes_along(other, known)):
                small = key in ("walk", "run") and other.value < least
                small = small or (key == "raise" == event.key and other.value < most - LOWER_BY_M)
                side = bool(event.side and other.side and event.side != other.side and other.side != "both")
                way = bool(event.way in ("forward", "backwards") and other.way and event.way != other.way)
                found.append(((small, way, rank, side, other.span.begin_s), other))
    return [other for _, other in sorted(found, key=lambda item: item[0])]


def _goes_along(bend: Event, known: Sequence[Event]) -> bool:
    """Whether the trunk bends only since the body squats, kicks or reaches down."""
    others = (one for one in known if one.key in ("squat", "crouch", "kick", "reach down", "jump"))
    return any(overlap(one.span, bend.span) > 0 for one in others)


def active_span(measures: Measures, duration_s: float, where: Span | None = None) -> Span:
    """From when to when hands, feet or pelvis move, within a stretch."""
    speed = np.max([measures.course(part, "own speed") for part in HANDS_AND_FEET], axis=0)
    speed = np.maximum(speed, measures.course("pelvis", "speed"))
    poses = measures.poses(where)
    moving = poses[speed[poses] > ACTIVE]
    if not len(moving):
        return where or Span(0.0, duration_s)
    return measures.span(moving[0], moving[-1] + 1)

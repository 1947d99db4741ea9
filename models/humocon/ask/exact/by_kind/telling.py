"""Events in sentences: all of them, one of them, what comes before and after."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, SURE, Exact, exact, yes_no
from humocon.ask.exact.known.events import Event, overlap
from humocon.ask.exact.known.figures import figures
from humocon.ask.exact.known.film import LONG_WAY_M
from humocon.ask.exact.known.names import named_events
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words.qualifiers import without_span
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.vocabulary import BY_KEY, RESTS, actions_in
from humocon.motion.kinematics.measures import HANDS_AND_FEET
from humocon.motion.kinematics.signals import SIDES, Span
from humocon.motion.kinematics.words import way_words

MOST_TOLD: Final[int] = 6
BENDS_DOWN: Final[float] = 45.0
"""Degrees of the trunk from upright from which one bends down; less is how people stand in films."""
CALM: Final[float] = 0.4
"""Metres a second of hands and feet up to which nothing is done."""


def phrase(event: Event) -> str:
    """One event as a person would say it: "walks forward", "waves with the right hand", "turns to the left"."""
    side, key = event.side, event.key
    if event.words:
        return event.words
    hand = {"both": "both hands", "left": "the left hand", "right": "the right hand"}.get(side, "")
    if key == "raise":
        return f"raises {hand.replace('hand', 'arm')}" if hand else "raises an arm"
    if key in ("kick", "lift knee"):
        leg = f" with the {side} leg" if side in SIDES else ""
        return f"kicks{leg}" if key == "kick" else f"lifts the {side} knee" if leg else "lifts a knee"
    if key == "turn":
        return f"turns to the {side}"
    if key == "reach down":
        return f"reaches down to the floor with {hand}" if hand else "reaches down to the floor"
    third = BY_KEY[key].third if key in BY_KEY else key
    if key in ("wave", "punch", "throw", "place", "take") and hand:
        return f"{third} with {hand}"
    if event.way:
        return f"{third} {way_words(event.way)}"
    return third


def tell_events(events: Sequence[Event], *, timed: bool = False) -> str:
    """Events in one sentence without its end: "the person walks forward, then bows"."""
    said: list[str] = []
    for number, event in enumerate(events):
        if any(event.span == other.span and event.key in ("reach down", "raise", "wave") for other in events[:number]):
            continue
        told = phrase(event)
        if timed and (event.span.end_s > 0):
            told += f" ({event.span.words})"
        if not said or said[-1].split(" (")[0] != told.split(" (")[0]:
            if event.key == "turn" and said and f"to the {event.side}" in said[-1] and not timed:
                said[-1] = f"{said[-1].split(' to the ')[0]} and turns to the {event.side}"
                continue
            said.append(told)
    return "the person " + ", then ".join(said) if said else ""


def asks_timeline(text: str) -> bool:
    """Whether a question is for all that happens and when: "What happens when?", "a timeline, please"."""
    return bool(_TIMELINE.search(text.lower())) and not _names_any(text)


def timeline(scene: Scene) -> Exact | None:
    """All that happens, each with its time; None where that is nothing, or a figure as a whole."""
    events = scene.main[:_MOST_TIMED]
    if not events or figure_shown(scene) is not None:
        return None
    told = tell_events(events, timed=True)
    trust = DOUBTFUL if scene.is_film else LIKELY
    lines = (event.line for event in events)
    return exact(f"{told[0].upper()}{told[1:]}.", trust, *lines, source="both" if scene.named else "facts")


def beside(text: str, scene: Scene) -> Exact | None:
    """What comes after the first of all that happens, or before the last; None where a question is for nothing such."""
    asked = _BESIDE.search(text.lower())
    events = scene.main
    if asked is None or _names_any(text) or not events:
        return None
    place = {"second": 1, "third": 2, "last": len(events) - 1, "final": len(events) - 1}.get(asked[2], 0)
    other = place - 1 if asked[1] in ("before", "precedes", "preceded") else place + 1
    if not 0 <= other < len(events) or place >= len(events):
        return exact(f"Nothing: all that happens is that {tell_events(events[:MOST_TOLD])}.", DOUBTFUL)
    return exact(f"The person {phrase(events[other])}.", LIKELY, events[other].line)


def _names_any(text: str) -> bool:
    """Whether a question names an action, beyond that something moves."""
    return any(action.key != "move" for _, _, action in actions_in(text))


_BESIDE: Final = re.compile(
    r"\b(after|follows|followed|before|precedes|preceded)\b (?:by )?(?:the |her |his |their )?"
    r"(first|second|third|last|final) (?:actions?|moves?|movements?|things?|exercises?)\b"
)
_KEEPS: Final = {"standing": "stands", "seated": "sits", "lying": "lies"}
"""What who keeps a posture does."""
FIGURES: Final = ("cartwheel", "golf", "baseball", "climb", "punch", "handstand")
NAMELESS: Final = frozenset({"cartwheel", "handstand"})
"""Figures that nobody was taught a name of."""
_GUESS: Final = (0.3, 0.7)
"""From which probability on, and up to which, a name is told as one that may be right."""
_FILM_GUESS: Final = (0.6, 0.8)
"""The same, of films."""
_LIKELY_NAME: Final = 0.75
"""Probability of a name below which an answer by it is doubtful."""
_WAYS: Final = frozenset({"walk", "run"})
_BENDS: Final = frozenset({"bend", "bow"})
_PLAIN: Final = _WAYS | _BENDS | {"squat", "sit", "lie", "jump"}
"""What is seen without a learned name."""
_HELD_AS: Final = {posture: key for key, posture in RESTS.items()}
"""The event that says no more than a posture that is told."""
_BARE: Final = {
    "wave": ("hand", "moves", " to and fro"),
    "kick": ("leg", "swings", ""),
    "punch": ("hand", "thrusts", " out"),
}
"""A part of the body, a verb and how: what is seen of a move that would be called by the name of an action."""
_MOST_TIMED: Final = 12
_TIMELINE: Final = re.compile(
    r"\b(?:what|everything|all)\b(?: that| which)? happen\w*,?(?: and)? (?:when|at what (?:time|second)s?)\b"
    r"|\b(?:key ?(?:moments?|poses?|frames|points|events?)|highlights)\b"
    r"|\btime ?line\b|\bchronolog|\bwhen (?:does|did|do) what\b|\bwhat (?:does|did) (?:\w+ )?\w+ do,? (?:and )?when\b"
    r"|\bwhat (?:is|are|was) (?:\w+ )?\w+ doing,? (?:and )?when\b"
    r"|\b(?:moves|movements|actions|events|steps|segments|phases)\b.* (?:with|and) (?:their |the |its )?"
    r"(?:time|start|begin|from and|frame)"
)


def summary(question: Question, scene: Scene) -> Exact | None:
    """What happens, in one sentence."""
    events = scene.main
    if scene.is_film:
        shaped = _figure_told(scene)
        if shaped is not None:
            return shaped
    if not scene.is_film and (guess := _guess(scene)) is not None:
        return guess
    if not events:
        return _calm(scene)
    listed = any(
        word in question.text
        for word in ("list", "exercises", "which actions", "what actions", "activities", "movements")
    )
    told = told_of(exercises_of(events, question.text), scene)
    text = tell_events(told)
    if listed and len(told) > 1:
        text = f"the person {', then '.join(dict.fromkeys(phrase(event) for event in told))}"
    sure = scene.told.probability > 0.9 and len(events) <= 2
    trust = DOUBTFUL if not scene.named or scene.told.probability < _LIKELY_NAME else SURE if sure else LIKELY
    # "What ...?" of no kind that is known may ask for something else.
    trust = DOUBTFUL if scene.is_film else min(trust, LIKELY) if question.kind == "what" else trust
    return exact(f"{text}.", trust, *(event.line for event in events), source="both" if scene.named else "facts")


_NO_EXERCISE: Final = frozenset({"turn", "raise", "reach down", "bend", "crouch", "stand"})
"""What is done along with an exercise."""


def exercises_of(events: Sequence[Event], text: str) -> Sequence[Event]:
    """Of some events those that a list of exercises has, where there are several."""
    done = [event for event in events if event.key not in _NO_EXERCISE]
    return done if "exercises" in text and len({event.key for event in done}) > 1 else events


def told_of(events: Sequence[Event], scene: Scene) -> list[Event]:
    """Of many events those that are told: all that is named, and of the rest what lasts longest, in their order."""
    once: list[Event] = []
    for event in events:
        if not once or phrase(once[-1]) != phrase(event):
            once.append(event)
    if len(once) > MOST_TOLD:
        # Of what comes again and again one time is told, as long as all of it is.
        seconds: dict[str, float] = {}
        for event in once:
            seconds[phrase(event)] = seconds.get(phrase(event), 0.0) + event.span.duration_s
        first = {phrase(event): event for event in reversed(once)}
        once = [event for event in once if first[phrase(event)] is event]
        ranked = sorted(once, key=lambda event: (event not in scene.named, -seconds[phrase(event)]))[:MOST_TOLD]
        return [event for event in once if event in ranked]
    return once


def guessed(scene: Scene) -> Event | None:
    """The action that a name which may be right means; None where a name is sure, or nothing is like one."""
    low, high = _FILM_GUESS if scene.is_film else _GUESS
    told = scene.told
    names = named_events(told.text) if low <= told.probability < high and not scene.taught else []
    return names[0] if len(names) == 1 and (scene.named or scene.is_film) else None


def _guess(scene: Scene) -> Exact | None:
    """What the body does, and a name that may be right; None where there is none, or the body shows it by itself."""
    plain, name, told = scene.nameless, guessed(scene), scene.told
    if name is None or any(event.key == name.key for event in plain.main):
        return None
    text = f"{_body(plain)}; perhaps {told.text[0].lower()}{told.text[1:]}"
    return exact(text, told.probability, *(event.line for event in plain.main), source="both")


def figure_shown(scene: Scene) -> str | None:
    """The action that a film shows by its shape: one that no name was learned of, or where no name is given."""
    shapes = figures(scene) if scene.is_film and not scene.taught else {}
    shown = next((key for key in FIGURES if key in shapes), None)
    falls = bool(scene.falls) or any(event.key == "fall" for event in scene.named)
    return None if falls or (scene.named and shown not in NAMELESS) else shown


def _figure_told(scene: Scene) -> Exact | None:
    """A figure of a film that a model has no name for."""
    shapes, key = figures(scene), figure_shown(scene)
    if key is None:
        return None if scene.named else _guess(scene) or _unnamed(scene)
    return exact(f"It looks as if the person {BY_KEY[key].third}: {shapes[key]}.", DOUBTFUL, shapes[key])


def _unnamed(scene: Scene) -> Exact | None:
    """What the body does where no name fits."""
    told = _body(scene)
    keys = {event.key for event in bare_moves(scene)} - {"turn"}
    rest = "" if keys and keys <= _PLAIN else "; there is no learned name for it"
    lines = (event.line for event in scene.main)
    return exact(f"{told[0].upper()}{told[1:]}{rest}.", DOUBTFUL, *lines) if told else None


def _body(scene: Scene) -> str:
    """What the body does, without names of actions that only a model could know."""
    body = scene.facts.postures
    stance = max(body, key=lambda posture: posture.span.duration_s).name if body else "standing"
    plain = _WAYS | _BENDS if stance == "bent" else _WAYS
    goes = scene.is_film and any(event.key in plain for event in bare_moves(scene))
    told = [bare_phrase(event, scene) for event in bare_moves(scene) if goes or event.key != _HELD_AS.get(stance)]
    moves = ", then ".join(dict.fromkeys(told[:4]))
    if goes:
        return f"the person {moves}"
    where = f"the person is {stance}" if stance != "standing" else "the person stands"
    ways = (going.way for going in scene.facts.goings if going.distance_m >= LONG_WAY_M)
    if stance == "standing" and scene.is_film and (way := next(ways, None)) is not None:
        where = f"the person goes {way_words(way)}"
    return f"{where} and {moves}" if moves else where


def bare_phrase(event: Event, scene: Scene) -> str:
    """One event as a person would say it; of a film, in which a limb alone was seen to move, no more than that."""
    if scene.is_film and event.key in _BENDS:
        return "bends down"
    if not scene.is_film or event.key not in _BARE:
        return phrase(event)
    part, verb, how = _BARE[event.key]
    limb = f"both {part}s" if event.side == "both" else f"the {event.side} {part}" if event.side else f"a {part}"
    return f"{verb} {limb}{how}"


def bare_moves(scene: Scene) -> list[Event]:
    """What the body does, less postures and what is the same from afar: hands that meet need not clap.

    Who bends far down on film, and does not squat, does no mere part of something that has another name.
    """
    hidden = _BENDS | {"crouch", "clap"}
    bends = scene.is_film and not any(event.key == "squat" for event in scene.main)
    return [
        event
        for event in scene.main
        if event.key not in hidden or (bends and event.key in _BENDS and event.value >= BENDS_DOWN)
    ]


def calm_in(where: Span, scene: Scene) -> Exact | None:
    """That nothing is done in a stretch; None where something is."""
    calm, line = calmness(where, scene)
    if not calm:
        return None
    held = max(scene.facts.postures, key=lambda one: overlap(one.span, where), default=None)
    said = _KEEPS.get(held.name if held else "standing", "stays")
    return exact(f"The person {said} still.", LIKELY, line)


def stirs_in(question: Question, where: Span, scene: Scene) -> Exact | None:
    """Whether the person moves, or keeps still, in a stretch; None where something else is asked, or something done."""
    if question.keys not in (("still",), ("move",)) or question.parts or question.ways:
        return None
    rest = re.sub(r" (?:at all|around|about|or not)$", "", without_span(question.text.rstrip("?"))[0])
    if not rest.endswith(question.mentions[0].words):
        return None
    calm, line = calmness(where, scene)
    if not calm and scene.main:
        return None  # what is done tells more
    return yes_no(calm == (question.key == "still"), line, LIKELY, negated=question.negated)


def calmness(where: Span, scene: Scene) -> tuple[bool, str]:
    """Whether hands, feet and hips hardly move in a stretch, and how fast they are at most."""
    poses = scene.measures.poses(where)
    speeds = [scene.measures.course(part, "own speed")[poses] for part in HANDS_AND_FEET]
    fastest = max(float(np.percentile(speed, 80)) for speed in speeds)
    hips = scene.measures.mean("pelvis", "speed", where)
    line = (
        f"hands and feet go at up to {fastest:.1f} m/s beside the hips, and the hips at {hips:.1f} m/s, {where.words}"
    )
    return fastest <= CALM and hips <= CALM / 2, line


def _calm(scene: Scene) -> Exact:
    """A clip in which nothing is told."""
    small = [event for event in scene.events]
    if small:
        return exact(f"{tell_events(small[:3])}.", DOUBTFUL, *(event.line for event in small))
    name = scene.facts.postures[-1].name if scene.facts.postures else "standing"
    said = _KEEPS.get(name, f"is {name}")
    return exact(
        f"The person {said} without doing much.", DOUBTFUL, f"goes only {scene.facts.travel.path_m:.1f} m in all"
    )

"""When something is more: at 1 s or at 5 s, at take-off or at the start, the first time or the second."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Final, NamedTuple

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact
from humocon.ask.exact.known.events import Event, joint_of
from humocon.ask.exact.known.happening import Verdict
from humocon.ask.exact.known.moment import AROUND_S, clause_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import JOINTS, amount, measured_in
from humocon.ask.exact.words import qualifiers
from humocon.ask.exact.words.qualifiers import ORDINALS
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.vocabulary import BY_KEY
from humocon.motion.kinematics.measures import Part, Quantity
from humocon.motion.kinematics.signals import SIDES, Span

LIKE: Final[float] = 0.05
"""By what share two values may differ and still be called the same."""
_SECOND: Final = re.compile(
    r"\b(?:at |second |t ?= ?)+(\d+(?:\.\d+)?)(?: ?s(?:ec(?:ond)?s?)?)?\b|\b(\d+(?:\.\d+)?) ?s(?:ec\w*)?\b"
)
_BEGINNING: Final = re.compile(r"\b(?:start|starting|beginning|begin|outset|early|initially)\b")
_ENDING: Final = re.compile(r"\b(?:end|ending|finish|late|later|close)\b")
_ORDINAL: Final = re.compile(r"\b(first|second|third|fourth|last|1st|2nd|3rd)\b(?! (?:half|third|quarter|part))")
_EACH_OF: Final = re.compile(r"^(?:and )?how (?!much)\w+\b.*\band after\b")
"""What asks for both values, and not which of them is more: "how fast before the turn, and after it?"."""
_PORTION: Final = re.compile(r"\b(first|second|last|latter|other) (?:half|part)\b")
_LESS: Final = re.compile(
    r"\b(?:slower|slowest|lower|lowest|less|least|shallower|straighter|calmer|deeper|deepest|shorter)\b"
)


class Scale(NamedTuple):
    """What two times are compared by.

    Attributes:
        value: of a stretch.
        unit: how it is said.
        less: whether the smaller value is asked for.
    """

    value: Callable[[Span], float]
    unit: str
    less: bool


class Sides(NamedTuple):
    """Two times by their names, with what is compared between them."""

    names: tuple[str, str]
    values: tuple[float, float]
    scale: Scale

    @property
    def line(self) -> str:
        """The fact that tells."""
        first, second = (f"{value:.{0 if self.scale.unit == '°' else 2}f}" for value in self.values)
        gap = "" if self.scale.unit == "°" else " "
        return f"{first}{gap}{self.scale.unit} {self.names[0]}, {second}{gap}{self.scale.unit} {self.names[1]}"


def when_more(question: Question, scene: Scene) -> Exact | None:
    """At which of two times something is more; None where the question sets no two times beside each other."""
    if _of_several(question):
        return None  # which of several is the highest is told by what each is
    found = _before_or_after(question, scene) or _sides(question, scene, r"\bor\b|\b(?:vs|versus)\b\.?")
    if found is None:
        return None
    first, second = found.values
    if _EACH_OF.search(question.text):
        return exact(f"{found.line}.", LIKELY, found.line)
    place = int((second < first) if found.scale.less else (second > first))
    if abs(first - second) <= LIKE * max(abs(first), abs(second)):
        return exact(f"about the same: {found.line}.", LIKELY, found.line)
    return exact(f"{found.names[place]}: {found.line}.", LIKELY, found.line)


def _of_several(question: Question) -> bool:
    """Whether times of one action are set beside each other that have a height, a depth or a speed of their own."""
    limbs = len(set(question.keys)) == 1 and question.keys[0] in ("kick", "jump", "raise", "wave", "squat", "bow")
    return limbs and not question.part and _ORDINAL.search(question.text) is not None


def times_beside(question: Question, scene: Scene) -> tuple[list[int], dict[int, float], str] | None:
    """The places of times of one action that are set beside each other, the first beside the rest.

    Returns:
        the places from 0 on, what each is compared by, and the fact that tells; None where none are set beside others.
    """
    named = [qualifiers.place(one[0]) for one in _ORDINAL.finditer(question.text)]
    events = scene.of(question.keys[0], question.mentions[0].side) if question.mentions else []
    if not named or len(events) < 2 or (len(named) < 2 and "than" in question.text):
        return None
    places = [qualifiers.index(place) % len(events) for place in named[:2]]
    if any(abs(place) > len(events) for place in named) or len(set(places)) < len(places):
        return None
    places += [place for place in range(len(events)) if place not in places] if len(places) == 1 else []
    amounts = {place: amount(events[place], question.text, scene) for place in places}
    unit, noun = measured_in(events[0], question.text), question.mentions[0].action.noun
    told = (f"{abs(value):.2f} {unit} in the {ORDINALS[place]} {noun}" for place, value in amounts.items() if place < 6)
    return places, amounts, ", ".join(told)


def is_more(question: Question, scene: Scene) -> Verdict | None:
    """Whether something is more at one time than at another; None where no two times are compared."""
    found = None if _of_several(question) else _sides(question, scene, r"\bthan\b")
    if found is None:
        return None
    first, second = found.values
    apart = found.scale.unit != "m/s" or abs(first - second) > LIKE * max(abs(first), abs(second))
    holds = apart and (first < second if found.scale.less else first > second)
    return Verdict(holds, LIKELY if apart else DOUBTFUL, (found.line,), said=found.line)


_SAME_SIDE: Final = re.compile(r"\b(?P<word>same|other|opposite|different) (?:leg|foot|arm|hand|side|fist)\b")


_ALTERNATE: Final = re.compile(
    r"\b(?:alternat\w+|switch\w* (?:sides|legs|feet|hands|arms)|chang\w+ (?:sides|legs|feet|hands))\b"
)


def _alternates(key: str, scene: Scene) -> Verdict | None:
    """Whether something is done with the one side and the other by turns; None where it is not done twice."""
    events = [event for event in scene.of(key) if event.side in SIDES]
    events = events or [event for event in scene.known if event.key == key and event.side in SIDES]
    if len(events) < 2:
        return None
    said = ", then ".join(f"the {event.side} side" for event in events)
    turns = all(one.side != two.side for one, two in pairwise(events))
    return Verdict(turns, LIKELY, tuple(event.line for event in events), said=said)


_TIMES: Final = re.compile(r"\b(?:both|each|every|all) (?:the )?times?\b")


def by_same_side(question: Question, scene: Scene) -> Verdict | None:
    """Whether one time of something is done with the same side as another, or all are; None where it is not asked."""
    asked = _SAME_SIDE.search(question.text)
    star = scene.star.key if scene.star else ""
    if _ALTERNATE.search(question.text) and len(set(question.keys) - {"move"}) <= 1:
        return _alternates(next((key for key in question.keys if key != "move"), star), scene)
    if asked is not None and len(set(question.keys)) == 2:
        pair = [event for key in question.keys for event in scene.of(key)[:1]]
        if len(pair) == 2 and all(event.side for event in pair):
            same = pair[0].side == pair[1].side
            said = " and ".join(f"the {event.side} side for the {BY_KEY[event.key].noun}" for event in pair)
            return Verdict(same == (asked["word"] == "same"), LIKELY, tuple(one.line for one in pair), said=said)
    events = scene.of(question.keys[0]) if asked and len(set(question.keys)) == 1 else []
    if asked and len(events) == 1 and _TIMES.search(question.text):
        (only,), noun = events, question.mentions[0].action.noun
        beside = f", with {'both sides' if only.side == 'both' else f'the {only.side} side'}" if only.side else ""
        said = f"only one {noun} is told{beside}, {only.span.words}"
        return Verdict(asked["word"] == "same", DOUBTFUL, (only.line,), said=said)
    if asked is None or len(events) < 2 or not all(event.side for event in events):
        return None
    places = [qualifiers.place(one[0]) for one in _ORDINAL.finditer(question.text)]
    numbers = [qualifiers.index(place) for place in places]
    if not all(-len(events) <= number < len(events) for number in numbers):
        return None
    chosen = [events[number] for number in sorted(numbers)] if len(numbers) > 1 else events
    same = len({event.side for event in chosen}) == 1
    said = ", then ".join(f"the {event.side} side" for event in chosen)
    holds = same == (asked["word"] == "same")
    return Verdict(holds, LIKELY, tuple(event.line for event in chosen), said=said)


def how_much_more(question: Question, scene: Scene) -> Exact | None:
    """By how much something is more at one time than at another; None where that is not asked for."""
    if not re.search(r"\bhow much\b", question.text):
        return None
    if (several := times_beside(question, scene)) is not None:
        places, amounts, line = several
        unit = measured_in(scene.of(question.keys[0])[0], question.text)
        gap = abs(amounts[places[0]] - amounts[places[1]])
        return exact(f"{gap:.{0 if unit == 'degrees' else 2}f} {unit}: {line}.", LIKELY, line)
    found = _sides(question, scene, r"\bthan\b")
    if found is None:
        return None
    first, second = found.values
    gap = (second - first) if found.scale.less else (first - second)
    unit = found.scale.unit if found.scale.unit == "°" else f" {found.scale.unit}"
    return exact(f"{gap:.{0 if unit == '°' else 2}f}{unit}: {found.line}.", LIKELY, found.line)


def _before_or_after(question: Question, scene: Scene) -> Sides | None:
    """What lies before something and what lies after it, where a question sets these beside each other."""
    asked = re.search(r"\b(?:before or after|after or before|before and after) ([^,:;?]+)", question.text) or re.search(
        r"\bbefore ([^,:;?]+?),? (?:and|or|vs\.?|versus) (?:\w+ )?after (?:it|that|this|the \1)\b", question.text
    )
    scale = _scale(question, scene) if asked else None
    if asked is None or scale is None:
        return None
    before, after = (clause_of(f"{word} {asked[1]}", scene) for word in ("before", "after"))
    if before is None or after is None:
        return None
    return Sides(("before it", "after it"), (scale.value(before[0]), scale.value(after[0])), scale)


def _sides(question: Question, scene: Scene, joint: str) -> Sides | None:
    """The two times on both sides of "or" or "than", each with the value of what is compared."""
    parts = re.split(joint, question.text)
    scale = _scale(question, scene) if len(parts) == 2 else None
    if scale is None:
        return None
    earlier, later = (_time(part, question, scene) for part in parts)
    if earlier is None or later is None or earlier[1] == later[1]:
        return None
    (one, first), (two, second) = earlier, later
    return Sides((one, two), (scale.value(first), scale.value(second)), scale)


def _time(text: str, question: Question, scene: Scene) -> tuple[str, Span] | None:
    """The time that one side of a comparison names, and how it is said."""
    second, whole = _SECOND.search(text), scene.duration_s
    if second is not None:
        at = float(second[1] or second[2])
        if at > whole:
            return None
        return f"at {at:g} s", Span(max(at - 2 * AROUND_S, 0.0), min(at + 2 * AROUND_S, whole))
    portion = _PORTION.search(text)
    if portion is not None:
        early = portion[1] == "first"
        return f"in the {'first' if early else 'second'} half", Span(0.0, whole / 2) if early else Span(
            whole / 2, whole
        )
    ordinal = _ORDINAL.search(text)
    event = _nth(qualifiers.place(ordinal[0]), question, scene) if ordinal else None
    if ordinal is not None and event is not None:
        return f"the {ordinal[0]} time", event.span
    clause = clause_of(re.sub(r"\bin (?=the |his |her )", "during ", text), scene)
    if clause is not None:
        return clause[1].strip(), clause[0]
    if _BEGINNING.search(text):
        return "at the beginning", Span(0.0, whole / 3)
    return ("at the end", Span(2 * whole / 3, whole)) if _ENDING.search(text) else None


def _nth(place: int, question: Question, scene: Scene) -> Event | None:
    """One of several times of what is asked about, or else of what the clip repeats."""
    keys = [key for key in question.keys if key not in ("move", "stand", "still", "bend", "crouch")]
    for key in (
        *keys,
        "reach down",
        "place",
        "squat",
        "jump",
        *question.keys,
        *([scene.star.key] if scene.star else ()),
    ):
        events = scene.of(key)
        if len(events) > 1:
            number = qualifiers.index(place)
            return events[number] if -len(events) <= number < len(events) else None
    return None


def _scale(question: Question, scene: Scene) -> Scale | None:
    """What is compared, by the words of the question and the part of the body that it names."""
    text, part = question.text, question.part
    # "At its deepest" names a time, and asks for nothing less.
    less = _LESS.search(re.sub(r"\bat (?:its|his|her|the) \w+", "", text)) is not None
    down = re.search(r"\b(?:deep|low)\w*", text) is not None  # who bends or leans deeper does so more
    bends = re.search(r"\b(?:ben[dt]\w*|flex\w*|deep\w*|straight\w*)\b", text) is not None
    if part in ("knee", "elbow") and bends:
        return _of_parts(question, scene, part, "bend", "°", less and not down)
    if re.search(r"\b(?:lean|ben[dt]|bow|tilt|inclin|stoop|hunch)\w*\b", text) and part in ("", "trunk"):
        return Scale(lambda span: scene.measures.extreme("trunk", "lean", "most", span).value, "°", less and not down)
    if re.search(r"\b(?:fast|slow|quick|speed|pace|rapid|tempo|hurr)\w*\b", text):
        if part in JOINTS:
            return _of_parts(question, scene, part, "speed", "m/s", less)
        return Scale(lambda span: scene.measures.mean("pelvis", "speed", span), "m/s", less)
    if re.search(r"\b(?:high|low|rais|up|deep)\w*\b", text):
        if part in JOINTS:
            return _of_parts(question, scene, part, "height", "m", less)
        if part == "head":
            which = "least" if less else "most"
            return Scale(lambda span: scene.measures.extreme("head", "height", which, span).value, "m", less)
        return Scale(lambda span: scene.measures.mean("pelvis", "height", span), "m", less)
    return None


def _of_parts(question: Question, scene: Scene, part: str, quantity: Quantity, unit: str, less: bool) -> Scale:
    """The most of a quantity over the named side of a part, or over both."""
    sides = question.sides_meant
    joints: list[Part] = [joint_of(side, JOINTS[part]) for side in sides]
    return Scale(
        lambda span: max(scene.measures.extreme(one, quantity, "most", span).value for one in joints), unit, less
    )

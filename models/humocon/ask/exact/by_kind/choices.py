"""Answers to which of two."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.by_kind.bearings import jumps_way
from humocon.ask.exact.by_kind.contrast import LIKE, how_much_more, when_more
from humocon.ask.exact.by_kind.counts import counted, times_of
from humocon.ask.exact.by_kind.form import above_or_below, nearest_level, together_or_in_turn
from humocon.ask.exact.by_kind.held_claims import DOWN
from humocon.ask.exact.by_kind.manners import posture
from humocon.ask.exact.by_kind.sides import side, way
from humocon.ask.exact.by_kind.telling import phrase, tell_events
from humocon.ask.exact.by_kind.verdicts import yes_no
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact
from humocon.ask.exact.known.events import Event, joint_of
from humocon.ask.exact.known.happening import happens
from humocon.ask.exact.known.moment import clause_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import GOING, JOINTS, absent, amount, time_named
from humocon.ask.exact.words import units
from humocon.ask.exact.words.qualifiers import ORDINALS
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.vocabulary import PLACELESS, RESTS
from humocon.motion.kinematics.measures import Part, Quantity
from humocon.motion.kinematics.signals import SIDES, Span
from humocon.motion.kinematics.words import describe_ends

_POSTURES = re.compile(
    r"\b(?:stand|squat|crouch|sit|ly|lie|kneel)\w*(?: up| down| still)? or (?:is (?:he|she) )?(?:stand|squat"
    r"|crouch|sit|ly|lie|kneel)\w*"
)
_LIMBS: Final = re.compile(
    r"\b(?:arms?|hands?|fists?)\b.*\b(?:legs?|feet|foot)\b"
    r"|\b(?:legs?|feet|foot)\b.*\b(?:arms?|hands?|fists?)\b|\bupper\b.*\blower\b"
)
_MORE: Final = re.compile(
    r"\b(?:longer|shorter|more|most|longest|faster|higher|mostly|mainly|bigger|greater|larger|main)\b"
)
STANDS = 0.3
"""Metres a second of the pelvis up to which somebody stands."""


def comparison(question: Question, scene: Scene) -> Exact | None:
    """Which of two: actions, ways, sides, beginning or end."""
    text = question.text
    special = (
        how_much_more(question, scene)
        or _one_of_several(question, scene)
        or when_more(question, scene)
        or _special(question, scene)
    )
    if special is not None:
        return special
    if re.search(
        r"\bmost of\b|\bmainly\b|\bmostly\b|\b(?:long|short|deep|high|tall|low|fast|slow|quick|bigg?|great"
        r"|small|larg)(?:er|est)\b",
        text,
    ):
        ranked = _ranked(question, scene)
        if ranked is not None:
            return ranked
    if "circle arms" in question.keys and question.ways:
        return way(question, scene)
    if len(question.ways) >= 1 and (" or " in text) and len(question.mentions) <= 1:
        return way(question, scene)
    several = len(question.mentions) > 1
    if _LIMBS.search(text) and not several:
        return _arms_or_legs(question, scene)
    if question.part and question.part not in ("trunk", "head") and not several:
        return side(question, scene)
    if {"left", "right"} <= set(question.sides):
        return way(question, scene)
    if several and _MORE.search(text):
        return _compared_events(question, scene)
    if several:
        return _one_of(question, scene)
    return _happens_or_not(question, scene) if len(question.mentions) == 1 and re.search(r"\bor\b", text) else None


def _happens_or_not(question: Question, scene: Scene) -> Exact | None:
    """What happens, where one of two things that are offered is not known."""
    found = yes_no(question, scene)
    if found is None:
        return None
    chosen = re.sub(r"^Yes(?:, that is right)?[,:] ", "", found.text)
    chosen = re.sub(r"^No(?:, that is not so)?[,:] ", "neither that is known: ", chosen)
    return exact(chosen, min(found.probability, LIKELY), *found.evidence, source=found.source)


def _one_of_several(question: Question, scene: Scene) -> Exact | None:
    """Which of several times of an action is the highest, deepest or longest; None where no place is named."""
    several = len(set(question.keys)) == 1 and len(scene.of(question.key)) > 1 and not question.part
    return _ranked(question, scene) if several and re.search(r"\b(?:first|second|third)\b", question.text) else None


def _special(question: Question, scene: Scene) -> Exact | None:
    """Which of two, where the words of the choice tell what is to be measured."""
    text = question.text
    if clause_of(text, scene) and _POSTURES.search(text):
        return posture(question, scene)
    if (stance := _stands_or_goes(question, scene)) is not None:
        return stance
    level = nearest_level(question, scene) or above_or_below(question, scene) or together_or_in_turn(question, scene)
    if level is not None:
        return level
    if re.search(r"\bstraight\b(?! up)", text) and not question.parts and "jump" not in question.keys:
        return _straight_or_not(scene)
    begin, end = r"\b(?:start|beginning|begin|first|early)\b", r"\b(?:end|finish|late|later|last|second)\b"
    if re.search(rf"{begin}.*\bor\b.*{end}|{end}.*\bor\b.*{begin}", text):
        return _start_or_end(question, scene)
    if question.mentions and _THROUGHOUT.search(text) and (spell := _throughout(question, scene)):
        return spell
    if question.mentions and _PIECES.search(text) and (events := scene.of(question.key)):
        told = "in one go" if len(events) == 1 else f"in {len(events)} parts"
        return exact(f"{told}: {tell_events(events[:3], timed=True)}.", DOUBTFUL, *(event.line for event in events))
    if "turn" in question.keys and re.search(r"\b(?:quarter|half|full|whole)\b", text):
        return _share_of_turn(scene)
    if "turn" in question.keys and (degrees := _DEGREES.search(text)):
        return _turn_of_degrees((int(degrees[1]), int(degrees[2])), scene)
    if (
        "jump" in question.keys
        and ({"up", "forward"} & set(question.ways) or re.search(r"\bplace\b|\blong\b.*\bhigh|\bhigh\b.*\blong", text))
        and scene.of("jump")
    ):
        return jumps_way(scene.of("jump"), scene)
    return None


_THROUGHOUT: Final = re.compile(
    r"\b(?:whole time|entire time|throughout|all the time|non-?stop|continuous\w*)\b.*\bor\b"
    r"|\bor\b.*\b(?:whole time|entire time|throughout|all the time|non-?stop|continuous\w*)\b"
)
_PIECES: Final = re.compile(
    r"\b(?:in|as) (?:one|a single) (?:go|movement|motion|sweep|piece)\b.*\bor\b"
    r"|\bor\b.*\b(?:in|as) (?:one|a single) (?:go|movement|motion|sweep|piece)\b"
)
MOST_OF_IT: Final[float] = 0.85
"""Share of a clip from which something is done the whole time."""


def _throughout(question: Question, scene: Scene) -> Exact | None:
    """Whether something is done the whole time or but for a part of it; None for what is not done."""
    events = scene.of(question.key)
    seconds = sum(event.span.duration_s for event in events)
    lead = "The whole time" if seconds > MOST_OF_IT * scene.duration_s else "Not the whole time"
    told = f"{lead}: {tell_events(events[:3], timed=True)}."
    return exact(told, LIKELY, *(event.line for event in events)) if events else None


def _stands_or_goes(question: Question, scene: Scene) -> Exact | None:
    """Whether somebody goes or stays where they are, at a time that is named; None where that is not offered."""
    if not (GOING & set(question.keys) and {"still", "stand"} & set(question.keys)) or " or " not in question.text:
        return None
    where = time_named(question, scene)
    speed = scene.measures.mean("pelvis", "speed", where)
    line = f"the pelvis moves at {speed:.1f} m/s"
    going = next(one.action.gerund for one in question.mentions if one.action.key in GOING)
    return exact(f"{'standing' if speed < STANDS else going}: {line}.", LIKELY, line)


_DEGREES: Final = re.compile(r"\b(\d{2,3})(?: degrees?)? or (?:an? )?(\d{2,3})\b(?: degrees?)?")


def _turn_of_degrees(offered: tuple[int, int], scene: Scene) -> Exact | None:
    """Which of two sizes is that of the turn."""
    best = scene.largest_turn
    if best is None:
        return None
    near = min(offered, key=lambda degrees: abs(degrees - best.value))
    return exact(f"{near} degrees: the turn is {best.value:.0f}° to the {best.side}.", LIKELY, best.line)


def _share_of_turn(scene: Scene) -> Exact | None:
    """Whether a turn is a quarter, a half or a whole one."""
    best = scene.largest_turn
    if best is None:
        return None
    names = {90: "a quarter turn", 180: "a half turn", 270: "three quarters of a turn", 360: "a full turn"}
    near = min(names, key=lambda degrees: abs(degrees - best.value))
    name = names[near] if best.value < 405 else f"{best.value / 360:.1f} full turns"
    return exact(f"{name}: {best.value:.0f} degrees to the {best.side}.", LIKELY, best.line)


def _straight_or_not(scene: Scene) -> Exact:
    """Whether the way is a straight line or a curve."""
    travel = scene.facts.travel
    straight = travel.displacement_m > 0.93 * travel.path_m and abs(travel.heading_degrees) < 30
    line = describe_ends(scene.facts)
    return exact(f"{'a straight line' if straight else 'not straight'}: {line}.", LIKELY, line)


def _arms_or_legs(question: Question, scene: Scene) -> Exact:
    """What strikes, a hand or a foot; for all else which of them go farther."""
    struck = scene.of(question.key) if question.key in ("kick", "punch") else []
    if struck:
        limb = "foot" if struck[0].key == "kick" else "fist"
        return exact(f"The {limb}: {tell_events(struck[:1], timed=True)}.", LIKELY, struck[0].line)
    arms, legs = (max(scene.measures.way(joint_of(one, joint)) for one in SIDES) for joint in ("wrist", "ankle"))
    line = f"hands go {arms:.1f} m, feet {legs:.1f} m relative to the body"
    return exact("The arms." if arms > legs else "The legs.", LIKELY, line)


_DOWN_POSTURES: Final = DOWN | {"squatting", "crouched"}
_POSTURES_NAMED: Final = (
    (
        r"\b(?:squat|crouch)\w*|\bdown (?:low|on|at)\b|\b(?:low|down) (?:to|on) the (?:floor|ground)\b"
        r"|\bon the (?:floor|ground)\b|\b(?:is|are|was) (?:\w+ )?down\b",
        _DOWN_POSTURES,
    ),
    (r"\b(?:sit|seated)\w*", frozenset({"seated"})),
    (r"\b(?:lie|lies|lying|flat)\b", frozenset({"lying"})),
    (r"\bkneel\w*|\bon (?:\w+ )?knees\b", frozenset({"kneeling"})),
    (r"\b(?:stand|upright)\w*|\bon (?:\w+ )?feet\b", frozenset({"standing"})),
    (r"\bbent\b", frozenset({"bent"})),
)


def _held_at_ends(question: Question, scene: Scene) -> Exact | None:
    """Whether a posture is held at the beginning, at the end, at both or at neither; None where none is named."""
    wanted = next((names for words, names in _POSTURES_NAMED if re.search(words, question.text)), None)
    postures = scene.facts.postures
    if wanted is None or not postures or re.search(r"\b(?:more|less|\w+er)\b(?<!either)(?<!neither)", question.text):
        return None
    first, last = (one.name in wanted for one in (postures[0], postures[-1]))
    told = "both" if first and last else "at the beginning" if first else "at the end" if last else "neither"
    lines = [f"{one.name} {one.span.words}" for one in (postures[0], postures[-1])]
    return exact(f"{told}: {' and '.join(dict.fromkeys(lines))}.", DOUBTFUL if scene.is_film else LIKELY, *lines)


def _parts_compared(question: Question) -> list[Part]:
    """Of which parts the heights are compared: of the head, of hands or feet that are named, else of the hips."""
    if question.part == "head":
        return ["head"]
    joint = JOINTS.get(question.part)
    return [joint_of(side, joint) for side in question.sides_meant] if joint else ["pelvis"]


def _start_or_end(question: Question, scene: Scene) -> Exact:
    """Whether something is more at the beginning or at the end."""
    if (held := _held_at_ends(question, scene)) is not None:
        return held
    halves = "half" in question.text
    part_s = scene.duration_s / (2 if halves else 3)
    edges = {
        "in the first half" if halves else "at the beginning": Span(0.0, part_s),
        "in the second half" if halves else "at the end": Span(scene.duration_s - part_s, scene.duration_s),
    }
    near = re.search(r"\b(?:near|close)\w*\b.*\b(?:floor|ground)\b", question.text)
    less = near is not None or re.search(r"\b(?:slower|lower|less|calmer)\b", question.text) is not None
    if question.mentions and question.key not in GOING and scene.of(question.key):
        event = scene.of(question.key)[0]
        late = (event.span.begin_s + event.span.end_s) / 2 >= scene.duration_s / 2
        return exact(f"{list(edges)[late]}: {tell_events([event], timed=True)}.", LIKELY, event.line)
    high = re.search(r"\bhigh|\blow", question.text) and not re.search(r"\bspeed|\bpace|\btempo", question.text)
    quantity: Quantity = "height" if near or high else "speed"
    parts: list[Part] = _parts_compared(question) if quantity == "height" else ["pelvis"]
    values = {
        name: float(np.mean([scene.measures.mean(part, quantity, where) for part in parts]))
        for name, where in edges.items()
    }
    best = min(values, key=lambda name: values[name]) if less else max(values, key=lambda name: values[name])
    unit = "m" if quantity == "height" else "m/s"
    told = f"{best}: {values[best]:.1f} {unit} there"
    if max(values.values()) - min(values.values()) < 0.05 * max(values.values()):
        told = f"about the same: {values[best]:.1f} {unit} {best}"
    return exact(f"{told}.", LIKELY, ", ".join(f"{value:.2f} {unit} {name}" for name, value in values.items()))


_EQUAL: Final = 0.01
"""Share by which several times of something differ of which none is the longest."""
_LEVEL: Final = re.compile(r"\b(?:level|equal\w*|same|tied?|alike)\b")


def _ranked(question: Question, scene: Scene) -> Exact | None:
    """Which of several is the highest, deepest, fastest or longest."""
    text = question.text
    less = re.search(r"\b(?:short|slow|small)(?:er|est)\b|\blow(?:er|est)\b", text) is not None
    if (
        not question.mentions
        and re.search(
            r"\b(?:long|short)est\b|\bmost\w* of\b|\bmainly\b"
            r"|\bmostly\b",
            text,
        )
        and scene.main
    ):
        # Several times of one thing are as long as they are together, without what lies between them.
        times = {event: _times_within(event, scene) for event in scene.main}
        spans = {event: sum(one.span.duration_s for one in each) for event, each in times.items()}
        best = min(spans, key=lambda event: spans[event]) if less else max(spans, key=lambda event: spans[event])
        number = len(times[best])
        told = tell_events([best], timed=True) + (f", {number} times, {spans[best]:.1f} s in all" if number > 1 else "")
        return exact(f"{told}.", LIKELY if number == 1 else DOUBTFUL, *(one.line for one in times[best]))
    events = times_of(question.keys[0], scene, question.mentions[0].side) if len(set(question.keys)) == 1 else []
    if len(set(question.keys)) == 1 and _WHICH_TIME.match(text) and len(events) < 2:
        return _only_one(question, events, scene)
    if len(events) < 2 or not re.match(r"(?:in |on )?(?:which|what)\b|.*\bor\b|(?:the |his |her )?\w+est\b", text):
        return None
    less = (less and question.key not in ("squat", "crouch")) or "least deep" in text
    amounts = [amount(event, text, scene) for event in events]
    if max(amounts) - min(amounts) <= (LIKE if _LEVEL.search(text) else _EQUAL) * max(map(abs, amounts)):
        return exact(f"About the same: {tell_events(events[:3], timed=True)}.", LIKELY, *(e.line for e in events[:3]))
    place = amounts.index(min(amounts) if less else max(amounts))
    name = f"{ORDINALS[place]} {question.mentions[0].action.noun}" if place < len(ORDINALS) else "one"
    return exact(f"The {name}, {events[place].span.words}.", LIKELY, events[place].line)


_WHICH_TIME: Final = re.compile(
    r"(?:in |on )?(?:which|what) (?:one )?(?:of (?:the|his|her|their) )?\w+(?: \w+)? is the \w+est\b"
)
"""What asks which time of an action is the longest, or the fastest."""


def _only_one(question: Question, events: list[Event], scene: Scene) -> Exact | None:
    """That there are not several times of an action among which one is the longest."""
    action, side = question.mentions[0].action, question.mentions[0].side
    if question.key in PLACELESS or question.part:
        return None
    if not events:
        return absent(question, scene)
    number, lines, _ = counted(action.key, scene, side)
    if number > 1:
        told = f"{units.count(number, action.noun)}, {events[0].span.words}, of which none is timed by itself"
        return exact(f"{told}.", DOUBTFUL, *lines)
    return exact(f"The only {action.noun}, {events[0].span.words}.", LIKELY, *lines)


def _times_within(event: Event, scene: Scene) -> list[Event]:
    """The events that one event of what is worth telling is made of."""
    inside = [
        one
        for one in scene.events
        if one.key == event.key
        and (one.side, one.way) == (event.side, event.way)
        and one.span.begin_s >= event.span.begin_s
        and one.span.end_s <= event.span.end_s
    ]
    return inside or [event]


def _compared_events(question: Question, scene: Scene) -> Exact | None:
    """Which of some actions lasts longer, is done more often, is faster."""
    found = {mention.action.key: (mention, scene.of(mention.action.key)) for mention in question.mentions}
    there = {key: events for key, (_, events) in found.items() if events}
    if len(there) < 2:
        return _one_of(question, scene)
    text = question.text

    def measure(key: str) -> float:
        events = there[key]
        if re.search(r"\bfast|\bquick|\bspeed|\bslow", text):
            return max(scene.measures.extreme("pelvis", "speed", "most", event.span).value for event in events)
        if re.search(r"\boften|\bmore \w+s\b", text):
            return float(counted(key, scene)[0])
        held = [one.span for one in scene.facts.postures if one.name == RESTS.get(key)]
        return sum(span.duration_s for span in held or [event.span for event in events])

    less = re.search(r"\b(?:shorter|slower|less|shortest)\b", text) is not None
    measured = {key: measure(key) for key in there}
    best = (min if less else max)(measured, key=lambda key: measured[key])
    gerund = found[best][0].action.gerund
    if re.search(r"\boften\b", text):
        each = " and ".join(units.count(int(value), found[key][0].action.noun) for key, value in measured.items())
        told = f"the {gerund}" if len(set(measured.values())) > 1 else "equally often"
        return exact(f"{told}: {each}.", LIKELY, *(events[0].line for events in there.values()))
    return exact(
        f"The {gerund}: {tell_events(there[best][:1], timed=True)}.",
        LIKELY,
        *(events[0].line for events in there.values()),
    )


def _one_of(question: Question, scene: Scene) -> Exact | None:
    """The one of some actions that happens."""
    verdicts = [(mention, happens(mention, scene)) for mention in question.mentions]
    held = [(mention, verdict) for mention, verdict in verdicts if verdict.holds]
    if not held:
        told = tell_events(scene.main) or "the person does neither"
        return exact(f"Neither: {told}.", DOUBTFUL, *(event.line for event in scene.main))
    if len(held) > 1:
        chain = [event.key for event in scene.named]
        held.sort(
            key=lambda item: (item[0].action.key not in chain, -sum(event.span.duration_s for event in item[1].events))
        )
        first = [verdict.events[0] for _, verdict in held if verdict.events]
        if all(mention.action.key in chain for mention, _ in held):
            return exact(
                f"Both: {tell_events(sorted(first, key=lambda event: event.span.begin_s), timed=True)}.",
                DOUBTFUL,
                *(event.line for _, v in held for event in v.events),
            )
    mention, verdict = held[0]
    told = phrase(verdict.events[0]) if verdict.events else mention.action.third
    return exact(
        f"The person {told}.",
        min(verdict.probability, LIKELY),
        *(verdict.lines or tuple(event.line for event in verdict.events)),
        source=verdict.source,
    )

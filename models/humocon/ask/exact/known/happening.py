"""Whether an action happens, with the side and the way that are named."""

import re
from dataclasses import dataclass, replace
from typing import Final

from humocon.ask.exact.by_kind.telling import guessed, phrase, tell_events
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, SURE, Source
from humocon.ask.exact.known.bearing import jump_way, limb_way, way_in_words
from humocon.ask.exact.known.events import LEAST_JUMP_M, Event
from humocon.ask.exact.known.figures import figures
from humocon.ask.exact.known.scene import HOPPING, Scene
from humocon.ask.exact.known.selection import jump_length
from humocon.ask.exact.words.question import Mention
from humocon.motion.kinematics.signals import SIDES, Span
from humocon.motion.kinematics.words import describe_same_heading

BY_FACTS: Final = frozenset(
    ("walk", "run", "move", "step", "air", "jump", "turn", "kick", "squat", "crouch", "bow", "bend", "lie")
    + ("sit", "kneel", "raise", "lower", "reach down", "lift knee", "fall", "get up", "stay on feet", "still")
    + ("stand", "handstand", "crawl", "twist", "swing")
)


MODEL_SURE: Final[float] = 0.95
SOME_WAY_M, A_WAY_M = 0.4, 1.0
"""Metres of a way beside what is named from which it is doubtful whether somebody walks, and from which they do."""


@dataclass(frozen=True)
class Verdict:
    """Whether something happens, how surely, and by which facts or events."""

    holds: bool
    probability: float
    lines: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    source: Source = "facts"
    said: str = ""


def goes_way(way: str, scene: Scene) -> Verdict:
    """Whether the person goes a way."""
    found = [
        event
        for event in scene.known
        if event.key in ("walk", "run") and (event.way == way or (way == "sideways" and event.way in SIDES))
    ]
    main = sum(event.value for event in found) > 0.25 * max(scene.facts.travel.path_m, 0.6)
    return Verdict(
        bool(found) and main,
        LIKELY,
        tuple(event.line for event in (found or scene.known))[:2],
        tuple(found[:2]) if main else (),
    )


def happens(mention: Mention, scene: Scene) -> Verdict:
    """Whether an action happens, with the side and the way that are named."""
    key, side, way = mention.action.key, mention.side, mention.way
    trust = 0.75 if scene.is_film else SURE
    shapes = figures(scene)
    if key in shapes:
        return Verdict(True, DOUBTFUL if key not in ("handstand", "cartwheel") else LIKELY, (shapes[key],))
    if key in ("walk", "run", "move") or (key == "jump" and way in ("forward", "backwards", "sideways", "up")):
        return _travels(key, side, way, scene, trust)
    if key == "step" and way in ("forward", "backwards", "sideways"):
        return goes_way(way, scene)
    if key == "turn":
        return _spins(mention, scene, trust) or _around(mention, _turns(side, scene, trust), scene)
    recognised = scene.recognised(key)
    if recognised and not side:
        return Verdict(True, min(trust, scene.told.probability), (), tuple(recognised), "model")
    found = _change(key, side, scene) or _by_events(mention, scene, trust)
    return _that_way(mention, found, scene) if way and key in _STRUCK and found.holds and found.events else found


_STRUCK: Final = frozenset({"kick", "punch", "throw", "lunge"})
"""What a hand or a foot does some way."""


def _that_way(mention: Mention, found: Verdict, scene: Scene) -> Verdict:
    """Whether what happens is done the way that is named, seen from how the body faces before it."""
    ways = {event: way_in_words(limb_way(event, scene)[0]) for event in found.events}
    word = "to the" if mention.way == "sideways" else mention.way
    those = tuple(event for event, way in ways.items() if word in way)
    told = ", then ".join(f"{way} ({event.span.words})" for event, way in list(ways.items())[:3])
    said = f"the {mention.action.noun} goes {told}"
    return Verdict(bool(those), DOUBTFUL, tuple(event.line for event in those or found.events), those, said=said)


def _change(key: str, side: str, scene: Scene) -> Verdict | None:
    """Whether the person falls, gets down or up, or lowers an arm; None for other actions."""
    if key == "fall":
        return _falls(scene)
    if key == "lower":
        ups = [event for event in scene.of("raise", side) if event.span.end_s < scene.duration_s - 0.1]
        return Verdict(bool(ups), LIKELY, tuple(f"{up.line}, and down from {up.span.end_s:.1f} s on" for up in ups[:2]))
    if key == "get down":
        return _gets_down(scene)
    if key == "get up":
        risen = scene.rises
        if not risen and (again := _up_again(scene)) is not None:
            return again
        return Verdict(
            bool(risen),
            LIKELY,
            tuple(f"{one.kind}, {one.span.words}" for one in risen) or ("never gets up from the floor or a seat",),
        )
    return None


def _by_events(mention: Mention, scene: Scene, trust: float) -> Verdict:
    """Whether there are events of an action, by the joints or by what a model names."""
    key, side = mention.action.key, mention.side
    if key == "dribble" and "basketball" in mention.words and scene.of("throw") and scene.of("jump"):
        return Verdict(True, DOUBTFUL, (), (*scene.of("throw"), *scene.of("jump")))
    events = scene.of(key, "" if key == "air" else side, "")
    if side in SIDES and not events and scene.of(key) and not any(event.side for event in scene.of(key)):
        told = [scene.side_of(event) for event in scene.of(key)]
        events = [event for event, one in zip(scene.of(key), told, strict=True) if one == side]
    low = bool(events) and key == "jump" and max(event.value for event in events) < LEAST_JUMP_M
    if (low and not set(events) & set(scene.events)) or (events and key == "air" and _stray(scene)):
        return Verdict(True, DOUBTFUL, (), tuple(events))
    if events:
        source: Source = "facts" if all(event.line for event in events) else "both"
        named = any(event in scene.named for event in events)
        return Verdict(True, trust if named or key in BY_FACTS else LIKELY, (), tuple(events), source)
    if (perhaps := _perhaps(key, scene)) is not None and not side:
        return perhaps
    if key in BY_FACTS or side:
        return Verdict(False, trust if key not in ("bow", "bend", "squat", "crouch") else LIKELY)
    return _by_model(mention, scene)


def _stray(scene: Scene) -> bool:
    """Whether feet are off the floor where nobody jumps, runs or does what they belong to, as where a sensor errs."""
    return not scene.facts.jumps and not any(event.key in HOPPING for event in (*scene.known, *scene.named))


_BENT: Final = ("bow", "squat", "bend", "crouch", "reach down", "place", "lunge")
_UPRIGHT: Final = 25.0
"""Degrees up to which a trunk that was bent is upright again."""


def _up_again(scene: Scene) -> Verdict | None:
    """That who bows, squats or reaches down is upright afterwards; None where nobody does."""
    downs = [event for key in _BENT for event in scene.of(key) if event.span.end_s < scene.duration_s - 0.1]
    if not downs or scene.facts.postures[-1].name in ("lying", "seated", "kneeling"):
        return None
    last = max(downs, key=lambda event: event.span.end_s)
    after = Span(last.span.end_s, scene.duration_s)
    lean = scene.measures.extreme("trunk", "lean", "least", after)
    hips = scene.measures.extreme("pelvis", "height", "most", after)
    line = f"after {last.span.end_s:.1f} s the trunk leans by {lean.value:.0f}° at least"
    return Verdict(lean.value < _UPRIGHT and hips.value > 0.5, LIKELY, (line,), said=line)


def _perhaps(key: str, scene: Scene) -> Verdict | None:
    """What is told as a name that may be right of a film in which nothing is named surely; None for all else."""
    name = guessed(scene) if scene.is_film and not scene.named else None
    if name is None or name.key != key:
        return None
    return Verdict(True, scene.told.probability, source="model", said=f"perhaps the person {phrase(name)}")


def _by_model(mention: Mention, scene: Scene) -> Verdict:
    """What only a model can name."""
    key = mention.action.key
    if not mention.action.learned:
        if scene.is_film and not figures(scene):
            told = tell_events(scene.main[:2])
            return Verdict(True, 0.5, (f"that may be: {told}" if told else "the joints do not speak against it",))
        return Verdict(False, LIKELY if not scene.is_film else DOUBTFUL)
    says, probability = scene.asked(key)
    hidden = {
        "wave": {"raise"},
        "kick": {"run", "walk", "jack", "elbow knee", "lie"},
        "punch": {"jack", "elbow knee", "walk"},
    }
    named = {event.key for event in scene.named}
    if (
        says
        and probability >= MODEL_SURE
        and not scene.is_film
        and not (named & hidden.get(key, set()) and scene.told.probability > 0.8)
    ):
        if key == "kick" and not any(event.key in ("kick", "lift knee") for event in scene.known):
            return Verdict(False, DOUBTFUL)
        return Verdict(True, LIKELY - 0.1, (f"the model says yes to {mention.action.gerund}",), source="model")
    return Verdict(False, LIKELY if not scene.is_film else DOUBTFUL, source="both")


def _travels(key: str, side: str, way: str, scene: Scene, trust: float) -> Verdict:
    """Whether the person walks, runs or jumps, and which way."""
    found = [event for event in scene.of(key) if key != "move" or event.way != "on the spot"]
    if key in ("walk", "move", "run") and not found:
        found = [
            event
            for event in scene.known
            if event.key == key
            and event.value > 1.5
            and not any(one.key in ("run", "walk", "jump") for one in scene.named)
        ]
    if (
        key in ("walk", "run", "move")
        and scene.named
        and not any(event.key in ("walk", "run") for event in scene.named)
    ):
        # What is named explains a step or two.
        found = [event for event in found if event in scene.named or event.value >= 1.0]
        if not found and (gone := [event for event in scene.known if event.key == key and event.way != "on the spot"]):
            # Several short ways are one; what goes less may be but the steps of what is named.
            metres = sum(event.value for event in gone)
            if metres >= SOME_WAY_M:
                lines = tuple(event.line for event in gone[:2])
                return Verdict(metres >= A_WAY_M, LIKELY if metres >= A_WAY_M else DOUBTFUL, lines)
    if not found and key == "move" and way in ("forward", "backwards"):
        return goes_way(way, scene)  # whatever it is called, the way is seen
    if not found:
        return Verdict(False, trust)
    if way == "up":
        return Verdict(max(jump_length(event, scene) for event in found) < 0.4, LIKELY, (), tuple(found))
    if key == "jump" and way:
        far = max(found, key=lambda event: jump_length(event, scene))
        gone = way_in_words(jump_way(far, scene))
        holds = jump_length(far, scene) >= 0.4 and ("to the" in gone if way == "sideways" else way in gone)
        return Verdict(holds, LIKELY, (), tuple(found), said=f"the jump goes {gone}")
    if way == "forward":
        back = [event for event in found if event.way == "backwards"]
        return Verdict(len(back) < len(found), trust, (), tuple(event for event in found if event.way != "backwards"))
    if way == "backwards":
        back = [event for event in found if event.way == "backwards"]
        return Verdict(bool(back), trust, (), tuple(back))
    if way == "sideways":
        aside = [event for event in found if event.line and any(f"to the {one}" in event.line for one in SIDES)]
        return Verdict(bool(aside), LIKELY, (), tuple(aside))
    if side in SIDES:
        return _turns(side, scene, trust)
    return Verdict(True, trust, (), tuple(found))


_SPIN: Final = re.compile(r"(?:spin|spun|pirouett|twirl|whirl)\w*")
_SPUN: Final = 300.0
"""Degrees from which a turn is a spin."""


def _spins(mention: Mention, scene: Scene, trust: float) -> Verdict | None:
    """That nobody spins who turns by less than all the way round; None where something else is asked or seen."""
    best = scene.largest_turn
    if not _SPIN.match(mention.words) or best is None or best.value > _SPUN:
        return None
    line = f"turns by {best.value:.0f}° at most, {best.span.words}, and never all the way round"
    return Verdict(False, min(trust, LIKELY), (line,), said=line)


def _around(mention: Mention, turns: Verdict, scene: Scene) -> Verdict:
    """What is told of turning; whether a small turn is one "around" is doubtful."""
    turned = max([event.value for event in turns.events] or [abs(scene.facts.travel.heading_degrees)])
    is_doubtful = turns.holds and turned < TURNED_AROUND and re.search(r"\b(?:a?round|about)$", mention.words)
    return replace(turns, probability=min(turns.probability, DOUBTFUL)) if is_doubtful else turns


TURNED_AROUND: Final[float] = 90.0
"""Degrees from which a turn is surely one around."""


def _turns(side: str, scene: Scene, trust: float) -> Verdict:
    """Whether the body turns, to a side where one is named."""
    turns = [event for event in scene.turns if event in scene.events or event.value > 60]
    found = [event for event in turns if not side or event.side == side]
    heading = scene.facts.travel.heading_degrees
    if not found and not turns and abs(heading) > 50 and (not side or (heading > 0) == (side == "left")):
        line = f"the body faces {abs(heading):.0f}° farther to the {'left' if heading > 0 else 'right'} at the end"
        return Verdict(True, LIKELY, (line,))
    if found:
        return Verdict(True, trust, (), tuple(found))
    against = tuple(event.line for event in turns) or (describe_same_heading(scene.facts),)
    return Verdict(False, trust if not scene.is_film else DOUBTFUL, against)


def _gets_down(scene: Scene) -> Verdict:
    """Whether the person goes down: sits, kneels or lies down, falls, squats or reaches to the floor."""
    down = scene.descents
    lines = tuple(f"{one.kind}, {one.span.words}" for one in down)
    squats = scene.of("squat") or scene.of("crouch") or scene.of("reach down")
    return Verdict(bool(down or squats), LIKELY, lines, tuple(squats[:1]) if not down else ())


def _falls(scene: Scene) -> Verdict:
    """Whether the person falls: goes to the floor faster than anybody lies down."""
    if scene.falls:
        return Verdict(True, LIKELY, tuple(f"falls, {change.span.words}" for change in scene.falls))
    lowest = max(min(posture.hips_m for posture in scene.facts.postures), 0.0)
    return Verdict(
        False,
        LIKELY,
        (f"the pelvis never sinks below {lowest:.2f} m" if lowest > 0.3 else "the pelvis goes down slowly",),
    )

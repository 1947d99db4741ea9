"""The facts as one short text, for a language model to read beside a question and for people.

The same motion gives the same text, whatever file it came from: numbers are rounded to what a recording is worth.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final, Literal

from humocon.motion.kinematics.arms import ArmMove
from humocon.motion.kinematics.facts import Facts
from humocon.motion.kinematics.measures import Part
from humocon.motion.kinematics.path import Going
from humocon.motion.kinematics.posture import Posture
from humocon.motion.kinematics.signals import SIDES, Span
from humocon.motion.kinematics.words import num_times, pairs, way_words

MOST_TOKENS: Final[int] = 400
FULL_S: Final[float] = 10.0
TOKENS_PER_S: Final[float] = 4.0
DETAILS: Final = ((12, 12), (8, 8), (4, 8), (3, 6), (2, 6), (2, 4), (2, 3), (1, 3), (1, 2), (1, 1))
"""How many stretches are told of an arm, and of any other topic: from fine to coarse, until the text is short."""
HANDS_FROM: Final[int] = 4
MOST_BEGINS: Final[int] = 8
"""Of so many things that are told together it is told where each begins, if they are no more than twice those told."""
SHORTEST_GOING_M: Final[float] = 0.3
SHORTEST_POSTURE_S: Final[float] = 0.4
PASSING_CROUCH_S: Final[float] = 1.0
FLOOR_SEAT_M: Final[float] = 0.25
FACES_DEGREES: Final[float] = 15.0
UPRIGHT: Final[str] = "upright"
SHORTEST_RAISE_S: Final[float] = 0.5
SAME_HEIGHT_M: Final[float] = 0.15
_TOKEN: Final = re.compile(r"[a-z]+|\d|[^\sa-z\d]", re.IGNORECASE)


@dataclass(frozen=True)
class _Deed:
    """A stretch of something: what, when, with which numbers, and how telling it is."""

    what: str
    span: Span
    detail: str
    weight: float
    times: int = 1
    begins: tuple[float, ...] = ()

    @property
    def words(self) -> str:
        often = f" {self.times} times" if self.times > 1 else ""
        begins = "".join(f"{begin:.1f}, " for begin in self.begins)
        return f"{self.what}{often} {begins}{self.span.words}{f' ({self.detail})' if self.detail else ''}"


def facts_text(facts: Facts, *, legs_seen: bool = True) -> str:
    """Everything worth knowing of a motion in a few lines, by topic, each in the order of time.

    At most about `MOST_TOKENS` tokens for `FULL_S` seconds; longer motions are told more coarsely: what is alike is
    told together, and of each topic only what tells most.

    Args:
        facts: of the motion; the times are theirs.
        legs_seen: whether the legs were; else nothing is told that rests on them.
    """
    limit = MOST_TOKENS + TOKENS_PER_S * max(facts.duration_s - FULL_S, 0.0)
    lines: list[str] = []
    for arm, most in DETAILS:
        lines = _lines(facts, arm, most, legs_seen=legs_seen)
        if num_tokens("\n".join(lines)) <= limit:
            break
    while num_tokens("\n".join(lines)) > limit:
        lines.pop()
    return "\n".join(lines)


def num_tokens(text: str) -> int:
    """About as many tokens as a language model reads a text in: words, digits and signs."""
    return len(_TOKEN.findall(text))


def _lines(facts: Facts, arm: int, most: int, *, legs_seen: bool) -> list[str]:
    lines = [f"Lasts {facts.duration_s:.1f} s."]
    if legs_seen:
        lines += [_way(facts), *_steps(facts), *_counts(facts), *_rhythm(facts)]
        lines += _told("Way", _goings(facts), most)
    lines += _told("Turns", _turns(facts, legs_seen=legs_seen), most)
    if legs_seen:
        lines += _told("In the air", _flights(facts), most)
        lines += _told("Posture", _postures(facts.postures), most)
        lines += _told("Changes", [_Deed(one.kind, one.span, "", one.speed) for one in facts.changes], most)
        lines += _told("Exercises", _exercises(facts), most)
        for side in SIDES:
            lines += _told(f"{side.capitalize()} leg", _leg(facts, side), most)
    for who, moves in _arms(facts.arms).items():
        lines += _told(who, [_arm(move, legs_seen=legs_seen) for move in moves], arm)
    lines += _told("Trunk", _trunk(facts), most)
    if most >= HANDS_FROM:
        lines.append(_hands(facts, legs_seen=legs_seen))
    return [*lines, _moved(facts, legs_seen=legs_seen)]


def _told(topic: str, deeds: Sequence[_Deed], most: int) -> list[str]:
    """One line of a topic: no more deeds than `most`, those alike told together, the most telling kept."""
    if len(deeds) > most:
        # To be upright says least, and what is alike is told together.
        deeds = [deed for deed in deeds if deed.what != UPRIGHT]
        deeds = [_together(list(alike), most) for _, alike in groupby(deeds, key=lambda deed: deed.what)]
    if not deeds:
        return []
    kept = sorted(sorted(deeds, key=lambda deed: -deed.weight)[:most], key=lambda deed: deed.span.begin_s)
    left = sum(deed.times for deed in deeds) - sum(deed.times for deed in kept)
    words = [*(deed.words for deed in kept), *([f"and {left} more"] if left else [])]
    return [f"{topic}: {'; '.join(words)}."]


def _together(alike: list[_Deed], most: int) -> _Deed:
    """Deeds of one kind in a row as one, with the numbers of the most telling, and where they begin if they are few."""
    if len(alike) == 1:
        return alike[0]
    best = max(alike, key=lambda deed: deed.weight)
    times = sum(deed.times for deed in alike)
    where = Span(alike[0].span.begin_s, max(deed.span.end_s for deed in alike))
    begins: tuple[float, ...] = ()
    if times == len(alike) <= min(2 * most, MOST_BEGINS):
        begins, where = tuple(deed.span.begin_s for deed in alike[:-1]), alike[-1].span
    return replace(best, span=where, times=times, weight=sum(deed.weight for deed in alike), begins=begins)


def _way(facts: Facts) -> str:
    travel = facts.travel
    if travel.path_m < SHORTEST_GOING_M:
        return "Stays in place."
    return (
        f"Goes {travel.path_m:.1f} m in all, {travel.displacement_m:.1f} m from start to end, "
        f"{travel.mean_speed:.1f} m/s on average, {travel.top_speed:.1f} m/s at most at {travel.peak_s:.1f} s."
    )


def _steps(facts: Facts) -> list[str]:
    times, count = [step.time_s for step in facts.steps], len(facts.steps)
    if not times:
        return []
    rate = f", {(count - 1) / (times[-1] - times[0]):.1f} a second" if count > 2 and times[-1] > times[0] else ""
    return [f"{num_times(count, 'step')}, {facts.steps[0].foot} foot first{rate}."]


def verb(going: Going, facts: Facts) -> Literal["runs", "walks", "moves"]:
    """How somebody goes; who goes without a step only moves."""
    begin_s, end_s = going.span.begin_s, going.span.end_s
    if not any(begin_s <= step.time_s <= end_s + 0.3 for step in facts.steps):
        return "moves"
    return "runs" if going.runs else "walks"


def _goings(facts: Facts) -> list[_Deed]:
    found = []
    for going in facts.goings:
        if going.distance_m < SHORTEST_GOING_M:
            continue
        way = f"sideways to the {going.way}" if going.way in SIDES else going.way
        detail = f"{going.distance_m:.1f} m, {going.speed:.1f} m/s"
        found.append(_Deed(f"{verb(going, facts)} {way}", going.span, detail, going.distance_m))
    return found


def _turns(facts: Facts, *, legs_seen: bool) -> list[_Deed]:
    found = []
    for turn in facts.turns:
        speed = facts.measures.mean("pelvis", "speed", turn.span)
        detail = f"{_degrees(turn.degrees)}" + (f", at {speed:.1f} m/s" if legs_seen and speed >= 0.3 else "")
        found.append(_Deed(f"to the {turn.side}", turn.span, detail, abs(turn.degrees)))
    heading = facts.travel.heading_degrees
    if found and abs(heading) >= FACES_DEGREES:
        last = found[-1]
        faces = f"{last.detail}, faces {_degrees(heading)} {'left' if heading > 0 else 'right'} in the end"
        found[-1] = replace(last, detail=faces)
    return found


def _flights(facts: Facts) -> list[_Deed]:
    found = []
    for jump in facts.jumps:
        detail = f"feet {_metres(jump.height_m)} m and pelvis {_metres(jump.rise_m)} m up at {jump.peak_s:.1f} s"
        far = f", {jump.length_m:.1f} m far" if jump.length_m >= 0.2 else ""
        found.append(_Deed("jumps", jump.span, detail + far, jump.height_m))
    strides = [flight for flight in facts.flights if flight.kind == "stride"]
    if strides:
        where = Span(strides[0].span.begin_s, strides[-1].span.end_s)
        height = max(flight.height_m for flight in strides)
        found.append(_Deed("strides of a run", where, f"feet {_metres(height)} m up", height, len(strides)))
    return sorted(found, key=lambda deed: deed.span.begin_s)


def calm(postures: Sequence[Posture]) -> list[Posture]:
    """The postures without those that are only passed through: short ones, and crouching on the way farther down."""
    found: list[Posture] = []
    for number, posture in enumerate(postures):
        beside = {one.name for one in postures[max(number - 1, 0) : number + 2]}
        passing = posture.name == "crouched" and not beside <= {"crouched", "standing", "bent"}
        long = posture.span.duration_s >= (PASSING_CROUCH_S if passing else SHORTEST_POSTURE_S)
        if found and (not long or posture.name == found[-1].name):
            found[-1] = _joined(found[-1], posture)
        else:
            found.append(posture)
    # The first one has nothing before it that it could be joined to.
    if len(found) > 1 and found[0].span.duration_s < SHORTEST_POSTURE_S:
        first = found.pop(0)
        found[0] = replace(found[0], span=Span(first.span.begin_s, found[0].span.end_s))
    return found


def _joined(first: Posture, second: Posture) -> Posture:
    """Two postures in a row as the first, with the numbers of the more extreme one where it is the same."""
    where = Span(first.span.begin_s, second.span.end_s)
    if first.name != second.name:
        return replace(first, span=where)
    more = second.lean_degrees > first.lean_degrees if first.name == "bent" else second.hips_m < first.hips_m
    return replace(second if more else first, span=where)


def _postures(postures: Sequence[Posture]) -> list[_Deed]:
    names = {"standing": UPRIGHT, "seated": "sitting"}
    if [posture.name for posture in calm(postures)] == ["standing"]:
        return []
    found = []
    for posture in calm(postures):
        name = names.get(posture.name, posture.name)
        if posture.name == "seated" and posture.hips_m < FLOOR_SEAT_M:
            name += " on the floor"
        detail = ""
        if posture.name == "bent":
            name = f"bent {posture.lean_way}"
            detail = f"{_degrees(posture.lean_degrees)} at {posture.peak_s:.1f} s"
        elif posture.name != "standing":
            detail = f"pelvis down to {_metres(posture.hips_m)} m at {posture.peak_s:.1f} s"
        weight = posture.span.duration_s * (0.2 if posture.name == "standing" else 1.0)
        found.append(_Deed(name, posture.span, detail, weight))
    return found


def _exercises(facts: Facts) -> list[_Deed]:
    found = []
    for repetition in facts.repetitions:
        if repetition.what not in ("squat", "jumping jack"):
            continue
        for where in repetition.each:
            low = facts.measures.extreme("pelvis", "height", "least", where)
            knees: tuple[Part, Part] = ("left knee", "right knee")
            bend = max(facts.measures.at(knee, "bend", low.time_s) for knee in knees)
            detail = f"lowest at {low.time_s:.1f} s, knees bent {_degrees(bend)}" if repetition.what == "squat" else ""
            found.append(_Deed(repetition.what, where, detail, bend))
    return sorted(found, key=lambda deed: deed.span.begin_s)


def _trunk(facts: Facts) -> list[_Deed]:
    found = [
        _Deed(f"twists to the {one.side}", one.span, f"{_degrees(one.degrees)} at {one.peak_s:.1f} s", one.degrees)
        for one in facts.twists
    ]
    for repetition in facts.repetitions:
        if repetition.what == "bow":
            for where in repetition.each:
                most = facts.measures.extreme("trunk", "lean", where=where)
                found.append(_Deed("bows", where, f"{_degrees(most.value)} at {most.time_s:.1f} s", most.value))
    return sorted(found, key=lambda deed: deed.span.begin_s)


def _arms(arms: Sequence[ArmMove]) -> dict[str, list[tuple[ArmMove, ...]]]:
    """What both arms do together, and what each does alone."""
    found: dict[str, list[tuple[ArmMove, ...]]] = {"Both arms": [], "Left arm": [], "Right arm": []}
    for moves in pairs([move for move in arms if _is_telling(move)]):
        # Where one hand gets farther it is worth telling which.
        even = len(moves) == 2 and abs(moves[0].floor_m - moves[1].floor_m) < SAME_HEIGHT_M
        for together in [moves] if even else [(move,) for move in moves]:
            found["Both arms" if even else f"{together[0].side.capitalize()} arm"].append(together)
    return found


def _is_telling(move: ArmMove) -> bool:
    """Whether it is no arm that is lifted a little for a moment."""
    return move.kind != "raise" or move.span.duration_s >= SHORTEST_RAISE_S or move.height_m > 0


def _arm(moves: tuple[ArmMove, ...], *, legs_seen: bool) -> _Deed:
    """What one arm, or both, do: with the numbers of the one that does more."""
    best = max(moves, key=lambda move: move.speed if move.kind in ("punch", "swing") else move.floor_m)
    where = Span(min(move.span.begin_s for move in moves), max(move.span.end_s for move in moves))
    count = max(move.count for move in moves)
    high = f"hand {_metres(best.floor_m)} m high at {best.peak_s:.1f} s"
    if not legs_seen:
        above = "above" if best.height_m >= 0 else "below"
        high = f"hand {_metres(abs(best.height_m))} m {above} the shoulder at {best.peak_s:.1f} s"
    fast = f"{best.speed:.1f} m/s"
    weight = {"raise": 0.5, "reach down": 1.0}.get(best.kind, 2.0) * (0.5 + where.duration_s)
    what, detail = {
        "raise": ("raised", f"{high}, {fast}"),
        "wave": ("waving", f"{count} swings, {high}, {fast}"),
        "circle": ("circling", f"{count} circle{'s' if count > 1 else ''}, {fast}"),
        "punch": ("punching", fast),
        "swing": (f"swinging {way_words(best.way)}", f"{fast}, {high}"),
        "clap": ("clapping", f"{count} claps"),
        "reach down": ("reaching down", high.replace(" high", " over the floor") if legs_seen else ""),
    }[best.kind]
    return _Deed(what, where, detail, weight)


def _leg(facts: Facts, side: str) -> list[_Deed]:
    verbs = {"kick": "kicks", "lift knee": "knee lifted", "lunge": "lunges ahead"}
    found = []
    for move in facts.legs:
        if move.side != side:
            continue
        detail = f"foot {_metres(move.height_m)} m high at {move.peak_s:.1f} s"
        detail += f", {move.speed:.1f} m/s" if move.kind == "kick" else ""
        detail = f"lowest at {move.peak_s:.1f} s" if move.kind == "lunge" else detail
        found.append(_Deed(verbs[move.kind], move.span, detail, move.speed * (2 if move.kind == "kick" else 1)))
    return found


def _counts(facts: Facts) -> list[str]:
    """What is counted, all of it in one line."""
    counted = [num_times(one.count, one.what) for one in facts.repetitions if one.what != "wave"]
    return [f"Counts: {', '.join(counted)}."] if counted else []


def _rhythm(facts: Facts) -> list[str]:
    rhythm = facts.rhythm
    return [f"Repeats every {_metres(rhythm.period_s)} s, {rhythm.count} times in all."] if rhythm else []


def _hands(facts: Facts, *, legs_seen: bool) -> str:
    """How high and how fast each hand gets."""
    found = []
    wrists: tuple[Part, Part] = ("left wrist", "right wrist")
    for wrist in wrists:
        fast = facts.measures.extreme(wrist, "own speed")
        high = facts.measures.extreme(wrist, "height")
        words = f"{wrist.replace('wrist', 'hand')} {fast.value:.1f} m/s at most at {fast.time_s:.1f} s"
        found.append(words + (f", {_metres(high.value)} m high at most at {high.time_s:.1f} s" if legs_seen else ""))
    return f"{'; '.join(found).capitalize()}."


def _moved(facts: Facts, *, legs_seen: bool) -> str:
    """Which hand or foot goes farthest, relative to the pelvis."""
    ends: dict[str, Part] = {"left hand": "left wrist", "right hand": "right wrist"}
    if legs_seen:
        ends |= {"left foot": "left ankle", "right foot": "right ankle"}
    ways = sorted(
        ((round(facts.measures.way(part), 1), name) for name, part in ends.items()), key=lambda item: -item[0]
    )
    return f"Moves most: {', '.join(f'{name} {way:.1f} m' for way, name in ways)}."


def _metres(value: float) -> str:
    """Heights, and periods, to .05."""
    return f"{round(max(value, 0.0) / 0.05) * 0.05:.2f}"


def _degrees(value: float) -> str:
    return f"{round(abs(value) / 5) * 5}°"

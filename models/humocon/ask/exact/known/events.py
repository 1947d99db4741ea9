"""What happens when: the events of a clip, from the facts of its joints."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

import numpy as np

from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.facts import Facts
from humocon.motion.kinematics.measures import Extreme, Measures, Part
from humocon.motion.kinematics.path import JOGGING, Turn
from humocon.motion.kinematics.signals import Span, extremes, runs, smooth
from humocon.motion.kinematics.words import describe_flight, way_words

RUNNING: Final[float] = 2.2
NEXT_STRIDE_S: Final[float] = 0.8
LEAST_TURN: Final[float] = 40.0
LEAST_JUMP_M: Final[float] = 0.1

SPOT_STEP_M: Final[float] = 0.08
SPOT_STEP_S: Final[float] = 0.7
SPOT_RUNNING: Final[float] = 2.5
"""Steps a second on the spot from which it is running."""
LEAST_SPOT_STEPS: Final[int] = 6


@dataclass(frozen=True)
class Event:
    """Something that happens.

    Attributes:
        key: which action, as in the vocabulary.
        span: when, in seconds of the file.
        side: "left", "right", "both" or "".
        way: "forward", "backwards", "left", "right" or "".
        value: how much: degrees of a turn, metres of a jump's height.
        count: how often within the span.
        line: the fact that it rests on, in words; "" where a model alone says so.
        words: how it is said, where its name says more than its key: "draws an x in the air".
    """

    key: str
    span: Span
    side: str = ""
    way: str = ""
    value: float = 0.0
    count: int = 1
    line: str = ""
    words: str = ""


def joint_of(side: str, joint: str) -> Part:
    """The joint of a side by its name: "left wrist"."""
    return cast(Part, f"{side} {joint}")


def events_of(facts: Facts, measures: Measures) -> list[Event]:
    """Everything that the joints alone tell, in the order of time."""
    found = [
        *_goings(facts, measures),
        *_on_the_spot(measures),
        *_turns(facts, measures),
        *_jumps(facts),
        *_arms(facts),
        *_legs(facts),
        *_trunk(facts, measures),
    ]
    return sorted(found, key=lambda event: (event.span.begin_s, event.span.end_s))


def _goings(facts: Facts, measures: Measures) -> list[Event]:
    """Stretches of walking and of running; a way that is first walked and then run is two of them."""
    raw = measures.course("pelvis", "speed")
    speed = smooth(raw, 0.3)
    quick = speed > RUNNING
    strides = [flight.span for flight in facts.flights if flight.kind == "stride"]
    for number, stride in enumerate(strides):
        around = _poses(measures, Span(stride.begin_s - 0.35, stride.end_s + 0.35))
        beside = strides[max(number - 1, 0) : number] + strides[number + 1 : number + 2]
        # One flight alone is a foot that a sensor loses in a walk.
        again = any(
            stride.begin_s - NEXT_STRIDE_S < one.end_s and one.begin_s < stride.end_s + NEXT_STRIDE_S for one in beside
        )
        quick[around] |= speed[around] > (0.9 if again else JOGGING)
    found = []
    for going in facts.goings:
        poses = _poses(measures, going.span)
        hops = np.zeros(len(quick), bool)
        for flight in facts.jumps:
            hops[_poses(measures, Span(flight.span.begin_s - 0.2, flight.span.end_s + 0.2))] = True
        for key, mask in (("run", (quick & ~hops)[poses]), ("walk", (~quick & ~hops)[poses])):
            for first, last in runs(mask, shortest_s=min(0.6, going.span.duration_s / 2), gap_s=0.5):
                begin, end = poses.start + first, poses.start + last
                where = measures.span(begin, end)
                metres = float(raw[begin:end].sum() / CANONICAL_FPS)
                pace = metres / max((end - begin) / CANONICAL_FPS, 1e-6)
                line = f"goes {metres:.1f} m {way_words(going.way)} at {pace:.1f} m/s, {where.words}"
                found.append(Event(key, where, way=going.way, value=metres, line=line))
    return _joined(found)


def _poses(measures: Measures, where: Span) -> slice:
    """The poses of a stretch, in seconds of the file; quick, where a clip of hours has thousands of stretches."""
    begin, end = np.searchsorted(measures.times, [where.begin_s - 1e-3, where.end_s - 1e-3])
    return slice(int(begin), max(int(end), int(begin) + 1))


def _joined(goings: list[Event]) -> list[Event]:
    """Goings of one kind and way that follow each other closely, as one."""
    found: list[Event] = []
    for event in sorted(goings, key=lambda one: one.span.begin_s):
        last = found[-1] if found else None
        if last and last.key == event.key and last.way == event.way and event.span.begin_s - last.span.end_s < 0.4:
            where = Span(last.span.begin_s, max(event.span.end_s, last.span.end_s))
            found[-1] = replace(last, span=where, value=last.value + event.value)
        else:
            found.append(event)
    return found


def _on_the_spot(measures: Measures) -> list[Event]:
    """Walking and running on the spot: the feet go up and down in turn, and the pelvis stays."""
    feet = measures.course("left ankle", "height") - measures.course("right ankle", "height")
    stays = smooth(measures.course("pelvis", "speed"), 0.3) < 0.5
    groups: list[list[int]] = []
    for place in extremes(feet, SPOT_STEP_M):
        near = bool(groups) and place - groups[-1][-1] <= SPOT_STEP_S * CANONICAL_FPS
        if stays[place] and near:
            groups[-1].append(place)
        elif stays[place]:
            groups.append([place])
    found = []
    for places in groups:
        if len(places) >= LEAST_SPOT_STEPS:
            where = Span(float(measures.times[places[0]]), float(measures.times[places[-1]]))
            rate = (len(places) - 1) / max(where.duration_s, 0.05)
            line = f"{rate:.1f} steps a second on the spot, {where.words}"
            found.append(Event("run" if rate > SPOT_RUNNING else "walk", where, way="on the spot", line=line))
    return found


TURN_BEGUN: Final[float] = 0.1
"""Share of a turn by which the body has turned when it is seen to turn."""


def _seen_to_turn(where: Span, measures: Measures) -> Span:
    """A turn without the sway of the steps before it."""
    heading = measures.course("body", "heading")[_poses(measures, where)]
    gone = np.abs(heading - heading[0]) >= TURN_BEGUN * abs(heading[-1] - heading[0])
    # Where the body is last seen to face as before.
    waits = np.flatnonzero(~gone[: len(gone) // 2])
    begin_s = where.begin_s + (int(waits[-1]) if len(waits) else 0) / CANONICAL_FPS
    return Span(begin_s, where.end_s)


def _turns(facts: Facts, measures: Measures) -> list[Event]:
    """Turns after which the body faces another way; a trunk that twists there and back on the spot does not turn."""
    found: list[Event] = []
    turns = [turn for turn in facts.turns if abs(turn.degrees) >= LEAST_TURN]
    back_and_forth = _back_and_forth(turns)
    for number, turn in enumerate(turns):
        beside = turns[max(number - 1, 0) : number] + turns[number + 1 : number + 2]
        undone = any(
            other.degrees * turn.degrees < 0
            and abs(abs(other.degrees) - abs(turn.degrees)) < 0.4 * abs(turn.degrees)
            and max(other.span.begin_s - turn.span.end_s, turn.span.begin_s - other.span.end_s) < 1.0
            for other in beside
        )
        undone = undone or turn in back_and_forth
        key = "twist" if undone and not _goes(facts, turn.span) else "turn"
        where = _seen_to_turn(turn.span, measures)
        line = f"turns {abs(turn.degrees):.0f}° to the {turn.side}, {where.words}"
        found.append(Event(key, where, side=turn.side, value=abs(turn.degrees), line=line))
    return found


def _back_and_forth(turns: Sequence[Turn]) -> list[Turn]:
    """Turns of a row that goes to and fro without a stop, after which the body faces as before."""
    rows: list[list[Turn]] = []
    for turn in turns:
        last = rows[-1][-1] if rows else None
        if last and last.degrees * turn.degrees < 0 and turn.span.begin_s - last.span.end_s < TO_AND_FRO_S:
            rows[-1].append(turn)
        else:
            rows.append([turn])
    undone = [row for row in rows if len(row) > 2 and abs(sum(turn.degrees for turn in row)) < LEAST_TURN]
    return [turn for row in undone for turn in row]


TO_AND_FRO_S: Final[float] = 1.2
"""Seconds between two turns of a trunk that twists to and fro."""


def _goes(facts: Facts, where: Span) -> bool:
    """Whether the person goes somewhere within a stretch."""
    return sum(going.distance_m for going in facts.goings if overlap(going.span, where) > 0) >= 0.5


def _jumps(facts: Facts) -> list[Event]:
    jacks = [one.span for one in facts.repetitions if one.what == "jumping jack"]
    found = []
    for one in facts.repetitions:
        if one.what == "jumping jack":
            line = f"{one.count} jumping jack{'s' * (one.count != 1)}, {one.span.words}"
            found.append(Event("jack", one.span, count=one.count, line=line))
    for flight in facts.jumps:
        if flight.height_m >= LEAST_JUMP_M and not any(overlap(flight.span, span) > 0 for span in jacks):
            found.append(Event("jump", flight.span, value=flight.height_m, line=describe_flight(flight)))
    return found


_PLURAL: Final = {"swings": "swing", "circles": "circle", "is thrust": "are thrust", "reaches": "reach"}
_SINGULAR: Final = re.compile("|".join(_PLURAL))


def _arms(facts: Facts) -> list[Event]:
    names = {"raise": "raise", "wave": "wave", "circle": "circle arms", "punch": "punch", "reach down": "reach down"}
    found: list[Event] = []
    for move in facts.arms:
        key = names.get(move.kind, move.kind)
        where = move.span.words
        line = {
            "raise": f"{move.side} hand raised to {abs(move.height_m):.2f} m "
            f"{'above' if move.height_m >= 0 else 'below'} the shoulder, {where}",
            "wave": f"{move.side} hand swings {move.count} times, {where}",
            "circle": f"{move.side} hand circles {move.count} times, {where}",
            "punch": f"{move.side} hand is thrust ahead, {where}",
            "reach down": f"{move.side} hand reaches down to {max(move.height_m, 0):.2f} m over the floor, {where}",
        }.get(move.kind, f"{move.side} hand: {move.kind}, {where}")
        event = Event(key, move.span, side=move.side, value=move.height_m, count=move.count, line=line)
        same = [e for e in found[-8:] if e.key == key and e.side not in ("both", move.side) and key != "punch"]
        other = next(
            (
                e
                for e in reversed(same)
                if overlap(e.span, move.span) >= 0.5 * min(e.span.duration_s, move.span.duration_s)
            ),
            None,
        )
        if other is None:
            found.append(event)
            continue
        joined = Span(min(other.span.begin_s, move.span.begin_s), max(other.span.end_s, move.span.end_s))
        line = _SINGULAR.sub(lambda found: _PLURAL[found[0]], line.replace(f"{move.side} hand", "both hands"))
        line = line.replace(where, joined.words)
        value = min(other.value, move.height_m) if key == "reach down" else max(other.value, move.height_m)
        found[found.index(other)] = replace(
            event, span=joined, side="both", value=value, count=max(other.count, move.count), line=line
        )
    return found


def _legs(facts: Facts) -> list[Event]:
    names = {"kick": "kick", "lift knee": "lift knee"}
    found = []
    for move in facts.legs:
        what = f"kicks at {move.speed:.1f} m/s" if move.kind == "kick" else "is lifted"
        line = f"{move.side} leg {what}, {move.span.words}, ankle up to {move.height_m:.2f} m"
        found.append(Event(names.get(move.kind, move.kind), move.span, side=move.side, value=move.height_m, line=line))
    return found


_POSTURES: Final = {
    "lying": "lie",
    "seated": "sit",
    "kneeling": "kneel",
    "on hands and knees": "crawl",
    "on hands and feet": "crawl",
    "upside down": "handstand",
}


BOW_EDGE: Final[float] = 0.15
"""Share of the way down that who bows has left to go up, or has gone down, at the edges of the bow."""
BOW_EDGE_S: Final[float] = 2.0
"""For how long at most a trunk goes down before it is bent, or goes on up after that."""


def _whole_bow(where: Span, measures: Measures) -> Span:
    """A bow from where the trunk begins to go down to where it is up again, by the stretch in which it is bent."""
    lean, inside = measures.course("trunk", "lean"), _poses(measures, where)
    upright = float(lean.min())
    edge = upright + BOW_EDGE * (float(lean[inside].max()) - upright)
    reach = round(BOW_EDGE_S * CANONICAL_FPS)
    begin, end = inside.start, inside.stop
    while begin > max(inside.start - reach, 0) and edge < lean[begin - 1] < lean[begin] + 1.0:
        begin -= 1
    while end < min(inside.stop + reach, len(lean)) and edge < lean[end] < lean[end - 1] + 1.0:
        end += 1
    return Span(float(measures.times[begin]), float(measures.times[end - 1]))


def _trunk(facts: Facts, measures: Measures) -> list[Event]:
    """Squats, bows and what else is done with the whole body."""
    each = {
        name: [span for one in facts.repetitions if one.what == name for span in one.each] for name in ("squat", "bow")
    }
    found = []
    for posture in facts.postures:
        where = posture.span
        line = f"{posture.name} {where.words}, pelvis down to {posture.hips_m:.2f} m"
        if posture.name in ("squatting", "crouched"):
            squat = _meeting(each["squat"], where) if posture.name == "squatting" else None
            found.append(Event("squat" if squat else "crouch", squat or where, value=posture.hips_m, line=line))
        elif posture.name in _POSTURES:
            found.append(Event(_POSTURES[posture.name], where, value=posture.hips_m, line=line))
        elif posture.name == "bent":
            key = "bow" if _meeting(each["bow"], where) else "bend"
            where = _whole_bow(where, measures) if key == "bow" else where
            line = f"bent {where.words}, trunk {posture.lean_degrees:.0f}° from upright"
            found.append(Event(key, where, value=posture.lean_degrees, line=line))
    return found


def _meeting(spans: list[Span], where: Span) -> Span | None:
    """The first of some stretches, in the order of time, that overlaps another."""
    place = bisect_right(spans, where.begin_s, key=lambda span: span.end_s)
    return spans[place] if place < len(spans) and spans[place].begin_s < where.end_s else None


def released(side: str, measures: Measures, where: Span) -> Extreme:
    """When the hand of a side that throws lets go: where its elbow has been stretched fastest, the hand not sinking."""
    wrist, poses = joint_of(side, "wrist"), measures.poses(where)
    speed = measures.course(wrist, "own speed")[poses]
    if len(poses) < 3:
        return Extreme(float(speed[0]), float(measures.times[poses[0]]))
    rising = np.gradient(measures.course(wrist, "height")[poses], 1 / CANONICAL_FPS)
    stretched = -np.gradient(smooth(measures.course(joint_of(side, "elbow"), "bend")[poses], 0.05))
    stretched[rising < -THROWN_DOWN * speed] = 0.0
    place = int(stretched.argmax())
    after = np.flatnonzero(stretched[place:] < stretched[place] / 2)
    place += int(after[0]) if len(after) else 0
    return Extreme(float(speed[place]), float(measures.times[poses[place]]))


THROWN_DOWN: Final[float] = 0.6
"""Share of the speed of a hand with which it goes down that does not throw any more."""


def overlap(first: Span, second: Span) -> float:
    """For how many seconds two stretches overlap; less than 0 where they do not."""
    return min(first.end_s, second.end_s) - max(first.begin_s, second.begin_s)

"""Which limb it is where its own motion tells: the leg that hops, the hand that throws, the elbow at a knee."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.by_kind.counts import counted
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact
from humocon.ask.exact.known.events import joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import absent
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import HANDS_AND_FEET
from humocon.motion.kinematics.signals import SIDES, Span

LEGS: Final = frozenset({"leg", "foot", "knee"})
NEAR_FLOOR_M: Final[float] = 0.2
"""Height of a wrist from which the hand may be on the floor."""
RELEASE_S: Final[float] = 0.3
"""For how long after what was found of a throw the hand may be fastest."""
LIFTED_SPEED: Final[float] = 0.5
"""Metres a second of a foot that leaves its place."""
HELD_UP_M: Final[float] = 0.12
"""By how much the foot of who hops on one leg is above the other one."""
MUCH_MORE: Final[float] = 1.4
"""How many times as far or as fast one limb goes as the other where it alone is meant."""


def hopping_leg(scene: Scene, noun: str, *, idle: bool) -> Exact | None:
    """Which leg takes off and lands, or is kept up: the lower one or the higher one at both ends of every flight.

    Both, where neither is the lower one; None without a flight.
    """
    jumps = scene.facts.jumps
    ankles = [scene.measures.course(joint_of(one, "ankle"), "height") for one in SIDES]
    edges = [edge for jump in jumps for edge in (jump.span.begin_s, jump.span.end_s)]
    places = [scene.measures.pose(edge) for edge in edges]
    if not places:
        return None
    gaps = ankles[0][places] - ankles[1][places]
    held = float(np.median(gaps))
    if abs(held) < HELD_UP_M or (np.sign(gaps) != np.sign(held)).any():
        line = f"the feet are {abs(held):.2f} m apart in height at take-off and landing"
        return exact(f"Both {units.plural(noun)}.", LIKELY, line)
    low, high = ("right", "left") if held > 0 else ("left", "right")
    line = f"the {high} foot is held {abs(held):.2f} m above the {low} one at take-off and landing"
    return exact(f"The {high if idle else low} {noun}.", LIKELY, line)


def throwing_hand(scene: Scene, noun: str) -> Exact | None:
    """The hand that is the faster one by far in a throw and just after it; None where neither is."""
    throws = scene.of("throw")
    if not throws or noun in LEGS:
        return None
    where = Span(throws[0].span.begin_s, throws[0].span.end_s + RELEASE_S)
    speeds = {one: scene.measures.extreme(joint_of(one, "wrist"), "own speed", "most", where).value for one in SIDES}
    best = max(speeds, key=lambda one: speeds[one])
    if speeds[best] < MUCH_MORE * min(speeds.values()):
        return None
    return exact(f"The {best} {noun}.", LIKELY, f"the {best} hand moves at {speeds[best]:.1f} m/s at most")


def first_lifted(scene: Scene, noun: str) -> Exact | None:
    """Which foot leaves its place first where no steps over a level floor are counted."""
    begun = {}
    for one in SIDES:
        quick = np.flatnonzero(scene.measures.course(joint_of(one, "ankle"), "speed") > LIFTED_SPEED)
        begun[one] = float(scene.measures.times[quick[0]]) if len(quick) else np.inf
    first = min(begun, key=lambda one: begun[one])
    if not np.isfinite(begun[first]):
        return None
    line = f"the {first} foot moves from {begun[first]:.1f} s on"
    return exact(f"The {first} {noun}, at {begun[first]:.1f} s.", LIKELY, line)


def limb_moved(question: Question, scene: Scene) -> Exact:
    """Which arm or leg goes farthest beside the hips, or gets fastest; or which least."""
    fast = re.search(r"\b(?:fast|quick|slow|speed)\w*", question.text) is not None
    less = question.extreme == "least" or re.search(r"\bslow\w*", question.text) is not None
    values = {
        part.replace("wrist", "arm").replace("ankle", "leg"): scene.measures.extreme(part, "own speed").value
        if fast
        else scene.measures.way(part)
        for part in HANDS_AND_FEET
    }
    best = (min if less else max)(values, key=lambda limb: values[limb])
    unit = "m/s at most" if fast else "m"
    told = ", ".join(f"the {limb} {value:.1f}" for limb, value in values.items())
    return exact(f"The {best}: beside the hips {told} {unit}.", LIKELY, f"{told} {unit}, beside the hips")


def times_with(key: str, side: str, scene: Scene) -> int:
    """How often something is done with a side: of who walks or runs, the steps of the foot."""
    if key in ("walk", "run", "step"):
        return sum(step.foot == side for step in scene.facts.steps)
    return counted("lift knee" if key == "elbow knee" else key, scene, side)[0]


def oftener_side(question: Question, scene: Scene) -> Exact:
    """With which side something is done more often."""
    key, noun = question.key, question.mentions[0].action.noun
    counts = {side: times_with(key, side, scene) for side in SIDES}
    lines = [event.line for event in scene.of(key)]
    if not lines:
        return absent(question, scene)
    if not any(counts.values()):
        number = units.count(counted(key, scene)[0], noun)
        return exact(f"Neither side: {number}, with none of both alone.", DOUBTFUL, *lines)
    told = " and ".join(f"{number} with the {side}" for side, number in counts.items())
    best = max(counts, key=lambda side: counts[side])
    lead = "both sides as often" if len(set(counts.values())) == 1 else f"the {best} side"
    return exact(f"{lead}: {told}.", LIKELY, *lines)


_STANDS_ALONE: Final = 0.6
"""Share of a stretch in which one foot alone is down from which somebody stands on that leg."""


def leg_stood_on(scene: Scene, noun: str, where: Span | None) -> Exact | None:
    """On which leg somebody stands in a stretch: the one whose foot is the lower one by far, or both."""
    if not scene.legs_seen:
        return None
    left, right = (
        scene.measures.course(joint_of(one, "ankle"), "height")[scene.measures.poses(where)] for one in SIDES
    )
    up = {"left": float((right - left > HELD_UP_M).mean()), "right": float((left - right > HELD_UP_M).mean())}
    best = max(up, key=lambda one: up[one])
    line = f"the other foot is {HELD_UP_M:.2f} m above the left one for {up['left']:.0%} of the time, above the right"
    line += f" one for {up['right']:.0%}"
    if up[best] > _STANDS_ALONE:
        return exact(f"The {best} {noun}.", LIKELY, line)
    return exact(f"Both {units.plural(noun)}.", DOUBTFUL, line)


def elbow_to_knee(scene: Scene) -> Exact:
    """Which elbow comes nearest to a knee of the other side."""
    joints = scene.measures.body.joints
    gaps = {
        side: float(np.linalg.norm(joints[:, elbow] - joints[:, knee], axis=-1).min())
        for side, elbow, knee in (("left", 18, 5), ("right", 19, 4))
    }
    best = min(gaps, key=lambda side: gaps[side])
    other = "right" if best == "left" else "left"
    line = f"the {best} elbow comes within {gaps[best]:.2f} m of the {other} knee"
    return exact(f"The {best} elbow.", LIKELY, line)


def knee_down(scene: Scene) -> Exact:
    """Which knee comes down to the floor."""
    lows = {side: scene.measures.extreme(joint_of(side, "knee"), "height", "least").value for side in SIDES}
    line = f"the left knee comes down to {lows['left']:.2f} m, the right one to {lows['right']:.2f} m"
    down = [side for side in SIDES if lows[side] < NEAR_FLOOR_M]
    told = "neither knee" if not down else "both knees" if len(down) > 1 else f"the {down[0]} knee"
    return exact(f"{told}: {line}.", LIKELY, line)


def first_down(scene: Scene, noun: str) -> Exact:
    """Which hand gets to the floor first."""
    courses = {side: scene.measures.course(joint_of(side, "wrist"), "height") for side in SIDES}
    times = {
        side: float(scene.measures.times[np.flatnonzero(course < NEAR_FLOOR_M)[0]])
        for side, course in courses.items()
        if (course < NEAR_FLOOR_M).any()
    }
    if not times:
        return exact(f"Neither {noun}: none comes down to the floor.", LIKELY)
    best = min(times, key=lambda side: times[side])
    return exact(
        f"The {best} {noun}, at {times[best]:.1f} s.", LIKELY, f"the {best} hand is down at {times[best]:.1f} s"
    )

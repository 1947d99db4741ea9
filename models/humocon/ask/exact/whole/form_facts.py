"""What is measured of the form of an action, of a posture or of balance, in words: for whoever judges it."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from humocon.ask.exact.known.events import Event, joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import driver, jump_length, other_side
from humocon.ask.exact.whole.apart import knees_apart
from humocon.ask.exact.whole.gait import bounce, lengths_by_foot, spread_of, swaying
from humocon.ask.exact.whole.landings import landing
from humocon.ask.exact.whole.smoothness import roughness
from humocon.ask.exact.whole.trunk import most_twisted, stoop
from humocon.motion.kinematics.measures import Part, Quantity
from humocon.motion.kinematics.signals import SIDES, Span, derivative, smooth
from humocon.motion.kinematics.trunk import twist

_PUSH_S: Final = 0.3
"""Seconds before and after take-off within which the hips are fastest on their way up."""
_LEAST_STEPS: Final = 4


def facts_of_event(events: Sequence[Event], scene: Scene) -> list[str]:
    """What is measured of some times of one action, the first of them where a fact is of one time alone."""
    find = _BY_KEY.get(events[0].key, _of_anything) if events else None
    return find(events, scene) if find else []


def facts_of_gait(scene: Scene) -> list[str]:
    """Speed, rhythm and length of the steps of who walks or runs."""
    steps, travel = scene.facts.steps, scene.facts.travel
    told = [f"goes {travel.path_m:.1f} m at {travel.mean_speed:.1f} m/s"]
    if len(steps) >= _LEAST_STEPS:
        told.append(spread_of([step.time_s for step in steps], "a step lands")[1])
    lengths = lengths_by_foot(scene)
    if all(lengths.values()):
        left, right = (float(np.median(lengths[side])) for side in SIDES)
        told.append(f"from one step to the next the left foot goes {left:.2f} m, the right one {right:.2f} m")
    return told


def facts_of_run(scene: Scene) -> list[str]:
    """Those of a gait, and how far the hips go up and down."""
    return [*facts_of_gait(scene), bounce(scene)[1]]


def facts_of_posture(scene: Scene) -> list[str]:
    """How trunk, back and head are held on average."""
    head = scene.measures.body.local[:, [15, 12], 2]
    ahead = float((head[:, 0] - head[:, 1]).mean())
    shoulders = [scene.measures.mean(joint_of(side, "shoulder"), "height") for side in SIDES]
    return [
        stoop(scene)[1],
        f"the head is {abs(ahead):.2f} m {'ahead of' if ahead > 0 else 'behind'} the neck",
        f"the shoulders are {abs(shoulders[0] - shoulders[1]):.2f} m apart in height",
    ]


def facts_of_balance(scene: Scene, where: Span | None = None) -> list[str]:
    """How far the hips sway over the feet, and how even the steps are."""
    times = [step.time_s for step in scene.facts.steps]
    even = [spread_of(times, "a step lands")[1]] if len(times) >= _LEAST_STEPS and where is None else []
    return [swaying(scene, where)[1], *even]


def facts_of_rhythm(events: Sequence[Event], scene: Scene) -> list[str]:
    """How even the times of some events, of steps or of what repeats itself follow one another; empty without any."""
    steps = [step.time_s for step in scene.facts.steps]
    if len(events) > 2:
        return [spread_of([event.span.begin_s for event in events], "one begins")[1]]
    if len(steps) >= _LEAST_STEPS:
        return [spread_of(steps, "a step lands")[1]]
    rhythm = scene.facts.rhythm
    return [f"it repeats itself every {rhythm.period_s:.1f} s"] if rhythm else []


def facts_of_bends(scene: Scene) -> list[str]:
    """How far hips and knees bend at most, and how far each upper arm is lifted."""
    told = []
    for joint in ("hip", "knee"):
        left, right = (scene.measures.extreme(joint_of(side, joint), "bend").value for side in SIDES)
        told.append(f"the left {joint} bends by up to {left:.0f} degrees, the right one by {right:.0f}")
    left, right = (scene.measures.extreme(joint_of(side, "shoulder"), "angle").value for side in SIDES)
    return [*told, f"the left upper arm is lifted by up to {left:.0f} degrees, the right one by {right:.0f}"]


def facts_of_arms(scene: Scene) -> list[str]:
    """How far, how high and how fast each hand goes beside the hips."""
    ways = [scene.measures.way(joint_of(side, "wrist")) for side in SIDES]
    tops = [scene.measures.extreme(joint_of(side, "wrist"), "height").value for side in SIDES]
    bends = [scene.measures.extreme(joint_of(side, "elbow"), "bend", "least").value for side in SIDES]
    return [
        f"beside the hips the left hand goes {ways[0]:.1f} m, the right one {ways[1]:.1f} m",
        f"the left hand gets to {tops[0]:.2f} m, the right one to {tops[1]:.2f} m over the floor",
        f"the elbows are bent by {bends[0]:.0f} (left) and {bends[1]:.0f} degrees (right) where they are straightest",
    ]


def facts_of_back(scene: Scene) -> list[str]:
    """How far the trunk leans, and how far the knees are bent, where it leans most."""
    lean = scene.measures.extreme("trunk", "lean")
    knees = [scene.measures.at(joint_of(side, "knee"), "bend", lean.time_s) for side in SIDES]
    return [
        f"the trunk leans by up to {lean.value:.0f} degrees, at {lean.time_s:.1f} s",
        f"the knees are bent by {knees[0]:.0f} (left) and {knees[1]:.0f} degrees (right) then",
    ]


def facts_of_take_off(events: Sequence[Event], scene: Scene) -> list[str]:
    """How fast the hips go up where the feet leave the floor, and how high the feet get."""
    rising = derivative(smooth(scene.measures.course("pelvis", "height"), 0.05))
    told = []
    for event in events[:3]:
        begin_s = event.span.begin_s
        around = scene.measures.poses(Span(begin_s - _PUSH_S, begin_s + _PUSH_S))
        told.append(
            f"the hips go up at {max(float(rising[around].max()), 0):.1f} m/s at {begin_s:.1f} s, "
            f"the feet rise {event.value:.2f} m"
        )
    return told


def facts_of_landing(events: Sequence[Event], scene: Scene) -> list[str]:
    """How each jump is landed, and how far the hips sway then."""
    after = Span(events[0].span.end_s, events[0].span.end_s + 1.0) if events else None
    return [*(landing(event, scene)[1] for event in events[:3]), *([swaying(scene, after)[1]] if after else [])]


def facts_of_rotation(scene: Scene) -> list[str]:
    """How far the shoulders turn against the hips."""
    degrees, time_s = most_twisted(scene)
    return [f"the shoulders turn against the hips by up to {degrees:.0f} degrees, at {time_s:.1f} s"]


def facts_of_pace(scene: Scene) -> list[str]:
    """How fast hands, feet and hips move in both halves, and how far the trunk leans."""
    limbs: list[Part] = [joint_of(side, joint) for side in SIDES for joint in ("wrist", "ankle")]
    speeds = np.mean([scene.measures.course(part, "speed") for part in limbs], axis=0)
    first, last = (float(half.mean()) for half in np.array_split(speeds, 2))
    return [
        f"hands and feet move at {first:.1f} m/s on average in the first half, at {last:.1f} m/s in the second",
        f"the trunk leans by {scene.measures.mean('trunk', 'lean'):.0f} degrees on average",
    ]


def facts_of_smoothness(events: Sequence[Event], scene: Scene) -> list[str]:
    """How much of the speed of what does the first of some events lies in quick changes."""
    limbs: list[tuple[Part, Span]] = [(driver(event, scene), event.span) for event in events[:1]]
    return [
        f"{roughness(scene, limb, span):.0%} of the speed of the {limb.replace('pelvis', 'body')} lies in quick changes"
        for limb, span in limbs
    ]


def _each(events: Sequence[Event], value: Callable[[Event], float], digits: int = 2) -> str:
    """A quantity of each of some events: "0.40, 0.38 and 0.41"."""
    told = [f"{value(event):.{digits}f}" for event in events[:4]]
    return " and ".join([*([", ".join(told[:-1])] if told[:-1] else []), told[-1]])


def _most(scene: Scene, joint: str, quantity: Quantity, span: Span) -> float:
    """The most of a quantity over both sides of a joint."""
    return max(scene.measures.extreme(joint_of(side, joint), quantity, "most", span).value for side in SIDES)


def _over_knees(event: Event, scene: Scene) -> float:
    """Metres by which the hips stay over the knees where they are lowest."""
    poses = scene.measures.poses(event.span)
    knees = np.minimum(*(scene.measures.course(joint_of(side, "knee"), "height")[poses] for side in SIDES))
    return float((scene.measures.course("pelvis", "height")[poses] - knees).min())


def _of_squats(events: Sequence[Event], scene: Scene) -> list[str]:
    whole = Span(events[0].span.begin_s, events[-1].span.end_s)
    lean = _each(events, lambda one: scene.measures.extreme("trunk", "lean", "most", one.span).value, 0)
    return [
        f"the hips come to {_each(events, lambda one: _over_knees(one, scene))} m over the knees "
        "(0 is where the thighs are level)",
        f"the knees bend by {_each(events, lambda one: _most(scene, 'knee', 'bend', one.span), 0)} degrees",
        f"the trunk leans by {lean} degrees",
        knees_apart(whole, scene)[1],
    ]


def _of_jumps(events: Sequence[Event], scene: Scene) -> list[str]:
    return [
        f"the feet rise {_each(events, lambda one: one.value)} m and land "
        f"{_each(events, lambda one: jump_length(one, scene))} m from where they left the floor",
        *(landing(event, scene)[1] for event in events[:1]),
    ]


def _of_kicks(events: Sequence[Event], scene: Scene) -> list[str]:
    kick = events[0]
    standing = joint_of(other_side(kick, scene), "knee")
    hips, head = (scene.measures.mean(part, "height") for part in ("pelvis", "head"))
    return [
        f"the foot gets to {_each(events, lambda one: _top(one, scene))} m over the floor, where the hips are at "
        f"{hips:.2f} and the head at {head:.2f} m",
        f"it moves at {_each(events, lambda one: _fastest(one, scene), 1)} m/s at most",
        f"the standing knee is bent by {scene.measures.mean(standing, 'bend', kick.span):.0f} degrees",
        f"the trunk leans by up to {scene.measures.extreme('trunk', 'lean', 'most', kick.span).value:.0f} degrees",
    ]


def _of_strokes(events: Sequence[Event], scene: Scene) -> list[str]:
    around = Span(events[0].span.begin_s - 0.3, events[-1].span.end_s + 0.3)
    turned = np.abs(twist(scene.measures.body))[scene.measures.poses(around)]
    return [
        f"the hand moves at {_each(events, lambda one: _fastest(one, scene), 1)} m/s at most",
        f"the shoulders turn against the hips by up to {turned.max():.0f} degrees",
        f"the knees bend by up to {_most(scene, 'knee', 'bend', around):.0f} degrees",
    ]


def _of_bows(events: Sequence[Event], scene: Scene) -> list[str]:
    lean = _each(events, lambda one: scene.measures.extreme("trunk", "lean", "most", one.span).value, 0)
    return [
        f"the trunk leans by {lean} degrees",
        f"it takes {_each(events, lambda one: one.span.duration_s, 1)} s",
        f"the knees bend by up to {_most(scene, 'knee', 'bend', events[0].span):.0f} degrees",
    ]


def _of_hands(events: Sequence[Event], scene: Scene) -> list[str]:
    return [
        f"the hand gets to {_each(events, lambda one: _top(one, scene))} m over the floor, where the head is at "
        f"{scene.measures.mean('head', 'height'):.2f} m",
        f"it moves at {_each(events, lambda one: _fastest(one, scene), 1)} m/s at most",
        *facts_of_smoothness(events, scene),
    ]


def _of_anything(events: Sequence[Event], scene: Scene) -> list[str]:
    seconds = f"it takes {_each(events, lambda one: one.span.duration_s, 1)} s"
    return [seconds, *facts_of_arms(scene)[:1], *facts_of_smoothness(events, scene)]


def _top(event: Event, scene: Scene) -> float:
    """How high the hand or foot gets that does something."""
    return scene.measures.extreme(driver(event, scene), "height", "most", event.span).value


def _fastest(event: Event, scene: Scene) -> float:
    """How fast the hand or foot that does something moves at most, beside the hips, on its way there, too."""
    where = Span(event.span.begin_s - 0.3, event.span.end_s + 0.1)
    return scene.measures.extreme(driver(event, scene), "own speed", "most", where).value


_BY_KEY: Final[dict[str, Callable[[Sequence[Event], Scene], list[str]]]] = {
    "squat": _of_squats,
    "crouch": _of_squats,
    "lunge": _of_squats,
    "jump": _of_jumps,
    "air": _of_jumps,
    "kick": _of_kicks,
    "punch": _of_strokes,
    "throw": _of_strokes,
    "slash": _of_strokes,
    "bow": _of_bows,
    "bend": _of_bows,
    "wave": _of_hands,
    "raise": _of_hands,
    "take": _of_hands,
    "walk": lambda events, scene: facts_of_gait(scene),
    "sneak": lambda events, scene: facts_of_gait(scene),
    "march": lambda events, scene: facts_of_gait(scene),
    "limp": lambda events, scene: facts_of_gait(scene),
    "run": lambda events, scene: facts_of_run(scene),
    "place": lambda events, scene: facts_of_back(scene),
    "reach down": lambda events, scene: facts_of_back(scene),
}
"""What is measured of an action, by its key."""

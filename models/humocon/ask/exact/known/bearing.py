"""Which way a kick, a punch, a throw, a step or a jump goes, seen from how the body faces just before it."""

from typing import Final

import numpy as np

from humocon.ask.exact.known.events import Event, joint_of, released
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import driver
from humocon.motion.clip import rotate_y
from humocon.motion.kinematics.feet import Step
from humocon.motion.kinematics.measures import joint_number
from humocon.motion.kinematics.signals import NECK, SIDES, Span, derivative, smooth

_BEFORE_S: Final = 0.3
"""Seconds before something at which the way that the body faces counts."""
_STEP_S: Final = 0.6
"""Seconds before a foot lands within which it was last where it stood."""
_OBLIQUE: Final = 25.0
"""Degrees from a way up to which something goes that way alone."""
_STEEP: Final = 0.7
_RISES: Final = 0.35
"""Shares of its length by which something goes up or down alone, and by which it goes up or down, too."""


def way_in_words(vector: np.ndarray) -> str:
    """A way in words, such as "forward and up": of (3,) metres to the left, up and ahead."""
    left, up, ahead = (float(one) for one in vector / max(float(np.linalg.norm(vector)), 1e-9))
    rise = "up" if up > 0 else "down"
    if abs(up) > _STEEP:
        return f"straight {rise}" if np.hypot(left, ahead) < _RISES else f"{rise} and {_level_words(left, ahead)}"
    level = _level_words(left, ahead)
    return f"{level} and {rise}" if abs(up) > _RISES else level


def _level_words(left: float, ahead: float) -> str:
    """A way over the floor in words."""
    degrees = float(np.degrees(np.arctan2(left, ahead)))
    side = f"to the {'left' if degrees > 0 else 'right'}"
    if abs(degrees) <= _OBLIQUE:
        return "forward"
    if abs(degrees) >= 180 - _OBLIQUE:
        return "backwards"
    if abs(abs(degrees) - 90) <= _OBLIQUE:
        return side
    return f"{'forward' if abs(degrees) < 90 else 'backwards'} and {side}"


def _seen_from(vector: np.ndarray, time_s: float, scene: Scene) -> np.ndarray:
    """A vector (3,) of the room in the frame of the body at a moment: to the left, up, ahead."""
    facing = float(scene.measures.body.facing[scene.measures.pose(time_s)])
    return rotate_y(vector, -facing)


def limb_way(event: Event, scene: Scene) -> tuple[np.ndarray, float]:
    """Which way the hand or foot of an event goes, (3,) to the left, up and ahead, and when it is there, in seconds.

    An arm counts by where it points when it is stretched or raised most, a leg by where over the floor it points when
    the foot is highest, and a hand that throws by where it moves when it lets go.
    """
    measures, part = scene.measures, driver(event, scene)
    side, joint = part.split() if part.startswith(SIDES) else ("", part)
    if not side:
        return _body_way(event, scene)
    tip = measures.body.joints[:, joint_number(part)]
    if event.key == "throw":
        time_s = released(side, measures, event.span).time_s
        going = derivative(smooth(tip - measures.body.joints[:, 0], 0.05))[measures.pose(time_s)]
    else:
        leg = joint == "ankle"
        root = measures.body.joints[:, joint_number(joint_of(side, "hip" if leg else "shoulder"))]
        poses = measures.poses(event.span)
        by_height = leg or event.key in ("wave", "raise")
        out = (tip - root)[poses, 1] if by_height else np.linalg.norm((tip - root)[poses], axis=-1)
        place = int(poses[int(out.argmax())])
        time_s, going = float(measures.times[place]), (tip - root)[place] * [1.0, 0.0 if leg else 1.0, 1.0]
    return _seen_from(going, event.span.begin_s - _BEFORE_S, scene), time_s


def _body_way(event: Event, scene: Scene) -> tuple[np.ndarray, float]:
    """Which way the pelvis goes in an event, and when it is over."""
    measures = scene.measures
    first, last = measures.pose(event.span.begin_s), measures.pose(event.span.end_s)
    gone = measures.body.joints[last, 0] - measures.body.joints[first, 0]
    return _seen_from(gone * [1.0, 0.0, 1.0], event.span.begin_s - _BEFORE_S, scene), event.span.end_s


def jump_way(event: Event, scene: Scene) -> np.ndarray:
    """Which way the feet go over the floor from before a jump to after it: (3,) metres to the left, 0, ahead."""
    measures, joints = scene.measures, scene.measures.body.joints
    before, after = measures.pose(event.span.begin_s - 0.15), measures.pose(event.span.end_s + 0.15)
    feet = joints[:, [7, 8, 10, 11]].mean(axis=1)
    return _seen_from((feet[after] - feet[before]) * [1.0, 0.0, 1.0], event.span.begin_s - _BEFORE_S, scene)


def fall_way(event: Event, scene: Scene) -> np.ndarray:
    """Which way over the floor the trunk lies after a fall, from the hips: (3,) to the left, 0, ahead."""
    joints = scene.measures.body.joints[scene.measures.pose(event.span.end_s)]
    return _seen_from((joints[NECK] - joints[0]) * [1.0, 0.0, 1.0], event.span.begin_s - _BEFORE_S, scene)


def step_way(step: Step, scene: Scene) -> np.ndarray:
    """Which way a foot goes in a step: (3,) metres to the left, 0, ahead."""
    ankle = scene.measures.body.joints[:, joint_number(joint_of(step.foot, "ankle"))]
    landed = scene.measures.pose(step.time_s)
    before = scene.measures.poses(Span(step.time_s - _STEP_S, step.time_s))
    # Where it was farthest from where it lands: a foot drifts before it lifts off.
    stood = before[int(np.linalg.norm(ankle[before] - ankle[landed], axis=-1).argmax())]
    gone = (ankle[landed] - ankle[stood]) * [1.0, 0.0, 1.0]
    return _seen_from(gone, float(scene.measures.times[stood]), scene)

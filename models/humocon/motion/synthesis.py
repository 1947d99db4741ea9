"""Human motion made from rules alone, for trying things out where there is no motion capture.

Nothing here is copied from a recording: feet are planted and swung, bodies fall freely, limbs follow smooth curves. The
same seed gives the same motion; another seed another person with another pace, size of gesture and posture.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

import numpy as np

from humocon.errors import DataError
from humocon.motion.acting import errands, gestures, sports, sprawls, steps
from humocon.motion.acting.gait import BACKWARDS, JOG, MARCH, RUN, WALK, go
from humocon.motion.acting.handiwork import perform
from humocon.motion.acting.jumps import hop, jump, jumping_jacks, skip
from humocon.motion.acting.limbs import turn
from humocon.motion.acting.performance import Body, Performance, Style, draw_style, measure, mirrored
from humocon.motion.acting.solve import solve
from humocon.motion.clip import CANONICAL_FPS, ClipSource, MotionClip, canonicalize, heading
from humocon.motion.rotations import forward_kinematics
from humocon.motion.skeleton import MEAN_OFFSETS, NUM_JOINTS, PARENTS

FPS: Final[float] = 30.0
LONGEST_S: Final[float] = 600.0
TRANSITION_S: Final[float] = 0.5

Act = Callable[[np.ndarray, Body, Style, np.random.Generator], Performance]
"""Plays an action at the times (K,) given in seconds."""


def _march_or_walk(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    return go(time, body, style, rng, gait=MARCH if rng.random() < 0.5 else WALK, on_the_spot=True)


def _walk_to_the_left(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    return go(time, body, style, rng, gait=WALK, turn_degrees=float(rng.uniform(80.0, 105.0)))


# How each is played, and its shortest and longest usual duration in seconds. What goes on and on can also be cut short
# ("steady"); what is done "once" takes as long as the person's pace says.
_LEFT_ACTIONS: Final[dict[str, tuple[Act, float, float, Literal["", "steady", "once"]]]] = {
    "walk": (partial(go, gait=WALK), 4.0, 6.5, "steady"),
    "walk backwards": (partial(go, gait=BACKWARDS, way="back"), 5.0, 7.0, "steady"),
    "run": (partial(go, gait=RUN), 2.4, 3.6, "steady"),
    "jog": (partial(go, gait=JOG), 2.6, 4.0, "steady"),
    "walk on the spot": (_march_or_walk, 2.4, 6.0, "steady"),
    "run on the spot": (partial(go, gait=RUN, on_the_spot=True), 2.0, 4.0, "steady"),
    "jog on the spot": (partial(go, gait=JOG, on_the_spot=True), 2.0, 4.0, "steady"),
    "jump": (jump, 2.7, 3.3, ""),
    "jump forward": (partial(jump, ahead=True), 2.7, 3.3, ""),
    "hop": (hop, 1.4, 3.6, "steady"),
    "hop on the spot": (partial(hop, on_the_spot=True), 1.6, 4.0, "steady"),
    "hop on left leg": (partial(hop, legs="left"), 1.8, 3.6, "steady"),
    "skip": (skip, 1.6, 3.6, "steady"),
    "skip on the spot": (partial(skip, on_the_spot=True), 1.6, 4.0, "steady"),
    "jumping jacks": (jumping_jacks, 3.5, 6.0, ""),
    "squat": (gestures.squat, 2.3, 2.7, "once"),
    "bow": (gestures.bow, 3.2, 5.0, "once"),
    "bend down": (gestures.bend_down, 1.8, 4.0, "once"),
    "clap": (gestures.clap, 2.5, 5.0, ""),
    "wave left": (gestures.wave, 4.5, 7.0, ""),
    "wave both": (partial(gestures.wave, sides="both"), 4.5, 7.0, ""),
    "wave widely left": (gestures.wave_widely, 3.0, 6.0, ""),
    "wave widely both": (partial(gestures.wave_widely, sides="both"), 3.0, 6.0, ""),
    "wave briefly left": (errands.wave_briefly, 1.8, 4.0, "once"),
    "raise left arm": (gestures.raise_arm, 2.2, 3.6, ""),
    "kick left": (gestures.kick, 2.2, 2.8, "once"),
    "punch left": (gestures.punch, 1.6, 2.8, ""),
    "punch standing left": (sports.punch_standing, 1.6, 4.0, "once"),
    "turn left": (_walk_to_the_left, 4.0, 5.5, ""),
    "throw": (gestures.throw, 2.7, 3.3, "once"),
    "place": (gestures.place, 2.2, 3.0, "once"),
    "pick up": (partial(gestures.place, grasp="up"), 2.2, 3.0, "once"),
    "sit down": (gestures.sit_down, 2.8, 4.0, "once"),
    "stand": (gestures.wait, 2.5, 5.0, "steady"),
    "side step left": (steps.side_step, 1.6, 6.0, "once"),
    "gallop left": (partial(steps.side_step, gallop=True), 1.6, 4.0, "steady"),
    "skip rope": (steps.skip_rope, 1.8, 5.0, "steady"),
    "march": (steps.march, 2.0, 5.0, "steady"),
    "limp left": (steps.limp, 3.0, 6.0, "steady"),
    "climb stairs": (steps.climb_stairs, 2.4, 5.0, "steady"),
    "lunge": (partial(steps.lunge, alternate=True), 4.6, 9.0, "once"),
    "lunge left": (steps.lunge, 2.3, 7.0, "once"),
    "fall": (sprawls.fall, 2.2, 5.0, ""),
    "get up": (sprawls.get_up, 4.2, 5.5, "once"),
    "lie": (sprawls.lie, 2.0, 5.0, "steady"),
    "crawl": (sprawls.crawl, 2.5, 6.0, "steady"),
    "kneel": (sprawls.kneel, 2.8, 4.5, "once"),
    "push-up": (sprawls.push_up, 2.4, 9.0, "once"),
    "sit-up": (sprawls.sit_up, 3.0, 10.0, "once"),
    "plank": (sprawls.plank, 2.0, 5.0, "steady"),
    "sit still": (gestures.sit, 2.5, 5.0, "steady"),
    "stand up": (gestures.stand_up, 2.8, 4.0, "once"),
    "golf swing": (partial(perform, gesture=sports.GOLF), 3.6, 4.6, "once"),
    "archery": (partial(perform, gesture=sports.ARCHERY), 4.6, 5.8, "once"),
    "baseball swing": (partial(perform, gesture=sports.BASEBALL), 3.0, 3.8, "once"),
    "tennis forehand": (partial(perform, gesture=sports.FOREHAND), 2.8, 7.0, "once"),
    "tennis serve": (partial(perform, gesture=sports.SERVE), 3.1, 3.8, "once"),
    "box": (sports.box, 2.6, 6.0, "once"),
    "front crawl": (sports.front_crawl, 3.5, 7.0, "once"),
    "bowl": (partial(perform, gesture=sports.BOWL), 3.0, 3.8, "once"),
    "throw left": (partial(perform, gesture=sports.OVERARM), 2.8, 3.5, "once"),
    "catch": (sports.catch, 2.3, 3.2, "once"),
    "shoot a basketball": (sports.shoot, 2.2, 3.2, "once"),
    "carry": (errands.carry, 3.0, 6.0, "steady"),
    "push a cart": (partial(errands.carry, cart=True), 3.0, 6.0, "steady"),
    "push": (partial(perform, gesture=errands.PUSH), 2.2, 6.0, "once"),
    "drink left": (partial(perform, gesture=errands.DRINK), 3.8, 7.0, "once"),
    "phone left": (errands.phone, 2.5, 5.5, ""),
    "type": (errands.type_text, 2.5, 5.0, "steady"),
    "sweep": (partial(perform, gesture=errands.SWEEP), 3.0, 7.0, "once"),
    "knock left": (errands.knock, 2.0, 4.5, "once"),
    "pick up with one hand left": (partial(perform, gesture=errands.PICK_UP_ONE), 2.8, 3.8, "once"),
    "pick up with two hands": (partial(perform, gesture=errands.PICK_UP_TWO), 2.9, 3.8, "once"),
    "put on a jacket": (partial(perform, gesture=errands.JACKET_ON), 5.0, 6.5, "once"),
    "take off a jacket": (partial(perform, gesture=errands.JACKET_OFF), 4.6, 6.0, "once"),
    "cross arms": (partial(perform, gesture=errands.CROSS_ARMS), 1.9, 2.8, "once"),
    "curl arms": (partial(perform, gesture=errands.CURLS), 2.4, 8.0, "once"),
    "draw a circle left": (errands.draw_circle, 2.6, 5.5, "once"),
    "draw an x left": (partial(perform, gesture=errands.DRAW_X), 2.6, 3.4, "once"),
    "draw a triangle left": (partial(perform, gesture=errands.DRAW_TRIANGLE), 2.7, 3.5, "once"),
    "swipe left": (errands.swipe, 1.8, 2.6, "once"),
    "point left": (errands.point, 2.0, 3.2, "once"),
    "salute left": (partial(perform, gesture=errands.SALUTE), 2.2, 3.2, "once"),
    "move aimlessly": (errands.move_aimlessly, 2.0, 5.0, "once"),
}
ACTIONS: Final[tuple[str, ...]] = tuple(
    name for left in _LEFT_ACTIONS for name in dict.fromkeys((left, left.replace("left", "right")))
)
"""What is done with the right is the mirror image of the left."""


@dataclass(frozen=True)
class SynthesizedMotion:
    """A motion with the skeleton that performs it.

    Attributes:
        rotations: (K, 22, 3, 3) local rotation of each joint against its parent; the identity is the T-pose.
        root: (K, 3) position of the pelvis, metres, y up, floor at 0.
        offsets: (22, 3) rest offset of each joint from its parent, metres.
        action: what the person does; the actions of a sequence are joined by ", then ".
    """

    rotations: np.ndarray
    root: np.ndarray
    offsets: np.ndarray
    fps: float
    action: str

    def to_joints(self) -> np.ndarray:
        """Joint positions, (K, 22, 3) in metres, y up."""
        return forward_kinematics(self.rotations, self.offsets, PARENTS, self.root)[0]

    def to_clip(self) -> MotionClip:
        """The canonical clip: 20 Hz, starting at the origin and facing +z."""
        notes = ("made by rules, not recorded",)
        source = ClipSource(f"<{self.action}>", "synthesized", "22 SMPL joints", self.fps, "m", "y", notes=notes)
        return MotionClip(canonicalize(self.to_joints(), self.fps), CANONICAL_FPS, source)


def synthesize(
    action: str, *, seed: int = 0, duration_s: float | None = None, offsets: np.ndarray | None = None
) -> SynthesizedMotion:
    """Make a motion.

    Args:
        action: one of `ACTIONS`.
        seed: who moves and how; the same seed gives the same motion.
        duration_s: length in seconds, at least what the action takes; the usual length of the action if None.
        offsets: (22, 3) rest offsets of the skeleton in metres, T-pose, y up, facing +z; the mean skeleton if None.

    Raises:
        DataError: there is no such action, or the duration is too short for it or above 600 s.
        ValueError: `offsets` has the wrong shape.
    """
    if action not in ACTIONS:
        raise DataError(f"unknown action {action!r}; choose one of: {', '.join(ACTIONS)}")
    play, shortest, longest, kind = _LEFT_ACTIONS[action.replace("right", "left")]
    least = 1.0 if kind == "steady" else shortest
    if duration_s is not None and not least <= duration_s <= LONGEST_S:
        raise DataError(f"duration of {duration_s} s for {action!r}: choose from {least} to {LONGEST_S:g} seconds")
    offsets = MEAN_OFFSETS if offsets is None else np.asarray(offsets, dtype=np.float64)
    if offsets.shape != (NUM_JOINTS, 3):
        raise ValueError(f"offsets must be ({NUM_JOINTS}, 3), not {offsets.shape}")
    rng = np.random.default_rng([seed, *action.encode()])
    body = measure(offsets)
    style = draw_style(np.random.default_rng(seed), body)
    length = rng.uniform(shortest, longest)
    if kind == "once":
        length /= style.speed
    count = round((duration_s or length) * FPS) + 1
    act = play(np.arange(count) / FPS, body, style, rng)
    if "right" in action:
        act = mirrored(act)
    rotations, root = solve(act, offsets)
    return SynthesizedMotion(rotations, root, offsets, FPS, action)


def synthesize_sequence(
    actions: Sequence[str], *, seed: int = 0, offsets: np.ndarray | None = None
) -> SynthesizedMotion:
    """One person who does several of the `ACTIONS`, one after another, half a second from each to the next.

    Raises:
        DataError: no action, or an unknown one.
    """
    if not actions:
        raise DataError(f"no action given; choose some of: {', '.join(ACTIONS)}")
    whole = synthesize(actions[0], seed=seed, offsets=offsets)
    for action in actions[1:]:
        whole = _join(whole, synthesize(action, seed=seed, offsets=offsets))
    return whole


def _join(first: SynthesizedMotion, second: SynthesizedMotion) -> SynthesizedMotion:
    """Put `second` where `first` ends, facing the same way, with a blend of `TRANSITION_S` between them."""
    end, begin = first.to_joints()[-1], second.to_joints()[0]
    around = turn(1, np.degrees(heading(end) - heading(begin)))
    rotations = second.rotations.copy()
    rotations[:, 0] = around @ rotations[:, 0]
    root = (second.root - second.root[0]) @ around.T
    root[:, [0, 2]] += first.root[-1, [0, 2]]
    root[:, 1] += second.root[0, 1]
    count = round(TRANSITION_S * first.fps)
    share = np.arange(1, count) / count
    share = share**2 * (3 - 2 * share)
    between = _blend(first.rotations[-1], rotations[0], share)
    path = first.root[-1] + share[:, None] * (root[0] - first.root[-1])
    rotations, root = np.concatenate([first.rotations, between, rotations]), np.concatenate([first.root, path, root])
    return SynthesizedMotion(rotations, root, first.offsets, first.fps, f"{first.action}, then {second.action}")


def _blend(start: np.ndarray, end: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Rotations between two poses: (22, 3, 3) twice and (n,) from 0 to 1 -> (n, 22, 3, 3)."""
    mixed = (1 - share)[:, None, None, None] * start + share[:, None, None, None] * end
    left, _, right = np.linalg.svd(mixed)
    return left @ right

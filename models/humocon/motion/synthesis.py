"""Human motion made from rules alone, for trying things out where there is no motion capture.

Nothing here is copied from a recording: feet are planted and swung, bodies fall freely, limbs follow smooth curves. The
same seed gives the same motion; another seed another person with another pace, size of gesture and posture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from humocon.errors import DataError
from humocon.motion.acting.arms import clap, raise_arm, wave, wave_widely
from humocon.motion.acting.gait import BACKWARDS, JOG, MARCH, RUN, WALK, go
from humocon.motion.acting.gestures import bend_down, bow, place, punch, throw, wait
from humocon.motion.acting.hops import hop, skip
from humocon.motion.acting.leaps import jump, jumping_jacks
from humocon.motion.acting.legwork import kick, sit_down, squat
from humocon.motion.acting.performance import Body, Performance, Style, draw_style, measure, mirrored
from humocon.motion.acting.solve import solve, turn
from humocon.motion.clip import CANONICAL_FPS, ClipSource, MotionClip, canonicalize, heading
from humocon.motion.rotations import forward_kinematics
from humocon.motion.skeleton import MEAN_OFFSETS, NUM_JOINTS, PARENTS

FPS: Final[float] = 30.0
LONGEST_S: Final[float] = 600.0
TRANSITION_S: Final[float] = 0.5

_GAITS: Final = {"walk": WALK, "run": RUN, "jog": JOG}
# The shortest and the longest usual duration of each action, seconds.
_DURATIONS: Final[dict[str, tuple[float, float]]] = {
    "walk": (4.0, 6.5),
    "walk backwards": (5.0, 7.0),
    "run": (2.4, 3.6),
    "jog": (2.6, 4.0),
    "walk on the spot": (2.4, 6.0),
    "run on the spot": (2.0, 4.0),
    "jog on the spot": (2.0, 4.0),
    "jump": (2.7, 3.3),
    "jump forward": (2.7, 3.3),
    "hop": (1.4, 3.6),
    "hop on the spot": (1.6, 4.0),
    "hop on left leg": (1.8, 3.6),
    "hop on right leg": (1.8, 3.6),
    "skip": (1.6, 3.6),
    "skip on the spot": (1.6, 4.0),
    "jumping jacks": (3.5, 6.0),
    "squat": (2.3, 2.7),
    "bow": (3.2, 5.0),
    "bend down": (1.8, 4.0),
    "clap": (2.5, 5.0),
    "wave left": (4.5, 7.0),
    "wave right": (4.5, 7.0),
    "wave both": (4.5, 7.0),
    "wave widely left": (3.0, 6.0),
    "wave widely right": (3.0, 6.0),
    "wave widely both": (3.0, 6.0),
    "raise left arm": (2.2, 3.6),
    "raise right arm": (2.2, 3.6),
    "kick left": (2.2, 2.8),
    "kick right": (2.2, 2.8),
    "punch left": (1.6, 2.8),
    "punch right": (1.6, 2.8),
    "turn left": (4.0, 5.5),
    "turn right": (4.0, 5.5),
    "throw": (2.7, 3.3),
    "place": (2.2, 3.0),
    "pick up": (2.2, 3.0),
    "sit down": (2.8, 4.0),
    "stand": (2.5, 5.0),
}
ACTIONS: Final[tuple[str, ...]] = tuple(_DURATIONS)
_ONCE: Final = {"squat", "kick left", "kick right", "place", "pick up", "throw", "bow", "bend down", "sit down"}
"""What takes as long as the person's pace says."""
_STEADY: Final = {"walk", "walk backwards", "run", "jog", "stand", "hop on left leg", "hop on right leg"} | {
    name for step in (*_GAITS, "hop", "skip") for name in (step, f"{step} on the spot")
}
"""What goes on and on: it can also be cut short."""


@dataclass(frozen=True)
class SynthesizedMotion:
    """A motion with the skeleton that performs it.

    Attributes:
        rotations: (K, 22, 3, 3) local rotation of each joint against its parent; the identity is the T-pose.
        root: (K, 3) position of the pelvis, metres, y up, floor at 0.
        offsets: (22, 3) rest offset of each joint from its parent, metres.
        fps: poses per second.
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
        source = ClipSource(
            path=f"<{self.action}>",
            format="synthesized",
            skeleton="22 SMPL joints",
            fps=self.fps,
            unit="m",
            up="y",
            notes=("made by rules, not recorded",),
        )
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
    shortest = 1.0 if action in _STEADY else _DURATIONS[action][0]
    if duration_s is not None and not shortest <= duration_s <= LONGEST_S:
        raise DataError(f"duration of {duration_s} s for {action!r}: choose from {shortest} to {LONGEST_S:g} seconds")
    offsets = MEAN_OFFSETS if offsets is None else np.asarray(offsets, dtype=np.float64)
    if offsets.shape != (NUM_JOINTS, 3):
        raise ValueError(f"offsets must be ({NUM_JOINTS}, 3), not {offsets.shape}")
    rng = np.random.default_rng([seed, *action.encode()])
    body = measure(offsets)
    style = draw_style(np.random.default_rng(seed), body)
    length = rng.uniform(*_DURATIONS[action])
    if action in _ONCE:
        length /= style.speed
    count = round((duration_s or length) * FPS) + 1
    act = _perform(action, np.arange(count) / FPS, body, style, rng)
    rotations, root = solve(act, offsets)
    return SynthesizedMotion(rotations, root, offsets, FPS, action)


def _perform(action: str, time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Play one action of `ACTIONS`; what is done with the right is the mirror image of the left."""
    words = action.split()
    if "right" in words:
        return mirrored(_perform(action.replace("right", "left"), time, body, style, rng))
    with_body = (time, body, style, rng)
    spot = action.endswith(" on the spot")
    if words[0] in _GAITS and (spot or len(words) == 1):
        gait = MARCH if action == "walk on the spot" and rng.random() < 0.5 else _GAITS[words[0]]
        return go(*with_body, gait=gait, on_the_spot=spot)
    if action == "walk backwards":
        return go(*with_body, gait=BACKWARDS, way="back")
    if action == "turn left":
        return go(*with_body, gait=WALK, turn_degrees=float(rng.uniform(80.0, 105.0)))
    if action in ("jump", "jump forward"):
        return jump(*with_body, ahead=action == "jump forward")
    if words[0] == "wave":
        make = wave_widely if "widely" in words else wave
        return make(*with_body, sides="both" if "both" in words else "left")
    if words[0] == "hop":
        return hop(*with_body, legs="left" if "left" in words else "both", on_the_spot=spot)
    if words[0] == "skip":
        return skip(*with_body, on_the_spot=spot)
    if action in ("place", "pick up"):
        return place(*with_body, grasp="down" if action == "place" else "up")
    makers = {
        "jumping jacks": jumping_jacks,
        "squat": squat,
        "bow": bow,
        "bend down": bend_down,
        "clap": clap,
        "raise left arm": raise_arm,
        "kick left": kick,
        "punch left": punch,
        "throw": throw,
        "sit down": sit_down,
        "stand": wait,
    }
    return makers[action](*with_body)


def synthesize_sequence(
    actions: Sequence[str], *, seed: int = 0, offsets: np.ndarray | None = None
) -> SynthesizedMotion:
    """One person who does several things, one after another, with half a second from each to the next.

    Args:
        actions: names out of `ACTIONS`, at least one.
        seed: who moves and how.
        offsets: as for `synthesize`.

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
    return SynthesizedMotion(
        rotations=np.concatenate([first.rotations, between, rotations]),
        root=np.concatenate([first.root, path, root]),
        offsets=first.offsets,
        fps=first.fps,
        action=f"{first.action}, then {second.action}",
    )


def _blend(start: np.ndarray, end: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Rotations between two poses: (22, 3, 3) twice and (n,) from 0 to 1 -> (n, 22, 3, 3)."""
    mixed = (1 - share)[:, None, None, None] * start + share[:, None, None, None] * end
    left, _, right = np.linalg.svd(mixed)
    return left @ right

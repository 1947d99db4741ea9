"""Posture: what the body rests on and how low, bent or upright it is."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.signals import (
    ANKLES,
    HIPS,
    KNEES,
    NECK,
    WRISTS,
    Body,
    Span,
    derivative,
    runs,
    smooth,
    span,
)

PostureName = Literal[
    "standing",
    "crouched",
    "squatting",
    "seated",
    "bent",
    "kneeling",
    "on hands and knees",
    "on hands and feet",
    "upside down",
    "lying",
]
LeanWay = Literal["forward", "backwards", "left", "right"]
# Heights in lengths of the leg; the pelvis stands at about 1.1.
SQUAT_HIPS: Final[float] = 0.78
CROUCH_HIPS: Final[float] = 0.93
LYING_HIPS: Final[float] = 0.45
FLOOR_SEAT_HIPS: Final[float] = 0.28
SEATED_S: Final[float] = 0.8
SEATED_SPEED: Final[float] = 0.25  # metres per second
KNEELING_HIPS: Final[float] = 0.3
PRONE_HIPS: Final[float] = 0.22
ON_FLOOR: Final[float] = 0.22
LYING_DEGREES: Final[float] = 55.0
INVERTED_DEGREES: Final[float] = 110.0
BENT_DEGREES: Final[float] = 22.0
LEAN_BLUR_S: Final[float] = 0.05
"""Seconds over which the noise of a trunk that leans is blurred."""


@dataclass(frozen=True)
class Posture:
    """A stretch of one posture.

    Attributes:
        span: when.
        name: which one.
        hips_m: lowest height of the pelvis over the floor in it, metres.
        lean_degrees: the most that the trunk leans away from the vertical.
        lean_way: which way it does, from where the body faces.
        peak_s: when the trunk leans most for "bent", else when the pelvis is lowest.
    """

    span: Span
    name: PostureName
    hips_m: float
    lean_degrees: float
    lean_way: LeanWay
    peak_s: float


def lean(body: Body) -> np.ndarray:
    """(K,) angle of the trunk, pelvis to neck, from the vertical, in degrees."""
    trunk = body.local[:, NECK]
    return np.degrees(np.arccos(np.clip(trunk[:, 1] / np.maximum(np.linalg.norm(trunk, axis=-1), 1e-6), -1, 1)))


def lean_aside(body: Body) -> np.ndarray:
    """(K,) angle of the trunk, pelvis to neck, from the vertical towards the person's left, in degrees."""
    trunk = body.local[:, NECK]
    return np.degrees(np.arctan2(trunk[:, 0], trunk[:, 1]))


def lean_ahead(body: Body) -> np.ndarray:
    """(K,) angle of the trunk, pelvis to neck, from the vertical towards where the body faces, in degrees."""
    trunk = body.local[:, NECK]
    return np.degrees(np.arctan2(trunk[:, 2], trunk[:, 1]))


def thigh_angles(body: Body) -> np.ndarray:
    """(2, K) angle of each thigh from hanging straight down, in degrees; 90 is level."""
    thighs = body.local[:, KNEES] - body.local[:, HIPS]
    cosine = -thighs[..., 1] / np.maximum(np.linalg.norm(thighs, axis=-1), 1e-6)
    return np.degrees(np.arccos(np.clip(cosine, -1, 1))).T


def find_postures(body: Body) -> list[Posture]:
    """The postures, one after the other, without gaps."""
    names = posture_names(body)
    leaning = lean(body)
    heights = body.joints[:, 0, 1] - body.floor
    begins = np.flatnonzero(np.concatenate([[True], names[1:] != names[:-1]])).tolist()
    found = []
    for begin, end in zip(begins, [*begins[1:], len(names)], strict=True):
        leant, lowest = begin + int(leaning[begin:end].argmax()), begin + int(heights[begin:end].argmin())
        name = names[begin].item()
        found.append(
            Posture(
                span(begin, end),
                name,
                max(float(heights[lowest]), 0.0),
                float(leaning[leant]),
                _lean_way(body, leant),
                (leant if name == "bent" else lowest) / CANONICAL_FPS,
            )
        )
    return found


def _lean_way(body: Body, pose: int) -> LeanWay:
    """Which way the trunk leans at a pose."""
    left, _, ahead = body.local[pose, NECK]
    if abs(left) > abs(ahead):
        return "left" if left > 0 else "right"
    return "forward" if ahead >= 0 else "backwards"


def posture_names(body: Body) -> np.ndarray:
    """(K,) the posture at each pose."""
    hips, leaning = smooth(body.hips, 0.05), smooth(lean(body), 0.1)
    names = np.full(body.num_frames, "standing", dtype="<U18")
    masks: dict[str, tuple[np.ndarray, float]] = {
        "crouched": (hips < CROUCH_HIPS, 0.15),
        "bent": ((leaning > BENT_DEGREES) & (hips >= SQUAT_HIPS), 0.15),
        "squatting": (hips < SQUAT_HIPS, 0.15),
        "seated": (_seated(body, hips, leaning), 0.15),
        "lying": ((hips < LYING_HIPS) & (leaning > LYING_DEGREES), 0.15),
        # Who goes down on a knee in a squat and comes up at once does not kneel.
        **{name: (mask, 0.4) for name, mask in _on_knees_or_hands(body, hips, leaning).items()},
    }
    for name, (mask, shortest_s) in masks.items():
        for begin, end in runs(mask, shortest_s=shortest_s, gap_s=0.1):
            names[begin:end] = name
    return names


def _on_knees_or_hands(body: Body, hips: np.ndarray, leaning: np.ndarray) -> dict[str, np.ndarray]:
    """Whether the body rests on its knees, on its hands, or is upside down."""
    heights = (body.joints[..., 1] - body.floor[:, None]) / body.leg
    ground = body.local[..., [0, 2]]
    knees, ankles = heights[:, KNEES] < ON_FLOOR, heights[:, ANKLES]
    # A shin on the floor, and the weight over it.
    kneeling = (knees & (ankles < 1.3 * ON_FLOOR)).any(axis=1) & (hips > KNEELING_HIPS) & (hips < SQUAT_HIPS)
    beside = np.linalg.norm(ground[:, ANKLES].mean(axis=1), axis=-1) < 0.4 * body.leg
    hands = (heights[:, WRISTS] < ON_FLOOR).all(axis=1) & (leaning > 50) & (hips > PRONE_HIPS) & (hips < 0.9)
    away = ground[:, WRISTS].mean(axis=1)
    from_feet = np.linalg.norm(away - ground[:, ANKLES].mean(axis=1), axis=-1) > 0.8 * body.leg
    inverted = (leaning > INVERTED_DEGREES) & (heights[:, ANKLES].mean(axis=1) > hips + 0.2) & (hips > LYING_HIPS)
    return {
        "kneeling": kneeling & ((leaning < 60) | beside),
        "on hands and knees": hands & from_feet & knees.all(axis=1),
        "on hands and feet": hands & from_feet & ~knees.any(axis=1),
        "upside down": inverted,
    }


def _seated(body: Body, hips: np.ndarray, leaning: np.ndarray) -> np.ndarray:
    """Thighs level, shins down, trunk upright, the pelvis still and well behind the feet, or on the floor."""
    ankles = body.local[:, ANKLES].mean(axis=1)
    level = thigh_angles(body).min(axis=0) > 45
    behind = ankles[:, 2] > 0.27 * body.leg
    still = np.linalg.norm(derivative(smooth(body.joints[:, 0], 0.15)), axis=-1) < SEATED_SPEED
    mask = level & behind & still & (leaning < 45) & (hips > LYING_HIPS) & (hips < 0.95)
    mask |= (hips < FLOOR_SEAT_HIPS) & (leaning < LYING_DEGREES)
    seated = np.zeros(body.num_frames, dtype=bool)
    for begin, end in runs(mask, shortest_s=0.3, gap_s=0.2):
        # A seat that the motion begins or ends with may have lasted longer.
        cut = begin == 0 or end == body.num_frames
        seated[begin:end] = cut or end - begin >= SEATED_S * CANONICAL_FPS
    return seated

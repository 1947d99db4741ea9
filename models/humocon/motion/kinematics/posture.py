"""Posture: standing, crouched, squatting, sitting, bent, lying; and what is done with the whole trunk."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from humocon.motion.kinematics.signals import ANKLES, HIPS, KNEES, NECK, Body, Span, runs, smooth, span

PostureName = Literal["standing", "crouched", "squatting", "seated", "bent", "lying"]
# Heights of the pelvis in lengths of the leg; it stands at about 1.1.
SQUAT_HIPS: Final[float] = 0.78
CROUCH_HIPS: Final[float] = 0.93
LYING_HIPS: Final[float] = 0.45
LYING_DEGREES: Final[float] = 55.0
BENT_DEGREES: Final[float] = 22.0


@dataclass(frozen=True)
class Posture:
    """A stretch of one posture.

    Attributes:
        span: when.
        name: which one.
        hips_m: lowest height of the pelvis over the floor in it, metres.
        lean_degrees: the most that the trunk leans away from the vertical.
    """

    span: Span
    name: PostureName
    hips_m: float
    lean_degrees: float


def lean(body: Body) -> np.ndarray:
    """(K,) angle of the trunk, pelvis to neck, from the vertical, in degrees."""
    trunk = body.local[:, NECK]
    return np.degrees(np.arccos(np.clip(trunk[:, 1] / np.maximum(np.linalg.norm(trunk, axis=-1), 1e-6), -1, 1)))


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
    return [
        Posture(
            span(begin, end),
            names[begin].item(),
            max(float(heights[begin:end].min()), 0.0),
            float(leaning[begin:end].max()),
        )
        for begin, end in zip(begins, [*begins[1:], len(names)], strict=True)
    ]


def posture_names(body: Body) -> np.ndarray:
    """(K,) the posture at each pose."""
    hips, leaning = smooth(body.hips, 0.05), smooth(lean(body), 0.1)
    names = np.full(body.num_frames, "standing", dtype="<U9")
    masks: dict[str, np.ndarray] = {
        "crouched": hips < CROUCH_HIPS,
        "bent": (leaning > BENT_DEGREES) & (hips >= SQUAT_HIPS),
        "squatting": hips < SQUAT_HIPS,
        "seated": _seated(body, hips, leaning),
        "lying": (hips < LYING_HIPS) & (leaning > LYING_DEGREES),
    }
    for name, mask in masks.items():
        for begin, end in runs(mask, shortest_s=0.15, gap_s=0.1):
            names[begin:end] = name
    return names


def _seated(body: Body, hips: np.ndarray, leaning: np.ndarray) -> np.ndarray:
    """Thighs level, shins down, trunk upright, the pelvis still and well behind the feet, for a while."""
    ankles = body.local[:, ANKLES].mean(axis=1)
    level = thigh_angles(body).min(axis=0) > 55
    behind = ankles[:, 2] > 0.3 * body.leg
    still = np.linalg.norm(np.gradient(body.joints[:, 0], axis=0), axis=-1) < 0.02 if body.num_frames > 1 else level
    mask = level & behind & still & (leaning < 45) & (hips > LYING_HIPS) & (hips < 0.9)
    seated = np.zeros(body.num_frames, dtype=bool)
    for begin, end in runs(mask, shortest_s=0.8, gap_s=0.2):
        seated[begin:end] = True
    return seated

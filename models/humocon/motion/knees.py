"""Knees that a sensor did not see far enough ahead.

A camera in front of somebody who sits or squats hardly sees how far the knees come towards it: thighs and shins become
a third shorter than they are. Hips and ankles are seen well, so the knee is put where bones of the legs' own lengths
reach from the one to the other.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from humocon.motion.rotations import unit_vectors

_OWN_LENGTH: Final = 80
"""Percentile of a bone's length over a recording that is its own: most of the time people do not bend their knees."""
_SHORT, _FULLY_SHORT = 0.92, 0.8
"""Share of its length at which a leg begins to be too short, and from which on its knee is laid anew."""
_AHEAD: Final = 0.1
"""Of the length of a leg: so much the bodies' front counts beside where the knee was seen."""


def with_knees_ahead(parts: Mapping[str, np.ndarray]) -> tuple[dict[str, np.ndarray], float]:
    """Lay the knees of legs that are shorter than they are elsewhere in the recording.

    Args:
        parts: (N, 3) each, hips, knees, ankles and shoulders among them, without NaN; right-handed.

    Returns:
        The parts, and the share of poses in which a knee was laid.
    """
    across = parts["left_hip"] - parts["right_hip"]
    up = parts["left_shoulder"] + parts["right_shoulder"] - parts["left_hip"] - parts["right_hip"]
    front = unit_vectors(np.cross(across, up))
    out, laid = dict(parts), np.zeros(len(front), dtype=bool)
    for side in ("left", "right"):
        hip, knee, ankle = (parts[f"{side}_{name}"] for name in ("hip", "knee", "ankle"))
        lengths = np.linalg.norm(np.stack([knee - hip, ankle - knee]), axis=-1)
        thigh, shin = np.percentile(lengths, _OWN_LENGTH, axis=1)
        share = lengths.sum(axis=0) / max(float(thigh + shin), 1e-9)
        weight = np.clip((_SHORT - share) / (_SHORT - _FULLY_SHORT), 0.0, 1.0)[:, None]
        reached = _knee(hip, knee + _AHEAD * (thigh + shin) * front, ankle, float(thigh), float(shin))
        out[f"{side}_knee"] = (1 - weight) * knee + weight * reached
        laid |= weight[:, 0] > 0
    return out, float(laid.mean())


def _knee(hip: np.ndarray, towards: np.ndarray, ankle: np.ndarray, thigh: float, shin: float) -> np.ndarray:
    """Where a thigh and a shin of their lengths meet, bent to the side of a point (N, 3) each."""
    line = ankle - hip
    distance = np.clip(np.linalg.norm(line, axis=-1, keepdims=True), abs(thigh - shin) + 1e-9, thigh + shin)
    along = (thigh**2 - shin**2 + distance**2) / (2 * distance)
    line = unit_vectors(line)
    aside = towards - hip
    aside = unit_vectors(aside - (aside * line).sum(axis=-1, keepdims=True) * line)
    return hip + along * line + np.sqrt(np.maximum(thigh**2 - along**2, 0.0)) * aside

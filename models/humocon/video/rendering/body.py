"""A clothed body around 22 joints: torso, arms, legs, hands and shoes, as quads."""

import numpy as np

from humocon.motion.skeleton import JOINT_NAMES, bone_lengths, rest_pose
from humocon.video.rendering.head import head_surface
from humocon.video.rendering.look import FOREARM, SHIN, SHIRT, SHOES, SKIN, SLEEVE, TROUSERS
from humocon.video.rendering.surface import Surface, across, join, limb, sweep, unit

# Sections of the torso from the crotch to the neck: (joint below, joint above, share between them, metres further up,
# half width, half depth, material from here on), of an adult of 1.70 m.
_TORSO = (
    ("pelvis", "spine1", 0.0, -0.130, 0.002, 0.002, TROUSERS),
    ("pelvis", "spine1", 0.0, -0.115, 0.085, 0.080, TROUSERS),
    ("pelvis", "spine1", 0.0, -0.070, 0.145, 0.110, TROUSERS),
    ("pelvis", "spine1", 0.0, -0.040, 0.160, 0.117, SHIRT),
    ("pelvis", "spine1", 0.0, 0.015, 0.161, 0.116, SHIRT),
    ("pelvis", "spine1", 0.75, 0.0, 0.145, 0.104, SHIRT),
    ("spine1", "spine2", 0.35, 0.0, 0.138, 0.100, SHIRT),
    ("spine1", "spine2", 0.8, 0.0, 0.143, 0.104, SHIRT),
    ("spine2", "spine3", 0.5, 0.0, 0.155, 0.112, SHIRT),
    ("spine3", "neck", 0.10, 0.0, 0.166, 0.116, SHIRT),
    ("spine3", "neck", 0.40, 0.0, 0.172, 0.110, SHIRT),
    ("spine3", "neck", 0.62, 0.0, 0.158, 0.094, SHIRT),
    ("spine3", "neck", 0.82, 0.0, 0.118, 0.074, SHIRT),
    ("spine3", "neck", 0.98, 0.0, 0.068, 0.060, SKIN),
    ("spine3", "neck", 1.0, 0.03, 0.050, 0.052, SKIN),
)
# (metres along, half width, half thickness, metres up): hand from the wrist, shoe from the ankle.
_HAND = (
    (-0.010, 0.001, 0.001), (0.0, 0.025, 0.020), (0.03, 0.034, 0.019), (0.07, 0.039, 0.018), (0.095, 0.038, 0.015),
    (0.13, 0.032, 0.012), (0.160, 0.022, 0.010), (0.170, 0.001, 0.001),
)  # fmt: skip
_SHOE = (
    (-0.070, 0.001, 0.001, -0.048), (-0.060, 0.026, 0.036, -0.040), (-0.030, 0.037, 0.048, -0.030),
    (0.020, 0.040, 0.048, -0.030), (0.065, 0.043, 0.036, -0.042), (0.115, 0.047, 0.027, -0.051),
    (0.160, 0.043, 0.024, -0.054), (0.190, 0.028, 0.018, -0.058), (0.200, 0.001, 0.001, -0.062),
)  # fmt: skip
_FINE_SEGMENTS = 16  # from here on the torso gets twice the rings
_SOLE_SLOPE = np.arctan2(0.055, 0.128)  # of the line from ankle to ball under the sole of the rest pose


def body_scale(joints: np.ndarray) -> float:
    """Size of a body (K, 22, 3) as a factor on the mean skeleton of 1.70 m."""
    return float(np.median(bone_lengths(joints).sum(-1)) / bone_lengths(rest_pose()).sum())


def body_surface(joints: np.ndarray, *, scale: float, girth: float = 1.0, segments: int = 12) -> Surface:
    """Dress a motion.

    Args:
        joints: (K, 22, 3) positions in metres, y up.
        scale: See `body_scale`; of the whole motion, so that pieces of it look the same.
        girth: Factor on the thickness of limbs and torso.
        segments: Quads around each limb.

    Returns:
        The surface of the body over all poses.
    """
    pose = {name: joints[:, index].astype(np.float64) for index, name in enumerate(JOINT_NAMES)}
    hips = unit(pose["left_hip"] - pose["right_hip"])
    chest = unit(pose["left_shoulder"] - pose["right_shoulder"] + pose["left_collar"] - pose["right_collar"])
    forward = unit(np.cross(chest, unit(pose["neck"] - pose["spine2"])))
    parts = [_torso(pose, hips, chest, scale, girth, segments + 4), head_surface(pose, chest, scale, segments + 4)]
    for side in ("left", "right"):
        parts += _arm(pose, side, forward, scale, girth, segments)
        parts += _leg(pose, side, hips, scale, girth, segments)
    return join(parts)


def _torso(
    pose: dict[str, np.ndarray], hips: np.ndarray, chest: np.ndarray, scale: float, girth: float, segments: int
) -> Surface:
    centres, first, second = [], [], []
    lean = unit(pose["spine1"] - pose["pelvis"])
    for row, (below, above, share, further, width, depth, _) in enumerate(_TORSO):
        up = lean if below == "pelvis" else unit(pose["neck"] - pose["spine2"])
        centres.append((1 - share) * pose[below] + share * pose[above] + further * scale * up)
        turn = np.clip((row - 3) / 7, 0, 1)
        left = across(up, (1 - turn) * hips + turn * chest)
        stout = girth if row < len(_TORSO) - 2 else 1.0
        first.append(width * scale * stout * left)
        second.append(depth * scale * stout * np.cross(up, left))
    materials = np.array([row[-1] for row in _TORSO[:-1]])
    middles, sides, fronts = (np.stack(rows, axis=1) for rows in (centres, first, second))
    if segments > _FINE_SEGMENTS:
        middles, sides, fronts = _between(middles), _between(sides), _between(fronts)
        materials = np.repeat(materials, 2)
    return sweep(middles, sides, fronts, materials, segments=segments)


def _between(rows: np.ndarray) -> np.ndarray:
    """(K, R, 3) -> (K, 2 R - 1, 3): another row in the middle of each two, on a smooth curve through them."""
    ends = np.concatenate([rows[:, :1], rows, rows[:, -1:]], axis=1)
    middles = (9 * (rows[:, :-1] + rows[:, 1:]) - ends[:, :-3] - ends[:, 3:]) / 16
    out = np.empty((len(rows), 2 * rows.shape[1] - 1, 3))
    out[:, ::2], out[:, 1::2] = rows, middles
    return out


def _arm(
    pose: dict[str, np.ndarray], side: str, forward: np.ndarray, scale: float, girth: float, segments: int
) -> list[Surface]:
    shoulder, elbow, wrist = (pose[f"{side}_{name}"] for name in ("shoulder", "elbow", "wrist"))
    thick = scale * girth
    # The yoke fills the slope from the neck to the shoulder.
    root = 0.75 * pose["neck"] + 0.25 * pose["spine3"]
    yoke = limb(
        root + 0.25 * (shoulder - root), shoulder, ((0.0, 0.062), (0.5, 0.062), (1.0, 0.056)),
        forward, (SHIRT, SHIRT), segments=segments, scale=thick,
    )  # fmt: skip
    upper = limb(
        shoulder, elbow, ((0.0, 0.056), (0.2, 0.056), (0.4, 0.052), (0.55, 0.049), (0.8, 0.044), (1.0, 0.041)),
        forward, (SHIRT, SHIRT, SHIRT, SLEEVE, SLEEVE), segments=segments, scale=thick,
    )  # fmt: skip
    lower = limb(
        elbow, wrist, ((0.0, 0.041), (0.25, 0.043), (0.5, 0.038), (0.75, 0.031), (1.0, 0.026)),
        forward, (FOREARM,) * 4, segments=segments, scale=thick,
    )  # fmt: skip
    along = unit(wrist - elbow)
    # Joints do not say how a hand is turned: the thumb is put forward and up, as people mostly hold it.
    thumb = across(along, forward + np.array([0.0, 0.5, 0.0]))
    sections = np.array(_HAND) * scale
    centres = wrist[:, None] + sections[:, :1] * along[:, None]
    normal = np.cross(along, thumb)
    palm = sweep(
        centres, sections[:, 1:2] * thumb[:, None], sections[:, 2:] * normal[:, None],
        np.full(len(_HAND) - 1, SKIN), segments=8,
    )  # fmt: skip
    knuckle = wrist + scale * (0.035 * along + 0.028 * thumb)
    tip = wrist + scale * (0.085 * along + 0.062 * thumb)
    width = ((0.0, 0.014), (0.5, 0.013), (1.0, 0.010))
    finger = limb(knuckle, tip, width, thumb, (SKIN, SKIN), segments=6, scale=scale)
    return [yoke, upper, lower, palm, finger]


def _leg(
    pose: dict[str, np.ndarray], side: str, hips: np.ndarray, scale: float, girth: float, segments: int
) -> list[Surface]:
    hip, knee, ankle, ball = (pose[f"{side}_{name}"] for name in ("hip", "knee", "ankle", "foot"))
    thick = scale * girth
    thigh = limb(
        hip, knee,
        ((0.0, 0.094), (0.15, 0.092), (0.3, 0.086), (0.45, 0.080), (0.6, 0.073), (0.8, 0.064), (1.0, 0.057)),
        hips, (TROUSERS,) * 6, segments=segments, scale=thick,
    )  # fmt: skip
    shin = limb(
        knee, ankle,
        ((0.0, 0.057), (0.12, 0.056), (0.28, 0.058), (0.45, 0.055), (0.65, 0.046), (0.85, 0.040), (0.95, 0.040)),
        hips, (SHIN,) * 6, segments=segments, scale=thick,
    )  # fmt: skip
    toes = unit(ball - ankle)
    # The knee tells how the foot is turned, but not where shin and foot are in line: the hips help there.
    left = across(toes, np.cross(unit(knee - ankle), toes) + 0.3 * hips)
    along = np.cos(_SOLE_SLOPE) * toes + np.sin(_SOLE_SLOPE) * np.cross(toes, left)
    up = np.cross(along, left)
    sections = np.array(_SHOE) * scale
    centres = ankle[:, None] + sections[:, :1] * along[:, None] + sections[:, 3:] * up[:, None]
    # first x second must point to the toes: left x up does.
    shoe = sweep(
        centres, sections[:, 1:2] * left[:, None], sections[:, 2:3] * up[:, None],
        np.full(len(_SHOE) - 1, SHOES), segments=10,
    )  # fmt: skip
    return [thigh, shin, shoe]

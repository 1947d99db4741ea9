"""A clothed person around 22 joints: torso, arms, legs, hands and shoes, and a head whose face shows where it looks."""

import numpy as np

from humocon.motion.skeleton import JOINT_NAMES, MEAN_OFFSETS, bone_lengths, rest_pose
from humocon.video.rendering.look import (
    BROW,
    EYE,
    EYE_WHITE,
    FOREARM,
    HAIR,
    LIPS,
    SHIN,
    SHIRT,
    SHOES,
    SKIN,
    SLEEVE,
    TROUSERS,
)
from humocon.video.rendering.surface import Surface, across, join, limb, marks, sweep, unit

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
# (metres above the middle, half width, half depth, metres forward) from chin to crown.
_SKULL = (
    (-0.122, 0.002, 0.002, 0.030), (-0.115, 0.030, 0.036, 0.028), (-0.095, 0.046, 0.056, 0.020),
    (-0.065, 0.060, 0.074, 0.010), (-0.030, 0.069, 0.086, 0.003), (0.005, 0.074, 0.093, -0.003),
    (0.040, 0.077, 0.097, -0.008), (0.070, 0.073, 0.092, -0.010), (0.095, 0.060, 0.076, -0.010),
    (0.112, 0.040, 0.052, -0.010), (0.122, 0.002, 0.002, -0.010),
)  # fmt: skip
_HAIR_THICKNESS = 1.07
_REST_NECK = MEAN_OFFSETS[JOINT_NAMES.index("head")]


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


def head_axes(pose: dict[str, np.ndarray], chest: np.ndarray) -> np.ndarray:
    """How the head is turned: (K, 3, 3) with rows left, up, forward.

    Two joints do not say where a head looks; it looks where the chest does, nodded and tilted as the neck is.
    """
    up = unit(pose["neck"] - pose["spine3"])
    left = across(up, chest)
    forward = np.cross(left, up)
    chest_axes = np.stack([left, up, forward], axis=1)
    rest = unit(_REST_NECK @ chest_axes)
    now = unit(pose["head"] - pose["neck"])
    axis = np.cross(rest, now)
    cos = (rest * now).sum(-1)[:, None, None]
    # Rodrigues' formula with axis x sin already in `axis`; opposite directions do not occur in a neck.
    x, y, z = axis.T
    zero = np.zeros_like(x)
    skew = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=-1).reshape(-1, 3, 3)
    rotation = np.eye(3) + skew + skew @ skew / np.maximum(1 + cos, 0.1)
    return chest_axes @ rotation.transpose(0, 2, 1)


def head_surface(pose: dict[str, np.ndarray], chest: np.ndarray, scale: float, segments: int) -> Surface:
    """Neck, skull with hair, ears and face; `chest` (K, 3) is the direction from the right to the left shoulder."""
    axes = head_axes(pose, chest)
    left, up, forward = axes[:, 0], axes[:, 1], axes[:, 2]
    middle = pose["head"] + scale * (0.062 * up + 0.012 * forward)
    neck = limb(
        pose["neck"] - 0.02 * scale * up, middle - 0.05 * scale * up - 0.015 * scale * forward,
        ((0.0, 0.056), (0.5, 0.050), (1.0, 0.050)), left, (SKIN, SKIN), segments=segments, scale=scale,
    )  # fmt: skip
    rings = np.array(_SKULL)
    hairy = _hair_mask(segments)
    thick = np.ones(len(rings))
    thick[rings[:, 0] > 0.05] = _HAIR_THICKNESS
    sizes = rings * scale
    centres = middle[:, None] + sizes[:, :1] * up[:, None] * thick[:, None] + sizes[:, 3:] * forward[:, None]
    skull = sweep(
        centres,
        (sizes[:, 1] * thick)[:, None] * left[:, None],
        (sizes[:, 2] * thick)[:, None] * -forward[:, None],
        np.where(hairy, HAIR, SKIN),
        segments=segments,
    )
    corners, materials = _face()
    face = marks(middle, axes, corners * scale, materials)
    ears = [
        limb(
            middle + scale * (side * 0.072 * left - 0.025 * up - 0.005 * forward),
            middle + scale * (side * 0.080 * left + 0.020 * up - 0.012 * forward),
            ((0.0, 0.011), (0.6, 0.016), (1.0, 0.014)), left, (SKIN, SKIN), segments=6, scale=scale,
        )
        for side in (1, -1)
    ]  # fmt: skip
    return join([neck, skull, face, *ears])


def _hair_mask(segments: int) -> np.ndarray:
    """(R - 1, segments): where the skull has hair: the top, the back, and the sides down to the ears."""
    heights = np.array([row[0] for row in _SKULL])
    middle = (heights[:-1] + heights[1:])[:, None] / 2
    angle = (np.arange(segments) + 0.5) * 2 * np.pi / segments
    ahead = -np.sin(angle)[None]  # 1 at the face, -1 at the back of the head
    return (middle > 0.065) | ((ahead < 0.35) & (middle > 0.02)) | ((ahead < -0.15) & (middle > -0.075))


def _surface_depth(x: float, y: float) -> float:
    """How far forward the face lies at x metres to the left and y metres up."""
    heights, widths, depths, ahead = np.array(_SKULL).T
    width, depth, shift = (np.interp(y, heights, column) for column in (widths, depths, ahead))
    return float(shift + depth * np.sqrt(max(0.0, 1 - (x / width) ** 2)))


def _patch(x: float, y: float, half_width: float, half_height: float, lift: float) -> list[tuple[float, float, float]]:
    """A quad on the face, counter-clockwise seen from the front (where left is to the right of the picture)."""
    signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    places = [(x + sx * half_width, y + sy * half_height) for sx, sy in signs]
    return [(px, py, _surface_depth(px, py) + lift) for px, py in places]


def _face() -> tuple[np.ndarray, np.ndarray]:
    """Corners (F, 4, 3) in the frame of the head, metres, and materials (F,)."""
    quads, materials = [], []
    for side in (1, -1):
        for patch, material in (
            (_patch(side * 0.031, 0.008, 0.0155, 0.0085, 0.001), EYE_WHITE),
            (_patch(side * 0.031, 0.008, 0.0080, 0.0080, 0.003), EYE),
            (_patch(side * 0.032, 0.027, 0.0190, 0.0045, 0.002), BROW),
        ):
            quads.append(patch)
            materials.append(material)
    quads.append(_patch(0.0, -0.068, 0.024, 0.0065, 0.002))
    materials.append(LIPS)
    bridge, tip = (0.0, 0.010, _surface_depth(0, 0.010)), (0.0, -0.030, _surface_depth(0, -0.030) + 0.024)
    for side in (1, -1):
        wing = (side * 0.016, -0.038, _surface_depth(0.016, -0.038))
        base = (0.0, -0.042, _surface_depth(0, -0.042) + 0.004)
        for corners in ((bridge, tip, wing, wing), (tip, base, wing, wing)):
            quads.append(list(corners) if side > 0 else [corners[0], corners[2], corners[3], corners[1]])
            materials.append(SKIN)
    return np.array(quads), np.array(materials)

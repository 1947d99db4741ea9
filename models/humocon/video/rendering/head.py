"""The head of the drawn body: skull, hair, and a face that shows which way it looks."""

import numpy as np

from humocon.motion.skeleton import JOINT_NAMES, MEAN_OFFSETS
from humocon.video.rendering.look import BROW, EYE, EYE_WHITE, HAIR, LIPS, SKIN
from humocon.video.rendering.surface import Surface, across, join, limb, marks, sweep, unit

# (metres above the middle, half width, half depth, metres forward) from chin to crown.
_SKULL = (
    (-0.122, 0.002, 0.002, 0.030), (-0.115, 0.030, 0.036, 0.028), (-0.095, 0.046, 0.056, 0.020),
    (-0.065, 0.060, 0.074, 0.010), (-0.030, 0.069, 0.086, 0.003), (0.005, 0.074, 0.093, -0.003),
    (0.040, 0.077, 0.097, -0.008), (0.070, 0.073, 0.092, -0.010), (0.095, 0.060, 0.076, -0.010),
    (0.112, 0.040, 0.052, -0.010), (0.122, 0.002, 0.002, -0.010),
)  # fmt: skip
_HAIR_THICKNESS = 1.07
_REST_NECK = MEAN_OFFSETS[JOINT_NAMES.index("head")]


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
    """Build the head: neck, skull with hair, ears, nose, eyes, brows and mouth.

    Args:
        pose: Positions (K, 3) by name of joint.
        chest: (K, 3) direction from the right to the left shoulder.
        scale: Size of the body.
        segments: Quads around.
    """
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

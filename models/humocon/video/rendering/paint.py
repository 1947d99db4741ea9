"""Paint quads over a picture, far ones first, and the shadow that a body throws on the ground."""

import cv2
import numpy as np

from humocon.motion.skeleton import EDGES
from humocon.video.rendering.backdrop import FLOOR_Y
from humocon.video.rendering.camera import Camera
from humocon.video.rendering.look import EYE_WHITE, SKIN, Look
from humocon.video.rendering.surface import Surface, unit

_SUBPIXEL_BITS = 3
_SHADOW_STEP = 4  # pixels of the picture for each of the shadow
_BONE_WIDTH_M = np.full(len(EDGES), 0.11)
_BONE_WIDTH_M[[2, 5, 8, 11, 12, 13]] = 0.26  # the trunk
_BONE_WIDTH_M[14] = 0.17  # the head


def shade(surface: Surface, look: Look, light: np.ndarray) -> np.ndarray:
    """Colour every quad by how it faces the light.

    Args:
        surface: (K, V, 3) vertices and F quads.
        look: Colours and light.
        light: (3,) direction to the light in the world.

    Returns:
        (K, F, 3) uint8 RGB.
    """
    corner = surface.vertices[:, surface.quads]
    normals = unit(np.cross(corner[:, :, 2] - corner[:, :, 0], corner[:, :, 3] - corner[:, :, 1]))
    rng = np.random.default_rng([look.seed, 0xC1])
    grain = 1 + look.grain * rng.uniform(-1, 1, len(surface.quads))
    grain[(surface.materials >= EYE_WHITE) | (surface.materials == SKIN)] = 1.0
    albedo = look.palette[surface.materials] * look.tint * grain[:, None]
    direct = np.maximum(normals @ light, 0)
    # Half the light from everywhere comes from above: undersides are darker.
    sky = 0.75 + 0.25 * normals[..., 1]
    bright = look.ambient * sky + (1.15 - look.ambient) * direct
    return np.clip(albedo * bright[..., None] * 255, 0, 255).astype(np.uint8)


def paint_quads(picture: np.ndarray, points: np.ndarray, surface: Surface, colours: np.ndarray) -> None:
    """Draw one pose over a picture.

    Args:
        picture: (S, S, 3) uint8, drawn on.
        points: (V, 3) pixels right, pixels down, metres ahead.
        surface: The quads.
        colours: (F, 3) uint8.
    """
    quads = surface.quads
    flat = points[quads, :2]  # (F, 4, 2)
    first, second = flat[:, 2] - flat[:, 0], flat[:, 3] - flat[:, 1]
    facing = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0] < 0  # rows count down: signs turn
    depth = points[quads, 2].mean(axis=1) - surface.lift
    order = np.flatnonzero(facing)
    order = order[np.argsort(-depth[order])]
    # OpenCV takes the middle of a pixel as its whole number.
    corners = np.round((flat[order] - 0.5) * (1 << _SUBPIXEL_BITS)).astype(np.int32)
    fill = cv2.fillConvexPoly
    for polygon, colour in zip(corners, colours[order].tolist(), strict=True):
        fill(picture, polygon, colour, 8, _SUBPIXEL_BITS)


def shadow_mask(pose: np.ndarray, camera: Camera, size: int, light: np.ndarray, first_row: float) -> np.ndarray:
    """Where a body keeps the light from the ground.

    Args:
        pose: (22, 3) metres.
        camera: The camera at this one pose.
        size: Side of the picture in pixels.
        light: (3,) direction to the light.
        first_row: Row of the picture from which on the ground is seen.

    Returns:
        (size / 4, size / 4) uint8, 255 in full shadow, soft at the border.
    """
    drop = pose - light * ((pose[:, 1:2] - FLOOR_Y) / light[1])
    points = camera.project(drop[None])[0]
    mask = np.zeros((-(-size // _SHADOW_STEP),) * 2, np.uint8)
    ends = points[EDGES]  # (21, 2, 3)
    thick = np.round(camera.focal * _BONE_WIDTH_M / np.maximum(ends[..., 2].mean(1), 0.2) / _SHADOW_STEP)
    seen = (ends[..., 2].min(1) > 0.2) & (np.abs(ends[..., :2]).max((1, 2)) < 4 * size)
    sixteenths = np.round(ends[seen, :, :2] * (16 / _SHADOW_STEP)).astype(int).tolist()
    for (first, second), width in zip(sixteenths, np.clip(thick[seen], 1, 255).astype(int).tolist(), strict=True):
        cv2.line(mask, first, second, 255, width, cv2.LINE_AA, 4)
    mask = cv2.GaussianBlur(mask, (0, 0), max(0.8, size / _SHADOW_STEP / 60))
    mask[: max(0, round(first_row / _SHADOW_STEP))] = 0
    return mask


def darken(picture: np.ndarray, mask: np.ndarray, darkness: float) -> None:
    """Darken a picture (S, S, 3) in place where the small mask of `shadow_mask` says, by `darkness` at most."""
    rows, columns = np.flatnonzero(mask.max(axis=1)), np.flatnonzero(mask.max(axis=0))
    if len(rows) == 0:
        return
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    step = _SHADOW_STEP
    place = picture[top * step : bottom * step, left * step : right * step]
    dark = cv2.resize(mask[top:bottom, left:right], place.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    keep = cv2.cvtColor(cv2.convertScaleAbs(dark, alpha=-darkness, beta=255), cv2.COLOR_GRAY2RGB)
    place[:] = cv2.multiply(place, keep, scale=1 / 255)

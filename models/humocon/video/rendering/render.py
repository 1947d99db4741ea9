"""A motion to a video of a person, one picture for every pose: quads painted far ones first, over a soft shadow."""

from collections.abc import Iterator, Sequence
from typing import Final, Literal

import cv2
import numpy as np

from humocon.motion.clip import rotate_y
from humocon.motion.skeleton import EDGES, NUM_JOINTS
from humocon.video.rendering.backdrop import FLOOR_Y, Backdrop
from humocon.video.rendering.look import EYE_WHITE, SKIN, Look, plain_look, random_look
from humocon.video.rendering.person import body_scale, body_surface
from humocon.video.rendering.surface import Surface, unit
from humocon.video.rendering.viewpoint import Camera, place_camera

_CHUNK: Final[int] = 32
_FINE_SIZE: Final[int] = 200
SMOOTHING: Final[int] = 2
"""Drawn this many times larger, then reduced, so that edges are smooth."""
_SUBPIXEL_BITS = 3
_SHADOW_STEP = 4  # pixels of the picture for each of the shadow
_BONE_WIDTH_M = np.full(len(EDGES), 0.11)
_BONE_WIDTH_M[[2, 5, 8, 11, 12, 13]] = 0.26  # the trunk
_BONE_WIDTH_M[14] = 0.17  # the head


def render_motion(
    joints: np.ndarray,
    *,
    seed: int = 0,
    size: int = 256,
    fps: float = 20.0,
    look: Literal["plain", "random"] | Look = "random",
    azimuth: float | None = None,
    only: Sequence[int] | None = None,
) -> Iterator[np.ndarray]:
    """Render a motion, exactly one picture for each pose; the same arguments give the same pictures.

    Args:
        joints: (K, 22, 3) positions in metres, y up, floor at 0. For another rate of pictures, `resample` them first.
        seed: Decides a random look.
        size: Side of the square pictures in pixels, 16 at least.
        fps: Poses per second; only the camera's movement depends on it.
        look: "plain" (the same pleasant room for everyone), "random" (by seed), or a look of your own.
        azimuth: Degrees from which to look: 0 at the face of the first pose, 90 at its left side, 180 at its back.
        only: Numbers of the poses wanted, in this order; the camera still follows the whole motion. All if None.

    Yields:
        (size, size, 3) uint8 RGB.

    Raises:
        ValueError: Joints of another shape or not finite, `size` or `fps` too small, or a pose that is not there.
    """
    if joints.ndim != 3 or joints.shape[1:] != (NUM_JOINTS, 3) or len(joints) == 0:
        raise ValueError(f"joints must be (K, {NUM_JOINTS}, 3) with at least one pose, not {joints.shape}")
    if not np.isfinite(joints).all():
        raise ValueError("joints hold NaN or infinity")
    if size < 16 or not fps > 0:
        raise ValueError(f"size must be at least 16 and fps positive, not {size} and {fps}")
    if not isinstance(look, Look):
        look = plain_look(azimuth) if look == "plain" else random_look(seed, azimuth)
    wanted = np.arange(len(joints)) if only is None else np.asarray(only, dtype=np.int64)
    if len(wanted) and not 0 <= wanted.min() <= wanted.max() < len(joints):
        raise ValueError(f"only must number poses of 0 to {len(joints) - 1}, not {wanted.min()} to {wanted.max()}")
    return _render(joints.astype(np.float64), look, size, fps, wanted)


def _render(joints: np.ndarray, look: Look, size: int, fps: float, wanted: np.ndarray) -> Iterator[np.ndarray]:
    drawn = size * SMOOTHING
    camera = place_camera(joints, look, drawn, fps)
    backdrop = Backdrop(look, camera, drawn)
    light = rotate_y(look.light, np.radians(look.azimuth))
    scale = body_scale(joints)
    segments = 14 if size > _FINE_SIZE else 10
    for begin in range(0, len(wanted), _CHUNK):
        chunk = wanted[begin : begin + _CHUNK]
        surface = body_surface(joints[chunk], scale=scale, girth=look.girth, segments=segments)
        colours = shade(surface, look, light)
        points = camera.at(chunk).project(surface.vertices).astype(np.float32)
        for place, index in enumerate(chunk):
            picture = backdrop.draw(index)
            shadow = shadow_mask(joints[index], camera.at([index]), drawn, light, backdrop.wall_foot(index))
            darken(picture, shadow, look.shadow)
            paint_quads(picture, points[place], surface, colours[place])
            yield cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA)


def shade(surface: Surface, look: Look, light: np.ndarray) -> np.ndarray:
    """RGB (K, F, 3) uint8 of every quad by how it faces the light, whose direction (3,) is that in the world."""
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
    """Draw one pose over a picture (S, S, 3): points (V, 3) in pixels right, pixels down, metres; colours (F, 3)."""
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
    """Where a pose (22, 3) keeps the light from the ground, which is seen from `first_row` of the picture on.

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

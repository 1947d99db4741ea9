"""A motion to a video of a person, one picture for every pose."""

from collections.abc import Iterator, Sequence
from typing import Final, Literal

import cv2
import numpy as np

from humocon.motion.clip import rotate_y
from humocon.motion.skeleton import NUM_JOINTS
from humocon.video.rendering.backdrop import Backdrop
from humocon.video.rendering.body import body_scale, body_surface
from humocon.video.rendering.camera import place_camera
from humocon.video.rendering.look import Look, plain_look, random_look
from humocon.video.rendering.paint import darken, paint_quads, shade, shadow_mask

_CHUNK: Final[int] = 32
_FINE_SIZE: Final[int] = 200
SMOOTHING: Final[int] = 2
"""Drawn this many times larger, then reduced, so that edges are smooth."""


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


def picture_points(joints: np.ndarray, points: np.ndarray, look: Look, *, size: int, fps: float = 20.0) -> np.ndarray:
    """Where points (K, P, 3) of the world are in the pictures of `render_motion`: (K, P, 3) right, down, metres."""
    camera = place_camera(joints.astype(np.float64), look, size * SMOOTHING, fps)
    return camera.project(points.astype(np.float64)) / np.array([SMOOTHING, SMOOTHING, 1.0])


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

"""The camera of a rendered clip: placed so that the person stays in the picture, still, panning or following."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from humocon.motion.clip import rotate_y
from humocon.video.rendering.look import CameraMode, Look
from humocon.video.rendering.surface import unit

_EYE_LEVEL_LEAST = 0.25
_STILL_SPAN = 1.2
_FOLLOW_S = 0.6
_SMALLEST_SHARE = 0.4
_FARTHEST_M = 200.0


@dataclass(frozen=True)
class Camera:
    """Where the camera is at every pose.

    Attributes:
        places: (K, 3) metres.
        axes: (K, 3, 3) rows: right and up in the picture, and ahead.
        focal: Focal length in pixels.
        centres: (K, 2) pixel (x right, y down) that the axis ahead falls on.
    """

    places: np.ndarray
    axes: np.ndarray
    focal: float
    centres: np.ndarray

    def at(self, poses: Sequence[int] | np.ndarray) -> "Camera":
        """The camera at some of the poses."""
        return Camera(self.places[poses], self.axes[poses], self.focal, self.centres[poses])

    def project(self, points: np.ndarray) -> np.ndarray:
        """(K, P, 3) metres -> (K, P, 3): pixels to the right, pixels down, metres ahead of the camera."""
        seen = (points - self.places[:, None]) @ self.axes.transpose(0, 2, 1)
        ahead = np.maximum(seen[..., 2], 0.05)
        right = self.centres[:, :1] + self.focal * seen[..., 0] / ahead
        down = self.centres[:, 1:] - self.focal * seen[..., 1] / ahead
        return np.stack([right, down, seen[..., 2]], axis=-1)


def place_camera(joints: np.ndarray, look: Look, size: int, fps: float) -> Camera:
    """Place a camera that has the person within `look.fill` of the picture in every pose of a motion (K, 22, 3).

    Args:
        joints: (K, 22, 3) metres, y up.
        look: Its camera settings are used.
        size: Side of the picture in pixels.
        fps: Poses per second.
    """
    points = _outline(joints)
    camera, seen = _fit(points, look.mode, look, size, fps)
    if np.median(np.ptp(seen[..., 1], axis=1)) < _SMALLEST_SHARE * size and look.mode != "follow":
        # A long way that one place sees only from afar: walk along instead.
        camera, seen = _fit(points, "follow", look, size, fps)
    low, high = seen[..., :2].min(axis=(0, 1)), seen[..., :2].max(axis=(0, 1))
    room = size - (high - low)
    centre = (low + high) / 2
    wanted = size / 2 + np.array(look.shift) * np.maximum(room / 2 - 0.04 * size, 0)
    sway = _sway(len(joints), fps, look) * size
    return Camera(camera.places, camera.axes, camera.focal, camera.centres + (wanted - centre) + sway)


def _fit(points: np.ndarray, mode: CameraMode, look: Look, size: int, fps: float) -> tuple[Camera, np.ndarray]:
    """Step back until all points (K, P, 3) fit; the camera, not yet centred, and the points as it sees them."""
    distance = 1.0
    while True:
        camera = _camera_at(points, distance, mode, look, size, fps)
        seen = camera.project(points)
        extent = float(np.ptp(seen[..., :2], axis=(0, 1)).max())
        if (seen[..., 2].min() > 0.4 and extent <= look.fill * size) or distance > _FARTHEST_M:
            return camera, seen
        distance *= max(1.03, (extent / (look.fill * size)) ** 0.6)


def _camera_at(points: np.ndarray, distance: float, mode: CameraMode, look: Look, size: int, fps: float) -> Camera:
    """A camera at a distance (metres) from what it looks at, not yet centred."""
    toward = _toward(look)
    low, high = points.min(axis=(0, 1)), points.max(axis=(0, 1))
    middle = (low + high) / 2
    targets = np.tile(middle, (len(points), 1))
    wanders = float(np.hypot(*(high - low)[[0, 2]])) > 2 * _STILL_SPAN
    if mode != "still" and wanders:
        path = points[:, 0] * np.array([1.0, 0.0, 1.0])
        targets = gaussian_filter1d(path, _FOLLOW_S * fps, axis=0, mode="nearest") + middle * np.array([0.0, 1.0, 0.0])
    places = targets + distance * toward if mode == "follow" else middle + distance * toward + 0 * targets
    places = np.maximum(places, [-np.inf, _EYE_LEVEL_LEAST, -np.inf])
    ahead = unit(targets - places)
    right = unit(np.cross(ahead, [0.0, 1.0, 0.0]))
    axes = np.stack([right, np.cross(right, ahead), ahead], axis=1)
    return Camera(places, axes, look.focal * size, np.full((len(points), 2), size / 2))


def _toward(look: Look) -> np.ndarray:
    """Unit vector from the person to the camera; at azimuth 0 the camera stands on +z, where the first pose looks."""
    low = np.radians(look.elevation)
    ahead = np.array([0.0, np.sin(low), np.cos(low)])
    return rotate_y(ahead, np.radians(look.azimuth))


def _outline(joints: np.ndarray) -> np.ndarray:
    """Joints and the ends beyond them: crown, fingers, toes, (K, P, 3); the root comes first."""
    ends = [
        joints[:, end] + reach * unit(joints[:, end] - joints[:, parent])
        for end, parent, reach in ((15, 12, 0.22), (20, 18, 0.2), (21, 19, 0.2), (10, 7, 0.1), (11, 8, 0.1))
    ]
    around = [joints[:, 15] + reach * np.array([1.0, 0.5, 1.0]) for reach in (0.12, -0.12)]
    return np.concatenate([joints, np.stack(ends + around, axis=1)], axis=1)


def _sway(count: int, fps: float, look: Look) -> np.ndarray:
    """Smooth wandering of a hand-held camera, (count, 2), shares of the picture."""
    if look.shake == 0:
        return np.zeros((count, 2))
    rng = np.random.default_rng([look.seed, 0x5A])
    times = np.arange(count)[:, None, None] / fps
    rates = rng.uniform(0.3, 3.0, (2, 5))
    waves = np.sin(2 * np.pi * (rates * times + rng.uniform(0, 1, (2, 5)))) / np.sqrt(rates)
    return look.shake * waves.sum(-1) / 2

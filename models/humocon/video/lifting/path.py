"""Where the body is in the room: its path over the floor and its height above it, from where it is in the picture.

The camera is taken for a pinhole whose focal length is a usual one. A body of known size fills so many pixels at one
distance only; that gives the distance, and with it the place of the hips. The floor is the plane that the lowest foot
keeps coming back to; a tilt of the camera shows as a slope of that plane.

Legend: K samples. Camera space: x right, y up, z towards the camera, metres, the camera at the origin.
"""

from typing import Final

import numpy as np

from humocon.motion.skeleton import FOOT_JOINTS
from humocon.video.lifting.body import ANKLES, ELBOWS, HEELS, HIPS, KNEES, SHOULDERS, TOES, WRISTS
from humocon.video.lifting.smoothing import odd_width, smooth

FOCAL_SHARE: Final[float] = 0.9
"""Focal length in shares of the picture's longer side; phones and cameras lie between .7 and 1.2."""
_SOLVED: Final[list[int]] = [*SHOULDERS, *ELBOWS, *WRISTS, *HIPS, *KNEES, *ANKLES]
_SOLES: Final[list[int]] = [*ANKLES, *HEELS, *TOES]
_TRUNK: Final[list[int]] = [*SHOULDERS, *HIPS]
_DISTANCE_S: Final[float] = 1.2
_SAME_DISTANCE: Final[float] = 0.1
_TRUSTED: Final[float] = 0.5
"""Share of the way from where the network has a joint about the hips to where its picture shows it."""
_ASIDE_S, _UP_S = 0.35, 0.2
_FLOOR_SHARE: Final[float] = 0.15
_FLOOR_WINDOW_S: Final[float] = 1.0
_LEAST_TRAVEL_M: Final[float] = 0.8
_STEEPEST: Final[float] = 0.45
_LEVEL_PRIOR: Final[float] = 0.012
_PLANTED_M: Final[float] = 0.05
_FARTHER, _FARTHER_M = 1.3, 0.3


def camera_path(
    image: np.ndarray, world: np.ndarray, visibility: np.ndarray, size: tuple[int, int], fps: float
) -> np.ndarray:
    """Where the middle of the hips is.

    Args:
        image: (K, 33, 2) pixels, the camera's own motion taken out.
        world: (K, 33, 3) metres from the middle of the hips; x right, y down, z away from the camera.
        visibility: (K, 33) in [0, 1].
        size: width and height of the picture.
        fps: samples a second.

    Returns:
        (K, 3) camera space.
    """
    focal = FOCAL_SHARE * max(size)
    rays = (image - np.array(size) / 2) / focal
    away = solve_distance(rays[:, _SOLVED], world[:, _SOLVED], np.clip(visibility[:, _SOLVED], 0.05, 1.0))
    away = settle(smooth(np.clip(away, 0.3, 50.0), fps, _DISTANCE_S, _DISTANCE_S))
    near = rays[:, _TRUNK] * (world[:, _TRUNK, 2] + away[:, None])[..., None] - world[:, _TRUNK, :2]
    place = near.mean(axis=1)
    aside = smooth(place[:, 0], fps, 0.15, _ASIDE_S)
    up = -smooth(place[:, 1], fps, 0.1, _UP_S)
    return np.stack([aside, up, -away], axis=1)


def solve_distance(rays: np.ndarray, world: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Distance at which a body of known shape looks as large as it does, by weighted least squares.

    Every point gives two equations, ray · (z + away) = (x, y) + place, linear in the place aside, down and away.

    Args:
        rays: (K, P, 2) pixels from the picture's middle over the focal length.
        world: (K, P, 3) metres; x right, y down, z away.
        weights: (K, P).

    Returns:
        (K,) metres.
    """
    # Eliminating the place aside leaves one unknown: centre both sides, then project.
    known = rays * world[..., 2:] - world[..., :2]
    weights = (weights / weights.sum(axis=1, keepdims=True))[..., None]
    spread = rays - (weights * rays).sum(axis=1, keepdims=True)
    known = known - (weights * known).sum(axis=1, keepdims=True)
    square = (weights * spread * spread).sum(axis=(1, 2))
    return -(weights * spread * known).sum(axis=(1, 2)) / np.maximum(square, 1e-9)


def settle(away: np.ndarray) -> np.ndarray:
    """Hold a distance (K,) that wanders little: who crouches or lifts the arms looks larger or smaller, not nearer."""
    usual = float(np.median(away))
    spread = float(np.ptp(np.quantile(away, [0.05, 0.95]))) / usual
    trust = np.clip((spread - _SAME_DISTANCE) / _SAME_DISTANCE, 0.0, 1.0)
    return usual + trust * (away - usual)


def drawn_to_picture(
    image: np.ndarray, world: np.ndarray, visibility: np.ndarray, path: np.ndarray, size: tuple[int, int]
) -> np.ndarray:
    """Draw landmarks about the hips, which the network guesses upright, to where the picture shows them.

    Args:
        image: (K, 33, 2) pixels, the camera's own motion taken out.
        world: (K, 33, 3) metres from the middle of the hips; x right, y down, z away from the camera.
        visibility: (K, 33) in [0, 1].
        path: (K, 3) the hips in camera space.
        size: width and height of the picture.

    Returns:
        (K, 33, 3) metres from the middle of the hips.
    """
    rays = (image - np.array(size) / 2) / (FOCAL_SHARE * max(size))
    shown = rays * (world[..., 2] - path[:, 2:])[..., None]
    shown -= shown[:, list(HIPS)].mean(axis=1, keepdims=True)
    out = world.copy()
    out[..., :2] += _TRUSTED * visibility[..., None] * (shown - world[..., :2])
    return out


def lowest_in_picture(image: np.ndarray, path: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Height of the lowest point of the feet as the picture shows it, at the distance of the body.

    Args:
        image: (K, 33, 2) pixels, the camera's own motion taken out.
        path: (K, 3) the hips in camera space.
        size: width and height of the picture.

    Returns:
        (K,) metres, camera space.
    """
    down = (image[:, _SOLES, 1].max(axis=1) - size[1] / 2) / (FOCAL_SHARE * max(size))
    return down * path[:, 2]


def stand_on_floor(
    joints: np.ndarray, shown: np.ndarray, lying: np.ndarray, *, steady_camera: bool, fps: float
) -> np.ndarray:
    """Put the floor at height 0, level however the camera was tilted.

    The feet are as high as the joints say or as high as the picture shows them, whichever is lower: legs bent along the
    view make joints seem to float, a step towards the camera moves feet in the picture, a leap does both. Who lies does
    not rest on the feet: the lowest joint is on the floor.

    Args:
        joints: (K, 22, 3) camera space.
        shown: (K,) height of the lowest foot as the picture shows it, camera space.
        lying: (K,) in [0, 1], how much of each pose is lying.
        steady_camera: the camera stood still, so that the height of the floor holds throughout.
        fps: samples a second.

    Returns:
        (K, 22, 3) y above the floor.
    """
    ahead = joints[:, 0, 2]
    lowest = joints[:, FOOT_JOINTS, 1].min(axis=1)
    heights = []
    for feet in (lowest, smooth(shown, fps, 0.1, _UP_S)):
        rise = floor_slope(np.stack([feet, ahead], axis=1)) * (ahead - ahead[0])
        level = feet - rise
        floor = np.quantile(level, _FLOOR_SHARE) if steady_camera else floor_drift(level, fps)
        heights.append(level - floor)
    out = joints.copy()
    # Nothing sinks into the floor: where both say so, the legs look too long in that pose.
    rise = np.maximum(np.minimum(*heights), 0.0) - lowest
    out[..., 1] += ((1 - lying) * rise - lying * joints[..., 1].min(axis=1))[:, None]
    return out


def walk_on_feet(joints: np.ndarray, fps: float) -> np.ndarray:
    """The path over the floor that the planted feet ask for, where the camera's own motion hides it.

    While a foot stands, the body moves against it; while none does, the body flies on as before.

    Args:
        joints: (K, 22, 3) y above the floor.
        fps: samples a second.

    Returns:
        (K, 22, 3): the same poses on another path.
    """
    if len(joints) < 3:
        return joints
    feet = joints[:, FOOT_JOINTS] - joints[:, :1]
    # An ankle that stands is as low as the ball of its foot only after its own height is taken off.
    height = joints[:, FOOT_JOINTS, 1] - np.quantile(joints[:, FOOT_JOINTS, 1], 0.1, axis=0)
    standing = np.argmin(height, axis=1)
    step = -np.gradient(feet[..., [0, 2]], axis=0)[np.arange(len(joints)), standing]
    sure = height.min(axis=1) < _PLANTED_M
    if sure.sum() < 2:
        return joints
    places = np.arange(len(joints))
    step = np.stack([np.interp(places, places[sure], column[sure]) for column in step.T], axis=1)
    step = smooth(step, fps, 0.25, 0.3)
    out = joints.copy()
    path = np.cumsum(step, axis=0)
    out[..., [0, 2]] += (path - path[0] + joints[0, 0, [0, 2]] - joints[:, 0, [0, 2]])[:, None]
    return out


def longer_path(shown: np.ndarray, walked: np.ndarray) -> np.ndarray:
    """Choose between the path that the picture shows and the one that the feet ask for, (K, 22, 3) each.

    The picture is right where the camera stands, or turns, before a background that it can be measured against. A
    camera that goes along with the person hides the path, but the feet then go much farther than the picture shows.
    """
    seen, asked = (float(np.linalg.norm(j[:, 0, [0, 2]] - j[0, 0, [0, 2]], axis=-1).max()) for j in (shown, walked))
    return walked if asked > max(_FARTHER * seen + _FARTHER_M, _LEAST_TRAVEL_M) else shown


def floor_slope(feet: np.ndarray) -> float:
    """How the floor rises with z, from heights and z of the lowest foot (K, 2): metres a metre; 0 where nobody walks.

    Quantile regression, because airborne feet lie above the floor and none below it, drawn towards a level camera.
    """
    z = feet[:, 1] - np.median(feet[:, 1])
    if np.ptp(np.quantile(z, [0.05, 0.95])) < _LEAST_TRAVEL_M:
        return 0.0
    design = np.stack([np.ones_like(z), z], axis=1)
    doubt = np.diag([0.0, _LEVEL_PRIOR * len(z)])
    weights = np.ones(len(z))
    line = np.zeros(2)
    for _ in range(20):
        line = np.linalg.solve(design.T @ (weights[:, None] * design) + doubt, design.T @ (weights * feet[:, 0]))
        above = feet[:, 0] - design @ line
        weights = np.where(above > 0, 0.2, 0.8) / np.maximum(np.abs(above), 0.01)
        weights /= weights.mean()
    return float(np.clip(line[1], -_STEEPEST, _STEEPEST))


def floor_drift(height: np.ndarray, fps: float) -> np.ndarray:
    """A floor that wanders as the camera does: low quantile of the lowest foot around each moment, (K,) -> (K,)."""
    reach = max(1, odd_width(_FLOOR_WINDOW_S, fps, 10**6) // 2)
    padded = np.pad(height, reach, mode="reflect") if len(height) > reach else np.pad(height, reach, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    return smooth(np.quantile(windows, _FLOOR_SHARE, axis=1), fps, 0.0, _FLOOR_WINDOW_S)

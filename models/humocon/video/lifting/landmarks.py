"""Find the joints of one person: BlazePose's full landmark network.

Legend: L = 33 landmarks of the body, followed in the network's output by 6 auxiliary points.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from humocon.video.lifting.network import Network, sigmoid
from humocon.video.lifting.regions import Region, cut_out, map_points

SIDE: Final[int] = 256
NUM_LANDMARKS: Final[int] = 33
_NUM_POINTS: Final[int] = 39
_HEAT_SIDE: Final[int] = 64
_HEAT_REACH: Final[int] = 3
_LEAST_HEAT: Final[float] = 0.5
LEAST_PRESENCE: Final[float] = 0.5
_CENTRE, _TOP = 33, 34

# MediaPipe's landmarks, left and right swapped.
MIRRORED: Final[np.ndarray] = np.array(
    [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9]
    + [12, 11, 14, 13, 16, 15, 18, 17, 20, 19, 22, 21, 24, 23, 26, 25, 28, 27, 30, 29, 32, 31]
)


@dataclass(frozen=True)
class Pose:
    """One person in one picture.

    Attributes:
        image: (33, 2) pixels of the picture.
        visibility: (33,) in [0, 1]: seen, neither hidden nor outside of the picture.
        world: (33, 3) metres from the middle of the hips; x right, y down, z away from the camera.
        presence: chance that there is a person at all.
        region: where to look for the same person in the next picture.
    """

    image: np.ndarray
    visibility: np.ndarray
    world: np.ndarray
    presence: float
    region: Region


def refine(points: np.ndarray, heat: np.ndarray) -> np.ndarray:
    """Move points to the centre of mass of their heat maps nearby, where the map is warm.

    Args:
        points: (P, 2) x and y in shares of the cut-out.
        heat: (S, S, P) logits.

    Returns:
        (P, 2) in the same shares.
    """
    side, around = heat.shape[0], np.arange(-_HEAT_REACH, _HEAT_REACH + 1)
    cells = (points * side).astype(int)
    columns, rows = cells[:, None, 0] + around, cells[:, None, 1] + around
    inside = ((rows >= 0) & (rows < side))[:, :, None] & ((columns >= 0) & (columns < side))[:, None]
    places = np.arange(len(points))[:, None, None]
    near = heat[rows.clip(0, side - 1)[:, :, None], columns.clip(0, side - 1)[:, None], places]
    patches = sigmoid(near) * inside
    total = patches.sum(axis=(1, 2))
    centres = np.stack([(patches.sum(axis=1) * columns).sum(axis=1), (patches.sum(axis=2) * rows).sum(axis=1)], axis=1)
    warm = ((cells >= 0) & (cells < side)).all(axis=1) & (patches.max(axis=(1, 2)) >= _LEAST_HEAT)
    return np.where(warm[:, None], centres / np.maximum(total, 1e-9)[:, None] / side, points)


def to_picture(points: np.ndarray, world: np.ndarray, region: Region) -> tuple[np.ndarray, np.ndarray]:
    """Points in shares of the cut-out (P, 2) to pixels, and world points (P, 3) turned back as the picture stands."""
    pixels = map_points(region.matrix(SIDE), points * SIDE)
    cos, sin = np.cos(region.angle), np.sin(region.angle)
    turned = world.copy()
    turned[:, :2] = world[:, :2] @ np.array([[cos, sin], [-sin, cos]])
    return pixels, turned


class LandmarkNetwork:
    """Finds the landmarks of the person in a region.

    Args:
        content: of the landmark network's TFLite file.
    """

    def __init__(self, content: bytes) -> None:
        sizes = (_NUM_POINTS * 5, 1, _HEAT_SIDE * _HEAT_SIDE * _NUM_POINTS, _NUM_POINTS * 3)
        self.network = Network(content, SIDE, sizes)

    def __call__(self, frame: np.ndarray, region: Region, least: float = LEAST_PRESENCE) -> Pose | None:
        """The person in a region of a picture (H, W, 3) uint8 RGB, or None where the chance of one is below `least`."""
        picture = cut_out(frame, region, SIDE, repeat_edge=True) / 255.0
        return self._decode(picture, region, least)

    def mirrored(self, frame: np.ndarray, region: Region, least: float = LEAST_PRESENCE) -> Pose | None:
        """As the call, but looking at the cut-out in a mirror and swapping left and right back."""
        picture = cut_out(frame, region, SIDE, repeat_edge=True) / 255.0
        flat = Region(SIDE / 2, SIDE / 2, SIDE)
        pose = self._decode(np.ascontiguousarray(picture[:, ::-1]), flat, least)
        if pose is None:
            return None
        image = pose.image[MIRRORED] * [-1, 1] + [SIDE, 0]
        pixels, world = to_picture(image / SIDE, pose.world[MIRRORED] * [-1, 1, 1], region)
        return Pose(pixels, pose.visibility[MIRRORED], world, pose.presence, region)

    def _decode(self, picture: np.ndarray, region: Region, least: float) -> Pose | None:
        values, presence, heat, world = self.network(picture)
        # The network ends this output with its sigmoid; the others are logits.
        if not presence[0] >= least:
            return None
        values, world = values.reshape(_NUM_POINTS, 5).astype(np.float64), world.reshape(_NUM_POINTS, 3)
        heat = heat.reshape(_HEAT_SIDE, _HEAT_SIDE, _NUM_POINTS)
        points, turned = to_picture(refine(values[:, :2] / SIDE, heat), world.astype(np.float64), region)
        if not (np.isfinite(points).all() and np.isfinite(turned).all()):
            return None
        following = Region.around(points[_CENTRE], points[_TOP])
        if following.side < 8:
            return None
        body = slice(0, NUM_LANDMARKS)
        return Pose(points[body], sigmoid(values[body, 3]), turned[body], float(presence[0]), following)

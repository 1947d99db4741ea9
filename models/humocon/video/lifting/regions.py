"""Rotated squares in a picture, and what they cut out.

Picture coordinates are pixels, x right and y down; (0, 0) is the outer corner of the first pixel. Angles are radians,
clockwise as seen; at angle 0 the top of the square is the top of the picture.
"""

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np

BODY_MARGIN = 1.25


@dataclass(frozen=True)
class Region:
    """A rotated square.

    Attributes:
        x: Of its centre, pixels.
        y: Of its centre, pixels.
        side: Length of an edge, pixels.
        angle: Radians, clockwise.
    """

    x: float
    y: float
    side: float
    angle: float = 0.0

    @classmethod
    def around(cls, centre: np.ndarray, top: np.ndarray) -> Self:
        """The square about a person, from the middle of the hips and a point on the circle around the whole body.

        Both points are (2,) pixels. The direction from one to the other becomes the square's upward direction.
        """
        right, down = (top - centre).tolist()
        angle = np.pi / 2 - np.arctan2(-down, right)
        angle -= 2 * np.pi * np.floor((angle + np.pi) / (2 * np.pi))
        return cls(float(centre[0]), float(centre[1]), 2 * BODY_MARGIN * float(np.hypot(right, down)), float(angle))

    @classmethod
    def whole(cls, width: int, height: int) -> Self:
        """The upright square that holds a whole picture in its middle."""
        return cls(width / 2, height / 2, float(max(width, height)))

    def matrix(self, num_pixels: int) -> np.ndarray:
        """(2, 3) float64: pixels of the cut-out, `num_pixels` wide, to pixels of the picture."""
        scale = self.side / num_pixels
        cos, sin = np.cos(self.angle) * scale, np.sin(self.angle) * scale
        half = num_pixels / 2
        return np.array([[cos, -sin, self.x - (cos - sin) * half], [sin, cos, self.y - (sin + cos) * half]])

    def overlap(self, other: "Region") -> float:
        """Intersection over union of the two squares, as if they were upright."""
        low = np.maximum(
            [self.x - self.side / 2, self.y - self.side / 2], [other.x - other.side / 2, other.y - other.side / 2]
        )
        high = np.minimum(
            [self.x + self.side / 2, self.y + self.side / 2], [other.x + other.side / 2, other.y + other.side / 2]
        )
        shared = float(np.prod(np.clip(high - low, 0, None)))
        return shared / (self.side**2 + other.side**2 - shared)


def cut_out(frame: np.ndarray, region: Region, num_pixels: int, *, repeat_edge: bool) -> np.ndarray:
    """Cut a region out of a picture and turn it upright.

    Args:
        frame: (H, W, 3) uint8.
        region: what to cut out.
        num_pixels: width and height of the result.
        repeat_edge: outside of the picture repeat its last pixels, instead of black.

    Returns:
        (num_pixels, num_pixels, 3) float32 in [0, 255].
    """
    border = cv2.BORDER_REPLICATE if repeat_edge else cv2.BORDER_CONSTANT
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (num_pixels, num_pixels)
    cut = cv2.warpAffine(frame, region.matrix(num_pixels), size, flags=flags, borderMode=border)
    return cut.astype(np.float32)


def map_points(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Apply a (2, 3) matrix to (..., 2) points."""
    return points @ matrix[:, :2].T + matrix[:, 2]

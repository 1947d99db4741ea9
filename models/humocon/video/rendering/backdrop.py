"""What is around a rendered person: a floor in true perspective that meets a wall."""

from typing import Final

import cv2
import numpy as np

from humocon.video.rendering.look import Look
from humocon.video.rendering.viewpoint import Camera

FLOOR_Y: Final[float] = -0.025
"""Height of the ground in metres: a little below the joints of the feet, under the soles."""
_TILE: Final[int] = 256
_TILE_M: Final[float] = 2.4
_WALL_M: Final[float] = 6.0


class Backdrop:
    """Draws the surroundings as a camera sees them.

    The floor is a repeated texture under a homography. The wall is a band behind it that moves sideways when the
    camera turns or walks, as something far away does.
    """

    def __init__(self, look: Look, camera: Camera, size: int) -> None:
        rng = np.random.default_rng([look.seed, 0xBD])
        self.camera, self.size = camera, size
        self.floor = _to_bytes(_floor_texture(look.pattern[0], look.floor * look.tint, rng))
        wall = _to_bytes(_wall_texture(look.pattern[1], look.wall * look.tint, rng, size // 2))
        self.wall = cv2.resize(wall, (4 * size, 2 * size), interpolation=cv2.INTER_LINEAR)
        self._first: tuple[np.ndarray, np.ndarray] | None = None
        places, axes = camera.places, camera.axes
        self.still = bool(np.ptp(places, axis=0).max() < 1e-6 and np.ptp(axes, axis=0).max() < 1e-6)

    def wall_foot(self, index: int) -> float:
        """Row of the picture where the floor meets the wall, at pose `index`."""
        camera = self.camera
        ahead = camera.axes[index, 2]
        level = np.array([ahead[0], 0.0, ahead[2]]) / np.hypot(ahead[0], ahead[2])
        distance = self._distance(index)
        point = level * distance + np.array([0.0, FLOOR_Y - camera.places[index, 1], 0.0])
        _, up, along = camera.axes[index] @ point
        return float(camera.centres[index, 1] - camera.focal * up / along)

    def draw(self, index: int) -> np.ndarray:
        """The surroundings at pose `index`, (size, size, 3) uint8, free to be drawn on."""
        if not self.still:
            return self._draw(index)
        if self._first is None:
            self._first = self._draw(0), self.camera.centres[0]
        picture, centre = self._first
        move = self.camera.centres[index] - centre
        if np.abs(move).max() < 1e-3:
            return picture.copy()
        matrix = np.array([[1.0, 0.0, move[0]], [0.0, 1.0, move[1]]])
        return cv2.warpAffine(picture, matrix, (self.size, self.size), borderMode=cv2.BORDER_REPLICATE)

    def _distance(self, index: int) -> float:
        return _WALL_M + float(np.hypot(*self.camera.places[0, [0, 2]]))

    def _draw(self, index: int) -> np.ndarray:
        picture = np.empty((self.size, self.size, 3), np.uint8)
        foot = int(np.clip(round(self.wall_foot(index)), 0, self.size))
        if foot > 0:
            picture[:foot] = self._wall_rows(index, foot)
        if foot < self.size:
            below = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, -foot], [0.0, 0.0, 1.0]]) @ self._floor_to_picture(index)
            shape = (self.size, self.size - foot)
            picture[foot:] = cv2.warpPerspective(self.floor, below, shape, borderMode=cv2.BORDER_WRAP)
        return picture

    def _floor_to_picture(self, index: int) -> np.ndarray:
        """Homography from pixels of the floor's texture to pixels of the picture."""
        camera = self.camera
        axes = camera.axes[index]
        origin = axes @ (np.array([0.0, FLOOR_Y, 0.0]) - camera.places[index])
        world = np.stack([axes[:, 0], axes[:, 2], origin], axis=1)
        (x, y), focal = camera.centres[index], camera.focal
        lens = np.array([[focal, 0, x], [0, -focal, y], [0, 0, 1]])
        return lens @ world @ np.diag([_TILE_M / _TILE, _TILE_M / _TILE, 1.0])

    def _wall_rows(self, index: int, foot: int) -> np.ndarray:
        """The wall above row `foot`, (foot, size, 3)."""
        camera = self.camera
        ahead, right = camera.axes[index, 2], camera.axes[index, 0]
        turn = np.arctan2(ahead[0], ahead[2]) - np.arctan2(camera.axes[0, 2, 0], camera.axes[0, 2, 2])
        turn = (turn + np.pi) % (2 * np.pi) - np.pi
        walked = float((camera.places[index] - camera.places[0]) @ right) / self._distance(index)
        across = camera.focal * (walked - turn) - camera.centres[index, 0] + self.size / 2
        rows, columns = self.wall.shape[:2]
        matrix = np.array([[1.0, 0.0, -(across % columns)], [0.0, 1.0, foot - rows]])
        return cv2.warpAffine(self.wall, matrix, (self.size, foot), borderMode=cv2.BORDER_WRAP)


def _to_bytes(texture: np.ndarray) -> np.ndarray:
    return np.clip(texture * 255, 0, 255).astype(np.uint8)


def _mix(share: np.ndarray, colours: np.ndarray) -> np.ndarray:
    """(H, W) shares of the second colour -> (H, W, 3)."""
    return colours[0] + share[..., None] * (colours[1] - colours[0])


def _noise(rng: np.random.Generator, rows: int, columns: int, cells: int) -> np.ndarray:
    """Clouds of several sizes that repeat at the borders, (rows, columns) in [0, 1]."""
    total = np.zeros((rows, columns))
    for octave in range(4):
        count = cells * 2**octave
        points = rng.uniform(0, 1, (count, count))
        points = np.pad(points, 2, mode="wrap").astype(np.float32)
        step_y, step_x = rows / count, columns / count
        size = round(points.shape[1] * step_x), round(points.shape[0] * step_y)
        smooth = cv2.resize(points, size, interpolation=cv2.INTER_CUBIC)
        top, left = round(2 * step_y), round(2 * step_x)
        total += 0.6**octave * smooth[top : top + rows, left : left + columns]
    total -= total.min()
    return total / total.max()


def _floor_texture(pattern: str, colours: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One tile of the floor, (256, 256, 3), that repeats: "boards", "tiles", "noise" or "plain"."""
    grain = 0.06 * (_noise(rng, _TILE, _TILE, 8) - 0.5)[..., None]
    row, column = np.mgrid[:_TILE, :_TILE]
    if pattern == "boards":
        board = column // 32
        share = rng.uniform(0, 1, 8)[board]
        share[(column % 32 == 0) | ((row + 96 * board) % _TILE == 0)] = 1.8
    elif pattern == "tiles":
        share = ((row // 64 + column // 64) % 2).astype(float)
    elif pattern == "noise":
        share = _noise(rng, _TILE, _TILE, 6)
    else:
        share = 0.3 * _noise(rng, _TILE, _TILE, 2)
    return _mix(share, colours) + grain


def _wall_texture(pattern: str, colours: np.ndarray, rng: np.random.Generator, size: int) -> np.ndarray:
    """The wall, (2 size, 4 size, 3), bottom row at the floor: plaster, noise, shapes, gradient or stripes."""
    rows, columns = 2 * size, 4 * size
    height = np.linspace(0, 1, rows)[:, None] * np.ones((1, columns))
    if pattern == "noise":
        share = 1.5 * _noise(rng, rows, columns, 10)
    elif pattern == "stripes":
        width = int(rng.integers(size // 16, size // 4))
        share = (np.arange(columns) // width % 2)[None, :] * np.ones((rows, 1))
    elif pattern == "gradient":
        share = height * 1.5
    else:
        share = 0.4 * _noise(rng, rows, columns, 3) + 0.4 * height
    wall = _mix(share, colours)
    if pattern == "shapes":
        for _ in range(int(rng.integers(10, 24))):
            x, y = int(rng.integers(0, columns)), int(rng.integers(size, rows))
            colour = np.clip(colours[rng.integers(2)] + rng.uniform(-0.3, 0.3, 3), 0, 1).tolist()
            half = rng.integers(size // 20, size // 3, 2)
            if rng.random() < 0.3:
                cv2.circle(wall, (x, y), int(half[0] // 2), colour, -1, cv2.LINE_AA)
            else:
                corner = (x + int(half[0]), y + int(half[1]))
                cv2.rectangle(wall, (x - int(half[0]), y - int(half[1])), corner, colour, -1)
    skirting = max(2, size // 40)
    wall[-skirting:] *= 0.7
    return wall

"""Key frames as the model reads them: of one size, and not too many.

Legend: V key frames, S side of a frame in pixels.
"""

import cv2
import numpy as np


def fit_frames(frames: np.ndarray, most: int, size: int, *, follows: bool = False) -> np.ndarray:
    """Take at most so many frames, evenly, and stretch them to a square.

    Args:
        frames: (V, H, W, 3) uint8 RGB.
        most: frames at most.
        size: S.
        follows: whether to cut the clip to where something moves, see `follow`.

    Returns:
        (min(V, most), S, S, 3) uint8.

    Raises:
        ValueError: the frames are of another shape or type.
    """
    if frames.ndim != 4 or frames.shape[-1] != 3 or frames.dtype != np.uint8 or not len(frames):
        raise ValueError(f"expected key frames (V, H, W, 3) of uint8, got {frames.shape} of {frames.dtype}")
    if len(frames) > most:
        frames = frames[np.linspace(0, len(frames) - 1, most).round().astype(int)]
    if follows:
        frames = follow(frames)
    if frames.shape[1:3] == (size, size):
        return frames
    shrinks = frames.shape[1] * frames.shape[2] > size * size
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.stack([cv2.resize(frame, (size, size), interpolation=way) for frame in frames])


def unstretch(frames: np.ndarray, aspect: float) -> np.ndarray:
    """Give frames that were stretched to a square their shape back; no side grows.

    Args:
        frames: (V, S, S, 3) uint8; of another shape they stay as they are.
        aspect: width by height of the video.
    """
    side = frames.shape[1]
    if frames.shape[2] != side or not 0.1 < aspect < 10:
        return frames
    wanted = (side, max(1, round(side / aspect))) if aspect > 1 else (max(1, round(side * aspect)), side)
    if wanted == (side, side):
        return frames
    return np.stack([cv2.resize(frame, wanted, interpolation=cv2.INTER_AREA) for frame in frames])


def follow(frames: np.ndarray, *, margin: float = 0.15, least: float = 0.3) -> np.ndarray:
    """Cut a clip to the square in which something moves, the same one for all frames.

    Where everything moves (a moving camera) or nothing does, the square is the whole picture.

    Args:
        frames: (V, H, W, 3) uint8 RGB.
        margin: added on each side, as a share of the square.
        least: side of the square at least, as a share of the picture's shorter side.

    Returns:
        (V, H', W', 3) uint8, a view.
    """
    grey = frames.astype(np.float32).mean(axis=-1)
    moved = np.abs(grey - np.median(grey, axis=0)).max(axis=0)
    moved = cv2.blur(moved, (3, 3))
    moved[moved < max(12.0, 0.35 * float(moved.max()))] = 0.0
    if not moved.any():
        return frames
    height, width = moved.shape
    (top, bottom), (left, right) = _extent(moved.sum(axis=1)), _extent(moved.sum(axis=0))
    side = max(bottom - top, right - left) * (1 + 2 * margin)
    side = round(min(max(side, least * min(height, width)), min(height, width)))
    top = round(min(max((top + bottom - side) / 2, 0), height - side))
    left = round(min(max((left + right - side) / 2, 0), width - side))
    return frames[:, top : top + side, left : left + side]


def _extent(weights: np.ndarray) -> tuple[float, float]:
    """Where the middle 98 percent of the weight lies: begin and end."""
    share = np.cumsum(weights) / weights.sum()
    return float(np.searchsorted(share, 0.01)), float(np.searchsorted(share, 0.99) + 1)

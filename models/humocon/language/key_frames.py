"""Key frames of a video as a model reads them: how many, how large, and cut to where something moves.

Legend: V key frames, S side of a frame in pixels.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from humocon.concepts.video import VideoConceptModel
from humocon.video.clip import VideoClip

Video = VideoClip | np.ndarray


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


@dataclass(frozen=True, kw_only=True)
class KeyFrames:
    """Which key frames a model reads of a video.

    Attributes:
        size: S.
        most: frames at most.
        fps: frames of each second of a short video.
        follows: whether a clip is cut to where something moves, see `follow`.
    """

    size: int
    most: int
    fps: float
    follows: bool

    def count(self, duration_s: float) -> int:
        """How many to read of a video: as many a second as were learned from, within bounds."""
        return min(max(round(duration_s * self.fps), 2), self.most)

    @property
    def read_size(self) -> int:
        """Side of the squares to read of a video file: more than the model's where it cuts clips itself."""
        return 4 * self.size if self.follows else self.size

    def fit(self, video: Video) -> np.ndarray:
        """The frames as the model reads them: (V, S, S, 3) uint8."""
        frames = video.frames if isinstance(video, VideoClip) else video
        if isinstance(video, VideoClip) and self.follows:
            frames = unstretch(frames, video.source.width / video.source.height)
        return fit_frames(frames, self.most, self.size, follows=self.follows)


_GLANCE = 8
"""Key frames by which a video is known as strange: of a long one, most are then not looked for."""


def read_familiar(
    path: Path, reads: KeyFrames, concepts: VideoConceptModel | None, limit: float | None, fps: float | None = None
) -> VideoClip | None:
    """Read the key frames of a video, unless it looks unlike all that the concepts were learned from.

    Args:
        path: the video.
        reads: which frames, and how they are fitted.
        concepts: that tell how strange the video looks.
        limit: of what they may leave unexplained; None reads any video.
        fps: of the file, where the user knows better.

    Raises:
        DataError: the video cannot be read.
    """
    from humocon.video.read import probe, read_key_frames  # the decoder, which questions about motions do without

    count, video = reads.count(probe(path, fps=fps).duration_s), None
    if concepts is not None and limit is not None:
        video = read_key_frames(path, min(count, _GLANCE), size=reads.read_size, fps=fps)
        if concepts.is_strange(reads.fit(video), limit):
            return None
    if video is None or count > _GLANCE:
        video = read_key_frames(path, count, size=reads.read_size, fps=fps)
    return video


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


_MARGIN = 0.15
"""Added on each side of what moves, as a share of the square."""
_SMALLEST = 0.3
"""Side of the square at least, as a share of the picture's shorter side."""


def follow(frames: np.ndarray) -> np.ndarray:
    """Cut a clip to the square in which something moves, the same one for all frames.

    Where everything moves (a moving camera) or nothing does, the square is the whole picture.

    Args:
        frames: (V, H, W, 3) uint8 RGB.

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
    side = max(bottom - top, right - left) * (1 + 2 * _MARGIN)
    side = round(min(max(side, _SMALLEST * min(height, width)), min(height, width)))
    top = round(min(max((top + bottom - side) / 2, 0), height - side))
    left = round(min(max((left + right - side) / 2, 0), width - side))
    return frames[:, top : top + side, left : left + side]


def _extent(weights: np.ndarray) -> tuple[float, float]:
    """Where the middle 98 percent of the weight lies: begin and end."""
    share = np.cumsum(weights) / weights.sum()
    return float(np.searchsorted(share, 0.01)), float(np.searchsorted(share, 0.99) + 1)

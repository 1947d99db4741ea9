"""A video as everything else sees it: a few upright RGB key frames, the frame after each, and their times."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Timeline:
    """When a video begins and ends, as its packets say, in ticks of its stream's time base.

    Attributes:
        begin: Time of the first frame.
        end: End of the last frame.
        keys: Times of the stored key frames where they had to be collected, None where the file has an index.
        fps: Frames per second on average.
    """

    begin: int
    end: int
    keys: tuple[int, ...] | None
    fps: float


@dataclass(frozen=True)
class VideoSource:
    """What was found out about a video file.

    Attributes:
        path: The file as the user named it.
        container: The kind of file, told from its content: "mp4", "webm", "avi" ...
        codec: How the pictures are packed: "h264", "vp9", "gif" ...
        width: Pixels across as displayed, that is after rotation and with square pixels.
        height: Pixels down as displayed.
        fps: Frames per second on average, as filmed.
        duration_s: Length in seconds, from the first frame to the end of the last.
        rotation: Degrees clockwise that the stored pictures are turned to stand upright: 0, 90, 180 or 270.
        warnings: What looked odd and may spoil the answer.
        notes: What was assumed because the user said so.
        timeline: Where the frames are in the file; None for a source that no file was read for.
        tick_s: Seconds, as filmed, that a tick of the timeline lasts.
    """

    path: Path
    container: str
    codec: str
    width: int
    height: int
    fps: float
    duration_s: float
    rotation: int
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    timeline: Timeline | None = None
    tick_s: float = 1.0


@dataclass(frozen=True)
class VideoClip:
    """Key frames of one video.

    Attributes:
        frames: (T, H, W, 3) uint8 RGB, upright.
        next_frames: (T, H, W, 3) uint8 RGB, the frame right after each key frame; the last frame of a video stands
            for its own successor.
        times: (T,) float64 seconds from the start of the video.
        next_times: (T,) float64 seconds.
        source: Where they came from.
    """

    frames: np.ndarray
    next_frames: np.ndarray
    times: np.ndarray
    next_times: np.ndarray
    source: VideoSource

    def __post_init__(self) -> None:
        """Refuse what does not belong together.

        Raises:
            ValueError: The frames are not (T, H, W, 3) uint8, or the four arrays differ in T.
        """
        if self.frames.ndim != 4 or self.frames.shape[-1] != 3 or self.frames.dtype != np.uint8:
            raise ValueError(f"frames must be (T, H, W, 3) uint8, not {self.frames.shape} {self.frames.dtype}")
        if self.next_frames.shape != self.frames.shape:
            raise ValueError(f"next_frames are {self.next_frames.shape}, but frames {self.frames.shape}")
        if self.times.shape != (len(self.frames),) or self.next_times.shape != self.times.shape:
            raise ValueError(f"{len(self.frames)} frames with times {self.times.shape} and {self.next_times.shape}")

    @property
    def num_frames(self) -> int:
        """Number of key frames, T."""
        return len(self.frames)

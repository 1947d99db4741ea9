"""Other ways to 16 evenly spaced frames of a video at 224 x 224, RGB; each is told the number of frames there are."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

SIDE = 224


def imageio_loop(path: Path, places: np.ndarray) -> list[np.ndarray]:
    """What imageio's documentation shows: every frame of the video, of which some are kept."""
    import imageio.v3 as iio

    wanted = set(places.tolist())
    frames = enumerate(iio.imiter(path, plugin="pyav"))
    return [cv2.resize(np.asarray(frame), (SIDE, SIDE)) for number, frame in frames if number in wanted]


def imageio_indices(path: Path, places: np.ndarray) -> list[np.ndarray]:
    """By imageio, asked for one frame after the other by its number."""
    import imageio.v3 as iio

    with iio.imopen(path, "r", plugin="pyav") as file:
        return [cv2.resize(np.asarray(file.read(index=int(place))), (SIDE, SIDE)) for place in places]


def opencv_in_order(path: Path, places: np.ndarray) -> list[np.ndarray]:
    """OpenCV: grab all, retrieve what is wanted."""
    capture, wanted, frames = cv2.VideoCapture(str(path)), set(places.tolist()), []
    for number in range(int(places[-1]) + 1):
        capture.grab()
        if number in wanted:
            frames.append(_rgb(capture.retrieve()[1]))
    capture.release()
    return frames


def opencv_seek(path: Path, places: np.ndarray) -> list[np.ndarray]:
    """OpenCV: seek to each."""
    capture, frames = cv2.VideoCapture(str(path)), []
    for place in places:
        capture.set(cv2.CAP_PROP_POS_FRAMES, int(place))
        frames.append(_rgb(capture.read()[1]))
    capture.release()
    return frames


def torchcodec_loader() -> Callable[[Path, np.ndarray], object]:
    """Finds torchcodec's reading of frames by number.

    Raises:
        ImportError, RuntimeError, OSError: it is not installed, or does not load here.
    """
    from torchcodec.decoders import VideoDecoder  # pyright: ignore[reportMissingImports]

    def read(path: Path, places: np.ndarray) -> object:
        frames = VideoDecoder(str(path), num_ffmpeg_threads=1).get_frames_at(places.tolist()).data
        return [cv2.resize(frame.permute(1, 2, 0).numpy(), (SIDE, SIDE)) for frame in frames]

    return read


def _rgb(frame: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(cv2.resize(frame, (SIDE, SIDE)), cv2.COLOR_BGR2RGB)

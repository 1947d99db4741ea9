"""Small videos whose frames show their own number, of every kind that has to be read."""

from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame

BITS = 8
SIDE = 64


def numbered(number: int) -> np.ndarray:
    """(64, 64, 3): the bits of a number as white and black columns, the lowest to the left."""
    frame = np.zeros((SIDE, SIDE, 3), np.uint8)
    for bit in range(BITS):
        frame[:, bit * 8 : bit * 8 + 8] = 255 * (number >> bit & 1)
    return frame


def number_of(frame: np.ndarray) -> int:
    return sum(int(frame[SIDE // 2, bit * 8 + 4].mean() > 127) << bit for bit in range(BITS))


@pytest.fixture(scope="session")
def read_number() -> Callable[[np.ndarray], int]:
    """The number that a frame shows."""
    return number_of


@pytest.fixture(scope="session")
def number_frames() -> Callable[[int], Iterator[np.ndarray]]:
    """Frames that show 0, 1, 2 ..."""
    return lambda count: (numbered(number) for number in range(count))


@pytest.fixture(scope="session")
def encode() -> Callable[..., Path]:
    """Writes frames that show 0, 1, 2 ... with settings that `write_video` does not have."""

    def write(
        path: Path,
        count: int,
        *,
        codec: str = "libx264",
        ticks: list[int] | None = None,
        rate: int = 20,
        rotation: int = 0,
        hflip: bool = False,
        picture: np.ndarray | None = None,
        pixels: str = "yuv420p",
        muxing: dict[str, str] | None = None,
        **options: str,
    ) -> Path:
        with av.open(str(path), "w", options=muxing or {}) as container:
            stream = container.add_stream(codec, rate=rate, options=options)
            assert isinstance(stream, av.VideoStream)
            shape = numbered(0).shape if picture is None else picture.shape
            stream.width, stream.height, stream.pix_fmt = shape[1], shape[0], pixels
            if rotation or hflip:
                stream.set_display_rotation(rotation, hflip=hflip)
            for number in range(count):
                frame = VideoFrame.from_ndarray(numbered(number) if picture is None else picture, format="rgb24")
                frame.pts = number if ticks is None else ticks[number]
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path

    return write

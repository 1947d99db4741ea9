"""Write frames to a video file: mp4 (H.264), webm (VP9) or gif, told by the suffix, one frame at a time."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Final

import av
import av.error
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from humocon.errors import DataError
from humocon.files import whole_file

WRITABLE: Final[tuple[str, ...]] = (".mp4", ".gif", ".webm")
_CODECS: Final[dict[str, tuple[str, str, dict[str, str]]]] = {
    # mbtree reads memory that nobody wrote (x264 164, pictures 96 wide): the same pictures made another film each time.
    ".mp4": ("libx264", "yuv420p", {"crf": "23", "preset": "veryfast", "mbtree": "0"}),
    ".webm": ("libvpx-vp9", "yuv420p", {"crf": "30", "b": "0", "deadline": "realtime", "cpu-used": "7"}),
    ".gif": ("gif", "pal8", {}),
}

_OWN_COLOURS: Final[int] = 192
_FASTEST_GIF: Final[int] = 50
"""Shorter delays than 20 ms are shown as 100 ms."""


def write_video(path: Path, frames: Iterable[np.ndarray], fps: float) -> None:
    """Write a video; the file appears under its name only when it is complete.

    Args:
        path: `.mp4`, `.webm` or `.gif`; an existing file is replaced.
        frames: (H, W, 3) uint8 RGB, all of one size. H.264 and VP9 store whole pairs of pixels: an odd side loses one.
        fps: Frames per second; a gif keeps time in hundredths of a second.

    Raises:
        DataError: Another suffix, the folder does not exist, or a gif of more than 50 frames a second.
        ConfigError: The disk does not take it.
        ValueError: No frame, frames of several sizes or types, or `fps` is not positive.
    """
    path = Path(path)
    check_target(path)
    if not 0 < fps <= 1000:
        raise ValueError(f"fps must be above 0 and at most 1000, not {fps}")
    if path.suffix.lower() == ".gif" and fps > _FASTEST_GIF:
        raise DataError(f"{path}: a gif shows at most {_FASTEST_GIF} frames a second, not {fps:g}; write .mp4 or .webm")
    with whole_file(path) as aside:
        _encode(aside, frames, fps)


def check_target(path: Path, source: Path | None = None) -> None:
    """Refuse what no video can be written to, before anything is computed.

    Args:
        path: of the video.
        source: what it is made from, which must not be written over.

    Raises:
        DataError: the suffix is another one, the folder does not exist, or the path is a folder or the source.
    """
    if path.suffix.lower() not in WRITABLE:
        raise DataError(f"{path}: cannot write this suffix; choose {', '.join(WRITABLE)}")
    if not path.parent.is_dir():
        if path.parent.exists():
            raise DataError(f"{path}: {path.parent} is a file, not a folder; choose another place")
        raise DataError(f"{path}: the folder {path.parent} does not exist; create it first")
    if path.is_dir():
        raise DataError(f"{path}: is a folder; name a file")
    if source is not None and path.exists() and source.exists() and path.samefile(source):
        raise DataError(f"{path}: is what the video is made from; name another file")


def _encode(path: Path, frames: Iterable[np.ndarray], fps: float) -> None:
    pictures = iter(frames)
    first = next(pictures, None)
    if first is None:
        raise ValueError("a video needs at least one frame")
    codec, pixels, options = _CODECS[path.suffix]
    even = 1 if path.suffix == ".gif" else 2
    palette = _palette(first) if path.suffix == ".gif" else None
    height, width = first.shape[0] // even * even, first.shape[1] // even * even
    with av.open(str(path), "w", options={"movflags": "+faststart"} if path.suffix == ".mp4" else {}) as container:
        stream = container.add_stream(codec, rate=Fraction(fps).limit_denominator(1001), options=options)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, pixels
        for picture in chain([first], pictures):
            if picture.shape != first.shape or picture.dtype != np.uint8 or picture.shape[2:] != (3,):
                raise ValueError(f"frames must be {first.shape} uint8, not {picture.shape} {picture.dtype}")
            even_picture = np.ascontiguousarray(picture[:height, :width])
            if palette is None:
                frame = VideoFrame.from_ndarray(even_picture, format="rgb24")
            else:
                frame = _indexed(even_picture, palette)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _palette(picture: np.ndarray) -> Image.Image:
    """256 colours for a whole gif, as an image that has them: those of its first picture, and a few for what comes.

    One palette for all pictures lets the still parts of a gif be stored once, which makes it several times smaller.
    """
    levels = (0, 85, 170, 255)
    later = [level for red in levels for green in levels for blue in levels for level in (red, green, blue)]
    own = Image.fromarray(picture).quantize(_OWN_COLOURS, method=Image.Quantize.MEDIANCUT).getpalette() or []
    image = Image.new("P", (1, 1))
    image.putpalette([*own[: 3 * _OWN_COLOURS], *later])
    return image


def _indexed(picture: np.ndarray, palette: Image.Image) -> VideoFrame:
    """A picture (H, W, 3) in the nearest colours of a palette."""
    indices = np.asarray(Image.fromarray(picture).quantize(palette=palette, dither=Image.Dither.NONE))
    colours = np.zeros((256, 4), np.uint8)
    stored = np.array(palette.getpalette() or [], np.uint8).reshape(-1, 3)
    colours[:, 0], colours[: len(stored), 1:] = 255, stored
    # The type stubs of PyAV leave out pictures with a palette.
    return VideoFrame.from_ndarray((indices, colours), format="pal8")  # pyright: ignore[reportArgumentType]

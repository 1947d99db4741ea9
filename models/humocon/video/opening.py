"""Open a video file, find its one video stream, and say in one line what is wrong where that fails."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import av
import av.error
import numpy as np
from av.buffer import Buffer
from av.container import InputContainer
from av.sidedata.sidedata import Type as SideDataType
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from humocon.errors import DataError
from humocon.file_kinds import VIDEO_SUFFIXES, kind_of
from humocon.video.sniff import container_of

_LARGE_PIXELS: Final[int] = 2560 * 1440
_SMALLEST_SIDE: Final[int] = 16
_MOST_PIXELS: Final[int] = 8192 * 8192
"""A header may promise any size, and the decoder takes the memory for it before it sees a picture."""
_KINDS: Final[str] = "mp4, mov, webm, mkv, avi or gif"


@dataclass(frozen=True)
class Upright:
    """How a stored picture is turned and stretched to stand upright with square pixels.

    Attributes:
        swap: Exchange rows and columns.
        flip_x: Then mirror left and right.
        flip_y: Then mirror top and bottom.
        aspect: Width of a stored pixel over its height.
    """

    swap: bool = False
    flip_x: bool = False
    flip_y: bool = False
    aspect: float = 1.0

    @property
    def rotation(self) -> int:
        """Degrees clockwise; a mirrored picture has the rotation that is left when it is mirrored back."""
        if self.swap:
            return 90 if self.flip_x else 270
        return 180 if self.flip_y else 0

    def displayed_size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height as displayed of a picture stored with `width` x `height` pixels."""
        across = max(1, round(width * self.aspect))
        return (height, across) if self.swap else (across, height)

    def turn(self, picture: np.ndarray) -> np.ndarray:
        """Turn a stored picture (H, W, 3) upright."""
        if self.swap:
            picture = picture.transpose(1, 0, 2)
        if self.flip_x:
            picture = picture[:, ::-1]
        if self.flip_y:
            picture = picture[::-1]
        return np.ascontiguousarray(picture)


def upright_of(frame: VideoFrame, stream: VideoStream) -> Upright:
    """Read the display matrix of a decoded frame and the shape of its pixels."""
    ratio = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio
    aspect = float(ratio) if ratio and 0.1 < float(ratio) < 10 else 1.0
    data = cast("Mapping[SideDataType, Buffer]", frame.side_data).get(SideDataType.DISPLAYMATRIX)
    if data is None:
        return Upright(aspect=aspect)
    # x' = a x + c y, y' = b x + d y; phones store quarter turns only, so the larger entries decide.
    a, b, _, c, d = np.frombuffer(bytes(data), dtype="<i4")[:5].tolist()
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return Upright(False, a < 0, d < 0, aspect)
    return Upright(True, c < 0, b < 0, aspect)


@contextmanager
def open_video(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a file and its first real video stream (not a cover picture).

    Raises:
        DataError: It cannot be used; the message names the file and the remedy.
    """
    path = Path(path)
    kind = _check_file(path)
    try:
        container = av.open(str(path), metadata_errors="replace")
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise DataError(_open_complaint(path, kind)) from error
    with container:
        stream = next((one for one in container.streams.video if not _is_cover(one)), None)
        if stream is None:
            if len(container.streams.audio):
                raise DataError(f"{path}: sound without pictures; give a file with a video stream")
            raise DataError(f"{path}: no video stream in it; give {_KINDS}")
        if cast("VideoCodecContext | None", stream.codec_context) is None or not stream.time_base:
            raise DataError(f"{path}: its pictures are coded in a way not known here; convert it to mp4 (H.264)")
        pixels = stream.codec_context.width * stream.codec_context.height
        if pixels > _MOST_PIXELS:
            side = f"{stream.codec_context.width} x {stream.codec_context.height}"
            raise DataError(f"{path}: pictures of {side} pixels are more than can be read; make them smaller")
        # A picture in the middle may be larger than the header says.
        stream.codec_context.options = {"max_pixels": str(_MOST_PIXELS)}
        # Each thread of the decoder holds pictures of its own, which is gigabytes at 8K.
        stream.thread_type = "SLICE" if pixels > _LARGE_PIXELS else "AUTO"
        yield container, stream


def _check_file(path: Path) -> str | None:
    """Refuse what needs no decoder to be refused; the kind of container, None where only the name says video."""
    if path.is_dir():
        raise DataError(f"{path}: a folder, not a video; name a file in it")
    if not path.exists():
        raise DataError(f"{path}: no such file; check the path")
    try:
        with path.open("rb") as file:
            head = file.read(1024)
        foreign = None if container_of(head) else kind_of(path)
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error}); check the path and its rights") from error
    if not head:
        raise DataError(f"{path}: the file is empty; copy or export it again")
    kind = container_of(head)
    if foreign is not None:
        raise DataError(f"{path}: {foreign}, not a video; give {_KINDS}")
    if kind is None and (path.suffix.lower() not in VIDEO_SUFFIXES or not any(head)):
        raise DataError(f"{path}: not a video; give {_KINDS}")
    return kind


def _open_complaint(path: Path, kind: str | None) -> str:
    if kind is None:
        return f"{path}: not a video, whatever its name says; give {_KINDS}"
    if kind in ("mp4", "mov"):
        return f"{path}: the index of this {kind} file is missing, so it was cut off; copy or record it again"
    return f"{path}: this {kind} file is damaged or cut off; copy or export it again"


def _is_cover(stream: VideoStream) -> bool:
    return "attached_pic" in str(getattr(stream.disposition, "name", "") or "").lower()


def pixel_size(width: int, height: int, max_side: int | None) -> tuple[int, int]:
    """Shrink a size so that its longer side is at most `max_side`; it is never enlarged."""
    longer = max(width, height)
    if max_side is None or longer <= max_side:
        return width, height
    return max(1, round(width * max_side / longer)), max(1, round(height * max_side / longer))


def check_picture(path: Path, frame: VideoFrame) -> None:
    """Refuse a picture in which nothing can be seen.

    Raises:
        DataError: It has fewer than 16 pixels on a side.
    """
    if min(frame.width, frame.height) < _SMALLEST_SIDE:
        raise DataError(f"{path}: pictures of {frame.width} x {frame.height} pixels are too small to see a person")


def to_rgb(frame: VideoFrame, upright: Upright, size: tuple[int, int], scaler: VideoReformatter) -> np.ndarray:
    """Convert, resize and turn one frame: (height, width, 3) uint8 for `size` (width, height) as displayed.

    The scaler works on the stored picture, so that an 8K frame never exists as full-size RGB. One serves all frames of
    a video: setting it up takes longer than a small picture.
    """
    width, height = size[::-1] if upright.swap else size
    smaller = width * height < frame.width * frame.height
    how = "BILINEAR" if (width, height) == (frame.width, frame.height) else "AREA" if smaller else "BICUBIC"
    picture = scaler.reformat(frame, width, height, "rgb24", interpolation=how, threads=1).to_ndarray()
    return upright.turn(picture)

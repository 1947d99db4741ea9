"""A video file of any common kind to frames: a few exact key frames by planned reads, or all of them in order."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from av.video.frame import VideoFrame

from humocon.errors import DataError
from humocon.video.clip import VideoClip, VideoSource
from humocon.video.decoding import FrameCursor, Timeline, timeline_of
from humocon.video.opening import Upright, check_picture, open_video, pixel_size, to_rgb, upright_of
from humocon.video.sniff import container_of, is_video
from humocon.video.write import write_video

__all__ = ["is_video", "iterate_frames", "probe", "read_key_frames", "write_video"]

MAX_SIDE: Final[int] = 1920
"""Key frames keep their displayed size up to this many pixels on the longer side, so that 8K stays bounded."""
_SHORT_S: Final[float] = 0.3


def probe(path: Path) -> VideoSource:
    """Find out about a video; its first frame is decoded, so that what cannot be decoded is known early.

    Raises:
        DataError: The file cannot be used; one line that names it and the remedy.
    """
    path = Path(path)
    with open_video(path) as (container, stream):
        cursor = FrameCursor(container, stream)
        source, _ = _describe(path, cursor)
        return source


def read_key_frames(path: Path, num_frames: int = 16, *, size: int | None = None, exact: bool = True) -> VideoClip:
    """Read evenly spaced key frames, each with the frame right after it.

    The video is cut into `num_frames` equal parts of time; a key frame is what is on the screen in the middle of its
    part. Time and memory hardly depend on the length of the video.

    Args:
        path: The file.
        num_frames: T. A video with fewer frames shows some of them more than once.
        size: Side of a square that frames are stretched to, without borders; None keeps the displayed size, up to
            1920 pixels on the longer side.
        exact: False takes the nearest stored key frame at or before each moment instead, ten times faster on long
            videos.

    Returns:
        T frames and T successors, their times in seconds from the first frame, and what was found out.

    Raises:
        DataError: The file cannot be used; one line that names it and the remedy.
        ValueError: `num_frames` or `size` is not positive.
    """
    if num_frames < 1 or (size is not None and size < 1):
        raise ValueError(f"num_frames and size must be positive, not {num_frames} and {size}")
    path = Path(path)
    clip, end = _read_planned(path, num_frames, size, exact=exact)
    if end is not None:
        # The header promised more than there is: plan again for what there is.
        clip, _ = _read_planned(path, num_frames, size, exact=exact, end=end)
    return clip


def moments(timeline: Timeline, num_frames: int) -> list[int]:
    """The middles of `num_frames` equal parts of a timeline, in whole ticks: part i spans [i, i + 1) / num_frames."""
    length = timeline.end - timeline.begin
    return [timeline.begin + (2 * part + 1) * length // (2 * num_frames) for part in range(num_frames)]


def iterate_frames(
    path: Path,
    *,
    max_side: int | None = None,
    max_fps: float | None = None,
    begin_s: float = 0.0,
    end_s: float | None = None,
) -> Iterator[tuple[float, np.ndarray]]:
    """Yield the frames of a video in order, one at a time.

    Args:
        path: The file.
        max_side: Shrink frames to at most this many pixels on the longer side.
        max_fps: Leave out frames, so that there are at most this many a second.
        begin_s: Start at the frame shown at this time, in seconds from the first frame.
        end_s: Stop before this time.

    Yields:
        Time in seconds from the first frame, and the upright frame (H, W, 3) uint8 RGB.

    Raises:
        DataError: The file cannot be used; one line that names it and the remedy.
        ValueError: A limit is not positive.
    """
    if (max_side is not None and max_side < 1) or (max_fps is not None and not max_fps > 0):
        raise ValueError(f"max_side and max_fps must be positive, not {max_side} and {max_fps}")
    path = Path(path)
    with open_video(path) as (container, stream):
        cursor = FrameCursor(container, stream)
        source, upright = _describe(path, cursor)
        size = pixel_size(source.width, source.height, max_side)
        zero = cursor.time_of(_first(path, cursor))
        tick = float(stream.time_base or 1)
        if begin_s > 0:
            target = zero + round(begin_s / tick)
            keys = timeline_of(path, cursor).keys
            if not cursor.move_to(target, keys):
                return
        due, slack = -np.inf, 0.5 / source.fps
        more = True
        while more:
            frame = _first(path, cursor)
            time_s = (cursor.time_of(frame) - zero) * tick
            if end_s is not None and time_s >= end_s:
                return
            if max_fps is None or time_s + slack >= due:
                due = max(due, time_s - slack) + 1 / max_fps if max_fps is not None else due
                yield time_s, to_rgb(frame, upright, size)
            more = cursor.advance()


def _first(path: Path, cursor: FrameCursor) -> VideoFrame:
    if cursor.current is None:
        raise DataError(f"{path}: no frame of it can be decoded; it is damaged or cut off, copy or export it again")
    return cursor.current


def _describe(path: Path, cursor: FrameCursor) -> tuple[VideoSource, Upright]:
    """What the header and the first frame say."""
    frame, stream, container = _first(path, cursor), cursor.stream, cursor.container
    check_picture(path, frame)
    upright = upright_of(frame, stream)
    width, height = upright.displayed_size(frame.width, frame.height)
    rate = float(stream.average_rate or stream.guessed_rate or 25)
    tick = float(stream.time_base or 1)
    length = stream.duration * tick if stream.duration else (container.duration or 0) / 1e6
    with path.open("rb") as file:
        kind = container_of(file.read(1024)) or container.format.name.split(",")[0]
    warnings = []
    if cursor.following is None:
        warnings.append("one frame only: nothing moves in it")
        length = 1 / rate
    elif 0 < length < _SHORT_S:
        warnings.append(f"very short video ({length:.2f} s)")
    name = stream.codec_context.codec.canonical_name
    return VideoSource(path, kind, name, width, height, rate, length, upright.rotation, tuple(warnings)), upright


def _read_planned(
    path: Path, num_frames: int, size: int | None, *, exact: bool, end: int | None = None
) -> tuple[VideoClip, int | None]:
    """Read the planned frames.

    Frames are converted only when they are wanted, and at once: none outlives its turn in the decoder.

    Args:
        path: The file.
        num_frames: T.
        size: Side of the square, or None.
        exact: Whether stored key frames are not enough.
        end: True end of the video in ticks, where it is known better than its header does.

    Returns:
        The clip; and the true end where it comes so early that frames were missed, else None.
    """
    with open_video(path) as (container, stream):
        cursor = FrameCursor(container, stream)
        source, upright = _describe(path, cursor)
        timeline = timeline_of(path, cursor)
        if end is not None:
            timeline = replace(timeline, end=end)
        side = (size, size) if size else pixel_size(source.width, source.height, MAX_SIDE)
        frames = np.empty((2, num_frames, side[1], side[0], 3), np.uint8)
        ticks = np.empty((2, num_frames), dtype=np.int64)
        early = None
        for place, moment in enumerate(moments(timeline, num_frames)):
            goes_on = cursor.move_to(moment, timeline.keys) if exact or not cursor.can_seek else cursor.jump(moment)
            key = _first(path, cursor)
            if not goes_on and end is None:
                early = cursor.time_of(key) + cursor.frame_ticks
                break
            following = cursor.following or key
            ticks[:, place] = cursor.time_of(key), cursor.time_of(following)
            frames[0, place] = to_rgb(key, upright, side)
            frames[1, place] = to_rgb(following, upright, side)
        times = (ticks - timeline.begin) * float(stream.time_base or 1)
        source = _with_findings(source, cursor, timeline)
        return VideoClip(frames[0], frames[1], times[0], times[1], source), early


def _with_findings(source: VideoSource, cursor: FrameCursor, timeline: Timeline) -> VideoSource:
    """Add what reading found out: the true length, damage, an early end."""
    length = (timeline.end - timeline.begin) * float(cursor.stream.time_base or 1)
    warnings = list(source.warnings)
    if source.duration_s - length > max(0.5, 0.1 * source.duration_s):
        warnings.append(f"cut off: {source.duration_s:.1f} s promised, {length:.1f} s there; what is there was used")
    if cursor.num_damaged:
        warnings.append(f"damaged: {cursor.num_damaged} pieces could not be decoded and were left out")
    return replace(source, duration_s=length, warnings=tuple(warnings))

"""A video file of any common kind to frames: a few exact key frames by planned reads, or all of them in order."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from humocon.errors import DataError
from humocon.video.clip import Timeline, VideoClip, VideoSource
from humocon.video.decoding import FrameCursor
from humocon.video.opening import Upright, check_picture, open_video, pixel_size, to_rgb, upright_of
from humocon.video.sniff import container_of, is_video
from humocon.video.timeline import stated_ticks, timeline_of
from humocon.video.write import write_video

__all__ = ["is_video", "iterate_frames", "probe", "read_key_frames", "write_video"]

MAX_SIDE: Final[int] = 1920
"""Key frames keep their displayed size up to this many pixels on the longer side, so that 8K stays bounded."""
_SHORT_S: Final[float] = 0.3
_FASTEST_FPS: Final[float] = 300.0


def probe(path: Path, *, fps: float | None = None) -> VideoSource:
    """Find out about a video; its first frame is decoded, so that what cannot be decoded is known early.

    Args:
        path: The file.
        fps: Frames a second at which it was filmed, where that is not the rate at which it is played: slow motion, time
            lapse, a header that is wrong. All times are then those of what was filmed.

    Raises:
        DataError: The file cannot be used; one line that names it and the remedy.
        ValueError: `fps` is not positive.
    """
    path = Path(path)
    with open_video(path) as (container, stream):
        return _describe(path, FrameCursor(container, stream), fps)[0]


def read_key_frames(
    path: Path, num_frames: int = 16, *, size: int | None = None, exact: bool = True, fps: float | None = None
) -> VideoClip:
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
        fps: See `probe`.

    Returns:
        T frames and T successors, their times in seconds from the first frame, and what was found out.

    Raises:
        DataError: The file cannot be used; one line that names it and the remedy.
        ValueError: `num_frames`, `size` or `fps` is not positive.
    """
    if num_frames < 1 or (size is not None and size < 1):
        raise ValueError(f"num_frames and size must be positive, not {num_frames} and {size}")
    path = Path(path)
    clip, end = _read_planned(path, num_frames, size, exact=exact, fps=fps)
    if end is not None:
        # The packets promised more than can be decoded: plan again for what there is.
        clip, _ = _read_planned(path, num_frames, size, exact=exact, fps=fps, end=end)
    return clip


def moments(timeline: Timeline, num_frames: int) -> list[int]:
    """The middles of `num_frames` equal parts of a timeline, in whole ticks: part i spans [i, i + 1) / num_frames."""
    length = timeline.end - timeline.begin
    return [timeline.begin + (2 * part + 1) * length // (2 * num_frames) for part in range(num_frames)]


def iterate_frames(
    video: Path | VideoSource,
    *,
    max_side: int | None = None,
    max_fps: float | None = None,
    begin_s: float = 0.0,
    end_s: float | None = None,
) -> Iterator[tuple[float, np.ndarray]]:
    """Yield the frames of a video in order, one at a time.

    Args:
        video: The file, or what `probe` found out about it, which then need not be found out again.
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
    source = video if isinstance(video, VideoSource) else probe(video)
    path, timeline, tick_s = source.path, source.timeline, source.tick_s
    assert timeline is not None
    with open_video(path) as (container, stream):
        cursor = FrameCursor(container, stream)
        upright = upright_of(_first(path, cursor), stream)
        size = pixel_size(source.width, source.height, max_side)
        if begin_s > 0:
            cursor.load_index()
            if not cursor.move_to(timeline.begin + round(begin_s / tick_s), timeline.keys):
                return
        due, slack, scaler = -np.inf, 0.5 / source.fps, VideoReformatter()
        more = True
        while more:
            frame = _first(path, cursor)
            time_s = (cursor.time_of(frame) - timeline.begin) * tick_s
            if end_s is not None and time_s >= end_s:
                return
            if max_fps is None or time_s + slack >= due:
                due = max(due, time_s - slack) + 1 / max_fps if max_fps is not None else due
                yield time_s, to_rgb(frame, upright, size, scaler)
            more = cursor.advance()


def _first(path: Path, cursor: FrameCursor) -> VideoFrame:
    if cursor.current is None:
        raise DataError(f"{path}: no frame of it can be decoded; it is damaged or cut off, copy or export it again")
    return cursor.current


def _describe(
    path: Path, cursor: FrameCursor, fps: float | None, end: int | None = None
) -> tuple[VideoSource, Upright, Timeline]:
    """What the packets, the header and the first frame say; the cursor may not stand at the first frame afterwards."""
    if fps is not None and not fps > 0:
        raise ValueError(f"fps must be a positive number, not {fps}")
    frame, stream, container = _first(path, cursor), cursor.stream, cursor.container
    check_picture(path, frame)
    upright = upright_of(frame, stream)
    width, height = upright.displayed_size(frame.width, frame.height)
    with path.open("rb") as file:
        kind = container_of(file.read(1024)) or container.format.name.split(",")[0]
    moves = cursor.following is not None
    timeline = timeline_of(path, cursor)
    timeline = timeline if end is None else replace(timeline, end=end)
    tick_s = float(stream.time_base or 1) * (timeline.fps / fps if fps else 1.0)
    length_s = (timeline.end - timeline.begin) * tick_s
    warnings = [] if moves else ["one frame only: nothing moves in it"]
    if moves and length_s < _SHORT_S:
        warnings.append(f"very short video ({length_s:.2f} s)")
    promised_s = stated_ticks(cursor) * tick_s
    if promised_s - length_s > max(0.5, 0.1 * promised_s):
        warnings.append(f"cut off: {promised_s:.1f} s promised, {length_s:.1f} s there; what is there was used")
    if fps is None and timeline.fps > _FASTEST_FPS:
        warnings.append(f"{timeline.fps:.0f} frames a second: if it was filmed at another rate, name that with --fps")
    notes = []
    if fps is not None and abs(fps / timeline.fps - 1) > 1e-3:
        notes.append(f"read at {fps:g} fps as asked; the file says {timeline.fps:.4g}")
    name, rate = stream.codec_context.codec.canonical_name, fps or timeline.fps
    source = VideoSource(path, kind, name, width, height, rate, length_s, upright.rotation, tuple(warnings))
    return replace(source, notes=tuple(notes), timeline=timeline, tick_s=tick_s), upright, timeline


def _read_planned(
    path: Path, num_frames: int, size: int | None, *, exact: bool, fps: float | None, end: int | None = None
) -> tuple[VideoClip, int | None]:
    """Read the planned frames.

    Frames are converted only when they are wanted, and at once: none outlives its turn in the decoder.

    Args:
        path: The file.
        num_frames: T.
        size: Side of the square, or None.
        exact: Whether stored key frames are not enough.
        fps: See `probe`.
        end: Of what can be decoded, in ticks, where that is known.

    Returns:
        The clip; and the true end where it comes so early that frames were missed, else None.
    """
    with open_video(path) as (container, stream):
        cursor = FrameCursor(container, stream)
        source, upright, timeline = _describe(path, cursor, fps, end)
        side = (size, size) if size else pixel_size(source.width, source.height, MAX_SIDE)
        frames = np.empty((2, num_frames, side[1], side[0], 3), np.uint8)
        ticks = np.empty((2, num_frames), dtype=np.int64)
        early, scaler = None, VideoReformatter()
        for place, moment in enumerate(moments(timeline, num_frames)):
            goes_on = cursor.move_to(moment, timeline.keys) if exact or not cursor.can_seek else cursor.jump(moment)
            key = _first(path, cursor)
            if not goes_on and end is None:
                early = cursor.time_of(key) + cursor.frame_ticks
                break
            following = cursor.following or key
            ticks[:, place] = cursor.time_of(key), cursor.time_of(following)
            frames[0, place] = to_rgb(key, upright, side, scaler)
            frames[1, place] = to_rgb(following, upright, side, scaler)
        times = (ticks - timeline.begin) * source.tick_s
        if cursor.num_damaged:
            lost = f"damaged: {cursor.num_damaged} pieces could not be decoded and were left out"
            source = replace(source, warnings=(*source.warnings, lost))
        return VideoClip(frames[0], frames[1], times[0], times[1], source), early

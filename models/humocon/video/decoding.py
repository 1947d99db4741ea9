"""Walk through the decoded frames of a video in the order in which they are shown, and jump where that is cheaper."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import av.error
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from humocon.video.opening import open_video

_STEP_BACK_S: Final = (0.0, 1.0, 5.0, 30.0)
_SURE_S: Final = 1
_UNSEEKABLE: Final = ("gif", "image2", "gif_pipe", "apng", "webp_pipe")


@dataclass(frozen=True)
class Timeline:
    """When a video begins and ends, in ticks of its stream's time base.

    Attributes:
        begin: Time of the first frame.
        end: End of the last frame.
        keys: Times of the stored key frames where they had to be collected, None where the file has an index.
    """

    begin: int
    end: int
    keys: tuple[int, ...] | None


class FrameCursor:
    """The frame at a moment of a video and the one right after it.

    Damaged packets are left out and counted; a file that ends early simply ends.

    Attributes:
        current: The frame at the cursor; None where nothing could be decoded.
        following: The frame right after it; None at the end.
        num_damaged: Packets that could not be decoded so far.
        cut_off: Whether reading ended in an error, as it does in the middle of a cut-off file.
    """

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self.container, self.stream = container, stream
        rate = stream.average_rate or stream.guessed_rate or 25
        assert stream.time_base is not None
        self.frame_ticks = max(1, round(1 / (rate * stream.time_base)))
        self.num_damaged, self.cut_off = 0, False
        self.can_seek = container.format.name not in _UNSEEKABLE
        self._timed = self.can_seek and container.format.name != "avi"
        self._passing: int | None = None
        self._restart()

    def time_of(self, frame: VideoFrame) -> int:
        """Time at which a frame is shown, in ticks."""
        assert frame.pts is not None  # see _set_time
        return frame.pts

    def advance(self) -> bool:
        """Go one frame on; False (and no move) at the last frame."""
        if self.following is None:
            return False
        self.current, self.following = self.following, self._decode()
        return True

    def move_to(self, target: int, keys: tuple[int, ...] | None) -> bool:
        """Go to the frame shown at `target` ticks: the last one that begins at or before it.

        Frames are decoded forward; only where a stored key frame lies between here and the target is it cheaper to
        jump, and the target itself is what the container is asked for (its index holds decoding times, and asking for
        one of those overshoots).

        Returns:
            Whether the video goes on at `target`; False leaves the cursor at the last frame.
        """
        assert self.stream.time_base is not None
        # Frames that no other frame builds on need no decoding far before the target. AVI has no times to tell by.
        self._passing = target - round(_SURE_S / self.stream.time_base) if self._timed else None
        if self.can_seek and self._key_between(target, keys):
            self.jump(target)
        self._walk(target)
        if self._passing is not None and self.current is not None and self.time_of(self.current) < self._passing:
            # What is on the screen at the target began long before it, and may have been left out.
            self._passing = None
            self.jump(target)
            self._walk(target)
        self._passing = None
        return self.following is not None or (
            self.current is not None and target < self.time_of(self.current) + 2 * self.frame_ticks
        )

    def jump(self, target: int) -> bool:
        """Go to the stored key frame at or before `target`, further back where a container lands after it.

        Returns:
            False, without a move, where the container cannot be told to go anywhere.
        """
        assert self.stream.time_base is not None
        second = round(1 / self.stream.time_base)
        steps = [target - round(step_back * second) for step_back in _STEP_BACK_S]
        begin = self.stream.start_time or 0
        moved = False
        # Transport streams are found by size and may land late even at their begin; 0 is before everything.
        for place in [*(step for step in steps if step > begin), begin, min(begin, 0)]:
            try:
                self.container.seek(place, stream=self.stream, backward=True)
            except (av.error.FFmpegError, OSError):
                continue
            moved = True
            self._restart()
            if self.current is not None and self.time_of(self.current) <= target:
                break
        self.can_seek = self.can_seek and moved
        return moved

    def _walk(self, target: int) -> None:
        while self.following is not None and self.time_of(self.following) <= target:
            self.advance()

    def _restart(self) -> None:
        """Take the first two frames from where the container stands."""
        self._packets = self.container.demux(self.stream)
        self._ready: list[VideoFrame] = []
        self._last: int | None = None
        self.current = self._decode()
        self.following = None if self.current is None else self._decode()

    def _decode(self) -> VideoFrame | None:
        while not self._ready:
            try:
                packet = next(self._packets, None)
            except (av.error.FFmpegError, OSError):
                self.cut_off = True
                return None
            if packet is None:
                return None
            passing = self._passing is not None and packet.pts is not None and packet.pts < self._passing
            self.stream.codec_context.skip_frame = "NONREF" if passing else "DEFAULT"
            try:
                self._ready = list(packet.decode())
            except av.error.FFmpegError:
                self.num_damaged += 1
        frame = self._ready.pop(0)
        self._set_time(frame)
        return frame

    def _set_time(self, frame: VideoFrame) -> None:
        """Give a frame without a time, or with one that goes back, the time that follows from the one before it."""
        # AVI stores the order of decoding alone; of frames in the order of showing, the decoding times are right.
        first, second = (frame.dts, frame.pts) if self.container.format.name == "avi" else (frame.pts, frame.dts)
        ticks = first if first is not None else second
        if ticks is None or (self._last is not None and ticks <= self._last):
            ticks = (self.stream.start_time or 0) if self._last is None else self._last + self.frame_ticks
        frame.pts = self._last = ticks

    def _key_between(self, target: int, keys: tuple[int, ...] | None) -> bool:
        """Whether a stored key frame lies after the frames at hand and not after the target."""
        ahead = self.following or self.current
        here = self.time_of(ahead) if ahead is not None else target
        if target <= here:
            return self.current is None or target < self.time_of(self.current)
        if keys is not None:
            return any(here < key <= target for key in keys)
        index = self.stream.index_entries
        found = index.search_timestamp(here + 1, backward=False)
        return found >= 0 and index[found].timestamp <= target


def timeline_of(path: Path, cursor: FrameCursor) -> Timeline:
    """Find where a video begins and ends, from its index where there is one, else by a walk over its packets.

    The cursor stands at the first frame, and may not stand there afterwards.
    """
    stream = cursor.stream
    assert cursor.current is not None
    assert stream.time_base is not None
    begin = cursor.time_of(cursor.current)
    length = stream.duration
    if length is None and cursor.container.duration is not None:
        length = round(cursor.container.duration / 1_000_000 / stream.time_base)
    if length and cursor.can_seek:
        if len(stream.index_entries) < 2 and "matroska" in cursor.container.format.name:
            # Matroska keeps its index at the end, and reads it when it is first asked to seek.
            cursor.jump(begin)
        index = stream.index_entries
        if len(index) >= 2 and begin + length - index[len(index) - 1].timestamp < 0.25 * length:
            return Timeline(begin, begin + length, None)
    return _collect_timeline(path, begin, cursor.frame_ticks)


def _collect_timeline(path: Path, begin: int, frame_ticks: int) -> Timeline:
    """Read every packet once without decoding it."""
    keys: list[int] = []
    end = begin
    with open_video(path) as (container, stream):
        seekable = container.format.name not in _UNSEEKABLE
        try:
            for packet in container.demux(stream):
                ticks = packet.pts if packet.pts is not None else packet.dts
                if ticks is None or packet.size == 0:
                    continue
                end = max(end, ticks + (packet.duration or frame_ticks))
                if packet.is_keyframe and seekable:
                    keys.append(ticks)
        except (av.error.FFmpegError, OSError):
            pass  # what was cut off is not part of the timeline
    return Timeline(begin, max(end, begin + 1), tuple(sorted(keys)))

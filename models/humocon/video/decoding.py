"""Walk through the decoded frames of a video in the order in which they are shown, and jump where that is cheaper."""

from typing import Final

import av.error
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

_STEP_BACK_S: Final = (0.0, 1.0, 5.0, 30.0)
_SURE_S: Final = 1
UNSEEKABLE: Final = ("gif", "image2", "gif_pipe", "apng", "webp_pipe")
_SHORTEST_DELAY, _USUAL_DELAY = 2, 10


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
        self.can_seek = container.format.name not in UNSEEKABLE
        self._timed = self.can_seek and container.format.name != "avi"
        self._passing: int | None = None
        self._shown_for = 0
        self._restart()

    def time_of(self, frame: VideoFrame) -> int:
        """Time at which a frame is shown, in ticks."""
        assert frame.pts is not None  # see _set_time
        return frame.pts

    def load_index(self) -> None:
        """Have the container's index at hand, for a cursor at the first frame, which may not stand there afterwards."""
        if self.can_seek and len(self.stream.index_entries) < 2 and "matroska" in self.container.format.name:
            # Matroska keeps its index at the end, and reads it when it is first asked to seek.
            self.jump(0 if self.current is None else self.time_of(self.current))

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
        if self.container.format.name == "gif":
            frame.pts = self._last = 0 if self._last is None else self._last + self._shown_for
            self._shown_for = gif_delay(frame.duration)
            return
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


def gif_delay(stored: int | None) -> int:
    """How long a picture of a gif is shown, hundredths of a second: browsers take what is too short for unsaid."""
    return stored if stored is not None and stored >= _SHORTEST_DELAY else _USUAL_DELAY

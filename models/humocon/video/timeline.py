"""When a video begins and ends and how many pictures a second it has, as its packets say, whatever its header says."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import av.error

from humocon.video.clip import Timeline
from humocon.video.decoding import UNSEEKABLE, FrameCursor, gif_delay
from humocon.video.opening import open_video

_WHOLE_INDEX: Final = ("avi", "mov,mp4,m4a,3gp,3g2,mj2")
"""Containers whose index has every frame, not the stored key frames alone."""
_TAIL_S: Final = 2.0
_INDEXED, _SAME_RATE = 0.75, 0.1


def timeline_of(path: Path, cursor: FrameCursor) -> Timeline:
    """Find where a video begins and ends, and its rate.

    Headers may say nothing or something wrong (browsers and screen recorders close their files in a hurry), so packets
    decide: those of the last seconds where an index leads to them, else all. What the header says within two frames of
    that is kept.

    The cursor stands at the first frame, and may not stand there afterwards.
    """
    stream, container = cursor.stream, cursor.container
    assert cursor.current is not None
    assert stream.time_base is not None
    begin, tick = cursor.time_of(cursor.current), stream.time_base
    stated = float(stream.average_rate or stream.guessed_rate or 0)
    cursor.load_index()
    index = stream.index_entries
    if cursor.can_seek and len(index) >= 2:
        last = index[len(index) - 1].timestamp
        tail = _walk(path, cursor.frame_ticks, after=max(begin, last - round(_TAIL_S / tick)))
        if tail.count and last - begin > _INDEXED * (tail.last - begin):
            end = _believed_end(cursor, begin, tail)
            whole = container.format.name in _WHOLE_INDEX
            rate = _rate(len(index), end - begin, tick) if whole else _rate(tail.count, tail.end - tail.begin, tick)
            if _is_same_rate(stated, rate):
                return Timeline(begin, end, None, stated)
    packets = _walk(path, cursor.frame_ticks)
    end = _believed_end(cursor, begin, packets)
    rate = _rate(packets.count, end - begin, tick)
    if _is_same_rate(stated, rate):
        rate = stated
    elif end != begin + stated_ticks(cursor) and packets.count > 1 and cursor.can_seek:
        # How long the last picture stands was told by the wrong rate: as long as the others.
        end = packets.last + round((packets.last - begin) / (packets.count - 1))
        rate = _rate(packets.count, end - begin, tick)
    rate = rate or stated or 25.0
    cursor.frame_ticks = max(1, round(1 / (rate * tick)))
    return Timeline(begin, max(end, begin + 1), packets.keys, rate)


def _rate(count: int, ticks: int, tick: Fraction) -> float:
    return float(count / (max(ticks, 1) * tick))


def _is_same_rate(stated: float, found: float) -> bool:
    return stated > 0 and abs(found / stated - 1) < _SAME_RATE


def _believed_end(cursor: FrameCursor, begin: int, packets: "_Packets") -> int:
    """The end that the header states where the last packet lies within two frames of it, else that of the packets."""
    stated, slack = begin + stated_ticks(cursor), 2 * cursor.frame_ticks
    return stated if cursor.can_seek and packets.last - slack < stated <= packets.end + slack else packets.end


def stated_ticks(cursor: FrameCursor) -> int:
    """The length that the header promises, in ticks; 0 where it says nothing."""
    # Matroska counts from 0 on, wherever the first picture is, as in a film cut out of a longer one.
    late = max(0, cursor.container.start_time or 0) if "matroska" in cursor.container.format.name else 0
    length_s = max(0, (cursor.container.duration or 0) - late) / 1_000_000
    return cursor.stream.duration or round(length_s / (cursor.stream.time_base or 1))


@dataclass(frozen=True)
class _Packets:
    """What packets say: how many pictures there are, when the first and the last begin, when all end, stored keys."""

    count: int
    begin: int
    last: int
    end: int
    keys: tuple[int, ...]


def _walk(path: Path, frame_ticks: int, after: int | None = None) -> _Packets:
    """Read packets without decoding them: all, or those from the stored key frame before `after` on."""
    keys: list[int] = []
    count = begin = last = end = 0
    with open_video(path) as (container, stream):
        name, clock = container.format.name, _Clock(frame_ticks)
        try:
            if after is not None:
                container.seek(after, stream=stream, backward=True)
            for packet in container.demux(stream):
                if packet.size == 0 or packet.is_discard:
                    continue
                shown = end if name == "gif" else clock.shown(packet.dts, None if name == "avi" else packet.pts)
                begin = shown if count == 0 else min(begin, shown)
                last = shown if count == 0 else max(last, shown)
                lasts = gif_delay(packet.duration) if name == "gif" else packet.duration or frame_ticks
                end = max(end, shown + lasts)
                count += 1
                if packet.is_keyframe and name not in UNSEEKABLE:
                    keys.append(shown)
        except (av.error.FFmpegError, OSError):
            pass  # what was cut off is not part of the timeline
    return _Packets(count, begin, last, end, tuple(sorted(keys)))


class _Clock:
    """When packets are shown, as `FrameCursor` shows the frames in them.

    A packet without a time, or with one that goes back, as where recordings were joined, follows the one before it.
    """

    def __init__(self, frame_ticks: int) -> None:
        self.frame_ticks = frame_ticks
        self._last: int | None = None

    def shown(self, dts: int | None, pts: int | None) -> int:
        """The time of the next packet, in the order of decoding."""
        if dts is None and pts is not None:  # the first of a stream whose pictures are stored out of order
            return pts
        follows = 0 if self._last is None else self._last + self.frame_ticks
        order = follows if dts is None or (self._last is not None and dts <= self._last) else dts
        self._last = order
        return order + (0 if dts is None or pts is None else pts - dts)

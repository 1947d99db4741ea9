"""Videos to time with, made from a clip of `examples/`: short ones are encoded, long ones are the same minute again."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "jump.mp4"


def encode(path: Path, *, width: int, height: int, seconds: int, fps: int = 25, keyframe_s: float = 10.0) -> Path:
    """H.264 of the example, enlarged and again and again, over a background that moves.

    Args:
        path: to write.
        width: of the frames, pixels.
        height: of the frames, pixels.
        seconds: that it lasts.
        fps: frames a second.
        keyframe_s: seconds between stored key frames, 10 as x264 likes it.
    """
    from humocon.video.read import iterate_frames

    seen = [frame for _, frame in iterate_frames(EXAMPLE)]
    with av.open(str(path), "w") as container:
        options = {"preset": "ultrafast", "g": str(round(keyframe_s * fps)), "sc_threshold": "0"}
        stream = container.add_stream("libx264", rate=fps, options=options)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for picture in _pictures(seen, seconds * fps):
            frame = VideoFrame.from_ndarray(picture, format="rgb24").reformat(width, height, "yuv420p")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def repeat(source: Path, path: Path, times: int) -> Path:
    """The same video one time after the other, its packets copied as they are."""
    with av.open(str(source)) as given, av.open(str(path), "w") as container:
        stream = container.add_stream_from_template(given.streams.video[0])
        packets = [packet for packet in given.demux(video=0) if packet.size]
        times_of = [(packet.pts or 0, packet.dts or 0) for packet in packets]
        length = max(pts for pts, _ in times_of) - min(pts for pts, _ in times_of) + (packets[0].duration or 1)
        for number in range(times):
            for packet, (pts, dts) in zip(packets, times_of, strict=True):
                packet.stream, packet.pts, packet.dts = stream, pts + number * length, dts + number * length
                container.mux(packet)
                # Muxing gives the packet the time base of the file that is written.
                packet.time_base = given.streams.video[0].time_base or packet.time_base
    return path


def _pictures(seen: list[np.ndarray], number: int) -> Iterator[np.ndarray]:
    """The frames forth and back, so that nothing jumps, a little of the background shifting."""
    circle = [*seen, *reversed(seen)]
    for place in range(number):
        picture = circle[place % len(circle)].copy()
        picture[:16] = np.roll(picture[:16], place, axis=1)
        yield picture

"""Key frames of a video file, as many and as large as a model learned from."""

from dataclasses import replace
from pathlib import Path

from humocon.language.processing import HumoconProcessor
from humocon.video.clip import VideoClip
from humocon.video.read import probe, read_key_frames

_SLACK_S = 0.1


def look(path: Path, processor: HumoconProcessor, stretch: tuple[float, float] | None = None) -> VideoClip:
    """Read the key frames that a model is shown of a video.

    Args:
        path: the video.
        processor: of a model that reads video.
        stretch: begin and end of the motion that goes with it, seconds of the video: the frames outside are left out,
            so that both show the same time, unless hardly any would remain.

    Raises:
        DataError: the video cannot be read.
    """
    count = processor.num_key_frames(probe(path).duration_s)
    video = read_key_frames(path, count, size=processor.video_read_size)
    if stretch is None:
        return video
    kept = (video.times >= stretch[0] - _SLACK_S) & (video.times <= stretch[1] + _SLACK_S)
    if kept.sum() < 2:
        return video
    return replace(
        video,
        frames=video.frames[kept],
        next_frames=video.next_frames[kept],
        times=video.times[kept],
        next_times=video.next_times[kept],
    )

"""Key frames of a video file, as many and as large as a model learned from."""

from dataclasses import replace
from pathlib import Path

from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor
from humocon.video.clip import VideoClip
from humocon.video.read import probe, read_key_frames

_SLACK_S = 0.1
_GLANCE = 8
"""Key frames by which a video is known as strange: of a long one, most are then not looked for."""


def look(
    path: Path,
    model: HumoconForConditionalGeneration,
    processor: HumoconProcessor,
    stretch: tuple[float, float] | None = None,
    fps: float | None = None,
) -> VideoClip | None:
    """Read the key frames that a model is shown of a video.

    Args:
        path: the video.
        model: that reads video.
        processor: of the same model.
        stretch: begin and end of the motion that goes with it, seconds of the video: the frames outside are left out,
            so that both show the same time, unless hardly any would remain.
        fps: frames a second at which it was filmed, where that is not the rate at which it is played.

    Returns:
        None where the video looks unlike all that the model learned from, so that its frames would tell it nothing; see
        `video_surprise_limit` of `HumoconConfig`.

    Raises:
        DataError: the video cannot be read.
    """
    count = processor.num_key_frames(probe(path, fps=fps).duration_s)
    limit, size = model.config.video_surprise_limit, processor.video_read_size
    concepts, video = model.video_concepts, None
    if concepts is not None and limit is not None:
        video = read_key_frames(path, min(count, _GLANCE), size=size, fps=fps)
        if concepts.is_strange(processor.key_frames(video), limit):
            return None
    if video is None or count > _GLANCE:
        video = read_key_frames(path, count, size=size, fps=fps)
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

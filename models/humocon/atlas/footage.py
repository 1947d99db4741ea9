"""The pictures of a video at the times of the poses that were read off it: a small film beside the skeleton."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from humocon.atlas.sources import Motion
from humocon.errors import DataError
from humocon.motion.clip import CANONICAL_FPS
from humocon.video.read import iterate_frames
from humocon.video.write import write_video

_SIDE: Final = 360


def write_footage(motion: Motion, path: Path) -> bool:
    """Write a film of which picture k shows pose k.

    Args:
        motion: read off a video.
        path: the .mp4 to write.

    Returns:
        Whether the video could be read once more.
    """
    try:
        write_video(path, _pictures(motion), CANONICAL_FPS)
    except DataError:
        return False
    return True


def _pictures(motion: Motion) -> Iterator[np.ndarray]:
    """For each pose the last picture that had been shown by then, (H, W, 3) uint8."""
    assert motion.lifted is not None
    stretches, times = motion.lifted.stretches, motion.times
    ends = np.round([stretch.clip_end_s * CANONICAL_FPS for stretch in stretches]).astype(int)
    for stretch, moments in zip(stretches, np.split(times, ends[:-1]), strict=True):
        frames = iterate_frames(Path(motion.file), max_side=_SIDE, begin_s=stretch.begin_s)
        shown = following = next(frames, None)
        for moment in moments:
            while following is not None and following[0] <= moment + 1e-6:
                shown, following = following, next(frames, None)
            if shown is not None:
                yield shown[1]

"""Stretches of motion from several parts of one video, laid end to end."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from humocon.motion.clip import CANONICAL_FPS, heading, rotate_y

BLEND_POSES = 8


@dataclass(frozen=True)
class Stretch:
    """A part of a clip, and the part of the video that it shows.

    Attributes:
        clip_begin_s: Where it begins in the clip, seconds.
        clip_end_s: Where it ends in the clip; the blend to the next stretch counts with it.
        begin_s: Where it begins in the video, seconds.
        seconds: How much of the video it shows.
    """

    clip_begin_s: float
    clip_end_s: float
    begin_s: float
    seconds: float

    @property
    def end_s(self) -> float:
        """Where it ends in the video."""
        return self.begin_s + self.seconds


def join_stretches(parts: Sequence[tuple[np.ndarray, float]]) -> tuple[np.ndarray, tuple[Stretch, ...]]:
    """Lay stretches end to end: each goes on where and as the one before it ended, after a short blend.

    Args:
        parts: canonical joints (K_i, 22, 3), 20 Hz, and where in the video each begins, seconds.

    Returns:
        joints (K, 22, 3) float32 and one `Stretch` for each part.
    """
    whole: list[np.ndarray] = []
    stretches: list[Stretch] = []
    length = 0
    for joints, begin_s in parts:
        if whole:
            last = whole[-1][-1]
            joints = rotate_y(joints, float(heading(last) - heading(joints[0])))
            joints = joints + (last[0] - joints[0, 0]) * np.array([1, 0, 1], np.float32)
            share = np.linspace(0, 1, BLEND_POSES + 2, dtype=np.float32)[1:-1, None, None]
            whole.append((1 - share) * last + share * joints[0])
            length += BLEND_POSES
            stretches[-1] = Stretch(*_ends(stretches[-1], length / CANONICAL_FPS))
        seconds = len(joints) / CANONICAL_FPS
        stretches.append(Stretch(length / CANONICAL_FPS, length / CANONICAL_FPS + seconds, begin_s, seconds))
        whole.append(joints)
        length += len(joints)
    if not whole:
        return np.zeros((0, 22, 3), np.float32), ()
    return np.concatenate(whole).astype(np.float32), tuple(stretches)


def _ends(stretch: Stretch, clip_end_s: float) -> tuple[float, float, float, float]:
    return stretch.clip_begin_s, clip_end_s, stretch.begin_s, stretch.seconds

"""Where in a video a recorded motion belongs, found by comparing it with the skeleton seen in the video."""

from typing import Final

import numpy as np

from humocon.motion.clip import CANONICAL_FPS, heading, rotate_y
from humocon.motion.features import standard_body

LEAST_OVERLAP_S: Final[float] = 1.0
CLEARLY_BETTER: Final[float] = 0.85
_MISFIT_M: Final[float] = 0.13
"""Of 69 rendered clips 68 lie nearer to their own motion than this, and three in five of pairs that do not belong
together farther."""
_STEP: Final[int] = 2


def find_offset(motion: np.ndarray, seen: np.ndarray) -> int:
    """How many poses after the first of `seen` the recorded motion begins; negative where it begins earlier.

    Both are compared pose by pose, each facing ahead. Where no offset is clearly better than 0, it is 0: recordings
    are usually cut to their video.

    Args:
        motion: (K, 22, 3) canonical joints, 20 Hz.
        seen: (L, 22, 3) canonical joints, 20 Hz.
    """
    recorded, lifted = _facing_ahead(motion), _facing_ahead(seen)
    least = min(round(LEAST_OVERLAP_S * CANONICAL_FPS), len(recorded), len(lifted))
    offsets = range(least - len(recorded), len(lifted) - least + 1)
    best = min((*offsets[::_STEP], 0), key=lambda offset: _distance(recorded, lifted, offset))
    near = (offset for offset in range(best - _STEP, best + _STEP + 1) if offset in offsets)
    best = min(near, key=lambda offset: _distance(recorded, lifted, offset))
    if _distance(recorded, lifted, best) > CLEARLY_BETTER * _distance(recorded, lifted, 0):
        return 0
    return best


def fits(motion: np.ndarray, seen: np.ndarray, offset: int) -> bool:
    """Whether a recorded motion may be of what was seen: at `offset` the joints are near, and not for a moment only.

    Args:
        motion: (K, 22, 3) canonical joints, 20 Hz.
        seen: (L, 22, 3) canonical joints, 20 Hz.
        offset: of `find_offset`.
    """
    overlap = min(len(seen), len(motion) + offset) - max(0, offset)
    near = _distance(_facing_ahead(motion), _facing_ahead(seen), offset) <= _MISFIT_M
    return near and overlap >= 0.5 * min(len(seen), len(motion))


def _facing_ahead(joints: np.ndarray) -> np.ndarray:
    body = standard_body(joints)
    return rotate_y(body - body[:, :1], -heading(body))


def _distance(motion: np.ndarray, seen: np.ndarray, offset: int) -> float:
    """Mean distance of the joints where the two overlap, metres; short overlaps pay for what they leave out."""
    begin, end = max(0, offset), min(len(seen), len(motion) + offset)
    if end <= begin:
        return np.inf
    gap = float(np.linalg.norm(motion[begin - offset : end - offset] - seen[begin:end], axis=-1).mean())
    return gap * (1 + 0.25 * (1 - (end - begin) / min(len(motion), len(seen))))

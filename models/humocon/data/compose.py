"""Sequences of several clips, one after the other, made in any number while training.

Sequences are laid out like those of BABEL: real actions of one body with short transitions between them. All poses are
on the standard body, 20 Hz, y up.
"""

from collections.abc import Sequence

import numpy as np

from humocon.motion.clip import heading, resample, rotate_y
from humocon.motion.features import with_standard_bones
from humocon.motion.skeleton import LEFT_RIGHT

TRANSITION_FRAMES = 8


def join(parts: Sequence[np.ndarray], transition: int = TRANSITION_FRAMES) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Lay clips end to end: each begins where and as the one before it ended, after a short blend.

    Args:
        parts: clips (K_i, 22, 3) on the standard body.
        transition: poses of blend between two clips.

    Returns:
        joints (K, 22, 3) float32, and for each clip the poses [begin, end) that it takes.
    """
    whole: list[np.ndarray] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for part in parts:
        if whole:
            last = whole[-1][-1]
            part = rotate_y(part, float(heading(last) - heading(part[0])))
            part = part + (last[0] - part[0, 0]) * np.array([1, 0, 1], np.float32)
            share = np.linspace(0, 1, transition + 2, dtype=np.float32)[1:-1, None, None]
            between = (1 - share) * last + share * part[0]
            whole.append(with_standard_bones(between, between[:, 0]))
            length += transition
        spans.append((length, length + len(part)))
        whole.append(part)
        length += len(part)
    return np.concatenate(whole).astype(np.float32), spans


def mirror(joints: np.ndarray) -> np.ndarray:
    """Swap left and right: (K, 22, 3) -> (K, 22, 3)."""
    return joints[:, LEFT_RIGHT] * np.array([-1, 1, 1], np.float32)


def change_speed(joints: np.ndarray, factor: float) -> np.ndarray:
    """Play a clip `factor` times as fast: (K, 22, 3) -> about (K / factor, 22, 3)."""
    return resample(joints, 20.0 * factor, 20.0).astype(np.float32)

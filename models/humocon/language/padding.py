"""Samples brought to one size, so that they can be read together.

Legend: B samples, T tokens, K poses, F numbers for each pose, V key frames, S side of a frame.
"""

from collections.abc import Sequence

import numpy as np

from humocon.motion.features import FEATURE_DIM


def pad_ids(ids: Sequence[Sequence[int]], pad: int) -> dict[str, np.ndarray]:
    """Token ids, filled up on the left: input_ids and attention_mask (B, T)."""
    longest = max(map(len, ids))
    input_ids = np.full((len(ids), longest), pad, dtype=np.int64)
    attention_mask = np.zeros((len(ids), longest), dtype=np.int64)
    for row, tokens in enumerate(ids):
        input_ids[row, longest - len(tokens) :] = tokens
        attention_mask[row, longest - len(tokens) :] = 1
    return {"input_ids": input_ids, "attention_mask": attention_mask}


def pad_features(features: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
    """Features (K, F) of several motions, filled up on the right: motion_values (B, K, F) and motion_mask (B, K)."""
    values, mask = _pad_right(features, (FEATURE_DIM,), np.float32)
    return {"motion_values": values, "motion_mask": mask}


def pad_frames(frames: Sequence[np.ndarray], size: int) -> dict[str, np.ndarray]:
    """Key frames (V, S, S, 3) of several videos, likewise: video_values (B, V, S, S, 3) and video_mask (B, V)."""
    values, mask = _pad_right(frames, (size, size, 3), np.uint8)
    return {"video_values": values, "video_mask": mask}


def _pad_right(parts: Sequence[np.ndarray], shape: tuple[int, ...], dtype: type) -> tuple[np.ndarray, np.ndarray]:
    """Rows of a shape, (N, ...) of each sample, to (B, longest N, ...) and a mask (B, longest N) of what is real."""
    longest = max(map(len, parts))
    values = np.zeros((len(parts), longest, *shape), dtype=dtype)
    mask = np.zeros((len(parts), longest), dtype=bool)
    for row, part in enumerate(parts):
        values[row, : len(part)] = part
        mask[row, : len(part)] = True
    return values, mask

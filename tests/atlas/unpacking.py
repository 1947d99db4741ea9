"""Packed motions as the pages see them."""

import base64

import numpy as np

from humocon.atlas.packing import UNIT_M


def unpack_motion(packed: dict[str, object]) -> np.ndarray:
    """Positions (frames, 22, 3) of a packed motion in metres, as the pages see them."""
    frames, root_unit = packed["frames"], packed["rootUnit"]
    assert isinstance(frames, int)
    assert isinstance(root_unit, float)
    blob = base64.b64decode(str(packed["data"]))
    low, span = np.frombuffer(blob, "<i2", 63), np.frombuffer(blob, "<u2", 63, 126)
    root = np.frombuffer(blob, "<i2", 3 * frames, 252).reshape(frames, 1, 3) * root_unit
    steps = np.frombuffer(blob, np.uint8, 63 * frames, 252 + 6 * frames).reshape(frames, 63)
    beside = (low + steps / 255 * span) * UNIT_M
    return np.concatenate([root, root + beside.reshape(frames, 21, 3)], axis=1)

"""Bytes of files that belong together, and of arrays: what targets and seeds share."""

import io

import numpy as np

SPLIT = b"\n%%%%\n"
"""Stands between the contents of files that belong together."""


def as_npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()

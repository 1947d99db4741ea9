"""Keep left and right apart: a network that sees one picture at a time takes one for the other now and then.

Legend: N pictures, L = 33 landmarks.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from humocon.video.lifting.landmarks import MIRRORED
from humocon.video.lifting.watching import Watched

_BODY: Final = slice(11, 33)
SWAP_COST_M: Final[float] = 0.01
"""What it costs to think of a picture otherwise than the network does: metres that the joints move on average."""


def hold_sides(watched: Watched) -> Watched:
    """The same with left and right swapped in the pictures that would otherwise break the motion."""
    swapped = np.zeros(len(watched.times), dtype=bool)
    for shot in np.unique(watched.shots[watched.seen]):
        rows = np.flatnonzero(watched.seen & (watched.shots == shot))
        swapped[rows] = swapped_pictures(watched.world[rows, _BODY], MIRRORED[_BODY] - _BODY.start)
    parts = {}
    for name in ("image", "still_image", "visibility", "world"):
        values = getattr(watched, name).copy()
        values[swapped] = values[swapped][:, MIRRORED]
        parts[name] = values
    return replace(watched, **parts)


def swapped_pictures(points: np.ndarray, mirrored: np.ndarray) -> np.ndarray:
    """The pictures whose sides are to be swapped so that the points move least, which most pictures are not.

    Args:
        points: (N, L, 3) metres, in the order of time.
        mirrored: (L,) the landmark of the other side.

    Returns:
        (N,) bool, the cheapest of all choices (Viterbi).
    """
    kept = np.linalg.norm(points[1:] - points[:-1], axis=-1).mean(axis=1)
    turned = np.linalg.norm(points[1:][:, mirrored] - points[:-1], axis=-1).mean(axis=1)
    best = np.array([0.0, SWAP_COST_M])
    came_from = np.zeros((len(points), 2), dtype=int)
    for index, (same, other) in enumerate(zip(kept, turned, strict=True), 1):
        steps = best[:, None] + np.array([[same, other], [other, same]])
        came_from[index] = steps.argmin(axis=0)
        best = steps.min(axis=0) + np.array([0.0, SWAP_COST_M])
    out = np.zeros(len(points), dtype=bool)
    state = int(best.argmin())
    for index in range(len(points) - 1, -1, -1):
        out[index] = bool(state)
        state = int(came_from[index, state])
    return out

"""The head: how it is tilted against the upper back, and the nods.

Of a head the joints hold one point over the neck. It moves where the head is bent forward, back or to a side, and stays
where it is when the head turns: which way a face is turned is not in them.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.posture import lean
from humocon.motion.kinematics.signals import NECK, SHOULDERS, Body, extremes, smooth
from humocon.motion.skeleton import JOINT_NAMES

HEAD: Final[int] = JOINT_NAMES.index("head")
_CHEST: Final[int] = JOINT_NAMES.index("spine3")
NOD_DEGREES: Final[float] = 10.0
"""Degrees by which a head goes down and up again in a nod; a walk, a kick or a bow moves it less against the back."""
_NOD_S: Final[float] = 1.0
"""Seconds that each half of a nod takes at most."""
_STAYS: Final[float] = 15.0
_STAYS_HIPS: Final[float] = 0.1
"""Degrees that the trunk, and lengths of the leg that the hips, move at most while a head nods by itself."""
_DEEP: Final[float] = 0.75
"""Share of it by which a head that nods goes down between the poses at which it begins and ends to move."""
_BLUR_S: Final[float] = 0.05


@dataclass(frozen=True)
class Nod:
    """A head that goes down and up again over the poses [begin, end), and by how many degrees it goes down."""

    begin: int
    end: int
    degrees: float


def head_tilts(body: Body) -> tuple[np.ndarray, np.ndarray]:
    """(K,) degrees by which the head tilts forward, and (K,) to the person's left, against the upper back."""
    up = _unit(body.local[:, NECK] - body.local[:, _CHEST])
    across = body.local[:, SHOULDERS[0]] - body.local[:, SHOULDERS[1]]
    left = _unit(across - (across * up).sum(-1, keepdims=True) * up)
    head = body.local[:, HEAD] - body.local[:, NECK]
    forward, aside, along = ((head * axis).sum(-1) for axis in (np.cross(left, up), left, up))
    return _degrees(forward, along), _degrees(aside, along)


def head_pitch(body: Body) -> np.ndarray:
    """(K,) degrees by which the head is tilted from upright towards where the body faces; negative to the back."""
    head = body.local[:, HEAD] - body.local[:, NECK]
    return _degrees(head[:, 2], head[:, 1])


def find_nods(body: Body) -> list[Nod]:
    """Every nod, in order: the head goes down against back and upright, and up again, while trunk and hips stay."""
    forward, pitch = smooth(head_tilts(body)[0], _BLUR_S), smooth(head_pitch(body), _BLUR_S)
    leaning, longest = lean(body), round(_NOD_S * CANONICAL_FPS)
    places = extremes(forward, NOD_DEGREES)
    found = []
    for before, low, after in zip(places, places[1:], places[2:], strict=False):
        begin, end = _left(forward[before : low + 1]) + before, after - _left(forward[low : after + 1][::-1])
        if max(low - begin, end - low) > longest or forward[low] < forward[before]:
            continue
        depth = min(forward[low] - max(forward[begin], forward[end]), pitch[low] - max(pitch[begin], pitch[end]))
        where = slice(begin, end + 1)
        stays = np.ptp(leaning[where]) < _STAYS and np.ptp(body.hips[where]) < _STAYS_HIPS
        if stays and depth >= NOD_DEGREES * _DEEP:
            found.append(Nod(begin, end + 1, float(forward[low] - forward[before])))
    return found


def _left(course: np.ndarray) -> int:
    """The last pose at which a course that leads from one value to another, (M,), has gone a tenth of the way."""
    return int(np.flatnonzero((course - course[0]) / (course[-1] - course[0]) <= 0.1)[-1])


def _unit(vectors: np.ndarray) -> np.ndarray:
    """Vectors (K, 3) of length 1."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def _degrees(towards: np.ndarray, along: np.ndarray) -> np.ndarray:
    """(K,) degrees from one direction towards another, by how far a vector goes along both."""
    return np.degrees(np.arctan2(towards, along))

"""What a file does not say, told from the body in it: the up axis, and whether the joints are in order."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from humocon.errors import DataError
from humocon.motion.rotations import unit_vectors
from humocon.motion.skeleton import EDGES, JOINT_NAMES, MEAN_OFFSETS, bone_lengths

# Rows of the rotation that brings each up axis to +y; every one has determinant 1, so left stays left.
TO_Y_UP: Final[dict[str, np.ndarray]] = {
    "y": np.eye(3),
    "z": np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]]),
    "-y": np.diag([1.0, -1, -1]),
    "x": np.array([[0.0, -1, 0], [1, 0, 0], [0, 0, 1]]),
    "-z": np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]]),
    "-x": np.array([[0.0, 1, 0], [-1, 0, 0], [0, 0, 1]]),
}
ANKLES, KNEES, TOES, HEAD = [7, 8], [4, 5], [10, 11], 15
_LEFT, _RIGHT = (
    [place for place, name in enumerate(JOINT_NAMES) if name.startswith(side)] for side in ("left", "right")
)
_ALONG_BODY: Final[list[int]] = [
    JOINT_NAMES[child] in ("spine1", "spine2", "spine3", "neck", "head") for _, child in EDGES
]
_LEG: Final[list[bool]] = [JOINT_NAMES[child][-4:] in ("knee", "nkle") for _, child in EDGES]
_LIMB_BONES: Final[dict[str, tuple[int, int]]] = {
    "thigh": (4, 5),
    "shin": (7, 8),
    "upper arm": (18, 19),
    "forearm": (20, 21),
}


def stature(joints: np.ndarray) -> float:
    """Length of the body from ankle to head along its bones, in the unit of (N, 22, 3) positions; about 1.5 m."""
    lengths = np.median(bone_lengths(joints), axis=0)
    return float(lengths[_ALONG_BODY].sum() + lengths[_LEG].sum() / 2 + 0.8 * lengths[[0, 1]].mean())


_STANDS: Final = 0.75
"""Share of the stature by which the head is over the ankles of somebody who stands."""
_FLOOR: Final = 0.12
"""Statures from zero within which a floor at zero is; the lowest joint of who stands on it is an ankle or toe."""
_ON_THE_FLOOR: Final = (-0.02, 0.07)
"""Statures between which the lowest joint lies of who lies on a floor at zero."""
_STAYS: Final = 0.04
"""By how much that differs at most."""
_FLAT: Final = 0.58
"""Statures that no joint is over the floor of who lies, sits or crawls all the time."""
_LEGS: Final = 0.075
"""Statures over the lowest joint at which knees or toes rest on the floor, too."""
_NEAR: Final = 0.1
"""Statures over the lowest joint within which others are near the floor, and of all joints the share that is."""
_TOUCHING: Final = 0.17
_NAMES: Final = 12
_NOWHERE_UP: Final = frozenset({"x", "-x", "-z"})
_CLIMBS: Final = 0.3
"""Share of the stature by which the lowest joint of who stands goes up and down at most, but on stairs and ladders."""
_WANDERS: Final = 0.08
"""By which share of the stature the lowest joint wanders more along an axis that has no floor."""


def infer_up(joints: np.ndarray, *, expected: str | None = None) -> tuple[str, bool]:
    """Tell the up axis from how the body stands over time.

    A body mostly has its head above its ankles, sometimes lies down, and most files have the floor at zero.

    Args:
        joints: (N, 22, 3) in any axes and unit.
        expected: The axis that the file's format prescribes, given a head start.

    Returns:
        The axis ("y", "z", "-y", "x", "-z", "-x") and whether the posture leaves no doubt.
    """
    size = max(stature(joints), 1e-9)
    body = (joints[:, HEAD] - joints[:, ANKLES].mean(axis=1)) / size
    lowest = np.percentile(joints.min(axis=1), 5, axis=0) / size
    highest = np.percentile(joints.max(axis=1), 95, axis=0) / size
    scores, floors, wander = {}, {}, {}
    for axis in TO_Y_UP:
        index, sign = "xyz".index(axis[-1]), -1.0 if axis[0] == "-" else 1.0
        rise = sign * body[:, index]
        stands = np.percentile(rise, 95)
        floors[axis] = lowest[index] if sign > 0 else highest[index]
        scores[axis] = 0.3 * np.median(rise) + 0.7 * stands
        scores[axis] += (
            0.2 * (abs(floors[axis]) < _FLOOR) + {"y": 0.1, "z": 0.05}.get(axis, 0.0) + 0.5 * (axis == expected)
        )
        if stands > _STANDS:
            wander[axis] = _wander(joints, axis) / size
    # Whoever stands along one axis and lies along another touches the floor all the time along the up axis alone.
    first, *others = sorted(wander, key=lambda axis: wander[axis]) or [""]
    if expected is None and others and wander[others[0]] - wander[first] > _WANDERS:
        return first, True
    ranked = sorted(scores, key=lambda axis: scores[axis], reverse=True)
    stands = ranked[0]
    sure = bool(scores[stands] > 0.6 and scores[stands] - scores[ranked[1]] > 0.25)
    if stands == expected or (abs(floors[stands]) < _FLOOR and stands not in _NOWHERE_UP):
        return stands, sure
    usual = [axis for axis in ([expected] if expected else ["y", "z"]) if axis != stands]
    on_floor = [axis for axis in usual if _keeps_down(joints, axis, size)]
    if len(on_floor) == 1:
        return on_floor[0], expected is not None
    # Above or below zero a still body may as well stand against a wall, but hardly along an axis that no program has
    # up, and not while its lowest joint goes up and down.
    above = [axis for axis in usual if _keeps_down(joints, axis, size, at_zero=False)]
    if above and (stands in _NOWHERE_UP or _wander(joints, stands) > _CLIMBS * size):
        return min(above, key=lambda axis: _leaning(joints, axis)), expected is not None
    return stands, sure and stands not in _NOWHERE_UP and (stands == "y" or not above)


def _wander(joints: np.ndarray, up: str) -> float:
    """By how much the lowest joint of (N, 22, 3) goes up and down."""
    return float(np.ptp(np.percentile((joints @ TO_Y_UP[up][1]).min(axis=1), (10, 90))))


def _leaning(joints: np.ndarray, up: str) -> float:
    """By how much joints of one side are higher than those of the other: most who lie do so on back or belly."""
    heights = joints @ TO_Y_UP[up][1]
    return float(np.abs(heights[:, _LEFT] - heights[:, _RIGHT]).mean())


def _keeps_down(joints: np.ndarray, up: str, size: float, *, at_zero: bool = True) -> bool:
    """Whether a body (N, 22, 3) of a stature keeps near a floor all the time, its feet or knees upon it.

    The floor is at zero, or, if not `at_zero`, anywhere. Where the pelvis is at zero the body has no place, and no
    floor is told.
    """
    heights = joints @ TO_Y_UP[up][1] / size
    low = heights.min(axis=1)
    floor, legs = np.percentile(low, 5), heights[:, KNEES + TOES].min(axis=1) - low
    stays = np.ptp(np.percentile(low, (10, 90))) < _STAYS
    if at_zero:
        stays = stays and _ON_THE_FLOOR[0] < floor < _ON_THE_FLOOR[1] and heights[0, 0] > 0.02
    placed = np.abs(joints[0, 0]).max() / size > 0.02
    touching = np.median(legs) < _LEGS and (heights < low[:, None] + _NEAR).mean() > _TOUCHING
    flat = np.percentile(heights.max(axis=1), 95) - floor < _FLAT
    return bool(stays and placed and touching and flat)


def check_joint_order(joints: np.ndarray, path: str) -> None:
    """Refuse joints that are not the first 22 of SMPL in their order, y up.

    Raises:
        DataError: Limbs of impossible or changing length, unequal sides, or a head below the hips.
    """
    bones = bone_lengths(joints)
    median = np.maximum(np.median(bones, axis=0), 1e-9)
    expected = np.linalg.norm(MEAN_OFFSETS[1:], axis=-1)
    size = median / expected / max(stature(joints) / 1.5, 1e-9)
    faults, changing = [], []
    for name, sides in _LIMB_BONES.items():
        left, right = sides[0] - 1, sides[1] - 1
        if not all(0.45 < size[bone] < 2.2 for bone in (left, right)):
            faults.append(f"the {name} has an impossible length")
        elif not 0.6 < median[left] / median[right] < 1.67:
            faults.append(f"left and right {name} differ in length")
        elif max(bones[:, [left, right]].std(axis=0) / median[[left, right]]) > 0.25:
            changing.append(name)
    # A sensor that loses an arm or a leg for a while, as depth cameras do, leaves the other limbs as they are.
    if len(changing) > 2:
        faults.append(f"the {changing[0]} changes its length")
    if any(size[child - 1] > 3.5 for child in (1, 2, 3, 6, 12, 13, 14)):
        faults.append("the trunk has impossible lengths")
    if faults:
        raise DataError(
            f"{path}: these are not the first 22 SMPL joints in order ({faults[0]}); "
            "reorder them as " + ", ".join(JOINT_NAMES[:4]) + " ... (see humocon.motion.skeleton)"
        )


def is_mirrored(joints: np.ndarray, *, feet: bool = True) -> bool:
    """Whether left and right are exchanged or the axes left-handed: the toes or knees then point backwards.

    Args:
        joints: (N, 22, 3), y up.
        feet: Whether the toes are measured; otherwise only the bend of the knees tells.
    """
    across = joints[:, 1] - joints[:, 2] + joints[:, 16] - joints[:, 17]
    forward = np.cross(across, np.array([0.0, 1.0, 0.0]))
    forward = unit_vectors(forward)
    size = max(stature(joints), 1e-9)
    middle = (joints[:, [1, 2]] + joints[:, ANKLES]) / 2
    knees = np.sum((joints[:, KNEES] - middle).mean(axis=1) * forward, axis=-1) / size
    toes = np.sum((joints[:, TOES] - joints[:, ANKLES]).mean(axis=1) * forward, axis=-1) / size if feet else knees
    return bool(np.median(knees) < -0.005 and np.median(toes) < -0.01)


def describe_names(names: Sequence[str]) -> str:
    """Some of the names in a file, for an error of one line."""
    shown = ", ".join(name[:40] for name in names[:_NAMES])
    return shown + (f" and {len(names) - _NAMES} more" if len(names) > _NAMES else "")

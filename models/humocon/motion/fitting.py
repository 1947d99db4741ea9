"""Any skeleton to the 22 SMPL joints: named joints are taken, the spine and missing joints are placed between them."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from humocon.errors import DataError
from humocon.motion.joint_names import ESSENTIAL, match_joints, split_name
from humocon.motion.posture import describe_names
from humocon.motion.rotations import unit_vectors
from humocon.motion.skeleton import JOINT_NAMES, NUM_JOINTS

_INDEX = {name: index for index, name in enumerate(JOINT_NAMES)}
# Where spine1 to spine3 lie on the way from pelvis to neck, and how a gap between known joints is shared out.
_SPINE = np.array([0.23, 0.49, 0.6])
_STEPS = np.array([0.6, 0.4, 0.4, 0.6])
# A collar joint on the midline says nothing of the shoulder girdle: the joint is put this far towards the shoulder.
_COLLAR_SHARE = 0.35
# Height of the pelvis above the hip joints in lengths of the trunk.
_PELVIS_ABOVE_HIPS = 0.17


def fit_smpl(
    positions: np.ndarray, names: Sequence[str], parents: Sequence[int], ends: dict[int, np.ndarray], path: str
) -> tuple[np.ndarray, bool, list[str]]:
    """Find the 22 joints in a posed skeleton.

    Args:
        positions: (N, J, 3) joints of the file.
        names: J names.
        parents: J parents, -1 for the root.
        ends: End sites, joint index -> (N, 3).
        path: Named in the error.

    Returns:
        Joints (N, 22, 3), whether the toes were measured, and notes on what was placed.

    Raises:
        DataError: Hips, knees, ankles, shoulders, elbows, wrists or the head were not found.
    """
    found = match_joints(names)
    known = _known(positions, names, found, parents, ends, path)
    out = np.full((len(positions), NUM_JOINTS, 3), np.nan)
    for part in ESSENTIAL:
        out[:, _INDEX[part]] = known[part]
    pelvis = found.get("pelvis", _common_ancestor(found["left_hip"], found["right_hip"], parents))
    out[:, 0] = positions[:, pelvis] if pelvis >= 0 else out[:, [1, 2]].mean(axis=1)
    neck = found.get("neck", _common_ancestor(found["left_shoulder"], found["right_shoulder"], parents))
    out[:, 12] = positions[:, neck] if "neck" in found else out[:, [16, 17]].mean(axis=1)
    chain = _ancestors(neck, parents) if neck >= 0 else []
    between = [positions[:, joint] for joint in chain[1 : chain.index(pelvis)]][::-1] if pelvis in chain else []

    notes: list[str] = []
    _place_head(out, positions, known, found, parents, ends)
    _raise_pelvis(out, between, notes)
    _place_spine(out, between, notes)
    _place_collars(out, known, notes)
    return out, _place_toes(out, known, notes), notes


def _known(
    positions: np.ndarray,
    names: Sequence[str],
    found: dict[str, int],
    parents: Sequence[int],
    ends: dict[int, np.ndarray],
    path: str,
) -> dict[str, np.ndarray]:
    """Positions of the parts found, end sites standing in for a last joint; refuse what is no body."""
    known = {part: positions[:, index] for part, index in found.items()}
    for side in ("left", "right"):
        for part, before in (("wrist", "elbow"), ("ankle", "knee"), ("toe", "ankle")):
            parent = found.get(f"{side}_{before}", -1)
            if f"{side}_{part}" not in known and parent in ends and parent not in parents:
                known[f"{side}_{part}"] = ends[parent]
    missing = [part for part in ESSENTIAL if part not in known]
    if not missing and not {"head", "neck"} & known.keys() and (above := _above_shoulders(names, found, parents)):
        found["neck"], known["head"] = above[0], positions[:, above[-1]]
    missing += [] if {"head", "neck"} & known.keys() else ["head"]
    if missing:
        raise DataError(
            f"{path}: found no joint for {', '.join(missing)}; rename the joints in a common way such as LeftUpLeg; "
            f"the file has {describe_names(names) or 'no joints'}"
        )
    return known


def _above_shoulders(names: Sequence[str], found: dict[str, int], parents: Sequence[int]) -> list[int]:
    """The joints of a spine that goes on above the shoulders under one name, as that of Rigify's metarig."""
    joint = _common_ancestor(found["left_shoulder"], found["right_shoulder"], parents)
    base = [split_name(name)[1].rstrip("0123456789") for name in names]
    above: list[int] = []
    while joint >= 0:
        alike = (child for child, parent in enumerate(parents) if parent == joint and base[child] == base[joint])
        joint = next(alike, -1)
        above += [joint] if joint >= 0 else []
    return above


def _ancestors(joint: int, parents: Sequence[int]) -> list[int]:
    chain = [joint]
    while parents[chain[-1]] >= 0:
        chain.append(parents[chain[-1]])
    return chain


def _common_ancestor(first: int, second: int, parents: Sequence[int]) -> int:
    others = set(_ancestors(second, parents))
    return next((joint for joint in _ancestors(first, parents) if joint in others), -1)


def _place_head(
    out: np.ndarray,
    positions: np.ndarray,
    known: dict[str, np.ndarray],
    found: dict[str, int],
    parents: Sequence[int],
    ends: dict[int, np.ndarray],
) -> None:
    """The head joint, or what lies beyond the neck, or a point in line with the trunk."""
    trunk = out[:, 12] - out[:, 0]
    candidates = [known["head"]] if "head" in known else []
    last = found.get("head", found.get("neck", -1))
    candidates += [
        positions[:, joint] for joint, parent in enumerate(parents) if parent == last and "head" not in known
    ]
    candidates += [ends[last]] if last in ends else []
    for candidate in (*candidates, out[:, 12] + 0.18 * trunk):
        # A head joint that coincides with the neck has no direction.
        if np.median(np.linalg.norm(candidate - out[:, 12], axis=-1)) > 0.02 * np.median(
            np.linalg.norm(trunk, axis=-1)
        ):
            out[:, 15] = candidate
            return


def _raise_pelvis(out: np.ndarray, between: Sequence[np.ndarray], notes: list[str]) -> None:
    """Some skeletons (Daz) have their root between or below the hip joints; SMPL's pelvis lies above them."""
    trunk = np.median(np.linalg.norm(out[:, 12] - out[:, 0], axis=-1))
    for first in (*between, out[:, 12]):
        bone = first - out[:, 0]
        length = np.linalg.norm(bone, axis=-1, keepdims=True)
        if np.median(length) > 0.02 * trunk:
            break
    above = np.median(np.sum((out[:, 0] - out[:, [1, 2]].mean(axis=1)) * bone / np.maximum(length, 1e-9), axis=-1))
    if above < 0:
        # Along the first bone of the spine, which moves with the pelvis, and not beyond its end.
        out[:, 0] += bone * min((_PELVIS_ABOVE_HIPS * trunk - above) / np.median(length), 0.7)
        notes.append("pelvis moved up above the hip joints")


def _place_spine(out: np.ndarray, between: Sequence[np.ndarray], notes: list[str]) -> None:
    points = [out[:, 0], *between, out[:, 12]]
    lengths = np.array([np.median(np.linalg.norm(b - a, axis=-1)) for a, b in pairwise(points)])
    along = np.cumsum(lengths) / max(lengths.sum(), 1e-9)
    # Joints that coincide with the pelvis, the neck or the joint before them carry no position of their own.
    usable = [i for i in range(len(between)) if lengths[i] > 0.02 * lengths.sum() and along[i] < 0.98]
    slots = _assign([float(along[i]) for i in usable])
    placed = {-1: out[:, 0], 3: out[:, 12]} | {slot: between[usable[i]] for i, slot in slots.items()}
    for slot, joint in enumerate((3, 6, 9)):
        low = max(key for key in placed if key <= slot)
        high = min(key for key in placed if key >= slot)
        share = _STEPS[low + 1 : slot + 1].sum() / _STEPS[low + 1 : high + 1].sum() if high > low else 0.0
        out[:, joint] = (1 - share) * placed[low] + share * placed[high]
    if len(slots) < 3:
        notes.append(f"{3 - len(slots)} of 3 spine joints placed between their neighbours")


def _assign(along: list[float]) -> dict[int, int]:
    """Pair joints at these shares of the spine with the slots 0 to 2, in order, with the least total distance."""
    if len(along) > 3:
        keep = sorted({int(np.argmin([abs(a - slot) for a in along])) for slot in _SPINE})
        return {i: slot for i, slot in zip(keep, _assign([along[i] for i in keep]).values(), strict=True)}
    choices = {0: [()], 1: [(0,), (1,), (2,)], 2: [(0, 1), (0, 2), (1, 2)], 3: [(0, 1, 2)]}[len(along)]
    best = min(choices, key=lambda slots: sum(abs(a - _SPINE[slot]) for a, slot in zip(along, slots, strict=True)))
    return dict(enumerate(best))


def _place_collars(out: np.ndarray, known: dict[str, np.ndarray], notes: list[str]) -> None:
    width = np.median(np.linalg.norm(out[:, 16] - out[:, 17], axis=-1))
    left, right = known.get("left_collar"), known.get("right_collar")
    if left is None or right is None:
        base, measured = out[:, 12], False
        notes.append("collar joints placed between neck and shoulders")
    else:
        base = (left + right) / 2
        measured = bool(np.median(np.linalg.norm(left - right, axis=-1)) > 0.1 * width)
    for collar, shoulder, position in ((13, 16, left), (14, 17, right)):
        reach = out[:, shoulder] - (base if position is None else position)
        beside = measured and np.median(np.linalg.norm(reach, axis=-1)) > 0.02 * width
        out[:, collar] = position if beside else base + _COLLAR_SHARE * (out[:, shoulder] - base)


def _place_toes(out: np.ndarray, known: dict[str, np.ndarray], notes: list[str]) -> bool:
    measured = "left_toe" in known and "right_toe" in known
    if not measured:
        notes.append("toe joints placed in front of the ankles")
    across = out[:, 1] - out[:, 2] + out[:, 16] - out[:, 17]
    for toe, ankle, knee, side in ((10, 7, 4, "left"), (11, 8, 5, "right")):
        if measured:
            out[:, toe] = known[f"{side}_toe"]
            continue
        shin = out[:, ankle] - out[:, knee]
        length = np.linalg.norm(shin, axis=-1, keepdims=True)
        # The shin points down, so across x up is forward; the foot leaves the ankle forward and a little down.
        forward = np.cross(shin, across)
        forward = unit_vectors(forward)
        out[:, toe] = out[:, ankle] + 0.31 * length * forward + 0.13 * shin
    return measured

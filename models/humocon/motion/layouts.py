"""Skeletons of depth cameras and pose estimators: which joint is which, told from an array's size and its geometry."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from humocon.motion.joint_names import ESSENTIAL
from humocon.motion.skeleton import JOINT_NAMES, NUM_JOINTS, rest_pose


@dataclass(frozen=True)
class Layout:
    """One order of joints.

    Attributes:
        name: What a user calls it: "kinect20".
        title: What it is, for people.
        sizes: How many joints an array may have that begins with these; hands and faces follow in the larger ones.
        words: A word for each joint: `l_` and `r_` are the person's own sides, `-` is of no use here.
        fps: Poses per second where a file does not say.
    """

    name: str
    title: str
    sizes: tuple[int, ...]
    words: str
    fps: float = 30.0

    @cached_property
    def joints(self) -> dict[str, int]:
        """Index of each part of the body, in order of appearance."""
        sides = (word.replace("l_", "left_", 1) if word[:2] == "l_" else word for word in self.words.split())
        names = [word.replace("r_", "right_", 1) if word[:2] == "r_" else word for word in sides]
        return {name: index for index, name in enumerate(names) if name != "-"}


_ARMS_THEN_LEGS: Final = (
    "l_shoulder l_elbow l_wrist - r_shoulder r_elbow r_wrist - l_hip l_knee l_ankle l_toe r_hip r_knee r_ankle r_toe"
)
_COCO: Final = (
    "nose - - l_ear r_ear l_shoulder r_shoulder l_elbow r_elbow l_wrist r_wrist l_hip r_hip l_knee r_knee l_ankle "
    "r_ankle"
)
_OPENPOSE_BODY: Final = "nose neck r_shoulder r_elbow r_wrist l_shoulder l_elbow l_wrist"
_LEGS: Final = "r_hip r_knee r_ankle l_hip l_knee l_ankle"

LAYOUTS: Final[dict[str, Layout]] = {
    layout.name: layout
    for layout in (
        Layout(
            *("nite15", "OpenNI, 15 joints", (15,)),
            "head neck l_shoulder r_shoulder l_elbow r_elbow l_wrist r_wrist - l_hip r_hip l_knee r_knee l_ankle "
            "r_ankle",
        ),
        Layout(
            *("kard15", "OpenNI, 15 joints as in KARD", (15,)),
            f"head neck r_shoulder r_elbow r_wrist l_shoulder l_elbow l_wrist - {_LEGS}",
        ),
        Layout(
            *("florence15", "Kinect v1, 15 joints as in Florence 3D", (15,)),
            "head neck - l_shoulder l_elbow l_wrist r_shoulder r_elbow r_wrist l_hip l_knee l_ankle r_hip r_knee "
            "r_ankle",
        ),
        Layout("coco17", "COCO, 17 keypoints", (17,), _COCO),
        Layout(
            *("h36m17", "Human3.6M, 17 joints", (17,)),
            f"pelvis {_LEGS} - neck jaw head_top l_shoulder l_elbow l_wrist r_shoulder r_elbow r_wrist",
        ),
        Layout(
            *("mpi17", "MPI-INF-3DHP, 17 joints", (17,)),
            f"head_top neck r_shoulder r_elbow r_wrist l_shoulder l_elbow l_wrist {_LEGS} pelvis - head",
        ),
        Layout("openpose18", "OpenPose COCO, 18 keypoints", (18,), f"{_OPENPOSE_BODY} {_LEGS} - - r_ear l_ear"),
        Layout(
            *("panoptic19", "CMU Panoptic, 19 joints", (19,)),
            "neck nose pelvis l_shoulder l_elbow l_wrist l_hip l_knee l_ankle r_shoulder r_elbow r_wrist r_hip r_knee "
            "r_ankle - l_ear - r_ear",
        ),
        Layout(
            *("kit21", "KIT-ML, 21 joints", (21,)),
            "pelvis - - neck head l_shoulder l_elbow l_wrist r_shoulder r_elbow r_wrist l_hip l_knee l_ankle - l_toe "
            "r_hip r_knee r_ankle - r_toe",
            fps=12.5,
        ),
        Layout("kinect20", "Kinect v1, 20 joints", (20,), f"pelvis - neck head {_ARMS_THEN_LEGS}"),
        Layout("utd20", "Kinect v1, 20 joints as in UTD-MHAD", (20,), f"head neck - pelvis {_ARMS_THEN_LEGS}"),
        Layout(
            *("msr20", "Kinect v1, 20 joints as in MSR-Action3D", (20,)),
            "l_shoulder r_shoulder neck - l_hip r_hip pelvis l_elbow r_elbow l_wrist r_wrist - - l_knee r_knee "
            "l_ankle r_ankle l_toe r_toe head",
            fps=15.0,
        ),
        Layout(
            *("coco23", "COCO with feet, 23 keypoints", (23, 133)),
            f"{_COCO} l_big_toe l_small_toe - r_big_toe r_small_toe -",
        ),
        Layout("ntu25", "Kinect v2 (NTU), 25 joints", (25,), f"pelvis - neck head {_ARMS_THEN_LEGS} - - - - -"),
        Layout(
            *("openpose25", "OpenPose BODY_25", (25, 44, 49, 67)),
            f"{_OPENPOSE_BODY} pelvis {_LEGS} - - r_ear l_ear l_big_toe l_small_toe - r_big_toe r_small_toe -",
        ),
        Layout(
            *("halpe26", "Halpe, 26 keypoints", (26, 136)),
            f"{_COCO} head_top neck pelvis l_big_toe r_big_toe l_small_toe r_small_toe - -",
        ),
        Layout(
            *("azure32", "Azure Kinect and Orbbec, 32 joints, or ZED, 34", (32, 34)),
            "pelvis - - neck - l_shoulder l_elbow l_wrist - - - - r_shoulder r_elbow r_wrist - - - "
            "l_hip l_knee l_ankle l_toe r_hip r_knee r_ankle r_toe head nose - l_ear - r_ear",
        ),
        Layout(
            *("zed38", "ZED, 38 joints", (38, 70)),
            "pelvis - - - neck nose - - l_ear r_ear - - l_shoulder r_shoulder l_elbow r_elbow l_wrist r_wrist l_hip "
            "r_hip l_knee r_knee l_ankle r_ankle l_big_toe r_big_toe l_small_toe r_small_toe - -",
        ),
        Layout(
            *("h36m32", "Human3.6M, 32 joints", (32,)),
            "pelvis r_hip r_knee r_ankle r_toe - l_hip l_knee l_ankle l_toe - - - neck jaw head_top - l_shoulder "
            "l_elbow l_wrist - - - - - r_shoulder r_elbow r_wrist - - - -",
        ),
        Layout(
            *("mediapipe33", "MediaPipe, 33 landmarks", (33, 75, 543, 553)),
            "nose - - - - - - l_ear r_ear - - l_shoulder r_shoulder l_elbow r_elbow l_wrist r_wrist - - - - - - "
            "l_hip r_hip l_knee r_knee l_ankle r_ankle - - l_toe r_toe",
        ),
    )
}
SIZES: Final[frozenset[int]] = frozenset(size for layout in LAYOUTS.values() for size in layout.sizes)

_LIMBS: Final = tuple(
    (f"{side}_{first}", f"{side}_{last}")
    for first, last in (("hip", "knee"), ("knee", "ankle"), ("shoulder", "elbow"), ("elbow", "wrist"))
    for side in ("left", "right")
)
_REACH: Final = {
    **{"pelvis": ("hip", 0.4), "neck": ("shoulder", 0.45), "toe": ("ankle", 0.7), "big_toe": ("ankle", 0.7)},
    **dict.fromkeys(("head", "jaw", "nose", "ear", "head_top"), ("shoulder", 1.1)),
}
"""Where other parts belong, and how far away they may be in lengths of the trunk."""
_LOOKED_AT: Final = 200
_GOOD: Final = 2.3
_OF_A_HAND: Final = 21
"""Points of a hand, as many as KIT-ML's joints of a body."""
_CLEARLY: Final = 0.4
_A_BODY: Final = 0.9


def recognise(points: np.ndarray) -> list[Layout]:
    """Layouts that an array of points may have: one, where the body in it leaves no doubt, none for those of a hand.

    A wrong order gives bones of lengths that no body has, that differ between left and right, or that change.

    Args:
        points: (N, J, 3) in any axes and unit; NaN where a point was not seen.
    """
    faults = _faults(points)
    best = min(faults.values(), default=0.0)
    if points.shape[1] == _OF_A_HAND and best > _GOOD:
        return []
    return [layout for layout in faults if best > _GOOD or faults[layout] < best + _CLEARLY]


def likeliest_size(rows: np.ndarray) -> int | None:
    """How many joints a pose has in (M, 3) rows of joints, one behind the other; None where no size makes a body.

    Rows of zeros, where a sensor had lost the person, tell nothing.
    """
    rows = np.where((rows == 0).all(axis=1, keepdims=True), np.nan, rows)
    least = {
        size: min(_faults(rows.reshape(-1, size, 3)).values())
        for size in SIZES
        if len(rows) % size == 0 and len(rows) >= 2 * size
    }
    ranked = sorted(least, key=lambda size: least[size])
    if not ranked or least[ranked[0]] > min([_A_BODY, *(least[size] - _CLEARLY for size in ranked[1:])]):
        return None
    return ranked[0]


def unlike_body(points: np.ndarray) -> float:
    """How unlike a body points (N, J, 3) are in the likeliest of the orders that so many have, SMPL's among them."""
    faults = [*_faults(points).values()]
    if points.shape[1] >= NUM_JOINTS:
        some = points[:: max(1, len(points) // _LOOKED_AT)]
        faults.append(_fault({part: some[:, JOINT_NAMES.index(part)] for part in ESSENTIAL}))
    return min(faults, default=np.inf)


def looks_like_body(points: np.ndarray) -> bool:
    """Whether points (N, J, 3) are most likely those of a person."""
    return unlike_body(points) < _A_BODY


def _faults(points: np.ndarray) -> dict[Layout, float]:
    some = points[:: max(1, len(points) // _LOOKED_AT)]
    return {
        layout: _fault({part: some[:, joint] for part, joint in layout.joints.items()})
        for layout in LAYOUTS.values()
        if points.shape[1] in layout.sizes
    }


def is_body(parts: Mapping[str, np.ndarray]) -> bool:
    """Whether the parts that limbs begin and end at, (N, 3) each, could be those of a person."""
    return _fault(dict(parts)) < _GOOD


def _fault(parts: dict[str, np.ndarray]) -> float:
    """How unlike a body the parts, (N, 3) each, are: near 0 for any person, above 1 for joints in a wrong order."""
    lengths = _lengths(parts)
    seen = np.isfinite(lengths).sum(axis=0) > 0
    if not seen.any():
        return np.inf
    low, middle, high = np.nanpercentile(lengths[:, seen], (25, 50, 75), axis=0)
    middle = np.maximum(middle, 1e-9)
    odd = np.log(middle / _lengths(_MEAN_PARTS)[0, seen])
    return float((odd - odd.mean()).std() + np.minimum((high - low) / middle, 1.0).mean() + _astray(parts))


def _astray(parts: dict[str, np.ndarray]) -> float:
    """By how many lengths of the trunk the other parts are too far from where they belong."""
    shoulders, hips = ((parts[f"left_{name}"] + parts[f"right_{name}"]) / 2 for name in ("shoulder", "hip"))
    trunk = np.linalg.norm(shoulders - hips, axis=-1)
    places = {"shoulder": shoulders, "hip": hips} | parts
    far = 0.0
    for name, (place, reach) in _REACH.items():
        for part in (name, f"left_{name}", f"right_{name}"):
            anchor = places.get(part.replace(name, place), places.get(place))
            if part in parts and anchor is not None:
                shares = np.linalg.norm(parts[part] - anchor, axis=-1) / np.maximum(trunk, 1e-9)
                shares = shares[np.isfinite(shares)]
                far += max(0.0, float(np.median(shares)) - reach) if len(shares) else 0.0
    return far


def _lengths(parts: dict[str, np.ndarray]) -> np.ndarray:
    """(N, 3) each -> (N, 11): limbs, hips, shoulders, and the trunk between their middles."""
    hips, shoulders = (("left_hip", "right_hip"), ("left_shoulder", "right_shoulder"))
    bones = [parts[first] - parts[last] for first, last in (*_LIMBS, hips, shoulders)]
    trunk = sum(parts[name] for name in shoulders) / 2 - sum(parts[name] for name in hips) / 2
    return np.linalg.norm(np.stack([*bones, trunk], axis=1), axis=-1)


_MEAN_PARTS: Final = {part: rest_pose()[None, JOINT_NAMES.index(part)] for part in ESSENTIAL}

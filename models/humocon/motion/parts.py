"""The parts of a body that a sensor shows, hips, knees, ears and the like, to the 22 joints.

Legend: N poses. A part is (N, 3) in any axes and unit, right-handed, NaN where it was not seen.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from humocon.motion.joint_names import ESSENTIAL
from humocon.motion.rotations import unit_vectors
from humocon.motion.skeleton import JOINT_NAMES, NUM_JOINTS, rest_pose

TRUNK_LENGTH_M: Final[float] = 0.545
"""From the middle of the hips to the middle of the shoulders of the mean skeleton."""
_INDEX: Final = {name: index for index, name in enumerate(JOINT_NAMES)}
# The joint "head" of SMPL lies at the base of the skull: so far from the neck to what shows the head.
_HEAD_SHARES: Final = (
    (("left_ear", "right_ear"), 0.6),
    (("head",), 0.6),
    (("jaw", "head_top"), 0.6),
    (("jaw",), 1.0),
    (("nose",), 0.6),
    (("head_top",), 0.4),
)
_TOES: Final = (("toe",), ("big_toe", "small_toe"), ("big_toe",))
# In lengths of the trunk; the toes of a Kinect lie 0.09 in front of its ankles.
_BACKWARDS, _BENT = 0.05, 0.3
_CLEARLY_BACKWARDS, _FOREARMS_AHEAD = 0.26, 0.12
"""Lengths of the trunk up to which toes that a sensor guesses point to the back, while forearms, which never bend
backwards, point so far ahead on average."""
_TOE_AHEAD, _TOE_BELOW = 0.31, 0.13


def joints_of_parts(parts: Mapping[str, np.ndarray]) -> tuple[np.ndarray, bool, tuple[str, ...]]:
    """Lay the 22 joints between the parts that are shown.

    Limbs are where they are shown; trunk, neck and collars, which sensors place by habits of their own, are laid
    between hips and shoulders in the proportions of the mean skeleton.

    Args:
        parts: At least those of `naming.ESSENTIAL`, without NaN.

    Returns:
        Joints (N, 22, 3), whether the toes were shown, and notes on what was placed.
    """
    joints = np.zeros((len(parts["left_hip"]), NUM_JOINTS, 3))
    for part in ESSENTIAL:
        joints[:, _INDEX[part]] = parts[part]
    hips = (parts["left_hip"] + parts["right_hip"]) / 2
    shoulders = (parts["left_shoulder"] + parts["right_shoulder"]) / 2
    up = shoulders - hips
    size = np.linalg.norm(up, axis=-1)[:, None] / TRUNK_LENGTH_M
    pelvis = frames_of(parts["left_hip"] - parts["right_hip"], up)
    chest = frames_of(parts["left_shoulder"] - parts["right_shoulder"], up)
    joints[:, 0] = hips + _offset(pelvis, _middle(1, 2), 0) * size
    joints[:, 3] = joints[:, 0] + _offset(pelvis, 0, 3) * size
    for joint in (9, 12):
        joints[:, joint] = shoulders + _offset(chest, _middle(16, 17), joint) * size
    joints[:, 6] = joints[:, 3] + 0.7 * (joints[:, 9] - joints[:, 3])
    for joint in (13, 14):
        joints[:, joint] = joints[:, 9] + _offset(chest, 9, joint) * size
    joints[:, 15] = joints[:, 12] + _offset(chest, 12, 15) * size
    for names, share in _HEAD_SHARES:
        if set(names) <= parts.keys():
            shown = sum(parts[name] for name in names) / len(names)
            joints[:, 15] = joints[:, 12] + share * (shown - joints[:, 12])
            break
    has_toes = _lay_toes(joints, parts, pelvis)
    placed = "spine, neck and collars placed between hips and shoulders"
    return joints, has_toes, (placed if has_toes else f"{placed}, toes in front of the ankles",)


def is_left_handed(parts: Mapping[str, np.ndarray]) -> bool:
    """Whether the axes are left-handed or the sides exchanged: toes and nose then point to the back.

    Noise and legs that swap in the view of a sensor are no reason, nor are toes of which forearms tell otherwise; where
    neither toes nor nose are shown, knees have to be clearly bent to the back.

    Args:
        parts: As for `joints_of_parts`.
    """
    hips, shoulders = (parts[f"left_{name}"] + parts[f"right_{name}"] for name in ("hip", "shoulder"))
    across = parts["left_hip"] - parts["right_hip"] + parts["left_shoulder"] - parts["right_shoulder"]
    ahead = unit_vectors(np.cross(across, shoulders - hips))
    trunk = float(np.median(np.linalg.norm(shoulders - hips, axis=-1))) / 2

    def lead(front: str, back: str) -> np.ndarray:
        ends = (_both(parts, front) - _both(parts, back)) * ahead
        return ends.sum(axis=-1) / max(trunk, 1e-9)

    toe = next((name for name in ("toe", "big_toe") if f"left_{name}" in parts and f"right_{name}" in parts), None)
    leads = [lead(toe, "ankle")] if toe else []
    leads += [lead("nose", "ear")] if {"nose", "left_ear", "right_ear"} <= parts.keys() else []
    if leads:
        forearms = np.mean([lead(f"{side}_wrist", f"{side}_elbow") for side in ("left", "right")])
        least = _CLEARLY_BACKWARDS if forearms > _FOREARMS_AHEAD else _BACKWARDS
        return all(np.median(one) < -least for one in leads)
    sides = [(f"{side}_knee", f"{side}_hip", f"{side}_ankle") for side in ("left", "right")]
    knees = np.concatenate([lead(knee, hip) - lead(ankle, hip) / 2 for knee, hip, ankle in sides])
    bent = knees[np.abs(knees) > _BENT]
    return len(bent) > 0.1 * len(knees) and bool((bent < 0).all())


def frames_of(across: np.ndarray, up: np.ndarray) -> np.ndarray:
    """Axes of a body part: its left, up and front, from its left and roughly up, (N, 3) each -> (N, 3 axes, 3)."""
    up = unit_vectors(up)
    left = unit_vectors(across - (across * up).sum(axis=-1, keepdims=True) * up)
    return np.stack([left, up, np.cross(left, up)], axis=1)


def _both(parts: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    return parts[name] if name in parts else (parts[f"left_{name}"] + parts[f"right_{name}"]) / 2


def _lay_toes(joints: np.ndarray, parts: Mapping[str, np.ndarray], pelvis: np.ndarray) -> bool:
    """Toes where they are shown, else in front of the ankles, ahead as seen from shin and hips; whether shown."""
    names = next(
        (
            names
            for names in _TOES
            if {f"{side}_{name}" for side in ("left", "right") for name in names} <= parts.keys()
        ),
        None,
    )
    for side in ("left", "right"):
        toe, ankle, knee = (_INDEX[f"{side}_{name}"] for name in ("foot", "ankle", "knee"))
        if names is not None:
            joints[:, toe] = sum(parts[f"{side}_{name}"] for name in names) / len(names)
            continue
        shin = joints[:, ankle] - joints[:, knee]
        ahead = unit_vectors(np.cross(shin, pelvis[:, 0]))
        length = np.linalg.norm(shin, axis=-1, keepdims=True)
        joints[:, toe] = joints[:, ankle] + _TOE_AHEAD * length * ahead + _TOE_BELOW * shin
    return names is not None


def _middle(left: int, right: int) -> np.ndarray:
    return rest_pose()[[left, right]].mean(axis=0)


def _offset(frames: np.ndarray, begin: np.ndarray | int, joint: int) -> np.ndarray:
    """From a place of the rest pose to a joint of it, in the frames of a body part: (N, 3) at the mean size."""
    rest = rest_pose()
    return (rest[joint] - (rest[begin] if isinstance(begin, int) else begin)) @ frames

"""Write made-up motions the way users have theirs: BVH of several families, joints, AMASS parameters."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

import numpy as np

from humocon.errors import DataError
from humocon.files import whole_file
from humocon.motion.clip import CANONICAL_FPS, resample
from humocon.motion.rotations import matrix_to_axis_angle, matrix_to_euler
from humocon.motion.skeleton import JOINT_NAMES, NUM_JOINTS, PARENTS
from humocon.motion.synthesis import SynthesizedMotion

Naming = Literal["smpl", "mixamo", "cmu", "bandai"]
AMASS_SUFFIX: Final[str] = ".amass.npz"

_MIXAMO: Final[dict[str, str]] = {
    "hip": "UpLeg", "knee": "Leg", "ankle": "Foot", "foot": "ToeBase",
    "collar": "Shoulder", "shoulder": "Arm", "elbow": "ForeArm", "wrist": "Hand",
}  # fmt: skip
_BANDAI: Final[dict[str, str]] = {
    "hip": "UpperLeg", "knee": "LowerLeg", "ankle": "Foot", "foot": "Toes",
    "collar": "Shoulder", "shoulder": "UpperArm", "elbow": "LowerArm", "wrist": "Hand",
}  # fmt: skip
_MIDDLE: Final[dict[str, tuple[str, ...]]] = {  # pelvis, spine1, spine2, spine3, neck, head
    "smpl": ("pelvis", "spine1", "spine2", "spine3", "neck", "head"),
    "mixamo": ("Hips", "Spine", "Spine1", "Spine2", "Neck", "Head"),
    "cmu": ("Hips", "LowerBack", "Spine", "Spine1", "Neck", "Head"),
    "bandai": ("Hips", "Spine", "Chest", "UpperChest", "Neck", "Head"),
}
_END_SITES: Final[dict[str, tuple[float, float, float]]] = {  # metres beyond the last joint
    "head": (0.0, 0.17, 0.02),
    "foot": (0.0, 0.0, 0.06),
    "wrist": (0.16, 0.0, 0.0),
}


def bvh_names(naming: Naming) -> tuple[str, ...]:
    """What a family of programs calls the 22 joints, in SMPL order."""
    middle = dict(zip(("pelvis", "spine1", "spine2", "spine3", "neck", "head"), _MIDDLE[naming], strict=True))
    names = []
    for joint in JOINT_NAMES:
        side, _, part = joint.partition("_")
        if joint in middle:
            name = middle[joint]
        elif naming == "smpl":
            name = joint
        elif naming == "bandai":
            name = f"{_BANDAI[part]}_{side[0].upper()}"
        else:
            name = side.capitalize() + _MIXAMO[part]
        names.append(f"mixamorig:{name}" if naming == "mixamo" else name)
    return tuple(names)


def write_bvh(
    motion: SynthesizedMotion,
    path: Path,
    *,
    naming: Naming = "mixamo",
    unit: Literal["m", "cm"] = "cm",
    order: str = "ZXY",
    fps: float | None = None,
) -> None:
    """Write a BVH file: the rest offsets of the skeleton, the place of the pelvis and three angles for each joint.

    Args:
        motion: what to write.
        path: the file.
        naming: which family of joint names.
        unit: of the lengths in the file.
        order: order of the rotation channels, a permutation of XYZ.
        fps: poses per second in the file; those of the motion if None. Poses are picked, not blended.

    Raises:
        ValueError: `order` is not a permutation of XYZ, or `fps` is not positive or above the motion's own rate.
    """
    rate = motion.fps if fps is None else fps
    if not 0 < rate <= motion.fps:
        raise ValueError(f"fps must be above 0 and at most the motion's {motion.fps}, not {rate}")
    picked = np.arange(0.0, len(motion.root) - 0.5, motion.fps / rate).round().astype(int)
    scale = {"m": 1.0, "cm": 100.0}[unit]
    angles = np.degrees(matrix_to_euler(motion.rotations[picked], order))
    joints = _depth_first(0)
    table = np.concatenate([scale * motion.root[picked], angles[:, joints].reshape(len(picked), -1)], axis=1)
    lines = ["HIERARCHY", *_hierarchy(0, "", bvh_names(naming), motion.offsets * scale, scale, order.upper())]
    lines += ["MOTION", f"Frames: {len(picked)}", f"Frame Time: {1.0 / rate:.6f}"]
    digits = 4 if unit == "m" else 3
    lines += [" ".join([*_numbers(row[:3], digits + 1), *_numbers(row[3:], 3)]) for row in table]
    path.write_text("\n".join(lines) + "\n", encoding="ascii")


def _depth_first(joint: int) -> list[int]:
    """The joint and all below it, in the order in which a BVH file lists them."""
    below = [_depth_first(child) for child in range(1, NUM_JOINTS) if PARENTS[child] == joint]
    return [joint, *(joint for branch in below for joint in branch)]


def _hierarchy(
    joint: int, indent: str, names: Sequence[str], offsets: np.ndarray, scale: float, order: str
) -> list[str]:
    """The lines that declare a joint and all below it."""
    turns = " ".join(f"{axis}rotation" for axis in order)
    channels = f"6 Xposition Yposition Zposition {turns}" if joint == 0 else f"3 {turns}"
    offset = " ".join(_numbers(np.zeros(3) if joint == 0 else offsets[joint], 5))
    deeper = indent + "  "
    lines = [f"{indent}{'ROOT' if joint == 0 else 'JOINT'} {names[joint]}", f"{indent}{{"]
    lines += [f"{deeper}OFFSET {offset}", f"{deeper}CHANNELS {channels}"]
    children = [child for child in range(1, NUM_JOINTS) if PARENTS[child] == joint]
    for child in children:
        lines += _hierarchy(child, deeper, names, offsets, scale, order)
    if not children:
        side, _, part = JOINT_NAMES[joint].rpartition("_")
        x, y, z = np.array(_END_SITES[part]) * scale
        end = " ".join(_numbers(np.array([-x if side == "right" else x, y, z]), 5))
        lines += [f"{deeper}End Site", f"{deeper}{{", f"{deeper}  OFFSET {end}", f"{deeper}}}"]
    return [*lines, f"{indent}}}"]


def _numbers(values: np.ndarray, digits: int) -> list[str]:
    return [f"{value:.{digits}f}" for value in values]


def write_joints_npy(joints: np.ndarray, path: Path) -> None:
    """Write joint positions (K, 22, 3) alone, as HumanML3D does: metres, y up; the file cannot say that it is 20 Hz."""
    with path.open("wb") as file:
        np.save(file, np.asarray(joints, dtype=np.float32), allow_pickle=False)


def write_joints_npz(joints: np.ndarray, path: Path, *, fps: float = CANONICAL_FPS) -> None:
    """Write joint positions (K, 22, 3), metres, y up, as `joints`, with their rate as `fps`."""
    with path.open("wb") as file:
        np.savez_compressed(file, joints=np.asarray(joints, dtype=np.float32), fps=np.float64(fps))


def write_amass_npz(motion: SynthesizedMotion, path: Path) -> None:
    """Write SMPL-H parameters as AMASS has them: z up, `poses` (K, 156) axis-angle, hands at rest, mean shape.

    The parameters say nothing of the lengths of bones, so a reader poses its own skeleton.
    """
    z_up = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
    rotations = motion.rotations.copy()
    rotations[:, 0] = z_up @ rotations[:, 0]
    poses = np.zeros((len(rotations), 156))
    poses[:, : 3 * NUM_JOINTS] = matrix_to_axis_angle(rotations).reshape(len(rotations), -1)
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            poses=poses.astype(np.float32),
            trans=(motion.root @ z_up.T).astype(np.float32),
            betas=np.zeros(16),
            dmpls=np.zeros((len(rotations), 8), dtype=np.float32),
            gender=np.array("neutral"),
            mocap_framerate=np.float64(motion.fps),
        )


def write_motion(motion: SynthesizedMotion, path: Path, *, naming: Naming = "mixamo") -> None:
    """Write a motion in the format that the name of the file asks for.

    Args:
        motion: what to write.
        path: `.bvh` (centimetres), `.amass.npz` (SMPL-H parameters), `.npz` (joints with their rate) or `.npy`
            (joints at 20 Hz).
        naming: which family of joint names a BVH file gets.

    Raises:
        DataError: the suffix is none of these, or the folder does not exist.
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise DataError(f"{path}: the folder {path.parent} does not exist; create it first")
    name = path.name.lower()
    with whole_file(path) as partial:
        if name.endswith(".bvh"):
            write_bvh(motion, partial, naming=naming)
        elif name.endswith(AMASS_SUFFIX):
            write_amass_npz(motion, partial)
        elif name.endswith(".npz"):
            write_joints_npz(motion.to_joints(), partial, fps=motion.fps)
        elif name.endswith(".npy"):
            write_joints_npy(resample(motion.to_joints(), motion.fps, CANONICAL_FPS), partial)
        else:
            raise DataError(f"{path}: cannot write this suffix; choose .bvh, {AMASS_SUFFIX}, .npz or .npy")

"""BVH files: any skeleton, posed by vectorised forward kinematics."""

from pathlib import Path
from typing import Final

import numpy as np

from humocon.motion.fitting import fit_smpl
from humocon.motion.joint_names import match_joints
from humocon.motion.posture import stature
from humocon.motion.readers.bvh_text import BvhSkeleton, read_bvh_text
from humocon.motion.readers.limits import check_places, decimal_of
from humocon.motion.readers.people import choose_person
from humocon.motion.readers.raw import RawMotion
from humocon.motion.rotations import axis_rotation

_LIMBS: Final = ((1, 4), (2, 5), (4, 7), (5, 8), (16, 18), (17, 19), (18, 20), (19, 21))
_OF_A_BODY: Final = {f"{side}_{part}" for side in ("left", "right") for part in ("hip", "knee", "shoulder", "elbow")}


def read_bvh(path: Path, person: int | None = None) -> RawMotion:
    """Read a BVH file.

    Args:
        path: The file.
        person: Which of several skeletons, from 1; the first if None.

    Raises:
        DataError: The file is cut off, contradicts itself, or is no body.
    """
    text = read_bvh_text(path)
    skeleton, warnings = text.skeleton, list(text.warnings)
    check_places(len(text.numbers), len(skeleton.names), path)
    numbers, dropped = _without_rest_pose(text.numbers, skeleton)
    bodies = _bodies(skeleton)
    chosen = bodies[choose_person([len(numbers)] * len(bodies), person or 1, path)]
    if len(bodies) > 1 and person is None:
        warnings.append(f"{len(bodies)} skeletons in the file; only the first is read (--person NUMBER reads another)")
    joints, has_toes, notes = _fitted(skeleton, numbers, chosen, path)
    degrees = _from_radians(numbers, skeleton) if _is_stiff(joints) else None
    if degrees is not None:
        turned = _fitted(skeleton, degrees, chosen, path)[0]
        as_radians, told = _judged(joints, turned)
        numbers, joints = (degrees, turned) if as_radians else (numbers, joints)
        warnings += told
    fps, fault = _rate(text.frame_time)
    return RawMotion(
        joints=joints,
        fps=fps,
        fps_fault=fault,
        format="BVH",
        skeleton=f"{len(skeleton.names)} joints, matched by name",
        named=True,
        has_toes=has_toes,
        people=len(bodies),
        zeros=_zeros(numbers, skeleton),
        notes=(*notes, *dropped),
        warnings=tuple(warnings),
    )


def _fitted(
    skeleton: BvhSkeleton, numbers: np.ndarray, chosen: list[int], path: Path
) -> tuple[np.ndarray, bool, list[str]]:
    """The 22 joints of the chosen ones, as `fit_smpl` gives them."""
    positions, ends = _pose(skeleton, numbers)
    place = {joint: number for number, joint in enumerate(chosen)}
    return fit_smpl(
        positions[:, chosen] if len(chosen) < len(skeleton.names) else positions,
        [skeleton.names[joint] for joint in chosen],
        [place.get(skeleton.parents[joint], -1) for joint in chosen],
        {place[joint]: end for joint, end in ends.items() if joint in place},
        str(path),
    )


def _from_radians(numbers: np.ndarray, skeleton: BvhSkeleton) -> np.ndarray | None:
    """The numbers with angles in degrees, if they could be radians, as some scripts write them; else None."""
    turns = np.array([joint >= 0 and channel.endswith("rotation") for joint, channel in skeleton.columns])
    largest = np.abs(numbers[:, turns]).max(initial=0.0)
    return np.where(turns, np.degrees(numbers), numbers) if 1.0 < largest < 2.02 * np.pi else None


def _judged(stiff: np.ndarray, turned: np.ndarray) -> tuple[bool, list[str]]:
    """Whether angles are radians, by the joints that they make as degrees and as radians; and a warning on that."""
    if _is_stiff(turned) or not _stands(turned):
        return False, []
    told = "no angle is above 6.3, and the body would hardly move"
    if _holds_arms_out(stiff):
        return True, [f"{told}: they are read as radians"]
    return False, [f"{told}; if they are radians, save them in degrees"]


def _is_stiff(joints: np.ndarray) -> bool:
    """Whether no limb of (N, 22, 3) leaves the place that it has on the body by more than some degrees."""
    body = np.concatenate([joints[:, [knee]] - joints[:, [hip]] for hip, knee in _LIMBS], axis=1)
    lengths = np.linalg.norm(body, axis=-1).mean(axis=0)
    return bool((np.ptp(body, axis=0).max(axis=-1) < 0.25 * lengths).all())


def _holds_arms_out(joints: np.ndarray) -> bool:
    """Whether the hands are far apart most of the time, as in a rest pose and in hardly any motion of one so stiff."""
    chain = np.diff(joints[:, [20, 18, 16, 17, 19, 21]], axis=1)
    span = np.linalg.norm(joints[:, 20] - joints[:, 21], axis=-1)
    return bool(np.median(span / np.maximum(np.linalg.norm(chain, axis=-1).sum(axis=1), 1e-9)) > 0.75)


def _stands(joints: np.ndarray) -> bool:
    """Whether the head is most often far from the feet, as it is in no body whose joints turn by chance."""
    tall = np.linalg.norm(joints[:, 15] - joints[:, [7, 8]].mean(axis=1), axis=-1)
    return bool(np.median(tall) > 0.8 * stature(joints))


def _bodies(skeleton: BvhSkeleton) -> list[list[int]]:
    """Joints of each root that is a person; of all together where none is."""
    roots: list[int] = []
    for joint, parent in enumerate(skeleton.parents):
        roots.append(joint if parent < 0 else roots[parent])
    trees = [[joint for joint in range(len(roots)) if roots[joint] == root] for root in dict.fromkeys(roots)]
    bodies = [tree for tree in trees if match_joints([skeleton.names[joint] for joint in tree]).keys() >= _OF_A_BODY]
    return bodies or [list(range(len(roots)))]


def _rate(frame_time: str) -> tuple[float | None, str]:
    """Frames per second, or None and what is wrong."""
    try:
        seconds = decimal_of(frame_time)
    except ValueError:
        seconds = 0.0
    if 1e-4 < seconds < 10:
        return 1 / seconds, ""
    return None, f"Frame Time is {frame_time}; write the seconds between two frames, such as 0.033333"


def _zeros(numbers: np.ndarray, skeleton: BvhSkeleton) -> np.ndarray | None:
    """(N,) frames in which nothing but the root's place is other than 0; None where the body is stiff but travels."""
    place = np.array(
        [joint >= 0 and skeleton.parents[joint] < 0 and c.endswith("position") for joint, c in skeleton.columns]
    )
    posing = np.array([joint >= 0 and not c.endswith("scale") for joint, c in skeleton.columns]) & ~place
    zeros = (numbers[:, posing] == 0).all(axis=1)
    return None if zeros.all() and np.ptp(numbers[:, place], axis=0).any() else zeros


def _without_rest_pose(numbers: np.ndarray, skeleton: BvhSkeleton) -> tuple[np.ndarray, tuple[str, ...]]:
    """Drop a first frame that is the skeleton's rest pose, as the CMU conversions have, and not part of the motion."""
    turns = [joint >= 0 and channel.endswith("rotation") for joint, channel in skeleton.columns]
    angles = (numbers[:3, turns] + 180) % 360 - 180
    if len(angles) == 3 and angles.size and np.abs(angles[0]).max() < 6:
        jump, step = np.abs((np.diff(angles, axis=0) + 180) % 360 - 180).max(axis=1)
        if jump > max(15, 3 * step):
            return numbers[1:], ("the first frame, the rest pose of the skeleton, was left out",)
    return numbers, ()


def _pose(skeleton: BvhSkeleton, numbers: np.ndarray) -> tuple[np.ndarray, dict[int, np.ndarray]]:
    """Positions of all joints (N, J, 3) and of end sites, in the file's unit and axes."""
    count = len(numbers)
    positions = np.zeros((count, len(skeleton.names), 3))
    turned = np.zeros((count, len(skeleton.names), 3, 3))
    ends = {}
    columns: dict[int, list[tuple[str, np.ndarray]]] = {}
    for column, (joint, channel) in enumerate(skeleton.columns):
        columns.setdefault(joint, []).append((channel, numbers[:, column]))
    for joint, parent in enumerate(skeleton.parents):
        offset = np.array(skeleton.offsets[joint])
        moved, rotation, scale = np.full((count, 3), np.nan), np.broadcast_to(np.eye(3), (count, 3, 3)), np.ones(3)
        for channel, values in columns.get(joint, []):
            axis = "xyz".index(channel[0])
            if channel.endswith("position"):
                moved[:, axis] = values
            elif channel.endswith("rotation"):
                rotation = rotation @ axis_rotation(channel[0], np.radians(values))
            elif values.all():  # some programs write zeros where they have no scale
                scale = scale * np.where(np.arange(3) == axis, values[:, None], 1.0)
        local = _translation(offset, moved)
        if (scale != 1).any():
            rotation = rotation * np.broadcast_to(scale, (count, 3))[:, None]
        if parent < 0:
            positions[:, joint], turned[:, joint] = local, rotation
        else:
            positions[:, joint] = positions[:, parent] + (turned[:, parent] @ local[..., None])[..., 0]
            turned[:, joint] = turned[:, parent] @ rotation
        if joint in skeleton.ends:
            ends[joint] = positions[:, joint] + turned[:, joint] @ skeleton.ends[joint]
    return positions, ends


def _translation(offset: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """A joint's place in its parent: position channels hold the whole offset in some programs, the rest in others."""
    present = ~np.isnan(moved[0])
    rest = np.linalg.norm(moved[:, present] - offset[present], axis=1)
    adds = np.median(np.linalg.norm(moved[:, present], axis=1)) < np.median(rest)
    local = np.where(present, moved, 0.0)
    return local + offset if adds else np.where(present, local, offset)

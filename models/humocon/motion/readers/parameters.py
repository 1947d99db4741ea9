"""Parameters of the SMPL family in the shapes and under the names that people save, put together for one person."""

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from humocon.errors import DataError
from humocon.motion.readers.arrays import floats
from humocon.motion.readers.axes import is_time_first
from humocon.motion.readers.people import choose_person
from humocon.motion.readers.turns import FAMILIES, ROOT, WHOLE, WITHOUT_ROOT, readings, to_vectors
from humocon.motion.rotations import axis_angle_to_matrix
from humocon.motion.skeleton import NUM_JOINTS

# In the order in which they are looked for: WHAM saves the pose in the world beside that in the camera's frame.
_POSE_KEYS: Final[tuple[str, ...]] = (
    *("pose_world", "poses", "pose_body", "body_pose", "smpl_poses", "pose", "fullpose", "full_pose", "thetas"),
    *(
        "theta",
        "smpl_pose",
        "smpl_body_pose",
        "smplx_body_pose",
        "smplx_poses",
        "smplx_pose",
        "pred_rotmat",
        "pred_pose",
    ),
)
_ROOT_KEYS: Final[tuple[str, ...]] = (
    *("root_orient", "global_orient", "smpl_global_orient", "smplx_global_orient", "root_pose", "root_orientation"),
    "Rh",
)
_PLACE_KEYS: Final[tuple[str, ...]] = (
    *("trans", "transl", "smpl_trans", "translation", "smpl_transl", "smplx_transl", "smplx_trans", "root_trans"),
    *("pred_trans", "root_translation", "trans_world", "Th"),
)
CAMERA_KEYS: Final[tuple[str, ...]] = (
    *("pred_cam_t", "pred_cam_t_full", "cam_t", "cam_trans", "camera_translation", "pred_cam", "orig_cam", "camera"),
)
"""Of where a camera would have to stand for the picture: with a lens that is made up, so that depth is none."""
_EASYMOCAP_WIDTHS: Final[frozenset[int]] = frozenset({78, 87})
"""Of bodies with hands as so many components: the first 66 numbers are of the body."""
_EASYMOCAP_PELVIS: Final[tuple[float, float, float]] = (0.0, -0.23, 0.03)
"""EasyMocap's `Rh` turns the body about the origin of SMPL's rest pose, of which the pelvis is so far off, metres."""
_PELVIS_OF_SMPL_X: Final[tuple[float, float, float]] = (0.0, -0.35, 0.01)
"""The same of SMPL-X, whose poses have 87 numbers there, or all 165."""
_BETAS_KEYS: Final[tuple[str, ...]] = ("betas", "smpl_betas", "smplx_betas", "beta", "pred_shape", "shape", "shapes")
FPS_KEYS: Final[tuple[str, ...]] = ("mocap_framerate", "mocap_frame_rate", "fps", "frame_rate", "framerate")
_STEP_OF_TIME: Final[float] = 0.5
"""From one pose to the next the numbers change by less than this share of what they do from one joint to the next."""
PARAMETER_KEYS: Final[frozenset[str]] = frozenset(_POSE_KEYS)
NEEDED_KEYS: Final[frozenset[str]] = frozenset({*_POSE_KEYS, *_ROOT_KEYS, *_PLACE_KEYS})
OPTIONAL_KEYS: Final[frozenset[str]] = frozenset({*_BETAS_KEYS, *FPS_KEYS, "gender", "smpl_scaling"})


@dataclass(frozen=True)
class Parameters:
    """Parameters of one person.

    Attributes:
        vectors: (N, 22, 3) rotations as axis times angle.
        place: (N, 3) of the pelvis, or None.
        betas: Shape of the person.
        family: "SMPL", "SMPL-H" and so on.
        people: How many people the file holds.
        notes: What was done.
    """

    vectors: np.ndarray
    place: np.ndarray | None
    betas: np.ndarray
    family: str
    people: int = 1
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Lead:
    """The sizes before those of a pose: poses of one person, or people and poses, in either order."""

    sizes: tuple[int, ...]
    time_first: bool = False

    @property
    def true(self) -> tuple[int, ...]:
        """Sizes other than 1."""
        return tuple(size for size in self.sizes if size != 1)

    @property
    def people(self) -> int:
        """How many."""
        return self.true[int(self.time_first)] if len(self.true) > 1 else 1

    @property
    def poses(self) -> int:
        """Of each person."""
        return math.prod(self.sizes) // self.people

    def of(self, array: np.ndarray, person: int, width: int) -> np.ndarray:
        """The rows of a person, flat: (N, width)."""
        if self.people == 1:
            return array.reshape(self.poses, width)
        rows = array.reshape(*self.true, width)
        return rows[:, person] if self.time_first else rows[person]


def assemble(arrays: dict[str, np.ndarray], person: int | None, path: Path) -> Parameters:
    """Parameters of the person that is meant.

    Args:
        arrays: By name, some of `NEEDED_KEYS` and of `OPTIONAL_KEYS`.
        person: Which of several people, from 1; None for the one who is alone.
        path: Named in errors.

    Raises:
        DataError: They do not fit together, or several people are there and none is chosen.
    """
    failure = None
    for key in _POSE_KEYS:
        if key in arrays:
            try:
                return _assemble(arrays, key, person, path)
            except DataError as error:
                failure = failure or error
    assert failure is not None, "an array of poses was promised"
    raise failure


def _assemble(arrays: dict[str, np.ndarray], key: str, person: int | None, path: Path) -> Parameters:
    poses, whole, alone = _known_poses(arrays, key, path)
    root_key = next((name for name in _ROOT_KEYS if name in arrays), None)
    sizes, count, numbers = (alone or whole)[0] if key.endswith("body_pose") or not whole else whole[0]
    lead = _Lead(sizes)
    if len(lead.true) == 2 and 0 not in sizes:
        lead = replace(lead, time_first=is_time_first(poses.reshape(*lead.true, count * numbers)))
    if len(lead.true) > 2 or 0 in sizes:
        raise DataError(f"{path}: {key} is {poses.shape}; save (poses, numbers) or (people, poses, numbers)")
    chosen = choose_person([lead.poses] * lead.people, person, path)
    rows, label = lead.of(poses, chosen, count * numbers), f"{path}: {key}"
    if count in WITHOUT_ROOT:
        root = None if root_key is None else _root(_numbers(arrays, root_key, path), lead, chosen)
        if root is None:
            raise DataError(f"{path}: {key} without a root_orient of {lead.poses} x 3; save the two together")
        vectors, told = _with_root(rows, count, numbers, *root, label)
    else:
        vectors, told = to_vectors(rows, count, numbers, label)
    place, divided = _place(arrays, key, lead, chosen, path)
    if root_key == "Rh":
        root = _root(_numbers(arrays, "Rh", path), lead, chosen)
        pelvis = _PELVIS_OF_SMPL_X if arrays[key].shape[-1] in (87, 165) else _EASYMOCAP_PELVIS
        vectors, place, left_out = _turned(vectors, place, root, count in WHOLE, label, pelvis)
        told = told or left_out
    family = FAMILIES[22 if count in WITHOUT_ROOT else count]
    return Parameters(
        vectors=vectors[:, :NUM_JOINTS],
        place=place,
        betas=_betas(arrays, lead.people, chosen),
        family=family,
        people=lead.people,
        notes=tuple(filter(None, (told, divided))),
    )


def _known_poses(arrays: dict[str, np.ndarray], key: str, path: Path) -> tuple[np.ndarray, list[Any], list[Any]]:
    """The poses, of which the last axis is none of time, and the readings of them with the pelvis and without."""
    poses = _numbers(arrays, key, path)
    poses = poses[None] if poses.ndim == 1 else poses
    if "Rh" in arrays and poses.shape[-1] in _EASYMOCAP_WIDTHS:
        poses = poses[..., :66]
    poses = _frames_first(poses)
    whole, alone = _readings(poses.shape)
    if not whole and not alone:
        raise DataError(
            f"{path}: poses have {math.prod(poses.shape[1:])} numbers each ({key} is {poses.shape}); the known layouts "
            f"have {', '.join(str(3 * count) for count in FAMILIES)}, or as many joints in quaternions, matrices or 6D"
        )
    return poses, whole, alone


def _frames_first(poses: np.ndarray) -> np.ndarray:
    """Poses, of which the last axis may be that of time: where sizes allow both, what changes least along it tells."""
    if poses.ndim < 2:
        return poses
    turned = np.moveaxis(poses, -1, 0)
    if poses.ndim > 3 or not any(_readings(turned.shape)):
        return poses
    if any(_readings(poses.shape)):
        known = np.nan_to_num(poses)
        *others, last = (
            np.abs(np.diff(known, axis=axis)).mean() for axis in range(poses.ndim) if poses.shape[axis] > 1
        )
        if not others or not last < _STEP_OF_TIME * min(others):
            return poses
    return turned


def _readings(shape: tuple[int, ...]) -> tuple[list[Any], list[Any]]:
    """Readings of a pose with the pelvis, and without it; quaternions only where it can be nothing else."""
    both = tuple(list(readings(shape, joints)) for joints in (WHOLE, WITHOUT_ROOT))
    others = tuple([reading for reading in found if reading[2] != 4] for found in both)
    whole, alone = others if any(others) else both
    return whole, alone


def _numbers(arrays: dict[str, np.ndarray], key: str, path: Path) -> np.ndarray:
    return floats(arrays[key], f"{path}: {key}")


def _root(root: np.ndarray, lead: _Lead, person: int) -> tuple[np.ndarray, int] | None:
    """The rotations of the pelvis, flat, and how many numbers each has; None where they are not of these poses."""
    for sizes, _, numbers in readings(root.shape, ROOT):
        if _Lead(sizes).true == lead.true:
            return lead.of(root, person, numbers), numbers
    return None


def _with_root(
    rows: np.ndarray, count: int, numbers: int, root: np.ndarray, of_root: int, label: str
) -> tuple[np.ndarray, str | None]:
    if numbers == of_root:
        return to_vectors(np.concatenate([root, rows], axis=1), count + 1, numbers, label)
    pelvis, _ = to_vectors(root, 1, of_root, label)
    others, told = to_vectors(rows, count, numbers, label)
    return np.concatenate([pelvis, others], axis=1), told


def _turned(
    vectors: np.ndarray,
    place: np.ndarray | None,
    root: tuple[np.ndarray, int] | None,
    whole: bool,
    label: str,
    pelvis: tuple[float, float, float],
) -> tuple[np.ndarray, np.ndarray | None, str | None]:
    """EasyMocap's body turned by `Rh`, about a point that is not the pelvis; and what was left out, or None."""
    if whole and vectors[:, 0].any():  # as HY-Motion saves it, the same turn twice
        return vectors, place, "Rh was left out: the poses tell how the pelvis turns"
    if root is None:
        raise DataError(f"{label} and an Rh of another number of poses; save the two together")
    turn, _ = to_vectors(root[0], 1, root[1], label)
    if place is not None:
        place = place + axis_angle_to_matrix(turn[:, 0]) @ np.array(pelvis)
    return np.concatenate([turn, vectors[:, 1:]], axis=1), place, None


def _place(
    arrays: dict[str, np.ndarray], key: str, lead: _Lead, person: int, path: Path
) -> tuple[np.ndarray | None, str | None]:
    """Where the pelvis is, (N, 3), in the frame of the pose; and what was done to that, or None."""
    names = ("trans_world",) if key == "pose_world" else _PLACE_KEYS
    name = next((name for name in names if name in arrays), None)
    if name is None:
        return None, None
    place = _numbers(arrays, name, path)
    if place.ndim == 2 and len(place) == 3 != place.shape[1]:
        place = place.T
    if place.shape[-1:] != (3,) or _Lead(place.shape[:-1]).true != lead.true:
        raise DataError(
            f"{path}: {name} is {place.shape} for {lead.poses} poses; save one row of 3 for each pose of each person"
        )
    place = lead.of(place, person, 3)
    if "smpl_scaling" not in arrays:
        return place, None
    scaling = _numbers(arrays, "smpl_scaling", path).reshape(-1)
    if len(scaling) not in (1, lead.people) or not (np.isfinite(scaling) & (scaling > 0)).all():
        raise DataError(f"{path}: smpl_scaling is {scaling[:3]}; save the positive number that the place is divided by")
    told = "the place of the pelvis was divided by smpl_scaling"
    if not arrays.keys() & set(FPS_KEYS):
        told += "; AIST++, which saves it, records at 60 Hz: give --fps 60 if it is from there"
    return place / scaling[min(person, len(scaling) - 1)], told


def _betas(arrays: dict[str, np.ndarray], people: int, person: int) -> np.ndarray:
    name = next((name for name in _BETAS_KEYS if name in arrays and arrays[name].size), None)
    if name is None:
        return np.zeros(10)
    betas = np.atleast_2d(arrays[name].astype(np.float64))
    betas = betas[person] if people > 1 and len(betas) == people else betas
    return betas.reshape(-1, betas.shape[-1])[0]

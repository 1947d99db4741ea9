"""SMPL, SMPL-H and SMPL-X parameters: AMASS, Motion-X and what the video estimators write."""

from pathlib import Path
from typing import Any, Final

import numpy as np

from humocon.errors import DataError
from humocon.motion.readers.arrays import PICKLE_REMEDY, floats, load_npz, npz_names
from humocon.motion.readers.raw import RawMotion
from humocon.motion.rotations import axis_angle_to_matrix, forward_kinematics
from humocon.motion.skeleton import MEAN_OFFSETS, NUM_JOINTS, PARENTS

POSE_WIDTHS: Final[dict[int, str]] = {66: "SMPL body", 72: "SMPL", 156: "SMPL-H", 165: "SMPL-X"}
MOTION_X_WIDTH: Final[int] = 322
PARAMETER_KEYS: Final[frozenset[str]] = frozenset({"poses", "pose_body", "body_pose", "smpl_poses"})
FPS_KEYS: Final[tuple[str, ...]] = ("mocap_framerate", "mocap_frame_rate", "fps", "frame_rate", "framerate")
_ROOT_KEYS: Final = ("root_orient", "global_orient")
_PLACE_KEYS: Final = ("trans", "transl", "smpl_trans")
_WANTED: Final = PARAMETER_KEYS | {*FPS_KEYS, *_ROOT_KEYS, *_PLACE_KEYS, "betas", "gender"}
_VIDEO_FPS: Final = (("y", 30.0), ("z", 30.0))


def read_parameters(path: Path, body_model: Path | None) -> RawMotion:
    """Read an npz of SMPL-family parameters (AMASS: z up).

    Args:
        path: The npz file.
        body_model: The user's SMPL, SMPL-H or SMPL-X model as `.npz`, or a folder that has one; None to pose the
            built-in mean skeleton.

    Raises:
        DataError: The arrays do not fit together, or the body model cannot be used.
    """
    arrays = load_npz(path, _WANTED)
    key = next(key for key in ("poses", "pose_body", "body_pose", "smpl_poses") if key in arrays)
    poses = floats(arrays[key], f"{path}: {key}")
    poses = poses.reshape(len(poses), poses[:1].size) if poses.ndim > 1 else np.atleast_2d(poses)
    if key in ("pose_body", "body_pose"):
        root = next((floats(arrays[name], f"{path}: {name}") for name in _ROOT_KEYS if name in arrays), None)
        if root is None or root.size != 3 * len(poses):
            raise DataError(f"{path}: {key} without a root_orient of {len(poses)} x 3; save the two together")
        poses = np.concatenate([root.reshape(len(poses), 3), poses[:, :63]], axis=1)
    place = next((floats(arrays[name], f"{path}: {name}") for name in _PLACE_KEYS if name in arrays), None)
    if place is not None and place.shape != (len(poses), 3):
        raise DataError(f"{path}: trans is {place.shape} for {len(poses)} poses; save one row of 3 for each pose")
    betas = floats(arrays["betas"], f"{path}: betas") if "betas" in arrays else np.zeros(10)
    gender = _word(arrays["gender"]) if "gender" in arrays else ""
    amass = any(name in arrays for name in FPS_KEYS[:2])
    return _posed(
        path,
        poses,
        place,
        np.atleast_2d(betas).reshape(-1, np.atleast_1d(betas).shape[-1])[0] if betas.size else np.zeros(10),
        gender.strip("b'\" ").lower() or "neutral",
        body_model,
        fps=stored_fps(arrays, path),
        source="AMASS" if amass else "SMPL parameters",
        up="z" if amass else None,
    )


def _word(array: np.ndarray) -> str:
    """The first text of an array; NumPy makes texts of any bytes, also of such as are no characters."""
    if array.dtype.kind not in "SU" or not array.size:
        return ""
    order = "be" if array.dtype.str[0] == ">" else "le"
    encoding = "latin-1" if array.dtype.kind == "S" else f"utf-32-{order}"
    return array.reshape(-1)[:1].tobytes().decode(encoding, errors="replace").strip("\0")


def read_parameter_rows(rows: np.ndarray, path: Path, body_model: Path | None) -> RawMotion:
    """Parameters in one array: Motion-X (N, 322), y up at 30 Hz, or poses alone (N, 72 / 156 / 165) in radians.

    Raises:
        DataError: As `read_parameters`.
    """
    if rows.shape[1] == MOTION_X_WIDTH:
        place, betas = rows[:, 309:312], rows[0, 312:322]
        return _posed(path, rows[:, :66], place, betas, "neutral", body_model, fps=30.0, source="Motion-X", up="y")
    return _posed(path, rows, None, np.zeros(10), "neutral", body_model, fps=None, source="SMPL poses", up=None)


def stored_fps(arrays: dict[str, np.ndarray], path: Path) -> float | None:
    """The frame rate among the arrays of an npz, or None.

    Raises:
        DataError: It is not a positive number.
    """
    for key in FPS_KEYS:
        if key in arrays and arrays[key].size:
            fps = float(floats(arrays[key], f"{path}: {key}").reshape(-1)[0])
            if not 0.1 < fps < 10_000:
                raise DataError(f"{path}: {key} is {fps:g}; store the poses per second")
            return fps
    return None


def _posed(
    path: Path,
    poses: np.ndarray,
    place: np.ndarray | None,
    betas: np.ndarray,
    gender: str,
    body_model: Path | None,
    *,
    fps: float | None,
    source: str,
    up: str | None,
) -> RawMotion:
    if poses.shape[1] not in POSE_WIDTHS:
        widths = ", ".join(map(str, POSE_WIDTHS))
        raise DataError(f"{path}: poses have {poses.shape[1]} numbers each; the known layouts have {widths}")
    if not np.isfinite(poses).all():
        frame = int(np.flatnonzero(~np.isfinite(poses).all(axis=1))[0])
        raise DataError(f"{path}: pose {frame} holds NaN or infinity; clean the file")
    notes = []
    vectors = poses[:, : 3 * NUM_JOINTS].reshape(len(poses), NUM_JOINTS, 3)
    if body_model is None:
        rotations = axis_angle_to_matrix(vectors)
        joints, _ = forward_kinematics(rotations, MEAN_OFFSETS, PARENTS, np.zeros((len(poses), 3)))
        notes.append("posed on the built-in mean skeleton; give a body model for the person's own proportions")
    else:
        joints, name = _through_smplx(vectors, betas, gender, body_model)
        notes.append(f"posed with {name}")
    warnings = () if place is not None else ("no translation in the file; the person stays in place",)
    if place is not None:
        joints = joints + place[:, None]
    return RawMotion(
        joints=joints,
        fps=fps,
        format=f"{source} ({POSE_WIDTHS[poses.shape[1]]})",
        skeleton="mean skeleton" if body_model is None else "body model",
        metres=1.0,
        up=up,
        named=True,
        default_fps=_VIDEO_FPS,
        notes=tuple(notes),
        warnings=warnings,
    )


def _through_smplx(vectors: np.ndarray, betas: np.ndarray, gender: str, body_model: Path) -> tuple[np.ndarray, str]:
    """Joints (N, 22, 3) of the user's body model, with the functions of `smplx` on safely loaded arrays."""
    file = _find_body_model(body_model, gender)
    if not {"v_template", "shapedirs", "J_regressor", "kintree_table"} <= set(npz_names(file)):
        raise DataError(f"{file}: not a SMPL, SMPL-H or SMPL-X model; give the .npz of the official download")
    model = load_npz(file, frozenset({"v_template", "shapedirs", "J_regressor", "kintree_table"}))
    _check_shapes(model, file)
    with np.errstate(all="ignore"):
        parents = model["kintree_table"][0].astype(np.int64)[:NUM_JOINTS]
    if not np.array_equal(parents[1:], PARENTS[1:]):
        raise DataError(f"{file}: its first 22 joints are not the body of SMPL; give a SMPL, SMPL-H or SMPL-X model")
    try:
        import torch
        from smplx import lbs as smplx_lbs
    except ImportError as error:
        raise DataError(f"{file}: body models need smplx; install it with pip install smplx") from error
    lbs: Any = smplx_lbs  # its annotations name tensor classes of its own
    tensors = {name: torch.from_numpy(floats(array, f"{file}: {name}")) for name, array in model.items()}
    num_betas = min(len(betas), tensors["shapedirs"].shape[-1], 10)
    shape = torch.from_numpy(betas[None, :num_betas].copy())
    vertices = tensors["v_template"][None] + lbs.blend_shapes(shape, tensors["shapedirs"][..., :num_betas])
    rest = lbs.vertices2joints(tensors["J_regressor"], vertices)[:, :NUM_JOINTS]
    rotations = lbs.batch_rodrigues(torch.from_numpy(vectors.reshape(-1, 3).copy())).view(-1, NUM_JOINTS, 3, 3)
    tree = torch.from_numpy(PARENTS.copy())
    joints, _ = lbs.batch_rigid_transform(rotations, rest.expand(len(vectors), -1, -1), tree, dtype=torch.float64)
    return joints.numpy(), file.name


def _check_shapes(model: dict[str, np.ndarray], file: Path) -> None:
    """Of V vertices: v_template (V, 3), shapedirs (V, 3, B), J_regressor (J, V) and kintree_table (2, J)."""
    shapes = {name: array.shape for name, array in model.items()}
    dims = {"v_template": 2, "shapedirs": 3, "J_regressor": 2, "kintree_table": 2}
    whole = all(len(shapes[name]) == dim for name, dim in dims.items())
    if whole:
        vertices, joints = shapes["v_template"][0], shapes["J_regressor"][0]
        whole = shapes["v_template"][1] == 3 and shapes["shapedirs"][:2] == (vertices, 3) and vertices > 0
        whole = whole and shapes["J_regressor"][1] == vertices and joints >= NUM_JOINTS
        whole = whole and shapes["kintree_table"] == (2, joints)
    if not whole or model["kintree_table"].dtype.kind not in "iuf":
        told = ", ".join(f"{name} {shapes[name]}" for name in dims)
        raise DataError(f"{file}: no body model has arrays of such shapes ({told}); give the .npz of the official one")


def _find_body_model(body_model: Path, gender: str) -> Path:
    if body_model.is_file():
        files = [body_model]
    elif body_model.is_dir():
        files = sorted(file for file in body_model.rglob("*") if file.suffix.lower() in (".npz", ".pkl"))
    else:
        raise DataError(f"{body_model}: no such body model; give the .npz file or the folder that has it")
    usable = [file for file in files if file.suffix.lower() == ".npz"]
    if not usable and files:
        raise DataError(
            f"{files[0]}: {PICKLE_REMEDY.split(';')[0]}; download SMPL-X or SMPL-H as .npz, or save SMPL's .pkl as one "
            "(the README tells how)"
        )
    if not usable:
        raise DataError(f"{body_model}: no .npz body model inside; download SMPL-X or SMPL-H as .npz")
    # "female" contains "male": compare whole words of the file's name and of its folder's.
    for wanted in (gender, "neutral"):
        for file in usable:
            if wanted in f"{file.parent.name}_{file.stem}".lower().split("_"):
                return file
    return usable[0]

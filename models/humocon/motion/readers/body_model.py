"""The user's SMPL, SMPL-H or SMPL-X body model, which gives joints of a person's own proportions."""

from pathlib import Path
from typing import Any

import numpy as np

from humocon.errors import DataError
from humocon.motion.readers.arrays import PICKLED, floats, load_npz, npz_names
from humocon.motion.skeleton import NUM_JOINTS, PARENTS


def joints_of_model(vectors: np.ndarray, betas: np.ndarray, gender: str, body_model: Path) -> tuple[np.ndarray, str]:
    """Joints of the user's body model, with the functions of `smplx` on safely loaded arrays.

    Args:
        vectors: (N, 22, 3) rotations as axis times angle.
        betas: Shape of the person.
        gender: Chooses among several models.
        body_model: The `.npz` of a model, or a folder that has it.

    Returns:
        (N, 22, 3) in metres with the pelvis in place, and the name of the file.

    Raises:
        DataError: There is no model, or none of this family.
    """
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
            f"{files[0]}: {PICKLED}; download SMPL-X or SMPL-H as .npz, or save SMPL's .pkl as one "
            "(docs/files.md shows it of other pickles)"
        )
    if not usable:
        raise DataError(f"{body_model}: no .npz body model inside; download SMPL-X or SMPL-H as .npz")
    # "female" contains "male": compare whole words of the file's name and of its folder's.
    for wanted in (gender, "neutral"):
        for file in usable:
            if wanted in f"{file.parent.name}_{file.stem}".lower().split("_"):
                return file
    return usable[0]

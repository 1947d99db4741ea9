"""SMPL, SMPL-H and SMPL-X parameters: AMASS, Motion-X, AIST++ and what the video estimators write."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError
from humocon.motion.readers.arrays import load_npz, load_readable, npz_names, spelling
from humocon.motion.readers.body_model import joints_of_model
from humocon.motion.readers.parameters import CAMERA_KEYS, FPS_KEYS, NEEDED_KEYS, OPTIONAL_KEYS, Parameters, assemble
from humocon.motion.readers.raw import RawMotion
from humocon.motion.rotations import axis_angle_to_matrix, forward_kinematics
from humocon.motion.skeleton import MEAN_OFFSETS, PARENTS

MOTION_X_WIDTH: Final[int] = 322
_VIDEO_FPS: Final = (("y", 30.0), ("z", 30.0))


def read_parameters(path: Path, body_model: Path | None, person: int | None = None) -> RawMotion:
    """Read an npz of SMPL-family parameters (AMASS: z up).

    Args:
        path: The npz file.
        body_model: The user's SMPL, SMPL-H or SMPL-X model as `.npz`, or a folder that has one; None to pose the
            built-in mean skeleton.
        person: Which of several people, from 1; None for the one who is alone.

    Raises:
        DataError: The arrays do not fit together, or the body model cannot be used.
    """
    optional, unread = load_readable(path, OPTIONAL_KEYS, texts=frozenset({"gender"}))
    gender = _word(optional["gender"]) if "gender" in optional else ""
    return read_parameter_arrays(
        load_npz(path, NEEDED_KEYS) | optional,
        path,
        body_model,
        person,
        rate=stored_fps(optional),
        gender=gender.strip("b'\" ").lower() or "neutral",
        camera=spelling(npz_names(path), CAMERA_KEYS).values(),
        notes=unread,
    )


def read_parameter_arrays(
    arrays: dict[str, np.ndarray],
    path: Path,
    body_model: Path | None,
    person: int | None,
    *,
    rate: tuple[float | None, str],
    gender: str = "neutral",
    camera: Iterable[str] = (),
    notes: tuple[str, ...] = (),
) -> RawMotion:
    """Pose arrays that belong together, see `assemble`.

    Args:
        arrays: Of the file.
        path: Named in errors.
        body_model: See `read_parameters`.
        person: Which of several people, from 1.
        rate: Poses per second, and why these cannot be used.
        gender: Of the body model.
        camera: Names of what is told of the camera, which is no place of the person.
        notes: What was done so far.

    Raises:
        DataError: As `read_parameters`.
    """
    parameters = assemble(arrays, person, path)
    amass = any(name in arrays for name in FPS_KEYS[:2])
    raw = _posed(
        path,
        replace(parameters, notes=(*parameters.notes, *notes)),
        gender,
        body_model,
        rate=rate,
        source="AMASS" if amass else "SMPL parameters",
        up="z" if amass else None,
    )
    return replace(raw, warnings=_camera_left_out(camera)) if parameters.place is None else raw


def _camera_left_out(names: Iterable[str]) -> tuple[str, ...]:
    told = (
        "a camera that is made up for the picture, was left out; where it holds metres from a camera that stands still"
    )
    listed = ", ".join(sorted(names))
    return (f"{listed}, of {told}, save it as transl",) if listed else ()


def _word(array: np.ndarray) -> str:
    """The first text of an array; NumPy makes texts of any bytes, also of such as are no characters."""
    if array.dtype.kind not in "SU" or not array.size:
        return ""
    order = "be" if array.dtype.str[0] == ">" else "le"
    encoding = "latin-1" if array.dtype.kind == "S" else f"utf-32-{order}"
    return array.reshape(-1)[:1].tobytes().decode(encoding, errors="replace").strip("\0")


def read_parameter_rows(
    rows: np.ndarray, path: Path, body_model: Path | None, person: int | None, rate: tuple[float | None, str]
) -> RawMotion:
    """Parameters in one array: Motion-X (N, 322), y up at 30 Hz, or poses alone, as `parameters` knows them.

    Raises:
        DataError: As `read_parameters`.
    """
    if rows.shape[-1] != MOTION_X_WIDTH:
        return _posed(
            path,
            assemble({"poses": rows}, person, path),
            "neutral",
            body_model,
            rate=rate,
            source="SMPL poses",
            up=None,
        )
    parts = {"poses": rows[..., :66], "trans": rows[..., 309:312], "betas": rows[..., :1, 312:322]}
    rate = (30.0, "") if rate[0] is None else rate
    return _posed(path, assemble(parts, person, path), "neutral", body_model, rate=rate, source="Motion-X", up="y")


def stored_fps(arrays: dict[str, np.ndarray]) -> tuple[float | None, str]:
    """The frame rate among the arrays of an npz or None, and why it cannot be used or nothing."""
    for key in FPS_KEYS:
        if key in arrays and arrays[key].size:
            fps = float(arrays[key].reshape(-1)[0])
            if 0.1 < fps < 10_000:
                return fps, ""
            return None, f"{key} is {fps:g}; store the poses per second"
    return None, ""


def _posed(
    path: Path,
    parameters: Parameters,
    gender: str,
    body_model: Path | None,
    *,
    rate: tuple[float | None, str],
    source: str,
    up: str | None,
) -> RawMotion:
    vectors, place = parameters.vectors, parameters.place
    if not np.isfinite(vectors).all():
        frame = int(np.flatnonzero(~np.isfinite(vectors).all(axis=(1, 2)))[0])
        raise DataError(f"{path}: pose {frame} holds NaN or infinity; clean the file")
    notes = list(parameters.notes)
    if body_model is None:
        rotations = axis_angle_to_matrix(vectors)
        joints, _ = forward_kinematics(rotations, MEAN_OFFSETS, PARENTS, np.zeros((len(vectors), 3)))
        notes.append("posed on the built-in mean skeleton; give a body model for the person's own proportions")
    else:
        joints, name = joints_of_model(vectors, parameters.betas, gender, body_model)
        notes.append(f"posed with {name}")
    if place is not None:
        joints = joints + place[:, None]
    return RawMotion(
        joints=joints,
        fps=rate[0],
        fps_fault=rate[1],
        format=f"{source} ({parameters.family})",
        skeleton="mean skeleton" if body_model is None else "body model",
        metres=1.0,
        up=up,
        named=True,
        people=parameters.people,
        zeros=(vectors == 0).all(axis=(1, 2)),
        posed=True,
        default_fps=_VIDEO_FPS,
        notes=tuple(notes),
    )

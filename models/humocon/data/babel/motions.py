"""The motions of BABEL-QA: AMASS's parameters to joints at 30 Hz, z up, as the benchmark's scripts lay them out.

Legend: N poses at AMASS's rate, T poses at 30 Hz.
"""

from pathlib import Path

import numpy as np

from humocon.data.babel.annotations import FPS
from humocon.errors import DataError
from humocon.motion.readers.amass import read_parameters

_RENAMED = {
    "BioMotionLab_NTroje": "BMLrub",
    "DFaust_67": "DFaust",
    "MPI_HDM05": "HDM05",
    "MPI_Limits": "PosePrior",
    "MPI_mosh": "MoSh",
    "SSM_synced": "SSM",
    "TCD_handMocap": "TCDHands",
    "Transitions_mocap": "Transitions",
}
"""Parts of AMASS that have another name since BABEL was made."""
_TRUE_FPS = {"BMLhandball": 240.0, "20160930_50032": 59.0, "20161014_50033": 59.0}
"""Rates that are stored wrongly, by a part of the path."""
_LEFT_HIP, _RIGHT_HIP, _TOES = 1, 2, (10, 11)
_STILL_M = 0.005
_INSIDE_THE_FOOT_M = 0.01


def find_motion(amass: Path, named: str) -> Path | None:
    """The AMASS file that BABEL names by `feat_p`, e.g. "ACCAD/ACCAD/Female1/A1_poses.npz"; None where it is absent."""
    parts = Path(named).parts[1:]
    renamed = (_RENAMED.get(parts[0], parts[0]), *parts[1:]) if parts else parts
    for folder in (amass, *((amass / Path(named).parts[0],) if parts else ())):
        for tail in (parts, renamed):
            if tail and (folder / Path(*tail)).is_file():
                return folder / Path(*tail)
    return None


def read_joints(path: Path, smplh: Path | None) -> np.ndarray:
    """One AMASS motion as BABEL-QA stores it.

    Args:
        path: of the npz file.
        smplh: SMPL-H body models (male, female, neutral); None for the built-in mean skeleton.

    Returns:
        (T, 22, 3) float32, metres, z up, 30 Hz: floor at z = 0, root of pose 0 at x = y = 0, right hip of pose 0 at +x,
        so that the person faces +y.

    Raises:
        DataError: the file is damaged, or of a rate below 30 Hz.
    """
    raw = read_parameters(path, smplh)
    fps = next((rate for part, rate in _TRUE_FPS.items() if part in str(path)), raw.fps)
    if fps is None or fps < FPS or len(raw.joints) < 2:
        raise DataError(
            f"{path}: {len(raw.joints)} poses at {fps} Hz; the benchmark needs 2 or more at 30 Hz or faster"
        )
    joints = raw.joints - np.array([0.0, 0.0, _floor(raw.joints)])
    if fps != FPS:
        kept = np.linspace(0, len(joints) - 1, num=int(FPS / fps * len(joints)), dtype=int)
        if not len(kept):
            raise DataError(f"{path}: {len(joints)} poses at {fps:g} Hz are none at 30 Hz; leave the motion out")
        joints = joints[kept]
    joints = joints - np.array([joints[0, 0, 0], joints[0, 0, 1], 0.0])
    right = joints[0, _RIGHT_HIP] - joints[0, _LEFT_HIP]
    angle = -np.arctan2(right[1], right[0])
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
    return (joints @ turn.T).astype(np.float32)


def _floor(joints: np.ndarray) -> float:
    """Height of the floor under joints (N, 22, 3), z up: 1 cm below the lowest level on which toes rest.

    Heights of toes that move less than 5 mm a frame are grouped; the group with the lowest median is the floor. 0 where
    no toe ever rests.
    """
    heights = []
    for toe in _TOES:
        steps = np.linalg.norm(np.diff(joints[:, toe], axis=0), axis=-1)
        heights.append(joints[np.append(steps, steps[-1]) < _STILL_M, toe, 2])
    still = np.concatenate(heights)
    if not len(still):
        return 0.0
    groups = _group(still)
    return float(min(np.median(still[groups == group]) for group in np.unique(groups)) - _INSIDE_THE_FOOT_M)


def _group(values: np.ndarray, reach: float = 0.005, least: int = 3) -> np.ndarray:
    """Density-based groups of numbers (DBSCAN on a line).

    Args:
        values: (M,) numbers.
        reach: how far a neighbour may be.
        least: a number with so many neighbours, itself among them, is in the core of a group.

    Returns:
        (M,) ids; -1 for numbers that are near no core. One between two groups belongs to the one that was met first.
    """
    order = np.argsort(values, kind="stable")
    ranked = values[order]
    low = np.searchsorted(ranked, ranked - reach, side="left")
    high = np.searchsorted(ranked, ranked + reach, side="right")
    core = np.flatnonzero(high - low >= least)
    groups = np.full(len(values), -1)
    if not len(core):
        return groups
    runs = np.cumsum(np.append(0, np.diff(ranked[core]) > reach))
    met = np.array([order[core[runs == run]].min() for run in range(runs[-1] + 1)])
    ranks = np.argsort(np.argsort(met))[runs]  # groups are numbered in the order of their first core
    groups[order[core]] = ranks
    for place in np.flatnonzero(groups[order] < 0):
        near = np.abs(ranked[core] - ranked[place]) <= reach
        if near.any():
            groups[order[place]] = ranks[near].min()
    return groups

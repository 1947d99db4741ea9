"""The folder of BABEL-QA, in one pass: three JSON files, and each motion once, as the benchmark's scripts lay it out.

Legend: N poses at AMASS's rate, T poses at 30 Hz.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from humocon.data.babel.annotations import FPS, Segment, motion_concepts, read_babel
from humocon.data.babel.grammar import PUBLISHED_SPLITS, Question, all_questions, select
from humocon.errors import DataError
from humocon.files import make_folder, read_json_value, whole_file, write_text
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
_REACH_M, _CORE = 0.005, 3
"""How far a neighbour may be, and with how many, itself among them, a height is in the core of a group."""


@dataclass(frozen=True)
class Built:
    """What was made: questions and motions of each split, the motions written now, and what is not as published."""

    splits: dict[str, tuple[int, int]]
    written: int
    differs: list[str]


def build_babel_qa(
    babel: Path,
    amass: Path,
    splits_file: Path,
    output: Path,
    *,
    smplh: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Built:
    """Make BABEL-QA's folder; what is there already is kept, so that a build that was stopped goes on.

    Args:
        babel: folder of BABEL's `train.json` and `val.json`.
        amass: folder of AMASS's parts (ACCAD, BMLmovi, ...), SMPL-H version.
        splits_file: `split_question_ids.json` of the benchmark.
        output: the folder that is made.
        smplh: SMPL-H body models; None poses the built-in mean skeleton.
        progress: told how many motions of how many are done.

    Raises:
        DataError: a file is missing or damaged, or these are other releases than the benchmark's.
        ConfigError: the output cannot be written.
    """
    splits = _read_splits(splits_file)
    annotations = read_babel(babel)
    concepts = motion_concepts(annotations)
    questions = select(all_questions(concepts), splits)
    named = {str(row["babel_sid"]): row["feat_p"] for row in annotations.values()}
    asked = dict.fromkeys(question["babel_id"] for question in questions.values())
    paths = _find_motions(amass, {name: named[name] for name in asked})
    written = 0
    for done, (name, path) in enumerate(paths.items(), 1):
        target = joints_path(output, name)
        if not target.is_file():
            save_joints(target, read_joints(path, smplh))
            written += 1
        progress(done, len(paths))
    counts = write_question_set(output, concepts, questions, splits)
    return Built(counts, written, _differences(counts))


def _find_motions(amass: Path, named: dict[str, str]) -> dict[str, Path]:
    """The file of each motion, by its id in BABEL, from what BABEL calls it."""
    found = {name: find_motion(amass, file) for name, file in named.items()}
    missing = [named[name] for name, path in found.items() if path is None]
    if missing:
        parts = sorted({Path(path).parts[0] for path in missing})
        raise DataError(
            f"{amass}: {len(missing)} of {len(named)} motions are missing (first: {missing[0]}); download these parts "
            f"of AMASS, SMPL-H version: {', '.join(parts)}"
        )
    return {name: path for name, path in found.items() if path is not None}


def _differences(counts: dict[str, tuple[int, int]]) -> list[str]:
    differ = []
    for split, published in PUBLISHED_SPLITS.items():
        found = counts.get(split, (0, 0))
        if found != published:
            asked, motions = published
            differ.append(
                f"{split}: {found[0]} questions about {found[1]} motions; published are {asked} about {motions}"
            )
    return differ


def _read_splits(path: Path) -> dict[str, list[str]]:
    remedy = "--splits takes HumanMotionQA's split_question_ids.json"
    splits = read_json_value(path, remedy)
    if not isinstance(splits, dict) or not all(
        isinstance(ids, list) and ids and all(isinstance(name, str) for name in ids) for ids in splits.values()
    ):
        raise DataError(f"{path}: not lists of question ids; {remedy}")
    return splits


def joints_path(folder: Path, name: str) -> Path:
    """Where the joints of a motion are in a question set."""
    return folder / "motion_sequences" / name / "joints.npy"


def save_joints(path: Path, joints: np.ndarray) -> None:
    """Write joints (T, 22, 3) whole or not at all."""
    make_folder(path.parent)
    with whole_file(path) as partial:
        np.save(partial, joints)


def write_question_set(
    folder: Path,
    concepts: Mapping[str, Sequence[Segment]],
    questions: Mapping[str, Question],
    splits: Mapping[str, Sequence[str]],
) -> dict[str, tuple[int, int]]:
    """Write the three JSON files as the benchmark's script does, the questions last: with them the folder is complete.

    Returns:
        Questions and motions asked about, of each split.
    """
    files = {"motion_concepts": concepts, "split_question_ids": splits, "questions": questions}
    for name, content in files.items():
        write_text(folder / f"{name}.json", json.dumps(content, indent=4))
    return {split: (len(ids), len({questions[i]["babel_id"] for i in ids})) for split, ids in splits.items()}


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


def _group(values: np.ndarray) -> np.ndarray:
    """Density-based groups of heights (DBSCAN on a line).

    Args:
        values: (M,) heights, metres.

    Returns:
        (M,) ids; -1 for heights that are near no core. One between two groups belongs to the one that was met first.
    """
    order = np.argsort(values, kind="stable")
    ranked = values[order]
    low = np.searchsorted(ranked, ranked - _REACH_M, side="left")
    high = np.searchsorted(ranked, ranked + _REACH_M, side="right")
    core = np.flatnonzero(high - low >= _CORE)
    groups = np.full(len(values), -1)
    if not len(core):
        return groups
    runs = np.cumsum(np.append(0, np.diff(ranked[core]) > _REACH_M))
    met = np.array([order[core[runs == run]].min() for run in range(runs[-1] + 1)])
    ranks = np.argsort(np.argsort(met))[runs]  # groups are numbered in the order of their first core
    groups[order[core]] = ranks
    for place in np.flatnonzero(groups[order] < 0):
        near = np.abs(ranked[core] - ranked[place]) <= _REACH_M
        if near.any():
            groups[order[place]] = ranks[near].min()
    return groups

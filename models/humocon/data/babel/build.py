"""The folder of BABEL-QA, in one pass: three JSON files and each motion once."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from humocon.data.babel.annotations import Segment, motion_concepts, read_babel
from humocon.data.babel.grammar import PUBLISHED_SPLITS, Question, all_questions, select
from humocon.data.babel.motions import find_motion, read_joints
from humocon.errors import ConfigError, DataError, one_line
from humocon.files import make_folder, parse_json, whole_file, write_text


@dataclass(frozen=True)
class Built:
    """What was made.

    Attributes:
        splits: questions and motions of each split.
        written: motions that were written now; the others were there.
        differs: where the counts are not the published ones, in words.
    """

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
    try:
        for done, (name, path) in enumerate(paths.items(), 1):
            target = joints_path(output, name)
            if not target.is_file():
                save_joints(target, read_joints(path, smplh))
                written += 1
            progress(done, len(paths))
        counts = write_question_set(output, concepts, questions, splits)
    except OSError as error:
        raise ConfigError(f"{output}: cannot be written ({error.strerror or error}); choose another --out") from None
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
    try:
        splits: Any = parse_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(
            f"{path}: not readable as JSON ({one_line(error)}); --splits takes HumanMotionQA's split_question_ids.json"
        ) from None
    if not isinstance(splits, dict) or not all(
        isinstance(ids, list) and ids and all(isinstance(name, str) for name in ids) for ids in splits.values()
    ):
        raise DataError(f"{path}: not lists of question ids; --splits takes HumanMotionQA's split_question_ids.json")
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

"""Reads a question set in the layout of BABEL-QA: three JSON files and one folder of joints for each motion.

HuMMan-QA has the same layout under other names, and leaves its JSON files two folders down.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from humocon.data.babel.grammar import PUBLISHED_SPLITS
from humocon.errors import DataError
from humocon.evaluation.question_set import Question, QuestionSet, allowed_answers, first_names
from humocon.files import read_json_value
from humocon.motion.clip import CANONICAL_FPS, ClipSource, MotionClip, canonicalize
from humocon.motion.readers.arrays import load_npy
from humocon.motion.skeleton import NUM_JOINTS

FPS = 30.0
_FARTHEST_M = 1e6
MOTION_FOLDER = "motion_sequences"
_JSON_FILES = ("motion_concepts.json", "questions.json", "split_question_ids.json")
_JSON_FOLDERS = (".", "HuMManQA_dataset", "HuMManQADataset/HuMManQA_dataset")
QueryType = Literal["query_action", "query_direction", "query_body_part"]
RelationType = Literal["no_relation", "before", "after", "in_between"]


@dataclass(frozen=True)
class SetFiles:
    """Where the parts of a question set are: the three JSON files, and the folder of the motions' folders."""

    concepts: Path
    questions: Path
    splits: Path
    motions: Path


def find_files(folder: Path) -> SetFiles:
    """The files of a set, under BABEL-QA's names or HuMMan-QA's; BABEL-QA's in the folder itself if there are none."""
    for place in (folder / name for name in _JSON_FOLDERS):
        for prefix in ("", "huMMan_"):
            if (place / f"{prefix}questions.json").is_file():
                return _files_in(place, prefix, place if (place / MOTION_FOLDER).is_dir() else folder)
    return _files_in(folder, "", folder)


def _files_in(place: Path, prefix: str, motions: Path) -> SetFiles:
    return SetFiles(
        concepts=place / f"{prefix}motion_concepts.json",
        questions=place / f"{prefix}questions.json",
        splits=place / "split_question_ids.json",
        motions=motions / MOTION_FOLDER,
    )


def read_babel_qa(folder: Path, split: str, splits_file: Path | None = None) -> QuestionSet:
    """Read and check one split, a key of `split_question_ids.json`.

    Args:
        folder: with the JSON files and the motions, see `find_files`.
        split: its name.
        splits_file: where `split_question_ids.json` is; by default in the folder. HumanMotionQA's scripts leave it
            beside themselves: without it, a full BABEL-QA is split by the order in which they write the questions.

    Raises:
        DataError: if a file is missing or is not what the layout says, the split is unknown, a question is missing or
            incomplete, or motions of the split are missing.
    """
    if not folder.is_dir():
        raise DataError(f"{folder}: no such folder; --data takes a folder in the layout of BABEL-QA")
    files = find_files(folder)
    entries = read_json_object(files.questions)
    read_json_object(files.concepts)
    files = replace(files, splits=splits_file or files.splits)
    if files.splits.is_file():
        splits, raw = read_json_object(files.splits), files.splits.read_bytes()
    else:
        splits = splits_by_order(entries) or read_json_object(files.splits)  # which says what is missing
        raw = json.dumps(splits).encode()
    if split not in splits:
        known = ", ".join(sorted(splits)) or "none"
        raise DataError(f"{files.splits}: no split '{split}'; it has: {known}")
    questions = read_questions(files, entries, splits, split)
    check_motions(files.motions, split, questions)
    train = read_questions(files, entries, splits, "train") if "train" in splits else ()
    return QuestionSet(
        folder=folder,
        split=split,
        questions=questions,
        train=train,
        sha256=hashlib.sha256(files.concepts.read_bytes() + files.questions.read_bytes() + raw).hexdigest(),
        allowed=allowed_answers(train or questions),
    )


def splits_by_order(entries: dict[str, Any]) -> dict[str, list[str]] | None:
    """The splits of a full BABEL-QA, whose script writes the questions split by split; None for any other set."""
    names, begin = list(entries), 0
    splits: dict[str, list[str]] = {}
    for split, (num_questions, num_motions) in PUBLISHED_SPLITS.items():
        splits[split] = names[begin : begin + num_questions]
        begin += num_questions
        motions = {str(entries[name].get("babel_id")) for name in splits[split] if isinstance(entries[name], dict)}
        if len(motions) != num_motions:
            return None
    return splits if begin == len(names) else None


def read_json_object(path: Path) -> dict[str, Any]:
    """The JSON object that a file holds."""
    if not path.is_file():
        raise DataError(f"{path}: missing; a folder in the layout of BABEL-QA has {', '.join(_JSON_FILES)}")
    content = read_json_value(path, "make or copy the file again")
    if not isinstance(content, dict):
        raise DataError(f"{path}: holds a {type(content).__name__} where an object of keys and values is expected")
    return content


def read_questions(
    files: SetFiles, entries: dict[str, Any], splits: dict[str, Any], split: str
) -> tuple[Question, ...]:
    """The questions of one split, in its order."""
    identifiers = splits[split]
    if not isinstance(identifiers, list) or not all(isinstance(identifier, str) for identifier in identifiers):
        raise DataError(f"{files.splits}: '{split}' must be a list of question ids in quotes")
    if not identifiers:
        raise DataError(f"{files.splits}: '{split}' is empty; choose another split")
    repeated = len(identifiers) - len(set(identifiers))
    if repeated:
        raise DataError(f"{files.splits}: '{split}' names {repeated} question ids more than once")
    absent = [identifier for identifier in identifiers if identifier not in entries]
    if absent:
        raise DataError(
            f"{files.questions}: lacks {len(absent)} of {len(identifiers)} questions of split '{split}' "
            f"(first: {first_names(absent)}); use the questions that the split file was made for"
        )
    return tuple(read_question(files, identifier, entries[identifier]) for identifier in identifiers)


def read_question(files: SetFiles, identifier: str, entry: object) -> Question:
    """One checked entry of `questions.json`."""
    place = f"{files.questions}: question '{identifier}'"
    if not isinstance(entry, dict):
        raise DataError(f"{place} must be an object of keys and values")
    texts: dict[str, str] = {}
    for key in ("babel_id", "question"):
        value = entry.get(key)
        if not isinstance(value, str) or not value.strip():
            raise DataError(f"{place} needs a text under '{key}'")
        texts[key] = value
    stored = entry.get("answer")
    answers = [stored] if isinstance(stored, str) else stored
    if not isinstance(answers, list) or not answers or not all(isinstance(a, str) and a.strip() for a in answers):
        raise DataError(f"{place} needs a text, or a list of texts, under 'answer'")
    for key, allowed in (("query_type", get_args(QueryType)), ("relation_type", get_args(RelationType))):
        if entry.get(key) not in allowed:
            raise DataError(f"{place} has '{key}' {entry.get(key)!r}; it must be one of {', '.join(allowed)}")
    other = ("other",) if entry["relation_type"] in ("no_relation", "in_between") else ()
    return Question(
        question_id=identifier,
        subject=texts["babel_id"],
        question=texts["question"],
        answers=tuple(answers),
        kind=entry["query_type"],
        groups=(entry["query_type"], entry["relation_type"], *other),
        path=files.motions / texts["babel_id"] / "joints.npy",
    )


def check_motions(folder: Path, split: str, questions: Sequence[Question]) -> None:
    """Every motion that is asked about must be there: a question is never skipped silently."""
    motions = {question.subject: question.path for question in questions}
    missing = [name for name, path in motions.items() if path is None or not path.is_file()]
    if missing:
        raise DataError(
            f"{folder}: {len(missing)} of {len(motions)} motions of split '{split}' are missing "
            f"(first: {first_names(missing)}); each belongs in <babel id>/joints.npy, written by the benchmark's script"
        )


def read_clip(path: Path) -> MotionClip:
    """Read `joints.npy` of one motion: float (T, 22, 3), metres, z up, 30 Hz, as the layout says.

    Raises:
        DataError: if the file is damaged, has another shape, or holds numbers that are not finite.
    """
    try:
        joints = load_npy(path)
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error}); write it again") from None
    if joints.ndim != 3 or joints.shape[1:] != (NUM_JOINTS, 3) or not len(joints):
        raise DataError(f"{path}: needs joints of shape (frames, {NUM_JOINTS}, 3), has {joints.shape}; write it again")
    if joints.dtype.kind not in "fiu" or not np.isfinite(joints).all() or np.abs(joints).max() > _FARTHEST_M:
        raise DataError(f"{path}: holds values that are not finite numbers; repair or write the motion again")
    y_up = np.stack([joints[..., 0], joints[..., 2], -joints[..., 1]], axis=-1).astype(np.float32)
    source = ClipSource(path=str(path), format="BABEL-QA joints", skeleton="22 SMPL joints", fps=FPS, unit="m", up="z")
    return MotionClip(canonicalize(y_up, FPS), CANONICAL_FPS, source)


def motions_sha256(questions: Sequence[Question]) -> str:
    """Hash over the motion files of the questions, so that rebuilt motions are noticed."""
    digest = hashlib.sha256()
    for path in sorted({question.path for question in questions if question.path is not None}):
        digest.update(path.parent.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()

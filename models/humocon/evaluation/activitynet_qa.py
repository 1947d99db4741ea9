"""Reads ActivityNet-QA: the official JSON files of questions and answers, and a folder of videos."""

import hashlib
from pathlib import Path
from typing import Any

from humocon.errors import DataError
from humocon.evaluation.question_set import Question, QuestionSet
from humocon.file_kinds import VIDEO_SUFFIXES
from humocon.files import read_json_value

TYPES = (
    *("motion", "spatial", "temporal"),
    *("yes_no", "colour", "object", "location", "number", "other_answers"),
)
"""In the order of the numbers in the files; from "yes_no" on they are the free questions."""
_FIRST_FREE = 3


def read_activitynet_qa(folder: Path, videos: Path, split: str) -> QuestionSet:
    """Read one split; a question whose video is not in the folder has no path.

    Args:
        folder: with `<split>_q.json` and `<split>_a.json`, and, for the blind rows, those of "train".
        videos: with `v_<video name>.mp4`, or another suffix of videos.
        split: "train", "val" or "test".

    Raises:
        DataError: a file is missing or is not what the benchmark's authors publish, or there is no video at all.
    """
    files = [folder / f"{split}_{part}.json" for part in ("q", "a")]
    for path in files:
        if not path.is_file():
            raise DataError(f"{path}: missing; --data takes the folder of ActivityNet-QA's JSON files (dataset/)")
    if not videos.is_dir():
        raise DataError(f"{videos}: no such folder; --videos takes the folder of v_<name>.mp4 files")
    found = find_videos(videos)
    questions = read_questions(files[0], files[1], found)
    if all(question.path is None for question in questions):
        first = questions[0].subject
        raise DataError(f"{videos}: none of the split's videos is there (looked for v_{first}.mp4 and others)")
    train_files = [folder / f"train_{part}.json" for part in ("q", "a")]
    train = read_questions(train_files[0], train_files[1], {}) if all(path.is_file() for path in train_files) else ()
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files))
    return QuestionSet(folder=folder, split=split, questions=questions, train=train, sha256=digest.hexdigest())


def find_videos(folder: Path) -> dict[str, Path]:
    """Videos by their name in the benchmark, which is the file's without "v_"; of several, the first suffix wins."""
    found: dict[str, Path] = {}
    paths = [path for path in folder.iterdir() if path.suffix.lower() in VIDEO_SUFFIXES and path.name.startswith("v_")]
    for path in sorted(paths, key=lambda path: (VIDEO_SUFFIXES.index(path.suffix.lower()), path.name)):
        found.setdefault(path.stem.removeprefix("v_"), path)
    return found


def read_questions(questions: Path, answers: Path, videos: dict[str, Path]) -> tuple[Question, ...]:
    """Join questions and answers by `question_id`, in the order of the questions."""
    rows = _read_rows(questions, {"video_name": str, "question": str, "question_id": str})
    golds = {row["question_id"]: row for row in _read_rows(answers, {"answer": str, "type": int, "question_id": str})}
    unanswered = [row["question_id"] for row in rows if row["question_id"] not in golds]
    if unanswered or len(golds) != len(rows):
        raise DataError(
            f"{answers}: {len(rows)} questions but {len(golds)} answers ({len(unanswered)} questions have none); "
            "use the two files of one split"
        )
    return tuple(_question(row, golds[row["question_id"]], answers, videos) for row in rows)


def videos_sha256(data: QuestionSet) -> str:
    """Hash over names and sizes of the videos that were found; their content would take hours to read."""
    found = sorted({question.path for question in data.questions if question.path is not None})
    listing = "".join(f"{path.name} {path.stat().st_size}\n" for path in found)
    return hashlib.sha256(listing.encode()).hexdigest()


def _question(row: dict[str, Any], gold: dict[str, Any], answers: Path, videos: dict[str, Path]) -> Question:
    number = gold["type"]
    if not 0 <= number < len(TYPES):
        raise DataError(f"{answers}: question {row['question_id']!r} has type {number}; there are 0 to 8")
    free = ("free",) if number >= _FIRST_FREE else ()
    return Question(
        question_id=row["question_id"],
        subject=row["video_name"],
        question=row["question"],
        answers=(gold["answer"],),
        kind=TYPES[number],
        groups=(TYPES[number], *free),
        path=videos.get(row["video_name"]),
    )


def _read_rows(path: Path, keys: dict[str, type]) -> list[dict[str, Any]]:
    """The objects of a JSON list, each with the given keys and a question id that no other has."""
    rows = read_json_value(path, "download the file again")
    if not isinstance(rows, list) or not rows:
        raise DataError(f"{path}: holds no list of objects; download the file again")
    seen: set[str] = set()
    for place, row in enumerate(rows):
        for key, kind in keys.items():
            if not isinstance(row, dict) or not isinstance(row.get(key), kind) or row[key] == "":
                raise DataError(f"{path}: entry {place} has no proper {key!r}; download the file again")
        if row["question_id"] in seen:
            raise DataError(f"{path}: question id {row['question_id']!r} occurs twice; download the file again")
        seen.add(row["question_id"])
    return rows

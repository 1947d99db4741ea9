"""Answers on disk: one JSON line for each question, only ever appended, so that an interrupted run goes on."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from humocon.errors import ConfigError
from humocon.evaluation.babel_qa import Question
from humocon.evaluation.scoring import is_correct

PREDICTIONS = "predictions.jsonl"
RUN = "run.json"


def resume_predictions(output: Path, run: Mapping[str, object]) -> dict[str, str]:
    """Claim an output folder for a run, or go on with the same run.

    Args:
        output: the folder; made if it is not there.
        run: what makes two runs the same (model, data, split ...), stored in `run.json`.

    Returns:
        What has been predicted already, by question id. A last line that was cut off is removed from the file.

    Raises:
        ConfigError: if the folder cannot be written, or holds the answers of another run.
    """
    path = output / PREDICTIONS
    try:
        output.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size:
            check_same_run(output, run)
            return read_predictions(path)
        write_json(output / RUN, run)
        return {}
    except OSError as error:
        raise cannot_write(output, error) from None


def check_same_run(output: Path, run: Mapping[str, object]) -> None:
    """Refuse to mix the answers of two runs in one folder."""
    try:
        stored = json.loads((output / RUN).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        stored = None
    if not isinstance(stored, dict):
        raise ConfigError(f"{output}: holds answers, but {RUN} does not say of which run; choose another output folder")
    different = sorted(key for key in stored.keys() | run.keys() if stored.get(key) != run.get(key))
    if different:
        raise ConfigError(
            f"{output}: belongs to another run (different: {', '.join(different)}); choose another output folder"
        )


def read_predictions(path: Path) -> dict[str, str]:
    """Predictions by question id; cuts the file after its last whole line."""
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        os.truncate(path, whole)
    predictions: dict[str, str] = {}
    for number, line in enumerate(content[:whole].splitlines(), start=1):
        try:
            entry = json.loads(line)
            predictions[entry["question_id"]] = entry["prediction"]
        except (ValueError, TypeError, KeyError):
            raise ConfigError(f"{path}: line {number} is damaged; delete it, its question is asked again") from None
    return predictions


def prediction_line(question: Question, prediction: str) -> str:
    """The line that stores one answer."""
    entry = {
        "question_id": question.question_id,
        "prediction": prediction,
        "answers": list(question.answers),
        "correct": is_correct(prediction, question.answers),
    }
    return json.dumps(entry, ensure_ascii=False) + "\n"


def append_predictions(path: Path, questions: Sequence[Question], predictions: Sequence[str]) -> None:
    """Append one line for each question and hand them to the operating system before returning.

    Raises:
        ConfigError: if the file cannot be written.
    """
    lines = [prediction_line(question, text) for question, text in zip(questions, predictions, strict=True)]
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write("".join(lines))
    except OSError as error:
        raise cannot_write(path, error) from None


def write_json(path: Path, content: Mapping[str, object]) -> None:
    """Write a JSON file whole or not at all.

    Raises:
        ConfigError: if the file cannot be written.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(partial, path)
    except OSError as error:
        raise cannot_write(path, error) from None


def cannot_write(path: Path, error: OSError) -> ConfigError:
    """The error of a full disk, a read-only folder, or a file where a folder should be."""
    return ConfigError(f"{path}: cannot be written ({error.strerror or error}); choose another output folder")

"""A finished evaluation as its folder tells it, checked as the work of a stranger."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from humocon.errors import DataError, one_line
from humocon.evaluation.run import RESULTS, SCORES
from humocon.evaluation.scoring import (
    Accuracy,
)
from humocon.files import parse_json


@dataclass(frozen=True)
class Result:
    """One result file.

    Attributes:
        name: what tells it from the others: its folder.
        content: of `results.json`.
        scores: by question id, None where the judge's reply could not be read.
    """

    name: str
    content: dict[str, Any]
    scores: dict[str, float | None]

    @property
    def metrics(self) -> dict[str, Accuracy]:
        """Accuracies of each group."""
        return {key: Accuracy(**value) for key, value in self.content["metrics"].items()}

    @property
    def points(self) -> dict[str, Accuracy]:
        """Mean points out of 5 of each group, where a judge gave them."""
        return {key: Accuracy(**value) for key, value in self.content.get("points", {}).items()}

    @property
    def label(self) -> str:
        """Its name, with the number of its questions where they are not all of the split."""
        asked, every = int(self.content["num_questions"]), int(self.content["num_in_split"])
        return self.name if asked == every else f"{self.name}, {asked:,} of {every:,} questions"

    @property
    def subject(self) -> tuple[str, ...]:
        """What has to be the same for two results to stand in one table."""
        ids = hashlib.sha256("\n".join(sorted(self.scores)).encode()).hexdigest()
        told = [self.content.get(key) for key in ("judge", "judge_versions", "prompt_sha256")]
        judge = json.dumps(told, sort_keys=True)
        keys = ("task", "split", "data_sha256", "files_sha256", "protocol")
        return (*(str(self.content[key]) for key in keys), judge, ids)


def read_result(folder: Path, run: Path, name: str) -> Result:
    """Read a result and the score of each question.

    Args:
        folder: of the result: the run's, or that of a judge in it.
        run: its folder.
        name: of the run.

    Raises:
        DataError: a file is missing or damaged.
    """
    try:
        content = parse_json((folder / RESULTS).read_text(encoding="utf-8"))
        lines = (folder / SCORES).read_text(encoding="utf-8").split("\n")
        rows = [parse_json(line) for line in lines if line]
        scores = {str(row["question_id"]): _score(row["score"]) for row in rows}
        name = name if folder == run else f"{name} ({content['judge']['name']})"
        result = Result(name, content, scores)
        _check(result)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        reason = one_line(f"{type(error).__name__}: {error}")
        raise DataError(
            f"{folder}: {RESULTS} or {SCORES} is missing, damaged or of an older version "
            f"({reason}); give the eval command again, which answers nothing twice"
        ) from None
    return result


def _score(value: object) -> float | None:
    if value is not None and not isinstance(value, int | float):
        raise TypeError(f"a score is {value!r}")
    return None if value is None else float(value)


def _check(result: Result) -> None:
    """Look at everything that a table shows, whose types a stranger may have mixed up."""
    content = result.content
    if content["metrics"]:
        _ = content["metrics"]["overall"]
    groups = [content["metrics"], content.get("points", {}), *content["blind"].values()]
    for accuracy in (Accuracy(**value) for group in groups for value in group.values()):
        if not all(isinstance(value, int | float) for value in vars(accuracy).values()):
            raise TypeError(f"an accuracy is {accuracy}")
        _ = int(accuracy.n)
    words = [content[key] for key in ("task", "split", "protocol", "scoring", "interval")]
    if not all(isinstance(word, str) for word in words):
        raise TypeError("task, split, protocol, scoring and interval must be texts")
    counts = [
        content["coverage"]["selected"],
        *(content[key] for key in ("num_questions", "num_in_split", "unparsable")),
    ]
    if not all(isinstance(count, int) for count in counts):
        raise TypeError(f"counts are {counts}")
    _ = result.subject, result.label
    if "judge" in content:
        _ = content["judge"]["name"], ", ".join(content["judge_versions"])

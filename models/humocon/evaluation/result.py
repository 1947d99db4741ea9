"""From answers, or judgements of them, to everything that a result file says."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from humocon import __version__
from humocon.evaluation.judging import Verdict
from humocon.evaluation.question_set import Question, QuestionSet, lookup_predictions, majority_predictions
from humocon.evaluation.scoring import (
    INTERVAL,
    Accuracy,
    accuracy_by_group,
    best_possible,
    confusions,
    is_correct,
    normalise_answer,
)
from humocon.evaluation.tables import (
    PublishedRow,
    accuracy_table,
    confusion_table,
    own_row,
    points_table,
    published_table,
)
from humocon.files import code_sha256, write_json, write_text

RESULTS = "results.json"
SCORES = "scores.jsonl"
EXACT = "exact match of free answers after normalisation"
VOCABULARY = "vocabulary: the likeliest of the allowed answers by mean log-likelihood of their tokens"


@dataclass(frozen=True)
class Row:
    """The model, or what can be had without the motion: each prediction and its verdict, None where none was read."""

    predictions: Sequence[str]
    verdicts: Sequence[Verdict | None]


def blind_predictions(
    data: QuestionSet, questions: Sequence[Question], model: Mapping[str, str]
) -> dict[str, list[str]]:
    """The blind rows: majority, look-up, and the model asked without the motion.

    Args:
        data: with the training split, without which there is neither majority nor look-up.
        questions: that are scored.
        model: what the model said without the motion, by question id of the first question with the same text and kind.
    """
    rows: dict[str, list[str]] = {}
    if data.train:
        rows["majority"] = majority_predictions(data.train, questions)
        rows["lookup"] = lookup_predictions(data.train, questions)
    said: dict[tuple[str, str], str] = {}
    for question in data.questions:
        if question.question_id in model:
            said.setdefault((question.kind, question.question), model[question.question_id])
    rows["model without motion"] = [said[question.kind, question.question] for question in questions]
    return rows


def exact_verdicts(questions: Sequence[Question], predictions: Sequence[str]) -> list[Verdict | None]:
    """1 for a prediction that is one of the right answers after normalisation."""
    pairs = zip(questions, predictions, strict=True)
    return [Verdict(float(is_correct(text, question.answers))) for question, text in pairs]


def _name_of_run(data: QuestionSet, questions: Sequence[Question]) -> str:
    """How a run is called beside published rows."""
    asked, every = len(questions), len(data.questions)
    return "this run" if asked == every else f"this run, {asked:,} of {every:,} questions"


def make_result(
    data: QuestionSet,
    questions: Sequence[Question],
    model: Row,
    blind: Mapping[str, Row],
    published: Sequence[PublishedRow],
    *,
    title: str,
    scoring: str,
    protocol: str,
    seed: int,
) -> dict[str, Any]:
    """Everything that follows from answers and verdicts.

    Args:
        data: the split.
        questions: that were asked and can be scored.
        model: the row that is measured.
        blind: the rows beside it.
        published: rows of papers on this split.
        title: of the tables.
        scoring: "exact", "vocabulary" or "judge".
        protocol: how the score came about, in words.
        seed: of the intervals.
    """
    metrics, points = _numbers(questions, model, seed)
    beside = {name: _numbers(questions, row, seed) for name, row in blind.items()}
    scores = [None if verdict is None else verdict.score for verdict in model.verdicts]
    wrong = confusions(questions, model.predictions, scores)
    tables = [accuracy_table(title, protocol, metrics, {name: row[0] for name, row in beside.items()})]
    if points:
        tables.append(points_table(points, {name: row[1] for name, row in beside.items()}))
    tables.append(confusion_table(wrong))
    if published:
        own = [own_row(_name_of_run(data, questions), scoring, metrics, points)] if metrics else []
        tables.append(published_table(own, published))
    known = {normalise_answer(answer) for question in (*data.train, *data.questions) for answer in question.answers}
    return {
        "scoring": scoring,
        "protocol": protocol,
        "interval": INTERVAL,
        "version": __version__,
        "code_sha256": code_sha256(),
        "num_questions": len(questions),
        "num_in_split": len(data.questions),
        "num_subjects": len({question.subject for question in questions}),
        "metrics": to_dicts(metrics),
        "points": to_dicts(points),
        "unparsable": sum(verdict is None for verdict in model.verdicts),
        "blind": {name: to_dicts(row[0]) for name, row in beside.items()},
        "blind_points": {name: to_dicts(row[1]) for name, row in beside.items() if row[1]},
        "best_possible": best_possible(questions),
        "outside_known_answers": sum(normalise_answer(text) not in known for text in model.predictions),
        "confusions": wrong,
        "tables": tables,
    }


def score_lines(questions: Sequence[Question], row: Row) -> list[dict[str, object]]:
    """One object for each question, in the benchmark's order: what was asked, said, and what it scored."""
    lines = []
    for question, text, verdict in zip(questions, row.predictions, row.verdicts, strict=True):
        line: dict[str, object] = {
            "question_id": question.question_id,
            "subject": question.subject,
            "question": question.question,
            "answers": list(question.answers),
            "prediction": text,
            "score": None if verdict is None else verdict.score,
        }
        if verdict is not None and verdict.points is not None:
            line["points"] = verdict.points
        lines.append(line)
    return lines


def to_dicts(accuracies: Mapping[str, Accuracy]) -> dict[str, dict[str, float]]:
    """Accuracies as JSON can hold them."""
    return {key: asdict(value) for key, value in accuracies.items()}


def _numbers(questions: Sequence[Question], row: Row, seed: int) -> tuple[dict[str, Accuracy], dict[str, Accuracy]]:
    """Accuracies and, where the judge gave any, mean points."""
    scores = [None if verdict is None else verdict.score for verdict in row.verdicts]
    points = [None if verdict is None else verdict.points for verdict in row.verdicts]
    accuracies, means = (
        accuracy_by_group(questions, values, seed) if any(value is not None for value in values) else {}
        for values in (scores, points)
    )
    return accuracies, means


def write_result(folder: Path, result: Mapping[str, object], rows: Sequence[Mapping[str, object]]) -> None:
    """Write a result, and what each question or clip scored on a line of its own.

    Raises:
        ConfigError: they cannot be written.
    """
    write_text(folder / SCORES, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    write_json(folder / RESULTS, result)

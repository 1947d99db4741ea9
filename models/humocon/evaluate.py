"""Measures a model on questions about motions, with the blind rows and 95% intervals beside every number."""

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np

from humocon import __version__
from humocon.errors import ConfigError
from humocon.evaluation.babel_qa import BabelQA, Question, motions_sha256, read_babel_qa, read_clip
from humocon.evaluation.blind import lookup_predictions, majority_predictions, standing_clip
from humocon.evaluation.predictions import PREDICTIONS, append_predictions, resume_predictions, write_json
from humocon.evaluation.scoring import (
    INTERVAL,
    PROTOCOL,
    Accuracy,
    accuracy_by_type,
    best_possible,
    confusions,
    is_correct,
    normalise_answer,
)
from humocon.evaluation.tables import accuracy_table, confusion_table, published_table
from humocon.motion.clip import MotionClip
from humocon.training.report import Report, SilentReport

RESULTS = "results.json"
MODEL_FILES = ("*.safetensors", "*config.json", "tokenizer.json", "*.jinja")


@dataclass(frozen=True, kw_only=True)
class EvalConfig:
    """What is measured, on what, and where the result goes.

    Attributes:
        task: the benchmark; both have BABEL-QA's layout, the published rows are shown for babel-qa only.
        data: folder with the three JSON files and `motion_sequences/`.
        split: a key of `split_question_ids.json`.
        output: folder for `predictions.jsonl` and `results.json`; an unfinished run there goes on.
        model: folder or hub id; None for the model that ships.
        batch_size: questions answered at once.
        limit: ask only this many questions, a random subset that depends on `seed` alone; None for all.
        device: where the model runs; None for the best there is.
        load_in_4bit: load the language model in 4 bits.
        without_motion: ask the model itself blind: every motion is replaced by one person standing still for 4 s.
        seed: of the intervals and of the subset.
    """

    task: Literal["mocap-qa", "babel-qa"] = "mocap-qa"
    data: Path
    split: str = "test"
    output: Path
    model: str | None = None
    batch_size: int = 32
    limit: int | None = None
    device: str | None = None
    load_in_4bit: bool = False
    without_motion: bool = False
    seed: int = 0


class AnswerText(Protocol):
    """An answer in words."""

    @property
    def text(self) -> str:
        """The words."""
        ...


class AnswersQuestions(Protocol):
    """What is measured: one answer for each pair of a clip and a question."""

    def answer(self, clips: Sequence[MotionClip], questions: Sequence[str]) -> Sequence[AnswerText]:
        """Answer `questions[i]` about `clips[i]`."""
        ...


def evaluate(
    config: EvalConfig, report: Report | None = None, *, answerer: AnswersQuestions | None = None
) -> dict[str, Any]:
    """Ask every question of a split, score the answers, and write `results.json`.

    Args:
        config: what to measure.
        report: where progress goes; nowhere by default.
        answerer: what to measure instead of loading `config.model`, which then only names it.

    Returns:
        The content of `results.json`.

    Raises:
        ConfigError: if an option is wrong or the output folder belongs to another run.
        DataError: if the data is incomplete or damaged.
        CheckpointError: if the model cannot be loaded.
    """
    report = report or SilentReport()
    check_config(config)
    begin = time.monotonic()
    data = read_babel_qa(config.data, config.split)
    questions = select_questions(data.questions, config.limit, config.seed)
    model = model_name(config, answerer)
    digest = model_sha256(Path(model))
    run = {
        "task": config.task,
        "split": config.split,
        "data_sha256": data.sha256,
        "motions_sha256": motions_sha256(data.questions),
        "model": digest or model,
        "load_in_4bit": config.load_in_4bit,
        "without_motion": config.without_motion,
    }
    predictions = resume_predictions(config.output, run)
    pending = in_reading_order([question for question in questions if question.question_id not in predictions])
    num_resumed = len(questions) - len(pending)
    facts = {"model": model, "questions": len(questions), "already answered": num_resumed}
    report.start(f"eval {config.task}", len(questions), facts, num_resumed)
    try:
        if pending and answerer is None:
            answerer = load_answerer(config, model)
        for batch, answers in ask_in_batches(pending, answerer, config):
            append_predictions(config.output / PREDICTIONS, batch, answers)
            predictions.update((question.question_id, text) for question, text in zip(batch, answers, strict=True))
            done = [question for question in questions if question.question_id in predictions]
            num_correct = sum(is_correct(predictions[question.question_id], question.answers) for question in done)
            report.metrics(len(done), {"accuracy": num_correct / len(done)}, config.split)
        results = run | {"model": model, "model_sha256": digest}
        results |= {"num_resumed": num_resumed, "num_asked": len(pending), "seconds": time.monotonic() - begin}
        results |= score(config, data, questions, [predictions[question.question_id] for question in questions])
        write_json(config.output / RESULTS, results)
    finally:
        report.finish()
    return results


def check_config(config: EvalConfig) -> None:
    """Refuse numbers that make no sense."""
    if config.batch_size < 1:
        raise ConfigError(f"batch_size is {config.batch_size}; it must be at least 1")
    if config.limit is not None and config.limit < 1:
        raise ConfigError(f"limit is {config.limit}; it must be at least 1, or left out to ask every question")
    if config.seed < 0:
        raise ConfigError(f"seed is {config.seed}; it must not be negative")


def select_questions(questions: Sequence[Question], limit: int | None, seed: int) -> list[Question]:
    """All questions, or a random subset in the original order; a smaller subset is part of a larger one."""
    if limit is None or limit >= len(questions):
        return list(questions)
    chosen = np.random.default_rng(seed).permutation(len(questions))[:limit]
    return [questions[index] for index in sorted(chosen)]


def in_reading_order(questions: Sequence[Question]) -> list[Question]:
    """Questions of one motion together, short motions first, so that a batch holds few motions of like length."""
    sizes = {path: path.stat().st_size for path in {question.motion for question in questions}}
    return sorted(questions, key=lambda question: (sizes[question.motion], question.babel_id, question.question_id))


def model_name(config: EvalConfig, answerer: AnswersQuestions | None) -> str:
    """The folder or hub id that is measured."""
    if config.model is not None:
        return config.model
    if answerer is not None:
        return type(answerer).__name__
    from humocon.language.answerer import default_model  # imports torch, which a given answerer does not need

    return str(default_model())


def model_sha256(folder: Path) -> str | None:
    """Hash over the weights and settings in a model folder; None for a hub id."""
    if not folder.is_dir():
        return None
    digest = hashlib.sha256()
    for path in sorted({path for pattern in MODEL_FILES for path in folder.glob(pattern)}):
        with path.open("rb") as file:
            digest.update(path.name.encode() + hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def load_answerer(config: EvalConfig, model: str) -> AnswersQuestions:
    """Load the model once."""
    from humocon.language.answerer import Answerer  # imports torch, which a given answerer does not need

    return Answerer.load(model, device=config.device, load_in_4bit=config.load_in_4bit)


def ask_in_batches(
    questions: Sequence[Question], answerer: AnswersQuestions | None, config: EvalConfig
) -> Iterator[tuple[Sequence[Question], list[str]]]:
    """Ask the questions; each motion is read once, and its questions share one clip object."""
    standing = standing_clip() if config.without_motion else None
    clips: dict[Path, MotionClip] = {}
    for start in range(0, len(questions), config.batch_size):
        batch = questions[start : start + config.batch_size]
        paths = [question.motion for question in batch]
        clips = {path: standing or clips.get(path) or read_clip(path) for path in dict.fromkeys(paths)}
        assert answerer is not None
        answers = answerer.answer([clips[path] for path in paths], [question.question for question in batch])
        yield batch, [answer.text for answer in answers]


def score(
    config: EvalConfig, data: BabelQA, questions: Sequence[Question], predictions: Sequence[str]
) -> dict[str, Any]:
    """Everything of `results.json` that follows from the answers."""

    def accuracies(answers: Sequence[str]) -> dict[str, Accuracy]:
        outcomes = [is_correct(text, question.answers) for text, question in zip(answers, questions, strict=True)]
        return accuracy_by_type(questions, outcomes, config.seed)

    metrics = accuracies(predictions)
    blind: dict[str, dict[str, Accuracy]] = {}
    if data.train:
        blind["majority"] = accuracies(majority_predictions(data.train, questions))
        blind["lookup"] = accuracies(lookup_predictions(data.train, questions))
    known = {normalise_answer(answer) for question in (*data.train, *data.questions) for answer in question.answers}
    wrong = confusions(questions, predictions)
    title = f"{config.task} {config.split}" + (", model asked without the motion" if config.without_motion else "")
    tables = [accuracy_table(title, metrics, blind), confusion_table(wrong)]
    if config.task == "babel-qa" and config.split == "test":
        tables.append(published_table(metrics))
    return {
        "data": str(config.data),
        "protocol": PROTOCOL,
        "interval": INTERVAL,
        "version": __version__,
        "seed": config.seed,
        "num_questions": len(questions),
        "num_motions": len({question.babel_id for question in questions}),
        "metrics": to_dicts(metrics),
        "blind": {name: to_dicts(row) for name, row in blind.items()},
        "best_possible": best_possible(questions),
        "outside_known_answers": sum(normalise_answer(text) not in known for text in predictions),
        "confusions": wrong,
        "tables": tables,
    }


def to_dicts(accuracies: Mapping[str, Accuracy]) -> dict[str, dict[str, float]]:
    """Accuracies as JSON can hold them."""
    return {key: value.to_dict() for key, value in accuracies.items()}

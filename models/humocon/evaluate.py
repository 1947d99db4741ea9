"""Measures a model on a benchmark, in two passes, with the blind rows and 95% intervals beside every number.

First the model answers (or chooses, scoring by vocabulary); then, where asked to, a judge reads the answers. Both
passes append to files and go on where they were stopped, in one process or in several.
"""

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from humocon.ask.asker import Asker
from humocon.ask.models import ModelOptions
from humocon.ask.protocols import AnswersQuestions
from humocon.chat import Chat, LocalChat, connect, read_chat_tokenizer
from humocon.config import config_to_dict
from humocon.errors import ConfigError
from humocon.evaluation.answering import BLIND, PREDICTIONS
from humocon.evaluation.question_set import Question, first_names
from humocon.evaluation.result import EXACT, VOCABULARY, Row, blind_predictions, exact_verdicts
from humocon.evaluation.rules import rules_predictions
from humocon.evaluation.run import Run
from humocon.evaluation.tasks import MotionQuestions, Task, VideoQuestions
from humocon.files import model_sha256
from humocon.journals import claim, hold
from humocon.parallel import Team
from humocon.training.launch import assemble
from humocon.training.report import Report, SilentReport


@dataclass(frozen=True, kw_only=True)
class EvalConfig:
    """What is measured, on what, and where the result goes.

    Attributes:
        task: the benchmark.
        data: folder of its questions.
        videos: for activitynet-qa, the folder of videos.
        pose_models: for activitynet-qa, see `lift_video`.
        splits_file: for motions, `split_question_ids.json` where it is not in the folder.
        split: train, val or test.
        output: folder of the run; an unfinished run there goes on.
        model: folder or hub id; None for the model that ships.
        scoring: "exact" and "judge" score the same free answers; "vocabulary" lets the model choose.
        judge: for "judge", the folder or hub id of a language model, or an OpenAI-compatible address.
        judge_model: the name of the model behind an address.
        batch_size: questions answered at once.
        limit: ask only this many questions, a random subset that depends on `seed` alone; None for all.
        device: where the model runs; None for the best there is.
        load_in_4bit: load the language model in 4 bits.
        compiled: compile the language model: slow at first, then faster; not for "vocabulary".
        seed: of the intervals and of the subset.
    """

    task: Literal["mocap-qa", "babel-qa", "humman-qa", "activitynet-qa"] = "mocap-qa"
    data: Path
    videos: Path | None = None
    pose_models: Path | None = None
    splits_file: Path | None = None
    split: str = "test"
    output: Path
    model: str | None = None
    scoring: Literal["exact", "vocabulary", "judge"] = "exact"
    judge: str | None = None
    judge_model: str | None = None
    batch_size: int = 32
    limit: int | None = None
    device: str | None = None
    load_in_4bit: bool = False
    compiled: bool = False
    seed: int = 0


def evaluate(
    config: EvalConfig,
    report: Report | None = None,
    *,
    answerer: AnswersQuestions | None = None,
    judge: Chat | None = None,
    judge_key: str | None = None,
) -> dict[str, Any]:
    """Ask the questions of a split, score the answers, and write `results.json` and `scores.jsonl`.

    A judged result goes to a folder of its own in the output folder, beside the exact match of the same answers.

    Args:
        config: what to measure.
        report: where progress goes; nowhere by default.
        answerer: what to measure instead of loading `config.model`, which then only names it.
        judge: what judges instead of `config.judge`.
        judge_key: for the address in `config.judge`; it is stored nowhere.

    Returns:
        The content of `results.json`.

    Raises:
        ConfigError: an option is wrong, the output folder belongs to another run, or the judge cannot be asked.
        DataError: the data is incomplete or damaged.
        CheckpointError: the model or the judge cannot be loaded.
    """
    check_config(config, judge)
    begin, report = time.monotonic(), report or SilentReport()
    team = assemble(config.device, config.seed)
    with contextlib.ExitStack() as stack:
        if team.leads:
            stack.enter_context(hold(config.output))
        stack.callback(report.finish)
        run = _prepare(config, team, report, _model_name(config, answerer))
        if config.scoring == "judge" and judge is None:
            judge = _find_judge(config, judge_key)
        run, predictions, beside = _answer(config, run, _asker(config, team, answerer))
        rows = {name: Row(said, exact_verdicts(run.questions, said)) for name, said in beside.items()}
        own = Row(predictions, exact_verdicts(run.questions, predictions))
        name, words = ("vocabulary", VOCABULARY) if config.scoring == "vocabulary" else ("exact", EXACT)
        results = run.finish(config.output, own, rows, name, words, {"seconds": time.monotonic() - begin})
        if config.scoring == "judge":
            report.finish()
            folder, own, rows, facts = run.judge(judge or _load_judge(config, team), predictions, beside)
            facts["seconds"] = time.monotonic() - begin
            results = run.finish(folder, own, rows, "judge", run.task.judged.name, facts)
        team.wait()
    return results


def check_config(config: EvalConfig, judge: Chat | None = None) -> None:
    """Refuse what makes no sense together."""
    if config.batch_size < 1:
        raise ConfigError(f"batch_size is {config.batch_size}; it must be at least 1")
    if config.limit is not None and config.limit < 1:
        raise ConfigError(f"limit is {config.limit}; it must be at least 1, or left out to ask every question")
    if config.seed < 0:
        raise ConfigError(f"seed is {config.seed}; it must not be negative")
    if config.scoring == "judge" and config.judge is None and judge is None:
        raise ConfigError("scoring by a judge needs one: --judge MODEL_OR_URL")
    if config.scoring != "judge" and config.judge is not None:
        raise ConfigError(f"a judge is given, but scoring is {config.scoring}; leave one of them out")
    if config.task == "activitynet-qa" and config.scoring == "vocabulary":
        raise ConfigError("activitynet-qa has open answers, so no vocabulary to choose from; use exact or judge")
    if config.task == "activitynet-qa" and config.videos is None:
        raise ConfigError("activitynet-qa needs --videos, the folder of v_<name>.mp4 files")


def select_questions(questions: Sequence[Question], limit: int | None, seed: int) -> list[Question]:
    """All questions, or a random subset in the original order; a smaller subset is part of a larger one."""
    if limit is None or limit >= len(questions):
        return list(questions)
    chosen = np.random.default_rng(seed).permutation(len(questions))[:limit]
    return [questions[index] for index in sorted(chosen)]


def _prepare(config: EvalConfig, team: Team, report: Report, model: str) -> Run:
    """Read the questions, take the output folder, and say what is missing."""
    if config.task == "activitynet-qa":
        task: Task = VideoQuestions(config.videos or config.data, config.pose_models)
    else:
        task = MotionQuestions(config.task, config.splits_file)
    data = task.read(config.data, config.split)
    selected = select_questions(data.questions, config.limit, config.seed)
    digest, files = model_sha256(Path(model)), task.files_sha256(data)
    half = "bfloat16" if team.device.type == "cuda" else "float32"
    identity = {
        "task": config.task,
        "split": config.split,
        "answers": "chosen from a vocabulary" if config.scoring == "vocabulary" else "free",
        "data_sha256": data.sha256,
        "files_sha256": "may grow" if task.grows else files,
        "model": digest or model,
        "precision": "4 bits" if config.load_in_4bit else half,
    }
    team.first(lambda: claim(config.output, identity, PREDICTIONS, BLIND))
    missing = list(dict.fromkeys(question.subject for question in selected if question.path is None))
    subjects = {question.subject for question in selected}
    told = {"model": model, "model_sha256": digest, "files_sha256": files, "seed": config.seed}
    told["config"] = config_to_dict(replace(config, judge=None))  # an address may hold a key; the judge tells its own
    told["coverage"] = {"selected": len(selected), "subjects": len(subjects), "missing": missing}
    run = Run(task, team, data, selected, config.output, report, identity | told, config.seed)
    if not data.train:
        report.message(
            f"warning: {config.data}: no training split there, so majority and look-up are left out"
            + (", and the vocabulary is that of the questions asked" if config.scoring == "vocabulary" else "")
        )
    if missing:
        report.message(
            f"warning: {len(missing)} of {len(subjects)} videos are missing (first: {first_names(missing)}); "
            f"{len(run.questions)} of {len(selected)} questions are asked and scored"
        )
    return run


def _answer(config: EvalConfig, run: Run, asker: Asker) -> tuple[Run, list[str], dict[str, list[str]]]:
    """The first pass: the run without what could not be read, the model's answers, and those of the rows beside it."""
    allowed = run.data.allowed if config.scoring == "vocabulary" else {}
    answered, blind = run.answer(asker, allowed, config.batch_size)
    run = run.without_unreadable(answered)
    predictions = [answered.predictions[question.question_id] for question in run.questions]
    beside = blind_predictions(run.data, run.questions, blind.predictions)
    if config.task != "activitynet-qa":
        beside["rules only"] = rules_predictions(run.questions)
    return run, predictions, beside


def _model_name(config: EvalConfig, answerer: AnswersQuestions | None) -> str:
    """The folder or hub id that is measured."""
    if config.model is not None:
        return config.model
    if answerer is not None:
        return type(answerer).__name__
    from humocon.ask.answerer import default_model

    return str(default_model())


def _asker(config: EvalConfig, team: Team, answerer: AnswersQuestions | None) -> Asker:
    """Who is asked, as `humocon ask` asks."""
    if answerer is not None:
        return Asker(lambda: answerer, timeline=False, by="model")
    options = ModelOptions(
        model=config.model, device=str(team.device), load_in_4bit=config.load_in_4bit, compiled=config.compiled
    )
    return Asker(options.load, timeline=False, language_models=options.language_models)


def _find_judge(config: EvalConfig, key: str | None) -> Chat | None:
    """The judge behind an address; None for one on this machine, of which nothing but that it is there is read yet.

    Raises:
        ConfigError: the address is wrong, or nobody answers there.
        CheckpointError: there is no such model.
    """
    assert config.judge is not None
    if "://" in config.judge:
        return connect(config.judge, config.judge_model, key)
    read_chat_tokenizer(config.judge)
    return None


def _load_judge(config: EvalConfig, team: Team) -> Chat:
    assert config.judge is not None
    return LocalChat.load(config.judge, device=str(team.device))

"""One run of a benchmark: its two passes and the files that they end in."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from humocon.ask.asker import Asker
from humocon.chat import Chat
from humocon.evaluation.answering import (
    BLIND,
    PREDICTIONS,
    Answered,
    FirstPass,
    in_reading_order,
    read_answers,
    without_motion,
)
from humocon.evaluation.judging import JUDGEMENTS, cases_of, judge_cases, read_judgements
from humocon.evaluation.question_set import Question, QuestionSet
from humocon.evaluation.result import Row, make_result, score_lines, write_result
from humocon.evaluation.tasks import Task
from humocon.journals import claim
from humocon.parallel import Team
from humocon.training.report import Report


@dataclass(frozen=True)
class Run:
    """What both passes need.

    Attributes:
        task: the benchmark.
        team: the processes that share the work.
        data: the split.
        selected: the questions that the run is about.
        folder: of the run.
        report: where progress goes.
        facts: what a result says of model, data and coverage.
        seed: of the intervals.
    """

    task: Task
    team: Team
    data: QuestionSet
    selected: Sequence[Question]
    folder: Path
    report: Report
    facts: Mapping[str, Any]
    seed: int

    @property
    def questions(self) -> list[Question]:
        """The questions whose motion or video is there."""
        return [question for question in self.selected if question.path is not None]

    def answer(self, asker: Asker, allowed: Mapping[str, Sequence[str]], batch_size: int) -> tuple[Answered, Answered]:
        """The first pass: every question with its motion, and every text once without."""
        first = FirstPass(self.folder, self.task, self.team, batch_size, allowed, asker)
        needed = {(question.kind, question.question) for question in self.questions}
        unseen = [q for q in without_motion(self.data.questions) if (q.kind, q.question) in needed]
        known = [
            sum(q.question_id in known.predictions or q.question_id in known.unreadable for q in asked)
            for name, asked in ((PREDICTIONS, self.questions), (BLIND, unseen))
            for known in (read_answers(self.folder, name),)
        ]
        facts = {"model": self.facts["model"], "questions": len(self.questions), "without motion": len(unseen)}
        progress = self._progress("eval", len(self.questions) + len(unseen), sum(known), facts)
        answered = first.ask(PREDICTIONS, in_reading_order(self.questions), progress)
        return answered, first.ask(BLIND, in_reading_order(unseen), progress)

    def judge(
        self, judge: Chat, predictions: Sequence[str], blind: Mapping[str, Sequence[str]]
    ) -> tuple[Path, Row, dict[str, Row], dict[str, Any]]:
        """The second pass: the answers of the model and the blind rows, each case once.

        Returns:
            the folder of this judge's result, the model's row, the blind rows, and what the result says of the judge.

        Raises:
            ConfigError: the judge cannot be asked; what was judged is kept.
        """
        protocol, identity = self.task.judged, judge.identity
        facts = {"protocol": protocol.name, "prompt_sha256": protocol.sha256, "judge": identity}
        digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:8]
        slug = re.sub(r"[^A-Za-z0-9.]+", "-", identity["name"].rstrip("/").rsplit("/", 1)[-1]).strip("-")[:40]
        folder = self.folder / f"judge-{slug}-{digest}"
        self.team.first(lambda: claim(folder, facts, JUDGEMENTS))
        rows = {"": list(predictions), **{name: list(said) for name, said in blind.items()}}
        cases = {name: cases_of(self.questions, said) for name, said in rows.items()}
        every = [case for row in cases.values() for case in row]
        total, known = {case.key for case in every}, read_judgements(folder).keys()
        shown = {"judge": identity["name"], "address": identity["address"], "cases": len(total)}
        progress = self._progress("judge", len(total), len(total & known), shown)
        judged = judge_cases(folder, every, judge, protocol, self.team, progress)
        scored = {name: Row(rows[name], [judged[case.key].verdict for case in cases[name]]) for name in rows}
        used = {case.key: judged[case.key] for case in every}.values()
        facts["judge_versions"] = sorted({judgement.version for judgement in used if judgement.version})
        facts["judge_attempts"] = sum(judgement.attempts for judgement in used)
        return folder, scored.pop(""), scored, facts

    def finish(
        self, folder: Path, model: Row, blind: Mapping[str, Row], scoring: str, protocol: str, more: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Make the result; the first process writes it."""
        title = f"{self.facts['task']} {self.facts['split']}"
        asked, selected, every = len(self.questions), len(self.selected), len(self.data.questions)
        if selected < every:
            title += f", {selected:,} questions drawn out of {every:,}"
        if asked < selected:
            title += f", {asked:,} of {selected:,} questions: the other videos are missing or unreadable"
        published = self.task.published(self.data.split)
        options = {"title": title, "scoring": scoring, "protocol": protocol, "seed": self.seed}
        result = make_result(self.data, self.questions, model, blind, published, **options)
        results = {**self.facts, "folder": str(folder), **more, **result}
        if self.team.leads:
            write_result(folder, results, score_lines(self.questions, model))
        return results

    def without_unreadable(self, answered: Answered) -> "Run":
        """The same run without the questions whose video could not be read, which its coverage names."""
        asked = {question.question_id: question.subject for question in self.questions}
        bad, refused = (
            {asked[name]: reason for name, reason in found.items() if name in asked}
            for found in (answered.unreadable, answered.refused)
        )
        coverage = self.facts["coverage"] | {"unreadable": bad, "refused": refused}
        facts = {**self.facts, "coverage": coverage, "answered_by_code": sorted(answered.code)}
        selected = [replace(q, path=None) if q.question_id in answered.unreadable else q for q in self.selected]
        run = replace(self, selected=selected, facts=facts)
        coverage["scored"] = len(run.questions)
        return run

    def _progress(self, name: str, total: int, known: int, facts: Mapping[str, Any]) -> Callable[[int], None]:
        """Starts a pass on the report; call the result with how many more are done."""
        count = known
        processes = {"already done": known, "processes": self.team.description, "num_processes": self.team.size}
        self.report.start(f"{name} {self.facts['task']}", total, {**facts, **processes}, known)

        def add(more: int) -> None:
            nonlocal count
            count += more
            self.report.metrics(count, {"done": count / total}, self.data.split)

        return add

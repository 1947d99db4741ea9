"""Questions about thousands of files: the answers go to a file that only grows, and a run goes on where it stopped."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from humocon_cli.asking import word_warnings
from humocon_cli.console import console, error_console
from humocon_cli.options import AskOptions
from humocon_cli.pending import NOTHING, Asked, Plan, make_plan, read_done
from humocon_cli.replying import Replier
from humocon_cli.stages import is_one_of_several

if TYPE_CHECKING:
    from humocon.parallel import Team
    from humocon.training.report import Report

_SUFFIX = ".jsonl"


def refuse_several_processes() -> None:
    """Answers on the terminal come from one process.

    Raises:
        UsageError: a launcher started more.
    """
    if is_one_of_several():
        raise click.UsageError("several processes run: give --output FILE.jsonl, where they share the files")


def collect(names: Sequence[str], questions: Sequence[str], options: AskOptions, output: Path) -> None:
    """Answer the questions about the files that are not answered in `output` yet.

    Several processes share the files; each appends to a file of its own, and at the end all lines are in `output`.

    Args:
        names: files, folders, or `-` for names on stdin, which the first process alone reads.
        questions: asked about each file.
        options: how to answer.
        output: a `.jsonl` file, one line for each file and question in no particular order. A file that failed is
            tried again by the next run, and told again only if the error is another one: of several lines about one
            file and question, that with an answer counts.

    Raises:
        Exit: with 1 where a file failed.
        HumoconError: as its message says.
    """
    if output.suffix != _SUFFIX:
        raise click.UsageError(f"--output {output}: name a file that ends in {_SUFFIX}")
    if not questions:
        raise click.UsageError("no question: add one after the files, or with -q")
    if options.motion is not None or options.overlay is not None:
        raise click.UsageError("--motion and --save-overlay go with one video, without --output")
    from humocon.files import hold
    from humocon.parallel import leave_together
    from humocon.training.launch import assemble

    team = assemble(options.device, seed=0)
    options = replace(options, device=str(team.device), spins=False)
    if not team.leads:
        _answer(team, team.tell(lambda: NOTHING), options, output)
        leave_together()
        return
    begin = time.monotonic()
    with hold(output.parent, f".{output.stem}.lock"):
        asked = list(dict.fromkeys(questions))
        plan = team.tell(lambda: make_plan(names, asked, options, output))
        _answer(team, plan, options, output)
        failed = _tell_end(plan, output, time.monotonic() - begin)
        leave_together()
    if failed:
        raise click.exceptions.Exit(1)


def _answer(team: "Team", plan: Plan, options: AskOptions, output: Path) -> None:
    """Do this process's share, and, in the first process, show how far all of them are and join their lines."""
    from humocon.files import join_journal
    from humocon.training.report import SilentReport
    from humocon_cli.display import LiveReport

    report = LiveReport(error_console(), unit="answer") if team.leads else SilentReport()
    facts = {"processes": team.description, "num_processes": team.size, "already there": plan["answered"]}
    report.start("ask", plan["total"], facts, plan["answered"])
    share, count = _Share(team.process, plan, options, output, report), plan["answered"]

    def done(more: int) -> None:
        nonlocal count
        count += more
        report.metrics(count, {})

    try:
        team.work([plan["batches"][process :: team.size] for process in range(team.size)], share.answer, done)
        team.first(lambda: join_journal(output.parent, output.stem))
    except KeyboardInterrupt:
        report.message("the same command goes on where this one stopped")
        raise
    finally:
        report.finish()


class _Share:
    """What one process does: answers batches and appends a line for each file and question.

    Args:
        process: number of this one.
        plan: of all of them.
        options: how to answer.
        output: as the user named it.
        report: is told the words that the model never learned.
    """

    def __init__(self, process: int, plan: Plan, options: AskOptions, output: Path, report: "Report") -> None:
        self.process, self.questions, self.output, self.report = process, plan["questions"], output, report
        self.told = {(file, question): error for file, question, error in plan["failed"]}
        self.replier = Replier(options)

    def answer(self, batch: Sequence[Asked]) -> int:
        """Answer one batch; returns how many pairs of file and question it had."""
        from humocon.files import append

        first = self.replier.answerer is None
        lines = self.replier.lines([(Path(file), asked) for file, asked in batch])
        if first and self.replier.answerer is not None:
            for question in self.questions:
                for warning in word_warnings(self.replier.answerer, question):
                    self.report.message(f"warning: {warning}")
        append(self.output.parent, self.output.stem, self.process, [line for line in lines if self._is_news(line)])
        return len(lines)

    def _is_news(self, line: dict[str, object]) -> bool:
        """Whether a line says more than that the same thing is wrong as in an earlier run."""
        pair = (str(line["file"]), str(line["question"]))
        return line["answer"] is not None or self.told.get(pair) != line["error"]


def _tell_end(plan: Plan, output: Path, seconds: float) -> int:
    """Say what there is now; returns how many of the pairs that were asked now have no answer."""
    done = read_done(output)
    asked = {(file, question) for batch in plan["batches"] for file, questions in batch for question in questions}
    failed = len(asked & done.failed.keys())
    told = f"{len(asked & done.answered):,} answers in {seconds:,.0f} s"
    told += f', {failed:,} failed (lines with "error")' if failed else ""
    console().print(f"written to {output}: {told}", markup=False, soft_wrap=True)
    return failed

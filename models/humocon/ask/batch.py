"""Thousands of questions: the answers go to a file that only grows, and a run goes on where it stopped."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypedDict, cast

from humocon.ask.asker import Asker, By
from humocon.ask.jobs import Job, line_key
from humocon.ask.models import ModelOptions
from humocon.ask.take import TakeOptions
from humocon.file_kinds import VIDEO_SUFFIXES
from humocon.files import model_sha256
from humocon.journals import append, claim, hold, join_journal, read_journal
from humocon.parallel import Team, leave_together
from humocon.training.report import Report, SilentReport

_AT_ONCE = 256
"""Weight of the files that a process reads, answers and writes together: the more, the better clips of like length find
each other; but they are in memory together, and lost together when the process is killed."""
_VIDEO_WEIGHT = 64
_MEGABYTE_WEIGHT = 4


class Plan(TypedDict):
    """What is to be done, as JSON can carry it from process to process.

    Attributes:
        total: questions about files.
        answered: how many of them were answered before.
        failed: (key, error) of those that failed before.
        batches: what is pending, in the portions in which it is answered.
    """

    total: int
    answered: int
    failed: list[tuple[str, str]]
    batches: list[list[dict[str, Any]]]


@dataclass(frozen=True)
class Done:
    """What the lines of a file tell: keys of those that are answered, and errors of those that only failed."""

    answered: set[str]
    failed: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What a run has answered of what it was asked, and what failed."""

    answered: int
    failed: int


def collect(
    jobs: Sequence[Job],
    asker: Asker,
    output: Path,
    team: Team,
    report: Report | None = None,
    identity: Mapping[str, object] | None = None,
) -> Outcome:
    """Answer what is not answered in `output` yet.

    Several processes share the jobs; each appends to a file of its own, and at the end all lines are in `output`.

    Args:
        jobs: in every process; those of the first count.
        asker: of this process.
        output: a `.jsonl` file, one line for each question in no particular order. What failed is tried again by the
            next run, and told again only if the error is another one: of several lines about one question, that with
            an answer counts.
        team: the processes.
        report: is told how far all of them are, in the first process.
        identity: what the answers depend on beside the jobs; see `identity_of`.

    Raises:
        ConfigError: `output` belongs to another run, or cannot be written.
    """
    report = report if report is not None and team.leads else SilentReport()
    if not team.leads:
        _work(team.tell(lambda: Plan(total=0, answered=0, failed=[], batches=[])), asker, output, team, report)
        leave_together()
        return Outcome(0, 0)
    with hold(output.parent, f".{output.stem}.lock"):
        plan = team.tell(lambda: _make_plan(jobs, identity or {}, output))
        try:
            _work(plan, asker, output, team, report)
        except KeyboardInterrupt:
            report.message("the same command goes on where this one stopped")
            raise
        finally:
            report.finish()
        done = read_done(output)
        leave_together()
    asked = {key for batch in plan["batches"] for job in batch for key in _job(job).keys()}
    return Outcome(len(asked & done.answered), len(asked & done.failed.keys()))


def identity_of(model: ModelOptions, options: TakeOptions, *, by: By = "both", timeline: bool) -> dict[str, object]:
    """What answers depend on beside files and questions: they are not mixed with those of another model."""
    folder = model.folder
    server = {"server": model.server, "server_model": model.server_model} if model.server is not None else {}
    shown = {"reads": model.reads} if model.reads is not None else {}
    return {
        "model": str(model.model or folder.name),
        "model_sha256": model_sha256(folder),
        "load_in_4bit": model.load_in_4bit,
        "body_model": None if options.body_model is None else str(options.body_model),
        "fps": options.fps,
        "up": options.up,
        "person": options.person,
        "skeleton": options.skeleton,
        "timeline": timeline,
        "by": by,
        **server,
        **shown,
    }


def read_done(output: Path) -> Done:
    """What the lines so far tell.

    Raises:
        ConfigError: a line is damaged.
    """
    done = Done(set(), {})
    for line in read_journal(output.parent, output.stem, {"file": str, "question": str, "answer": str | None}):
        if line["answer"] is not None:
            done.answered.add(line_key(line))
        else:
            done.failed[line_key(line)] = str(line.get("error"))
    for key in done.answered & done.failed.keys():
        del done.failed[key]
    return done


def _work(plan: Plan, asker: Asker, output: Path, team: Team, report: Report) -> None:
    """Do this process's share, and, in the first process, show how far all of them are and join their lines."""
    facts = {"processes": team.description, "num_processes": team.size, "already there": plan["answered"]}
    report.start("ask", plan["total"], facts, plan["answered"])
    told, count = dict(plan["failed"]), plan["answered"]
    warned: set[str] = set()

    def answer(batch: Sequence[dict[str, Any]]) -> int:
        lines = asker.lines([_job(job) for job in batch])
        # An error that an earlier run told is no news.
        news = [line for line in lines if line["answer"] is not None or told.get(line_key(line)) != line["error"]]
        append(output.parent, output.stem, team.process, news)
        told_of = {(str(line["question"]), warning) for line in news for warning in cast("list[str]", line["warnings"])}
        for question in dict.fromkeys(question for question, _ in told_of if question not in warned):
            warned.add(question)  # of each question once, however many files it is asked about
            for warning in asker.word_warnings(question):
                if (question, warning) in told_of:
                    report.message(f"warning: {warning}")
        return len(lines)

    def done(more: int) -> None:
        nonlocal count
        count += more
        report.metrics(count, {})

    shares = team.shares(plan["batches"])
    with asker.lifting_ahead(Path(job["file"]) for batch in shares[team.process] for job in batch):
        team.work(shares, answer, done)
    team.first(lambda: join_journal(output.parent, output.stem))


def _make_plan(jobs: Sequence[Job], identity: Mapping[str, object], output: Path) -> Plan:
    """Take `output` for this run, or go on with it, and find out what is pending."""
    claim(output.parent, identity, output.stem, run_file=f"{output.stem}.run.json")
    join_journal(output.parent, output.stem)
    done = read_done(output)
    pending, total = [], 0
    for job in jobs:
        keys = job.keys()
        total += len(keys)
        missing = [question for question, key in zip(job.questions, keys, strict=True) if key not in done.answered]
        if missing:  # a conversation is had from its beginning
            pending.append(job if job.conversation else Job(job.file, tuple(missing), beside=job.beside))
    return Plan(
        total=total,
        answered=total - sum(len(job.questions) for job in pending),
        failed=list(done.failed.items()),
        batches=[[asdict(job) | {"file": str(job.file)} for job in batch] for batch in _batches(pending)],
    )


def _batches(jobs: Sequence[Job]) -> Iterator[list[Job]]:
    """Neighbouring files, many small ones or a few large ones, so that memory stays the same."""
    batch: list[Job] = []
    weight = 0
    for job in jobs:
        own = _weight(job.file) + len(job.questions) - 1
        if batch and weight + own > _AT_ONCE:
            yield batch
            batch, weight = [], 0
        batch.append(job)
        weight += own
    if batch:
        yield batch


def _weight(file: Path) -> int:
    if file.suffix.lower() in VIDEO_SUFFIXES:
        return _VIDEO_WEIGHT
    try:
        return 1 + _MEGABYTE_WEIGHT * (file.stat().st_size // 1_000_000)
    except OSError:  # told when it is read
        return 1


def _job(entry: Mapping[str, Any]) -> Job:
    return Job(Path(entry["file"]), tuple(entry["questions"]), entry["conversation"], entry["beside"])

"""What a run over many files has done already and has still to do, read off the file that it writes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from humocon_cli.asking import find_files
from humocon_cli.options import AskOptions

_KEYS = {"file": str, "question": str, "answer": str | None}
_AT_ONCE = 256
"""Weight of the files that a process reads, answers and writes together: the more, the better clips of like length find
each other; but they are in memory together, and lost together when the process is killed."""
_VIDEO_WEIGHT = 64
_MEGABYTE_WEIGHT = 4

Asked = tuple[str, list[str]]
"""A file and what is to be asked about it."""


class Plan(TypedDict):
    """What is to be done, as JSON can carry it from process to process.

    Attributes:
        questions: all of them.
        total: pairs of file and question.
        answered: how many of them were answered before.
        failed: (file, question, error) of those that failed before.
        batches: what is pending, in the portions in which it is answered.
    """

    questions: list[str]
    total: int
    answered: int
    failed: list[tuple[str, str, str]]
    batches: list[list[Asked]]


@dataclass(frozen=True)
class Done:
    """What the lines tell: pairs (file, question) that are answered, and the errors of those that only failed."""

    answered: set[tuple[str, str]]
    failed: dict[tuple[str, str], str]


NOTHING = Plan(questions=[], total=0, answered=0, failed=[], batches=[])


def make_plan(names: Sequence[str], questions: list[str], options: AskOptions, output: Path) -> Plan:
    """Take `output` for this run, or go on with it, and find out what is pending.

    Raises:
        ConfigError: it belongs to another run, or cannot be written.
        DataError: a folder cannot be read.
    """
    from humocon.files import claim, join_journal

    files = list(dict.fromkeys(str(file) for file in find_files(names)))
    claim(output.parent, _identity(options), output.stem, run_file=f"{output.stem}.run.json")
    join_journal(output.parent, output.stem)
    done = read_done(output)
    wanted = [(file, [q for q in questions if (file, q) not in done.answered]) for file in files]
    pending = [(file, asked) for file, asked in wanted if asked]
    total = len(files) * len(questions)
    return Plan(
        questions=questions,
        total=total,
        answered=total - sum(len(asked) for _, asked in pending),
        failed=[(*pair, error) for pair, error in done.failed.items()],
        batches=list(_batches(pending)),
    )


def read_done(output: Path) -> Done:
    """What the lines so far tell.

    Raises:
        ConfigError: a line is damaged.
    """
    from humocon.files import read_journal

    done = Done(set(), {})
    for line in read_journal(output.parent, output.stem, _KEYS):
        pair = (str(line["file"]), str(line["question"]))
        if line["answer"] is not None:
            done.answered.add(pair)
        else:
            done.failed[pair] = str(line.get("error"))
    for pair in done.answered & done.failed.keys():
        del done.failed[pair]
    return done


def _batches(asked: Sequence[Asked]) -> Iterator[list[Asked]]:
    """Neighbouring files, many small ones or a few large ones, so that memory stays the same."""
    batch: list[Asked] = []
    weight = 0
    for file, questions in asked:
        own = _weight(Path(file)) + len(questions) - 1
        if batch and weight + own > _AT_ONCE:
            yield batch
            batch, weight = [], 0
        batch.append((file, questions))
        weight += own
    if batch:
        yield batch


def _weight(file: Path) -> int:
    from humocon.video.sniff import VIDEO_SUFFIXES

    if file.suffix.lower() in VIDEO_SUFFIXES:
        return _VIDEO_WEIGHT
    try:
        return 1 + _MEGABYTE_WEIGHT * (file.stat().st_size // 1_000_000)
    except OSError:  # told when it is read
        return 1


def _identity(options: AskOptions) -> dict[str, object]:
    """What answers depend on beside files and questions: they are not mixed with those of another model."""
    from humocon.ask.answerer import default_model
    from humocon.files import model_sha256

    model = options.model or str(default_model())
    return {
        "model": options.model or Path(model).name,
        "model_sha256": model_sha256(Path(model).expanduser()),
        "load_in_4bit": options.load_in_4bit,
        "body_model": None if options.body_model is None else str(options.body_model),
        "fps": options.fps,
        "up": options.up,
        "timeline": options.timeline,
    }

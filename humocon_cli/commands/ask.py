"""`humocon ask`: questions about motion files."""

import itertools
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from humocon_cli.answers import TimedAnswer, show_facts, show_timeline, stream_answer, write_answer, write_failure
from humocon_cli.asking import (
    AskOptions,
    check_question,
    clip_warnings,
    find_files,
    load_answerer,
    read_clips,
    split_words,
    word_warnings,
)
from humocon_cli.console import error_console, show_error, show_warning

if TYPE_CHECKING:
    from humocon.errors import HumoconError
    from humocon.language.answerer import Answerer
    from humocon.motion.clip import MotionClip

_AXES = ("x", "y", "z", "-x", "-y", "-z")
_BATCH_SIZE = 16


@click.command()
@click.argument("words", nargs=-1, metavar="FILES... [QUESTION]")
@click.option("-q", "--question", "questions", multiple=True, help="A question; may be given several times.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each file and question.")
@click.option("--model", metavar="DIR_OR_HUB_ID", help="The model; by default the one that ships.")
@click.option("--load-in-4bit", is_flag=True, help="Load the language model in 4-bit NF4.")
@click.option("--device", help="cpu, cuda, cuda:1 ...; by default the first GPU, else the CPU.")
@click.option("--body-model", type=click.Path(path_type=Path), help="Your SMPL, SMPL-H or SMPL-X model file or folder.")
@click.option("--fps", type=click.FloatRange(1, 1000), help="Poses per second, where the file does not say.")
@click.option("--up", type=click.Choice(_AXES), help="The axis that points up, where the posture misleads.")
@click.option("--no-timeline", is_flag=True, help="Leave out the timeline of concepts.")
def ask(
    words: tuple[str, ...],
    questions: tuple[str, ...],
    as_json: bool,
    model: str | None,
    load_in_4bit: bool,
    device: str | None,
    body_model: Path | None,
    fps: float | None,
    up: str | None,
    no_timeline: bool,
) -> None:
    """Answer a question about one or more motion files.

    FILES are motion files, folders, or - for a list of names on stdin. Without a QUESTION, a conversation with memory
    begins (/reset forgets, /quit or Ctrl-D ends).
    """
    options = AskOptions(model, device, load_in_4bit, body_model, fps, up, not no_timeline)
    names, asked = split_words(words, questions)
    for question in asked:
        check_question(question)
    files = list(find_files(names))
    if not asked:
        if len(files) != 1 or as_json or "-" in names:
            raise click.UsageError("no question: add one after the files, or with -q (a conversation takes one file)")
        _converse(files[0], options)
    elif (_answer_as_json if as_json else _answer_each)(files, asked, options):
        raise click.exceptions.Exit(1)


def _answer_each(files: Sequence[Path], questions: Sequence[str], options: AskOptions) -> bool:
    """Stream the answers, one file after the other; returns whether a file failed."""
    from humocon.errors import HumoconError

    answerer, failed = None, False
    for file, clip in read_clips(files, options):
        if isinstance(clip, Exception):
            show_error(str(clip))
            failed = True
            continue
        if answerer is None:
            answerer = load_answerer(options)
            for warning in itertools.chain.from_iterable(word_warnings(answerer, question) for question in questions):
                show_warning(warning)
        show_facts(file, clip, clip_warnings(answerer, clip))
        try:
            for question in questions:
                stream_answer(question, answerer.stream(clip, [{"role": "user", "content": question}]))
            if options.timeline:
                show_timeline(answerer.timeline(clip))
        except HumoconError as error:
            show_error(f"{file}: {error}")
            failed = True
    return failed


def _answer_as_json(files: Sequence[Path], questions: Sequence[str], options: AskOptions) -> bool:
    """Write one JSON line for each file and question, answered in batches; returns whether a file failed."""
    answerer, failed = None, False
    reads = read_clips(files, options)
    while batch := list(itertools.islice(reads, _BATCH_SIZE)):
        pairs = [(clip, question) for _, clip in batch if not isinstance(clip, Exception) for question in questions]
        if pairs and answerer is None:
            answerer = load_answerer(options)
        replies = iter(_reply_to_all(answerer, pairs) if answerer else ())
        for file, clip in batch:
            for question in questions:
                reply = clip if isinstance(clip, Exception) else next(replies)
                if isinstance(reply, Exception) or isinstance(clip, Exception) or answerer is None:
                    write_failure(file, question, str(reply))
                    failed = True
                    continue
                spans = answerer.timeline(clip) if options.timeline else None
                warnings = [*clip_warnings(answerer, clip), *word_warnings(answerer, question)]
                write_answer(file, question, reply, clip, warnings, spans)
    return failed


def _reply_to_all(
    answerer: "Answerer", pairs: "Sequence[tuple[MotionClip, str]]"
) -> "list[TimedAnswer | HumoconError]":
    """Answers to questions about clips, made together; where one cannot be answered, each alone."""
    from humocon.errors import HumoconError

    begin = time.perf_counter()
    try:
        answers = answerer.answer([clip for clip, _ in pairs], [question for _, question in pairs])
    except HumoconError as error:
        if len(pairs) == 1:
            return [error]
        return [_reply_to_all(answerer, [pair])[0] for pair in pairs]
    seconds = (time.perf_counter() - begin) / len(pairs)
    return [TimedAnswer(answer.text, seconds) for answer in answers]


def _converse(file: Path, options: AskOptions) -> None:
    """Answer the lines of stdin about one file, each with what was said before."""
    ((_, clip),) = read_clips([file], options)
    if isinstance(clip, Exception):
        raise clip
    answerer = load_answerer(options)
    show_facts(file, clip, clip_warnings(answerer, clip))
    if options.timeline:
        show_timeline(answerer.timeline(clip))
    messages: list[dict[str, str]] = []
    heard = False
    for line in _lines():
        heard = True
        if line == "/quit":
            return
        if line == "/reset":
            messages = []
            continue
        messages.append({"role": "user", "content": line})
        answer = _reply(answerer, clip, messages)
        if answer is None:
            messages.pop()
        else:
            messages.append({"role": "assistant", "content": answer})
    if not heard and not sys.stdin.isatty():
        raise click.UsageError("no question: add one after the file, or with -q")


def _reply(answerer: "Answerer", clip: "MotionClip", messages: list[dict[str, str]]) -> str | None:
    """Stream the answer to the last message; None, with its line, for a question that cannot be asked."""
    from humocon.errors import HumoconError

    question = messages[-1]["content"]
    try:
        check_question(question)
        for warning in word_warnings(answerer, question):
            show_warning(warning)
        return stream_answer(None if sys.stdin.isatty() else question, answerer.stream(clip, messages))
    except HumoconError as error:
        show_error(str(error))
        return None


def _lines() -> Iterator[str]:
    """The lines that the user types, with a prompt on a terminal, until Ctrl-D; empty ones are left out."""
    interactive = sys.stdin.isatty()
    if interactive:
        try:
            import readline  # noqa: F401 - editing and history in input()
        except ImportError:
            pass
        error_console().print("[dim]Ask about the motion. /reset forgets, /quit or Ctrl-D ends.[/dim]")
    while True:
        try:
            line = input("? " if interactive else "").strip()
        except EOFError:
            if interactive:
                click.echo()
            return
        if line:
            yield line

"""A conversation about one file: the form that `ask` takes without a question."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from humocon_cli.answers import show_concepts, show_evidence, show_facts, stream_answer
from humocon_cli.asking import (
    check_question,
    clip_warnings,
    find_evidence,
    load_answerer,
    stream_from,
    word_warnings,
)
from humocon_cli.console import error_console, show_error, show_warning
from humocon_cli.options import AskOptions
from humocon_cli.taking import Take, add_key_frames, read_takes

if TYPE_CHECKING:
    from humocon.ask.answerer import Answerer


def converse(file: Path, options: AskOptions) -> None:
    """Answer the lines of stdin about one file, each with what was said before."""
    ((_, take),) = read_takes([file], options)
    if isinstance(take, Exception):
        raise take
    if take.refusal is not None:
        show_facts(take, take.clip.source.warnings)
        click.echo(take.refused_answer)
        return
    answerer = load_answerer(options)
    take = add_key_frames(take, answerer)
    show_facts(take, clip_warnings(answerer, take.clip))
    show_concepts(answerer, take, options)
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
        answer = _reply(answerer, take, messages)
        if answer is None:
            messages.pop()
        else:
            messages.append({"role": "assistant", "content": answer})
    if not heard and not sys.stdin.isatty():
        raise click.UsageError("no question: add one after the file, or with -q")


def _reply(answerer: "Answerer", take: Take, messages: list[dict[str, str]]) -> str | None:
    """Stream the answer to the last message; None, with its line, for a question that cannot be asked."""
    from humocon.errors import HumoconError

    question = messages[-1]["content"]
    try:
        check_question(question)
        for warning in word_warnings(answerer, question):
            show_warning(warning)
        pieces = stream_from(answerer, take, messages)
        answer = stream_answer(None if sys.stdin.isatty() else question, pieces)
        show_evidence(find_evidence(take, question, answer, pieces.probability))
        return answer
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

"""Questions about many files: answered one after the other for a reader, or in batches for a program."""

import itertools
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from humocon_cli.answers import (
    TimedAnswer,
    answer_line,
    failure_line,
    refusal_line,
    save_overlay_of,
    show_concepts,
    show_evidence,
    show_facts,
    stream_answer,
)
from humocon_cli.asking import (
    clip_warnings,
    find_evidence,
    load_answerer,
    stream_from,
    word_warnings,
)
from humocon_cli.console import show_error, show_warning
from humocon_cli.options import AskOptions
from humocon_cli.taking import Take, add_key_frames, read_takes

if TYPE_CHECKING:
    from humocon.ask.answerer import Answerer
    from humocon.errors import HumoconError


_BATCH_SIZE = 16


def answer_each(files: Sequence[Path], questions: Sequence[str], options: AskOptions) -> bool:
    """Stream the answers, one file after the other; returns whether a file failed."""
    from humocon.errors import HumoconError

    answerer, failed = None, False
    for file, take in read_takes(files, options):
        if isinstance(take, Exception):
            show_error(str(take))
            failed = True
            continue
        if take.refusal is not None:
            _show_refused(take, questions)
            continue
        if answerer is None:
            answerer = load_answerer(options)
            for warning in itertools.chain.from_iterable(word_warnings(answerer, question) for question in questions):
                show_warning(warning)
        try:
            take = add_key_frames(take, answerer)
            show_facts(take, clip_warnings(answerer, take.clip))
            for question in questions:
                pieces = stream_from(answerer, take, [{"role": "user", "content": question}])
                answer = stream_answer(question, pieces)
                show_evidence(find_evidence(take, question, answer, pieces.probability))
            show_concepts(answerer, take, options)
        except HumoconError as error:
            show_error(f"{file}: {error}")
            failed = True
    return failed


def _show_refused(take: Take, questions: Sequence[str]) -> None:
    """Say for each question that nothing can be answered, and why."""
    show_facts(take, take.clip.source.warnings)
    for question in questions:
        stream_answer(question, [take.refused_answer])


def answer_as_json(files: Sequence[Path], questions: Sequence[str], options: AskOptions) -> bool:
    """Write one JSON line for each file and question, answered in batches; returns whether a file failed."""
    replier, failed, rest = Replier(options), False, iter(files)
    while batch := list(itertools.islice(rest, _BATCH_SIZE)):
        for line in replier.lines([(file, questions) for file in batch]):
            click.echo(json.dumps(line, ensure_ascii=False))
            failed = failed or line["answer"] is None
    return failed


class Replier:
    """Answers questions about files in batches; the model is loaded for the first file that can be read.

    Args:
        options: how to answer.

    Attributes:
        answerer: the model, once it is loaded.
    """

    def __init__(self, options: AskOptions) -> None:
        self.options = options
        self.answerer: Answerer | None = None

    def lines(self, batch: "Sequence[tuple[Path, Sequence[str]]]") -> list[dict[str, object]]:
        """What is told of each question about each file, in their order; `answer` is None where there is an error."""
        found = [take for _, take in read_takes([file for file, _ in batch], self.options)]
        if self.answerer is None and any(not isinstance(take, Exception) and take.refusal is None for take in found):
            self.answerer = load_answerer(self.options)
        found = [_with_key_frames(take, self.answerer) for take in found]
        pairs = [
            (take, question)
            for take, (_, questions) in zip(found, batch, strict=True)
            if not isinstance(take, Exception) and take.refusal is None
            for question in questions
        ]
        replies = iter(_reply_to_all(self.answerer, pairs) if self.answerer and pairs else ())
        return [
            line
            for take, (file, questions) in zip(found, batch, strict=True)
            for line in self._lines_of(file, take, questions, replies)
        ]

    def _lines_of(
        self,
        file: Path,
        take: "Take | HumoconError",
        questions: Sequence[str],
        replies: "Iterator[TimedAnswer | HumoconError]",
    ) -> Iterator[dict[str, object]]:
        """The lines of one file, which takes its replies from those of the batch."""
        if isinstance(take, Exception):
            yield from (failure_line(file, question, str(take)) for question in questions)
            return
        if take.refusal is not None:
            yield from (refusal_line(take, question) for question in questions)
            return
        assert self.answerer is not None
        spans = None
        for question in questions:
            reply = next(replies)
            if isinstance(reply, Exception):
                yield failure_line(file, question, str(reply))
                continue
            if (
                spans is None
                and take.motion is not None
                and (self.options.timeline or self.options.overlay is not None)
            ):
                spans = self.answerer.timeline(take.motion)
            warnings = [*clip_warnings(self.answerer, take.clip), *word_warnings(self.answerer, question)]
            evidence = find_evidence(take, question, reply.text, reply.probability)
            shown = spans if self.options.timeline else None
            yield answer_line(take, question, reply, warnings, shown, evidence)
        if spans is not None and self.options.overlay is not None:
            save_overlay_of(take, spans, self.options.overlay)


def _with_key_frames(take: "Take | HumoconError", answerer: "Answerer | None") -> "Take | HumoconError":
    """A take ready to be asked about, or what is wrong with it."""
    from humocon.errors import HumoconError

    if isinstance(take, Exception) or answerer is None or take.refusal is not None:
        return take
    try:
        return add_key_frames(take, answerer)
    except HumoconError as error:
        return error


def _reply_to_all(answerer: "Answerer", pairs: Sequence[tuple[Take, str]]) -> "list[TimedAnswer | HumoconError]":
    """Answers to questions about takes, made together; where one cannot be answered, each alone."""
    from humocon.errors import HumoconError

    begin = time.perf_counter()
    try:
        questions, videos = [question for _, question in pairs], [take.video for take, _ in pairs]
        if any(video is not None for video in videos):
            answers = answerer.answer([take.motion for take, _ in pairs], questions, videos=videos)
        else:
            answers = answerer.answer([take.clip for take, _ in pairs], questions)
    except HumoconError as error:
        if len(pairs) == 1:
            return [error]
        return [_reply_to_all(answerer, [pair])[0] for pair in pairs]
    seconds = (time.perf_counter() - begin) / len(pairs)
    return [TimedAnswer(answer.text, answer.probability, seconds) for answer in answers]

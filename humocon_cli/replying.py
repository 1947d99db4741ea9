"""Questions about many files: answered one after the other for a reader, or in batches for a program."""

import itertools
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from humocon_cli.answers import (
    TimedAnswer,
    save_overlay_of,
    show_concepts,
    show_evidence,
    show_facts,
    stream_answer,
    write_answer,
    write_failure,
    write_refusal,
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
    from humocon.errors import HumoconError
    from humocon.language.answerer import Answerer


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
                answer = stream_answer(question, stream_from(answerer, take, [{"role": "user", "content": question}]))
                show_evidence(*find_evidence(take, [(question, answer)]))
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
    answerer, failed = None, False
    reads = read_takes(files, options)
    while batch := list(itertools.islice(reads, _BATCH_SIZE)):
        if answerer is None and any(not isinstance(take, Exception) and take.refusal is None for _, take in batch):
            answerer = load_answerer(options)
        batch = [(file, _with_key_frames(take, answerer)) for file, take in batch]
        takes = [take for _, take in batch if not isinstance(take, Exception) and take.refusal is None]
        pairs = [(take, question) for take in takes for question in questions]
        replies = iter(_reply_to_all(answerer, pairs) if answerer else ())
        for file, take in batch:
            for question in questions:
                if not isinstance(take, Exception) and take.refusal is not None:
                    write_refusal(take, question)
                    continue
                reply = take if isinstance(take, Exception) else next(replies)
                if isinstance(reply, Exception) or isinstance(take, Exception) or answerer is None:
                    write_failure(file, question, str(reply))
                    failed = True
                    continue
                spans = answerer.timeline(take.motion) if options.timeline and take.motion is not None else None
                warnings = [*clip_warnings(answerer, take.clip), *word_warnings(answerer, question)]
                (evidence,) = find_evidence(take, [(question, reply.text)])
                write_answer(take, question, reply, warnings, spans, evidence)
        if answerer is not None and options.overlay is not None:
            for take in takes:
                if take.motion is not None:
                    save_overlay_of(take, answerer.timeline(take.motion), options.overlay)
    return failed


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
    return [TimedAnswer(answer.text, seconds) for answer in answers]

"""The forms of `ask`: answers on the terminal, lines of JSON, a file of answers, facts."""

import itertools
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from humocon_cli.answers import save_overlay_of, show_answer, show_question, show_stretches, show_take, show_timeline
from humocon_cli.console import error_console, show_error, show_line, show_note, show_warning
from humocon_cli.options import AskOptions

if TYPE_CHECKING:
    from humocon.ask.asker import Asker
    from humocon.ask.jobs import Job
    from humocon.ask.reply import Reply
    from humocon.ask.take import Take

_NEAR_SUFFIXES = (".asf", ".fbx")
"""Of files that are not read, but that nobody means as a question."""
_BATCH_SIZE = 16


def split_words(words: Sequence[str], questions: Sequence[str]) -> tuple[list[str], list[str]]:
    """Tell files from the questions, which are quoted, or, where nobody quoted it, all words after the files.

    Raises:
        click.UsageError: the question stands alone or before the file.
    """
    names, asked = list(words), list(questions)
    if not asked:
        begin = next((place for place, word in enumerate(names) if place and not looks_like_file(word)), len(names))
        bare = names[begin:]
        if len(bare) > 1 and not any(" " in word or _has_file_suffix(word) for word in bare):
            names, asked = names[:begin], [" ".join(bare)]
            _warn_of_files(bare)
        elif bare and all(" " in word and not looks_like_file(word) for word in bare):
            names, asked = names[:begin], bare
        elif bare and not looks_like_file(bare[-1]):
            asked = [names.pop()]
    if not names or (not looks_like_file(names[0]) and (" " in names[0] or len(words) > 2)):
        raise click.UsageError(
            'name a motion file or a video before the question: humocon ask clip.bvh "Is the person jumping?"'
        )
    if not all(names):
        raise click.UsageError('the name of a file is empty: humocon ask clip.bvh "Is the person jumping?"')
    return names, asked


def _warn_of_files(words: Sequence[str]) -> None:
    """Tell which words of a question without quotes are files, too: the shell may have made them of `?` or `*`."""
    for word in words:
        if os.path.exists(word):
            show_warning(f"{word!r} is taken as a word of the question, but is a file, too: put the question in quotes")


def looks_like_file(word: str) -> bool:
    """Whether a word names a file: one that is there, or one with a suffix of those that are read."""
    return word == "-" or os.path.exists(word) or _has_file_suffix(word)


def _has_file_suffix(word: str) -> bool:
    from humocon.file_kinds import READ_KINDS

    suffix = Path(word).suffix.lower()
    known = suffix in _NEAR_SUFFIXES or any(suffix in kind.suffixes for kind in READ_KINDS)
    return known and not any(letter.isspace() for letter in word)


def answer_each(jobs: "Sequence[Job]", options: AskOptions) -> bool:
    """Show the answers, one file after the other; returns whether a file failed."""
    asker = options.asker()
    with asker.lifting_ahead(job.file for job in jobs):
        return any([_answer_job(asker, job, options) for job in jobs])


def _answer_job(asker: "Asker", job: "Job", options: AskOptions) -> bool:
    """Show the answers about one file; returns whether something failed."""
    from humocon.errors import DataError, HumoconError

    take, failed = asker.try_take(job.file), False
    if isinstance(take, HumoconError):
        return _show_failure(job, take)
    told, answers = open_take(asker, take), []
    conversation = asker.converse(take) if job.conversation else None
    for question in job.questions:
        try:
            reply = conversation.ask(question) if conversation else asker.ask(take, question)
        except DataError as error:  # the other questions are still answered
            failed = _show_failure(job, error)
            continue
        show_new_warnings(reply, told)
        show_question(question)
        show_answer(reply)
        answers.append((question, reply.text))
    show_what_happens(asker, take, options, answers)
    return failed


def answer_as_json(jobs: "Sequence[Job]", options: AskOptions) -> bool:
    """Write one JSON line for each file and question, answered in batches; returns whether a file failed."""
    asker, failed, rest = options.asker(), False, iter(jobs)
    with asker.lifting_ahead(job.file for job in jobs):
        while batch := list(itertools.islice(rest, _BATCH_SIZE)):
            takes = asker.takes(batch)
            lines = asker.lines(batch, takes)
            for line in lines:
                click.echo(json.dumps(line, ensure_ascii=False))
                failed = failed or line["answer"] is None
            take = takes[batch[0].file]
            if options.written and not isinstance(take, Exception):
                write_beside(asker, take, options, [(str(line["question"]), str(line["answer"])) for line in lines])
    return failed


def answer_to_file(jobs: "Sequence[Job] | None", options: AskOptions, output: Path) -> bool:
    """Append the answers that are missing to a file, with the other processes; returns whether a file failed.

    Args:
        jobs: of the first process; None in the others.
        options: how to answer.
        output: a `.jsonl` file.
    """
    from humocon.ask.batch import collect
    from humocon.training.launch import assemble
    from humocon_cli.display import LiveReport

    team, begin = assemble(options.model.device, seed=0), time.monotonic()
    asker = options.on(team.device).asker(spins=False)
    report = LiveReport(error_console(), unit="answer")
    outcome = collect(jobs or (), asker, output, team, report, options.identity(asker))
    if team.leads:
        told = f"{outcome.answered:,} answers in {time.monotonic() - begin:,.0f} s"
        told += f', {outcome.failed:,} failed (lines with "error")' if outcome.failed else ""
        show_line(f"written to {output}: {told}")
    return outcome.failed > 0


def show_facts(jobs: "Sequence[Job]", options: AskOptions, *, as_json: bool) -> bool:
    """Show the facts themselves, in words; returns whether a file failed. No model is loaded."""
    asker = options.asker()
    with asker.lifting_ahead(job.file for job in jobs):
        return any([_show_facts_of(asker, job, as_json=as_json) for job in jobs])


def _show_facts_of(asker: "Asker", job: "Job", *, as_json: bool) -> bool:
    """Show the facts of one file; returns whether it failed."""
    from humocon.errors import HumoconError

    try:
        take = asker.read(job.file)
    except HumoconError as error:
        if as_json:
            click.echo(json.dumps({"file": str(job.file), "facts": None, "error": str(error)}, ensure_ascii=False))
        else:
            show_error(str(error))
        return True
    if as_json:
        line = {"file": str(take.file), "facts": take.facts_text, "refusal": take.refusal}
        click.echo(json.dumps(line | {"warnings": list(take.warnings)}, ensure_ascii=False))
    else:
        show_take(take, take.warnings)
        show_line(f"no person could be followed: {take.refusal}" if take.refusal else take.facts_text)
    return False


def open_take(asker: "Asker", take: "Take") -> set[str]:
    """Show what a file gives; returns the warnings that were shown."""
    warnings = asker.clip_warnings(take)
    show_take(take, warnings)
    return set(warnings)


def show_new_warnings(reply: "Reply", told: set[str]) -> None:
    """Show what may spoil an answer, once."""
    for warning in reply.warnings:
        if warning not in told:
            show_warning(warning)
            told.add(warning)


def _show_failure(job: "Job", error: Exception) -> bool:
    """Show what is wrong with a file or a question about it; returns that something is."""
    from humocon.errors import HumoconError

    name = str(HumoconError(str(job.file)))  # as errors show it
    show_error(str(error) if name in str(error) else f"{name}: {error}")
    return True


def show_what_happens(asker: "Asker", take: "Take", options: AskOptions, told: Sequence[tuple[str, str]] = ()) -> None:
    """What happens when, or all concepts, on the terminal; and what is written of it, where that is wanted."""
    if take.motion is not None and take.refusal is None:
        if options.timeline is None and options.by != "model":
            show_stretches(asker.stretches(take))
        elif options.timeline is not False:
            show_timeline(asker.answerer.timeline(take.motion), take)
    write_beside(asker, take, options, told)


def write_beside(asker: "Asker", take: "Take", options: AskOptions, told: Sequence[tuple[str, str]]) -> None:
    """Write the overlay and the subtitles that are wanted; told on stderr, so that stdout keeps to the answers."""
    if not options.written:
        return
    stretches = asker.stretches(take)
    names = ", ".join(dict.fromkeys(one.words for one in stretches)) or "nothing that has a name"
    for target in options.written:
        if take.refusal is not None or (take.lifted is None and target == options.overlay) or take.motion is None:
            show_warning(f"{target}: not written, as there is no skeleton in {take.file}")
            continue
        if target == options.overlay:
            assert take.lifted is not None
            save_overlay_of(take.lifted, stretches, told, target)
            asked = ", the question and the answer" if told else ""
            what = f"the skeleton over {take.file}, what happens when ({names}){asked}"
        else:
            from humocon.ask.subtitles import write_subtitles

            write_subtitles(stretches, target)
            what = f"what happens when ({names})"
        show_note(f"written to {target}: {what}")

"""`humocon ask`: questions about motion files and videos."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from humocon_cli.environment import collect_seldom, is_one_of_several
from humocon_cli.options import AskOptions, by_option, complete_files, output_option, takes_files, takes_model
from humocon_cli.stages import is_main_process

if TYPE_CHECKING:
    from humocon.ask.asker import By
    from humocon.ask.jobs import Job
    from humocon.ask.models import ModelOptions
    from humocon.ask.take import TakeOptions


EXAMPLES: Final = (
    ('humocon ask clip.bvh "Is the person jumping?"', "one question"),
    ("humocon ask clip.mp4", "a conversation"),
    ('humocon ask takes/ -q "How many steps?" -o answers.jsonl', "all files of a folder"),
    ('humocon ask clip.mp4 "What is done?" --save-overlay seen.mp4', "a video with skeleton and answer"),
    ("humocon ask take.npz --facts", "all that the joints tell, without a model"),
)


class _AskCommand(click.Command):
    """The command with examples, and with the kinds of files that it reads."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; of a file whose name looks like an option, it is told how to name it."""
        words = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption:
            if file := next((word for word in words if word.startswith("-") and os.path.exists(word)), None):
                raise click.UsageError(f"{file!r} is taken for an option; name the file ./{file}", ctx) from None
            raise

    def invoke(self, ctx: click.Context) -> object:
        """Answer."""
        collect_seldom()
        return super().invoke(ctx)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what it does, and the examples, each with its purpose below it."""
        super().format_help_text(ctx, formatter)
        with formatter.section("Examples"):
            for command, purpose in EXAMPLES:
                formatter.write(f"  {command}\n      {purpose}\n")

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of kinds."""
        from humocon.file_kinds import READ_KINDS

        with formatter.section("Files, known by their content"):
            formatter.write_dl([(kind.name, f"{' '.join(kind.suffixes)}: {kind.content}") for kind in READ_KINDS])


@click.command(cls=_AskCommand)
@click.argument("words", nargs=-1, metavar="FILES... [QUESTION]", shell_complete=complete_files)
@click.option("-q", "--question", "questions", multiple=True, help="A question; may be given several times.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each file and question.")
@click.option("--facts", is_flag=True, help="Show the facts that the joints tell, in words; no question, no model.")
@click.option(
    "--pairs", type=click.Path(path_type=Path), help="JSON lines with file and question, or questions, each its own."
)
@output_option("File for the answers about many files, lines of JSON, called .jsonl for that; a run goes on.")
@click.option(
    "--timeline/--no-timeline", default=None, help="Show all concepts over time; or leave out what happens when, too."
)
@click.option(
    "--save-overlay",
    "overlay",
    type=click.Path(path_type=Path),
    help="Write the video with skeleton and what happens when.",
)
@click.option("--actions", is_flag=True, help="List the actions that have a name, with clips and accuracy of each.")
@click.option("--srt", type=click.Path(path_type=Path), help="Write what happens when as subtitles (SubRip).")
@click.option("--vtt", type=click.Path(path_type=Path), help="The same as WebVTT, which browsers show.")
@by_option
@takes_model
@click.option(
    "--compile", "compiled", is_flag=True, help="Compile the language model, which takes a minute; with --output."
)
@takes_files
def ask(
    words: tuple[str, ...],
    questions: tuple[str, ...],
    as_json: bool,
    facts: bool,
    pairs: Path | None,
    output: Path | None,
    timeline: bool | None,
    overlay: Path | None,
    actions: bool,
    srt: Path | None,
    vtt: Path | None,
    by: "By",
    model: "ModelOptions",
    compiled: bool,
    files: "TakeOptions",
) -> None:
    """Answer questions about motion files or videos.

    FILES are motion files, videos, folders, or - for a list of names on stdin. Without a QUESTION, a conversation with
    memory begins (/help lists what else can be typed, Ctrl-D ends).

    With --pairs, each line of a file asks a question of its own about a file of its own, or, with "conversation": true,
    several that remember one another.

    With --output, a run over many files that was stopped goes on when the same command is given again, and several
    processes share the files: torchrun --nproc_per_node 2 -m humocon_cli ask ...
    """
    from humocon_cli.asking import answer_to_file

    model = replace(model, compiled=compiled)
    model.check()
    if actions:
        from humocon_cli.actions import show_actions

        if words or questions or pairs is not None:
            raise click.UsageError("--actions lists what has a name: leave out files and questions")
        show_actions(model, as_json=as_json)
        return
    jobs, asks = _read_jobs(words, questions, pairs, shared=output is not None)
    if jobs is None or len(jobs) != 1:
        files = replace(files, one_of_many=True)
    subtitles = _check_subtitles(srt, vtt)
    options = AskOptions(model=model, files=files, by=by, timeline=timeline, overlay=overlay, subtitles=subtitles)
    if output is not None:
        _check_output(output, options, asks=asks, facts=facts)
        failed = answer_to_file(jobs, options, output)
    else:
        assert jobs is not None
        _check_terminal(jobs, options)
        if not (asks or facts) and (len(jobs) != 1 or as_json or "-" in words):
            raise click.UsageError("no question: add one after the files, or with -q (a conversation takes one file)")
        failed = _answer(jobs, options, asks=asks, facts=facts, as_json=as_json)
    if failed:
        raise click.exceptions.Exit(1)


def _answer(jobs: "Sequence[Job]", options: AskOptions, *, asks: bool, facts: bool, as_json: bool) -> bool:
    """Answer on the terminal; returns whether something failed."""
    from humocon_cli.asking import answer_as_json, answer_each, show_facts
    from humocon_cli.conversation import converse

    if facts:
        _check_facts(options, asks=asks)
        return show_facts(jobs, options, as_json=as_json)
    if asks or options.written:
        return (answer_as_json if as_json else answer_each)(jobs, options)
    return converse(jobs[0].file, options)


def _read_jobs(
    words: Sequence[str], questions: Sequence[str], pairs: Path | None, *, shared: bool
) -> "tuple[Sequence[Job] | None, bool]":
    """What is to be asked, and whether anything is; None where the first process reads it and tells this one."""
    from humocon.ask.jobs import find_files, jobs_of, read_pairs
    from humocon.ask.reply import check_question
    from humocon_cli.asking import split_words

    if pairs is not None:
        if words or questions:
            raise click.UsageError("--pairs names files and questions; leave out the others")
        return read_pairs(pairs), True
    names, asked = split_words(words, questions)
    for question in asked:
        check_question(question)
    if shared and not is_main_process():
        return None, bool(asked)
    return jobs_of(find_files(names, sys.stdin), list(dict.fromkeys(asked))), bool(asked)


def _check_subtitles(srt: Path | None, vtt: Path | None) -> tuple[Path, ...]:
    """The files of subtitles that are wanted, if each can be written."""
    from humocon.files import check_output

    wanted = [(path, suffix) for path, suffix in ((srt, ".srt"), (vtt, ".vtt")) if path is not None]
    for path, suffix in wanted:
        check_output(path, [suffix])
    return tuple(path for path, _ in wanted)


def _check_facts(options: AskOptions, *, asks: bool) -> None:
    """Refuse what does not go with --facts."""
    if asks or options.written:
        raise click.UsageError("--facts shows the facts of files alone: leave out questions, overlay and subtitles")


def _check_output(output: Path, options: AskOptions, *, asks: bool, facts: bool) -> None:
    """Refuse what does not go with --output."""
    if facts:
        raise click.UsageError("--facts shows the facts on the terminal: leave out --output, or give --json and `>`")
    if output.suffix != ".jsonl":
        name = output.with_suffix(".jsonl")
        raise click.UsageError(f"--output {output}: the answers are lines of JSON, which the name has to say: {name}")
    if not asks:
        raise click.UsageError("no question: add one after the files, or with -q")
    if options.files.motion is not None or options.written:
        raise click.UsageError("--motion, --save-overlay, --srt and --vtt go with one file, without --output")


def _check_terminal(jobs: "Sequence[Job]", options: AskOptions) -> None:
    """Refuse what does not go with answers on the terminal."""
    if options.model.compiled:
        raise click.UsageError("--compile goes with --output, as it takes a minute before the first answer")
    if is_one_of_several():
        raise click.UsageError("several processes run: give --output FILE.jsonl, where they share the files")
    if not jobs:
        raise click.UsageError("no file was named on stdin: give one name a line")
    if len(jobs) != 1 and (options.files.motion is not None or options.written):
        raise click.UsageError("--motion, --save-overlay, --srt and --vtt go with one file")
    if options.overlay is not None:
        from humocon.video.sniff import is_video
        from humocon.video.write import check_target

        file = jobs[0].file
        check_target(options.overlay, file)
        if file.is_file() and not is_video(file):
            raise click.UsageError(f"{file}: not a video, and --save-overlay goes with a video")

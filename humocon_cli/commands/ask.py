"""`humocon ask`: questions about motion files and videos."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from humocon_cli.stages import is_main_process, is_one_of_several

if TYPE_CHECKING:
    from humocon.ask.asker import By
    from humocon.ask.jobs import Job
    from humocon_cli.options import AskOptions

_AXES = ("x", "y", "z", "-x", "-y", "-z")


@click.command()
@click.argument("words", nargs=-1, metavar="FILES... [QUESTION]")
@click.option("-q", "--question", "questions", multiple=True, help="A question; may be given several times.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each file and question.")
@click.option("--model", metavar="DIR_OR_HUB_ID", help="The model; by default the one that ships.")
@click.option("--load-in-4bit", is_flag=True, help="Load the language model in 4-bit NF4.")
@click.option(
    "--compile",
    "compiled",
    is_flag=True,
    help="Compile the language model, which takes a minute; with --output.",
)
@click.option("--device", help="cpu, cuda, cuda:1 ...; by default the first GPU, else the CPU.")
@click.option("--body-model", type=click.Path(path_type=Path), help="Your SMPL, SMPL-H or SMPL-X model file or folder.")
@click.option("--fps", type=click.FloatRange(1, 1000), help="Poses per second, where the file does not say.")
@click.option("--up", type=click.Choice(_AXES), help="The axis that points up, where the posture misleads.")
@click.option("--person", type=click.IntRange(min=1), help="Which of several people in a motion file, from 1.")
@click.option(
    "--skeleton", metavar="NAME", help="Order of the joints in an array (kinect20, coco17 ...; docs/skeletons.md)."
)
@click.option(
    "--timeline/--no-timeline", default=None, help="Show all concepts over time; or leave out what happens when, too."
)
@click.option("--motion", type=click.Path(path_type=Path), help="The motion recorded with the video.")
@click.option(
    "--save-overlay", "overlay", type=click.Path(path_type=Path), help="Write the video with skeleton and concepts."
)
@click.option(
    "--output", type=click.Path(path_type=Path), help="A .jsonl file for the answers about many files; a run goes on."
)
@click.option("--pose-models", type=click.Path(path_type=Path), help="Folder, wheel or .task of the pose networks.")
@click.option(
    "--pairs", type=click.Path(path_type=Path), help="JSON lines with file and question, or questions, each its own."
)
@click.option("--facts", is_flag=True, help="Show the facts that the joints tell, in words; no question, no model.")
@click.option(
    "--by",
    type=click.Choice(["both", "model", "facts"]),
    default="both",
    show_default=True,
    help="What answers: the model and what the joints tell exactly, or one of them alone.",
)
@click.option("--server", metavar="URL", help="Let a model behind an OpenAI-compatible address answer by the facts.")
@click.option("--server-model", metavar="NAME", help="Its name there.")
def ask(
    words: tuple[str, ...],
    questions: tuple[str, ...],
    as_json: bool,
    model: str | None,
    load_in_4bit: bool,
    compiled: bool,
    device: str | None,
    body_model: Path | None,
    fps: float | None,
    up: str | None,
    person: int | None,
    skeleton: str | None,
    timeline: bool | None,
    motion: Path | None,
    overlay: Path | None,
    output: Path | None,
    pose_models: Path | None,
    pairs: Path | None,
    facts: bool,
    by: "By",
    server: str | None,
    server_model: str | None,
) -> None:
    """Answer questions about motion files or videos.

    FILES are motion files, videos, folders, or - for a list of names on stdin. Without a QUESTION, a conversation with
    memory begins (/reset forgets, /quit or Ctrl-D ends).

    With --pairs, each line of a file asks a question of its own about a file of its own, or, with "conversation": true,
    several that remember one another.

    With --output, a run over many files that was stopped goes on when the same command is given again, and several
    processes share the files: torchrun --nproc_per_node 2 -m humocon_cli ask ...
    """
    from humocon.ask.jobs import find_files, jobs_of, read_pairs
    from humocon.ask.models import ModelOptions
    from humocon.ask.reply import check_question
    from humocon.ask.take import TakeOptions
    from humocon_cli.asking import answer_as_json, answer_each, answer_to_file, converse, show_facts, split_words
    from humocon_cli.environment import pose_models_place, server_key
    from humocon_cli.options import AskOptions

    chosen = ModelOptions(
        model=model,
        device=device,
        load_in_4bit=load_in_4bit,
        compiled=compiled,
        server=server,
        server_model=server_model,
        server_key=server_key(server),
    )
    chosen.check()
    files = TakeOptions(
        body_model=body_model,
        fps=fps,
        up=up,
        person=person,
        skeleton=skeleton,
        motion=motion,
        pose_models=pose_models_place(pose_models),
    )
    options = AskOptions(model=chosen, files=files, by=by, timeline=timeline, overlay=overlay)
    if pairs is not None:
        if words or questions:
            raise click.UsageError("--pairs names files and questions; leave out the others")
        jobs = read_pairs(pairs)
    else:
        names, asked = (list(words), list(questions)) if facts else split_words(words, questions)
        for question in asked:
            check_question(question)
        if output is None or is_main_process():
            jobs = jobs_of(find_files(names, sys.stdin), list(dict.fromkeys(asked)))
        else:
            jobs = None  # the first process reads the names and tells the others
    if jobs is None or len(jobs) != 1:
        options = replace(options, files=replace(files, one_of_many=True))
    if facts:
        if output is not None or any(job.questions for job in jobs or ()) or not jobs:
            raise click.UsageError("--facts shows the facts of files alone: leave out questions and --output")
        failed = show_facts(jobs, options, as_json=as_json)
    elif output is not None:
        _check_output(output, options, asks=pairs is not None or bool(asked))
        failed = answer_to_file(jobs, options, output)
    else:
        assert jobs is not None
        _check_terminal(jobs, options)
        if pairs is None and not asked:
            if len(jobs) != 1 or as_json or "-" in names:
                raise click.UsageError(
                    "no question: add one after the files, or with -q (a conversation takes one file)"
                )
            converse(jobs[0].file, options)
            return
        failed = (answer_as_json if as_json else answer_each)(jobs, options)
    if failed:
        raise click.exceptions.Exit(1)


def _check_output(output: Path, options: "AskOptions", *, asks: bool) -> None:
    """Refuse what does not go with --output."""
    if output.suffix != ".jsonl":
        raise click.UsageError(f"--output {output}: name a file that ends in .jsonl")
    if not asks:
        raise click.UsageError("no question: add one after the files, or with -q")
    if options.files.motion is not None or options.overlay is not None:
        raise click.UsageError("--motion and --save-overlay go with one video, without --output")


def _check_terminal(jobs: "Sequence[Job]", options: "AskOptions") -> None:
    """Refuse what does not go with answers on the terminal."""
    if options.model.compiled:
        raise click.UsageError("--compile goes with --output, as it takes a minute before the first answer")
    if is_one_of_several():
        raise click.UsageError("several processes run: give --output FILE.jsonl, where they share the files")
    if not jobs:
        raise click.UsageError("no file was named on stdin: give one name a line")
    if len(jobs) != 1 and (options.files.motion is not None or options.overlay is not None):
        raise click.UsageError("--motion and --save-overlay go with one video")
    if options.overlay is not None:
        from humocon.video.sniff import is_video
        from humocon.video.write import check_target

        file = jobs[0].file
        check_target(options.overlay, file)
        if file.is_file() and not is_video(file):
            raise click.UsageError(f"{file}: not a video, and --save-overlay goes with a video")

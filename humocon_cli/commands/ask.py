"""`humocon ask`: questions about motion files and videos."""

from pathlib import Path

import click

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
@click.option("--no-timeline", is_flag=True, help="Leave out the timeline of concepts.")
@click.option("--motion", type=click.Path(path_type=Path), help="The motion recorded with the video.")
@click.option(
    "--save-overlay", "overlay", type=click.Path(path_type=Path), help="Write the video with skeleton and concepts."
)
@click.option(
    "--output", type=click.Path(path_type=Path), help="A .jsonl file for the answers about many files; a run goes on."
)
@click.option("--pose-models", type=click.Path(path_type=Path), help="Folder, wheel or .task of the pose networks.")
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
    no_timeline: bool,
    motion: Path | None,
    overlay: Path | None,
    output: Path | None,
    pose_models: Path | None,
) -> None:
    """Answer questions about motion files or videos.

    FILES are motion files, videos, folders, or - for a list of names on stdin. Without a QUESTION, a conversation with
    memory begins (/reset forgets, /quit or Ctrl-D ends).

    With --output, a run over many files that was stopped goes on when the same command is given again, and several
    processes share the files: torchrun --nproc_per_node 2 -m humocon_cli ask ...
    """
    from humocon_cli.asking import check_question, find_files, split_words
    from humocon_cli.collecting import collect, refuse_several_processes
    from humocon_cli.conversing import converse
    from humocon_cli.options import AskOptions
    from humocon_cli.replying import answer_as_json, answer_each

    options = AskOptions(
        model, device, load_in_4bit, body_model, fps, up, not no_timeline, motion, pose_models, overlay, compiled
    )
    names, asked = split_words(words, questions)
    for question in asked:
        check_question(question)
    if output is not None:
        collect(names, asked, options, output)
        return
    if compiled:
        raise click.UsageError("--compile goes with --output, as it takes a minute before the first answer")
    refuse_several_processes()
    files = list(find_files(names))
    if not files:
        raise click.UsageError("no file was named on stdin: give one name a line")
    if len(files) != 1 and (motion is not None or overlay is not None):
        raise click.UsageError("--motion and --save-overlay go with one video")
    if overlay is not None:
        from humocon.video.write import check_target

        check_target(overlay, files[0])
    if not asked:
        if len(files) != 1 or as_json or "-" in names:
            raise click.UsageError("no question: add one after the files, or with -q (a conversation takes one file)")
        converse(files[0], options)
    elif (answer_as_json if as_json else answer_each)(files, asked, options):
        raise click.exceptions.Exit(1)

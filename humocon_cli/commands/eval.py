"""`humocon eval`: score a model on a benchmark."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import click

from humocon_cli.commands.eval_actions import actions
from humocon_cli.commands.eval_concepts import concepts
from humocon_cli.commands.eval_free_qa import free_qa
from humocon_cli.commands.eval_report import report
from humocon_cli.console import console, show_line, show_table, show_warning
from humocon_cli.environment import pose_models_place, server_key
from humocon_cli.groups import Group
from humocon_cli.options import device_option, output_option, pose_models_option
from humocon_cli.stages import is_main_process

Task = Literal["mocap-qa", "babel-qa", "humman-qa", "activitynet-qa"]


@click.group("eval", cls=Group)
def evaluation() -> None:
    """Score a model on a benchmark, with the blind rows beside it.

    A run that was stopped goes on when the same command is given again. Several processes share the work:
    torchrun --nproc_per_node 2 -m humocon_cli eval ...
    """


def _common(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every benchmark has."""
    options = (
        click.option("--split", default="test", show_default=True, help="Which questions: train, val or test."),
        output_option("Folder of the run; by default in runs/eval."),
        click.option("--model", help="Model folder or hub id; by default the model that ships."),
        click.option(
            "--judge", metavar="MODEL_OR_URL", help="Judge the answers: a model folder, hub id, or http address."
        ),
        click.option("--judge-model", metavar="NAME", help="The model behind the judge's address."),
        click.option("--limit", type=click.IntRange(min=1), help="Only so many questions, for a first look."),
        click.option("--batch-size", type=click.IntRange(min=1), default=32, show_default=True),
        device_option,
        click.option("--load-in-4bit", is_flag=True, help="Load the language model in 4-bit NF4."),
        click.option(
            "--compile",
            "compiled",
            is_flag=True,
            help="Compile the language model, which takes a minute.",
        ),
        click.option(
            "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the intervals and of --limit."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _motion_benchmark(task: Task, default_data: str | None, description: str) -> click.Command:
    own: dict[str, Any] = (
        {"required": True} if default_data is None else {"default": default_data, "show_default": True}
    )

    @click.command(task, help=description)
    @click.option(
        "--data",
        type=click.Path(path_type=Path),
        help="Folder in BABEL-QA's layout.",
        **own,
    )
    @click.option("--splits", type=click.Path(path_type=Path), help="split_question_ids.json, if not in the folder.")
    @click.option(
        "--scoring",
        type=click.Choice(["exact", "vocabulary", "judge"]),
        help="How answers are scored; exact by default, judge where --judge is given.",
    )
    @_common
    def command(data: Path, splits: Path | None, scoring: str | None, **options: Any) -> None:
        _run(task, data, scoring, splits_file=splits, **options)

    return command


@click.command("activitynet-qa")
@click.option(
    "--data", required=True, type=click.Path(path_type=Path), help="Folder of the official test_q.json, test_a.json ..."
)
@click.option("--videos", required=True, type=click.Path(path_type=Path), help="Folder of v_<name>.mp4 files.")
@pose_models_option
@click.option("--scoring", type=click.Choice(["exact", "judge"]), help="judge where --judge is given, else exact.")
@_common
def _activitynet_qa(data: Path, videos: Path, pose_models: Path | None, scoring: str | None, **options: Any) -> None:
    """ActivityNet-QA: questions about videos. What is missing is counted and told.

    Published numbers are judged; the exact match that is reported beside is another number.
    """
    place = pose_models or pose_models_place()
    _run("activitynet-qa", data, scoring, videos=videos, pose_models=place, **options)


def _run(task: Task, data: Path, scoring: str | None, **options: Any) -> None:
    from humocon.evaluate import EvalConfig, evaluate
    from humocon.parallel import leave_together
    from humocon.training.report import SilentReport
    from humocon_cli.display import LiveReport

    scoring = scoring or ("judge" if options["judge"] else "exact")
    output = options.pop("output") or _default_output(task, scoring, options)
    config = EvalConfig(task=task, data=data, scoring=scoring, output=output, **options)  # pyright: ignore[reportArgumentType]
    speaks = is_main_process()
    results = evaluate(
        config,
        LiveReport(console()) if speaks else SilentReport(),
        judge_key=server_key(config.judge, "HUMOCON_JUDGE_KEY"),
    )
    leave_together()
    if not speaks:
        return
    for table in results["tables"]:
        show_table(table["title"], table["columns"], table["rows"])
    if results.get("unparsable"):
        show_line(f"{results['unparsable']} replies of the judge could not be read; they are no part of the score")
    if len(versions := results.get("judge_versions", [])) > 1:
        show_warning(f"the judge changed while it judged (versions {', '.join(versions)}); judge again in one go")
    show_line(f"written to {results['folder']}")


def _default_output(task: str, scoring: str, options: dict[str, Any]) -> Path:
    """One folder for each benchmark, split, model and way of answering; a run in it goes on."""
    model = Path(options["model"] or "mini").name
    chosen = "-vocabulary" if scoring == "vocabulary" else ""
    return Path("runs") / "eval" / f"{task}-{options['split']}-{model}{chosen}"


evaluation.add_command(
    _motion_benchmark("mocap-qa", "data/mocap_qa", "MoCap-QA: questions about sequences of motion-captured actions.")
)
evaluation.add_command(_motion_benchmark("babel-qa", None, "BABEL-QA; `humocon data babel-qa` makes its folder."))
evaluation.add_command(
    _motion_benchmark("humman-qa", None, "HuMMan-QA: its question files, and motions as BABEL-QA has them.")
)
evaluation.add_command(_activitynet_qa)
evaluation.add_command(free_qa)
evaluation.add_command(actions)
evaluation.add_command(concepts)
evaluation.add_command(report)

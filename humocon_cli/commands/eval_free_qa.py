"""`humocon eval free-qa`: questions as people ask them."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from humocon_cli.console import console, error_console, show_table
from humocon_cli.environment import pose_models_place
from humocon_cli.options import AskOptions, by_option, output_option, pose_models_option, takes_model

if TYPE_CHECKING:
    from humocon.ask.asker import By
    from humocon.ask.models import ModelOptions


@click.command("free-qa")
@click.option(
    "--data", required=True, type=click.Path(path_type=Path), help="Folder with questions.jsonl, and the clips."
)
@click.option("--clips", type=click.Path(path_type=Path), help="Folder of the clips' files, if it is another.")
@output_option("Folder of the run; by default in runs/eval.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the intervals.")
@by_option
@pose_models_option
@takes_model
def free_qa(
    data: Path,
    clips: Path | None,
    output: Path | None,
    seed: int,
    by: "By",
    pose_models: Path | None,
    model: "ModelOptions",
) -> None:
    """Questions in people's own words, about motions and videos, scored by what is accepted of each.

    Beside the accuracy of each kind stands that of the best constant answer; below, how far the answers can be trusted:
    refusals, answers that their own evidence refutes, and how many of those given with a probability of .9 are right.
    """
    from humocon.ask.batch import identity_of
    from humocon.ask.take import TakeOptions
    from humocon.evaluation.free_qa import evaluate_free_qa, tables_of
    from humocon.parallel import leave_together
    from humocon.training.launch import assemble
    from humocon_cli.display import LiveReport

    files = TakeOptions(pose_models=pose_models_place(pose_models), one_of_many=True)
    team = assemble(model.device, seed)
    chosen = replace(model, device=str(team.device))
    options = AskOptions(model=chosen, files=files, by=by, timeline=False)
    name = Path(model.server_model or model.model or "mini").name + ("" if by == "both" else f"-{by}")
    output = output or Path("runs") / "eval" / f"free-qa-{name}"
    result = evaluate_free_qa(
        data,
        output,
        options.asker(spins=False),
        team,
        LiveReport(error_console(), unit="answer"),
        clips=clips,
        identity=identity_of(chosen, files, by=by, timeline=False),
        seed=seed,
    )
    leave_together()
    if result is not None:
        for table in tables_of(result):
            show_table(table["title"], table["columns"], table["rows"])
        console().print(f"written to {output}", markup=False, soft_wrap=True)

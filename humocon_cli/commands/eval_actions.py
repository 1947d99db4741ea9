"""`humocon eval actions`: are the actions of labelled clips named rightly?"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from humocon_cli.commands.data_label import labels_option
from humocon_cli.console import console, error_console, show_table, show_warning
from humocon_cli.environment import pose_models_place
from humocon_cli.options import AskOptions, by_option, pose_models_option, takes_model

if TYPE_CHECKING:
    from humocon.ask.asker import By
    from humocon.ask.models import ModelOptions
    from humocon.data.labelled_folder import Rule

_TOLD = 10


@click.command("actions")
@click.option(
    "--data", required=True, type=click.Path(path_type=Path), help="Folder of labelled clips, or their table."
)
@labels_option
@click.option("--split", help="Of sets that have splits: train, val or test; by default all clips.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder of the run; by default in runs/eval.")
@click.option("--body-model", type=click.Path(path_type=Path), help="Your SMPL, SMPL-H or SMPL-X model file or folder.")
@by_option
@pose_models_option
@takes_model
def actions(
    data: Path,
    rule: "Rule | None",
    split: str | None,
    output: Path | None,
    body_model: Path | None,
    by: "By",
    pose_models: Path | None,
    model: "ModelOptions",
) -> None:
    """Your own clips: are their actions named, asked what the person is doing?

    `humocon data label FOLDER` shows what is understood of a folder. Of each action stands the share of its clips that
    it is the first action named of, and what the others are taken for.
    """
    from humocon.ask.batch import identity_of
    from humocon.ask.take import TakeOptions
    from humocon.data.labelled_folder import find_labels
    from humocon.evaluation.action_naming import evaluate_actions, tables_of
    from humocon.parallel import leave_together
    from humocon.training.launch import assemble
    from humocon_cli.display import LiveReport

    found = find_labels(data, rule)
    files = TakeOptions(pose_models=pose_models_place(pose_models), body_model=body_model)
    team = assemble(model.device, seed=0)
    chosen = replace(model, device=str(team.device))
    options = AskOptions(model=chosen, files=files, by=by, timeline=False)
    name = Path(model.server_model or model.model or "mini").name + ("" if by == "both" else f"-{by}")
    output = output or Path("runs") / "eval" / f"actions-{found.folder.resolve().name}-{name}"
    result = evaluate_actions(
        found,
        output,
        options.asker(spins=False),
        team,
        LiveReport(error_console(), unit="clip"),
        split=split,
        identity=identity_of(chosen, files, by=by, timeline=False),
    )
    leave_together()
    if result is None:
        return
    for one in (*result["left_out"], *result["unreadable"])[:_TOLD]:
        show_warning(f"{one['file']} left out: {one['reason']}")
    for table in tables_of(result):
        show_table(table["title"], table["columns"], table["rows"])
    console().print(f"written to {output}", markup=False, soft_wrap=True)
    if not result["num_clips"]:
        raise click.exceptions.Exit(1)

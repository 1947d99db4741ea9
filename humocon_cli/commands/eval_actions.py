"""`humocon eval actions`: are the actions of labelled clips named rightly?"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from humocon_cli.commands.data_label import labels_option
from humocon_cli.console import error_console, show_line, show_table, show_warning
from humocon_cli.options import AskOptions, by_option, output_option, takes_many_files, takes_model

if TYPE_CHECKING:
    from humocon.ask.asker import By
    from humocon.ask.models import ModelOptions
    from humocon.ask.take import TakeOptions
    from humocon.data.labelled_folder import Rule

_TOLD = 10


@click.command("actions")
@click.option(
    "--data", required=True, type=click.Path(path_type=Path), help="Folder of labelled clips, or their table."
)
@labels_option
@click.option("--split", help="Of sets that have splits: train, val or test; by default all clips.")
@output_option("Folder of the run; by default in runs/eval.")
@by_option
@takes_many_files
@takes_model
def actions(
    data: Path,
    rule: "Rule | None",
    split: str | None,
    output: Path | None,
    by: "By",
    files: "TakeOptions",
    model: "ModelOptions",
) -> None:
    """Your own clips: are their actions named, asked what the person is doing?

    `humocon data label FOLDER` shows what is understood of a folder. Of each action stands the share of its clips that
    it is the first action named of, and what the others are taken for.
    """
    from humocon.data.labelled_folder import find_labels
    from humocon.evaluation.action_naming import evaluate_actions, tables_of
    from humocon.parallel import leave_together
    from humocon.training.launch import assemble
    from humocon_cli.display import LiveReport

    found = find_labels(data, rule)
    team = assemble(model.device, seed=0)
    options = AskOptions(model=model, files=files, by=by, timeline=False).on(team.device)
    asker = options.asker(spins=False)
    output = output or Path("runs") / "eval" / f"actions-{found.folder.resolve().name}-{options.name}"
    result = evaluate_actions(
        found,
        output,
        asker,
        team,
        LiveReport(error_console(), unit="clip"),
        split=split,
        identity=options.identity(asker),
    )
    leave_together()
    if result is None:
        return
    for one in (*result["left_out"], *result["unreadable"])[:_TOLD]:
        show_warning(f"{one['file']} left out: {one['reason']}")
    for table in tables_of(result):
        show_table(table["title"], table["columns"], table["rows"])
    show_line(f"written to {output}")
    if not result["num_clips"]:
        raise click.exceptions.Exit(1)

"""`humocon eval free-qa`: questions as people ask them."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from humocon_cli.console import error_console, show_line, show_table
from humocon_cli.options import AskOptions, by_option, output_option, takes_many_files, takes_model

if TYPE_CHECKING:
    from humocon.ask.asker import By
    from humocon.ask.models import ModelOptions
    from humocon.ask.take import TakeOptions
    from humocon.concepts.configuration import Reads


@click.command("free-qa")
@click.option(
    "--data", required=True, type=click.Path(path_type=Path), help="Folder with questions.jsonl, and the clips."
)
@click.option("--clips", type=click.Path(path_type=Path), help="Folder of the clips' files, if it is another.")
@output_option("Folder of the run; by default in runs/eval.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the intervals.")
@by_option
@click.option(
    "--reads",
    type=click.Choice(["features+facts", "codes+facts", "features", "codes", "facts"]),
    help="Show the model a part of what it learned to read: the concepts as features or codes, or the facts in words.",
)
@takes_many_files
@takes_model
def free_qa(
    data: Path,
    clips: Path | None,
    output: Path | None,
    seed: int,
    by: "By",
    reads: "Reads | None",
    files: "TakeOptions",
    model: "ModelOptions",
) -> None:
    """Questions in people's own words, about motions and videos, scored by what is accepted of each.

    Beside the accuracy of each kind stands that of the best constant answer; below, how far the answers can be trusted:
    refusals, answers that their own evidence refutes, and how many of those given with a probability of .9 are right.
    """
    from humocon.evaluation.free_qa import evaluate_free_qa, tables_of
    from humocon.parallel import leave_together
    from humocon.training.launch import assemble
    from humocon_cli.display import LiveReport

    model = replace(model, reads=reads)
    model.check()
    team = assemble(model.device, seed)
    options = AskOptions(model=model, files=files, by=by, timeline=False).on(team.device)
    asker, output = options.asker(spins=False), output or Path("runs") / "eval" / f"free-qa-{options.name}"
    result = evaluate_free_qa(
        data,
        output,
        asker,
        team,
        LiveReport(error_console(), unit="answer"),
        clips=clips,
        identity=options.identity(asker),
        seed=seed,
    )
    leave_together()
    if result is not None:
        for table in tables_of(result):
            show_table(table["title"], table["columns"], table["rows"])
        show_line(f"written to {output}")

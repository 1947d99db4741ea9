"""`humocon eval report`: runs side by side."""

from pathlib import Path

import click

from humocon_cli.console import show_line, show_table
from humocon_cli.options import output_option


@click.command("report")
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN...")
@output_option(
    "Also write it to this .md, .json or .png file; may be given several times.", multiple=True, was="--save"
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the comparison's intervals.")
def report(runs: tuple[Path, ...], output: tuple[Path, ...], seed: int) -> None:
    """Show runs side by side, with the published rows, and compare them question by question.

    RUN is an output folder of `humocon eval`. What was scored by different protocols, or on different questions, stands
    in different tables.
    """
    from humocon.evaluation.comparison import make_report, save_report

    made = make_report(runs, seed)
    for path in output:
        save_report(made, path)
    for table in made.tables:
        show_table(str(table["title"]), table["columns"], table["rows"])  # pyright: ignore[reportArgumentType]
    for path in output:
        show_line(f"written to {path}")

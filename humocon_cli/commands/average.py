"""`humocon average`: one model out of several."""

from pathlib import Path

import click

from humocon_cli.console import show_line
from humocon_cli.options import output_option


@click.command()
@click.argument("models", nargs=-1, required=True, type=click.Path(path_type=Path))
@output_option("Folder of the new model.", required=True)
def average(models: tuple[Path, ...], output: Path) -> None:
    """Make the mean of models that were tuned from one another.

    It is often better than each of MODELS, folders that `humocon tune` wrote, and as quick as one. One that is named
    twice counts twice.
    """
    from humocon.average import average_models

    average_models(models, output, done=lambda model: show_line(f"{model}"))
    show_line(f"written to {output}")

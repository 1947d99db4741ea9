"""`humocon data mocap-qa`: a benchmark of BABEL-QA's kind out of labelled clips."""

from collections.abc import Callable
from pathlib import Path

import click

from humocon_cli.console import show_line, show_progress, show_rows
from humocon_cli.options import output_option


def _number(split: str, default: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option(
        f"--{split}", type=click.IntRange(min=0), default=default, show_default=True, help=f"Sequences of {split}."
    )


@click.command("mocap-qa")
@click.option(
    "--data", required=True, type=click.Path(path_type=Path), help="Labelled clips, as `data prepare` writes them."
)
@output_option("The folder that is made.", required=True, was="--out")
@_number("train", 2400)
@_number("val", 300)
@_number("test", 450)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Another seed, another draw.")
def mocap_qa(data: Path, output: Path, train: int, val: int, test: int, seed: int) -> None:
    """Make a question set of BABEL-QA's kind out of labelled clips: sequences of 3 to 6 of one split, and questions.

    This is how MoCap-QA was made. Another draw is another benchmark: tell the command with the number.
    """
    from humocon.data.babel.mocap_qa import build_mocap_qa

    with show_progress("sequences") as progress:
        sequences = {"train": train, "val": val, "test": test}
        made = build_mocap_qa(data, output, sequences=sequences, seed=seed, progress=progress)
    rows = {split: f"{asked:,} questions about {motions:,} motions" for split, (asked, motions) in made.items()}
    show_rows("MoCap-QA, a draw of its own", rows)
    show_line(f"written to {output}")

"""`humocon eval concepts`: do the concepts mean anything?"""

from pathlib import Path

import click

from humocon_cli.console import console, show_line, show_table
from humocon_cli.options import output_option
from humocon_cli.stages import is_main_process


@click.command("concepts")
@click.option("--data", required=True, type=click.Path(path_type=Path), help="Folder in BABEL-QA's layout.")
@click.option("--split", default="test", show_default=True, help="What is measured on: train, val or test.")
@click.option("--model", type=click.Path(path_type=Path), help="Model folder; by default the one that ships.")
@click.option(
    "--against",
    multiple=True,
    metavar="NAME=DIR",
    help="A folder of `humocon pretrain` to hold beside it, e.g. vq-vae=runs/ablations/rec-only; repeatable.",
)
@output_option("Write the numbers to this JSON file.")
@click.option("--motions", type=click.IntRange(min=2), default=400, show_default=True, help="Of each split, at most.")
@click.option("--seed", type=int, default=0, show_default=True)
def concepts(
    data: Path,
    split: str,
    model: Path | None,
    against: tuple[str, ...],
    output: Path | None,
    motions: int,
    seed: int,
) -> None:
    """Codes against labels and segment boundaries, and linear probes, beside k-means with as many clusters."""
    from humocon.atlas.meaning import COLUMNS, MeaningConfig, measure_meaning
    from humocon.parallel import leave_together
    from humocon.training.report import SilentReport
    from humocon_cli.display import LiveReport

    pairs = []
    for words in against:
        name, separator, folder = words.partition("=")
        if not (name and separator and folder):
            raise click.UsageError(f"--against takes NAME=DIR, not {words!r}")
        pairs.append((name, Path(folder)))
    config = MeaningConfig(
        data=data, split=split, model=model, against=tuple(pairs), output=output, motions=motions, seed=seed
    )
    speaks = is_main_process()
    found = measure_meaning(config, LiveReport(console()) if speaks else SilentReport())
    leave_together()
    if not speaks:
        return
    title = f"{found['codes']} codes, {found['motions']} motions of {split}, {found['poses']:,} poses"
    for heading, columns in ((title, COLUMNS[:4]), ("linear probes of the given segments, accuracy", COLUMNS[4:])):
        rows = [[name, *(f"{row[column]:.3f}" for column in columns)] for name, row in found["rows"].items()]
        show_table(heading, ["", *(column.removeprefix("probe ") for column in columns)], rows)
    if output is not None:
        show_line(f"written to {output}")

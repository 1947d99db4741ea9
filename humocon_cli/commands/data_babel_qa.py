"""`humocon data babel-qa`: the benchmark from the licensed files that it is made of."""

from pathlib import Path

import click

from humocon_cli.console import show_line, show_progress, show_rows, show_warning
from humocon_cli.options import output_option


@click.command("babel-qa")
@click.option("--babel", required=True, type=click.Path(path_type=Path), help="Folder of BABEL's train.json, val.json.")
@click.option(
    "--amass", required=True, type=click.Path(path_type=Path), help="Folder of AMASS's parts, SMPL-H version."
)
@click.option(
    "--splits", required=True, type=click.Path(path_type=Path), help="HumanMotionQA's split_question_ids.json."
)
@click.option("--smplh", type=click.Path(path_type=Path), help="SMPL-H body models as .npz; else a mean skeleton.")
@output_option("The folder that is made.", required=True, was="--out")
def babel_qa(babel: Path, amass: Path, splits: Path, smplh: Path | None, output: Path) -> None:
    """Make BABEL-QA from BABEL and AMASS: concepts, questions, splits, and each motion once, at 30 Hz and z up.

    Both are licensed and yours to download. A build that was stopped goes on when the same command is given again.
    """
    from humocon.data.babel.build import build_babel_qa

    with show_progress("motions") as progress:
        built = build_babel_qa(babel, amass, splits, output, smplh=smplh, progress=progress)
    rows = {
        split: f"{questions:,} questions about {motions:,} motions"
        for split, (questions, motions) in built.splits.items()
    }
    show_rows("BABEL-QA", rows | {"motions written": built.written})
    for words in built.differs:
        show_warning(words)
    if smplh is None:
        show_warning("posed on a mean skeleton, not on the people's own bodies; give --smplh for the published joints")
    show_line(f"written to {output}")

"""`humocon concepts name`: say what each concept is called."""

from pathlib import Path

import click

from humocon_cli.console import error_console, show_error, show_line
from humocon_cli.environment import pose_models_place
from humocon_cli.options import output_option


@click.command("name")
@click.option(
    "--data", type=click.Path(path_type=Path), multiple=True, required=True, help="A labelled set, or any motions."
)
@output_option("The file; by default the one beside the weights.")
@click.option("--model", type=click.Path(path_type=Path), help="Model folder; by default the one that ships.")
@click.option("--split", default="train", show_default=True, help="Of labelled sets, what the names are drawn from.")
@click.option("--check-split", default="val", show_default=True, help="Of labelled sets, what they are checked on.")
def name_command(data: tuple[Path, ...], output: Path | None, model: Path | None, split: str, check_split: str) -> None:
    """Name the concepts, by labels where there are any, else by what the joints do, and write concept_names.json."""
    from collections import Counter

    from humocon.atlas.concept_naming import name_concepts

    with error_console().status("looking at the motions"):
        naming = name_concepts(
            data,
            model=model,
            output=output,
            split=split,
            check_split=check_split,
            pose_models=pose_models_place(),
        )
    for failure in naming.failures:
        show_error(failure.error)
    sources = Counter(name.source for name in naming.names.values())
    known = [name for name in naming.names.values() if name.source != "unknown"]
    usage = sum(name.usage for name in known)
    purity = sum(name.usage * name.purity for name in known) / usage if usage else 0.0
    lines = [
        f"{sources['labels']} concepts named by labels, {sources['facts']} by facts, {sources['unknown']} unknown",
        f"the names cover {usage:.1%} of {naming.poses:,} poses and are true of {purity:.1%} of those",
    ]
    if naming.held_out is not None and naming.covered is not None:
        lines.append(f"on {check_split}: {naming.covered:.1%} covered, true of {naming.held_out:.1%} of those")
    lines.append(f"written to {naming.output}")
    show_line("\n".join(lines))
    if naming.failures:
        raise click.exceptions.Exit(1)

"""`humocon concepts`: look at the discovered concepts."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from humocon_cli.commands.concepts_name import name_command
from humocon_cli.console import error_console, show_error, show_line, show_warning
from humocon_cli.environment import pose_models_place
from humocon_cli.groups import Group
from humocon_cli.options import output_option

if TYPE_CHECKING:
    from humocon.atlas.dump import Columns
    from humocon.atlas.sources import Failure

_FILE = click.Path(path_type=Path)
_model = click.option("--model", type=_FILE, help="Model folder, or one of `pretrain`; by default the one that ships.")
_split = click.option("--split", help="Of labelled sets only this split: train, val or test.")
_data = click.option(
    "--data", type=_FILE, multiple=True, help="Motions to look at: a folder, a labelled set or a file; repeatable."
)
_json = click.option("--json", "as_json", is_flag=True, help="Write JSON.")


@click.group(cls=Group)
def concepts() -> None:
    """Look at the discovered concepts."""


concepts.add_command(name_command)


@concepts.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@output_option("A .parquet, .csv or .jsonl file; by default CSV on stdout.")
@_model
@_split
def dump(files: tuple[Path, ...], output: Path | None, model: Path | None, split: str | None) -> None:
    """Write the concept of every pose: file, time_s, code, distance, confidence.

    FILES are motion files, videos, folders of them, or labelled sets.
    """
    from humocon.atlas.dump import check_table, dump_codes, format_csv, write_table

    if output is not None:
        check_table(output)
    failures: list[Failure] = []
    chunks = _report_failures(dump_codes(files, model, split=split, pose_models=pose_models_place()), failures)
    if output is None:
        for number, columns in enumerate(chunks):
            sys.stdout.write(format_csv(columns, heading=number == 0))
    else:
        rows = write_table(chunks, output)
        show_line(f"{rows:,} poses written to {output}")
    _exit(failures)


@concepts.command("list")
@_data
@output_option("Write the statistics to this JSON file as well.")
@click.option("--sort", type=click.Choice(["usage", "code", "name", "duration", "speed"]), default="usage")
@click.option("--top", type=click.IntRange(min=1), help="Only so many rows.")
@_json
@_model
@_split
def list_command(
    data: tuple[Path, ...],
    output: Path | None,
    sort: str,
    top: int | None,
    as_json: bool,
    model: Path | None,
    split: str | None,
) -> None:
    """Show the codebook: usage, durations, names, labels, speed, what moves.

    Without --data, what was found out when the model was made is shown.
    """
    from humocon.atlas.listing import list_concepts, write_listing
    from humocon.files import check_output
    from humocon_cli.concept_tables import show_listing, sort_rows

    if output is not None:
        check_output(output, [".json"])
    with error_console().status("looking at the motions"):
        listing = list_concepts(data, model=model, split=split, pose_models=pose_models_place())
    if output is not None:
        write_listing(listing, output)
    rows = sort_rows(listing.rows, sort)[:top]
    if as_json:
        facts = {"origin": listing.origin, "perplexity": listing.perplexity, "dead": listing.dead, "concepts": rows}
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        show_listing(listing, rows)
    _exit(_told(listing.failures))


@concepts.command()
@click.argument("concept")
@_data
@output_option("A film strip (.png) or a moving picture (.gif).")
@click.option("--count", type=click.IntRange(1, 64), default=6, show_default=True, help="How many moments.")
@_model
@_split
def show(
    concept: str, data: tuple[Path, ...], output: Path | None, count: int, model: Path | None, split: str | None
) -> None:
    """Show one concept, by its number or name: the moments nearest to it, drawn in the terminal.

    Of several concepts with such a name, a list is shown. Without --data, motions made from rules are looked at.
    """
    from humocon.atlas.listing import find_concepts
    from humocon.atlas.pictures import SUFFIXES, save_moments
    from humocon.atlas.survey import show_concept
    from humocon.files import check_output
    from humocon_cli.concept_tables import show_found, show_moments

    if output is not None:
        check_output(output, SUFFIXES)
    found = find_concepts(concept, model)
    if len(found) > 1:
        show_found(concept, found)
        return
    (code,) = found
    with error_console().status("looking at the motions"):
        place = pose_models_place()
        shown = show_concept(code, data, model=model, split=split, count=count, pose_models=place)
    if not data:
        show_warning("these are made-up motions; see the concept in recordings of your own with --data")
    show_moments(shown)
    if output is not None:
        save_moments(shown.moments, output)
        show_line(f"written to {output}")
    _exit(_told(shown.failures))


@concepts.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@output_option("Folder to write.", required=True)
@click.option(
    "--answers", type=_FILE, multiple=True, help="Lines of `humocon ask --json`, shown with their clips; repeatable."
)
@_model
@_split
def report(
    files: tuple[Path, ...], output: Path, answers: tuple[Path, ...], model: Path | None, split: str | None
) -> None:
    """Write an atlas of the concepts: pages that open in a browser, from the disk.

    FILES are motion files, videos, folders of them, or labelled sets.
    """
    from humocon.atlas.pages import write_atlas

    with error_console().status("looking at the motions") as status:
        facts = write_atlas(
            files,
            output,
            model=model,
            split=split,
            answers=answers,
            progress=lambda clips: status.update(f"{clips:,} clips"),
            pose_models=pose_models_place(),
        )
    failures = _told(facts.failures)
    told = f"{facts.clips:,} clips, {facts.used} of {facts.num_codes} concepts, {facts.num_bytes / 1e6:.1f} MB"
    show_line(f"{told}: open {output / 'index.html'}")
    _exit(failures)


@concepts.command()
@click.argument("first", type=_FILE)
@click.argument("second", type=_FILE)
@_data
@_json
@_split
def compare(first: Path, second: Path, data: tuple[Path, ...], as_json: bool, split: str | None) -> None:
    """Tell which concepts of checkpoint FIRST survived, split or merged in SECOND.

    They are matched by the poses that they hold in --data, or in motions made from rules.
    """
    from humocon.atlas.fates import compare_checkpoints
    from humocon_cli.concept_tables import describe_comparison, show_comparison

    with error_console().status("looking at the motions"):
        comparison = compare_checkpoints(first, second, data, split=split, pose_models=pose_models_place())
    if as_json:
        click.echo(json.dumps(describe_comparison(comparison), ensure_ascii=False))
    else:
        show_comparison(comparison)
    _exit(_told(comparison.failures))


@concepts.command()
@click.argument("first", type=_FILE)
@click.argument("second", type=_FILE)
@click.option("--lift", is_flag=True, help="Read the motion off a video even where the model has a video branch.")
@click.option("--offset", type=float, help="Seconds by which SECOND began later than FIRST; found if left out.")
@_json
@_model
def align(first: Path, second: Path, lift: bool, offset: float | None, as_json: bool, model: Path | None) -> None:
    """Show the concepts of two recordings, videos or motions, side by side on one time axis.

    Where the second lies on the axis of the first, and how much slower it plays, is found by the speeds of the body,
    if they tell. A video has the codes of the model's video branch; without one, the motion is read off the video.
    """
    from humocon.atlas.tracks import align_recordings
    from humocon_cli.concept_tables import describe_tracks, show_tracks

    with error_console().status("looking at the recordings"):
        place = pose_models_place()
        tracks = align_recordings(first, second, model=model, lift=lift, offset_s=offset, pose_models=place)
    for warning in tracks.warnings:
        show_warning(warning)
    if as_json:
        click.echo(json.dumps(describe_tracks(tracks), ensure_ascii=False))
    else:
        show_tracks(tracks)


def _report_failures(chunks: "Iterable[Columns | Failure]", failures: "list[Failure]") -> "Iterator[Columns]":
    """Pass the chunks on; a failure becomes a line on stderr."""
    for chunk in chunks:
        if isinstance(chunk, dict):
            yield chunk
        else:
            failures += _told([chunk])


def _told(failures: "list[Failure]") -> "list[Failure]":
    for failure in failures:
        show_error(failure.error)
    return failures


def _exit(failures: "list[Failure]") -> None:
    if failures:
        raise click.exceptions.Exit(1)

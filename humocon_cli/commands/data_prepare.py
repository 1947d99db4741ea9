"""`humocon data prepare`: motions read once, onto the disk, for training on more than the memory holds."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from humocon_cli.console import error_console, show_line, show_warning
from humocon_cli.options import output_option

if TYPE_CHECKING:
    from humocon.data.preparing import Prepared

_TOLD = 10


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@output_option("Folder to write.", required=True, was="FOLDER")
@click.option("--sets", "sets", multiple=True, metavar="NAME", help="Only these labelled sets; may be repeated.")
@click.option("--body-model", type=click.Path(path_type=Path), help="Your SMPL, SMPL-H or SMPL-X model file or folder.")
@click.option("--filmed", type=click.IntRange(min=0), default=0, metavar="N",
              help="Also film N labelled clips from random sides and lift them, for `variety.filmed`.")  # fmt: skip
@click.option("--performed", type=click.IntRange(min=0), default=0, metavar="N",
              help="Also make N labelled clips by rules, of actions that are rare in motion capture.")  # fmt: skip
def prepare(
    source: Path, output: Path, sets: tuple[str, ...], body_model: Path | None, filmed: int, performed: int
) -> None:
    """Read the motions of the folder SOURCE once and write them to a folder, ready to be drawn from the disk.

    Files of the Bandai Namco, HDM05, Sony (DeepMimic) and CMU collections are labelled by their names: clones of them
    are enough to train on.

    Train on the result with --set data=FOLDER. A run that was stopped goes on when the same command is given again, and
    several processes share the work: torchrun --nproc_per_node 2 -m humocon_cli data prepare ... Files that cannot be
    read are left out and named, and the exit code is 1.
    """
    from humocon.data.preparing import plan_work, prepare_shard, summarize
    from humocon.parallel import leave_together
    from humocon.training.launch import assemble
    from humocon.training.report import SilentReport
    from humocon_cli.display import LiveReport
    from humocon_cli.environment import pose_models_place

    team = assemble("cpu", seed=0)
    plan = partial(plan_work, source, output, sets=sets, body_model=body_model, filmed=filmed, performed=performed)
    work = plan() if team.leads else None
    team.wait()
    work = work or plan()
    pending: list[int] = team.tell(lambda: work.pending)
    report = LiveReport(error_console(), unit="shard") if team.leads else SilentReport()
    count = len(work.shards) - len(pending)
    report.start("prepare", len(work.shards), {"processes": team.description, "num_processes": team.size}, count)

    def make(number: int) -> int:
        prepare_shard(work, number, body_model=body_model, pose_models=pose_models_place())
        return 1

    def done(more: int) -> None:
        nonlocal count
        count += more
        report.metrics(count, {})

    try:
        team.work([pending[process :: team.size] for process in range(team.size)], make, done)
        team.wait()
    except KeyboardInterrupt:
        report.message("the same command goes on where this one stopped")
        raise
    finally:
        report.finish()
    failed = _tell(output, summarize(output)) if team.leads else 0
    leave_together()
    if failed:
        raise click.exceptions.Exit(1)


def _tell(output: Path, prepared: "Prepared") -> int:
    """Say what there is now, and what was left out; how many files could not be read."""
    left_out = [*prepared.failed, *prepared.lost]
    for error in left_out[:_TOLD]:
        show_warning(error)
    if len(left_out) > _TOLD:
        show_warning(f'{len(left_out) - _TOLD:,} more were left out: see the lines with "error" in rows.jsonl')
    told = f"{prepared.num_clips:,} clips, {prepared.duration_s / 3600:.2f} hours"
    sets = ", ".join(f"{name} {number:,}" for name, number in prepared.labelled.items())
    told += f", labelled: {sets}" if sets else ""
    told += f", {len(prepared.failed):,} files left out" if prepared.failed else ""
    told += f", {len(prepared.lost):,} filmed clips left out" if prepared.lost else ""
    show_line(f"written to {output}: {told}")
    return len(prepared.failed)

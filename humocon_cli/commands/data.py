"""`humocon data`: motions to train on and to try things on, question sets, and videos of motions."""

from pathlib import Path
from typing import Literal

import click

from humocon_cli.commands.data_babel_qa import babel_qa
from humocon_cli.commands.data_label import label
from humocon_cli.commands.data_mocap_qa import mocap_qa
from humocon_cli.commands.data_prepare import prepare
from humocon_cli.commands.data_render import render
from humocon_cli.console import show_line
from humocon_cli.groups import Group
from humocon_cli.options import output_option

_SUFFIXES = {"bvh": ".bvh", "npz": ".npz", "npy": ".npy", "amass": ".amass.npz"}


@click.group(cls=Group)
def data() -> None:
    """Make motions to train on and to try things on, question sets, and videos of motions."""


data.add_command(label)
data.add_command(render)
data.add_command(babel_qa)
data.add_command(mocap_qa)
data.add_command(prepare)


@data.command()
@output_option("Folder to write.", required=True, was="FOLDER")
@click.option("--action", "actions", multiple=True, metavar="NAME", help='Such as "wave left"; all by default.')
@click.option("--format", "file_format", type=click.Choice(list(_SUFFIXES)), default="bvh", show_default=True)
@click.option(
    "--naming",
    type=click.Choice(["mixamo", "cmu", "bandai", "smpl"]),
    default="mixamo",
    show_default=True,
    help="What the joints of a BVH file are called.",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Another seed, another person.")
def synth(
    output: Path,
    actions: tuple[str, ...],
    file_format: str,
    naming: Literal["mixamo", "cmu", "bandai", "smpl"],
    seed: int,
) -> None:
    """Write made-up motions, one file for each action, into a folder. They need no data and no model."""
    from humocon.files import make_folder
    from humocon.motion.synthesis import ACTIONS, synthesize
    from humocon.motion.writers import write_motion

    motions = [synthesize(action, seed=seed) for action in actions or ACTIONS]
    make_folder(output)
    for motion in motions:
        path = output / f"{motion.action.replace(' ', '_')}{_SUFFIXES[file_format]}"
        write_motion(motion, path, naming=naming)
        show_line(f"{path}  {len(motion.root) / motion.fps:.1f} s")

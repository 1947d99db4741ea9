"""`humocon data render`: see a motion file as a video."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from humocon_cli.console import error_console, show_error, show_line, show_note, show_warning
from humocon_cli.environment import is_one_of_several
from humocon_cli.options import FiniteRange, output_option

if TYPE_CHECKING:
    from humocon.motion.clip import MotionClip

_FORMATS = ("mp4", "gif", "webm")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@output_option("A .mp4, .gif or .webm file, or a folder.", required=True)
@click.option("--size", type=click.IntRange(32, 2048), default=256, show_default=True, help="Side in pixels.")
@click.option("--fps", type=FiniteRange(1, 120), default=20.0, show_default=True, help="Frames per second.")
@click.option("--look", type=click.Choice(["plain", "random"]), default="plain", show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Decides a random look.")
@click.option("--camera", type=float, metavar="DEGREES", help="0 looks at the face, 90 at the left side, 180 the back.")
@click.option("--format", "file_format", type=click.Choice(_FORMATS), default="mp4", show_default=True,
              help="Of the files in a folder.")  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Render again what is already in the folder.")
@click.option("--body-model", type=click.Path(path_type=Path), help="SMPL model for files that hold parameters.")
def render(
    files: tuple[Path, ...],
    output: Path,
    size: int,
    fps: float,
    look: Literal["plain", "random"],
    seed: int,
    camera: float | None,
    file_format: str,
    overwrite: bool,
    body_model: Path | None,
) -> None:
    """Render motion FILES (or folders of them) as videos of a person, one frame for each pose.

    Into a folder, every file gets the look of its own name under --look random, and what is there already is left;
    several processes share the files: torchrun --nproc_per_node 2 -m humocon_cli data render ...
    """
    from humocon.errors import HumoconError
    from humocon.motion.read import read_motion

    jobs = _plan(files, output, file_format)
    failed = 0
    several = is_one_of_several()
    share = slice(None)
    if several:
        from humocon.parallel import leave_together
        from humocon.training.launch import assemble

        team = assemble("cpu", seed=0)
        share = slice(team.process, None, team.size)
    for number, (source, target) in list(enumerate(jobs, 1))[share]:
        place = f"[{number}/{len(jobs)}] " if len(jobs) > 1 else ""
        if output.is_dir() and target.exists() and not overwrite:
            show_note(f"{place}{target}  already there")
            continue
        try:
            clip = read_motion(source, body_model=body_model, one_of_many=len(jobs) > 1)
            for warning in clip.source.warnings:
                show_warning(f"{source}: {warning}")
            own_seed = _seed_of(source, seed) if len(jobs) > 1 else seed
            _render_one(clip, target, size=size, fps=fps, look=look, seed=own_seed, camera=camera)
        except HumoconError as error:
            if len(jobs) == 1:
                raise
            show_error(str(error))
            failed += 1
            continue
        show_line(f"{place}{target}  {clip.duration_s:.1f} s")
    if several:
        leave_together()
    if failed:
        raise click.exceptions.Exit(1)


def _plan(files: tuple[Path, ...], output: Path, file_format: str) -> list[tuple[Path, Path]]:
    """Each motion file and the video that it becomes; folders stand for the motions below them."""
    from humocon.errors import ConfigError, DataError
    from humocon.files import make_folder
    from humocon.motion.read import find_motions
    from humocon.video.write import check_target

    found: list[tuple[Path, Path]] = []
    for path in files:
        if path.is_dir():
            found += [(motion, motion.relative_to(path)) for motion in find_motions(path)]
        else:
            found.append((path, Path(path.name)))
    if not found:
        raise DataError(f"{files[0]}: no motion file in this folder; give .bvh, .amc, .npy or .npz files")
    if output.suffix.lower().lstrip(".") in _FORMATS and not output.is_dir():
        if len(found) != 1:
            raise ConfigError(f"{output}: {len(found)} motions do not fit into one file; give a folder with -o")
        make_folder(output.parent)
        check_target(output, found[0][0])
        return [(found[0][0], output)]
    if output.suffix and not output.is_dir():
        raise ConfigError(f"{output}: cannot write this suffix; choose .mp4, .gif, .webm or a folder")
    targets: dict[Path, Path] = {}
    for source, relative in found:
        target = output / relative.with_suffix(f".{file_format}")
        if target in targets:
            raise ConfigError(f"{source} and {targets[target]} would both become {target}; render them apart")
        if target.exists() and target.samefile(source):
            raise ConfigError(f"{source}: would be written over; render into another folder")
        targets[target] = source
    make_folder(output)
    return [(source, target) for target, source in targets.items()]


def _seed_of(path: Path, seed: int) -> int:
    """A seed that differs from file to file, but not from run to run."""
    import zlib

    return seed * 1_000_003 + zlib.crc32(path.name.encode()) % 1_000_003


def _render_one(
    clip: "MotionClip",
    target: Path,
    *,
    size: int,
    fps: float,
    look: Literal["plain", "random"],
    seed: int,
    camera: float | None,
) -> None:
    from rich.progress import track

    from humocon.files import make_folder
    from humocon.motion.clip import resample
    from humocon.video.rendering import render_motion
    from humocon.video.write import write_video

    joints = resample(clip.joints, clip.fps, fps)
    pictures = render_motion(joints, seed=seed, size=size, fps=fps, look=look, azimuth=camera)
    make_folder(target.parent)
    console = error_console()
    shown = track(pictures, target.name, len(joints), console=console, transient=True, disable=not console.is_terminal)
    write_video(target, shown, fps)

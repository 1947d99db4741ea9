"""Options that several commands take, each group as one value, and those of `ask` together."""

import functools
import inspect
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from humocon_cli.environment import is_one_of_several, language_models_place, pose_models_place, server_key

if TYPE_CHECKING:
    from humocon.ask.asker import Asker, By
    from humocon.ask.models import ModelOptions
    from humocon.ask.take import TakeOptions

_AXES = ("x", "y", "z", "-x", "-y", "-z")
_path = click.Path(path_type=Path)
_Option = Callable[[Callable[..., Any]], Callable[..., Any]]


class FiniteRange(click.FloatRange):
    """Numbers of a range, without nan, which Click lets pass."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is no number.", param, ctx)
        return number


def complete_files(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Let the shell complete the names of files."""
    return [CompletionItem(begun, type="file")]


def output_option(description: str, *, required: bool = False, multiple: bool = False, was: str = "") -> _Option:
    """The option of what a command writes.

    Args:
        description: its help.
        required: whether it has to be given.
        multiple: whether it may be given several times.
        was: how it was given once, an option or a place among the arguments: refused, with a word on how it is now.
    """

    def refuse(ctx: click.Context, parameter: click.Parameter, given: Sequence[object]) -> None:
        if given:
            what = f"{was} is now" if was.startswith("-") else f"the {was.lower()} to write is now given by"
            raise click.UsageError(f"{what} -o or --output", ctx)

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        if was.startswith("-"):
            command = click.option(was, multiple=True, hidden=True, expose_value=False, callback=refuse)(command)
        elif was:
            command = click.argument(was, nargs=-1, metavar="", expose_value=False, callback=refuse)(command)
        path = click.Path(path_type=Path)
        return click.option("-o", "--output", type=path, required=required, multiple=multiple, help=description)(
            command
        )

    return decorate


device_option = click.option("--device", help="cpu, gpu, cuda:1 ...; by default the first GPU, else the CPU.")
by_option = click.option(
    "--by",
    type=click.Choice(["both", "model", "facts"]),
    default="both",
    show_default=True,
    help="What answers: the model and what the joints tell exactly, or one of them alone.",
)
_body_model_option = click.option("--body-model", type=_path, help="Your SMPL, SMPL-H or SMPL-X model or folder.")
pose_models_option = click.option(
    "--pose-models", type=click.Path(exists=True, path_type=Path), help="Folder, wheel or .task of the pose networks."
)


@dataclass(frozen=True, kw_only=True)
class AskOptions:
    """How to answer, from the command line."""

    model: "ModelOptions"
    files: "TakeOptions"
    by: "By" = "both"
    timeline: bool | None = None
    """Of the concepts: on the terminal only where it is True, in lines of JSON unless it is False."""
    overlay: Path | None = None
    subtitles: tuple[Path, ...] = ()

    @property
    def written(self) -> tuple[Path, ...]:
        """What is written beside the answers, about one file."""
        return (*((self.overlay,) if self.overlay is not None else ()), *self.subtitles)

    @property
    def name(self) -> str:
        """What answers, in a word for the folder of a run."""
        parts = (Path(self.model.server_model or self.model.model or "mini").name, self.by, self.model.reads)
        return "-".join(part for part in parts if part not in ("both", None))

    def identity(self, asker: "Asker") -> dict[str, object]:
        """What the answers depend on beside files and questions."""
        from humocon.ask.batch import identity_of

        return identity_of(self.model, self.files, by=self.by, timeline=asker.timeline)

    def on(self, device: object) -> "AskOptions":
        """The same on the device that a process was given."""
        return replace(self, model=replace(self.model, device=str(device)))

    def asker(self, *, spins: bool = True) -> "Asker":
        """Who answers so, with or without a spinner while something takes long."""
        from humocon.ask.asker import Asker
        from humocon.ask.protocols import unwatched
        from humocon_cli.console import show_status

        return Asker(
            self.model.load,
            self.files,
            timeline=self.timeline,
            by=self.by,
            watch=show_status if spins else unwatched,
            processes=1 if is_one_of_several() else None,
            language_models=self.model.language_models,
            ships=self.model.ships,
            waits=self.model.waits,
        )


def _taken(name: str, make: Callable[..., Any], options: Sequence[_Option]) -> _Option:
    """Give a command options, of which it takes what is made of their values, under one name."""
    own = inspect.signature(make).parameters

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def called(**values: Any) -> Any:
            made = make(**{key: values.pop(key) for key in own})
            return command(**{name: made}, **values)

        for option in reversed(options):
            option(called)
        return called

    return decorate


def _make_model(
    model: str | None, load_in_4bit: bool, device: str | None, server: str | None, server_model: str | None
) -> "ModelOptions":
    from humocon.ask.models import ModelOptions

    chosen = ModelOptions(
        model=model,
        device=device,
        load_in_4bit=load_in_4bit,
        server=server,
        server_model=server_model,
        server_key=server_key(server),
        language_models=language_models_place(),
    )
    chosen.check()
    return chosen


def _make_files(
    body_model: Path | None,
    fps: float | None,
    up: str | None,
    person: int | None,
    skeleton: str | None,
    motion: Path | None,
    pose_models: Path | None,
) -> "TakeOptions":
    from humocon.ask.take import TakeOptions

    files = TakeOptions(
        body_model=body_model,
        fps=fps,
        up=up,
        person=person,
        skeleton=skeleton,
        motion=motion,
        pose_models=pose_models,
        pose_cache=pose_models_place(),
    )
    files.check()
    return files


def _make_many(body_model: Path | None, pose_models: Path | None) -> "TakeOptions":
    from humocon.ask.take import TakeOptions

    return TakeOptions(body_model=body_model, pose_models=pose_models, pose_cache=pose_models_place(), one_of_many=True)


takes_model = _taken(
    "model",
    _make_model,
    (
        click.option(
            "--model",
            metavar="DIR_OR_HUB_ID",
            help="The model; by default the one that ships.",
            shell_complete=complete_files,
        ),
        click.option("--load-in-4bit", is_flag=True, help="Load the language model in 4-bit NF4."),
        device_option,
        click.option(
            "--server", metavar="URL", help="Let a model behind an OpenAI-compatible address answer by the facts."
        ),
        click.option("--server-model", metavar="NAME", help="Its name there."),
    ),
)
"""Give a command the options that choose the model; it takes them as `model`, a `ModelOptions`."""
takes_files = _taken(
    "files",
    _make_files,
    (
        _body_model_option,
        click.option("--fps", type=FiniteRange(1, 1000), help="Poses per second, where the file does not say."),
        click.option("--up", type=click.Choice(_AXES), help="The axis that points up, where the posture misleads."),
        click.option("--person", type=click.IntRange(min=1), help="Which of several people in a motion file, from 1."),
        click.option(
            "--skeleton",
            metavar="NAME",
            help="Order of the joints in an array (kinect20, coco17 ...; docs/skeletons.md).",
        ),
        click.option("--motion", type=_path, help="The motion recorded with the video."),
        pose_models_option,
    ),
)
"""Give a command the options of how files are read; it takes them as `files`, a `TakeOptions`."""
takes_many_files = _taken("files", _make_many, (_body_model_option, pose_models_option))
"""The same of a set of clips of many kinds, of which only what belongs to the machine is told."""

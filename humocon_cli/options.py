"""Options that several commands take, each group as one value, and those of `ask` together."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from humocon_cli.environment import language_models_place, pose_models_place, server_key

if TYPE_CHECKING:
    from humocon.ask.asker import Asker, By
    from humocon.ask.models import ModelOptions
    from humocon.ask.take import TakeOptions

_AXES = ("x", "y", "z", "-x", "-y", "-z")

by_option = click.option(
    "--by",
    type=click.Choice(["both", "model", "facts"]),
    default="both",
    show_default=True,
    help="What answers: the model and what the joints tell exactly, or one of them alone.",
)
pose_models_option = click.option(
    "--pose-models", type=click.Path(path_type=Path), help="Folder, wheel or .task of the pose networks."
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

    def asker(self, model: "ModelOptions | None" = None, *, spins: bool = True) -> "Asker":
        """Who answers so: by another model if one is given, with or without a spinner while something takes long."""
        from humocon.ask.asker import Asker, unwatched
        from humocon_cli.console import show_status

        watch = show_status if spins else unwatched
        return Asker(
            (model or self.model).load, self.files, timeline=self.timeline is not False, by=self.by, watch=watch
        )


def takes_model(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that choose the model; it takes them as `model`, a `ModelOptions`."""

    @click.option("--model", metavar="DIR_OR_HUB_ID", help="The model; by default the one that ships.")
    @click.option("--load-in-4bit", is_flag=True, help="Load the language model in 4-bit NF4.")
    @click.option("--device", help="cpu, cuda, cuda:1 ...; by default the first GPU, else the CPU.")
    @click.option(
        "--server", metavar="URL", help="Let a model behind an OpenAI-compatible address answer by the facts."
    )
    @click.option("--server-model", metavar="NAME", help="Its name there.")
    @functools.wraps(command)
    def called(
        model: str | None,
        load_in_4bit: bool,
        device: str | None,
        server: str | None,
        server_model: str | None,
        **others: Any,
    ) -> Any:
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
        return command(model=chosen, **others)

    return called


def takes_files(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of how files are read; it takes them as `files`, a `TakeOptions`."""

    @click.option("--body-model", type=click.Path(path_type=Path), help="Your SMPL, SMPL-H or SMPL-X model or folder.")
    @click.option("--fps", type=click.FloatRange(1, 1000), help="Poses per second, where the file does not say.")
    @click.option("--up", type=click.Choice(_AXES), help="The axis that points up, where the posture misleads.")
    @click.option("--person", type=click.IntRange(min=1), help="Which of several people in a motion file, from 1.")
    @click.option(
        "--skeleton", metavar="NAME", help="Order of the joints in an array (kinect20, coco17 ...; docs/skeletons.md)."
    )
    @click.option("--motion", type=click.Path(path_type=Path), help="The motion recorded with the video.")
    @pose_models_option
    @functools.wraps(command)
    def called(
        body_model: Path | None,
        fps: float | None,
        up: str | None,
        person: int | None,
        skeleton: str | None,
        motion: Path | None,
        pose_models: Path | None,
        **others: Any,
    ) -> Any:
        from humocon.ask.take import TakeOptions

        files = TakeOptions(
            body_model=body_model,
            fps=fps,
            up=up,
            person=person,
            skeleton=skeleton,
            motion=motion,
            pose_models=pose_models_place(pose_models),
        )
        files.check()
        return command(files=files, **others)

    return called

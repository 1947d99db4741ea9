"""The group of commands, and the one place where an error becomes a line and an exit code."""

import errno
import importlib
import signal
from typing import Any

import click

from humocon_cli.console import quiet_libraries, show_error
from humocon_cli.groups import Group
from humocon_cli.help import fold_usage

# What a user can mend about the machine: rights, space, a folder where a file is meant.
_USER_ERRNOS = {
    *(errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EROFS, errno.EISDIR, errno.ENOTDIR, errno.EEXIST),
    *(errno.EDQUOT, errno.EFBIG, errno.ENAMETOOLONG, errno.ELOOP),
}


class Failure(click.ClickException):
    """An error as one line on stderr, with exit code 1."""

    def show(self, file: Any = None) -> None:
        """Print the line."""
        show_error(self.message)


class Interruption(Failure):
    """Ctrl-C, with the exit code that shells expect."""

    exit_code = 130


class Termination(Failure):
    """SIGTERM, with the exit code that schedulers expect."""

    exit_code = 143


# By the signal that stopped a run, which saved before it ended.
_FAILURES: dict[int, type[Failure]] = {signal.SIGINT: Interruption, signal.SIGTERM: Termination}


# Where each command is, and its line in the help: a command is imported when it is asked for, so that help is quick.
LINES = {
    "ask": ("ask:ask", "Answer questions about motion files or videos."),
    "average": ("average:average", "Make the mean of models that were tuned from one another."),
    "completion": ("completion:completion", "Print what lets a shell complete commands, recipes and files."),
    "concepts": ("concepts:concepts", "Look at the discovered concepts."),
    "data": ("data:data", "Make motions to train on and to try things on, question sets, and videos of motions."),
    "doctor": ("doctor:doctor", "Show what is here, and what to do about what is missing."),
    "eval": ("eval:evaluation", "Score a model on a benchmark, with the blind rows beside it."),
    "pretrain": ("pretrain:pretrain", "Stage 1: discover the concepts."),
    "recipes": ("recipes:recipes", "List the recipes of training, with their purpose and cost; show or copy one."),
    "serve": ("serve:serve", "Show a page to talk to motions and videos, until Ctrl-C."),
    "translate": ("translate:translate", "Stage 2, modality translation: train the projector."),
    "tune": ("tune:tune", "Stage 2, instruction tuning: train LoRA."),
}


class Commands(Group):
    """A group that imports a command when it is asked for, and shows the errors of the core without a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return sorted({*LINES, *self.commands})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with a name, imported now if need be."""
        if cmd_name in LINES and cmd_name not in self.commands:
            module, _, name = LINES[cmd_name][0].partition(":")
            self.add_command(getattr(importlib.import_module(f"humocon_cli.commands.{module}"), name))
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands' lines, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, LINES[name][1]) for name in self.list_commands(ctx) if name in LINES])

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """Read the first words, as Click does."""
        try:
            return super().make_context(*args, **options)
        except click.UsageError as error:
            raise fold_usage(error) from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command.

        Raises:
            Failure: the user can mend it.
            Interruption: Ctrl-C.
        """
        quiet_libraries()
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise fold_usage(error) from error
        except (click.exceptions.Exit, click.Abort, click.ClickException):
            raise
        except KeyboardInterrupt:
            raise Interruption("interrupted") from None
        except Exception as error:
            message = _explain(error)
            if message is None:
                raise
            raise _FAILURES.get(getattr(error, "signal", 0), Failure)(message) from error


def _explain(error: Exception) -> str | None:
    """The line for an error that the user can mend; None for one that is ours and deserves its traceback."""
    from humocon.errors import HumoconError

    if isinstance(error, HumoconError):
        return str(error)
    if isinstance(error, ModuleNotFoundError) and error.name and not error.name.startswith("humocon"):
        package = error.name.partition(".")[0]
        return f"the package {package!r} is not installed: run `pip install humocon`, or `pip install {package}`"
    if isinstance(error, OSError) and error.errno in _USER_ERRNOS:
        return f"{error.filename or 'output'}: {error.strerror}"
    if type(error).__name__ == "OutOfMemoryError":
        return (
            "the GPU ran out of memory: load the model in 4 bits (`--load-in-4bit`; in a recipe `load_in_4bit: true`), "
            "take shorter clips or `--device cpu`"
        )
    if isinstance(error, MemoryError) or "DefaultCPUAllocator: can't allocate memory" in str(error):
        return "the machine ran out of memory: take a smaller batch or shorter clips, or close other programs"
    return None


def _show_version(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from humocon import __version__

    click.echo(f"humocon {__version__}")
    ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show it.")
def cli() -> None:
    """HuMoCon: discover the concepts of human motion, and answer questions about a video or a motion.

    \b
    humocon ask clip.mp4 "Is the person jumping?"
    humocon ask walk.bvh "Which way does the person turn?"
    humocon ask take.npz                  # a conversation
    """  # noqa: D301 - Click keeps the lines after a lone backslash-b as they are

"""The group of commands, and the one place where an error becomes a line and an exit code."""

import errno
import signal
from typing import Any

import click

from humocon_cli.commands.ask import ask
from humocon_cli.commands.concepts import concepts
from humocon_cli.commands.data import data
from humocon_cli.commands.doctor import doctor
from humocon_cli.commands.eval import evaluation
from humocon_cli.commands.pretrain import pretrain
from humocon_cli.commands.translate import translate
from humocon_cli.commands.tune import tune
from humocon_cli.console import quiet_libraries, show_error

# What a user can mend about the machine: rights, space, a folder where a file is meant.
_USER_ERRNOS = {errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EROFS, errno.EISDIR, errno.ENOTDIR, errno.EEXIST}


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


class Commands(click.Group):
    """A group that shows the errors of the core without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command.

        Raises:
            Failure: the user can mend it.
            Interruption: Ctrl-C.
        """
        quiet_libraries()
        try:
            return super().invoke(ctx)
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
        return "the GPU ran out of memory: take a smaller batch, `--load-in-4bit` or `--device cpu`"
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


for command in (ask, pretrain, translate, tune, evaluation, concepts, data, doctor):
    cli.add_command(command)

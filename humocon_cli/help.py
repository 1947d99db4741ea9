"""Help that fits into the terminal: columns that leave room for words, and lines folded between them."""

import shutil
import sys
from collections.abc import Iterable

import click

from humocon_cli.console import PIPE
from humocon_cli.folding import fold_plain

_LEAST = 50
"""Characters below which Click does not go, however narrow the terminal."""
_NAMES = 30
"""Characters that Click leaves for names of options and commands."""


class Help(click.HelpFormatter):
    """What writes help and usage, as narrow as the terminal."""

    def __init__(self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None) -> None:
        self.columns = shutil.get_terminal_size().columns
        if width is None and self.columns - 2 < _LEAST:
            width = max(self.columns - 2, 1)
        super().__init__(indent_increment, width, max_width)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = _NAMES, col_spacing: int = 2) -> None:
        """Write names with what they are; a name longer than a third of the line stands on a line of its own."""
        super().write_dl(rows, min(col_max, self.width // 3), col_spacing)

    def getvalue(self) -> str:
        """What was written; a line that was not to be wrapped, such as an example, is folded where it has no room."""
        lines = super().getvalue().split("\n")
        return "\n".join(fold_plain(line, self.columns, len(line) - len(line.lstrip()) + 2) for line in lines)


class HelpContext(click.Context):
    """The context of a command whose help fits."""

    formatter_class = Help


def fold_usage(error: click.UsageError) -> click.UsageError:
    """The same error as lines that fit into the terminal; of a pipe one line, unless a narrow width is told."""
    columns, label = shutil.get_terminal_size((0, 0)).columns, "Error: "
    if not columns or (columns >= PIPE and not sys.stderr.isatty()):
        return error
    told = fold_plain(label + error.format_message(), columns, 2)
    return click.UsageError(told.removeprefix(label), error.ctx)

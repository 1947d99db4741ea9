"""The one rich console of stdout, its twin for stderr, and the few shapes that the commands print."""

import contextlib
import functools
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from humocon_cli.folding import fold_places

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_ROOM = 20
"""Characters of a cell that stay on one line, if they can."""
PIPE = 80
"""The width that rich gives a pipe, and a terminal that tells little of itself."""


@functools.cache
def console() -> "Console":
    """The console for results. rich is imported here: `humocon --help` does without it."""
    return _open_console(errors=False)


@functools.cache
def error_console() -> "Console":
    """The console for errors, warnings and progress, so that stdout can be piped."""
    return _open_console(errors=True)


def _open_console(*, errors: bool) -> "Console":
    from rich.console import Console, ConsoleDimensions

    opened = Console(highlight=False, stderr=errors)
    if opened.is_dumb_terminal:
        opened.size = ConsoleDimensions(*shutil.get_terminal_size())  # rich takes `PIPE`, whatever COLUMNS tells
    return opened


@contextlib.contextmanager
def show_status(text: str) -> "Iterator[Callable[[str], None]]":
    """Show a spinner while something takes long; gives what changes its text."""
    with error_console().status(text) as status:
        yield status.update


@contextlib.contextmanager
def show_progress(what: str) -> "Iterator[Callable[[int, int], None]]":
    """Show a bar while something is made one by one; gives what is told how many of how many are done."""
    from rich.progress import Progress

    with Progress(console=error_console(), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def show_error(message: str) -> None:
    """Print one red line on stderr."""
    _show_line("error", "bold red", message)


def show_warning(message: str) -> None:
    """Print one yellow line on stderr."""
    _show_line("warning", "yellow", message)


def _show_line(label: str, style: str, message: str) -> None:
    from rich.text import Text

    line = Text.assemble((f"{label}: ", style), " ".join(message.split()))
    target = error_console()
    target.print(fold(line, target) if target.is_terminal else line, soft_wrap=True)


def show_rows(title: str, rows: Mapping[str, object]) -> None:
    """Print a table of two columns: a name and its value."""
    show_table(title, (), [(name, value) for name, value in rows.items()])


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; numbers are aligned right. Without names of columns there is no heading.

    Columns for which a line has no room follow in tables of their own, each beside the first column; where even two
    have none without a word being broken, each row becomes a few lines.
    """
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    cells = [[_show_cell(value) for value in row] for row in rows]
    width = len(columns) or max((len(row) for row in cells), default=0)
    names = columns or [""] * width
    told = [[names[index], *(row[index].plain for row in cells)] for index in range(width)]
    longest = [max((cell_len(word) for text in column for word in text.split()), default=0) for column in told]
    groups = _fitting(names, cells, longest, console().width)
    if any(1 + sum(3 + longest[index] for index in group) > console().width for group in groups):
        _show_stacked(title, names, cells)
        return
    show_line(Text(title, style="bold"))  # not the table's own, which is broken where the table is narrower
    for shown in groups:
        table = Table(show_header=bool(columns))
        spare = console().width - 1 - sum(3 + longest[index] for index in shown)
        for index in shown:
            numeric = all(row[index].plain.replace(",", "").replace(".", "").isdigit() for row in cells)
            most = max(map(cell_len, told[index]))
            # Widths are told: rich takes room from the widest column, also where its words would be cut off.
            given = min(most - longest[index], spare)
            spare -= given
            table.add_column(names[index], justify="right" if numeric else "left", width=longest[index] + given)
        for row in cells:
            table.add_row(*(row[index] for index in shown))
        console().print(table)


def _fitting(
    names: Sequence[str], cells: "Sequence[Sequence[Text]]", longest: Sequence[int], width: int
) -> list[list[int]]:
    """Which columns to show together in lines of so many characters, so that no word has to be broken."""
    if not names:
        return []
    rooms = []
    for index in range(len(names)):
        most = max((len(row[index].plain) for row in cells), default=0)
        rooms.append(3 + max(min(most, _ROOM), longest[index]))
    groups, used = [[0]], 1 + rooms[0]
    for index, room in enumerate(rooms[1:], 1):
        if used + room > width and len(groups[-1]) > 1:
            groups.append([0])
            used = 1 + rooms[0]
        groups[-1].append(index)
        used += room
    return groups


def _show_stacked(title: str, names: Sequence[str], cells: "Sequence[Sequence[Text]]") -> None:
    """Print each row as lines: the first cell, and below it each other with the name of its column."""
    from rich.text import Text

    show_line(Text(title, style="bold"), 2)
    for first, *others in cells:
        show_line(first, 2)
        for name, cell in zip(names[1:], others, strict=True):
            if cell.plain:
                show_line(Text(f"  {name}: " if name else "  ").append_text(cell), 4)


def show_line(text: "str | Text", indent: int = 2) -> None:
    """Print a line of results, folded where the terminal is narrower; see `fold`."""
    console().print(fold(text, console(), indent), soft_wrap=True)


def show_note(text: str) -> None:
    """Print a line on stderr that is neither a result nor a warning."""
    error_console().print(fold(text, error_console()), soft_wrap=True)


def fold(text: "str | Text", target: "Console", indent: int = 2) -> "Text":
    """A line, or where it is wider than the terminal, several broken between words, the later ones indented.

    What goes to a pipe stays one line, unless a narrower width than a pipe's is told by COLUMNS.

    Args:
        text: without markup; its own lines stay lines.
        target: where it is to be printed.
        indent: of the lines that come of folding, in characters.
    """
    from rich.cells import cell_len
    from rich.text import Text

    whole = text if isinstance(text, Text) else Text(text)
    if not (target.is_terminal or target.width < PIPE):
        return whole
    lines: list[Text] = []
    for line in whole.split("\n", allow_blank=True):
        places = fold_places(line.plain, target.width, indent, cell_len)
        first, *later = line.divide([begin for begin, _ in places])
        lines += [first, *(Text(" " * own).append_text(part) for (_, own), part in zip(places, later, strict=True))]
    for line in lines:
        line.rstrip()
    return Text("\n").join(lines)


def _show_cell(value: object) -> "Text":
    from rich.text import Text

    if isinstance(value, Text):
        return value
    if isinstance(value, float):
        return Text(f"{value:.3f}")
    return Text(f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value))


def quiet_libraries() -> None:
    """Keep the libraries' own notices and progress bars out of the output, which takes any text; what is set stays."""
    import logging
    import warnings

    # Names of files may hold bytes that are no text.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # It recommends another package, by name, whenever it is imported.
    logging.getLogger("bitsandbytes").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", category=FutureWarning)
    warnings.filterwarnings("ignore", category=UserWarning, module=r"torch|transformers|bitsandbytes|accelerate")

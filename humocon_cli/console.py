"""The one rich console of stdout, its twin for stderr, and the few shapes that the commands print."""

import contextlib
import functools
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_ROOM = 20
"""Characters of a cell that stay on one line, if they can."""
_PIPE = 80
"""The width that rich gives a pipe."""


@functools.cache
def console() -> "Console":
    """The console for results. rich is imported here: `humocon --help` does without it."""
    from rich.console import Console

    return Console(highlight=False)


@functools.cache
def error_console() -> "Console":
    """The console for errors, warnings and progress, so that stdout can be piped."""
    from rich.console import Console

    return Console(highlight=False, stderr=True)


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
    error_console().print(line, soft_wrap=True)


def show_rows(title: str, rows: Mapping[str, object]) -> None:
    """Print a table of two columns: a name and its value."""
    show_table(title, (), [(name, value) for name, value in rows.items()])


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; numbers are aligned right. Without names of columns there is no heading.

    Columns for which a line has no room follow in tables of their own, each beside the first column; where even two
    have none without a word being broken, each row becomes a few lines.
    """
    from rich.table import Table

    cells = [[_show_cell(value) for value in row] for row in rows]
    width = len(columns) or max((len(row) for row in cells), default=0)
    names = columns or [""] * width
    longest = [
        max(
            (len(word) for text in (names[index], *(row[index].plain for row in cells)) for word in text.split()),
            default=0,
        )
        for index in range(width)
    ]
    groups = _fitting(names, cells, longest, console().width)
    if any(1 + sum(3 + longest[index] for index in group) > console().width for group in groups):
        _show_stacked(title, names, cells)
        return
    for number, shown in enumerate(groups):
        table = Table(
            title=title if not number else None, title_justify="left", title_style="bold", show_header=bool(columns)
        )
        spare = console().width - 1 - sum(3 + longest[index] for index in shown)
        for index in shown:
            numeric = all(row[index].plain.replace(",", "").replace(".", "").isdigit() for row in cells)
            most = max(len(text) for text in (names[index], *(row[index].plain for row in cells)))
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

    show_folded(Text(title, style="bold"), 2)
    for first, *others in cells:
        show_folded(first, 2)
        for name, cell in zip(names[1:], others, strict=True):
            if cell.plain:
                show_folded(Text(f"  {name}: " if name else "  ").append_text(cell), 4)


def show_folded(text: "Text", indent: int) -> None:
    """Print a line, or where it is wider than the terminal, several broken between words, the later ones indented.

    What goes to a pipe stays one line, unless a width is told.
    """
    from rich.text import Text

    cuts, edge = [], console().width
    if console().is_terminal or edge < _PIPE:
        for word in re.finditer(r"\S+", text.plain):
            if word.end() > edge and word.start() > (cuts[-1] if cuts else indent):
                cuts.append(word.start())
                edge = word.start() - indent + console().width
    lines = text.divide(cuts)
    for line in lines:
        line.rstrip()
    console().print(Text("\n" + " " * indent).join(lines), soft_wrap=True)


def _show_cell(value: object) -> "Text":
    from rich.text import Text

    if isinstance(value, Text):
        return value
    if isinstance(value, float):
        return Text(f"{value:.3f}")
    return Text(f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value))


def quiet_libraries() -> None:
    """Keep the libraries' own notices and progress bars out of the output; what is set by the user stays."""
    import logging
    import warnings

    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # It recommends another package, by name, whenever it is imported.
    logging.getLogger("bitsandbytes").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", category=FutureWarning)
    warnings.filterwarnings("ignore", category=UserWarning, module=r"torch|transformers|bitsandbytes|accelerate")

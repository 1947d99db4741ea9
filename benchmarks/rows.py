"""What a part of the suite tells: tables of cases, as text for people and as JSON for programs."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from benchmarks.measure import Timing


@dataclass(frozen=True, kw_only=True)
class Row:
    """One case; None where a figure does not apply."""

    case: str
    seconds: float | None = None
    ratio: float | None = None
    """Seconds over those of the table's first row, the median over rounds."""
    low: float | None = None
    high: float | None = None
    rate: str = ""
    """What a user counts in, such as "31 clips/s"."""
    memory: int | None = None
    """Peak rise of the resident memory, bytes."""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Cases that were timed in turns, the first of them what the others are compared with."""

    title: str
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What was skipped and why, and what the figures are."""

    def plain(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


def timed_rows(
    timings: Mapping[str, Timing],
    *,
    per_call: float | None = None,
    unit: str = "",
    memory: Mapping[str, int | None] | None = None,
) -> list[Row]:
    """Rows of what `interleave` measured.

    Args:
        timings: by case.
        per_call: how many units one call does, for the rates.
        unit: such as "clips".
        memory: by case.
    """
    rows = []
    for name, timing in timings.items():
        rate = "" if per_call is None else f"{three_figures(per_call / timing.seconds)} {unit}/s"
        rows.append(
            Row(
                case=name,
                seconds=timing.seconds,
                ratio=timing.ratio,
                low=timing.low,
                high=timing.high,
                rate=rate,
                memory=(memory or {}).get(name),
            )
        )
    return rows


def markdown(table: Table) -> str:
    """A table as Markdown; columns that nobody fills are left out."""
    columns: dict[str, list[str]] = {"case": [row.case for row in table.rows]}
    columns["time"] = ["" if row.seconds is None else show_seconds(row.seconds) for row in table.rows]
    columns["× first (low–high)"] = [_show_ratio(row) for row in table.rows]
    columns["rate"] = [row.rate for row in table.rows]
    columns["peak memory"] = ["" if row.memory is None else show_bytes(row.memory) for row in table.rows]
    columns["note"] = [row.note for row in table.rows]
    columns = {name: cells for name, cells in columns.items() if any(cells)}
    lines = [f"### {table.title}", ""]
    if table.rows:
        lines += [_line(columns), "|" + "---|" * len(columns)]
        lines += [_line(cells) for cells in zip(*columns.values(), strict=True)]
        lines.append("")
    lines += [f"- {note}" for note in table.notes]
    return "\n".join(lines).rstrip() + "\n"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _show_ratio(row: Row) -> str:
    if row.ratio is None:
        return ""
    if row.low is None or row.high is None or row.low == row.high:
        return three_figures(row.ratio)
    return f"{three_figures(row.ratio)} ({three_figures(row.low)}–{three_figures(row.high)})"


def show_seconds(seconds: float) -> str:
    """Three figures: 1.23 s, 45.6 ms, 7.89 µs."""
    for size, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= size:
            return f"{three_figures(seconds / size)} {unit}"
    return f"{three_figures(seconds / 1e-6)} µs"


def show_bytes(number: float) -> str:
    """Three figures in decimal units: 1.23 GB, 45.6 MB."""
    for size, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if number >= size:
            return f"{three_figures(number / size)} {unit}"
    return f"{number:.0f} B"


def three_figures(number: float) -> str:
    """Write a number in three figures: 0.123, 1.23, 12.3, 123, 12,345."""
    magnitude = abs(number)
    digits = 2 if 0.9995 <= magnitude < 9.995 else 1 if 9.995 <= magnitude < 99.95 else 0 if magnitude >= 99.95 else 3
    return f"{number:,.{digits}f}"

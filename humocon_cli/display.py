"""The display of a training run: live in a terminal, one plain line now and then where the output is a file."""

import math
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from humocon_cli.console import fold

_BARS = "▁▂▃▄▅▆▇█"
_HISTORY = 24


class LiveReport:
    """Shows a run: progress, rate, time left, and each number with its course and last validation value.

    It is a `humocon.training.report.Report`. The number of processes that the display warns about comes from the
    fact `num_processes`.
    """

    def __init__(
        self,
        console: Console | None = None,
        *,
        unit: str = "step",
        every_s: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepares the display.

        Args:
            console: Where to show it; standard output by default.
            unit: What is counted.
            every_s: Seconds between two plain lines when the output is not a terminal.
            clock: Gives the time in seconds; for tests.
        """
        self.console = console or Console()
        self.unit = unit
        self.every_s = every_s
        self.clock = clock
        self._live: Live | None = None
        self._reset("", 0, {}, 0)

    def start(self, name: str, total_steps: int, facts: Mapping[str, object], first_step: int = 0) -> None:
        """Opens the display; warns when a launcher was asked for more processes than run."""
        self.finish()
        self._reset(name, total_steps, facts, first_step)
        shown = ", ".join(f"{key} {value}" for key, value in self.facts.items())
        begun = f"{self.unit} {first_step} of {total_steps}" if first_step else f"{total_steps} {self.unit}s"
        self.message(f"{name}: {begun}" + (f"; {shown}" if shown else ""))
        num_processes = facts.get("num_processes")
        if isinstance(num_processes, int):
            from humocon.training.launch import launch_warning

            warning = launch_warning(os.environ, num_processes)
            if warning:
                self.message(f"warning: {warning}")
        self._began = self.clock()
        if self.console.is_terminal:
            self._live = Live(
                console=self.console, refresh_per_second=4, get_renderable=self._render, redirect_stderr=False
            )
            self._live.start()

    def metrics(self, step: int, values: Mapping[str, float], split: str = "train") -> None:
        """Takes the numbers of a step; in plain mode prints them when a line of this split is due, and the last."""
        self.step = max(self.step, step)
        for key, value in values.items():
            if self.split_of.setdefault(key, split) == split:
                self.history.setdefault(key, deque(maxlen=_HISTORY)).append(float(value))
            else:
                self.checked[key] = (split, float(value))
        now = self.clock()
        if self._live is None and (now >= self._next_line.get(split, now) or step >= self.total_steps):
            self._next_line[split] = now + self.every_s
            numbers = "  ".join(f"{key} {_number(value)}" for key, value in values.items())
            self._print(f"{self._progress()}  {'' if split == 'train' else split + '  '}{numbers}")

    def message(self, text: str) -> None:
        """Prints one line, above the live display."""
        self._print(text)

    def finish(self) -> None:
        """Leaves the last state on the screen and gives the terminal back; safe after Ctrl-C and when called twice."""
        live, self._live = self._live, None
        if live is not None:
            live.stop()

    def _reset(self, name: str, total_steps: int, facts: Mapping[str, object], first_step: int) -> None:
        self.name = name
        self.total_steps = total_steps
        self.facts = {key: value for key, value in facts.items() if key != "num_processes"}
        self.first_step = self.step = first_step
        self.history: dict[str, deque[float]] = {}
        self.split_of: dict[str, str] = {}
        self.checked: dict[str, tuple[str, float]] = {}
        self._began = self.clock()
        self._next_line: dict[str, float] = {}

    def _rate(self) -> float:
        """Steps a second since the start of this process; 0 until there is something to measure."""
        elapsed = self.clock() - self._began
        return (self.step - self.first_step) / elapsed if elapsed > 0.5 else 0.0

    def _progress(self) -> str:
        place, rate = f"{self.unit} {self.step}/{self.total_steps}", self._rate()
        if rate == 0:
            return place
        return f"{place}  {self._rate_text(rate)}  {_duration((self.total_steps - self.step) / rate)} left"

    def _rate_text(self, rate: float) -> str:
        return f"{rate:.1f} {self.unit}s/s" if rate >= 1 else f"{1 / rate:.1f} s/{self.unit}"

    def _render(self) -> Group:
        head = Text.assemble((self.name, "bold"), "  ", self._progress())
        if "processes" in self.facts:
            head.append(f"  {self.facts['processes']}", style="dim")
        bar = Table.grid()  # a bar alone does not end its line
        bar.add_row(ProgressBar(total=max(1, self.total_steps), completed=self.step, width=60))
        table = Table.grid(padding=(0, 2))
        for justify in ("left", "right", "left", "right"):
            table.add_column(justify=justify, no_wrap=True)
        for key in self.history:
            course = self.history[key]
            split, value = self.checked.get(key, ("", 0.0))
            table.add_row(key, _number(course[-1]), sparkline(course), f"{split} {_number(value)}" if split else "")
        return Group(head, bar, table)

    def _print(self, text: str) -> None:
        self.console.print(fold(text, self.console), highlight=False, soft_wrap=True)


def sparkline(values: Iterable[float]) -> str:
    """Draws the course of a number in one character for each value, from its lowest to its highest."""
    values = list(values)
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return "·" * len(values)
    low, high = min(finite), max(finite)
    scale = (len(_BARS) - 1) / (high - low) if high > low else 0.0
    return "".join(_BARS[round((value - low) * scale)] if math.isfinite(value) else "·" for value in values)


def _number(value: float) -> str:
    if not math.isfinite(value) or value == 0:
        return str(value)
    return f"{value:.2e}" if abs(value) < 1e-3 or abs(value) >= 1e5 else f"{value:.4g}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(max(0.0, seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"

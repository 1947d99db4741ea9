"""Where a training loop tells its progress: nowhere, a JSONL file, TensorBoard, or several of them."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from humocon.files import parse_json, write_text, writing
from humocon.journals import append_lines


class Report(Protocol):
    """What a training loop may tell; the loop itself formats nothing.

    Only the main process should report: give a `SilentReport` to the others.
    """

    def start(self, name: str, total_steps: int, facts: Mapping[str, object], first_step: int = 0) -> None:
        """Open a run.

        Args:
            name: of what is trained, for a title, such as "pretrain mini".
            total_steps: of the whole run, those before a resume included.
            facts: worth showing (processes, device, parameters ...).
            first_step: number of steps already done: the step of the checkpoint on a resume, otherwise 0.
        """
        ...

    def metrics(self, step: int, values: Mapping[str, float], split: str = "train") -> None:
        """Tells named numbers of a step; `step` is the number of optimizer steps done."""
        ...

    def message(self, text: str) -> None:
        """Tells one line to a person: a resume, a saved checkpoint, a warning."""
        ...

    def finish(self) -> None:
        """Closes the run, also after an interruption; safe to call twice."""
        ...


class SilentReport:
    """Tells nobody: the default of every stage, and the report of every process but the main one."""

    def start(self, name: str, total_steps: int, facts: Mapping[str, object], first_step: int = 0) -> None:
        """Does nothing."""

    def metrics(self, step: int, values: Mapping[str, float], split: str = "train") -> None:
        """Does nothing."""

    def message(self, text: str) -> None:
        """Does nothing."""

    def finish(self) -> None:
        """Does nothing."""


class MetricsFile(SilentReport):
    """Appends one JSON object for each call of `metrics`: `{"step": 10, "split": "train", "L_rec": 0.5}`.

    Lines hold no times, so that two runs with the same seed write the same file. On a resume, lines of steps after the
    checkpoint, and a line cut by a crash, are dropped: the file reads like that of an uninterrupted run. A number that
    is not finite is written as null, which every JSON reader accepts.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def start(self, name: str, total_steps: int, facts: Mapping[str, object], first_step: int = 0) -> None:
        """Keep only lines of steps up to `first_step`."""
        with writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
        kept = []
        if self.path.exists():
            lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
            kept = [line for line in lines if _is_up_to(line, first_step)]
        write_text(self.path, "".join(line + "\n" for line in kept))

    def metrics(self, step: int, values: Mapping[str, float], split: str = "train") -> None:
        """Write one line, which is on the disk afterwards."""
        append_lines(self.path, [{"step": step, "split": split} | {name: _finite(v) for name, v in values.items()}])


class TensorBoardReport(SilentReport):
    """Writes scalars named `split/name` as TensorBoard events into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._writer = None

    def start(self, name: str, total_steps: int, facts: Mapping[str, object], first_step: int = 0) -> None:
        """Opens an event file; on a resume, TensorBoard hides what an earlier one says about later steps.

        Raises:
            DataError: The folder cannot be written.
        """
        from torch.utils.tensorboard import SummaryWriter

        self.finish()
        with writing(self.folder):
            self._writer = SummaryWriter(str(self.folder), purge_step=first_step + 1 if first_step else None)
        rows = "\n".join(f"| {key} | {value} |" for key, value in facts.items())
        self._writer.add_text("facts", f"**{name}**, {total_steps} steps\n\n| | |\n|---|---|\n{rows}", first_step)

    def metrics(self, step: int, values: Mapping[str, float], split: str = "train") -> None:
        """Adds one scalar for each value."""
        if self._writer is None:
            raise ValueError(f"{self.folder}: metrics() before start()")
        for name, value in values.items():
            self._writer.add_scalar(f"{split}/{name}", float(value), step)

    def finish(self) -> None:
        """Writes what is pending and closes the event file."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None


class Reports:
    """Hands everything to several reports, in their order."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self.reports = tuple(reports)

    def start(self, name: str, total_steps: int, facts: Mapping[str, object], first_step: int = 0) -> None:
        """Opens the run in each report."""
        for report in self.reports:
            report.start(name, total_steps, facts, first_step)

    def metrics(self, step: int, values: Mapping[str, float], split: str = "train") -> None:
        """Hands the numbers to each report."""
        for report in self.reports:
            report.metrics(step, values, split)

    def message(self, text: str) -> None:
        """Hands the line to each report."""
        for report in self.reports:
            report.message(text)

    def finish(self) -> None:
        """Closes each report."""
        for report in self.reports:
            report.finish()


def _is_up_to(line: str, last_step: int) -> bool:
    try:
        entry = parse_json(line)
    except ValueError:
        return False
    return isinstance(entry, dict) and isinstance(entry.get("step"), int) and entry["step"] <= last_step


def _finite(value: float) -> float | int | None:
    number = value if isinstance(value, int) else float(value)
    return number if math.isfinite(number) else None

"""A scheduler's SIGTERM, or Ctrl-C: a run saves at the end of its step and ends, so that nothing is lost."""

import signal
import threading
from types import FrameType
from typing import Self

import torch

from humocon.errors import HumoconError
from humocon.parallel import all_reduce_sum, num_processes
from humocon.training.prefetch import Later
from humocon.training.report import Report

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class StoppedError(HumoconError):
    """A run was asked to end, and did so after saving.

    Attributes:
        signal: what asked it.
    """

    def __init__(self, step: int, number: signal.Signals) -> None:
        name = "Ctrl-C" if number == signal.SIGINT else number.name
        super().__init__(f"stopped by {name}; step {step} is saved, the same command goes on from there")
        self.signal = number


class StopSignal:
    """While entered, SIGTERM and Ctrl-C are remembered instead of ending the process; a second one ends it at once.

    What is ignored stays ignored.

    Args:
        report: is told that the run will end.
        device: on which several processes tell each other.
    """

    def __init__(self, report: Report, device: torch.device | None = None) -> None:
        self.report, self.device = report, device
        self._told: Later | None = None
        self._received: signal.Signals | None = None
        self._before: dict[signal.Signals, signal._HANDLER] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():  # others cannot have handlers
            for number in _SIGNALS:
                if signal.getsignal(number) != signal.SIG_IGN:  # of a program behind nohup or &
                    self._before[number] = signal.signal(number, self._remember)
        return self

    def __exit__(self, *error: object) -> None:
        self._restore()

    def wanted(self) -> bool:
        """Whether any process was asked to end; every process must call it after each step.

        Several processes end a step later: what they told each other is read at the next call, so that no GPU is waited
        for.
        """
        asked = self._received is not None
        if num_processes() == 1:
            return asked
        before, self._told = self._told, Later(all_reduce_sum(torch.full((1,), float(asked), device=self.device)))
        return before is not None and any(before.read())

    def stop(self, step: int) -> StoppedError:
        """What to raise once step `step` is saved."""
        return StoppedError(step, self._received or signal.SIGTERM)

    def _remember(self, number: int, frame: FrameType | None) -> None:
        self._received = signal.Signals(number)
        self._restore()
        self.report.message("asked to stop: saving at the end of this step (once more to stop at once)")

    def _restore(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()

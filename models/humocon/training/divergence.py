"""A run whose numbers are no longer numbers stops before it tells or saves any of them, or passes over the step."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from humocon.errors import ConfigError
from humocon.parallel import all_reduce_sum
from humocon.training.configuration import OnDivergence
from humocon.training.prefetch import Later
from humocon.training.report import Report

MOST_IN_A_ROW = 10
"""Steps that are passed over before the run is given up: it is the weights then, not a batch."""


class _Seen(NamedTuple):
    """What decides about a step."""

    step: int
    numbers: Later
    """The loss and the norm of the gradients."""
    losses: Tensor
    """(A,) of the micro-batches."""
    batch_size: int


class Divergence:
    """Looks at the loss and the gradients of each step.

    A step has diverged where the loss of any process or the norm of the gradients is infinite or not a number, or the
    norm is over its limit. Every process comes to the same verdict. To stop, it is enough to know while the next step
    runs, so that no GPU is waited for, and before anything is told or saved (`settle`); to pass over a step, it has to
    be known before the step is taken.

    Args:
        on_divergence: stop the run, or pass over the step: its gradients are dropped, and it is told to the report as
            numbers of the split "skipped" and as a message.
        norm_limit: of the gradients before clipping; None for no limit.
        report: is told what was passed over.
    """

    def __init__(self, on_divergence: OnDivergence, norm_limit: float | None, report: Report) -> None:
        self.on_divergence, self.report = on_divergence, report
        self.norm_limit = math.inf if norm_limit is None else norm_limit
        self.skipped = self._in_a_row = 0
        self.passes = True
        self._waiting: _Seen | None = None

    def look(self, step: int, losses: Sequence[Tensor], norm: Tensor | None, *, batch_size: int) -> Tensor:
        """Look at one step; every process must call it before it takes the step.

        Args:
            step: number of optimizer steps done, this one included.
            losses: this process's share of the loss of each micro-batch, scalars.
            norm: of the gradients before clipping; None in fp16, where the scaler passes over steps that overflow.
            batch_size: samples of the global batch, to name those of a bad micro-batch.

        Returns:
            The sum of the losses of all micro-batches and processes, a scalar. Afterwards `passes` says whether to take
            the step.

        Raises:
            ConfigError: the run is to stop and the step before this one diverged, or the last ones diverged too.
        """
        own = torch.stack(list(losses)).detach()
        total = all_reduce_sum(own.sum().to(torch.float32))
        size = total.new_zeros(()) if norm is None else norm.detach().to(total, non_blocking=True)
        seen, before = _Seen(step, Later(torch.stack([total, size])), own, batch_size), self._waiting
        if self.on_divergence == "skip":
            self._judge(seen)
            return total
        self._waiting = seen
        if before is not None:
            self._judge(before)
        return total

    def settle(self) -> None:
        """Come to the open verdict, as `look` does; every process must call it before anything is told or saved."""
        seen, self._waiting = self._waiting, None
        if seen is not None:
            self._judge(seen)

    def _judge(self, seen: _Seen) -> None:
        step, (total, size) = seen.step, seen.numbers.read()
        trouble = self._trouble(total, size)
        self.passes = trouble is None
        if trouble is None:
            self._in_a_row = 0
            return
        samples = _name_samples(seen.losses, seen.batch_size)
        if self.on_divergence == "stop":
            raise ConfigError(
                f"step {step}: {trouble}{samples}; lower learning_rate, set learning.mixed_precision=no or "
                "learning.on_divergence=skip, then the same command continues from the last checkpoint"
            )
        self.skipped, self._in_a_row = self.skipped + 1, self._in_a_row + 1
        self.report.metrics(step, {"loss": total, "norm": size}, split="skipped")
        self.report.message(f"step {step}: {trouble}{samples}; passed over ({self.skipped} so far)")
        if self._in_a_row == MOST_IN_A_ROW:
            raise ConfigError(
                f"step {step}: {trouble}, and the {MOST_IN_A_ROW - 1} steps before it diverged too; lower "
                "learning_rate, then the same command continues from the last checkpoint"
            )

    def _trouble(self, total: float, norm: float) -> str | None:
        if not math.isfinite(total):
            return f"the loss is {total}"
        if not math.isfinite(norm):
            return f"the norm of the gradients is {norm}"
        if norm > self.norm_limit:
            return f"the norm of the gradients is {norm:.3g}, over the norm_limit of {self.norm_limit:g}"
        return None


def _name_samples(losses: Tensor, batch_size: int) -> str:
    """Where in the batch of the step a loss of any process is bad first."""
    bad = all_reduce_sum((~losses.isfinite()).float())
    places = bad.nonzero().flatten().tolist()
    size = batch_size // len(losses)
    return f" in its samples {places[0] * size} to {(places[0] + 1) * size - 1}" if places else ""

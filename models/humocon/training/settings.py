"""What a recipe says about the learning of a language stage, and what such a stage learns from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

import torch
from torch import Tensor

from humocon.training.divergence import OnDivergence


@dataclass(frozen=True, kw_only=True)
class LearningConfig:
    """How a language stage learns.

    Attributes:
        batch_size: samples of one optimizer step, over all processes.
        accumulate: parts that the batch is computed in, one after the other; the losses stay the same.
        fit_memory: where a step runs out of memory, compute the batch in more parts and take the step again (one
            process only).
        on_divergence: what to do with a step whose loss or gradients are infinite or not numbers; see `Divergence`.
        norm_limit: gradients of a larger norm count as diverged, too.
    """

    steps: int
    learning_rate: float
    batch_size: int
    warmup: int = 50
    accumulate: int = 1
    weight_decay: float = 0.0
    clip_norm: float = 1.0
    optimizer: Literal["adamw", "muon"] = "adamw"
    mixed_precision: Literal["no", "bf16", "fp16"] = "no"
    fit_memory: bool = False
    on_divergence: OnDivergence = "stop"
    norm_limit: float | None = None
    log_every: int = 20
    validate_every: int = 200
    save_every: int = 200

    def describe(self) -> dict[str, str]:
        """Rows for a table."""
        batch = str(self.batch_size) + (f" in {self.accumulate} parts" if self.accumulate > 1 else "")
        rate = f"{self.learning_rate:g}, warm-up {self.warmup}"
        return {"steps": f"{self.steps:,}", "batch": batch, "learning rate": rate, "precision": self.mixed_precision}


class Batch(Protocol):
    """A batch of conversations."""

    @property
    def labels(self) -> Tensor:
        """(B, T), `IGNORED` outside the answers."""
        ...

    def inputs(self) -> dict[str, Tensor]:
        """Arguments of the model's forward, labels included."""
        ...

    def counts(self) -> dict[str, int]:
        """Tokens that a loss is taken on, by the argument of the model's forward that is told their global number."""
        ...

    def to(self, device: torch.device) -> "Batch":
        """The same batch on another device."""
        ...


class Batches(Protocol):
    """Batches by step and indices."""

    def batch(self, step: int, indices: Iterable[int]) -> Batch:
        """The samples of one step with the given indices."""
        ...

"""What recipes say about learning, in every stage under the key `learning`."""

from dataclasses import dataclass
from typing import Literal

OnDivergence = Literal["stop", "skip"]


@dataclass(frozen=True, kw_only=True)
class StepConfig:
    """How an optimizer step is taken, and what is done every so many steps.

    Attributes:
        batch_size: samples of one optimizer step, over all processes.
        accumulate: parts that the batch is computed in, one after the other; the losses stay the same.
        on_divergence: what to do with a step whose loss or gradients are infinite or not numbers; see
            `humocon.training.divergence.Divergence`.
        norm_limit: gradients of a larger norm count as diverged, too.
    """

    batch_size: int
    accumulate: int = 1
    weight_decay: float = 0.0
    clip_norm: float = 1.0
    optimizer: Literal["adamw", "muon"] = "adamw"
    mixed_precision: Literal["no", "bf16", "fp16"] = "no"
    on_divergence: OnDivergence = "stop"
    norm_limit: float | None = None
    log_every: int = 20
    validate_every: int = 200
    save_every: int = 200

    @property
    def precision(self) -> str:
        """Of the forward pass, in words."""
        return "float32" if self.mixed_precision == "no" else f"{self.mixed_precision}, weights in float32"


@dataclass(frozen=True, kw_only=True)
class LearningConfig(StepConfig):
    """How a language stage learns.

    Attributes:
        fit_memory: where a step runs out of memory, compute the batch in more parts and take the step again (one
            process only).
        validate_on: held-out conversations that are looked at.
    """

    steps: int
    learning_rate: float
    warmup: int = 50
    fit_memory: bool = False
    validate_on: int = 128

    def describe(self) -> dict[str, str]:
        """Rows for a table."""
        batch = str(self.batch_size) + (f" in {self.accumulate} parts" if self.accumulate > 1 else "")
        rate = f"{self.learning_rate:g}, warm-up {self.warmup}"
        return {"steps": f"{self.steps:,}", "batch": batch, "learning rate": rate, "precision": self.precision}

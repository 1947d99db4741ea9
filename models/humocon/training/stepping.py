"""One optimizer step of a language stage: its micro-batches, the verdict on their numbers, and the step itself."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from humocon.parallel import all_reduce_sum
from humocon.training import random_state
from humocon.training.ahead import Ahead
from humocon.training.divergence import Divergence
from humocon.training.launch import micro_shares
from humocon.training.memory import cut_batch, is_out_of_memory
from humocon.training.moving import Mover
from humocon.training.report import Report
from humocon.training.schedule import learning_rate
from humocon.training.settings import Batch, Batches, LearningConfig


class Gradients(NamedTuple):
    """What a step gave, its gradients aside: this process's loss of each micro-batch, and the norm before clipping."""

    losses: list[Tensor]
    norm: Tensor


class Taken(NamedTuple):
    """What is told of a step; not read before, as a GPU would be waited for."""

    loss: Tensor
    norm: Tensor
    rate: float

    def values(self) -> dict[str, float]:
        """As numbers."""
        return {"loss": float(self.loss), "norm": float(self.norm), "rate": self.rate}


class Stepper:
    """Takes the optimizer steps of a model.

    Args:
        model: of which the parameters that require a gradient learn.
        accelerator: prepares model and optimizers.
        config: see there.
        report: is told of steps that were passed over, and of batches that were cut into more parts.
    """

    def __init__(self, model: nn.Module, accelerator: Accelerator, config: LearningConfig, report: Report) -> None:
        self.accelerator, self.config, self.report = accelerator, config, report
        divergence = Divergence(config.on_divergence, config.norm_limit, report)
        autocast = torch.bfloat16 if config.mixed_precision == "bf16" else None
        self.mover = Mover(
            model, accelerator, divergence, kind=config.optimizer, weight_decay=config.weight_decay, autocast=autocast
        )

    def micro_batches(self, step: int, train: Batches) -> list[Batch]:
        """The micro-batches of a step that this process takes, on the CPU."""
        return [train.batch(step, share) for share in micro_shares(self.config.batch_size, self.accelerator)]

    def take(self, step: int, batches: Ahead[list[Batch]]) -> Taken:
        """Take a step, the first of which is 0.

        Args:
            step: its number.
            batches: what `micro_batches` makes.

        Returns:
            Its loss, the norm of its gradients and its rate.

        Raises:
            ConfigError: it or the step before diverged; see `Divergence`.
        """
        config, mover = self.config, self.mover
        rate = learning_rate(step, peak=config.learning_rate, warmup=config.warmup, total=config.steps)
        mover.set_rate(rate)
        mover.wrapped.train()
        losses, norm = (self._fitting_gradients if config.fit_memory else self._gradients)(step, batches)
        loss = mover.step(step + 1, losses, norm, batch_size=config.batch_size)
        return Taken(loss, norm, rate)

    def _gradients(self, step: int, batches: Ahead[list[Batch]]) -> Gradients:
        """Leave the clipped gradients of a step's batch in the parameters."""
        accelerator, taken = self.accelerator, batches.take(step)
        counts = _global_counts(taken, accelerator.device)
        losses, norm = [], torch.zeros((), device=accelerator.device)
        for batch in taken:
            with accelerator.accumulate(self.mover.wrapped):
                output = self.mover.wrapped(**batch.to(accelerator.device).inputs(), **counts)
                self.mover.backward(output.loss)
                losses.append(output.loss.detach())
                if accelerator.sync_gradients:
                    norm = self.mover.clip(self.config.clip_norm)
        return Gradients(losses, norm)

    def _fitting_gradients(self, step: int, batches: Ahead[list[Batch]]) -> Gradients:
        """The same, with the batch in more parts where it does not fit into the memory; they stay for later steps."""
        before = random_state.capture()
        while True:
            try:
                return self._gradients(step, batches)
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
                failure = error.with_traceback(None)  # whose frames hold the tensors that are in the way
            for value in self.mover.learning:
                value.grad = None
            parts = cut_batch(self.accelerator, self.config.batch_size)
            if parts is None:
                raise failure
            batches.forget()
            random_state.restore(before)
            self.report.message(f"step {step + 1}: out of memory; from now on in {parts} parts (accumulate={parts})")


def _global_counts(batches: Sequence[Batch], device: torch.device) -> dict[str, Tensor]:
    """What the losses of one step are divided by: `Batch.counts` over all micro-batches of all processes."""
    own = [batch.counts() for batch in batches]
    sums = {name: float(sum(count[name] for count in own)) for name in own[0]}
    return {name: all_reduce_sum(torch.full((), count, device=device)) for name, count in sums.items()}

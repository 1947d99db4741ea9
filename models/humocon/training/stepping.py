"""One optimizer step of a language stage: its micro-batches, the verdict on their numbers, and the step itself."""

import functools
from collections.abc import Sequence
from typing import NamedTuple

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from humocon.training import random_state
from humocon.training.divergence import Divergence
from humocon.training.launch import all_reduce_sum, micro_shares
from humocon.training.memory import cut_batch, is_out_of_memory
from humocon.training.muon import make_optimizers
from humocon.training.report import Report
from humocon.training.schedule import learning_rate
from humocon.training.settings import Batch, Batches, LearningConfig
from humocon.training.sharding import prepare, whole


class Gradients(NamedTuple):
    """What a step gave, its gradients aside: this process's loss of each micro-batch, and the norm before clipping."""

    losses: list[Tensor]
    norm: Tensor


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
        options = {"learning_rate": config.learning_rate, "weight_decay": config.weight_decay}
        make = functools.partial(make_optimizers, model, config.optimizer, **options)
        self.wrapped, self.optimizers = prepare(model, make, accelerator)
        self.learning = [value for value in model.parameters() if value.requires_grad]
        self.divergence = Divergence(config.on_divergence, config.norm_limit, report)

    def take(self, step: int, train: Batches) -> dict[str, float]:
        """Take a step, the first of which is 0.

        Returns:
            Its loss, the norm of its gradients and its rate.

        Raises:
            ConfigError: it diverged.
        """
        config = self.config
        rate = learning_rate(step, peak=config.learning_rate, warmup=config.warmup, total=config.steps)
        for group in (group for optimizer in self.optimizers for group in optimizer.param_groups):
            group["lr"] = rate
        self.wrapped.train()
        losses, norm = self._fitting_gradients(step, train) if config.fit_memory else self._gradients(step, train)
        known = None if config.mixed_precision == "fp16" else norm
        loss = self.divergence.look(step + 1, losses, known, batch_size=config.batch_size)
        for optimizer in self.optimizers:
            if self.divergence.passes or self.accelerator.scaler is not None:  # which passes over it by itself
                optimizer.step()
            optimizer.zero_grad()
        return {"loss": loss, "norm": float(norm), "rate": rate}

    def _gradients(self, step: int, train: Batches) -> Gradients:
        """Leave the clipped gradients of a step's batch in the parameters."""
        accelerator = self.accelerator
        batches = [train.batch(step, share) for share in micro_shares(self.config.batch_size, accelerator)]
        counts = _global_counts(batches, accelerator.device)
        losses, norm = [], torch.zeros((), device=accelerator.device)
        # Accelerate divides by the micro-batches, DistributedDataParallel by the processes; the sum wants neither.
        scale = accelerator.num_processes * accelerator.gradient_accumulation_steps
        for batch in batches:
            with accelerator.accumulate(self.wrapped):
                output = self.wrapped(**batch.to(accelerator.device).inputs(), **counts)
                accelerator.backward(output.loss * scale)
                losses.append(output.loss.detach())
                if accelerator.sync_gradients:
                    norm = whole(accelerator.clip_grad_norm_(self.learning, self.config.clip_norm))
        return Gradients(losses, norm)

    def _fitting_gradients(self, step: int, train: Batches) -> Gradients:
        """The same, with the batch in more parts where it does not fit into the memory; they stay for later steps."""
        before = random_state.capture()
        while True:
            try:
                return self._gradients(step, train)
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
                failure = error.with_traceback(None)  # whose frames hold the tensors that are in the way
            for value in self.learning:
                value.grad = None
            parts = cut_batch(self.accelerator, self.config.batch_size)
            if parts is None:
                raise failure
            random_state.restore(before)
            self.report.message(f"step {step + 1}: out of memory; from now on in {parts} parts (accumulate={parts})")


def _global_counts(batches: Sequence[Batch], device: torch.device) -> dict[str, Tensor]:
    """What the losses of one step are divided by: `Batch.counts` over all micro-batches of all processes."""
    own = [batch.counts() for batch in batches]
    sums = {name: float(sum(count[name] for count in own)) for name in own[0]}
    return {name: all_reduce_sum(torch.tensor(count, device=device)) for name, count in sums.items()}

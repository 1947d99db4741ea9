"""What moves the parameters of a model: its optimizers, their rate, and the verdict on each step."""

import functools
from collections.abc import Sequence
from typing import Any, Literal

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from humocon.training.divergence import Divergence
from humocon.training.muon import by_name, make_optimizers
from humocon.training.sharding import prepare, whole
from humocon.training.zero_optimizer import ZeroOptimizer


class Mover:
    """A model and its optimizers, as Accelerate prepares them.

    Args:
        model: of which the parameters that require a gradient learn.
        accelerator: prepares model and optimizers.
        divergence: looks at each step.
        kind: of the optimizer.
        weight_decay: of the optimizer.
        autocast: see `prepare`.

    Attributes:
        wrapped: the model inside of what Accelerate puts around it.
        learning: the parameters that learn.
        optimizers: one, or two where Muon takes the matrices.
        zero: the one of them whose moments DeepSpeed cuts, if it does.

    Raises:
        ConfigError: see `prepare`.
    """

    def __init__(
        self,
        model: nn.Module,
        accelerator: Accelerator,
        divergence: Divergence,
        *,
        kind: Literal["adamw", "muon"],
        weight_decay: float,
        autocast: torch.dtype | None = None,
    ) -> None:
        self.accelerator, self.divergence = accelerator, divergence
        # Each step sets its own rate.
        make = functools.partial(make_optimizers, model, kind, learning_rate=0.0, weight_decay=weight_decay)
        self.wrapped, self.optimizers = prepare(model, make, accelerator, autocast=autocast)
        self.zero = next((one for one in self.optimizers if isinstance(one, ZeroOptimizer)), None)
        self.learning = [value for value in model.parameters() if value.requires_grad]

    def parts(self) -> dict[str, Any]:
        """Parts of a checkpoint: the optimizers and, in fp16, the scaler of the losses."""
        scaler = self.accelerator.scaler
        return by_name(self.optimizers) | ({} if scaler is None else {"scaler": scaler})

    def set_rate(self, rate: float) -> None:
        """Set the learning rate of the steps to come."""
        for group in (group for optimizer in self.optimizers for group in optimizer.param_groups):
            group["lr"] = rate

    def backward(self, loss: Tensor) -> None:
        """Add the gradients of a micro-batch, of whose loss this is this process's share; the shares are summed."""
        if self.zero is not None:
            self.zero.backward(loss)
            return
        # Accelerate divides by the micro-batches, DistributedDataParallel by the processes; the sum wants neither.
        self.accelerator.backward(loss * self.accelerator.num_processes * self.accelerator.gradient_accumulation_steps)

    def clip(self, most: float) -> Tensor:
        """Clip the gradients to a norm of `most`; gives the norm before."""
        if self.zero is not None:
            return self.zero.clip(most)
        return whole(self.accelerator.clip_grad_norm_(self.learning, most))

    def step(self, number: int, losses: Sequence[Tensor], norm: Tensor, *, batch_size: int) -> Tensor:
        """Take a step, or pass over it, as `divergence.passes` says afterwards; its gradients are used up.

        Args:
            number: of the step, the first of which is 1.
            losses: this process's share of the loss of each micro-batch, scalars.
            norm: of the gradients before clipping.
            batch_size: samples of the global batch.

        Returns:
            The loss, a scalar; see `Divergence.look`.

        Raises:
            ConfigError: see `Divergence.look`.
        """
        known = None if self.accelerator.mixed_precision == "fp16" else norm
        loss = self.divergence.look(number, losses, known, batch_size=batch_size)
        for optimizer in self.optimizers:
            if self.divergence.passes or self.accelerator.scaler is not None:  # which passes over it by itself
                optimizer.step()
            elif isinstance(optimizer, ZeroOptimizer):
                optimizer.drop()
            optimizer.zero_grad()
        return loss

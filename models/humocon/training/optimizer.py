"""What moves the parameters of a model: AdamW, Muon for matrices, their rate, and the verdict on each step.

Muon in torch orthogonalises in bfloat16, which takes a CPU that cannot multiply it 40 times as long; the one here keeps
the precision of the gradients and takes matrices of one shape together. In the limits of bfloat16 the steps are the
same (Jordan et al., "Muon: an optimizer for hidden layers in neural networks", 2024).
"""

import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, overload

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from humocon.training.divergence import Divergence
from humocon.training.sharding import prepare, whole

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
_ITERATIONS = 5


class Mover:
    """A model, of which the parameters that require a gradient learn, and its optimizers, as Accelerate prepares them.

    Attributes:
        divergence: looks at each step.
        wrapped: the model inside of what Accelerate puts around it.
        learning: the parameters that learn.
        optimizers: one, or two where Muon takes the matrices.

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
    ) -> None:
        self.accelerator, self.divergence = accelerator, divergence
        # Each step sets its own rate.
        make = functools.partial(make_optimizers, model, kind, learning_rate=0.0, weight_decay=weight_decay)
        self.wrapped, self.optimizers = prepare(model, make, accelerator)
        self.learning = [value for value in model.parameters() if value.requires_grad]

    def parts(self) -> dict[str, Any]:
        """Parts of a checkpoint: the optimizers and, in fp16, the scaler of the losses."""
        scaler = self.accelerator.scaler
        names = ["optimizer", *(f"optimizer_{place}" for place in range(1, len(self.optimizers)))]
        return dict(zip(names, self.optimizers, strict=True)) | ({} if scaler is None else {"scaler": scaler})

    def set_rate(self, rate: float) -> None:
        """Set the learning rate of the steps to come."""
        for group in (group for optimizer in self.optimizers for group in optimizer.param_groups):
            group["lr"] = rate

    def backward(self, loss: Tensor) -> None:
        """Add the gradients of a micro-batch, of whose loss this is this process's share; the shares are summed."""
        # Accelerate divides by the micro-batches, DistributedDataParallel by the processes; the sum wants neither.
        self.accelerator.backward(loss * self.accelerator.num_processes * self.accelerator.gradient_accumulation_steps)

    def clip(self, most: float) -> Tensor:
        """Clip the gradients to a norm of `most`; gives the norm before."""
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
            optimizer.zero_grad()
        return loss


def make_optimizers(
    model: nn.Module, kind: Literal["adamw", "muon"], *, learning_rate: float, weight_decay: float
) -> list[torch.optim.Optimizer]:
    """AdamW for everything that requires a gradient; or Muon for the weights of linear layers and AdamW for the rest.

    A linear layer that is tied to an embedding is one of the rest.
    """
    tables = {id(module.weight) for module in model.modules() if isinstance(module, nn.Embedding)}
    linear = {id(module.weight) for module in model.modules() if isinstance(module, nn.Linear)} - tables
    learning = [value for value in model.parameters() if value.requires_grad]
    matrices = [value for value in learning if id(value) in linear] if kind == "muon" else []
    own = {id(value) for value in matrices}
    rest = [value for value in learning if id(value) not in own]
    adamw = torch.optim.AdamW(rest, lr=learning_rate, betas=(0.9, 0.98), weight_decay=weight_decay)
    return [adamw, Muon(matrices, lr=learning_rate, weight_decay=weight_decay)] if matrices else [adamw]


class Muon(torch.optim.Optimizer):
    """Momentum whose steps are made orthogonal, scaled so that AdamW's learning rate and weight decay serve.

    Args:
        matrices: parameters of two dimensions.
        lr: learning rate.
        weight_decay: decoupled, as AdamW's.
        momentum: of the gradients' moving average, with Nesterov's look ahead.

    Raises:
        ValueError: a parameter is no matrix.
    """

    def __init__(
        self, matrices: Iterable[Tensor], lr: float, weight_decay: float = 0.0, momentum: float = 0.95
    ) -> None:
        super().__init__(matrices, {"lr": lr, "weight_decay": weight_decay, "momentum": momentum})
        for value in (value for group in self.param_groups for value in group["params"]):
            if value.ndim != 2:
                raise ValueError(f"expected matrices, got a parameter of shape {tuple(value.shape)}")

    @overload
    def step(self, closure: None = None) -> None: ...
    @overload
    def step(self, closure: Callable[[], float]) -> float: ...
    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:
        """Take one step."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            by_shape: dict[tuple[int, int], list[Tensor]] = {}
            for value in group["params"]:
                if value.grad is not None:
                    by_shape.setdefault(tuple(value.shape), []).append(value)
            for shape, values in by_shape.items():
                directions = orthogonalised(torch.stack([self._averaged(v, group["momentum"]) for v in values]))
                for value, direction in zip(values, directions, strict=True):
                    value.mul_(1 - group["lr"] * group["weight_decay"])
                    value.add_(direction, alpha=-0.2 * group["lr"] * max(shape) ** 0.5)
        return loss

    def _averaged(self, value: Tensor, momentum: float) -> Tensor:
        assert value.grad is not None
        state = self.state[value]
        if "momentum_buffer" not in state:
            state["momentum_buffer"] = torch.zeros_like(value)
        average = state["momentum_buffer"].lerp_(value.grad, 1 - momentum)
        return value.grad.lerp(average, momentum)


def orthogonalised(matrices: Tensor) -> Tensor:
    """Bring the singular values of each matrix near 1 by five steps of a Newton-Schulz iteration.

    Args:
        matrices: (N, rows, columns).
    """
    tall = matrices.shape[1] > matrices.shape[2]
    out = matrices.mT if tall else matrices
    out = out / out.norm(dim=(1, 2), keepdim=True).clamp(min=1e-7)
    first, third, fifth = _COEFFICIENTS
    for _ in range(_ITERATIONS):
        gram = out @ out.mT
        out = first * out + torch.baddbmm(gram, gram, gram, beta=third, alpha=fifth) @ out
    return out.mT if tall else out

"""A run whose numbers are no longer numbers stops, before it saves or reports any of them."""

import math

import torch
from torch import Tensor

from humocon.errors import ConfigError
from humocon.training.launch import all_reduce_sum


def stop_if_diverged(step: int, loss: Tensor, norm: Tensor | float | None) -> float:
    """Stops every process of a run when the loss of any of them, or the norm of the gradients, is not finite.

    Every process must call it after each optimizer step, and before it saves a checkpoint.

    Args:
        step: Number of optimizer steps done, this one included.
        loss: Scalar, this process's share of the step's loss.
        norm: Norm of the gradients before clipping; None in fp16, where the scaler passes over steps that overflow.

    Returns:
        The sum of the processes' losses.

    Raises:
        ConfigError: The loss or the norm is infinite or not a number.
    """
    total = float(all_reduce_sum(loss.to(torch.float32)))
    for name, value in (("loss", total), ("norm of the gradients", 0.0 if norm is None else float(norm))):
        if not math.isfinite(value):
            raise ConfigError(
                f"step {step}: the {name} is {value}; lower learning_rate or set mixed_precision=no, "
                "then the same command continues from the last checkpoint"
            )
    return total

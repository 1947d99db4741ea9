"""Rows of all processes in each of them, with gradient."""

from typing import Any

import torch
from torch import Tensor, distributed


class _Gathered(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, rows: Tensor) -> Tensor:  # pyright: ignore[reportIncompatibleMethodOverride]
        parts = [torch.empty_like(rows) for _ in range(distributed.get_world_size())]
        distributed.all_gather(parts, rows.contiguous())
        return torch.stack(parts)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:  # pyright: ignore[reportIncompatibleMethodOverride]
        gradient = gradient.contiguous()
        distributed.all_reduce(gradient)  # the rows of this process were used in the losses of all
        return gradient[distributed.get_rank()]


def alone() -> bool:
    """Whether this process is the only one."""
    return not (distributed.is_available() and distributed.is_initialized()) or distributed.get_world_size() == 1


def gather(rows: Tensor) -> tuple[Tensor, int]:
    """Rows of all processes, one after the other, and where those of this one begin.

    The gradient of a row is the sum over the losses of all processes; each must call it, with as many rows.

    Args:
        rows: (B, ...).

    Returns:
        (P * B, ...) and the number of rows before those of this process.
    """
    if alone():
        return rows, 0
    gathered = _Gathered.apply(rows)
    assert isinstance(gathered, Tensor)
    return gathered.flatten(0, 1), distributed.get_rank() * len(rows)

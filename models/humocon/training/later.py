"""Numbers that a GPU is still working on, read later, so that it is not left without work."""

import torch
from torch import Tensor


class Later:
    """A few numbers of a step, on their way to the host.

    A plain read of a tensor waits until the GPU has done all that it was given; this one waits for the copy alone,
    which is over by the time that the next step has been given to it.

    Args:
        values: (N,), of any device.
    """

    def __init__(self, values: Tensor) -> None:
        self._values, self._copied = values.detach(), None
        if values.device.type == "cuda":
            pinned = torch.empty(values.shape, dtype=values.dtype, pin_memory=True)
            self._values = pinned.copy_(self._values, non_blocking=True)
            self._copied = torch.cuda.Event()
            self._copied.record()

    def read(self) -> list[float]:
        """The numbers."""
        if self._copied is not None:
            self._copied.synchronize()
        return self._values.tolist()

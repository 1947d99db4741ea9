"""Which lines of a step wait for the device: on a GPU every one of them lets it run dry.

They read from it, or write to it and wait until that is done. Seen on the CPU, where both cost nothing, so that no GPU
is needed to keep them few.
"""

import sys
from collections import Counter
from contextlib import AbstractContextManager
from typing import Any, Self
from unittest.mock import patch

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from humocon.concepts import hypernetwork

_READS = {"item", "tolist", "cpu", "numpy", "__bool__", "__float__", "__int__", "__index__", "__contains__"}
# Operations whose result has as many numbers as the device finds: torch reads how many.
_READS |= {"nonzero", "bincount", "masked_select", "unique", "_unique2", "argwhere", "equal", "allclose"}
_INDEXING = {"__getitem__", "__setitem__"}
_OWN = ("/torch/", "/benchmarks/host_reads.py", "/contextlib.py")
_ON_THE_HOST = "/torch/optim/"
"""An optimizer reads its counters of steps, which are on the host wherever the parameters are."""


class HostReads(TorchFunctionMode):
    """While entered, counts the waits by the line of code that asked for them.

    Attributes:
        lines: "file.py:42 item" to how often.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines: Counter[str] = Counter()

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Counts, and does what was asked for."""
        name = getattr(func, "__name__", "")
        if name in _READS or (name in _INDEXING and _has_mask(args[1])) or _writes(name, args, kwargs or {}):
            place = _place()
            if place is not None:
                self.lines[f"{place} {name.strip('_')}"] += 1
        return func(*args, **(kwargs or {}))


def as_on_a_gpu() -> AbstractContextManager[object]:
    """While entered, states are grouped by code as on a GPU: the one thing that is done in another way on a CPU."""
    return patch.object(hypernetwork, "_Groups", hypernetwork._Tiles)


def _writes(name: str, args: Any, kwargs: Any) -> bool:
    """Whether numbers of the host are copied to the device, and the host waits until they are there.

    Torch's own code, such as the clipping of gradients, moves to a device what is there already.
    """
    if "/torch/" in sys._getframe(2).f_code.co_filename:
        return False
    if name == "to":
        names_device = "device" in kwargs or any(isinstance(argument, (torch.device, str)) for argument in args[1:])
        return names_device and not kwargs.get("non_blocking", False)
    return name == "new_tensor" or (name in ("tensor", "as_tensor") and kwargs.get("device") is not None)


def _has_mask(index: Any) -> bool:
    parts = index if isinstance(index, tuple) else (index,)
    return any(isinstance(part, Tensor) and part.dtype == torch.bool for part in parts)


def _place() -> str | None:
    """The nearest frame that is not torch's; None where an optimizer asks."""
    frame = sys._getframe(1)
    while frame.f_back is not None and any(own in frame.f_code.co_filename for own in _OWN):
        if _ON_THE_HOST in frame.f_code.co_filename:
            return None
        frame = frame.f_back
    return f"{frame.f_code.co_filename.rpartition('/')[2]}:{frame.f_lineno}"

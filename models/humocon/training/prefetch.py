"""What keeps a GPU at work: the next batch, built in a thread while a step runs, and numbers that are read later.

A batch is made from the seed, the step and its indices alone: one that is built early is the same.
"""

import dataclasses
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from typing import Any, Generic, Self, TypeVar

import torch
from torch import Tensor

Built = TypeVar("Built")


class Ahead(Generic[Built]):
    """Batches by step, each built by one thread while the step before it runs; to be entered for as long as it is used.

    Nothing is built ahead for the CPU, where building and learning share the cores; see `pays_on`.

    Args:
        build: makes what a step learns from. As it may be called in the thread, it must run no part of the model that
            learns and draw from no global generator.
        steps: of the whole run; nothing is built for later ones.
        device: that the batches will be moved to; those for CUDA are put into page-locked memory.
        allowed: whether `build` may be called in a thread; without, each batch is built when it is taken.
    """

    def __init__(
        self, build: Callable[[int], Built], steps: int, device: torch.device, *, allowed: bool = True
    ) -> None:
        self._build, self._steps, self._device = build, steps, device
        self._thread: ThreadPoolExecutor | None = None
        if allowed and pays_on(device):
            start = partial(torch.cuda.set_device, device) if device.type == "cuda" else None
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="batches", initializer=start)
        self._next: tuple[int, Future[Built]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._next = None
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)

    def take(self, step: int) -> Built:
        """What a step learns from; what went wrong while it was built ahead is raised here.

        From now on, that of the step after it is being built.
        """
        number, built = self._next or (None, None)
        self.forget()
        taken = self._make(step) if built is None or number != step else built.result()
        if self._thread is not None and step + 1 < self._steps:
            self._next = step + 1, self._thread.submit(self._make, step + 1)
        return taken

    def wait(self) -> None:
        """Let the thread come to its end, before something else is done with what it builds from."""
        if self._next is not None:
            wait([self._next[1]])

    def forget(self) -> None:
        """Drop what was built ahead, such as when batches are cut in another way from now on."""
        self.wait()
        self._next = None

    def _make(self, step: int) -> Built:
        built = self._build(step)
        return each_tensor(built, Tensor.pin_memory) if self._device.type == "cuda" else built


def pays_on(device: torch.device) -> bool:
    """Whether a thread has time to build while this device learns: the CPU has none to spare.

    There, building takes 3 to 10 hundredths of a step of stage 1, and a thread that competes with it for two busy cores
    saved nothing (measured).
    """
    return device.type != "cpu"


def each_tensor(batch: Any, change: Callable[[Tensor], Tensor]) -> Any:
    """The same lists, tuples and dataclasses with every tensor in them changed."""
    if isinstance(batch, Tensor):
        return change(batch)
    if isinstance(batch, (list, tuple)):
        return type(batch)(each_tensor(part, change) for part in batch)
    if dataclasses.is_dataclass(batch) and not isinstance(batch, type):
        parts = {field.name: getattr(batch, field.name) for field in dataclasses.fields(batch)}
        return dataclasses.replace(batch, **{name: each_tensor(part, change) for name, part in parts.items()})
    return batch


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

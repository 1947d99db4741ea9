"""Processes: how many there are and on which devices, sums and gathers across them, and shares of work."""

import gc
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

import torch
from torch import Tensor, distributed

from humocon.errors import ConfigError

_APART: ContextVar[bool] = ContextVar("apart", default=False)


def find_device(name: str | None) -> torch.device:
    """The device of a name: "cpu", "gpu", "cuda:1", "mps"; without a name the first CUDA GPU, else the CPU.

    Raises:
        ConfigError: there is no such device here.
    """
    if name is None:
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    words = name.strip().lower()
    if words.startswith("gpu"):
        apple = torch.backends.mps.is_available() and not torch.cuda.is_available()
        words = words.replace("gpu", "mps" if apple else "cuda", 1)
    try:
        chosen = torch.device(words)
    except RuntimeError:
        raise ConfigError(f"device {name!r} is unknown; use cpu, gpu, cuda, cuda:0 or mps") from None
    present = {
        "cpu": True,
        "cuda": torch.cuda.is_available() and (chosen.index or 0) < torch.cuda.device_count(),
        "mps": torch.backends.mps.is_available(),
    }
    if not present.get(chosen.type, False):
        raise ConfigError(f"device {name!r} is not on this machine; use cpu, or leave it out")
    return chosen


def process_index() -> int:
    """The number of this process, 0 where it runs alone or works `apart`."""
    return distributed.get_rank() if _takes_part() else 0


def num_processes() -> int:
    """How many processes run together; 1 for one that works `apart`."""
    return distributed.get_world_size() if _takes_part() else 1


def alone() -> bool:
    """Whether this process is the only one, or works `apart`."""
    return num_processes() == 1


@contextmanager
def apart() -> Iterator[None]:
    """While entered, this process computes something of its own with what would take part in the work of all."""
    token = _APART.set(True)
    try:
        yield
    finally:
        _APART.reset(token)


def any_process(flag: bool) -> bool:
    """Tell every process whether any of them has the flag; also a meeting point, as all must call it."""
    return bool(all_reduce_sum(torch.tensor([int(flag)], device=_device())).item())


def all_reduce_sum(tensor: Tensor) -> Tensor:
    """The sum of a tensor of any shape over all processes, without gradient; a copy where one process runs alone."""
    total = tensor.detach().clone()
    if _takes_part():
        distributed.all_reduce(total, op=distributed.ReduceOp.SUM)
    return total


def wait_for_everyone() -> None:
    """Wait until every process is here, such as for files that the main process writes."""
    if is_joined():
        distributed.barrier()


def leave_together() -> None:
    """End the process group once every process is here: one that leaves early pulls the others down with it."""
    if is_joined():
        gc.collect()  # a wrapped model that still holds the group would end it after the interpreter, and abort
        distributed.barrier()
        distributed.destroy_process_group()


def gather_bytes(own: bytes) -> list[bytes]:
    """What each process has to say, in their order; all must call it."""
    if not is_joined():
        return [own]
    letters = torch.frombuffer(bytearray(own or b"\0"), dtype=torch.uint8)[: len(own)].to(_device())
    sizes = [torch.zeros(1, dtype=torch.int64, device=_device()) for _ in range(num_processes())]
    distributed.all_gather(sizes, torch.tensor([letters.numel()], device=_device()))
    longest = int(max(size.item() for size in sizes))
    rows = [torch.zeros(longest, dtype=torch.uint8, device=_device()) for _ in sizes]
    distributed.all_gather(rows, torch.nn.functional.pad(letters, (0, longest - letters.numel())))
    return [row[: int(size.item())].cpu().numpy().tobytes() for row, size in zip(rows, sizes, strict=True)]


def _takes_part() -> bool:
    return is_joined() and not _APART.get()


def is_joined() -> bool:
    """Whether this process has joined others, even if it is the only one that came."""
    return distributed.is_available() and distributed.is_initialized()


def _device() -> torch.device:
    return torch.device("cuda" if is_joined() and distributed.get_backend() == "nccl" else "cpu")


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


T = TypeVar("T")
JsonValue = TypeVar("JsonValue")


@dataclass(frozen=True)
class Team:
    """The processes of a run: the number of this one from 0, how many there are, and what this one computes on."""

    process: int
    size: int
    device: torch.device
    description: str
    """How many there are and on what, in words."""

    @property
    def leads(self) -> bool:
        """Whether this is the process that writes results and speaks."""
        return self.process == 0

    def first(self, work: Callable[[], None]) -> None:
        """Let the first process do something before any other goes on."""
        if self.leads:
            work()
        wait_for_everyone()

    def tell(self, make: Callable[[], JsonValue]) -> JsonValue:
        """Let the first process alone find out something that JSON can hold, and every process know it."""
        if self.size == 1:
            return make()
        return json.loads(gather_bytes(json.dumps(make()).encode() if self.leads else b"")[0])

    def wait(self) -> None:
        """Wait until every process is here."""
        wait_for_everyone()

    def shares(self, pieces: Sequence[T]) -> list[Sequence[T]]:
        """Deal pieces to the processes in turn: those of each process."""
        return [pieces[process :: self.size] for process in range(self.size)]

    def work(
        self, shares: Sequence[Sequence[T]], do: Callable[[T], int], done: Callable[[int], None] = lambda count: None
    ) -> None:
        """Let each process do its share, a round at a time.

        Args:
            shares: the pieces of each process, the same in every process.
            do: does one piece; returns how many things were in it.
            done: told after each round how many things all processes did in it.
        """
        own = shares[self.process]
        for place in range(max(map(len, shares))):
            count = do(own[place]) if place < len(own) else 0
            done(int(all_reduce_sum(torch.tensor(count, device=self.device))))


def batches_by_subject(
    items: Sequence[T], subjects: Sequence[str], num_processes: int, size: int
) -> list[list[list[T]]]:
    """Deal items to processes by their subject, whole subjects in turn, and cut each share into batches.

    Args:
        items: in the order in which they are best done.
        subjects: of each item; items of one subject are next to each other and go to one process.
        num_processes: how many shares.
        size: of a batch at most.

    Returns:
        For each process its batches.
    """
    places = {subject: place for place, subject in enumerate(dict.fromkeys(subjects))}
    shares: list[list[T]] = [[] for _ in range(num_processes)]
    for item, subject in zip(items, subjects, strict=True):
        shares[places[subject] % num_processes].append(item)
    return [[share[begin : begin + size] for begin in range(0, len(share), size)] for share in shares]

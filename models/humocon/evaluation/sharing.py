"""Work shared by the processes that a launcher started, in rounds, so that none runs far ahead of the others."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import torch

from humocon.training.launch import all_reduce_sum, describe_processes, start, wait_for_everyone

T = TypeVar("T")
JsonValue = TypeVar("JsonValue")


@dataclass(frozen=True)
class Team:
    """The processes of a run.

    Attributes:
        process: number of this one, from 0.
        size: how many there are.
        device: where this one computes.
        description: how many there are and on what, in words.
    """

    process: int
    size: int
    device: torch.device
    description: str

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
        """Let the first process find something out, and every process know it.

        Args:
            make: called in the first process alone; gives what JSON can hold.
        """
        if self.size == 1:
            return make()
        told = json.dumps(make()).encode() if self.leads else b""
        size = torch.tensor([len(told)], device=self.device)
        torch.distributed.broadcast(size, src=0)
        letters = torch.zeros(int(size), dtype=torch.uint8, device=self.device)
        if self.leads:
            letters.copy_(torch.frombuffer(bytearray(told), dtype=torch.uint8))
        torch.distributed.broadcast(letters, src=0)
        return json.loads(letters.cpu().numpy().tobytes())

    def wait(self) -> None:
        """Wait until every process is here."""
        wait_for_everyone()

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


def assemble(device: str | None, seed: int) -> Team:
    """Join the processes that a launcher started, or run alone.

    Raises:
        ConfigError: there is no such device.
    """
    accelerator = start(seed=seed, device=device)
    return Team(
        accelerator.process_index, accelerator.num_processes, accelerator.device, describe_processes(accelerator)
    )


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

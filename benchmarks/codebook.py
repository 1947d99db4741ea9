"""Part 2: the codebook, forward and backward in training mode, beside vector-quantize-pytorch and its floor."""

import importlib.util
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

from benchmarks.measure import interleave
from benchmarks.memory import peak_bytes
from benchmarks.rows import Table, timed_rows
from humocon.concepts.codebook import Codebook

NUM_CODES, WIDTH = 512, 256
PEER = "vector-quantize-pytorch"


def run(quick: bool) -> Iterator[Table]:
    """One batch of the paper's, and eight times as much."""
    for num_states, rounds in ((2048, 2),) if quick else ((8192, 5), (65_536, 3)):
        yield _training(num_states, rounds, with_memory=not quick)
    yield _look_up(2048 if quick else 8192, 2 if quick else 5)


def prepare(case: str, num_states: int) -> Callable[[], object]:
    """One case for `benchmarks.memory`, started and warmed up."""
    make = {"ours": _ours, PEER: _peer}[case]
    make(_states(NUM_CODES))()
    return make(_states(num_states))


def _training(num_states: int, rounds: int, *, with_memory: bool) -> Table:
    states = _states(num_states)
    cases: dict[str, Callable[[], object]] = {"ours": _ours(states)}
    notes = []
    if importlib.util.find_spec("vector_quantize_pytorch") is None:
        notes.append(f"skipped: {PEER} is not installed (pip install {PEER})")
    else:
        cases[PEER] = _peer(states)
        cases[f"{PEER}, rotation trick"] = _peer(states, rotation=True)
    cases["floor: the look-up's matrix product"] = _product(states)
    measured = [name for name in cases if with_memory and name in ("ours", PEER)]
    memory = {name: peak_bytes("benchmarks.codebook", name, num_states) for name in measured}
    title = f"Codebook: 512 codes, width 256, {num_states:,} states, forward and backward while learning"
    return Table(title=title, rows=timed_rows(interleave(cases, rounds=rounds), memory=memory), notes=notes)


def _product(states: Tensor) -> Callable[[], object]:
    vectors = _vectors()
    return lambda: states.detach() @ vectors.T


def _look_up(num_states: int, rounds: int) -> Table:
    codebook, states = _codebook(), _states(num_states).detach()
    vectors = codebook.vectors.detach()
    cases: dict[str, Callable[[], object]] = {
        "ours": lambda: codebook.look_up(states),
        "cdist and argmin": lambda: torch.cdist(states, vectors).argmin(-1),
        "floor: the matrix product": lambda: states @ vectors.T,
    }
    return Table(title=f"Codebook: look-up of {num_states:,} states", rows=timed_rows(interleave(cases, rounds=rounds)))


def _ours(states: Tensor) -> Callable[[], object]:
    codebook = _codebook()

    def step() -> None:
        states.grad = None
        quantized = codebook(states)
        (quantized.vectors.square().mean() + 0.25 * quantized.commitment).backward()

    return step


def _peer(states: Tensor, *, rotation: bool = False) -> Callable[[], object]:
    from vector_quantize_pytorch import VectorQuantize

    options: dict[str, Any] = {"decay": 0.99, "commitment_weight": 0.25, "threshold_ema_dead_code": 0.5}
    layer = VectorQuantize(dim=WIDTH, codebook_size=NUM_CODES, rotation_trick=rotation, **options)

    def step() -> None:
        states.grad = None
        quantized, _, commitment = layer(states[None])
        (quantized.square().mean() + commitment.sum()).backward()

    return step


def _codebook() -> Codebook:
    codebook = Codebook(NUM_CODES, WIDTH)
    codebook.vectors.data.copy_(_vectors())
    codebook.started.fill_(True)  # k-means is of the first step alone
    return codebook


def _states(num_states: int) -> Tensor:
    """States around the codes, so that nearly all codes live."""
    torch.manual_seed(1)
    vectors = _vectors()
    return (vectors[torch.arange(num_states) % NUM_CODES] + 0.3 * torch.randn(num_states, WIDTH)).requires_grad_()


def _vectors() -> Tensor:
    return torch.randn(NUM_CODES, WIDTH, generator=torch.Generator().manual_seed(2))

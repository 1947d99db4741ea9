"""Part 1: the losses over all 512 codes, forward and backward, beside the ways that others write them."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from benchmarks.measure import interleave
from benchmarks.memory import available_bytes, peak_bytes
from benchmarks.objective_peers import Floor, Problem, all_pairs, all_pairs_closed, infocon, loop_over_codes, ours
from benchmarks.rows import Row, Table, timed_rows

LOSSES: dict[str, Callable[[Problem], Tensor]] = {
    "ours": ours,
    "loop over codes, double backward": loop_over_codes,
    "all pairs, double backward": all_pairs,
    "all pairs, gradient in closed form": all_pairs_closed,
    "InfoCon's routing (one contrast code)": infocon,
    "ours, 32 sampled negatives": lambda problem: ours(problem, negatives=32),
}
FLOOR = "floor: the three matrix products"
# Hidden numbers of all pairs that a way of writing keeps at its peak, for leaving out what the memory has no room for.
_HEAVY = {
    "loop over codes, double backward": 12,
    "all pairs, double backward": 10,
    "all pairs, gradient in closed form": 5,
}


def run(quick: bool) -> Iterator[Table]:
    """Time at 2,048 states (one batch of the paper's), peak memory at 8,192."""
    rounds = 1 if quick else 3
    halves, pays = _halves(512 if quick else 2048, rounds)
    yield _times(512 if quick else 2048, rounds, with_bf16=pays)
    yield halves
    if torch.cuda.is_available():
        yield _times(512 if quick else 8192, rounds, with_bf16=True, device="cuda")
    yield _memory(1024 if quick else 8192)


def prepare(case: str, num_states: int, size: int) -> Callable[[], object]:
    """One case for `benchmarks.memory`, warmed up on a few states."""
    _step(LOSSES[case], Problem.draw(16, size, num_codes=8))()
    return _step(LOSSES[case], Problem.draw(num_states, size))


def _times(num_states: int, rounds: int, *, with_bf16: bool, device: str = "cpu") -> Table:
    with torch.device(device):
        problem = Problem.draw(num_states, 64)
        cases: dict[str, Callable[[], object]] = {name: _step(loss, problem) for name, loss in LOSSES.items()}
        cases[FLOOR] = Floor(problem)
        if with_bf16:
            cases["ours, bf16"] = _step(ours, problem, autocast=device)
        timings = interleave(cases, rounds=rounds, clock="cpu" if device == "cpu" else "wall")
    share = timings[FLOOR].seconds / timings["ours"].seconds
    title = f"Objectives: 512 codes, width 256, hidden 64, {num_states:,} states, forward and backward, {device}"
    notes = [f"ours spends {share:.0%} of its time in what the floor does"]
    if not with_bf16:
        notes.append("bf16 was left out: this processor multiplies slower in it, see below")
    return Table(title=title, rows=timed_rows(timings), notes=notes)


def _halves(num_states: int, rounds: int) -> tuple[Table, bool]:
    """The three kinds of products in bf16, each beside its own in fp32, and whether the first gains by it."""
    states, weight, cells = torch.randn(num_states, 256), torch.randn(2048, 256), torch.randn(num_states, 2048)
    rows = []
    for name, first, second in (
        ("states by weights, transposed", states, weight.T),
        ("gradient of the weights", cells.T, states),
        ("gradient of the states", cells, weight),
    ):
        pairs = [(first.to(dtype), second.to(dtype)) for dtype in (torch.float32, torch.bfloat16)]
        full, half = (lambda pair=pair: pair[0] @ pair[1] for pair in pairs)
        timing = interleave({"fp32": full, "bf16": half}, rounds=rounds)["bf16"]
        rows += timed_rows({name: timing})
    note = "the ratio is to the same product in fp32"
    return Table(title="Objectives: products in bf16", rows=rows, notes=[note]), (rows[0].ratio or 1) < 1


def _memory(num_states: int) -> Table:
    rows, notes = [], []
    for name in LOSSES:
        wanted = _HEAVY.get(name, 1) * num_states * 512 * 64 * 4
        if wanted > 0.8 * available_bytes():
            notes.append(f"{name} was left out: it wants about {wanted / 1e9:.0f} GB and there is less")
            continue
        peak = peak_bytes("benchmarks.objectives", name, num_states, 64)
        if peak is None:
            notes.append(f"{name}: the process failed, most likely for want of memory")
        first = rows[0].memory if rows else peak
        ratio = peak / first if peak and first else None
        rows.append(Row(case=name, ratio=ratio, memory=peak))
    notes.append("each case in a process of its own; what the problem itself holds is not counted")
    return Table(title=f"Objectives: peak memory at {num_states:,} states", rows=rows, notes=notes)


def _step(loss: Callable[[Problem], Tensor], problem: Problem, *, autocast: str | None = None) -> Callable[[], object]:
    def step() -> None:
        for leaf in problem.leaves():
            leaf.grad = None
        with torch.autocast(autocast or "cpu", torch.bfloat16, enabled=autocast is not None):
            value = loss(problem)
        value.backward()

    return step

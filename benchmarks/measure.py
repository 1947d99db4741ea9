"""Time in turns: every case once in each round, so that what else the machine does falls on all of them alike.

Seconds are those that the processor spent on this process, all threads together, because on a shared machine the clock
on the wall measures the others; on a GPU it is the clock on the wall. Ratios are taken within a round: they are the
figures that count.
"""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

Clock = Literal["cpu", "wall"]
LEAST_S = 0.05
"""A case that is done sooner is repeated within its turn."""
_MOST_REPEATS = 1000


@dataclass(frozen=True)
class Timing:
    """What one case took."""

    seconds: float
    """Median over the rounds, of one call."""
    ratio: float
    """Median over the rounds of this case's seconds over those of the first case."""
    low: float
    high: float
    """Smallest and largest of those ratios."""
    rounds: int


def interleave(
    cases: Mapping[str, Callable[[], object]], *, rounds: int = 5, clock: Clock = "cpu", least_s: float = LEAST_S
) -> dict[str, Timing]:
    """Time cases in turns; the order turns around from round to round. Each case is called once before.

    Args:
        cases: by name; the first is what the others are compared with.
        rounds: how often each gets its turn.
        clock: "cpu" for this process's processor time, "wall" for what passes.
        least_s: a turn lasts at least so long, by calling the case several times.

    Raises:
        ValueError: there is no case, or no round.
    """
    if not cases or rounds < 1:
        raise ValueError(f"need at least one case and one round, got {len(cases)} and {rounds}")
    repeats = {name: _repeats(run, clock, least_s) for name, run in cases.items()}
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(rounds):
        order = list(cases) if number % 2 == 0 else list(cases)[::-1]
        for name in order:
            taken[name].append(_seconds(cases[name], clock, repeats[name]))
    reference = taken[next(iter(cases))]
    return {name: _timing(times, reference) for name, times in taken.items()}


def _timing(times: list[float], reference: list[float]) -> Timing:
    ratios = [own / other for own, other in zip(times, reference, strict=True)]
    return Timing(statistics.median(times), statistics.median(ratios), min(ratios), max(ratios), len(times))


def _repeats(run: Callable[[], object], clock: Clock, least_s: float) -> int:
    """How many calls make a turn; the first call, which warms up, may be far too slow to tell."""
    seconds = _seconds(run, clock, 1)
    if seconds < least_s:
        seconds = _seconds(run, clock, 1)
    return min(_MOST_REPEATS, max(1, round(least_s / max(seconds, 1e-9))))


def _seconds(run: Callable[[], object], clock: Clock, repeats: int) -> float:
    now = time.process_time if clock == "cpu" else time.perf_counter
    _wait_for_device(clock)
    begin = now()
    for _ in range(repeats):
        run()
    _wait_for_device(clock)
    return (now() - begin) / repeats


def _wait_for_device(clock: Clock) -> None:
    import torch

    if clock == "wall" and torch.cuda.is_available():
        torch.cuda.synchronize()

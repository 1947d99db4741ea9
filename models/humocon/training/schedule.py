"""The learning rate over the steps of a run."""

import math


def learning_rate(step: int, *, peak: float, warmup: int, total: int, floor: float = 0.1) -> float:
    """The learning rate of one optimizer step; a pure function, so that resuming needs the step alone.

    The rate climbs linearly and reaches `peak` at the last warm-up step, stays there for the first step after it, then
    follows half a cosine that would reach `floor * peak` at step `total`, and stays at that floor afterwards.

    Args:
        step: counted from 0.
        peak: the highest rate.
        warmup: number of warm-up steps; 0 starts at the peak.
        total: number of steps of the whole run.
        floor: the lowest rate, as a share of the peak.
    """
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min(1.0, (step - warmup) / max(1, total - warmup))
    return peak * (floor + (1.0 - floor) * 0.5 * (1.0 + math.cos(math.pi * progress)))

"""The learning rate of a step: linear warm-up, then a cosine down to a floor."""

import math


def learning_rate(step: int, *, peak: float, warmup: int, total: int, floor: float = 0.1) -> float:
    """Gives the learning rate of one optimizer step; a pure function, so that resuming needs the step alone.

    The rate climbs linearly and reaches `peak` at the last warm-up step, stays there for the first step after it, then
    follows half a cosine that would reach `floor * peak` at step `total`, and stays at that floor afterwards.

    Args:
        step: The optimizer step, counted from 0.
        peak: The highest rate.
        warmup: Number of warm-up steps; 0 starts at the peak.
        total: Number of steps of the whole run.
        floor: The lowest rate, as a share of the peak.

    Raises:
        ValueError: A negative step, or a floor outside [0, 1].
    """
    if step < 0:
        raise ValueError(f"step must not be negative, got {step}")
    if not 0.0 <= floor <= 1.0:
        raise ValueError(f"floor is a share of the peak and lies in [0, 1], got {floor}")
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min(1.0, (step - warmup) / max(1, total - warmup))
    return peak * (floor + (1.0 - floor) * 0.5 * (1.0 + math.cos(math.pi * progress)))

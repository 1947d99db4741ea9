"""Smooth curves over time, from which synthetic motions are made."""

from collections.abc import Sequence

import numpy as np


def through(
    time: np.ndarray, moments: Sequence[float] | np.ndarray, values: Sequence[object] | np.ndarray
) -> np.ndarray:
    """A smooth curve through given points that never overshoots them (piecewise cubic, Fritsch and Carlson).

    Args:
        time: (K,) where to evaluate, in seconds; before the first and after the last moment the curve is constant.
        moments: (n,) increasing times of the points.
        values: (n,) or (n, D) the points.

    Returns:
        (K,) or (K, D); the slope is zero at both ends and wherever the points turn round.
    """
    knots, points = np.asarray(moments, dtype=np.float64), np.asarray(values, dtype=np.float64)
    table = points.reshape(len(knots), -1)
    steps = np.diff(knots)[:, None]
    rise = np.diff(table, axis=0) / steps
    slopes = np.zeros_like(table)
    before, after = rise[:-1], rise[1:]
    heavy, light = 2 * steps[1:] + steps[:-1], steps[1:] + 2 * steps[:-1]
    same_way = before * after > 0
    safe_before, safe_after = np.where(same_way, before, 1.0), np.where(same_way, after, 1.0)
    slopes[1:-1] = np.where(same_way, (heavy + light) / (heavy / safe_before + light / safe_after), 0.0)
    return hermite(time, knots, table, slopes).reshape(len(time), *points.shape[1:])


def hermite(time: np.ndarray, moments: np.ndarray, values: np.ndarray, slopes: np.ndarray) -> np.ndarray:
    """A piecewise cubic curve (K, D) at times (K,), clipped to moments (n,), with values and slopes (n, D) there."""
    when = np.clip(time, moments[0], moments[-1])
    piece = np.clip(np.searchsorted(moments, when, side="right") - 1, 0, len(moments) - 2)
    length = (moments[piece + 1] - moments[piece])[:, None]
    u = (when - moments[piece])[:, None] / length
    start = (1 + 2 * u) * (1 - u) ** 2 * values[piece] + u * (1 - u) ** 2 * length * slopes[piece]
    end = u**2 * (3 - 2 * u) * values[piece + 1] - u**2 * (1 - u) * length * slopes[piece + 1]
    return start + end


def glide(share: np.ndarray, ramp: float = 0.3) -> np.ndarray:
    """From 0 to 1 with constant speed in the middle and a soft start and stop, each `ramp` of the way long."""
    u = np.clip(share, 0.0, 1.0)
    top = 1.0 / (1.0 - ramp)
    rising = 0.5 * top * u**2 / ramp
    falling = 1.0 - 0.5 * top * (1.0 - u) ** 2 / ramp
    return np.where(u < ramp, rising, np.where(u > 1.0 - ramp, falling, top * (u - 0.5 * ramp)))


def wander(time: np.ndarray, rng: np.random.Generator, size: int = 1) -> np.ndarray:
    """The slow unrest of a living body: (K, size) sums of sines of 0.15 to 0.9 Hz, standard deviation about 1."""
    rates = rng.uniform(0.15, 0.9, (4, size))
    phases = rng.uniform(0.0, 2 * np.pi, (4, size))
    return np.sin(2 * np.pi * rates * time[:, None, None] + phases).sum(axis=1) / np.sqrt(2.0)


def soften(curve: np.ndarray, frames: float) -> np.ndarray:
    """Blur (K, ...) over time with a Gaussian of `frames` standard deviation; the ends are held."""
    reach = max(1, int(np.ceil(3 * frames)))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / frames) ** 2)
    kernel /= kernel.sum()
    table = curve.reshape(len(curve), -1)
    held = np.concatenate([np.repeat(table[:1], reach, axis=0), table, np.repeat(table[-1:], reach, axis=0)])
    blurred = [np.convolve(column, kernel, mode="valid") for column in held.T]
    return np.stack(blurred, axis=-1).reshape(curve.shape)


def swings(time: np.ndarray, begin: float, end: float, count: int) -> np.ndarray:
    """From 0 to 1 and back, so many times between two moments: (K,), 0 before and after."""
    return 0.5 - 0.5 * np.cos(2 * np.pi * count * np.clip((time - begin) / (end - begin), 0.0, 1.0))

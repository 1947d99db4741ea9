"""Where one recording lies in another, found by how fast the body moves over time."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.features import standard_body

LEAST_OVERLAP_S: Final[float] = 1.0
LEAST_CORRELATION: Final[float] = 0.5
LEAST_LEAD: Final[float] = 0.03
"""By how much the best place must beat any other, and a stretch none."""
STRETCHES: Final[tuple[float, ...]] = tuple(float(x) for x in np.round(np.geomspace(0.5, 2.0, 71), 3))
_APART_S: Final[float] = 0.4
_SMOOTH: Final[int] = 3
_JOINTS: Final = (7, 8, 15, 20, 21)
"""Ankles, head and wrists, by which bodies tell what they do."""


@dataclass(frozen=True)
class Alignment:
    """Where the second of two recordings lies on the time axis of the first.

    Attributes:
        offset_s: how much later it begins, seconds.
        stretch: seconds of the first for each second of it.
        correlation: of the speeds there, at most 1.
    """

    offset_s: float
    stretch: float
    correlation: float


def find_alignment(first: np.ndarray, second: np.ndarray) -> Alignment | None:
    """Find offset and stretch by cross-correlating the speeds of the ankles, the head and the wrists.

    Args:
        first: (K, 22, 3) canonical joints, 20 Hz.
        second: (L, 22, 3) of the other recording.

    Returns:
        None where the speeds do not tell: nothing moves, they are unlike everywhere, or alike in several places, as
        those of somebody who walks on and on.
    """
    one, two = _speeds(first), _speeds(second)
    found = {stretch: _correlate(one, _stretched(two, stretch)) for stretch in STRETCHES}
    best = max(found, key=lambda stretch: found[stretch][1].max(initial=-1.0))
    if found[best][1].max(initial=-1.0) < found[1.0][1].max(initial=-1.0) + LEAST_LEAD:
        best = 1.0
    lags, correlations = found[best]
    place = int(np.argmax(correlations)) if len(correlations) else 0
    if not len(correlations) or correlations[place] < LEAST_CORRELATION:
        return None
    apart = np.abs(lags - lags[place]) > _APART_S * CANONICAL_FPS
    if correlations[apart].max(initial=-1.0) > correlations[place] - LEAST_LEAD:
        return None
    return Alignment(float(lags[place] / CANONICAL_FPS), best, float(correlations[place]))


def _speeds(joints: np.ndarray) -> np.ndarray:
    """(K, C) metres per second of the parts relative to the pelvis, and of the pelvis up and down; smooth."""
    body = standard_body(joints)
    parts = body[:, _JOINTS] - body[:, :1]
    speeds = [np.linalg.norm(np.gradient(parts, axis=0), axis=-1), np.gradient(body[:, 0, 1])[:, None]]
    kernel = np.ones(_SMOOTH) / _SMOOTH
    signals = np.concatenate(speeds, axis=1) * CANONICAL_FPS
    return np.stack([np.convolve(signal, kernel, "same") for signal in signals.T], axis=1)


def _stretched(signals: np.ndarray, stretch: float) -> np.ndarray:
    """Signals (L, C) that take `stretch` times as long."""
    moments = np.arange(max(2, round(len(signals) * stretch))) / stretch
    return np.stack([np.interp(moments, np.arange(len(signals)), signal) for signal in signals.T], axis=1)


def _correlate(one: np.ndarray, two: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lags in poses of the second behind the first, and Pearson's correlation of all signals where they overlap."""
    least = min(len(one), len(two), max(round(LEAST_OVERLAP_S * CANONICAL_FPS), min(len(one), len(two)) // 2))
    lags = np.arange(least - len(two), len(one) - least + 1)
    begins, ends = np.maximum(lags, 0), np.minimum(lags + len(two), len(one))
    counts = ends - begins
    products = np.zeros(len(lags))
    spreads = np.zeros((2, len(lags)))
    for left, right in zip(one.T, two.T, strict=True):
        sums = [_sums(left, begins, ends), _sums(right, begins - lags, ends - lags)]
        squares = [_sums(left**2, begins, ends), _sums(right**2, begins - lags, ends - lags)]
        full = np.correlate(left, right, "full")[lags + len(two) - 1]
        products += full - sums[0] * sums[1] / counts
        spreads += np.stack([square - total**2 / counts for square, total in zip(squares, sums, strict=True)])
    spread = np.sqrt(np.prod(np.maximum(spreads, 0.0), axis=0))
    return lags, np.where(spread > 1e-6 * counts, products / np.maximum(spread, 1e-12), -1.0)


def _sums(values: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Sums of values from each begin to each end."""
    running = np.concatenate([[0.0], np.cumsum(values)])
    return running[ends] - running[begins]

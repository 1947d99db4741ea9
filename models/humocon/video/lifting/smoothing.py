"""From landmarks at the times of pictures to smooth curves at a steady rate.

Legend: N pictures, K steady samples.
"""

import numpy as np

LONGEST_GAP_S = 0.7
_LEAST_AROUND = 0.4


def longest_run(times: np.ndarray, seen: np.ndarray) -> slice:
    """The longest stretch of pictures in which a person is never away for longer than `LONGEST_GAP_S`.

    Single pictures amid a long absence, which are guesses most often, do not bridge it.

    Args:
        times: (N,) seconds, increasing.
        seen: (N,) bool.

    Returns:
        Its pictures; it begins and ends with one that shows the person. Empty where none does.
    """
    half = LONGEST_GAP_S / 2
    begins, ends = np.searchsorted(times, times - half), np.searchsorted(times, times + half, side="right")
    so_far = np.append(0, np.cumsum(seen))
    shown = np.flatnonzero(seen & (so_far[ends] - so_far[begins] >= _LEAST_AROUND * (ends - begins)))
    if not len(shown):
        return slice(0, 0)
    breaks = np.flatnonzero(np.diff(times[shown]) > LONGEST_GAP_S) + 1
    begins, ends = np.append(0, breaks), np.append(breaks, len(shown)) - 1
    longest = int(np.argmax(times[shown[ends]] - times[shown[begins]]))
    return slice(int(shown[begins[longest]]), int(shown[ends[longest]]) + 1)


def steady(times: np.ndarray, values: np.ndarray, fps: float) -> np.ndarray:
    """Sample curves at a steady rate, straight between the pictures.

    Args:
        times: (N,) seconds, increasing.
        values: (N, ...) finite values at these times.
        fps: samples a second.

    Returns:
        (K, ...) from the first time on.
    """
    count = max(1, int(np.floor((times[-1] - times[0]) * fps + 1e-6)) + 1)
    moments = times[0] + np.arange(count) / fps
    flat = values.reshape(len(values), -1)
    columns = [np.interp(moments, times, column) for column in flat.T]
    return np.stack(columns, axis=1).reshape(count, *values.shape[1:])


def smooth(values: np.ndarray, fps: float, median_s: float, window_s: float) -> np.ndarray:
    """Median filter against outliers, then Savitzky–Golay of degree 2, which keeps peaks.

    Args:
        values: (K, ...) at a steady rate.
        fps: samples a second.
        median_s: width of the median, seconds; below three samples there is none.
        window_s: width of the Savitzky–Golay window, seconds; below five samples there is none.

    Returns:
        (K, ...).
    """
    flat = values.reshape(len(values), -1)
    width = odd_width(median_s, fps, len(flat))
    if width >= 3:
        flat = np.median(_windows(np.pad(flat, ((width // 2, width // 2), (0, 0)), mode="edge"), width), axis=-1)
    width = odd_width(window_s, fps, len(flat))
    if width >= 5:
        flat = _fit_parabolas(flat, width)
    return flat.reshape(values.shape)


def _fit_parabolas(values: np.ndarray, width: int) -> np.ndarray:
    """Savitzky–Golay of degree 2 for (K, C), as in scipy.signal, whose import takes as long as twenty pictures."""
    half = width // 2
    moments = np.vander(np.arange(-half, half + 1), 3, increasing=True)
    fit = np.linalg.pinv(moments)
    middle = _windows(values, width) @ fit[0]
    first, last = moments[:half] @ fit @ values[:width], moments[half + 1 :] @ fit @ values[-width:]
    return np.concatenate([first, middle, last])


def _windows(values: np.ndarray, width: int) -> np.ndarray:
    """(K, C) -> (K - width + 1, C, width)."""
    return np.lib.stride_tricks.sliding_window_view(values, width, axis=0)


def odd_width(seconds: float, fps: float, longest: int) -> int:
    """The odd number of samples nearest to a time, no more than there are."""
    width = 2 * round((seconds * fps - 1) / 2) + 1
    return min(width, longest if longest % 2 else longest - 1)

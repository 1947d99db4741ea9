"""From landmarks at the times of pictures to smooth curves at a steady rate.

Legend: N pictures, K steady samples.
"""

import numpy as np
from scipy.ndimage import median_filter
from scipy.signal import savgol_filter

LONGEST_GAP_S = 0.7


def longest_run(times: np.ndarray, seen: np.ndarray, gap_s: float = LONGEST_GAP_S) -> slice:
    """The longest stretch of pictures in which a person is never away for longer than `gap_s`.

    Args:
        times: (N,) seconds, increasing.
        seen: (N,) bool.
        gap_s: seconds.

    Returns:
        Its pictures; it begins and ends with one that shows the person. Empty where none does.
    """
    shown = np.flatnonzero(seen)
    if not len(shown):
        return slice(0, 0)
    breaks = np.flatnonzero(np.diff(times[shown]) > gap_s) + 1
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
        flat = median_filter(flat, size=(width, 1), mode="nearest")
    width = odd_width(window_s, fps, len(flat))
    if width >= 5:
        flat = np.asarray(savgol_filter(flat, width, 2, axis=0))
    return flat.reshape(values.shape)


def odd_width(seconds: float, fps: float, longest: int) -> int:
    """The odd number of samples nearest to a time, no more than there are."""
    width = 2 * round((seconds * fps - 1) / 2) + 1
    return min(width, longest if longest % 2 else longest - 1)

"""Poses a second by the moments at which a file says that they are."""

from typing import Final

import numpy as np

_SECONDS: Final = (1.0, 1e-3, 1e-6, 1e-7, 1e-9)
"""What moments are counted in; Kinect's own in tenths of a microsecond."""
_LEAST_FPS, _MOST_FPS = 4.0, 260.0
_ROUNDED: Final = 0.03
_MOST_BY_SECONDS: Final = 2000.0
"""Whoever counts seconds may be faster; moments of other units would be of several."""


def rate_of(moments: np.ndarray) -> float | None:
    """Poses a second of moments (N,) in whichever unit a sensor may have counted; None where they tell none."""
    steps = np.diff(moments[np.isfinite(moments)])
    step = float(np.median(steps)) if len(steps) else 0.0
    # Moments in whole milliseconds are rounded; where none is lost, all of them together tell the step.
    if len(steps) and abs(steps.mean() / step - 1 if step else 1.0) < _ROUNDED:
        step = float(steps.mean())
    for unit in _SECONDS:
        rate = 1 / (step * unit) if step > 0 else 0.0
        if _LEAST_FPS <= rate <= (_MOST_BY_SECONDS if unit == 1.0 else _MOST_FPS):
            return round(rate, 3)
    return None

"""Gaps of a recording: points that a sensor lost for a while, filled in where they were short, told where long."""

from typing import Final

import numpy as np

LONG_GAP_S: Final[float] = 0.3
"""From here on a limb may have done what the straight line between does not show, such as a tap or a short kick."""
LEAST_SEEN: Final[float] = 0.2
"""A point that is seen for so little of the time is not shown at all."""


def without_unseen(points: np.ndarray, confidence: np.ndarray | None = None) -> np.ndarray:
    """Points with NaN where they were not seen.

    Args:
        points: (N, J, 3). Estimators write (0, 0, 0) for what they did not find.
        confidence: (N, J); 0, below or NaN is a gap.

    Returns:
        (N, J, 3).
    """
    unseen = ~np.isfinite(points).all(axis=-1)
    zero = (points == 0).all(axis=-1)
    # The root of estimators is always at zero, which says nothing: it is what others are measured from.
    unseen |= zero & (zero.all(axis=1, keepdims=True) | (zero.mean(axis=0) < 0.5))
    if confidence is not None:
        unseen |= ~(confidence > 0)
    return np.where(unseen[..., None], np.nan, points)


def fill_gaps(
    parts: dict[str, np.ndarray], fps: float
) -> tuple[dict[str, np.ndarray], tuple[str, ...], tuple[str, ...]]:
    """Fill gaps in, straight from the last place seen to the next one.

    Poses before and after the time in which most of the body was seen are cut off.

    Args:
        parts: (N, 3) each, NaN where not seen.
        fps: Poses per second.

    Returns:
        The parts that are shown for at least a fifth of the time, without NaN; notes; warnings about long gaps.
    """
    seen = {part: np.atleast_1d(np.isfinite(places).all(axis=-1)) for part, places in parts.items()}
    seen = {part: where for part, where in seen.items() if where.mean() > LEAST_SEEN}
    most = np.flatnonzero(np.mean([*seen.values()], axis=0) >= 0.5) if seen else ()
    if len(most) < 2:
        return {}, (), ()
    first, last = int(most[0]), int(most[-1]) + 1
    filled, longest, part_of_longest, begin, num_missing = {}, 0, "", 0, 0
    for part, where in seen.items():
        known = np.flatnonzero(where[first:last])
        if not len(known):
            continue
        places, every = parts[part][first:last], np.arange(last - first)
        filled[part] = np.stack([np.interp(every, known, places[known, axis]) for axis in range(3)], axis=-1)
        num_missing += len(every) - len(known)
        steps = np.diff(known, prepend=-1, append=len(every)) - 1
        if steps.max() > longest:
            longest, part_of_longest = int(steps.max()), part.replace("_", " ")
            begin = int(np.append(-1, known)[steps.argmax()]) + 1
    warnings = []
    if longest >= LONG_GAP_S * fps:
        warnings.append(
            f"the {part_of_longest} was not seen for {longest / fps:.1f} s from {begin / fps:.1f} s on; "
            "what it did there is a guess"
        )
    return filled, _notes(parts, filled, first, last, num_missing), tuple(warnings)


def _notes(
    parts: dict[str, np.ndarray], filled: dict[str, np.ndarray], first: int, last: int, num_missing: int
) -> tuple[str, ...]:
    """What a user should know: how many of the poses were left out, and how much was filled in."""
    notes = []
    if cut := len(next(iter(parts.values()))) - (last - first):
        notes.append(f"{cut} poses without a body, before and after, were left out; time begins at pose {first}")
    if num_missing:
        share = num_missing / (len(filled) * (last - first))
        notes.append(f"gaps of {share:.1%} of the positions were filled in")
    return tuple(notes)

"""The unit of length: of a body by its size, and of its path by the feet that stand on the floor."""

from typing import Final

import numpy as np

from humocon.errors import DataError
from humocon.motion.posture import ANKLES, TOES, stature

UNITS: Final[dict[str, float]] = {"m": 1.0, "cm": 0.01, "mm": 0.001}
RARE_UNITS: Final[dict[str, float]] = {
    "inch": 0.0254,
    "CMU unit (inch / 0.45)": 0.0254 / 0.45,
    "foot": 0.3048,
    "dm": 0.1,
}
USUAL_STATURE_M: Final[float] = 1.5
"""From ankle to head along the bones, of an adult of about 1.70 m."""
_RATIOS: Final = np.array([1e-3, 1e-2, 0.0254, 0.1, 1 / 2.54, 2.54, 10.0, 39.37, 100.0, 1000.0])
_STEP_S: Final[float] = 0.1
_OFF_THE_FLOOR: Final[float] = 0.3
"""Statures: of a path in inches above a body in cm the feet are 0.37 below a floor at 0."""
_FEWEST_STEPS: Final[int] = 5


def infer_unit(
    joints: np.ndarray, path: str, *, declared: float | None = None, named: bool = False
) -> tuple[str, float, str | None]:
    """Tell the unit of length from the size of the body.

    Args:
        joints: (N, 22, 3) in any axes and unit.
        path: Named in the error.
        declared: Metres in the file's unit where the file says so; used if it gives a body of possible size.
        named: Whether the joints were found by name: the body is then one, whatever its scale.

    Returns:
        The unit in words, metres in one unit, and a warning or None.

    Raises:
        DataError: No unit makes this a body.
    """
    size = stature(joints)
    if declared is not None and 0.6 <= size * declared <= 2.6:
        units = (UNITS | RARE_UNITS).items()
        name = next((unit for unit, metres in units if abs(metres / declared - 1) < 0.01), f"{declared:.4g} m")
        return name, declared, None
    for units, low, high in ((UNITS, 0.95, 2.1), (RARE_UNITS, 1.15, 1.9)):
        for name, metres in units.items():
            if low <= size * metres <= high:
                return name, metres, None
    low, high = (0.75, 2.4) if named else (0.5, 3.0)
    for name, metres in UNITS.items():
        if low <= size * metres <= high:
            return name, metres, f"unusual body size ({size * metres * 1.13:.2f} m tall if the unit is {name})"
    told = f"the body is {size:.3g} units from ankle to head, which is a person in no known unit"
    if named and 1e-6 < size < 1e6:
        return "unknown", USUAL_STATURE_M / size, f"{told}: a usual height is assumed"
    raise DataError(f"{path}: {told}; check the joint order and scale the file to metres")


def path_ratio(joints: np.ndarray, fps: float) -> float:
    """Units of the body in one unit of its path, such as 0.1 where the limbs are in cm and the pelvis moves in mm.

    Where the pelvis has another unit than the limbs, a foot that stands on the floor is seen to slide. The ratio is
    looked for among those of usual units, and taken only where it makes the feet stand and 1 does not.

    Args:
        joints: (N, 22, 3) y up, in the unit of the body.
        fps: Poses per second.

    Returns:
        The ratio, 1 where nothing speaks against the file.
    """
    step = max(1, round(_STEP_S * fps))
    root, feet, size = joints[:, 0], joints[:, ANKLES + TOES] - joints[:, :1], stature(joints)
    went = (root[step:] - root[:-step])[:: max(1, step // 2)]
    moved = (feet[step:] - feet[:-step])[:: max(1, step // 2)]
    if len(went) < _FEWEST_STEPS:
        return 1.0
    heights = root[:, 1:2] / size, feet[..., 1] / size
    # Steps in which no foot moves against the pelvis tell nothing of its path.
    least = np.linalg.norm(moved, axis=-1).min(axis=1)
    telling = (least >= np.median(least)) & (least > 0.01 * size)
    if telling.sum() >= _FEWEST_STEPS:
        went, moved = went[telling], moved[telling]
        still, as_is = _slides(0.0, went, moved), _slides(1.0, went, moved)
        ratio = float(min(_RATIOS, key=lambda ratio: np.median(_slides(ratio, went, moved))))
        best = _slides(ratio, went, moved)
        # In a flight no foot stands: then the floor tells.
        less = best.mean() < 0.7 * still.mean() or abs(_floor(ratio, *heights)) < 0.05 < abs(_floor(1.0, *heights)) / 5
        if less and np.median(best) < min(0.5 * np.median(still), np.median(as_is) / 3):
            return ratio
    return _ratio_by_height(heights, went, moved)


def _slides(ratio: float, went: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """How far the foot that moves least slides in each step: path (M, 3), feet against the pelvis (M, 4, 3)."""
    return np.linalg.norm(ratio * went[:, None] + moved, axis=-1).min(axis=1)


def _floor(ratio: float, root: np.ndarray, feet: np.ndarray) -> float:
    """Where the lowest foot mostly is, by heights of the pelvis (N, 1) and of the feet against it (N, 4)."""
    return float(np.percentile((ratio * root + feet).min(axis=1), 5))


def _ratio_by_height(heights: tuple[np.ndarray, np.ndarray], went: np.ndarray, moved: np.ndarray) -> float:
    """For jumps and for gestures of one who stands: what puts the lowest foot on a floor at 0, where it slides less.

    Args:
        heights: As for `_floor`, in statures.
        went: As for `_slides`.
        moved: As for `_slides`.
    """
    if abs(_floor(1.0, *heights)) < _OFF_THE_FLOOR:
        return 1.0
    as_is = _slides(1.0, went, moved)
    for ratio in _RATIOS:
        best, floor = _slides(ratio, went, moved), abs(_floor(ratio, *heights))
        less = np.percentile(best, 25) < 0.5 * np.percentile(as_is, 25) and best.mean() < as_is.mean()
        far = not 0.1 < ratio < 10  # a floor may be as much too low as inches make it
        bounces = far and 0.005 < ratio * np.ptp(heights[0]) < 1 and best.mean() < 1.5 * as_is.mean()
        if (floor < 0.08 and less) or (floor < 0.03 and bounces):
            return float(ratio)
    return 1.0

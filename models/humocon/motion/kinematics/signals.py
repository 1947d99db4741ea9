"""What all rules read: the joints in the frame of the body, its sizes, and how to find stretches in them.

Legend: K poses at 20 Hz, L length of a leg, A length of an arm.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
from scipy.ndimage import gaussian_filter1d, minimum_filter1d

from humocon.motion.clip import CANONICAL_FPS, heading, rotate_y
from humocon.motion.skeleton import FOOT_JOINTS, NUM_JOINTS

Side = Literal["left", "right"]
SIDES: Final[tuple[Side, Side]] = ("left", "right")
HIPS: Final[tuple[int, int]] = (1, 2)
KNEES: Final[tuple[int, int]] = (4, 5)
ANKLES: Final[tuple[int, int]] = (7, 8)
TOES: Final[tuple[int, int]] = (10, 11)
SHOULDERS: Final[tuple[int, int]] = (16, 17)
ELBOWS: Final[tuple[int, int]] = (18, 19)
WRISTS: Final[tuple[int, int]] = (20, 21)
NECK: Final[int] = 12
LOCAL_FLOOR_S: Final[float] = 1.0
FACING_SMOOTHING_S: Final[float] = 0.25


@dataclass(frozen=True)
class Span:
    """A stretch of time: from `begin_s` up to `end_s`, in seconds from the first pose."""

    begin_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.begin_s

    @property
    def words(self) -> str:
        """The stretch in words, e.g. "1.2 to 1.5 s"."""
        return f"{self.begin_s:.1f} to {self.end_s:.1f} s"


@dataclass(frozen=True)
class Body:
    """A motion, measured.

    Attributes:
        joints: (K, 22, 3) metres, y up.
        local: (K, 22, 3) metres from the pelvis in the frame of the pose's own heading: x to the left, y up, z ahead.
        leg: L, hip to ankle along the bones, metres.
        arm: A, shoulder to wrist along the bones, metres.
        facing: (K,) heading in radians without jumps of a whole turn, smoothed over a stride; positive to the left.
        floor: (K,) height of what the person stands or lies on, metres: the lowest joint within a second around.
        lowest: (K,) height of the lowest ankle or toe over that floor, metres.
        velocity: (K, 2) of the pelvis over the floor, smoothed, metres per second: to the left, ahead.
    """

    joints: np.ndarray
    local: np.ndarray
    leg: float
    arm: float
    facing: np.ndarray
    floor: np.ndarray
    lowest: np.ndarray
    velocity: np.ndarray

    @property
    def num_frames(self) -> int:
        """K."""
        return len(self.joints)

    @cached_property
    def hips(self) -> np.ndarray:
        """(K,) height of the pelvis over the floor in lengths of the leg; about 1.1 when standing."""
        return (self.joints[:, 0, 1] - self.floor) / self.leg

    def wrist(self, side: int) -> np.ndarray:
        """(K, 3) from the shoulder to the wrist of a side in lengths of the arm: to the left, up, ahead."""
        return self._wrists[side]

    @cached_property
    def _wrists(self) -> list[np.ndarray]:
        return [(self.local[:, WRISTS[side]] - self.local[:, SHOULDERS[side]]) / self.arm for side in (0, 1)]

    @cached_property
    def wrist_speeds(self) -> list[np.ndarray]:
        """(K,) speed of the left and of the right wrist about the pelvis, metres per second."""
        return [np.linalg.norm(derivative(smooth(self.local[:, wrist], 0.05)), axis=-1) for wrist in WRISTS]


def measure(joints: np.ndarray) -> Body:
    """Measure a motion.

    Args:
        joints: (K, 22, 3) metres, y up, 20 Hz, K >= 1.

    Raises:
        ValueError: `joints` has another shape, no pose, or numbers that are not finite.
    """
    joints = np.asarray(joints, dtype=np.float64)
    if joints.ndim != 3 or joints.shape[1:] != (NUM_JOINTS, 3) or not len(joints):
        raise ValueError(f"joints must be (K, {NUM_JOINTS}, 3) with at least one pose, not {joints.shape}")
    if not np.isfinite(joints).all():
        raise ValueError("joints must be finite numbers")
    raw = np.unwrap(heading(joints))
    facing = smooth(raw, FACING_SMOOTHING_S)
    lowest = joints[:, FOOT_JOINTS, 1].min(axis=1)
    reach = 2 * int(LOCAL_FLOOR_S * CANONICAL_FPS) + 1
    floor = minimum_filter1d(joints[..., 1].min(axis=1), min(reach, 2 * len(joints) + 1), mode="nearest")
    moved = derivative(smooth(joints[:, 0], 0.15))
    ahead = np.stack([np.sin(facing), np.cos(facing)], axis=-1)
    left = np.stack([np.cos(facing), -np.sin(facing)], axis=-1)
    ground = moved[:, [0, 2]]
    return Body(
        joints=joints,
        local=rotate_y(joints - joints[:, :1], -raw),
        leg=max(_length(joints, HIPS, KNEES) + _length(joints, KNEES, ANKLES), 1e-3),
        arm=max(_length(joints, SHOULDERS, ELBOWS) + _length(joints, ELBOWS, WRISTS), 1e-3),
        facing=facing,
        floor=floor,
        lowest=lowest - floor,
        velocity=np.stack([(ground * left).sum(-1), (ground * ahead).sum(-1)], axis=-1),
    )


def _length(joints: np.ndarray, upper: tuple[int, int], lower: tuple[int, int]) -> float:
    """Median length of a bone, the mean of both sides, metres."""
    return float(np.median(np.linalg.norm(joints[:, upper] - joints[:, lower], axis=-1)))


def angle_between(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """(...,) degrees between vectors (..., 3)."""
    norms = np.linalg.norm(first, axis=-1) * np.linalg.norm(second, axis=-1)
    return np.degrees(np.arccos(np.clip((first * second).sum(-1) / np.maximum(norms, 1e-9), -1, 1)))


def foot_levels(joints: np.ndarray) -> np.ndarray:
    """(K, 22, 3) -> (2, K) height of the lower of ankle and toe of each foot, metres."""
    return np.stack([joints[:, pair, 1].min(axis=1) for pair in zip(ANKLES, TOES, strict=True)])


def smooth(values: np.ndarray, sigma_s: float) -> np.ndarray:
    """Blur (K, ...) over time by a Gaussian of so many seconds."""
    return gaussian_filter1d(values, sigma_s * CANONICAL_FPS, axis=0, mode="nearest")


def derivative(values: np.ndarray) -> np.ndarray:
    """Change of (K, ...) per second; of a single pose, none."""
    if len(values) < 2:
        return np.zeros_like(values)
    return np.gradient(values, 1 / CANONICAL_FPS, axis=0)


def runs(mask: np.ndarray, *, shortest_s: float = 0.0, gap_s: float = 0.0) -> list[tuple[int, int]]:
    """Stretches of poses [begin, end) for which (K,) `mask` holds.

    Args:
        mask: (K,) bool.
        shortest_s: shorter ones are left out.
        gap_s: gaps up to this long are bridged before that.
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    found: list[tuple[int, int]] = []
    for begin, end in edges.reshape(-1, 2).tolist():
        if found and begin - found[-1][1] <= gap_s * CANONICAL_FPS + 1e-9:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return [(begin, end) for begin, end in found if end - begin >= shortest_s * CANONICAL_FPS - 1e-9]


def span(begin: int, end: int) -> Span:
    """The stretch of poses [begin, end)."""
    return Span(begin / CANONICAL_FPS, end / CANONICAL_FPS)


def extremes(values: np.ndarray, threshold: float) -> list[int]:
    """Where (K,) `values` turn back by at least `threshold`: indices of alternating highs and lows, in order.

    The first and the last pose are extremes of their own if what lies between goes that far.
    """
    if len(values) == 0:
        return []
    low = high = 0
    found: list[int] = []
    rising: bool | None = None
    for place in range(1, len(values)):
        if values[place] > values[high]:
            high = place
        if values[place] < values[low]:
            low = place
        if rising is not False and values[high] - values[place] >= threshold:
            found.append(high)
            rising, low, high = False, place, place
        elif rising is not True and values[place] - values[low] >= threshold:
            found.append(low)
            rising, low, high = True, place, place
    if rising is None:
        return []
    return [*found, high if rising else low]

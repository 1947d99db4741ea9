"""Whether a followed person can be believed: being detected does not mean being right.

The thresholds were read off real clips and rendered ones. What tells right from wrong best is the mirror: the network
sees a picture and its mirror image; where it guesses, the two guesses differ.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from humocon.video.lifting.body import ANKLES, ELBOWS, HIPS, KNEES, SHOULDERS, WRISTS

LARGEST_MIRROR_GAP_M: Final[float] = 0.15
LARGEST_BONE_VARIATION: Final[float] = 0.22
LEAST_DETECTED: Final[float] = 0.5
LEAST_COVERED: Final[float] = 0.25
LEAST_VISIBILITY: Final[float] = 0.45
MOST_JUMPS_PER_S: Final[float] = 1.0
SHORTEST_S: Final[float] = 0.4
_DOUBT: Final[float] = 0.75
_LEGS_SEEN: Final[float] = 0.5
_BONES: Final = tuple(
    (begin[side], end[side])
    for begin, end in ((SHOULDERS, ELBOWS), (ELBOWS, WRISTS), (HIPS, KNEES), (KNEES, ANKLES))
    for side in (0, 1)
)
_BODY: Final[list[int]] = [*SHOULDERS, *ELBOWS, *WRISTS, *HIPS, *KNEES, *ANKLES]


@dataclass(frozen=True)
class Quality:
    """How well a person could be followed.

    Attributes:
        detected: Share of the pictures of the stretch in which a person was found.
        seconds: Of the stretch that was lifted.
        covered: Share of the time looked at that the stretch makes up.
        visibility: Mean over joints and pictures of the network's own word for how well it sees, in [0, 1].
        legs_visibility: The same for knees and ankles, 0 where they lie outside of the picture.
        bone_variation: How much lengths of bones vary over time, standard deviation over mean, median over bones.
        mirror_gap_m: Metres between joints seen directly and in the mirror, median.
        jumps_per_s: How often a second the followed square leapt farther than a person can.
        num_people: How many people the detector usually saw.
    """

    detected: float
    seconds: float
    covered: float = 1.0
    visibility: float = 0.0
    legs_visibility: float = 0.0
    bone_variation: float = 0.0
    mirror_gap_m: float = 0.0
    jumps_per_s: float = 0.0
    num_people: int = 0

    @property
    def refusal(self) -> str | None:
        """Why the followed person cannot be believed, or None."""
        if self.detected == 0:
            return "no person was found"
        if self.detected < LEAST_DETECTED:
            return f"a person was found in only {self.detected:.0%} of the pictures"
        if self.seconds < SHORTEST_S or self.covered < LEAST_COVERED:
            return f"a person was followed for only {self.seconds:.1f} s"
        if not self.mirror_gap_m <= LARGEST_MIRROR_GAP_M:
            gap, most = _in_cm(self.mirror_gap_m), _in_cm(LARGEST_MIRROR_GAP_M)
            return f"the joints are uncertain (mirror test {gap}, at most {most})"
        if self.bone_variation > LARGEST_BONE_VARIATION:
            return f"the body keeps changing its shape (bones vary by {self.bone_variation:.0%})"
        if self.visibility < LEAST_VISIBILITY:
            return f"too little of the body is seen (visibility {self.visibility:.2f})"
        if self.jumps_per_s > MOST_JUMPS_PER_S:
            return f"the one followed keeps changing places ({self.jumps_per_s:.1f} leaps a second)"
        return None

    @property
    def legs_seen(self) -> bool:
        """Whether knees and ankles are in sight for most of the time."""
        return self.legs_visibility >= _LEGS_SEEN

    @property
    def warnings(self) -> tuple[str, ...]:
        """What may spoil an answer although the person was followed."""
        if self.refusal is not None:
            return ()
        found = []
        if self.num_people > 1:
            found.append(f"{self.num_people} people in the picture: one was followed, the answer is about that one")
        if not self.legs_seen:
            found.append("the legs are mostly out of sight: what is said about them is a guess")
        near = (
            self.mirror_gap_m > _DOUBT * LARGEST_MIRROR_GAP_M or self.bone_variation > _DOUBT * LARGEST_BONE_VARIATION
        )
        if near or self.detected < (1 + LEAST_DETECTED) / 2:
            found.append("the person was hard to follow: take the answer with care")
        return tuple(found)


def bone_variation(world: np.ndarray) -> float:
    """Standard deviation over mean of the lengths of eight limb bones, median over bones: landmarks (N, 33, 3)."""
    begins, ends = (np.array([bone[place] for bone in _BONES]) for place in (0, 1))
    lengths = np.linalg.norm(world[:, begins] - world[:, ends], axis=-1)
    return float(np.median(lengths.std(axis=0) / np.maximum(lengths.mean(axis=0), 1e-6)))


def mean_visibility(visibility: np.ndarray) -> float:
    """Mean over twelve joints of the body: (N, 33) -> [0, 1]."""
    return float(visibility[:, _BODY].mean())


def legs_in_sight(image: np.ndarray, visibility: np.ndarray, size: tuple[int, int]) -> float:
    """Mean visibility of knees and ankles, 0 where they lie outside of the picture.

    Args:
        image: (N, 33, 2) pixels.
        visibility: (N, 33) in [0, 1].
        size: width and height of the picture.
    """
    legs = [*KNEES, *ANKLES]
    inside = ((image[:, legs] >= 0) & (image[:, legs] < np.array(size))).all(axis=-1)
    return float((visibility[:, legs] * inside).mean())


def _in_cm(metres: float) -> str:
    return f"{metres * 100:.0f} cm" if np.isfinite(metres) else "failed"

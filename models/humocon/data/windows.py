"""Windows of poses for stage 1, drawn from clips joined at random.

Legend: B windows, K poses, F feature numbers, V velocity numbers.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from humocon.data.compose import change_speed, join, mirror
from humocon.data.mocap import LabelledClip
from humocon.motion.features import pose_features, pose_velocity


@dataclass(frozen=True)
class WindowBatch:
    """Windows for the concept model."""

    inputs: Tensor
    """(B, K, F) pose features in their units."""
    velocity: Tensor
    """(B, K, V) motion velocity, metres per frame."""
    hidden: Tensor
    """(B, K) bool, the places that reconstruction hides."""

    def to(self, device: torch.device) -> "WindowBatch":
        """The same batch on another device."""
        return WindowBatch(*(part.to(device, non_blocking=True) for part in (self.inputs, self.velocity, self.hidden)))


class Windows:
    """Any number of windows, each made from (seed, step, index) alone.

    A clip is drawn with a weight that grows with its length and shrinks with the number of clips of the same content,
    mirrored half of the time, played a little faster or slower, and joined to others until the window is full.

    Args:
        clips: on the standard body.
        num_poses: K.
        mask_share: share of hidden places, σ.
        mask_span: hidden places come in runs of this length.
        seed: of everything drawn.
        vary: mirror and change speed; off for validation.
    """

    def __init__(
        self,
        clips: Sequence[LabelledClip],
        num_poses: int,
        *,
        mask_share: float,
        mask_span: int,
        seed: int,
        vary: bool = True,
    ) -> None:
        self.clips, self.num_poses, self.seed, self.vary = clips, num_poses, seed, vary
        self.mask_share, self.mask_span = mask_share, mask_span
        self.chances = content_chances(clips)

    def batch(self, step: int, indices: Iterable[int]) -> WindowBatch:
        """The windows with the given indices of the global batch of one step."""
        parts = [self._window(np.random.default_rng([self.seed, step, index])) for index in indices]
        inputs, velocity, hidden = (torch.from_numpy(np.stack(column)) for column in zip(*parts, strict=True))
        return WindowBatch(inputs, velocity, hidden)

    def poses(self, rng: np.random.Generator) -> tuple[np.ndarray, list[tuple[int, int, str]]]:
        """The poses of one window, (K, 22, 3), and the content of each clip in it with its poses [begin, end)."""
        joints, begin, spans = self._joined(rng)
        within = [(max(0, a - begin), min(self.num_poses, b - begin), content) for a, b, content in spans]
        return joints[begin : begin + self.num_poses], [span for span in within if span[0] < span[1]]

    def _window(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        joints, begin, _ = self._joined(rng)
        window = slice(begin, begin + self.num_poses)
        hidden = hide(self.num_poses, self.mask_share, self.mask_span, rng)
        return pose_features(joints)[window], pose_velocity(joints)[window], hidden

    def _joined(self, rng: np.random.Generator) -> tuple[np.ndarray, int, list[tuple[int, int, str]]]:
        """Clips joined, where the window begins in them, and the content of each of their stretches."""
        parts: list[np.ndarray] = []
        contents: list[str] = []
        while sum(map(len, parts)) < self.num_poses + 1:
            clip = self.clips[rng.choice(len(self.clips), p=self.chances)]
            joints = clip.joints
            if len(joints) > 4 * self.num_poses:
                begin = rng.integers(0, len(joints) - 4 * self.num_poses)
                joints = joints[begin : begin + 4 * self.num_poses]
            if self.vary:
                joints = mirror(joints) if rng.random() < 0.5 else joints
                joints = change_speed(joints, rng.uniform(0.85, 1.15))
            parts.append(joints)
            contents.append(clip.content)
        joints, spans = join(parts)
        begin = int(rng.integers(0, len(joints) - self.num_poses + 1))
        return joints, begin, [(*span, content) for span, content in zip(spans, contents, strict=True)]


def hide(number: int, share: float, span: int, rng: np.random.Generator) -> np.ndarray:
    """(number,) bool: a share of the places, hidden in runs of `span`."""
    runs = -(-number // span)
    hidden = np.zeros(runs, dtype=bool)
    hidden[rng.permutation(runs)[: round(share * runs)]] = True
    return hidden.repeat(span)[:number]


def content_chances(clips: Sequence[LabelledClip]) -> np.ndarray:
    """(clips,) chance of each clip: root of its length over root of how many clips share its content."""
    number = Counter(clip.content for clip in clips)
    chances = np.array([(len(clip.joints) / number[clip.content]) ** 0.5 for clip in clips])
    return chances / chances.sum()

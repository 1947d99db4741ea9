"""Stretches to learn actions from: clips of labelled sets, cut, mirrored, in other tempos, by other people and sensors.

Few people were recorded and every set has its own sensor, so that how somebody moves, how long a clip is and how its
joints tremble would tell the set, and the set the action. What is drawn for a clip differs in all of them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor

from humocon.actions.config import ExamplesConfig
from humocon.actions.naming import MIRRORED, OTHER, action_of
from humocon.actions.network import SMOOTHING, stack, stretch_features
from humocon.data.augmentation import (
    as_captured,
    as_lifted,
    as_sensed,
    vary_posture,
    vary_reach,
    vary_sensor,
    vary_tempo,
    with_rests,
)
from humocon.data.compose import join, mirror
from humocon.data.kinect_sets import DEPTH_CAMERA_SETS
from humocon.data.mocap import LabelledClip
from humocon.training.labelled import OneLabelEach

_LEAST: Final = 12
"""Poses of a stretch, .6 s."""
_REACHING: Final = 0.5
"""How often a clip is shown with smaller or larger gestures."""


@dataclass(frozen=True)
class Stretches(OneLabelEach):
    """A batch: stretches and what they show."""

    features: Tensor
    """(B, K, 133)"""
    present: Tensor
    """(B, K), 1 where there is a pose."""
    labels: Tensor
    """(B,) actions."""

    def inputs(self) -> dict[str, Tensor]:
        """Arguments of the network's forward."""
        return {"features": self.features, "present": self.present, "labels": self.labels}

    def to(self, device: torch.device) -> "Stretches":
        """The same batch on another device."""
        return Stretches(self.features.to(device), self.present.to(device), self.labels.to(device))


@dataclass(frozen=True)
class NamedClip:
    """A clip and its action."""

    joints: np.ndarray
    """(K, 22, 3) float32 metres, on the standard body, 20 Hz."""
    action: str
    sensed: bool = False
    """Whether a depth camera recorded it."""
    filmed: bool = False
    """Whether it was rendered and lifted again, see `humocon.data.filming`: no recording of its own."""


def named_clips(clips: Iterable[LabelledClip]) -> list[NamedClip]:
    """The clips whose action is known."""
    named = ((clip, action_of(clip.row)) for clip in clips)
    return [
        NamedClip(
            clip.joints, action, clip.row.get("set") in DEPTH_CAMERA_SETS, filmed=bool(clip.row.get("filmed", False))
        )
        for clip, action in named
        if action is not None and len(clip.joints) > 2
    ]


class Examples:
    """Stretches of named clips by number, always the same for a number.

    Args:
        clips: to draw from.
        actions: names in the order of the network's scores.
        config: how they differ; None shows each clip as it is, whole.
        seed: of all draws.
    """

    def __init__(
        self, clips: Sequence[NamedClip], actions: Sequence[str], config: ExamplesConfig | None, seed: int
    ) -> None:
        self.clips, self.config, self.seed = clips, config, seed
        self._numbers = {action: number for number, action in enumerate(actions)}
        counts = Counter(clip.action for clip in clips)
        rarity = 0.0 if config is None else config.rarity
        weights = np.array([counts[clip.action] ** (rarity - 1) for clip in clips])
        self._shares = weights / weights.sum()
        self._names = np.array([clip.action for clip in clips])
        self._made: dict[int, tuple[np.ndarray, int]] = {}

    def batch(self, step: int, indices: Iterable[int]) -> Stretches:
        """The stretches of one step with the given indices."""
        rngs = [np.random.default_rng([self.seed, step, index]) for index in indices]
        if self.config is None:
            drawn = [self._whole(int(rng.choice(len(self.clips), p=self._shares))) for rng in rngs]
        else:
            drawn = [self._varied(int(rng.integers(self.config.pool)), self.config) for rng in rngs]
        features, present = stack([features for features, _ in drawn])
        return Stretches(features, present, torch.tensor([action for _, action in drawn]))

    def _whole(self, place: int) -> tuple[np.ndarray, int]:
        clip = self.clips[place]
        return stretch_features(clip.joints), self._numbers[clip.action]

    def _varied(self, number: int, config: ExamplesConfig) -> tuple[np.ndarray, int]:
        if number not in self._made:
            rng = np.random.default_rng([self.seed, number])
            joints, action = self._draw(rng, config)
            features = stretch_features(joints, SMOOTHING * rng.uniform(0.7, 1.4))
            self._made[number] = features.astype(np.float16), self._numbers[action]
        return self._made[number]

    def _draw(self, rng: np.random.Generator, config: ExamplesConfig) -> tuple[np.ndarray, str]:
        clip = self._one(rng, config)
        joints, action = self._beside_others(clip, rng, config)
        joints = vary_posture(joints, rng, config.posture)
        if clip.sensed and rng.random() < config.captured:
            joints = as_captured(joints, rng)
        if rng.random() < config.moved:
            joints = vary_sensor(joints, rng)
        seen = rng.random()
        if seen < config.lifted:
            joints = as_lifted(joints, rng)
        elif seen < config.lifted + config.sensed:
            joints = as_sensed(joints, rng)
        return joints, action

    def _beside_others(
        self, clip: NamedClip, rng: np.random.Generator, config: ExamplesConfig
    ) -> tuple[np.ndarray, str]:
        """A clip with what may come before and after: another action, the same once more, or a rest."""
        if OTHER in self._numbers and rng.random() < config.joined:
            other = self._one(rng, config)
            if other.action != clip.action:
                return _across(clip.joints, other.joints, rng), OTHER
        joints = clip.joints
        if rng.random() < config.repeated:
            again = self._one(rng, config, clip.action)
            joints = join([joints, again.joints])[0] if again.action == clip.action else joints
        if rng.random() < config.rested:
            joints = with_rests(joints, rng)
        return joints, clip.action

    def _one(self, rng: np.random.Generator, config: ExamplesConfig, action: str | None = None) -> NamedClip:
        """A clip, of an action where one is named, in another tempo and reach, from either side, cut at its ends."""
        shares = self._shares
        if action is not None and (among := self._names == action).any():
            shares = shares * among / (shares * among).sum()
        clip = self.clips[int(rng.choice(len(self.clips), p=shares))]
        joints, action = clip.joints, clip.action
        if rng.random() < config.mirrored:
            joints, action = mirror(joints), MIRRORED.get(action, action)
        joints = vary_tempo(joints, rng, config.tempo)
        if config.reach < 1.0 and rng.random() < _REACHING:
            joints = vary_reach(joints, rng, config.reach)
        if rng.random() < config.cut and len(joints) > 2 * _LEAST:
            ends = rng.uniform(0, 1 / 6, 2) * len(joints)
            joints = joints[int(ends[0]) : len(joints) - int(ends[1])]
        return NamedClip(joints, action, clip.sensed)


def _across(first: np.ndarray, second: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The last part of a motion and the first of another, (K, 22, 3), with a passage of .4 s between."""
    shares = rng.uniform(0.3, 0.6, 2)
    begin = first[-max(_LEAST, int(shares[0] * len(first))) :]
    return join([begin, second[: max(_LEAST, int(shares[1] * len(second)))]])[0]

"""Scenes that a frozen encoder reads once, to be talked about many times."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from humocon.data.augmentation import Variety, vary
from humocon.data.scenes import Scene, Scenes
from humocon.motion.features import pose_features

Reader = Callable[[Tensor], Tensor]
"""(1, K, F) features of poses -> (1, K, D) states; for example a model's `get_motion_states`."""


class ReadScene(NamedTuple):
    """A scene as it is shown, and what the encoder makes of it."""

    scene: Scene
    states: Tensor
    """(K, D) half"""


class ReadScenes:
    """A number of scenes, each made from (seed, number) alone and read when it is first met.

    Args:
        scenes: draw them.
        variety: with which they are shown.
        number: of scenes.
        read: the frozen encoder.
    """

    def __init__(self, scenes: Scenes, variety: Variety, number: int, read: Reader) -> None:
        self.scenes, self.variety, self.number, self.read = scenes, variety, number, read
        self._known: dict[int, ReadScene] = {}

    def draw(self, rng: np.random.Generator) -> ReadScene:
        """Any of the scenes."""
        return self.scene(int(rng.integers(self.number)))

    def scene(self, number: int) -> ReadScene:
        """The scene with a number below `self.number`."""
        if number not in self._known:
            rng = np.random.default_rng([self.scenes.seed, 1 << 45, number])
            scene, joints = vary(self.scenes.scene(rng), rng, self.variety)
            with torch.no_grad():
                states = self.read(torch.from_numpy(pose_features(joints))[None])[0]
            self._known[number] = ReadScene(scene, states.to("cpu", torch.float16))
        return self._known[number]

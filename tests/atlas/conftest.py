"""Coded motions made by hand, of which every number can be counted."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from humocon.atlas.coding import CodedMotion
from humocon.atlas.sources import Label, Motion
from humocon.motion.features import pose_features
from humocon.motion.synthesis import synthesize


@pytest.fixture(scope="session")
def coded() -> Callable[..., CodedMotion]:
    """Makes a motion of a person who stands, with the codes given."""
    joints = synthesize("walk", seed=1).to_clip().joints

    def make(
        codes: Sequence[int],
        *,
        name: str = "clip",
        labels: Sequence[Label] = (),
        distances: Sequence[float] | None = None,
    ) -> CodedMotion:
        motion = Motion(f"{name}.bvh", name, joints[: len(codes)], tuple(labels))
        far = np.ones(len(codes)) if distances is None else np.array(distances)
        features = pose_features(motion.joints)
        return CodedMotion(motion, np.array(codes), far, np.full(len(codes), 0.5), features)

    return make

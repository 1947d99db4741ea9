"""Hops and skips that are made by rules."""

from itertools import groupby

import numpy as np
import pytest

from humocon.motion.synthesis import FPS, synthesize

TOES = [10, 11]


def standing_feet(joints: np.ndarray) -> list[str]:
    """Which feet are on the ground in turn: "L", "R" or "LR" for each time on it."""
    low = joints[:, TOES, 1] < 0.012
    names = ["".join(name for name, down in zip("LR", row, strict=True) if down) for row in low]
    return [name for name, _ in groupby(names) if name]


@pytest.mark.parametrize("action", ["hop", "hop on the spot", "hop on left leg", "skip", "skip on the spot"])
@pytest.mark.parametrize("seed", range(3))
def test_flights_are_free_falls_between_planted_feet(action: str, seed: int):
    joints = synthesize(action, seed=seed).to_joints()
    toes = joints[:, TOES]
    flying = toes[:, :, 1].min(axis=1) > 0.02
    inside = flying[:-2] & flying[1:-1] & flying[2:]
    assert inside.sum() > 5
    falls = (np.diff(joints[:, 0, 1], n=2) * FPS**2)[inside]
    np.testing.assert_allclose(np.median(falls), -9.81, atol=0.5)
    planted = (toes[1:, :, 1] < 0.004) & (toes[:-1, :, 1] < 0.004)
    sliding = np.linalg.norm(np.diff(toes[..., [0, 2]], axis=0), axis=-1) * FPS
    assert planted.any(axis=1).mean() > 0.15
    assert np.quantile(sliding[planted], 0.9) < 0.1


@pytest.mark.parametrize(
    ("action", "pattern"),
    [("hop", {"LR"}), ("hop on left leg", {"L"}), ("hop on right leg", {"R"})],
)
def test_hops_land_on_the_legs_that_they_are_named_by(action: str, pattern: set[str]):
    for seed in range(4):
        assert set(standing_feet(synthesize(action, seed=seed).to_joints())) == pattern


@pytest.mark.parametrize(("action", "on_each"), [("skip", 2), ("skip on the spot", 1)])
def test_skipping_changes_the_leg(action: str, on_each: int):
    for seed in range(4):
        feet = standing_feet(synthesize(action, seed=seed, duration_s=3.5).to_joints())
        assert set(feet) == {"L", "R"}
        runs = [len(list(run)) for _, run in groupby(feet)][1:-1]  # the first and the last may be cut
        assert set(runs) == {on_each}


def test_hops_forward_and_skips_get_along_at_the_pace_of_people():
    for action in ("hop", "hop on left leg", "skip"):
        paces = []
        for seed in range(8):
            root = synthesize(action, seed=seed).root
            paces.append((root[-1, 2] - root[0, 2]) / (len(root) - 1) * FPS)
        assert min(paces) > 0.5
        assert max(paces) < 2.8
        assert max(paces) > 1.3 * min(paces)

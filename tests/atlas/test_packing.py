"""Motions in few bytes."""

import numpy as np
import pytest

from humocon.atlas.packing import Budget, face_forward, pack_motion
from humocon.motion.clip import heading
from humocon.motion.synthesis import synthesize
from tests.atlas.unpacking import unpack_motion


@pytest.fixture(scope="module")
def walk():
    return synthesize("walk", seed=3).to_clip().joints


def test_a_packed_motion_comes_back_within_three_millimetres(walk):
    packed = pack_motion(walk)
    back = unpack_motion(packed)
    assert back.shape == walk.shape
    assert np.abs(back - walk).max() < 0.003
    assert len(str(packed["data"])) < 95 * len(walk) + 400


def test_a_root_far_away_loses_no_more_than_its_own_step(walk):
    far = walk + np.array([1000, 0, 0], dtype=np.float32)
    assert np.abs(unpack_motion(pack_motion(far)) - far).max() < 0.02


def test_a_stride_keeps_every_so_manieth_pose(walk):
    packed = pack_motion(walk, stride=3)
    assert packed["fps"] == pytest.approx(20 / 3)
    assert np.abs(unpack_motion(packed) - walk[::3]).max() < 0.003


def test_a_person_is_turned_to_the_front_at_the_chosen_pose(walk):
    turned = face_forward(walk, 17)
    assert heading(turned[17]) == pytest.approx(0, abs=1e-5)
    assert np.allclose(turned[17, 0, [0, 2]], 0, atol=1e-6)
    assert turned[17, 0, 1] == walk[17, 0, 1]


def test_a_long_clip_is_thinned_when_the_budget_runs_out(walk):
    budget = Budget(total=100_000, least=2_000)
    thinned = len(unpack_motion(budget.pack(walk)))
    assert thinned < len(walk)
    budget.left = 0
    assert len(str(budget.pack(walk)["data"])) < 2_000 + 600
    assert len(unpack_motion(Budget().pack(walk))) == len(walk)

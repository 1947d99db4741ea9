from collections.abc import Callable

import numpy as np
import pytest

from humocon.data.augmentation import (
    OFFSETS_M,
    as_captured,
    as_lifted,
    as_sensed,
    vary_reach,
    vary_sensor,
    with_rests,
)
from humocon.data.compose import mirror
from humocon.motion.clip import heading, rotate_y
from humocon.motion.features import BONE_LENGTHS, standard_body
from humocon.motion.skeleton import FOOT_JOINTS, PARENTS
from humocon.motion.synthesis import synthesize


@pytest.fixture
def walk() -> np.ndarray:
    return standard_body(synthesize("walk").to_clip().joints)


def lifted(joints: np.ndarray, number: int = 40) -> list[np.ndarray]:
    return [as_lifted(joints, np.random.default_rng(seed)) for seed in range(number)]


def test_bones_keep_their_standard_lengths(walk: np.ndarray):
    for joints in lifted(walk, 5):
        assert joints.shape == walk.shape
        assert joints.dtype == np.float32
        lengths = np.linalg.norm(joints - joints[:, PARENTS], axis=-1)[:, 1:]
        np.testing.assert_allclose(lengths, np.broadcast_to(BONE_LENGTHS[1:], lengths.shape), atol=1e-4)


def test_the_same_seed_gives_the_same_motion(walk: np.ndarray):
    first, second = (as_lifted(walk, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first, second)
    assert not np.allclose(first, as_lifted(walk, np.random.default_rng(4)))


def test_errors_are_as_large_as_those_of_lifted_videos(walk: np.ndarray):
    own = walk - walk[:, :1]
    errors = np.mean([np.abs(joints - joints[:, :1] - own).mean(axis=(0, 2)) for joints in lifted(walk)], axis=0)
    assert errors[[1, 2, 4, 5, 7, 8, 10, 11]].mean() == pytest.approx(0.045, abs=0.01)
    assert errors[16:].mean() == pytest.approx(0.05, abs=0.01)
    assert errors[20:].mean() > 1.5 * errors[16:18].mean()


def test_the_lowest_foot_stays_near_the_floor(walk: np.ndarray):
    lowest = np.array([joints[:, FOOT_JOINTS, 1].min(axis=1) for joints in lifted(walk)])
    assert np.abs(lowest - walk[:, FOOT_JOINTS, 1].min(axis=1)).mean() < 0.03


def test_the_path_is_sometimes_lost_and_sometimes_not(walk: np.ndarray):
    gone = np.array([np.linalg.norm(joints[-1, 0, [0, 2]] - joints[0, 0, [0, 2]]) for joints in lifted(walk)])
    true = np.linalg.norm(walk[-1, 0, [0, 2]] - walk[0, 0, [0, 2]])
    assert 0.1 < (gone < 0.2 * true).mean() < 0.6
    assert (gone > 0.7 * true).mean() > 0.2


def test_what_a_network_puts_elsewhere_is_the_same_on_both_sides():
    np.testing.assert_allclose(mirror(OFFSETS_M[None])[0], OFFSETS_M, atol=1e-6)


def knee_ahead(motions: list[np.ndarray]) -> float:
    """Metres by which the knees are ahead of the line from hip to ankle, on average."""
    found = []
    for joints in motions:
        local = rotate_y(joints - joints[:, :1], -heading(joints))[..., 2]
        found.append((local[:, [4, 5]] - (local[:, [1, 2]] + local[:, [7, 8]]) / 2).mean())
    return float(np.mean(found))


def test_a_depth_camera_sees_straighter_knees_and_that_can_be_taken_away(walk: np.ndarray):
    sensed, captured = (
        knee_ahead([change(walk, np.random.default_rng(seed)) for seed in range(40)])
        for change in (as_sensed, as_captured)
    )
    assert sensed < knee_ahead([walk]) - 0.03
    assert captured > knee_ahead([walk]) + 0.03


@pytest.mark.parametrize("change", [as_sensed, as_captured, vary_sensor])
def test_sensors_change_neither_bones_nor_seeds(walk: np.ndarray, change: Callable[..., np.ndarray]):
    first, second = (change(walk, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first, second)
    assert first.dtype == np.float32
    lengths = np.linalg.norm(first - first[:, PARENTS], axis=-1)[:, 1:]
    np.testing.assert_allclose(lengths, np.broadcast_to(BONE_LENGTHS[1:], lengths.shape), atol=1e-4)


def test_another_sensor_has_joints_aside_all_the_clip_long_and_no_jitter(walk: np.ndarray):
    still = np.repeat(walk[:1], 10, axis=0)
    seen = vary_sensor(still, np.random.default_rng(0))
    np.testing.assert_allclose(seen, np.repeat(seen[:1], 10, axis=0), atol=1e-6)
    assert 0.01 < np.abs(seen - still).mean() < 0.15


def raised(joints: np.ndarray, joint: int) -> np.ndarray:
    """Degrees (K,) between the bone to a joint and one that hangs."""
    bone = joints[:, joint] - joints[:, PARENTS[joint]]
    return np.degrees(np.arccos(np.clip(-bone[:, 1] / np.linalg.norm(bone, axis=-1), -1, 1)))


def test_gestures_are_made_smaller_by_one_share_for_a_whole_arm():
    joints = standard_body(synthesize("raise left arm").to_clip().joints)
    smaller = vary_reach(joints, np.random.default_rng(1), 0.5)
    shares = raised(smaller, 18) / raised(joints, 18)
    assert 0.5 <= shares.min() < 1.1
    np.testing.assert_allclose(shares, shares[0], rtol=1e-2)
    np.testing.assert_allclose(raised(smaller, 20) / raised(joints, 20), shares[0], rtol=2e-2)
    np.testing.assert_allclose(smaller[:, FOOT_JOINTS, 1].min(axis=1), joints[:, FOOT_JOINTS, 1].min(axis=1), atol=1e-5)


def test_who_rests_before_and_after_does_the_same_between(walk: np.ndarray):
    for seed in range(8):
        rested = with_rests(walk, np.random.default_rng(seed))
        assert len(rested) > len(walk) + 2
        own = [np.abs(rested[at : at + len(walk), 0, 1] - walk[:, 0, 1]).max() for at in range(len(rested) - len(walk))]
        assert min(own) < 0.03
        assert raised(rested[[0, -1]], 18).max() < 100

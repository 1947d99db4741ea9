import numpy as np
import pytest

from humocon.motion.clip import heading, rotate_y
from humocon.motion.features import (
    BONE_LENGTHS,
    FEATURE_DIM,
    VELOCITY_DIM,
    pose_features,
    pose_velocity,
    standard_body,
)
from humocon.motion.skeleton import LEFT_RIGHT, PARENTS, rest_pose
from humocon.motion.synthesis import synthesize


@pytest.fixture(scope="module")
def walk() -> np.ndarray:
    return synthesize("walk", seed=3).to_clip().joints


@pytest.fixture(scope="module")
def turn() -> np.ndarray:
    return synthesize("turn left", seed=3).to_clip().joints


def standing(num_poses: int) -> np.ndarray:
    return np.repeat(rest_pose()[None].astype(np.float32), num_poses, axis=0)


def test_a_pose_is_133_numbers_and_its_velocity_66(walk: np.ndarray):
    assert (FEATURE_DIM, VELOCITY_DIM) == (133, 66)
    for values, number in ((pose_features(walk), 133), (pose_velocity(walk), 66)):
        assert values.shape == (len(walk), number)
        assert values.dtype == np.float32
        assert np.isfinite(values).all()


@pytest.mark.parametrize("name", ["walk", "turn"])
def test_features_do_not_depend_on_place_heading_or_height_of_the_person(name: str, request: pytest.FixtureRequest):
    clip = request.getfixturevalue(name)
    features, velocity = pose_features(clip), pose_velocity(clip)
    elsewhere = clip + np.array([3.0, 0.0, -7.0], np.float32)
    for changed in (
        elsewhere,
        rotate_y(clip, 2.5),
        rotate_y(elsewhere, -1.0) * np.float32(1.3),
        clip * np.float32(0.6),
    ):
        np.testing.assert_allclose(pose_features(changed), features, atol=2e-5)
        np.testing.assert_allclose(pose_velocity(changed), velocity, atol=2e-5)


def test_the_standard_body_has_the_standard_bones(walk: np.ndarray):
    longer = walk * np.float32(1.2)
    for body in (standard_body(walk), standard_body(longer)):
        lengths = np.linalg.norm(body[:, 1:] - body[:, PARENTS[1:]], axis=-1)
        np.testing.assert_allclose(lengths, np.broadcast_to(BONE_LENGTHS[1:], lengths.shape), atol=1e-5)
    np.testing.assert_allclose(standard_body(standard_body(walk)), standard_body(walk), atol=1e-5)


def test_a_root_path_shrinks_with_the_legs():
    clip = standing(3)
    leg = sum(np.linalg.norm(clip[0, joint] - clip[0, PARENTS[joint]]) for joint in (4, 7))
    clip[:, :, 2] += np.array([0.0, 0.1, 0.2], np.float32)[:, None]
    body = standard_body(clip)
    assert body[2, 0, 2] == pytest.approx(0.2 * 0.81 / leg + body[0, 0, 2], abs=1e-5)


def test_a_step_to_the_left_and_ahead_by_hand():
    clip = standard_body(standing(4))
    ahead_and_left = np.array([0.01, 0.0, 0.04], np.float32)
    clip = rotate_y(clip + np.arange(4, dtype=np.float32)[:, None, None] * ahead_and_left, 0.7)
    features, velocity = pose_features(clip), pose_velocity(clip)
    for pose in range(4):
        assert features[pose, 64:67].tolist() == pytest.approx([0.01, 0.04, 0.0], abs=1e-5)
        np.testing.assert_allclose(features[pose, 67:].reshape(22, 3), np.tile(ahead_and_left, (22, 1)), atol=1e-5)
        np.testing.assert_allclose(velocity[pose].reshape(22, 3), np.tile(ahead_and_left, (22, 1)), atol=1e-5)


def test_velocity_is_where_joints_go_next(walk: np.ndarray):
    body, velocity = standard_body(walk), pose_velocity(walk)
    moved = rotate_y(velocity.reshape(-1, 22, 3), heading(body))
    np.testing.assert_allclose(body[:-1] + moved[:-1], body[1:], atol=1e-5)
    np.testing.assert_allclose(moved[-1], moved[-2], atol=1e-5)


def test_turning_left_is_positive(turn: np.ndarray):
    turned, facing = pose_features(turn)[:, 66], np.unwrap(heading(standard_body(turn)))
    assert turned[1:].sum() == pytest.approx(float(facing[-1] - facing[0]), abs=1e-4)
    assert turned[1:].sum() > 1
    assert turned[0] == turned[1]


def test_a_turn_past_180_degrees_is_no_jump():
    clip = rotate_y(standing(8), np.linspace(2.8, 3.5, 8))
    np.testing.assert_allclose(pose_features(clip)[:, 66], 0.1, atol=1e-5)


def test_root_height_is_the_one_over_the_floor():
    clip = standing(5)
    height = standard_body(clip)[0, 0, 1]
    assert pose_features(clip + np.array([0, 4, 0], np.float32))[:, 63].tolist() == pytest.approx(
        [height] * 5, abs=1e-5
    )


def test_the_mirrored_motion_has_mirrored_features(turn: np.ndarray):
    features, mirrored = (
        pose_features(clip) for clip in (turn, turn[:, LEFT_RIGHT] * np.array([-1, 1, 1], np.float32))
    )
    flip = np.array([-1, 1, 1])
    places = np.concatenate([np.zeros((len(turn), 3), np.float32), features[:, :63]], axis=1).reshape(-1, 22, 3)
    np.testing.assert_allclose(mirrored[:, :63].reshape(-1, 21, 3), (places[:, LEFT_RIGHT] * flip)[:, 1:], atol=2e-5)
    np.testing.assert_allclose(mirrored[:, 63], features[:, 63], atol=2e-5)
    np.testing.assert_allclose(mirrored[:, 64:67], features[:, 64:67] * [-1, 1, -1], atol=2e-5)
    moved = features[:, 67:].reshape(-1, 22, 3)[:, LEFT_RIGHT] * flip
    np.testing.assert_allclose(mirrored[:, 67:].reshape(-1, 22, 3), moved, atol=2e-5)


@pytest.mark.parametrize("shape", [(1, 22, 3), (5, 21, 3), (22, 3), (5, 22, 2)])
def test_what_is_no_motion_is_refused(shape: tuple[int, ...]):
    with pytest.raises(ValueError, match="K >= 2, got"):
        pose_features(np.zeros(shape, np.float32))

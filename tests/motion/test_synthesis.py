from dataclasses import fields

import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.acting.curves import glide, through
from humocon.motion.clip import heading
from humocon.motion.skeleton import MEAN_OFFSETS, bone_lengths
from humocon.motion.synthesis import ACTIONS, FPS, synthesize, synthesize_sequence

LEFT_WRIST, RIGHT_WRIST, HEAD = 20, 21, 15
TOES = [10, 11]
FEET = [7, 8, 10, 11]
ON_THE_FLOOR = ("fall", "get up", "lie", "crawl", "kneel", "push-up", "sit-up", "plank")
UPRIGHT = [action for action in ACTIONS if action not in ON_THE_FLOOR]


def speeds(joints: np.ndarray, fps: float) -> np.ndarray:
    return np.linalg.norm(np.diff(joints, axis=0), axis=-1) * fps


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_every_action_is_a_motion_of_a_human_body(action: str, seed: int) -> None:
    motion = synthesize(action, seed=seed)
    joints = motion.to_joints()
    assert np.isfinite(joints).all()
    lengths = bone_lengths(joints)
    np.testing.assert_allclose(lengths, np.broadcast_to(np.linalg.norm(MEAN_OFFSETS[1:], axis=-1), lengths.shape))
    identity = motion.rotations @ np.swapaxes(motion.rotations, -1, -2)
    np.testing.assert_allclose(identity, np.broadcast_to(np.eye(3), identity.shape), atol=1e-9)
    assert speeds(joints, FPS).max() < 9.5
    assert joints[:, FEET, 1].min() > -0.02
    assert (joints[:, HEAD, 1] - joints[:, FEET, 1].min(axis=1)).max() < 2.2
    assert (0.05 if action in ON_THE_FLOOR else 0.3) < joints[:, 0, 1].min()


@pytest.mark.parametrize("action", UPRIGHT)
def test_left_stays_left(action: str) -> None:
    joints = synthesize(action, seed=1).to_joints()
    across = np.stack([np.cos(heading(joints)), np.zeros(len(joints)), -np.sin(heading(joints))], axis=-1)
    hips = ((joints[:, 1] - joints[:, 2]) * across).sum(axis=-1)
    shoulders = ((joints[:, 16] - joints[:, 17]) * across).sum(axis=-1)
    assert shoulders.min() > 0.2
    assert hips.min() > 0.09  # the pelvis leads the shoulders in a swing
    assert joints[0, 1, 0] > joints[0, 2, 0]


def test_same_seed_same_motion_and_another_seed_another() -> None:
    first, again, other = (synthesize("walk", seed=seed) for seed in (4, 4, 5))
    np.testing.assert_array_equal(first.rotations, again.rotations)
    np.testing.assert_array_equal(first.root, again.root)
    count = min(len(first.root), len(other.root))
    assert np.abs(first.to_joints()[:count] - other.to_joints()[:count]).max() > 0.05


@pytest.mark.parametrize("seed", range(6))
def test_a_jump_leaves_the_floor_and_falls_freely(seed: int) -> None:
    joints = synthesize("jump", seed=seed).to_joints()
    clearance = joints[:, TOES, 1].min(axis=1)
    assert 0.15 < clearance.max() < 0.42
    flight = np.flatnonzero(clearance > 0.06)
    height = joints[flight[0] : flight[-1] + 1, 0, 1]
    gravity = np.diff(height, n=2) * FPS**2
    np.testing.assert_allclose(gravity, -9.81, atol=0.4)
    standing = joints[0, 0, 1]
    assert joints[: flight[0], 0, 1].min() < standing - 0.15
    assert joints[flight[-1] :, 0, 1].min() < standing - 0.08


def test_jumps_and_hops_go_forward() -> None:
    for action, least in (("jump forward", 0.6), ("hop", 0.35)):
        root = synthesize(action, seed=3).root
        assert root[-1, 2] - root[0, 2] > least


@pytest.mark.parametrize(("action", "slow", "fast"), [("walk", 1.0, 1.6), ("run", 2.5, 4.0), ("jog", 1.7, 2.7)])
@pytest.mark.parametrize("seed", range(4))
def test_gaits_have_their_speed_and_plant_their_feet(action: str, slow: float, fast: float, seed: int) -> None:
    joints = synthesize(action, seed=seed, duration_s=3.0).to_joints()
    travelled = joints[-1, 0] - joints[0, 0]
    assert slow < np.linalg.norm(travelled[[0, 2]]) / 3.0 < fast
    assert travelled[2] > 0
    toes = joints[:, TOES]
    planted = (toes[1:, :, 1] < 0.003) & (toes[:-1, :, 1] < 0.003)
    sliding = np.linalg.norm(np.diff(toes[..., [0, 2]], axis=0), axis=-1) * FPS
    assert planted.mean() > 0.15
    assert sliding[planted].mean() < 0.12
    assert np.median(sliding[planted]) < 0.02
    in_air = toes[:, :, 1].min(axis=1) > 0.02
    assert in_air.any() == (action != "walk")


def test_arms_swing_against_the_legs() -> None:
    joints = synthesize("walk", seed=0).to_joints()
    ahead = joints[..., 2] - joints[:, :1, 2]
    legs, arms = ahead[:, 7] - ahead[:, 8], ahead[:, LEFT_WRIST] - ahead[:, RIGHT_WRIST]
    assert np.corrcoef(legs, arms)[0, 1] < -0.7


def test_walking_backwards_faces_forward() -> None:
    joints = synthesize("walk backwards", seed=0).to_joints()
    assert joints[-1, 0, 2] - joints[0, 0, 2] < -2.0
    assert np.abs(heading(joints)).max() < np.radians(25)


@pytest.mark.parametrize(("action", "sign"), [("turn left", 1), ("turn right", -1)])
def test_turns_go_the_way_they_are_called(action: str, sign: int) -> None:
    for seed in range(3):
        angle = np.degrees(np.unwrap(heading(synthesize(action, seed=seed).to_joints())))
        assert 70 < sign * (angle[-1] - angle[0]) < 120


def test_gestures_are_done_with_the_side_they_name() -> None:
    for seed in range(3):
        for action, side in (("wave", ""), ("raise", " arm")):
            for word, hand, other in (("left", LEFT_WRIST, RIGHT_WRIST), ("right", RIGHT_WRIST, LEFT_WRIST)):
                joints = synthesize(f"{action} {word}{side}", seed=seed).to_joints()
                assert joints[:, hand, 1].max() > joints[0, HEAD, 1]
                assert joints[:, other, 1].max() < joints[0, 0, 1] + 0.15
        for word, foot in (("left", 7), ("right", 8)):
            joints = synthesize(f"kick {word}", seed=seed).to_joints()
            assert joints[:, 15 - foot, 1].max() < 0.2
            assert joints[:, foot, 1].max() > 0.8
        for word, hand, other in (("left", LEFT_WRIST, RIGHT_WRIST), ("right", RIGHT_WRIST, LEFT_WRIST)):
            joints = synthesize(f"punch {word}", seed=seed).to_joints()
            reach = joints[..., 2] - joints[:, :1, 2]
            assert np.ptp(reach[:, hand]) > 2 * np.ptp(reach[:, other])


def test_squat_sit_and_place_go_down() -> None:
    for seed in range(3):
        squat, sit = synthesize("squat", seed=seed).root[:, 1], synthesize("sit down", seed=seed).root[:, 1]
        assert squat[-1] > 0.97 * squat[0]
        assert squat.min() < 0.6 * squat[0]
        assert 0.4 < sit[-1] < 0.62
        for action in ("place", "pick up"):
            assert synthesize(action, seed=seed).to_joints()[:, RIGHT_WRIST, 1].min() < 0.4


def test_a_tall_skeleton_is_animated_too() -> None:
    motion = synthesize("walk", seed=0, offsets=1.15 * MEAN_OFFSETS)
    lengths = bone_lengths(motion.to_joints())
    np.testing.assert_allclose(lengths[0], 1.15 * np.linalg.norm(MEAN_OFFSETS[1:], axis=-1))
    assert motion.root[:, 1].mean() > 1.1 * synthesize("walk", seed=0).root[:, 1].mean()


def test_a_sequence_goes_on_where_it_was() -> None:
    motion = synthesize_sequence(("turn left", "wave left", "squat"), seed=1)
    joints = motion.to_joints()
    assert motion.action == "turn left, then wave left, then squat"
    assert speeds(joints, FPS).max() < 8.0
    lengths = bone_lengths(joints)
    np.testing.assert_allclose(lengths, np.broadcast_to(lengths[0], lengths.shape), atol=1e-9)
    assert abs(np.degrees(heading(joints[-1]))) > 60


def test_the_clip_is_canonical() -> None:
    clip = synthesize("jog", seed=2).to_clip()
    assert clip.joints.dtype == np.float32
    assert clip.fps == 20.0
    np.testing.assert_allclose(clip.joints[0, 0, [0, 2]], 0.0, atol=1e-6)
    assert abs(float(heading(clip.joints[0]))) < 1e-5
    assert clip.source.format == "synthesized"


def test_what_cannot_be_made_is_refused_by_name() -> None:
    with pytest.raises(DataError, match=r"unknown action 'moonwalk'.*walk.*stand"):
        synthesize("moonwalk")
    with pytest.raises(DataError, match=r"'jump': choose from"):
        synthesize("jump", duration_s=0.5)
    with pytest.raises(DataError, match="no action"):
        synthesize_sequence(())
    with pytest.raises(ValueError, match=r"\(22, 3\)"):
        synthesize("walk", offsets=np.zeros((5, 3)))


def test_motions_cannot_be_changed_by_accident() -> None:
    motion = synthesize("stand", duration_s=1.0)
    assert [field.name for field in fields(motion)] == ["rotations", "root", "offsets", "fps", "action"]
    assert len(motion.root) == 31
    with pytest.raises(AttributeError):
        motion.fps = 1.0  # pyright: ignore[reportAttributeAccessIssue]


def test_curves_pass_through_their_points_without_overshoot() -> None:
    time = np.linspace(-1, 4, 200)
    curve = through(time, [0, 1, 2, 3], [0.0, 1.0, 1.0, -2.0])
    assert curve[-1] == -2.0
    assert curve[0] == 0.0
    assert curve.min() == pytest.approx(-2.0)
    assert curve.max() == pytest.approx(1.0)
    np.testing.assert_allclose(through(np.array([1.0, 2.0]), [0, 1, 2, 3], [0.0, 1.0, 1.0, -2.0]), 1.0)
    np.testing.assert_allclose(glide(np.array([-1, 0, 0.5, 1, 2])), [0, 0, 0.5, 1, 1])


@pytest.mark.parametrize("action", [action for action in ACTIONS if action.endswith("on the spot")])
def test_on_the_spot_the_feet_move_and_nobody_gets_anywhere(action: str):
    for seed in range(4):
        joints = synthesize(action, seed=seed).to_joints()
        assert np.ptp(joints[:, 0, [0, 2]], axis=0).max() < 0.15
        for foot in TOES:
            assert np.ptp(joints[:, foot, 1]) > 0.04
        lowest = joints[:, FEET, 1].min(axis=1) - joints[:, FEET, 1].min()
        assert (lowest.max() > 0.03) == (not action.startswith("walk"))


def test_hands_meet_in_a_clap_and_come_near_the_floor_in_bending_down():
    for seed in range(4):
        hands = synthesize("clap", seed=seed).to_joints()[:, [20, 21]]
        apart = np.linalg.norm(hands[:, 0] - hands[:, 1], axis=-1)
        assert apart.min() < 0.2 < 0.45 < apart.max()
        joints = synthesize("bend down", seed=seed).to_joints()
        assert joints[:, [20, 21], 1].min(axis=0).max() < 0.5
        assert joints[:, 15, 1].min() < 0.75 * joints[:, 15, 1].max()

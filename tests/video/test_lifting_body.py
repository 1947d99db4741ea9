"""Landmarks to joints, smoothing, and the path through the room, by hand-computed numbers."""

import numpy as np
import pytest

from humocon.motion.clip import canonicalize, heading
from humocon.motion.parts import frames_of
from humocon.motion.skeleton import LEFT_RIGHT, bone_lengths, rest_pose
from humocon.motion.synthesis import synthesize
from humocon.video.lifting.body import HIPS, SHOULDERS, joints_of, lay_flat, lay_on_bones, lying_share, stand_upright
from humocon.video.lifting.joining import BLEND_POSES, join_stretches
from humocon.video.lifting.path import (
    FOCAL_SHARE,
    camera_path,
    drawn_to_picture,
    floor_slope,
    longer_path,
    lowest_in_picture,
    solve_distance,
    stand_on_floor,
    walk_on_feet,
)
from humocon.video.lifting.smoothing import longest_run, odd_width, smooth, steady
from humocon.video.lifting.timing import find_offset, fits

# Which landmark shows which joint: left wrist 15, left knee 25 and so on.
SHOWN = {11: 16, 12: 17, 13: 18, 14: 19, 15: 20, 16: 21, 23: 1, 24: 2, 25: 4, 26: 5, 27: 7, 28: 8, 31: 10, 32: 11}


def landmarks_of(joints: np.ndarray) -> np.ndarray:
    """The landmarks (K, 33, 3) that a perfect network would give for joints (K, 22, 3) seen along -z."""
    points = np.repeat(joints[:, 15:16], 33, axis=1)
    for landmark, joint in SHOWN.items():
        points[:, landmark] = joints[:, joint]
    points[:, 29:31] = joints[:, [7, 8]] - [0, 0.05, 0]
    points = points - points[:, HIPS].mean(axis=1, keepdims=True)
    return points * [1, -1, -1]


def film(joints: np.ndarray, place: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Pixels (K, 33, 2) of joints about the hips whose hips are at `place` (K, 3): right, down, away."""
    points = landmarks_of(joints) + place[:, None]
    return points[..., :2] / points[..., 2:] * FOCAL_SHARE * max(size) + np.array(size) / 2


def walk() -> np.ndarray:
    return synthesize("walk", seed=1).to_clip().joints.astype(float)


def test_joints_that_landmarks_show_are_where_they_are():
    pose = rest_pose()[None]
    joints = joints_of(landmarks_of(pose))
    middle = pose[:, [1, 2]].mean(axis=1, keepdims=True)
    assert np.abs(joints[:, list(SHOWN.values())] - (pose - middle)[:, list(SHOWN.values())]).max() < 1e-9


def test_trunk_and_neck_of_a_standing_body_are_those_of_the_mean_skeleton():
    pose = rest_pose()[None]
    joints = joints_of(landmarks_of(pose)) + pose[:, [1, 2]].mean(axis=1, keepdims=True)
    assert np.linalg.norm(joints - pose, axis=-1)[:, [0, 3, 6, 9, 12, 13, 14]].max() < 0.035


def test_left_stays_left_and_the_front_stays_in_front():
    joints = joints_of(landmarks_of(walk()))
    assert heading(joints) == pytest.approx(heading(walk()), abs=0.06)
    mirrored = joints_of(landmarks_of(walk()[:, LEFT_RIGHT] * [-1, 1, 1]))
    assert mirrored[:, 20] == pytest.approx(joints[:, 21] * [-1, 1, 1])


def test_the_axes_of_a_body_part_are_orthonormal_and_right_handed():
    (axes,) = frames_of(np.array([[2.0, 1.0, 0.0]]), np.array([[0.0, 3.0, 0.0]]))
    assert axes == pytest.approx(np.eye(3))


def test_bones_get_one_length_equal_on_both_sides():
    joints = walk() * np.linspace(0.9, 1.1, len(walk()))[:, None, None]
    lengths = bone_lengths(lay_on_bones(joints))
    assert lengths.std(axis=0).max() < 1e-9
    left_right = LEFT_RIGHT[1:] - 1
    assert lengths[0] == pytest.approx(lengths[0][left_right])


def test_a_collapsed_bone_gets_a_plausible_length():
    joints = np.repeat(rest_pose()[None], 5, axis=0)
    joints[:, 20] = joints[:, 18] + [0.01, 0, 0]
    joints[:, 21] = joints[:, 19] - [0.01, 0, 0]
    assert bone_lengths(lay_on_bones(joints))[0, 19] > 0.15


@pytest.mark.parametrize("lean", [-0.3, 0.2])
def test_a_body_that_leans_along_the_view_is_stood_upright(lean):
    joints = walk() - walk()[:, :1]
    balanced = stand_upright(joints)
    cos, sin = np.cos(lean), np.sin(lean)
    leaning = joints @ np.array([[1, 0, 0], [0, cos, sin], [0, -sin, cos]])
    assert stand_upright(leaning) == pytest.approx(balanced, abs=1e-6)
    assert np.abs(balanced - joints).max() < 0.12


@pytest.mark.parametrize("lean", [0.0, -0.3, 0.25])
@pytest.mark.parametrize("axes", [[[1, 0, 0], [0, 0, 1], [0, -1, 0.0]], [[0, 0, 1], [1, 0, 0], [0, 1, 0.0]]])
def test_who_lies_along_the_view_or_across_it_is_laid_flat(lean, axes):
    joints = np.repeat(rest_pose()[None] - rest_pose()[0], 5, axis=0) @ np.array(axes)
    joints[..., 1] *= 0.2  # no toes that stick up
    cos, sin = np.cos(lean), np.sin(lean)
    leaning = joints @ np.array([[1, 0, 0], [0, cos, sin], [0, -sin, cos]])
    assert np.abs(stand_upright(leaning) - joints).max() < 0.07
    assert np.abs(lay_flat(leaning, np.ones(5)) - joints).max() < 0.07
    assert lay_flat(leaning, np.zeros(5)) is leaning


@pytest.mark.parametrize(("action", "lies"), [("lie", True), ("fall", True), ("bend down", False), ("squat", False)])
def test_who_lies_rests_on_the_lowest_joint_and_nobody_else_lies(action, lies):
    joints = synthesize(action, seed=3).to_clip().joints.astype(float)
    assert (lying_share(joints, 20.0).max() > 0.9) == lies
    hips = joints[:, 0, 1] - joints[..., 1].min(axis=1)
    assert np.abs(room(joints)[-5:, 0, 1] - hips[-5:]).max() < 0.08


def test_who_sits_on_the_floor_is_left_sitting():
    joints = np.repeat(rest_pose()[None], 5, axis=0)
    legs = [1, 2, 4, 5, 7, 8, 10, 11]
    joints[:, legs] = joints[:, legs][..., [0, 2, 1]] * [1, 1, -1]
    assert stand_upright(joints) is joints


def test_smoothing_removes_an_outlier_and_keeps_a_parabola():
    times = np.arange(40) / 20
    curve = (times - 1) ** 2
    assert smooth(curve[:, None], 20, 0.0, 0.5)[:, 0] == pytest.approx(curve)
    spoilt = np.zeros((20, 1))
    spoilt[7] = 5.0
    assert smooth(spoilt, 20, 0.15, 0.3) == pytest.approx(0.0)
    assert smooth(np.ones((2, 3)), 20, 0.15, 0.3).tolist() == np.ones((2, 3)).tolist()


def test_widths_are_odd_and_no_longer_than_the_clip():
    assert [odd_width(seconds, 20, 100) for seconds in (0.0, 0.15, 0.25, 0.36)] == [1, 3, 5, 7]
    assert odd_width(1.0, 20, 6) == 5


def test_pictures_at_odd_times_are_sampled_steadily():
    times = np.array([0.0, 0.1, 0.4, 0.5])
    values = np.stack([times * 10, -times], axis=1)
    sampled = steady(times, values, 10.0)
    assert sampled[:, 0] == pytest.approx([0, 1, 2, 3, 4, 5])
    assert sampled[:, 1] == pytest.approx([0, -0.1, -0.2, -0.3, -0.4, -0.5])


def test_the_longest_run_bridges_short_gaps_only():
    times = np.arange(100) / 10
    seen = np.zeros(100, bool)
    seen[5:20] = seen[23:40] = seen[60:90] = True
    assert longest_run(times, seen) == slice(5, 40)
    assert longest_run(times, np.zeros(100, bool)) == slice(0, 0)


def test_single_sightings_do_not_bridge_a_long_absence():
    times = np.arange(120) / 20
    seen = np.zeros(120, bool)
    seen[:50] = seen[80:] = True
    seen[[60, 62, 70]] = True
    assert longest_run(times, seen) == slice(0, 50)
    assert longest_run(times, np.arange(120) % 2 == 0) == slice(0, 119)


def test_the_distance_of_a_body_of_known_size_is_found():
    generator = np.random.default_rng(0)
    world = generator.normal(size=(3, 12, 3)) * 0.4
    place = np.array([[0.5, -0.2, 3.0], [0.0, 0.0, 5.0], [-1.0, 0.4, 8.0]])
    points = world + place[:, None]
    rays = points[..., :2] / points[..., 2:]
    assert solve_distance(rays, world, np.ones((3, 12))) == pytest.approx([3.0, 5.0, 8.0])


def test_the_path_of_the_hips_is_found_in_metres():
    joints = np.repeat(rest_pose()[None], 60, axis=0)
    place = np.stack([np.linspace(-1, 1, 60), np.full(60, 0.1), np.linspace(4, 3, 60)], axis=1)
    size = (1280, 720)
    found = camera_path(film(joints, place, size), landmarks_of(joints), np.ones((60, 33)), size, 30.0)
    assert found[5:-5] == pytest.approx((place * [1, -1, -1])[5:-5], abs=0.02)


def test_what_the_picture_shows_and_the_network_denies_is_met_halfway():
    joints = np.repeat(rest_pose()[None], 4, axis=0)
    size, place = (1280, 720), np.tile([0.2, 0.1, 4.0], (4, 1))
    world, image, seen = landmarks_of(joints), film(joints, place, size), np.ones((4, 33))
    path = place * [1, -1, -1]
    assert drawn_to_picture(image, world, seen, path, size) == pytest.approx(world, abs=1e-6)
    guessed = world * [1, 0.8, 1]
    assert drawn_to_picture(image, guessed, seen, path, size) == pytest.approx((world + guessed) / 2, abs=1e-6)
    assert drawn_to_picture(image, guessed, 0 * seen, path, size) == pytest.approx(guessed)


def room(joints: np.ndarray) -> np.ndarray:
    """Joints filmed by a still camera 1 m above the floor and lifted again: (K, 22, 3) y above the floor."""
    size, fps = (1280, 720), 20.0
    hips = joints[:, [1, 2]].mean(axis=1)
    place = np.stack([hips[:, 0], 1.0 - hips[:, 1], 4.0 - hips[:, 2]], axis=1)
    world, image = landmarks_of(joints), film(joints, place, size)
    path = camera_path(image, world, np.ones((len(joints), 33)), size, fps)
    lifted = joints_of(world) + path[:, None]
    shown, lying = lowest_in_picture(image, path, size), lying_share(lifted, fps)
    return stand_on_floor(lifted, shown, lying, steady_camera=True, fps=fps)


def test_a_jump_leaves_the_floor_and_a_squat_does_not():
    feet = [7, 8, 10, 11]
    jump = synthesize("jump", seed=2).to_clip().joints.astype(float)
    true, found = jump[:, feet, 1].min(axis=1), room(jump)[:, feet, 1].min(axis=1)
    assert true.max() > 0.15
    assert found.max() == pytest.approx(true.max(), abs=0.08)
    squat = synthesize("squat", seed=2).to_clip().joints.astype(float)
    assert np.abs(room(squat)[:, feet, 1].min(axis=1)).max() < 0.06


def test_the_slope_of_a_tilted_floor_is_found_from_feet_that_come_back_to_it():
    z = np.linspace(-2, 2, 200)
    heights = 0.2 * z - 1.5 + np.where(np.arange(200) % 20 < 8, 0.3, 0.0)
    assert floor_slope(np.stack([heights, z], axis=1)) == pytest.approx(0.2, abs=0.02)
    assert floor_slope(np.stack([heights, z * 0.05], axis=1)) == 0.0


def test_planted_feet_give_the_path_back_that_the_camera_hid():
    joints = walk()
    held = joints - joints[:, :1] * [1, 0, 1]
    found = walk_on_feet(held, 20.0)
    length = np.linalg.norm(joints[-1, 0, [0, 2]] - joints[0, 0, [0, 2]])
    assert np.linalg.norm(found[-1, 0, [0, 2]] - found[0, 0, [0, 2]]) == pytest.approx(length, rel=0.15)
    assert found - found[:, :1] == pytest.approx(held - held[:, :1])


def test_the_feet_decide_only_where_they_go_much_farther_than_the_picture_shows():
    joints = walk()
    held = joints - joints[:, :1] * [1, 0, 1]
    assert longer_path(held, joints) is joints
    assert longer_path(0.8 * joints, joints) is not joints
    assert longer_path(held, held) is held


def test_stretches_are_joined_where_and_as_the_one_before_ended():
    first, second = (canonicalize(walk()[part], 20.0) for part in (slice(0, 30), slice(40, 60)))
    joints, (begin, end) = join_stretches([(first, 2.0), (second, 50.0)])
    assert len(joints) == 30 + BLEND_POSES + 20
    assert (begin.begin_s, begin.clip_begin_s, begin.clip_end_s) == pytest.approx((2.0, 0.0, 1.9))
    assert (end.begin_s, end.clip_begin_s, end.end_s) == pytest.approx((50.0, 1.9, 51.0))
    assert joints[38, 0, [0, 2]] == pytest.approx(joints[29, 0, [0, 2]], abs=1e-5)
    assert np.abs(np.diff(joints, axis=0)).max() < 0.25
    assert join_stretches([])[0].shape == (0, 22, 3)


@pytest.mark.parametrize("offset", [0, 9, -12])
def test_a_recording_is_found_in_what_the_video_shows(offset):
    whole = synthesize("jumping jacks", seed=3).to_clip().joints
    kick = synthesize("kick left", seed=3).to_clip().joints
    whole = np.concatenate([kick, whole])
    begin, seen = (offset, 0) if offset >= 0 else (0, -offset)
    recorded, shown = whole[begin : begin + 70], whole[seen : seen + 70]
    assert find_offset(recorded, shown) == offset
    assert fits(recorded, shown, offset)
    assert not fits(recorded[:10], shown, 66)  # of ten poses only four are shown
    assert not fits(synthesize("sit down", seed=3).to_clip().joints[10:60], shown[20:], 0)


def test_shoulders_and_hips_have_the_numbers_of_mediapipe():
    assert (SHOULDERS, HIPS) == ((11, 12), (23, 24))

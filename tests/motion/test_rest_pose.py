import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.clip import canonicalize, rotate_y
from humocon.motion.read import read_motion
from humocon.motion.rest_pose import fill_gaps, leading_rest, trailing_rest
from humocon.motion.skeleton import rest_pose
from humocon.motion.synthesis import ACTIONS, synthesize


def resting(walk, turn=0.0, at=(0.0, 0.9, 0.0)):
    return rotate_y(rest_pose(), turn) + at


@pytest.mark.parametrize("turn", [0.0, 0.3, np.pi / 2])
@pytest.mark.parametrize("at", [(0.0, 0.9, 0.0), (30.0, 0.9, -4.0)])
@pytest.mark.parametrize("count", [1, 4])
def test_a_rest_pose_before_the_motion_is_found_wherever_it_stands_and_faces(walk, turn, at, count):
    joints = np.concatenate([[resting(walk, turn, at)] * count, walk.joints])
    assert leading_rest(joints, walk.fps) == count
    assert leading_rest(100 * joints, walk.fps) == count


def test_the_first_pose_at_another_place_is_no_part_of_the_motion(walk):
    joints = np.concatenate([walk.joints[:1] + [0, 0, 3.0], walk.joints])
    assert leading_rest(joints, walk.fps) == 1


@pytest.mark.parametrize("rate", [5, 10, 20, 30])
def test_motions_have_no_rest_pose_wherever_they_are_cut(rate):
    for action in ACTIONS:
        joints = synthesize(action, seed=1).to_clip().joints[:: 20 // rate if rate < 20 else 1]
        for start in range(0, len(joints) - 6, 5):
            assert leading_rest(joints[start:], rate) == 0, (action, start)
            assert trailing_rest(joints[: start + 1], rate) == 0, (action, start)


@pytest.mark.parametrize(("count", "told"), [(1, "the last frame, a rest pose, was"), (4, "the last 4 frames, a rest")])
def test_a_rest_pose_after_the_motion_is_left_out_of_a_file(tmp_path, walk, count, told):
    np.savez(tmp_path / "j.npz", joints=np.concatenate([walk.joints, [resting(walk)] * count]), fps=30)
    clip = read_motion(tmp_path / "j.npz")
    assert clip.source.notes[-1].startswith(told)
    np.testing.assert_allclose(clip.joints, canonicalize(walk.joints, 30), atol=1e-6)


def test_a_rest_pose_with_angles_is_left_out_of_a_file(write_bvh, walk):
    path = write_bvh()
    lines = path.read_text().splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("Frame Time")) + 1
    plain = read_motion(path)
    first = lines[start].split()
    rest = [*first[:3], *(f"{angle:.1f}" for angle in np.random.default_rng(0).choice([0, 10, -21, 90], 66))]
    lines[start - 2] = "Frames: 61"
    path.write_text("\n".join([*lines[:start], " ".join(rest), *lines[start:]]))
    clip = read_motion(path)
    assert "the first frame, the rest pose of the skeleton, was left out" in clip.source.notes
    np.testing.assert_allclose(clip.joints, plain.joints, atol=1e-6)


def test_poses_of_zeros_within_joints_are_filled_and_those_around_left_out(tmp_path, walk):
    joints = walk.joints.copy()
    joints[[0, 1, 30, 31, 59]] = 0
    np.savez(tmp_path / "j.npz", joints=joints, fps=30)
    clip = read_motion(tmp_path / "j.npz")
    told = "2 filled between their neighbours, 2 left out at the start, 1 left out at the end"
    assert clip.source.warnings == (f"5 of 60 poses are zeros, which are gaps: {told}",)
    filled, _ = fill_gaps(joints, None, tmp_path)
    np.testing.assert_allclose(filled[28], (2 * walk.joints[29] + walk.joints[32]) / 3, atol=1e-12)
    np.testing.assert_array_equal(filled[0], walk.joints[2])


def test_a_motion_of_gaps_is_none(tmp_path, walk):
    joints = walk.joints.copy()
    joints[20:] = 0
    with pytest.raises(DataError, match="40 of 60 poses are zeros, so there is no motion"):
        fill_gaps(joints, None, tmp_path)


def test_zeros_that_the_body_comes_to_without_a_jump_are_poses(tmp_path, walk):
    share = np.concatenate([np.linspace(1, 0, 30), np.zeros(10), np.linspace(0, 1, 20)])[:, None, None]
    joints = share * walk.joints + (1 - share) * resting(walk)
    same, warning = fill_gaps(joints, (share == 0).reshape(-1), tmp_path)
    assert warning is None
    np.testing.assert_array_equal(same, joints)


def test_frames_of_zeros_in_a_bvh_are_gaps(write_bvh):
    path = write_bvh()
    plain = read_motion(path)
    lines = path.read_text().splitlines()
    lines[-20:-18] = [" ".join(["0"] * 69)] * 2
    path.write_text("\n".join(lines))
    clip = read_motion(path)
    assert "2 of 60 poses are zeros, which are gaps" in clip.source.warnings[0]
    assert np.abs(clip.joints - plain.joints).max() < 0.03

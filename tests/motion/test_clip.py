import numpy as np
import pytest

from humocon.motion.clip import ClipSource, MotionClip, canonicalize, heading, resample, rotate_y
from humocon.motion.skeleton import bone_lengths, rest_pose


def test_turning_adds_to_the_heading():
    pose = rest_pose()
    assert heading(rotate_y(pose, 0.7)) == pytest.approx(0.7)
    assert heading(np.stack([rotate_y(pose, angle) for angle in (-2.0, 3.0)])) == pytest.approx([-2.0, 3.0])


def test_a_turn_to_the_left_takes_forward_to_the_left_hand_side():
    np.testing.assert_allclose(rotate_y(np.array([[0.0, 0, 1]]), np.pi / 2), [[1, 0, 0]], atol=1e-12)


def test_the_canonical_frame_starts_at_the_origin_on_the_floor_facing_forward(walk):
    moved = rotate_y(walk.joints, 2.2) + [3.0, -7.0, 11.0]
    joints = canonicalize(moved, walk.fps)
    assert joints.dtype == np.float32
    np.testing.assert_allclose(joints[0, 0, [0, 2]], 0, atol=1e-6)
    assert heading(joints[0]) == pytest.approx(0, abs=1e-5)
    assert np.percentile(joints[:, [7, 8, 10, 11], 1].min(axis=1), 5) == pytest.approx(0, abs=1e-6)
    np.testing.assert_allclose(joints, canonicalize(walk.joints, walk.fps), atol=1e-5)


@pytest.mark.parametrize("fps", [15, 20, 25, 29.97, 30, 60, 100, 120])
def test_resampling_keeps_the_duration_and_the_bones(walk, fps):
    source = np.repeat(walk.joints, 2, axis=0)[::2][: int(1.5 * walk.fps) + 1]
    at_fps = resample(source, walk.fps, fps)
    back = resample(at_fps, fps, 20)
    assert len(back) == pytest.approx(31, abs=1)
    lengths = bone_lengths(back)
    np.testing.assert_allclose(lengths, np.broadcast_to(lengths[0], lengths.shape), rtol=1e-6)


def test_resampling_meets_the_poses_that_both_rates_share(walk):
    np.testing.assert_allclose(resample(walk.joints, 30, 20)[::2], walk.joints[::3], atol=1e-12)


def test_rounded_frame_times_lose_no_pose(walk):
    assert len(resample(walk.joints[:31], 1 / 0.0333333, 20)) == 21
    assert len(resample(walk.joints[:31], 1 / 0.033334, 20)) == 21


def test_resampling_to_the_same_rate_copies(walk):
    out = resample(walk.joints, 30, 30)
    np.testing.assert_array_equal(out, walk.joints)
    assert out is not walk.joints


def test_impossible_rates_are_refused(walk):
    for fps in (0, -1, np.nan, np.inf):
        with pytest.raises(ValueError, match="cannot resample"):
            resample(walk.joints, fps)


def test_a_clip_knows_its_length_and_refuses_other_shapes():
    source = ClipSource("a.npy", "joints", "SMPL", 20, "m", "y")
    clip = MotionClip(np.zeros((30, 22, 3), np.float32), 20.0, source)
    assert (clip.num_frames, clip.duration_s) == (30, 1.5)
    with pytest.raises(ValueError, match=r"\(30, 21, 3\)"):
        MotionClip(np.zeros((30, 21, 3), np.float32), 20.0, source)

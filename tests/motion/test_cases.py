"""Small files that show what users report, each with one fault, and what is right about them."""

import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.clip import heading
from humocon.motion.read import read_motion

LEFT_WRIST, RIGHT_WRIST = 20, 21


@pytest.fixture(scope="module")
def case(shared_data):
    """case(name, **options) -> the clip of a file."""
    return lambda name, **options: read_motion(shared_data / "cases" / name, **options)


def jump_height(joints):
    return joints[:, [7, 8, 10, 11], 1].min(axis=1).max()


def test_a_rest_pose_first_is_no_turn(case):
    joints = case("rest_pose_first.bvh").joints
    assert np.abs(heading(joints)).max() < 0.3
    assert joints[-1, 0, 2] > 1.5


def test_a_root_in_mm_walks_to_the_left_for_6_metres(case):
    clip = case("root_mm.bvh")
    assert "scaled by 0.1" in clip.source.warnings[0]
    steps = np.linalg.norm(np.diff(clip.joints[::4, 0, [0, 2]], axis=0), axis=1)
    assert 5.8 < steps.sum() < 6.6
    assert clip.joints[-1, 0, 0] > 3


@pytest.mark.parametrize("name", ["unit_42.bvh", "names_jnt.bvh", "names_bend.bvh", "frame_time_zero.bvh"])
def test_named_skeletons_jump(case, name):
    clip = case(name, fps=30 if name == "frame_time_zero.bvh" else None)
    assert 0.2 < jump_height(clip.joints) < 0.5
    assert [("usual height" in warning) for warning in clip.source.warnings] == (
        [True] if name == "unit_42.bvh" else []
    )


@pytest.mark.parametrize("name", ["batch_of_one", "rotation_matrices", "pose_key", "betas_none", "smpl_scaling"])
def test_parameters_in_any_shape_wave_and_squat(case, name):
    clip = case(f"{name}.npz")
    assert clip.duration_s == pytest.approx(9.2, abs=0.1)
    raised = clip.joints[:100, [LEFT_WRIST, RIGHT_WRIST], 1].max(axis=0)
    assert raised[0] > 1.4 > 1.1 > raised[1]
    assert clip.joints[100:, 0, 1].min() < 0.5
    assert jump_height(clip.joints) < 0.1
    assert clip.source.warnings == ()


def test_frames_last_waves_with_the_left_hand(case):
    highest = case("frames_last.npz").joints[:, [LEFT_WRIST, RIGHT_WRIST], 1].max(axis=0)
    assert highest[0] > 1.4 > 1.1 > highest[1]


def test_a_frame_time_of_zero_names_the_option(case):
    with pytest.raises(DataError, match="--fps"):
        case("frame_time_zero.bvh")


def test_a_pytorch_file_is_called_one_with_the_line_that_saves_it(case):
    with pytest.raises(DataError, match=r"a PyTorch file, in fact a pickle, .* numpy\.savez"):
        case("results.pt")

import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.clip import canonicalize
from humocon.motion.read import read_motion
from humocon.motion.synthesis import ACTIONS, synthesize
from humocon.motion.units import path_ratio
from humocon.motion.writers import write_bvh


def with_path_in(joints, ratio):
    """The joints (N, 22, 3) with a path that is so many times as long."""
    return joints + (ratio - 1) * joints[:, :1]


@pytest.mark.parametrize("action", ["walk", "walk backwards", "run", "squat", "jump forward", "turn left", "sit down"])
def test_a_path_in_another_unit_is_told_by_the_feet(action):
    joints = synthesize(action, seed=3).to_clip().joints.astype(float)
    for ratio in (0.001, 0.01, 0.1, 1 / 2.54, 2.54, 10.0, 100.0, 1000.0):
        assert path_ratio(with_path_in(joints, ratio), 20.0) == pytest.approx(1 / ratio)


@pytest.mark.parametrize("action", ["wave left", "clap", "stand", "jumping jacks", "hop"])
def test_who_stands_or_jumps_in_place_is_kept_from_flying_about(action):
    joints = synthesize(action, seed=3).to_clip().joints.astype(float)
    assert path_ratio(with_path_in(joints, 10.0), 20.0) == pytest.approx(0.1)


def test_a_path_in_the_unit_of_the_body_is_left_alone_wherever_the_floor_is():
    for number, action in enumerate(ACTIONS):
        joints = synthesize(action, seed=number).to_clip().joints
        for height in (0.0, -0.9, -0.5, 0.6, 1.5, 5.0):
            assert path_ratio(joints + [0, height, 0], 20.0) == 1, (action, height)


def test_a_body_that_stays_in_place_or_glides_is_left_alone():
    joints = synthesize("walk", seed=0).to_clip().joints.astype(float)
    assert path_ratio(joints - joints[:, :1], 20.0) == 1
    still = np.repeat(joints[:1], 40, axis=0) + np.arange(40)[:, None, None] * [0.0, 0, 0.2]
    assert path_ratio(still, 20.0) == 1


def test_a_file_whose_root_is_in_mm_and_body_in_cm_is_read_in_one_unit(tmp_path):
    motion = synthesize("walk", seed=1)
    write_bvh(motion, tmp_path / "cm.bvh")
    head, tail = (tmp_path / "cm.bvh").read_text().split("Frame Time")
    lines = tail.splitlines()
    rows = [" ".join([*(str(10 * float(word)) for word in row.split()[:3]), *row.split()[3:]]) for row in lines[1:]]
    (tmp_path / "mm.bvh").write_text("\n".join([head + "Frame Time" + lines[0], *rows]))
    clip = read_motion(tmp_path / "mm.bvh")
    assert clip.source.warnings == (
        "the pelvis travels in another unit than the body is in; its path was scaled by 0.1",
    )
    np.testing.assert_allclose(clip.joints, read_motion(tmp_path / "cm.bvh").joints, atol=1e-4)


def test_a_place_in_cm_beside_a_body_in_metres_is_read_in_one_unit(tmp_path, walk):
    np.savez(tmp_path / "p.npz", poses=walk.vectors.reshape(60, 66), trans=100 * walk.root, fps=30)
    clip = read_motion(tmp_path / "p.npz")
    assert "its path was scaled by 0.01" in clip.source.warnings[0]
    np.testing.assert_allclose(clip.joints, canonicalize(walk.joints, 30), atol=1e-4)


@pytest.mark.parametrize("scale", [0.01, 5.0, 27.8, 370.0, 2200.0])
def test_a_named_skeleton_of_no_known_unit_has_a_usual_height(write_bvh, walk, tmp_path, scale):
    clip = read_motion(write_bvh(scale=scale))
    assert clip.source.unit == "unknown"
    assert "a usual height is assumed" in clip.source.warnings[0]
    np.testing.assert_allclose(clip.joints, canonicalize(walk.joints, 30), atol=0.15)
    np.save(tmp_path / "j.npy", 27.8 * walk.joints)
    with pytest.raises(DataError, match="a person in no known unit"):
        read_motion(tmp_path / "j.npy")

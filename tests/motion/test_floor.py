"""A floor that leans as a tilted sensor sees it."""

import numpy as np
import pytest

from humocon.motion.clip import canonicalize
from humocon.motion.floor import floor_tilt, with_feet_above_floor
from humocon.motion.read import read_motion
from humocon.motion.rotations import axis_rotation
from humocon.motion.synthesis import ACTIONS, synthesize
from tests.motion.layout_points import points_in


@pytest.mark.parametrize("action", ["walk", "turn left"])
@pytest.mark.parametrize("degrees", [-15, 8, 15])
def test_the_floor_of_a_walk_is_laid_level(tmp_path, action, degrees):
    motion = synthesize(action, seed=0)
    joints = motion.to_joints() @ axis_rotation("X", np.radians(degrees)).T
    np.savez(tmp_path / "k.npz", joints=points_in("kinect20", joints), fps=motion.fps)
    clip = read_motion(tmp_path / "k.npz")
    level = canonicalize(motion.to_joints(), motion.fps)
    off = np.linalg.norm(clip.joints[:, [7, 8, 20, 21]] - level[:, [7, 8, 20, 21]], axis=-1)
    assert np.median(off) < 0.08
    assert any(note.startswith("the floor leaned by") for note in clip.source.notes)


def test_a_level_floor_stays_as_it_is():
    assert [action for action in ACTIONS if floor_tilt(synthesize(action, seed=2).to_joints(), 30) is not None] == []


def test_stairs_are_no_floor_that_leans():
    joints = synthesize("walk", seed=0).to_joints()
    joints[..., 1] += 0.3 * joints[:, :1, 2]
    assert floor_tilt(joints, 30) is None


def test_legs_that_a_sensor_guesses_below_the_floor_do_not_make_a_person_float(tmp_path):
    motion = synthesize("wave left", seed=1)
    joints = motion.to_joints()
    joints[30:40, [7, 8, 10, 11], 1] -= 0.6 * np.sin(np.linspace(0, np.pi, 10))[:, None]
    np.savez(tmp_path / "k.npz", joints=points_in("kinect20", joints), fps=motion.fps)
    feet = read_motion(tmp_path / "k.npz").joints[:, [7, 8, 10, 11], 1].min(axis=1)
    assert np.median(feet) < 0.05
    assert feet.min() > -0.05


def test_feet_that_stand_on_lower_and_lower_steps_stay_where_they_are():
    joints = synthesize("walk", seed=0).to_joints()
    joints[..., 1] -= 0.3 * joints[:, :1, 2]
    assert with_feet_above_floor(joints, 30) is joints

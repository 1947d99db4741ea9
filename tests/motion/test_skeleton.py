import numpy as np

from humocon.motion.clip import heading
from humocon.motion.skeleton import EDGES, JOINT_NAMES, LEFT_RIGHT, PARENTS, bone_lengths, rest_pose


def test_every_parent_comes_before_its_children():
    assert PARENTS[0] == -1
    assert all(parent < child for parent, child in EDGES)


def test_swapping_left_and_right_twice_changes_nothing():
    assert [JOINT_NAMES[i].replace("left", "right") for i in LEFT_RIGHT[[1, 7, 20]]] == [
        "right_hip",
        "right_ankle",
        "right_wrist",
    ]
    np.testing.assert_array_equal(LEFT_RIGHT[LEFT_RIGHT], np.arange(22))


def test_the_mean_skeleton_is_symmetric_and_faces_forward():
    pose = rest_pose()
    np.testing.assert_allclose(pose[LEFT_RIGHT] * [-1, 1, 1], pose, atol=1e-12)
    assert heading(pose) == 0
    assert pose[JOINT_NAMES.index("left_wrist"), 0] > 0.6
    assert pose[JOINT_NAMES.index("left_foot"), 2] > pose[JOINT_NAMES.index("left_ankle"), 2]


def test_the_mean_skeleton_has_the_size_of_an_adult():
    pose = rest_pose()
    assert 1.4 < np.ptp(pose[:, 1]) < 1.7
    assert 0.38 < bone_lengths(pose)[JOINT_NAMES.index("left_knee") - 1] < 0.45

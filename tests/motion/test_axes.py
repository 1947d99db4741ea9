"""Joint positions with their axes in any order, of one person or several, as generators and estimators save them."""

import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.clip import canonicalize
from humocon.motion.read import read_motion
from humocon.motion.synthesis import synthesize
from tests.motion.layout_points import points_in

ORDERS = {
    "poses last": lambda joints: joints.transpose(1, 2, 0),
    "joints last": lambda joints: joints.swapaxes(1, 2),
    "axes first": lambda joints: joints.transpose(2, 0, 1),
    "a batch of one": lambda joints: joints[None],
    "a batch of one, poses last": lambda joints: joints.transpose(1, 2, 0)[None],
    "repetitions of a batch": lambda joints: joints.transpose(1, 2, 0)[None, None],
    "rows in a batch": lambda joints: joints.reshape(1, len(joints), 66),
    "rows that are columns": lambda joints: joints.reshape(len(joints), 66).T,
    "people of one after the poses": lambda joints: joints[:, None],
    "axes first, people of one last": lambda joints: joints.transpose(2, 0, 1)[..., None],
}


@pytest.mark.parametrize("order", ORDERS)
def test_axes_in_any_order_are_the_same_motion(tmp_path, walk, order):
    np.save(tmp_path / "j.npy", ORDERS[order](walk.joints))
    clip = read_motion(tmp_path / "j.npy", fps=30)
    np.testing.assert_allclose(clip.joints, canonicalize(walk.joints, 30), atol=1e-5)


@pytest.mark.parametrize("count", [20, 22, 25, 33, 66, 251, 263])
@pytest.mark.parametrize(("layout", "order"), [("kinect20", (0, 2, 1)), ("kinect20", (2, 1, 0)), ("ntu25", (0, 2, 1))])
def test_poses_as_many_as_joints_of_another_body_are_told_by_the_body(tmp_path, layout, order, count):
    joints = np.tile(synthesize("wave left", seed=3).to_joints(), (3, 1, 1))[:count]
    np.save(tmp_path / "plain.npy", points_in(layout, joints))
    np.save(tmp_path / "turned.npy", points_in(layout, joints).transpose(order))
    plain, turned = (read_motion(tmp_path / f"{name}.npy", skeleton=layout) for name in ("plain", "turned"))
    np.testing.assert_allclose(turned.joints, plain.joints, atol=1e-6)
    np.testing.assert_allclose(read_motion(tmp_path / "turned.npy").joints, plain.joints, atol=1e-6)


def test_people_behind_the_joints_of_a_graph_network_are_chosen_and_places_at_zero_are_none(tmp_path):
    points = points_in("ntu25", synthesize("wave left", seed=3).to_joints())
    np.save(tmp_path / "plain.npy", points)
    plain = read_motion(tmp_path / "plain.npy").joints
    for name, other in {"two": points[::-1] + 1, "one": np.zeros_like(points)}.items():
        np.save(tmp_path / f"{name}.npy", np.stack([points, other], axis=-1).transpose(2, 0, 1, 3)[None])
    with pytest.raises(DataError, match="2 people.*--person"):
        read_motion(tmp_path / "two.npy")
    np.testing.assert_allclose(read_motion(tmp_path / "two.npy", person=1).joints, plain, atol=1e-6)
    np.testing.assert_allclose(read_motion(tmp_path / "one.npy").joints, plain, atol=1e-6)


def test_joints_of_smpl_in_a_picture_are_refused_as_flat(tmp_path, walk):
    np.save(tmp_path / "j.npy", np.concatenate([walk.joints[..., :2] * 200 + 300, np.ones((60, 22, 1))], axis=-1))
    with pytest.raises(DataError, match="2D keypoints"):
        read_motion(tmp_path / "j.npy")


def test_of_a_batch_one_is_chosen_and_cut_to_its_length(tmp_path, walk):
    batch = np.stack([walk.joints.transpose(1, 2, 0), 1.1 * walk.joints.transpose(1, 2, 0)])
    np.savez(tmp_path / "results.npz", motion=batch, lengths=np.array([60, 40]), text=np.array(["walk", "walk"]))
    with pytest.raises(DataError, match=r"2 people: 1 \(60 poses\), 2 \(40 poses\); choose one with --person NUMBER"):
        read_motion(tmp_path / "results.npz")
    first, second = (read_motion(tmp_path / "results.npz", person=person, fps=20) for person in (1, 2))
    np.testing.assert_allclose(first.joints, canonicalize(walk.joints, 20), atol=1e-5)
    np.testing.assert_allclose(second.joints, canonicalize(1.1 * walk.joints[:40], 20), atol=1e-5)


def test_people_after_the_poses_are_told_by_what_changes_least(tmp_path, walk):
    pair = np.stack([walk.joints, walk.joints[::-1] + [1, 0, 0]], axis=1)
    np.save(tmp_path / "pair.npy", pair)
    clip = read_motion(tmp_path / "pair.npy", person=2, fps=30)
    np.testing.assert_allclose(clip.joints, canonicalize(walk.joints[::-1], 30), atol=1e-5)


def test_vectors_of_humanml3d_in_a_batch_are_read(tmp_path):
    vectors = np.zeros((40, 263))
    vectors[:, 3] = 0.9
    from humocon.motion.skeleton import rest_pose

    vectors[:, 4:67] = (rest_pose()[1:] + [0, 0.9, 0]).reshape(1, 63)
    vectors[:, 2] = 0.01
    np.save(tmp_path / "one.npy", vectors)
    plain = read_motion(tmp_path / "one.npy").joints
    for name, batch in {"rows": vectors[None], "mdm": vectors.T[None, :, None]}.items():
        np.save(tmp_path / f"{name}.npy", batch)
        np.testing.assert_array_equal(read_motion(tmp_path / f"{name}.npy").joints, plain)


def test_the_rate_of_zero_of_an_npz_asks_for_another(tmp_path, walk):
    np.savez(tmp_path / "j.npz", joints=walk.joints, fps=0)
    with pytest.raises(DataError, match="fps is 0; .* --fps"):
        read_motion(tmp_path / "j.npz")
    assert read_motion(tmp_path / "j.npz", fps=60).source.fps == 60


def test_positions_that_are_called_a_pose_are_positions(tmp_path, walk):
    np.savez(tmp_path / "j.npz", poses=walk.joints, fps=30)
    clip = read_motion(tmp_path / "j.npz")
    assert clip.source.format == "joint positions"
    np.testing.assert_allclose(clip.joints, canonicalize(walk.joints, 30), atol=1e-5)


@pytest.mark.parametrize("up", ["y", "z"])
def test_who_lies_most_of_the_time_lies_on_the_floor(tmp_path, up):
    joints = synthesize("get up", seed=2).to_clip().joints[::-1]
    joints = np.concatenate([np.repeat(joints[:1], 15, axis=0), joints, np.repeat(joints[-1:], 60, axis=0)])
    np.save(tmp_path / "lies.npy", joints if up == "y" else joints[..., [0, 2, 1]] * [1, -1, 1])
    clip = read_motion(tmp_path / "lies.npy", fps=20)
    assert clip.source.up == up
    assert clip.joints[0, 0, 1] > 0.8
    assert clip.joints[-1, 0, 1] < 0.3


@pytest.mark.parametrize("rate", ["30", b"30.0", np.array(["30"])])
def test_a_rate_that_is_a_text_counts(tmp_path, walk, rate):
    np.savez(tmp_path / "j.npz", joints=walk.joints, fps=rate)
    assert read_motion(tmp_path / "j.npz").source.fps == 30

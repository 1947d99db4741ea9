import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.clip import canonicalize, heading, resample, rotate_y
from humocon.motion.read import read_motion
from humocon.motion.readers.humanml3d import recover_joints
from tests.motion.layout_points import points_in


@pytest.fixture
def joints(walk):
    """The walk at 20 Hz, turning left by 0.05 radians a pose."""
    at_20 = resample(walk.joints, walk.fps, 20)
    return np.stack([rotate_y(pose, 0.05 * i) for i, pose in enumerate(at_20)])


@pytest.fixture
def vectors(joints):
    """HumanML3D's first 67 numbers written from their definition."""
    out = np.zeros((len(joints), 263))
    angles = np.unwrap(heading(joints))
    # The stored turn is half of an angle measured the other way round.
    out[:-1, 0] = -np.diff(angles) / 2
    for i, (pose, angle) in enumerate(zip(joints, angles, strict=True)):
        local = rotate_y(pose - [pose[0, 0], 0, pose[0, 2]], -(angle - angles[0]))
        out[i, 4:67] = local[1:].ravel()
        if i + 1 < len(joints):
            step = rotate_y((joints[i + 1, 0] - pose[0])[None], -(angles[i + 1] - angles[0]))[0]
            out[i, 1:3] = step[[0, 2]]
    out[:, 3] = joints[:, 0, 1]
    return out


def test_joints_are_recovered_from_the_vectors(joints, vectors):
    recovered = recover_joints(vectors)
    np.testing.assert_allclose(canonicalize(recovered, 20), canonicalize(joints, 20), atol=1e-5)


def test_vectors_are_read_at_20_hz(tmp_path, joints, vectors):
    np.save(tmp_path / "v.npy", vectors.astype(np.float32))
    clip = read_motion(tmp_path / "v.npy")
    assert (clip.source.format, clip.source.fps, clip.source.notes) == ("HumanML3D vectors", 20, ())
    np.testing.assert_allclose(clip.joints, canonicalize(joints, 20), atol=1e-4)


def test_normalised_vectors_need_the_statistics_beside_them(tmp_path, joints, vectors):
    mean, std = vectors.mean(axis=0), vectors.std(axis=0) + 0.05
    np.save(tmp_path / "v.npy", (vectors - mean) / std)
    with pytest.raises(DataError, match=r"probably normalised; put the Mean\.npy and Std\.npy"):
        read_motion(tmp_path / "v.npy")
    np.save(tmp_path / "Mean.npy", mean)
    np.save(tmp_path / "Std.npy", std)
    clip = read_motion(tmp_path / "v.npy")
    assert "restored with the Mean.npy" in clip.source.notes[0]
    np.testing.assert_allclose(clip.joints, canonicalize(joints, 20), atol=1e-4)


def test_vectors_of_kit_ml_are_read_at_their_rate(tmp_path, joints):
    """Written as those of HumanML3D, in mm; without turning, so that the root's frame is that of the world."""
    points = points_in("kit21", joints - joints[:1, :1] * [1, 0, 1]) * 1000
    vectors = np.zeros((len(points), 251))
    vectors[:-1, 1:3] = np.diff(points[:, 0, [0, 2]], axis=0)
    vectors[:, 3] = points[:, 0, 1]
    vectors[:, 4:64] = (points - points[:, :1] * [1, 0, 1])[:, 1:].reshape(len(points), -1)
    np.save(tmp_path / "v.npy", vectors)
    np.save(tmp_path / "j.npy", points)
    clip, expected = read_motion(tmp_path / "v.npy"), read_motion(tmp_path / "j.npy")
    assert (clip.source.format, clip.source.fps, expected.source.fps) == ("KIT-ML vectors", 12.5, 12.5)
    np.testing.assert_allclose(clip.joints, expected.joints, atol=1e-4)


def test_noise_is_no_motion(tmp_path):
    np.save(tmp_path / "v.npy", np.random.default_rng(0).normal(size=(40, 263)))
    with pytest.raises(DataError, match="no body"):
        read_motion(tmp_path / "v.npy")

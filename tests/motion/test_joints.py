import io
import zipfile

import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.clip import canonicalize
from humocon.motion.posture import TO_Y_UP
from humocon.motion.read import read_motion
from humocon.motion.skeleton import LEFT_RIGHT

Z_UP = np.linalg.inv(TO_Y_UP["z"])
# The 22 joints of LAFAN1 in its order, as SMPL indices: depth first, legs before the spine.
LAFAN_ORDER = [0, 1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12, 15, 13, 16, 18, 20, 14, 17, 19, 21]


def save(path, joints):
    np.save(path, joints.astype(np.float32))
    return path


def test_y_up_positions_are_taken_as_20_hz_and_z_up_as_30_hz(tmp_path, walk):
    y_up = read_motion(save(tmp_path / "y.npy", walk.joints))
    assert (y_up.source.up, y_up.source.fps, y_up.num_frames) == ("y", 20, 60)
    assert "the file stores no frame rate; 20 Hz assumed" in y_up.source.notes
    z_up = read_motion(save(tmp_path / "z.npy", walk.joints @ Z_UP.T))
    assert (z_up.source.up, z_up.source.fps) == ("z", 30)
    np.testing.assert_allclose(z_up.joints, canonicalize(walk.joints, 30), atol=1e-5)


def test_a_stored_rate_is_honoured(tmp_path, walk):
    np.savez(tmp_path / "j.npz", joints=walk.joints, fps=60)
    clip = read_motion(tmp_path / "j.npz")
    assert (clip.source.fps, clip.source.notes) == (60, ())
    assert clip.num_frames == 20


@pytest.mark.parametrize("count", [22, 24, 52, 55, 144])
def test_the_first_22_joints_of_larger_bodies_are_used(tmp_path, walk, count):
    extra = np.zeros((60, count - 22, 3))
    clip = read_motion(save(tmp_path / "j.npy", np.concatenate([walk.joints, extra], axis=1)))
    np.testing.assert_allclose(clip.joints, canonicalize(walk.joints, 20), atol=1e-5)


@pytest.mark.parametrize("shape", [(1, 60, 22, 3), (60, 66)])
def test_a_batch_of_one_and_flat_rows_are_understood(tmp_path, walk, shape):
    clip = read_motion(save(tmp_path / "j.npy", walk.joints.reshape(shape)))
    np.testing.assert_allclose(clip.joints, canonicalize(walk.joints, 20), atol=1e-5)


@pytest.mark.parametrize(("scale", "unit"), [(100, "cm"), (1000, "mm"), (39.37, "inch")])
def test_another_unit_is_told_from_the_body_with_a_warning(tmp_path, walk, scale, unit):
    clip = read_motion(save(tmp_path / "j.npy", walk.joints * scale))
    assert clip.source.unit == unit
    assert f"positions are in {unit}" in clip.source.warnings[0]
    np.testing.assert_allclose(clip.joints, canonicalize(walk.joints, 20), atol=1e-4)


def test_a_child_and_a_giant_are_read_in_metres(tmp_path, walk):
    for scale in (0.65, 1.35):
        assert read_motion(save(tmp_path / "j.npy", walk.joints * scale)).source.unit == "m"


@pytest.mark.parametrize(
    "order", [LAFAN_ORDER, list(range(21, -1, -1)), list(np.random.default_rng(3).permutation(22))]
)
def test_joints_in_another_order_are_refused(tmp_path, walk, order):
    with pytest.raises(DataError, match="not the first 22 SMPL joints in order"):
        read_motion(save(tmp_path / "j.npy", walk.joints[:, order]))


def test_exchanged_sides_are_refused(tmp_path, walk):
    with pytest.raises(DataError, match="left and right joints are exchanged or the axes left-handed"):
        read_motion(save(tmp_path / "j.npy", walk.joints[:, LEFT_RIGHT]))
    with pytest.raises(DataError, match="negate x"):
        read_motion(save(tmp_path / "j.npy", walk.joints * [-1, 1, 1]))


def test_an_absurd_size_is_refused(tmp_path, walk):
    with pytest.raises(DataError, match="a person in no known unit"):
        read_motion(save(tmp_path / "j.npy", walk.joints * 1e5))
    with pytest.raises(DataError, match=r"j\.npy: "):
        read_motion(save(tmp_path / "j.npy", np.zeros((60, 22, 3))))


def test_a_hole_is_named_by_its_pose(tmp_path, walk):
    joints = walk.joints.copy()
    joints[17, 3] = np.inf
    with pytest.raises(DataError, match=r"pose 17 holds infinity \(1 of 60\); write NaN"):
        read_motion(save(tmp_path / "j.npy", joints))


def test_poses_that_were_not_seen_are_filled_between_their_neighbours(tmp_path, walk):
    joints = walk.joints.copy()
    joints[20:24, 5] = np.nan
    clip = read_motion(save(tmp_path / "j.npy", joints))
    assert any("4 of 60 poses are zeros or NaN" in warning for warning in clip.source.warnings)
    assert np.abs(clip.joints - read_motion(save(tmp_path / "k.npy", walk.joints)).joints).max() < 0.1
    joints[:40] = np.nan
    with pytest.raises(DataError, match=r"40 of 60 poses are zeros or NaN, so there is no motion; export it again"):
        read_motion(save(tmp_path / "j.npy", joints))


@pytest.mark.parametrize("shape", [(60, 21, 3), (60, 22, 2), (60,), (), (60, 251), (0, 22, 3), (1, 22, 3), (60, 0, 3)])
def test_other_shapes_are_refused(tmp_path, shape):
    with pytest.raises(DataError, match=r"j\.npy: "):
        read_motion(save(tmp_path / "j.npy", np.zeros(shape)))


def test_a_jump_is_reported(tmp_path, walk):
    joints = walk.joints.copy()
    joints[30:] += [0, 0, 5.0]
    assert any("jumps at" in warning for warning in read_motion(save(tmp_path / "j.npy", joints)).source.warnings)


def test_pickled_objects_are_never_loaded(tmp_path):
    np.save(tmp_path / "o.npy", np.array([{"joints": 1}], dtype=object), allow_pickle=True)
    np.savez(tmp_path / "o.npz", joints=np.array([{"joints": 1}], dtype=object))
    for name in ("o.npy", "o.npz"):
        with pytest.raises(DataError, match=r"pickled Python objects, which could run code"):
            read_motion(tmp_path / name)


def npy_bytes(joints, shape=None):
    file = io.BytesIO()
    header = np.lib.format.header_data_from_array_1_0(joints)
    np.lib.format.write_array_header_1_0(file, header | ({"shape": shape} if shape else {}))
    file.write(joints.tobytes())
    return file.getvalue()


@pytest.mark.parametrize("shape", [(10**12, 22, 3), (10**6, 22, 3), (-60, 22, 3), (61, 22, 3)])
def test_a_declared_size_is_checked_before_memory_is_taken(tmp_path, walk, shape):
    data = npy_bytes(walk.joints.astype(np.float32), shape)
    (tmp_path / "j.npy").write_bytes(data)
    with zipfile.ZipFile(tmp_path / "j.npz", "w") as archive:
        archive.writestr("joints.npy", data)
    for name in ("j.npy", "j.npz"):
        with pytest.raises(DataError, match=r"over the limit|truncated|so that it is damaged"):
            read_motion(tmp_path / name)


def test_damaged_containers_are_refused(tmp_path, walk):
    np.savez(tmp_path / "j.npz", joints=walk.joints)
    whole = (tmp_path / "j.npz").read_bytes()
    for number, data in enumerate(
        (whole[: len(whole) // 2], whole[:200] + b"\0" * 200 + whole[400:], b"PK\x03\x04junk")
    ):
        (tmp_path / f"{number}.npz").write_bytes(data)
        with pytest.raises(DataError, match=rf"{number}\.npz: "):
            read_motion(tmp_path / f"{number}.npz")
    (tmp_path / "h.npy").write_bytes(b"\x93NUMPY\x01\x00\x10\x00not a header....")
    with pytest.raises(DataError, match="not a readable NumPy array"):
        read_motion(tmp_path / "h.npy")


def test_the_one_array_beside_texts_and_rates_is_the_motion(tmp_path, walk):
    np.savez(tmp_path / "j.npz", smpl_joints=walk.joints, text=np.array("a man walks"), fps=30, object=np.array(None))
    np.testing.assert_allclose(read_motion(tmp_path / "j.npz").joints, canonicalize(walk.joints, 30), atol=1e-5)


def test_an_archive_without_a_motion_says_what_it_has(tmp_path):
    np.savez(tmp_path / "j.npz", weights=np.zeros(3), bias=np.zeros(2))
    with pytest.raises(DataError, match=r"no motion inside;.*it has weights, bias"):
        read_motion(tmp_path / "j.npz")


def test_a_labelled_set_is_not_taken_for_one_long_motion(labelled_set):
    with pytest.raises(DataError, match=r"toy\.npz: a labelled set of many clips, not one motion; "):
        read_motion(labelled_set / "toy.npz")

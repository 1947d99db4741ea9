import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.clip import canonicalize
from humocon.motion.read import read_motion
from humocon.motion.rotations import axis_rotation, matrix_to_axis_angle
from humocon.motion.skeleton import MEAN_OFFSETS, PARENTS, bone_lengths, rest_pose

Z_UP = axis_rotation("X", np.array(np.pi / 2))


@pytest.fixture
def expected(walk):
    return canonicalize(walk.joints, walk.fps)


@pytest.fixture
def amass(walk):
    """The arrays of an AMASS file: z up, root rotation turned with the axes."""
    poses = np.zeros((60, 156))
    poses[:, :66] = walk.vectors.reshape(60, 66)
    poses[:, :3] = matrix_to_axis_angle(Z_UP @ walk.rotations[:, 0])
    return {
        "poses": poses,
        "trans": walk.root @ Z_UP.T,
        "betas": np.zeros(16),
        "gender": np.array("female"),
        "mocap_framerate": np.array(30.0),
    }


@pytest.fixture
def body_model(tmp_path):
    """A body model of 22 vertices, each its own joint; the first shape number makes the person taller."""
    shapedirs = np.zeros((22, 3, 10))
    shapedirs[:, :, 0] = 0.1 * rest_pose()
    path = tmp_path / "models" / "SMPLH_FEMALE.npz"
    path.parent.mkdir()
    np.savez(
        path,
        v_template=rest_pose(),
        shapedirs=shapedirs,
        J_regressor=np.eye(22),
        kintree_table=np.stack([PARENTS, np.arange(22)]),
        part2num=np.array({"never": "loaded"}),
    )
    return path


def save(path, arrays):
    np.savez(path, **arrays)
    return path


def test_amass_is_posed_on_the_mean_skeleton_and_says_so(tmp_path, amass, expected):
    clip = read_motion(save(tmp_path / "a.npz", amass))
    np.testing.assert_allclose(clip.joints, expected, atol=1e-5)
    assert (clip.source.format, clip.source.up, clip.source.fps) == ("AMASS (SMPL-H)", "z", 30)
    assert any("built-in mean skeleton" in note for note in clip.source.notes)


def test_smplx_keys_and_both_spellings_of_the_rate_are_known(tmp_path, amass, expected):
    split = {
        "pose_body": amass["poses"][:, 3:66],
        "root_orient": amass["poses"][:, :3],
        "trans": amass["trans"],
        "mocap_frame_rate": np.array(30),
    }
    np.testing.assert_allclose(read_motion(save(tmp_path / "x.npz", split)).joints, expected, atol=1e-5)


def test_motion_x_is_y_up_at_30_hz(tmp_path, walk, expected):
    rows = np.zeros((60, 322), np.float32)
    rows[:, :66] = walk.vectors.reshape(60, 66)
    rows[:, 309:312] = walk.root
    np.save(tmp_path / "m.npy", rows)
    clip = read_motion(tmp_path / "m.npy")
    np.testing.assert_allclose(clip.joints, expected, atol=1e-5)
    assert (clip.source.format, clip.source.up, clip.source.fps) == ("Motion-X (SMPL body)", "y", 30)


@pytest.mark.parametrize("width", [72, 156, 165])
def test_poses_alone_stay_in_place_with_a_warning(tmp_path, walk, width):
    poses = np.zeros((60, width), np.float32)
    poses[:, :66] = walk.vectors.reshape(60, 66)
    np.save(tmp_path / "p.npy", poses)
    clip = read_motion(tmp_path / "p.npy")
    assert "stays in place" in clip.source.warnings[0]
    np.testing.assert_allclose(clip.joints[:, 0, [0, 2]], 0, atol=1e-5)


def test_a_body_model_gives_the_persons_own_proportions(tmp_path, amass, body_model, expected):
    path = save(tmp_path / "a.npz", amass)
    for given in (body_model, body_model.parent):
        clip = read_motion(path, body_model=given)
        assert "posed with SMPLH_FEMALE.npz" in clip.source.notes
        np.testing.assert_allclose(clip.joints, expected, atol=1e-5)
    taller = read_motion(save(tmp_path / "b.npz", amass | {"betas": np.array([1.0, 0, 0])}), body_model=body_model)
    expected_lengths = 1.1 * np.linalg.norm(MEAN_OFFSETS[1:], axis=1)
    np.testing.assert_allclose(bone_lengths(taller.joints)[0], expected_lengths, rtol=1e-4)


def test_a_pickled_body_model_is_refused_with_the_remedy(tmp_path, amass):
    (tmp_path / "SMPL_NEUTRAL.pkl").write_bytes(b"\x80\x04]\x94.")
    with pytest.raises(DataError, match=r"SMPL_NEUTRAL\.pkl: .*never loaded; .* save SMPL's \.pkl as one"):
        read_motion(save(tmp_path / "a.npz", amass), body_model=tmp_path / "SMPL_NEUTRAL.pkl")


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("kintree_table", np.array(0)),
        ("kintree_table", np.zeros((2, 5))),
        ("kintree_table", np.zeros((0, 22))),
        ("shapedirs", np.zeros((22, 3))),
        ("v_template", np.zeros((0, 3))),
        ("J_regressor", np.eye(21)),
    ],
)
def test_a_body_model_of_other_shapes_is_refused(tmp_path, amass, body_model, name, array):
    with np.load(body_model, allow_pickle=False) as archive:
        arrays = {key: archive[key] for key in ("v_template", "shapedirs", "J_regressor", "kintree_table")}
    given = save(tmp_path / "odd.npz", arrays | {name: array})
    with pytest.raises(DataError, match=r"odd\.npz: no body model has arrays of such shapes"):
        read_motion(save(tmp_path / "a.npz", amass), body_model=given)


def test_a_body_model_that_is_none_is_refused(tmp_path, amass):
    path = save(tmp_path / "a.npz", amass)
    for given, message in ((path, "not a SMPL"), (tmp_path / "no", "no such body model")):
        with pytest.raises(DataError, match=message):
            read_motion(path, body_model=given)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"trans": np.zeros((59, 3))}, r"trans is \(59, 3\) for 60 poses"),
        ({"poses": np.zeros((60, 100))}, "poses have 100 numbers"),
        ({"mocap_framerate": np.array(0)}, "mocap_framerate is 0"),
        ({"poses": np.full((60, 156), np.nan)}, "pose 0 holds NaN"),
        ({"poses": np.array([{"a": 1}] * 60)}, "pickled Python objects"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(tmp_path, amass, change, message):
    with pytest.raises(DataError, match=message):
        read_motion(save(tmp_path / "a.npz", amass | change))

"""SMPL parameters in the shapes and under the names that people save, all of one walk."""

import json

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from humocon.errors import DataError
from humocon.motion.clip import canonicalize
from humocon.motion.read import read_motion
from humocon.motion.rotations import matrix_to_axis_angle
from humocon.motion.skeleton import MEAN_OFFSETS


@pytest.fixture
def expected(walk):
    return canonicalize(walk.joints, walk.fps)


@pytest.fixture
def pose(walk):
    """(60, 24, 3) axis-angle of SMPL, the hands at rest."""
    return np.concatenate([walk.vectors, np.zeros((60, 2, 3))], axis=1)


def save(path, **arrays):
    np.savez(path, **arrays)
    return path


def six(matrices, kind):
    if kind == "rows":
        return matrices[..., :2, :].reshape(*matrices.shape[:-2], 6)
    columns = matrices[..., :2]
    return (columns.swapaxes(-1, -2) if kind == "columns" else columns).reshape(*matrices.shape[:-2], 6)


@pytest.mark.parametrize("key", ["poses", "pose", "fullpose", "full_pose", "thetas", "smpl_poses", "smpl_pose"])
def test_a_pose_is_known_by_each_of_its_names(tmp_path, walk, pose, expected, key):
    place = "smpl_trans" if key.startswith("smpl") else "trans"
    path = save(tmp_path / "p.npz", **{key: pose.reshape(60, 72), place: walk.root, "fps": 30})
    np.testing.assert_allclose(read_motion(path).joints, expected, atol=1e-5)


@pytest.mark.parametrize(("root", "body"), [("global_orient", "body_pose"), ("root_orient", "pose_body")])
@pytest.mark.parametrize("shape", ["flat", "joints", "one person", "axis of one"])
def test_root_and_body_are_put_together_in_any_shape(tmp_path, walk, expected, root, body, shape):
    turns, others, place = walk.vectors[:, :1], walk.vectors[:, 1:], walk.root
    if shape == "flat":
        turns, others = turns[:, 0], others.reshape(60, 63)
    if shape == "one person":
        turns, others, place = turns.reshape(1, 60, 3), others.reshape(1, 60, 63), place[None]
    if shape == "axis of one":
        others, place = others.reshape(60, 1, 63), place[:, None]
    path = save(tmp_path / "p.npz", **{root: turns, body: others, "transl": place, "fps": 30})
    clip = read_motion(path)
    np.testing.assert_allclose(clip.joints, expected, atol=1e-5)
    assert clip.source.format == "SMPL parameters (SMPL body)"


@pytest.mark.parametrize("joints", [21, 23])
@pytest.mark.parametrize("flat", [False, True])
def test_rotation_matrices_are_the_same_motion(tmp_path, walk, expected, joints, flat):
    hands = np.broadcast_to(np.eye(3), (60, joints - 21, 3, 3))
    body = np.concatenate([walk.rotations[:, 1:], hands], axis=1)
    root = walk.rotations[:, :1]
    if flat:
        root, body = root.reshape(60, 9), body.reshape(60, 9 * joints)
    path = save(tmp_path / "p.npz", global_orient=root, body_pose=body, transl=walk.root, fps=30)
    np.testing.assert_allclose(read_motion(path).joints, expected, atol=1e-5)


@pytest.mark.parametrize("kind", ["rows", "columns", "in turns"])
@pytest.mark.parametrize("split", [False, True])
def test_six_numbers_are_read_in_each_order_that_is_in_use(tmp_path, walk, expected, kind, split):
    numbers = six(walk.rotations, kind)
    whole = {"pose": numbers.reshape(60, 132)} if not split else {}
    parts = {"global_orient": numbers[:, 0], "body_pose": numbers[:, 1:]} if split else {}
    path = save(tmp_path / "p.npz", trans=walk.root, fps=30, **whole, **parts)
    clip = read_motion(path)
    np.testing.assert_allclose(clip.joints, expected, atol=1e-5)
    assert clip.source.warnings == ()


def test_matrices_that_do_not_turn_are_refused(tmp_path, walk):
    path = save(tmp_path / "p.npz", pose=2 * walk.rotations, trans=walk.root)
    with pytest.raises(DataError, match="pose: holds matrices that are no rotations"):
        read_motion(path)


def quaternions(walk, w):
    turned = Rotation.from_matrix(walk.rotations.reshape(-1, 3, 3)).as_quat(scalar_first=w == "first")
    return turned.reshape(60, 22, 4)


@pytest.mark.parametrize("w", ["first", "last"])
@pytest.mark.parametrize("shape", ["joints", "flat", "batch", "split", "a body in axis-angle"])
def test_quaternions_are_told_by_their_length_and_w_by_its_size(tmp_path, walk, expected, w, shape):
    turns, place = quaternions(walk, w), walk.root
    arrays = {"poses": turns.reshape(60, 88) if shape == "flat" else turns}
    if shape == "batch":
        arrays, place = {"poses": turns[None]}, place[None]
    if shape == "split":
        arrays = {"root_orient": turns[:, 0], "pose_body": turns[:, 1:].reshape(60, 84)}
    if shape == "a body in axis-angle":
        arrays = {"root_orient": turns[:, 0], "pose_body": walk.vectors[:, 1:].reshape(60, 63)}
    clip = read_motion(save(tmp_path / "p.npz", **arrays, trans=place, fps=30))
    np.testing.assert_allclose(clip.joints, expected, atol=1e-5)


def test_quaternions_in_an_npy_are_told_from_joints_with_confidence(tmp_path, walk):
    np.save(tmp_path / "q.npy", quaternions(walk, "first"))
    np.save(tmp_path / "c.npy", np.concatenate([walk.joints, np.full((60, 22, 1), 0.9)], axis=2))
    assert read_motion(tmp_path / "q.npy").source.format == "SMPL poses (SMPL body)"
    assert read_motion(tmp_path / "c.npy").source.format == "joint positions"


def test_numbers_that_are_no_quaternions_are_refused(tmp_path, walk):
    path = save(tmp_path / "p.npz", poses=2 * quaternions(walk, "first"), trans=walk.root)
    with pytest.raises(DataError, match="poses: holds quaternions that are no rotations"):
        read_motion(path)


@pytest.mark.parametrize("split", [False, True])
def test_angles_in_degrees_are_told_by_their_size(tmp_path, walk, expected, split):
    vectors = np.degrees(walk.vectors)
    whole = {"poses": vectors.reshape(60, 66)} if not split else {}
    parts = {"root_orient": vectors[:, 0], "pose_body": vectors[:, 1:].reshape(60, 63)} if split else {}
    clip = read_motion(save(tmp_path / "p.npz", trans=walk.root, fps=30, **whole, **parts))
    np.testing.assert_allclose(clip.joints, expected, atol=1e-5)
    assert "angles of up to 69 are taken as degrees" in clip.source.notes


def test_a_person_who_turns_round_many_times_has_no_angles_in_degrees(tmp_path, walk):
    spinning = walk.vectors.copy()
    spinning[:, 0, 1] = np.linspace(0, 40, 60)
    clip = read_motion(save(tmp_path / "p.npz", poses=spinning.reshape(60, 66), trans=walk.root, fps=30))
    assert not [note for note in clip.source.notes if "degrees" in note]


def test_poses_and_places_may_have_the_frames_last(tmp_path, walk, pose, expected):
    path = save(tmp_path / "p.npz", poses=pose.reshape(60, 72).T, trans=walk.root.T, fps=30)
    np.testing.assert_allclose(read_motion(path).joints, expected, atol=1e-5)


@pytest.mark.parametrize("shape", [(72,), (24, 3), (144,)])
@pytest.mark.parametrize("poses", [63, 66, 72, 156])
def test_frames_are_told_from_numbers_where_there_are_as_many_as_a_body_has(tmp_path, walk, pose, shape, poses):
    rows = np.resize(np.concatenate([pose, pose[::-1]]), (poses, 24, 3))
    if shape == (144,):
        rows = six(Rotation.from_rotvec(rows.reshape(-1, 3)).as_matrix(), "rows")
    place = np.resize(np.concatenate([walk.root, walk.root[::-1]]), (poses, 3))
    first = save(tmp_path / "first.npz", poses=rows.reshape(poses, *shape), trans=place, fps=30)
    last = save(tmp_path / "last.npz", poses=np.moveaxis(rows.reshape(poses, *shape), 0, -1), trans=place.T, fps=30)
    np.testing.assert_allclose(read_motion(last).joints, read_motion(first).joints, atol=1e-6)


@pytest.mark.parametrize("time_first", [False, True])
def test_of_several_people_one_is_chosen_or_all_are_told(tmp_path, walk, expected, time_first):
    bent = walk.vectors.copy()
    bent[:, 4:6, 0] += 0.5
    body = np.stack([walk.vectors, bent, bent]).reshape(3, 60, 66)
    place = np.stack([walk.root, walk.root + [1, 0, 0], walk.root + [2, 0, 0]])
    if time_first:
        body, place = body.swapaxes(0, 1), place.swapaxes(0, 1)
    path = save(
        tmp_path / "p.npz",
        root_orient=body[..., :3],
        pose_body=body[..., 3:],
        trans=place,
        betas=np.zeros((3, 10)),
        fps=30,
    )
    with pytest.raises(DataError, match=r"3 people: 1 \(60 poses\), 2 \(60 poses\), 3 .*--person NUMBER"):
        read_motion(path)
    np.testing.assert_allclose(read_motion(path, person=1).joints, expected, atol=1e-5)
    second = read_motion(path, person=2).joints
    assert np.abs(second - expected).max() > 0.05
    with pytest.raises(DataError, match="no person 4"):
        read_motion(path, person=4)


def test_a_person_of_a_file_of_one_is_that_one(tmp_path, walk, pose, expected):
    path = save(tmp_path / "p.npz", pose=pose, trans=walk.root, fps=30)
    np.testing.assert_allclose(read_motion(path, person=1).joints, expected, atol=1e-5)
    with pytest.raises(DataError, match="1 person and no person 2"):
        read_motion(path, person=2)


@pytest.mark.parametrize("name", ["betas", "gender", "fps"])
def test_an_array_that_cannot_be_read_and_is_not_needed_is_left_out_with_a_note(tmp_path, walk, pose, expected, name):
    arrays = {"poses": pose.reshape(60, 72), "trans": walk.root, name: np.array(None)}
    clip = read_motion(save(tmp_path / "p.npz", **arrays))
    assert f"{name} could not be read and was left out" in clip.source.notes
    np.testing.assert_allclose(clip.joints, expected, atol=1e-5)


@pytest.mark.parametrize("joints", [np.array(None), np.zeros((60, 133, 3))])
def test_joints_that_cannot_be_read_are_left_out_where_there_is_a_pose(tmp_path, walk, pose, expected, joints):
    clip = read_motion(save(tmp_path / "p.npz", poses=pose.reshape(60, 72), trans=walk.root, joints=joints, fps=30))
    assert "joints could not be read as joints and was left out" in clip.source.notes
    np.testing.assert_allclose(clip.joints, expected, atol=1e-5)


def test_a_place_that_cannot_be_read_is_needed(tmp_path, pose):
    path = save(tmp_path / "p.npz", poses=pose.reshape(60, 72), trans=np.array(None))
    with pytest.raises(DataError, match=r"trans: .*pickled Python objects"):
        read_motion(path)


def test_the_place_is_divided_by_the_scaling_that_is_saved_with_it(tmp_path, walk, pose, expected):
    path = save(
        tmp_path / "p.npz", smpl_poses=pose.reshape(60, 72), smpl_trans=93.5 * walk.root, smpl_scaling=np.array([93.5])
    )
    clip = read_motion(path)
    np.testing.assert_allclose(clip.joints, expected, atol=1e-5)
    assert "divided by smpl_scaling" in clip.source.notes[0]
    assert "--fps 60" in clip.source.notes[0]
    assert clip.source.warnings == ()


def test_the_pose_in_the_world_is_taken_with_its_own_place(tmp_path, walk, pose, expected):
    rows = pose.reshape(60, 72)
    path = save(
        tmp_path / "wham.npz",
        pose=rows * 0.5,
        trans=walk.root + 5,
        pose_world=rows,
        trans_world=walk.root,
        betas=np.zeros((60, 10)),
        verts=np.zeros((60, 5, 3)),
        fps=30,
    )
    np.testing.assert_allclose(read_motion(path).joints, expected, atol=1e-5)


def test_a_rate_of_zero_asks_for_another(tmp_path, walk, pose, expected):
    path = save(tmp_path / "p.npz", pose=pose, trans=walk.root, fps=0)
    with pytest.raises(DataError, match="fps is 0; store the poses per second; or give .* --fps"):
        read_motion(path)
    np.testing.assert_allclose(read_motion(path, fps=30).joints, expected, atol=1e-5)


def test_poses_in_an_npy_are_read_in_the_same_shapes(tmp_path, walk, pose):
    for name, array in {
        "matrices": walk.rotations,
        "batch": pose.reshape(1, 60, 72),
        "six": six(walk.rotations, "rows"),
        "flat": six(walk.rotations, "rows").reshape(60, 132),
    }.items():
        np.save(tmp_path / f"{name}.npy", array)
        clip = read_motion(tmp_path / f"{name}.npy")
        limbs = walk.joints - walk.joints[:, :1] + MEAN_OFFSETS[0]
        np.testing.assert_allclose(clip.joints, canonicalize(limbs, 30), atol=1e-5)
        assert "stays in place" in clip.source.warnings[0]


def test_poses_of_zeros_are_gaps(tmp_path, walk, pose, expected):
    broken, place = pose.copy(), walk.root.copy()
    broken[20:23], place[20:23] = 0, 0
    clip = read_motion(save(tmp_path / "p.npz", pose=broken, trans=place, fps=30))
    assert clip.source.warnings == ("3 of 60 poses are zeros, which are gaps: 3 filled between their neighbours",)
    assert np.abs(clip.joints - expected).max() < 0.03
    with pytest.raises(DataError, match="60 of 60 poses are zeros, so there is no motion"):
        read_motion(save(tmp_path / "z.npz", pose=0 * pose, trans=0 * place))


def test_the_shape_of_the_person_that_is_chosen_is_used(tmp_path, walk):
    from humocon.motion.readers.parameters import assemble

    betas = np.arange(30.0).reshape(3, 10)
    arrays = {"poses": np.stack([walk.vectors] * 3), "betas": betas}
    np.testing.assert_array_equal(assemble(arrays, 2, tmp_path).betas, betas[1])
    np.testing.assert_allclose(matrix_to_axis_angle(walk.rotations), assemble(arrays, 2, tmp_path).vectors, atol=1e-6)


def test_names_in_other_capitals_are_the_same(tmp_path, walk, pose, expected):
    path = save(tmp_path / "p.npz", Poses=pose.reshape(60, 72), Trans=walk.root, Betas=np.zeros(10), FPS=30.0)
    np.testing.assert_allclose(read_motion(path).joints, expected, atol=1e-5)


def easymocap(walk, pose, width):
    """Poses whose pelvis does not turn, with the turn and place of the body beside them."""
    poses = np.concatenate([np.zeros((60, 3)), pose.reshape(60, 72)[:, 3:], np.zeros((60, 15))], axis=1)[:, :width]
    turn = Rotation.from_euler("xy", np.linspace([0, 0], [60, 40], 60), degrees=True)
    return {"poses": poses, "Rh": turn.as_rotvec(), "Th": walk.root, "shapes": np.zeros((1, 10))}


@pytest.mark.parametrize(("width", "pelvis"), [(72, [0, -0.23, 0.03]), (87, [0, -0.35, 0.01])])
def test_easymocap_s_body_is_turned_about_the_origin_of_the_rest_pose(tmp_path, walk, pose, width, pelvis):
    arrays = easymocap(walk, pose, width)
    turn = Rotation.from_rotvec(arrays["Rh"])
    whole = np.concatenate([arrays["Rh"], pose.reshape(60, 72)[:, 3:]], axis=1)
    path = save(tmp_path / "q.npz", poses=whole, trans=walk.root + turn.apply(pelvis), fps=30)
    got = read_motion(save(tmp_path / "p.npz", **arrays, fps=30)).joints
    np.testing.assert_allclose(got, read_motion(path).joints, atol=1e-5)


def test_a_turn_beside_poses_that_have_one_is_left_out_with_a_note(tmp_path, walk, pose):
    turned = pose + [[[0.3, 0.2, 0.1]]] * (np.arange(24) == 0)[:, None]
    path = save(tmp_path / "p.npz", poses=turned, Rh=turned[:, 0], trans=walk.root, fps=30)
    clip = read_motion(path)
    np.testing.assert_allclose(
        clip.joints, read_motion(save(tmp_path / "q.npz", poses=turned, trans=walk.root, fps=30)).joints
    )
    assert clip.source.notes[0].startswith("Rh was left out")


@pytest.mark.parametrize("layout", ["files", "annots", "list", "object"])
def test_parameters_in_json_are_those_of_an_npz(tmp_path, walk, pose, layout):
    arrays = easymocap(walk, pose, 72)
    expected = read_motion(save(tmp_path / "p.npz", **arrays, fps=30)).joints
    names = ("poses", "Rh", "Th")
    frames = [{name: [arrays[name][i].tolist()] for name in names} | {"shapes": [[0.0] * 10]} for i in range(60)]
    path = tmp_path / "000000.json"
    if layout == "object":
        path.write_text(json.dumps({name: array.tolist() for name, array in arrays.items()} | {"fps": 30}))
    elif layout == "list":
        path.write_text(json.dumps(frames))
    else:
        for number, frame in enumerate(frames):
            people = [{"id": 7, **frame}, {"id": 8, **frames[0]}]
            tree = {"annots": people} if layout == "annots" else people
            (tmp_path / f"{number:06}.json").write_text(json.dumps(tree))
    clip = read_motion(path, fps=30)
    np.testing.assert_allclose(clip.joints, expected, atol=1e-5)
    assert ("2 people" in " ".join(clip.source.warnings)) == (layout in ("files", "annots"))
    if layout == "files":
        assert not np.allclose(read_motion(path, fps=30, person=2).joints, expected, atol=0.1)


def test_a_camera_s_place_is_left_out_with_a_warning(tmp_path, walk, pose):
    path = save(tmp_path / "p.npz", pose=pose, pred_cam_t=walk.root, fps=30)
    warnings = read_motion(path).source.warnings
    assert warnings[0].startswith("pred_cam_t, of a camera")
    assert warnings[1:] == ("no translation in the file; the person stays in place",)
    assert not read_motion(save(tmp_path / "q.npz", pose=pose, cam_t=walk.root, trans=walk.root)).source.warnings

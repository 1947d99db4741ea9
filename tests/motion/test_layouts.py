import json

import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.clip import canonicalize
from humocon.motion.kinematics.facts import facts
from humocon.motion.layouts import LAYOUTS, recognise
from humocon.motion.parts import is_left_handed
from humocon.motion.read import find_motions, read_motion
from humocon.motion.skeleton import JOINT_NAMES
from humocon.motion.synthesis import synthesize
from humocon.motion.writers import bvh_names
from tests.motion.layout_points import ntu_text, parts_of, points_in

LIMBS = [JOINT_NAMES.index(name) for name in JOINT_NAMES if name.split("_")[-1] in ("hip", "knee", "ankle", "wrist")]
PAIRS = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index")
MEDIAPIPE = [(0, "", "")] + [
    (first + number, side, part)
    for part, first in zip(PAIRS, (11, 13, 15, 23, 25, 27, 29, 31), strict=True)
    for number, side in enumerate(("left", "right"))
]
TRUNK = [0, 3, 6, 9, 12, 13, 14, 15]


@pytest.fixture(scope="module")
def waving():
    return synthesize("wave left", seed=1).to_clip().joints.astype(np.float64)


def save(path, points, **more):
    np.savez(path, joints=points, fps=20.0, **more)
    return path


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_told_from_the_body_and_the_left_hand_stays_the_left_hand(tmp_path, waving, name):
    clip = read_motion(save(tmp_path / "j.npz", points_in(name, waving)))
    assert clip.source.skeleton == LAYOUTS[name].title
    assert clip.source.warnings == ()
    # The floor may be 2 cm off where toes are not shown.
    off = clip.joints - canonicalize(waving, 20)
    np.testing.assert_allclose((off - off[:, :1])[:, LIMBS], 0, atol=0.02)
    np.testing.assert_allclose(off[:, TRUNK], 0, atol=0.06)
    assert {move.side for move in facts(clip.joints).arms if move.kind == "wave"} == {"left"}


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_layout_is_taken_for_another_of_as_many_joints(waving, name):
    noisy = points_in(name, waving) + np.random.default_rng(0).normal(scale=0.02, size=(len(waving), 1, 3))
    assert [layout.name for layout in recognise(noisy)] == [name]


def test_what_the_body_does_not_tell_is_asked_for(tmp_path, waving):
    order = np.random.default_rng(1).permutation(20)
    path = save(tmp_path / "j.npz", points_in("kinect20", waving)[:, order])
    with pytest.raises(DataError, match=r"20 joints in an order .* --skeleton \(kinect20 or utd20 or msr20\)"):
        read_motion(path)


def test_a_named_layout_is_believed_and_a_wrong_size_refused(tmp_path, waving):
    path = save(tmp_path / "j.npz", points_in("utd20", waving))
    assert read_motion(path, skeleton="utd20").source.skeleton == LAYOUTS["utd20"].title
    with pytest.raises(DataError, match=r"no motion of ntu25"):
        read_motion(path, skeleton="ntu25")
    with pytest.raises(ValueError, match="skeleton must be one of nite15"):
        read_motion(path, skeleton="kinect")


def test_a_file_that_names_its_joints_refuses_a_skeleton(write_bvh):
    with pytest.raises(DataError, match="leave --skeleton out"):
        read_motion(write_bvh(), skeleton="coco17")


@pytest.mark.parametrize("shape", ["frames last", "axes first", "a batch of one", "flat rows"])
def test_points_in_other_shapes_are_read_alike(tmp_path, waving, shape):
    points = points_in("h36m17", waving)
    expected = read_motion(save(tmp_path / "a.npz", points)).joints
    turned = {"frames last": points.transpose(1, 2, 0), "axes first": points.T, "a batch of one": points[None]}
    other = turned.get(shape, points.reshape(len(points), -1))
    np.testing.assert_array_equal(read_motion(save(tmp_path / "b.npz", other)).joints, expected)
    np.testing.assert_array_equal(read_motion(tmp_path / "b.npz", skeleton="h36m17").joints, expected)


def test_hands_and_face_behind_the_body_are_left_out(tmp_path, waving):
    points = points_in("mediapipe33", waving)
    more = np.concatenate([points, np.zeros((len(points), 520, 3))], axis=1)
    assert read_motion(save(tmp_path / "j.npz", more)).source.skeleton == "MediaPipe, 33 landmarks"


@pytest.mark.parametrize("name", ["coco17", "h36m17", "mediapipe33"])
def test_points_without_depth_are_refused_with_the_way_to_lift_them(tmp_path, waving, name):
    points = points_in(name, waving)
    flat, pixels = points[..., :2], points * [200, -200, 0] + [400, 600, 0.9]
    level = points * [1, 1, 0]
    for array in (flat, pixels, level):
        with pytest.raises(DataError, match=r"2D keypoints, which have no depth: .* is lifted"):
            read_motion(save(tmp_path / "j.npz", array))


def test_landmarks_in_shares_of_the_picture_are_refused(tmp_path, waving):
    points = points_in("mediapipe33", waving) * [0.2, -0.35, 0.2] + [0.5, 0.8, 0.0]
    with pytest.raises(DataError, match="save MediaPipe's pose_world_landmarks instead"):
        read_motion(save(tmp_path / "j.npz", points))


def test_a_body_of_no_known_unit_gets_a_usual_height_and_says_so(tmp_path, waving):
    clip = read_motion(save(tmp_path / "j.npz", points_in("h36m17", waving) * 0.35))
    assert clip.source.warnings[0].endswith("which is a person in no known unit: a usual height is assumed")
    assert len(clip.source.warnings) == 1
    assert 1.2 < np.median(clip.joints[:, 15, 1]) < 1.7


@pytest.mark.parametrize("name", ["kinect20", "coco17", "h36m17"])
def test_left_handed_axes_are_mended_with_a_warning(tmp_path, name):
    squat = synthesize("squat", seed=0).to_clip().joints.astype(np.float64)
    straight = read_motion(save(tmp_path / "a.npz", points_in(name, squat)))
    turned = read_motion(save(tmp_path / "b.npz", points_in(name, squat) * [-1, 1, 1]))
    assert turned.source.warnings == ("the axes are left-handed; x was negated so that left stays left",)
    np.testing.assert_allclose(turned.joints, straight.joints, atol=1e-5)


def test_knees_that_hardly_bend_backwards_are_no_left_handed_axes(waving):
    parts = parts_of(waving)
    shown = {name: parts[name] for name in parts if "toe" not in name and name != "nose"}
    shown |= {f"{side}_knee": shown[f"{side}_knee"] - [0, 0, 0.05] for side in ("left", "right")}
    assert not is_left_handed(shown)


def test_toes_that_a_sensor_guesses_behind_are_no_left_handed_axes_where_forearms_point_ahead(waving):
    parts = parts_of(waving)
    trunk = 0.5 * (parts["left_shoulder"] + parts["right_shoulder"] - parts["left_hip"] - parts["right_hip"])
    behind = 0.15 * np.median(np.linalg.norm(trunk, axis=-1)) * np.array([0, 0, 1.0])
    shown = {name: parts[name] for name in parts if name != "nose"}
    shown |= {f"{side}_toe": shown[f"{side}_ankle"] - behind for side in ("left", "right")}
    ahead = {f"{side}_wrist": shown[f"{side}_elbow"] + 2 * behind for side in ("left", "right")}
    hanging = {f"{side}_wrist": shown[f"{side}_elbow"] - [0, 0.25, 0] for side in ("left", "right")}
    assert not is_left_handed(shown | ahead)
    assert is_left_handed(shown | hanging)


def test_poses_about_the_pelvis_squat_on_the_floor_and_walk_on(tmp_path):
    for action, joint, axis, least in (("squat", 0, 1, 0.25), ("walk", 0, 2, 1.5)):
        joints = synthesize(action, seed=0).to_clip().joints.astype(np.float64)
        points = points_in("h36m17", joints)
        clip = read_motion(save(tmp_path / "j.npz", (points - points[:, :1]) * [1, -1, -1]))
        assert clip.source.up == "-y"
        assert "jumps are lost" in clip.source.warnings[0]
        way, true = np.ptp(clip.joints[:, joint, axis]), np.ptp(joints[:, joint, axis])
        assert true > least
        assert way == pytest.approx(true, rel=0.15)


def test_short_gaps_are_filled_without_a_warning_and_toes_that_are_never_seen_are_placed(tmp_path, waving):
    points = points_in("ntu25", waving)
    expected = read_motion(save(tmp_path / "a.npz", points)).joints
    points[20:24, 10] = np.nan
    points[:, 19] = 0
    clip = read_motion(save(tmp_path / "b.npz", points))
    assert clip.source.warnings == ()
    assert "gaps of 0." in clip.source.notes[1]
    np.testing.assert_allclose(clip.joints[:, [18, 19, 20, 21]], expected[:, [18, 19, 20, 21]], atol=0.02)


def test_confidence_of_nothing_is_a_gap(tmp_path, waving):
    points, confidence = points_in("coco17", waving), np.ones((len(waving), 17))
    confidence[10:30, 9] = 0
    wild = points.copy()
    wild[10:30, 9] += 5.0
    beside = read_motion(save(tmp_path / "a.npz", wild, confidence=confidence))
    behind = read_motion(save(tmp_path / "b.npz", np.concatenate([wild, confidence[..., None]], axis=2)))
    assert "the left wrist was not seen for 1.0 s from 0.5 s on" in beside.source.warnings[0]
    np.testing.assert_array_equal(beside.joints, behind.joints)
    at = np.linspace(points[9, 9], points[30, 9], 22)[1:-1]
    expected = points.copy()
    expected[10:30, 9] = at
    np.testing.assert_allclose(read_motion(save(tmp_path / "c.npz", expected)).joints, beside.joints, atol=1e-6)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 2, 3, 1)], ids=["poses first", "poses last"])
def test_of_people_in_an_array_one_is_chosen_with_his_own_confidence(tmp_path, waving, order):
    points, confidence = points_in("coco17", waving), np.ones((2, len(waving), 17))
    confidence[1, 10:30, 9] = 0
    wild = points.copy()
    wild[10:30, 9] += 5.0
    pair = np.stack([points[::-1], wild]).transpose(order)
    beside = confidence if order[1] == 1 else confidence.swapaxes(1, 2)
    path = save(tmp_path / "pair.npz", pair, confidence=beside)
    listed = rf"it holds 2 people: 1 \({len(points)} poses\), 2 \({len(points)} poses\); choose one with --person"
    with pytest.raises(DataError, match=listed):
        read_motion(path)
    alone = read_motion(save(tmp_path / "one.npz", wild, confidence=confidence[1]))
    np.testing.assert_array_equal(read_motion(path, person=2).joints, alone.joints)


def test_beside_parameters_the_points_of_estimators_are_not_asked(tmp_path, waving):
    path = save(tmp_path / "vibe.npz", points_in("openpose25", waving), pose=np.full((len(waving), 72), 0.01))
    assert read_motion(path).source.format == "SMPL parameters (SMPL)"
    assert read_motion(path, skeleton="openpose25").source.skeleton == "OpenPose BODY_25"
    np.savez(tmp_path / "smpl.npz", poses=np.full((9, 72), 0.01), trans=np.zeros((9, 3)))
    with pytest.raises(DataError, match=r"no motion of coco17|no motion inside"):
        read_motion(tmp_path / "smpl.npz", skeleton="coco17")


def test_a_sensor_that_jumps_at_first_has_no_rest_pose(tmp_path, waving):
    points = points_in("kinect20", waving)
    points[0] = points[0, :1] + (points[0] - points[0, :1]) * [1, -1, -1]
    clip = read_motion(save(tmp_path / "j.npz", points))
    assert clip.num_frames == len(waving)


def test_a_body_of_which_a_part_is_never_seen_is_refused(tmp_path, waving):
    points = points_in("coco17", waving)
    points[:, 15:] = np.nan
    with pytest.raises(DataError, match="left ankle, right ankle never or hardly ever seen"):
        read_motion(save(tmp_path / "j.npz", points))


def test_a_wrist_that_is_always_at_the_origin_was_never_seen(tmp_path, waving):
    points = points_in("coco17", waving)
    points[:, 9] = 0
    with pytest.raises(DataError, match="left wrist never or hardly ever seen"):
        read_motion(save(tmp_path / "j.npz", points))


def test_poses_without_a_body_before_and_after_are_left_out(tmp_path, waving):
    points = points_in("kinect20", waving)
    points[:5], points[-7:] = 0, 0
    clip = read_motion(save(tmp_path / "j.npz", points))
    assert clip.num_frames == len(waving) - 12
    assert "12 poses without a body" in clip.source.notes[1]


@pytest.mark.parametrize("bodies", [1, 2])
def test_ntu_skeletons_are_read_of_the_person_who_moves(tmp_path, waving, bodies):
    points = points_in("ntu25", waving)
    (tmp_path / "S001C001P001R001A023.skeleton").write_text(ntu_text(points, bodies))
    clip = read_motion(tmp_path / "S001C001P001R001A023.skeleton")
    assert (clip.source.fps, clip.source.up, clip.source.format) == (30, "y", "NTU RGB+D skeleton")
    assert len(clip.source.warnings) == bodies - 1
    np.testing.assert_allclose(clip.joints, read_motion(save(tmp_path / "a.npz", points), fps=30).joints, atol=1e-5)


def test_another_of_several_people_is_chosen_by_number(tmp_path, waving):
    points = points_in("ntu25", waving)
    (tmp_path / "two.skeleton").write_text(ntu_text(points, bodies=2))
    other = read_motion(tmp_path / "two.skeleton", person=2)
    assert other.source.warnings == ()
    assert (
        np.ptp(other.joints, axis=0).max() < 0.01 < np.ptp(read_motion(tmp_path / "two.skeleton").joints, axis=0).max()
    )
    with pytest.raises(DataError, match=r"2 people and no person 3: 1 \(\d+ poses\), 2 \(\d+ poses\); choose one"):
        read_motion(tmp_path / "two.skeleton", person=3)
    (tmp_path / "one.skeleton").write_text(ntu_text(points))
    with pytest.raises(DataError, match="it holds 1 person and no person 2; leave --person out"):
        read_motion(tmp_path / "one.skeleton", person=2)


def test_a_truncated_ntu_skeleton_is_refused(tmp_path, waving):
    (tmp_path / "a.skeleton").write_text(ntu_text(points_in("ntu25", waving))[:5000])
    with pytest.raises(DataError, match=r"not a whole \.skeleton file .* at line \d+\); copy it again"):
        read_motion(tmp_path / "a.skeleton")


# A clip of 66 poses is not 20 people whose 22 joints stand in rows.
@pytest.mark.parametrize(("packed", "poses"), [(False, None), (True, None), (False, 66)])
def test_utd_mhad_is_read_from_matlab_files(tmp_path, waving, packed, poses):
    from scipy.io import savemat

    points = points_in("utd20", waving)[:poses]
    others = {"a": np.zeros((2, 2)), "note": "of a test", "complex": np.ones((20, 3, 2)) * 1j}
    arrays = others | {"d_skel": points.transpose(1, 2, 0)}
    savemat(tmp_path / "a1_s1_t1_skeleton.mat", arrays, do_compression=packed)
    clip = read_motion(tmp_path / "a1_s1_t1_skeleton.mat")
    assert clip.source.fps == 20
    np.testing.assert_array_equal(clip.joints, read_motion(save(tmp_path / "a.npz", points)).joints)


def mmpose(points):
    one = lambda pose: {"keypoints": pose.tolist(), "keypoint_scores": [1.0] * len(pose)}  # noqa: E731
    return {"instance_info": [{"frame_id": number, "instances": [one(pose)]} for number, pose in enumerate(points)]}


def mediapipe(points):
    axes = [[dict(zip("xyz", place, strict=True)) | {"visibility": 0.9} for place in pose] for pose in points.tolist()]
    return [{"poseWorldLandmarks": pose} for pose in axes]


def azure(points, key):
    return [{"body_id": 1, key: pose} for pose in points.tolist()]


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("h36m17", mmpose),
        ("mediapipe33", mediapipe),
        ("kinect20", lambda points: {"file_name": "a01_s01_e00_v01", "skeletons": points.tolist(), "label": 1}),
        ("coco17", lambda points: points.tolist()),
        ("coco17", lambda points: {"joints": points.tolist()}),
        ("azure32", lambda points: {"frames": [{"bodies": [person]} for person in azure(points, "joint_positions")]}),
        (
            "zed38",
            lambda points: {str(n): {"body_list": [person]} for n, person in enumerate(azure(points, "keypoint"))},
        ),
    ],
)
def test_json_of_estimators_is_read_like_the_array(tmp_path, waving, name, write):
    points = points_in(name, waving)
    (tmp_path / "j.json").write_text(json.dumps(write(points)))
    expected = read_motion(save(tmp_path / "a.npz", points), fps=30)
    np.testing.assert_allclose(read_motion(tmp_path / "j.json", fps=30).joints, expected.joints, atol=1e-9)


def test_a_rate_in_json_is_honoured_and_one_of_nothing_asks_for_another(tmp_path, waving):
    path, frames = tmp_path / "j.json", points_in("coco17", waving).tolist()
    for tree in ({"fps": 10, "frames": frames}, {"meta": {"frameRate": 10.0}, "frames": frames}):
        path.write_text(json.dumps(tree))
        assert read_motion(path).source.fps == 10
    path.write_text(json.dumps({"fps": 0, "frames": frames}))
    with pytest.raises(DataError, match=r"fps is 0; .* --fps"):
        read_motion(path)


@pytest.mark.parametrize("count", [22, 24])
def test_the_joints_of_smpl_in_json_are_read_like_the_array(tmp_path, waving, count):
    points = np.concatenate([waving, waving[:, :2]], axis=1)[:, :count]
    (tmp_path / "j.json").write_text(json.dumps({"fps": 20, "joints": points.tolist()}))
    np.testing.assert_allclose(read_motion(tmp_path / "j.json").joints, canonicalize(waving, 20), atol=1e-6)


@pytest.mark.parametrize("nested", [False, True])
def test_joints_that_json_names_are_found_by_their_names(tmp_path, waving, nested):
    names = [name.removeprefix("mixamorig:") for name in bvh_names("mixamo")]
    poses = [dict(zip(names, pose, strict=True)) for pose in waving.tolist()]
    if nested:
        poses = [{"joints": {name: dict(zip("xyz", at, strict=True)) for name, at in pose.items()}} for pose in poses]
    del poses[3]["joints" if nested else "LeftHand"]
    (tmp_path / "j.json").write_text(json.dumps({"fps": 20, "frames": poses}))
    clip = read_motion(tmp_path / "j.json")
    np.testing.assert_allclose(clip.joints[:, LIMBS], canonicalize(waving, 20)[:, LIMBS], atol=0.02)
    assert clip.source.skeleton == "22 joints, matched by name"
    (tmp_path / "j.json").write_text(json.dumps([{f"j{n}": at for n, at in enumerate(waving[0].tolist())}] * 9))
    with pytest.raises(DataError, match="found no joint for left hip, .*the file has j0, j1"):
        read_motion(tmp_path / "j.json")


def test_one_pose_a_line_and_poses_without_anybody_are_read(tmp_path, waving):
    nobody = [{"poseWorldLandmarks": None}, {"poseWorldLandmarks": []}]
    seen = mediapipe(points_in("mediapipe33", waving))
    poses = [*seen[:3], *nobody, *seen[5:]]
    (tmp_path / "j.json").write_text("\n".join(map(json.dumps, poses)) + "\n")
    clip = read_motion(tmp_path / "j.json", fps=20)
    np.testing.assert_allclose(clip.joints[:, LIMBS], canonicalize(waving, 20)[:, LIMBS], atol=0.03)
    assert any(note.startswith("gaps of") for note in clip.source.notes)


def test_openpose_writes_a_file_for_each_picture(tmp_path, waving):
    points = points_in("openpose25", waving)
    for number, pose in enumerate(points):
        row = np.concatenate([pose, np.ones((25, 1))], axis=1).ravel().tolist()
        people = [{"person_id": [-1], "pose_keypoints_2d": [], "pose_keypoints_3d": row}]
        (tmp_path / f"film_{number:012}_keypoints.json").write_text(json.dumps({"version": 1.3, "people": people}))
    clip = read_motion(tmp_path / "film_000000000000_keypoints.json")
    expected = read_motion(save(tmp_path / "a.npz", points), fps=30)
    np.testing.assert_allclose(clip.joints, expected.joints, atol=1e-9)


@pytest.mark.parametrize("wrong", ["local", "of a picture"])
def test_named_places_that_are_no_body_are_refused(tmp_path, waving, wrong):
    names = ["nose" if i == 0 else f"{side}_{part}" for i, side, part in MEDIAPIPE]
    points = points_in("mediapipe33", waving)[:, [i for i, _, _ in MEDIAPIPE]]
    if wrong == "local":
        points = points - np.roll(points, 1, axis=1)
    else:
        points = points / [6, -3, 6] + [0.5, 0.8, 0]
    poses = [dict(zip(names, pose, strict=True)) for pose in points.tolist()]
    (tmp_path / "j.json").write_text(json.dumps(poses))
    with pytest.raises(DataError, match="no body" if wrong == "local" else "in shares of the picture"):
        read_motion(tmp_path / "j.json", fps=20)


def test_a_folder_of_a_file_for_each_picture_is_one_motion(tmp_path, waving):
    for number, pose in enumerate(points_in("openpose25", waving)):
        tree = {"people": [{"pose_keypoints_3d": np.insert(pose, 3, 1.0, axis=1).ravel().tolist()}]}
        (tmp_path / f"clip_{number:012}_keypoints.json").write_text(json.dumps(tree))
        (tmp_path / f"{number:06}.json").write_text("{}")
    first = tmp_path / "clip_000000000000_keypoints.json"
    assert find_motions(tmp_path) == [first]
    assert len(read_motion(first, fps=20).joints) == len(waving)


def test_points_of_a_hand_are_no_body(tmp_path):
    hand = np.zeros((20, 21, 3))
    for finger in range(5):
        hand[:, 1 + 4 * finger : 5 + 4 * finger] = np.outer([0.05, 0.08, 0.11, 0.13], [finger / 3 - 0.7, 1.0, 0.1])
    with pytest.raises(DataError, match="21 points that are no body, as those of a hand"):
        read_motion(save(tmp_path / "j.npz", hand))


def test_2d_results_in_json_are_refused_with_the_way_to_lift_them(tmp_path, waving):
    pixels = points_in("coco17", waving) * [200, -200, 0] + [400, 600, 0.9]
    alphapose = [{"image_id": f"{n}.jpg", "keypoints": pose.ravel().tolist()} for n, pose in enumerate(pixels)]
    openpose = {"people": [{"pose_keypoints_2d": [1.0] * 75}]}
    yolo = [{"name": "person", "keypoints": {"x": [1.0] * 17, "y": [2.0] * 17, "visible": [1.0] * 17}}] * 9
    vitpose = {"keypoints": [{"0": [[10.0 * n, 5.0, 0.9] for n in range(17)]}] * 9, "skeleton": {"0": "nose"}}
    coco = {"annotations": [{"image_id": n, "keypoints": [5.0, 9.0, 2] * 17, "id": n} for n in range(9)]}
    for tree in (alphapose, openpose, yolo, vitpose, coco):
        (tmp_path / "alphapose-results.json").write_text(json.dumps(tree))
        with pytest.raises(DataError, match="2D keypoints, which have no depth"):
            read_motion(tmp_path / "alphapose-results.json")


def test_of_two_people_without_names_each_is_followed(tmp_path, waving):
    points = points_in("coco17", waving)
    other = points[:1] + [2.0, 0, 0]
    frames = [[pose.tolist(), other[0].tolist()][:: 1 if number % 2 else -1] for number, pose in enumerate(points)]
    (tmp_path / "j.json").write_text(json.dumps(frames))
    clip = read_motion(tmp_path / "j.json")
    assert clip.source.warnings[0].startswith("2 people are seen; the one who moves most is asked about")
    expected = read_motion(save(tmp_path / "a.npz", points), fps=30)
    np.testing.assert_allclose(clip.joints, expected.joints, atol=1e-9)


def test_the_sensors_own_clips_of_people_are_read_upright_and_right_handed(shared_data, tmp_path):
    with np.load(shared_data / "kinect" / "utd_mhad.npz", allow_pickle=False) as data:
        positions, start, fps = data["positions"] * float(data["unit"]), data["start"], float(data["fps"])
    for number in range(0, len(start) - 1, 60):
        np.savez(tmp_path / "k.npz", joints=positions[start[number] : start[number + 1]], fps=fps)
        clip = read_motion(tmp_path / "k.npz")
        assert (clip.source.skeleton, clip.source.up, clip.source.warnings) == (LAYOUTS["kinect20"].title, "y", ())
        assert 1.2 < clip.joints[:, 15, 1].max() < 1.9
        assert abs(np.median(clip.joints[:, [7, 8, 10, 11], 1].min(axis=1))) < 0.05

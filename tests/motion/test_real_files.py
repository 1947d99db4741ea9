"""Files as users have them, against each other and against the same motions in the labelled sets."""

import json

import numpy as np
import pytest

from humocon.motion.clip import canonicalize, heading
from humocon.motion.read import find_motions, read_motion
from humocon.motion.skeleton import PARENTS, bone_lengths

LEFT_WRIST, RIGHT_WRIST, HEAD = 20, 21, 15


@pytest.fixture(scope="module")
def raw(shared_data):
    return shared_data / "raw"


@pytest.fixture(scope="module")
def labelled(shared_data):
    """labelled(set, id) -> canonical joints of a clip of the labelled sets."""
    sets = {}

    def load(name, clip_id):
        if name not in sets:
            with np.load(shared_data / "mocap" / f"{name}.npz", allow_pickle=False) as data:
                lines = (shared_data / "mocap" / f"{name}.jsonl").read_text().splitlines()
                index = {json.loads(line)["id"]: i for i, line in enumerate(lines)}
                sets[name] = data["positions"], data["start"], float(data["unit"]), index
        positions, start, unit, index = sets[name]
        i = index[clip_id]
        return canonicalize(positions[start[i] : start[i + 1]] * unit, 20)

    return load


def distance(first, second):
    """Distance of each joint of two motions over the poses they share, (K, 22) in metres."""
    assert abs(len(first) - len(second)) <= 1
    count = min(len(first), len(second))
    return np.linalg.norm(first[:count] - second[:count], axis=-1)


def test_every_file_becomes_an_upright_moving_body_of_constant_bones(raw):
    files = find_motions(raw)
    assert len(files) == 21
    for path in files:
        clip = read_motion(path)
        assert clip.source.warnings == (), path
        assert clip.source.up == "y"
        lengths = bone_lengths(clip.joints)
        change = np.abs(lengths / lengths.mean(axis=0) - 1).max(axis=0)
        # CMU's neck has a joint in the middle that SMPL lacks: from neck to head is not one rigid bone there.
        if path.suffix == ".amc":
            assert change[HEAD - 1] < 0.06
            change[HEAD - 1] = 0
        assert change.max() < 1e-3, path
        assert 1.0 < np.median(clip.joints[:, HEAD, 1]) < 1.7
        np.testing.assert_allclose(clip.joints[0, 0, [0, 2]], 0, atol=1e-6)
        assert heading(clip.joints[0]) == pytest.approx(0, abs=1e-5)


def test_the_two_humanml3d_files_of_one_clip_agree(raw):
    joints = read_motion(raw / "humanml3d" / "new_joints_012314.npy").joints
    vectors = read_motion(raw / "humanml3d" / "new_joint_vecs_012314.npy").joints
    np.testing.assert_allclose(vectors, joints, atol=1e-5)


def test_normalised_humanml3d_vectors_are_restored(raw, tmp_path):
    folder = raw / "humanml3d"
    mean, std = np.load(folder / "Mean.npy"), np.load(folder / "Std.npy")
    np.save(tmp_path / "Mean.npy", mean)
    np.save(tmp_path / "Std.npy", std)
    np.save(tmp_path / "v.npy", (np.load(folder / "new_joint_vecs_012314.npy") - mean) / std)
    clip = read_motion(tmp_path / "v.npy")
    assert "restored" in clip.source.notes[0]
    np.testing.assert_allclose(clip.joints, read_motion(folder / "new_joints_012314.npy").joints, atol=1e-3)


def test_bandai_bvh_files_agree_with_the_labelled_clips(raw, labelled):
    """Within 1 cm, 3 cm for the foot of a kick: the sets interpolate 30 Hz to 20 Hz without keeping bone lengths."""
    files = sorted((raw / "bvh").glob("dataset-*.bvh"))
    assert len(files) == 15
    for path in files:
        name = "bandai1" if path.stem.startswith("dataset-1") else "bandai2"
        gap = distance(read_motion(path).joints, labelled(name, f"bn_{path.stem}"))
        assert gap.mean() < 0.005, path
        assert gap.max() < 0.03, path


@pytest.mark.parametrize("take", ["02_01", "02_03", "02_04"])
def test_cmu_amc_files_agree_with_the_labelled_clips(raw, labelled, take):
    """Within 5 mm but for the wrists: the sets take the end of the bone "radius", 9.5 cm short of the hand."""
    joints, other = read_motion(raw / "amc" / f"{take}.amc").joints, labelled("cmu", f"cmu_{take}")
    gap = distance(joints, other)
    assert gap[:, :LEFT_WRIST].max() < 0.005
    assert gap[:, LEFT_WRIST:].max() < 0.1
    count = min(len(joints), len(other))
    for wrist in (LEFT_WRIST, RIGHT_WRIST):
        bones = [motion[:count, wrist] - motion[:count, PARENTS[wrist]] for motion in (joints, other)]
        unit = [bone / np.linalg.norm(bone, axis=-1, keepdims=True) for bone in bones]
        assert np.sum(unit[0] * unit[1], axis=-1).min() > 0.999


def test_cmu_bvh_and_amc_are_the_same_kind_of_body_and_walk(raw, labelled):
    """The BVH is another subject on Daz's skeleton with a wrong frame time: sizes and the path can be compared."""
    bvh = read_motion(raw / "bvh" / "cmu_05_01_daz.bvh", fps=120).joints
    amc = read_motion(raw / "amc" / "02_01.amc").joints
    legs = [bone_lengths(joints)[0, [3, 4, 6, 7]].sum() / 2 for joints in (bvh, amc)]
    assert legs[0] == pytest.approx(legs[1], rel=0.05)
    for joint in (0, HEAD):
        assert bvh[30:, joint, 1].mean() == pytest.approx(amc[30:, joint, 1].mean(), abs=0.08)
    speeds = [np.linalg.norm(joints[-1, 0] - joints[0, 0]) / len(joints) * 20 for joints in (bvh, amc)]
    assert 0.7 < speeds[0] / speeds[1] < 1.1
    other = labelled("cmu", "cmu_05_01")
    local = (bvh[5:100] - bvh[5:100, :1]) - (other[5:100] - other[5:100, :1])
    assert np.linalg.norm(local, axis=-1).mean() < 0.07


def test_left_stays_left(raw):
    highest = {
        hand: read_motion(raw / "bvh" / f"dataset-2_wave-{hand}-hand_youthful_001.bvh").joints[..., 1].max(axis=0)
        for hand in ("left", "right")
    }
    assert highest["left"][LEFT_WRIST] > 1.6 > 1.0 > highest["left"][RIGHT_WRIST]
    assert highest["right"][RIGHT_WRIST] > 1.6 > 1.0 > highest["right"][LEFT_WRIST]


def test_turns_go_the_way_they_are_called(raw):
    for side, sign in (("left", 1), ("right", -1)):
        joints = read_motion(raw / "bvh" / f"dataset-2_walk-turn-{side}_youthful_001.bvh").joints
        turned = np.unwrap(heading(joints))[-1]
        assert sign * turned == pytest.approx(np.pi / 2, abs=0.2)
        assert sign * joints[-1, 0, 0] > 2


def test_walking_forward_and_backward_are_told_apart(raw):
    path = {name: read_motion(raw / "bvh" / f"dataset-1_{name}_old_001.bvh").joints for name in ("walk", "walk-back")}
    assert path["walk"][-1, 0, 2] > 3
    assert path["walk-back"][-1, 0, 2] < -3


def test_babel_qa_joints_are_z_up_at_30_hz(labelled, tmp_path):
    joints = labelled("hdm05", "hdm_mm_depositFloorR_020")
    np.save(tmp_path / "joints.npy", np.stack([-joints[..., 0], joints[..., 2], joints[..., 1]], axis=-1))
    source = read_motion(tmp_path / "joints.npy").source
    assert (source.up, source.fps) == ("z", 30)

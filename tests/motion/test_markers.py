import re

import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.clip import canonicalize
from humocon.motion.kinematics.facts import facts
from humocon.motion.read import read_motion
from humocon.motion.skeleton import JOINT_NAMES
from humocon.motion.synthesis import synthesize
from tests.motion.layout_points import parts_of
from tests.motion.marker_files import CMU, OPENCAP, OPENSIM, PLUG_IN_GAIT, markers_of, write_c3d, write_trc

Z_UP = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])


@pytest.fixture(scope="module")
def waving():
    return synthesize("wave left", seed=1).to_clip().joints.astype(np.float64)


def check(clip, joints, tolerance=0.025):
    assert clip.source.warnings == ()
    expected = canonicalize(joints, 20)
    limbs = [
        i for i, name in enumerate(JOINT_NAMES) if name.split("_")[-1] in ("hip", "knee", "ankle", "foot", "wrist")
    ]
    np.testing.assert_allclose(clip.joints[:, limbs], expected[:, limbs], atol=tolerance)
    assert {move.side for move in facts(clip.joints).arms if move.kind == "wave"} == {"left"}


@pytest.mark.parametrize("names", [PLUG_IN_GAIT, CMU, OPENSIM, OPENCAP])
def test_joint_centres_are_found_under_the_names_of_the_usual_sets(tmp_path, waving, names):
    points, labels = markers_of(waving, names)
    clip = read_motion(write_trc(tmp_path / "m.trc", points @ Z_UP.T * 1000, labels))
    assert (clip.source.format, clip.source.unit, clip.source.up, clip.source.fps) == ("TRC", "mm", "z", 20)
    check(clip, waving)


@pytest.mark.parametrize("machine", [84, 85, 86])
@pytest.mark.parametrize("integers", [False, True])
def test_c3d_of_every_machine_is_read_with_the_subject_before_the_names(tmp_path, waving, machine, integers):
    points, labels = markers_of(waving, PLUG_IN_GAIT)
    labels = [f"Ann:{label}" for label in labels] + ["*110"]
    points = np.concatenate([points, points[:, :1]], axis=1) @ Z_UP.T * 1000
    clip = read_motion(write_c3d(tmp_path / "m.c3d", points, labels, machine=machine, integers=integers, analog=6))
    assert (clip.source.format, clip.source.skeleton) == ("C3D", "23 markers, matched by name")
    check(clip, waving)


def test_markers_on_both_sides_of_a_joint_have_its_centre_between_them(tmp_path, waving):
    points, labels = markers_of(waving, OPENCAP)
    knee = labels.index("L_knee_study")
    across = 2 * (waving[:, 4] - points[:, knee])
    points, labels = np.concatenate([points, (points[:, knee] + across)[:, None]], axis=1), [*labels, "L_mknee_study"]
    clip = read_motion(write_trc(tmp_path / "m.trc", points, labels, unit="m"))
    np.testing.assert_allclose(clip.joints[:, 4], canonicalize(waving, 20)[:, 4], atol=0.01)


def test_joint_centres_that_pose_estimators_write_are_taken_as_they_are(tmp_path, waving):
    names = {"left": "L", "right": "R"}
    parts = {name: place for name, place in parts_of(waving).items() if name.split("_")[-1] not in ("ear", "collar")}
    labels = [names.get(name.split("_")[0], "") + "".join(w.title() for w in name.split("_")[-1:]) for name in parts]
    kept = [i for i, label in enumerate(labels) if labels.index(label) == i and not label.startswith("Spine")]
    points = np.stack([*parts.values()], axis=1)[:, kept]
    clip = read_motion(write_trc(tmp_path / "m.trc", points, [labels[i] for i in kept], unit="m"))
    check(clip, waving, tolerance=0.01)


@pytest.mark.parametrize(("poses", "told"), [(5, ()), (6, ("the left knee was not seen for 0.3 s from 1.0 s on",))])
def test_a_gap_of_a_marker_is_told_from_three_tenths_of_a_second_on(tmp_path, waving, poses, told):
    points, labels = markers_of(waving, PLUG_IN_GAIT)
    points[20 : 20 + poses, labels.index("LKNE")] = np.nan
    clip = read_motion(write_trc(tmp_path / "m.trc", points, labels, unit="m"))
    assert tuple(warning.partition(";")[0] for warning in clip.source.warnings) == told


def test_a_marker_that_is_lost_for_long_is_told_by_the_part_of_the_body(tmp_path, waving):
    points, labels = markers_of(waving, PLUG_IN_GAIT)
    points[10:15, labels.index("LKNE")] = np.nan
    points[30:60, labels.index("RASI")] = 0
    clip = read_motion(write_trc(tmp_path / "m.trc", points, labels, unit="m"))
    assert len(clip.source.warnings) == 1
    assert "hip was not seen for 1.5 s from 1.5 s on" in clip.source.warnings[0]
    assert np.isfinite(clip.joints).all()


@pytest.mark.parametrize(
    ("mark", "point", "encoding"), [(" ", ".", "utf-8"), ("\t", ",", "utf-16"), (",", ".", "utf-8")]
)
def test_trc_with_spaces_or_commas_between_cells_or_commas_for_points_is_read(tmp_path, waving, mark, point, encoding):
    path = write_trc(tmp_path / "a.trc", *markers_of(waving, PLUG_IN_GAIT))
    expected = read_motion(path).joints
    head, *lines = path.read_text().splitlines()
    lines = [mark.join(line.split()).replace(".", point) for line in lines]
    path.write_text("\n".join([head, *lines]) + "\n", encoding=encoding)
    np.testing.assert_allclose(read_motion(path).joints, expected, atol=1e-4)


def test_markers_without_names_are_refused(tmp_path, waving):
    points, labels = markers_of(waving, PLUG_IN_GAIT)
    path = write_trc(tmp_path / "m.trc", points, [f"M{number}" for number in range(len(labels))])
    with pytest.raises(DataError, match=r"its markers have no names known here; label them .*LASI.*; the file has M0"):
        read_motion(path)


@pytest.mark.parametrize(
    ("lost", "told"),
    [
        ("RKNE", r"no marker for right knee \(RKNE\); give a recording of the whole body"),
        ("[LR]PSI", r"no marker for back of the pelvis \(LPSI RPSI\)"),
        (
            "[LR](SHO|ELB|WR.|.HD)",
            r"no marker for left shoulder, right shoulder, left elbow, right elbow, left wrist, right wrist "
            r"\(LSHO RSHO LELB RELB LWRA RWRA\); give a recording of the whole body, arms included",
        ),
    ],
)
def test_what_is_missing_of_a_set_is_named(tmp_path, waving, lost, told):
    points, labels = markers_of(waving, PLUG_IN_GAIT)
    kept = [i for i, label in enumerate(labels) if not re.fullmatch(lost, label)]
    with pytest.raises(DataError, match=told):
        read_motion(write_trc(tmp_path / "m.trc", points[:, kept], [labels[i] for i in kept]))


def test_joint_centres_of_the_legs_alone_are_refused_by_what_is_missing(tmp_path, waving):
    labels = [side + part for side in "LR" for part in ("Hip", "Knee", "Ankle", "BigToe")]
    path = write_trc(tmp_path / "m.trc", waving[:, [1, 4, 7, 10, 2, 5, 8, 11]], labels, unit="m")
    with pytest.raises(DataError, match=r"no marker for left shoulder, .* right wrist; give"):
        read_motion(path)


def test_joint_centres_in_the_plane_of_a_picture_are_refused(tmp_path, waving):
    points, labels = markers_of(waving, PLUG_IN_GAIT)
    with pytest.raises(DataError, match="2D keypoints, which have no depth"):
        read_motion(write_trc(tmp_path / "m.trc", points * [1, 1, 0], labels, unit="m"))


def test_damaged_marker_files_are_refused(tmp_path, waving):
    points, labels = markers_of(waving, PLUG_IN_GAIT)
    whole = write_c3d(tmp_path / "m.c3d", points, labels).read_bytes()
    for number, data in enumerate((whole[:700], whole[:-9000], whole[:515] + b"\x57" + whole[516:])):
        (tmp_path / f"{number}.c3d").write_bytes(data)
        with pytest.raises(DataError, match=r"not a whole C3D file"):
            read_motion(tmp_path / f"{number}.c3d")
    text = write_trc(tmp_path / "m.trc", points, labels).read_text()
    for number, words in enumerate((text[:200], text.replace("20\t20", "none\t20"), text.replace("\t-0.", "\tx", 1))):
        (tmp_path / f"{number}.trc").write_text(words)
        with pytest.raises(DataError, match=r"not a whole TRC file"):
            read_motion(tmp_path / f"{number}.trc")

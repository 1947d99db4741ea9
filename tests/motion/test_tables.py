"""Places of joints and markers in columns, as laboratories, depth cameras and pose estimators export them."""

import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.read import read_motion
from humocon.motion.synthesis import synthesize
from tests.motion.layout_points import points_in
from tests.motion.marker_files import PLUG_IN_GAIT, markers_of, write_trc
from tests.motion.table_files import (
    KINECT,
    animation_labels,
    kinect,
    numbered,
    one_a_line,
    optitrack,
    qualisys,
    rows,
    vicon,
)


@pytest.fixture(scope="module")
def waving():
    return synthesize("wave left", seed=1).to_clip().joints.astype(np.float64)


@pytest.mark.parametrize(
    "write",
    [
        kinect,
        lambda points: kinect(points, name="{joint}_{axis}").lower(),
        lambda points: kinect(points, ";", "{joint} {axis}").replace(".", ","),
        lambda points: kinect(points, "\t", '"{joint}.{axis} (m)"'),
        lambda points: one_a_line(points, KINECT),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_named_joints_are_those_of_the_array_with_the_rate_of_its_times(tmp_path, waving, write, encoding):
    points = points_in("ntu25", waving)
    (tmp_path / "k.csv").write_text(write(points), encoding=encoding)
    np.save(tmp_path / "k.npy", points)
    clip, expected = read_motion(tmp_path / "k.csv"), read_motion(tmp_path / "k.npy", fps=20)
    assert (clip.source.format, clip.source.fps) == ("table", 20)
    np.testing.assert_allclose(clip.joints[:, 1:12], expected.joints[:, 1:12], atol=0.02)


def test_numbered_joints_have_the_order_of_the_array(tmp_path, waving):
    points, path = points_in("mediapipe33", waving), tmp_path / "m.csv"
    path.write_text(numbered(points))
    np.save(tmp_path / "m.npy", points)
    expected = read_motion(tmp_path / "m.npy", fps=20).joints
    np.testing.assert_allclose(read_motion(path, fps=20).joints, expected, atol=1e-3)
    np.testing.assert_allclose(read_motion(path, fps=20, skeleton="mediapipe33").joints, expected, atol=1e-3)


@pytest.mark.parametrize("write", [qualisys, optitrack, vicon])
@pytest.mark.parametrize("names", ["Plug-in Gait", "animation"])
def test_markers_are_those_of_a_trc(tmp_path, waving, write, names):
    points, labels = markers_of(waving, PLUG_IN_GAIT)
    expected = read_motion(write_trc(tmp_path / "m.trc", points * 1000, labels))
    labels = animation_labels(labels) if names == "animation" else labels
    (tmp_path / "m.csv").write_text(write(points * 1000, labels))
    clip = read_motion(tmp_path / "m.csv")
    assert (clip.source.fps, clip.source.unit) == (20, "mm")
    np.testing.assert_allclose(clip.joints[:, 1:12], expected.joints[:, 1:12], atol=1e-3)


def of_two(lines, who="person"):
    """Each line twice: of one who stands still, and of another."""
    head, *lines = lines.splitlines()
    still = lines[0].partition(",")[2]
    pairs = ((f"9,{line.partition(',')[0]},{still}", f"4,{line}") for line in lines)
    return "\n".join([f"{who},{head}", *(line for pair in pairs for line in pair)])


def side_by_side(points):
    """One who stands still beside another, by names in front of those of the joints."""
    both = np.concatenate([np.repeat(points[:1], len(points), axis=0), points], axis=1)
    head = [f"{who}{joint}_{axis}" for who in ("P1_", "P2_") for joint in KINECT for axis in "xyz"]
    return "\n".join([",".join(["frame", *head]), *rows(both, before=lambda number: [number])])


@pytest.mark.parametrize(
    "write",
    [
        lambda points: of_two(kinect(points)),
        lambda points: of_two(kinect(points), "Body ID"),
        side_by_side,
        lambda points: side_by_side(points).replace("P1_", "Ann:").replace("P2_", "Bob:"),
        lambda points: side_by_side(points).replace("P1_", "Ann_").replace("P2_", "Bob_"),
        lambda points: side_by_side(points).replace("P1_", "Ann ").replace("P2_", "Bob "),
    ],
)
def test_of_several_people_one_is_chosen(tmp_path, waving, write):
    points = points_in("ntu25", waving)
    (tmp_path / "one.csv").write_text(kinect(points))
    (tmp_path / "two.csv").write_text(write(points))
    with pytest.raises(DataError, match=rf"2 people: 1 \({len(points)} poses\).*--person"):
        read_motion(tmp_path / "two.csv", fps=20)
    shown = read_motion(tmp_path / "two.csv", fps=20, person=2).joints
    np.testing.assert_allclose(shown, read_motion(tmp_path / "one.csv").joints, atol=1e-3)
    assert np.ptp(read_motion(tmp_path / "two.csv", fps=20, person=1).joints, axis=0).max() < 1e-3


@pytest.mark.parametrize("name", ["{who}:{label}", "{who}_{label}", "{who}.{label}", "{label}_{who}", "{label}"])
def test_markers_of_several_people_are_told_apart_by_the_name_beside_them(tmp_path, waving, name):
    points, labels = markers_of(waving, PLUG_IN_GAIT)
    both = np.concatenate([points + 1, points], axis=1) * 1000
    file = write_trc(
        tmp_path / "two.trc", both, [name.format(who=who, label=label) for who in ("Ann", "2") for label in labels]
    )
    with pytest.raises(DataError, match="2 people"):
        read_motion(file)
    alone = read_motion(write_trc(tmp_path / "one.trc", points * 1000, labels))
    np.testing.assert_allclose(read_motion(file, person=2).joints, alone.joints, atol=1e-4)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (kinect(np.ones((9, 25, 3)), name="{joint}_rot_{axis}"), "a table \\(CSV\\) without the columns x, y and z"),
        (one_a_line(np.ones((9, 25, 3)), ["HipLeft"] * 25), "with several places of a joint at one time"),
        (numbered(points_in("mediapipe33", np.ones((9, 22, 3)))), "2D|no body|picture"),
        ("t,angle,force,moment\n0,1,2,3\n1,1,2,3\n", "a table \\(CSV\\) without the columns x, y and z of each joint"),
        ("Format Version,1.23\nFrame,a,b,c\n1,2,3,4\n", "an OptiTrack table \\(CSV\\) without the columns x, y and z"),
        (
            "\n".join(
                [",".join(f"{axis}{joint}" for joint in range(17) for axis in "xy")] + [",".join(["5"] * 34)] * 9
            ),
            "2D keypoints, which have no depth",
        ),
        (kinect(np.zeros((0, 25, 3))) + "\n" + "0" * 9, "a table|not a motion file known here"),
    ],
)
def test_tables_of_other_things_are_refused(tmp_path, text, message):
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(DataError, match=message):
        read_motion(tmp_path / "t.csv")


def test_poses_in_which_nobody_is_seen_keep_their_place(tmp_path, waving):
    lines = kinect(points_in("ntu25", waving)).splitlines()
    seen = read_motion(_written(tmp_path / "all.csv", lines))
    for number, empty in ((40, ""), (41, "NA"), (42, "null")):
        cells = lines[number].split(",")
        lines[number] = ",".join([cells[0], *[empty] * (len(cells) - 1)])
    clip = read_motion(_written(tmp_path / "gaps.csv", lines))
    assert len(clip.joints) == len(seen.joints)
    np.testing.assert_allclose(clip.joints[60:, 1:12], seen.joints[60:, 1:12], atol=0.02)


def test_numbered_joints_are_taken_by_their_numbers_and_not_by_their_columns(tmp_path, waving):
    points = points_in("mediapipe33", waving)
    expected = read_motion(_written(tmp_path / "m.csv", numbered(points).splitlines()), fps=20).joints
    head, *rows = (line.split(",") for line in numbered(points).splitlines())
    order = sorted(range(len(head)), key=lambda column: head[column])
    mixed = [",".join(row[column] for column in order) for row in (head, *rows)]
    np.testing.assert_allclose(read_motion(_written(tmp_path / "p.csv", mixed), fps=20).joints, expected, atol=1e-6)


def _written(path, lines):
    path.write_text("\n".join(lines))
    return path

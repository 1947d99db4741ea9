from functools import cache

import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.layouts import LAYOUTS
from humocon.motion.read import find_motions, read_motion
from humocon.motion.synthesis import synthesize
from tests.motion.layout_points import points_in


@cache
def waving() -> np.ndarray:
    return synthesize("wave left", seed=1).to_clip().joints.astype(np.float64)


def text(rows: np.ndarray, mark: str = " ") -> str:
    return "\n".join(mark.join(map(repr, row.tolist())) for row in rows) + "\n"


def test_a_row_for_each_pose_behind_the_number_of_its_picture_has_the_lost_ones_filled_in(tmp_path):
    points = points_in("kinect20", waving()).reshape(-1, 60)
    numbers = 252.0 + 2 * np.arange(len(points))
    kept = np.arange(len(points)) % 5 != 3
    (tmp_path / "joints_s01_e01.txt").write_text(text(np.column_stack([numbers, points])[kept]))
    clip = read_motion(tmp_path / "joints_s01_e01.txt")
    assert clip.source.fps == 15.0
    assert len(clip.joints) == pytest.approx(len(points) * 20 / 15, abs=2)
    assert find_motions(tmp_path) == [tmp_path / "joints_s01_e01.txt"]


def test_pictures_are_counted_also_where_a_sensor_lost_most_of_them(tmp_path):
    points = points_in("kinect20", waving()).reshape(-1, 60)
    numbers = 2 * np.arange(len(points))
    kept = np.cumsum(np.tile([2, 2, 3, 4], len(points)))
    kept = kept[kept < len(points)]
    (tmp_path / "joints_s01_e01.txt").write_text(text(np.column_stack([numbers, points])[kept]))
    clip = read_motion(tmp_path / "joints_s01_e01.txt")
    assert clip.source.fps == 15.0
    assert clip.duration_s == pytest.approx((kept[-1] - kept[0]) / 15, abs=0.1)


def test_poses_of_zeros_do_not_hide_which_body_the_others_are(tmp_path):
    points = points_in("msr20", waving())
    points[10:-10] = 0.0
    assert len(points) > 40
    (tmp_path / "a13_s02_e02_skeleton3D.txt").write_text(text(points.reshape(-1, 3)))
    assert read_motion(tmp_path / "a13_s02_e02_skeleton3D.txt").source.skeleton == LAYOUTS["msr20"].title


@pytest.mark.parametrize("lead", ["moments", "joints", "poses and joints"])
def test_joints_behind_the_moment_of_their_pose_and_their_own_number_are_read(tmp_path, lead):
    points = points_in("kinect20", waving())
    pose, joint = np.divmod(np.arange(20 * len(points)), 20)
    columns = {"moments": [np.round(pose * 1000 / 30)], "joints": [joint + 1], "poses and joints": [pose, joint]}
    (tmp_path / "t.txt").write_text(text(np.column_stack([*columns[lead], points.reshape(-1, 3)])))
    clip = read_motion(tmp_path / "t.txt")
    np.save(tmp_path / "t.npy", points)
    assert clip.source.fps == pytest.approx(30, abs=0.1)
    np.testing.assert_allclose(clip.joints, read_motion(tmp_path / "t.npy", fps=clip.source.fps).joints, atol=1e-5)


@pytest.mark.parametrize("mark", [";", " ", "\t"])
def test_rows_with_commas_for_points_and_a_comment_above_are_read(tmp_path, mark):
    points = points_in("kinect20", waving()).reshape(-1, 60)
    (tmp_path / "t.txt").write_text("# 20 joints\n" + text(points, mark).replace(".", ","))
    np.savetxt(tmp_path / "plain.txt", points, header="20 joints")
    plain, clip = (read_motion(tmp_path / f"{name}.txt") for name in ("plain", "t"))
    np.testing.assert_allclose(clip.joints, plain.joints, atol=1e-5)


def test_a_moment_and_25_joints_are_not_19_with_their_confidence(tmp_path):
    points = points_in("ntu25", waving()).reshape(-1, 75)
    (tmp_path / "t.txt").write_text(text(np.column_stack([np.arange(len(points)) / 30, points]), ","))
    assert read_motion(tmp_path / "t.txt").source.skeleton == LAYOUTS["ntu25"].title


def test_rounded_moments_tell_the_rate_all_together(tmp_path):
    points = points_in("kinect20", waving()).reshape(-1, 60)
    moments = np.round(np.arange(len(points)) * 1000 / 30)
    (tmp_path / "t.txt").write_text(text(np.column_stack([moments, points]), ";"))
    assert read_motion(tmp_path / "t.txt").source.fps == pytest.approx(30, abs=0.1)


@pytest.mark.parametrize(("lead", "fps"), [(8.0, 125.0), (333_333.0, 30.0), (0.05, 20.0)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_moments_before_the_joints_tell_the_rate_in_their_unit(tmp_path, lead, fps, encoding):
    points = points_in("kinect20", waving()).reshape(-1, 60)
    table = text(np.column_stack([lead * np.arange(len(points)), points]), ",")
    (tmp_path / "t.txt").write_text(table.replace("\n", ",\n"), encoding=encoding)
    assert read_motion(tmp_path / "t.txt", skeleton="kinect20").source.fps == pytest.approx(fps, abs=0.01)


@pytest.mark.parametrize(("layout", "fps"), [("msr20", 15.0), ("nite15", 30.0), ("kard15", 30.0), ("florence15", 30.0)])
def test_a_row_for_each_joint_is_cut_into_poses_by_the_body_that_they_make(tmp_path, layout, fps):
    points = points_in(layout, waving())
    unsure = np.zeros((*points.shape[:2], 1))  # a confidence of MSR-Action3D that says nothing
    (tmp_path / "a01_s01_e01_skeleton3D.txt").write_text(text(np.dstack([points, unsure]).reshape(-1, 4)))
    source = read_motion(tmp_path / "a01_s01_e01_skeleton3D.txt").source
    assert (source.skeleton, source.fps) == (LAYOUTS[layout].title, fps)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("1 2 3 4 5 6 7\n" * 4, "a table of 7 numbers a row"),
        ("0.1 0.2 0.3\n" * 41, "41 rows of joints that make no body"),
        ("1 2 3 4\n1 2 3\n1 2 3 4\n", "row 2 has 3 numbers and not 4"),
    ],
)
def test_other_rows_are_refused_with_what_they_hold(tmp_path, content, said):
    (tmp_path / "table.txt").write_text(content)
    with pytest.raises(DataError, match=said):
        read_motion(tmp_path / "table.txt")

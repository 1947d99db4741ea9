"""Motions of DeepMimic's humanoid."""

import json
from pathlib import Path

import numpy as np
import pytest

from humocon.data.mocap import load_clips
from humocon.data.open_sets import describe
from humocon.errors import DataError
from humocon.motion.read import find_motions, read_motion
from humocon.motion.skeleton import JOINT_NAMES

STRAIGHT = [1.0, 0.0, 0.0, 0.0]
PARTS = (4, 4, 4, 1, 4, 4, 1, 4, 1, 4, 4, 1)
"""Numbers of each joint after the root: chest, neck, right hip, knee, ankle, ..."""


def row(time: float = 1 / 30, root: tuple[float, float, float] = (0, 0.9, 0), **turned: list[float]) -> list[float]:
    names = ("chest", "neck", "right_hip", "right_knee", "right_ankle", "right_shoulder", "right_elbow")
    names += ("left_hip", "left_knee", "left_ankle", "left_shoulder", "left_elbow")
    numbers = [time, *root, *turned.get("root", STRAIGHT)]
    for name, size in zip(names, PARTS, strict=True):
        numbers += turned.get(name, STRAIGHT if size == 4 else [0.0])
    return numbers


def write(path: Path, rows: list[list[float]]) -> Path:
    path.write_text(json.dumps({"Loop": "none", "Frames": rows}))
    return path


def joint(name: str) -> int:
    return JOINT_NAMES.index(name)


def test_a_body_at_rest_stands_as_the_character_is_built(tmp_path: Path):
    clip = read_motion(write(tmp_path / "humanoid3d_rest.txt", [row() for _ in range(30)]))
    assert clip.source.format == "DeepMimic"
    assert (clip.source.fps, clip.source.unit, clip.source.up) == (pytest.approx(30.0), "m", "y")
    pose = clip.joints[0]
    np.testing.assert_allclose(pose[joint("left_hip")] - pose[joint("right_hip")], [2 * 0.084887, 0, 0], atol=1e-5)
    assert pose[joint("left_hip"), 1] - pose[joint("left_ankle"), 1] == pytest.approx(0.421546 + 0.40987, abs=1e-5)
    assert pose[joint("left_foot"), 2] > pose[joint("left_ankle"), 2]  # toes forward
    assert not clip.source.warnings


def test_knees_bend_backwards_and_elbows_forwards(tmp_path: Path):
    bent = row(left_knee=[-np.pi / 2], right_elbow=[np.pi / 2])
    pose = read_motion(write(tmp_path / "a.txt", [bent for _ in range(30)])).joints[0]
    shin = pose[joint("left_ankle")] - pose[joint("left_knee")]
    arm = pose[joint("right_wrist")] - pose[joint("right_elbow")]
    np.testing.assert_allclose(shin, [0, 0, -0.40987], atol=1e-5)
    np.testing.assert_allclose(arm, [0, 0, 0.258947], atol=1e-5)


def test_a_quaternion_has_its_real_part_first(tmp_path: Path):
    half = np.sqrt(0.5)
    raised = [row(right_shoulder=[half, half, 0.0, 0.0]) for _ in range(30)]  # 90 degrees about x: y to z
    pose = read_motion(write(tmp_path / "a.txt", raised)).joints[0]
    arm = pose[joint("right_elbow")] - pose[joint("right_shoulder")]
    # From hanging (-y) to -z of the file, which is the body's left, +x of the clip.
    np.testing.assert_allclose(arm, [0.274788, 0, 0], atol=1e-5)


def test_poses_that_last_differently_keep_their_times(tmp_path: Path):
    times = [0.1, 0.1, 0.3, 0.1, 0.1]
    begins = np.concatenate([[0], np.cumsum(times)])
    rows = [row(time, (begin, 0.9, 0.0)) for time, begin in zip([*times, 0.0], begins, strict=True)]  # 1 m/s along x
    clip = read_motion(write(tmp_path / "a.txt", rows))
    assert "interpolated" in clip.source.notes[0]
    np.testing.assert_allclose(np.diff(clip.joints[:, 0, 2]) * 20, 1.0, atol=1e-3)
    assert clip.duration_s == pytest.approx(0.7, abs=0.06)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"Frames": []}', "has no rows"),
        ('{"Frames": [[0.1, 1, 2]]}', "has a row of 3 numbers; DeepMimic's humanoid has 44"),
        ('{"Frames": 5}', "not a motion of DeepMimic"),
        ('{"Frames": [[0.1, 1', "not a motion of DeepMimic"),
        (json.dumps({"Frames": [["x"] * 44] * 3}), "not a motion of DeepMimic"),
        (json.dumps({"Frames": [row(), [float("nan")] * 44]}), "NaN or infinity"),
        (json.dumps({"Frames": [row(0.0), row(0.0)]}), "a pose lasts no time"),
        (json.dumps({"Frames": [row()]}), "there is but one"),
    ],
)
def test_damage_is_told_in_one_line(tmp_path: Path, text: str, complaint: str):
    (tmp_path / "humanoid3d_a.txt").write_text(text)
    with pytest.raises(DataError, match=complaint) as caught:
        read_motion(tmp_path / "humanoid3d_a.txt")
    assert str(tmp_path / "humanoid3d_a.txt") in str(caught.value)


def test_a_folder_gives_its_files_and_no_other_text(tmp_path: Path):
    name = "sie_humanoid3d_run_left01.txt"
    write(tmp_path / name, [row(root=(0.05 * place, 0.9, 0.0)) for place in range(30)])
    (tmp_path / "readme.txt").write_text("words")
    (tmp_path / "run_humanoid3d_jog_args.txt").write_text("--scene imitate")
    assert [path.name for path in find_motions(tmp_path)] == [name]
    (clip,) = load_clips(tmp_path, str((describe(tmp_path / name) or {})["split"]))
    assert (clip.content, clip.row["set"], clip.row["direction"]) == ("run", "sie", "left")

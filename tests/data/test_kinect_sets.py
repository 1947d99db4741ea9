"""Files of depth-camera sets are labelled and split by their names."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.io import savemat

from humocon.data.labels import label_of
from humocon.data.mocap import file_rows, load_clips
from humocon.data.open_sets import describe
from humocon.motion.read import find_motions
from humocon.motion.synthesis import synthesize
from tests.motion.layout_points import points_in


@pytest.mark.parametrize(
    ("name", "split", "content", "label"),
    [
        ("a3_s1_t2_skeleton.mat", "train", "wave the right hand", "wave right hand"),
        ("a27_s8_t3_skeleton.mat", "test", "squat", "squat"),
        ("a26_s7_t1_skeleton.mat", "val", "lunge forward", "lunge left leg"),
        ("a08_s09_e02_v03.json", "test", "put on a jacket", "put on a jacket"),
        ("a11_s01_e00_v01.json", "train", "throw", "throw"),
        ("a12_s10_e00_v01.json", "val", "carry", "carry something"),
        ("S001C002P003R002A043.skeleton", "test", "fall down", "fall"),
        ("S017C003P017R001A023.skeleton", "train", "wave", "wave"),
        ("S032C001P103R001A120.skeleton", "train", "rock-paper-scissors", None),
        ("S001C001P038R001A007.skeleton", "val", "throw", "throw"),
    ],
)
def test_a_name_tells_action_and_split(name: str, split: str, content: str, label: str | None):
    row = describe(Path(name))
    assert row is not None
    assert (row["split"], row["content"]) == (split, content)
    found = label_of(row)
    assert (found.words if found else None) == label


def test_a_folder_of_these_sets_is_read_without_what_else_lies_there(tmp_path: Path):
    joints = synthesize("wave right", seed=0).to_clip().joints.astype(np.float64)
    savemat(tmp_path / "a3_s1_t1_skeleton.mat", {"d_skel": points_in("utd20", joints).transpose(1, 2, 0)})
    frames = points_in("kinect20", joints).tolist()
    (tmp_path / "a11_s01_e00_v01.json").write_text(json.dumps({"file_name": "a", "skeletons": frames, "label": 11}))
    savemat(tmp_path / "a3_s1_t1_inertial.mat", {"d_iner": np.zeros((10, 6))})
    (tmp_path / "settings.json").write_text("{}")
    paths = find_motions(tmp_path)
    assert [row["set"] for row in file_rows(paths)] == ["nw_ucla", "utd_mhad"]
    assert len(load_clips(tmp_path, "train")) == 2

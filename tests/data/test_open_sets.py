"""Files of open collections are labelled by their names."""

from pathlib import Path

import pytest

from humocon.data.clip_store import read_store
from humocon.data.labels import Label, label_of
from humocon.data.mocap import file_rows, load_clips
from humocon.data.open_sets import CMU_INDEX, describe
from humocon.data.preparing import plan_work, prepare_shard, summarize
from humocon.motion.synthesis import synthesize
from humocon.motion.writers import write_motion

INDEX = "Subject #16 (run, jump, walk)\n\n16_01\tjump\n16_17\twalk, 90-degree left turn\n02_01  walk\n"


def make_motion(path: Path, action: str = "walk") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_motion(synthesize(action, seed=0), path, naming="bandai")
    return path


@pytest.mark.parametrize(
    ("name", "split", "content", "label"),
    [
        ("dataset-1_bow_active_001.bvh", "train", "bow", "bow"),
        ("dataset-2_walk-turn-left_masculine_003.bvh", "val", "walk-turn-left", "walk left"),
        ("dataset-2_raise-up-right-hand_elderly_010.bvh", "test", "raise-up-right-hand", "right arm"),
        ("dataset-1_walk-back_not-confident_001.bvh", "train", "walk-back", "walk backwards"),
        ("HDM_bk_kickLFront1Reps_004_120.amc", "test", "kick to the front", "kick left leg"),
        ("HDM_dg_squat1Reps_028_120.AMC", "test", "squat", "squat"),
    ],
)
def test_a_name_tells_what_is_done_and_who_does_it(name: str, split: str, content: str, label: str):
    row = describe(Path(name))
    assert row is not None
    assert (row["split"], row["content"]) == (split, content)
    found = label_of(row)
    assert isinstance(found, Label)
    assert found.words == label


def test_what_a_collection_does_not_describe_has_no_content():
    row = describe(Path("HDM_bd_cartwheelLHandStart1Reps_001_120.amc"))
    assert row is not None
    assert row["content"] == ""
    assert label_of(row) is None


@pytest.mark.parametrize("name", ["walk.bvh", "16_01.bvh", "dataset-3_bow_active_001.bvh", "HDM_bd_squat1Reps.amc"])
def test_other_files_are_of_no_collection(name: str, tmp_path: Path):
    assert describe(tmp_path / name) is None


def test_cmu_is_described_by_its_index_in_a_folder_above(tmp_path: Path):
    (tmp_path / CMU_INDEX).write_text(INDEX)
    (tmp_path / "data" / "016").mkdir(parents=True)
    jump, turn, other = (describe(tmp_path / "data" / "016" / name) for name in ("16_01.bvh", "16_17.amc", "16_99.amc"))
    assert [row and row["content"] for row in (jump, turn, other)] == ["jump", "walk, 90-degree left turn", ""]
    assert label_of(turn or {}) == Label("walk", "left", turns=True)
    test = describe(tmp_path / "02_01.amc") or {}
    assert (test["split"], test["actor"]) == ("test", "cmu_subject_02")


def test_a_clone_is_prepared_with_its_labels(tmp_path: Path):
    source, output = tmp_path / "clone", tmp_path / "prepared"
    for style, split in (("active", "train"), ("proud", "val"), ("elderly", "test")):
        path = make_motion(source / "data" / f"dataset-1_bow_{style}_001.bvh", "bow")
        assert [row["split"] for row in file_rows([path])] == [split]
    make_motion(source / "own.bvh")
    work = plan_work(source, output)
    for number in work.pending:
        prepare_shard(work, number)
    assert summarize(output).labelled == {"bandai1": 3}
    for folder in (source, output):
        (clip,) = load_clips(folder, "test")
        assert (clip.name, clip.content, clip.row["set"]) == ("dataset-1_bow_elderly_001", "bow", "bandai1")
    assert {clip.row["id"] for clip in read_store(output) if "set" not in clip.row} == {"own"}

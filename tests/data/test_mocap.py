import json
from pathlib import Path

import numpy as np
import pytest

from humocon.data.mocap import count_clips, file_rows, load_clips
from humocon.errors import DataError
from humocon.motion.features import standard_body
from humocon.motion.synthesis import synthesize

UNIT = 0.001
SPLITS = ("train", "val", "train")


def write_set(folder: Path, name: str = "toy") -> list[np.ndarray]:
    """A labelled set of three clips."""
    clips = [synthesize(action, seed=1).to_clip().joints[:30] for action in ("walk", "bow", "squat")]
    counts = [np.round(clip / UNIT).astype(np.int16) for clip in clips]
    start = np.cumsum([0, *map(len, counts)])
    np.savez(folder / f"{name}.npz", positions=np.concatenate(counts), start=start, unit=UNIT)
    rows = [{"id": f"{name}_{i}", "split": split, "content": f"c{i}", "more": 5} for i, split in enumerate(SPLITS)]
    (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return clips


def test_clips_of_a_labelled_set_come_on_the_standard_body(tmp_path: Path):
    written = write_set(tmp_path)
    first, second = load_clips(tmp_path, "train")
    assert [clip.name for clip in (first, second)] == ["toy_0", "toy_2"]
    assert second.content == "c2"
    assert second.row["more"] == 5
    assert second.row["set"] == "toy"
    np.testing.assert_allclose(second.joints, standard_body(written[2]), atol=0.01)
    assert [clip.name for clip in load_clips(tmp_path, "val")] == ["toy_1"]


def test_only_the_sets_asked_for_are_read(tmp_path: Path):
    write_set(tmp_path, "a")
    write_set(tmp_path, "b")
    assert {clip.name for clip in load_clips(tmp_path, "train", sets=["b"])} == {"b_0", "b_2"}
    assert len(load_clips(tmp_path, "train")) == 4
    with pytest.raises(DataError, match=r"no labelled set 'c'; there are: a, b"):
        load_clips(tmp_path, "train", sets=["c"])


def test_clips_and_poses_are_counted_without_posing_them(tmp_path: Path):
    write_set(tmp_path)
    assert count_clips(tmp_path, "train") == (2, 60)
    assert count_clips(tmp_path, "val") == (1, 30)
    assert count_clips(tmp_path, "test") == (0, 0)


def test_a_folder_of_motion_files_always_holds_some_out(tmp_path: Path):
    for number in range(4):
        np.save(tmp_path / f"clip{number}.npy", synthesize("walk", seed=number).to_clip().joints)
    train, held_out = load_clips(tmp_path, "train"), load_clips(tmp_path, "val")
    assert len(held_out) >= 1
    assert sorted(clip.name for clip in [*train, *held_out]) == [f"clip{number}" for number in range(4)]
    assert count_clips(tmp_path, "train") == (len(train), None)
    assert train[0].content == ""


def damage_set(folder: Path, damage: str) -> None:
    arrays, rows = folder / "toy.npz", folder / "toy.jsonl"
    if damage == "truncated":
        arrays.write_bytes(arrays.read_bytes()[:200])
    elif damage == "empty":
        arrays.write_bytes(b"")
    elif damage == "rows":
        rows.write_text("".join(rows.read_text().splitlines(keepends=True)[:2]))
    elif damage == "no JSON":
        rows.write_text("walk\n")
    elif damage == "no split":
        rows.write_text('{"id": "a", "content": "b"}\n' * 3)
    elif damage == "no start":
        np.savez(arrays, positions=np.zeros((3, 22, 3), np.int16), unit=UNIT)
    elif damage == "joints":
        np.savez(arrays, positions=np.zeros((3, 21, 3), np.int16), start=[0, 1, 2, 3], unit=UNIT)


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("truncated", r"toy\.npz: not a labelled set"),
        ("empty", r"toy\.npz: not a labelled set"),
        ("rows", r"toy\.npz: 3 clips .* toy\.jsonl has 2 rows"),
        ("no JSON", r"toy\.jsonl, line 1: not valid JSON"),
        ("no split", r"toy\.jsonl, line 1: has no 'split'"),
        ("no start", r"toy\.npz: not a labelled set"),
        ("joints", r"toy\.npz: positions are \(3, 21, 3\)"),
    ],
)
def test_damaged_sets_are_named_in_one_line(tmp_path: Path, damage: str, named: str):
    write_set(tmp_path)
    damage_set(tmp_path, damage)
    with pytest.raises(DataError, match=named) as caught:
        load_clips(tmp_path, "train")
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(DataError, match=r"absent: no such folder; .* --set data=DIR"):
        load_clips(tmp_path / "absent", "train")
    with pytest.raises(DataError, match="no motion of split 'train'"):
        load_clips(tmp_path, "train")


def test_the_development_set_can_be_read(shared_data: Path):
    clips = load_clips(shared_data / "mocap", "val")
    number, poses = count_clips(shared_data / "mocap", "val")
    assert len(clips) == number > 100
    assert sum(len(clip.joints) for clip in clips) == poses


def test_of_few_files_the_one_with_the_least_hash_is_held_out():
    rows = file_rows([Path(f"take{number}.bvh") for number in range(3)])
    # sha256 of the names begins with 9bd1, 2015, 3a4e
    assert [row["split"] for row in rows] == ["train", "val", "train"]
    assert file_rows([Path("take0.bvh")])[0]["split"] == "train"

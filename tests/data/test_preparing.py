"""Prepared clips: the same as what they were made from, on the disk, whole or not there."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner

from humocon.data import preparing
from humocon.data.clip_store import StoredClip, claim_store, read_store, write_shard
from humocon.data.mocap import count_clips, load_clips
from humocon.data.preparing import plan_work, prepare_shard, summarize
from humocon.data.shards import shard_path
from humocon.data.windows import Windows
from humocon.errors import DataError
from humocon.motion.synthesis import synthesize
from humocon_cli.main import cli


@pytest.fixture
def files(tmp_path: Path, monkeypatch) -> Path:
    """A folder of seven motion files, three of which make a shard."""
    monkeypatch.setattr(preparing, "SHARD", 3)
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(7):
        joints = synthesize(("walk", "jump", "squat")[number % 3], seed=number).to_clip().joints
        np.savez(folder / f"{number}.npz", joints=joints[: 30 + number], fps=20.0)
    return folder


def prepare(source: Path, output: Path, **options) -> list[int]:
    """Prepare what is pending; returns the shards that were."""
    work = plan_work(source, output, **options)
    for number in work.pending:
        prepare_shard(work, number)
    return work.pending


def windows(folder: Path, split: str) -> Windows:
    return Windows(load_clips(folder, split), 16, mask_share=0.4, mask_span=2, seed=3)


def test_training_draws_the_same_from_the_disk(files: Path, labelled_set: Path, tmp_path: Path):
    for place, source in enumerate((files, labelled_set)):
        output = tmp_path / f"prepared{place}"
        prepare(source, output)
        for split in ("train", "val"):
            read, stored = load_clips(source, split), load_clips(output, split)
            assert [(clip.name, clip.content, clip.row) for clip in stored] == [
                (clip.name, clip.content, clip.row) for clip in read
            ]
            one, other = (windows(folder, split).batch(5, range(4)) for folder in (source, output))
            assert all(torch.equal(a, b) for a, b in zip(vars(one).values(), vars(other).values(), strict=True))
    assert count_clips(tmp_path / "prepared1", "train") == count_clips(labelled_set, "train")
    assert count_clips(tmp_path / "prepared0", "train")[1] == sum(len(c.joints) for c in load_clips(files, "train"))


def test_clips_stay_on_the_disk(files: Path, tmp_path: Path):
    prepare(files, tmp_path / "prepared")
    clips = load_clips(tmp_path / "prepared", "train")
    for clip in clips:
        base = clip.joints
        while isinstance(base, np.ndarray) and not isinstance(base, np.memmap):
            base = base.base
        assert isinstance(base, np.memmap)
        assert type(clip.joints) is np.ndarray
        assert not clip.joints.flags.writeable
    assert len({clip.joints.base is None for clip in clips}) == 1


def test_a_run_that_was_stopped_makes_what_is_missing(files: Path, tmp_path: Path):
    output = tmp_path / "prepared"
    work = plan_work(files, output)
    prepare_shard(work, 1)
    before = (shard_path(output, 1) / "joints.npy").stat().st_mtime_ns
    (output / ".shard_00002.partial").mkdir()
    (output / ".shard_00002.partial" / "joints.npy").write_bytes(b"half")
    with pytest.raises(DataError, match="2 of 3 shards are missing; go on preparing it with `humocon data prepare`"):
        load_clips(output, "train")
    assert prepare(files, output) == [0, 2]
    assert prepare(files, output) == []
    assert (shard_path(output, 1) / "joints.npy").stat().st_mtime_ns == before
    assert sorted(path.name for path in output.iterdir()) == ["prepared.json", *(f"shard_0000{n}" for n in range(3))]
    assert summarize(output).num_clips == 7


def test_a_file_that_cannot_be_read_is_left_out_and_told(files: Path, tmp_path: Path):
    (files / "3.npz").write_bytes(b"PK\x03\x04 cut")
    output = tmp_path / "prepared"
    result = CliRunner().invoke(cli, ["data", "prepare", str(files), "-o", str(output)])
    assert result.exit_code == 1, result.output
    assert "6 clips, 0.00 hours, 1 files left out" in result.stdout
    assert "warning: " in result.stderr
    assert "3.npz" in result.stderr
    assert "shard 3/3" in result.stderr
    names = {clip.name for split in ("train", "val") for clip in load_clips(output, split)}
    assert names == {"0", "1", "2", "4", "5", "6"}
    again = CliRunner().invoke(cli, ["data", "prepare", str(files), "-o", str(output)])
    assert again.exit_code == 1
    assert again.stdout == result.stdout


def test_words_with_separators_of_lines_are_kept(tmp_path: Path):
    row = {"id": "a", "split": "train", "content": "walk\u2028then\x85sit"}
    claim_store(tmp_path, {"num_shards": 1})
    write_shard(shard_path(tmp_path, 0), [StoredClip(np.zeros((3, 22, 3), np.float32), row)])
    assert [clip.row for clip in read_store(tmp_path)] == [row]


def test_sets_are_chosen_by_name(labelled_set: Path, tmp_path: Path):
    output = tmp_path / "prepared"
    prepare(labelled_set, output, sets=["toy"])
    assert len(load_clips(output, "test", sets=["toy"])) == len(load_clips(labelled_set, "test"))
    with pytest.raises(DataError, match="no labelled set 'absent'; there are: toy"):
        load_clips(output, "test", sets=["absent"])


def test_other_data_is_not_mixed_in(files: Path, labelled_set: Path, tmp_path: Path):
    output = tmp_path / "prepared"
    prepare(files, output)
    np.savez(files / "new.npz", joints=np.load(files / "0.npz")["joints"], fps=20.0)
    with pytest.raises(DataError, match=r"prepared from other data \(different: files, sha256\)"):
        plan_work(files, output)
    with pytest.raises(DataError, match="is prepared already"):
        plan_work(output, tmp_path / "twice")
    with pytest.raises(DataError, match="lies inside of"):
        plan_work(files, files / "prepared")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="no motion file in this folder"):
        plan_work(tmp_path / "empty", tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("damage", ["cut", "header", "other", "rows", "row", "settings"])
def test_a_damaged_store_is_told(damage: str, files: Path, tmp_path: Path):
    output = tmp_path / "prepared"
    prepare(files, output)
    shard = shard_path(output, 1)
    if damage == "cut":
        (shard / "joints.npy").write_bytes((shard / "joints.npy").read_bytes()[:-5])
    elif damage == "header":  # cut inside a token of its Python literal
        magic, literal = b"\x93NUMPY\x01\x00", b"{'descr': ('<f4"
        (shard / "joints.npy").write_bytes(magic + len(literal).to_bytes(2, "little") + literal)
    elif damage == "other":
        np.save(shard / "joints.npy", np.zeros((3, 22, 3), np.float32))
    elif damage == "rows":
        (shard / "rows.jsonl").write_text("{")
    elif damage == "row":
        (shard / "rows.jsonl").write_text(json.dumps({"id": 3, "split": "train", "content": "", "poses": 4}))
    else:
        (output / "prepared.json").write_text("[]")
    with pytest.raises(DataError, match="prepare") as caught:
        load_clips(output, "train")
    assert "\n" not in str(caught.value)

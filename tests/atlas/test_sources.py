"""Motions from files, folders and labelled sets."""

import json
import shutil

import numpy as np
import pytest

from humocon.atlas.sources import Failure, Label, Motion, read_motions
from humocon.data.mocap import load_clips
from humocon.data.preparing import plan_work, prepare_shard
from humocon.motion.features import pose_features


def test_a_labelled_set_streams_the_clips_that_training_reads(labelled_set):
    streamed = {motion.name: motion for motion in read_motions([labelled_set]) if isinstance(motion, Motion)}
    clips = [clip for split in ("train", "val", "test") for clip in load_clips(labelled_set, split)]
    assert streamed.keys() == {clip.name for clip in clips}
    for clip in clips:
        assert np.allclose(pose_features(streamed[clip.name].joints), pose_features(clip.joints), atol=1e-4)
        assert streamed[clip.name].labels[0].text == clip.content


def test_one_split_of_a_set_is_read_alone(labelled_set):
    names = [motion.name for motion in read_motions([labelled_set / "toy.npz"], "val") if isinstance(motion, Motion)]
    assert sorted(names) == sorted(clip.name for clip in load_clips(labelled_set, "val"))


def test_what_is_prepared_gives_the_same_motions(labelled_set, tmp_path):
    work = plan_work(labelled_set, tmp_path / "prepared")
    for number in work.pending:
        prepare_shard(work, number)
    for split in (None, "val"):
        read = [motion for motion in read_motions([labelled_set], split) if isinstance(motion, Motion)]
        stored = [motion for motion in read_motions([tmp_path / "prepared"], split) if isinstance(motion, Motion)]
        assert [(motion.name, motion.labels) for motion in stored] == [(motion.name, motion.labels) for motion in read]
        assert np.allclose(pose_features(stored[0].joints), pose_features(read[0].joints), atol=1e-4)


def test_files_of_open_collections_have_labels_and_a_split(repository, tmp_path):
    for style in ("active", "old"):
        shutil.copy(repository / "examples" / "bow.bvh", tmp_path / f"dataset-1_bow_{style}_001.bvh")
    (bow,) = read_motions([tmp_path], "test")
    assert isinstance(bow, Motion)
    assert bow.name == "dataset-1_bow_old_001"
    assert bow.labels == (Label("bow", 0, len(bow.joints)),)
    assert len(list(read_motions([tmp_path]))) == 2


def test_prepared_data_that_is_not_complete_is_told(labelled_set, tmp_path):
    plan_work(labelled_set, tmp_path / "prepared")
    (failure,) = read_motions([tmp_path / "prepared"])
    assert isinstance(failure, Failure)
    assert "1 of 1 shards are missing; go on preparing it with `humocon data prepare`" in failure.error


def test_timed_segments_become_labels(labelled_set, tmp_path):
    shutil.copytree(labelled_set, tmp_path, dirs_exist_ok=True)
    rows = [json.loads(line) for line in (tmp_path / "toy.jsonl").read_text().splitlines()]
    rows[0]["segments"] = [{"start": 0, "end": 1, "action": "a"}, {"start": 1, "end": 99, "action": "b"}]
    (tmp_path / "toy.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    first = next(read_motions([tmp_path]))
    assert isinstance(first, Motion)
    assert [(label.text, label.begin, label.end) for label in first.labels] == [("a", 0, 20), ("b", 20, 50)]


def test_a_bad_file_is_told_and_the_others_go_on(repository, tmp_path):
    (tmp_path / "empty.bvh").touch()
    shutil.copy(repository / "examples" / "jump.bvh", tmp_path / "jump.bvh")
    bad, good, gone = read_motions([tmp_path, tmp_path / "gone.bvh"])
    assert isinstance(bad, Failure)
    assert "the file is empty" in bad.error
    assert isinstance(good, Motion)
    assert isinstance(gone, Failure)
    assert "no such file" in gone.error


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (
            lambda folder: (folder / "toy.npz").write_bytes((folder / "toy.npz").read_bytes()[:5000]),
            "the npz file is damaged",
        ),
        (lambda folder: (folder / "toy.jsonl").write_text("{}\n"), "line 1: has no 'id'"),
        (lambda folder: (folder / "toy.jsonl").write_text("oops\n"), "line 1: not valid JSON"),
        (lambda folder: np.savez(folder / "toy.npz", positions=np.zeros((3, 5)), start=[0, 3], unit=1.0), "not int16"),
    ],
)
def test_a_damaged_set_is_told_in_one_line_with_its_name(labelled_set, tmp_path, damage, complaint):
    shutil.copytree(labelled_set, tmp_path, dirs_exist_ok=True)
    damage(tmp_path)
    *_, last = read_motions([tmp_path])
    assert isinstance(last, Failure)
    assert "toy." in last.error
    assert complaint in last.error


def test_an_empty_folder_is_told(tmp_path):
    (failure,) = read_motions([tmp_path])
    assert isinstance(failure, Failure)
    assert "no motion file" in failure.error

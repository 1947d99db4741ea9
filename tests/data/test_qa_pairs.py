import json
from pathlib import Path

import numpy as np
import pytest
import torch

from humocon.data.conversations import Conversations
from humocon.data.qa_pairs import QAPairs, load_conversations
from humocon.errors import DataError
from humocon.language.processing import HumoconProcessor
from humocon.motion.synthesis import synthesize
from humocon.motion.writers import write_joints_npy, write_motion

ROW = {"motion": "squat.npy", "question": "What is the person doing?", "answer": "The person squats. \u2028"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("motions")
    (folder / "more").mkdir()
    write_joints_npy(synthesize("squat").to_clip().joints[:40], folder / "squat.npy")
    write_motion(synthesize("bow"), folder / "more" / "bow.bvh")
    return folder


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_questions_about_motion_files_become_a_batch(folder: Path, tmp_path: Path, processor: HumoconProcessor):
    other = {**ROW, "motion": "more/bow.bvh", "answer": "The person bows.", "source": "ours"}
    path = write(tmp_path / "q.jsonl", json.dumps(ROW, ensure_ascii=False), "", json.dumps(other))
    pairs = QAPairs(path, folder, processor, held_out=False, seed=0)
    assert len(pairs.rows) == 2
    batch = pairs.batch(0, range(6))
    assert batch.motion_mask is not None
    counts = (batch.input_ids == processor.motion_token_id).sum(1).tolist()
    assert counts == [processor.num_motion_tokens(frames) for frames in batch.motion_mask.sum(1).tolist()]
    text = processor.tokenizer.decode(batch.input_ids[0])
    assert ROW["question"] in text
    assert torch.equal(batch.input_ids, pairs.batch(0, range(6)).input_ids)


def test_every_twentieth_row_is_held_out(folder: Path, tmp_path: Path, processor: HumoconProcessor):
    path = write(tmp_path / "q.jsonl", *(json.dumps({**ROW, "answer": str(number)}) for number in range(40)))
    train, held_out = (QAPairs(path, folder, processor, held_out=held_out, seed=0) for held_out in (False, True))
    assert [row["answer"] for row in held_out.rows] == ["19", "39"]
    assert len(train.rows) == 38


def test_a_recipe_chooses_between_a_file_and_labels(
    folder: Path, labelled_set: Path, tmp_path: Path, processor: HumoconProcessor
):
    path = write(tmp_path / "q.jsonl", json.dumps(ROW))
    assert isinstance(load_conversations(folder, "train", processor, path), QAPairs)
    assert isinstance(load_conversations(labelled_set, "train", processor), Conversations)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([json.dumps(ROW), "{not json"], r"line 2: not valid JSON .*with motion, question and answer"),
        ([json.dumps({"motion": "squat.npy", "question": "What?"})], r"line 1: has no 'answer'"),
        (["[1, 2]"], r"line 1: .*one JSON object a line"),
        (["", " "], r"empty; write one JSON object a line"),
        ([json.dumps({**ROW, "motion": "gone.npy"})], r"1 of its motions are not in .*\(gone.npy\); set data=DIR"),
    ],
)
def test_a_bad_file_of_questions_is_told_in_one_line(
    folder: Path, tmp_path: Path, processor: HumoconProcessor, lines: list[str], told: str
):
    path = write(tmp_path / "bad.jsonl", *lines)
    with pytest.raises(DataError, match=told) as error:
        QAPairs(path, folder, processor, held_out=False, seed=0)
    assert "\n" not in str(error.value)
    assert "bad.jsonl" in str(error.value)


def test_a_missing_or_binary_file_of_questions_is_told_in_one_line(
    folder: Path, tmp_path: Path, processor: HumoconProcessor
):
    with pytest.raises(DataError, match="no such file of questions"):
        QAPairs(tmp_path / "gone.jsonl", folder, processor, held_out=False, seed=0)
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match=r"cannot be read \(not UTF-8\)"):
        QAPairs(tmp_path / "binary.jsonl", folder, processor, held_out=False, seed=0)


def test_a_damaged_motion_is_named_when_it_is_read(folder: Path, tmp_path: Path, processor: HumoconProcessor):
    np.save(folder / "nan.npy", np.full((20, 22, 3), np.nan, np.float32))
    path = write(tmp_path / "q.jsonl", json.dumps({**ROW, "motion": "nan.npy"}))
    with pytest.raises(DataError, match=r"nan\.npy"):
        QAPairs(path, folder, processor, held_out=False, seed=0).batch(0, [0])

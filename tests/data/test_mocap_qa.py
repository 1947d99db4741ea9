"""A benchmark of BABEL-QA's kind out of labelled clips."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from humocon.data.babel.mocap_qa import build_mocap_qa, make_sequence, to_babel
from humocon.data.labels import Label
from humocon.errors import ConfigError, DataError
from humocon.evaluation.babel_qa import read_babel_qa, read_clip
from humocon.motion.clip import canonicalize
from humocon.motion.features import standard_body
from humocon.motion.synthesis import synthesize
from humocon_cli.main import cli

FEW = {"train": 12, "val": 0, "test": 6}


def stretch(action: str) -> np.ndarray:
    return standard_body(synthesize(action, seed=0).to_clip().joints[:60])


def test_the_evaluation_reads_back_the_motion_that_was_written(tmp_path: Path):
    joints = stretch("wave left")
    np.save(tmp_path / "joints.npy", to_babel(joints))
    read = read_clip(tmp_path / "joints.npy").joints
    assert np.abs(read[: len(joints)] - canonicalize(joints, 20.0)[: len(read)]).max() < 0.02


def test_a_motion_stands_as_babel_qa_has_it():
    joints = to_babel(stretch("walk"))
    assert joints.dtype == np.float32
    np.testing.assert_allclose(joints[0, 0, :2], 0, atol=1e-6)
    assert joints[:, 15, 2].mean() > 1.2  # the head is up
    assert joints[-1, 0, 1] > 0.5  # the person faces +y and walks there
    assert joints[0, 1, 0] < joints[0, 2, 0]  # the left hip is at -x


def test_stretches_lie_where_the_concepts_say():
    groups = [[(Label("jump"), stretch("jump"))], [(Label("wave", body_part="left hand"), stretch("wave left"))]]
    made = make_sequence(groups, np.random.default_rng(2))
    assert all(segment["attributes"] == {"action": ["transition"]} for segment in made.segments[1::2])
    assert made.segments[0]["start_f"] == 0
    assert all(a["end_f"] == b["start_f"] for a, b in zip(made.segments, made.segments[1:], strict=False))
    assert abs(made.segments[-1]["end_f"] - len(made.joints)) <= 2
    for segment in made.segments[::2]:
        heights = made.joints[segment["start_f"] : segment["end_f"], 15, 2]
        if segment["attributes"] == {"action": ["jump"]}:
            assert np.ptp(heights) > 0.1
        else:
            assert segment["attributes"] == {"action": ["wave"], "body_part": ["left hand"]}


def test_the_folder_is_one_that_eval_reads(labelled_set: Path, tmp_path: Path):
    counts = build_mocap_qa(labelled_set, tmp_path / "mq", sequences=FEW, seed=1)
    assert list(counts) == ["train", "test"]
    for split, (number, _) in counts.items():
        questions = read_babel_qa(tmp_path / "mq", split).questions
        assert len(questions) == number > 5
        assert max(Counter(question.subject for question in questions).values()) <= 6
        assert all("transition" not in question.answers for question in questions)
    again = build_mocap_qa(labelled_set, tmp_path / "again", sequences=FEW, seed=1)
    assert again == counts
    for name in ("questions.json", "motion_concepts.json", "motion_sequences/3/joints.npy"):
        assert (tmp_path / "mq" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_a_question_set_is_never_overwritten(labelled_set: Path, tmp_path: Path):
    build_mocap_qa(labelled_set, tmp_path / "mq", sequences=FEW, seed=1)
    with pytest.raises(ConfigError, match="holds a question set already; choose another --out"):
        build_mocap_qa(labelled_set, tmp_path / "mq", sequences=FEW, seed=2)


def test_clips_without_labels_are_refused(tmp_path: Path):
    (tmp_path / "plain").mkdir()
    for number in range(2):
        joints = synthesize("walk", seed=number).to_clip().joints
        np.savez(tmp_path / "plain" / f"{number}.npz", joints=joints, fps=20.0)
    with pytest.raises(DataError, match="no clip of split 'train' has a label"):
        build_mocap_qa(tmp_path / "plain", tmp_path / "mq", sequences=FEW, seed=0)


def test_the_command_tells_what_it_made(labelled_set: Path, tmp_path: Path):
    arguments = ["data", "mocap-qa", "--data", str(labelled_set), "-o", str(tmp_path / "mq")]
    run = CliRunner().invoke(cli, [*arguments, "--train", "8", "--val", "4", "--test", "4"], catch_exceptions=False)
    assert run.exit_code == 0
    splits = json.loads((tmp_path / "mq" / "split_question_ids.json").read_text())
    assert f"{len(splits['test']):,} questions" in run.output

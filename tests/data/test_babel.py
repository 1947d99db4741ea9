"""BABEL-QA from BABEL's and AMASS's own files, in small."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from humocon.data.babel.annotations import motion_concepts
from humocon.data.babel.build import _group, build_babel_qa, find_motion, read_joints
from humocon.data.babel.grammar import all_questions
from humocon.errors import DataError
from humocon.evaluation.babel_qa import read_babel_qa, read_clip


def segment(words: str, actions: list[str], begin: float, end: float) -> dict:
    return {"raw_label": words, "proc_label": words, "act_cat": actions, "start_t": begin, "end_t": end}


LABELS = [
    segment("wave with the right hand", ["wave", "gesture"], 2.0, 3.0),  # BABEL's stretches are in no order
    segment("walk forwards", ["walk"], 0.0, 1.0),
    segment("transition", ["transition"], 1.0, 2.0),
    segment("jump", ["hop"], 3.0, 4.55),
]


def annotation(identifier: int, labels: list[dict] | None, whole: list[dict] | None = None) -> dict:
    return {
        "babel_sid": identifier,
        "feat_p": f"ACCAD/ACCAD/Male1/{identifier}_poses.npz",
        "dur": 4.55,
        "seq_ann": {"labels": whole or []},
        "frame_ann": None if labels is None else {"labels": labels},
    }


def test_a_stretch_has_the_concepts_that_its_words_and_categories_name():
    assert motion_concepts({"7": annotation(7, LABELS)}) == {
        "7": [
            {"start_f": 0, "end_f": 30, "attributes": {"action": ["walk"], "direction": ["forward"]}},
            {"start_f": 30, "end_f": 60, "attributes": {"action": ["transition"]}},
            {"start_f": 60, "end_f": 90, "attributes": {"action": ["wave"], "body_part": ["right hand"]}},
            {"start_f": 90, "end_f": 136, "attributes": {"action": ["jump"]}},
        ]
    }


def test_one_label_for_the_whole_motion_is_one_stretch_and_several_are_of_no_use():
    one, two = segment("run", ["run"], 0, 0), segment("sit", ["sit"], 0, 0)
    found = motion_concepts({"1": annotation(1, None, [one]), "2": annotation(2, None, [one, two])})
    assert found == {"1": [{"start_f": 0, "end_f": 136, "attributes": {"action": ["run"]}}]}


def test_motions_with_overlapping_stretches_are_left_out():
    overlapping = [segment("walk", ["walk"], 0.0, 2.0), segment("wave", ["wave"], 1.0, 3.0)]
    assert motion_concepts({"3": annotation(3, overlapping)}) == {}


def test_questions_pass_over_a_transition_and_do_not_give_their_answer_away():
    questions = list(all_questions(motion_concepts({"7": annotation(7, LABELS)})).values())
    asked = {(question["question"], question["answer"]) for question in questions}
    assert ("What action does the person do after they walk?", "wave") in asked
    assert ("What body part does the person use before they jump?", "right hand") in asked
    assert ("What action does the person do after they move forward and before they jump?", "wave") in asked
    assert ("What direction does the person move while they walk?", "forward") in asked
    assert ("What action does the person do while they walk?", "walk") not in asked
    assert [question["question_id"] for question in questions[:2]] == ["000000", "000001"]
    assert all("transition" not in question["question"] for question in questions)


def test_questions_are_numbered_on_from_motion_to_motion():
    one = all_questions(motion_concepts({"7": annotation(7, LABELS)}))
    two = all_questions(motion_concepts({"7": annotation(7, LABELS), "8": annotation(8, LABELS)}))
    assert len(two) == 2 * len(one)
    assert two[f"{len(one):06d}"] == {**one["000000"], "babel_id": "8", "question_id": f"{len(one):06d}"}


@pytest.fixture
def raw(tmp_path) -> tuple[Path, Path, Path, Path]:
    """Folders of BABEL and AMASS with two motions, a file of splits, and where the benchmark goes."""
    babel, amass, splits = tmp_path / "babel", tmp_path / "amass", tmp_path / "splits.json"
    babel.mkdir()
    for name, identifier in (("train.json", 7), ("val.json", 8)):
        (babel / name).write_text(json.dumps({str(identifier): annotation(identifier, LABELS)}))
        path = amass / "ACCAD" / "Male1" / f"{identifier}_poses.npz"
        path.parent.mkdir(parents=True, exist_ok=True)
        place = np.stack([np.linspace(2, 3, 546), np.full(546, 5.0), np.full(546, 0.9)], axis=1)
        poses = np.zeros((546, 156))
        poses[:, 0] = np.pi / 2  # AMASS is z up, SMPL y up
        np.savez(path, poses=poses, trans=place, betas=np.zeros(16), gender="male", mocap_framerate=120.0)
    count = len(all_questions(motion_concepts({"7": annotation(7, LABELS)})))
    splits.write_text(json.dumps({"train": ["000000", "000001"], "test": [f"{count:06d}"]}))
    return babel, amass, splits, tmp_path / "out"


def test_a_folder_is_built_that_the_benchmark_loads(raw, tmp_path):
    built = build_babel_qa(*raw)
    assert built.splits == {"train": (2, 1), "test": (1, 1)}
    assert built.written == 2
    assert len(built.differs) == 3
    data = read_babel_qa(tmp_path / "out", "test")
    (question,) = data.questions
    assert (question.subject, len(data.train)) == ("8", 2)
    path = tmp_path / "out" / "motion_sequences" / "8" / "joints.npy"
    joints = np.load(path)
    assert (joints.dtype, joints.shape) == (np.float32, (136, 22, 3))
    assert np.allclose(joints[0, 0, :2], 0, atol=1e-6)
    right = joints[0, 2] - joints[0, 1]
    assert right[0] > 0
    assert right[1] == pytest.approx(0, abs=1e-6)
    assert joints[0, 15, 2] > 1.2
    assert joints[0, [10, 11], 2].min() == pytest.approx(0.01, abs=0.03)
    assert read_clip(path).duration_s == pytest.approx(4.5, abs=0.1)


def test_a_build_that_was_stopped_goes_on(raw, tmp_path):
    build_babel_qa(*raw)
    (tmp_path / "out" / "motion_sequences" / "7" / "joints.npy").unlink()
    assert build_babel_qa(*raw).written == 1


def test_missing_motions_are_counted_and_their_parts_named(raw, tmp_path):
    (raw[1] / "ACCAD" / "Male1" / "8_poses.npz").unlink()
    with pytest.raises(DataError, match=r"1 of 2 motions are missing .*8_poses\.npz.*: ACCAD$") as caught:
        build_babel_qa(*raw)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("babel/train.json", None, r"train\.json: missing"),
        ("babel/train.json", '{"7": {', r"train\.json: not valid JSON"),
        ("babel/val.json", '{"7": {"babel_sid": 7}}', "KeyError: 'feat_p'"),
        ("splits.json", None, r"splits\.json: cannot be read .*--splits takes"),
        ("splits.json", '{"test": "000000"}', "not lists of question ids"),
        ("splits.json", '{"test": ["999999"]}', r"another release of BABEL"),
    ],
)
def test_other_files_are_one_line_that_names_them(raw, tmp_path, name, content, message):
    path = tmp_path / name
    path.unlink() if content is None else path.write_text(content)
    with pytest.raises(DataError, match=message) as caught:
        build_babel_qa(*raw)
    assert "\n" not in str(caught.value)


def test_parts_of_amass_that_were_renamed_are_found(tmp_path):
    path = tmp_path / "BMLrub" / "rub001" / "0000_poses.npz"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")
    named = "BMLrub/BioMotionLab_NTroje/rub001/0000_poses.npz"
    assert find_motion(tmp_path, named) == path
    assert find_motion(tmp_path, "BMLrub/BioMotionLab_NTroje/rub001/0001_poses.npz") is None


def test_a_motion_that_is_not_a_number_or_too_slow_is_named(raw):
    path = raw[1] / "ACCAD" / "Male1" / "7_poses.npz"
    arrays: dict[str, Any] = dict(np.load(path))
    np.savez(path, **{**arrays, "mocap_framerate": 20.0})
    with pytest.raises(DataError, match=r"7_poses\.npz: 546 poses at 20\.0 Hz"):
        read_joints(path, None)
    arrays["poses"][3, 5] = np.nan
    np.savez(path, **arrays)
    with pytest.raises(DataError, match=r"7_poses\.npz"):
        read_joints(path, None)


def test_groups_of_numbers_are_those_of_density():
    """Two groups, whose cores 0.0 and 1.003 come in this order; 0.5 is near no core."""
    values = np.array([1.0, 0.5, 0.0, 1.003, 0.002, 1.006, 0.004])
    assert _group(values).tolist() == [1, -1, 0, 1, 0, 1, 0]

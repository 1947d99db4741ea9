import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from humocon.errors import DataError
from humocon.evaluation.babel_qa import read_babel_qa, read_clip
from humocon.motion.skeleton import rest_pose

ENTRY = {
    "babel_id": "7",
    "question": "What action does the person do before they jump?",
    "answer": "walk",
    "query_type": "query_action",
    "relation_type": "before",
}


def with_b(change: dict) -> str:
    """`questions.json` with one changed question."""
    return json.dumps({"a": ENTRY, "b": ENTRY | change, "c": ENTRY})


def write_set(folder: Path, entries: dict, splits: dict) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "motion_concepts.json").write_text("{}")
    (folder / "questions.json").write_text(json.dumps(entries))
    (folder / "split_question_ids.json").write_text(json.dumps(splits))
    for entry in entries.values():
        motion = folder / "motion_sequences" / str(entry["babel_id"])
        motion.mkdir(parents=True, exist_ok=True)
        np.save(motion / "joints.npy", z_up(np.repeat(rest_pose()[None], 30, axis=0)))
    return folder


def z_up(joints: np.ndarray) -> np.ndarray:
    """Y up, facing +z -> z up, facing -y."""
    return np.stack([joints[..., 0], -joints[..., 2], joints[..., 1]], axis=-1).astype(np.float32)


@pytest.fixture
def folder(tmp_path) -> Path:
    two = ENTRY | {"answer": ["walk", "run"]}
    return write_set(tmp_path / "set", {"a": ENTRY, "b": two, "c": ENTRY}, {"train": ["c"], "test": ["b", "a"]})


def test_a_split_is_read_in_its_order_with_its_training_split(folder):
    data = read_babel_qa(folder, "test")
    assert [question.question_id for question in data.questions] == ["b", "a"]
    assert [question.answers for question in data.questions] == [("walk", "run"), ("walk",)]
    assert [question.question_id for question in data.train] == ["c"]
    assert data.questions[0].path == folder / "motion_sequences" / "7" / "joints.npy"


@pytest.mark.parametrize("place", [".", "HuMManQA_dataset", "HuMManQADataset/HuMManQA_dataset"])
@pytest.mark.parametrize("motions", ["beside the files", "in the folder"])
def test_humman_qa_is_the_same_set_under_its_own_names(folder, place, motions):
    known, where = read_babel_qa(folder, "test"), folder / place
    where.mkdir(parents=True, exist_ok=True)
    for name in ("motion_concepts.json", "questions.json"):
        (folder / name).rename(where / f"huMMan_{name}")
    (folder / "split_question_ids.json").rename(where / "split_question_ids.json")
    if motions == "beside the files":
        (folder / "motion_sequences").rename(where / "motion_sequences")
    data = read_babel_qa(folder, "test")
    assert [replace(question, path=None) for question in data.questions] == [
        replace(question, path=None) for question in known.questions
    ]
    home = where if motions == "beside the files" else folder
    assert data.questions[0].path == home / "motion_sequences" / "7" / "joints.npy"
    assert (data.sha256, data.allowed) == (known.sha256, known.allowed)
    (where / "huMMan_motion_concepts.json").unlink()
    with pytest.raises(DataError, match=r"huMMan_motion_concepts\.json: missing"):
        read_babel_qa(folder, "test")


def test_the_hash_changes_with_each_of_the_three_files(folder):
    seen = {read_babel_qa(folder, "test").sha256}
    for name in ("motion_concepts.json", "questions.json", "split_question_ids.json"):
        (folder / name).write_text((folder / name).read_text() + " ")
        seen.add(read_babel_qa(folder, "test").sha256)
    assert len(seen) == 4


def test_z_up_joints_become_a_canonical_clip(folder):
    clip = read_clip(folder / "motion_sequences" / "7" / "joints.npy")
    assert clip.joints.dtype == np.float32
    assert clip.num_frames == 20
    first = clip.joints[0]
    assert first[15, 1] > 1.4
    assert abs(first[:, 1].min()) < 0.01
    assert np.allclose(first[0, [0, 2]], 0, atol=1e-6)
    assert first[1, 0] > 0 > first[2, 0]
    assert first[10, 2] > first[7, 2]


def test_left_stays_left(tmp_path):
    """A path to the left of a person who faces +y in the z-up file is a path to the left (+x) in the clip."""
    joints = np.repeat(rest_pose()[None], 60, axis=0)
    joints[..., 0] += np.linspace(0, 1, 60)[:, None]
    turned = joints * np.array([-1.0, 1.0, -1.0])
    np.save(tmp_path / "joints.npy", z_up(turned))
    clip = read_clip(tmp_path / "joints.npy")
    assert clip.joints[-1, 0, 0] == pytest.approx(1, abs=0.05)
    assert clip.joints[-1, 0, 2] == pytest.approx(0, abs=0.05)


def test_a_missing_motion_is_an_error_with_count_and_names(folder):
    entries = {str(i): ENTRY | {"babel_id": f"m{i}"} for i in range(8)}
    write_set(folder, entries, {"test": list(entries)})
    for i in range(1, 8):
        (folder / "motion_sequences" / f"m{i}" / "joints.npy").unlink()
    with pytest.raises(
        DataError, match=r"7 of 8 motions of split 'test' are missing \(first: m1, m2, m3, m4, m5, \.\.\.\)"
    ):
        read_babel_qa(folder, "test")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("questions.json", None, "questions.json: missing"),
        ("questions.json", "{", "questions.json: not valid JSON"),
        ("motion_concepts.json", "[]", "motion_concepts.json: holds a list"),
        ("split_question_ids.json", '{"val": []}', "no split 'test'; it has: val"),
        ("split_question_ids.json", '{"test": []}', "'test' is empty"),
        ("split_question_ids.json", '{"test": [1]}', "list of question ids in quotes"),
        ("split_question_ids.json", '{"test": ["a", "a"]}', "1 question ids more than once"),
        ("split_question_ids.json", '{"test": ["a", "x", "y"]}', r"lacks 2 of 3 questions .*\(first: x, y\)"),
        ("questions.json", json.dumps({"a": 1, "b": ENTRY, "c": ENTRY}), "question 'a' must be an object"),
        (
            "questions.json",
            with_b({"question": " "}),
            "question 'b' needs a text under 'q",
        ),
        (
            "questions.json",
            with_b({"answer": []}),
            "question 'b' needs .* under 'answer'",
        ),
        (
            "questions.json",
            with_b({"query_type": "why"}),
            "'query_type' 'why'; it must be",
        ),
    ],
)
def test_a_damaged_set_is_one_line_that_names_the_file(folder, name, content, message):
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(content)
    with pytest.raises(DataError, match=message) as caught:
        read_babel_qa(folder, "test")
    assert str(folder) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(DataError, match="no such folder"):
        read_babel_qa(tmp_path / "nowhere", "test")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (np.zeros((4, 24, 3), np.float32), r"has \(4, 24, 3\)"),
        (np.zeros((0, 22, 3), np.float32), r"has \(0, 22, 3\)"),
        (np.full((4, 22, 3), np.nan, np.float32), "not finite"),
        (b"", "not a readable NumPy array"),
        (b"\x93NUMPY\x01\x00", "not a readable NumPy array"),
    ],
)
def test_a_damaged_motion_is_one_line_that_names_the_file(tmp_path, content, message):
    path = tmp_path / "joints.npy"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        np.save(path, content)
    with pytest.raises(DataError, match=message) as caught:
        read_clip(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_stored_answers_follow_from_the_programs(shared_data):
    """Before and after mean the next segment that is no transition; each filter word occurs in exactly one segment."""
    folder = shared_data / "mocap_qa"
    concepts = json.loads((folder / "motion_concepts.json").read_text())
    entries = json.loads((folder / "questions.json").read_text())
    right = 0
    for entry in entries.values():
        segments = [segment["attributes"] for segment in concepts[entry["babel_id"]]]
        segments = [segment for segment in segments if "transition" not in segment.get("action", [])]
        right += execute(entry["program"], segments) == [entry["answer"]]
    assert right == len(entries) == 16_001


def execute(program: list[dict], segments: list[dict[str, list[str]]]) -> list[str]:
    """Run a program over the labels of segments in the order of time; transitions are left out."""
    results: list = []
    for step in program:
        inputs = [results[index] for index in step["inputs"]]
        function, values = step["function"], step["value_inputs"]
        if function == "scene":
            results.append(set(range(len(segments))))
        elif function.startswith("filter_"):
            attribute = function.removeprefix("filter_")
            kept = {i for i in inputs[0] if values[0] in segments[i].get(attribute, [])}
            assert len(kept) == 1
            results.append(kept)
        elif function == "relate":
            shift = -1 if values[0] == "before" else 1
            results.append({i + shift for i in inputs[0]} & set(range(len(segments))))
        elif function == "intersect":
            results.append(inputs[0] & inputs[1])
        else:
            attribute = function.removeprefix("query_")
            results.append([value for i in inputs[0] for value in segments[i].get(attribute, [])])
    return results[-1]

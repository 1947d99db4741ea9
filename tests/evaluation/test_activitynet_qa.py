import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from humocon.errors import CheckpointError, DataError
from humocon.evaluation.activitynet_qa import TYPES, read_activitynet_qa, videos_sha256
from humocon.evaluation.tasks import VideoQuestions
from humocon.video.clip import VideoClip
from humocon.video.read import read_key_frames
from humocon.video.write import write_video


def write_split(folder: Path, split: str, names: list[str]) -> None:
    """One question of each type about each video, in the shape of the official files; answers in another order."""
    questions, answers = [], []
    for name in names:
        for number in range(len(TYPES)):
            identifier = f"v_{name}_{number + 1}"
            questions.append({"video_name": name, "question": f"is it {number}", "question_id": identifier})
            answers.append({"answer": "yes" if number == 3 else name, "type": number, "question_id": identifier})
    (folder / f"{split}_q.json").write_text(json.dumps(questions))
    (folder / f"{split}_a.json").write_text(json.dumps(answers[::-1]))


@pytest.fixture
def folder(tmp_path) -> Path:
    write_split(tmp_path, "test", ["1QIUV7WYKXg", "a-b_c", "-lost"])
    write_split(tmp_path, "train", ["other"])
    (tmp_path / "videos").mkdir()
    (tmp_path / "videos" / "v_1QIUV7WYKXg.mp4").write_bytes(b"1")
    (tmp_path / "videos" / "v_a-b_c.webm").write_bytes(b"22")
    (tmp_path / "videos" / "readme.txt").write_bytes(b"")
    return tmp_path


def test_questions_and_answers_are_joined_by_their_id(folder):
    data = read_activitynet_qa(folder, folder / "videos", "test")
    assert len(data.questions) == 27
    assert [question.question_id for question in data.questions[:2]] == ["v_1QIUV7WYKXg_1", "v_1QIUV7WYKXg_2"]
    assert [question.answers[0] for question in data.questions[:4]] == ["1QIUV7WYKXg"] * 3 + ["yes"]
    assert [question.groups for question in data.questions[2:4]] == [("temporal",), ("yes_no", "free")]
    assert {question.subject for question in data.train} == {"other"}
    assert data.allowed == {}


def test_a_missing_video_is_a_question_without_a_path(folder):
    questions = read_activitynet_qa(folder, folder / "videos", "test").questions
    assert {question.subject: question.path and question.path.name for question in questions} == {
        "1QIUV7WYKXg": "v_1QIUV7WYKXg.mp4",
        "a-b_c": "v_a-b_c.webm",
        "-lost": None,
    }


def test_of_two_files_of_one_video_the_first_suffix_counts(folder):
    (folder / "videos" / "v_a-b_c.mp4").write_bytes(b"")
    questions = read_activitynet_qa(folder, folder / "videos", "test").questions
    assert {question.path.name for question in questions if question.path} == {"v_1QIUV7WYKXg.mp4", "v_a-b_c.mp4"}


def test_another_video_of_the_same_name_is_noticed(folder):
    before = videos_sha256(read_activitynet_qa(folder, folder / "videos", "test"))
    (folder / "videos" / "v_a-b_c.webm").write_bytes(b"333")
    assert videos_sha256(read_activitynet_qa(folder, folder / "videos", "test")) != before


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("test_q.json", None, r"test_q\.json: missing"),
        ("test_a.json", "[{", r"test_a\.json: not valid JSON"),
        ("test_a.json", "{}", r"test_a\.json: holds no list of objects"),
        ("test_a.json", '[{"answer": "x", "type": 1}]', "entry 0 has no proper 'question_id'"),
        ("test_a.json", '[{"answer": "x", "type": "1", "question_id": "a"}]', "entry 0 has no proper 'type'"),
        ("test_a.json", '[{"answer": "x", "type": 1, "question_id": "a"}]', "27 questions but 1 answers"),
    ],
)
def test_other_files_are_one_line_that_names_them(folder, name, content, message):
    (folder / name).unlink() if content is None else (folder / name).write_text(content)
    with pytest.raises(DataError, match=message) as caught:
        read_activitynet_qa(folder, folder / "videos", "test")
    assert "\n" not in str(caught.value)


def test_a_type_that_there_is_not_is_named(folder):
    rows = json.loads((folder / "test_a.json").read_text())
    rows[0]["type"] = 9
    (folder / "test_a.json").write_text(json.dumps(rows))
    with pytest.raises(DataError, match="has type 9; there are 0 to 8"):
        read_activitynet_qa(folder, folder / "videos", "test")


def test_no_video_at_all_is_an_error_and_no_folder_too(folder, tmp_path):
    (folder / "empty").mkdir()
    with pytest.raises(DataError, match=r"none of the split's videos is there \(looked for v_1QIUV7WYKXg\.mp4"):
        read_activitynet_qa(folder, folder / "empty", "test")
    with pytest.raises(DataError, match="no such folder"):
        read_activitynet_qa(folder, folder / "nothing", "test")


def test_questions_are_asked_with_capital_and_mark():
    task = VideoQuestions(Path("videos"))
    assert task.wording("is the athlete wearing trousers ") == "Is the athlete wearing trousers?"
    assert task.wording("Why?") == "Why?"


def test_without_pose_networks_a_model_that_reads_video_is_shown_its_frames(tmp_path):
    path, networks = tmp_path / "v_a.mp4", tmp_path / "no.task"
    write_video(path, (np.full((32, 32, 3), 5 * frame, np.uint8) for frame in range(20)), 10.0)
    networks.write_bytes(b"no networks")
    task = VideoQuestions(tmp_path, networks)
    take = task.take(path)
    with pytest.raises(CheckpointError, match=r"no\.task"):
        take.shown_to(Sees(reads_video=False))

    seen = read_key_frames(path, 4)
    shown = take.shown_to(Sees(seen))
    assert shown.motion is None
    assert shown.video is seen
    with pytest.raises(CheckpointError, match=r"no\.task"):
        take.shown_to(Sees())  # a video that tells the model nothing


@dataclass
class Sees:
    seen: VideoClip | None = None
    reads_video: bool = True

    def look(
        self, path: Path, stretch: tuple[float, float] | None = None, *, fps: float | None = None
    ) -> VideoClip | None:
        return self.seen

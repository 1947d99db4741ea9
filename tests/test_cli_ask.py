"""`humocon ask`: files and questions in, answers and one-line errors out; the model is a stand-in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import asking
from tests.asking import FakeAnswerer, Span, ask, lines


@pytest.fixture(autouse=True)
def core(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asking.stand_in(monkeypatch, tmp_path)


def test_the_answer_comes_with_facts_warnings_and_the_timeline():
    result = ask("a.bvh", "Is it a jump?")
    assert result.exit_code == 0, result.output
    facts = "a.bvh  1.0 s · BVH · CMU · 120 fps · cm · y up\n  a note\n"
    assert result.stdout.startswith(facts + "Q Is it a jump?\nA a: Is it a jump?\n")
    assert "concept 17" in result.stdout
    assert "0.40 –  1.00 s" in result.stdout
    assert result.stderr == "warning: looks odd\n"
    assert FakeAnswerer.loaded == [(None, None, False)]


def test_of_many_concepts_the_longest_are_shown_in_order(monkeypatch):
    spans = [Span(k, k, k + (0.9 if k % 2 else 0.5), 0.5) for k in range(24)]
    monkeypatch.setattr(FakeAnswerer, "timeline", lambda self, clip: spans)
    shown = [line.split()[5] for line in ask("a.bvh", "What?").stdout.splitlines() if " – " in line]
    assert shown == [str(k) for k in range(1, 24, 2)]


def test_options_reach_the_model_and_the_reader():
    options = ["--model", "./mine", "--device", "cpu", "--load-in-4bit", "--fps", "60", "--no-timeline"]
    result = ask("a.bvh", "Why?", *options)
    assert FakeAnswerer.loaded == [("./mine", "cpu", True)]
    assert "60 fps" in result.stdout
    assert "concept" not in result.stdout


def test_several_questions_are_each_answered():
    result = ask("a.bvh", "-q", "One?", "-q", "Two?")
    assert "A a: One?" in result.stdout
    assert "A a: Two?" in result.stdout


def test_json_is_one_object_for_each_file_and_question():
    result = ask("a.bvh", "take [1].npz", "What?", "--json")
    assert result.exit_code == 0, result.output
    first, second = lines(result)
    assert list(first)[:4] == ["file", "question", "answer", "warnings"]
    assert (first["file"], first["question"], first["answer"]) == ("a.bvh", "What?", "a: What?")
    assert (second["file"], second["answer"]) == ("take [1].npz", "take [1]: What?")
    assert first["warnings"] == ["looks odd"]
    assert first["duration_s"] == 1.0
    assert first["source"]["skeleton"] == "CMU"
    assert first["timeline"][1] == {"code": 301, "begin_s": 0.4, "end_s": 1.0, "confidence": 0.52}
    assert first["seconds"] >= 0
    assert len(lines(ask("a.bvh", "b.bvh", "-q", "One?", "-q", "Two?", "--json"))) == 4


def test_a_bad_file_is_one_line_and_the_others_are_answered():
    result = ask("a.bvh", "empty.bvh", "absent.bvh", "b.bvh", "What?")
    assert result.exit_code == 1
    assert result.stdout.count(": What?") == 2
    errors = [line for line in result.stderr.splitlines() if line.startswith("error")]
    assert errors == ["error: empty.bvh: the file is empty", "error: absent.bvh: no such file"]


def test_a_bad_file_is_an_error_object_in_json():
    result = ask("a.bvh", "empty.bvh", "b.bvh", "What?", "--json")
    assert result.exit_code == 1
    assert [entry["file"] for entry in lines(result)] == ["a.bvh", "empty.bvh", "b.bvh"]
    assert lines(result)[1] == {
        "file": "empty.bvh",
        "question": "What?",
        "answer": None,
        "error": "empty.bvh: the file is empty",
        "warnings": [],
    }


def test_a_question_that_the_model_refuses_fails_alone():
    result = ask("a.bvh", "-q", "A riddle?", "-q", "Two?")
    assert result.exit_code == 1
    assert "error: a.bvh: the question takes 9,000 tokens" in result.stderr
    assert "A a: Two?" in result.stdout
    result = ask("a.bvh", "-q", "A riddle?", "-q", "Two?", "--json")
    assert result.exit_code == 1
    assert lines(result)[0]["error"] == "the question takes 9,000 tokens"
    assert lines(result)[1]["answer"] == "a: Two?"


def test_a_clip_that_is_read_in_part_is_told():
    Path("long.bvh").write_text("motion", encoding="utf-8")
    assert "warning: too long" in ask("long.bvh", "What?").stderr
    assert lines(ask("long.bvh", "What?", "--json"))[0]["warnings"] == ["looks odd", "too long"]


def test_more_files_than_a_batch_keep_their_order():
    names = [f"clip{index:02}.bvh" for index in range(40)]
    for name in names:
        Path(name).write_text("motion", encoding="utf-8")
    assert [entry["file"] for entry in lines(ask(*names, "What?", "--json"))] == names
    assert len(FakeAnswerer.loaded) == 1


def test_the_model_is_not_loaded_when_no_file_can_be_read():
    result = ask("absent.bvh", "What?")
    assert (result.exit_code, result.stderr) == (1, "error: absent.bvh: no such file\n")
    assert FakeAnswerer.loaded == []


def test_the_joints_alone_answer_without_a_model():
    for arguments in (["a.bvh", "b.bvh", "What is the person doing?"], ["a.bvh", "Is it quidditch ?", "--json"]):
        result = ask(*arguments, "--by", "facts")
        assert result.exit_code == 0, result.output
    assert "timeline" not in lines(result)[0]
    assert ask("a.bvh", "-q", "How fast?", "-o", "answers.jsonl", "--by", "facts").exit_code == 0
    assert FakeAnswerer.loaded == []
    assert "concept 301" in ask("a.bvh", "What?", "--by", "facts", "--timeline").stdout
    assert len(FakeAnswerer.loaded) == 1


def test_the_joints_alone_answer_without_torch(repository):
    code = (
        "import sys; from humocon_cli.main import cli\n"
        "try: cli(['ask', 'examples/jump.bvh', 'How high does she jump?', '--by', 'facts'])\n"
        "except SystemExit: pass\n"
        "assert not {'torch', 'transformers'} & set(sys.modules)"
    )
    path = os.pathsep.join([str(repository), str(repository / "models")])
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=repository,
        env=os.environ | {"PYTHONPATH": path},
    )
    assert done.returncode == 0, done.stderr
    assert "0.30 m" in done.stdout


def test_a_skeleton_without_a_name_here_is_one_line():
    result = ask("a.bvh", "What?", "--skeleton", "kinect")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("error: --skeleton kinect: not known; choose one of nite15")


@pytest.mark.parametrize("option", [["--up", "y"], ["--body-model", "smpl"]])
def test_what_goes_with_a_motion_file_is_refused_for_a_video(tmp_path, option):
    film = tmp_path / "film.mp4"
    film.write_bytes(b"\0\0\0\x18ftypisom" + bytes(100))
    result = ask(str(film), "What?", *option)
    assert (result.exit_code, result.stderr) == (
        1,
        f"error: {film}: a video, and {option[0]} goes with a motion file\n",
    )


def test_an_answer_that_the_model_doubts_is_told_to_be_doubtful():
    sure, doubtful = (ask("a.bvh", f"is it {word} walking", "--no-timeline") for word in ("surely", "perhaps"))
    assert "but the model gives" not in sure.stdout
    assert "but the model gives these words a probability of 0.27 only" in doubtful.stdout
    told = lines(ask("a.bvh", "-q", "surely", "-q", "perhaps", "--json"))
    assert [line["probability"] for line in told] == [0.93, 0.27]
    assert [len(line["evidence"]) for line in told] == [0, 1]

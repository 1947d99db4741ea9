"""How `humocon ask` takes its words: names, folders, questions, and conversations; the model is a stand-in."""

from pathlib import Path

import pytest

from humocon_cli.asking import split_words
from tests import asking
from tests.asking import ask, lines


@pytest.fixture(autouse=True)
def core(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asking.stand_in(monkeypatch, tmp_path)


def test_names_come_from_stdin_and_from_folders():
    Path("folder").mkdir()
    Path("folder/c.bvh").write_text("motion", encoding="utf-8")
    result = ask("-", "What?", "--json", stdin="a.bvh\n\nfolder\n")
    assert [entry["file"] for entry in lines(result)] == ["a.bvh", "folder/c.bvh"]


def test_an_empty_list_of_names_is_told():
    result = ask("-", "What?", stdin="\n")
    assert result.exit_code == 2
    assert "no file was named on stdin: give one name a line" in result.stderr


def test_an_overlay_never_takes_the_place_of_its_video(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("clip.mp4").write_bytes(b"video")
    for name, complaint in (("clip.mp4", "is what the video is made from"), ("x.txt", "cannot write this suffix")):
        result = ask("clip.mp4", "What?", "--save-overlay", name)
        assert result.exit_code == 1
        assert complaint in result.stderr
    assert Path("clip.mp4").read_bytes() == b"video"


def test_an_empty_folder_is_an_error_of_its_own():
    Path("folder").mkdir()
    result = ask("folder", "a.bvh", "What?")
    assert result.exit_code == 1
    assert "error: folder: there is no motion file or video in this folder" in result.stderr
    assert ": What?" in result.stdout


def test_prepared_clips_are_no_files_to_ask_about():
    Path("store/shard_00000").mkdir(parents=True)
    Path("store/shard_00000/joints.npy").write_bytes(b"poses")
    Path("store/prepared.json").write_text("{}", encoding="utf-8")
    for named in ("store/shard_00000", "store/shard_00000/joints.npy"):
        assert f"error: {named}: clips that `humocon data prepare` made" in ask(named, "What?").stderr
    result = ask("store", "a.bvh", "What?")
    assert result.exit_code == 1
    assert "error: store: clips that `humocon data prepare` made for training; ask about the files" in result.stderr
    assert ": What?" in result.stdout


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "the question is empty"),
        (" \n", "the question is empty"),
        ("word " * 10_000, "the question has 50,000 characters: shorten it to 2,000"),
    ],
)
def test_a_question_that_cannot_be_asked_is_one_line(question, message):
    for arguments in (["a.bvh", question], ["a.bvh", "-q", question]):
        result = ask(*arguments)
        assert result.exit_code == 1
        assert result.stderr.startswith(f"error: {message}")
        assert result.stderr.count("\n") == 1


def test_words_the_model_never_learned_are_told():
    result = ask("a.bvh", "Is it quidditch ?")
    assert "warning: the model never learned 'quidditch'" in result.stderr
    assert "quidditch" in lines(ask("a.bvh", "Is it quidditch ?", "--json"))[0]["warnings"][1]


@pytest.mark.parametrize(
    ("words", "names", "questions"),
    [
        (["a.bvh", "Is it a jump?"], ["a.bvh"], ["Is it a jump?"]),
        (["a.bvh", "jumping"], ["a.bvh"], ["jumping"]),
        (["a.bvh", "b.bvh"], ["a.bvh", "b.bvh"], []),
        (["a.bvh", "absent.npz"], ["a.bvh", "absent.npz"], []),
        (["a.bvh", "Is this walk.bvh"], ["a.bvh"], ["Is this walk.bvh"]),
        (["a.bvh", "-"], ["a.bvh", "-"], []),
        (["a.bvh", ""], ["a.bvh"], [""]),
        (["a.bvh"], ["a.bvh"], []),
    ],
)
def test_the_last_word_is_the_question_unless_it_is_a_file(words, names, questions):
    assert split_words(words, []) == (names, questions)


def test_without_a_question_a_conversation_remembers():
    result = ask("a.bvh", stdin="first\nsecond\n\n/reset\nthird\n/quit\nnever\n")
    assert result.exit_code == 0, result.output
    answers = [line for line in result.stdout.splitlines() if line.startswith("A ")]
    assert answers == ["A a: first", "A a, after 2: second", "A a: third"]


def test_a_bad_line_does_not_end_the_conversation():
    result = ask("a.bvh", stdin="x" * 3000 + "\nsecond\n")
    assert "error: the question has 3,000 characters" in result.stderr
    assert "A a: second" in result.stdout
    assert result.exit_code == 1


def test_a_command_that_there_is_not_is_no_question():
    result = ask("a.bvh", stdin="/rest\nsecond\n")
    assert "error: /rest: not a command here; /reset forgets" in result.stderr
    assert result.stdout.count("Q ") == 1


@pytest.mark.parametrize("words", ["a.bvh", "a.bvh b.bvh", "a.bvh --json", "-", ""])
def test_without_a_file_or_a_question_the_usage_is_shown(words):
    result = ask(*words.split(), stdin="")
    assert result.exit_code == 2
    assert "Usage" in result.stderr


def test_a_question_alone_is_told_what_it_lacks():
    result = ask("Is it a jump?")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "name a motion file or a video before the question" in result.stderr

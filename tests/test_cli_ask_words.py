"""How `humocon ask` takes its words: names, folders, questions, and conversations; the model is a stand-in."""

from pathlib import Path

import pytest

from humocon_cli.asking import split_words
from humocon_cli.conversation import COMMANDS
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


def test_subtitles_are_written_with_an_answer_or_without_a_question():
    for arguments in (["What?"], [], ["What?", "--json"]):
        result = ask("a.bvh", *arguments, "--srt", "a.srt", "--vtt", "a.vtt")
        assert result.exit_code == 0, result.output
        assert "written to a.srt: what happens when (reaches down to the floor with both hands" in result.stderr
        assert Path("a.srt").read_text(encoding="utf-8").startswith("1\n00:00:00,000 --> 00:00:01,000\nreaches down")
        assert Path("a.vtt").read_text(encoding="utf-8").startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["b.bvh", "-q", "What?", "--srt", "a.srt"], 2, "--srt and --vtt go with one file"),
        (["-q", "What?", "--vtt", "a.vtt", "-o", "a.jsonl"], 2, "go with one file, without --output"),
        (["What?", "--srt", "a.txt"], 1, "error: a.txt: name it .srt"),
        (["What?", "--vtt", "absent/a.vtt"], 1, "error: absent/a.vtt: no folder absent"),
        (["--facts", "--srt", "a.srt"], 2, "leave out questions, overlay and subtitles"),
    ],
)
def test_subtitles_that_cannot_be_are_refused(arguments, code, message):
    result = ask("a.bvh", *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr


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
        (["a.bvh", "Is", "it", "a", "jump?"], ["a.bvh"], ["Is it a jump?"]),
        (["a.bvh", "b.bvh", "which", "way?"], ["a.bvh", "b.bvh"], ["which way?"]),
        (["absent.bvh", "which", "way"], ["absent.bvh"], ["which way"]),
        (["a.bvh", "absent", "b.bvh", "Why?"], ["a.bvh", "absent", "b.bvh"], ["Why?"]),
        (["a.bvh", "absent", "Is it a jump?"], ["a.bvh", "absent"], ["Is it a jump?"]),
        (["absent", "Why?"], ["absent"], ["Why?"]),
        (["a.bvh", "Is it a jump?", "And how high?"], ["a.bvh"], ["Is it a jump?", "And how high?"]),
    ],
)
def test_files_come_first_and_the_question_last_in_quotes_or_without(words, names, questions):
    assert split_words(words, []) == (names, questions)


def test_without_a_question_a_conversation_remembers():
    for end in ("/quit", "exit", "Quit", ""):
        result = ask("a.bvh", stdin=f"first\nsecond\n\n/reset\nthird\n{end and f'{end}{chr(10)}never'}")
        assert result.exit_code == 0, result.output
        answers = [line for line in result.stdout.splitlines() if line.startswith("A ")]
        assert answers == ["A a: first", "A a, after 2: second", "A a: third"]


def test_a_conversation_has_help_facts_the_timeline_and_other_files():
    result = ask("a.bvh", "--no-timeline", stdin="/help\n/facts\n/timeline\n")
    assert result.exit_code == 0, result.output
    assert all(command in result.stdout for command in COMMANDS)
    assert "Lasts 1.0 s." in result.stdout
    assert "concept 301" in result.stdout
    result = ask("a.bvh", stdin="first\n/open 'take [1].npz'\nsecond\n/open absent.bvh\nthird\n/open\n")
    answers = [line for line in result.stdout.splitlines() if line.startswith("A ")]
    assert answers == ["A a: first", "A take [1]: second", "A take [1], after 2: third"]
    assert "error: absent.bvh: no such file" in result.stderr
    assert "error: /open: name a motion file or a video" in result.stderr


def test_a_bad_line_does_not_end_the_conversation():
    result = ask("a.bvh", stdin="x" * 3000 + "\nsecond\n")
    assert "error: the question has 3,000 characters" in result.stderr
    assert "A a: second" in result.stdout
    assert result.exit_code == 1


def test_a_command_that_there_is_not_is_no_question():
    result = ask("a.bvh", stdin="/rest\nsecond\n")
    assert "error: /rest: not a command here; did you mean /reset?" in result.stderr
    assert result.stdout.count("Q ") == 1


@pytest.mark.parametrize("words", ["a.bvh", "a.bvh b.bvh", "a.bvh --json", "-", ""])
def test_without_a_file_or_a_question_the_usage_is_shown(words):
    result = ask(*words.split(), stdin="")
    assert result.exit_code == 2
    assert "Usage" in result.stderr


@pytest.mark.parametrize("words", [["Is it a jump?"], ["Is it a jump?", "a.bvh"], ["Is", "it", "a", "jump", "a.bvh"]])
def test_a_question_alone_or_before_its_file_is_told_what_it_lacks(words):
    result = ask(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "name a motion file or a video before the question" in result.stderr


def test_a_word_that_the_shell_made_a_file_of_is_told():
    Path("jump1").touch()
    result = ask("a.bvh", "Is", "it", "a", "jump1")
    assert "'jump1' is taken as a word of the question, but is a file, too" in result.stderr
    assert "A a: Is it a jump1" in result.stdout

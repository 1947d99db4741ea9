"""`humocon ask`: files and questions in, answers and one-line errors out; the model is a stand-in."""

import json
import sys
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from click.testing import CliRunner, Result

from humocon.errors import DataError
from humocon.motion.clip import ClipSource, MotionClip
from humocon_cli.asking import split_words
from humocon_cli.main import cli


@dataclass(frozen=True)
class Span:
    code: int
    begin_s: float
    end_s: float
    confidence: float
    name: str = ""


@dataclass(frozen=True)
class Answer:
    text: str


class FakeAnswerer:
    """Answers with the question and the number of messages before it."""

    loaded: ClassVar[list[tuple]] = []
    names_warning: ClassVar[str | None] = None

    @classmethod
    def load(cls, model, *, device=None, load_in_4bit=False) -> "FakeAnswerer":
        cls.loaded.append((str(model), device, load_in_4bit))
        return cls()

    def describe_length(self, clip: MotionClip) -> str | None:
        return "too long" if clip.source.path == "long.bvh" else None

    def answer(self, clips: Sequence[MotionClip], questions: Sequence[str]) -> list[Answer]:
        if "riddle" in " ".join(questions):
            raise DataError("the question takes 9,000 tokens")
        return [
            Answer(f"{Path(clip.source.path).stem}: {question}")
            for clip, question in zip(clips, questions, strict=True)
        ]

    def stream(self, clip: MotionClip, messages: Sequence[dict[str, str]]) -> Iterator[str]:
        if "riddle" in messages[-1]["content"]:
            raise DataError("the question takes 9,000 tokens")
        yield f"after {len(messages) - 1}: "
        yield messages[-1]["content"].upper()

    def timeline(self, clip: MotionClip) -> list[Span]:
        return [Span(17, 0.0, 0.4, 0.91), Span(301, 0.4, 1.0, 0.52)]

    def unknown_words(self, question: str) -> list[str]:
        return [word for word in question.split() if word == "quidditch"]


@pytest.fixture(autouse=True)
def core(monkeypatch, tmp_path):
    """Stands in for the model and the readers: a file is readable if it exists and is not empty."""

    def read_motion(path: Path, *, body_model=None, fps=None, up=None) -> MotionClip:
        if not path.exists():
            raise DataError(f"{path}: no such file")
        if not path.stat().st_size:
            raise DataError(f"{path}: the file is empty")
        source = ClipSource(str(path), "BVH", "CMU", fps or 120.0, "cm", "y", ("a note",), ("looks odd",))
        return MotionClip(np.zeros((20, 22, 3), np.float32), 20.0, source)

    answerer = types.ModuleType("humocon.language.answerer")
    answerer.__dict__.update(Answerer=FakeAnswerer, default_model=lambda: Path("shipped"))
    read = types.ModuleType("humocon.motion.read")
    read.__dict__.update(read_motion=read_motion, find_motions=lambda folder: sorted(folder.glob("*.bvh")))
    monkeypatch.setitem(sys.modules, "humocon.language.answerer", answerer)
    monkeypatch.setitem(sys.modules, "humocon.motion.read", read)
    monkeypatch.setattr(FakeAnswerer, "loaded", [])
    monkeypatch.chdir(tmp_path)
    for name in ("a.bvh", "b.bvh", "take [1].npz"):
        Path(name).write_text("motion", encoding="utf-8")
    Path("empty.bvh").touch()


def ask(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["ask", *arguments], input=stdin)


def lines(result: Result) -> list[dict]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_answer_comes_with_facts_warnings_and_the_timeline():
    result = ask("a.bvh", "Is it a jump?")
    assert result.exit_code == 0, result.output
    facts = "a.bvh  1.0 s · BVH · CMU · 120 fps · cm · y up\n  a note\n"
    assert result.stdout.startswith(facts + "Q Is it a jump?\nA after 0: IS IT A JUMP?\n")
    assert "concept 17" in result.stdout
    assert "0.40 –  1.00 s" in result.stdout
    assert result.stderr == "warning: looks odd\n"
    assert FakeAnswerer.loaded == [("shipped", None, False)]


def test_of_many_concepts_the_longest_are_shown_in_order(monkeypatch):
    spans = [Span(k, k, k + (0.9 if k % 2 else 0.5), 0.5) for k in range(24)]
    monkeypatch.setattr(FakeAnswerer, "timeline", lambda self, clip: spans)
    shown = [line.split()[5] for line in ask("a.bvh", "What?").stdout.splitlines() if " – " in line]
    assert shown == [str(k) for k in range(1, 24, 2)]


def test_options_reach_the_model_and_the_reader():
    options = ["--model", "mine", "--device", "cpu", "--load-in-4bit", "--fps", "60", "--no-timeline"]
    result = ask("a.bvh", "Why?", *options)
    assert FakeAnswerer.loaded == [("mine", "cpu", True)]
    assert "60 fps" in result.stdout
    assert "concept" not in result.stdout


def test_several_questions_are_each_answered():
    result = ask("a.bvh", "-q", "One?", "-q", "Two?")
    assert "ONE?" in result.stdout
    assert "TWO?" in result.stdout


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
    assert result.stdout.count("WHAT?") == 2
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


def test_names_come_from_stdin_and_from_folders():
    Path("folder").mkdir()
    Path("folder/c.bvh").write_text("motion", encoding="utf-8")
    result = ask("-", "What?", "--json", stdin="a.bvh\n\nfolder\n")
    assert [entry["file"] for entry in lines(result)] == ["a.bvh", "folder/c.bvh"]


def test_an_empty_folder_is_an_error_of_its_own():
    Path("folder").mkdir()
    result = ask("folder", "a.bvh", "What?")
    assert result.exit_code == 1
    assert "error: folder: there is no motion file or video in this folder" in result.stderr
    assert "WHAT?" in result.stdout


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
    assert answers == ["A after 0: FIRST", "A after 2: SECOND", "A after 0: THIRD"]


def test_a_bad_line_does_not_end_the_conversation():
    result = ask("a.bvh", stdin="x" * 3000 + "\nsecond\n")
    assert "error: the question has 3,000 characters" in result.stderr
    assert "A after 0: SECOND" in result.stdout


@pytest.mark.parametrize("words", ["a.bvh", "a.bvh b.bvh", "a.bvh --json", "-", ""])
def test_without_a_file_or_a_question_the_usage_is_shown(words):
    result = ask(*words.split(), stdin="")
    assert result.exit_code == 2
    assert "Usage" in result.stderr


def test_a_question_alone_is_told_what_it_lacks():
    result = ask("Is it a jump?")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "name a motion file or a video before the question" in result.stderr

"""`humocon ask --output`: thousands of files, one line each, stopped and gone on with, in one process or several."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from humocon.ask import batch
from humocon.ask.jobs import Job
from humocon.motion.clip import MotionClip
from humocon.motion.synthesis import synthesize
from humocon_cli.main import cli
from tests.asking import Answer


class Counter:
    """Answers with the number of poses, and remembers what it was asked together."""

    reads_video = False
    reads_facts = False
    names_warning = None

    def __init__(self) -> None:
        self.asked: list[int] = []

    @property
    def namer(self) -> "Counter":
        return self

    @property
    def recogniser(self) -> None:
        return None

    def answer(self, clips: Sequence[MotionClip], questions: Sequence[str | list[dict]]) -> list[Answer]:
        self.asked.append(len(clips))
        return [Answer(f"{clip.num_frames}: {_words(asked)}") for clip, asked in zip(clips, questions, strict=True)]

    def timeline(self, clip: MotionClip) -> list:
        return []

    def describe_length(self, clip: MotionClip) -> str | None:
        return None

    def unknown_words(self, question: str) -> list[str]:
        return [word for word in question.split() if word == "quidditch"]


def _words(asked: str | list[dict]) -> str:
    return asked if isinstance(asked, str) else " ".join(message["content"] for message in asked)


@pytest.fixture
def answerer(monkeypatch) -> Counter:
    counter = Counter()
    monkeypatch.setattr("humocon.ask.answerer.Answerer.load", lambda model, **options: counter)
    return counter


@pytest.fixture(autouse=True)
def clips(tmp_path: Path, monkeypatch) -> Path:
    """Seven motions of 20, 21 ... 26 poses in `clips`, where the test runs."""
    monkeypatch.chdir(tmp_path)
    joints = synthesize("walk", seed=0).to_clip().joints
    Path("clips").mkdir()
    for number in range(7):
        np.savez(f"clips/{number}.npz", joints=joints[: 20 + number], fps=20.0)
    return tmp_path / "clips"


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(
        cli, ["ask", "clips", "--by", "model", *arguments, "--output", "answers.jsonl", "--device", "cpu"]
    )


def told() -> list[dict]:
    return [json.loads(line) for line in Path("answers.jsonl").read_text(encoding="utf-8").splitlines()]


def pairs(lines: Sequence[dict]) -> list[tuple[str, str, str | None]]:
    return sorted((line["file"], line["question"], line["answer"]) for line in lines)


def test_each_file_and_question_has_one_line(answerer: Counter):
    result = ask("-q", "Who?", "-q", "What?", "-q", "Who?")
    assert result.exit_code == 0, result.output
    assert pairs(told()) == sorted(
        (f"clips/{n}.npz", asked, f"{20 + n}: {asked}") for n in range(7) for asked in ("Who?", "What?")
    )
    assert "evidence" in told()[0]
    assert answerer.asked == [14]
    assert result.stdout.startswith("written to answers.jsonl: 14 answers in ")
    assert "ask: 14 answers; processes 1 process (cpu)" in result.stderr
    assert "answer 14/14" in result.stderr
    assert {path.name for path in Path().iterdir()} == {"answers.jsonl", "answers.run.json", ".answers.lock", "clips"}


def test_nothing_is_asked_twice_but_what_is_new(answerer: Counter):
    ask("-q", "Who?")
    before = Path("answers.jsonl").read_bytes()
    assert ask("-q", "Who?").exit_code == 0
    assert (Path("answers.jsonl").read_bytes(), answerer.asked) == (before, [7])
    result = ask("-q", "Who?", "-q", "What?")
    assert "answer 7 of 14" in result.stderr
    assert Path("answers.jsonl").read_bytes().startswith(before)
    assert (len(told()), answerer.asked) == (14, [7, 7])


def test_a_run_killed_at_any_byte_goes_on(answerer: Counter):
    ask("-q", "Who?")
    whole = Path("answers.jsonl").read_bytes()
    expected = pairs(told())
    line = whole.index(b"\n") + 1
    for size in (0, 1, line - 1, line, line + 1, *range(line + 200, len(whole), 777), len(whole) - 1):
        Path("answers.jsonl").write_bytes(whole[:size])
        assert ask("-q", "Who?").exit_code == 0
        assert pairs(told()) == expected
        done = whole[:size].count(b"\n")
        assert Path("answers.jsonl").read_bytes().startswith(whole[: whole[:size].rfind(b"\n") + 1])
        assert answerer.asked.pop() == 7 - done


def test_what_failed_is_tried_again_and_told_once(answerer: Counter):
    Path("clips/bad.bvh").write_text("HIERARCHY\nROOT", encoding="utf-8")
    result = ask("-q", "Who?")
    assert result.exit_code == 1
    assert "7 answers in" in result.stdout
    assert '1 failed (lines with "error")' in result.stdout
    assert [line["file"] for line in told() if line["answer"] is None] == ["clips/bad.bvh"]
    assert ask("-q", "Who?").exit_code == 1
    assert (len(told()), answerer.asked) == (8, [7])
    Path("clips/bad.bvh").write_bytes(b"")
    assert ask("-q", "Who?").exit_code == 1
    assert told()[8]["error"] == "clips/bad.bvh: the file is empty; copy or export it again"
    Path("clips/bad.bvh").write_bytes(Path("clips/3.npz").read_bytes())
    assert ask("-q", "Who?").exit_code == 0
    assert told()[-1]["answer"] == "23: Who?"
    assert (ask("-q", "Who?").exit_code, len(told()), answerer.asked) == (0, 10, [7, 1])


def test_answers_of_another_model_are_not_mixed_in(answerer: Counter):
    ask("-q", "Who?")
    for option in (["--fps", "60"], ["--model", "another"], ["--no-timeline"]):
        result = ask("-q", "Who?", *option)
        assert result.exit_code == 1
        assert "belongs to another run (different: " in result.stderr
    Path("answers.run.json").unlink()
    assert "answers.run.json, which tells of which run, is missing" in ask("-q", "Who?").stderr
    assert len(told()) == 7


def test_lines_of_several_processes_are_joined_wherever_the_joining_was_cut(answerer: Counter):
    ask("-q", "Who?")
    lines = Path("answers.jsonl").read_bytes().splitlines(keepends=True)
    expected = pairs(told())
    for copied in range(3):
        # Two processes were at work; of the second's three lines, some had been moved over when all were killed.
        Path("answers.jsonl").write_bytes(b"".join(lines[:3] + lines[3 : 3 + copied]) + lines[6][:20])
        Path("answers.1.jsonl").write_bytes(b"".join(lines[3:6]) + lines[6][:40])
        assert ask("-q", "Who?").exit_code == 0
        assert pairs(told()) == expected
        assert answerer.asked.pop() == 1
        assert not Path("answers.1.jsonl").exists()


def test_words_the_model_never_learned_are_told_in_each_line(answerer: Counter):
    ask("-q", "Is it quidditch ?")
    assert all("quidditch" in line["warnings"][-1] for line in told())


def test_large_files_and_videos_make_small_batches(monkeypatch, tmp_path: Path):
    for name, size in (("a.bvh", 3_000_000), ("b.bvh", 62_000_000)):
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)
    names = ["s.npz"] * 256 + ["s.npz", "a.bvh", "b.bvh", "s.npz"] + ["v.mp4"] * 5
    asked = [Job(Path(name), ("Who?",)) for name in names]
    assert list(map(len, batch._batches(asked))) == [256, 2, 2, 4, 1]
    assert list(map(len, batch._batches([Job(Path("s.npz"), ("Who?",) * 100)] * 5))) == [2, 2, 1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-q", "Who?", "--output", "answers.json"], "the name has to say: answers.jsonl"),
        (["--output", "answers.jsonl"], "no question"),
        (["-q", "Who?", "--motion", "clips/0.npz", "--output", "answers.jsonl"], "go with one file"),
    ],
)
def test_what_makes_no_sense_together_is_told(arguments: list[str], message: str):
    result = CliRunner().invoke(cli, ["ask", "clips", *arguments])
    assert result.exit_code == 2
    assert message in result.stderr


def test_several_processes_do_not_all_write_to_the_terminal(monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "2")
    result = CliRunner().invoke(cli, ["ask", "clips", "Who?", "--json"])
    assert result.exit_code == 2
    assert "give --output FILE.jsonl" in result.stderr


def test_two_processes_and_single_files_give_the_same_answers(repository: Path, monkeypatch):
    question = "What is the person doing?"
    monkeypatch.setenv("PYTHONPATH", f"{repository / 'models'}:{repository}")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setattr(batch, "_AT_ONCE", 1)
    assert ask("-q", question).exit_code == 0  # a batch for each file
    alone = pairs(told())
    Path("answers.jsonl").unlink()
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    two = "import humocon.ask.batch as p; p._AT_ONCE = 2; from humocon_cli.main import cli; cli()"
    command = [*launcher, "--no-python", sys.executable, "-c", two]
    command += ["ask", "-", "--by", "model", "-q", question, "--output", "answers.jsonl", "--device", "cpu"]
    done = subprocess.run(command, input="clips\n", capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert pairs(told()) == alone
    assert len(told()) == 7
    assert "2 processes (gloo, cpu)" in done.stderr
    assert done.stdout.count("written to") == 1
    assert not list(Path().glob("answers.*.jsonl"))


def test_a_compiled_model_is_for_many_questions(answerer: Counter, monkeypatch):
    given = []
    load = lambda model, **options: given.append(options["compiled"]) or answerer  # noqa: E731
    monkeypatch.setattr("humocon.ask.answerer.Answerer.load", load)
    assert ask("-q", "Who?", "--compile").exit_code == 0
    assert given == [True]
    result = CliRunner().invoke(cli, ["ask", "clips", "Who?", "--compile"])
    assert result.exit_code == 2
    assert "--compile goes with --output" in result.output


def ask_pairs(*lines: dict, arguments: Sequence[str] = ("--json",)) -> Result:
    Path("pairs.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return CliRunner().invoke(cli, ["ask", "--pairs", "pairs.jsonl", "--by", "model", "--device", "cpu", *arguments])


def test_each_pair_asks_a_question_of_its_own_and_keeps_what_stands_beside(answerer: Counter):
    result = ask_pairs(
        {"file": "clips/0.npz", "question": "Who?", "id": 7, "gold": "me"},
        {"file": "clips/1.npz", "questions": ["Who?", "What?"]},
    )
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["answer"] for line in lines] == ["20: Who?", "21: Who?", "21: What?"]
    assert [(line.get("id"), line.get("gold")) for line in lines] == [(7, "me"), (None, None), (None, None)]
    assert answerer.asked == [3]


def test_a_scripted_conversation_remembers_and_goes_on_whole(answerer: Counter):
    talk = {"file": "clips/0.npz", "questions": ["Who?", "And then?"], "conversation": True, "id": 1}
    other = {"file": "clips/0.npz", "question": "Who?", "id": 2}
    output = ("--output", "answers.jsonl")
    assert ask_pairs(talk, other, arguments=output).exit_code == 0
    first, again, last = sorted(told(), key=lambda line: (line["id"], len(line.get("earlier", ()))))
    assert (first["answer"], last["answer"]) == ("20: Who?", "20: Who?")
    assert (again["answer"], again["earlier"]) == ("20: Who? 20: Who? And then?", ["Who?"])
    before = Path("answers.jsonl").read_bytes()
    assert ask_pairs(talk, other, arguments=output).exit_code == 0
    assert Path("answers.jsonl").read_bytes() == before
    rows = before.splitlines(keepends=True)
    Path("answers.jsonl").write_bytes(b"".join(row for row in rows if b"And then" not in row))
    assert ask_pairs(talk, other, arguments=output).exit_code == 0
    assert told()[-1]["answer"] == again["answer"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({"question": "Who?"}, "pairs.jsonl, line 2: no JSON object with a file"),
        ({"file": "clips/0.npz"}, "line 2: neither a question nor a list of questions"),
        ({"file": "clips/0.npz", "questions": []}, "line 2: neither a question nor a list of questions"),
        ({"file": "clips/0.npz", "question": "a", "questions": ["b"]}, "line 2: both question and questions"),
        ({"file": "clips/0.npz", "question": " "}, "line 2: the question is empty"),
        ({"file": "clips/0.npz", "question": "Who?", "answer": "me"}, "line 2: 'answer' is the name of something"),
        ({"file": "clips/0.npz", "question": "Who?", "conversation": 1}, "line 2: conversation is 1"),
    ],
)
def test_a_pair_that_is_none_is_named_by_its_line(line: dict, message: str):
    result = ask_pairs({"file": "clips/0.npz", "question": "Who?"}, line)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr


def test_pairs_leave_no_room_for_other_names():
    result = ask_pairs({"file": "clips/0.npz", "question": "Who?"}, arguments=["clips", "-q", "Who?"])
    assert result.exit_code == 2
    assert "--pairs names files and questions" in result.stderr

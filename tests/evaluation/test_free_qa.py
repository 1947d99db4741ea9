"""`eval free-qa`: from a folder of questions to what the answers are worth."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from humocon.errors import DataError
from humocon.evaluation.free_qa import FreeQuestion, jobs_of_questions, read_free_qa, score_free_qa
from humocon.motion.synthesis import synthesize
from humocon_cli.main import cli


def write_set(folder: Path) -> Path:
    questions = [
        {"id": "1", "clip": "jump", "kind": "yesno", "question": "does he jump??", "accept": {"type": "yes"}},
        {"id": "2", "clip": "jump", "kind": "other", "question": "his name?", "accept": {"type": "refuse"}},
        {"id": "3", "clip": "walk", "kind": "other", "question": ["Who?", "When?"], "accept": {"type": "refuse"}},
    ]
    (folder / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in questions), encoding="utf-8")
    for action in ("jump", "walk"):
        np.savez(folder / f"{action}.npz", joints=synthesize(action, seed=0).to_clip().joints, fps=20.0)
    return folder


def question(identifier: str, accept: dict, group: str = "", kind: str = "yesno") -> FreeQuestion:
    return FreeQuestion(identifier, "clip", kind, ("Is it?",), accept, group)


def line(identifier: str, answer: str, probability: float = 0.95, evidence: tuple[str, ...] = ()) -> dict:
    return {
        "id": identifier,
        "question": "Is it?",
        "answer": answer,
        "probability": probability,
        "evidence": list(evidence),
    }


def test_a_folder_becomes_jobs_and_a_conversation_stays_one(tmp_path: Path):
    questions = read_free_qa(write_set(tmp_path))
    jobs = jobs_of_questions(questions, tmp_path)
    assert [(job.file.name, job.questions, job.conversation) for job in jobs] == [
        ("jump.npz", ("does he jump??",), False),
        ("jump.npz", ("his name?",), False),
        ("walk.npz", ("Who?", "When?"), True),
    ]
    (tmp_path / "walk.npz").unlink()
    with pytest.raises(DataError, match="no file of the clip 'walk'"):
        jobs_of_questions(questions, tmp_path)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{", "line 1: not valid JSON"),
        ('{"id": 1}', "line 1: has no 'question'"),
        (
            '{"id": "a", "clip": "b", "kind": "c", "question": "d", "accept": {"type": "text", "pattern": "("}}',
            "line 1: ",
        ),
        ("", "holds no question"),
    ],
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, row: str, message: str):
    (tmp_path / "questions.jsonl").write_text(row + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_free_qa(tmp_path)


def test_trust_is_counted_by_hand():
    questions = [
        question("a", {"type": "yes"}, "g"),
        question("b", {"type": "yes"}, "g"),
        question("c", {"type": "refuse"}, kind="unanswerable"),
        question("d", {"type": "no"}),
    ]
    lines = [
        line("a", "Yes."),
        line("b", "No.", evidence=("but it does",)),
        line("c", "That cannot be told."),
        line("d", "That cannot be told.", probability=0.5),
    ]
    result, rows = score_free_qa(questions, lines)
    assert [row["right"] for row in rows] == [True, False, True, False]
    assert result["metrics"]["overall"]["accuracy"] == 0.5
    assert result["macro"] == pytest.approx((1 / 3 + 1) / 2)
    assert result["unanswerable_refused"] == 1
    assert result["answerable_refused"] == pytest.approx(1 / 3)
    assert result["refuted_by_own_evidence"] == 0.25
    assert (result["sure"], result["sure_and_wrong"], result["right_of_sure"]) == (3, 0.25, pytest.approx(2 / 3))
    assert result["consistent"] == 0.5
    assert result["blind"]["yesno"] == {"accuracy": pytest.approx(2 / 3), "answer": "yes"}


def test_paraphrases_agree_in_what_they_are_told_not_in_being_wrong():
    accept = {"type": "number", "dim": "time", "value": 1.0, "tol": 0.2}
    questions = [question(name, accept, "g") for name in "abcd"] + [question("e", accept)]
    answers = ("At 3.0 s.", "It begins at 3 seconds.", "At 5 s.", "At 1.0 s.", "At 9 s.")
    lines = [line(name, answer) for name, answer in zip("abcde", answers, strict=True)]
    result, rows = score_free_qa(questions, lines)
    assert [row["right"] for row in rows] == [False, False, False, True, False]
    assert result["consistent"] == 0.5


def test_the_command_asks_scores_and_goes_on(tmp_path: Path, translated: Path):
    folder, output = write_set(tmp_path), tmp_path / "run"
    arguments = ["eval", "free-qa", "--data", str(folder), "-o", str(output), "--model", str(translated)]
    first = CliRunner().invoke(cli, [*arguments, "--device", "cpu"])
    assert first.exit_code == 0, first.output
    assert "free-qa: right answers by kind" in first.stdout
    result = json.loads((output / "results.json").read_text(encoding="utf-8"))
    assert result["num_questions"] == 3
    answers = (output / "answers.jsonl").read_bytes()
    assert answers.count(b"\n") == 4
    assert CliRunner().invoke(cli, [*arguments, "--device", "cpu"]).exit_code == 0
    assert (output / "answers.jsonl").read_bytes() == answers


def test_what_the_model_is_shown_is_checked_and_belongs_to_the_run(tmp_path: Path, translated: Path):
    folder, output = write_set(tmp_path), tmp_path / "run"
    arguments = ["eval", "free-qa", "--data", str(folder), "-o", str(output), "--device", "cpu"]
    other = CliRunner().invoke(cli, [*arguments, "--model", str(translated), "--reads", "facts"])
    assert other.exit_code == 1
    assert "the model learned to read features; give that or a part of it" in other.stderr.replace("\n", " ")
    own = [*arguments, "--model", str(translated)]
    assert CliRunner().invoke(cli, [*own, "--reads", "features"]).exit_code == 0
    assert CliRunner().invoke(cli, own).exit_code == 1  # what was answered so is not mixed with other answers

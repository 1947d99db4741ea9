import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from humocon.errors import DataError
from humocon.evaluation.comparison import compare, make_report, save_report, short_names
from humocon.evaluation.judging import Verdict
from humocon.evaluation.question_set import Question, QuestionSet
from humocon.evaluation.result import EXACT, Row, make_result, score_lines
from humocon.evaluation.tables import BABEL_QA_TEST
from humocon.files import write_json, write_text

QUESTIONS = tuple(
    Question(
        question_id=f"q{number}",
        subject="m",
        question=f"What {number}?",
        answers=("walk",),
        kind="query_action",
        groups=("query_action", "before"),
        path=Path("joints.npy"),
    )
    for number in range(4)
)


def write_run(
    folder: Path, right: int, questions=QUESTIONS, *, judge: str | None = None, task="babel-qa", **told: Any
) -> Path:
    """A finished run that answers the first questions right; with a judge, what that judge made of it."""
    data = QuestionSet(folder=folder, split="test", questions=QUESTIONS, train=questions, sha256="0")
    said = ["walk" if place < right else "run" for place in range(len(questions))]
    row = Row(said, [Verdict(float(text == "walk")) for text in said])
    blind = {"majority": row, "model without motion": row}
    options = {"title": task, "scoring": "judge" if judge else "exact", "protocol": judge or EXACT, "seed": 0}
    content: dict[str, Any] = {"task": task, "split": "test", "data_sha256": "0", "model": str(folder)}
    content["files_sha256"] = "0"
    content["coverage"] = {"selected": len(questions), "missing": []}
    if judge:
        content |= {"judge": {"name": judge, "version": "1", "address": "here"}, "prompt_sha256": "1"}
        content["judge_versions"] = ["1"]
    content |= told
    place = folder / "judge-x" if judge else folder
    place.mkdir(parents=True, exist_ok=True)
    published = BABEL_QA_TEST if task == "babel-qa" else ()
    write_json(place / "results.json", content | make_result(data, questions, row, blind, published, **options))
    write_text(place / "scores.jsonl", "".join(json.dumps(line) + "\n" for line in score_lines(questions, row)))
    return folder


def titles(report) -> list[str]:
    return [str(table["title"]).split(" (")[0].split(". ")[0] for table in report.tables]


def test_two_runs_stand_in_one_table_with_their_difference_and_the_published_rows(tmp_path):
    report = make_report([write_run(tmp_path / "a", 1), write_run(tmp_path / "b", 3)])
    assert titles(report) == ["babel-qa test", "The same questions, pair by pair", "Published on the test split"]
    side, pairs, published = report.tables
    assert side["columns"][2:4] == ["a", "b"]
    assert side["rows"][0][2].startswith(".250")
    assert side["rows"][0][3].startswith(".750")
    assert pairs["rows"][0][1:3] == ["4", "+0.500"]
    assert pairs["rows"][0][4] == "2 / 0"
    assert [row[1] for row in published["rows"][:2]] == ["exact", "exact"]
    assert len(published["rows"]) == 2 + len(BABEL_QA_TEST)


def test_runs_are_named_as_shortly_as_tells_them_apart():
    one, two, three = Path("runs/x/test"), Path("runs/y/test"), Path("runs/y/val")
    assert short_names([one, one]) == {one: "test"}
    assert short_names([two, three]) == {two: "test", three: "val"}
    assert short_names([one, two, three]) == {one: "x/test", two: "y/test", three: "y/val"}
    assert short_names([one, one.absolute()]) == {one: str(one), one.absolute(): str(one.absolute())}
    assert short_names([]) == {}


def test_protocols_never_share_a_table(tmp_path):
    write_run(tmp_path / "a", 1)
    write_run(tmp_path / "a", 2, judge="one")
    write_run(tmp_path / "b", 2, judge="two")
    report = make_report([tmp_path / "a", tmp_path / "b"])
    assert [len(group) for group in report.groups] == [1, 1, 1]
    assert not any(report.comparisons)


def test_other_questions_are_another_table(tmp_path):
    fewer = tuple(replace(question, question=question.question) for question in QUESTIONS[:3])
    report = make_report([write_run(tmp_path / "a", 1), write_run(tmp_path / "b", 1, fewer)])
    assert [len(group) for group in report.groups] == [1, 1]


def test_another_version_of_a_judge_and_other_motions_are_another_table(tmp_path):
    runs = [write_run(tmp_path / name, 2, judge="one", judge_versions=[name]) for name in ("may", "june")]
    report = make_report(runs)
    assert [len(group) for group in report.groups] == [1, 1]
    assert "judge one (may)" in str(report.tables[0]["title"])
    turned = [write_run(tmp_path / f"set{number}", 2, files_sha256=str(number)) for number in (0, 1)]
    assert [len(group) for group in make_report(turned).groups] == [1, 1]


def test_a_part_of_the_questions_and_unread_replies_are_told(tmp_path):
    part = make_report([write_run(tmp_path / "part", 1, QUESTIONS[:2])])
    assert part.tables[-1]["rows"][0][0] == "part, 2 of 4 questions"
    run = write_run(tmp_path / "run", 1, judge="one")
    path = run / "judge-x" / "results.json"
    write_json(path, json.loads(path.read_text()) | {"unparsable": 3})
    assert "run (one): 3 replies of the judge could not be read" in str(make_report([run]).tables[0]["title"])


def test_a_benchmark_without_published_rows_shows_none(tmp_path):
    assert titles(make_report([write_run(tmp_path / "a", 1, task="mocap-qa")])) == ["mocap-qa test"]


def test_a_report_is_saved_as_markdown_json_and_picture(tmp_path):
    report = make_report([write_run(tmp_path / "a|b", 1), write_run(tmp_path / "b", 3)])
    for name in ("report.md", "report.json", "sub/report.png"):
        save_report(report, tmp_path / name)
    lines = (tmp_path / "report.md").read_text().splitlines()
    assert lines[0].startswith("### babel-qa test")
    assert "a\\|b" in lines[2]
    assert len({line.replace("\\|", "").count("|") for line in lines[2:8] if line}) == 1
    content = json.loads((tmp_path / "report.json").read_text())
    assert content["groups"][0]["comparisons"][0]["difference"] == 0.5
    assert (tmp_path / "sub" / "report.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(DataError, match=r"\.md, \.json or \.png"):
        save_report(report, tmp_path / "report.doc")


def test_a_folder_without_a_result_or_with_a_damaged_one_is_named(tmp_path):
    with pytest.raises(DataError, match=r"nothing: no results\.json"):
        make_report([tmp_path / "nothing"])
    folder = write_run(tmp_path / "a", 1)
    (folder / "results.json").write_text((folder / "results.json").read_text()[:200])
    with pytest.raises(DataError, match=r"results\.json or scores\.jsonl is missing, damaged") as caught:
        make_report([folder])
    assert "\n" not in str(caught.value)


def test_runs_are_compared_on_the_questions_that_both_have_a_score_for():
    found = compare({"a": 1.0, "b": 0.0, "c": 0.0, "d": None}, {"a": 1.0, "b": 1.0, "c": 0.0, "d": 1.0, "e": 1.0})
    assert found is not None
    assert (found.n, found.better, found.worse) == (3, 1, 0)
    assert (found.first, found.second, found.difference) == pytest.approx((1 / 3, 2 / 3, 1 / 3))


def test_the_sign_test_is_that_of_mcnemar():
    """8 questions won and 2 lost: twice the chance of 2 or fewer heads in 10 throws, 2 * 56 / 1024."""
    first = {str(number): float(number >= 8) for number in range(10)}
    second = {name: 1 - score for name, score in first.items()}
    found = compare(first, second)
    assert found is not None
    assert (found.better, found.worse) == (8, 2)
    assert found.p_value == pytest.approx(112 / 1024)
    assert found.difference == pytest.approx(0.6)
    assert found.low < found.difference < found.high


def test_a_run_does_not_differ_from_itself():
    found = compare({"a": 1.0, "b": 0.0}, {"a": 1.0, "b": 0.0})
    assert found is not None
    assert (found.difference, found.low, found.high, found.p_value) == (0, 0, 0, 1)


def test_nothing_in_common_is_no_comparison():
    assert compare({"a": 1.0}, {"b": 1.0}) is None

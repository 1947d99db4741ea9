import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from humocon.errors import ConfigError, DataError
from humocon.evaluate import EvalConfig, evaluate, select_questions
from humocon.evaluation.answering import in_reading_order
from humocon.evaluation.babel_qa import read_babel_qa
from humocon.files import model_sha256
from humocon.journals import hold
from tests.stand_ins import ANSWERS, SumAnswerer, Told, without_time, write_question_set


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    return write_question_set(tmp_path_factory.mktemp("set"))


@pytest.fixture
def config(data, tmp_path) -> EvalConfig:
    return EvalConfig(data=data, output=tmp_path / "out", batch_size=5)


def test_every_question_is_asked_once_and_the_result_is_written(config):
    answerer, report = SumAnswerer(), Told()
    results = evaluate(config, report, answerer=answerer)
    assert len(answerer.asked_with_motion()) == 28
    assert max(answerer.sizes) == 5
    assert json.loads((config.output / "results.json").read_text()) == results
    lines = [json.loads(line) for line in (config.output / "predictions.jsonl").read_text().splitlines()]
    assert {line["question_id"] for line in lines} == {f"q{number}" for number in range(20, 48)}
    assert set(lines[0]) == {"question_id", "question", "prediction", "code"}
    assert results["answered_by_code"] == [results["code_sha256"][:12]]
    scores = [json.loads(line) for line in (config.output / "scores.jsonl").read_text().splitlines()]
    assert [line["question_id"] for line in scores] == [f"q{number}" for number in range(20, 48)]
    assert results["metrics"]["overall"]["correct"] == sum(line["score"] for line in scores) > 0
    assert results["metrics"]["overall"]["n"] == 28
    assert results["metrics"]["other"]["n"] == sum(number % 3 != 1 for number in range(20, 48))
    assert set(results["blind"]) == {"majority", "lookup", "model without motion", "rules only"}
    assert set(results["blind"]["lookup"]) == set(results["metrics"])
    assert results["scoring"] == "exact"
    assert results["config"]["batch_size"] == 5
    assert report.steps[-1] == len(answerer.asked)
    assert report.finished


def test_without_its_motion_the_model_is_asked_each_text_once(config):
    answerer = SumAnswerer()
    results = evaluate(config, answerer=answerer)
    texts = {question for _, question in answerer.asked_with_motion()}
    assert sorted(question for frames, question in answerer.asked if not frames) == sorted(texts)
    questions = read_babel_qa(config.data, "test").questions
    said = {text: ANSWERS[len(text) % 4] for text in texts}
    right = sum(said[question.question] in question.answers for question in questions)
    assert results["blind"]["model without motion"]["overall"]["correct"] == right


def test_each_motion_is_read_once_and_short_ones_come_first(config):
    answerer = SumAnswerer()
    evaluate(config, answerer=answerer)
    frames = [count for count, _ in answerer.asked_with_motion()]
    assert frames == sorted(frames)
    assert len({id(clip) for clip in answerer.clips if clip is not None}) == 5


def whole_first_step(config: EvalConfig) -> int:
    """How many answers a finished run holds."""
    return sum((config.output / f"{name}.jsonl").read_bytes().count(b"\n") for name in ("predictions", "blind"))


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.5, 0.77, 0.999, 1.0])
def test_a_run_cut_at_any_byte_ends_with_the_same_result(config, share):
    whole = evaluate(config, answerer=SumAnswerer())
    path = config.output / "predictions.jsonl"
    content = path.read_bytes()
    kept = content[: int(len(content) * share)]
    path.write_bytes(kept)
    answerer, report = SumAnswerer(), Told()
    resumed = evaluate(config, report, answerer=answerer)
    assert len(answerer.asked) == 28 - kept.count(b"\n")
    assert report.first_step == whole_first_step(config) - len(answerer.asked)
    assert without_time(resumed) == without_time(whole)
    assert path.read_bytes() == content


def test_an_interrupted_run_keeps_what_was_answered(config):
    first, second = SumAnswerer(fails_after=10), SumAnswerer()
    with pytest.raises(KeyboardInterrupt):
        evaluate(config, answerer=first)
    assert not (config.output / "results.json").exists()
    results = evaluate(config, answerer=second)
    assert results["metrics"]["overall"]["n"] == 28
    assert len(first.asked_with_motion()) == 10
    assert len(second.asked_with_motion()) == 18
    assert not set(first.asked) & set(second.asked)


def test_a_finished_run_asks_nothing(config):
    evaluate(config, answerer=SumAnswerer())
    again = SumAnswerer()
    evaluate(config, answerer=again)
    assert again.asked == []


def test_batch_size_does_not_change_the_result(config, tmp_path):
    one = evaluate(config, answerer=SumAnswerer())
    other = evaluate(replace(config, batch_size=28, output=tmp_path / "other"), answerer=SumAnswerer())
    assert one["metrics"] == other["metrics"]


@pytest.mark.parametrize(
    ("change", "named"),
    [({"model": "other"}, "model"), ({"split": "train"}, "split"), ({"scoring": "vocabulary"}, "ans")],
)
def test_the_folder_of_another_run_is_refused(config, change, named):
    evaluate(config, answerer=SumAnswerer())
    with pytest.raises(ConfigError, match=f"belongs to another run .*{named}") as caught:
        evaluate(replace(config, **change), answerer=SumAnswerer())
    assert "\n" not in str(caught.value)


def test_answers_of_an_unknown_run_are_refused(config):
    evaluate(config, answerer=SumAnswerer())
    (config.output / "run.json").unlink()
    with pytest.raises(ConfigError, match="which tells of which run, is missing or damaged"):
        evaluate(config, answerer=SumAnswerer())


def test_a_damaged_line_inside_is_named(config):
    evaluate(config, answerer=SumAnswerer())
    path = config.output / "predictions.jsonl"
    path.write_bytes(path.read_bytes().replace(b'{"question_id"', b"{question_id", 1))
    with pytest.raises(ConfigError, match="line 1 is damaged"):
        evaluate(config, answerer=SumAnswerer())


@pytest.mark.parametrize(
    "line", ['{"question_id": "q20", "prediction": 5}', '{"question_id": ["q"], "prediction": "x"}']
)
def test_a_line_of_other_types_is_damaged(config, line):
    evaluate(config, answerer=SumAnswerer())
    path = config.output / "predictions.jsonl"
    path.write_text(line + "\n" + path.read_text())
    with pytest.raises(ConfigError, match="line 1 is damaged"):
        evaluate(config, answerer=SumAnswerer())


def test_answers_keep_the_code_that_gave_them(config):
    evaluate(config, answerer=SumAnswerer())
    path = config.output / "predictions.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    lines[0]["code"] = "0123456789ab"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    results = evaluate(config, answerer=SumAnswerer())
    assert results["answered_by_code"] == sorted(["0123456789ab", results["code_sha256"][:12]])


def test_a_run_that_failed_before_its_first_answer_leaves_the_folder_free(config):
    with pytest.raises(KeyboardInterrupt):
        evaluate(config, answerer=SumAnswerer(fails_after=0))
    assert evaluate(replace(config, model="other"), answerer=SumAnswerer())["model"] == "other"


def test_an_output_that_is_a_file_is_an_error(config):
    config.output.write_text("")
    with pytest.raises(ConfigError, match="cannot be written"):
        evaluate(config, answerer=SumAnswerer())


@pytest.mark.parametrize("change", [{"batch_size": 0}, {"limit": 0}, {"seed": -1}])
def test_senseless_numbers_are_refused(config, change):
    with pytest.raises(ConfigError, match=next(iter(change))):
        evaluate(replace(config, **change), answerer=SumAnswerer())


def test_a_limit_asks_a_seeded_subset_and_can_be_raised_later(config, data):
    questions = read_babel_qa(data, "test").questions
    small, large = (select_questions(questions, limit, 0) for limit in (6, 12))
    assert {question.question_id for question in small} < {question.question_id for question in large}
    first, rest = SumAnswerer(), SumAnswerer()
    part = evaluate(replace(config, limit=6, task="babel-qa", output=config.output / "part"), answerer=SumAnswerer())
    assert "6 questions drawn out of 28" in part["tables"][0]["title"]
    assert part["tables"][-1]["rows"][0][0] == "this run, 6 of 28 questions"
    assert evaluate(replace(config, limit=6), answerer=first)["metrics"]["overall"]["n"] == 6
    evaluate(config, answerer=rest)
    assert (len(first.asked_with_motion()), len(rest.asked_with_motion())) == (6, 22)
    assert not set(first.asked) & set(rest.asked)


@pytest.mark.parametrize(("task", "row"), [("babel-qa", "2s-AGCN-M"), ("humman-qa", "SMD")])
def test_published_rows_are_shown_for_the_benchmark_that_they_are_of(config, tmp_path, task, row):
    assert len(evaluate(config, answerer=SumAnswerer())["tables"]) == 2
    told = evaluate(replace(config, task=task, output=tmp_path / task), answerer=SumAnswerer())["tables"][2]
    assert "Protocols differ" in told["title"]
    assert told["rows"][1][0] == row


def test_a_set_without_a_training_split_has_no_rows_made_of_it(config, data, tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    for name in ("questions.json", "motion_concepts.json"):
        (folder / name).write_bytes((data / name).read_bytes())
    (folder / "motion_sequences").symlink_to(data / "motion_sequences")
    (folder / "split_question_ids.json").write_text('{"test": ["q1", "q2"]}')
    report = Told()
    results = evaluate(replace(config, data=folder), report, answerer=SumAnswerer())
    assert "no training split there, so majority and look-up are left out" in report.messages[0]
    assert list(results["blind"]) == ["model without motion", "rules only"]
    assert len(results["tables"][0]["columns"]) == len(results["tables"][0]["rows"][0]) == 5


def test_other_weights_are_another_model(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"1")
    before = model_sha256(tmp_path)
    (tmp_path / "results.json").write_text("{}")
    assert model_sha256(tmp_path) == before
    (tmp_path / "model.safetensors").write_bytes(b"2")
    assert model_sha256(tmp_path) != before
    assert model_sha256(Path("someone/a-model")) is None


def test_questions_of_one_motion_stay_together(data):
    ordered = [question.subject for question in in_reading_order(read_babel_qa(data, "test").questions)]
    assert sum(a != b for a, b in pairwise(ordered)) == 4


def test_by_vocabulary_the_model_chooses_among_the_answers_of_the_kind(config):
    results = evaluate(replace(config, scoring="vocabulary"), answerer=SumAnswerer())
    allowed = read_babel_qa(config.data, "test").allowed
    lines = [json.loads(line) for line in (config.output / "scores.jsonl").read_text().splitlines()]
    kinds = {question.question_id: question.kind for question in read_babel_qa(config.data, "test").questions}
    assert all(line["prediction"] in allowed[kinds[line["question_id"]]] for line in lines)
    assert results["protocol"].startswith("vocabulary")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"scoring": "judge"}, "--judge"),
        ({"judge": "x"}, "leave one of them out"),
        ({"task": "activitynet-qa"}, "--videos"),
        ({"task": "activitynet-qa", "scoring": "vocabulary"}, "open answers"),
    ],
)
def test_options_that_do_not_fit_are_refused(config, change, words):
    with pytest.raises(ConfigError, match=words):
        evaluate(replace(config, **change), answerer=SumAnswerer())


def test_a_folder_in_use_is_refused(config):
    with hold(config.output), pytest.raises(ConfigError, match="another run is writing"):
        evaluate(config, answerer=SumAnswerer())


def test_a_damaged_motion_ends_the_run(config, data, tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    for name in ("questions.json", "motion_concepts.json", "split_question_ids.json"):
        (folder / name).write_bytes((data / name).read_bytes())
    for motion in range(5):
        (folder / "motion_sequences" / f"m{motion}").mkdir(parents=True)
        (folder / "motion_sequences" / f"m{motion}" / "joints.npy").write_bytes(b"")
    with pytest.raises(DataError, match="not a readable NumPy array"):
        evaluate(replace(config, data=folder), answerer=SumAnswerer())

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from humocon.errors import ConfigError
from humocon.evaluate import EvalConfig, evaluate, in_reading_order, model_sha256, select_questions
from humocon.evaluation.babel_qa import read_babel_qa
from humocon.motion.clip import MotionClip
from humocon.motion.skeleton import rest_pose

TEXTS = {
    "no_relation": "while they jump",
    "before": "before they jump",
    "in_between": "after they bow and before they jump",
}
ANSWERS = ("walk", "run", "left hand", "kick")


@dataclass(frozen=True)
class Words:
    text: str


@dataclass
class SumAnswerer:
    """Answers by the number of frames and the length of the question; remembers what it was asked."""

    fails_after: int | None = None
    asked: list[tuple[int, str]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    clips: list[MotionClip] = field(default_factory=list)

    def answer(self, clips: Sequence[MotionClip], questions: Sequence[str]) -> list[Words]:
        if self.fails_after is not None and len(self.asked) >= self.fails_after:
            raise KeyboardInterrupt
        pairs = [(clip.num_frames, question) for clip, question in zip(clips, questions, strict=True)]
        self.asked += pairs
        self.clips += clips
        self.sizes.append(len(pairs))
        return [Words(ANSWERS[(frames + len(question)) % 4].upper() + ".") for frames, question in pairs]


@dataclass
class Told:
    """A report that remembers what it was told."""

    steps: list[int] = field(default_factory=list)
    first_step: int = -1
    finished: bool = False

    def start(self, name, total_steps, facts, first_step=0) -> None:
        self.first_step = first_step

    def metrics(self, step, values, split="train") -> None:
        self.steps.append(step)

    def message(self, text) -> None: ...

    def finish(self) -> None:
        self.finished = True


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("set")
    entries, generator = {}, np.random.default_rng(0)
    for motion in range(5):
        path = folder / "motion_sequences" / f"m{motion}"
        path.mkdir(parents=True)
        pose = rest_pose()[:, [0, 2, 1]] * np.array([1, -1, 1])
        np.save(path / "joints.npy", np.repeat(pose[None], 30 + 3 * (5 - motion), axis=0).astype(np.float32))
    for number in range(48):
        relation = tuple(TEXTS)[number % 3]
        query = ("action", "body_part")[number % 2]
        entries[f"q{number}"] = {
            "babel_id": f"m{number % 5}",
            "question": f"What {query} {number // 8} {TEXTS[relation]}?",
            "answer": str(generator.choice(ANSWERS)),
            "query_type": f"query_{query}",
            "relation_type": relation,
        }
    names = list(entries)
    (folder / "questions.json").write_text(json.dumps(entries))
    (folder / "motion_concepts.json").write_text("{}")
    (folder / "split_question_ids.json").write_text(json.dumps({"train": names[:20], "test": names[20:]}))
    return folder


@pytest.fixture
def config(data, tmp_path) -> EvalConfig:
    return EvalConfig(data=data, output=tmp_path / "out", batch_size=5)


def without_time(results: dict) -> dict:
    return {key: value for key, value in results.items() if key not in ("seconds", "num_asked", "num_resumed")}


def test_every_question_is_asked_once_and_the_result_is_written(config):
    answerer, report = SumAnswerer(), Told()
    results = evaluate(config, report, answerer=answerer)
    assert len(answerer.asked) == 28
    assert max(answerer.sizes) == 5
    assert json.loads((config.output / "results.json").read_text()) == results
    lines = [json.loads(line) for line in (config.output / "predictions.jsonl").read_text().splitlines()]
    assert {line["question_id"] for line in lines} == {f"q{number}" for number in range(20, 48)}
    assert set(lines[0]) == {"question_id", "prediction", "answers", "correct"}
    assert results["metrics"]["overall"]["correct"] == sum(line["correct"] for line in lines) > 0
    assert results["metrics"]["overall"]["n"] == 28
    assert results["metrics"]["other"]["n"] == sum(number % 3 != 1 for number in range(20, 48))
    assert set(results["blind"]) == {"majority", "lookup"}
    assert set(results["blind"]["lookup"]) == set(results["metrics"])
    assert results["protocol"] == "exact, free generation"
    assert report.steps == [5, 10, 15, 20, 25, 28]
    assert report.finished


def test_each_motion_is_read_once_and_short_ones_come_first(config):
    answerer = SumAnswerer()
    evaluate(config, answerer=answerer)
    frames = [count for count, _ in answerer.asked]
    assert frames == sorted(frames)
    assert len({id(clip) for clip in answerer.clips}) == 5


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
    assert report.first_step == kept.count(b"\n")
    assert without_time(resumed) == without_time(whole)
    assert path.read_bytes() == content


def test_an_interrupted_run_keeps_what_was_answered(config):
    first, second = SumAnswerer(fails_after=10), SumAnswerer()
    with pytest.raises(KeyboardInterrupt):
        evaluate(config, answerer=first)
    assert not (config.output / "results.json").exists()
    results = evaluate(config, answerer=second)
    assert (results["num_resumed"], results["num_asked"]) == (10, 18)
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


@pytest.mark.parametrize("change", [{"model": "other"}, {"split": "train"}, {"without_motion": True}])
def test_the_folder_of_another_run_is_refused(config, change):
    evaluate(config, answerer=SumAnswerer())
    with pytest.raises(ConfigError, match=f"belongs to another run .*{next(iter(change))}") as caught:
        evaluate(replace(config, **change), answerer=SumAnswerer())
    assert "\n" not in str(caught.value)


def test_answers_of_an_unknown_run_are_refused(config):
    evaluate(config, answerer=SumAnswerer())
    (config.output / "run.json").unlink()
    with pytest.raises(ConfigError, match="does not say of which run"):
        evaluate(config, answerer=SumAnswerer())


def test_a_damaged_line_inside_is_named(config):
    evaluate(config, answerer=SumAnswerer())
    path = config.output / "predictions.jsonl"
    path.write_bytes(path.read_bytes().replace(b'{"question_id"', b"{question_id", 1))
    with pytest.raises(ConfigError, match="line 1 is damaged"):
        evaluate(config, answerer=SumAnswerer())


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
    assert evaluate(replace(config, limit=6), answerer=first)["metrics"]["overall"]["n"] == 6
    evaluate(config, answerer=rest)
    assert (len(first.asked), len(rest.asked)) == (6, 22)


def test_without_motion_every_question_sees_the_same_standing_person(config):
    answerer = SumAnswerer()
    results = evaluate(replace(config, without_motion=True), answerer=answerer)
    assert len({id(clip) for clip in answerer.clips}) == 1
    assert np.ptp(answerer.clips[0].joints, axis=0).max() == 0
    assert "without the motion" in results["tables"][0]["title"]


def test_published_rows_are_shown_for_babel_qa_alone(config, tmp_path):
    assert len(evaluate(config, answerer=SumAnswerer())["tables"]) == 2
    babel = evaluate(replace(config, task="babel-qa", output=tmp_path / "babel"), answerer=SumAnswerer())
    assert "Protocols differ" in babel["tables"][2]["title"]


def test_a_set_without_a_training_split_has_no_blind_rows(config, data, tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    for name in ("questions.json", "motion_concepts.json"):
        (folder / name).write_bytes((data / name).read_bytes())
    (folder / "motion_sequences").symlink_to(data / "motion_sequences")
    (folder / "split_question_ids.json").write_text('{"test": ["q1", "q2"]}')
    results = evaluate(replace(config, data=folder), answerer=SumAnswerer())
    assert results["blind"] == {}
    assert len(results["tables"][0]["columns"]) == len(results["tables"][0]["rows"][0]) == 4


def test_other_weights_are_another_model(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"1")
    before = model_sha256(tmp_path)
    (tmp_path / "results.json").write_text("{}")
    assert model_sha256(tmp_path) == before
    (tmp_path / "model.safetensors").write_bytes(b"2")
    assert model_sha256(tmp_path) != before
    assert model_sha256(Path("someone/a-model")) is None


def test_questions_of_one_motion_stay_together(data):
    ordered = [question.babel_id for question in in_reading_order(read_babel_qa(data, "test").questions)]
    assert sum(a != b for a, b in pairwise(ordered)) == 4

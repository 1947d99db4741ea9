"""The second pass of `humocon eval`: a judge reads the answers."""

import json
from dataclasses import dataclass, field, replace

import pytest

from humocon.chat import Reply
from humocon.errors import CheckpointError, ConfigError
from humocon.evaluate import EvalConfig, evaluate
from tests.stand_ins import SumAnswerer, without_time, write_question_set


@dataclass
class WordJudge:
    """Gives 1 to what is right to the letter, 0.5 to one word in common; what it cannot read is said by `mumbles`."""

    mumbles: str = "left hand"
    fails_after: int | None = None
    batch_size: int = 3
    asked: list[str] = field(default_factory=list)

    @property
    def identity(self) -> dict[str, str]:
        return {"name": "some/word-judge", "version": "1", "address": "test"}

    def reply(self, conversations) -> list[Reply]:
        if self.fails_after is not None and len(self.asked) >= self.fails_after:
            raise KeyboardInterrupt
        return [Reply(self._say(conversation), "v1") for conversation in conversations]

    def _say(self, conversation: list[dict[str, str]]) -> str:
        case = conversation[-1]["content"]
        self.asked.append(case)
        if not case.startswith("Question:"):
            return "still no idea"
        right, said = (line.partition(": ")[2].lower().strip(".") for line in case.splitlines()[1:])
        if said == self.mumbles:
            return "well, that depends"
        return json.dumps({"score": 1.0 if said == right else 0.5 if set(said.split()) & set(right.split()) else 0})


@pytest.fixture
def config(tmp_path) -> EvalConfig:
    data = write_question_set(tmp_path / "set")
    return EvalConfig(data=data, output=tmp_path / "out", batch_size=5, scoring="judge", judge="some/word-judge")


def test_a_judge_scores_the_same_answers_in_a_folder_of_its_own(config):
    judge = WordJudge()
    results = evaluate(config, answerer=SumAnswerer(), judge=judge)
    (folder,) = config.output.glob("judge-word-judge-*")
    assert json.loads((folder / "results.json").read_text()) == results
    exact = json.loads((config.output / "results.json").read_text())
    assert (exact["scoring"], results["scoring"]) == ("exact", "judge")
    lines = [json.loads(line) for line in (folder / "scores.jsonl").read_text().splitlines()]
    mumbled = [line for line in lines if line["prediction"].lower() == "left hand."]
    assert mumbled
    assert {line["score"] for line in mumbled} == {None}
    assert results["unparsable"] == len(mumbled)
    assert results["metrics"]["overall"]["n"] == 28 - len(mumbled)
    assert results["metrics"]["overall"]["correct"] == exact["metrics"]["overall"]["correct"] - sum(
        "left hand" in line["answers"] for line in mumbled
    )
    assert results["judge"] == judge.identity
    assert len(results["prompt_sha256"]) == 64
    assert results["judge_versions"] == ["v1"]
    assert set(results["blind"]) == {"majority", "lookup", "model without motion", "rules only"}


def test_equal_cases_are_judged_once_and_mumbled_ones_three_times(config):
    judge = WordJudge()
    evaluate(config, answerer=SumAnswerer(), judge=judge)
    (folder,) = config.output.glob("judge-*")
    cases = [json.loads(line) for line in (folder / "judgements.jsonl").read_text().splitlines()]
    assert len({case["case"] for case in cases}) == len(cases)
    assert {case["attempts"] for case in cases if case["score"] is None} == {3}
    assert {case["attempts"] for case in cases if case["score"] is not None} == {1}
    assert len(judge.asked) == sum(case["attempts"] for case in cases)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.77, 0.999])
def test_judging_cut_at_any_byte_ends_with_the_same_result(config, share):
    whole = evaluate(config, answerer=SumAnswerer(), judge=WordJudge())
    (path,) = config.output.glob("judge-*/judgements.jsonl")
    content = path.read_bytes()
    kept = content[: int(len(content) * share)]
    path.write_bytes(kept)
    judge, answerer = WordJudge(), SumAnswerer()
    resumed = evaluate(config, answerer=answerer, judge=judge)
    assert answerer.asked == []
    assert len({case for case in judge.asked if case.startswith("Question")}) <= content.count(b"\n") - kept.count(
        b"\n"
    )
    assert without_time(resumed) == without_time(whole)


def test_an_interrupted_judge_is_not_asked_twice(config):
    with pytest.raises(KeyboardInterrupt):
        evaluate(config, answerer=SumAnswerer(), judge=WordJudge(fails_after=9))
    (path,) = config.output.glob("judge-*/judgements.jsonl")
    settled = {json.loads(line)["case"] for line in path.read_text().splitlines()}
    assert settled
    evaluate(config, answerer=SumAnswerer(), judge=WordJudge())
    lines = [json.loads(line)["case"] for line in path.read_text().splitlines()]
    assert len(lines) == len(set(lines)) > len(settled)


@pytest.mark.parametrize(
    ("judge", "error", "words"),
    [
        ("htp://nowhere", ConfigError, "not an address"),
        ("http://127.0.0.1:9/v1", ConfigError, "127.0.0.1:9"),
        ("no/such/judge", CheckpointError, "not a language model that can chat"),
    ],
)
def test_a_judge_that_is_not_there_is_told_before_anything_is_answered(config, judge, error, words, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    answerer = SumAnswerer()
    with pytest.raises(error, match=words):
        evaluate(replace(config, judge=judge), answerer=answerer)
    assert answerer.asked == []

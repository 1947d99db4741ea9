from pathlib import Path

import numpy as np
import pytest

from humocon.evaluation.question_set import Question
from humocon.evaluation.scoring import (
    accuracy_by_group,
    accuracy_of,
    best_possible,
    confusions,
    is_correct,
    normalise_answer,
)


def question(
    identifier: str,
    answer: str = "walk",
    query_type: str = "query_action",
    relation_type: str = "before",
    text: str = "?",
) -> Question:
    other = ("other",) if relation_type in ("no_relation", "in_between") else ()
    return Question(
        question_id=identifier,
        subject="1",
        question=text,
        answers=(answer,),
        kind=query_type,
        groups=(query_type, relation_type, *other),
        path=Path("joints.npy"),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Walk.", "walk"),
        ("  the Left   hand!", "left hand"),
        ("take/pick something up", "take pick something up"),
        ("A an THE", ""),
        ("anthem", "anthem"),
        ("", ""),
    ],
)
def test_answers_are_normalised(text, expected):
    assert normalise_answer(text) == expected


def test_any_gold_counts_and_a_sentence_does_not():
    assert is_correct("The left hand.", ("right hand", "left hand"))
    assert not is_correct("the person walks", ("walk",))
    assert not is_correct("", ("walk",))


def test_accuracies_by_type_equal_those_counted_by_hand():
    questions = [
        question("0", query_type="query_action", relation_type="before"),
        question("1", query_type="query_action", relation_type="no_relation"),
        question("2", query_type="query_direction", relation_type="in_between"),
        question("3", query_type="query_direction", relation_type="in_between"),
        question("4", query_type="query_direction", relation_type="before"),
    ]
    found = accuracy_by_group(questions, [True, False, True, True, False])
    assert {key: (value.correct, value.n) for key, value in found.items()} == {
        "overall": (3, 5),
        "query_action": (1, 2),
        "query_direction": (2, 3),
        "before": (1, 2),
        "in_between": (2, 2),
        "no_relation": (0, 1),
        "other": (2, 3),
    }
    assert found["overall"].accuracy == pytest.approx(0.6)
    assert list(found) == ["overall", "query_action", "query_direction", "before", "in_between", "no_relation", "other"]


@pytest.mark.parametrize(("n", "num_correct"), [(100, 50), (400, 60), (2501, 1800)])
def test_interval_agrees_with_wilson(n, num_correct):
    found = accuracy_of([True] * num_correct + [False] * (n - num_correct))
    p, z = num_correct / n, 1.959964
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    assert found.low == pytest.approx(centre - half, abs=1.5 / n + 0.003)
    assert found.high == pytest.approx(centre + half, abs=1.5 / n + 0.003)


def test_a_judge_may_call_an_answer_partly_right():
    found = accuracy_of([0.0, 0.5, 1.0, 0.5])
    assert (found.n, found.correct, found.accuracy) == (4, 2, 0.5)
    resampled = np.random.default_rng(1).choice([0.0, 0.5, 1.0, 0.5], size=(10_000, 4)).mean(1)
    assert (found.low, found.high) == pytest.approx(tuple(np.percentile(resampled, [2.5, 97.5])), abs=0.13)


def test_a_question_without_a_score_is_in_no_group():
    questions = [question("0"), question("1", query_type="query_direction")]
    found = accuracy_by_group(questions, [1.0, None])
    assert {key: value.n for key, value in found.items()} == {"overall": 1, "query_action": 1, "before": 1}


def test_binomial_draws_equal_a_literal_resampling_of_questions():
    outcomes = np.arange(200) < 130
    resampled = np.random.default_rng(1).choice(outcomes, size=(10_000, 200)).mean(1)
    low, high = np.percentile(resampled, [2.5, 97.5])
    found = accuracy_of(list(outcomes))
    assert found.low == pytest.approx(low, abs=0.006)
    assert found.high == pytest.approx(high, abs=0.006)


def test_interval_covers_the_true_accuracy_19_times_in_20():
    generator = np.random.default_rng(0)
    trials = [accuracy_of(list(generator.random(300) < 0.7), seed=trial) for trial in range(300)]
    covered = np.mean([trial.low <= 0.7 <= trial.high for trial in trials])
    assert 0.91 <= covered <= 0.985


def test_interval_depends_on_the_seed_alone():
    outcomes = [True] * 30 + [False] * 70
    assert accuracy_of(outcomes, seed=3) == accuracy_of(outcomes[::-1], seed=3)


def test_nothing_to_score_is_an_error():
    with pytest.raises(ValueError, match="at least one question"):
        accuracy_of([])
    with pytest.raises(ValueError, match="1 questions but 2 outcomes"):
        accuracy_by_group([question("0")], [True, False])


def test_one_question_with_two_stored_answers_lowers_what_is_possible():
    questions = [question("0", "walk", text="a"), question("1", "run", text="a"), question("2", "walk", text="b")]
    assert best_possible(questions) == pytest.approx(2 / 3)


def test_confusions_are_counted_most_frequent_first():
    questions = [question("0"), question("1"), question("2"), question("3", "run")]
    assert confusions(questions, ["Run.", "run", "walk", "jump"], [0, 0, 1, 0]) == [
        {"kind": "query_action", "answer": "walk", "prediction": "run", "count": 2},
        {"kind": "query_action", "answer": "run", "prediction": "jump", "count": 1},
    ]


def test_confusions_are_what_the_judge_found_wrong_and_could_be_read():
    questions = [question("0"), question("1"), question("2")]
    assert confusions(questions, ["stroll", "run", "hop"], [0.9, 0.2, None]) == [
        {"kind": "query_action", "answer": "walk", "prediction": "run", "count": 1}
    ]

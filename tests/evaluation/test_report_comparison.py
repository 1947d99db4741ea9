import pytest

from humocon.evaluation.report import compare


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

import pytest

from humocon.training.schedule import learning_rate


def rate(step: int) -> float:
    return learning_rate(step, peak=1e-3, warmup=4, total=12, floor=0.1)


def test_warm_up_is_linear_and_ends_at_the_peak():
    assert [rate(step) for step in range(5)] == pytest.approx([0.25e-3, 0.5e-3, 0.75e-3, 1e-3, 1e-3])


def test_cosine_passes_the_middle_and_ends_at_the_floor():
    # A quarter, a half and the whole of the 8 steps after the warm-up: cos = 0.7071, 0, -1.
    assert rate(6) == pytest.approx(1e-3 * (0.1 + 0.9 * 0.5 * 1.70710678))
    assert rate(8) == pytest.approx(1e-3 * 0.55)
    assert rate(12) == pytest.approx(1e-4)
    assert rate(1000) == pytest.approx(1e-4)


def test_no_warm_up_starts_at_the_peak_and_a_run_of_one_step_works():
    assert learning_rate(0, peak=2.0, warmup=0, total=10) == 2.0
    assert learning_rate(0, peak=2.0, warmup=1, total=1) == 2.0

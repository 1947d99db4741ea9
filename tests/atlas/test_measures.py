"""Codes against labels: numbers worked out by hand."""

import numpy as np
import pytest

from humocon.atlas.measures import BoundaryCounts, count_pairs, normalised_mutual_information, probe_accuracy, purity


def table(first, second):
    return count_pairs(np.array(first), np.array(second), (max(first) + 1, max(second) + 1))


def test_the_table_counts_poses_by_code_and_label():
    assert table([0, 0, 1, 2], [1, 1, 0, 1]).tolist() == [[0, 2], [1, 0], [0, 1]]


def test_codes_that_are_labels_say_everything_and_independent_ones_nothing():
    assert normalised_mutual_information(np.diag([3, 5])) == pytest.approx(1.0)
    assert normalised_mutual_information(np.array([[2, 2], [3, 3]])) == pytest.approx(0.0)
    # Two codes that halve one of two equal labels: I = log 2, H(codes) = 1.5 log 2, H(labels) = log 2.
    assert normalised_mutual_information(np.array([[1, 0], [1, 0], [0, 2]])) == pytest.approx(2 / 2.5)


def test_renamed_codes_agree_in_full_and_independent_ones_not_at_all():
    assert normalised_mutual_information(table([0, 0, 1, 2], [2, 2, 0, 1])) == pytest.approx(1)
    assert normalised_mutual_information(table([0, 0, 1, 1], [0, 1, 0, 1])) == pytest.approx(0)


def test_the_mutual_information_is_the_one_worked_out_by_hand():
    # H(A) = ln 2, H(B) = -(3/4 ln 3/4 + 1/4 ln 1/4), H(A, B) = -(1/2 ln 1/2 + 2 * 1/4 ln 1/4) = 3/2 ln 2
    first, second, joint = np.log(2), -(0.75 * np.log(0.75) + 0.25 * np.log(0.25)), 1.5 * np.log(2)
    expected = 2 * (first + second - joint) / (first + second)
    assert normalised_mutual_information(table([0, 0, 1, 1], [0, 0, 0, 1])) == pytest.approx(expected)


def test_one_constant_code_on_both_sides_agrees():
    assert normalised_mutual_information(table([0, 0], [0, 0])) == 1.0


def test_purity_is_the_share_of_the_most_frequent_labels():
    assert purity(np.array([[3, 1], [0, 2], [0, 0]])) == pytest.approx(5 / 6)


def test_a_change_counts_for_one_boundary_within_the_tolerance():
    counts = BoundaryCounts()
    counts.add([10, 12, 40], [11, 30], tolerance=2)
    assert (counts.matched, counts.predicted, counts.true) == (1, 3, 2)
    assert counts.f1 == pytest.approx(2 / 5)
    counts.add([10, 12], [11, 11], tolerance=2)
    assert counts.matched == 3
    assert BoundaryCounts().f1 == 0.0


def test_a_linear_probe_learns_what_is_linear_and_not_what_is_not_there():
    rng = np.random.default_rng(0)
    features, held = rng.normal(size=(120, 6)).astype(np.float32), rng.normal(size=(80, 6)).astype(np.float32)
    label = np.array(["walk", "run"])
    exact = [label[int(row[2] > 0)] for row in features], [label[int(row[2] > 0)] for row in held]
    assert probe_accuracy(features, exact[0], held, exact[1]) > 0.9
    noise = label[rng.integers(2, size=120)].tolist(), label[rng.integers(2, size=80)].tolist()
    assert probe_accuracy(features, noise[0], held, noise[1]) < 0.7
    assert probe_accuracy(features, exact[0], held, ["fly"] * 80) == 0.0

"""Two codebooks on the same poses."""

import numpy as np
import pytest

from humocon.atlas.comparison import count_pairs, mutual_information, trace_concepts


def table(first, second):
    return count_pairs(np.array(first), np.array(second), (max(first) + 1, max(second) + 1))


def test_renamed_codes_agree_in_full_and_independent_ones_not_at_all():
    assert mutual_information(table([0, 0, 1, 2], [2, 2, 0, 1])) == pytest.approx(1)
    assert mutual_information(table([0, 0, 1, 1], [0, 1, 0, 1])) == pytest.approx(0)


def test_the_mutual_information_is_the_one_worked_out_by_hand():
    # H(A) = ln 2, H(B) = -(3/4 ln 3/4 + 1/4 ln 1/4), H(A, B) = -(1/2 ln 1/2 + 2 * 1/4 ln 1/4) = 3/2 ln 2
    first, second, joint = np.log(2), -(0.75 * np.log(0.75) + 0.25 * np.log(0.25)), 1.5 * np.log(2)
    expected = 2 * (first + second - joint) / (first + second)
    assert mutual_information(table([0, 0, 1, 1], [0, 0, 0, 1])) == pytest.approx(expected)


def test_one_constant_code_on_both_sides_agrees():
    assert mutual_information(table([0, 0], [0, 0])) == 1.0


def test_the_fates_of_concepts():
    counts = np.array(
        [
            [10, 1, 0, 0, 0],  # lives on in 0
            [0, 0, 5, 5, 0],  # falls into 2 and 3
            [0, 4, 0, 0, 0],  # less than half of 1
            [0, 6, 0, 0, 0],  # more than half of 1
            [0, 0, 0, 0, 0],
        ]
    )
    fates = trace_concepts(counts)
    assert [fate.fate for fate in fates] == ["survived", "split", "merged", "survived", "unused"]
    assert fates[0].others == (0,)
    assert fates[0].overlap == pytest.approx(10 / 11)
    assert fates[1].others == (2, 3)
    assert fates[1].overlap == 1.0
    assert fates[2].others == (1,)


def test_a_concept_scattered_everywhere_is_changed():
    counts = np.array([[2, 2, 2], [9, 0, 0], [0, 9, 0], [0, 0, 9]])
    assert trace_concepts(counts)[0].fate == "changed"

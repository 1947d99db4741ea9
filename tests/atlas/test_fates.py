"""Two codebooks on the same poses."""

import numpy as np
import pytest

from humocon.atlas.fates import trace_concepts


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

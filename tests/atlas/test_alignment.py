"""Offset and stretch between two recordings of one motion."""

import numpy as np
import pytest

from humocon.atlas.alignment import find_alignment
from humocon.motion.clip import resample
from humocon.motion.synthesis import synthesize, synthesize_sequence


@pytest.fixture(scope="module")
def motion() -> np.ndarray:
    return synthesize_sequence(["wave left", "squat", "jump"], seed=0).to_clip().joints


@pytest.mark.parametrize(("begin", "offset_s"), [(0, 0.0), (30, 1.5), (47, 2.35)])
def test_a_part_of_a_motion_is_found_where_it_was_cut_out(motion, begin, offset_s):
    found = find_alignment(motion, motion[begin : begin + 120])
    assert found is not None
    assert (found.offset_s, found.stretch) == (offset_s, 1.0)
    assert found.correlation == pytest.approx(1.0, abs=0.02)


def test_what_begins_earlier_has_an_offset_below_zero(motion):
    found = find_alignment(motion[25:], motion)
    assert found is not None
    assert found.offset_s == -1.25


@pytest.mark.parametrize("stretch", [0.8, 1.25])
def test_what_plays_slower_or_faster_is_stretched(motion, stretch):
    played = resample(motion, 20.0, 20.0 / stretch)[20:]
    found = find_alignment(motion, played)
    assert found is not None
    assert found.stretch == pytest.approx(stretch, rel=0.02)
    assert found.offset_s == pytest.approx(20 * stretch / 20, abs=0.1)


def test_what_does_not_tell_is_not_aligned(motion):
    walk = synthesize("walk", seed=0).to_clip().joints
    still = np.repeat(motion[:1], 60, axis=0)
    assert find_alignment(walk, walk[20:80]) is None  # every other step is alike
    assert find_alignment(motion, still) is None
    assert find_alignment(motion, walk) is None

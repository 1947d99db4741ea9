"""The gate that a followed person must pass, by hand-computed numbers."""

import dataclasses

import numpy as np
import pytest

from humocon.video.lifting.quality import Quality, bone_variation, legs_in_sight

GOOD = Quality(detected=1.0, seconds=3.0, visibility=0.9, legs_visibility=0.9, mirror_gap_m=0.05, num_people=1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"detected": 0.0}, "no person was found"),
        ({"detected": 0.3}, "in only 30% of the pictures"),
        ({"seconds": 0.2}, "for only 0.2 s"),
        ({"covered": 0.1}, "for only 3.0 s"),
        ({"mirror_gap_m": 0.2}, "mirror test 20 cm"),
        ({"mirror_gap_m": np.inf}, "mirror test failed"),
        ({"mirror_gap_m": np.nan}, "mirror test failed"),
        ({"bone_variation": 0.4}, "bones vary by 40%"),
        ({"visibility": 0.2}, "visibility 0.20"),
        ({"jumps_per_s": 2.0}, "changing places"),
    ],
)
def test_the_gate_says_why_a_person_cannot_be_believed(change, reason):
    assert GOOD.refusal is None
    assert GOOD.warnings == ()
    assert reason in str(dataclasses.replace(GOOD, **change).refusal)


def test_doubts_below_the_gate_are_warnings():
    assert "2 people" in dataclasses.replace(GOOD, num_people=2).warnings[0]
    assert "legs" in dataclasses.replace(GOOD, legs_visibility=0.1).warnings[0]
    assert "care" in dataclasses.replace(GOOD, mirror_gap_m=0.12).warnings[0]
    assert Quality(0.0, 0.0).warnings == ()
    assert dataclasses.replace(GOOD, mirror_gap_m=0.2).warnings == ()  # what is refused needs no more doubts


def test_bones_that_change_are_measured():
    world = np.random.default_rng(0).normal(size=(1, 33, 3))
    assert bone_variation(np.repeat(world, 9, axis=0)) == pytest.approx(0)
    assert bone_variation(np.concatenate([0.8 * world, 1.2 * world])) == pytest.approx(0.2)


def test_legs_below_the_picture_are_out_of_sight():
    image = np.full((2, 33, 2), 50.0)
    visibility = np.full((2, 33), 0.8)
    assert legs_in_sight(image, visibility, (100, 100)) == pytest.approx(0.8)
    image[:, [27, 28], 1] = 120
    assert legs_in_sight(image, visibility, (100, 100)) == pytest.approx(0.4)

"""Quantities in the unit that was asked for."""

import pytest

from humocon.ask.exact.words import units


def test_quantities_are_told_in_the_unit_asked_for():
    assert units.length(0.3048, "ft") == "1.00 feet"
    assert units.length(2.0) == "2.0 m"
    assert units.speed(10.0, "km/h") == "36.0 km/h"
    assert units.time(0.6, "ms") == "600 ms"
    assert units.angle(180.0, "rad") == "3.14 rad"


def test_a_unit_of_another_quantity_is_not_taken():
    assert units.length(2.0, "s") == "2.0 m"


def test_numbers_come_back_in_base_units():
    assert units.as_base(30, "cm") == pytest.approx(0.3)
    assert units.as_base(3.6, "km/h") == pytest.approx(1.0)
    assert units.as_base(3, "") == 3


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [
        (1, "squat", "1 squat"),
        (2, "punch", "2 punches"),
        (0, "jump", "0 jumps"),
        (2, "raise of an arm", "2 raises of an arm"),
    ],
)
def test_nouns_are_counted(number: int, noun: str, words: str):
    assert units.count(number, noun) == words

"""Whether knees and elbows are bent or straight at a moment, of motions whose angles are known."""

import pytest

from tests.ask.exact.asking import ask, facts_of


def lowest_s() -> float:
    measures = facts_of("squat").measures
    return measures.extreme("pelvis", "height", "least").time_s


@pytest.mark.parametrize(
    ("when", "bent", "straight"),
    [
        ("at the start", "No", "Yes"),
        (f"at {lowest_s():.1f} s", "Yes", "No"),
        ("at the bottom of the squat", "Yes", "No"),
        ("at the end", "No", "Yes"),
    ],
)
def test_knees_are_bent_or_straight_at_the_time_that_is_named(when: str, bent: str, straight: str):
    assert ask("squat", f"Are the knees bent {when}?").text.startswith(f"{bent}: the left knee is bent by")
    assert ask("squat", f"Are his legs straight {when}?").text.startswith(f"{straight}: the left knee is bent by")


def test_knees_are_not_bent_in_what_does_not_happen():
    assert ask("squat", "Are his knees bent when he jumps?").text.startswith("No")

"""What counts as a right answer in somebody's own words."""

import pytest

from humocon.evaluation.free_answers import is_right, quantities, says_the_same, says_unknown

SIDE = {"type": "regex", "pattern": r"\bright\b", "forbid": r"\bboth\b", "rival": r"\bleft\b"}


@pytest.mark.parametrize(
    ("answer", "accepted", "right"),
    [
        ("Yes, twice.", {"type": "yes"}, True),
        ("Right, she walks.", {"type": "yes"}, True),
        ("Right hand.", {"type": "yes"}, False),
        ("Ja, er springt.", {"type": "yes"}, True),
        ("No, the person walks.", {"type": "no"}, True),
        ("Nobody knows.", {"type": "no"}, False),
        ("No, that cannot be told.", {"type": "no"}, False),
        ("That cannot be told from the motion.", {"type": "refuse"}, True),
        ("The motion does not show that.", {"type": "refuse"}, True),
        ("The person walks.", {"type": "refuse"}, False),
        ("With the right hand.", SIDE, True),
        ("The left hand, then the right.", SIDE, False),
        ("Both hands, right and left.", SIDE, False),
        ("First a walk, then a jump.", {"type": "all", "patterns": ["walk", "jump"], "ordered": True}, True),
        ("A jump, then a walk.", {"type": "all", "patterns": ["walk", "jump"], "ordered": True}, False),
        ("A jump, then a walk.", {"type": "all", "patterns": ["walk", "jump"]}, True),
        ("No.", {"type": "any", "of": [{"type": "no"}, {"type": "refuse"}]}, True),
        ("", {"type": "yes"}, False),
    ],
)
def test_words_count_by_what_is_accepted(answer: str, accepted: dict, right: bool):
    assert is_right(answer, accepted) is right


@pytest.mark.parametrize(
    ("answer", "dimension", "value", "kind", "right"),
    [
        ("At 2.4 s.", "time", 2.5, "when", True),
        ("From 2.0 to 3.0 s.", "time", 2.5, "when", True),
        ("From 2.0 to 5.0 s.", "time", 3.0, "how_long", True),
        ("From 2.0 to 5.0 s.", "time", 3.0, "when", False),
        ("About 250 cm.", "length", 2.5, "", True),
        ("Roughly 8 feet", "length", 2.4384, "", True),
        ("9 km/h", "speed", 2.5, "", True),
        ("He runs 2.5 m, at 3.0 m/s.", "speed", 3.0, "", True),
        ("a quarter turn", "angle", 90, "", True),
        ("-88.9 degrees", "angle", 89, "", True),
        ("Twice.", "count", 2, "", True),
        ("Three kicks, at 2.0 s.", "count", 3, "", True),
        ("It cannot be told; 3 perhaps.", "count", 3, "", False),
        ("He does not turn.", "angle", 0, "", True),
    ],
)
def test_quantities_count_in_any_unit(answer: str, dimension: str, value: float, kind: str, right: bool):
    accepted = {"type": "number", "dim": dimension, "value": value, "tol": 0.1}
    assert is_right(answer, accepted, kind) is right


def test_a_range_is_one_quantity_and_other_dimensions_are_none():
    assert quantities("1.0 to 2.5 s, 3 m", "time") == [[1.0, 2.5]]
    assert quantities("1.0 to 2.5 s, 3 m", "length") == [[3.0]]
    assert quantities("two jumps", "count") == [[2.0]]


def test_an_unknown_type_is_named():
    with pytest.raises(ValueError, match="'maybe'"):
        is_right("Yes.", {"type": "maybe"})


def test_knowing_something_is_no_refusal():
    assert not says_unknown("The right hand is raised at 1.0 s.")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Yes, at 1.0 s.", "Yes, that happens twice.", True),
        ("Yes, at 1.0 s.", "No, at 1.0 s.", False),
        ("Yes.", "At 1.0 s.", False),
        ("That cannot be told.", "There is no way to know.", True),
        ("2.0 m", "About 203 cm.", True),
        ("2.0 m", "2.0 m/s", False),
        ("2.0 m", "2.2 m", False),
        ("1.0 to 1.8 s", "At 1.0 s.", True),
        ("The left, at 1.0 s.", "With the left hand, raised at 1.0 s", True),
        ("The left hand.", "The right hand.", False),
        ("The left hand.", "A hand.", False),
        ("Twice.", "2", True),
        ("Twice.", "He jumps.", False),
    ],
)
def test_answers_are_the_same_by_verdict_else_by_quantity_and_side(one: str, other: str, same: bool):
    assert says_the_same(one, other) is same
    assert says_the_same(other, one) is same

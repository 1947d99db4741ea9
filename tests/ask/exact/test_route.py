"""Paths over the floor whose shape is known."""

import numpy as np
import pytest

from tests.ask.exact.asking import along, around, gliding, told

LINE = gliding(along((0, 0), (0, 5)))
CIRCLE = gliding(around(1.5, 360))
CURVE = gliding(np.concatenate([around(3.0, 100)]))
THERE_AND_BACK = gliding(along((0, 0), (0, 4), (0, 0.2)), 0.0)
ZIGZAG = gliding(along((0, 0), (1.5, 1.5), (0, 3), (1.5, 4.5), (0, 6)))
BEND = gliding(along((0, 0), (0, 3), (3, 3)))
ON_THE_SPOT = gliding(np.zeros((80, 2)), 0.0)
BACKWARDS = gliding(along((0, 0), (0, -5)), 0.0)


@pytest.mark.parametrize(
    ("joints", "begins"),
    [
        (LINE, "A straight line of 5.0 m"),
        (BACKWARDS, "A straight line of 5.0 m"),
        (CIRCLE, "A circle to the left with a radius of about 1.5 m"),
        (CURVE, "A curve to the left"),
        (THERE_AND_BACK, "There and back, as far as 4.0 m away"),
        (ZIGZAG, "A zigzag"),
        (BEND, "A line with one bend to the left"),
        (ON_THE_SPOT, "On the spot"),
    ],
)
@pytest.mark.parametrize(
    "question", ["What does the path look like?", "What shape is her route?", "Describe the path."]
)
def test_the_shape_of_a_path_is_told_with_its_metres(joints: np.ndarray, begins: str, question: str):
    assert told(joints, question).text.startswith(begins)


@pytest.mark.parametrize(
    ("joints", "question", "begins"),
    [
        (CIRCLE, "Does the person go in a circle?", "Yes"),
        (CIRCLE, "Is he walking in circles?", "Yes"),
        (LINE, "Does the person go in a circle?", "No"),
        (THERE_AND_BACK, "Does the person go in a circle?", "No"),
        (CURVE, "Does she walk in a circle?", "No"),
        (THERE_AND_BACK, "Does the person walk there and back?", "Yes"),
        (LINE, "Does the person walk there and back?", "No"),
        (ZIGZAG, "Does the person zigzag?", "Yes"),
        (CURVE, "Does the path curve to the left?", "Yes"),
        (CURVE, "Does the path curve to the right?", "No"),
        (CURVE, "Does he walk in a straight line or in a curve?", "A curve"),
        (LINE, "Does the person walk in a square?", "No"),
        (THERE_AND_BACK, "Do they return?", "Yes"),
        (THERE_AND_BACK, "Does he come back to the start after 2 s?", "Yes"),
    ],
)
def test_a_shape_that_is_claimed_is_held_against_the_path(joints: np.ndarray, question: str, begins: str):
    assert told(joints, question).text.startswith(begins)


@pytest.mark.parametrize(
    ("joints", "begins"), [(THERE_AND_BACK, "Yes"), (CIRCLE, "Yes"), (LINE, "No"), (BACKWARDS, "No"), (BEND, "No")]
)
@pytest.mark.parametrize(
    "question",
    [
        "Does the person come back to the start?",
        "Does he return to the starting point?",
        "Does she end up where she began?",
        "Is the person back at the start at the end?",
    ],
)
def test_who_ends_far_away_does_not_come_back(joints: np.ndarray, begins: str, question: str):
    assert told(joints, question).text.startswith(begins)


def test_when_somebody_is_back_at_the_start():
    assert told(THERE_AND_BACK, "When does the person come back to the start?").text.startswith("At 6.")
    assert told(LINE, "When does the person come back to the start?").text.startswith("Never")


@pytest.mark.parametrize(
    ("joints", "number", "first"), [(LINE, 0, "Never"), (BEND, 1, "2."), (ZIGZAG, 3, "1."), (THERE_AND_BACK, 1, "3.")]
)
def test_changes_of_direction_are_counted_and_timed(joints: np.ndarray, number: int, first: str):
    assert told(joints, "Does the person change direction?").text.startswith("Yes" if number else "No")
    assert told(joints, "How many times does the person change direction?").text.startswith(f"{number} change")
    assert told(joints, "When does the person first change direction?").text.startswith(first)


def test_who_turns_on_the_spot_changes_direction_by_the_body():
    turning = gliding(np.zeros((100, 2)), np.concatenate([np.zeros(30), np.linspace(0, 1.6, 30), np.full(40, 1.6)]))
    assert told(turning, "Does the person change direction?").text.startswith("Yes: turns to the left")


def test_only_the_changes_of_the_time_that_is_named_count():
    assert told(BEND, "Does the person change direction after 4 s?").text.startswith("No")
    assert told(BEND, "Does the person change direction before 4 s?").text.startswith("Yes")


def test_who_bends_his_way_by_less_than_a_reversal_is_told_so_and_not_that_he_goes_straight():
    told_of_bend = told(BEND, "Does he reverse direction?").text
    assert told_of_bend.startswith("No: no change reaches 120 degrees: goes to the left by")
    assert told(THERE_AND_BACK, "Does he reverse direction?").text.startswith("Yes")
    assert "no other direction" in told(LINE, "Does he reverse direction?").text

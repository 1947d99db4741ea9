"""What is so of one hand or foot alone: asked of either, of both, of one alone, of none, always and never."""

import numpy as np
import pytest

from humocon.ask.exact.exact import DOUBTFUL, LIKELY
from tests.ask.exact.asking import standing, told

LEFT_WRIST, LEFT_FOOT = 20, (7, 10)


def one_hand_up(share: float = 0.4) -> np.ndarray:
    """(100, 22, 3) metres at 20 Hz: somebody whose left hand is over the head for a share of the time, from 1 s on."""
    joints = np.repeat(standing()[None], 100, axis=0)
    joints[20 : 20 + round(100 * share), LEFT_WRIST, 1] += 1.2
    return joints


def one_hand_ahead() -> np.ndarray:
    """(100, 22, 3) metres: somebody whose left hand is in front of the body for four fifths of the time."""
    joints = np.repeat(standing()[None], 100, axis=0)
    joints[20:, LEFT_WRIST, 2] += 0.4
    return joints


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Is his hand never above his head?", "No"),
        ("Are his hands never above his head?", "No"),
        ("Do his hands not go above his head?", "No"),
        ("Is neither hand above his head?", "No"),
        ("Is no hand ever above the head?", "No"),
        ("Is a hand at no time above the head?", "No"),
        ("Are his arms never raised?", "No"),
        ("Are both hands never above his head?", "Yes"),
        ("Is his right hand never above his head?", "Yes"),
        ("Are his hands ever above his head?", "No: not both at once"),
        ("Are his hands above his head?", "No: not both at once"),
        ("Is his hand ever above his head?", "Yes"),
        ("Is only one hand above the head?", "Yes"),
        ("When is either hand above the head?", "From 1.0 to 3.0 s: left hand up"),
    ],
)
def test_a_hand_alone_over_the_head_is_a_hand_there_and_not_both(question: str, begins: str):
    assert told(one_hand_up(), question).text.startswith(begins)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Is one hand in front of his body?", "Yes, for 8"),
        ("Is either hand in front of the body?", "Yes, for 8"),
        ("Are the hands in front of his body?", "No, at no time"),
        ("Are both hands in front of his body?", "No, at no time"),
        ("Are his hands never in front of his body?", "No, for 8"),
        ("Is neither hand in front of his body?", "No, for 8"),
        ("Are both hands never in front of his body?", "Yes, at no time"),
    ],
)
def test_a_hand_alone_before_the_body_is_one_hand_there_and_not_both(question: str, begins: str):
    assert told(one_hand_ahead(), question).text.startswith(begins)


@pytest.mark.parametrize(("share", "trust"), [(0.1, DOUBTFUL), (0.4, DOUBTFUL), (0.7, LIKELY)])
def test_a_hand_is_up_that_is_so_for_a_while_and_less_surely_if_not_for_most_of_the_time(share: float, trust: float):
    up = told(one_hand_up(share), "Is a hand above his head?")
    assert up.text.startswith(f"Yes, for {share:.0%} of the time")
    assert up.probability == trust
    assert told(one_hand_up(share), "Is a hand always above his head?").text.startswith("No, only for")


def test_feet_that_are_together_are_not_never_so():
    joints = one_hand_up()
    joints[:, [7, 8], 0] *= 0.5
    assert told(joints, "Are his feet never together?").text.startswith("No, all the time")


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Is a foot off the floor when the left hand is highest?", "Yes"),
        ("Are both feet off the floor when the left hand is highest?", "No"),
        ("Are the feet never off the floor when the left hand is highest?", "No"),
        ("Is either foot on the floor when the left hand is highest?", "Yes"),
        ("Is the right foot on the floor when the left hand is highest?", "Yes"),
    ],
)
def test_a_foot_alone_off_the_floor_is_a_foot_there_and_not_both(question: str, begins: str):
    joints = one_hand_up()
    joints[40, LEFT_WRIST, 1] += 0.05
    joints[30:50, LEFT_FOOT, 1] += 0.3
    assert told(joints, question).text.startswith(begins)


@pytest.mark.parametrize(("under_m", "trust"), [(0.3, DOUBTFUL), (0.52, LIKELY)])
def test_hands_that_are_down_at_the_end_have_come_down_again(under_m: float, trust: float):
    joints = one_hand_up()
    joints[60:, LEFT_WRIST, 1] = joints[60:, 16, 1] - under_m
    again = told(joints, "Does the left arm come down again?")
    assert again.text == "Yes: the left hand is up 1.0 to 3.0 s, and down again from 3.0 s on."
    assert again.probability == trust
    assert told(joints, "Is the left arm down at the end?").text.startswith("Yes")
    assert told(joints, "Does the left arm never come down again?").text.startswith("No: the left hand is up")


def test_a_hand_that_is_up_again_at_the_end_is_not_down_again():
    joints = one_hand_up()
    joints[-20:, LEFT_WRIST, 1] += 1.2
    assert told(joints, "Does the left arm come down again?").text.startswith("No: the left hand is up 1.0 to 3.0 s, 4")
    assert told(joints, "Is the left arm down at the end?").text.startswith("No")


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("When is the left hand not above the head?", "From 0.0 to 1.0 s, 3.0 to 5.0 s"),
        ("When are his hands never above his head?", "From 0.0 to 1.0 s, 3.0 to 5.0 s"),
        ("What share of the time are his hands not above his head?", "60% of the time"),
        ("How long is his left hand not above his head?", "3.0 s, 0.0 to 1.0 s"),
    ],
)
def test_when_a_hand_is_not_up_is_the_rest_of_the_time(question: str, begins: str):
    assert told(one_hand_up(), question).text.startswith(begins)

"""By how much one part of a made-up body is over or under another."""

import re

import numpy as np
import pytest

from humocon.motion.skeleton import JOINT_NAMES
from tests.ask.exact.asking import ask, facts_of


def over(action: str, upper: str, lower: str) -> np.ndarray:
    heights = facts_of(action).measures.body.joints[..., 1]
    return heights[:, JOINT_NAMES.index(upper)] - heights[:, JOINT_NAMES.index(lower)]


def metres(text: str) -> float:
    return float(re.search(r"(\d+\.\d+) m\b", text)[1])  # pyright: ignore[reportOptionalSubscript]


@pytest.mark.parametrize(
    ("action", "question", "joints"),
    [
        ("wave left", "How far above his head does the left hand get?", ("left_wrist", "head")),
        ("wave left", "How much higher than the head is the left hand at most?", ("left_wrist", "head")),
        ("wave left", "By how much is the left hand above the left shoulder?", ("left_wrist", "left_shoulder")),
        ("walk", "How high above the left knee is the left hand?", ("left_wrist", "left_knee")),
    ],
)
def test_the_most_is_told_with_its_time(action: str, question: str, joints: tuple[str, str]):
    course = over(action, *joints)
    told = ask(action, question)
    time_s = facts_of(action).measures.times[course.argmax()]
    assert metres(told.text) == pytest.approx(float(course.max()), abs=0.011)
    assert f"at {time_s:.1f} s" in told.text
    assert told.evidence


def test_at_a_moment_and_on_average_the_middle_is_told():
    course, times = over("wave left", "left_wrist", "head"), facts_of("wave left").measures.times
    at_2_s = ask("wave left", "How far above the head is the left hand at 2 s?")
    assert metres(at_2_s.text) == pytest.approx(abs(float(course[np.abs(times - 2.0).argmin()])), abs=0.05)
    average = ask("wave left", "How far above the head is the left hand on average?")
    assert metres(average.text) == pytest.approx(abs(float(np.median(course))), abs=0.011)


def test_what_never_gets_there_is_told_by_its_nearest():
    course = over("walk", "left_wrist", "head")
    told = ask("walk", "How far above the head does the left hand get?").text
    assert told.startswith("Never over it")
    assert metres(told) == pytest.approx(-float(course.max()), abs=0.011)


def test_the_unit_that_is_asked_for_is_used():
    course = over("wave left", "left_wrist", "head")
    assert ask("wave left", "How many cm above the head does the left hand get?").text.startswith(
        f"{100 * course.max():.0f} cm"
    )


def test_heights_over_the_floor_are_none_between_parts():
    assert "over the floor" in ask("wave left", "How high above the floor does the left hand go?").text

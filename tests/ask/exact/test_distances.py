"""How far apart two points of a made-up body are, whose truth is known."""

import re

import numpy as np
import pytest

from humocon.motion.skeleton import JOINT_NAMES
from tests.ask.exact.asking import ask, facts_of


def gap(action: str, first: str, second: str) -> np.ndarray:
    joints = facts_of(action).measures.body.joints
    return np.linalg.norm(joints[:, JOINT_NAMES.index(first)] - joints[:, JOINT_NAMES.index(second)], axis=-1)


def metres(text: str) -> float:
    return float(re.search(r"(\d+\.\d+) m\b", text)[1])  # pyright: ignore[reportOptionalSubscript]


@pytest.mark.parametrize(
    ("action", "question", "joints", "of"),
    [
        ("walk", "How far apart are the feet at most?", ("left_ankle", "right_ankle"), np.max),
        ("walk", "What is the smallest distance between the hands?", ("left_wrist", "right_wrist"), np.min),
        ("walk", "How far apart are the feet on average?", ("left_ankle", "right_ankle"), np.mean),
        ("wave left", "How close does the left hand get to the face?", ("left_wrist", "head"), np.min),
        ("wave left", "How far is the left hand from the left hip at most?", ("left_wrist", "left_hip"), np.max),
        ("wave left", "How wide does he open his arms?", ("left_wrist", "right_wrist"), np.max),
    ],
)
def test_the_distance_of_two_points(action: str, question: str, joints: tuple[str, str], of):
    told = ask(action, question)
    assert metres(told.text) == pytest.approx(float(of(gap(action, *joints))), abs=0.01)
    assert told.evidence


def test_of_sides_that_are_not_named_the_nearer_one_is_told():
    nearest = min(
        float(gap("squat", f"{a}_wrist", f"{b}_knee").min()) for a in ("left", "right") for b in ("left", "right")
    )
    assert metres(ask("squat", "How close do the hands get to the knees?").text) == pytest.approx(nearest, abs=0.01)


def test_a_moment_and_the_edges_of_the_clip():
    course = gap("wave left", "left_wrist", "head")
    times = facts_of("wave left").measures.times
    there = float(course[np.abs(times - 2.0).argmin()])
    at_2_s = ask("wave left", "How far is the left hand from the head at 2 s?")
    assert metres(at_2_s.text) == pytest.approx(there, abs=0.02)
    first = ask("walk", "What is the distance between the feet at the start?")
    assert metres(first.text) == pytest.approx(gap("walk", "left_ankle", "right_ankle")[0], abs=0.05)


def test_when_two_points_are_farthest_apart():
    course = gap("wave left", "left_wrist", "right_wrist")
    time_s = facts_of("wave left").measures.times[course.argmax()]
    assert ask("wave left", "When are the hands furthest apart?").text.startswith(f"At {time_s:.1f} s")


def test_a_limit_in_metres_or_centimetres():
    assert ask("squat", "Do the hands ever come closer than 10 cm to each other?").text.startswith("No")
    assert ask("walk", "Are there ever more than 40 cm between the feet?").text.startswith("Yes")
    assert ask("walk", "Are there ever more than 2 metres between the feet?").text.startswith("No")


def test_one_point_alone_has_no_distance():
    assert "between" not in ask("walk", "How far does he go from the start?").text
    assert "apart" not in ask("wave left", "How far does the left hand move?").text


def test_when_the_body_as_a_whole_is_widest_smallest_or_liveliest():
    joints = facts_of("squat").measures.body.joints
    times = facts_of("squat").measures.times
    names = ("head", "left_wrist", "right_wrist", "left_ankle", "right_ankle")
    ends = joints[:, [JOINT_NAMES.index(name) for name in names]]
    spread = np.linalg.norm(ends - joints[:, :1], axis=-1).mean(axis=1)
    assert ask("squat", "When is the body most compact?").text.startswith(f"At {times[spread.argmin()]:.1f} s")
    assert ask("squat", "When is the body most extended?").text.startswith(f"At {times[spread.argmax()]:.1f} s")
    assert "m/s on average" in ask("wave left", "When is the movement most energetic?").text
    assert "cannot be told" in ask("squat", "When is she most beautiful?").text

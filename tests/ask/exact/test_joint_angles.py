"""Angles of joints and which joint does most, beside those worked out from the joints of made-up motions."""

import re
from dataclasses import replace

import numpy as np
import pytest

from humocon.ask.exact import answer_from
from humocon.ask.exact.known.events import joint_of
from humocon.motion.kinematics.measures import joint_number
from humocon.motion.kinematics.signals import angle_between
from tests.ask.exact.asking import ask, asked, facts_of, moving
from tests.ask.exact.test_hops import made


def angles(action: str, side: str, joint: str) -> np.ndarray:
    """(K,) degrees between the bones that meet at a joint."""
    first, second = {
        "hip": ("shoulder", "knee"),
        "knee": ("hip", "ankle"),
        "ankle": ("knee", "foot"),
        "shoulder": ("hip", "elbow"),
        "elbow": ("shoulder", "wrist"),
    }[joint]
    joints = facts_of(action).measures.body.joints
    start, middle, end = (joints[:, joint_number(joint_of(side, one))] for one in (first, joint, second))
    return angle_between(start - middle, end - middle)


def degrees(text: str) -> list[int]:
    return [int(one) for one in re.findall(r"(\d+) degrees?", text)]


@pytest.mark.parametrize("words", ["maximal hip flexion", "largest flexion of the hips", "max hip bend in degrees"])
def test_hips_bend_by_their_own_angle_and_not_by_the_turn_of_the_body(words: str):
    told = ask("squat", f"What is the {words}?").text
    most = [180 - float(angles("squat", side, "hip").min()) for side in ("left", "right")]
    assert degrees(told)[0] == round(max(most))
    assert "hip" in told


@pytest.mark.parametrize(("joint", "which"), [("hip", "smallest"), ("ankle", "minimum"), ("shoulder", "largest")])
def test_the_least_and_the_most_of_an_angle_on_a_side(joint: str, which: str):
    course = angles("squat", "left", joint)
    told = ask("squat", f"What is the {which} angle of the left {joint}?").text
    assert degrees(told)[0] == round(float(course.max() if which == "largest" else course.min()))


def test_an_angle_at_a_moment_and_on_average():
    course = 180 - angles("walk", "right", "knee")
    times = facts_of("walk").measures.times
    at_1_s = ask("walk", "How far is the right knee bent at 1.0 s?").text
    assert degrees(at_1_s) == [round(float(course[np.abs(times - 1.0).argmin()]))]
    assert degrees(ask("walk", "How far is the right knee bent on average?").text) == [round(float(course.mean()))]


def test_an_angle_at_the_end_is_that_of_the_last_pose():
    told = ask("squat", "What is the left elbow angle at the end?").text
    assert degrees(told)[0] == pytest.approx(angles("squat", "left", "elbow")[-1], abs=1)


@pytest.mark.parametrize("joint", ["ankle", "shoulder", "hip"])
def test_the_range_of_motion_of_a_joint(joint: str):
    course = angles("squat", "left", joint)
    told = ask("squat", f"What is the range of motion of the left {joint}?").text
    assert degrees(told)[0] == pytest.approx(np.ptp(course), abs=1)


def test_in_what_does_not_happen_no_angle_is_told():
    assert ask("walk", "What is the knee angle during the squat?").text.startswith("No squats here")
    landing = ask("walk", "How far does the person bend the hips when landing?").text
    assert landing == "There is no landing here: the person does not jump."


def test_a_joint_is_as_straight_as_its_largest_angle():
    told = ask("squat", "How straight does the left knee get?").text
    assert degrees(told)[0] == round(float(angles("squat", "left", "knee").max()))
    least = ask("squat", "What is the minimum angle of the left knee between 1 and 2 seconds?").text
    assert degrees(least)[0] == round(float(angles("squat", "left", "knee").min()))


def test_an_angle_of_legs_that_were_not_seen_is_not_told():
    known = facts_of("squat")
    scene = replace(moving(known.measures.body.joints), legs_seen=False)
    questions = "What is the maximal hip flexion?", "Are the feet together?", "Does the person bend the knees?"
    for question in (*questions, "What do the feet do?", "Where are the feet?", "Does the person stand on one leg?"):
        answer = answer_from(question, (), scene)
        assert answer is not None
        assert answer.source == "refusal", question


def test_stiff_feet_have_no_angle_to_tell():
    joints = made("squat", 3).copy()
    for knee, ankle, foot in ((4, 7, 10), (5, 8, 11)):
        shin = joints[:, ankle] - joints[:, knee]
        joints[:, foot] = joints[:, ankle] + 0.1 * shin / np.linalg.norm(shin, axis=-1, keepdims=True)
    answer = answer_from("What is the range of motion of the ankle?", (), moving(joints))
    assert answer is not None
    assert answer.source == "refusal"


@pytest.mark.parametrize(
    ("action", "question", "begins"),
    [
        ("wave left", "Which joint is fastest?", "The left wrist"),
        ("wave left", "Which joint moves most?", "The left wrist"),
        ("wave left", "What is the fastest joint of the right arm?", "The right"),
        ("squat", "Which joint has the largest range of motion?", "The knee"),
    ],
)
def test_the_joint_that_does_most_is_named(action: str, question: str, begins: str):
    assert ask(action, question).text.startswith(begins)


def test_how_straight_a_limb_is_at_a_time_is_the_angle_of_its_middle_joint():
    course = angles("squat", "left", "knee")
    told = ask("squat", "How straight is the left leg at 1 s?").text
    assert degrees(told)[0] == round(float(course[round(1.0 * 20)]))


@pytest.mark.parametrize(
    "question",
    ["Which joint should I work on most?", "What joints ought he to move more?", "Which joint do we use most?"],
)
def test_what_to_do_with_a_joint_is_not_told_by_what_it_does(question: str):
    answer = asked("wave left", question)
    assert answer is None or "wrist" not in answer.text

"""What is said of one action beside others: its manner, its symmetry, and how a denial is put."""

import numpy as np
import pytest

from humocon.ask.exact import answer_from
from tests.ask.exact.asking import ask, facts_of, joined, moving


def told(question: str, *actions: str) -> str:
    answer = answer_from(question, (), moving(joined(*(actions or ("wave left", "squat")))))
    assert answer is not None, question
    return answer.text


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Is the squat symmetric?", "Yes: left hand goes"),
        ("Is the wave symmetric?", "No: left hand goes"),
        ("Is the rhythm of the squat regular?", "That cannot be told from the motion"),
        ("Does the person squat but not wave?", "No, the person waves with the left hand ("),
        ("Does the person kick but not wave?", "No, the person is not kicking: "),
        ("Does the person neither kick nor jump?", "Yes, that is right: the person is not kicking and not jumping: "),
        ("Does the person stop kicking before the clip ends?", "No, the person is not kicking: "),
        ("Does the person do the same with both sides?", "No: the left hand goes"),
        ("Is the person upright?", "Yes"),
        ("How many times does the person get up?", "1 rise"),
        ("When does the person get up?", "At "),
    ],
)
def test_one_of_two_actions(question: str, begins: str):
    assert told(question).startswith(begins)


def test_the_manner_of_an_action_is_its_own():
    assert "ankle" in told("How does the person squat?")
    assert "wrist" in told("How does the person wave?")


@pytest.mark.parametrize(
    ("action", "question", "said"),
    [
        ("walk", "Is the trunk bent forward?", "No, the person is not bending forward: the person walks forward."),
        ("walk", "Does the person stay in place?", "No, the person is not standing still: the person walks forward."),
        ("wave left", "Does the person accelerate?", "No, "),
        ("kick left", "Are the knees straight during the kick?", "No, the knees bend by"),
        ("wave left", "Do the arms move together or in turn?", "Neither clearly: only the left one"),
    ],
)
def test_a_denial_is_put_plainly(action: str, question: str, said: str):
    assert ask(action, question, says=False).text.startswith(said)


def test_who_is_low_at_the_end_does_not_stand_there():
    joints = joined("squat")
    low = int(joints[:, 0, 1].argmin())
    answer = answer_from("Which posture does the clip end in?", (), moving(joints[: low + 2]))
    assert answer is not None
    assert answer.text.startswith(("Squatting", "Crouching"))


def test_who_leans_for_a_moment_is_upright_for_most_of_the_time():
    joints = np.repeat(facts_of("wave left").measures.body.joints[:1], 100, axis=0)
    pelvis, upper = joints[:, :1], [3, 6, 9, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]
    angles = np.radians(np.interp(np.arange(100), [44, 47, 52, 55], [0.0, 60.0, 60.0, 0.0]))[:, None]
    beside = joints[:, upper] - pelvis
    bent = beside.copy()
    bent[..., 1] = beside[..., 1] * np.cos(angles) - beside[..., 2] * np.sin(angles)
    bent[..., 2] = beside[..., 1] * np.sin(angles) + beside[..., 2] * np.cos(angles)
    joints[:, upper] = pelvis + bent
    answer = answer_from("Is the trunk upright?", (), moving(joints))
    assert answer is not None
    assert answer.text.startswith("Yes, for 9")

"""What a question takes for granted, and the clip does not show."""

import pytest

from tests.ask.exact.asking import ask


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Which hand does she throw with?", "Neither hand: the person is not throwing"),
        ("How high does the kick go?", "No kicks here"),
        ("How deep is the squat?", "No squats here"),
        ("Which foot takes off?", "Neither foot: the person is not leaving the ground"),
        ("Which foot lands first?", "Neither foot"),
        ("How fast is the punch?", "No punches here"),
        ("While running, what do the hands do?", "No runs here"),
        ("How does she crawl?", "No crawls here"),
        ("How long does she stay on the floor?", "0.0 s: the hips never sink below 0.9"),
        ("Which knee is on the ground?", "Neither knee"),
        ("How wide are his steps?", "No step is taken"),
    ],
)
def test_what_does_not_happen_is_not_measured_of_something_else(question: str, begins: str):
    assert ask("wave left", question).text.startswith(begins)


def test_nor_in_a_film_where_something_else_is_named():
    assert ask("wave left", "How high is the kick?", is_film=True).text.startswith("No kicks here")
    assert ask("wave left", "Which hand throws?", is_film=True).text.startswith("Neither hand")
    assert ask("kick left", "How high is the kick?", is_film=True).text.startswith("1.0")


@pytest.mark.parametrize(
    ("action", "question", "begins"),
    [
        ("kick left", "How high does the kick go?", "1.0"),
        ("kick left", "Which leg kicks?", "The left leg"),
        ("jump", "Which foot takes off?", "Both feet"),
        ("squat", "How deep is the squat?", "0.4"),
        ("walk", "How wide are his steps?", "0.0"),
        ("wave left", "How fast does she run?", "0.0"),
        ("kneel", "Which knee is on the ground?", "Both knees"),
        ("lie", "How long does she stay on the floor?", "3.6 s: lying"),
    ],
)
def test_what_happens_is_measured(action: str, question: str, begins: str):
    assert ask(action, question).text.startswith(begins)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Is the kick fast?", "No, the person is not kicking: the person waves"),
        ("Are the knees straight during the squat?", "No, the person is not squatting"),
        ("Does the person pause before the jump?", "No, the person is not jumping"),
        ("Does each kick take the same time?", "No, the person is not kicking"),
        ("How fast is the turn?", "No turns here"),
        ("How fast is the run?", "No runs here"),
        ("What is the knee angle during the kick?", "No kicks here"),
        ("Is the wave never fast?", ""),
    ],
)
def test_what_is_said_of_something_that_does_not_happen_is_denied(question: str, begins: str):
    assert ask("wave left", question, says=False).text.startswith(begins)


@pytest.mark.parametrize(
    ("action", "question", "begins"),
    [
        ("kick left", "Which hand does the person kick with?", "Neither hand: the person kicks with the left leg"),
        ("kick left", "Does he kick with the left hand?", "No, the person kicks with the left leg"),
        ("kick left", "How often does he kick with a hand?", "0 kicks with the hand: the person kicks"),
        ("kick left", "When does he kick with his fist?", "No kicks with the hand: the person kicks"),
        ("kick left", "Does he kick with the left foot?", "Yes"),
        ("wave left", "Which foot does she wave with?", "Neither foot: the person waves with the left hand"),
        ("wave left", "Does she not wave with the foot?", "Yes"),
        ("wave left", "Which hand does she wave with?", "The left hand"),
    ],
)
def test_what_is_done_with_the_other_limbs_is_told_so(action: str, question: str, begins: str):
    assert ask(action, question).text.startswith(begins)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("When does the person run?", "No runs here, but the person walks forward ("),
        ("How far does the person run?", "No runs here, but the person walks forward ("),
        ("When does the person walk?", "The walk is from"),
    ],
)
def test_what_comes_nearest_is_called_by_its_own_name(question: str, told: str):
    assert ask("walk", question, says=False).text.startswith(told)


def test_steps_are_counted_by_the_way_that_they_go():
    forward = int(ask("walk", "How many steps does he take?").text.split()[0])
    assert (
        ask("walk", "How many steps forward does he take?").text
        == f"{forward} steps forward, of {forward} steps in all."
    )
    assert ask("walk", "How many steps backwards does he take?").text.startswith("0 steps backward")
    assert ask("walk", "How many steps does he take to the left?").text.startswith("0 steps to the left")

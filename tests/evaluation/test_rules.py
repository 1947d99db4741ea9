"""Answers from rules alone, on motions made by rules."""

import pytest

from humocon.evaluation.rules import Act, answer, find_acts
from humocon.motion.kinematics.signals import Span
from humocon.motion.synthesis import synthesize, synthesize_sequence

ACTS = [
    Act(Span(0, 2), "walk", "forward"),
    Act(Span(2, 4), "wave", "", "left hand"),
    Act(Span(4, 5), "jump"),
    Act(Span(5, 7), "run", "left"),
]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What action does the person do before they wave?", "walk"),
        ("What action does the person do after they wave?", "jump"),
        ("What action does the person do while they use their left hand?", "wave"),
        ("What action does the person do after they use their left hand and before they move left?", "jump"),
        ("What action does the person do before they run and after they wave?", "jump"),
        ("What direction does the person move after they jump?", "left"),
        ("What body part does the person use after they walk?", "left hand"),
        ("What body part does the person use while they run?", "left hand"),
        ("What direction does the person move before they fly?", "forward"),
        ("Is the person walking?", ""),
    ],
)
def test_a_question_picks_an_act(question: str, expected: str):
    assert answer(question, ACTS) == expected


def test_without_any_act_the_plainest_answer_is_given():
    assert answer("What action does the person do before they wave?", []) == "walk"


@pytest.mark.parametrize("action", ["jump", "squat", "bow", "walk", "run"])
def test_an_action_is_named(action: str):
    acts = find_acts(synthesize(action, seed=2).to_clip().joints)
    assert action in {act.action for act in acts}


def test_acts_of_a_sequence_come_in_its_order():
    joints = synthesize_sequence(["walk", "squat", "wave left"], seed=2).to_clip().joints
    actions = [act.action for act in find_acts(joints) if act.action in ("walk", "squat", "wave")]
    assert actions == ["walk", "squat", "wave"]
    questions = [
        "What action does the person do before they squat?",
        "What action does the person do after they squat?",
    ]
    assert [answer(question, find_acts(joints)) for question in questions] == ["walk", "wave"]

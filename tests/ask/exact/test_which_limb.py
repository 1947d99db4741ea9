"""Which limb, which leg, which side and which way, by made-up motions whose truth is known."""

import numpy as np
import pytest

from humocon.ask.exact import answer_from
from tests.ask.exact.asking import ask, facts_of, moving


@pytest.mark.parametrize(
    ("action", "question", "begins"),
    [
        ("walk", "Which limb moves most?", "The left leg: "),
        ("wave left", "Which limb moves most?", "The left arm: "),
        ("wave left", "Which limb moves fastest?", "The left arm: "),
        ("wave left", "Which leg does she stand on during the wave?", "Both legs"),
        ("squat", "Which side does she squat with more often?", "Neither side: 1 squat"),
        ("wave left", "Which side does she wave with more often?", "The left side: 4 with the left and 0 with"),
        ("wave left", "Which side does she kick with more often?", "No kicks here"),
        ("walk", "Which side does she walk with first?", "The left foot, at 0.3"),
        ("squat", "How often does she squat with each side?", "1 squat, with no side alone"),
        ("walk", "When does she walk to the left?", "No walks to the left: the person walks forward"),
        ("squat", "How many times does she squat to the right?", "0 squats to the right: the person squats"),
        ("walk", "Does a foot leave the floor?", "Yes, the left ankle rises by"),
        ("squat", "Does a foot leave the floor?", "No, the left ankle rises by 0.0"),
        ("wave left", "How fast is the person going?", "0.0"),
        ("wave left", "What is the top speed?", "Up to"),
        ("squat", "Is it a fast or a slow movement?", "Slow: "),
        ("squat", "Is it one squat or more?", "1 squat"),
        ("jump", "Does he bend his knees before jumping?", "Yes: the left knee"),
        ("jump", "Are his knees bent before he jumps?", "Yes: the left knee"),
        ("squat", "Quick run-down of this, please?", "The person raises both arms, then squats"),
        ("walk", "How many metres up the court does he get?", "7.3 m"),
        ("walk", "Linkskurve oder Rechtskurve?", "Neither way"),
        ("walk", "Is the kid bouncing a basketball?", "No, the person is not dribbling"),
        ("wave left", "Does she lower her arm?", "Yes, left hand"),
        ("wave left", "Does he put his hand down?", "Yes, left hand"),
        ("wave left", "When does he drop his arm?", "The lowering of an arm is from"),
        ("wave left", "Does he put something down?", "No, the person is not putting something down"),
        ("squat", "Reps of the squat, the coach wants a number", "1 squat"),
        ("squat", "What does the squat take, timewise?", "1.7 s, from"),
        ("squat", "Anzahl der Kniebeugen?", "1 squat"),
        ("squat", "¿Número de pasos?", "0 steps"),
        ("walk", "Length of the walked part, in m?", "7.3 m"),
        ("walk", "¿Anda y además gira a la izquierda?", "No"),
        ("lie", "Does the patient wind up on the ground?", "Yes, lying"),
        ("lie", "Is the head nearer the floor at the start or at the finish?", "At the beginning: "),
        ("wave left", "How often is an arm put up?", "1 raise of an arm"),
        ("walk", "Does he carry himself proudly?", "Yes, goes at"),
        ("jump", "What do you call this jump?", "A jump straight up"),
        ("squat", "Does he squat once or twice?", "1 squat"),
        ("wave left", "One wave or several?", "4 waves"),
        ("wave left", "Does the other arm do anything?", "No, right arm goes"),
        ("wave left", "Does the other hand do nothing?", "Yes, that is right: right hand goes"),
        ("wave left", "Is she waving at me?", "That cannot be told from the motion: joints do not show who"),
        ("wave left", "Did she have to catch herself?", "No: the person never falls"),
        ("walk", "Does he keep his balance?", "Yes: the person never falls"),
        ("walk", "Is there any loss of balance?", "No: the person never falls"),
        ("squat", "Where are the knees relative to the toes?", "A knee gets to"),
        ("wave left", "Would this be good as an idle animation?", "Yes: of all joints"),
    ],
)
def test_the_limb_the_side_and_the_way_that_are_meant(action: str, question: str, begins: str):
    assert ask(action, question, says=False).text.startswith(begins)


def test_a_speed_of_somebody_who_stays_says_of_which_limb_it_is():
    assert ask("wave left", "What is the top speed?", says=False).text.endswith("s: the left wrist.")
    assert ask("wave left", "When is the person fastest?", says=False).text.endswith("m/s: the left wrist.")


def test_how_close_hands_get_is_told_of_one_another():
    joints = facts_of("wave left").measures.body.joints
    gap = float(np.linalg.norm(joints[:, 20] - joints[:, 21], axis=-1).min())
    assert ask("wave left", "How close do the hands get?").text.startswith(f"{gap:.2f} m at least")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Does the person move at all?", "No, no hand, foot or hip moves."),
        ("Is the person not moving?", "Yes, no hand, foot or hip moves."),
        ("Which arm moves more, the left or the right?", "Neither: no hand, foot or hip moves."),
        ("Which limb moves most?", "None: no hand, foot or hip moves."),
        ("When is the person fastest?", "At no time: no hand, foot or hip moves."),
    ],
)
def test_of_what_keeps_still_nothing_moves_more(question: str, told: str):
    pose = facts_of("wave left").measures.body.joints[:1]
    answer = answer_from(question, (), moving(np.repeat(pose, 60, axis=0)))
    assert answer is not None
    assert answer.text == told


def test_who_goes_and_turns_is_told_to_go_and_to_turn():
    joints = facts_of("walk").measures.body.joints
    angles = np.interp(np.arange(len(joints)), [40, 75], [0.0, -2.0])
    turned = joints.copy()
    centre = joints[:, :1] * [1.0, 0.0, 1.0]
    cos, sin = np.cos(angles)[:, None], np.sin(angles)[:, None]
    local = joints - centre
    turned[..., 0] = local[..., 0] * cos + local[..., 2] * sin
    turned[..., 2] = local[..., 2] * cos - local[..., 0] * sin
    steps = np.diff(centre[:, 0], axis=0, prepend=centre[:1, 0])
    gone = np.stack(
        [
            np.cumsum(steps[:, 0] * cos[:, 0] + steps[:, 2] * sin[:, 0]),
            np.zeros(len(joints)),
            np.cumsum(steps[:, 2] * cos[:, 0] - steps[:, 0] * sin[:, 0]),
        ],
        axis=-1,
    )
    answer = answer_from("Which way does the person go?", (), moving(turned + gone[:, None]))
    assert answer is not None
    assert answer.text.startswith("Forward, with a turn to the right by ")

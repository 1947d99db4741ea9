"""What is asked of a clip as a recording, and of what is done to its end, all along or beside something else."""

from dataclasses import replace

import numpy as np
import pytest

from humocon.ask.exact import answer_from
from tests.ask.exact.asking import ask, facts_of, joined, moving

STILL = np.repeat(facts_of("wave left").measures.body.joints[:1], 60, axis=0)


def told(joints: np.ndarray, question: str, fps: float = 30.0) -> str:
    answer = answer_from(question, (), replace(moving(joints), fps=fps))
    assert answer is not None, question
    return answer.text


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("What is the frame rate?", "30 frames per second."),
        ("How many frames per second does the file have?", "30 frames per second."),
        ("What fps is this?", "30 frames per second."),
        ("Is it 30 fps?", "Yes: 30 frames per second"),
        ("Was it captured at 120 fps?", "No: 30 frames per second"),
        ("How many joints does the skeleton have?", "22 joints are read of every file; "),
        ("Which joints are tracked?", "22 joints are read of every file: pelvis, left hip"),
        ("How many joints are in the skeleton?", "22 joints are read"),
        ("How many joints does she bend?", "How many joints or bones do something is not counted"),
        ("How many bones does he break?", "How many joints or bones do something is not counted"),
        ("How many joints move?", "How many joints or bones do something is not counted"),
        ("Is it one person?", "Yes: one person is in this motion"),
        ("Is there more than one person?", "No: one person is in this motion"),
        ("Is the recording clean?", "Yes: at 20 poses a second no joint leaves its way"),
        ("Is the capture noisy?", "No: at 20 poses a second no joint leaves its way"),
        ("Is the person always moving?", "No, no hand, foot or hip moves."),
        ("When is the person still?", "The person keeps still from 0.0 to"),
        ("How many different actions are there?", "0: the person does nothing"),
        ("Does the person run or walk?", "Neither: the person does neither."),
    ],
)
def test_a_recording_of_somebody_who_keeps_still(question: str, begins: str):
    assert told(STILL, question).startswith(begins)


def test_the_frame_rate_is_that_of_the_file():
    assert told(STILL, "What is the frame rate?", fps=59.94) == "59.94 frames per second."


def test_all_frames_of_a_file_are_counted():
    joints = joined("squat")[:57]
    assert told(joints, "How many frames are there?", fps=20.0).startswith("57 frames (")


def test_when_somebody_who_goes_is_still():
    assert ask("walk", "When is the person still?", says=False).text.startswith("There is no pause")
    assert ask("walk", "Is the person always moving?", says=False).text.startswith("Yes, some part of the body moves")


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Does she wave until the end?", "No, the person waves with the left hand"),
        ("Does she squat until the end?", "No, the person squats"),
        ("What else does she do while waving?", "Nothing else that is told: the person waves"),
        ("Which way does the person kick?", "No kicks here"),
        ("Is the squat fast?", "No, the right ankle is at"),
        ("Is the wave slow?", "No, the left wrist is at"),
    ],
)
def test_of_a_wave_and_a_squat(question: str, begins: str):
    assert told(joined("wave left", "squat"), question).startswith(begins)


def test_who_walks_to_the_end_is_told_to():
    assert ask("walk", "Does she walk until the end?", says=False).text.startswith("Yes, the person walks")


@pytest.mark.parametrize("question", ["Are there missing frames?", "Are any frames missing?", "Are there gaps?"])
def test_a_body_that_freezes_for_a_while_looks_like_a_gap(question: str):
    joints = joined("wave left")
    assert told(joints, question).startswith(f"No: all {len(joints)} poses")
    joints[40:50] = joints[40]
    assert told(joints, question).startswith("Yes")
    assert told(joints, "Is the data complete?").startswith("No: ")

"""What coaches, clinicians and dancers judge: it gets figures, and what is missing for a judgement."""

import numpy as np
import pytest

from humocon.ask.exact import Exact, Scene, answer_from
from humocon.ask.exact.exact import DOUBTFUL
from humocon.ask.exact.known.names import Told
from humocon.motion.kinematics.facts import facts
from humocon.motion.kinematics.feet import resting
from humocon.motion.kinematics.signals import measure, runs
from humocon.motion.synthesis import synthesize
from tests.ask.exact.asking import SAID, ask


def told(joints: np.ndarray, said: str, question: str) -> Exact:
    known = facts(joints.astype(np.float32))
    scene = Scene(known, lambda asked: [Told(said, 0.97)] * len(asked), True, known.duration_s)
    answer = answer_from(question, (), scene)
    assert answer is not None, question
    return answer


@pytest.mark.parametrize(
    ("action", "question", "measured"),
    [
        ("squat", "Is the squat deep enough?", "m over the knees"),
        ("squat", "Would you call that a proper squat?", "the knees bend by"),
        ("squat", "Does he lean too far forward?", "the trunk leans by up to"),
        ("squat", "Is his mobility limited?", "bends by up to"),
        ("squat", "What should she improve?", "the knees bend by"),
        ("squat", "Rate the squat from 1 to 10.", "the knees bend by"),
        ("squat", "What grade would you give this squat?", "the knees bend by"),
        ("jump", "Judge his jump, please.", "the feet rise"),
        ("jump", "Was it a good jump?", "the feet rise"),
        ("jump", "Is the take-off powerful?", "the hips go up at"),
        ("walk", "Is her gait normal?", "a step lands every"),
        ("walk", "Is the posture good?", "the trunk leans by"),
        ("walk", "Are the steps too short?", "from one step to the next"),
        ("walk", "Is his balance impaired?", "the hips sway by"),
        ("walk", "Is he at risk of falling?", "the hips sway by"),
        ("walk", "Does he use the arms well?", "hand goes"),
        ("bow", "Is the bow respectful enough?", "the trunk leans by"),
        ("wave left", "Is that a strong wave?", "hand gets to"),
    ],
)
def test_a_judgement_without_a_yardstick_is_answered_by_what_is_measured(action: str, question: str, measured: str):
    answer = ask(action, question)
    assert not answer.text.startswith(("Yes", "No")), answer.text
    assert measured in answer.text.lower(), answer.text
    assert any(word in answer.text for word in ("nobody has given", "joints do not show")), answer.text
    assert answer.probability <= DOUBTFUL


@pytest.mark.parametrize(
    ("action", "question", "topic"),
    [
        ("walk", "Is he worn out?", "how tired somebody is"),
        ("wave left", "Are her shoulders relaxed?", "how tense muscles are"),
        ("walk", "Is she on the beat?", "any music"),
        ("jump", "Does the power come from the legs?", "forces"),
    ],
)
def test_what_joints_do_not_show_is_said_beside_what_they_do(action: str, question: str, topic: str):
    answer = ask(action, question)
    assert answer.text.startswith("That cannot be told from the motion"), answer.text
    assert topic in answer.text, answer.text
    assert "measured: " in answer.text, answer.text


@pytest.mark.parametrize(
    ("action", "question", "begins"),
    [
        ("walk", "Does he limp?", "No: the left foot rests"),
        ("walk", "Is he overstriding?", "No: the ankle is"),
        ("walk", "Is she a heel striker?", "Yes: where a foot lands"),
        ("walk", "Is there a Trendelenburg sign?", "On the left leg the other hip is lower"),
        ("walk", "Are the feet turned out?", "Yes: while it rests the left foot points"),
        ("walk", "Is the rhythm steady?", "Yes: a step lands every"),
        ("walk", "Does she stoop?", "No: the trunk leans by"),
        ("jump", "Does he stick the landing?", "Yes: 0 steps within 1 s of landing"),
        ("jump", "Does she land symmetrically?", "Yes: after landing the left knee bends"),
        ("squat", "Do the heels lift?", "No: an ankle rises by"),
        ("squat", "Can she stand on one leg?", "No: no foot is lifted"),
    ],
)
def test_a_term_of_art_is_measured(action: str, question: str, begins: str):
    answer = ask(action, question)
    assert answer.text.startswith(begins), answer.text


def test_a_shorter_stance_on_one_foot_spares_it():
    """A walk whose left foot is lifted by 20 cm from the middle of each of its stances on."""
    joints = synthesize("walk", seed=3).to_clip().joints.copy()
    for begin, end in runs(resting(measure(joints))[0], shortest_s=0.1, gap_s=0.05):
        joints[(begin + end) // 2 : end, [7, 10], 1] += 0.2
    assert told(joints, SAID["walk"], "Is she favouring one leg?").text.startswith("Yes: the left foot rests")


def test_each_of_several_times_is_measured_for_whoever_says_which_is_best():
    joints = synthesize("squat", seed=3).to_clip().joints
    answer = told(np.concatenate([joints, joints]), SAID["squat"], "Which rep was the best?")
    assert answer.text.startswith("First: the hips come to"), answer.text
    assert "which is the best depends on a measure" in answer.text


def test_what_is_done_as_usual_is_said_to_be_usual():
    assert "is usual" in ask("walk", "Does she look lethargic?").text


def test_a_judgement_of_what_is_not_done_says_so():
    answer = ask("walk", "Is the kick high enough?")
    assert answer.text.startswith("No, the person is not kicking"), answer.text

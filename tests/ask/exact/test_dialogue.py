"""Questions that lean on what was asked and told before them."""

import numpy as np
import pytest

from humocon.ask.exact import Scene, answer_from
from humocon.ask.exact.known.names import Told
from humocon.ask.exact.words.question import understand
from humocon.motion.kinematics.facts import facts
from humocon.motion.synthesis import synthesize
from tests.ask.exact.asking import SAID, ask


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        ("How deep is the second squat?", "And the third?", "how deep is the third squat?"),
        ("How high does he jump?", "No, the second jump.", "how high does he jump in the second jump?"),
        ("How high does the left hand go?", "And the right one?", "how high does the right hand go?"),
        ("When is she fastest?", "And slowest?", "when is she slowest?"),
        ("How far do his arms move?", "And the legs?", "how far do his legs move?"),
        ("Does he bend his knees?", "By how much?", "by how much does he bend his knees?"),
        ("How far does she walk?", "In a straight line?", "is the person walking in a straight line"),
        ("How high does he jump?", "With both feet?", "is the person jumping with both feet"),
        (
            "How high was the first kick?",
            "Higher than the second one?",
            "is the first kick higher than the second kick?",
        ),
        ("Which hand does she wave with?", "The left?", "is the person waving with the left hand?"),
        ("How high is the kick?", "Higher than the head?", "is the kick higher than the head"),
        ("Is she walking before that?", "And afterwards?", "is she walking after that?"),
    ],
)
def test_what_is_left_out_is_taken_from_the_question_before(before: str, question: str, whole: str):
    assert understand(question, [(before, "Yes.")]).text.rstrip("?.") == whole.rstrip("?")


def test_after_a_no_it_is_about_what_is_done_instead():
    earlier = [("Is she walking?", "No, the person is not walking: the person runs to the left.")]
    assert understand("How fast?", earlier).keys == ("run",)
    earlier = [("Does he wave with the right hand?", "No, the person is not waving with the right hand: the person "
                "waves with the left hand.")]  # fmt: skip
    assert understand("How often?", earlier).mentions[0].side == "left"


def test_a_place_in_an_order_is_not_that_of_what_was_told():
    earlier = [("What does he do first?", "The person jumps."), ("And then?", "The person waves.")]
    assert understand("How long does that last?", earlier).place == 0


@pytest.mark.parametrize(
    ("question", "earlier", "begins"),
    [
        ("Are you sure?", ("Does she squat?", "Yes."), "At a probability of 0.9"),
        ("Why do you think so?", ("Does she squat?", "Yes."), "From the joints: squatting"),
        ("When?", ("Does he kick?", "No, the person is not kicking: the person squats."), "At no time: the person is"),
        ("What else?", ("What does she do?", "The person squats."), "Nothing else that joints show"),
        ("I counted three.", ("How many squats are there?", "1 squat."), "No, "),
        ("I thought there were two.", ("How many squats are there?", "1 squat."), ""),
    ],
)
def test_what_is_said_to_an_answer_is_answered(question: str, earlier: tuple[str, str], begins: str):
    assert ask("squat", question, earlier).text.startswith(begins)


def test_one_time_is_compared_with_another_by_its_own_height():
    """Two jumps of a made-up motion, of which the second is held 10 cm higher in the air."""
    joints = synthesize("jump", seed=3).to_clip().joints
    known = facts(joints)
    flight = known.jumps[0].span
    poses = known.measures.poses(flight)
    higher = joints.copy()
    higher[poses, :, 1] += 0.1 * np.sin(np.linspace(0, np.pi, len(poses)))[:, None]
    both = facts(np.concatenate([joints, higher]).astype(np.float32))
    scene = Scene(both, lambda asked: [Told(SAID["jump"], 0.97)] * len(asked), True, both.duration_s)
    answer = answer_from("Is the second jump higher than the first?", (), scene)
    assert answer is not None
    assert answer.text.startswith("Yes, "), answer.text
    assert "m in the second jump" in answer.text, answer.text
    gap = answer_from("By how much?", [("The second jump was higher, wasn't it?", answer.text)], scene)
    assert gap is not None
    assert abs(float(gap.text.split()[0]) - 0.1) < 0.05, gap.text


def test_a_long_conversation_is_not_read_again_for_a_question_of_its_own():
    earlier = [("Does the person jump?", "Yes, the person jumps.")] * 2000
    assert understand("How high does the person jump?", earlier) == understand("How high does the person jump?")
    assert understand("And how high?", earlier).keys == ("jump",)

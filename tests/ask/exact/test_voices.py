"""What a physiotherapist, an animator, a coach, a dance teacher asks: how something is done, and not whether it is."""

import numpy as np
import pytest

from humocon.ask.exact import answer_from
from humocon.ask.exact.exact import DOUBTFUL
from humocon.ask.exact.whole.smoothness import roughness
from humocon.ask.exact.words.question import understand
from humocon.motion.synthesis import synthesize
from tests.ask.exact.asking import SAID, ask, asked, moving


@pytest.mark.parametrize(
    ("action", "question", "begins"),
    [
        ("squat", "Is the stance hip-width or wider than the hips?", "Narrower: the ankles are"),
        ("squat", "Are her feet narrower than her shoulders?", "Yes: the ankles are"),
        ("squat", "Do the knees cave in at the bottom?", "No: where they are bent most"),
        ("squat", "Do both knees bend equally?", "Yes: the left knee bends by"),
        ("squat", "Is the way up quicker than the way down?", "No: down takes"),
        ("squat", "Are the knees locked or soft?", "Bent, not locked"),
        ("squat", "Does the head move less in the first half or the second half?", "The "),
        ("squat", "Does he fall or is it controlled when he gets down?", "Controlled"),
        ("jump", "Was that a stiff landing?", "No: the hips come down at"),
        ("jump", "Does she cushion the landing?", "Yes: the hips come down at"),
        ("jump", "Do the hands help in the jump?", "Yes: beside the hips"),
        ("walk", "Is there any foot skating? Do the feet skate?", "No: while it rests"),
        ("walk", "Do his feet scuff the floor?", "No: in its steps"),
        ("walk", "Which frames make a clean two step cycle?", "From "),
        ("walk", "Is there a glitch in the capture?", "No: at 20 poses a second"),
        ("walk", "Is the ground contact of both feet equally long?", "Yes: the left foot rests"),
        ("walk", "List the foot contact times", "The left foot rests on the floor"),
        ("walk", "Does she get slower, is she tiring?", "No: hands and feet move at"),
        ("walk", "Is he walking on tiptoe?", "No: "),
        ("walk", "Does the head bob?", "No: the head is between"),
        ("walk", "Is the step rate irregular?", "No: a step lands every"),
        ("walk", "How long is the left foot in contact with the floor?", "0."),
        ("walk", "Does she keep walking at the end or does she stop?", "It goes on"),
        ("walk", "Do his hands come across the midline?", "No: the"),
        ("wave left", "Is she tilting her trunk to the right side?", "No: the trunk tilts by"),
        ("bow", "Is the person tipping sideways?", "No: the trunk tilts by"),
        ("wave left", "Is the left hand twitchy or smooth?", "Smooth: "),
        ("wave left", "Does it look fluid?", "Yes, smooth"),
        ("wave left", "Does the last pose match the start pose?", "Yes: of all joints"),
    ],
)
def test_how_something_is_done_is_measured(action: str, question: str, begins: str):
    answer = ask(action, question)
    assert answer.text.startswith(begins), answer.text


@pytest.mark.parametrize(
    ("action", "question"),
    [
        ("squat", "Does he squat deeper than his brother's dog?"),
        ("walk", "Do the knees knock against something as he walks?"),
        ("jump", "Does she jump as boldly as possible or even higher than before?"),
    ],
)
def test_more_than_that_something_happens_is_not_answered_by_that_it_happens(action: str, question: str):
    answer = asked(action, question)
    assert answer is None or not answer.text.startswith("Yes, the person"), answer.text


def test_what_else_is_said_of_an_action_makes_its_answer_doubtful():
    assert ask("jump", "Is it a textbook jump?").probability <= DOUBTFUL
    assert ask("jump", "Does she jump?").probability > DOUBTFUL


def test_a_trembling_hand_is_rougher_than_the_same_wave():
    clip = synthesize("wave left", seed=3).to_clip().joints
    noise = 0.03 * np.random.default_rng(0).normal(size=(len(clip), 1, 3))
    trembling = clip.copy()
    trembling[:, 20:21] += noise
    calm, shaky = moving(clip, SAID["wave left"]), moving(trembling, SAID["wave left"])
    assert roughness(calm, "left wrist") < roughness(shaky, "left wrist")
    answer = answer_from("Is the movement of the left hand shaky?", (), shaky)
    assert answer is not None
    assert answer.text.startswith("Yes, jerky"), answer.text
    assert answer.probability <= DOUBTFUL


def test_smoothness_is_not_told_of_a_film():
    answer = ask("wave left", "Is it a smooth wave?", is_film=True)
    assert answer.source == "refusal"


def test_a_joint_that_jumps_for_one_pose_is_found():
    joints = synthesize("walk", seed=3).to_clip().joints.copy()
    joints[30, 15] += 0.4
    answer = answer_from("Any glitches in this take?", (), moving(joints))
    assert answer is not None
    assert answer.text.startswith("Yes: the head is 0.69 m"), answer.text
    assert "1.50 s" in answer.text


def test_a_curve_has_a_radius_and_a_pace():
    """Twelve seconds of a walk along a quarter of a circle of 3 m radius."""
    walk = synthesize("walk", seed=3).to_clip().joints.astype(float)
    gone = np.cumsum(np.r_[0.0, np.linalg.norm(np.diff(walk[:, 0, [0, 2]], axis=0), axis=-1)])
    angle = np.clip((gone - 0.5) / 3.0, 0.0, np.pi / 2)
    sin, cos = np.sin(angle), np.cos(angle)
    own = walk - walk[:, :1] * [1, 0, 1]
    joints = own.copy()
    joints[..., 0] = cos[:, None] * own[..., 0] + sin[:, None] * own[..., 2]
    joints[..., 2] = -sin[:, None] * own[..., 0] + cos[:, None] * own[..., 2]
    straight = gone - 3.0 * angle
    first = np.minimum(straight, 0.5)
    joints[..., 0] += (3.0 * (1 - cos) + sin * (straight - first))[:, None]
    joints[..., 2] += (first + 3.0 * sin + cos * (straight - first))[:, None]
    scene = moving(joints, SAID["walk"])
    answer = answer_from("What is the radius of the curve?", (), scene)
    assert answer is not None
    assert answer.text.startswith("A radius of about"), answer.text
    assert 2.0 < float(answer.text.split()[4]) < 4.0, answer.text
    pace = answer_from("Does he brake in the curve?", (), scene)
    assert pace is not None
    assert pace.text.startswith("No: "), pace.text


@pytest.mark.parametrize(
    ("earlier", "question", "begins"),
    [
        (("How many steps does he take?", "6 steps."), "And how long are they?", "About 0."),
        (("Does she rotate the pelvis a lot?", "No."), "By how many degrees?", "5 degrees: the hips turn"),
        (("Do the feet slide?", "No."), "Which foot is worse?", "The "),
        (("How deep do the knees bend?", "90 degrees."), "Is the left one bent as much as the right?", "Yes: "),
    ],
)
def test_a_question_leans_on_what_was_asked_before(earlier: tuple[str, str], question: str, begins: str):
    answer = ask("walk" if "knees" not in earlier[0] else "squat", question, earlier)
    assert answer.text.startswith(begins), answer.text


def test_each_of_several_times_is_told():
    joints = synthesize("squat", seed=3).to_clip().joints
    scene = moving(np.concatenate([joints, joints]), SAID["squat"])
    answer = answer_from("How deep do the knees bend in every squat?", (), scene)
    assert answer is not None
    assert answer.text.startswith("First: "), answer.text
    assert "second: " in answer.text


def test_two_quantities_in_one_question_are_both_told():
    answer = ask("walk", "What is the average pace and the step length?")
    assert " m/s" in answer.text, answer.text
    assert answer.text.count(".") > 2


@pytest.mark.parametrize(
    ("action", "question", "begins"),
    [
        ("jump", "Is the third jump just like the second?", "There is no third jump here, only"),
        ("jump", "Did he touch down with both feet together?", "Yes: the left foot comes down at"),
        ("jump", "By how much do the knees bend at the landing?", "The left knee bends by up to"),
        ("walk", "Does she twirl?", "No"),
        ("walk", "How long is the downswing?", "That cannot be told from the motion"),
        ("walk", "Does he lift his feet up enough or shuffle?", "Lifted: in its steps"),
        ("squat", "Does she bend the knees a lot?", "Yes: the knees bend by up to"),
        ("walk", "Is he steady on his feet as he turns round?", "Yes: the person never falls"),
        ("wave left", "How meny times does she wave?", "4 waves"),
        ("bow", "Which takes shorter, the first thing or the last one?", "Only one thing is told here"),
    ],
)
def test_one_time_is_told_beside_another(action: str, question: str, begins: str):
    answer = ask(action, question)
    assert answer.text.startswith(begins), answer.text


def test_a_count_by_the_joints_shows_each_time():
    answer = ask("squat", "How many squats are there?")
    assert answer.text.startswith(f"{len(answer.evidence)} squat"), (answer.text, answer.evidence)


def test_a_pronoun_stands_for_the_part_before_it():
    assert understand("How fast are his arms when he circles em?").keys == ("circle arms",)

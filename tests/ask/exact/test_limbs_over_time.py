"""Where hands and feet are, how long arms are up, what limbs do in a stretch, by the joints of made-up motions."""

import re

import numpy as np
import pytest

from humocon.ask.exact import Exact, answer_from
from humocon.motion.kinematics.measures import Part, joint_number
from tests.ask.exact.asking import ask, asked, facts_of, joined, moving
from tests.ask.exact.test_hops import made


def tell(joints: np.ndarray, question: str) -> Exact:
    answer = answer_from(question, (), moving(joints))
    assert answer is not None, question
    return answer


def height(action: str, joint: Part) -> np.ndarray:
    return facts_of(action).measures.body.joints[:, joint_number(joint), 1]


def test_hands_are_above_the_head_by_their_heights():
    over = height("wave left", "left wrist") > height("wave left", "head")
    share = ask("wave left", "What share of the time is the left hand above the head?").text
    assert float(share.split("%")[0]) == pytest.approx(100 * over.mean(), abs=2)
    seconds = ask("wave left", "How long is the left hand above the head?").text
    assert float(seconds.split()[0]) == pytest.approx(over.sum() / 20, abs=0.15)


@pytest.mark.parametrize(
    ("action", "question", "begins"),
    [
        ("wave left", "Are the hands above the head?", "No: not both at once, the left hand alone is"),
        ("wave left", "Is a hand above the head?", "Yes"),
        ("squat", "Are the hands ever over the head?", "No, at no time"),
        ("walk", "When are the hands above the head?", "Never"),
        ("walk", "How long are the arms raised?", "0.0 s"),
        ("walk", "What percentage of the clip are the arms raised?", "0% of the time"),
        ("wave left", "Does the arm come down again?", "Yes: the left hand is up"),
        ("walk", "Do the arms come down again?", "No: the left hand is never up"),
    ],
)
def test_arms_are_up_or_not_by_the_heights_of_the_hands(action: str, question: str, begins: str):
    assert ask(action, question).text.lower().startswith(begins.lower()) or begins in ask(action, question).text


def test_arms_that_stay_up_do_not_come_down_again():
    joints = made("wave left", 3)
    up = int(joints[:, joint_number("left wrist"), 1].argmax())
    assert tell(joints[: up + 1], "Do the arms come down again?").text.startswith("No")


def moved(joints: np.ndarray, metres: float) -> np.ndarray:
    """Joints (K, 22, 3) with each foot so many metres from the middle of both."""
    joints = joints.astype(float).copy()
    middle = joints[:, [7, 8]].mean(axis=1, keepdims=True)
    across = (joints[:, 7] - joints[:, 8])[:, None] * [1.0, 0.0, 1.0]
    across /= np.linalg.norm(across, axis=-1, keepdims=True)
    ahead = joints[:, [10, 11]] - joints[:, [7, 8]]
    joints[:, [7, 8]] = (middle + across * np.array([metres, -metres])[:, None]) * [1, 0, 1] + joints[:, [7, 8]] * [
        0,
        1,
        0,
    ]
    joints[:, [10, 11]] = joints[:, [7, 8]] + ahead
    return joints


@pytest.mark.parametrize(("metres", "together", "apart"), [(0.05, "Yes", "No"), (0.3, "No", "Yes")])
def test_feet_are_together_or_apart_by_their_distance(metres: float, together: str, apart: str):
    joints = moved(made("bow", 3), metres)
    assert tell(joints, "Are the feet together?").text.startswith(together)
    assert tell(joints, "Are the feet apart?").text.startswith(apart)
    either = tell(joints, "Are the feet together or apart?").text
    assert either.startswith("Together" if together == "Yes" else "Apart")
    told = tell(joints, "Are the feet together?").text
    assert float(re.findall(r"(\d\.\d+) m apart", told)[0]) == pytest.approx(2 * metres, abs=0.02)


def test_hands_are_together_and_in_front_of_the_body_for_some_of_the_time():
    joints = made("bow", 3).astype(float).copy()
    half = len(joints) // 2
    for wrist, side in ((20, 0.03), (21, -0.03)):
        joints[half:, wrist] = joints[half:, 3] + [side, 0.0, 0.3]
    facing = tell(joints, "What share of the time are the hands together?").text
    assert float(facing.split("%")[0]) == pytest.approx(50, abs=3)
    ahead = tell(joints, "When are the hands together?").text
    assert ahead.startswith(f"From {half / 20:.1f}")


@pytest.mark.parametrize(
    ("action", "question", "begins"),
    [
        ("walk", "Does the person bend the knees?", "Yes: the left knee is bent by"),
        ("walk", "Does the person straighten the legs?", "Yes: the left knee goes from"),
        ("squat", "Does he flex his left knee?", "Yes: the left knee"),
        ("squat", "Do the legs straighten?", "Yes: the left knee goes from"),
    ],
)
def test_knees_bend_and_straighten_whatever_it_is_done_for(action: str, question: str, begins: str):
    assert ask(action, question).text.startswith(begins)


def one_legged(seconds: float) -> np.ndarray:
    """Somebody who stands, with the left foot off the floor for some seconds from the first on."""
    joints = np.repeat(made("bow", 3)[:1].astype(float), 80, axis=0)
    joints[20 : 20 + round(20 * seconds), [7, 10], 1] += 0.25
    return joints


@pytest.mark.parametrize(
    ("seconds", "stands", "how_long"), [(2.0, "Yes", "2.0 s"), (0.4, "No", "Never longer than 0.4")]
)
def test_who_stands_on_one_leg_and_how_long_agree(seconds: float, stands: str, how_long: str):
    joints = one_legged(seconds)
    whether = tell(joints, "Does the person stand on one leg?").text
    assert whether.startswith(f"{stands}: on the right foot alone for {seconds:.1f} s")
    assert tell(joints, "How long does the person stand on one leg?").text.startswith(how_long)
    assert f"on the right foot alone for {seconds:.1f} s" in tell(joints, "Is the weight on one leg?").text


def test_up_and_down_is_told_by_heights_and_not_by_the_way_over_the_floor():
    hips = height("walk", "pelvis")
    for question in ("How much does the person move up and down?", "How far does the person move up and down?"):
        told = ask("walk", question).text
        assert float(told.split()[0]) == pytest.approx(np.ptp(hips), abs=0.01)
    assert float(ask("walk", "How far does the person go up?").text.split()[0]) <= np.ptp(hips) + 0.01
    assert ask("walk", "Does the person move up and down?").text.startswith("No")
    down = ask("squat", "How far does the person go down?").text
    squatted = height("squat", "pelvis")
    assert float(down.split()[0]) == pytest.approx(squatted[: squatted.argmin() + 1].max() - squatted.min(), abs=0.01)
    assert ask("squat", "Does the person move up and down?").text.startswith("Yes")
    assert ask("squat", "How far down does the person go?").text == down
    assert ask("squat", "How far does the body sink?").text == down


@pytest.mark.parametrize(
    "question",
    [
        "How much does her heart rate go up?",
        "How high does the price go up?",
        "How much does his speed go up?",
        "How far does she move down the road?",
        "How far does he come down the corridor?",
        "How much does the rent rise and fall?",
    ],
)
def test_neither_a_price_nor_a_road_goes_by_the_height_of_the_hips(question: str):
    answer = asked("walk", question)
    assert answer is None or "hips" not in answer.text


def test_a_part_of_the_body_goes_up_by_its_own_height():
    for part, joint in (("head", "head"), ("left hand", "left wrist")):
        assert f"the {joint} rises" in ask("walk", f"How far does his {part} go up?").text
    assert "the hips sink" in ask("squat", "How far does the person slowly move down the first time?").text


def test_the_kind_of_a_jump_is_told_by_its_feet_and_its_way():
    both = made("hop", 0).astype(float)
    assert "a jump forward" in tell(both, "What kind of jump is it?").text
    assert tell(both, "Does the person take off from one foot or from both?").text.startswith("From both feet")
    one = both.copy()
    one[:, [7, 10], 1] += 0.35
    one[:, 4, 1] += 0.1
    assert "a hop forward" in tell(one, "What type of jump is this?").text
    off = tell(one, "Does the person take off from one foot or from both?").text
    assert off.startswith("From the right foot: the left foot is up before")
    landed = tell(one, "Does the person land on one foot or both?").text
    assert landed.startswith("On the right foot alone: the left foot stays up")
    assert ask("jump", "What kind of jump is it?").text.startswith("A jump straight up")


def test_the_kind_of_a_jump_and_its_way_agree():
    joints = made("hop", 0).astype(float)
    joints += np.arange(len(joints))[:, None, None] / 20 * np.array([1.5, 0.0, 0.0])
    way = tell(joints, "Which way does he jump?").text.split(":")[0].lower()
    assert " to the left" in way
    assert f"a jump {way}, " in tell(joints, "What kind of jump?").text.lower()


@pytest.mark.parametrize("question", ["Does he push off with the left foot?", "Does she land on her left foot?"])
def test_who_steps_pushes_off_and_lands_without_a_jump(question: str):
    assert ask("walk", question).text.startswith("Yes: the feet land one after the other in the steps, the left one ")
    assert ask("bow", question).text == "No: nobody jumps, both feet are never in the air at once."


def test_the_feet_of_steps_land_one_after_the_other():
    assert ask("walk", "Does he land on both feet?").text.startswith("No: the feet land one after the other")
    assert ask("walk", "Does she land on one foot or both?").text.startswith("The feet land one after the other")


def test_who_walks_does_not_jump_from_one_foot():
    assert ask("walk", "Does he jump from the left foot?").text.startswith("No: nobody jumps, ")


@pytest.mark.parametrize(
    "question",
    [
        "What kind of jump is it?",
        "Does the person take off from one foot or from both?",
        "Does the person land on one foot or both?",
    ],
)
def test_who_does_not_jump_neither_takes_off_nor_lands(question: str):
    assert ask("bow", question).text.startswith("No jump here: both feet are never in the air at once")


@pytest.mark.parametrize(
    ("question", "has"),
    [
        ("What do the feet do?", "the left foot takes"),
        ("What do the arms do during the walk?", "arms"),
        ("While walking, what do the legs do?", "knee bends by up to"),
        ("Where are the feet at the end?", "the feet are"),
        ("Where are the hands at the start?", "m over the floor, 0.0 to 0.5 s"),
        ("Where are the elbows?", "under the shoulder"),
        ("Where do the hands end up?", "m over the floor, "),
    ],
)
def test_limbs_are_told_and_not_the_whole_clip(question: str, has: str):
    assert has in ask("walk", question).text.lower()


def test_limbs_are_told_in_the_time_that_is_named():
    joints = joined("wave left", "squat")
    first = tell(joints, "What do the arms do in the first 3 seconds?").text
    assert "wave" in first
    assert "wave" not in tell(joints, "What do the arms do during the squat?").text
    assert ask("walk", "What do the legs do during the jump?").text.startswith("No jumps here")


def test_a_limb_is_asked_about_while_the_other_one_does_something():
    told = ask("wave left", "Where is his right hand during the wave?").text
    assert told.startswith("The right hand is hanging down at the side")
    assert ask("wave left", "Where is his right hand during the right wave?").text.startswith("No waves")


def test_how_far_hands_are_apart_is_told_beside_the_shoulders():
    assert "the shoulders 0." in tell(made("walk", 3), "Are the hands apart?").text
    assert "the hip joints 0." in tell(made("walk", 3), "Are the feet apart?").text


def test_what_an_arm_does_twice_is_named_once():
    text = tell(joined("punch right", "squat", "punch right"), "What does the right arm do?").text
    assert (text.count("is raised"), text.count(" to ")) == (1, 2), text

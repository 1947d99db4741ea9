"""What people ask first of a clip that they look at: the longest of several, what lies between, what has no measure."""

import numpy as np
import pytest

from humocon.ask.exact import answer_from
from humocon.ask.exact.exact import DOUBTFUL, Exact
from humocon.ask.exact.words.question import understand
from tests.ask.exact.asking import SAID, ask, joined, moving

WAVED = "The person squats, then waves with the left hand."


def tell(joints: np.ndarray, question: str, said: str = "", *earlier: tuple[str, str]) -> Exact:
    """The answer about joints (K, 22, 3), where there must be one."""
    answer = answer_from(question, earlier, moving(joints, said))
    assert answer is not None, question
    return answer


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("How long is the longest squat?", "1."),
        ("How long does the shortest squat last?", "1."),
        ("Which of the two squats goes deeper?", "About the same"),
        ("Is the waving or the squatting the bigger part of the clip?", "The "),
        ("What happens between the two squats?", "Nothing"),
    ],
)
def test_several_times_are_told_apart(question: str, begins: str):
    answer = tell(joined("squat", "squat", "wave left"), question, WAVED)
    assert answer.text.startswith(begins), answer.text


def test_the_longest_of_all_is_not_as_long_as_the_clip():
    joints = joined("jump", "wave left")
    answer = tell(joints, "How long is the longest thing she does?", "The person jumps, then waves with the left hand.")
    assert "waves with the left hand" in answer.text
    assert float(answer.text.split()[0]) < len(joints) / 20.0 - 1.0, answer.text
    assert "jumps" in tell(joints, "How long is the shortest thing?", "The person jumps, then waves.").text


@pytest.mark.parametrize(
    "question", ["Does he jump pompously?", "Does she jump like a peacock?", "Is he jumping in a snobbish way?"]
)
def test_a_manner_that_nothing_measures_is_not_answered_by_what_is_done(question: str):
    answer = ask("jump", question)
    assert answer.source == "refusal", answer.text
    assert "nothing here measures" in answer.text


def test_a_word_by_the_way_is_no_manner():
    assert ask("jump", "Does she jump repeatedly?").source != "refusal"
    assert ask("walk", "Is he simply walking?").text.startswith("Yes")
    assert ask("walk", "Does he kick pompously?").text.startswith("No")


def test_before_a_jump_lies_the_crouch_that_no_name_is_given_to():
    answer = ask("jump", "What comes right before the jump?")
    assert "crouches" in answer.text, answer.text


def test_the_way_from_one_posture_to_another_has_a_length_and_a_middle():
    joints = joined("stand", "sit down")
    answer = tell(joints, "How long does it take from standing to sitting?", "The person sits down.")
    assert 0.5 < float(answer.text.split()[0]) < len(joints) / 20.0, answer.text
    assert tell(joints, "What comes between standing and sitting?").text.startswith("Bent (")
    assert tell(
        joined("lie"), "Does it look like a fall or like lying down on purpose?", "The person lies down."
    ).text == ("The person lies down.")


def test_full_turns_are_counted_in_every_turn():
    still = np.repeat(joined("stand")[:1], 200, axis=0)
    angle = np.interp(np.arange(200), [20, 60, 120, 160], [0.0, 2 * np.pi, 2 * np.pi, 4 * np.pi])
    sin, cos = np.sin(angle)[:, None], np.cos(angle)[:, None]
    own = still - still[:, :1] * [1.0, 0.0, 1.0]
    turned = np.stack(
        [cos * own[..., 0] + sin * own[..., 2], own[..., 1], cos * own[..., 2] - sin * own[..., 0]], axis=-1
    )
    assert tell(turned, "How many full spins does he make?").text.startswith("2 full turns")


def test_times_are_counted_by_side():
    answer = tell(joined("kick left", "kick right", "kick right"), "How many kicks with each leg?", "The person kicks.")
    assert answer.text == "1 with the left and 2 with the right."


def test_all_times_are_alike_by_what_is_named():
    joints = joined("kick right", "kick right", "kick right")
    answer = tell(joints, "Is every kick about the same height?", "The person kicks.")
    assert answer.text.startswith("Yes: up to "), answer.text
    assert "lasts" not in answer.text
    assert tell(joints, "Do the kicks get higher?", "The person kicks.").text.startswith("No: the kick up to")


def test_a_limb_beside_what_is_done_moves_or_does_not():
    answer = ask("wave left", "Does the right arm do anything while the left one waves?")
    assert answer.text.startswith("No"), answer.text
    assert answer.probability <= DOUBTFUL
    assert ask("wave left", "Does the left hand move while she waves?").text.startswith("Yes")


def test_what_gets_to_the_floor_first_is_told_by_the_joints():
    lying = joined("lie")
    first = tell(lying, "Which touches the floor first, the head or the bottom?")
    assert first.text.startswith("The seat: "), first.text
    for knee in ("a knee", "the back knee"):
        assert ask("walk", f"Does {knee} ever touch the ground?").text.startswith("No: the knee gets down to")


def test_a_trunk_that_straightens_does_so_over_time():
    walk = joined("walk")
    lean = np.linspace(0.6, 0.0, len(walk))
    stooped, hips = walk.copy(), walk[:, :1]
    upper = [3, 6, 9, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]
    own = walk[:, upper] - hips
    sin, cos = np.sin(lean)[:, None], np.cos(lean)[:, None]
    stooped[:, upper] = hips + np.stack(
        [own[..., 0], cos * own[..., 1] - sin * own[..., 2], sin * own[..., 1] + cos * own[..., 2]], axis=-1
    )
    answer = tell(stooped, "Does the trunk come up as the walk goes on?", SAID["walk"])
    assert answer.text.startswith("Yes: the trunk leans by"), answer.text
    assert ask("walk", "Does the torso come up as the walk goes on?").text.startswith("No")


@pytest.mark.parametrize(
    ("action", "question", "begins"),
    [
        ("walk", "Does he end up facing the way he started?", "Yes"),
        ("walk", "Could I loop this clip?", "No: the last pose differs"),
        ("walk", "Does she accelerate all the way or hit a plateau?", ""),
        ("squat", "Do the feet stay where they are?", "Yes"),
        ("squat", "Is she standing at the start or at the end or both?", "Both: standing"),
        ("squat", "Is the torso kept upright during the squat?", ""),
        ("squat", "Are the hips lowest before or after the squat?", "During it: "),
        ("wave left", "How far in front of the body does the left hand get?", "0."),
        ("wave left", "Does he wave with the same hand every time?", "Yes"),
    ],
)
def test_more_kinds_are_understood(action: str, question: str, begins: str):
    answer = ask(action, question)
    assert answer.text.startswith(begins), answer.text
    assert answer.source != "refusal", answer.text


def test_ways_are_compared_by_how_far_they_go():
    joints = joined("walk", "walk backwards")
    answer = tell(joints, "Does she cover more ground forwards or backwards?", "The person walks.")
    assert answer.text.split(":")[0] in ("Forward", "Backwards"), answer.text
    assert " m backwards" in answer.text


def test_a_conversation_goes_on_from_what_was_told_last():
    earlier = [("What does he do first?", "The person squats."), ("And how often?", "2 squats.")]
    asked = "What about after that?"
    assert understand(asked, earlier).kind == "order"
    earlier.append((asked, "The person waves with the left hand."))
    which = understand("Which hand?", earlier)
    assert (which.keys, which.place) == (("wave",), 0)
    assert understand("How long does that go on for?", earlier).keys == ("wave",)


def test_light_punches_count_and_have_their_hands():
    joints, said = joined("box"), "The person punches."
    assert tell(joints, "How many punches?", said).text == "2 punches."
    earlier = ("How many punches?", "2 punches.")
    assert tell(joints, "And with which hand first?", said, earlier).text.startswith("The right hand")


def test_a_guard_between_kicks_is_looked_at_between_them():
    joints = joined("kick right", "kick right")
    answer = tell(joints, "Does his guard drop between the kicks?", "The person kicks.")
    assert answer.text.count(" to ") == 1, answer.text


@pytest.mark.parametrize(
    ("action", "question", "begins"),
    [
        ("walk", "Do the arms swing opposite to the legs?", "Yes: the left hand goes against the left foot"),
        ("walk", "Do arms and legs of the same side go together?", "No"),
        ("walk", "How many full strides?", "About "),
        ("walk", "Which leg takes the longer steps?", "About alike: "),
        ("walk", "Break the walk into beats for me", "The person walks forward"),
        ("walk", "Does she glance over her shoulder?", "That cannot be told"),
        ("jump", "Does she stick the landing or take a step?", "Sticks it: lands at"),
        ("jump", "Is there a hop after the landing?", "No, not after the landing"),
        ("jump", "How many seconds from the deepest point to take-off?", "0."),
        ("jump", "Are the feet on the floor when the hands are highest?", "No: the left foot is off the floor"),
        ("jump", "Does he load up before he jumps?", "Yes"),
        ("jump", "Are the arms up or down when she jumps?", "Up: "),
        ("squat", "Is there a pause at the bottom?", ""),
        ("squat", "Do the knees bend past ninety?", "Yes, the knee is bent by"),
        ("wave left", "Do the hands stay at the same height?", "No: the left hand is between"),
        ("wave left", "Does he wave more than once?", "Yes"),
        ("wave left", "Which glove does all the work?", "The left"),
    ],
)
def test_more_that_is_asked_first_is_measured(action: str, question: str, begins: str):
    answer = ask(action, question)
    assert answer.text.startswith(begins), answer.text


def test_all_of_it_is_told_backwards_where_that_is_asked():
    joints, said = joined("jump", "wave left"), "The person jumps, then waves with the left hand."
    answer = tell(joints, "List everything she does in reverse order", said)
    assert answer.text == "The person waves with the left hand, then jumps."


def test_lunges_are_told_apart_and_alternate():
    joints, said = joined("lunge"), "The person lunges."
    assert tell(joints, "Is the last lunge as deep as the first?", said).text.startswith("Yes: ")
    assert tell(joints, "Do the legs alternate in the lunges?", said).text.startswith(
        "Yes, the left side, then the right"
    )


def test_the_rear_hand_is_that_of_the_foot_behind():
    joints = joined("punch left")
    ahead = joints.copy()
    ahead[:, [4, 7, 10], 2] += 0.4
    scene = moving(ahead, "The person punches with the left hand.")
    lead, rear = (answer_from(f"How high does the {word} hand get?", (), scene) for word in ("lead", "rear"))
    assert lead is not None
    assert rear is not None
    assert lead.evidence[0].startswith("left wrist"), lead
    assert rear.evidence[0].startswith("right wrist"), rear


def test_the_other_hand_and_its_time_are_asked_for_after_the_first():
    first = ("How high does the waving hand get?", "1.9 m over the floor, at 5.0 s.")
    other = ask("wave left", "And the other one?", first)
    assert other.evidence[0].startswith("right wrist"), other
    assert ask("wave left", "At what time?", first).text.startswith("At "), other


def test_how_often_each_foot_leaves_the_floor_is_counted_on_the_spot():
    answer = tell(joined("walk on the spot"), "How many times does each foot leave the floor?")
    left, right = (int(word) for word in answer.text.split() if word.isdigit())
    assert left > 1
    assert abs(left - right) < 3


@pytest.mark.parametrize(
    ("action", "question", "begins"),
    [
        ("wave left", "What does she do for most of the clip?", "The person waves with the left hand ("),
        ("wave left", "What is the other arm up to?", "The right arm is hanging"),
        ("wave left", "Does the wave slow down?", ""),
        ("wave left", "Does she wave from the elbow or from the shoulder?", ""),
        ("wave left", "Which bit of the clip is she quickest in?", ""),
        ("walk", "Do the knees come up high?", "No: the "),
        ("walk", "How long is each foot off the ground?", "0."),
        ("bow", "Does he bow deep enough for ninety degrees?", "No, the trunk leans"),
        ("squat", "Does he plop down or squat gently?", "Gently: "),
        ("bow", "What does she finish on?", "The person bows"),
    ],
)
def test_a_third_set_of_first_questions_is_measured(action: str, question: str, begins: str):
    answer = ask(action, question)
    assert answer.text.startswith(begins), answer.text
    assert answer.source != "refusal", answer.text


def test_steps_of_a_half_are_not_all_steps():
    counts = [int(ask("walk", f"How many steps in the {half} half?").text.split()[0]) for half in ("first", "second")]
    whole = int(ask("walk", "How many steps does he take?").text.split()[0])
    assert max(counts) < whole
    assert abs(sum(counts) - whole) < 3


def test_all_that_comes_after_something_is_told_where_all_is_asked():
    joints, said = joined("jump", "wave left", "bow"), "The person jumps, then waves with the left hand, then bows."
    answer = tell(joints, "Tell me everything that happens after the jump", said)
    assert answer.text == "The person waves with the left hand, then bows."


def test_a_right_hand_bend_is_no_hand():
    assert understand("Is it a left-hand bend or a right-hand bend?").kind == "way"


def test_hands_that_may_help_to_sit_are_not_told_by_sitting():
    answer = answer_from("Does he use his hands to sit?", (), moving(joined("squat"), "The person sits down."))
    assert answer is None or not answer.text.startswith("Yes, the person sits")

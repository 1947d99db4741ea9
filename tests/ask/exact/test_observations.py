"""What one asks who just looks at a motion: pauses, shares of the time, parts of the body, where it ends."""

import numpy as np
import pytest

from humocon.ask.exact import Scene, answer_from
from humocon.motion.kinematics.facts import facts
from humocon.motion.synthesis import synthesize
from tests.ask.exact.asking import ask, scene_of


def made_of(*parts: np.ndarray, said: str = "") -> Scene:
    return scene_of(facts(np.concatenate(parts).astype(np.float32)), said)


@pytest.fixture(scope="module")
def pausing() -> Scene:
    """A wave, a second and a half without any move, and the wave again."""
    joints = synthesize("wave left", seed=3).to_clip().joints[30:-30]
    return made_of(
        joints, np.repeat(joints[-1:], 30, axis=0), joints[::-1], said="The person waves with the left hand."
    )


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Do they ever stop?", "Yes, the person keeps still from"),
        ("Does she pause at any point?", "Yes, the person keeps still from"),
        ("Is there a moment where nothing happens?", "Yes, the person keeps still from"),
        ("When does he stand still?", "The person keeps still from"),
        ("How many pauses are there?", "1 pause: from"),
    ],
)
def test_a_pause_is_told_with_its_times(pausing: Scene, question: str, begins: str):
    answer = answer_from(question, (), pausing)
    assert answer is not None
    assert answer.text.startswith(begins), answer.text
    pause = float(answer.text.split("from ")[1].split(" to ")[0])
    assert abs(pause - (pausing.duration_s - 1.5) / 2) < 0.5


def test_the_pause_is_left_out_of_the_time_that_somebody_moves(pausing: Scene):
    answer = answer_from("What percentage of the clip is spent moving?", (), pausing)
    assert answer is not None
    expected = 100 * (1 - 1.5 / pausing.duration_s)
    assert abs(float(answer.text.split()[1]) - expected) < 8, answer.text


@pytest.mark.parametrize(
    ("action", "question", "begins"),
    [
        ("walk", "Do they ever stop?", "No, some part of the body moves all the time"),
        ("walk", "Is there a moment where nothing happens?", "No,"),
        ("walk", "How many pauses are there?", "There is no pause"),
        ("walk", "longest halt?", "There is no pause"),
        ("walk", "Does she stop walking?", "No, it goes on to the end"),
        ("walk", "What share of the time is he walking?", "About"),
        ("wave left", "What share of the time is she kicking?", "No kicks here"),
        ("wave left", "What are the arms doing?", "The left arm waves ("),
        ("wave left", "Could you describe the left arm?", "The left arm waves ("),
        ("walk", "Describe what the arms do.", "Both arms swing, mostly hanging down"),
        ("walk", "What do the legs do?", "The person walks forward"),
        ("squat", "How do the hips move?", "The hips go from"),
        ("bow", "What does the upper body do?", "The trunk leans by"),
        ("walk", "Is anything unusual about the gait?", "No, nothing that joints show stands out"),
        ("walk", "Where does she end up relative to where she started?", "7.3 m ahead of where it began"),
        ("squat", "Where does he end up compared to the start?", "Where it began"),
        ("walk", "Is she travelling or staying on the spot?", "Travelling"),
        ("squat", "Is she travelling or staying on the spot?", "On the spot"),
        ("squat", "How would you title this clip?", "The person squats"),
        ("wave left", "Is the left side doing more work than the right?", "Yes: left hand and foot go"),
        ("wave left", "Is the right side doing more work than the left?", "No: left hand and foot go"),
        ("squat", "Does the head stay level?", "No: the head is between"),
        ("wave left", "Does the head stay level?", "Yes: the head is between"),
        ("walk", "Are the feet ever crossed?", "No: the feet stay on their own sides"),
        ("squat", "Do the arms mirror each other?", "Yes, left and right go up and down together"),
        ("walk", "Does the pace change during the clip?", "No, "),
        ("walk", "What changes between the start and the end?", "Standing at both ends"),
        ("wave left", "Which arm hardly moves?", "The right"),
        ("squat", "Give me three keywords for this clip.", "The person squats"),
        ("squat", "Is this someone exercising?", "Yes: the person squats"),
        ("squat", "Which way is he facing when it ends?", "The same way as at the beginning"),
        ("squat", "Does he return to a neutral pose at the end?", "Yes: "),
        ("squat", "Which joint bends the furthest?", "The knee: it goes through"),
        ("walk", "Do the hands ever touch?", "No: the wrists come to"),
        ("bow", "Does the person ever look down?", "Yes: the head tilts forward by"),
        ("wave left", "Does the person look up?", "No: the head tilts back by"),
        ("bow", "Is the back straight?", "Yes: the upper back is at"),
        ("wave left", "Is the weight mostly on one leg?", "No, on both legs alike"),
        ("walk", "Does the weight shift from leg to leg?", "Yes, on one leg after the other"),
        ("wave left", "How many hands are used?", "1 hand: the left arm"),
        ("wave left", "Is the action one-handed?", "Yes: the left arm"),
        ("squat", "Is it done with both hands?", "Yes"),
        ("walk", "Is there contact with the ground at all times?", "Yes: both feet are off the floor never"),
        ("jump", "Is there contact with the ground at all times?", "No: both feet are off the floor 1 time"),
        ("squat", "Do the feet stay planted?", "Yes: "),
        ("walk", "Do the feet stay planted?", "No: "),
        ("walk", "What's the tempo in beats per minute?", "About 120 steps per minute"),
        ("squat", "How stable is the stance?", "The person never falls; the hips sway by"),
        ("squat", "Is he steady on his feet?", "Yes: the person never falls"),
        ("squat", "Are the shoulders level?", "Yes: the shoulders are"),
        ("bow", "Is he standing upright at the very end?", "Yes, the trunk leans"),
        ("walk", "Does he step back?", "No"),
        ("walk", "Does he step forward?", "Yes"),
        ("jump", "When is the person most active?", "Around 1."),
        ("walk", "Is the step length the same on both sides?", "Yes: from step to step each foot goes"),
        ("walk", "Is the gait symmetrical?", "Yes"),
        ("walk", "How wide are the steps?", "0."),
        ("squat", "How many degrees does the torso twist?", "1 degree, at"),
        ("squat", "Are both arms ever above the head at the same time?", "No, at no time: left hand up to"),
        ("wave left", "Is one shoulder higher than the other?", "No: the shoulders are"),
        ("walk", "Does the body stay upright?", "Yes, the trunk leans"),
        ("jump", "Is there a countermovement?", "Yes"),
        ("jump", "Which action takes up most of the clip?", "The person jumps"),
        ("walk", "Is the walk straight?", "Yes: goes"),
        ("walk", "How does the speed change over time?", "1."),
        ("wave left", "How many waves with each hand?", "4 with the left and 0 with the right"),
        ("walk", "Are there any jumps longer than half a second?", "No, there is no jump"),
        ("wave left", "Is the right arm idle?", "Yes"),
        ("wave left", "Is the left arm idle?", "No"),
        ("walk", "When does the first step land?", "At "),
        ("jump", "Did anything happen twice?", "No"),
        ("walk", "Macht die Person irgendwann eine Pause?", "No, some part of the body moves"),
        ("walk", "Bleibt sie irgendwann stehen?", "No, some part of the body moves"),
        ("walk", "Was machen die Beine?", "The person walks forward"),
        ("walk", "Wie viel Prozent der Zeit bewegt sie sich?", "About 100 %"),
        ("squat", "Wo ist sie am Ende im Vergleich zum Anfang?", "Where it began"),
        ("walk", "¿Se detiene en algún momento?", "No, some part of the body moves"),
        ("wave left", "¿Qué hacen los brazos?", "The left arm waves"),
        ("walk", "Que font les jambes ?", "The person walks forward"),
        ("walk", "Est-ce qu'elle s'arrête à un moment ?", "No, some part of the body moves"),
        ("wave left", "arms?", "The left arm waves"),
        ("walk", "How long does one full cycle take?", "1."),
        ("walk", "Is the movement getting faster or slower?", "Neither: "),
        ("squat", "Is his stance wide or narrow?", "N"),
        ("jump", "How much does the head bob?", "0."),
        ("walk", "Is she still walking at that point?", "Yes, the person walks"),
        ("walk", "How many metres per step?", "About 0.57 m"),
        ("walk", "Does the step rate change?", "No"),
        ("walk", "Which step is the longest?", "Step "),
        ("jump", "Does he take off from one leg?", "No"),
        ("squat", "How much time is spent on one leg?", "0.0 s in all"),
        ("wave left", "How symmetrical is the movement?", "The left hand goes"),
        ("walk", "How much space does he need?", "About 8.0 by 0.6 m"),
        ("walk", "Is there any movement after 3 seconds?", "Yes: something moves"),
        ("walk", "When do the feet come together?", "At "),
        ("walk", "Does he hold a pose?", "No, some part of the body moves"),
        ("squat", "Is this one continuous movement or several separate ones?", "One continuous movement"),
        ("walk", "What happens after the pause?", "There is no pause"),
        ("walk", "How many people are there?", "One person is in this motion"),
        ("squat", "Does each repetition take the same time?", "Yes, there is only one"),
        ("bow", "About how many degrees did his trunk tip at the deepest?", "24 degrees"),
        ("walk", "Do the heels come up?", "Yes: an ankle rises by"),
        ("wave left", "Do the heels come up?", "No: an ankle rises by"),
        ("wave left", "Do the heels stay down?", "Yes: an ankle rises by"),
        ("walk", "Does she hunch?", "No: the trunk leans by"),
        ("bow", "Is it more from the hips or the knees?", "The hips: "),
        ("squat", "Does he bend more at the elbows or the knees?", "The knees: "),
        ("squat", "Does one knee bend more than the other?", "No: the left knee bends by up to"),
        ("walk", "Do the knees go past the toes?", "Yes: a knee gets to"),
        ("bow", "Do the knees go past the toes?", "No: a knee gets to"),
        ("walk", "How steady is his pace?", "1."),
        ("bow", "What changes while he bows?", "The person bows"),
        ("squat", "How much do the knees fold?", "129 degrees"),
        ("walk", "He walking how many second?", "6."),
        ("wave left", "Do both feet ever leave the ground?", "No, the person is not leaving the ground with both feet"),
    ],
)
def test_what_one_sees_is_told(action: str, question: str, begins: str):
    assert ask(action, question).text.startswith(begins), ask(action, question).text


def test_the_deepest_of_a_bow_is_held_for_less_than_the_bow():
    held, whole = (float(ask("bow", f"How long {what}?").text.split()[0]) for what in ("is the lowest held", "bows he"))
    assert 0.1 < held < 0.7 * whole


def test_the_hand_is_that_of_what_was_told_last():
    earlier = (("Does he jump?", "Yes, the person jumps."), ("And then?", "The person waves with the left hand."))
    assert ask("wave left", "With which hand?", *earlier).text == "The left hand."


def test_the_time_before_anything_happens_is_told(pausing: Scene):
    joints = synthesize("wave left", seed=3).to_clip().joints[30:-30]
    scene = made_of(np.repeat(joints[:1], 40, axis=0), joints, said="The person waves with the left hand.")
    for question in ("How long before the first movement starts?", "How many seconds until anything happens?"):
        answer = answer_from(question, (), scene)
        assert answer is not None
        assert abs(float(answer.text.split()[0]) - 2.0) < 0.4
    moving = answer_from("How long before the first movement starts?", (), pausing)
    assert moving is not None
    assert moving.text == "0.0 s."


def test_the_nearest_that_hands_come_is_told_with_its_time():
    wide, near = (ask("squat", f"How {words}?").text for words in ("far apart are the hands on average", _NEAR))
    assert 0 < float(near.split()[0]) <= float(wide.split()[0])
    assert ", at " in near


_NEAR = "close do the hands get to each other"


def test_the_range_of_a_joint_and_means_are_measured():
    known = ask("squat", "What is the range of motion of the left knee?")
    bends = [int(word) for word in known.text.replace(":", "").split() if word.isdigit()]
    assert bends[0] == pytest.approx(bends[2] - bends[1], abs=1)
    assert bends[0] > 60
    mean, most = (ask("squat", f"How high is the head{words}?").text for words in (" on average", " at most"))
    assert float(mean.split()[0]) < float(most.split()[0])
    wide = ask("walk", "How far apart are the feet on average?"), ask("walk", "How far apart are the feet?")
    assert float(wide[0].text.split()[0]) < float(wide[1].text.split()[0])


def test_the_last_thing_is_told_after_what_is_first():
    joints = [synthesize(action, seed=3).to_clip().joints for action in ("squat", "wave left")]
    scene = made_of(*joints, said="The person squats, then waves with the left hand.")
    first = answer_from("What's the first thing that happens?", (), scene)
    last = answer_from("And what is the last?", (("What's the first thing that happens?", "squats"),), scene)
    assert first is not None
    assert last is not None
    assert "squat" in first.text
    assert "wave" in last.text
    assert "squat" not in last.text

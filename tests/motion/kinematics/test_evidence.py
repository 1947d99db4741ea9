"""What is told under an answer, for it and against it."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from humocon.motion.kinematics.evidence import MOST_LINES, evidence
from humocon.motion.kinematics.facts import Facts, facts
from humocon.motion.kinematics.pose_words import pose_words
from humocon.motion.synthesis import synthesize, synthesize_sequence

Act = Callable[[Sequence[tuple[float, dict]]], np.ndarray]
DOING = "What is the person doing?"


@pytest.fixture(scope="module")
def known() -> dict[str, Facts]:
    actions = ("jump", "skip", "walk", "run", "squat", "turn left", "wave left", "kick left", "bow", "stand")
    return {action: facts(synthesize(action, seed=1).to_clip().joints) for action in actions}


@pytest.mark.parametrize(
    ("action", "answer", "words"),
    [
        ("jump", "The person jumps.", "both feet off the floor"),
        ("skip", "The person skips.", "both feet off the floor"),
        ("squat", "The person squats.", "squatting"),
        ("turn left", "The person walks to the left.", "to the left"),
        ("wave left", "The person waves with the left hand.", "left hand swings"),
        ("kick left", "The person kicks with the left leg.", "left leg kicks"),
        ("walk", "The person walks forward.", "forward at"),
        ("run", "The person runs.", "the pelvis moves at"),
        ("stand", "The person stands still.", "goes only 0.1 m in all"),
    ],
)
def test_a_true_answer_is_supported(known: dict[str, Facts], action: str, answer: str, words: str):
    lines = evidence(DOING, answer, known[action])
    assert any(words in line for line in lines)
    assert not any(line.startswith("but ") for line in lines)


@pytest.mark.parametrize(
    ("action", "question", "answer", "words"),
    [
        ("walk", DOING, "The person jumps.", "but both feet never leave the floor together"),
        ("walk", DOING, "The person skips.", "but both feet never leave the floor together"),
        ("run", DOING, "The person jumps.", "but both feet never leave the floor together"),
        ("walk", DOING, "The person runs.", "but the pelvis moves at only"),
        ("turn left", "Which way does the person turn?", "right", "to the left"),
        ("turn left", "Which way does the person turn?", "The person does not turn.", "but turns"),
        ("wave left", "Which hand does the person wave with?", "right hand", "but left hand swings"),
        ("stand", DOING, "The person squats.", "but the pelvis never sinks below"),
        ("jump", DOING, "The person squats.", "but the pelvis never sinks below"),
        ("stand", DOING, "The person walks.", "but the person goes only 0.0 m"),
        ("jump", "Is the person jumping?", "no", "but both feet off the floor"),
        ("jump", "How many times does the person jump?", "3", "but 1 jump counted"),
    ],
)
def test_a_wrong_answer_is_contradicted(known: dict[str, Facts], action: str, question: str, answer: str, words: str):
    lines = evidence(question, answer, known[action])
    assert any(words in line for line in lines)
    assert any(line.startswith("but ") for line in lines)


def test_a_right_no_and_a_right_count_are_supported(known: dict[str, Facts]):
    assert evidence("Is the person jumping?", "no", known["walk"]) == ["both feet never leave the floor together"]
    (line,) = evidence("How many times does the person jump?", "1", known["jump"])
    assert line.startswith("1 jump counted")


def test_a_count_in_words_is_a_count(known: dict[str, Facts]):
    for answer, against in (("The person jumps one time.", False), ("three", True)):
        (line,) = evidence("How many times does the person jump?", answer, known["jump"])
        assert line.startswith("but ") == against


def test_changes_of_posture_speak_for_and_against_an_answer(act: Act, poses: dict[str, dict], known: dict[str, Facts]):
    stand, seated, kneeling = poses["standing"], poses["seated"], poses["kneeling"]
    sat = facts(act([(0, stand), (2, stand), (3, seated), (6, seated)]))
    knelt = facts(act([(0, stand), (2, stand), (3, kneeling), (6, kneeling)]))
    assert evidence("What does she do?", "The person sits down.", sat)[0].startswith("sits down 2.")
    assert evidence("Does he kneel?", "yes", knelt)[0].startswith("kneeling ")
    assert evidence("Does he kneel?", "no", knelt)[0].startswith("but kneeling ")
    (against,) = evidence("Does he fall?", "yes", sat)
    assert against.startswith("but the person is standing, then ")
    assert against.endswith("then seated")
    assert evidence("Does he kneel?", "yes", known["walk"])[0].startswith("but no knee rests on the floor")
    assert evidence("Does he sit down?", "The person sits down.", sat, legs_seen=False) == []


def test_nothing_is_told_of_what_joints_do_not_say(known: dict[str, Facts]):
    assert evidence("What color is his shirt?", "That cannot be told from the motion.", known["walk"]) == []
    assert evidence("How old is he?", "42", known["walk"]) == []


def test_legs_that_were_not_seen_tell_nothing(known: dict[str, Facts]):
    for action, answer in (("kick left", "The person kicks."), ("walk", "The person squats."), ("walk", "It jumps.")):
        assert evidence(DOING, answer, known[action])
        assert evidence(DOING, answer, known[action], legs_seen=False) == []
    assert evidence(DOING, "The person waves.", known["wave left"], legs_seen=False)


def test_who_walks_does_not_stand_still(known: dict[str, Facts]):
    assert evidence(DOING, "The person stands still.", known["walk"])[0].startswith("but the person goes")


def test_lines_are_few_and_none_that_contradicts_is_left_out():
    clip = synthesize_sequence(["walk", "squat", "wave left", "bow"], seed=2).to_clip()
    answer = "The person walks forward, then squats, then waves with the left hand, then bows, then jumps."
    lines = evidence(DOING, answer, facts(clip.joints))
    assert len(lines) <= MOST_LINES
    assert lines[-1] == "but both feet never leave the floor together"


def test_words_of_a_pose_say_what_holds_there():
    words = pose_words(synthesize("jump", seed=1).to_clip().joints)
    assert "still" in words[0]
    assert any("in the air" in found for found in words)
    assert not any({"in the air", "standing"} <= found for found in words)
    waving = pose_words(synthesize("wave left", seed=1).to_clip().joints)
    assert any("left hand waves" in found for found in waving)
    assert not any({"right hand waves", "both hands wave"} & found for found in waving)
    assert len(waving) == len(synthesize("wave left", seed=1).to_clip().joints)
    assert np.mean(["standing" in found for found in waving]) > 0.9


def test_who_goes_somewhere_does_not_stand_and_what_both_arms_do_is_told_as_such():
    walking = pose_words(synthesize("walk", seed=1).to_clip().joints)
    assert any("walk forward" in found for found in walking)
    assert not any({"walk forward", "standing"} <= found for found in walking)
    clip = synthesize("wave left", seed=1).to_clip()
    left, right = [16, 18, 20], [17, 19, 21]
    both = clip.joints.copy()
    both[:, right] = clip.joints[:, left] * np.array([-1.0, 1.0, 1.0])
    found = frozenset().union(*pose_words(both))
    assert {"both arms up", "both hands wave"} <= found
    assert not {"left arm up", "left hand waves", "right hand waves"} & found

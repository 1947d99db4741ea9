"""Which way somebody faces and turns, and which way kicks, punches, steps and jumps go, of motions that are known."""

import numpy as np
import pytest

from humocon.motion.clip import rotate_y
from humocon.motion.kinematics.facts import facts
from humocon.motion.kinematics.signals import ANKLES, KNEES
from humocon.motion.synthesis import synthesize
from tests.ask.exact.asking import along, gliding, told

QUARTER = np.radians(90)


def turning(*turns: tuple[float, float, float]) -> np.ndarray:
    """(100, 22, 3) somebody who stands and turns so many radians to the left from a second to another."""
    times = np.arange(100) / 20
    facing = sum(rad * np.clip((times - begin) / (end - begin), 0, 1) for begin, end, rad in turns)
    return gliding(np.zeros((100, 2)), facing)


LEFT, STILL = turning((2.0, 3.0, QUARTER)), turning((0.0, 1.0, 0.0))
TWICE = turning((0.5, 1.5, QUARTER), (3.5, 4.0, -0.5 * QUARTER))


@pytest.mark.parametrize(
    "question",
    [
        "Which way does the person face at the start?",
        "What direction is she facing when the clip starts?",
        "Which way does the person face initially?",
    ],
)
def test_the_first_facing_is_said_to_be_the_reference(question: str):
    answer = told(LEFT, question).text
    assert answer.startswith("Forward at the start: ways are told from how the person faces at the start")
    assert "by 90 degrees" in answer
    assert told(gliding(along((0, 0), (0, -4)), 0.0), question).text.startswith("Forward")


def test_a_later_facing_is_told_from_the_first():
    assert told(LEFT, "Which way does the person face at the end?").text.startswith("To the left of where it faced")
    assert told(LEFT, "Which way does the person face at 1 s?").text.startswith("The same way as at the beginning")
    assert told(LEFT, "Which way is he facing at 4 s?").text.startswith("To the left")


def test_whole_turns_lead_back_to_the_same_facing():
    whole = turning((1.0, 3.0, 2 * np.pi))
    assert told(whole, "Is the person facing the same way at the end?").text.startswith("Yes")


def test_turns_are_counted_and_the_largest_and_the_fastest_are_timed():
    assert told(TWICE, "How many times does the person turn?").text.startswith("2 turns")
    assert told(TWICE, "When does the person turn most?").text.startswith(("0.5 to", "0.6 to"))
    assert told(TWICE, "When does the person turn fastest?").text.startswith(("At 3.", "At 1."))
    assert "degrees per second" in told(TWICE, "How fast does the person turn at most?").text
    assert told(STILL, "When does the person turn most?").text.startswith("At no time")
    assert "there is no turn" in told(STILL, "How fast does she spin?").text


@pytest.mark.parametrize("deed", ["kick", "punch", "throw", "jump", "lunge", "fall", "wave"])
def test_what_is_not_done_has_no_way(deed: str):
    walking = gliding(along((0, 0), (0, -4)), 0.0)
    assert told(walking, f"Which way does the person {deed}?").text.startswith("No ")


def kicking(turn: float, facing: float = 0.0) -> np.ndarray:
    """(K, 22, 3) a kick ahead, of which the leg is turned so many radians to the left; the body faces some way."""
    joints = synthesize("kick left", seed=3).to_clip().joints.astype(float)
    leg = [KNEES[0], ANKLES[0], 10]
    hip = joints[:, 1:2]
    lifted = np.linalg.norm((joints[:, leg] - hip)[..., [0, 2]], axis=-1).max(axis=1) > 0.25
    joints[:, leg] = np.where(
        lifted[:, None, None], hip + rotate_y(joints[:, leg] - hip, np.full(len(joints), turn)), joints[:, leg]
    )
    return rotate_y(joints, np.full(len(joints), facing))


@pytest.mark.parametrize("facing", [0.0, 2.0])
def test_the_way_of_a_kick_is_that_of_the_leg_beside_the_body(facing: float):
    for question in ("Which way does the person kick?", "In which direction does he kick?"):
        assert told(kicking(0.0, facing), question).text.startswith("Forward: the left foot")
    oblique = told(kicking(0.8, facing), "Does she kick forward or to the side?").text
    assert oblique.startswith("Forward and to the left")


def test_the_way_of_a_punch_is_that_of_the_arm():
    joints = synthesize("punch right", seed=3).to_clip().joints.astype(float)
    assert told(joints, "Which way does the person punch?", "The person punches.").text.startswith("Forward")


def jumping(ahead: float, left: float) -> np.ndarray:
    """(K, 22, 3) a jump that goes so many metres ahead and to the left."""
    joints = synthesize("jump", seed=3).to_clip().joints.astype(float)
    flight = facts(joints.astype(np.float32)).jumps[0].span
    share = np.clip((np.arange(len(joints)) / 20 - flight.begin_s) / flight.duration_s, 0, 1)
    return joints + share[:, None, None] * np.array([left, 0.0, ahead])


@pytest.mark.parametrize(
    ("ahead", "left", "begins"),
    [(0.9, 0.0, "Forward"), (-0.9, 0.0, "Backwards"), (0.0, 0.9, "To the left"), (0.0, 0.0, "Straight up")],
)
def test_the_way_of_a_jump_is_that_of_the_feet(ahead: float, left: float, begins: str):
    assert told(jumping(ahead, left), "Which way does the person jump?").text.startswith(begins)


def test_the_way_of_the_first_step():
    for action, begins in (("walk", "Forward"), ("walk backwards", "Backwards"), ("side step left", "To the left")):
        joints = synthesize(action, seed=3).to_clip().joints
        assert told(joints, "Which way does the person step first?").text.startswith(begins), action
    assert told(STILL, "Which way does the person step first?").text.startswith("There is no such step")


def test_a_kick_is_no_throw():
    assert told(kicking(0.0), "Which way does the person throw?").text.startswith("No throws here")
    assert told(kicking(0.0), "Which leg does she hit with?").text.startswith("The left leg")


def test_a_way_that_is_denied_is_said_once():
    walking = gliding(along((0, 0), (0, 4)), 0.0)
    assert "forward forward" not in told(walking, "Is the person bending forward?").text


def test_whether_somebody_faces_a_way_is_held_against_the_first_facing():
    assert told(LEFT, "Is the person facing left at the end?").text.startswith("Yes")
    assert told(LEFT, "Is he facing forward at the end?").text.startswith("No")
    assert told(LEFT, "Does she face forward at 1 s?").text.startswith("Yes")


@pytest.mark.parametrize(
    ("ahead", "left", "way"), [(0.9, 0.0, "forward"), (-0.9, 0.0, "backwards"), (0.0, 0.9, "to the side")]
)
def test_a_jump_goes_no_other_way_than_its_own(ahead: float, left: float, way: str):
    joints = jumping(ahead, left)
    for word in ("forward", "backwards", "to the side"):
        assert told(joints, f"Does the person jump {word}?").text.startswith("Yes" if word == way else "No"), word


def test_a_kick_ahead_is_no_kick_back():
    assert told(kicking(0.0), "Does the person kick forward?").text.startswith("Yes")
    for word in ("backwards", "to the side"):
        assert told(kicking(0.0), f"Does the person kick {word}?").text.startswith("No, the kick goes forward"), word
    assert told(kicking(0.0), "Which way does the right leg kick?").text.startswith("No kick with the right")


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("How long does he face left?", "2.5 s, 2.5 to 5.0 s"),
        ("When is he facing left?", "From 2.5 to 5.0 s"),
        ("What share of the time does he face to the left?", "50% of the time"),
        ("How long is she facing right?", "0.0 s"),
        ("When is she facing backwards?", "Never"),
    ],
)
def test_when_and_for_how_long_a_way_is_faced_is_told(question: str, begins: str):
    assert told(LEFT, question).text.startswith(begins)


def test_a_way_that_is_faced_at_the_start_is_told_from_it_once():
    assert (
        told(LEFT, "Is he facing forward at the start?").text.count("start")
        + told(LEFT, "Is he facing forward at the start?").text.count("beginning")
        == 1
    )

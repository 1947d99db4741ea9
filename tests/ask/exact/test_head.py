"""How the head is held: nods and tilts are in the joints, a turn of the head is not."""

import numpy as np
import pytest

from humocon.ask.exact.exact import Exact
from humocon.motion.kinematics.head import HEAD
from humocon.motion.kinematics.signals import NECK
from tests.ask.exact.asking import gliding, standing, told


def head_at(forward: np.ndarray, left: np.ndarray | float = 0.0) -> np.ndarray:
    """(K, 22, 3) somebody who stands still, and holds the head so many degrees forward, or to the left, of upright."""
    joints = gliding(np.zeros((len(forward), 2)), 0.0)
    length = float(np.linalg.norm(standing()[HEAD] - standing()[NECK]))
    ahead, aside = np.radians(forward), np.radians(np.broadcast_to(left, len(forward)))
    way = np.stack([np.sin(aside), np.cos(aside) * np.cos(ahead), np.cos(aside) * np.sin(ahead)], axis=-1)
    joints[:, HEAD] = joints[:, NECK] + length * way
    return joints


def dip(degrees: float, times: int = 1) -> np.ndarray:
    """(K,) degrees: straight ahead, then down and up again so many times within .8 s each, then straight ahead."""
    down = degrees * np.sin(np.linspace(0, np.pi, 17)[:-1])
    return np.concatenate([np.zeros(20), np.tile(np.concatenate([down, np.zeros(4)]), times), np.zeros(20)])


CALM, NODS, TILTS = head_at(np.zeros(60)), head_at(dip(25, 2)), head_at(np.zeros(60), 20.0)


@pytest.mark.parametrize(
    "question",
    [
        "Does the head turn?",
        "How far does the head turn?",
        "Which way does the head turn?",
        "When is the head turned most?",
        "Does he turn his head to the left at 2 s?",
        "Is the face turned to the side?",
        "Does the person shake the head?",
        "Is the person looking to the left?",
        "Does she look over her shoulder?",
    ],
)
def test_a_turn_of_the_head_is_said_not_to_be_in_the_joints(question: str):
    turning = gliding(np.zeros((100, 2)), np.linspace(0, 1.6, 100))
    for joints, body in ((CALM, "the body as a whole does not turn"), (turning, "the body as a whole turns")):
        answer: Exact = told(joints, question)
        assert answer.source == "refusal"
        assert "one point over the neck" in answer.text
        assert body in answer.text


def test_nods_are_counted_and_timed():
    assert told(NODS, "Does the person nod?").text.startswith("Yes")
    assert told(NODS, "How often does she nod?").text.startswith("2 nods")
    assert told(NODS, "When does the person nod?").text.startswith(("1.0 to", "0.9 to"))
    assert told(CALM, "Is he nodding?").text.startswith("No")
    assert told(CALM, "When does the person nod?").text.startswith("Never")
    assert told(NODS, "Does the person nod after 3 s?").text.startswith("No")


def test_a_head_that_goes_down_with_the_trunk_does_not_nod():
    joints = head_at(np.zeros(80))
    down = np.concatenate([np.zeros(30), np.sin(np.linspace(0, np.pi, 20)), np.zeros(30)])
    upper = [number for number in range(22) if standing()[number, 1] > 1.0]
    turn = np.radians(40 * down)
    away = joints[:, upper] - joints[:, :1]
    cos, sin = np.cos(turn)[:, None], np.sin(turn)[:, None]
    joints[:, upper] = joints[:, :1] + np.stack(
        [away[..., 0], cos * away[..., 1] - sin * away[..., 2], sin * away[..., 1] + cos * away[..., 2]], axis=-1
    )
    assert told(joints, "Does the person nod?").text.startswith("No")


@pytest.mark.parametrize(
    ("joints", "question", "begins"),
    [
        (TILTS, "Is the head tilted?", "Yes: against the upper back the head tilts to the left"),
        (TILTS, "Is the head tilted to the right?", "No"),
        (TILTS, "How far is the head tilted to the side?", "20 degrees to the left"),
        (TILTS, "Which way does the head tilt?", "To the left"),
        (CALM, "Is the head tilted?", "No"),
        (CALM, "Is the head bent to the left?", "No"),
        (NODS, "How far does the head tilt forward?", "2"),
        (TILTS, "Is the head straight?", "No"),
        (CALM, "Is the head upright?", "Yes"),
        (NODS, "Does she lower her head?", "Yes"),
        (NODS, "Does she raise her chin?", "No"),
        (TILTS, "How long is the head tilted to the left?", "3.0 s"),
    ],
)
def test_a_tilt_is_told_with_its_side(joints: np.ndarray, question: str, begins: str):
    assert told(joints, question).text.startswith(begins)


def test_who_looks_down_or_up_is_told_by_the_tilt():
    down, up = head_at(dip(60)), head_at(-dip(60))
    assert told(down, "Is the person looking down?").text.startswith("Yes")
    assert told(down, "When does the person look at the floor?").text.startswith("At 1.")
    assert told(up, "Is the person looking down?").text.startswith("No")
    assert told(up, "Is the person looking up?").text.startswith("Yes")
    assert told(up, "Is she gazing upwards?").text.startswith("Yes")
    assert told(down, "Does he keep his head up?").text.startswith("No")
    assert told(CALM, "Is the head up?").text.startswith("Yes")
    assert told(up, "Does she look up or down?").text.startswith("Up")
    assert told(down, "Is the person looking down at 0.3 s?").text.startswith("No")

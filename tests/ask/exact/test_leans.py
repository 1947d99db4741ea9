"""How far the trunk leans, each way by itself, of motions that are known."""

import numpy as np
import pytest

from tests.ask.exact.asking import gliding, standing, told


def leaning(ahead: np.ndarray, left: np.ndarray) -> np.ndarray:
    """(K, 22, 3) somebody who stands still and leans so many degrees ahead, or to the left, from the pelvis up."""
    joints = gliding(np.zeros((len(ahead), 2)), 0.0)
    upper = [number for number in range(22) if standing()[number, 1] > 0.95]
    turn, aside = np.radians(ahead)[:, None], np.radians(left)[:, None]
    x, y, z = np.moveaxis(joints[:, upper] - joints[:, :1], -1, 0)
    y, z = np.cos(turn) * y - np.sin(turn) * z, np.sin(turn) * y + np.cos(turn) * z
    x, y = np.cos(aside) * x + np.sin(aside) * y, -np.sin(aside) * x + np.cos(aside) * y
    joints[:, upper] = joints[:, :1] + np.stack([x, y, z], axis=-1)
    return joints


BUMP = np.concatenate([np.zeros(20), np.sin(np.linspace(0, np.pi, 40)), np.zeros(20)])
BACK, LEFT, AHEAD = leaning(-25 * BUMP, 0 * BUMP), leaning(0 * BUMP, 25 * BUMP), leaning(30 * BUMP, 0 * BUMP)
AHEAD_THEN_LEFT = leaning(np.concatenate([30 * BUMP, 0 * BUMP]), np.concatenate([0 * BUMP, 20 * BUMP]))


def degrees(text: str) -> int:
    return int(text.split()[0])


@pytest.mark.parametrize(
    ("joints", "question", "value", "way"),
    [
        (LEFT, "How far does the person lean to the side?", 25, "to the left"),
        (AHEAD_THEN_LEFT, "How far does the person lean to the side?", 20, "to the left"),
        (AHEAD_THEN_LEFT, "How much does the trunk tilt to the left?", 20, "to the left"),
        (AHEAD, "How far does he lean sideways?", 0, ""),
        (AHEAD, "How far does the trunk lean backward?", 4, "backward"),
        (BACK, "How far does the trunk lean backward?", 29, "backward"),
        (BACK, "How many degrees does he lean back?", 29, "backward"),
        (AHEAD_THEN_LEFT, "How far does she lean forward?", 26, "forward"),
        (LEFT, "How far does she lean to the right?", 0, ""),
        (AHEAD_THEN_LEFT, "How far does she lean to the left at 2 s?", 0, ""),
    ],
)
def test_each_way_is_measured_by_itself(joints: np.ndarray, question: str, value: int, way: str):
    answer = told(joints, question).text
    assert degrees(answer) == pytest.approx(value, abs=2)
    assert way in answer


@pytest.mark.parametrize(
    ("joints", "question", "begins"),
    [
        (AHEAD, "Does the person lean forward or backward?", "Forward"),
        (BACK, "Does the person lean forward or backward?", "Backward"),
        (LEFT, "Does the person lean to the left or to the right?", "To the left"),
        (AHEAD, "Does the person lean to the left or to the right?", "Hardly any way"),
        (LEFT, "Which way does the person lean?", "To the left"),
        (BACK, "Which way does the trunk lean?", "Backward"),
        (AHEAD_THEN_LEFT, "When does the person lean to the side most?", "At 6.0 s"),
        (AHEAD_THEN_LEFT, "When does the trunk lean forward most?", "At 1.9 s"),
        (AHEAD, "When does the person lean to the right most?", "At no time"),
    ],
)
def test_which_way_and_when_the_trunk_leans(joints: np.ndarray, question: str, begins: str):
    assert told(joints, question).text.startswith(begins)


def test_the_yes_and_the_measure_of_a_lean_back_agree():
    assert told(BACK, "Does the person lean back?").text.startswith("Yes, the trunk leans back by 29°")


def test_a_lean_at_a_time_is_that_of_the_time():
    assert told(AHEAD_THEN_LEFT, "Is the person leaning to the left at 2 s?").text.startswith("No")
    assert told(AHEAD_THEN_LEFT, "Is the person leaning to the left at 6 s?").text.startswith("Yes")
    assert told(AHEAD_THEN_LEFT, "Is she leaning back at 2 s?").text.startswith("No")

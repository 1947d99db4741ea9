"""How fast somebody goes at a moment, of motions whose speed is known."""

import numpy as np
import pytest

from humocon.motion.kinematics.facts import facts
from humocon.motion.synthesis import synthesize
from tests.ask.exact.asking import gliding, told


def at_speeds(*parts: tuple[float, float]) -> np.ndarray:
    """(K, 22, 3) somebody who is moved ahead for so many seconds at so many metres a second, part by part."""
    speeds = np.concatenate([np.full(round(seconds * 20), speed) for seconds, speed in parts])
    ahead = np.concatenate([[0.0], np.cumsum(speeds)[:-1] / 20])
    return gliding(np.stack([np.zeros_like(ahead), ahead], axis=-1), 0.0)


STEADY, STOPS = at_speeds((5.0, 1.2)), at_speeds((4.0, 1.2), (1.0, 0.1))
SETS_OFF, STANDS = at_speeds((1.0, 0.1), (4.0, 1.4)), at_speeds((4.0, 0.0))


@pytest.mark.parametrize(
    ("joints", "question", "begins"),
    [
        (STEADY, "How fast is the person at the start?", "1.2 m/s, in the first 0.5 s"),
        (STEADY, "How fast is the person at the end?", "1.2 m/s, in the last 0.5 s"),
        (STOPS, "How fast is the person at the end?", "0.10 m/s"),
        (STOPS, "What is the speed at the start?", "1.2 m/s"),
        (STOPS, "How fast is she at 2 s?", "1.2 m/s, at 2.0 s"),
        (STOPS, "How quickly is he going at 4.5 s?", "0.10 m/s"),
        (SETS_OFF, "How fast is the left hand at 3 s?", "1.4 m/s, at 3.0 s: the left hand"),
        (STANDS, "How fast is the person at 2 s?", "0.00 m/s, at 2.0 s, as the person stays in place"),
        (STEADY, "How fast is the person at 20 s?", "That is after the clip, which ends at 5.0 s"),
        (STEADY, "How fast is the person when the jump starts?", "No jumps here"),
        (STEADY, "How fast is he when he lands?", "No "),
        (STEADY, "How fast is he at the top of the jump?", "No jumps here"),
    ],
)
def test_the_speed_at_a_moment(joints: np.ndarray, question: str, begins: str):
    assert told(joints, question).text.startswith(begins)


def test_the_speed_where_something_starts():
    joints = synthesize("jump", seed=3).to_clip().joints.astype(float)
    joints += np.arange(len(joints))[:, None, None] / 20 * np.array([0.0, 0.0, 0.8])
    begin_s = facts(joints.astype(np.float32)).jumps[0].span.begin_s
    answer = told(joints, "How fast is the person when the jump starts?").text
    assert f"at {begin_s:.1f} s, where the jump starts" in answer
    assert "of the hips, with their rise or fall" in answer
    around = np.abs(np.arange(len(joints)) / 20 - begin_s) <= 0.15 + 1e-6
    ways = np.linalg.norm(np.diff(joints[around, 0], axis=0), axis=-1)
    assert float(answer.split()[0]) == pytest.approx(20 * ways.mean(), abs=0.3)


@pytest.mark.parametrize(
    ("question", "sign", "says"),
    [("How fast does he go up?", 1, ": the hips rise"), ("How quickly does she come down?", -1, ": the hips sink")],
)
def test_who_goes_up_or_down_is_as_fast_as_the_hips_rise_or_sink(question: str, sign: int, says: str):
    joints = synthesize("jump", seed=3).to_clip().joints.astype(float)
    fastest = float((sign * np.gradient(joints[:, 0, 1], 1 / 20)).max())
    answer = told(joints, question).text
    assert says in answer
    assert float(answer.split()[2]) == pytest.approx(fastest, rel=0.15)


def test_down_the_road_is_told_as_a_pace():
    assert "hips" not in told(STEADY, "How fast does he go down the road?").text


@pytest.mark.parametrize(
    ("joints", "question", "begins"),
    [
        (STOPS, "Does the person speed up or slow down at the end?", "It slows down"),
        (STEADY, "Does the person speed up or slow down at the end?", "Neither"),
        (at_speeds((4.0, 0.8), (1.0, 1.6)), "Does he get faster or slower towards the end?", "It speeds up"),
        (STOPS, "Does he slow down at the end?", "Yes"),
        (STOPS, "Does he speed up at the end?", "No"),
        (STEADY, "Is the person slowing down at the end?", "No"),
        (SETS_OFF, "Does the person accelerate at the start?", "Yes"),
        (SETS_OFF, "Does the person slow down at the start?", "No"),
        (STEADY, "Is the person faster at the end than at the start?", "No"),
    ],
)
def test_a_change_of_pace_at_an_edge_of_the_clip(joints: np.ndarray, question: str, begins: str):
    assert told(joints, question).text.startswith(begins)

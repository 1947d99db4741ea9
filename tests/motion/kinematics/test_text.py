"""The facts as text."""

import re
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from humocon.motion.clip import canonicalize
from humocon.motion.kinematics.facts import facts
from humocon.motion.kinematics.text import FULL_S, MOST_TOKENS, TOKENS_PER_S, facts_text, num_tokens
from humocon.motion.synthesis import synthesize, synthesize_sequence

Act = Callable[[Sequence[tuple[float, dict]]], np.ndarray]
LONG = ["walk", "squat", "wave left", "kick right", "bow", "jump", "turn left", "punch left", "run", "clap"]


@pytest.fixture
def jumping(act: Act, poses: dict[str, dict]) -> np.ndarray:
    """Stands for a second, is in the air for half a second, 0.3 m up, and stands again: (61, 22, 3)."""
    joints = act([(0, poses["standing"]), (3, poses["standing"])])
    time = np.arange(61) / 20 - 1.0
    joints[..., 1] += np.where((time > 0) & (time < 0.5), 9.81 / 2 * time * (0.5 - time), 0.0)[:, None]
    return joints


def test_a_jump_is_told_with_its_time_and_its_height_and_nothing_that_is_not_there(jumping: np.ndarray):
    assert facts_text(facts(jumping)).splitlines()[:4] == [
        "Lasts 3.0 s.",
        "Stays in place.",
        "Counts: 1 jump.",
        "In the air: jumps 1.1 to 1.5 s (feet 0.30 m and pelvis 0.30 m up at 1.2 s).",
    ]
    assert not re.search("turn|wav|walk|step|kick|posture|trunk", facts_text(facts(jumping)), re.IGNORECASE)


def test_a_turn_and_a_posture_are_told_with_their_times(act: Act, poses: dict[str, dict]):
    stand, seated = poses["standing"], poses["seated"]
    turned, sat = ({**pose, "pelvis": (0, 90, 0)} for pose in (stand, seated))
    text = facts_text(facts(act([(0, stand), (1, stand), (2, turned), (3, turned), (4, sat), (6, sat)])))
    assert re.search(r"Turns: to the left 1\.[01] to 2\.[01] s \(90°, faces 90° left in the end\)\.", text)
    assert re.search(r"Posture: upright 0\.0 to [34]\.\d s; sitting [34]\.\d to 6\.\d s \(pelvis down to 0\.", text)
    assert re.search(r"Changes: sits down 3\.\d to 4\.\d s\.", text)


def test_both_arms_are_told_together_and_one_arm_by_its_side():
    assert "Both arms: waving" in facts_text(facts(synthesize("wave both", seed=1).to_clip().joints))
    text = facts_text(facts(synthesize("wave left", seed=1).to_clip().joints))
    assert re.search(r"\nLeft arm: waving .*\(\d+ swings, hand \d\.\d\d m high at \d\.\d s, \d\.\d m/s\)", text)
    assert "Right arm" not in text
    assert "\nMoves most: left hand" in text


def test_what_is_done_several_times_is_told_once_with_its_beginnings(act: Act, poses: dict[str, dict]):
    stand, squat = poses["standing"], poses["squatting"]
    keys = [(0, stand)]
    for number in range(20):
        keys += [(2 * number + 1, squat), (2 * number + 2, stand)]
    few, many = facts_text(facts(act(keys[:9]))), facts_text(facts(act(keys)))
    assert few.count("squat ") == 4
    assert "Counts: 20 squats.\nRepeats every 2.00 s, 20 times in all." in many
    assert "squat 20 times 0.2 to" in many


def test_a_text_is_short_and_coarser_for_a_longer_motion():
    for seconds, actions in ((10.0, LONG[1:5]), (120.0, 3 * LONG)):
        joints = synthesize_sequence(actions, seed=4).to_clip().joints[: int(20 * seconds)]
        text = facts_text(facts(joints))
        assert num_tokens(text) <= MOST_TOKENS + TOKENS_PER_S * max(len(joints) / 20 - FULL_S, 0)
        assert "Lasts" in text


def test_legs_that_were_not_seen_are_not_told_nor_what_rests_on_them():
    actions = ["walk", "squat", "wave left", "kick left", "jump", "turn left"]
    known = facts(synthesize_sequence(actions, seed=2).to_clip().joints)
    told = re.compile(r"leg|foot|feet|knee|pelvis|step|walk|squat|jump|kick|upright|floor|Goes|Stays| high|, at ")
    assert told.search(facts_text(known))
    hidden = facts_text(known, legs_seen=False)
    assert not told.search(hidden)
    assert "Left arm: waving" in hidden
    assert "Turns: to the left" in hidden


def test_noise_changes_numbers_a_little_and_no_word():
    clip = synthesize_sequence(["squat", "wave left", "kick right", "bow"], seed=3).to_clip().joints.astype(np.float64)
    noisy = canonicalize(clip + np.random.default_rng(0).normal(0, 0.001, clip.shape), 20.0)
    number = re.compile(r"\d+(?:\.\d+)?")
    plain, other = (facts_text(facts(joints)) for joints in (clip, noisy))
    # Ways add up what noise there is; everything else is where it was.
    plain, other = (re.sub("Moves most.*|Goes .*", "", text) for text in (plain, other))
    assert number.sub("#", plain) == number.sub("#", other)
    pairs = zip(map(float, number.findall(plain)), map(float, number.findall(other)), strict=True)
    assert all(abs(one - two) <= max(0.1, 0.1 * one) + 1e-9 for one, two in pairs)


def test_a_text_tells_the_times_of_the_film(jumping: np.ndarray):
    text = facts_text(facts(jumping).retimed(lambda time_s: 20 + time_s))
    assert "jumps 21.1 to 21.5 s (feet 0.30 m and pelvis 0.30 m up at 21.2 s)" in text
    assert "Lasts 3.0 s." in text


def test_one_pose_has_a_text(act: Act, poses: dict[str, dict]):
    assert facts_text(facts(act([(0, poses["standing"]), (0, poses["standing"])]))).startswith("Lasts 0.1 s.\nStays")

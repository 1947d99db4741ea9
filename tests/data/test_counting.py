"""How often something is done, as the answer to a question."""

import numpy as np
import pytest

from humocon.data.labels import Label, times_done
from humocon.data.performing import PERFORMED, Performed
from humocon.data.questions.free import count
from humocon.data.questions.story import Story
from humocon.data.scenes import Scene, Scenes

JUMP, SQUAT, WAVE, WALK = Label("jump"), Label("squat"), Label("wave"), Label("walk")


@pytest.mark.parametrize(
    ("action", "times"),
    [("jump", 1), ("squat", 1), ("bow", 1), ("kick left", 1), ("wave left", 1), ("walk", None), ("stand", None)],
)
def test_a_motion_is_counted_by_its_joints(action: str, times: int | None):
    assert times_done(PERFORMED[action], Performed(action, 3).clip().joints) == times


def test_hops_are_counted_one_by_one_and_what_is_not_seen_is_not_counted():
    standing = Performed("stand", 0).clip().joints
    assert times_done(JUMP, standing) is None
    hops = Performed("hop on the spot", 1).clip().joints
    in_air = hops[:, [10, 11], 1].min(axis=1) > 0.03
    flights = int(in_air[0]) + int((in_air[1:] & ~in_air[:-1]).sum())
    assert times_done(JUMP, hops) == flights == 6


def test_what_is_done_in_several_clips_is_added_up():
    story = Story((JUMP, WALK, JUMP, SQUAT), times=(3, None, 1, None))
    assert story.times_of("jump") == 4
    assert story.times_of("bow") == 0
    assert story.times_of("squat") is None
    assert Story((JUMP, WALK, JUMP)).times_of("jump") == 2
    turns = [count(story, np.random.default_rng(seed)) for seed in range(300)]
    asked = {turn for turn in turns if turn is not None and "times" in turn[0]}
    assert ("How many times does {s} jump?", "4") in asked
    assert not any("squat" in question for question, _ in asked)
    assert ("How many times does {s} bow?", "0") in asked


def test_where_it_is_not_known_how_often_each_clip_counts_once():
    rngs = (np.random.default_rng(seed) for seed in range(300))
    asked = {count(Story((SQUAT, WALK, SQUAT)), rng) for rng in rngs}
    assert ("How many times does {s} squat?", "2") in asked
    assert ("How many actions are there?", "3") in asked


def test_once_and_never_are_not_most_of_the_answers():
    often, seldom = Story((JUMP, WAVE), times=(5, 1)), Story((WALK,), times=(None,))
    draws = [[count(story, np.random.default_rng(seed)) for seed in range(300)] for story in (often, seldom)]
    told, never = ([turn[1] for turn in turns if turn is not None and "times" in turn[0]] for turns in draws)
    assert told.count("5") > 0.5 * len(told)
    assert set(never) == {"0"}
    assert len(never) < 0.2 * len(told)


def test_lifted_clips_are_not_counted():
    joints = Performed("jump", 0).clip().joints
    assert Scene((JUMP,), (joints,)).times == (1,)
    assert Scene((JUMP,), (joints,), filmed=True).times == (None,)


def test_now_and_then_somebody_does_again_what_was_done_before():
    actions = [action for action in PERFORMED if PERFORMED[action].action]
    scenes = Scenes([Performed(action, 0).clip() for action in actions], seed=0)
    drawn = [scenes.scene(np.random.default_rng(seed)).labels for seed in range(400)]
    again = [labels for labels in drawn if len(labels) > 2 and len(set(labels)) <= len(labels) - 2]
    assert 0.03 * len(drawn) < len(again) < 0.2 * len(drawn)

from itertools import pairwise

import numpy as np
import pytest

from humocon.data.compose import (
    TRANSITION_FRAMES,
    UPPER_BODY,
    bones_of,
    change_speed,
    join,
    mirror,
    straighten,
    turn_path,
    turning_poses,
    with_upper_body,
)
from humocon.motion.clip import heading, rotate_y
from humocon.motion.features import BONE_LENGTHS, standard_body
from humocon.motion.skeleton import PARENTS
from humocon.motion.synthesis import synthesize


@pytest.fixture(scope="module")
def clips() -> list[np.ndarray]:
    return [standard_body(synthesize(action, seed=2).to_clip().joints) for action in ("turn left", "bow", "walk")]


def test_joined_clips_stand_where_their_spans_say(clips: list[np.ndarray]):
    joints, spans = join(clips)
    assert spans[0] == (0, len(clips[0]))
    for (_, end), (begin, _) in pairwise(spans):
        assert begin - end == TRANSITION_FRAMES
    assert len(joints) == spans[-1][1]
    assert joints.dtype == np.float32
    assert [end - begin for begin, end in spans] == [len(clip) for clip in clips]
    assert np.array_equal(joints[slice(*spans[0])], clips[0])


def test_a_clip_begins_where_and_as_the_one_before_it_ended(clips: list[np.ndarray]):
    joints, spans = join(clips)
    for (_, end), (begin, _) in pairwise(spans):
        before, after = joints[end - 1], joints[begin]
        np.testing.assert_allclose(after[0, [0, 2]], before[0, [0, 2]], atol=1e-4)
        turned = heading(after) - heading(before)
        assert np.cos(turned) == pytest.approx(1, abs=1e-5)


def test_joining_changes_no_clip_but_its_place_and_heading(clips: list[np.ndarray]):
    joints, spans = join(clips)
    for clip, span in zip(clips, spans, strict=True):
        part = joints[slice(*span)]
        angle = float(heading(part[0]) - heading(clip[0]))
        own = rotate_y(clip - clip[0, 0], angle)
        np.testing.assert_allclose(part - part[0, 0], own, atol=1e-4)


def test_transitions_keep_the_bones_and_jump_nowhere(clips: list[np.ndarray]):
    joints, _ = join(clips)
    lengths = np.linalg.norm(joints[:, 1:] - joints[:, PARENTS[1:]], axis=-1)
    np.testing.assert_allclose(lengths, np.broadcast_to(BONE_LENGTHS[1:], lengths.shape), atol=1e-4)
    assert np.abs(np.diff(joints, axis=0)).max() < 0.35


def test_mirroring_swaps_left_and_right_and_twice_is_nothing(clips: list[np.ndarray]):
    clip = clips[0]
    assert mirror(clip)[:, 20].tolist() == (clip[:, 21] * [-1, 1, 1]).tolist()
    assert np.array_equal(mirror(mirror(clip)), clip)
    np.testing.assert_allclose(np.sin(heading(mirror(clip))), -np.sin(heading(clip)), atol=1e-5)


@pytest.mark.parametrize("factor", [0.5, 1.0, 2.0])
def test_a_faster_clip_is_shorter_and_goes_as_far(clips: list[np.ndarray], factor: float):
    clip = clips[2]
    changed = change_speed(clip, factor)
    assert len(changed) == pytest.approx(len(clip) / factor, abs=2)
    np.testing.assert_allclose(changed[0], clip[0], atol=1e-5)
    assert np.linalg.norm(changed[-1, 0] - clip[-1, 0]) < 0.1


def test_a_path_turned_throughout_is_the_motion_seen_from_elsewhere(clips: list[np.ndarray]):
    walk = clips[2]
    turned = turn_path(walk, np.full(len(walk), 0.7))
    start = walk[0, 0] * np.array([1, 0, 1])
    np.testing.assert_allclose(turned, rotate_y(walk - start, 0.7) + start, atol=1e-4)


def test_a_path_that_turns_keeps_heights_poses_and_the_length_of_its_steps(clips: list[np.ndarray]):
    walk = clips[2]
    turning = np.linspace(0, np.pi / 2, len(walk))
    turned = turn_path(walk, turning)
    np.testing.assert_allclose(turned[..., 1], walk[..., 1], atol=1e-6)
    np.testing.assert_allclose(np.cos(heading(turned) - heading(walk) - turning), 1, atol=1e-5)
    np.testing.assert_allclose(bones_of(turned), bones_of(walk), atol=1e-4)
    steps, own = (np.linalg.norm(np.diff(joints[:, 0], axis=0), axis=-1) for joints in (turned, walk))
    np.testing.assert_allclose(steps, own, atol=1e-5)
    # A quarter circle to the left, from a walk along +z: the end lies as far to the left (+x) as ahead.
    way = rotate_y(turned[-1, :1] - turned[0, :1], -heading(walk[0]))[0]
    straight = float(np.linalg.norm((walk[-1, 0] - walk[0, 0])[[0, 2]]))
    np.testing.assert_allclose(way[[0, 2]], straight * 2 / np.pi, rtol=0.1)


def test_a_straightened_turn_goes_the_way_it_began(clips: list[np.ndarray]):
    turn, walk = clips[0], clips[2]
    for joints in (turn, turn_path(walk, np.linspace(0, 2, len(walk)))):
        facing = np.unwrap(heading(straighten(joints)))
        assert np.ptp(np.unwrap(heading(joints))) > 1
        assert np.abs(facing - facing[0]).max() < 0.3


def test_an_upper_body_is_lent_and_the_legs_stay(clips: list[np.ndarray]):
    bow, walk = clips[1], clips[2]
    both = with_upper_body(walk, bow)
    legs = [joint for joint in range(22) if joint not in UPPER_BODY]
    np.testing.assert_allclose(both[:, legs], walk[:, legs], atol=1e-4)
    lengths = np.linalg.norm(both[:, 1:] - both[:, PARENTS[1:]], axis=-1)
    np.testing.assert_allclose(lengths, np.broadcast_to(BONE_LENGTHS[1:], lengths.shape), atol=1e-4)
    head, lent = (joints[..., 15, 1] - joints[..., 0, 1] for joints in (both, bow))
    assert head.min() == pytest.approx(lent.min(), abs=0.02)
    np.testing.assert_allclose(with_upper_body(walk, walk), walk, atol=1e-4)


def test_turning_poses_are_those_of_the_turn_alone(clips: list[np.ndarray]):
    walk = np.concatenate([clips[2][:40]] * 3)
    assert turning_poses(np.repeat(walk[:1], 50, axis=0)).all()  # none turns, so that no label loses its side
    still = np.repeat(walk[:1], 120, axis=0)
    turn = np.deg2rad(np.clip(np.arange(120) - 50, 0, 20) * 4.5)  # 90 degrees in one second, from 2.5 s on
    turning = turning_poses(turn_path(still, turn)).nonzero()[0]
    assert np.array_equal(turning, np.arange(turning[0], turning[-1] + 1))
    assert 38 <= turning[0] <= 52
    assert 68 <= turning[-1] <= 82

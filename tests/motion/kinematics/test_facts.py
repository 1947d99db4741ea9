"""Facts of motions made by hand, whose numbers are known."""

from itertools import pairwise

import numpy as np
import pytest

from humocon.data.compose import join
from humocon.motion.clip import CANONICAL_FPS, canonicalize, rotate_y
from humocon.motion.kinematics.facts import facts
from humocon.motion.kinematics.signals import Span, extremes, runs
from humocon.motion.skeleton import LEFT_RIGHT, rest_pose
from humocon.motion.synthesis import synthesize, synthesize_sequence


def standing(num_frames: int = 60) -> np.ndarray:
    """A person who stands with hanging arms and does not move at all: (num_frames, 22, 3)."""
    pose = rest_pose()
    for shoulder, elbow, wrist in ((16, 18, 20), (17, 19, 21)):
        for parent, joint in ((shoulder, elbow), (elbow, wrist)):
            pose[joint] = pose[parent] - np.array([0.0, 0.26, 0.0])
    return canonicalize(np.repeat(pose[None], num_frames, axis=0), CANONICAL_FPS).astype(np.float64)


def mirror(joints: np.ndarray) -> np.ndarray:
    return joints[:, LEFT_RIGHT] * np.array([-1.0, 1.0, 1.0])


def made(action: str) -> np.ndarray:
    return synthesize(action, seed=3).to_clip().joints


def test_a_person_who_stands_does_nothing():
    known = facts(standing())
    assert known.duration_s == 3.0
    assert known.travel.path_m == pytest.approx(0.0, abs=1e-9)
    assert [posture.name for posture in known.postures] == ["standing"]
    assert [*known.goings, *known.turns, *known.steps, *known.flights, *known.arms, *known.legs] == []
    assert [*known.changes, *known.twists, *known.repetitions] == []


def test_a_ballistic_leap_is_airborne_for_its_flight_and_as_high_as_it_rises():
    joints = standing()
    time = np.arange(60) / 20 - 1.0
    height = np.where((time > 0) & (time < 0.5), 9.81 / 2 * time * (0.5 - time), 0.0)
    joints[..., 1] += height[:, None]
    (flight,) = facts(joints).flights
    assert flight.kind == "jump"
    assert flight.height_m == pytest.approx(9.81 / 2 * 0.25 * 0.25, abs=0.01)
    assert flight.rise_m == pytest.approx(flight.height_m, abs=0.05)
    assert flight.span.begin_s == pytest.approx(1.05, abs=0.051)
    assert flight.span.end_s == pytest.approx(1.5, abs=0.051)


def test_someone_whose_feet_a_sensor_sinks_twice_does_not_jump_between():
    joints, time = standing(100), np.arange(100) / 20
    joints[..., 1] -= np.where((time > 2) & (time < 3.2), 0.12 * np.sin(np.pi * (time - 2) / 0.6) ** 2, 0)[:, None]
    assert facts(joints).jumps == ()


def test_someone_who_is_lifted_slowly_does_not_jump():
    joints = standing(80)
    joints[..., 1] += np.clip(np.arange(80) / 20 - 1.0, 0.0, 1.0)[:, None]
    assert facts(joints).flights == ()


@pytest.mark.parametrize(("seconds", "share"), [(0.4, 0.55), (0.2, 1.0)])
def test_someone_whom_a_sensor_lifts_on_straight_legs_does_not_jump(seconds, share):
    joints, time = standing(), np.arange(60) / 20 - 1.0
    # Too slow for a free fall, or as fast as one for a moment that no knee prepares; the feet are lifted beforehand.
    height = share * 9.81 / 2 * time * (seconds - time)
    joints[..., 1] += np.where((time > 0) & (time < seconds), height + 0.1, 0.0)[:, None]
    assert facts(joints).jumps == ()


def test_someone_who_has_just_stood_up_when_the_clip_ends_does_not_jump():
    squat = synthesize("squat", seed=3).to_clip().joints.astype(np.float64)
    hips = squat[:, 0, 1]
    rises = squat[: int(hips.argmin()) + int((hips[hips.argmin() :] > hips.max() - 0.03).argmax())]
    # The sensor, which saw the legs too short, lets the whole body go on up until it slows down.
    time = np.arange(5) / 20
    going_on = np.repeat(rises[-1:], 5, axis=0)
    going_on[..., 1] += (0.08 + 1.3 * time - 8.0 / 2 * time**2)[:, None]
    assert facts(np.concatenate([rises, going_on[:4]])).jumps == ()


def test_a_jump_that_the_clip_cuts_on_its_way_down_is_one():
    (jump,) = facts(made("jump")).jumps
    cut = facts(made("jump")[: round(jump.span.end_s * CANONICAL_FPS) - 2])
    assert [flight.kind for flight in cut.flights] == ["jump"]


def test_a_low_hop_that_the_clip_cuts_counts_beside_those_before_it():
    whole = facts(synthesize("hop on the spot", seed=1).to_clip().joints)
    last = whole.jumps[-1].span
    cut = facts(synthesize("hop on the spot", seed=1).to_clip().joints[: round(last.begin_s * CANONICAL_FPS) + 2])
    assert len(cut.jumps) == len(whole.jumps) > 1


def test_each_low_hop_of_jumping_jacks_is_a_jump_and_no_stride():
    known = facts(synthesize("jumping jacks", seed=0).to_clip().joints)
    assert [flight.kind for flight in known.flights] == ["jump"] * 2 * known.count("jumping jack")


def test_a_turn_has_its_degrees_and_its_side():
    angle = np.radians(np.interp(np.arange(80), [20, 60], [0, 90]))
    (turn,) = facts(rotate_y(standing(80), angle)).turns
    assert (turn.side, round(turn.degrees)) == ("left", 90)
    assert 0.8 < turn.span.begin_s < 1.4
    assert 2.6 < turn.span.end_s < 3.2
    (other,) = facts(rotate_y(standing(80), -angle)).turns
    assert (other.side, round(other.degrees)) == ("right", -90)
    assert facts(rotate_y(standing(80), 0.2 * angle)).turns == ()


@pytest.mark.parametrize(
    ("step", "way"),
    [((0, 0, 0.05), "forward"), ((0, 0, -0.05), "backwards"), ((0.05, 0, 0), "left"), ((-0.05, 0, 0), "right")],
)
def test_the_way_is_told_relative_to_where_the_body_faces(step: tuple[float, float, float], way: str):
    joints = standing(60) + np.arange(60)[:, None, None] * np.array(step)
    for angle in (0.0, 2.0):
        known = facts(rotate_y(joints, np.full(60, angle)))
        assert [going.way for going in known.goings] == [way]
        assert known.travel.displacement_m == pytest.approx(59 * 0.05, abs=1e-6)
        assert known.goings[0].speed == pytest.approx(1.0, abs=0.08)


@pytest.mark.parametrize(
    ("action", "what"), [("jump", "jump"), ("squat", "squat"), ("bow", "bow"), ("kick left", "kick")]
)
def test_what_is_done_once_is_counted_once(action: str, what: str):
    assert facts(made(action)).count(what) == 1


def test_who_goes_down_with_one_foot_far_ahead_does_not_squat():
    squat = synthesize("squat", seed=3).to_clip().joints.astype(np.float64)
    assert facts(squat).count("squat") > 0
    hips = squat[:, 0, 1]
    down = (hips.max() - hips) / np.ptp(hips)
    for foot, ahead in (((7, 10), 0.28), ((8, 11), -0.28)):
        squat[:, foot, 2] += ahead * down[:, None]
    assert facts(squat).count("squat") == 0


def test_a_squat_is_over_before_the_jump_that_follows_at_once():
    squat, jump = (synthesize(action, seed=3).to_clip().joints for action in ("squat", "jump"))
    known = facts(np.concatenate([squat, jump[26:]]))
    (found,) = [one for one in known.repetitions if one.what == "squat"]
    assert found.span.end_s < len(squat) / CANONICAL_FPS < known.jumps[0].span.begin_s


def test_sides_are_told_and_a_mirror_swaps_them():
    wave, kick, turn = made("wave left"), made("kick left"), made("turn left")
    assert {move.side for move in facts(wave).arms if move.kind == "wave"} == {"left"}
    assert {move.side for move in facts(mirror(wave)).arms if move.kind == "wave"} == {"right"}
    assert {move.side for move in facts(kick).legs if move.kind == "kick"} == {"left"}
    assert {move.side for move in facts(mirror(kick)).legs if move.kind == "kick"} == {"right"}
    assert {one.side for one in facts(turn).turns} == {"left"}
    assert {one.side for one in facts(mirror(turn)).turns} == {"right"}


def test_walking_has_steps_of_alternating_feet_and_no_flight_and_running_is_faster_without_a_jump():
    walk, run = facts(made("walk")), facts(made("run"))
    assert walk.flights == ()
    feet = [step.foot for step in walk.steps]
    assert len(feet) >= 4
    assert all(one != other for one, other in pairwise(feet))
    assert run.jumps == ()
    assert run.travel.top_speed > walk.travel.top_speed


def test_a_walk_that_becomes_a_run_is_two_goings():
    known = facts(synthesize_sequence(["walk", "run"], seed=1).to_clip().joints)
    far = [going for going in known.goings if going.distance_m > 1]
    assert [going.runs for going in far] == [False, True]
    assert far[0].speed < 2 < far[1].speed


def test_facts_do_not_depend_on_the_size_of_the_body():
    for action in ("jump", "squat", "wave left", "walk"):
        large, small = facts(made(action)), facts(made(action) * 0.6)
        assert {r.what: r.count for r in large.repetitions} == {r.what: r.count for r in small.repetitions}


@pytest.mark.parametrize("count", [1, 2, 5])
def test_very_short_motions_have_facts(count: int):
    assert facts(standing(count)).duration_s == pytest.approx(count / 20)


@pytest.mark.parametrize("bad", [np.zeros((5, 21, 3)), np.zeros((0, 22, 3)), np.full((5, 22, 3), np.nan)])
def test_what_is_no_motion_is_refused(bad: np.ndarray):
    with pytest.raises(ValueError, match="joints must be"):
        facts(bad)


def test_stretches_bridge_gaps_before_short_ones_are_left_out():
    mask = np.array([1, 1, 0, 1, 0, 0, 0, 1], dtype=bool)
    assert runs(mask) == [(0, 2), (3, 4), (7, 8)]
    assert runs(mask, gap_s=0.05) == [(0, 4), (7, 8)]
    assert runs(mask, gap_s=0.05, shortest_s=0.1) == [(0, 4)]


def test_extremes_are_the_places_of_return():
    assert extremes(np.array([0.0, 2, 4, 3.5, 4.5, 1, 0, 3]), 2.0) == [0, 4, 6, 7]
    assert extremes(np.array([5.0, 0, 5]), 2.0) == [0, 1, 2]
    assert extremes(np.array([0.0, 1, 0]), 2.0) == []


def test_a_stretch_tells_its_length():
    assert Span(1.25, 1.5).duration_s == 0.25
    assert Span(1.24, 1.5).words == "1.2 to 1.5 s"


def test_facts_of_a_part_of_a_video_are_told_in_its_times():
    known = facts(made("jump"))
    (jump,) = known.jumps
    # A cut of ten seconds where the jump ends: it still ends where it does.
    later = known.retimed(lambda time_s: time_s + (10 if time_s >= jump.span.end_s else 1))
    assert later.jumps[0].span.begin_s == jump.span.begin_s + 1
    assert later.jumps[0].span.end_s == pytest.approx(jump.span.end_s + 1, abs=1e-3)
    assert later.jumps[0].height_m == jump.height_m
    walk = facts(made("walk"))
    assert [step.time_s - 10 for step in walk.retimed(lambda time_s: 10 + time_s).steps] == pytest.approx(
        [step.time_s for step in walk.steps]
    )


def test_arms_held_out_for_a_sensor_at_the_beginning_are_not_raised() -> None:
    waving = made("wave left")
    ready = np.repeat(waving[:1], 20, axis=0)
    for side, arm in ((1.0, (16, 18, 20)), (-1.0, (17, 19, 21))):
        for place, joint in enumerate(arm):
            ready[:, joint] = ready[:, arm[0]] + [side * 0.26 * place, 0.0, 0.0]
    moves = facts(join([ready, waving])[0]).arms
    assert [(move.side, move.kind) for move in moves] == [("left", "wave")]
    assert moves[0].span.begin_s > 1.0
    assert {move.kind for move in facts(ready).arms} == {"raise"}

"""Postures and their changes, of people posed by hand."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from humocon.motion.kinematics.facts import facts
from humocon.motion.skeleton import LEFT_RIGHT

Act = Callable[[Sequence[tuple[float, dict]]], np.ndarray]


@pytest.mark.parametrize(
    "name",
    [
        "standing",
        "bent",
        "seated",
        "kneeling",
        "on hands and knees",
        "on hands and feet",
        "upside down",
        "lying",
        "squatting",
    ],
)
def test_a_posture_that_is_held_has_its_name_from_beginning_to_end(name: str, act: Act, poses: dict[str, dict]):
    (held,) = facts(act([(0, poses[name]), (2, poses[name])])).postures
    assert held.name == name
    if name in ("bent", "lying"):
        assert held.lean_way == ("forward" if name == "bent" else "backwards")


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("standing", "seated", "sits down"),
        ("seated", "standing", "stands up"),
        ("standing", "kneeling", "kneels down"),
        ("kneeling", "standing", "gets up"),
        ("standing", "lying", "lies down"),
        ("lying", "standing", "gets up"),
    ],
)
def test_a_change_of_posture_has_its_name_and_its_time(
    first: str, second: str, kind: str, act: Act, poses: dict[str, dict]
):
    keys = [(0, poses[first]), (2, poses[first]), (4, poses[second]), (6, poses[second])]
    joints = act(keys)
    (change,) = facts(joints).changes
    assert change.kind == kind
    # From the last pose with the head near its old height to the first one with it near the new.
    head = joints[:, 15, 1]
    done = (head - head[0]) / (head[-1] - head[0])
    assert change.span.begin_s == pytest.approx(np.flatnonzero(done <= 0.1)[-1] / 20, abs=0.1)
    assert change.span.end_s == pytest.approx(np.flatnonzero(done >= 0.9)[0] / 20, abs=0.1)


@pytest.mark.parametrize(
    ("on_the_way", "seconds", "last", "kind"),
    [
        ((), 0.6, "lying", "falls"),
        (("squatting",) * 2, 0.6, "lying", "lies down"),
        ((), 0.6, "curled up", "falls"),  # as people lie in films, whose thighs are misread
        ((), 1.5, "on hands and knees", "kneels down"),
    ],
)
def test_who_goes_down_without_a_stop_falls(
    on_the_way: tuple[str, ...], seconds: float, last: str, kind: str, act: Act, poses: dict[str, dict]
):
    poses = {**poses, "curled up": {**poses["squatting"], "pelvis": (-60, 0, 0)}}
    keys = [(0, poses["standing"]), (2, poses["standing"]), *((2.5 + n, poses[p]) for n, p in enumerate(on_the_way))]
    end = keys[-1][0] + seconds
    (change,) = facts(act([*keys, (end, poses[last]), (end + 3, poses[last])])).changes
    assert change.kind == kind


def test_what_repeats_has_its_period_and_what_is_done_once_or_in_two_ways_has_none(act: Act, poses: dict[str, dict]):
    stand, squat, bow = poses["standing"], poses["squatting"], poses["bent"]
    squats = [(float(second), squat if second % 2 else stand) for second in range(9)]
    rhythm = facts(act(squats)).rhythm
    assert rhythm is not None
    assert (rhythm.period_s, rhythm.count) == (2.0, 4)
    assert facts(act(squats[:3])).rhythm is None
    mixed = [(0, stand), (1, squat), (2, stand), (4, bow), (6, stand), (7, squat), (8, bow), (9, stand)]
    assert facts(act(mixed)).rhythm is None


def test_a_squat_is_no_change_of_posture_and_is_deepest_at_its_peak(act: Act, poses: dict[str, dict]):
    keys = [(0, poses["standing"]), (1, poses["standing"]), (2, poses["squatting"]), (3, poses["standing"])]
    known = facts(act([*keys, (4, poses["standing"])]))
    assert known.changes == ()
    assert known.count("squat") == 1
    (squat,) = [posture for posture in known.postures if posture.name == "squatting"]
    assert squat.peak_s == pytest.approx(2.0, abs=0.051)


def test_shoulders_that_turn_against_the_hips_twist_to_their_side(act: Act, poses: dict[str, dict]):
    stand, twisted = poses["standing"], poses["turned at the waist"]
    joints = act([(0, stand), (1, stand), (2, twisted), (3, twisted), (4, stand), (5, stand)])
    (twist,) = facts(joints).twists
    assert (twist.side, round(twist.degrees / 5) * 5) == ("left", 40)
    assert 2.0 <= twist.peak_s <= 3.0
    (other,) = facts(joints[:, LEFT_RIGHT] * np.array([-1.0, 1.0, 1.0])).twists
    assert other.side == "right"


def test_a_bow_goes_ahead_and_leaning_back_is_none(act: Act, poses: dict[str, dict]):
    stand = poses["standing"]
    back = {**stand, "spine1": (-40, 0, 0)}
    bow = act([(0, stand), (1, stand), (2, poses["bent"]), (3, stand), (4, stand)])
    assert facts(bow).count("bow") == 1
    bow[58:66, :, 1] += 0.3  # metres: who takes off right after it crouched for a jump
    assert facts(bow).count("bow") == 0
    known = facts(act([(0, stand), (1, stand), (2, back), (3, stand), (4, stand)]))
    assert known.count("bow") == 0
    assert {posture.lean_way for posture in known.postures if posture.name == "bent"} == {"backwards"}


def test_a_lunge_is_counted_for_the_leg_in_front(act: Act, poses: dict[str, dict]):
    stand = poses["standing"]
    lunge = {
        **stand,
        "left_hip": (-80, 0, 0),
        "left_knee": (80, 0, 0),
        "right_hip": (35, 0, 0),
        "right_knee": (40, 0, 0),
    }
    known = facts(act([(0, stand), (1, stand), (2, lunge), (2.5, lunge), (3.5, stand), (4, stand)]))
    (move,) = [move for move in known.legs if move.kind == "lunge"]
    assert move.side == "left"
    assert 1.9 < move.peak_s < 2.6


def test_hands_that_meet_in_front_clap_as_often_as_they_meet(act: Act):
    apart = {"left_shoulder": (0, -60, 0), "right_shoulder": (0, 60, 0)}
    together = {"left_shoulder": (0, -105, 0), "right_shoulder": (0, 105, 0)}
    keys = [(0, apart), (1, apart), (1.25, together), (1.5, apart), (1.75, together), (2, apart), (2.25, together)]
    known = facts(act([*keys, (2.5, apart), (4, apart)]))
    claps = [move for move in known.arms if move.kind == "clap"]
    assert [(move.side, move.count) for move in claps] == [("left", 3), ("right", 3)]
    assert known.count("clap") == 3


def test_a_quick_sweep_of_a_stretched_arm_is_a_swing_with_its_way(act: Act, poses: dict[str, dict]):
    out = {**poses["standing"], "right_shoulder": (0, 0, 0)}
    across = {**poses["standing"], "right_shoulder": (0, 120, 0)}
    joints = act([(0, out), (1, out), (1.3, across), (3, across)])
    (swing,) = [move for move in facts(joints).arms if move.kind == "swing"]
    assert (swing.side, swing.way) == ("right", "left")
    assert swing.peak_s == pytest.approx(1.15, abs=0.1)
    slow = facts(act([(0, out), (1, out), (3, across), (4, across)]))
    assert not [move for move in slow.arms if move.kind == "swing"]


def test_a_low_kick_counts_by_its_speed_and_a_slow_lift_of_the_leg_does_not(act: Act, poses: dict[str, dict]):
    stand, back, ahead = (
        {**poses["standing"], **({"right_hip": (angle, 0, 0)} if angle else {})} for angle in (0, 35, -48)
    )
    quick = facts(act([(0, stand), (1, back), (1.2, ahead), (1.6, stand), (3, stand)]))
    (kick,) = [move for move in quick.legs if move.kind == "kick"]
    assert kick.side == "right"
    assert kick.peak_s == pytest.approx(1.2, abs=0.051)
    slow = facts(act([(0, stand), (1, back), (3, ahead), (5, stand), (6, stand)]))
    assert slow.count("kick") == 0


def test_three_full_turns_with_pauses_are_three_turns(act: Act, poses: dict[str, dict]):
    def at(degrees: float) -> dict:
        return {**poses["standing"], "pelvis": (0, degrees, 0)}

    keys = [(0, at(0)), (1, at(0)), (2.5, at(360)), (4, at(360)), (5.5, at(720)), (7, at(720))]
    turns = facts(act(keys)).turns
    assert [round(turn.degrees / 10) * 10 for turn in turns] == [360, 360]
    for turn, begin_s in zip(turns, (1.0, 4.0), strict=True):
        assert turn.span.begin_s == pytest.approx(begin_s, abs=0.15)
        assert turn.span.end_s == pytest.approx(begin_s + 1.5, abs=0.2)

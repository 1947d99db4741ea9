"""Measures of motions made by hand, whose numbers are known."""

import numpy as np
import pytest

from humocon.motion.clip import rotate_y
from humocon.motion.kinematics.facts import facts
from humocon.motion.kinematics.measures import Measures, Part, Quantity
from humocon.motion.kinematics.signals import Span, measure
from humocon.motion.skeleton import rest_pose


def resting(num_frames: int = 60) -> np.ndarray:
    """The T-pose, its feet on the floor: (num_frames, 22, 3)."""
    pose = rest_pose()
    pose[:, 1] -= pose[:, 1].min()
    return np.repeat(pose[None], num_frames, axis=0)


def measures(joints: np.ndarray) -> Measures:
    return Measures.of(measure(joints))


def test_a_hand_that_goes_up_and_down_is_highest_where_it_turns_back():
    joints = resting()
    joints[:, 20, 1] += 0.5 * np.sin(np.arange(60) / 20 * np.pi / 3)
    most = measures(joints).extreme("left wrist", "height")
    assert (most.value, most.time_s) == (pytest.approx(joints[30, 20, 1]), 1.5)
    early = measures(joints).extreme("left wrist", "height", where=Span(0.0, 1.0))
    assert (early.value, early.time_s) == (pytest.approx(joints[19, 20, 1]), 0.95)
    assert measures(joints).extreme("left wrist", "height", "least").time_s == 0.0
    assert measures(joints).most_moved(("left wrist", "right wrist", "head")) == "left wrist"
    assert measures(joints).way("left wrist") == pytest.approx(1.0, abs=0.05)


def test_who_slides_goes_as_far_and_as_fast_as_he_slides_and_moves_nothing():
    known = measures(resting() + np.arange(60)[:, None, None] * np.array([0.03, 0.0, 0.04]))
    assert known.mean("pelvis", "speed", Span(1, 2)) == pytest.approx(1.0)
    assert known.way("pelvis", Span(1, 2)) == pytest.approx(1.0)
    assert known.at("head", "speed", 1.5) == pytest.approx(1.0)
    assert known.way("head") == pytest.approx(0.0, abs=1e-9)


def test_angles_are_those_between_the_bones():
    known = measures(resting(5))
    assert known.at("left elbow", "angle", 0) == pytest.approx(177, abs=3)
    assert known.at("left shoulder", "angle", 0) == pytest.approx(90, abs=12)
    joints = resting(5)
    knee, ankle = joints[0, 4], joints[0, 7]
    joints[:, 7] = knee + [0, 0, -np.linalg.norm(ankle - knee)]
    assert measures(joints).at("left knee", "bend", 0) == pytest.approx(90, abs=3)
    assert measures(joints).at("right knee", "bend", 0) == pytest.approx(0, abs=10)


def test_heading_and_lean_are_in_degrees():
    angle = np.radians(np.interp(np.arange(80), [20, 60], [0, 90]))
    known = measures(rotate_y(resting(80), angle))
    assert known.course("body", "heading")[-1] - known.course("body", "heading")[0] == pytest.approx(90, abs=1)
    assert known.extreme("body", "turn speed").value == pytest.approx(45, abs=2)
    assert known.extreme("trunk", "lean").value < 6


def test_times_are_those_of_the_file():
    joints = resting()
    joints[30, 15, 1] += 0.3
    known = facts(joints).retimed(lambda time_s: time_s + 10).measures
    assert known.extreme("head", "height").time_s == 11.5
    assert known.extreme("head", "height", where=Span(0, 1)).time_s == 10.0


@pytest.mark.parametrize(("part", "quantity"), [("head", "angle"), ("trunk", "height"), ("left wrist", "lean")])
def test_a_part_without_such_a_quantity_is_an_error_that_names_both(part: Part, quantity: Quantity):
    with pytest.raises(ValueError, match=f"'{part}' has no"):
        measures(resting(3)).course(part, quantity)


def test_the_quantities_that_are_promised_are_there_even_for_one_pose():
    known = measures(resting(1))
    for joint in ("pelvis", "head", "left wrist", "right ankle", "left knee", "right elbow"):
        for quantity in ("height", "speed", "own speed"):
            assert known.course(joint, quantity).shape == (1,)
    assert known.way("body") == known.extreme("body", "height").value == 0.0

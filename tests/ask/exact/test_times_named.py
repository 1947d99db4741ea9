"""The times that questions name: seconds inside and outside the clip, and moments of what happens in it."""

import re
from functools import lru_cache

import numpy as np
import pytest

from humocon.ask.exact.known.selection import stretch_of
from humocon.ask.exact.words.qualifiers import stretch
from humocon.motion.kinematics.measures import Part, joint_number
from tests.ask.exact.asking import ask, facts_of, joined, scene_of, told


@pytest.mark.parametrize(
    "question",
    [
        "What is the elbow angle at {} s?",
        "How high is the left hand at {} s?",
        "What is he doing at {} seconds?",
        "Where is his left hand at {} s?",
        "Is he waving at {} s?",
        "How fast is he at {} s?",
        "Which way does he face at {} s?",
        "What happens between {} and 90 s?",
        "How many waves are there between {} and 90 s?",
        "What does he do after {} seconds?",
        "What is he doing {} seconds into the clip?",
        "What happens in second {}?",
        "Is a hand above his head at 1:{}?",
        "Where is he after {} minutes?",
    ],
)
def test_after_the_clip_nothing_is_measured(question: str):
    found = ask("wave left", question.format(30))
    assert found.text == f"That is after the clip, which ends at {facts_of('wave left').duration_s:.1f} s."
    assert found.source == "refusal"


@pytest.mark.parametrize(
    "question",
    ["What happens at -3 s?", "How bent is the knee at minus 2 seconds?", "What does he do between -5 and -2 s?"],
)
def test_before_the_clip_nothing_is_measured(question: str):
    assert ask("wave left", question).text == "That is before the clip, which begins at 0 s."


@pytest.mark.parametrize(
    "question",
    [
        "What does he do in the last 20 s?",
        "What does he do in the first 20 s?",
        "What does he do before 20 s?",
        "What does he do between -1 and 20 s?",
        "What does he do from 20 s to 0 s?",
    ],
)
def test_a_stretch_that_reaches_over_the_end_of_the_clip_is_that_within_it(question: str):
    assert ask("wave left", question).text == "The person waves with the left hand."


def test_a_stretch_is_the_same_from_its_end_to_its_beginning():
    assert stretch("how far from 5 s to 2 s?") == stretch("how far from 2 s to 5 s?") == (2.0, 5.0)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("at 500 ms", (0.5, 0.5)),
        ("at 0:07", (7.0, 7.0)),
        ("from 0:02 to 1:05", (2.0, 65.0)),
        ("after 1.5 minutes", (90.0, 1e6)),
        ("3 seconds in", (3.0, 3.0)),
        ("2 s after the start", (2.0, 2.0)),
        ("3 seconds into the wave", None),
        ("at -2 s", (-2.0, -2.0)),
        ("in the last 5 s", (-5.0, 0.0)),
    ],
)
def test_a_time_is_read_in_every_form(text: str, seconds: tuple[float, float] | None):
    assert stretch(text) == seconds


@pytest.mark.parametrize("seconds", [(1.0, 1.1), (1.0, 1.0), (-0.1, 0.0), (1.0, 1e6)])
def test_a_stretch_never_ends_before_it_begins(seconds: tuple[float, float]):
    scene = scene_of(facts_of("wave left"))
    for shift in (0.0, scene.duration_s - 1.0, scene.duration_s - 1.05):
        begin_s, end_s = (one + shift if one > 0 else one for one in seconds)
        where = stretch_of((begin_s, end_s), scene)
        assert 0.0 <= where.begin_s < where.end_s <= scene.duration_s


@lru_cache
def twice() -> np.ndarray:
    """(K, 22, 3) metres at 20 Hz: somebody who squats, waves, squats and waves."""
    return joined("squat", "wave left", "squat", "wave left")


def height(joint: Part, time_s: float) -> float:
    return float(twice()[round(20 * time_s), joint_number(joint), 1])


def span(question: str) -> tuple[float, float]:
    begin_s, end_s = map(float, re.findall(r"(\d+\.\d) to (\d+\.\d) s", told(twice(), question).text)[-1])
    return begin_s, end_s


@pytest.mark.parametrize(
    "question",
    [
        "What is the left knee angle at the bottom of the second squat?",
        "What is the left knee angle at the lowest point of the second squat?",
        "What is the left knee angle at the bottom of the last squat?",
    ],
)
def test_the_bottom_of_one_of_several_squats_is_its_lowest_moment(question: str):
    begin_s, end_s = span("When is the second squat?")
    heights = twice()[round(20 * begin_s) : round(20 * end_s), 0, 1]
    lowest_s = begin_s + float(heights.argmin()) / 20
    (degrees, time_s), *rest = re.findall(r"(\d+) degrees .*?at (\d+\.\d) s", told(twice(), question).text)
    assert not rest
    assert float(time_s) == pytest.approx(lowest_s, abs=0.15)
    assert int(degrees) < 70


@pytest.mark.parametrize(
    ("point", "share"),
    [
        ("at the start of", 0.0),
        ("halfway through", 0.5),
        ("in the middle of", 0.5),
        ("midway into", 0.5),
        ("at the end of", 1.0),
        ("at the very end of", 1.0),
    ],
)
def test_a_point_in_the_second_wave_is_no_time_of_the_first_nor_all_of_it(point: str, share: float):
    begin_s, end_s = span("When is the second wave?")
    time_s = begin_s + share * (end_s - begin_s)
    found = told(twice(), f"How high is the left hand {point} the second wave?").text
    high, at = re.findall(r"([\d.]+) m over the floor, at ([\d.]+) s", found)[0]
    assert float(at) == pytest.approx(time_s, abs=0.15)
    assert float(high) == pytest.approx(height("left wrist", float(at)), abs=0.1)
    whether = told(twice(), f"Is the left hand above the head {point} the second wave?").text
    assert whether.startswith("Yes" if height("left wrist", time_s) > height("head", time_s) else "No")


def test_seconds_into_an_action_are_counted_from_where_it_begins():
    begin_s, _ = span("When is the second wave?")
    for into in ("1.5 s into", "1.5 seconds after the start of"):
        found = told(twice(), f"How high is the left hand {into} the second wave?").text
        assert float(found.split(" at ")[1].split()[0]) == pytest.approx(begin_s + 1.5, abs=0.1)


def test_the_first_half_of_an_action_is_no_half_of_the_clip():
    begin_s, end_s = span("When is the second squat?")
    found = told(twice(), "How low does the left hand get in the second half of the second squat?").text
    assert (begin_s + end_s) / 2 - 0.2 < float(found.split(" at ")[1].split()[0]) < end_s + 0.1


@pytest.mark.parametrize(
    "question",
    [
        "What is the left knee angle at the bottom of the third squat?",
        "How high is the left hand halfway through the third squat?",
        "Is the left hand up at the end of the third squat?",
        "Is the left hand up during the third squat?",
        "How deep is the third squat?",
    ],
)
def test_of_a_third_squat_of_two_nothing_is_told(question: str):
    assert told(twice(), question).text.startswith("There is no third squat here, only 2 squats: ")


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Is he moving at {:.1f} s?", "No: hands and feet go at up to 0.0 m/s"),
        ("Is he standing still at {:.1f} s?", "Yes: hands and feet go at up to 0.0 m/s"),
        ("Does she move at all at {:.1f} s?", "No"),
        ("What is he doing at {:.1f} s?", "The person stands still"),
    ],
)
def test_who_keeps_still_at_a_time_does_not_move_then(question: str, begins: str):
    still = np.repeat(twice()[-1:], 40, axis=0)
    joints = np.concatenate([twice(), still])
    assert told(joints, question.format(len(joints) / 20 - 1)).text.startswith(begins)
    begin_s, end_s = span("When is the second wave?")
    waves = (begin_s + end_s) / 2
    assert not told(joints, question.format(waves)).text.startswith(begins)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Are his hands above his head during the second wave?", "No: not both at once, the left hand alone is, "),
        ("Is a hand above his head during the first squat?", "No, at no time"),
        ("Are his feet together during the second wave?", "Yes, all the time, "),
    ],
)
def test_what_is_done_meanwhile_hides_not_where_hands_and_feet_are(question: str, begins: str):
    assert told(twice(), question).text.startswith(begins)


def test_the_bottom_of_each_squat_is_one_of_each():
    found = told(twice(), "At which angle are the knees at the deepest point of each squat?").text
    first_s, second_s = map(float, re.findall(r"at (\d+\.\d) s", found))
    for place, time_s in (("first", first_s), ("second", second_s)):
        begin_s, end_s = span(f"When is the {place} squat?")
        assert begin_s < time_s < end_s


def test_who_waves_up_to_the_end_of_the_second_wave_stands_not_still_then():
    assert told(twice(), "Does he stand still at the end of the second wave?").text.startswith("No")


@pytest.mark.parametrize("words", ["in the air", "in mid-air"])
def test_in_the_air_is_while_both_feet_are_off_the_floor(words: str):
    flight = facts_of("jump").jumps[0].span
    bent = ask("jump", f"Are the knees bent {words}?")
    assert bent.text.endswith(f"{flight.words}.")
    raised = ask("wave left", "Is the left hand up in the air?", says=False)
    assert raised.text.startswith("Yes")

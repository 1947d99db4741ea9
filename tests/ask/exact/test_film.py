"""What is believed of a film."""

from dataclasses import replace

import pytest

from humocon.ask.exact import Scene, answer_from, stretches_of
from tests.ask.exact.asking import facts_of, scene_of

WHAT = "What is the person doing?"


def film_of(made: str, said: str = "", probability: float = 0.0) -> Scene:
    return scene_of(facts_of(made), f"The person {said}." if said else "", probability, is_film=True)


def told(scene: Scene, question: str = WHAT) -> str:
    answer = answer_from(question, [], scene)
    assert answer is not None
    return answer.text


@pytest.mark.parametrize(
    ("made", "said", "is_told"),
    [
        ("jump", "jumps", True),
        ("walk", "walks forward", True),
        ("fall", "falls down", True),
        ("stand", "falls down", False),
        ("wave left", "jumps", False),
        ("walk", "dances", False),
    ],
)
def test_a_name_that_is_hardly_sure_is_told_where_the_joints_show_it(made: str, said: str, is_told: bool):
    assert told(film_of(made, said, 0.65)).startswith(f"The person {said}") == is_told


def test_who_goes_a_long_way_with_something_walks():
    assert told(film_of("walk", "carries something", 0.97)) == "The person walks forward."
    assert told(film_of("stand", "carries something", 0.97)) == "The person carries something."


@pytest.mark.parametrize(("said", "probability"), [("", 0.0), ("lies on the floor", 0.9), ("golfs", 0.5)])
def test_a_fall_that_the_joints_show_is_told_whatever_is_named(said: str, probability: float):
    scene = film_of("fall", said, probability)
    assert told(scene) == "The person falls, then lies down."
    assert told(scene, "Does the person fall?").startswith("Yes")
    assert "falls" in [one.words for one in stretches_of(scene)]


def test_who_is_said_to_get_on_the_floor_by_their_own_will_is_not_told_to_fall():
    assert "falls" not in told(film_of("fall", "does push-ups", 0.9))


@pytest.mark.parametrize(
    ("made", "answer"),
    [
        ("wave left", "The person stands and moves the left hand to and fro; there is no learned name for it."),
        ("walk", "The person walks forward."),
        ("bend down", "The person bends down."),
        ("sit down", "The person is seated."),
        ("hop on the spot", "The person stands; there is no learned name for it."),
    ],
)
def test_what_nobody_names_is_told_by_what_moves(made: str, answer: str):
    assert told(film_of(made)) == answer


@pytest.mark.parametrize(("height_m", "jumps"), [(0.12, "No"), (0.3, "Yes")])
def test_a_hop_lower_than_the_floor_is_known_is_no_jump(height_m: float, jumps: str):
    known = facts_of("jump")
    flights = tuple(replace(flight, height_m=height_m) for flight in known.flights)
    scene = replace(film_of("jump"), facts=replace(known, flights=flights))
    assert told(scene, "Is the person jumping?").startswith(jumps)


def test_the_flights_of_one_who_goes_sideways_are_no_jumps():
    scene = film_of("jump forward")
    assert told(scene, "Is the person jumping?").startswith("Yes")
    (going,) = scene.facts.goings
    aside = replace(scene.facts, goings=(replace(going, way="left", distance_m=2.0),))
    assert told(replace(scene, facts=aside), "Is the person jumping?").startswith("No")


def test_a_name_that_may_be_right_is_perhaps_what_happens():
    scene = film_of("stand", "jumps", 0.7)
    assert told(scene).endswith("; perhaps the person jumps.")
    assert told(scene, "Is the person jumping?") == "Yes, perhaps the person jumps."
    assert told(scene, "Does she kick?").startswith("No")
    assert told(film_of("stand", "falls down", 0.7), "Does she fall?").startswith("No")

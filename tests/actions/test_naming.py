import pytest

from humocon.actions.naming import MIRRORED, RAISE_BOTH, name_of, third_person
from humocon.data.kinect_sets import describe_kinect
from humocon.data.labels import LABELS, RAISE_ARM, VERBS, Label, label_of
from humocon.data.performing import PERFORMED


def test_a_label_is_named_by_its_action() -> None:
    assert name_of(LABELS["walk-turn-left"]) == "walk"
    assert name_of(LABELS["raise-up-left-hand"]) == RAISE_ARM
    assert name_of(LABELS["raise-up-both-hands"]) == RAISE_BOTH


def test_ways_and_hands_make_names_where_they_make_another_action() -> None:
    assert name_of(Label("swipe", "left", "right hand")) == "swipe left"
    assert name_of(Label("pick something up", body_part="both hands")) == "pick something up with both hands"
    assert name_of(Label("pick something up", body_part="left hand")) == "pick something up"


def test_a_circle_whose_way_round_is_not_told_has_no_name() -> None:
    assert name_of(PERFORMED["draw a circle left"]) is None


def test_mirrored_names_are_pairs() -> None:
    assert all(MIRRORED[MIRRORED[name]] == name for name in MIRRORED)


def test_what_a_user_calls_an_action_stands_as_it_is() -> None:
    assert third_person("walk") == "walks"
    assert third_person("moonwalk") == "does “moonwalk”"


@pytest.mark.parametrize("name", ["a1_s1_t1_skeleton", "a27_s8_t3_skeleton", "a12_s09_e02_v03", "S001C002P003R002A043"])
def test_clips_of_depth_cameras_have_names(name: str) -> None:
    from pathlib import Path

    row = describe_kinect(Path(f"{name}.npz"))
    assert row is not None
    label = label_of(row)
    assert label is not None
    assert name_of(label) in {"swipe left", "squat", "carry something", "fall"}
    assert label.action in VERBS

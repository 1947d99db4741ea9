from dataclasses import dataclass

import numpy as np
import pytest

from humocon.actions.naming import OTHER
from humocon.actions.recogniser import Naming, Recogniser, load_recogniser
from humocon.actions.segments import Recognition, Segment, segment
from humocon.ask.exact.known.names import Told
from humocon.ask.recognition import names_in, tell_name
from humocon.data.compose import join
from humocon.files import default_folder
from humocon.motion.features import standard_body
from humocon.motion.synthesis import synthesize


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    found = load_recogniser(default_folder())
    assert found is not None
    return found


def done(*actions: str) -> np.ndarray:
    """Made-up actions one after the other, (K, 22, 3)."""
    return join([standard_body(synthesize(action, seed=5).to_clip().joints) for action in actions])[0]


@dataclass
class Sees:
    """What a recogniser sees, the same in every stretch."""

    actions: list[str]
    seen: np.ndarray

    def whole(self, joints: np.ndarray) -> list[Naming]:
        return [Naming(action, float(share)) for action, share in zip(self.actions, self.seen[0], strict=True)]

    def shares(self, stretches: list[np.ndarray]) -> np.ndarray:
        return np.repeat(self.seen, len(stretches), axis=0)


def test_what_is_done_again_and_again_is_one_stretch(recogniser: Recogniser) -> None:
    joints = done(*["push-up"] * 5)
    (found,) = segment(joints, recogniser).segments
    assert (found.begin, found.end, found.action) == (0, len(joints), "do push-ups")


def test_actions_follow_in_their_order_where_they_are_done(recogniser: Recogniser) -> None:
    first, second = done("sweep"), done("push a cart")
    found = segment(join([first, second])[0], recogniser)
    assert [one.action for one in found.segments] == ["sweep", "push a cart"]
    assert abs(found.segments[0].end - len(first)) < 20
    assert found.covered > 0.9


def test_names_are_counted_once_and_what_is_nothing_has_none(recogniser: Recogniser) -> None:
    standing = np.repeat(done("stand")[:1], 200, axis=0) + np.random.default_rng(0).normal(0, 0.3, (200, 22, 3))
    found = segment(standing.astype(np.float32), recogniser)
    assert found.covered <= 1.0
    assert OTHER not in {one.action for one in found.segments}
    assert all(isinstance(one, Segment) for one in found.segments)


def test_a_long_motion_is_not_called_what_the_sentence_says_but_nobody_sees(recogniser: Recogniser) -> None:
    told = tell_name(Told("The person dances.", 0.98), Recognition(done(*["push-up"] * 5), recogniser))
    assert told.text == "The person does push-ups."


def test_a_sentence_whose_names_are_all_seen_stands_with_its_sides(recogniser: Recogniser) -> None:
    said = Told("The person squats, then waves with the left hand.", 0.9)
    assert tell_name(said, Recognition(done("squat", "wave left"), recogniser)) == said


def test_parts_of_a_sentence_that_are_seen_keep_their_words(recogniser: Recogniser) -> None:
    said = Told("The person dances, then waves with the left hand.", 0.9)
    told = tell_name(said, Recognition(done("sweep", "wave left"), recogniser))
    assert told.text == "The person sweeps the floor, then waves with the left hand."
    assert len(told.poses) == 2
    assert told.poses[0][0] == 0


@pytest.mark.parametrize(
    ("said", "seen", "told"),
    [
        ("The person walks forward.", 0.0, "The person walks forward, then falls down."),
        ("The person kicks with the left leg.", 0.0, "The person falls down."),
        ("The person lies down on the floor.", 0.0, "The person lies down on the floor."),
        ("The person lies down on the floor.", 0.2, "The person falls down."),
        ("The person does push-ups.", 0.2, "The person does push-ups."),
    ],
)
def test_a_fall_that_the_joints_show_is_told_where_nobody_gets_down_by_their_own_will(
    said: str, seen: float, told: str
) -> None:
    named = names_in(said)[0]
    sees = Sees([named, "fall", OTHER], np.array([[0.8 - seen, seen, 0.2]]))
    on_the_way = np.zeros((40, 22, 3)) + np.linspace(0, 3, 40)[:, None, None]
    whole = Recognition(on_the_way, sees)  # type: ignore[arg-type]
    assert tell_name(Told(said, 0.9), whole, falls=True).text == told


@pytest.mark.parametrize(
    ("said", "probability", "seen", "told"),
    [
        ("The person waves.", 0.9, {OTHER: 0.9, "bow": 0.06, "wave": 0.04}, ""),
        ("The person waves.", 0.95, {OTHER: 0.7, "raise an arm": 0.2, "wave": 0.1}, "The person waves."),
        (
            "The person raises the left arm.",
            0.95,
            {"wave": 0.5, "raise an arm": 0.3},
            "The person raises the left arm.",
        ),
        ("The person raises the left arm.", 0.95, {"wave": 0.7, "raise an arm": 0.3}, "The person waves."),
        ("The person dances.", 0.97, {OTHER: 0.9, "bow": 0.06, "dance": 0.04}, ""),
        ("The person walks, then kicks.", 0.9, {OTHER: 0.95, "kick": 0.05}, ""),
        ("The person walks.", 0.3, {OTHER: 0.7, "bow": 0.3}, ""),
        ("The person walks.", 0.3, {OTHER: 0.6, "bow": 0.4}, "The person bows."),
    ],
)
def test_a_name_that_the_recogniser_hardly_sees_is_not_told(
    said: str, probability: float, seen: dict[str, float], told: str
) -> None:
    rest = {"kneel": 0.001}
    shares = np.array([list((seen | rest).values())], np.float32)
    sees = Sees([*seen, *rest], shares)
    assert tell_name(Told(said, probability), Recognition(np.zeros((40, 22, 3)), sees)).text == told  # type: ignore[arg-type]

"""Hops, skips and jumping jacks: how often, where feet hardly leave the floor or the clip cuts one of them."""

import numpy as np
import pytest

from humocon.ask.exact import Exact, Scene, answer_from
from humocon.ask.exact.exact import DOUBTFUL, LIKELY
from humocon.ask.exact.known.names import Told
from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.facts import facts
from humocon.motion.synthesis import synthesize


def ask(joints: np.ndarray, said: str, question: str) -> Exact:
    known = facts(joints)
    scene = Scene(known, lambda asked: [Told(said, 0.97)] * len(asked), True, known.duration_s)
    answer = answer_from(question, (), scene)
    assert answer is not None
    return answer


def made(action: str, seed: int) -> np.ndarray:
    return synthesize(action, seed=seed).to_clip().joints


@pytest.mark.parametrize(
    ("action", "seed", "said", "times"),
    [
        ("skip rope", 1, "The person skips with a rope.", 11),
        ("hop", 2, "The person jumps forward.", 6),
        ("skip", 0, "The person skips forward.", 7),
        ("jumping jacks", 1, "The person does jumping jacks.", 10),
    ],
)
def test_hops_that_show_no_foot_in_the_air_are_counted_by_the_pelvis_and_doubtful(
    action: str, seed: int, said: str, times: int
):
    answer = ask(made(action, seed), said, "How many jumps are there?")
    assert answer.text == f"{times} jumps."
    assert answer.probability == DOUBTFUL
    assert answer.evidence[0] == f"the pelvis is thrown up {times} times"


@pytest.mark.parametrize(("poses", "probability"), [(119, LIKELY), (81, DOUBTFUL)])
def test_a_jumping_jack_that_the_clip_ends_within_makes_the_count_doubtful(poses: int, probability: float):
    answer = ask(made("jumping jacks", 7)[:poses], "The person does jumping jacks.", "How many jumping jacks?")
    assert answer.probability == probability
    assert any("the clip ends within the last" in fact for fact in answer.evidence) == (probability < LIKELY)


def test_a_flight_in_which_the_clip_begins_makes_the_count_of_jumps_doubtful():
    joints = made("hop", 0)
    first = facts(joints).jumps[0].span
    cut = joints[round(first.begin_s * CANONICAL_FPS) + 1 :]
    assert len(facts(cut).jumps) == len(facts(joints).jumps)
    assert ask(cut, "The person jumps forward.", "How many jumps are there?").probability == DOUBTFUL


def test_feet_off_the_floor_for_a_moment_of_a_walk_are_doubtful():
    joints = made("walk", 3).copy()
    time = np.arange(len(joints)) / CANONICAL_FPS - 2.0
    hop = 9.81 / 2 * time * (0.25 - time)
    joints[..., 1] += np.where((time > 0) & (time < 0.25), hop, 0.0)[:, None]
    known = facts(joints)
    assert [flight.kind for flight in known.flights] == ["stride"]
    answer = ask(joints, "The person walks forward.", "Do both feet leave the floor?")
    assert (answer.text[:3], answer.probability) == ("Yes", DOUBTFUL)


def test_who_walks_lands_on_one_foot_after_the_other():
    answer = ask(made("walk", 3), "The person walks forward.", "Which foot does he land on?")
    assert answer.text.startswith("The feet land one after the other")

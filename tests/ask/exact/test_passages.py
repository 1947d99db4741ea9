"""What one passes through on the way to a seat or up from it, and the few steps of what is done."""

from collections.abc import Sequence

import numpy as np
import pytest

from humocon.ask.exact import Exact, Scene, answer_from
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, SURE
from humocon.ask.exact.known.names import Told
from humocon.motion.clip import rotate_y
from humocon.motion.kinematics.facts import facts
from humocon.motion.synthesis import synthesize, synthesize_sequence


def ask(joints: np.ndarray, said: str, question: str) -> Exact:
    known = facts(joints)

    def ask_model(questions: Sequence[str]) -> list[Told]:
        return [Told(said if one.startswith("What") else "no", 0.97) for one in questions]

    answer = answer_from(question, (), Scene(known, ask_model, True, known.duration_s))
    assert answer is not None
    return answer


def made(*actions: str, seed: int = 3) -> np.ndarray:
    return synthesize_sequence(list(actions), seed=seed).to_clip().joints


@pytest.mark.parametrize(
    ("action", "said"),
    [("sit down", "The person sits down."), ("stand up", "The person stands up.")],
)
def test_who_goes_to_a_seat_or_leaves_it_neither_crouches_squats_nor_bows(action: str, said: str):
    joints = synthesize(action, seed=3).to_clip().joints
    for question in ("Does the person crouch?", "Does the person squat?", "Does the person bow?"):
        assert ask(joints, said, question).text.startswith("No"), question


def test_who_squats_before_sitting_down_squats():
    answer = ask(made("squat", "sit down"), "The person squats, then sits down.", "Does the person squat?")
    assert answer.text.startswith("Yes")


def test_who_goes_to_a_seat_goes_down():
    joints = synthesize("sit down", seed=3).to_clip().joints
    assert ask(joints, "The person sits down.", "Does the person go down?").text.startswith("Yes")


def test_who_is_seated_when_the_clip_begins_does_not_sit_down_but_sits():
    joints = made("sit still", "stand up")
    said = "The person stands up."
    assert ask(joints, said, "Does the person sit down?").text.startswith("No")
    assert ask(joints, said, "Is the person sitting down at the beginning?").text.startswith("Yes")
    assert ask(made("sit down"), "The person sits down.", "Does the person sit down?").text.startswith("Yes")


@pytest.mark.parametrize(("metres", "begins", "probability"), [(0.9, "No", DOUBTFUL), (1.6, "Yes", LIKELY)])
def test_a_way_in_parts_beside_what_is_named_is_a_walk_and_a_short_one_doubtful(
    metres: float, begins: str, probability: float
):
    walk = made("walk").astype(np.float64)
    part = walk[: int(np.flatnonzero(np.linalg.norm(walk[:, 0, [0, 2]] - walk[0, 0, [0, 2]], axis=-1) > metres / 2)[0])]
    still = np.repeat(part[-1:], 20, axis=0)
    again = part.copy()
    again[..., [0, 2]] += part[-1, 0, [0, 2]] - part[0, 0, [0, 2]]
    joints = np.concatenate([part, still, again])
    answer = ask(joints, "The person throws something in a bin.", "Is the person walking?")
    assert answer.text.startswith(begins)
    assert answer.probability == probability


@pytest.mark.parametrize(("degrees", "probability"), [(60, DOUBTFUL), (150, SURE)])
def test_a_small_turn_is_doubtful_as_one_around(degrees: float, probability: float):
    joints = made("stand").astype(np.float64)
    angle = np.radians(np.interp(np.arange(len(joints)), [20, 40], [0, degrees]))
    turned = rotate_y(joints, angle)
    answer = ask(turned, "The person turns to the left.", "Does the person turn around?")
    assert (answer.text[:3], answer.probability) == ("Yes", probability)
    assert ask(turned, "The person turns to the left.", "Does the person turn?").probability >= LIKELY

"""Which sort of a kick or a punch a made-up motion shows."""

import numpy as np
import pytest

from humocon.ask.exact import Scene, answer_from
from humocon.ask.exact.known.names import Told
from humocon.motion.kinematics.facts import facts
from humocon.motion.synthesis import synthesize
from tests.ask.exact.asking import ask


def test_a_kick_to_the_front():
    for question in ("What kind of kick is it?", "Is it a front kick, a side kick or a roundhouse kick?"):
        assert ask("kick left", question).text.startswith(
            "Most like a front kick: at its farthest the left foot is 0.8"
        )
    assert ask("kick left", "Is it a front kick?").text.startswith("Yes")
    assert ask("kick left", "Is that a roundhouse kick?").text.startswith("No: most like a front kick")
    assert ask("kick left", "Is the person kicking?").text.startswith("Yes")


def test_a_kick_to_the_side():
    joints = synthesize("kick left", seed=3).to_clip().joints.copy()
    leg, hip = [4, 7, 10], joints[:, 1]
    way = joints[:, leg] - hip[:, None]
    body = joints[:, 1] - joints[:, 2]
    left = body / np.linalg.norm(body, axis=-1, keepdims=True)
    ahead = np.cross(left, [0.0, 1.0, 0.0])
    aside, front = ((way * axis[:, None]).sum(axis=-1, keepdims=True) for axis in (left, ahead))
    # What went ahead goes to the left now.
    joints[:, leg] += front * (left - ahead)[:, None] - aside * (left + ahead)[:, None]
    known = facts(joints)
    scene = Scene(known, lambda asked: [Told("The person kicks with the left leg.", 0.97)] * len(asked), True, 3.0)
    told = answer_from("What kind of kick is it?", (), scene)
    assert told is not None
    assert told.text.startswith("Most like a side kick")


@pytest.mark.parametrize("question", ["What kind of punch is it?", "Is it a front kick?"])
def test_nothing_is_sorted_that_does_not_happen(question: str):
    assert "most like" not in ask("wave left", question).text.lower()

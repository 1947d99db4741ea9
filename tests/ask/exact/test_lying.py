"""On which side somebody lies who is made to lie."""

import numpy as np
import pytest

from tests.ask.exact.asking import ask, standing, told


def lain(up: np.ndarray) -> np.ndarray:
    """(60, 22, 3) metres: somebody lies along z; `up` is what points up of them: of (to the left, ahead)."""
    body = standing()
    aside, ahead, along = body[:, 0], body[:, 2], body[:, 1]
    left, front = up
    turned = np.stack([aside * front - ahead * left, aside * left + ahead * front + 0.2, -along], axis=-1)
    return np.repeat(turned[None], 60, axis=0)


@pytest.mark.parametrize(
    ("up", "side"),
    [((0, 1), "back"), ((0, -1), "belly"), ((-1, 0), "left side"), ((1, 0), "right side")],
)
def test_the_side_that_is_lain_on_is_held_against_the_one_that_is_named(up: tuple[int, int], side: str):
    for other in ("back", "belly", "left side", "right side"):
        answer = told(lain(np.array(up)), f"Is he lying on his {other}?").text
        assert answer.startswith("Yes" if other == side else "No"), answer


def test_who_does_not_lie_lies_on_no_side():
    assert ask("walk", "Does he lie on his back?").text.startswith("No: the person does not lie")
    assert ask("walk", "Liegt er auf dem Bauch?").text.startswith("No: the person does not lie")

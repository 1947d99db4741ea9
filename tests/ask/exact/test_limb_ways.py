"""Which way limbs go, of arms that are moved one way or to and fro."""

import numpy as np
import pytest

from tests.ask.exact.asking import standing, told


def moved(way: tuple[float, float, float], *, back: bool) -> np.ndarray:
    """(80, 22, 3) metres: the left hand goes a way, to the left, up and ahead, and comes back, or stays there."""
    joints = np.repeat(standing()[None], 80, axis=0)
    share = np.sin(np.linspace(0, np.pi if back else np.pi / 2, 80))
    joints[:, 20] += share[:, None] * np.array(way)
    return joints


@pytest.mark.parametrize(
    ("way", "back", "told_as"),
    [
        ((0, 0.4, 0), False, "up, over 0.40 m"),
        ((0, 0.4, 0), True, "up and down, over 0.40 m"),
        ((0, 0, 0.4), False, "forward, over"),
        ((0.4, 0, 0), True, "outwards and inwards, over"),
    ],
)
@pytest.mark.parametrize(
    "question",
    [
        "Which way does the left arm move?",
        "In what direction does the left hand go?",
        "Welche Richtung bewegt sich der linke Arm?",
    ],
)
def test_the_way_of_a_limb_is_told_beside_the_hips(
    way: tuple[float, float, float], back: bool, told_as: str, question: str
):
    text = told(moved(way, back=back), question).text
    assert f"goes {told_as}" in text


def test_an_arm_that_hangs_goes_hardly_anywhere():
    assert "hardly anywhere" in told(moved((0, 0.4, 0), back=True), "Which way does the right arm move?").text

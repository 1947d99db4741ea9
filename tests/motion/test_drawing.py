import numpy as np
import pytest

from humocon.motion.drawing import LEFT_COLOUR, PANEL_SIZE, RIGHT_COLOUR, film_strip, project
from humocon.motion.synthesis import synthesize


def test_a_strip_shows_every_moment() -> None:
    picture = film_strip(synthesize("walk", seed=0, duration_s=1.0).to_joints(), 5)
    assert picture.size == (5 * PANEL_SIZE[0], PANEL_SIZE[1])
    pixels = np.asarray(picture.convert("RGB")).astype(int)
    for panel in np.split(pixels, 5, axis=1):
        for colour in (LEFT_COLOUR, RIGHT_COLOUR):
            assert (np.abs(panel - colour).sum(axis=-1) < 30).sum() > 50


def test_the_person_faces_the_eye() -> None:
    ahead, left = project(np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]), azimuth=0.0, elevation=0.0)
    np.testing.assert_allclose(ahead, [0.0, 0.0, 1.0])
    np.testing.assert_allclose(left, [1.0, 0.0, 0.0])


def test_what_is_no_motion_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\(K, 22, 3\)"):
        film_strip(np.zeros((3, 24, 3)), 1)
    with pytest.raises(ValueError, match="at least 1"):
        film_strip(np.zeros((3, 22, 3)), 0)

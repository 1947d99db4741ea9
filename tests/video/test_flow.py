"""Optical flow: hand-made movements and flat background."""

import cv2
import numpy as np
import pytest

from humocon.video.flow import optical_flow


@pytest.fixture
def texture():
    noise = np.random.default_rng(0).integers(0, 256, (160, 160, 3)).astype(np.uint8)
    return cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 2), np.empty(0), 0, 255, cv2.NORM_MINMAX)


@pytest.mark.parametrize("size", [16, 64, 128])
def test_a_shift_of_three_right_and_two_up_is_found_in_pixels_of_the_result(texture, size):
    before, after = texture[20:148, 20:148], texture[22:150, 17:145]
    found = optical_flow(before[None], after[None], size)
    assert found.shape == (1, 2, size, size)
    assert found.dtype == np.float32
    inner = slice(size // 8, -size // 8)
    scale = size / 128
    np.testing.assert_allclose(found[0, 0, inner, inner], 3 * scale, atol=0.1 * scale)
    np.testing.assert_allclose(found[0, 1, inner, inner], -2 * scale, atol=0.1 * scale)


def test_motion_does_not_leak_into_flat_background(texture):
    before = np.full((1, 128, 128, 3), 120, np.uint8)
    after = before.copy()
    before[0, 50:90, 40:80], after[0, 50:90, 43:83] = texture[:40, :40], texture[:40, :40]
    found = optical_flow(before, after, 128)
    assert found[0, 0, 55:85, 48:75].mean() == pytest.approx(3, abs=0.1)
    assert np.abs(found[0, :, :40]).max() == 0
    assert np.abs(found[0, :, :, 100:]).max() == 0


def test_a_frame_that_is_its_own_successor_does_not_move(texture):
    assert not optical_flow(texture[None], texture[None], 32).any()


def test_shapes_that_do_not_belong_together_are_refused(texture):
    with pytest.raises(ValueError, match="must be the same"):
        optical_flow(texture[None], texture[None, :80], 32)
    with pytest.raises(ValueError, match="positive"):
        optical_flow(texture[None], texture[None], 0)

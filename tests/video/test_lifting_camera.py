"""What is told apart before a body is lifted: camera and person, left and right, near and small."""

import cv2
import numpy as np
import pytest

from humocon.video.lifting.camera import IDENTITY, CameraMotion
from humocon.video.lifting.detector import parts_of
from humocon.video.lifting.landmarks import MIRRORED
from humocon.video.lifting.path import settle
from humocon.video.lifting.sides import hold_sides, swapped_pictures
from humocon.video.lifting.watching import Watched

RNG = np.random.default_rng(0)
WALL = cv2.resize(RNG.integers(0, 255, (30, 60, 3), dtype=np.uint8), (640, 240), interpolation=cv2.INTER_CUBIC)


def noisy(picture: np.ndarray) -> np.ndarray:
    noise = RNG.normal(0, 4, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def test_a_still_camera_stays_where_it_was_however_noisy_its_pictures():
    camera = CameraMotion()
    views = [camera(noisy(WALL[:, :320]), None)[0] for _ in range(12)]
    assert all(np.array_equal(view, IDENTITY) for view in views)
    for jolted in (1, 0):
        camera(noisy(WALL[:, jolted : 320 + jolted]), None)
    assert not camera.moved
    assert (camera.blind, camera.cuts) == (0, 0)


def test_the_way_of_a_panning_camera_is_added_up():
    camera = CameraMotion()
    for step in range(21):
        view, _ = camera(noisy(WALL[:, 4 * step : 4 * step + 320]), None)
    assert camera.moved
    # What is in the corner now was 80 pixels further right in the first picture.
    assert view[:, 2] == pytest.approx([80, 0], abs=2.0)
    assert view[:, :2] == pytest.approx(np.eye(2), abs=0.02)


def test_a_cut_begins_a_new_shot():
    camera = CameraMotion()
    other = np.ascontiguousarray(255 - WALL[::-1, :320])
    cuts = [camera(noisy(picture), None)[1] for picture in (*[WALL[:, :320]] * 5, *[other] * 5)]
    assert cuts == [False] * 5 + [True] + [False] * 4
    assert camera.cuts == 1


def test_an_even_wall_that_does_not_change_is_no_sign_of_a_moving_camera():
    camera = CameraMotion()
    for _ in range(5):
        camera(np.full((144, 180, 3), 130, np.uint8), np.array([80.0, 40.0, 100.0, 110.0]))
    assert (camera.moved, camera.blind) == (False, 0)


def walker(num_pictures: int) -> np.ndarray:
    """(N, 33, 3) landmarks of someone whose left lies at +x, drifting slowly."""
    points = RNG.normal(0, 0.3, (33, 3))
    points[:, 0] = 0.0
    points[MIRRORED] = points
    points[:, 0] = np.where(np.arange(33) % 2, 0.2, -0.2)
    return points + 0.005 * np.arange(num_pictures)[:, None, None]


def test_pictures_whose_sides_were_taken_for_each_other_are_found():
    points, wrong = walker(20), np.zeros(20, dtype=bool)
    wrong[[0, 5, 6, 7, 13]] = True
    points[wrong] = points[wrong][:, MIRRORED]
    assert swapped_pictures(points, MIRRORED).tolist() == wrong.tolist()
    assert swapped_pictures(points[:1], MIRRORED).tolist() == [False]


def test_sides_are_swapped_in_all_that_was_seen_and_never_across_a_cut():
    world = walker(8)
    world[[2, 6, 7]] = world[[2, 6, 7]][:, MIRRORED]
    image, visibility = world[..., :2] * 100, RNG.uniform(0, 1, (8, 33))
    shots = np.array([0, 0, 0, 0, 0, 0, 1, 1])
    seen = np.array([True] * 8)
    watched = Watched(np.arange(8) / 25, seen, image, image, visibility, world, shots, (320, 240), False)
    held = hold_sides(watched)
    assert np.allclose(held.world[:6], walker_like(world))
    assert np.array_equal(held.image[2], image[2][MIRRORED])
    assert np.array_equal(held.visibility[2], visibility[2][MIRRORED])
    assert np.array_equal(held.world[6:], world[6:])


def walker_like(world: np.ndarray) -> np.ndarray:
    """The first six pictures with the sides of the third as in the others."""
    out = world[:6].copy()
    out[2] = out[2][MIRRORED]
    return out


def test_a_small_picture_is_looked_at_in_six_overlapping_parts():
    parts = parts_of(180, 144)
    assert {(part.x, part.y, part.side) for part in parts} == {(x, y, 108) for x in (54, 90, 126) for y in (54, 90)}
    assert [(part.x, part.y) for part in parts_of(100, 40)] == [(30, 20), (50, 20), (70, 20)]


def test_a_distance_is_held_unless_somebody_really_comes_nearer():
    crouching = 5 + 0.2 * np.sin(np.linspace(0, 6, 50))
    assert settle(crouching) == pytest.approx(np.full(50, np.median(crouching)))
    coming = np.linspace(5, 3, 50)
    assert settle(coming) == pytest.approx(coming)

"""Rendered people: the same for the same seed, inside the picture, and never mirrored."""

from dataclasses import replace

import numpy as np
import pytest

from humocon.motion.clip import rotate_y
from humocon.motion.skeleton import JOINT_NAMES, rest_pose
from humocon.motion.synthesis import synthesize
from humocon.video.rendering.look import FOREARM, HAIR, SHOES, SKIN, Look, plain_look, random_look
from humocon.video.rendering.person import body_scale, body_surface
from humocon.video.rendering.render import SMOOTHING, render_motion
from humocon.video.rendering.viewpoint import place_camera

LEFT_WRIST, RIGHT_WRIST, HEAD = (JOINT_NAMES.index(name) for name in ("left_wrist", "right_wrist", "head"))


def picture_points(joints: np.ndarray, points: np.ndarray, look: Look, *, size: int) -> np.ndarray:
    """Where points (K, P, 3) of the world are in the pictures of `render_motion`: (K, P, 3) right, down, metres."""
    camera = place_camera(joints.astype(np.float64), look, size * SMOOTHING, 20.0)
    return camera.project(points.astype(np.float64)) / np.array([SMOOTHING, SMOOTHING, 1.0])


@pytest.fixture(scope="module")
def walk() -> np.ndarray:
    return synthesize("walk", seed=0).to_clip().joints


@pytest.fixture(scope="module")
def standing() -> np.ndarray:
    """(3, 22, 3): a T-pose that faces +z."""
    pose = rest_pose() - np.array([0.0, rest_pose()[:, 1].min(), 0.0])
    return np.repeat(pose[None], 3, axis=0).astype(np.float32)


def test_there_is_one_picture_for_each_pose_and_the_seed_decides_all(walk):
    first = list(render_motion(walk[:12], seed=5, size=64))
    assert len(first) == 12
    assert first[0].shape == (64, 64, 3)
    assert first[0].dtype == np.uint8
    again = list(render_motion(walk[:12], seed=5, size=64))
    assert all((one == two).all() for one, two in zip(first, again, strict=True))
    other = next(render_motion(walk[:12], seed=6, size=64))
    assert np.abs(other.astype(int) - first[0]).mean() > 5


@pytest.mark.parametrize("look", ["plain", "random"])
def test_a_part_looks_as_it_does_in_the_whole(walk, look):
    whole = list(render_motion(walk, seed=2, size=48, look=look))
    part = list(render_motion(walk, seed=2, size=48, look=look, only=[40, 3]))
    assert (part[0] == whole[40]).all()
    assert (part[1] == whole[3]).all()


@pytest.mark.parametrize("seed", range(12))
def test_the_person_stays_inside_the_picture(walk, seed):
    surface = body_surface(walk[::5], scale=body_scale(walk), girth=random_look(seed).girth, segments=8)
    vertices = np.zeros((len(walk), surface.vertices.shape[1], 3))
    vertices[::5] = surface.vertices
    points = picture_points(walk, vertices, random_look(seed), size=100)[::5]
    assert points[..., :2].min() > 0
    assert points[..., :2].max() < 100
    assert points[..., 2].min() > 0.2


def test_the_left_hand_is_to_the_right_of_a_picture_from_the_front(standing):
    for azimuth, sign in ((0, 1), (180, -1)):
        points = picture_points(standing, standing, plain_look(azimuth), size=100)[0]
        assert sign * (points[LEFT_WRIST, 0] - points[RIGHT_WRIST, 0]) > 20
        assert points[HEAD, 1] < points[0, 1]  # rows count down


def test_the_pixels_of_the_left_hand_lie_where_the_left_hand_is(standing):
    """Only the left arm is dressed in green: the green pixels must be on the person's left."""
    look = plain_look(0)
    joints = standing.copy()
    joints[:, RIGHT_WRIST] = joints[:, JOINT_NAMES.index("right_elbow")] - [0.01, 0, 0]  # no right forearm to speak of
    look.palette[FOREARM] = (0.0, 1.0, 0.0)
    picture = next(render_motion(joints, size=100, look=look)).astype(int)
    green = (
        (picture[..., 1] > 100) & (picture[..., 1] > picture[..., 0] + 60) & (picture[..., 1] > picture[..., 2] + 60)
    )
    columns = np.nonzero(green)[1]
    left, right = (
        picture_points(standing, standing, look, size=100)[0, wrist, 0] for wrist in (LEFT_WRIST, RIGHT_WRIST)
    )
    assert len(columns) > 30
    assert np.abs(np.median(columns) - left) < np.abs(np.median(columns) - right)


def test_the_camera_at_90_degrees_stands_at_the_left_side(standing):
    points = picture_points(standing, standing, plain_look(90), size=100)[0]
    assert points[LEFT_WRIST, 2] < points[RIGHT_WRIST, 2] - 0.5  # nearer
    # From the person's left, the way they face is to the left of the picture.
    ahead = standing + np.array([0.0, 0.0, 0.3], np.float32)
    assert picture_points(standing, ahead, plain_look(90), size=100)[0, 0, 0] < points[0, 0] - 5


def test_a_face_is_seen_from_the_front_and_hair_from_behind(standing):
    look = replace(plain_look(0), ambient=1.0, grain=0.0)
    look.palette[HAIR], look.palette[SKIN] = (0.0, 0.0, 1.0), (1.0, 0.0, 0.0)

    def share_of_skin(azimuth: float) -> float:
        own = replace(look, azimuth=azimuth)
        x, y, _ = picture_points(standing, standing, own, size=200)[0, HEAD]
        picture = next(render_motion(standing, size=200, look=own)).astype(int)
        head = picture[round(y) - 12 : round(y) + 2, round(x) - 4 : round(x) + 4]
        return float((head[..., 0] > head[..., 2] + 50).mean())

    assert share_of_skin(0) > 0.6
    assert share_of_skin(180) < 0.2


def test_the_body_faces_outwards_and_turns_with_the_person(standing):
    surface = body_surface(standing[:1], scale=1.0)
    corner = surface.vertices[0][surface.quads].astype(float)
    normal = np.cross(corner[:, 2] - corner[:, 0], corner[:, 3] - corner[:, 1])
    # The enclosed volume is positive when quads face outwards: that of an adult is .05 to .12 m3.
    volume = (corner.mean(1) * normal).sum() / 6
    assert 0.04 < volume < 0.15
    turned = body_surface(rotate_y(standing[:1], 1.0), scale=1.0)
    np.testing.assert_allclose(turned.vertices[0], rotate_y(surface.vertices[0], 1.0), atol=0.02)


def test_soles_are_on_the_ground(standing):
    surface = body_surface(standing[:1], scale=1.0)
    soles = surface.vertices[0][surface.quads[surface.materials == SHOES]]
    assert -0.04 < soles[..., 1].min() < 0.0


def test_wrong_input_is_refused_at_once(standing):
    with pytest.raises(ValueError, match="22, 3"):
        render_motion(standing[:, :20])
    with pytest.raises(ValueError, match="NaN"):
        render_motion(standing * np.nan)
    with pytest.raises(ValueError, match="size"):
        render_motion(standing, size=4)
    with pytest.raises(ValueError, match="0 to 2"):
        render_motion(standing, only=[3])

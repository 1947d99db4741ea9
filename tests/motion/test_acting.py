"""What all made-up motions have in common: a body that holds together, on a floor that holds it."""

import numpy as np
import pytest

from humocon.motion.acting.floor import FLESH
from humocon.motion.acting.handiwork import Gesture, Key, perform
from humocon.motion.acting.performance import draw_style, measure, mirrored
from humocon.motion.acting.solve import solve
from humocon.motion.acting.sprawls import fall
from humocon.motion.acting.steps import lunge
from humocon.motion.rotations import forward_kinematics
from humocon.motion.skeleton import LEFT_RIGHT, MEAN_OFFSETS, PARENTS
from humocon.motion.synthesis import ACTIONS, FPS, synthesize

FLOOR_WORK = ("fall", "get up", "lie", "crawl", "kneel", "push-up", "sit-up", "plank")
TREADMILL = ("walk on the spot", "run on the spot", "jog on the spot", "march")
WRISTS, TOES = (20, 21), (10, 11)


@pytest.fixture(scope="module")
def acted() -> dict[str, list[np.ndarray]]:
    """(K, 22, 3) joints of every action, each by somebody else; floor work by three people."""
    people = {action: range(3 if action in FLOOR_WORK else 1) for action in ACTIONS}
    return {
        action: [synthesize(action, seed=10 * number + seed).to_joints() for seed in people[action]]
        for number, action in enumerate(ACTIONS)
    }


def bend(joints: np.ndarray, start: int, middle: int, end: int) -> np.ndarray:
    """Degrees (K,) by which a limb of two bones is bent."""
    first, second = joints[:, middle] - joints[:, start], joints[:, end] - joints[:, middle]
    lengths = np.linalg.norm(first, axis=-1) * np.linalg.norm(second, axis=-1)
    return np.degrees(np.arccos(np.clip((first * second).sum(axis=-1) / lengths, -1, 1)))


def from_line(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Metres (K,) between points and the stretch of a line, (K, 3) each."""
    along = end - start
    share = np.clip(((points - start) * along).sum(axis=-1) / (along**2).sum(axis=-1), 0, 1)[:, None]
    return np.linalg.norm(points - start - share * along, axis=-1)


def test_nothing_sinks_below_the_floor(acted: dict[str, list[np.ndarray]]) -> None:
    for action, takes in acted.items():
        for joints in takes:
            assert (joints[:, :, 1] - (FLESH if action in FLOOR_WORK else 0.0)).min() > -0.02, action


def test_who_is_on_the_floor_lies_on_it(acted: dict[str, list[np.ndarray]]) -> None:
    for action in FLOOR_WORK:
        for joints in acted[action]:
            assert np.abs((joints[:, :, 1] - FLESH).min(axis=1)).mean() < 0.01, action
    for joints in acted["fall"]:
        assert joints[0, 15, 1] > 0.9
        assert joints[-1, :, 1].max() < 0.65
    for joints in acted["get up"]:
        assert joints[0, :, 1].max() < 0.5
        assert joints[-1, 15, 1] > 1.3


def test_feet_that_stand_do_not_slide(acted: dict[str, list[np.ndarray]]) -> None:
    for action, takes in acted.items():
        if action in (*TREADMILL, *FLOOR_WORK):
            continue
        for joints in takes:
            toes = joints[:, TOES]
            planted = (toes[1:, :, 1] < 0.004) & (toes[:-1, :, 1] < 0.004)
            speed = np.linalg.norm(np.diff(toes[..., [0, 2]], axis=0), axis=-1) * FPS
            assert not planted.any() or speed[planted].mean() < 0.06, action


def test_what_bears_a_body_on_the_floor_hardly_slides(acted: dict[str, list[np.ndarray]]) -> None:
    for action in FLOOR_WORK:
        for joints in acted[action]:
            bears = np.maximum(joints[1:, :, 1], joints[:-1, :, 1]) - FLESH < 0.006
            speed = np.linalg.norm(np.diff(joints[..., [0, 2]], axis=0), axis=-1) * FPS
            assert np.median(speed[bears]) < 0.15, action


def test_hands_stay_outside_the_body(acted: dict[str, list[np.ndarray]]) -> None:
    for action, takes in acted.items():
        for joints in takes:
            for wrist in WRISTS:
                assert from_line(joints[:, wrist], joints[:, 0], joints[:, 12]).min() > 0.06, action
                assert np.linalg.norm(joints[:, wrist] - joints[:, 15], axis=-1).min() > 0.1, action


def test_joints_bend_as_far_as_they_can_and_do_not_snap(acted: dict[str, list[np.ndarray]]) -> None:
    for action, takes in acted.items():
        for joints in takes:
            for side in (0, 1):
                assert bend(joints, 16 + side, 18 + side, 20 + side).max() < 152, action
                assert bend(joints, 1 + side, 4 + side, 7 + side).max() < 157, action
            acceleration = np.linalg.norm(np.diff(joints, n=2, axis=0), axis=-1) * FPS**2
            assert acceleration.max() < 260, action


@pytest.mark.parametrize("act", [fall, lunge])
def test_any_performance_can_be_mirrored(act) -> None:
    rng = np.random.default_rng(1)
    body = measure(MEAN_OFFSETS)
    performance = act(np.arange(90) / FPS, body, draw_style(rng, body), rng)
    joints = []
    for one in (performance, mirrored(performance)):
        rotations, root = solve(one, MEAN_OFFSETS)
        joints.append(forward_kinematics(rotations, MEAN_OFFSETS, PARENTS, root)[0])
    np.testing.assert_allclose(joints[1], joints[0][:, LEFT_RIGHT] * [-1, 1, 1], atol=1e-9)


def test_a_hand_comes_to_the_place_of_its_key() -> None:
    rng = np.random.default_rng(0)
    body = measure(MEAN_OFFSETS)
    place = (0.3, 0.2, 0.6)
    gesture = Gesture((Key(-1.0, place), Key(2.0, place)), timed=False)
    act = perform(np.arange(30) / FPS, body, draw_style(rng, body), rng, gesture=gesture)
    assert act.reach is not None
    act.reach.hands[:] = place
    rotations, root = solve(act, MEAN_OFFSETS)
    joints, turned = forward_kinematics(rotations, MEAN_OFFSETS, PARENTS, root)
    shoulder = joints[:, 9] + turned[:, 9] @ (MEAN_OFFSETS[13] + MEAN_OFFSETS[16])
    reached = np.einsum("kba,kb->ka", turned[:, 9], joints[:, 20] - shoulder)
    arm = np.linalg.norm(MEAN_OFFSETS[18]) + np.linalg.norm(MEAN_OFFSETS[20])
    np.testing.assert_allclose(reached / arm, np.broadcast_to(place, reached.shape), atol=1e-6)


@pytest.mark.parametrize(("side", "way"), [("left", 1), ("right", -1)])
def test_steps_and_gallops_go_to_their_side(side: str, way: int) -> None:
    for action in ("side step", "gallop"):
        for seed in range(4):
            travelled = np.diff(synthesize(f"{action} {side}", seed=seed).root[[0, -1]], axis=0)[0]
            assert way * travelled[0] > 0.3
            assert abs(travelled[2]) < 0.1


def test_a_gallop_leaves_the_ground_and_a_side_step_does_not() -> None:
    for seed in range(4):
        for action, leaves in (("gallop left", True), ("side step left", False)):
            lowest = synthesize(action, seed=seed).to_joints()[:, TOES, 1].min(axis=1)
            assert (lowest.max() > 0.02) == leaves


def test_stairs_are_climbed_and_who_crawls_gets_ahead() -> None:
    for seed in range(3):
        climb, crawl = (synthesize(action, seed=seed, duration_s=3.0).root for action in ("climb stairs", "crawl"))
        assert 0.5 < climb[-1, 1] - climb[0, 1] < 1.5
        assert crawl[-1, 2] - crawl[0, 2] > 0.4

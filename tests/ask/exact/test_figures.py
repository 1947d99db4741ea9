"""Figures of films: swings of a club and bodies upside down, and what looks like one and is none."""

import numpy as np

from humocon.ask.exact import Scene
from humocon.ask.exact.known.figures import figures
from humocon.motion.kinematics.facts import facts
from humocon.motion.skeleton import JOINT_NAMES
from humocon.motion.synthesis import synthesize
from tests.ask.exact.asking import scene_of


def film_of(joints: np.ndarray) -> Scene:
    return scene_of(facts(joints), "", 0.0, is_film=True)


def swing() -> np.ndarray:
    """Somebody (50, 22, 3) who swings both hands together from before the thighs over the head within 0.3 s."""
    joints = np.repeat(synthesize("stand", seed=1).to_clip().joints[:1], 50, axis=0).copy()
    angle = np.radians(-80 + 140 * np.clip((np.arange(50) - 20) / 6, 0, 1))
    way = np.stack([np.zeros(50), np.sin(angle), np.cos(angle)], axis=-1)
    for side in ("left", "right"):
        shoulder = joints[:, JOINT_NAMES.index(f"{side}_shoulder")]
        for name, share in (("elbow", 0.5), ("wrist", 1.0)):
            joints[:, JOINT_NAMES.index(f"{side}_{name}")] = shoulder + 0.52 * share * way
    for name in ("wrist", "elbow"):
        joints[:, [JOINT_NAMES.index(f"{side}_{name}") for side in ("left", "right")], 0] *= 0.5
    return joints


def test_who_swings_both_hands_on_a_spot_swings_a_club():
    assert "golf" in figures(film_of(swing()))


def test_who_goes_two_metres_while_both_hands_swing_swings_no_club():
    joints = swing()
    joints[..., 0] += np.linspace(0, 2, len(joints))[:, None]
    assert not figures(film_of(joints))


def test_a_cartwheel_of_a_moment_is_none():
    still = synthesize("stand", seed=1).to_clip().joints[:1]
    over = still * np.array([1, -1, 1]) + np.array([0, still[..., 1].max(), 0])
    brief, long = (
        np.concatenate([np.repeat(still, 20, axis=0), np.repeat(over, n, axis=0), np.repeat(still, 20, axis=0)])
        for n in (3, 14)
    )
    assert not figures(film_of(brief))
    assert "cartwheel" in figures(film_of(long))

import numpy as np
import pytest

from humocon.motion.knees import with_knees_ahead

STANDING = {
    "shoulder": (0.2, 1.4, 0.0),
    "hip": (0.1, 0.9, 0.0),
    "knee": (0.1, 0.5, 0.0),
    "ankle": (0.1, 0.1, 0.0),
}


def poses(*changes: dict[str, tuple[float, float, float]]) -> dict[str, np.ndarray]:
    """Somebody who faces +z, in so many poses."""
    sides = {"left": np.array([1.0, 1.0, 1.0]), "right": np.array([-1.0, 1.0, 1.0])}
    return {
        f"{side}_{name}": np.array([(STANDING | change)[name] for change in changes]) * flip
        for side, flip in sides.items()
        for name in STANDING
    }


SQUATTING = {"shoulder": (0.2, 0.98, 0.0), "hip": (0.1, 0.58, 0.0), "knee": (0.1, 0.34, 0.02)}


def test_knees_that_a_sensor_sees_beneath_the_hips_come_as_far_ahead_as_the_legs_are_long() -> None:
    seen = poses({}, {}, {}, {}, SQUATTING)
    told, share = with_knees_ahead(seen)
    assert share == pytest.approx(0.2)
    for side, out in (("left", 0.1), ("right", -0.1)):
        # 0.4 m of thigh and of shin over a height of 0.48 m.
        np.testing.assert_allclose(told[f"{side}_knee"][-1], [out, 0.34, np.sqrt(0.4**2 - 0.24**2)], atol=1e-6)
        np.testing.assert_array_equal(told[f"{side}_knee"][:-1], seen[f"{side}_knee"][:-1])
        np.testing.assert_array_equal(told[f"{side}_ankle"], seen[f"{side}_ankle"])


def test_legs_that_keep_their_lengths_are_left_as_they_are() -> None:
    deep = SQUATTING | {"knee": (0.1, 0.34, 0.32)}
    seen = poses({}, deep, deep)
    told, share = with_knees_ahead(seen)
    assert share == 0
    for name, places in seen.items():
        np.testing.assert_allclose(told[name], places, atol=1e-12)


def test_a_foot_that_is_further_away_than_the_leg_is_long_has_its_knee_on_the_way() -> None:
    far = {"hip": (0.1, 0.9, 0.0), "knee": (0.1, 0.7, 0.0), "ankle": (0.1, 0.6, 0.0)}
    told, _ = with_knees_ahead(poses({}, {}, {}, far))
    assert np.isfinite(told["left_knee"]).all()
    thigh = np.linalg.norm(told["left_knee"][-1] - [0.1, 0.9, 0.0])
    assert thigh == pytest.approx(0.4, abs=1e-6)

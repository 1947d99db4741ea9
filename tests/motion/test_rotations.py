from itertools import permutations

import numpy as np
import pytest

from humocon.motion.rotations import (
    axis_angle_to_matrix,
    axis_rotation,
    forward_kinematics,
    matrix_to_axis_angle,
    matrix_to_euler,
    six_d_to_matrix,
)

ORDERS = ["".join(order) for order in permutations("XYZ")]


@pytest.fixture
def matrices():
    return axis_angle_to_matrix(np.random.default_rng(0).normal(size=(200, 3)))


def test_a_quarter_turn_about_y_takes_z_to_x():
    np.testing.assert_allclose(axis_rotation("Y", np.array(np.pi / 2)) @ [0, 0, 1], [1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(axis_angle_to_matrix(np.array([0, np.pi / 2, 0])) @ [0, 0, 1], [1, 0, 0], atol=1e-12)


@pytest.mark.parametrize("order", ORDERS)
def test_euler_angles_survive_a_round_trip_even_at_the_gimbal_lock(order, matrices):
    def turned(angles: np.ndarray) -> np.ndarray:
        first, second, third = (axis_rotation(axis, angles[:, place]) for place, axis in enumerate(order))
        return first @ second @ third

    np.testing.assert_allclose(turned(matrix_to_euler(matrices, order)), matrices, atol=1e-9)
    locked = turned(np.array([[0.4, np.pi / 2, 1.3], [0.4, -np.pi / 2, 1.3]]))
    np.testing.assert_allclose(turned(matrix_to_euler(locked, order)), locked, atol=1e-9)


def test_axis_angles_survive_a_round_trip_even_at_a_half_turn():
    vectors = np.array([[0, 0, 0], [1e-9, 0, 0], [0.3, -0.2, 0.9], [0, np.pi - 1e-7, 0], [2.0, 2.0, 1.0]])
    np.testing.assert_allclose(matrix_to_axis_angle(axis_angle_to_matrix(vectors)), vectors, atol=1e-6)


def test_six_numbers_survive_a_round_trip_and_are_made_orthonormal(matrices):
    six = np.concatenate([matrices[..., 0], matrices[..., 1]], axis=-1)
    np.testing.assert_allclose(six_d_to_matrix(six), matrices, atol=1e-12)
    np.testing.assert_allclose(six_d_to_matrix(3 * six), matrices, atol=1e-12)


def test_kinematics_chain_rotations_outward():
    turn = axis_rotation("Z", np.array(np.pi / 2))
    rotations = np.stack([turn, turn, np.eye(3)])[None]
    offsets = np.array([[9.0, 9, 9], [1, 0, 0], [1, 0, 0]])
    positions, turned = forward_kinematics(rotations, offsets, np.array([-1, 0, 1]), np.array([[5.0, 0, 0]]))
    np.testing.assert_allclose(positions[0], [[5, 0, 0], [5, 1, 0], [4, 1, 0]], atol=1e-12)
    np.testing.assert_allclose(turned[0, 2], turn @ turn)


def test_an_order_that_repeats_an_axis_is_refused():
    with pytest.raises(ValueError, match="permutation"):
        matrix_to_euler(np.eye(3), "XYX")

"""Rotations in NumPy: axis-angle, Euler angles in any order, the 6-number form, and posing a skeleton with them.

All matrices act on column vectors. Shapes: (...) is any number of leading axes.
"""

import numpy as np

_AXES = "XYZ"


def axis_angle_to_matrix(vectors: np.ndarray) -> np.ndarray:
    """Rodrigues' formula: (..., 3) axis times angle in radians -> (..., 3, 3)."""
    angle = np.linalg.norm(vectors, axis=-1, keepdims=True)
    x, y, z = np.moveaxis(vectors / np.maximum(angle, 1e-12), -1, 0)
    zero = np.zeros_like(x)
    cross = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=-1).reshape(*x.shape, 3, 3)
    angle = angle[..., None]
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * (cross @ cross)


def matrix_to_axis_angle(matrices: np.ndarray) -> np.ndarray:
    """Inverse of `axis_angle_to_matrix`: (..., 3, 3) -> (..., 3), angles in [0, pi]."""
    m = matrices
    skew = np.stack([m[..., 2, 1] - m[..., 1, 2], m[..., 0, 2] - m[..., 2, 0], m[..., 1, 0] - m[..., 0, 1]], axis=-1)
    sin = np.linalg.norm(skew, axis=-1) / 2
    cos = (np.trace(m, axis1=-2, axis2=-1) - 1) / 2
    angle = np.arctan2(sin, cos)
    # Near pi the antisymmetric part vanishes: there the axis is the strongest column of (R + 1) / 2.
    symmetric = (m + np.swapaxes(m, -1, -2)) / 2 + np.eye(3) * (-np.clip(cos, -1, 1))[..., None, None]
    strongest = np.argmax(np.diagonal(symmetric, axis1=-2, axis2=-1), axis=-1)
    column = np.take_along_axis(symmetric, strongest[..., None, None], axis=-1)[..., 0]
    sign = np.where(np.sum(column * skew, axis=-1, keepdims=True) < 0, -1.0, 1.0)
    axis = np.where((cos < -0.9)[..., None], column * sign, skew)
    axis = axis / np.maximum(np.linalg.norm(axis, axis=-1, keepdims=True), 1e-12)
    return axis * angle[..., None]


def quaternion_to_axis_angle(quaternions: np.ndarray) -> np.ndarray:
    """Unit quaternions, w first: (..., 4) -> (..., 3) axis times angle, angles in [0, pi]; zeros turn nothing."""
    w, xyz = quaternions[..., :1], quaternions[..., 1:]
    length = np.linalg.norm(xyz, axis=-1, keepdims=True)
    return np.where(w < 0, -xyz, xyz) / np.maximum(length, 1e-12) * 2 * np.arctan2(length, np.abs(w))


def axis_rotation(axis: str, angle: np.ndarray) -> np.ndarray:
    """Rotation about one axis, "X", "Y" or "Z": (...) radians -> (..., 3, 3)."""
    first = _AXES.index(axis.upper())
    second, third = (first + 1) % 3, (first + 2) % 3
    out = np.zeros((*np.shape(angle), 3, 3))
    out[..., first, first] = 1
    out[..., second, second] = out[..., third, third] = np.cos(angle)
    out[..., third, second] = np.sin(angle)
    out[..., second, third] = -out[..., third, second]
    return out


def matrix_to_euler(matrices: np.ndarray, order: str) -> np.ndarray:
    """Euler angles as BVH writes them, R = Rz(first) Rx(second) Ry(third) for "ZXY": (..., 3, 3) -> (..., 3) radians.

    Raises:
        ValueError: `order` is not a permutation of XYZ.
    """
    if sorted(order.upper()) != list(_AXES):
        raise ValueError(f"order must be a permutation of XYZ, not {order!r}")
    i, j, k = (_AXES.index(axis) for axis in order.upper())
    sign = 1.0 if (j - i) % 3 == 1 else -1.0
    sine = np.clip(sign * matrices[..., i, k], -1, 1)
    middle = np.arcsin(sine)
    first = np.arctan2(-sign * matrices[..., j, k], matrices[..., k, k])
    last = np.arctan2(-sign * matrices[..., i, j], matrices[..., i, i])
    locked = np.abs(sine) > 1 - 1e-9
    first = np.where(locked, np.arctan2(sign * matrices[..., k, j], matrices[..., j, j]), first)
    return np.stack([first, middle, np.where(locked, 0.0, last)], axis=-1)


def six_d_to_matrix(numbers: np.ndarray) -> np.ndarray:
    """The first two columns of a rotation, not necessarily orthonormal: (..., 6) -> (..., 3, 3)."""
    first = numbers[..., :3] / np.maximum(np.linalg.norm(numbers[..., :3], axis=-1, keepdims=True), 1e-12)
    second = numbers[..., 3:] - np.sum(first * numbers[..., 3:], axis=-1, keepdims=True) * first
    second = second / np.maximum(np.linalg.norm(second, axis=-1, keepdims=True), 1e-12)
    return np.stack([first, second, np.cross(first, second)], axis=-1)


def unit_vectors(vectors: np.ndarray) -> np.ndarray:
    """(..., 3) -> the same directions with length 1; zero stays zero."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def forward_kinematics(
    rotations: np.ndarray, offsets: np.ndarray, parents: np.ndarray, root: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Pose a skeleton.

    Args:
        rotations: (N, J, 3, 3) rotation of each joint relative to its parent.
        offsets: (J, 3), or (N, J, 3) where they move, offset from the parent; the root's entry is not used.
        parents: (J,) index of each parent, parents first; -1 for a root.
        root: (N, 3) position of the root.

    Returns:
        Positions (N, J, 3) and global rotations (N, J, 3, 3).
    """
    offsets = np.broadcast_to(offsets, (*rotations.shape[:2], 3))
    positions = np.empty_like(offsets)
    turned = np.empty_like(rotations)
    for joint, parent in enumerate(parents):
        if parent < 0:
            positions[:, joint], turned[:, joint] = root, rotations[:, joint]
            continue
        positions[:, joint] = positions[:, parent] + (turned[:, parent] @ offsets[:, joint, :, None])[..., 0]
        turned[:, joint] = turned[:, parent] @ rotations[:, joint]
    return positions, turned

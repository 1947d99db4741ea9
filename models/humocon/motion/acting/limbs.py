"""Arms and legs of two bones: posed by angles, or bent so that the hand or the foot comes to a place.

Rotations are matrices that act on column vectors; those of the limbs are filled in, (K, 22, 3, 3), local.
"""

from typing import Final

import numpy as np

from humocon.motion.acting.curves import soften
from humocon.motion.acting.performance import LEFT, Reach
from humocon.motion.rotations import axis_rotation, unit_vectors

_SIDE_FLIP: Final = np.diag([-1.0, 1.0, 1.0])
_USUAL: Final = np.array([0.4, -0.6, 0.7]) / np.linalg.norm([0.4, -0.6, 0.7])
"""Where hands mostly are, from the shoulder: outward, up, ahead."""
_LEFTWARD: Final = np.array([[1.0, 0.0, 0.0]])


def turn(axis: int, degrees: np.ndarray | float) -> np.ndarray:
    """Rotation about x (0), y (1) or z (2): (...) degrees -> (..., 3, 3)."""
    return axis_rotation("XYZ"[axis], np.radians(np.asarray(degrees, dtype=np.float64)))


def bend_arms(arms: np.ndarray, rotations: np.ndarray) -> None:
    """Fill in collars (13, 14), shoulders (16, 17) and elbows (18, 19); the right arm mirrors the left's geometry.

    Args:
        arms: (2, K, 4) as in `Performance.arms`.
        rotations: changed in place.
    """
    for side in (0, 1):
        swing, lift, roll, elbow = soften(arms[side], 0.8).T
        # The collar bone takes its share once the arm is above the horizontal, as a person's does.
        shrug = 0.22 * np.clip(np.maximum(lift, swing) - 60.0, 0.0, 120.0)
        collar = turn(2, shrug)
        shoulder = np.swapaxes(collar, -1, -2) @ turn(0, -swing) @ turn(2, lift - 90.0) @ turn(0, roll)
        _fill(rotations, side, {13: collar, 16: shoulder, 18: turn(1, -elbow)})


def bend_legs_by_angles(legs: np.ndarray, rotations: np.ndarray) -> None:
    """Fill in hips (1, 2), knees (4, 5) and ankles (7, 8) by `Sprawl.legs` (2, K, 5)."""
    for side in (0, 1):
        forward, out, outward, knee, pointed = soften(legs[side], 0.8).T
        hip = turn(0, -forward) @ turn(2, out) @ turn(1, outward)
        _fill(rotations, side, {1: hip, 4: turn(0, knee), 7: turn(0, pointed)})


def _fill(rotations: np.ndarray, side: int, left: dict[int, np.ndarray]) -> None:
    """Put in rotations of a left limb, by its joints, or their mirror images for the right."""
    for joint, local in left.items():
        rotations[:, joint + side] = local if side == LEFT else _SIDE_FLIP @ local @ _SIDE_FLIP


def place_hands(reach: Reach, rotations: np.ndarray, offsets: np.ndarray) -> None:
    """Bend the arms so that the hands come to their places, as far as their weight says; see `Reach`."""
    for side in (0, 1):
        weight = soften(reach.weight[side], 0.8)[:, None]
        out = np.array([1.0 if side == LEFT else -1.0, 1.0, 1.0])
        upper, lower = offsets[18 + side], offsets[20 + side]
        length = np.linalg.norm(upper) + np.linalg.norm(lower)
        target = soften(reach.hands[side], 0.8)
        raised = np.degrees(np.arccos(np.clip(-unit_vectors(target)[:, 1], -1, 1))) * np.linalg.norm(target, axis=-1)
        shrug = turn(2, (1 if side == LEFT else -1) * 0.22 * np.clip(raised - 60.0, 0.0, 120.0) * weight[:, 0])
        collar = shrug @ rotations[:, 13 + side] if weight.any() else rotations[:, 13 + side]
        shoulder = offsets[13 + side] + collar @ offsets[16 + side]
        # What the angles say of the elbow and the hand, in the frame of the chest like all the rest.
        arm = rotations[:, 13 + side] @ rotations[:, 16 + side]
        elbow = arm @ upper
        hand = elbow + arm @ rotations[:, 18 + side] @ lower
        goal = offsets[13 + side] + offsets[16 + side] + length * out * target - shoulder
        line = (1.0 - weight) * hand + weight * goal
        pole = out * _elbow_way(unit_vectors(out * goal), reach.elbows[side][:, None])
        pole = unit_vectors((1.0 - weight) * unit_vectors(elbow - 0.5 * hand) + weight * pole)
        hinge = np.cross(pole, unit_vectors(line))
        first, second = _two_bones(
            line, hinge, upper, lower, np.array([[0.0, -out[0], 0.0]]), least=float(0.27 * length)
        )
        placed = weight[:, 0] > 1e-3
        rotations[placed, 13 + side] = collar[placed]
        rotations[placed, 16 + side] = (collar.swapaxes(-1, -2) @ first)[placed]
        rotations[placed, 18 + side] = (first.swapaxes(-1, -2) @ second)[placed]


def _elbow_way(hand: np.ndarray, outward: np.ndarray) -> np.ndarray:
    """Where the elbow points (K, 3) when the hand is in a direction (K, 3) from the shoulder, outward, up and ahead.

    It turns with the arm by the shortest way from where hands mostly are, so that it never flips over.
    """
    pole = outward * [1.0, -0.15, -0.2] + (1.0 - outward) * [0.3, -1.0, -0.25]
    pole = unit_vectors(pole - (pole @ _USUAL)[:, None] * _USUAL)
    axis, cosine = np.cross(_USUAL, hand), (hand @ _USUAL)[:, None]
    along = (axis * pole).sum(axis=-1, keepdims=True) / np.maximum(1.0 + cosine, 0.05)
    return unit_vectors(pole * cosine + np.cross(axis, pole) + axis * along)


def bend_leg(
    side: int,
    root: np.ndarray,
    ankle: np.ndarray,
    foot: np.ndarray,
    facing: np.ndarray,
    rotations: np.ndarray,
    offsets: np.ndarray,
) -> None:
    """Fill in hip, knee and ankle of one leg so that the ankle comes to `ankle` (K, 3) and the foot to `foot`."""
    hip, knee_joint, ankle_joint = 1 + side, 4 + side, 7 + side
    line = ankle - root - rotations[:, 0] @ offsets[hip]
    # The knee bends in the plane of the leg, halfway between where the body and the foot point.
    foot_left = foot[:, :, 0]
    hinge = turn(1, facing)[:, :, 0] + np.where(foot_left[:, 1:2] ** 2 < 0.5, foot_left, 0.0)
    thigh, shin = np.linalg.norm(offsets[knee_joint]), np.linalg.norm(offsets[ankle_joint])
    least = abs(thigh - shin) + 0.15 * thigh
    upper, lower = _two_bones(line, hinge, offsets[knee_joint], offsets[ankle_joint], _LEFTWARD, least=float(least))
    rotations[:, hip] = rotations[:, 0].swapaxes(-1, -2) @ upper
    rotations[:, knee_joint] = upper.swapaxes(-1, -2) @ lower
    rotations[:, ankle_joint] = lower.swapaxes(-1, -2) @ foot


def _two_bones(
    line: np.ndarray, hinge: np.ndarray, upper: np.ndarray, lower: np.ndarray, rest: np.ndarray, *, least: float
) -> tuple[np.ndarray, np.ndarray]:
    """Rotations (K, 3, 3) of two bones, at rest (3,) each, that together reach along `line` (K, 3).

    They bend about `hinge` (K, 3), which is `rest` (1, 3) for the bones at rest, and come no nearer than `least`.
    """
    first, second = np.linalg.norm(upper), np.linalg.norm(lower)
    distance = np.linalg.norm(line, axis=-1, keepdims=True)
    line = line / np.maximum(distance, 1e-6)
    distance = np.clip(distance, least, 0.999 * (first + second))
    hinge = unit_vectors(hinge - (hinge * line).sum(axis=-1, keepdims=True) * line)
    ahead = np.cross(line, hinge)
    along = (first**2 - second**2 + distance**2) / (2 * distance)
    joint = along * line + np.sqrt(np.maximum(first**2 - along**2, 0.0)) * ahead
    turned = _aim(joint, hinge) @ _aim(upper[None], rest).swapaxes(-1, -2)
    return turned, _aim(distance * line - joint, hinge) @ _aim(lower[None], rest).swapaxes(-1, -2)


def _aim(bone: np.ndarray, hinge: np.ndarray) -> np.ndarray:
    """Frame (..., 3, 3) whose first column lies along `bone` and whose second is as near to `hinge` as can be."""
    first = unit_vectors(bone)
    second = unit_vectors(hinge - (hinge * first).sum(axis=-1, keepdims=True) * first)
    return np.stack([first, second, np.cross(first, second)], axis=-1)

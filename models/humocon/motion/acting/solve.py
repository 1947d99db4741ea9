"""From what an actor does to the rotation of every joint.

Trunk and arms are turned by the given angles; the legs follow from where the feet are (two-bone inverse kinematics), so
that planted feet stay where they are and no bone changes its length.

Rotations are matrices that act on column vectors; a world rotation is the parent's world rotation times the local one.
"""

import numpy as np

from humocon.motion.acting.curves import soften
from humocon.motion.acting.performance import LEFT, Body, Performance, measure
from humocon.motion.rotations import axis_rotation
from humocon.motion.skeleton import NUM_JOINTS

LONGEST = 0.995  # of the leg: a knee that is quite straight would snap
_SPINE = {3: 0.40, 6: 0.35, 9: 0.25}
_SIDE_FLIP = np.diag([-1.0, 1.0, 1.0])


def turn(axis: int, degrees: np.ndarray | float) -> np.ndarray:
    """Rotation about x (0), y (1) or z (2): (...) degrees -> (..., 3, 3)."""
    return axis_rotation("XYZ"[axis], np.radians(np.asarray(degrees, dtype=np.float64)))


def solve(act: Performance, offsets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pose a skeleton for a performance.

    Args:
        act: the curves.
        offsets: (22, 3) rest offsets in metres, T-pose, y up, facing +z.

    Returns:
        Local rotations (K, 22, 3, 3) and the position of the pelvis (K, 3): lower than asked for where a foot that
        carries weight would be out of reach.
    """
    body = measure(offsets)
    rotations = np.broadcast_to(np.eye(3), (len(act.time), NUM_JOINTS, 3, 3)).copy()
    rotations[:, 0] = turn(1, act.facing + act.pelvis[:, 2]) @ turn(0, act.pelvis[:, 0]) @ turn(2, act.pelvis[:, 1])
    for joint, share in _SPINE.items():
        bend, side, twist = (soften(act.spine, 1.0) * share).T
        rotations[:, joint] = turn(1, twist) @ turn(0, bend) @ turn(2, side)
    for joint in (12, 15):
        rotations[:, joint] = turn(1, 0.5 * act.head[:, 1]) @ turn(0, 0.5 * act.head[:, 0])
    _pose_arms(act, rotations)
    feet, ankles = zip(*(_foot(act, side, body, offsets) for side in (0, 1)), strict=True)
    root = _reachable_root(act, rotations[:, 0], np.stack(ankles), offsets)
    for side in (0, 1):
        _pose_leg(side, root, ankles[side], feet[side], act.facing, rotations, offsets)
    return rotations, root


def _pose_arms(act: Performance, rotations: np.ndarray) -> None:
    """Fill in collars (13, 14), shoulders (16, 17) and elbows (18, 19); the right arm mirrors the left's geometry."""
    for side in (0, 1):
        swing, lift, roll, elbow = soften(act.arms[side], 0.8).T
        # The collar bone takes its share once the arm is above the horizontal, as a person's does.
        shrug = 0.22 * np.clip(np.maximum(lift, swing) - 60.0, 0.0, 120.0)
        collar = turn(2, shrug)
        shoulder = np.swapaxes(collar, -1, -2) @ turn(0, -swing) @ turn(2, lift - 90.0) @ turn(0, roll)
        for joint, local in ((13, collar), (16, shoulder), (18, turn(1, -elbow))):
            rotations[:, joint + side] = local if side == LEFT else _SIDE_FLIP @ local @ _SIDE_FLIP


def _foot(act: Performance, side: int, body: Body, offsets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """World rotation (K, 3, 3) of a foot and position (K, 3) of its ankle."""
    yaw, pitch = act.foot_yaw[side], act.foot_pitch[side]
    foot = turn(1, yaw) @ turn(0, pitch)
    heel_stays = turn(1, yaw) @ turn(0, np.maximum(pitch, 0.0))
    return foot, act.balls[side] - heel_stays @ offsets[10 + side]


def _reachable_root(act: Performance, pelvis: np.ndarray, ankles: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """The pelvis (K, 3), lowered where the hip would be further from a grounded ankle than the leg is long."""
    excess = np.zeros(len(act.time))
    for side in (0, 1):
        hip = act.root + pelvis @ offsets[1 + side]
        reach = LONGEST * (np.linalg.norm(offsets[4 + side]) + np.linalg.norm(offsets[7 + side]))
        away = ((hip - ankles[side])[:, [0, 2]] ** 2).sum(axis=-1)
        highest = ankles[side, :, 1] + np.sqrt(np.maximum(reach**2 - away, 0.0))
        excess = np.maximum(excess, np.where(act.grounded[side], hip[:, 1] - highest, 0.0))
    # A body sinks and rises gradually: spread each lowering over its neighbours without undoing it.
    spread = np.max([np.roll(np.pad(excess, 2), shift)[2:-2] for shift in (-2, -1, 0, 1, 2)], axis=0)
    root = act.root.copy()
    root[:, 1] -= np.maximum(soften(spread, 1.5), excess)
    return root


def _pose_leg(
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
    thigh, shin = np.linalg.norm(offsets[knee_joint]), np.linalg.norm(offsets[ankle_joint])
    start = root + rotations[:, 0] @ offsets[hip]
    line = ankle - start
    distance = np.linalg.norm(line, axis=-1, keepdims=True)
    line = line / np.maximum(distance, 1e-6)
    distance = np.clip(distance, abs(thigh - shin) + 0.15 * thigh, 0.999 * (thigh + shin))
    # The knee bends in the plane of the leg, halfway between where the body and the foot point.
    foot_left = foot[:, :, 0]
    hinge = turn(1, facing)[:, :, 0] + np.where(foot_left[:, 1:2] ** 2 < 0.5, foot_left, 0.0)
    hinge = _unit(hinge - (hinge * line).sum(axis=-1, keepdims=True) * line)
    ahead = np.cross(line, hinge)
    along = (thigh**2 - shin**2 + distance**2) / (2 * distance)
    knee = along * line + np.sqrt(np.maximum(thigh**2 - along**2, 0.0)) * ahead
    world_thigh = _aim(knee, hinge) @ _aim(offsets[knee_joint][None], np.array([[1.0, 0, 0]])).swapaxes(-1, -2)
    shin_line = distance * line - knee
    world_shin = _aim(shin_line, hinge) @ _aim(offsets[ankle_joint][None], np.array([[1.0, 0, 0]])).swapaxes(-1, -2)
    rotations[:, hip] = rotations[:, 0].swapaxes(-1, -2) @ world_thigh
    rotations[:, knee_joint] = world_thigh.swapaxes(-1, -2) @ world_shin
    rotations[:, ankle_joint] = world_shin.swapaxes(-1, -2) @ foot


def _aim(bone: np.ndarray, hinge: np.ndarray) -> np.ndarray:
    """Frame (..., 3, 3) whose first column lies along `bone` and whose second is as near to `hinge` as can be."""
    first = _unit(bone)
    second = _unit(hinge - (hinge * first).sum(axis=-1, keepdims=True) * first)
    return np.stack([first, second, np.cross(first, second)], axis=-1)


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)

"""From what an actor does to the rotation of every joint.

Trunk and arms are turned by the given angles; the legs follow from where the feet are, and the arms from where the
hands are if that is given (two-bone inverse kinematics), so that planted feet stay where they are and no bone changes
its length. Who is on the floor has legs posed by angles, and lies on what is lowest.

Rotations are matrices that act on column vectors; a world rotation is the parent's world rotation times the local one.
"""

import numpy as np

from humocon.motion.acting.curves import soften
from humocon.motion.acting.floor import rest_on_floor
from humocon.motion.acting.limbs import bend_arms, bend_leg, bend_legs_by_angles, place_hands, turn
from humocon.motion.acting.performance import Performance
from humocon.motion.skeleton import NUM_JOINTS

LONGEST = 0.995  # of the leg: a knee that is quite straight would snap
_SPINE = {3: 0.40, 6: 0.35, 9: 0.25}


def solve(act: Performance, offsets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pose a skeleton for a performance.

    Args:
        act: the curves.
        offsets: (22, 3) rest offsets in metres, T-pose, y up, facing +z.

    Returns:
        Local rotations (K, 22, 3, 3) and the position of the pelvis (K, 3): lower than asked for where a foot that
        carries weight would be out of reach.
    """
    rotations = np.broadcast_to(np.eye(3), (len(act.time), NUM_JOINTS, 3, 3)).copy()
    rotations[:, 0] = turn(1, act.facing + act.pelvis[:, 2]) @ turn(0, act.pelvis[:, 0]) @ turn(2, act.pelvis[:, 1])
    if act.sprawl is not None:
        tilt, way, roll = act.sprawl.tilt.T
        rotations[:, 0] = turn(1, way) @ turn(0, tilt) @ turn(1, roll - way) @ rotations[:, 0]
    for joint, share in _SPINE.items():
        bend, side, twist = (soften(act.spine, 1.0) * share).T
        rotations[:, joint] = turn(1, twist) @ turn(0, bend) @ turn(2, side)
    for joint in (12, 15):
        rotations[:, joint] = turn(1, 0.5 * act.head[:, 1]) @ turn(0, 0.5 * act.head[:, 0])
    bend_arms(act.arms, rotations)
    if act.reach is not None:
        place_hands(act.reach, rotations, offsets)
    if act.sprawl is not None:
        bend_legs_by_angles(act.sprawl.legs, rotations)
        return rotations, rest_on_floor(act.sprawl, rotations, offsets)
    feet, ankles = zip(*(_foot(act, side, offsets) for side in (0, 1)), strict=True)
    root = _reachable_root(act, rotations[:, 0], np.stack(ankles), offsets)
    for side in (0, 1):
        bend_leg(side, root, ankles[side], feet[side], act.facing, rotations, offsets)
    return rotations, root


def _foot(act: Performance, side: int, offsets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
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

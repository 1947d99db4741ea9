"""What the motion encoder reads: numbers of one pose, computed from joint positions alone.

Every source (SMPL-X, AMASS, HumanML3D, BVH, lifted video) gives (K, 22, 3) joint positions, so every source feeds the
same encoder. Positions are first laid on one standard body: the lengths of bones tell who moves, not what they do.

Legend: K poses, J = 22 joints, F = 133 numbers for each pose.
"""

import numpy as np

from humocon.motion.clip import heading, rotate_y
from humocon.motion.skeleton import PARENTS

FEATURE_DIM = 133
VELOCITY_DIM = 66

# Length of the bone from each joint's parent, metres. Part of the shipped model: a change here needs new weights.
BONE_LENGTHS = np.array(
    [0.0, 0.10, 0.10, 0.12, 0.40, 0.40, 0.14, 0.41, 0.41, 0.06, 0.13, 0.13]
    + [0.21, 0.14, 0.14, 0.10, 0.11, 0.11, 0.27, 0.27, 0.25, 0.25],
    dtype=np.float32,
)
_FEET = [7, 8, 10, 11]


def standard_body(joints: np.ndarray) -> np.ndarray:
    """Give every bone its standard length, keep its direction, and scale the root's path by the length of the legs.

    Args:
        joints: (K, 22, 3) canonical joint positions, metres, y up.

    Returns:
        (K, 22, 3) float32 positions of the standard body, metres, its lowest foot on y = 0.
    """
    joints = np.asarray(joints, dtype=np.float32)
    lengths = np.linalg.norm(joints - joints[:, PARENTS], axis=-1)
    leg = float(np.median(lengths[:, [4, 5, 7, 8]].sum(axis=1))) / 2
    body = with_standard_bones(joints, joints[:, 0] * (BONE_LENGTHS[[4, 7]].sum() / max(leg, 0.1)))
    body[..., 1] -= np.percentile(body[:, _FEET, 1].min(axis=1), 5)
    return body


def with_standard_bones(joints: np.ndarray, root: np.ndarray) -> np.ndarray:
    """Give every bone its standard length outward from the root, and keep its direction.

    Args:
        joints: (K, 22, 3) metres.
        root: (K, 3) where the root is to be.
    """
    offsets = joints - joints[:, PARENTS]
    directions = offsets / np.maximum(np.linalg.norm(offsets, axis=-1, keepdims=True), 1e-6)
    body = np.empty_like(joints)
    body[:, 0] = root
    for joint in range(1, len(PARENTS)):
        body[:, joint] = body[:, PARENTS[joint]] + directions[:, joint] * BONE_LENGTHS[joint]
    return body


def pose_features(joints: np.ndarray) -> np.ndarray:
    """Describe each pose by what does not depend on where the person stands, which way they face, or how tall they are.

    Args:
        joints: (K, 22, 3) canonical joint positions, metres, y up, 20 Hz, K >= 2.

    Returns:
        (K, 133) float32, in the frame of the pose's own heading (x to the person's left, y up, z ahead): root-relative
        positions of joints 1 to 21 (63, metres), root height (1, metres), root velocity to the left and ahead (2,
        metres per frame), turning speed (1, radians per frame, positive to the left), velocities of all joints (66,
        metres per frame). Velocities are taken from the previous pose; the first pose repeats the second's.

    Raises:
        ValueError: if `joints` is not (K, 22, 3) with K >= 2.
    """
    if joints.ndim != 3 or joints.shape[1:] != (22, 3) or len(joints) < 2:
        raise ValueError(f"expected joints of shape (K, 22, 3) with K >= 2, got {joints.shape}")
    body = standard_body(joints)
    facing = heading(body)
    local = rotate_y(body - body[:, :1], -facing)
    moved = np.diff(body, axis=0, prepend=body[:1])
    moved[0] = moved[1]
    moved = rotate_y(moved, -facing)
    turned = np.diff(np.unwrap(facing), prepend=facing[:1])
    turned[0] = turned[1]
    parts = [
        local[:, 1:].reshape(len(body), -1),
        body[:, 0, 1:2],
        moved[:, 0, [0, 2]],
        turned[:, None],
        moved.reshape(len(body), -1),
    ]
    return np.concatenate(parts, axis=1).astype(np.float32)


def pose_velocity(joints: np.ndarray) -> np.ndarray:
    """The motion velocity δM: where every joint of the standard body goes until the next pose.

    The displacement is told in the frame of the pose's own heading, so that, like the features, it does not depend on
    where the clip happens to face.

    Args:
        joints: (K, 22, 3) canonical joint positions, metres, y up, 20 Hz, K >= 2.

    Returns:
        (K, 66) float32, metres per frame; the last pose repeats the one before it.
    """
    body = standard_body(joints)
    moved = np.diff(body, axis=0, append=body[-1:])
    moved[-1] = moved[-2]
    return rotate_y(moved, -heading(body)).reshape(len(body), -1).astype(np.float32)

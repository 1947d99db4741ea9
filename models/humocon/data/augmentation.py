"""Other people, other tempos, other errors: what keeps a model from learning the few clips by heart."""

from dataclasses import replace
from typing import Final

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.spatial.transform import Rotation

from humocon.data.compose import ARMS, UPPER_BODY, bones_of, chain, join
from humocon.data.scenes import Scene
from humocon.data.variety import Variety
from humocon.motion.clip import between_poses, heading, rotate_y
from humocon.motion.features import standard_body, with_standard_bones
from humocon.motion.rotations import unit_vectors
from humocon.motion.skeleton import FOOT_JOINTS, LEFT_RIGHT, PARENTS

# Typical error of each joint at strength 1, metres: along the view, and across it. Ends of limbs are worst.
DEPTH_ERROR_M: Final[np.ndarray] = np.array(
    [0.00, 0.015, 0.015, 0.02, 0.04, 0.04, 0.02, 0.06, 0.06, 0.02, 0.07, 0.07]
    + [0.03, 0.03, 0.03, 0.05, 0.03, 0.03, 0.06, 0.06, 0.08, 0.08]
)


ACROSS_ERROR_M: Final[np.ndarray] = 0.6 * DEPTH_ERROR_M


# Where a pose network puts joints beside those of a captured skeleton, metres: to the left (to the right for a right
# joint), up, ahead. Mean over rendered clips.
_ASIDE: Final[dict[tuple[int, ...], tuple[float, float, float]]] = {
    (1, 2): (0.005, -0.007, -0.024),
    (3,): (0.0, -0.002, -0.031),
    (4, 5): (-0.021, -0.021, -0.042),
    (6,): (0.0, -0.007, -0.003),
    (7, 8): (-0.021, -0.034, -0.016),
    (9,): (0.0, -0.009, 0.007),
    (10, 11): (-0.014, -0.042, -0.028),
    (12,): (0.0, 0.0, -0.048),
    (13, 14): (0.008, -0.008, -0.023),
    (15,): (0.0, 0.0, -0.05),
    (16, 17): (0.003, 0.022, -0.026),
    (18, 19): (-0.006, 0.008, 0.0),
    (20, 21): (-0.034, 0.005, 0.016),
}


def _offsets(aside: dict[tuple[int, ...], tuple[float, float, float]]) -> np.ndarray:
    """(22, 3): what is to the left of a left joint is to the right of a right one."""
    offsets = np.zeros((22, 3))
    for joints, (left, up, ahead) in aside.items():
        for joint, side in zip(joints, (1, -1), strict=False):
            offsets[joint] = side * left, up, ahead
    return offsets


OFFSETS_M: Final[np.ndarray] = _offsets(_ASIDE)
TILT_DEGREES: Final[float] = 4.0
CUT_LEGS_CHANCE: Final[float] = 0.1
STRAIGHTER_LEGS: Final[float] = 0.45
LOST_PATH_CHANCE: Final[float] = 0.3
_LEGS: Final[list[int]] = [4, 5, 7, 8, 10, 11]
_UP: Final[np.ndarray] = np.array([0.0, 1.0, 0.0])


def as_lifted(joints: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Show a motion as a pose network would have seen it on video.

    Args:
        joints: (K, 22, 3) on the standard body, 20 Hz, y up.
        rng: draws the camera, the strength of everything, and the noise.

    Returns:
        (K, 22, 3) float32 on the standard body: another motion of the same action.
    """
    strength = float(rng.uniform(0.3, 1.5))
    angle = rng.uniform(0, 2 * np.pi)
    view = np.array([np.sin(angle), 0.0, np.cos(angle)])
    root, body = joints[:, :1].astype(np.float64), (joints - joints[:, :1]).astype(np.float64)
    lowest = body[:, FOOT_JOINTS, 1].min(axis=1) + root[:, 0, 1]
    body = body + rng.uniform(0, 1.3) * rotate_y(np.broadcast_to(OFFSETS_M, body.shape), heading(joints))
    body = _misjudge_depth(body, view, strength, rng)
    legs = rng.uniform(0.5, 1.0) if rng.random() < CUT_LEGS_CHANCE else rng.uniform(-0.3, STRAIGHTER_LEGS)
    body = _invent_legs(body, max(legs, 0.0), rng)
    body = _tilt(body, strength, rng)
    body = with_standard_bones(body, body[:, 0])
    path = _lose_path(root[:, 0], view, strength, rng)
    # A lifted body stands on what its lowest foot seems to touch; how high it leaps is less sure than that it does.
    feet = lowest * rng.uniform(0.7, 1.15) + 0.012 * strength * _smooth_noise(len(joints), (1,), 0.25, rng)[:, 0]
    path[:, 1] = feet - body[:, FOOT_JOINTS, 1].min(axis=1)
    return (body + path[:, None]).astype(np.float32)


def _misjudge_depth(body: np.ndarray, view: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """Flatten the body along the view, and move its joints by errors that last."""
    num_poses = len(body)
    depth = body @ view
    flat = 1 + 0.2 * strength * rng.normal()
    lasting = rng.uniform(0.15, 0.6)
    along = _smooth_noise(num_poses, (22,), lasting, rng) * DEPTH_ERROR_M
    along = along + rng.normal(size=22) * DEPTH_ERROR_M / 2
    across = _smooth_noise(num_poses, (22, 3), rng.uniform(0.08, 0.3), rng) * ACROSS_ERROR_M[:, None]
    across = across + rng.normal(size=(22, 3)) * ACROSS_ERROR_M[:, None] / 2
    moved = depth * (np.clip(flat, 0.6, 1.3) - 1) + strength * along
    return body + moved[..., None] * view + strength * across


def _invent_legs(body: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Pull legs towards slack straight ones that drift.

    A little as a rule, for who squats is not seen to squat as deep; by half and more where the legs are outside the
    picture.
    """
    out = body.copy()
    hips = body[:, [1, 2, 1, 2, 1, 2]]
    drop = np.array([0.4, 0.4, 0.81, 0.81, 0.86, 0.86])
    slack = hips - drop[:, None] * _UP + 0.06 * _smooth_noise(len(body), (6, 3), 0.5, rng)
    out[:, _LEGS] = (1 - share) * body[:, _LEGS] + share * slack
    return out


def _tilt(body: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """Lean the whole body, because the camera's pitch and roll are unknown, and turn it a little."""
    lean = np.deg2rad(TILT_DEGREES * strength) * (rng.normal(size=3) + 0.4 * _smooth_noise(len(body), (3,), 0.6, rng))
    turns = Rotation.from_rotvec(lean * np.array([1.0, 1.0, 0.7])).as_matrix()
    return np.einsum("kab,kjb->kja", turns, body)


def _lose_path(root: np.ndarray, view: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """Where the root goes over the floor: badly known along the view, sometimes not at all, and adrift. (K, 3)."""
    moved = root - root[:1]
    along = (moved @ view)[:, None] * view
    aside = moved - along
    if rng.random() < LOST_PATH_CHANCE:
        path = np.zeros_like(moved)
    else:
        path = aside * rng.uniform(0.5, 1.25) + along * rng.uniform(0.15, 1.1)
    drift = _smooth_noise(len(root), (2,), rng.uniform(0.3, 1.0), rng) * np.array([0.05, 0.02]) * strength
    side = np.cross(_UP, view)
    return path * np.array([1.0, 0.0, 1.0]) + drift[:, :1] * view + drift[:, 1:] * side


def _smooth_noise(num_poses: int, shape: tuple[int, ...], lasting_s: float, rng: np.random.Generator) -> np.ndarray:
    """Gaussian noise of about unit variance that lasts `lasting_s` seconds: (K, *shape)."""
    width = max(lasting_s * 20 / 2, 0.3)
    noise = gaussian_filter1d(rng.normal(size=(num_poses, *shape)), width, axis=0, mode="wrap")
    return noise * np.sqrt(2 * np.sqrt(np.pi) * width)


_SENSED_M: Final[np.ndarray] = np.array(
    [0.3, 0.5, 0.5, 0.3, 1.0, 1.0, 0.3, 1.3, 1.3, 0.3, 1.6, 1.6] + [0.3, 0.3, 0.3, 0.4, 0.4, 0.4, 0.9, 0.9, 1.3, 1.3]
)
"""Error of each joint of a depth camera beside that of a knee."""
_GUESSED_CHANCE: Final[float] = 0.15
# Where a depth camera puts joints beside those of a captured skeleton, as in `_ASIDE`: its knees are straighter and its
# head further back. Means over upright people of UTD-MHAD and NW-UCLA, less those of motion capture and made-up motion.
_SENSED_ASIDE: Final[dict[tuple[int, ...], tuple[float, float, float]]] = {
    (1, 2): (-0.003, -0.007, 0.0),
    (3,): (0.0, -0.006, -0.02),
    (4, 5): (0.0, -0.019, -0.106),
    (6,): (0.0, -0.01, -0.003),
    (7, 8): (0.016, -0.045, -0.004),
    (9,): (0.0, -0.011, 0.008),
    (10, 11): (0.011, -0.057, -0.027),
    (12,): (0.0, -0.017, -0.035),
    (13, 14): (0.01, -0.021, -0.017),
    (15,): (0.0, -0.015, -0.06),
    (16, 17): (0.009, -0.013, -0.01),
    (18, 19): (-0.006, -0.013, 0.012),
}
_SENSED_OFFSETS_M: Final[np.ndarray] = _offsets(_SENSED_ASIDE)
_FULLY: Final[float] = 1.3
"""Up to how many times these offsets are added or taken away."""


def as_sensed(joints: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Show a motion as a depth camera would: joints lie aside, wander and jitter, and some it guesses for a while.

    Args:
        joints: (K, 22, 3) on the standard body, 20 Hz, y up.
        rng: draws the strength of everything, and the noise.

    Returns:
        (K, 22, 3) float32 on the standard body.
    """
    strength, count = rng.uniform(0.0, 1.2), len(joints)
    joints = _aside(joints, rng.uniform(0, _FULLY) * _SENSED_OFFSETS_M)
    wandering = 0.012 * _smooth_noise(count, (22, 3), rng.uniform(0.1, 0.6), rng)
    jitter, lasting = 0.004 * rng.normal(size=(count, 22, 3)), 0.02 * rng.normal(size=(22, 3))
    seen = joints + strength * _SENSED_M[:, None] * (wandering + jitter + lasting)
    if rng.random() < _GUESSED_CHANCE:
        begin = int(rng.integers(0, max(1, count - 10)))
        joint = int(rng.choice([4, 5, 7, 8, 18, 19, 20, 21]))
        seen[begin : begin + int(rng.integers(5, 30)), joint] += 0.1 * rng.normal(size=3)
    return standard_body(seen.astype(np.float32))


def as_captured(joints: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Show what a depth camera recorded as motion capture might have: smoother, joints nearer to where they lie there.

    Args:
        joints: (K, 22, 3) on the standard body, 20 Hz, y up, of a depth camera.
        rng: draws how far that goes.

    Returns:
        (K, 22, 3) float32 on the standard body.
    """
    smooth = gaussian_filter1d(joints, rng.uniform(0.1, 1.5), axis=0, mode="nearest")
    return _aside(smooth, -rng.uniform(0, _FULLY) * _SENSED_OFFSETS_M).astype(np.float32)


def _aside(joints: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Move the joints (K, 22, 3) by offsets (22, 3) to the left, up, ahead; bones and the height of the feet stay."""
    body = (joints - joints[:, :1]).astype(np.float64)
    body = body + rotate_y(np.broadcast_to(offsets, body.shape), heading(joints))
    return _on_feet_of(with_standard_bones(body, body[:, 0]), joints)


def _on_feet_of(body: np.ndarray, joints: np.ndarray) -> np.ndarray:
    """A body (K, 22, 3) about its pelvis where a motion (K, 22, 3) goes, with the lowest foot as high as there."""
    out = body + joints[:, :1]
    out[..., 1] += (joints[:, FOOT_JOINTS, 1].min(1) - out[:, FOOT_JOINTS, 1].min(1))[:, None]
    return out


_ARMS, _UPPER = list(ARMS), list(UPPER_BODY)


def vary(scene: Scene, rng: np.random.Generator, variety: Variety) -> tuple[Scene, np.ndarray]:
    """Show a scene in another tempo, by another person, and sometimes as if it were lifted from a video.

    Args:
        scene: on the standard body, 20 Hz, y up.
        rng: draws all of it.
        variety: how much.

    Returns:
        The scene in its own tempo, and what is seen of it, (K, 22, 3) float32 on the standard body.
    """
    scene = replace(scene, parts=tuple(vary_tempo(part, rng, variety.tempo) for part in scene.parts))
    joints = vary_posture(scene.joints(), rng, variety.posture)
    lifted = variety.lifted and not scene.filmed and rng.random() < variety.lifted
    return scene, as_lifted(joints, rng) if lifted else joints


def vary_tempo(joints: np.ndarray, rng: np.random.Generator, spread: float) -> np.ndarray:
    """Let it be done in another tempo, which changes on the way: who lifts an arm fast may yet hold it long.

    Args:
        joints: (K, 22, 3).
        rng: draws the tempo.
        spread: standard deviation of the logarithm of the tempo, for the clip as a whole and again along it. 0 changes
            nothing.

    Returns:
        (K', 22, 3) float32, between half and double as long.
    """
    num_poses = len(joints)
    if spread <= 0 or num_poses < 2:
        return joints
    lasting = rng.uniform(6, 20)
    noise = gaussian_filter1d(rng.normal(size=num_poses), lasting, mode="wrap")
    noise = noise * np.sqrt(2 * np.sqrt(np.pi) * lasting) + rng.normal()
    tempo = np.exp(np.clip(spread * noise, -np.log(2), np.log(2)))
    times = np.concatenate([[0.0], np.cumsum(1 / tempo[:-1])])
    places = np.interp(np.arange(int(times[-1]) + 1), times, np.arange(num_poses))
    return between_poses(joints.astype(np.float64), places).astype(np.float32)


def vary_posture(joints: np.ndarray, rng: np.random.Generator, degrees: float) -> np.ndarray:
    """Let another person do it: each bone, and the upper body as a whole, leans a little elsewhere throughout the clip.

    Args:
        joints: (K, 22, 3) on the standard body.
        rng: draws the leanings.
        degrees: their standard deviation for an arm; legs and spine get half of it. 0 changes nothing.

    Returns:
        (K, 22, 3) float32 on the standard body.
    """
    if degrees <= 0:
        return joints
    spread = np.where(np.isin(np.arange(len(PARENTS)), _ARMS), 1.0, 0.5) * np.deg2rad(degrees)
    leaning = rng.normal(size=(len(PARENTS), 3)) * spread[:, None]
    leaning[_UPPER] += rng.normal(size=3) * np.deg2rad(degrees / 2)
    turned = np.einsum("jab,kjb->kja", Rotation.from_rotvec(leaning).as_matrix(), bones_of(joints))
    return _on_feet_of(rotate_y(chain(turned), heading(joints)), joints).astype(np.float32)


_LEANING_DEGREES: Final = 4.0
"""By which a sensor that is not level lets people lean, standard deviation."""
_LYING_ASIDE_M: Final = 0.03
"""How far aside a sensor puts the joints of a body throughout, standard deviation for a knee."""


def vary_sensor(joints: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Let another sensor see it: all the clip long each joint lies a little aside on the body, and the body leans.

    Every sensor has its own idea of where in the body a joint is, mostly the same of left and right.

    Args:
        joints: (K, 22, 3) on the standard body.
        rng: draws how it differs.

    Returns:
        (K, 22, 3) float32 on the standard body.
    """
    spread = _LYING_ASIDE_M * np.clip(_SENSED_M, 0.5, 1.3)[:, None]
    alike = rng.normal(size=(22, 3)) * spread
    alike = (alike + alike[LEFT_RIGHT] * [-1.0, 1.0, 1.0]) / np.sqrt(2.0)
    apart = rng.normal(size=(22, 3)) * spread if rng.random() < 0.5 else 0.0
    leaning = np.deg2rad(_LEANING_DEGREES) * rng.normal(size=3) * [1.0, 0.0, 1.0]
    body = (joints - joints[:, :1]) @ Rotation.from_rotvec(leaning).as_matrix().T
    return _aside(_on_feet_of(body, joints), alike + apart).astype(np.float32)


def vary_reach(joints: np.ndarray, rng: np.random.Generator, least: float) -> np.ndarray:
    """Let it be done with smaller or larger gestures: each limb is lifted less, or a little more, from where it hangs.

    Args:
        joints: (K, 22, 3) on the standard body.
        rng: draws how much.
        least: share of the angle that is left of an arm's, and half of the way to it for a leg; at most a tenth more.

    Returns:
        (K, 22, 3) float32 on the standard body.
    """
    bones = bones_of(joints).astype(np.float64)
    for limb, smallest in (((18, 20), least), ((19, 21), least), ((4, 7), (1 + least) / 2), ((5, 8), (1 + least) / 2)):
        share = rng.uniform(smallest, 1.1)
        for joint in limb:
            bones[:, joint] = _lifted_by(bones[:, joint], share)
    return _on_feet_of(rotate_y(chain(bones), heading(joints)), joints).astype(np.float32)


def _lifted_by(bone: np.ndarray, share: float) -> np.ndarray:
    """Bones (K, 3) at a share of the angle that they have to a hanging one."""
    length = np.linalg.norm(bone, axis=-1, keepdims=True)
    angle = np.arccos(np.clip(-bone[:, 1:2] / np.maximum(length, 1e-9), -1.0, 1.0))
    aside = bone * [1.0, 0.0, 1.0]
    aside = unit_vectors(aside)
    angle = np.minimum(angle * share, 0.98 * np.pi)
    return length * (aside * np.sin(angle) - _UP * np.cos(angle))


_ARMS_AT_REST: Final = (8.0, 8.0, 45.0, 75.0, 90.0)
"""Degrees between an arm and the body of somebody who waits; sensors often ask for a T or an A first."""


def with_rests(joints: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Let people stand still before it, after it or both, for up to .9 s, their arms hanging or held out to the sides.

    Args:
        joints: (K, 22, 3) on the standard body, 20 Hz.
        rng: draws how and how long.

    Returns:
        (K', 22, 3) float32 on the standard body, with half a second of passage to each rest.
    """
    before = [_at_rest(joints[:1], rng)] if rng.random() < 0.75 else []
    after = [_at_rest(joints[-1:], rng)] if rng.random() < 0.4 or not before else []
    return join([*before, joints, *after])[0]


def _at_rest(pose: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The pose (1, 22, 3) with the arms at rest, for a while: (K, 22, 3)."""
    bones = bones_of(pose).astype(np.float64)
    angle = np.deg2rad(rng.choice(_ARMS_AT_REST) * rng.uniform(0.9, 1.05))
    for joint, side in ((18, 1.0), (20, 1.0), (19, -1.0), (21, -1.0)):
        way = np.array([side * np.sin(angle), -np.cos(angle), 0.05])
        bones[:, joint] = np.linalg.norm(bones[:, joint], axis=-1, keepdims=True) * way / np.linalg.norm(way)
    still = _on_feet_of(rotate_y(chain(bones), heading(pose)), pose).astype(np.float32)
    return np.repeat(still, int(rng.integers(2, 18)), axis=0)

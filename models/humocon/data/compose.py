"""Sequences of several clips, one after the other, made in any number while training.

Sequences are laid out like those of BABEL: real actions of one body with short transitions between them. All poses are
on the standard body, 20 Hz, y up.
"""

from collections.abc import Sequence

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.spatial.transform import Rotation

from humocon.motion.clip import heading, resample, rotate_y
from humocon.motion.features import BONE_LENGTHS
from humocon.motion.skeleton import LEFT_RIGHT, PARENTS

TRANSITION_FRAMES = 8
_FEET = [7, 8, 10, 11]
_ARMS = [13, 14, 16, 17, 18, 19, 20, 21]
_UPPER = [3, 6, 9, 12, 15, *_ARMS]


def join(parts: Sequence[np.ndarray], transition: int = TRANSITION_FRAMES) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Lay clips end to end: each begins where and as the one before it ended, after a short blend.

    Args:
        parts: clips (K_i, 22, 3) on the standard body.
        transition: poses of blend between two clips.

    Returns:
        joints (K, 22, 3) float32, and for each clip the poses [begin, end) that it takes.
    """
    whole: list[np.ndarray] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for part in parts:
        if whole:
            last = whole[-1][-1]
            part = rotate_y(part, float(heading(last) - heading(part[0])))
            part = part + (last[0] - part[0, 0]) * np.array([1, 0, 1], np.float32)
            share = np.linspace(0, 1, transition + 2, dtype=np.float32)[1:-1, None, None]
            whole.append(_with_bones((1 - share) * last + share * part[0]))
            length += transition
        spans.append((length, length + len(part)))
        whole.append(part)
        length += len(part)
    return np.concatenate(whole).astype(np.float32), spans


def mirror(joints: np.ndarray) -> np.ndarray:
    """Swap left and right: (K, 22, 3) -> (K, 22, 3)."""
    return joints[:, LEFT_RIGHT] * np.array([-1, 1, 1], np.float32)


def change_speed(joints: np.ndarray, factor: float) -> np.ndarray:
    """Play a clip `factor` times as fast: (K, 22, 3) -> about (K / factor, 22, 3)."""
    return resample(joints, 20.0 * factor, 20.0).astype(np.float32)


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
    before = np.minimum(places.astype(int), num_poses - 2)
    share = (places - before)[:, None, None]
    return ((1 - share) * joints[before] + share * joints[before + 1]).astype(np.float32)


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
    facing = heading(joints)
    local = rotate_y(joints - joints[:, :1], -facing)
    offsets = local - local[:, PARENTS]
    spread = np.where(np.isin(np.arange(len(PARENTS)), _ARMS), 1.0, 0.5) * np.deg2rad(degrees)
    leaning = rng.normal(size=(len(PARENTS), 3)) * spread[:, None]
    leaning[_UPPER] += rng.normal(size=3) * np.deg2rad(degrees / 2)
    turned = np.einsum("jab,kjb->kja", Rotation.from_rotvec(leaning).as_matrix(), offsets)
    out = np.zeros_like(turned)
    for joint in range(1, len(PARENTS)):
        out[:, joint] = out[:, PARENTS[joint]] + turned[:, joint]
    out = rotate_y(out, facing) + joints[:, :1]
    out[..., 1] += (joints[:, _FEET, 1].min(1) - out[:, _FEET, 1].min(1))[:, None]
    return out.astype(np.float32)


def _with_bones(joints: np.ndarray) -> np.ndarray:
    """Give a blend of two poses the bones of the standard body again."""
    offsets = joints - joints[:, PARENTS]
    offsets = offsets / np.maximum(np.linalg.norm(offsets, axis=-1, keepdims=True), 1e-6)
    out = joints.copy()
    for joint in range(1, len(PARENTS)):
        out[:, joint] = out[:, PARENTS[joint]] + offsets[:, joint] * BONE_LENGTHS[joint]
    return out

"""Several actions made by rules, one after another, as one motion."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from humocon.motion.acting.limbs import turn
from humocon.motion.clip import heading
from humocon.motion.synthesis import SynthesizedMotion, synthesize

_TRANSITION_S: Final = 0.5


def synthesize_sequence(
    actions: Sequence[str], *, seed: int = 0, offsets: np.ndarray | None = None
) -> SynthesizedMotion:
    """One person who does several actions, one after another, half a second from each to the next."""
    whole = synthesize(actions[0], seed=seed, offsets=offsets)
    for action in actions[1:]:
        whole = _join(whole, synthesize(action, seed=seed, offsets=offsets))
    return whole


def _join(first: SynthesizedMotion, second: SynthesizedMotion) -> SynthesizedMotion:
    """Put `second` where `first` ends, facing the same way, with a blend of `_TRANSITION_S` between them."""
    end, begin = first.to_joints()[-1], second.to_joints()[0]
    around = turn(1, np.degrees(heading(end) - heading(begin)))
    rotations = second.rotations.copy()
    rotations[:, 0] = around @ rotations[:, 0]
    root = (second.root - second.root[0]) @ around.T
    root[:, [0, 2]] += first.root[-1, [0, 2]]
    root[:, 1] += second.root[0, 1]
    count = round(_TRANSITION_S * first.fps)
    share = np.arange(1, count) / count
    share = share**2 * (3 - 2 * share)
    between = _blend(first.rotations[-1], rotations[0], share)
    path = first.root[-1] + share[:, None] * (root[0] - first.root[-1])
    rotations, root = np.concatenate([first.rotations, between, rotations]), np.concatenate([first.root, path, root])
    return SynthesizedMotion(rotations, root, first.offsets, first.fps, f"{first.action}, then {second.action}")


def _blend(start: np.ndarray, end: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Rotations between two poses: (22, 3, 3) twice and (n,) from 0 to 1 -> (n, 22, 3, 3)."""
    mixed = (1 - share)[:, None, None, None] * start + share[:, None, None, None] * end
    left, _, right = np.linalg.svd(mixed)
    return left @ right

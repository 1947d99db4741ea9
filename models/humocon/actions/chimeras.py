"""Motions that have no name, and what a recogniser learns from them: to doubt.

Limbs of different recordings, put together, do what nobody has a name for, and move as people do. The layer that names
learns from them in one row alone, that of something else: what had a name keeps its scores.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from scipy.spatial.transform import Rotation
from torch import Tensor, nn
from torch.nn import functional

from humocon.actions.examples import NamedClip
from humocon.actions.naming import OTHER, RAISE_BOTH
from humocon.data.compose import UPPER_BODY, bones_of, chain
from humocon.data.labels import RAISE_ARM
from humocon.motion.clip import CANONICAL_FPS, between_poses
from humocon.motion.features import with_standard_bones

_ARMS: Final = ((13, 16, 18, 20), (14, 17, 19, 21))
_LEGS: Final = ((1, 4, 7, 10), (2, 5, 8, 11))
_FEET: Final = (7, 8, 10, 11)
_STANDING: Final = frozenset(
    {"wave", "throw", "clap", "cross the arms", "draw an x", "catch", "push", "knock", "swipe left", "punch"}
    | {"curl the arms", RAISE_ARM, RAISE_BOTH}
)
"""Names of those who stand when they begin."""
_NOT_LENT: Final = frozenset(
    {"fall", "lie", "lie down", "crawl", "sit", "stand up", "get up", "walk", "carry something", "stand", "point"}
    | {"show the way", RAISE_ARM, RAISE_BOTH}
)
"""Names whose arms make the same name of whoever has them, or say nothing."""
_STEPPING: Final = frozenset({"kick", "lunge", "jog", "run", "climb", "side step", "march", "walk", "sneak", "squat"})
_KINDS: Final = {"shape": 0.3, "ways": 0.35, "two": 0.15, "trunk": 0.12, "leg": 0.08}
"""How often arms are held, hands wander, two arms do different things, the trunk leans or twists, a leg is lifted."""
_DEVIATION: Final = 0.002
"""Metres a pose by which who stands sways."""

_STEPS: Final = 150
_LEARNING_RATE: Final = 8e-3
_WEIGHT: Final = 0.02
"""What chimeras count beside all that has a name; more of it takes names from people that other sensors see."""
_DECAY: Final = 0.01


class _Limbs:
    """Bones of recorded clips, every action as often as another."""

    def __init__(self, clips: Sequence[NamedClip], rng: np.random.Generator) -> None:
        self._rng = rng
        by_name: dict[str, list[np.ndarray]] = {}
        for clip in clips:
            by_name.setdefault(clip.action, []).append(clip.joints)
        self._lent = [of for name, of in by_name.items() if name not in _NOT_LENT | {OTHER}]
        self._stepping = [of for name, of in by_name.items() if name in _STEPPING]
        self._standing = [of for name, of in by_name.items() if name in _STANDING]

    @property
    def suffice(self) -> bool:
        """Whether there are limbs of every kind."""
        return all((self._lent, self._stepping, self._standing))

    def arm(self, side: int) -> np.ndarray:
        """(4, 3) of one pose."""
        return self._pose(self._lent)[list(_ARMS[side])]

    def leg(self, side: int) -> np.ndarray:
        """(4, 3) of one pose."""
        return self._pose(self._stepping)[list(_LEGS[side])]

    def moving(self) -> np.ndarray:
        """(K, 22, 3) of a whole clip."""
        return bones_of(self._one(self._lent))

    def standing(self) -> tuple[np.ndarray, float]:
        """(22, 3) of a pose, and the height of its root."""
        joints = self._one(self._standing)[:1]
        return bones_of(joints)[0], float(joints[0, 0, 1])

    def _pose(self, of: list[list[np.ndarray]]) -> np.ndarray:
        joints = self._one(of)
        place = int(self._rng.integers(len(joints)))
        return bones_of(joints[place : place + 1])[0]

    def _one(self, of: list[list[np.ndarray]]) -> np.ndarray:
        clips = of[int(self._rng.integers(len(of)))]
        return clips[int(self._rng.integers(len(clips)))]


def chimeras(clips: Sequence[NamedClip], number: int, seed: int) -> list[NamedClip]:
    """Motions made of the limbs of recorded ones, which are something else.

    Args:
        clips: recorded ones, of gestures by people who stand, and of steps among others.
        number: of motions.
        seed: of all draws.

    Returns:
        So many; none where no clip can lend its limbs.
    """
    rng = np.random.default_rng(seed)
    limbs = _Limbs(clips, rng)
    return [] if not limbs.suffice else [NamedClip(_chimera(limbs, rng), OTHER) for _ in range(number)]


def _chimera(limbs: _Limbs, rng: np.random.Generator) -> np.ndarray:
    """(K, 22, 3) on the standard body."""
    rest, height = limbs.standing()
    kind = str(rng.choice(list(_KINDS), p=list(_KINDS.values())))
    bones = _two(rest, limbs) if kind == "two" else _played(*_KEYS[kind](rest, limbs, rng))
    root = np.cumsum(rng.normal(0, _DEVIATION, (len(bones), 3)), axis=0) + (0, height, 0)
    joints = with_standard_bones(chain(bones).astype(np.float32), root.astype(np.float32))
    joints[..., 1] -= np.percentile(joints[:, _FEET, 1].min(axis=1), 5)
    return joints


def _two(rest: np.ndarray, limbs: _Limbs) -> np.ndarray:
    """Each arm does what it does in another clip: (K, 22, 3)."""
    left, right = limbs.moving(), limbs.moving()
    count = (len(left) + len(right)) // 2
    bones = np.repeat(rest[None], count, axis=0)
    for side, other in zip(_ARMS, (left, right), strict=True):
        bones[:, side] = between_poses(other, np.linspace(0, len(other) - 1, count))[:, side]
    return bones


_Keys = tuple[list[np.ndarray], list[float]]
"""Poses (22, 3), and the seconds to each from the one before."""


def _shape(rest: np.ndarray, limbs: _Limbs, rng: np.random.Generator) -> _Keys:
    """Arms that take a shape and hold it."""
    shapes = [rest.copy() for _ in range(1 + int(rng.random() < 0.2))]
    for shape in shapes:
        shape[list(_ARMS[0])] = limbs.arm(0)
        shape[list(_ARMS[1])] = _mirrored(shape[list(_ARMS[0])]) if rng.random() < 0.3 else limbs.arm(1)
    back = [rest] * int(rng.random() < 0.8)
    keys = [rest, *shapes, shapes[-1], *back]
    return keys, [0.0, *rng.uniform(0.3, 0.9, len(shapes)), rng.uniform(0.4, 2.5), *rng.uniform(0.3, 0.9, len(back))]


def _ways(rest: np.ndarray, limbs: _Limbs, rng: np.random.Generator) -> _Keys:
    """A hand, or both, that goes from place to place."""
    sides = [0, 1] if rng.random() < 0.3 else [int(rng.random() < 0.5)]
    keys = [rest]
    for _ in range(int(rng.integers(3, 9))):
        keys.append(keys[-1].copy())
        for side in sides:
            keys[-1][list(_ARMS[side])] = limbs.arm(side)
    return [*keys, rest], [0.0, *rng.uniform(0.25, 0.8, len(keys))]


def _trunk(rest: np.ndarray, limbs: _Limbs, rng: np.random.Generator) -> _Keys:
    """A trunk that leans to a side or twists, with arms alike on both sides."""
    held = rest.copy()
    if rng.random() < 0.6:
        held[list(_ARMS[0])] = limbs.arm(0)
        held[list(_ARMS[1])] = _mirrored(held[list(_ARMS[0])])
    keys = [rest, held]
    for _ in range(int(rng.integers(1, 4))):
        keys.append(held.copy())
        degrees = rng.choice([-1, 1]) * rng.uniform(12, 45)
        turned = Rotation.from_euler(str(rng.choice(["y", "z"])), degrees, degrees=True)
        keys[-1][list(UPPER_BODY)] = turned.apply(held[list(UPPER_BODY)])
    return [*keys, keys[-1], rest], [0.0, *rng.uniform(0.4, 1.2, len(keys) + 1)]


def _leg(rest: np.ndarray, limbs: _Limbs, rng: np.random.Generator) -> _Keys:
    """A leg that is lifted somewhere and held."""
    side = int(rng.random() < 0.5)
    aside = Rotation.from_euler("z", (1 - 2 * side) * rng.uniform(0, 60) * (rng.random() < 0.5), degrees=True)
    held = rest.copy()
    held[list(_LEGS[side])] = aside.apply(limbs.leg(side))
    return [rest, held, held, rest], [0.0, *rng.uniform(0.4, 2.0, 3)]


_KEYS: Final = {"shape": _shape, "ways": _ways, "trunk": _trunk, "leg": _leg}


def _mirrored(limb: np.ndarray) -> np.ndarray:
    return limb * np.array([-1, 1, 1])


def _played(keys: list[np.ndarray], seconds: list[float]) -> np.ndarray:
    """(K, 22, 3) of poses and the seconds to each: every one is left and reached slowly."""
    parts = [
        (1 - np.cos(np.pi * np.arange(count := max(2, round(took * CANONICAL_FPS))) / count)) / 2
        for took in seconds[1:]
    ]
    return np.concatenate(
        [a + share[:, None, None] * (b - a) for a, b, share in zip(keys, keys[1:], parts, strict=False)]
    )


def learn_to_doubt(
    layer: nn.Linear, known: tuple[Tensor, Tensor], nameless: Tensor, other: int, temperature: float, seed: int = 0
) -> None:
    """Let the row of something else see what has no name; all other rows stay.

    Args:
        layer: that names, (E) to (A).
        known: what stretches with names look like, (N, E), and the numbers of their actions (N,).
        nameless: what others look like, (M, E).
        other: the number of something else.
        temperature: by which scores are divided.
        seed: of what is forgotten while it learns.
    """
    states = torch.cat([known[0], nameless])
    labels = torch.cat([known[1], torch.full((len(nameless),), other)])
    weights = torch.cat(
        [torch.full((len(known[0]),), 1 / len(known[0])), torch.full((len(nameless),), _WEIGHT / len(nameless))]
    )
    more, bias = torch.zeros(states.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.Adam([more, bias], lr=_LEARNING_RATE)
    torch.manual_seed(seed)
    for _ in range(_STEPS):
        seen = functional.dropout(states + 0.05 * torch.randn_like(states), 0.3)
        scores = layer(seen).detach()
        scores[:, other] += seen @ more + bias
        losses = functional.cross_entropy(scores / temperature, labels, reduction="none")
        loss = (weights * losses).sum() + _DECAY * more.square().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        layer.weight[other] += more
        layer.bias[other] += bias[0]

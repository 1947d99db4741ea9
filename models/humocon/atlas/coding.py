"""Motions and videos to codes, many at once: clips of like length share a batch, and only some minutes are held."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from humocon.atlas.sources import Failure, Motion
from humocon.concepts.hypernetwork import Classifiers, assigned_scores
from humocon.concepts.model import ConceptModel
from humocon.model_folder import VideoBranch
from humocon.motion.features import pose_features

AT_ONCE = 1024
"""Poses of one batch, padding included; a longer motion is encoded in parts of as many."""
_HELD = 20 * 60 * 20
"""Poses that are sorted by length together: twenty minutes."""


@dataclass(frozen=True)
class CodedMotion:
    """A motion and its concepts, pose by pose.

    Attributes:
        codes: (K,) integers below C.
        distances: (K,) L2 distance of each state from its code vector.
        confidences: (K,) of the concept's own classifier, in [0, 1].
        features: (K, F), see `humocon.motion.features`.
    """

    motion: Motion
    codes: np.ndarray
    distances: np.ndarray
    confidences: np.ndarray
    features: np.ndarray


@dataclass
class _Held:
    motion: Motion
    features: np.ndarray
    states: Tensor | None = None


@torch.inference_mode()
def code_motions(model: ConceptModel, motions: Iterable[Motion | Failure]) -> Iterator[CodedMotion | Failure]:
    """Find the concept of every pose of every motion.

    Args:
        model: in evaluation mode.
        motions: as `read_motions` gives them.

    Yields:
        One for each motion, in the same order; failures are passed on.
    """
    classifiers = model.hypernetwork(model.codebook.vectors)
    held: list[_Held | Failure] = []
    poses = 0
    for motion in motions:
        if isinstance(motion, Failure):
            held.append(motion)
        else:
            held.append(_Held(motion, pose_features(motion.joints)))
            poses += len(motion.joints)
        if poses >= _HELD:
            yield from _code_held(model, classifiers, held)
            held, poses = [], 0
    yield from _code_held(model, classifiers, held)


def _code_held(
    model: ConceptModel, classifiers: Classifiers, held: list[_Held | Failure]
) -> Iterator[CodedMotion | Failure]:
    rows = sorted((row for row in held if isinstance(row, _Held)), key=lambda row: len(row.features))
    batch: list[_Held] = []
    for row in rows:
        if batch and (len(batch) + 1) * len(row.features) > AT_ONCE:
            _encode_batch(model, batch)
            batch = []
        batch.append(row)
    if batch:
        _encode_batch(model, batch)
    found: dict[int, CodedMotion] = {}
    if rows:
        states = torch.cat([row.states for row in rows if row.states is not None])
        codes = model.codes(states)
        distances = model.codebook.distances(states, codes)
        confidences = torch.sigmoid(assigned_scores(classifiers, states, codes)[0])
        lengths = [len(row.features) for row in rows]
        parts = zip(*(numbers.split(lengths) for numbers in (codes, distances, confidences)), strict=True)
        for row, (own, far, sure) in zip(rows, parts, strict=True):
            found[id(row)] = CodedMotion(row.motion, own.numpy(), far.numpy(), sure.numpy(), row.features)
    for row in held:
        yield row if isinstance(row, Failure) else found[id(row)]


def _encode_batch(model: ConceptModel, batch: list[_Held]) -> None:
    """Fill in the states of clips of like length."""
    longest = max(len(row.features) for row in batch)
    if len(batch) == 1:
        batch[0].states = model.encode(torch.from_numpy(batch[0].features)[None], at_once=AT_ONCE)[0]
        return
    values = torch.zeros(len(batch), longest, batch[0].features.shape[1])
    mask = torch.zeros(len(batch), longest, dtype=torch.bool)
    for place, row in enumerate(batch):
        values[place, : len(row.features)] = torch.from_numpy(row.features)
        mask[place, : len(row.features)] = True
    states = model.encode(values, None if bool(mask.all()) else mask)
    for place, row in enumerate(batch):
        row.states = states[place, : len(row.features)].clone()


@dataclass(frozen=True)
class CodedVideo:
    """The concepts of a video at the times (T,) of its key frames, seconds: codes (T,) of its own codebook."""

    times: np.ndarray
    codes: np.ndarray
    confidences: np.ndarray
    duration_s: float


@torch.inference_mode()
def code_video(branch: VideoBranch, path: Path) -> CodedVideo | None:
    """Find the concept of every key frame; None where the video looks unlike those that the branch learned from.

    Raises:
        DataError: the video cannot be read.
    """
    from humocon.language.key_frames import KeyFrames, read_familiar

    size = branch.concepts.config.tower.image_size
    reads = KeyFrames(size=size, most=branch.most, fps=branch.fps, follows=branch.follows)
    clip = read_familiar(path, reads, branch.concepts, branch.limit)
    if clip is None:
        return None
    frames = reads.fit(clip)
    states = branch.concepts.encode(torch.from_numpy(frames.copy())[None])[0]
    codes = branch.concepts.codes(states)
    confidences = branch.concepts.confidence(states, codes)
    end = max(clip.source.duration_s, float(clip.times[-1]))
    return CodedVideo(clip.times, codes.numpy(), confidences.numpy(), end)

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
from humocon.video.read import probe, read_key_frames

AT_ONCE = 1024
"""Poses of one batch, padding included; a longer motion is encoded in parts of as many."""
_HELD = 20 * 60 * 20
"""Poses that are sorted by length together: twenty minutes."""


@dataclass(frozen=True)
class CodedMotion:
    """A motion and its concepts, pose by pose."""

    motion: Motion
    codes: np.ndarray
    """(K,) integers below C."""
    distances: np.ndarray
    """(K,) L2 distance of each state from its code vector."""
    confidences: np.ndarray
    """(K,) of the concept's own classifier, in [0, 1]."""
    features: np.ndarray
    """(K, F), see `humocon.motion.features`."""


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
    parts = [row.states for row in rows if row.states is not None]
    if parts:
        states = torch.cat(parts)
        codes = model.codes(states)
        distances = model.codebook.distances(states, codes)
        confidences = torch.sigmoid(assigned_scores(classifiers, states, codes)[0])
    begin, places = 0, {}
    for row in rows:
        places[id(row)] = slice(begin, begin + len(row.features))
        begin += len(row.features)
    for row in held:
        if isinstance(row, Failure):
            yield row
        else:
            at = places[id(row)]
            numbers = (codes[at].numpy(), distances[at].numpy(), confidences[at].numpy())
            yield CodedMotion(row.motion, *numbers, row.features)


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
    """The concepts of a video, key frame by key frame."""

    times: np.ndarray
    """(T,) seconds."""
    codes: np.ndarray
    """(T,) of the video's own codebook."""
    confidences: np.ndarray
    """(T,) in [0, 1]."""
    duration_s: float


@torch.inference_mode()
def code_video(branch: VideoBranch, path: Path) -> CodedVideo | None:
    """Find the concept of every key frame; None where the video looks unlike those that the branch learned from.

    Raises:
        DataError: the video cannot be read.
    """
    from humocon.language.processing import fit_frames

    count = min(max(round(probe(path).duration_s * branch.fps), 2), branch.most)
    clip = read_key_frames(path, count)
    frames = fit_frames(clip.frames, branch.most, branch.concepts.config.tower.image_size, follows=branch.follows)
    if branch.limit is not None and branch.concepts.is_strange(frames, branch.limit):
        return None
    states = branch.concepts.encode(torch.from_numpy(frames.copy())[None])[0]
    codes = branch.concepts.codes(states)
    confidences = branch.concepts.confidence(states, codes)
    end = max(clip.source.duration_s, float(clip.times[-1]))
    return CodedVideo(clip.times, codes.numpy(), confidences.numpy(), end)

"""The concepts of a motion in their order: a code for each pose, and a span for each run of poses of one code."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch

from humocon.concepts.model import ConceptModel
from humocon.concepts.names import UNKNOWN, ConceptName
from humocon.motion.clip import MotionClip
from humocon.motion.features import pose_features


@dataclass(frozen=True)
class ConceptSpan:
    """A stretch of a motion in which one concept lasts."""

    code: int
    begin_s: float
    end_s: float
    confidence: float
    """Mean confidence of the concept's own classifier, in [0, 1]."""
    name: str = ""
    """What the concept is called; "" where nobody has named it."""


@torch.no_grad()
def read_codes(concepts: ConceptModel, clip: MotionClip) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The concept of each pose, (K,) each: its code, the state's L2 distance from it, the confidence in [0, 1]."""
    device = concepts.feature_mean.device
    values = torch.from_numpy(pose_features(clip.joints)).to(device)
    states = concepts.encode(values[None])[0]
    codes = concepts.codes(states)
    distances, confidences = concepts.codebook.distances(states, codes), concepts.confidence(states, codes)
    return codes.cpu().numpy(), distances.cpu().numpy(), confidences.cpu().numpy()


def find_spans(
    codes: np.ndarray, confidences: np.ndarray, fps: float, names: Mapping[int, ConceptName]
) -> list[ConceptSpan]:
    """One span for each run of poses of the same code.

    Args:
        codes: (K,) of each pose.
        confidences: (K,) in [0, 1].
        fps: poses per second.
        names: what the concepts are called, by code.
    """
    begins = np.flatnonzero(np.diff(codes, prepend=-1))
    ends = np.append(begins[1:], len(codes))
    return [
        ConceptSpan(
            code=int(codes[begin]),
            begin_s=float(begin / fps),
            end_s=float(end / fps),
            confidence=float(confidences[begin:end].mean()),
            name=_name(int(codes[begin]), names),
        )
        for begin, end in zip(begins, ends, strict=True)
    ]


def _name(code: int, names: Mapping[int, ConceptName]) -> str:
    name = names.get(code)
    return "" if name is None or name.name == UNKNOWN else name.name

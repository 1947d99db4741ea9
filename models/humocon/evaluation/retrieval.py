"""Does a key frame find its own pose? Evidence that video and motion were brought into one space.

Legend: B pairs, T key frames, K poses, A width of the common space, N features.
"""

import torch
from torch import Tensor
from torch.nn import functional

_SAME = 1e-5


def retrieval(video: Tensor, motion: Tensor, align: Tensor, ranks: tuple[int, ...] = (1, 5)) -> dict[str, float]:
    """Frame-level video-to-motion retrieval.

    Poses of one code are equally near: what is expected of an order by chance among them counts.

    Args:
        video: (B, T, A) key frames in the common space; normalised here.
        motion: (B, K, A) poses in the common space; normalised here.
        align: (B, T) index of the pose nearest in time to each key frame.
        ranks: how many poses may be named.

    Returns:
        clip_recall_<k>: the share of key frames that have their own pose among the k nearest of the K poses of their
        pair. pool_recall_<k>: among the B * T aligned poses of all pairs. clip_chance_<k> and pool_chance_<k>: what
        naming any pose would give.
    """
    video, motion = functional.normalize(video.float(), dim=-1), functional.normalize(motion.float(), dim=-1)
    within = (video @ motion.transpose(1, 2)).flatten(0, 1)
    poses = motion.gather(1, align[..., None].expand(-1, -1, motion.shape[-1])).flatten(0, 1)
    across = video.flatten(0, 1) @ poses.T
    values = {}
    for rank in ranks:
        values[f"clip_recall_{rank}"] = _recall(within, align.flatten(), rank)
        values[f"clip_chance_{rank}"] = min(1.0, rank / within.shape[1])
        values[f"pool_recall_{rank}"] = _recall(across, torch.arange(len(across), device=across.device), rank)
        values[f"pool_chance_{rank}"] = min(1.0, rank / len(across))
    return values


def _recall(likeness: Tensor, wanted: Tensor, rank: int) -> float:
    """Chance that the wanted column is among the first `rank`, equal ones in any order. Args: likeness (N, M)."""
    own = likeness.gather(1, wanted[:, None])
    before = (likeness > own + _SAME).sum(dim=1)
    equal = ((likeness - own).abs() <= _SAME).sum(dim=1)
    return float(((rank - before) / equal).clamp(0, 1).mean())

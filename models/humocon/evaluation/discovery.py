"""Held-out errors of stage 1, each beside what it must beat, and whether a key frame finds its own pose."""

from dataclasses import replace

import torch
from torch import Tensor
from torch.nn import functional

from humocon.concepts.branches import Branches, PairBatch
from humocon.concepts.codebook import perplexity
from humocon.concepts.configuration import ObjectiveConfig
from humocon.concepts.model import ConceptModel
from humocon.concepts.objective import StageLosses
from humocon.concepts.tower import to_patches
from humocon.data.windows import WindowBatch

_SAME = 1e-5


@torch.no_grad()
def motion_errors(model: ConceptModel, batch: WindowBatch, objective: ObjectiveConfig) -> dict[str, float]:
    """Errors of the motion branch on held-out windows.

    Returns:
        reconstruction: mean squared error of the normalised input, with hidden places; `hidden` on those places alone;
        `mean_pose`: the error of answering the mean. velocity, `velocity_zero`, `velocity_last`: root mean squared
        error in millimetres per frame of the prediction, of no motion, of the last velocity repeated. The codes'
        perplexity, and how many are unused. The other losses under their names.
    """
    model.eval()
    losses = model(batch.inputs, batch.velocity, batch.hidden, replace(objective, negatives=None))
    normal = model.normalise(batch.inputs)
    values = {name: float(term) for name, term in losses.terms.items()}
    values["mean_pose"] = float(normal.square().mean())
    if losses.rebuilt is not None:
        values["hidden"] = float((losses.rebuilt - normal)[batch.hidden].square().mean())
    if losses.velocity is not None:
        values |= _velocity_errors(losses.velocity * model.velocity_std, batch)
    return values | _use(losses.codes, model.config.num_codes)


@torch.no_grad()
def video_errors(model: Branches, batches: list[PairBatch], objective: ObjectiveConfig) -> dict[str, float]:
    """Errors of the video branch on held-out pairs, and whether its key frames find their poses.

    Returns:
        The losses under the names that `Branches` gives them. video_mean_frame: the error of answering the mean of each
        pixel, beside video_reconstruction. video_flow_zero: the actionable loss of answering no motion.
        video_perplexity and video_unused of the codes. What `retrieval` gives, from the discrete features as in Eq. 11;
        with a regression loss, what it gives from the states as `state_...` too.
    """
    model.eval()
    assert model.video is not None
    exact = replace(objective, negatives=None)
    told = [model.video(batch.frames, batch.flow, batch.hidden_frames, exact) for batch in batches]
    spaces = [_spaces(model, batch, losses) for batch, losses in zip(batches, told, strict=True)]
    weights = torch.tensor([float(len(batch.frames)) for batch in batches])
    values = {
        f"video_{name}": float((torch.stack([part.terms[name].cpu() for part in told]) * weights).sum() / weights.sum())
        for name in told[0].terms
    }
    images = torch.cat([model.video.normalise(batch.frames).flatten(0, 1) for batch in batches])
    patches = to_patches(images, model.video.config.tower.patch_size)
    values["video_mean_frame"] = float(patches.var(dim=0, correction=0).mean())
    flow = torch.cat([batch.flow for batch in batches]) / model.video.velocity_std
    values["video_flow_zero"] = float(flow.square().mean())
    use = _use(torch.cat([part.codes for part in told]), model.video.config.num_codes)
    values |= {f"video_{name}": value for name, value in use.items()}
    seen, moved, mapped, states, align = (torch.cat(parts) for parts in zip(*spaces, strict=True))
    if len(align):
        values |= retrieval(seen, moved, align)
        if objective.regression:
            values |= {f"state_{name}": value for name, value in retrieval(mapped, states, align).items()}
    return values


def _spaces(model: Branches, batch: PairBatch, losses: StageLosses) -> list[Tensor]:
    """What is compared of the pairs with a motion: discrete features and states of both, and which poses are whose."""
    assert model.alignment is not None
    assert model.to_motion is not None
    assert losses.states is not None
    assert losses.vectors is not None
    states, vectors = model.motion_of(batch)
    rows = slice(None) if batch.paired is None else batch.paired
    common = (model.alignment.project_video(losses.vectors), model.alignment.project_motion(vectors))
    return [part[rows] for part in (*common, model.to_motion(losses.states), states, batch.align)]


def _use(codes: Tensor, num_codes: int) -> dict[str, float]:
    """Perplexity of the codes, and how many do not occur."""
    used = torch.bincount(codes.flatten(), minlength=num_codes)
    return {"perplexity": perplexity(used), "unused": float((used == 0).sum())}


def _velocity_errors(predicted: Tensor, batch: WindowBatch) -> dict[str, float]:
    """Errors over all poses but the first, in millimetres per frame."""
    truth = batch.velocity[:, 1:]
    guesses = {
        "velocity": predicted.view_as(batch.velocity)[:, 1:],
        "velocity_zero": torch.zeros_like(truth),
        "velocity_last": batch.velocity[:, :-1],
    }
    return {name: 1000 * float(functional.mse_loss(guess, truth).sqrt()) for name, guess in guesses.items()}


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

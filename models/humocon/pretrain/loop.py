"""The loop of stage 1: the motion branch on reconstruction alone, then every branch on the total loss."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from humocon.concepts.branches import Branches, BranchLosses, PairBatch
from humocon.concepts.codebook import Codebook
from humocon.data.frame_pairs import FramePairs
from humocon.data.windows import WindowBatch, Windows
from humocon.evaluation.discovery import motion_errors, video_errors
from humocon.model_folder import save_concepts
from humocon.parallel import all_reduce_sum
from humocon.pretrain.config import PretrainConfig
from humocon.pretrain.parts import build, motion_windows, set_motion_scales, set_video_scales, video_pairs
from humocon.training.checkpoint import Resumed, resume, save_checkpoint
from humocon.training.divergence import Divergence
from humocon.training.launch import describe_processes, micro_shares, start
from humocon.training.memory import explain_out_of_memory
from humocon.training.optimizer import Mover
from humocon.training.prefetch import Ahead
from humocon.training.report import Report, SilentReport
from humocon.training.sharding import refuse_sharding
from humocon.training.stopping import StopSignal

_REMEDY = (
    "raise learning.accumulate, or lower learning.batch_size, video.batch_size or num_poses; a smaller sizes.width or "
    "video.sizes.tower takes less, too"
)


@dataclass(frozen=True)
class _Data:
    """What is learned from, and what is held out."""

    motions: tuple[Windows, Windows]
    pairs: tuple[FramePairs, FramePairs] | None


@dataclass(frozen=True)
class _Micro:
    """A micro-batch: windows of motions alone, and pairs."""

    motion: WindowBatch | None
    video: PairBatch | None

    def to(self, device: torch.device) -> tuple[tuple[Tensor, Tensor, Tensor] | None, PairBatch | None]:
        """What the model takes, on another device."""
        motion = None if self.motion is None else self.motion.to(device)
        inputs = None if motion is None else (motion.inputs, motion.velocity, motion.hidden)
        return inputs, None if self.video is None else self.video.to(device)


@dataclass(frozen=True)
class _Taken:
    """What a step gave: losses of its micro-batches in this process, their means, and the norm of the gradients."""

    losses: list[BranchLosses]
    means: Tensor
    norm: Tensor


def pretrain(config: PretrainConfig, report: Report | None = None) -> Path:
    """Discover concepts and save them.

    The first phase learns the motion branch from reconstruction alone, the second both branches from the total loss
    (12).

    Returns:
        The folder that `load_concepts` and `load_branches` read.

    Raises:
        ConfigError, DataError, CheckpointError: as their messages say.
    """
    report = report or SilentReport()
    accelerator = start(
        seed=config.seed,
        mixed_precision=config.learning.mixed_precision,
        gradient_accumulation=config.learning.accumulate,
        device=config.device,
    )
    refuse_sharding(accelerator)
    model = build(config)
    data = _data(config, model, report)
    learning = config.learning
    divergence = Divergence(learning.on_divergence, learning.norm_limit, report)
    mover = Mover(model, accelerator, divergence, kind=learning.optimizer, weight_decay=learning.weight_decay)
    parts = {"model": model, **mover.parts()}
    resumed = resume(config.output / "checkpoints", parts) if config.resume else Resumed(step=0, path=None)
    total = config.num_steps
    report.start("pretrain", total, _facts(data, accelerator), resumed.step)
    for line in resumed.messages:
        report.message(line)
    batches = Ahead(partial(_micro_batches, config, data=data, accelerator=accelerator), total, accelerator.device)
    with StopSignal(report, accelerator.device) as signals, explain_out_of_memory(_REMEDY), batches:
        for step in range(resumed.step, total):
            if step == config.first_of_all_terms and model.video is not None:
                model.video.codebook.restart()
            taken = _take_step(config, step, model, mover, batches)
            if (step + 1) % learning.log_every == 0:
                divergence.settle()
                report.metrics(step + 1, _values(model, taken, accelerator) | {"rate": config.rate_at(step)})
            last = step + 1 == total
            stops = signals.wanted() and not last
            if ((step + 1) % learning.validate_every == 0 or last) and not stops:
                divergence.settle()
                report.metrics(step + 1, validate(model, data, config, accelerator.device), split="val")
            if (step + 1) % learning.save_every == 0 or last or stops:
                divergence.settle()
                save_checkpoint(config.output / "checkpoints", step + 1, parts)
            if stops:
                raise signals.stop(step + 1)
    if accelerator.is_main_process:
        save_concepts(model, config.output)
    report.finish()
    return config.output


def validate(model: Branches, data: _Data, config: PretrainConfig, device: torch.device) -> dict[str, float]:
    """Held-out errors of each branch that learns; see `humocon.evaluation.discovery`."""
    values = {}
    if not config.freeze_motion:
        values = motion_errors(model.motion, data.motions[1].batch(0, range(128)).to(device), config.objective)
    if data.pairs is not None:
        held_out = data.pairs[1]
        numbers = range(min(len(held_out.prepared), 64))
        batches = [held_out.fixed(numbers[begin : begin + 16]).to(device) for begin in range(0, len(numbers), 16)]
        values |= video_errors(model, batches, config.objective)
    return values


def _data(config: PretrainConfig, model: Branches, report: Report) -> _Data:
    """Read the motions and prepare the pairs; what is on which scale in them becomes part of the model."""
    motions = motion_windows(config, "train"), motion_windows(config, "val")
    if config.concepts is None:
        set_motion_scales(model.motion, motions[0])
    if config.video is None or model.video is None:
        return _Data(motions, None)
    train, held_out = (
        video_pairs(config, config.video, model.video.config, own, held_out=place > 0, message=report.message)
        for place, own in enumerate(motions)
    )
    set_video_scales(model, train, begin=config.video.pretrained is None)
    return _Data(motions, (train, held_out))


def _take_step(
    config: PretrainConfig, step: int, model: Branches, mover: Mover, batches: Ahead[list[_Micro]]
) -> _Taken:
    """Learn from one batch."""
    objective, accelerator = config.objective_at(step), mover.accelerator
    mover.set_rate(config.rate_at(step))
    mover.wrapped.train()
    told, norm = [], torch.zeros(())
    # A bad batch would also stay in the moving averages of the codebook.
    skips = config.learning.on_divergence == "skip"
    before = {name: value.clone() for name, value in _moved_without_gradient(model)} if skips else {}
    for micro in batches.take(step):
        with accelerator.accumulate(mover.wrapped):
            # The same negatives in every micro-batch and process, so that how a batch is cut changes nothing.
            generator = torch.Generator().manual_seed(config.seed * 1_000_003 + step)
            losses = mover.wrapped(*micro.to(accelerator.device), objective, generator)
            accelerator.backward(losses.total)
            if accelerator.sync_gradients:
                norm = mover.clip(config.learning.clip_norm)
        told.append(losses)
    means = torch.stack([torch.stack([part.total, *part.terms.values()]).detach() for part in told]).mean(0)
    shares = [losses.total.detach() / (len(told) * accelerator.num_processes) for losses in told]
    mover.step(step + 1, shares, norm, batch_size=config.learning.batch_size)
    if not mover.divergence.passes:
        for name, value in _moved_without_gradient(model):
            value.copy_(before[name])
        for module in model.modules():
            if isinstance(module, Codebook):
                module.look_again()
    return _Taken(told, means, norm)


def _moved_without_gradient(model: nn.Module) -> Iterator[tuple[str, Tensor]]:
    """What a forward pass in training may change: a codebook's buffers, and its vectors where moving averages write."""
    for place, module in model.named_modules():
        if isinstance(module, Codebook):
            yield from module.named_buffers(place)
            yield from ((name, value) for name, value in module.named_parameters(place) if not value.requires_grad)


def _micro_batches(config: PretrainConfig, step: int, data: _Data, accelerator: Accelerator) -> list[_Micro]:
    """What this process learns from in one step: motions alone, and pairs once the first phase is over."""
    motions = micro_shares(config.learning.batch_size, accelerator)
    videos: list[range] | list[None] = [None] * len(motions)
    if config.video is not None and step >= config.reconstruct.steps:
        videos = micro_shares(config.video.batch_size, accelerator)
    made = []
    for indices, numbers in zip(motions, videos, strict=True):
        motion = None if config.freeze_motion else data.motions[0].batch(step, indices)
        video = None if data.pairs is None or numbers is None else data.pairs[0].batch(step, numbers)
        made.append(_Micro(motion, video))
    return made


def _values(model: Branches, taken: _Taken, accelerator: Accelerator) -> dict[str, float]:
    """What is reported of a step, over all processes: the total, the terms, and how the codes are used."""
    means = (all_reduce_sum(taken.means) / accelerator.num_processes).tolist()
    values = dict(zip(["total", *taken.losses[-1].terms], means, strict=True))
    motions = [losses.motion.codes for losses in taken.losses if losses.motion is not None]
    videos = [losses.video.codes for losses in taken.losses if losses.video is not None]
    if motions:
        values |= model.motion.codebook.health(torch.cat(motions))
    if videos and model.video is not None:
        values |= {f"video_{name}": value for name, value in model.video.codebook.health(torch.cat(videos)).items()}
    return values | {"norm": float(taken.norm)}


def _facts(data: _Data, accelerator: Accelerator) -> dict[str, Any]:
    facts = {"processes": describe_processes(accelerator), "num_processes": accelerator.num_processes}
    facts["clips"] = f"{len(data.motions[0].clips):,}"
    if data.pairs is not None:
        facts["pairs"] = f"{len(data.pairs[0].prepared):,}"
    return facts

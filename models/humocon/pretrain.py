"""Stage 1: discover motion concepts."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, cast

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from humocon.concepts.losses import discriminative_bytes
from humocon.concepts.model import ConceptConfig, ConceptModel, ObjectiveConfig, save_concepts
from humocon.data.mocap import count_clips, load_clips
from humocon.data.windows import WindowBatch, Windows
from humocon.errors import ConfigError
from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.features import FEATURE_DIM, VELOCITY_DIM, pose_features, pose_velocity
from humocon.training.checkpoint import Resumed, resume, save_checkpoint
from humocon.training.divergence import stop_if_diverged
from humocon.training.launch import all_reduce_sum, describe_processes, micro_shares, start
from humocon.training.report import Report, SilentReport
from humocon.training.schedule import learning_rate
from humocon.training.sizing import activation_bytes, memory_rows, parameter_rows, parameter_table, training_memory


@dataclass(frozen=True, kw_only=True)
class PhaseConfig:
    """One phase of the schedule."""

    steps: int
    learning_rate: float
    warmup: int = 100


@dataclass(frozen=True, kw_only=True)
class PretrainConfig:
    """How to discover concepts; the keys of `recipes/pretrain/*.yaml`.

    With `accumulate` above 1 the gradients are those of the whole batch, but the codebook's k-means start sees the
    first micro-batch only, and its moving averages take a step with each.
    """

    data: Path
    output: Path
    sets: tuple[str, ...] = ()
    concepts: ConceptConfig = field(default_factory=ConceptConfig)
    objective: ObjectiveConfig = field(default_factory=ObjectiveConfig)
    num_poses: int = 64
    batch_size: int = 32
    accumulate: int = 1
    reconstruct: PhaseConfig
    discover: PhaseConfig
    weight_decay: float = 0.01
    clip_norm: float = 1.0
    mixed_precision: Literal["no", "bf16", "fp16"] = "no"
    seed: int = 0
    log_every: int = 20
    validate_every: int = 250
    save_every: int = 250
    resume: bool = True
    device: str | None = None


def pretrain(config: PretrainConfig, report: Report | None = None) -> Path:
    """Discover concepts and save them.

    The first phase learns from reconstruction alone, the second from the total loss (12).

    Returns:
        The folder that `load_concepts` reads.

    Raises:
        ConfigError, DataError, CheckpointError: as their messages say.
    """
    report = report or SilentReport()
    accelerator = start(
        seed=config.seed,
        mixed_precision=config.mixed_precision,
        gradient_accumulation=config.accumulate,
        device=config.device,
    )
    train, held_out = _windows(config, "train"), _windows(config, "val")
    model = _build(config)
    _set_scales(model, train)
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=1e-4, betas=(0.9, 0.98), weight_decay=config.weight_decay)
    wrapped, optimizer = accelerator.prepare(model, optimizer)

    total = config.reconstruct.steps + config.discover.steps
    parts = {"model": model, "optimizer": optimizer}
    if accelerator.scaler is not None:
        parts["scaler"] = accelerator.scaler
    resumed = resume(config.output / "checkpoints", parts) if config.resume else Resumed(step=0, path=None)
    facts = {"processes": describe_processes(accelerator), "num_processes": accelerator.num_processes}
    facts["clips"] = f"{len(train.clips):,}"
    report.start("pretrain", total, facts, resumed.step)
    for line in resumed.messages:
        report.message(line)
    for step in range(resumed.step, total):
        objective, rate = _phase(config, step)
        for group in optimizer.param_groups:
            group["lr"] = rate
        wrapped.train()
        told, codes, norm = [], [], torch.zeros(())
        for indices in micro_shares(config.batch_size, accelerator):
            batch = train.batch(step, indices).to(accelerator.device)
            with accelerator.accumulate(wrapped):
                # The same negatives in every micro-batch and process, so that how a batch is cut changes nothing.
                generator = torch.Generator().manual_seed(config.seed * 1_000_003 + step)
                losses = wrapped(batch.inputs, batch.velocity, batch.hidden, objective, generator=generator)
                accelerator.backward(losses.total)
                if accelerator.sync_gradients:
                    norm = cast(Tensor, accelerator.clip_grad_norm_(parameters, config.clip_norm))
                optimizer.step()
                optimizer.zero_grad()
            told.append(torch.stack([losses.total.detach(), *(term.detach() for term in losses.terms.values())]))
            codes.append(losses.codes)
        means = torch.stack(told).mean(0)
        stop_if_diverged(step + 1, means[0], None if config.mixed_precision == "fp16" else norm)
        if (step + 1) % config.log_every == 0:
            means = (all_reduce_sum(means) / accelerator.num_processes).tolist()
            values = dict(zip(["total", *losses.terms], means, strict=True)) | model.codebook.health(torch.cat(codes))
            report.metrics(step + 1, {**values, "norm": float(norm), "rate": rate})
        if (step + 1) % config.validate_every == 0 or step + 1 == total:
            report.metrics(step + 1, validate(model, held_out, config, accelerator.device), split="val")
        if (step + 1) % config.save_every == 0 or step + 1 == total:
            save_checkpoint(config.output / "checkpoints", step + 1, parts)
    if accelerator.is_main_process:
        save_concepts(model, config.output)
    report.finish()
    return config.output


def plan(config: PretrainConfig) -> dict[str, dict[str, str]]:
    """What `pretrain` would train, on what, how large, with how much memory; nothing is trained or written.

    Raises:
        ConfigError, DataError: as their messages say; data that is not there is no error here.
    """
    sizes, objective, phases = config.concepts, config.objective, (config.reconstruct, config.discover)
    windows = config.batch_size // config.accumulate
    model = _build(config)
    rows = {name: f"{number} parameters, {learning} learn" for name, number, learning in parameter_rows(model)}
    total = parameter_table(model)[-1]
    memory = training_memory(
        num_parameters=total.num_parameters,
        num_trainable=total.num_trainable,
        activations=_activations(config, windows),
    )
    seen = config.batch_size * sum(phase.steps for phase in phases)
    hours = seen * config.num_poses / CANONICAL_FPS / 3600
    weights = ("reconstruction", "discriminative", "actionable", "alignment", "commitment")
    return {
        "model": {**rows, "codes": f"{sizes.num_codes} of width {sizes.width}"},
        "data": {
            "folder": str(config.data),
            **{split: _extent(config, split) for split in ("train", "val")},
            "window": f"{config.num_poses} poses ({config.num_poses / CANONICAL_FPS:g} s)",
        },
        "memory of one process": dict(memory_rows(memory)),
        "schedule": {
            "reconstruct": _course(config.reconstruct) + ", on the reconstruction alone",
            "discover": _course(config.discover) + ", on the total loss",
            "weights": ", ".join(f"{name} {getattr(objective, name):g}" for name in weights),
            "batch": f"{config.batch_size} windows" + f" in {config.accumulate} parts" * (config.accumulate > 1),
            "seen": f"{seen:,} windows, {hours:,.0f} hours of motion",
            "precision": config.mixed_precision,
            "output": str(config.output),
        },
    }


@torch.no_grad()
def validate(model: ConceptModel, windows: Windows, config: PretrainConfig, device: torch.device) -> dict[str, float]:
    """Held-out errors beside what they must beat.

    Returns:
        reconstruction: mean squared error of the normalised input, with hidden places; `hidden` on those places alone;
        `mean_pose`: the error of answering the mean. velocity, `velocity_zero`, `velocity_last`: root mean squared
        error in millimetres per frame of the prediction, of no motion, of the last velocity repeated. The codes'
        perplexity, and how many are unused. The other losses under their names.
    """
    model.eval()
    batch = windows.batch(0, range(128)).to(device)
    losses = model(batch.inputs, batch.velocity, batch.hidden, replace(config.objective, negatives=None))
    normal = model.normalise(batch.inputs)
    values = {name: float(term) for name, term in losses.terms.items()}
    values["mean_pose"] = float(normal.square().mean())
    if losses.rebuilt is not None:
        values["hidden"] = float((losses.rebuilt - normal)[batch.hidden].square().mean())
    if losses.velocity is not None:
        values |= _velocity_errors(losses.velocity * model.velocity_std, batch)
    used = torch.bincount(losses.codes, minlength=model.config.num_codes)
    share = used[used > 0] / used.sum()
    return values | {"perplexity": float(torch.exp(-(share * share.log()).sum())), "unused": float((used == 0).sum())}


def _velocity_errors(predicted: Tensor, batch: WindowBatch) -> dict[str, float]:
    """Errors over all poses but the first, in millimetres per frame."""
    truth = batch.velocity[:, 1:]
    guesses = {
        "velocity": predicted.view_as(batch.velocity)[:, 1:],
        "velocity_zero": torch.zeros_like(truth),
        "velocity_last": batch.velocity[:, :-1],
    }
    return {name: 1000 * float(functional.mse_loss(guess, truth).sqrt()) for name, guess in guesses.items()}


def _build(config: PretrainConfig) -> ConceptModel:
    concepts = replace(config.concepts, input_dim=FEATURE_DIM, velocity_dim=VELOCITY_DIM, seed=config.seed)
    try:
        return ConceptModel(concepts)
    except ValueError as error:
        raise ConfigError(f"concepts: {error}; change concepts.width or concepts.num_heads") from error


def _activations(config: PretrainConfig, windows: int) -> int:
    """Bytes of a forward pass on so many windows: both transformers, the classifiers, and the loss over the codes."""
    sizes, objective, half = config.concepts, config.objective, config.mixed_precision != "no"
    states, hidden, codes = windows * config.num_poses, sizes.classifier_hidden, sizes.num_codes
    layers = activation_bytes(
        batch=windows,
        tokens=config.num_poses,
        width=sizes.width,
        num_layers=sizes.num_layers + sizes.decoder_layers,
        num_heads=sizes.num_heads,
        dtype="bf16" if half else "fp32",
    )
    # Generated weights, their gradient of the loss in fp32, and that on its way back.
    generated = codes * (hidden * sizes.width + 2 * hidden + 1) * (2 + 4 + 2 if half else 12)
    pairs = discriminative_bytes(
        states,
        codes,
        hidden,
        form=objective.discriminative_form,
        negatives=objective.negatives,
        number=2 if half else 4,
    )
    return (
        layers
        + generated * bool(objective.discriminative or objective.actionable)
        + pairs * bool(objective.discriminative)
    )


def _extent(config: PretrainConfig, split: str) -> str:
    """How much motion a split holds, in words."""
    if not config.data.is_dir():
        return f"not found: no folder {config.data}; name the data with --set data=DIR"
    clips, poses = count_clips(config.data, split, sets=config.sets)
    return f"{clips:,} clips" + ("" if poses is None else f", {poses / CANONICAL_FPS / 3600:.2f} hours")


def _course(phase: PhaseConfig) -> str:
    peak = f"{phase.learning_rate:g} after {phase.warmup:,} of warm-up"
    return f"{phase.steps:,} steps at {peak}, down to a tenth by a cosine"


def _windows(config: PretrainConfig, split: str) -> Windows:
    clips = load_clips(config.data, split, sets=config.sets)
    objective = config.objective
    return Windows(
        clips,
        config.num_poses,
        mask_share=objective.mask_share,
        mask_span=objective.mask_span,
        seed=config.seed,
        vary=split == "train",
    )


def _set_scales(model: ConceptModel, windows: Windows) -> None:
    """Mean and deviation of the features, and one scale of the velocity, from up to 400 clips."""
    drawn = np.random.default_rng(windows.seed).choice(len(windows.clips), size=400, p=windows.chances)
    features = np.concatenate([pose_features(windows.clips[i].joints) for i in drawn])
    velocity = np.concatenate([pose_velocity(windows.clips[i].joints) for i in drawn])
    model.feature_mean.copy_(torch.from_numpy(features.mean(0)))
    model.feature_std.copy_(torch.from_numpy(features.std(0)).clamp(min=1e-3))
    model.velocity_std.copy_(torch.tensor(velocity.std()))


def _phase(config: PretrainConfig, step: int) -> tuple[ObjectiveConfig, float]:
    """Objective and learning rate of one step."""
    if step < config.reconstruct.steps:
        alone = replace(config.objective, discriminative=0.0, actionable=0.0, alignment=0.0)
        return alone, _rate(config.reconstruct, step)
    return config.objective, _rate(config.discover, step - config.reconstruct.steps)


def _rate(phase: PhaseConfig, step: int) -> float:
    return learning_rate(step, peak=phase.learning_rate, warmup=phase.warmup, total=phase.steps)

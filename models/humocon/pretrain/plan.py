"""What stage 1 would train, on what, how large, with how much memory; nothing is trained or written."""

import torch

from humocon.concepts.branches import Branches
from humocon.concepts.losses import discriminative_bytes
from humocon.data.mocap import count_clips
from humocon.motion.clip import CANONICAL_FPS
from humocon.pretrain.config import PhaseConfig, PretrainConfig, VideoBranchConfig
from humocon.pretrain.parts import build
from humocon.training.duration import time_row
from humocon.training.memory import (
    activation_bytes,
    format_count,
    memory_rows,
    parameter_rows,
    parameter_table,
    training_memory,
)

_WEIGHTS = ("reconstruction", "discriminative", "actionable", "alignment", "commitment")


def plan(config: PretrainConfig) -> dict[str, dict[str, str]]:
    """What `pretrain` would train; a pretrained tower is taken to have the recipe's sizes: no network is needed.

    Raises:
        ConfigError, DataError: as their messages say; data that is not there is no error here.
    """
    objective, phases, learning = config.objective, (config.reconstruct, config.discover), config.learning
    with torch.device("meta"):
        model = build(config, weights=False)
    total = parameter_table(model)[-1]
    activations = _activations(config, model)
    memory = training_memory(
        num_parameters=total.num_parameters, num_trainable=total.num_trainable, activations=activations
    )
    seen = learning.batch_size * sum(phase.steps for phase in phases) * (not config.freeze_motion)
    hours = seen * config.num_poses / CANONICAL_FPS / 3600
    both = "" if config.video is None else " of both branches"
    weights = (*_WEIGHTS, *(("regression",) if objective.regression else ()))
    rows = {
        "model": {**_parameters(model), "codes": f"{config.sizes.num_codes} of width {config.sizes.width}"},
        "data": {
            "folder": str(config.data),
            **{split: _extent(config, split) for split in ("train", "val")},
            "window": f"{config.num_poses} poses ({config.num_poses / CANONICAL_FPS:g} s)",
        },
        "memory of one process": dict(memory_rows(memory)),
        "schedule": {
            "reconstruct": _course(config.reconstruct) + ", the motion branch on the reconstruction alone",
            "discover": _course(config.discover) + ", on the total loss" + both,
            "weights": ", ".join(f"{name} {getattr(objective, name):g}" for name in weights),
            "batch": f"{learning.batch_size} windows" + f" in {learning.accumulate} parts" * (learning.accumulate > 1),
            "seen": f"{seen:,} windows, {hours:,.0f} hours of motion",
            "precision": learning.precision,
            "time": time_row(_number_of_operations(config, model), device=config.device),
            "output": str(config.output),
        },
    }
    if config.video is not None:
        rows["video"] = _video(config, config.video)
    return rows


def _parameters(model: Branches) -> dict[str, str]:
    """Rows of each part; without a video branch those of the motion alone, as there is nothing to tell apart."""
    if model.video is None:
        return {name: _row(number, learning) for name, number, learning in parameter_rows(model.motion)}
    rows = {}
    for branch, part in (("motion", model.motion), ("video", model.video)):
        rows |= {f"{branch} {name}": _row(number, learning) for name, number, learning in parameter_rows(part)}
    whole = parameter_table(model)[-1]
    return rows | {"total": _row(format_count(whole.num_parameters), format_count(whole.num_trainable))}


def _row(number: str, learning: str) -> str:
    return f"{number} parameters, {learning} learn"


def _video(config: PretrainConfig, video: VideoBranchConfig) -> dict[str, str]:
    tower = video.sizes.tower
    size = video.size or tower.image_size
    pairs = f"{video.num_pairs:,} to learn from and {video.num_held_out:,} held out, rendered from the motions"
    if video.folder is not None:
        pairs = f"windows of the videos in {video.folder}"
        if not video.folder.is_dir():
            pairs += " (not found; name it with --set video.folder=DIR)"
    bytes_of_one = video.num_key_frames * (3 * size * size + 2 * video.sizes.velocity_dim)
    return {
        "tower": f"{video.pretrained or 'from scratch'}, {tower.image_size} pixels in patches of {tower.patch_size}",
        "pairs": pairs,
        "key frames": f"{video.num_key_frames} of {size} x {size} in {config.num_poses / CANONICAL_FPS:g} s",
        "cache": f"{video.cache}, {bytes_of_one / 1e6:.2f} MB for each pair",
        "batch": f"{video.batch_size} pairs",
        "seen": f"{video.batch_size * config.discover.steps:,} pairs",
    }


def _activations(config: PretrainConfig, model: Branches) -> int:
    """Bytes of a forward pass of one micro-batch: transformers, classifiers, and the losses over the codes."""
    half = config.learning.mixed_precision != "no"
    dtype = "bf16" if half else "fp32"
    sizes, total = model.motion.config, 0
    video, seen = config.video, None if model.video is None else model.video.config
    pairs = 0 if video is None else video.batch_size // config.learning.accumulate
    windows = 0 if config.freeze_motion else config.learning.batch_size // config.learning.accumulate + pairs
    if windows:
        total += activation_bytes(
            batch=windows,
            tokens=config.num_poses,
            width=sizes.width,
            num_layers=sizes.num_layers + sizes.decoder_layers,
            dtype=dtype,
        )
        codes = (sizes.num_codes, sizes.classifier_hidden, sizes.width)
        total += _objectives(config, windows * config.num_poses, *codes, half=half)
    if video is None or seen is None:
        return total
    frames = pairs * video.num_key_frames
    tower = seen.tower
    for width, num_layers in ((tower.width, tower.num_layers), (seen.decoder_width, seen.decoder_layers)):
        total += activation_bytes(
            batch=frames, tokens=tower.num_patches, width=width, num_layers=num_layers, dtype=dtype
        )
    codes = (seen.num_codes, seen.classifier_hidden, seen.width)
    return total + _objectives(config, frames, *codes, half=half)


def _objectives(config: PretrainConfig, states: int, codes: int, hidden: int, width: int, *, half: bool) -> int:
    """Bytes of the classifiers and the loss over the codes of one modality."""
    objective = config.objective
    # Generated weights, their gradient of the loss in fp32, and that on its way back.
    generated = codes * (hidden * width + 2 * hidden + 1) * (2 + 4 + 2 if half else 12)
    pairs = discriminative_bytes(
        states,
        codes,
        hidden,
        form=objective.discriminative_form,
        negatives=objective.negatives,
        number=2 if half else 4,
    )
    return generated * bool(objective.discriminative or objective.actionable) + pairs * bool(objective.discriminative)


def _number_of_operations(config: PretrainConfig, model: Branches) -> float:
    """Operations of both phases: each pose and patch passes its parameters, each state the classifiers of the codes."""
    sizes, objective = model.motion.config, config.objective
    parts = {row.name: row.num_parameters for row in parameter_table(model.motion)}
    per_state = 6 * (parts["total"] - parts["hypernetwork"]) * (not config.freeze_motion)
    negatives = sizes.num_codes if objective.negatives is None else objective.negatives
    classifiers = 6 * negatives * sizes.classifier_hidden * sizes.width * bool(objective.discriminative)
    states = config.learning.batch_size * config.num_poses
    number = states * (config.num_steps * per_state + config.discover.steps * classifiers * (not config.freeze_motion))
    if config.video is not None and model.video is not None:
        tower, video = model.video.config.tower, config.video
        patches = video.batch_size * video.num_key_frames * tower.num_patches
        number += 6 * parameter_table(model.video)[-1].num_parameters * patches * config.discover.steps
    return float(number)


def _extent(config: PretrainConfig, split: str) -> str:
    """How much motion a split holds, in words."""
    if not config.data.is_dir():
        return f"not found: no folder {config.data}; name the data with --set data=DIR"
    clips, poses = count_clips(config.data, split, sets=config.sets)
    return f"{clips:,} clips" + ("" if poses is None else f", {poses / CANONICAL_FPS / 3600:.2f} hours")


def _course(phase: PhaseConfig) -> str:
    peak = f"{phase.learning_rate:g} after {phase.warmup:,} of warm-up"
    return f"{phase.steps:,} steps at {peak}, down to a tenth by a cosine"

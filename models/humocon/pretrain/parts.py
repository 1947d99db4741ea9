"""What stage 1 learns from and what it trains, built from the recipe."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import torch

from humocon.concepts.branches import Branches
from humocon.concepts.configuration import VideoConceptConfig
from humocon.concepts.model import ConceptModel
from humocon.concepts.tower import load_tower, read_tower_config
from humocon.data.frame_pair_store import FramePair, prepared_pairs
from humocon.data.frame_pairs import LOOKS, FramePairs, RecordedFramePairs, RenderedFramePairs
from humocon.data.mocap import load_clips
from humocon.data.windows import Windows
from humocon.errors import ConfigError
from humocon.language.key_frames import fit_frames
from humocon.model_folder import load_concepts
from humocon.motion.features import FEATURE_DIM, VELOCITY_DIM, pose_features, pose_velocity
from humocon.pretrain.config import PretrainConfig, VideoBranchConfig


def build(config: PretrainConfig, *, weights: bool = True) -> Branches:
    """Both branches, or that of the motion alone where the recipe has no video.

    Args:
        config: of the stage.
        weights: whether to read those of earlier concepts and of the pretrained tower; without, only sizes count.

    Raises:
        ConfigError: sizes that cannot be, or a frozen motion branch that is not there or would have to learn.
        CheckpointError: earlier concepts or the pretrained tower cannot be read.
    """
    if config.freeze_motion and (config.concepts is None or config.video is None or config.reconstruct.steps):
        raise ConfigError("freeze_motion needs concepts=FOLDER, a video branch and reconstruct.steps=0")
    try:
        motion = _motion(config, weights)
        sizes = None if config.video is None else _sizes(config.video, config.seed, weights)
        model = Branches(motion, sizes, temperature=config.objective.temperature, freeze_motion=config.freeze_motion)
    except ValueError as error:
        raise ConfigError(f"sizes: {error}; change sizes.width or sizes.num_heads") from error
    if model.video is not None and config.video is not None:
        tower = model.video.encoder.tower
        if config.video.pretrained is not None and weights:
            load_tower(tower, config.video.pretrained)
        tower.requires_grad_(not config.video.freeze_tower)
    return model


def motion_windows(config: PretrainConfig, split: str) -> Windows:
    """Windows of one split of the motions."""
    return Windows(
        load_clips(config.data, split, sets=config.sets),
        config.num_poses,
        mask_share=config.objective.mask_share,
        mask_span=config.objective.mask_span,
        seed=config.seed,
        vary=split == "train",
    )


def video_pairs(
    config: PretrainConfig,
    video: VideoBranchConfig,
    sizes: VideoConceptConfig,
    windows: Windows,
    *,
    held_out: bool,
    message: Callable[[str], None],
) -> FramePairs:
    """Pairs of one split, prepared first where they are not yet.

    Args:
        config: of the stage.
        video: of its video branch.
        sizes: of the video's concept model.
        windows: of the motions of the same split, which are rendered where there is no folder of videos.
        held_out: whether they are for validation.
        message: is told what is going on, now and then.
    """
    made, number, source = _source(config, video, sizes, windows, held_out)
    if isinstance(made, RecordedFramePairs) and not held_out:
        message(made.summary)
    fitted = (sizes.tower.image_size, video.follow)
    settings = {"version": 2, "sizes": (video.size, sizes.flow_size), "fitted": fitted}
    settings |= {"poses": config.num_poses, "frames": video.num_key_frames, "source": source}

    def fit(number: int) -> FramePair:
        """A pair whose frames are as the tower reads them."""
        pair = made.pair(number)
        return replace(pair, frames=fit_frames(pair.frames, len(pair.frames), fitted[0], follows=fitted[1]))

    objective = config.objective
    return FramePairs(
        prepared_pairs(video.cache, settings, number, fit, message),
        config.num_poses,
        mask_share=objective.mask_share,
        mask_span=objective.mask_span,
        seed=config.seed,
        vary=not held_out,
        colours=video.colours,
    )


def _source(
    config: PretrainConfig, video: VideoBranchConfig, sizes: VideoConceptConfig, windows: Windows, held_out: bool
) -> tuple[RecordedFramePairs | RenderedFramePairs, int, object]:
    """Where the pairs come from, how many are wanted, and what they are made from, as JSON."""
    sides = {"size": video.size or sizes.tower.image_size, "flow_size": sizes.flow_size}
    if video.folder is not None:
        made = RecordedFramePairs(video.folder, config.num_poses, video.num_key_frames, **sides, held_out=held_out)
        return made, len(made), [[str(path), str(motion), begin_s] for path, motion, begin_s in made.windows]
    seed, render = config.seed + held_out, LOOKS[video.look]
    made = RenderedFramePairs(windows, video.num_key_frames, **sides, seed=seed, render=render)
    number = video.num_held_out if held_out else video.num_pairs
    return made, number, [str(config.data), config.sets, len(windows.clips), video.look, config.seed, held_out]


def set_motion_scales(model: ConceptModel, windows: Windows) -> None:
    """Mean and deviation of the features, and one scale of the velocity, from up to 400 clips."""
    drawn = np.random.default_rng(windows.seed).choice(len(windows.clips), size=400, p=windows.chances)
    features = np.concatenate([pose_features(windows.clips[i].joints) for i in drawn])
    velocity = np.concatenate([pose_velocity(windows.clips[i].joints) for i in drawn])
    model.feature_mean.copy_(torch.from_numpy(features.mean(0)))
    model.feature_std.copy_(torch.from_numpy(features.std(0)).clamp(min=1e-3))
    model.velocity_std.copy_(torch.tensor(velocity.std()))


def set_video_scales(model: Branches, pairs: FramePairs, *, begin: bool) -> None:
    """One scale of the optical flow, from up to 200 pairs; and what a tower from scratch begins from.

    Args:
        model: with a video branch.
        pairs: to learn from.
        begin: whether the tower is from scratch.
    """
    assert model.video is not None
    numbers = np.linspace(0, len(pairs.prepared) - 1, min(200, len(pairs.prepared))).astype(int)
    drawn = [pairs.prepared.pair(int(number)) for number in numbers]
    flow = np.concatenate([pair.flow.astype(np.float32) for pair in drawn])
    model.video.velocity_std.copy_(torch.tensor(max(float(flow.std()), 1e-3)))
    if begin:
        frames = torch.from_numpy(np.concatenate([pair.frames[::4] for pair in drawn]))
        tower = model.video.encoder.tower
        tower.begin_from(tower.normalise(frames))


def _motion(config: PretrainConfig, weights: bool) -> ConceptModel:
    if config.concepts is not None and (weights or config.concepts.is_dir()):
        return load_concepts(config.concepts)
    return ConceptModel(replace(config.sizes, input_dim=FEATURE_DIM, velocity_dim=VELOCITY_DIM, seed=config.seed))


def _sizes(video: VideoBranchConfig, seed: int, weights: bool) -> VideoConceptConfig:
    tower = video.sizes.tower
    if video.pretrained is not None and weights:
        tower = read_tower_config(video.pretrained)
    return replace(video.sizes, tower=tower, seed=seed)

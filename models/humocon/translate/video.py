"""Modality translation of video: a model that reads motion gets a video branch, whose projector learns."""

from typing import NamedTuple

import torch

from humocon.data.frame_pair_store import PreparedFramePairs
from humocon.data.frame_pairs import LOOKS
from humocon.data.mocap import load_clips
from humocon.data.scenes import Scenes
from humocon.data.video_conversations import RenderedScenes, VideoConversations, prepare_scenes
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor
from humocon.language.video_branch import add_video, learn_video_projector
from humocon.model_folder import load_branches, load_pretrained
from humocon.training.launch import start
from humocon.training.learning import Batches
from humocon.training.report import Report
from humocon.translate.config import VideoTranslateConfig


class Parts(NamedTuple):
    """A model with all but one projector frozen, its processor, and what it learns from and is checked on."""

    model: HumoconForConditionalGeneration
    processor: HumoconProcessor
    train: Batches
    held_out: Batches


def video_parts(config: VideoTranslateConfig, report: Report) -> Parts:
    """A model that reads motion, with a video branch whose projector alone learns, and conversations about videos."""
    accelerator, video = start(seed=config.seed, device=config.device), config.video
    model, processor = load_pretrained(config.model, device=str(accelerator.device), dtype=getattr(torch, config.dtype))
    add_video(
        model,
        processor,
        load_branches(config.concepts),
        max_tokens=video.max_tokens,
        fps=video.fps,
        follow=video.follow,
        frames_per_token=video.frames_per_token,
    )
    learn_video_projector(model)
    train = _conversations(config, processor, "train", video.num_scenes, report)
    held_out = _conversations(config, processor, "val", video.num_held_out, report)
    if video.gate is not None:
        model.config.video_surprise_limit = video.gate * _largest_surprise(model, held_out.prepared)
    return Parts(model, processor, train, held_out)


def _conversations(
    config: VideoTranslateConfig, processor: HumoconProcessor, split: str, number: int, report: Report
) -> VideoConversations:
    """Conversations about the rendered scenes of one split; what is not rendered yet is rendered first."""
    clips, video = load_clips(config.data, split, sets=config.sets), config.video
    scenes = Scenes(clips, seed=config.seed, mirrored=0.0)  # the conversations change sides
    source = [str(config.data), config.sets, split, len(clips), 0.0, video.look]
    made = RenderedScenes(scenes, processor, seed=config.seed, size=video.size, render=LOOKS[video.look])
    return VideoConversations(
        prepare_scenes(made, video.cache, number, source, report.message),
        processor,
        num_turns=config.num_turns,
        seed=config.seed,
        vary=split == "train",
        colours=video.colours,
        with_motion=video.with_motion,
    )


def _largest_surprise(model: HumoconForConditionalGeneration, prepared: PreparedFramePairs) -> float:
    """How little the concepts explain of the prepared scene that they explain least of."""
    concepts = model.video_concepts
    assert concepts is not None
    device = concepts.velocity_std.device
    scenes = (torch.from_numpy(prepared.pair(number).frames.copy())[None] for number in range(len(prepared)))
    return max(float(concepts.surprise(frames.to(device))) for frames in scenes)

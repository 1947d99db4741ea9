"""Modality translation of video: a model that reads motion gets a video branch, whose projector learns."""

import torch

from humocon.data.frame_pair_store import PreparedPairs
from humocon.data.frame_pairs import LOOKS
from humocon.data.mocap import load_clips
from humocon.data.scenes import Scenes
from humocon.data.video_conversations import RenderedScenes, VideoTalks, prepare_scenes
from humocon.errors import ConfigError
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor
from humocon.language.video_branch import add_video, learn_video_projector
from humocon.model_folder import load_branches, load_pretrained
from humocon.parallel import wait_for_everyone
from humocon.training.launch import start
from humocon.training.report import Report
from humocon.translate.parts import Parts
from humocon.translate.settings import SOURCES_AND_VIDEO, TranslateConfig, VideoTranslateConfig


def video_parts(config: TranslateConfig, video: VideoTranslateConfig, report: Report) -> Parts:
    """A model that reads motion, with a video branch whose projector alone learns, and conversations about videos."""
    if config.model is None:
        raise ConfigError("video needs model=FOLDER, a model that reads motion; `humocon translate` or `tune` makes it")
    if config.sources:
        raise ConfigError(f"sources: {SOURCES_AND_VIDEO}")
    accelerator = start(seed=config.seed, device=config.device)
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
    share = (accelerator.process_index, accelerator.num_processes)
    train = _talks(config, video, processor, "train", video.num_scenes, share, report)
    held_out = _talks(config, video, processor, "val", video.num_held_out, share, report)
    if video.gate is not None:
        model.config.video_surprise_limit = video.gate * _largest_surprise(model, held_out.prepared)
    return Parts(model, processor, train, held_out)


def _talks(
    config: TranslateConfig,
    video: VideoTranslateConfig,
    processor: HumoconProcessor,
    split: str,
    number: int,
    share: tuple[int, int],
    report: Report,
) -> VideoTalks:
    """Conversations about the rendered scenes of one split; what is not rendered yet is rendered first."""
    clips = load_clips(config.data, split, sets=config.sets)
    scenes = Scenes(clips, seed=config.seed, mirrored=config.variety.mirrored)
    source = [str(config.data), config.sets, split, len(clips), config.variety.mirrored, video.look]
    made = RenderedScenes(scenes, processor, seed=config.seed, size=video.size, render=LOOKS[video.look])
    folder = prepare_scenes(made, video.cache, number, source, share=share, message=report.message)
    wait_for_everyone()
    prepared = PreparedPairs(folder, number)
    return VideoTalks(
        prepared,
        processor,
        num_turns=config.num_turns,
        seed=config.seed,
        vary=split == "train",
        colours=video.colours,
        with_motion=video.with_motion,
    )


def _largest_surprise(model: HumoconForConditionalGeneration, prepared: PreparedPairs) -> float:
    """How little the concepts explain of the prepared scene that they explain least of."""
    concepts = model.video_concepts
    assert concepts is not None
    device = concepts.velocity_std.device
    scenes = (torch.from_numpy(prepared.pair(number).frames.copy())[None] for number in range(len(prepared)))
    return max(float(concepts.surprise(frames.to(device))) for frames in scenes)

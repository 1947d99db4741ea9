"""A small language model of one's own, trained on the task's text alone."""

from pathlib import Path

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from humocon.data.conversations import Conversations, task_texts
from humocon.data.mocap import load_clips
from humocon.data.scenes import Scenes
from humocon.data.variety import Variety
from humocon.errors import ConfigError
from humocon.files import is_whole, whole_files
from humocon.language.configuration import small_llama
from humocon.language.processing import HumoconProcessor
from humocon.language.text_training import WordReader
from humocon.language.tokenizer import build_tokenizer, words_of
from humocon.parallel import wait_for_everyone
from humocon.training.learning import learn
from humocon.training.report import Report
from humocon.translate.config import BaseConfig, TranslateConfig

NO_LANGUAGE_MODEL = (
    "language_model and base are both missing; name a model of the hub, or give the sizes of one of your own"
)


def train_base(config: TranslateConfig, report: Report) -> Path:
    """Train the small language model on text alone, unless that was done before.

    Returns:
        Its folder.
    """
    folder = config.output / "base"
    if config.base is None:
        raise ConfigError(NO_LANGUAGE_MODEL)
    if config.resume and (folder / "config.json").is_file() and is_whole(folder):
        report.message(f"{folder}: the base language model is there already")
        return folder
    scenes = {
        split: Scenes(
            load_clips(config.data, split, sets=config.sets), seed=config.seed, mirrored=config.variety.mirrored
        )
        for split in ("train", "val")
    }
    processor = _processor(config, list(task_texts(scenes["train"], config.base.num_texts)), config.base.vocabulary)
    torch.manual_seed(config.seed)
    language_model = LlamaForCausalLM(llama_config(config.base, len(processor.tokenizer)))
    reader = WordReader(
        language_model, processor.motion_token_id, config.base.noise, config.base.told_weight, config.base.told_layer
    )
    train, held_out = (
        _talks(config.base, config.variety.apart, found, processor, split) for split, found in scenes.items()
    )
    main = learn(
        reader,
        train,
        held_out,
        config.base.learning,
        name="base language model",
        folder=folder / "checkpoints",
        seed=config.seed,
        report=report,
        resumes=config.resume,
        device=config.device,
    )
    if main:
        with whole_files(folder) as partial:
            language_model.save_pretrained(partial)
            processor.save_pretrained(partial)
    wait_for_everyone()
    return folder


def _processor(config: TranslateConfig, texts: list[str], vocabulary: int) -> HumoconProcessor:
    """A processor with a tokenizer of so many tokens that is made from the texts."""
    return HumoconProcessor.from_base(
        build_tokenizer(texts, vocabulary),
        frames_per_token=config.frames_per_token,
        max_motion_tokens=config.max_motion_tokens,
        known_words=words_of(" ".join(texts)),
    )


def _talks(base: BaseConfig, apart: float, scenes: Scenes, processor: HumoconProcessor, split: str) -> Conversations:
    """Conversations whose motions are told in words; those held out are told rightly and in full."""
    learned = split == "train"
    return Conversations(
        scenes,
        processor,
        num_turns=base.num_turns,
        kind="words",
        variety=Variety(apart=apart, protocol=base.protocol) if learned else Variety(apart=1.0),
        wrong=base.wrong if learned else 0.0,
        hurry=base.hurry if learned else 1,
    )


def llama_config(base: BaseConfig, vocabulary: int) -> LlamaConfig:
    """Its architecture, for `vocabulary` tokens."""
    return small_llama(vocabulary, base.width, base.num_layers, base.num_heads, base.hidden, base.max_positions)

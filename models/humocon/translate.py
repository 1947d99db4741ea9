"""Stage 2, modality translation: a projector learns to put motion into the language model's own space.

Encoders and language model are frozen. Where the recipe has no ready language model, a small one is first trained on
the task's text alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from transformers import LlamaConfig, LlamaForCausalLM, PretrainedConfig

from humocon.concepts.model import CONFIG_FILE, ConceptConfig, load_concepts
from humocon.data.conversations import Conversations
from humocon.data.mocap import load_clips
from humocon.data.pairs import Pairs, talks
from humocon.data.questions import ask, describe, script
from humocon.data.scenes import Scenes
from humocon.errors import CheckpointError, ConfigError
from humocon.language.adapting import freeze_all_but_projector
from humocon.language.base import build_tokenizer, small_llama
from humocon.language.loading import four_bits, load_tokenizer
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.outline import outline, read_config
from humocon.language.processing import HumoconProcessor, words_of
from humocon.language.words import WordReader
from humocon.training.launch import start, wait_for_everyone
from humocon.training.learning import LearningConfig, learn
from humocon.training.outline import frozen_dtype, memory_row
from humocon.training.report import Report, SilentReport
from humocon.training.sizing import format_count

_NO_LANGUAGE_MODEL = (
    "language_model and base are both missing; name a model of the hub, or give the sizes of one of your own"
)


@dataclass(frozen=True, kw_only=True)
class BaseConfig:
    """A small language model of our own, trained on the task's text alone."""

    learning: LearningConfig
    num_texts: int = 20_000
    vocabulary: int = 1500
    width: int = 256
    num_layers: int = 6
    num_heads: int = 8
    hidden: int = 768
    max_positions: int = 1024
    noise: float = 0.3
    wrong: float = 0.03
    hurry: int = 4
    told_weight: float = 0.5


@dataclass(frozen=True, kw_only=True)
class TranslateConfig:
    """How to learn the projector; the keys of `recipes/translate/*.yaml`."""

    data: Path
    output: Path
    concepts: Path
    language_model: str | None = None
    base: BaseConfig | None = None
    learning: LearningConfig
    questions: Path | None = None
    sets: tuple[str, ...] = ()
    reads: Literal["features", "codes"] = "features"
    frames_per_token: int = 4
    max_motion_tokens: int = 256
    num_turns: int = 5
    mirrored: float = 0.3
    posture: float = 0.0
    load_in_4bit: bool = False
    dtype: Literal["float32", "bfloat16"] = "float32"
    seed: int = 0
    resume: bool = True
    device: str | None = None


def translate(config: TranslateConfig, report: Report | None = None) -> Path:
    """Train the projector and save the model.

    Returns:
        The folder of the model, which `tune` and `ask` read.

    Raises:
        ConfigError, DataError, CheckpointError: as their messages say.
    """
    report = report or SilentReport()
    concepts = load_concepts(config.concepts)
    if config.language_model is not None:
        base, processor = config.language_model, _processor(config)
    else:
        base = _train_base(config, report)
        processor = HumoconProcessor.from_pretrained(base)
    device = str(start(seed=config.seed, device=config.device).device)
    model = HumoconForConditionalGeneration.from_base(
        base,
        concepts,
        processor,
        reads=config.reads,
        dtype=getattr(torch, config.dtype),
        quantization_config=four_bits() if config.load_in_4bit else None,
        device_map={"": device} if config.load_in_4bit else None,
    )
    freeze_all_but_projector(model)
    train, held_out = (_talks(config, split, processor) for split in ("train", "val"))
    main = learn(
        model,
        train,
        held_out,
        config.learning,
        name="translate",
        folder=config.output / "checkpoints",
        seed=config.seed,
        report=report,
        resumes=config.resume,
        device=config.device,
    )
    if main:
        model.save_pretrained(config.output)
        processor.save_pretrained(config.output)
    return config.output


def plan(config: TranslateConfig) -> dict[str, dict[str, str]]:
    """What `translate` would train, on what, how large, with how much memory; nothing is trained or written.

    What is not there yet, or cannot be read from here, is said in its row.
    """
    learning = config.learning
    model, concepts = {"concepts": str(config.concepts)}, ConceptConfig()
    if (config.concepts / CONFIG_FILE).is_file():
        concepts = load_concepts(config.concepts).config
    else:
        model["concepts"] += ": not there yet; `humocon pretrain` makes it (its sizes are taken to be the paper's)"
    reads = config.frames_per_token * concepts.width
    try:
        text_config = _text_config(config)
    except CheckpointError as error:
        model |= {"language model": str(error), "learns": f"the projector, {reads} x hidden size of the language model"}
    else:
        size = outline(text_config).num_parameters()
        learns = (reads + 1) * text_config.hidden_size
        own = "own, trained first on text alone" if config.language_model is None else config.language_model
        model["language model"] = f"{own}: {format_count(size)} parameters, frozen"
        model["learns"] = f"the projector, {reads} x {text_config.hidden_size}: {format_count(learns)} parameters"
        model["memory"] = memory_row(
            num_parameters=size + learns,
            num_trainable=learns,
            width=text_config.hidden_size,
            num_layers=text_config.num_hidden_layers,
            num_heads=text_config.num_attention_heads,
            batch=max(1, learning.batch_size // learning.accumulate),
            dtype=frozen_dtype(config.dtype, config.load_in_4bit),
        )
    if config.base is not None and config.language_model is None:
        text = config.base.learning
        model["steps on text"] = f"{text.steps:,} of {text.batch_size} conversations at {text.learning_rate:g}"
    data = {"data": str(config.data), "captions": str(config.questions or "made from the clips' labels")}
    return {"model": model, "data": data, "schedule": learning.describe()}


def _text_config(config: TranslateConfig) -> PretrainedConfig:
    """The configuration of the language model that would be used."""
    if config.language_model is not None:
        return read_config(config.language_model)
    if config.base is None:
        raise ConfigError(_NO_LANGUAGE_MODEL)
    return _llama(config.base, config.base.vocabulary)


def _talks(config: TranslateConfig, split: str, processor: HumoconProcessor) -> Conversations | Pairs:
    return talks(
        config.data,
        split,
        processor,
        config.questions,
        kind="captions",
        num_turns=config.num_turns,
        sets=config.sets,
        seed=config.seed,
        mirrored=config.mirrored,
        posture=config.posture,
    )


def _processor(config: TranslateConfig) -> HumoconProcessor:
    """The processor around the tokenizer of a ready language model."""
    tokenizer = load_tokenizer(str(config.language_model))
    return HumoconProcessor.from_base(
        tokenizer, frames_per_token=config.frames_per_token, max_motion_tokens=config.max_motion_tokens
    )


def _train_base(config: TranslateConfig, report: Report) -> Path:
    """Train the small language model on text alone, unless that was done before.

    Returns:
        Its folder.
    """
    folder = config.output / "base"
    if config.base is None:
        raise ConfigError(_NO_LANGUAGE_MODEL)
    if config.resume and (folder / "config.json").is_file():
        report.message(f"{folder}: the base language model is there already")
        return folder
    scenes = {
        split: Scenes(load_clips(config.data, split, sets=config.sets), seed=config.seed, mirrored=config.mirrored)
        for split in ("train", "val")
    }
    texts = list(_texts(scenes["train"], config.base.num_texts))
    processor = HumoconProcessor.from_base(
        build_tokenizer(texts, config.base.vocabulary),
        frames_per_token=config.frames_per_token,
        max_motion_tokens=config.max_motion_tokens,
        known_words=sorted({word for text in texts for word in words_of(text)}),
    )
    torch.manual_seed(config.seed)
    language_model = LlamaForCausalLM(_llama(config.base, len(processor.tokenizer)))
    reader = WordReader(language_model, processor.motion_token_id, config.base.noise, config.base.told_weight)
    train, held_out = (
        Conversations(
            scenes[split],
            processor,
            num_turns=config.num_turns,
            kind="words",
            wrong=config.base.wrong if split == "train" else 0.0,
            hurry=config.base.hurry if split == "train" else 1,
        )
        for split in ("train", "val")
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
        language_model.save_pretrained(folder)
        processor.save_pretrained(folder)
    wait_for_everyone()
    return folder


def _llama(base: BaseConfig, vocabulary: int) -> LlamaConfig:
    return small_llama(vocabulary, base.width, base.num_layers, base.num_heads, base.hidden, base.max_positions)


def _texts(scenes: Scenes, number: int) -> Iterator[str]:
    """Questions, answers and descriptions of scenes, for the tokenizer."""
    for index in range(number):
        rng = np.random.default_rng([scenes.seed, 1 << 40, index])
        labels = scenes.scene(rng).labels
        for question, answer in ask(labels, 6, rng):
            yield question
            yield answer
        yield " " + script(labels)
        yield describe(labels)

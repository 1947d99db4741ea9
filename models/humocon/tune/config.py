"""The keys of `recipes/tune/*.yaml`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from humocon.actions.config import ActionsConfig, OwnActionsConfig, missing_for_own
from humocon.actions.config import missing as missing_for_actions
from humocon.concepts.configuration import Reads
from humocon.config import load_config, sets_key
from humocon.data.needs import holds_own_clips, missing_data, missing_folder
from humocon.data.source import Source
from humocon.data.variety import NO_VARIETY, Variety
from humocon.meanings.config import MeaningsConfig
from humocon.training.configuration import LearningConfig


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


AnyTuneConfig = TuneConfig | ActionsConfig | OwnActionsConfig | MeaningsConfig
"""Of a recipe of `tune`."""


def load_tune_config(recipe: Path, overrides: Sequence[str] = (), own: Path | None = None) -> AnyTuneConfig:
    """The config of a recipe of `tune`: of own actions where the key `own` is set, else of the recogniser or the model.

    That of the recogniser has the key `examples`, that of the reader of meanings the key `held_out`.

    Args:
        recipe: the YAML file.
        overrides: `key=value`.
        own: the recipe of own actions, which takes the place of a model's where `data` is a folder of own clips.

    Raises:
        ConfigError: see `load_config`; a key of the one is unknown to the others.
    """
    if sets_key("own", recipe, overrides):
        return load_config(OwnActionsConfig, recipe, overrides)
    if sets_key("examples", recipe, overrides):
        return load_config(ActionsConfig, recipe, overrides)
    if sets_key("held_out", recipe, overrides):
        return load_config(MeaningsConfig, recipe, overrides)
    config = load_config(TuneConfig, recipe, overrides)
    if own is None or config.sources or config.questions is not None or not holds_own_clips(config.data):
        return config
    others = [override for override in overrides if override.partition("=")[0].strip() != "data"]
    return load_config(OwnActionsConfig, own, [f"own={config.data}", *others])


def missing(config: AnyTuneConfig) -> dict[str, str]:
    """What is not there that the stage needs, by the key that names it, with what to do about it."""
    if isinstance(config, MeaningsConfig):
        return {}
    if isinstance(config, OwnActionsConfig):
        return missing_for_own(config)
    if isinstance(config, ActionsConfig):
        return missing_for_actions(config)
    found = missing_data(config.data, sets=config.sets, questions=config.questions, sources=config.sources)
    return found | missing_folder("model", config.model, "humocon translate")

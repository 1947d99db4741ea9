"""The keys of `recipes/tune/*.yaml`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from humocon.data.needs import missing_data, missing_folder
from humocon.data.source import Source
from humocon.data.variety import NO_VARIETY, Variety
from humocon.training.configuration import LearningConfig


@dataclass(frozen=True, kw_only=True)
class TuneConfig:
    """How to tune; the keys of `recipes/tune/*.yaml`.

    Attributes:
        rank: of LoRA; with 0 every weight of the language model and the projector learns, for a model that is small.
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
    seed: int = 0
    resume: bool = True
    device: str | None = None


def missing(config: TuneConfig) -> dict[str, str]:
    """What is not there that the stage needs, by the key that names it, with what to do about it."""
    found = missing_data(config.data, sets=config.sets, questions=config.questions, sources=config.sources)
    return found | missing_folder("model", config.model, "humocon translate")

"""The keys of `recipes/tune/meanings.yaml`."""

from dataclasses import dataclass
from pathlib import Path

from humocon.training.configuration import LearningConfig


@dataclass(frozen=True, kw_only=True)
class MeaningsConfig:
    """How to learn which plain question a wording means.

    Attributes:
        held_out: of so many wordings of a meaning in a row one is kept aside and looked at while training; 0 keeps
            none aside, so that those that are learned are looked at.
        rank: of the low-rank products in the encoder.
        language_models: folder that the encoder is kept in; by default in the user's cache.
    """

    output: Path
    learning: LearningConfig
    held_out: int
    rank: int = 16
    language_models: Path | None = None
    seed: int = 0
    resume: bool = True
    device: str | None = None

"""What can be chosen of the concept models and their objective: plain numbers, which are read without a network."""

from dataclasses import dataclass, field
from typing import Literal

Reads = Literal["features", "codes", "facts", "features+facts", "codes+facts"]
"""What a language model is given of a motion: features of the encoder or the vectors of their codes, and facts."""


@dataclass(frozen=True, kw_only=True)
class ConceptConfig:
    """Sizes of one modality's concept model; the defaults are the paper's for motion."""

    input_dim: int = 133
    velocity_dim: int = 66
    width: int = 256
    num_layers: int = 4
    num_heads: int = 8
    window: int | None = 32
    num_codes: int = 512
    learning: Literal["ema", "gradient"] = "ema"
    decay: float = 0.99
    dead_below: float = 0.5
    hypernetwork_hidden: int = 256
    classifier_hidden: int = 64
    decoder_layers: int = 2
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class TowerConfig:
    """Sizes of a SigLIP vision tower; the defaults are those of `google/siglip-base-patch16-256`."""

    image_size: int = 256
    patch_size: int = 16
    width: int = 768
    num_layers: int = 12
    num_heads: int = 12
    hidden: int = 3072
    activation: str = "gelu_pytorch_tanh"
    norm_epsilon: float = 1e-6
    pooling_head: bool = True

    @property
    def num_patches(self) -> int:
        """Patches of a frame."""
        return (self.image_size // self.patch_size) ** 2

    @property
    def patch_dim(self) -> int:
        """Numbers of a patch."""
        return 3 * self.patch_size**2


@dataclass(frozen=True, kw_only=True)
class VideoConceptConfig:
    """Sizes of the video's concept model; the defaults are the paper's.

    `temporal_layers` puts a transformer over the key frames on top of the tower; the paper has none.
    """

    tower: TowerConfig = field(default_factory=TowerConfig)
    width: int = 256
    temporal_layers: int = 0
    num_heads: int = 8
    num_codes: int = 512
    learning: Literal["ema", "gradient"] = "ema"
    decay: float = 0.99
    dead_below: float = 0.5
    hypernetwork_hidden: int = 256
    classifier_hidden: int = 64
    decoder_layers: int = 12
    decoder_width: int = 256
    decoder_heads: int = 8
    flow_size: int = 16
    alignment_width: int = 256
    seed: int = 0

    @property
    def velocity_dim(self) -> int:
        """Numbers of one key frame's optical flow."""
        return 2 * self.flow_size**2


@dataclass(frozen=True, kw_only=True)
class ObjectiveConfig:
    """Weights and choices of the total loss (12); a weight of 0 switches its term off.

    `regression` is not in the paper: the squared error of the motion's states, told from the video's by a linear map.
    Nor is `alignment_negatives="batch"`: in the paper a key frame is told from the other poses of its own pair alone.
    """

    reconstruction: float = 1.0
    discriminative: float = 1.0
    actionable: float = 1.0
    alignment: float = 1.0
    regression: float = 0.0
    commitment: float = 0.25
    mask_share: float = 0.4
    mask_span: int = 1
    discriminative_form: Literal["balanced", "softmax"] = "balanced"
    negatives: int | None = None
    temperature: float = 0.07
    alignment_negatives: Literal["pair", "batch"] = "pair"

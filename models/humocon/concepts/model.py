"""One modality's concept model: encoder, codebook, hypernetwork, decoders, and the losses that shape them.

The model knows no modality: it reads sequences of vectors and predicts velocities. Motion gives it poses.

Legend: B clips, N states, F input numbers, V velocity numbers, D width, C codes.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from humocon.concepts.codebook import Codebook
from humocon.concepts.decoders import MaskedDecoder, VelocityDecoder
from humocon.concepts.encoder import MotionEncoder
from humocon.concepts.hypernetwork import Hypernetwork
from humocon.concepts.objective import Modality, ObjectiveConfig, StageLosses, stage_losses
from humocon.concepts.shapes import MisfitError, check_shapes, stored_shapes
from humocon.errors import CheckpointError, one_line
from humocon.files import parse_json, whole_files

CONFIG_FILE, WEIGHTS_FILE = "concepts.json", "concepts.safetensors"
_OTHERS = ("video.", "alignment.", "to_motion.")
"""Weights of the video branch in the same file."""


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


class ConceptModel(Modality):
    """Stage 1 of HuMoCon for one modality.

    Args:
        config: sizes.

    Buffers:
        feature_mean, feature_std (F,): of the training data; inputs are normalised by them.
        velocity_std (): one scale for all velocity numbers: joints that move more count more, as they do in metres.
    """

    feature_mean: Tensor
    feature_std: Tensor

    def __init__(self, config: ConceptConfig) -> None:
        super().__init__()
        self.config = config
        width, heads, window = config.width, config.num_heads, config.window
        self.encoder = MotionEncoder(config.input_dim, width, config.num_layers, heads, window)
        self.codebook = Codebook(
            config.num_codes,
            width,
            learning=config.learning,
            decay=config.decay,
            dead_below=config.dead_below,
            seed=config.seed,
        )
        self.hypernetwork = Hypernetwork(width, config.hypernetwork_hidden, config.classifier_hidden)
        self.decoder = MaskedDecoder(width, config.input_dim, config.decoder_layers, heads, window)
        self.velocity_decoder = VelocityDecoder(width, config.velocity_dim)
        self.register_buffer("feature_mean", torch.zeros(config.input_dim))
        self.register_buffer("feature_std", torch.ones(config.input_dim))
        self.register_buffer("velocity_std", torch.ones(()))

    def normalise(self, inputs: Tensor) -> Tensor:
        """Args: inputs (B, N, F) in their units. Returns: (B, N, F), mean 0 and deviation 1 over the training data."""
        return (inputs - self.feature_mean) / self.feature_std

    def encode(self, inputs: Tensor, mask: Tensor | None = None) -> Tensor:
        """States of a batch. Args: inputs (B, N, F) in their units; mask (B, N) bool or None. Returns: (B, N, D)."""
        return self.encoder(self.normalise(inputs), mask)

    def forward(
        self,
        inputs: Tensor,
        velocity: Tensor,
        hidden: Tensor | None,
        objective: ObjectiveConfig,
        mask: Tensor | None = None,
        generator: torch.Generator | None = None,
    ) -> StageLosses:
        """Every loss of one modality on one batch (Eq. 1 to 10).

        Args:
            inputs: (B, N, F) in their units.
            velocity: (B, N, V) in their units.
            hidden: (B, N) bool, the masked places; None hides nothing.
            objective: weights and choices.
            mask: (B, N) bool, True where a state is real; None when all are.
            generator: draws sampled negatives.
        """
        normal = self.normalise(inputs)
        states = self.encoder(normal, mask)
        return stage_losses(self, normal, states, velocity, hidden, objective, mask, generator)


def save_concepts(model: ConceptModel, folder: Path) -> None:
    """Write `concepts.json` and `concepts.safetensors` into a folder, which is made if need be."""
    with whole_files(folder) as partial:
        (partial / CONFIG_FILE).write_text(json.dumps(asdict(model.config), indent=2) + "\n")
        save_file({name: value.contiguous() for name, value in model.state_dict().items()}, partial / WEIGHTS_FILE)


def load_concepts(folder: Path) -> ConceptModel:
    """Read a motion's concept model that `save_concepts`, or `save_branches` with a video's beside it, wrote.

    Raises:
        CheckpointError: a file is missing or damaged, or the weights are of other sizes than the configuration states.
    """
    values = read_concept_config(folder)
    values.pop("video", None)
    try:
        stored = stored_shapes(folder / WEIGHTS_FILE)
        check_shapes(lambda: ConceptModel(ConceptConfig(**values)), values, stored)
        model = ConceptModel(ConceptConfig(**values))
    except (OSError, SafetensorError, MisfitError) as error:
        what = f"damaged, or not of the sizes that {CONFIG_FILE} states ({one_line(error)})"
        raise CheckpointError(f"{folder / WEIGHTS_FILE}: {what}; copy the folder again") from error
    except (ValueError, TypeError, ArithmeticError, RuntimeError, AttributeError) as error:
        what = f"not a concept configuration ({one_line(error)})"
        raise CheckpointError(f"{folder / CONFIG_FILE}: {what}; copy the folder again") from error
    try:
        weights = load_file(folder / WEIGHTS_FILE)
        model.load_state_dict({name: value for name, value in weights.items() if not name.startswith(_OTHERS)})
    except (OSError, SafetensorError, RuntimeError) as error:
        what = f"damaged, or not of the sizes that {CONFIG_FILE} states ({one_line(error)})"
        raise CheckpointError(f"{folder / WEIGHTS_FILE}: {what}; copy the folder again") from error
    return model.eval()


def read_concept_config(folder: Path) -> dict[str, Any]:
    """The plain values of `concepts.json`: sizes of the motion's concept model, and under "video" those of the video's.

    Raises:
        CheckpointError: a file is missing or damaged.
    """
    for name in (CONFIG_FILE, WEIGHTS_FILE):
        if not (folder / name).is_file():
            raise CheckpointError(f"{folder}: no {name}; give a folder that `humocon pretrain` wrote")
    try:
        values = parse_json((folder / CONFIG_FILE).read_text())
        if not isinstance(values, dict):
            raise ValueError("not a JSON object")
    except (OSError, ValueError) as error:
        what = f"not a concept configuration ({one_line(error)})"
        raise CheckpointError(f"{folder / CONFIG_FILE}: {what}; copy the folder again") from error
    return values

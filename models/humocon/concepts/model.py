"""One modality's concept model: encoder, codebook, hypernetwork, decoders, and the losses that shape them.

The model knows no modality: it reads sequences of vectors and predicts velocities. Motion gives it poses.

Legend: B clips, N states, F input numbers, V velocity numbers, D width, C codes.
"""

import torch
from torch import Tensor

from humocon.concepts.codebook import Codebook
from humocon.concepts.configuration import ConceptConfig, ObjectiveConfig
from humocon.concepts.decoders import MaskedDecoder, VelocityDecoder
from humocon.concepts.encoder import MotionEncoder
from humocon.concepts.hypernetwork import Hypernetwork
from humocon.concepts.objective import Modality, StageLosses, stage_losses

ENCODE_AT_ONCE = 4096


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

    def encode(self, inputs: Tensor, mask: Tensor | None = None, *, at_once: int = ENCODE_AT_ONCE) -> Tensor:
        """States of motions of any length.

        Args:
            inputs: (B, N, F) in their units.
            mask: (B, N) bool, True where a state is real; None when all are.
            at_once: states; a longer motion is encoded in parts, whose states are the same because attention reaches
                `window` states in each layer.

        Returns:
            (B, N, D).
        """
        window, length = self.config.window, inputs.shape[1]
        if window is None or length <= at_once:
            return self.encoder(self.normalise(inputs), mask)
        margin, parts = window * self.config.num_layers, []
        for begin in range(0, length, at_once):
            low, high = max(0, begin - margin), begin + at_once + margin
            part = self.encoder(self.normalise(inputs[:, low:high]), None if mask is None else mask[:, low:high])
            parts.append(part[:, begin - low : begin - low + at_once])
        return torch.cat(parts, dim=1)

    def forward(
        self,
        inputs: Tensor,
        velocity: Tensor,
        hidden: Tensor | None,
        objective: ObjectiveConfig,
        mask: Tensor | None = None,
        generator: torch.Generator | None = None,
    ) -> StageLosses:
        """Every loss on one batch (Eq. 1 to 10), of inputs (B, N, F) in their units; the rest as for `stage_losses`."""
        normal = self.normalise(inputs)
        states = self.encoder(normal, mask)
        return stage_losses(self, normal, states, velocity, hidden, objective, mask, generator)

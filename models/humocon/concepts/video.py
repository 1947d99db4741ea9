"""The video branch: the very same parts as for motion around another encoder and another decoder.

Legend: B clips, T key frames, D width, C codes, P patches of a frame, s side of the optical flow.
"""

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from humocon.concepts.codebook import Codebook
from humocon.concepts.configuration import ObjectiveConfig, TowerConfig, VideoConceptConfig
from humocon.concepts.decoders import PatchDecoder, VelocityDecoder
from humocon.concepts.encoder import Transformer
from humocon.concepts.hypernetwork import Hypernetwork
from humocon.concepts.objective import Modality, StageLosses, stage_losses
from humocon.concepts.tower import Tower, to_patches


class VideoEncoder(nn.Module):
    """E of Eq. 1 of HuMoCon for video: each key frame pooled by the tower, then one linear map to the common width.

    A layer norm brings the states to variance 1, as those of the motion are.

    Args:
        config: sizes.
    """

    def __init__(self, config: VideoConceptConfig) -> None:
        super().__init__()
        self.tower = Tower(config.tower)
        self.embed = nn.Linear(config.tower.width, config.width)
        self.temporal = (
            Transformer(config.width, config.temporal_layers, config.num_heads)
            if config.temporal_layers
            else nn.LayerNorm(config.width)
        )

    def forward(self, images: Tensor, mask: Tensor | None = None) -> Tensor:
        """Args: images (B, T, 3, S, S) in [-1, 1]; mask (B, T) bool or None. Returns: (B, T, D) states."""
        x = self.embed(self.tower(images.flatten(0, 1))).unflatten(0, images.shape[:2])
        return self.temporal(x, mask) if isinstance(self.temporal, Transformer) else self.temporal(x)


class VideoConceptModel(Modality):
    """Stage 1 of HuMoCon for video.

    Args:
        config: sizes.

    Buffers:
        velocity_std (): one scale for all numbers of the optical flow of the training data.
    """

    def __init__(self, config: VideoConceptConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = VideoEncoder(config)
        self.codebook = Codebook(
            config.num_codes,
            config.width,
            learning=config.learning,
            decay=config.decay,
            dead_below=config.dead_below,
            seed=config.seed,
        )
        self.hypernetwork = Hypernetwork(config.width, config.hypernetwork_hidden, config.classifier_hidden)
        tower = config.tower
        self.decoder = PatchDecoder(
            config.width,
            config.decoder_width,
            tower.num_patches,
            tower.patch_dim,
            config.decoder_layers,
            config.decoder_heads,
        )
        self.velocity_decoder = VelocityDecoder(config.width, config.velocity_dim)
        self.register_buffer("velocity_std", torch.ones(()))

    def normalise(self, frames: Tensor) -> Tensor:
        """Frames (B, T, H, W, 3) uint8 RGB of any size -> images (B, T, 3, S, S) in [-1, 1]."""
        return self.encoder.tower.normalise(frames.flatten(0, 1)).unflatten(0, frames.shape[:2])

    def encode(self, frames: Tensor, mask: Tensor | None = None) -> Tensor:
        """States of key frames. Args: frames (B, T, H, W, 3) uint8; mask (B, T) bool or None. Returns: (B, T, D)."""
        return self.encoder(self.normalise(frames), mask)

    @torch.no_grad()
    def surprise(self, frames: Tensor) -> Tensor:
        """How little of a video its concepts explain: large where it looks unlike those that the model learned from.

        The median and not the mean: a small decoder errs where the person is, but knows the surroundings or does not.

        Args:
            frames: (B, T, H, W, 3) uint8 RGB key frames.

        Returns:
            (B,) median over all pixels of the squared error of the images in [-1, 1] that are rebuilt from the codes
            alone (Eq. 5).
        """
        images = self.normalise(frames)
        rebuilt = self.decoder(self.codebook.vectors[self.codes(self.encoder(images))])
        return (rebuilt - self._patches(images)).square().flatten(1).median(dim=1).values

    def is_strange(self, frames: np.ndarray, limit: float) -> bool:
        """Whether one video looks unlike those that the model learned from, so that its key frames tell nothing.

        Args:
            frames: (T, H, W, 3) uint8 RGB key frames.
            limit: of what the concepts may leave unexplained, see `surprise`.
        """
        return float(self.surprise(torch.from_numpy(frames.copy())[None].to(self.velocity_std.device))) > limit

    def forward(
        self,
        frames: Tensor,
        velocity: Tensor,
        hidden: Tensor | None,
        objective: ObjectiveConfig,
        mask: Tensor | None = None,
        generator: torch.Generator | None = None,
    ) -> StageLosses:
        """Every loss on one batch (Eq. 1 to 10), the arguments as for `stage_losses`.

        Frames are (B, T, H, W, 3) uint8 RGB, the velocity is optical flow (B, T, 2 * s * s), pixels of the s x s image
        per frame.
        """
        images = self.normalise(frames)
        states = self.encoder(images, mask)
        return stage_losses(self, self._patches(images), states, velocity, hidden, objective, mask, generator)

    def _patches(self, images: Tensor) -> Tensor:
        """Images (B, T, 3, S, S) -> (B, T, P * Q), what the decoder rebuilds."""
        patches = to_patches(images.flatten(0, 1), self.config.tower.patch_size)
        return patches.flatten(1).unflatten(0, images.shape[:2])


def video_config(values: dict[str, Any]) -> VideoConceptConfig:
    """Sizes of a video branch from the plain values that `asdict` makes of them.

    Raises:
        TypeError: a key is unknown.
    """
    return VideoConceptConfig(**{**values, "tower": TowerConfig(**values.get("tower", {}))})

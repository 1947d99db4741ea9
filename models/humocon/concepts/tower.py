"""The SigLIP vision tower: one vector for each frame, from a checkpoint of transformers or built from sizes.

Legend: N frames, S side of a frame in pixels, P patches of a frame, Q numbers of a patch, W width of the
tower.
"""

from pathlib import Path
from typing import Any

import torch
from huggingface_hub.errors import HFValidationError
from safetensors import SafetensorError
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoConfig, SiglipVisionConfig, SiglipVisionModel

from humocon.concepts.configuration import TowerConfig
from humocon.errors import CheckpointError, one_line
from humocon.hub import NO_CODE, PLAIN_WEIGHTS, from_hub, quiet

_RIDGE = 0.01
"""Variance, as a share of the first component's, below which components are not brought to like variance."""
_PLACE_SPREAD = 0.3
_FAILURES = (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError, HFValidationError)


class Tower(nn.Module):
    """E of Eq. 1 of HuMoCon for video, without its last linear map: a frame's patches, attended to and pooled.

    Args:
        config: sizes.
    """

    def __init__(self, config: TowerConfig) -> None:
        super().__init__()
        if config.image_size % config.patch_size or config.width % config.num_heads:
            raise ValueError(
                f"image_size / patch_size and width / num_heads must be whole numbers, got "
                f"{config.image_size} / {config.patch_size} and {config.width} / {config.num_heads}"
            )
        self.config = config
        self.siglip = SiglipVisionModel(_to_siglip(config))

    def normalise(self, frames: Tensor) -> Tensor:
        """Frames (N, H, W, 3) uint8 RGB of any size -> (N, 3, S, S) in [-1, 1], as SigLIP was trained on."""
        images = frames.permute(0, 3, 1, 2).float()
        size = self.config.image_size
        if images.shape[-2:] != (size, size):
            images = functional.interpolate(images, (size, size), mode="bilinear", antialias=True)
        return images / 127.5 - 1

    @torch.no_grad()
    def begin_from(self, images: Tensor) -> None:
        """Let a tower from scratch begin from what frames look like: its first layer tells patches by how they differ.

        The patch embedding becomes the principal components of patches about the mean image, brought to like
        variance; the position embedding takes the mean image away again. Without it a small tower sees, for hundreds
        of steps, little but what all frames have in common.

        Args:
            images: (N, 3, S, S) in [-1, 1], more than one.
        """
        embeddings = self.siglip.embeddings
        patches = to_patches(images, self.config.patch_size).double()
        mean = patches.mean(dim=0)
        about = (patches - mean).flatten(0, 1)
        values, vectors = torch.linalg.eigh(about.T @ about / len(about))
        if values[-1] <= 0:  # all frames are the same and tell nothing of how frames differ
            return
        values, vectors = values[-self.config.width :], vectors[:, -self.config.width :]
        kernel = (vectors / (values + _RIDGE * values[-1]).sqrt()).T
        weight, places = embeddings.patch_embedding.weight, embeddings.position_embedding.weight
        weight.zero_()
        weight[: len(kernel)] = kernel.view(-1, *weight.shape[1:]).to(weight)
        if embeddings.patch_embedding.bias is not None:
            embeddings.patch_embedding.bias.zero_()
        spread = places.std()
        places.mul_(_PLACE_SPREAD / spread)
        places[:, : len(kernel)] -= (mean @ kernel.T).to(places)

    def forward(self, images: Tensor) -> Tensor:
        """Args: images (N, 3, S, S) in [-1, 1]. Returns: (N, W)."""
        outputs = self.siglip(pixel_values=images)
        return outputs.pooler_output if self.config.pooling_head else outputs.last_hidden_state.mean(dim=1)


def to_patches(images: Tensor, size: int) -> Tensor:
    """Cut images into patches, row by row: (N, 3, S, S) -> (N, P, Q), each patch as (channel, row, column)."""
    rows = images.unfold(2, size, size).unfold(3, size, size)
    return rows.permute(0, 2, 3, 1, 4, 5).flatten(3).flatten(1, 2)


def _to_siglip(config: TowerConfig) -> SiglipVisionConfig:
    """The same sizes in the words of transformers."""
    return SiglipVisionConfig(
        hidden_size=config.width,
        intermediate_size=config.hidden,
        num_hidden_layers=config.num_layers,
        num_attention_heads=config.num_heads,
        image_size=config.image_size,
        patch_size=config.patch_size,
        hidden_act=config.activation,
        layer_norm_eps=config.norm_epsilon,
        vision_use_head=config.pooling_head,
    )


def read_tower_config(checkpoint: str | Path) -> TowerConfig:
    """Sizes of the vision tower of a SigLIP or SigLIP 2 checkpoint (of a fixed resolution), its text side or not.

    Raises:
        CheckpointError: there is no such checkpoint, or it is of another kind.
    """
    try:
        with from_hub(checkpoint):
            config: Any = AutoConfig.from_pretrained(checkpoint, **NO_CODE)
    except _FAILURES as error:
        raise CheckpointError(
            f"{checkpoint}: no vision tower to be had ({one_line(error)}); check the name and the network, or give a "
            "folder"
        ) from error
    config = getattr(config, "vision_config", config)
    if config.model_type != "siglip_vision_model":
        raise CheckpointError(
            f"{checkpoint}: is a {config.model_type!r}, not a SigLIP vision tower of a fixed resolution; give one such "
            "as google/siglip-base-patch16-256 or google/siglip2-base-patch16-256"
        )
    return TowerConfig(
        image_size=config.image_size,
        patch_size=config.patch_size,
        width=config.hidden_size,
        num_layers=config.num_hidden_layers,
        num_heads=config.num_attention_heads,
        hidden=config.intermediate_size,
        activation=config.hidden_act,
        norm_epsilon=config.layer_norm_eps,
        pooling_head=getattr(config, "vision_use_head", True),
    )


def load_tower(tower: Tower, checkpoint: str | Path) -> None:
    """Put the weights of a checkpoint's vision tower into one of its sizes, in float32.

    Raises:
        CheckpointError: there is no such checkpoint, or weights are missing or of other sizes.
    """
    try:
        with quiet(), from_hub(checkpoint):  # no load report about the text side, which is left out on purpose
            loaded, report = SiglipVisionModel.from_pretrained(
                checkpoint, dtype=torch.float32, output_loading_info=True, **PLAIN_WEIGHTS
            )  # pyright: ignore[reportGeneralTypeIssues]
        if report["missing_keys"]:
            raise CheckpointError(f"{checkpoint}: has no {sorted(map(str, report['missing_keys']))[0]}; give another")
        tower.siglip.load_state_dict(loaded.state_dict())
    except _FAILURES as error:
        what = f"its vision tower cannot be loaded ({one_line(error)})"
        raise CheckpointError(f"{checkpoint}: {what}; copy the folder again, or give another") from error

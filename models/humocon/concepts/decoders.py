"""From codes back to the input, and from a state and its gradient to the velocity.

Legend: B clips, N states, D width of the codes, T key frames, P patches of a frame, Q numbers of a patch, W width of
the decoder of patches.
"""

import torch
from torch import Tensor, nn

from humocon.concepts.encoder import Block, Transformer, rotary


class MaskedDecoder(nn.Module):
    """Mask and the decoder of Eq. 3 to 5 of HuMoCon: rebuilds the whole input from the codes that were left.

    Args:
        width: D.
        output_dim: numbers of the input for each state.
        num_layers, num_heads, window: see `Transformer`.
    """

    def __init__(self, width: int, output_dim: int, num_layers: int, num_heads: int, window: int | None) -> None:
        super().__init__()
        self.mask_vector = nn.Parameter(torch.randn(width) * width**-0.5)
        self.transformer = Transformer(width, num_layers, num_heads, window)
        self.output = nn.Linear(width, output_dim)

    def forward(self, quantized: Tensor, hidden: Tensor | None = None, mask: Tensor | None = None) -> Tensor:
        """Rebuild the input.

        Args:
            quantized: (B, N, D) code vectors.
            hidden: (B, N) bool, True where the code is replaced by the mask vector; None to hide nothing.
            mask: (B, N) bool, True where a state is real.

        Returns:
            (B, N, output_dim).
        """
        if hidden is not None:
            quantized = torch.where(hidden[..., None], self.mask_vector.to(quantized.dtype), quantized)
        return self.output(self.transformer(quantized, mask))


class PatchDecoder(nn.Module):
    """The decoder of Eq. 5 of HuMoCon for video: rebuilds the patches of all key frames from the codes that were left.

    Every patch begins as the code vector of its frame plus a learned vector of its place. Layers look by turns along
    time, each place by itself, so that hidden frames are told by their neighbours, and across the frame.

    Args:
        code_width: D.
        width: W.
        num_patches: P.
        patch_dim: Q.
        num_layers: layers of both kinds together, 12 in the paper.
        num_heads: attention heads; `width / num_heads` must be even.
    """

    def __init__(
        self, code_width: int, width: int, num_patches: int, patch_dim: int, num_layers: int, num_heads: int
    ) -> None:
        super().__init__()
        if width % num_heads or (width // num_heads) % 2:
            raise ValueError(f"decoder_width / decoder_heads must be an even whole number, got {width} / {num_heads}")
        self.head_width = width // num_heads
        self.mask_vector = nn.Parameter(torch.randn(code_width) * code_width**-0.5)
        self.embed = nn.Linear(code_width, width)
        self.places = nn.Parameter(torch.randn(num_patches, width) * 0.5)
        self.layers = nn.ModuleList(Block(width, num_heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(width)
        self.output = nn.Linear(width, patch_dim)

    def forward(self, quantized: Tensor, hidden: Tensor | None = None, mask: Tensor | None = None) -> Tensor:
        """Rebuild the patches.

        Args:
            quantized: (B, T, D) code vectors.
            hidden: (B, T) bool, True where the code is replaced by the mask vector; None to hide nothing.
            mask: (B, T) bool, True where a key frame is real.

        Returns:
            (B, T, P * Q).
        """
        if hidden is not None:
            quantized = torch.where(hidden[..., None], self.mask_vector.to(quantized.dtype), quantized)
        batch, frames = quantized.shape[:2]
        patches = len(self.places)
        x = self.embed(quantized)[:, :, None] + self.places
        along = rotary(torch.arange(frames, device=x.device), self.head_width, x.dtype)
        across = rotary(torch.arange(patches, device=x.device), self.head_width, x.dtype)
        allowed = None
        if mask is not None:  # a frame that is not real reads itself, so that no row of the softmax is empty
            allowed = mask[:, None, None] | torch.eye(frames, dtype=torch.bool, device=mask.device)
            allowed = allowed.repeat_interleave(patches, dim=0)
        for number, layer in enumerate(self.layers):
            if number % 2 == 0:
                x = layer(x.transpose(1, 2).flatten(0, 1), *along, allowed)
                x = x.unflatten(0, (batch, patches)).transpose(1, 2)
            else:
                x = layer(x.flatten(0, 1), *across, None).unflatten(0, (batch, frames))
        return self.output(self.norm(x)).flatten(2)


class VelocityDecoder(nn.Module):
    """A of Eq. 10 of HuMoCon: a 2-layer network from a state and its classifier's gradient to the velocity."""

    def __init__(self, width: int, output_dim: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2 * width, width), nn.GELU(), nn.Linear(width, output_dim))

    def forward(self, states: Tensor, gradients: Tensor) -> Tensor:
        """Args: states (..., D); gradients (..., D). Returns: (..., output_dim)."""
        return self.layers(torch.cat([states, gradients], dim=-1))

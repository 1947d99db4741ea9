"""From codes back to the input, and from a state and its gradient to the velocity.

Legend: B clips, N states, D width.
"""

import torch
from torch import Tensor, nn

from humocon.concepts.encoder import Transformer


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


class VelocityDecoder(nn.Module):
    """A of Eq. 10 of HuMoCon: a 2-layer network from a state and its classifier's gradient to the velocity."""

    def __init__(self, width: int, output_dim: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2 * width, width), nn.GELU(), nn.Linear(width, output_dim))

    def forward(self, states: Tensor, gradients: Tensor) -> Tensor:
        """Args: states (..., D); gradients (..., D). Returns: (..., output_dim)."""
        return self.layers(torch.cat([states, gradients], dim=-1))

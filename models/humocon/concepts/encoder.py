"""The transformer that the motion encoder and both decoders are made of.

Legend: B clips, N states (poses or key frames), F input numbers, D width.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional


class Transformer(nn.Module):
    """A pre-norm transformer with rotary positions in which a state sees its neighbours up to `window` steps away.

    The window makes what a state means independent of how long the clip is, so that training on a few seconds carries
    over to minutes.

    Args:
        width: D, numbers for each state.
        num_layers: layers.
        num_heads: attention heads; `width / num_heads` must be even.
        window: how many states away attention reaches, to each side; None for all.
    """

    def __init__(self, width: int, num_layers: int, num_heads: int, window: int | None = None) -> None:
        super().__init__()
        if width % num_heads or (width // num_heads) % 2:
            raise ValueError(f"width / num_heads must be an even whole number, got {width} / {num_heads}")
        self.window = window
        self.layers = nn.ModuleList(Block(width, num_heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(width)
        self.head_width = width // num_heads

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Let each state read its neighbours.

        Args:
            x: (B, N, D).
            mask: (B, N) bool, True where a state is real; None when all are.

        Returns:
            (B, N, D); rows of states that are not real mean nothing.
        """
        steps = torch.arange(x.shape[1], device=x.device)
        cos, sin = rotary(steps, self.head_width, x.dtype)
        allowed = _allowed(steps, self.window, mask)
        for layer in self.layers:
            x = layer(x, cos, sin, allowed)
        return self.norm(x)


class Block(nn.Module):
    """One layer: attention, then a feed-forward network four times as wide."""

    def __init__(self, width: int, num_heads: int) -> None:
        super().__init__()
        self.num_heads = num_heads
        self.norm_attention = nn.LayerNorm(width)
        self.query_key_value = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)
        self.norm_feed = nn.LayerNorm(width)
        self.feed = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, allowed: Tensor | None) -> Tensor:
        """Args: x (B, N, D); cos and sin (N, D / heads); allowed, bool, broadcastable to (B, 1, N, N)."""
        heads = self.query_key_value(self.norm_attention(x)).unflatten(-1, (3, self.num_heads, -1))
        query, key, value = heads.permute(2, 0, 3, 1, 4)
        query, key = _rotate(query, cos, sin), _rotate(key, cos, sin)
        read = functional.scaled_dot_product_attention(query, key, value, attn_mask=allowed)
        x = x + self.output(read.transpose(1, 2).flatten(2))
        return x + self.feed(self.norm_feed(x))


class MotionEncoder(nn.Module):
    """E of Eq. 1 of HuMoCon (CVPR 2025): one feature, the state, for each pose.

    Args:
        input_dim: F, numbers for each pose.
        width: D.
        num_layers, num_heads, window: see `Transformer`.
    """

    def __init__(self, input_dim: int, width: int, num_layers: int, num_heads: int, window: int | None) -> None:
        super().__init__()
        self.embed = nn.Linear(input_dim, width)
        self.transformer = Transformer(width, num_layers, num_heads, window)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Args: x (B, N, F) normalised features; mask (B, N) bool or None. Returns: (B, N, D) states."""
        return self.transformer(self.embed(x), mask)


def rotary(steps: Tensor, head_width: int, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Cosines and sines of rotary positions (RoFormer), (N, head_width) each."""
    rates = 10_000.0 ** (-torch.arange(0, head_width, 2, device=steps.device, dtype=torch.float32) / head_width)
    angles = (steps[:, None] * rates).repeat(1, 2)
    return angles.cos().to(dtype), angles.sin().to(dtype)


def _rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    first, second = x.chunk(2, dim=-1)
    return x * cos.to(x.dtype) + torch.cat((-second, first), dim=-1) * sin.to(x.dtype)


def _allowed(steps: Tensor, window: int | None, mask: Tensor | None) -> Tensor | None:
    """Which state may read which: (1 or B, 1, N, N) bool, or None when all may."""
    near = None
    if window is not None and len(steps) > window + 1:
        near = ((steps[:, None] - steps).abs() <= window)[None, None]
    if mask is None:
        return near
    # A padded state reads itself, so that no row of the softmax is empty.
    real = mask[:, None, None, :] | torch.eye(len(steps), dtype=torch.bool, device=mask.device)
    return real if near is None else real & near

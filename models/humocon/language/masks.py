"""Attention masks as every attention of transformers takes them."""

import torch
from torch import Tensor


def additive_mask(mask: Tensor, dtype: torch.dtype) -> Tensor:
    """Turn a mask of who sees whom into numbers that are added to the attention scores.

    A bool mask would do for one implementation of attention and be misread by another.

    Args:
        mask: (B, T), which is returned as it is, or (B, 1, T, T) bool, True where the token of a row sees that of a
            column; every token sees itself.
        dtype: of the model's hidden states.
    """
    if mask.ndim != 4:
        return mask
    return torch.zeros(mask.shape, dtype=dtype, device=mask.device).masked_fill(~mask, torch.finfo(dtype).min)

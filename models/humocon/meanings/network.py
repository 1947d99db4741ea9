"""The network that tells meanings apart: a sentence encoder with LoRA, and one linear layer over it."""

from typing import Final, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils import parametrize

from humocon.meanings.encoder import SentenceEncoder

_SHARPNESS: Final = 16.0
"""By which the cosines of the layer are multiplied before they are scores."""
_SMOOTHING: Final = 0.05
_SCALE: Final = 2.0
"""Of the low-rank products."""


class Scores(NamedTuple):
    """What the network says of sentences."""

    loss: Tensor | None
    """Where labels were given."""
    logits: Tensor
    """(B, M)"""


class LowRank(nn.Module):
    """A frozen matrix (O, I) with a product of two thin ones added to it (LoRA, arXiv 2106.09685).

    Args:
        frozen: (O, I).
        rank: R of the product.
    """

    def __init__(self, frozen: Tensor, rank: int) -> None:
        super().__init__()
        self.down = nn.Parameter(torch.randn(rank, frozen.shape[1]) / frozen.shape[1] ** 0.5)
        self.up = nn.Parameter(torch.zeros(frozen.shape[0], rank))

    def forward(self, frozen: Tensor) -> Tensor:
        """(O, I) -> (O, I)."""
        return frozen + _SCALE * self.up @ self.down


class MeaningNetwork(nn.Module):
    """Scores of meanings, from the tokens of a sentence.

    Args:
        encoder: every matrix of whose layers gets a low-rank product; its own weights are frozen.
        rank: of the products.
        number: M, of meanings.
    """

    def __init__(self, encoder: SentenceEncoder, rank: int, number: int) -> None:
        super().__init__()
        encoder.requires_grad_(False)
        matrices = [
            (module, name)
            for module in encoder.layers.modules()
            for name, value in module.named_parameters(recurse=False)
            if value.dim() > 1
        ]
        for module, name in matrices:
            parametrize.register_parametrization(module, name, LowRank(getattr(module, name), rank))
        self.encoder, self.mean = encoder, nn.Linear(encoder.norm.normalized_shape[0], number)

    def learned(self) -> dict[str, Tensor]:
        """What learns, by its names."""
        return {name: value for name, value in self.named_parameters() if value.requires_grad}

    def merge(self) -> None:
        """Add the products to the matrices for good, so that reading costs no more than without them."""
        for module in list(self.encoder.layers.modules()):
            if parametrize.is_parametrized(module):
                for name in list(module.parametrizations):  # pyright: ignore[reportArgumentType]
                    parametrize.remove_parametrizations(module, name)

    def forward(
        self,
        tokens: Tensor,
        present: Tensor,
        labels: Tensor | None = None,
        num_labels_in_batch: Tensor | None = None,
    ) -> Scores:
        """Scores of meanings, and the loss where labels are given.

        Args:
            tokens: (B, S).
            present: (B, S), 1 where there is a token.
            labels: (B,) meanings, which are smoothed.
            num_labels_in_batch: sentences of the whole step, over all micro-batches and processes.
        """
        with parametrize.cached():  # torch's layers look at their matrices several times
            scores = _SHARPNESS * self.mean(self.encoder(tokens, present))
        loss = None
        if labels is not None:
            total = functional.cross_entropy(scores, labels, label_smoothing=_SMOOTHING, reduction="sum")
            loss = total / (len(labels) if num_labels_in_batch is None else num_labels_in_batch)
        return Scores(loss, scores)

"""What a model learns to tell on the way: at a moment of a motion, a word of the clip before that moment's.

Whoever keeps in mind what came before finds what follows what. It is told after one of the layers in the middle:
what is known only after the last one, no answer can look up.

Legend: B conversations, T tokens, H hidden size.
"""

from collections.abc import Sequence
from typing import Any

from torch import Tensor, nn
from torch.nn import functional
from transformers import PreTrainedModel
from transformers.utils.generic import ModelOutput

from humocon.errors import ConfigError
from humocon.language.writing import IGNORED


class Teller(nn.Module):
    """A model that learns to answer, and to tell on the way.

    Args:
        model: has a loss when it is given labels; it may be wrapped in adapters.
        language_model: the one inside it.
        weight: of the loss on what is told.
        layer: see `told_loss`.

    Raises:
        ConfigError: the language model has no such layer, or no norm before its head.
    """

    def __init__(self, model: nn.Module, language_model: PreTrainedModel, weight: float, layer: int | None) -> None:
        super().__init__()
        self.model, self.weight = model, weight
        self.layer = check_layer(language_model, layer)
        self._language_model = [language_model]  # in a list: it is a part of `model` already

    def forward(
        self, told: Tensor | None = None, num_told_in_batch: Tensor | None = None, **inputs: Any
    ) -> ModelOutput:
        """As the model's own; in training, with `told` (B, T), the loss on it is added to the answers'."""
        if told is None or not self.training:
            return self.model(**inputs)
        outputs = self.model(**inputs, output_hidden_states=True)
        extra = told_loss(self._language_model[0], outputs.hidden_states, self.layer, told, num_told_in_batch)
        outputs.loss = outputs.loss + self.weight * extra
        return outputs


def told_loss(
    language_model: PreTrainedModel, states: Sequence[Tensor], layer: int, told: Tensor, count: Tensor | None = None
) -> Tensor:
    """Mean cross-entropy of what is told, read from the states after one layer by the norm and the head after the last.

    Args:
        language_model: that the states are of.
        states: (B, T, H) before the first and after each layer, the last of them normed.
        layer: after which it is told, 1 to all of them.
        told: (B, T) tokens, each told at its own place; IGNORED elsewhere.
        count: what the sum is divided by; the number of tokens where it is None.
    """
    known = told != IGNORED
    hidden, head = states[layer][known], language_model.get_output_embeddings()
    assert head is not None
    if layer < len(states) - 1:
        hidden = language_model.base_model.get_submodule("norm")(hidden)
    total = functional.cross_entropy(head(hidden).float(), told[known], reduction="sum")
    return total / (known.sum() if count is None else count).clamp(min=1)


def check_layer(language_model: PreTrainedModel, layer: int | None) -> int:
    """A layer after which a model can tell; None is the last.

    Raises:
        ConfigError: the language model has no such layer, or no norm before its head.
    """
    number = int(language_model.config.get_text_config(decoder=True).num_hidden_layers or 0)
    layer = number if layer is None else layer
    if not 1 <= layer <= number:
        raise ConfigError(f"told_layer: {layer} is not one of the {number} layers; write 1 to {number}")
    if layer < number and not isinstance(getattr(language_model.base_model, "norm", None), nn.Module):
        kind = type(language_model).__name__
        raise ConfigError(f"told_layer: {kind} has no norm before its head to read a layer with; take told_layer out")
    return layer

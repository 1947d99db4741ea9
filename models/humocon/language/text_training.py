"""What a language model learns beside answers: to read labels in place of a motion, and to tell on the way.

Whoever keeps in mind what came before finds what follows what. It is told after one of the layers in the middle:
what is known only after the last one, no answer can look up.

Legend: B conversations, T tokens, H hidden size.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import PreTrainedModel
from transformers.modeling_outputs import CausalLMOutput
from transformers.utils.generic import ModelOutput

from humocon.errors import ConfigError
from humocon.language.modeling import additive_mask
from humocon.language.tokenizer import IGNORED


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


class WordReader(nn.Module):
    """The base model with labels for eyes.

    Args:
        language_model: see `humocon.language.tokenizer`.
        motion_token_id: the placeholder.
        told_weight: of the loss on what is told.
        told_layer: after which layer it is told, 1 to all of them; None for the last. See `told_loss`.
        noise: deviation of the noise on what is read, as a share of the embeddings' own deviation.
    """

    def __init__(
        self,
        language_model: PreTrainedModel,
        motion_token_id: int,
        noise: float = 0.3,
        told_weight: float = 0.5,
        told_layer: int | None = None,
    ) -> None:
        super().__init__()
        self.language_model, self.motion_token_id = language_model, motion_token_id
        self.noise, self.told_weight = noise, told_weight
        self.told_layer = check_layer(language_model, told_layer)

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        words: Tensor,
        labels: Tensor | None = None,
        told: Tensor | None = None,
        num_items_in_batch: Tensor | None = None,
        num_told_in_batch: Tensor | None = None,
        position_ids: Tensor | None = None,
    ) -> CausalLMOutput:
        """Read and predict.

        Args:
            input_ids: (B, T), padded on the right.
            attention_mask: (B, T), 1 where a token is real; or (B, 1, T, T), see `additive_mask`.
            words: (placeholders of the batch, W) token ids, 0 where there are fewer words.
            labels: (B, T), `IGNORED` where no loss is taken; without them all logits are returned.
            told: (B, T), at placeholders a word of what came before that moment, IGNORED elsewhere. In training the
                model also learns to say it there.
            num_items_in_batch: what the summed loss is divided by; the number of labels where it is None.
            num_told_in_batch: the same for `told`.
            position_ids: (B, T), where it is not simply 0, 1, 2, ...
        """
        embedded = self._embedded(input_ids, words)
        outputs = self.language_model.base_model(
            inputs_embeds=embedded,
            attention_mask=additive_mask(attention_mask, embedded.dtype),
            position_ids=position_ids,
            use_cache=False,
            output_hidden_states=told is not None and self.training,
        )
        hidden, head = outputs.last_hidden_state, self.language_model.get_output_embeddings()
        assert head is not None
        if labels is None:
            return CausalLMOutput(logits=head(hidden))
        wanted = labels[:, 1:] != IGNORED
        logits = head(hidden[:, :-1][wanted]).float()
        loss = functional.cross_entropy(logits, labels[:, 1:][wanted], reduction="sum")
        loss = loss / (wanted.sum() if num_items_in_batch is None else num_items_in_batch)
        if told is not None and self.training:
            extra = told_loss(self.language_model, outputs.hidden_states, self.told_layer, told, num_told_in_batch)
            loss = loss + self.told_weight * extra
        return CausalLMOutput(loss=loss)

    def _embedded(self, input_ids: Tensor, words: Tensor) -> Tensor:
        """Embeddings (B, T, H) of tokens, at placeholders the mean of those of their words, with noise in training."""
        embedding = self.language_model.get_input_embeddings()
        embedded = embedding(input_ids)
        real = (words != 0)[..., None].to(embedded.dtype)
        read = (embedding(words) * real).sum(1) / real.sum(1).clamp(min=1)
        if self.training:
            read = read + torch.randn_like(read) * (self.noise * read.detach().std())
        return embedded.masked_scatter((input_ids == self.motion_token_id)[..., None], read.to(embedded.dtype))

"""A language model that reads labels in place of a motion: how the small base model learns its task from text alone.

Where a motion would stand, each placeholder gets the mean of the embeddings of the words of that moment ("walk",
"left"). The projector learns afterwards to put a motion into the very same place.

Legend: B conversations, T tokens, W words of a label in tokens, D width.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import PreTrainedModel
from transformers.modeling_outputs import CausalLMOutput

from humocon.language.masks import additive_mask
from humocon.language.telling import check_layer, told_loss
from humocon.language.writing import IGNORED


class WordReader(nn.Module):
    """The base model with labels for eyes.

    Args:
        language_model: see `humocon.language.base`.
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
        embedding = self.language_model.get_input_embeddings()
        embedded = embedding(input_ids)
        real = (words != 0)[..., None].to(embedded.dtype)
        read = (embedding(words) * real).sum(1) / real.sum(1).clamp(min=1)
        if self.training:
            read = read + torch.randn_like(read) * (self.noise * read.detach().std())
        embedded = embedded.masked_scatter((input_ids == self.motion_token_id)[..., None], read.to(embedded.dtype))
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

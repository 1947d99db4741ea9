"""Ways of writing tokens without `generate`, and what they cannot do without."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel, StaticCache


class OneToken:
    """The linear layers alone, one token wide: what decoding cannot do without."""

    def __init__(self, model: PreTrainedModel) -> None:
        self.layers = [module for module in model.modules() if isinstance(module, nn.Linear)]
        device = next(model.parameters()).device
        self.rows = {
            layer.in_features: torch.zeros(1, layer.in_features, dtype=model.dtype, device=device)
            for layer in self.layers
        }

    def __call__(self) -> None:
        """One token through each layer."""
        with torch.inference_mode():
            for layer in self.layers:
                layer(self.rows[layer.in_features])


class ByHand:
    """Greedy tokens without `generate`, in one cache of fixed size that is used again.

    Args:
        model: the language model.
        read: see `embedded`, of one sample.
        num_tokens: to write.
        compiled: whether `torch.compile` makes the step of one token.
    """

    def __init__(self, model: PreTrainedModel, read: dict[str, Tensor], num_tokens: int, *, compiled: bool = False):
        self.model, self.embeddings, self.num_tokens = model, read["inputs_embeds"], num_tokens
        self.cache = StaticCache(config=model.config, max_cache_len=self.embeddings.shape[1] + num_tokens)
        # A new cache for each answer would be compiled for anew.
        self.step: Callable[..., Any] = torch.compile(model.forward) if compiled else model

    @torch.inference_mode()
    def __call__(self) -> Tensor:
        """The tokens (1, num_tokens)."""
        self.cache.reset()
        options: dict[str, Any] = {"past_key_values": self.cache, "use_cache": True, "logits_to_keep": 1}
        logits = self.model(inputs_embeds=self.embeddings, **options).logits
        tokens = [logits[:, -1].argmax(-1, keepdim=True)]
        for _ in range(self.num_tokens - 1):
            logits = self.step(input_ids=tokens[-1], **options).logits
            tokens.append(logits[:, -1].argmax(-1, keepdim=True))
        return torch.cat(tokens, dim=1)


@torch.inference_mode()
def read_again(model: PreTrainedModel, embeddings: Tensor, num_tokens: int) -> Tensor:
    """Greedy tokens (1, num_tokens) where all that is there is read again for each of them.

    So does MotionLLM's own loop (`generate.py` of IDEA-Research/MotionLLM), which itself runs on CUDA alone.

    Args:
        model: the language model.
        embeddings: (1, T, H) of the prompt.
        num_tokens: to write.
    """
    words, tokens = model.get_input_embeddings(), []
    for _ in range(num_tokens):
        logits = model(inputs_embeds=embeddings, use_cache=False, logits_to_keep=1).logits
        tokens.append(logits[:, -1].argmax(-1, keepdim=True))
        embeddings = torch.cat([embeddings, words(tokens[-1])], dim=1)
    return torch.cat(tokens, dim=1)


def reading(num_bytes: int) -> Callable[[], object]:
    """Read so many bytes of memory once."""
    values = torch.ones(num_bytes // 4)
    return values.sum

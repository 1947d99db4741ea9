"""The likeliest of a few allowed answers, by the model's own log-likelihood of each.

Legend: B samples, C allowed answers, T tokens of a prompt, L tokens of an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from transformers import DynamicCache

from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor
from humocon.language.writing import IGNORED


@dataclass(frozen=True)
class Choice:
    """One chosen answer."""

    text: str
    log_likelihood: float
    """Mean over the answer's tokens and the one that ends it."""
    margin: float
    """By how much the second likeliest answer falls behind; infinite where there is one answer only."""


def choose(
    model: HumoconForConditionalGeneration,
    processor: HumoconProcessor,
    prompts: Sequence[Sequence[int]],
    features: Sequence[np.ndarray],
    allowed: Sequence[Sequence[str]],
) -> list[Choice]:
    """Choose an answer for each prompt; the prompts are read together, and all answers to one share its reading.

    Args:
        model: in evaluation mode.
        processor: of the same model.
        prompts: B prompts as token ids, placeholders included.
        features: (K, F) features of each sample's motion.
        allowed: answers that may be given to each prompt; of equally likely ones the first is taken.
    """
    arrays = processor.pad(prompts, features)
    inputs = {name: torch.from_numpy(array).to(model.device) for name, array in arrays.items()}
    mask = inputs["attention_mask"]
    positions = (mask.cumsum(dim=1) - 1).clamp(min=0)
    outputs = model(**inputs, position_ids=positions, past_key_values=DynamicCache(), use_cache=True, logits_to_keep=1)
    choices = []
    for row, answers in enumerate(allowed):
        cache = _reading_of(outputs.past_key_values, row, int(mask[row].sum()), len(answers))
        ids = [answer_ids(processor, answer) for answer in answers]
        means = _mean_log_likelihoods(model, cache, outputs.logits[row, -1], ids)
        best = means.topk(min(2, len(answers)))
        place = int((means == best.values[0]).nonzero()[0])
        margin = float(best.values[0] - best.values[1]) if len(answers) > 1 else float("inf")
        choices.append(Choice(answers[place], float(means[place]), margin))
    return choices


def answer_ids(processor: HumoconProcessor, answer: str) -> list[int]:
    """Tokens of an answer as a conversation writes it, with the token that ends it."""
    _, labels = processor.encode_conversation(0, [("?", answer)])
    return [label for label in labels if label != IGNORED]


def _reading_of(cache: DynamicCache, row: int, num_tokens: int, copies: int) -> DynamicCache:
    """What was read of one prompt, without its padding, once for each answer."""
    own = DynamicCache()
    for index, layer in enumerate(cache.layers):
        keys, values = (
            part[row : row + 1, :, -num_tokens:].expand(copies, -1, -1, -1)  # pyright: ignore[reportOptionalSubscript]
            for part in (layer.keys, layer.values)  # pyright: ignore[reportAttributeAccessIssue]
        )
        own.update(keys, values, index)
    return own


def _mean_log_likelihoods(
    model: HumoconForConditionalGeneration, cache: DynamicCache, first: Tensor, ids: Sequence[Sequence[int]]
) -> Tensor:
    """(C,) float64 from the logits of the first token (V,) and what was read of the prompt."""
    longest, num_read = max(map(len, ids)), cache.get_seq_length()
    tokens = torch.zeros(len(ids), longest, dtype=torch.long, device=first.device)
    mask = torch.zeros(tokens.shape, dtype=torch.bool, device=first.device)
    for row, own in enumerate(ids):
        tokens[row, : len(own)] = torch.tensor(own, device=first.device)
        mask[row, : len(own)] = True
    logits = first.expand(len(ids), 1, -1)
    if longest > 1:
        # Padding comes last, so that no token of an answer ever sees it: no mask is needed.
        positions = num_read + torch.arange(longest - 1, device=first.device)[None].expand(len(ids), -1)
        rest = model(input_ids=tokens[:, :-1], position_ids=positions, past_key_values=cache, use_cache=True)
        logits = torch.cat([logits, rest.logits], dim=1)
    chosen = logits.double().log_softmax(dim=-1).gather(-1, tokens[..., None])[..., 0]
    return (chosen * mask).sum(dim=1) / mask.sum(dim=1)

"""Greedy answers, whole or piece by piece, and the likeliest of a few allowed ones.

Legend: B samples, C allowed answers, T tokens of a prompt, L tokens of an answer.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor
from transformers import CompileConfig, DynamicCache, LogitsProcessor, LogitsProcessorList, PreTrainedModel

from humocon.errors import ConfigError, one_line
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor
from humocon.language.tokenizer import IGNORED


@dataclass(frozen=True)
class Answer:
    """What the model said."""

    text: str
    probability: float = field(compare=False)
    """What the model gives to these very words; its last digits depend on what was computed beside it."""


NEAR_TIE = 1e-3
"""Logits of float32 that are closer than this may change places."""
NEAR_TIE_HALF = 0.25
"""The same for half precision."""


class Generated(NamedTuple):
    """What a row became.

    Attributes:
        tokens: the new ones, the end included.
        sure: whether they are sure to be the same in any other batch.
        probability: that the model gives to these very tokens, the product of the probability of each.
    """

    tokens: list[int]
    sure: bool
    probability: float


def near_tie(model: PreTrainedModel) -> float:
    """Logits of this model that are closer than this may change places with what is computed beside them."""
    words = model.get_input_embeddings().get_parameter("weight")
    return NEAR_TIE if words.dtype in (torch.float32, torch.float64) else NEAR_TIE_HALF


def end_tokens(model: PreTrainedModel) -> set[int]:
    """Tokens that end an answer."""
    ends = model.generation_config.eos_token_id if model.generation_config is not None else None
    return {ends} if isinstance(ends, int) else set(ends or [])


def generate(
    model: PreTrainedModel,
    inputs: dict[str, Tensor],
    *,
    max_new_tokens: int,
    context: int,
    compiled: bool = False,
    read: DynamicCache | None = None,
) -> list[Generated]:
    """Generate greedily for a batch that is padded on the left.

    Args:
        model: any causal language model, in evaluation mode.
        inputs: its `input_ids` and `attention_mask` (B, T), and what else it takes.
        max_new_tokens: at most so many tokens for each row.
        context: tokens that the model reads at most, prompt and answer together; longer than the longest prompt.
        compiled: write the tokens after the first by `torch.compile`, into a cache of fixed size. The first batch of a
            size takes a minute longer.
        read: what was read of the first tokens, which all rows begin with, motion included, which is then not among the
            inputs; once for each row. It grows.

    Raises:
        ConfigError: the model cannot be compiled on this machine.
    """
    length, margins = inputs["input_ids"].shape[1], _Margins()
    tokens = _generated(
        model,
        compiled,
        **inputs,
        **({} if read is None else {"past_key_values": read}),
        max_new_tokens=min(max_new_tokens, context - length),
        do_sample=False,
        logits_processor=LogitsProcessorList([margins]),
    )
    ends, tie = end_tokens(model), near_tie(model)
    sizes = inputs["attention_mask"].sum(dim=1).tolist()
    rows = []
    steps = zip(margins.leads(), margins.logarithms(), strict=True)
    for size, row, (leads, logarithms) in zip(sizes, tokens[:, length:].tolist(), steps, strict=True):
        stop = next((place + 1 for place, token in enumerate(row) if token in ends), None)
        own = row[:stop]
        # A shorter prompt has room for more than the longest one of its batch.
        whole = stop is not None or len(own) == min(max_new_tokens, context - size)
        sure = whole and min(leads[: len(own)]) >= tie
        rows.append(Generated(own, sure, math.exp(sum(logarithms[: len(own)]))))
    return rows


def _generated(model: PreTrainedModel, compiled: bool, **options: Any) -> Tensor:
    if not compiled:
        return model.generate(**options)  # pyright: ignore[reportCallIssue, reportReturnType]
    from torch._dynamo.exc import TorchDynamoException

    config = CompileConfig()
    setattr(config, "_compile_all_devices", True)  # noqa: B010  by itself transformers compiles on a GPU alone
    try:
        return model.generate(**options, cache_implementation="static", compile_config=config)  # pyright: ignore[reportCallIssue, reportReturnType]
    except TorchDynamoException as error:
        raise ConfigError(f"the model cannot be compiled here ({one_line(error, 200)}); leave out --compile") from error


def _log_probability(chosen: Tensor, logits: Tensor) -> Tensor:
    """The logarithm of the probability of one token of each row, (B,), from its logit (B,) and all of them (B, V)."""
    return chosen - logits.logsumexp(dim=-1)


class _Margins(LogitsProcessor):
    """Remembers by how much the likeliest token of each step led, and how likely it was; changes nothing."""

    def __init__(self) -> None:
        self.steps: list[Tensor] = []
        self.likely: list[Tensor] = []

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        logits = scores.float()
        best = logits.topk(2, dim=-1).values
        self.steps.append(best[:, 0] - best[:, 1])
        self.likely.append(_log_probability(best[:, 0], logits))
        return scores

    def leads(self) -> list[list[float]]:
        """The leads of each row, step by step."""
        return torch.stack(self.steps, dim=1).tolist()

    def logarithms(self) -> list[list[float]]:
        """The logarithm of the likeliest token's probability in each row, step by step."""
        return torch.stack(self.likely, dim=1).tolist()


@dataclass(frozen=True)
class Choice:
    """One chosen answer."""

    text: str
    margin: float
    """By how much the second likeliest answer falls behind, in the mean logarithm over its tokens and the one that ends
    it; infinite where there is one answer only."""


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
        cache = reading_of(outputs.past_key_values, row, int(mask[row].sum()), len(answers))
        ids = [answer_ids(processor, answer) for answer in answers]
        means = _mean_log_likelihoods(model, cache, outputs.logits[row, -1], ids)
        best = means.topk(min(2, len(answers)))
        place = int((means == best.values[0]).nonzero()[0])
        margin = float(best.values[0] - best.values[1]) if len(answers) > 1 else float("inf")
        choices.append(Choice(answers[place], margin))
    return choices


def answer_ids(processor: HumoconProcessor, answer: str) -> list[int]:
    """Tokens of an answer as a conversation writes it, with the token that ends it."""
    _, labels = processor.encode_conversation(0, [("?", answer)])
    return [label for label in labels if label != IGNORED]


def reading_of(cache: DynamicCache, row: int, num_tokens: int, copies: int) -> DynamicCache:
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

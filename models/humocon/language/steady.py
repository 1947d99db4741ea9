"""Greedy generation that says of each row whether another batch could have changed it.

What a row is computed together with changes its logits in the last digits: about 1e-5 in float32. Where the two
likeliest tokens of a step are closer than that, the row has to be generated alone to be the same in every batch.
"""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import torch
from torch import Tensor
from transformers import CompileConfig, DynamicCache, LogitsProcessor, LogitsProcessorList, PreTrainedModel

from humocon.errors import ConfigError, one_line

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
    model: PreTrainedModel, inputs: dict[str, Tensor], *, max_new_tokens: int, context: int, compiled: bool = False
) -> list[Generated]:
    """Generate greedily for a batch that is padded on the left.

    Args:
        model: any causal language model, in evaluation mode.
        inputs: its `input_ids` and `attention_mask` (B, T), and what else it takes.
        max_new_tokens: at most so many tokens for each row.
        context: tokens that the model reads at most, prompt and answer together; longer than the longest prompt.
        compiled: write the tokens after the first by `torch.compile`, into a cache of fixed size. The first batch of a
            size takes a minute longer.

    Raises:
        ConfigError: the model cannot be compiled on this machine.
    """
    length, margins = inputs["input_ids"].shape[1], _Margins()
    tokens = _generated(
        model,
        compiled,
        **inputs,
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


def decode(model: PreTrainedModel, inputs: dict[str, Tensor], max_new_tokens: int) -> Iterator[tuple[int, float]]:
    """Greedy tokens of one sample as they come, the end included, each with its probability."""
    ends, cache, given = end_tokens(model), DynamicCache(), inputs
    for _ in range(max_new_tokens):
        outputs = model(**given, past_key_values=cache, use_cache=True, logits_to_keep=1)
        scores = outputs.logits[:, -1].float()
        best, token = scores.max(dim=-1, keepdim=True)
        yield int(token), math.exp(_log_probability(best[:, 0], scores))
        if int(token) in ends:
            return
        given = {"input_ids": token}


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

"""Batches of conversations for the language model: ids, labels, and the motion or the words that stand for it.

Legend: B conversations, T tokens, K poses, F feature numbers, D width of a state, W words of a label in tokens.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from humocon.data.questions import Turn
from humocon.language.processing import HumoconProcessor, pad_frames
from humocon.language.tokenizer import IGNORED
from humocon.motion.features import FEATURE_DIM


@dataclass(frozen=True)
class TalkBatch:
    """Conversations padded on the right."""

    input_ids: Tensor
    """(B, T)"""
    attention_mask: Tensor
    """(B, T), 1 where a token is real; or (B, 1, T, T) bool, True where a token (row) sees another (column)"""
    labels: Tensor
    """(B, T), IGNORED outside the answers"""
    position_ids: Tensor | None = None
    """(B, T), where questions stand apart"""
    motion_values: Tensor | None = None
    """(B, K, F)"""
    motion_mask: Tensor | None = None
    """(B, K) bool"""
    motion_states: Tensor | None = None
    """(B, K, D), of motions that were read before, in place of motion_values"""
    video_values: Tensor | None = None
    """(B, V, S, S, 3) uint8 key frames"""
    video_mask: Tensor | None = None
    """(B, V) bool"""
    told: Tensor | None = None
    """(B, T), at placeholders a word that is told of that moment; IGNORED elsewhere"""
    words: Tensor | None = None
    """(all placeholders of the batch, W) token ids of the words that stand for the motion, 0 where there are fewer"""

    def inputs(self) -> dict[str, Tensor]:
        """Arguments of a model's forward."""
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: part for name, part in parts.items() if part is not None}

    def counts(self) -> dict[str, int]:
        """Tokens that a loss is taken on: of the answers, and of what is told on the way."""
        counts = {"num_items_in_batch": int((self.labels[:, 1:] != IGNORED).sum())}
        if self.told is not None:
            counts["num_told_in_batch"] = int((self.told != IGNORED).sum())
        return counts

    def to(self, device: torch.device) -> "TalkBatch":
        """The same batch on another device."""
        return TalkBatch(**{name: part.to(device, non_blocking=True) for name, part in self.inputs().items()})


def motion_batch(
    processor: HumoconProcessor,
    motions: Sequence[Tensor],
    turns: Sequence[Sequence[Turn]],
    apart: Sequence[bool] | None = None,
    *,
    read: bool = False,
) -> TalkBatch:
    """Conversations about motions, padded.

    Args:
        processor: writes them as token ids.
        motions: (K, F) features each, or (K, D) states.
        turns: questions and answers about each.
        apart: of each, whether its questions do not see one another; None where none do.
        read: whether the motions are states.
    """
    batch = text_batch(processor, [processor.num_motion_tokens(len(motion)) for motion in motions], turns, apart)
    return _with_motions(batch, motions, "motion_states" if read else "motion_values")


def video_batch(
    processor: HumoconProcessor,
    frames: Sequence[np.ndarray],
    turns: Sequence[Sequence[Turn]],
    motions: Sequence[Tensor] | None = None,
) -> TalkBatch:
    """Conversations about videos, padded.

    Args:
        processor: writes them as token ids.
        frames: (V, S, S, 3) uint8 key frames each, as the processor fits them to the model.
        turns: questions and answers about each.
        motions: (K, F) features of the motion that each shows, without a pose where none is given beside it.
    """
    motions = [torch.zeros(0, FEATURE_DIM)] * len(frames) if motions is None else motions
    counts = [
        (processor.num_motion_tokens(len(motion)), processor.num_video_tokens(len(own)))
        for motion, own in zip(motions, frames, strict=True)
    ]
    rows = [processor.encode_conversation(moved, talk, seen) for (moved, seen), talk in zip(counts, turns, strict=True)]
    shown = {name: torch.from_numpy(value) for name, value in pad_frames(frames, frames[0].shape[1]).items()}
    batch = replace(_plain_batch(processor, rows), **shown)
    return _with_motions(batch, motions) if any(map(len, motions)) else batch


def _with_motions(batch: TalkBatch, motions: Sequence[Tensor], field: str = "motion_values") -> TalkBatch:
    """A batch that shows motions (K, F) or (K, D), too."""
    values = pad_sequence([motion.float() for motion in motions], batch_first=True)
    lengths = torch.tensor([len(motion) for motion in motions])
    mask = torch.arange(values.shape[1])[None] < lengths[:, None]
    return replace(batch, motion_mask=mask, **{field: values})


def text_batch(
    processor: HumoconProcessor,
    counts: Sequence[int],
    turns: Sequence[Sequence[Turn]],
    apart: Sequence[bool] | None,
) -> TalkBatch:
    """As `motion_batch`, without the motions: `counts` placeholders stand for each."""
    pad = processor.tokenizer.pad_token_id or 0
    if apart is None:
        rows = [processor.encode_conversation(count, talk) for count, talk in zip(counts, turns, strict=True)]
        return _plain_batch(processor, rows)
    split = [
        _branches(processor, count, [[turn] for turn in talk] if alone else [talk])
        for count, talk, alone in zip(counts, turns, apart, strict=True)
    ]
    ids, labels, branches, places = zip(*split, strict=True)
    branch = padded(list(branches), -1)
    sees = (branch[:, :, None] == branch[:, None, :]) | (branch[:, None, :] == 0)
    sees &= torch.ones(sees.shape[1:], dtype=torch.bool).tril()
    return TalkBatch(
        padded(list(ids), pad),
        sees[:, None],
        padded(list(labels), IGNORED),
        position_ids=padded(list(places), 0),
    )


def _plain_batch(processor: HumoconProcessor, rows: Sequence[tuple[list[int], list[int]]]) -> TalkBatch:
    """Encoded conversations in which every token sees those before it."""
    ids, labels = zip(*rows, strict=True)
    mask = padded([[1] * len(row) for row in ids], 0)
    return TalkBatch(padded(ids, processor.tokenizer.pad_token_id or 0), mask, padded(labels, IGNORED))


def _branches(
    processor: HumoconProcessor, count: int, talks: Sequence[Sequence[Turn]]
) -> tuple[list[int], list[int], list[int], list[int]]:
    """Several conversations that share the tokens up to their motion's end.

    Returns:
        Of each token: its id, its label, its branch (0 for what is shared, then 1, 2, ...), and its place in a
        conversation of its own.
    """
    ids, labels, branches, places = [], [], [], []
    for number, talk in enumerate(talks, 1):
        own, wanted = processor.encode_conversation(count, talk)
        shared = len(own) - own[::-1].index(processor.motion_token_id) if count else 0
        first = 0 if number == 1 else shared
        ids += own[first:]
        labels += wanted[first:]
        branches += [0] * (shared - first) + [number] * (len(own) - shared)
        places += range(first, len(own))
    return ids, labels, branches, places


def padded(rows: Sequence[Sequence[int]], value: int) -> Tensor:
    """Rows of token ids, filled up on the right: (B, T)."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[value] * (longest - len(row))] for row in rows])

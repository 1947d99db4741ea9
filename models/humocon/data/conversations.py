"""Batches of conversations for the language model: ids, labels, and the motion or the words that stand for it.

Legend: B conversations, T tokens, K poses, F feature numbers, M placeholders, W words of a label in tokens.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from humocon.data.labels import BODY_PARTS, DIRECTIONS, LABELS, TRANSITION, VERBS, Label
from humocon.data.questions import Turn, ask, script
from humocon.data.read_scenes import ReadScenes
from humocon.data.scenes import Scene, Scenes
from humocon.data.variety import NO_VARIETY, Variety, vary
from humocon.language.processing import IGNORED, HumoconProcessor
from humocon.motion.features import FEATURE_DIM, pose_features


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
    """(B, T) with words: at each placeholder, a word of the clip before that moment's, IGNORED where there is none"""
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
        return TalkBatch(**{name: part.to(device) for name, part in self.inputs().items()})


class Conversations:
    """Any number of conversations, each made from (seed, step, index) alone.

    Args:
        scenes: what is talked about.
        processor: writes them as token ids.
        num_turns: questions for each scene.
        kind: "questions", or "captions", which only asks what happens; "words" is "questions" about the words of the
            labels in place of the motion, some of them wrong, for a language model that has not met a motion yet.
        protocol: share of questions in BABEL-QA's own words.
        wrong: with "words", share of placeholders whose words are not the right ones.
        hurry: with "words", the story is told in up to this many times fewer words.
        variety: of motions and conversations; `mirrored` is up to the scenes.
        read: scenes to talk about that are read already, in place of new ones each time.
    """

    def __init__(
        self,
        scenes: Scenes,
        processor: HumoconProcessor,
        *,
        num_turns: int,
        kind: str = "questions",
        protocol: float = 0.4,
        wrong: float = 0.15,
        hurry: int = 1,
        variety: Variety = NO_VARIETY,
        read: ReadScenes | None = None,
    ) -> None:
        self.scenes, self.processor, self.num_turns = scenes, processor, num_turns
        self.kind, self.protocol, self.wrong, self.hurry = kind, protocol, wrong, hurry
        self.variety, self.read = variety, read
        self._word_ids = {
            words: processor.tokenizer(" " + words, add_special_tokens=False)["input_ids"] for words in _all_words()
        }
        self._real = [label.words for label in LABELS.values()]

    def batch(self, step: int, indices: Iterable[int]) -> TalkBatch:
        """The conversations with the given indices of the global batch of one step."""
        rngs = [np.random.default_rng([self.scenes.seed, step, index]) for index in indices]
        known = [] if self.read is None else [self.read.draw(rng) for rng in rngs]
        drawn = [(own.scene, rng) for own, rng in zip(known, rngs, strict=False)]
        drawn = drawn or [(self.scenes.scene(rng), rng) for rng in rngs]
        turns = [self._turns(scene, rng) for scene, rng in drawn]
        apart = [bool(rng.random() < self.variety.apart) for _, rng in drawn] if self.variety.apart else None
        if known:
            states = [
                states[: 0 if self._is_blind(rng) else None] for (_, states), rng in zip(known, rngs, strict=True)
            ]
            return motion_batch(self.processor, states, turns, apart, read=True)
        if self.kind != "words":
            motions = [torch.from_numpy(self._features(scene, rng)) for scene, rng in drawn]
            return motion_batch(self.processor, motions, turns, apart)
        words, told = zip(*(self._words(scene, rng) for scene, rng in drawn), strict=True)
        batch = _text_batch(self.processor, [len(rows) for rows in words], turns, apart)
        places = torch.full_like(batch.input_ids, IGNORED)
        is_motion = batch.input_ids == self.processor.motion_token_id
        places[is_motion] = torch.tensor([token for row in told for token in row])
        return replace(batch, told=places, words=_padded([row for rows in words for row in rows], 0))

    def _features(self, scene: Scene, rng: np.random.Generator) -> np.ndarray:
        """What the model sees of a scene: (K, F), K = 0 for nothing at all."""
        if self._is_blind(rng):
            return np.zeros((0, FEATURE_DIM), np.float32)
        return pose_features(vary(scene, rng, self.variety)[1])

    def _is_blind(self, rng: np.random.Generator) -> bool:
        return self.variety.blind > 0 and rng.random() < self.variety.blind

    def _turns(self, scene: Scene, rng: np.random.Generator) -> list[Turn]:
        if self.kind == "captions" or (self.kind == "words" and rng.random() < 0.1):
            return [
                ("List the actions.", script(scene.labels)),
                *ask(scene.labels, self.num_turns - 1, rng, protocol=self.protocol),
            ]
        return ask(scene.labels, self.num_turns, rng, protocol=self.protocol)

    def _words(self, scene: Scene, rng: np.random.Generator) -> tuple[list[list[int]], list[int]]:
        """Token ids of the words at each placeholder, and one of the words of the clip before that moment's.

        Errors come in runs, as those of a misread motion would.
        """
        size = self.processor.frames_per_token * int(rng.integers(1, self.hurry + 1))
        clips = scene.frame_clips()[size // 2 :: size] or [0]
        own = [self._word_ids[label.words] for label in scene.labels]
        between = self._word_ids[TRANSITION.words]
        rows = [between if clip is None else own[clip] for clip in clips]
        told, last = [], -1
        for clip in clips:
            before = last if clip is None else clip - 1
            told.append(own[before][int(rng.integers(len(own[before])))] if before >= 0 else IGNORED)
            last = last if clip is None else clip
        share = self.wrong * rng.uniform(0, 2)
        place = 0
        while place < len(rows):
            run = 1 + int(rng.integers(4))
            if rng.random() < share:
                other = self._word_ids[self._real[rng.integers(len(self._real))]]
                unsure = rng.random() < 0.5  # reads both, as a projector that cannot tell does
                rows[place : place + run] = [own + other if unsure else other for own in rows[place : place + run]]
            place += run
        return [list(row) for row in rows], told


def _all_words() -> list[str]:
    """The words of every label there can be: action, direction, body part."""
    labels = [TRANSITION, *(Label(body_part=part) for part in BODY_PARTS)]
    for action in VERBS:
        for direction in ("", *DIRECTIONS):
            labels += [Label(action, direction, part) for part in ("", *BODY_PARTS)]
    return list(dict.fromkeys(label.words for label in labels))


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
    batch = _text_batch(processor, [processor.num_motion_tokens(len(motion)) for motion in motions], turns, apart)
    values = pad_sequence([motion.float() for motion in motions], batch_first=True)
    lengths = torch.tensor([len(motion) for motion in motions])
    mask = torch.arange(values.shape[1])[None] < lengths[:, None]
    return replace(batch, motion_mask=mask, **{"motion_states" if read else "motion_values": values})


def _text_batch(
    processor: HumoconProcessor,
    counts: Sequence[int],
    turns: Sequence[Sequence[Turn]],
    apart: Sequence[bool] | None,
) -> TalkBatch:
    pad = processor.tokenizer.pad_token_id or 0
    if apart is None:
        rows = [processor.encode_conversation(count, talk) for count, talk in zip(counts, turns, strict=True)]
        mask = _padded([[1] * len(ids) for ids, _ in rows], 0)
        return TalkBatch(_padded([ids for ids, _ in rows], pad), mask, _padded([labels for _, labels in rows], IGNORED))
    split = [
        _branches(processor, count, [[turn] for turn in talk] if alone else [talk])
        for count, talk, alone in zip(counts, turns, apart, strict=True)
    ]
    ids, labels, branches, places = zip(*split, strict=True)
    branch = _padded(list(branches), -1)
    sees = (branch[:, :, None] == branch[:, None, :]) | (branch[:, None, :] == 0)
    sees &= torch.ones(sees.shape[1:], dtype=torch.bool).tril()
    return TalkBatch(
        _padded(list(ids), pad),
        sees[:, None],
        _padded(list(labels), IGNORED),
        position_ids=_padded(list(places), 0),
    )


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


def _padded(rows: Sequence[Sequence[int]], value: int) -> Tensor:
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[value] * (longest - len(row))] for row in rows])

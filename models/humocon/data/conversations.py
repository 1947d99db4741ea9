"""Conversations about scenes: what is asked, what is shown, what is told on the way, and batches of token ids.

Legend: B conversations, T tokens, K poses, F feature numbers, D width of a state, W words of a label in tokens.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from humocon.data.augmentation import vary
from humocon.data.labels import BODY_PARTS, DIRECTIONS, LABELS, TRANSITION, VERBS, Label
from humocon.data.questions import Turn, ask, describe, script
from humocon.data.scenes import Scene, Scenes
from humocon.data.variety import NO_VARIETY, Variety
from humocon.language.processing import HumoconProcessor, num_alike, pad_frames
from humocon.language.tokenizer import IGNORED
from humocon.motion.features import FEATURE_DIM, pose_features

Reader = Callable[[Tensor], Tensor]
"""(1, K, F) features of poses -> (1, K, D) states; for example a model's `get_motion_states`."""


class ReadScene(NamedTuple):
    """A scene as it is shown, and what the encoder makes of it."""

    scene: Scene
    states: Tensor
    """(K, D) half"""


class ReadScenes:
    """A number of scenes, each made from (seed, number) alone, and read by a frozen encoder when it is first met."""

    def __init__(self, scenes: Scenes, variety: Variety, number: int, read: Reader) -> None:
        self.scenes, self.variety, self.number, self.read = scenes, variety, number, read
        self._known: dict[int, ReadScene] = {}

    def draw(self, rng: np.random.Generator) -> ReadScene:
        """Any of the scenes."""
        return self.scene(int(rng.integers(self.number)))

    def scene(self, number: int) -> ReadScene:
        """The scene with a number below `self.number`."""
        if number not in self._known:
            rng = np.random.default_rng([self.scenes.seed, 1 << 45, number])
            scene, joints = vary(self.scenes.scene(rng), rng, self.variety)
            with torch.no_grad():
                states = self.read(torch.from_numpy(pose_features(joints))[None])[0]
            self._known[number] = ReadScene(scene, states.to("cpu", torch.float16))
        return self._known[number]


@dataclass(frozen=True)
class ConversationBatch:
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

    def answers(self, logits: Tensor) -> tuple[Tensor, Tensor]:
        """Each place says the token after it."""
        return logits[:, :-1], self.labels[:, 1:]

    def to(self, device: torch.device) -> "ConversationBatch":
        """The same batch on another device."""
        return ConversationBatch(**{name: part.to(device, non_blocking=True) for name, part in self.inputs().items()})


def motion_batch(
    processor: HumoconProcessor,
    motions: Sequence[Tensor],
    turns: Sequence[Sequence[Turn]],
    apart: Sequence[bool] | None = None,
    *,
    read: bool = False,
    facts: Sequence[str] | None = None,
) -> ConversationBatch:
    """Conversations about motions, padded.

    Args:
        processor: writes them as token ids.
        motions: (K, F) features each, or (K, D) states.
        turns: questions and answers about each.
        apart: of each, whether its questions do not see one another; None where none do.
        read: whether the motions are states.
        facts: of each motion in words, "" for none; None for none at all.
    """
    batch = text_batch(processor, [processor.num_motion_tokens(len(motion)) for motion in motions], turns, apart, facts)
    return _with_motions(batch, motions, "motion_states" if read else "motion_values")


def video_batch(
    processor: HumoconProcessor,
    frames: Sequence[np.ndarray],
    turns: Sequence[Sequence[Turn]],
    motions: Sequence[Tensor] | None = None,
) -> ConversationBatch:
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
    rows = [processor.encode_conversation(moved, own, seen) for (moved, seen), own in zip(counts, turns, strict=True)]
    shown = {name: torch.from_numpy(value) for name, value in pad_frames(frames, frames[0].shape[1]).items()}
    batch = replace(_plain_batch(processor, rows), **shown)
    return _with_motions(batch, motions) if any(map(len, motions)) else batch


def _with_motions(
    batch: ConversationBatch, motions: Sequence[Tensor], field: str = "motion_values"
) -> ConversationBatch:
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
    facts: Sequence[str] | None = None,
) -> ConversationBatch:
    """As `motion_batch`, without the motions: `counts` placeholders stand for each."""
    pad, told = processor.tokenizer.pad_token_id or 0, [""] * len(counts) if facts is None else facts
    if apart is None:
        samples = zip(counts, turns, told, strict=True)
        rows = [processor.encode_conversation(count, own, facts=text) for count, own, text in samples]
        return _plain_batch(processor, rows)
    split = [
        _branches(processor, count, [[turn] for turn in own] if alone else [own], text)
        for count, own, alone, text in zip(counts, turns, apart, told, strict=True)
    ]
    ids, labels, branches, places = zip(*split, strict=True)
    branch = padded(list(branches), -1)
    sees = (branch[:, :, None] == branch[:, None, :]) | (branch[:, None, :] == 0)
    sees &= torch.ones(sees.shape[1:], dtype=torch.bool).tril()
    return ConversationBatch(
        padded(list(ids), pad),
        sees[:, None],
        padded(list(labels), IGNORED),
        position_ids=padded(list(places), 0),
    )


def _plain_batch(processor: HumoconProcessor, rows: Sequence[tuple[list[int], list[int]]]) -> ConversationBatch:
    """Encoded conversations in which every token sees those before it."""
    ids, labels = zip(*rows, strict=True)
    mask = padded([[1] * len(row) for row in ids], 0)
    return ConversationBatch(padded(ids, processor.tokenizer.pad_token_id or 0), mask, padded(labels, IGNORED))


def _branches(
    processor: HumoconProcessor, count: int, conversations: Sequence[Sequence[Turn]], facts: str = ""
) -> tuple[list[int], list[int], list[int], list[int]]:
    """Several conversations that share the tokens up to their motion's end, or, without one, their facts.

    Returns:
        Of each token: its id, its label, its branch (0 for what is shared, then 1, 2, ...), and its place in a
        conversation of its own.
    """
    ids, labels, branches, places = [], [], [], []
    encoded = [processor.encode_conversation(count, turns, facts=facts) for turns in conversations]
    if count:
        shared = len(encoded[0][0]) - encoded[0][0][::-1].index(processor.motion_token_id)
    else:
        shared = num_alike([own for own, _ in encoded]) if facts and len(encoded) > 1 else 0
    for number, (own, wanted) in enumerate(encoded, 1):
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


class Conversations:
    """Any number of conversations, each made from (seed, step, index) alone.

    Args:
        scenes: what is talked about.
        processor: writes them as token ids.
        num_turns: questions for each scene.
        kind: "questions", or "captions", which only asks what happens; "words" is "questions" about the words of the
            labels in place of the motion, some of them wrong, for a language model that has not met a motion yet.
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
        wrong: float = 0.15,
        hurry: int = 1,
        variety: Variety = NO_VARIETY,
        read: ReadScenes | None = None,
    ) -> None:
        self.scenes, self.processor, self.num_turns = scenes, processor, num_turns
        self.kind, self.wrong, self.hurry = kind, wrong, hurry
        self.variety, self.read = variety, read
        self._word_ids = {
            words: processor.tokenizer(" " + words, add_special_tokens=False)["input_ids"] for words in _all_words()
        }
        self._real = [label.words for label in LABELS.values()]

    def batch(self, step: int, indices: Iterable[int]) -> ConversationBatch:
        """The conversations with the given indices of the global batch of one step."""
        rngs = [np.random.default_rng([self.scenes.seed, step, index]) for index in indices]
        known = [None if self.read is None else self.read.draw(rng) for rng in rngs]
        scenes = [self.scenes.scene(rng) if own is None else own.scene for own, rng in zip(known, rngs, strict=True)]
        turns = [self._turns(scene, rng) for scene, rng in zip(scenes, rngs, strict=True)]
        apart = [bool(rng.random() < self.variety.apart) for rng in rngs] if self.variety.apart else None
        if self.kind == "words":
            return self._word_batch(scenes, turns, apart, rngs)
        shown = [self._show(scene, own, rng) for scene, own, rng in zip(scenes, known, rngs, strict=True)]
        motions = [motion for _, motion in shown]
        batch = motion_batch(self.processor, motions, turns, apart, read=self.read is not None)
        return self._with_told(batch, [scene for scene, _ in shown], rngs) if self.variety.told else batch

    def _word_batch(
        self,
        scenes: Sequence[Scene],
        turns: Sequence[Sequence[Turn]],
        apart: Sequence[bool] | None,
        rngs: Sequence[np.random.Generator],
    ) -> ConversationBatch:
        words, told = zip(*(self._words(scene, rng) for scene, rng in zip(scenes, rngs, strict=True)), strict=True)
        batch = text_batch(self.processor, [len(rows) for rows in words], turns, apart)
        places = torch.full_like(batch.input_ids, IGNORED)
        is_motion = batch.input_ids == self.processor.motion_token_id
        places[is_motion] = torch.tensor([token for row in told for token in row])
        return replace(batch, told=places, words=padded([row for rows in words for row in rows], 0))

    def _show(self, scene: Scene, known: ReadScene | None, rng: np.random.Generator) -> tuple[Scene, Tensor]:
        """A scene as shown, and what the model sees of it: (K, F) features or (K, D) states, K = 0 for nothing."""
        blind = self.variety.blind > 0 and rng.random() < self.variety.blind
        if known is not None:
            return scene, known.states[:0] if blind else known.states
        if blind:
            return scene, torch.zeros(0, FEATURE_DIM)
        scene, joints = vary(scene, rng, self.variety)
        return scene, torch.from_numpy(pose_features(joints))

    def _with_told(
        self, batch: ConversationBatch, scenes: Sequence[Scene], rngs: Sequence[np.random.Generator]
    ) -> ConversationBatch:
        """Let the model also learn to tell, at some moments of a motion, a word of the clip before that moment's."""
        told, size = torch.full_like(batch.input_ids, IGNORED), self.processor.frames_per_token
        for row, (scene, rng) in enumerate(zip(scenes, rngs, strict=True)):
            words = self._told(scene.moment_clips(size), scene, rng)
            places = (batch.input_ids[row] == self.processor.motion_token_id).nonzero()[:, 0].tolist()
            for place, word in zip(places, words, strict=False):
                if rng.random() < self.variety.told:
                    told[row, place] = word
        return replace(batch, told=told)

    def _told(self, clips: Sequence[int | None], scene: Scene, rng: np.random.Generator) -> list[int]:
        """For each moment, a token of the words of the clip before its clip; IGNORED where there is none."""
        told, last = [], -1
        for clip in clips:
            before = last if clip is None else clip - 1
            words = self._word_ids[scene.labels[before].words] if before >= 0 else []
            told.append(words[int(rng.integers(len(words)))] if words else IGNORED)
            last = last if clip is None else clip
        return told

    def _turns(self, scene: Scene, rng: np.random.Generator) -> list[Turn]:
        if self.kind == "captions" or (self.kind == "words" and rng.random() < 0.1):
            return [
                ("List the actions.", script(scene.labels)),
                *self._ask(scene, self.num_turns - 1, rng),
            ]
        return self._ask(scene, self.num_turns, rng)

    def _ask(self, scene: Scene, number: int, rng: np.random.Generator) -> list[Turn]:
        times = None if self.kind == "words" else scene.times  # words do not tell how often
        return ask(scene.labels, number, rng, protocol=self.variety.protocol, absent=self.scenes.absent, times=times)

    def _words(self, scene: Scene, rng: np.random.Generator) -> tuple[list[list[int]], list[int]]:
        """Token ids of the words at each placeholder, and one of the words of the clip before that moment's.

        Errors come in runs, as those of a misread motion would.
        """
        size = self.processor.frames_per_token * int(rng.integers(1, self.hurry + 1))
        clips = scene.moment_clips(size)
        rows = [self._word_ids[(label or TRANSITION).words] for label in scene.moment_labels(size)]
        told = self._told(clips, scene, rng)
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


def task_texts(scenes: Scenes, number: int) -> Iterator[str]:
    """Questions, answers and descriptions of so many scenes: what a model of this task reads and writes."""
    for index in range(number):
        rng = np.random.default_rng([scenes.seed, 1 << 40, index])
        labels = scenes.scene(rng).labels
        for question, answer in ask(labels, 6, rng, absent=scenes.absent):
            yield question
            yield answer
        yield " " + script(labels)
        yield describe(labels)


def _all_words() -> list[str]:
    """The words of every label there can be: action, direction, body part."""
    labels = [TRANSITION, *(Label(body_part=part) for part in BODY_PARTS)]
    for action in VERBS:
        for direction in ("", *DIRECTIONS):
            labels += [Label(action, direction, part) for part in ("", *BODY_PARTS)]
    return list(dict.fromkeys(label.words for label in labels))

"""Conversations about scenes: what is asked, what is shown, and what is told on the way.

Legend: K poses, F feature numbers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from humocon.data.augmentation import NO_VARIETY, Variety, vary
from humocon.data.conversation_batch import TalkBatch, motion_batch, padded, text_batch
from humocon.data.labels import BODY_PARTS, DIRECTIONS, LABELS, TRANSITION, VERBS, Label
from humocon.data.questions import Turn, ask, describe, script
from humocon.data.read_scenes import ReadScene, ReadScenes
from humocon.data.scenes import Scene, Scenes
from humocon.language.processing import HumoconProcessor
from humocon.language.tokenizer import IGNORED
from humocon.motion.features import FEATURE_DIM, pose_features


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

    def batch(self, step: int, indices: Iterable[int]) -> TalkBatch:
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
    ) -> TalkBatch:
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

    def _with_told(self, batch: TalkBatch, scenes: Sequence[Scene], rngs: Sequence[np.random.Generator]) -> TalkBatch:
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

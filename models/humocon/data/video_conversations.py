"""Conversations about rendered videos of labelled clips, for the video's projector.

Legend: B conversations, T tokens, V key frames, S side of a frame, K poses.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from humocon.data.augmentation import as_lifted
from humocon.data.compose import mirror
from humocon.data.conversation_batch import TalkBatch, video_batch
from humocon.data.frame_pair_store import Pair, PreparedPairs, cache_folder, prepare
from humocon.data.frame_pairs import Render, render_random, vary_colours
from humocon.data.labels import Label, spelled_label
from humocon.data.questions import Turn, ask, script
from humocon.data.questions.balance import balance
from humocon.data.questions.story import Story
from humocon.data.scenes import Scenes
from humocon.language.processing import HumoconProcessor
from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.features import FEATURE_DIM, pose_features


class RenderedScenes:
    """Any number of labelled scenes as key frames, each made from (seed, number) alone.

    Args:
        scenes: draw the motion and its labels.
        processor: says how many key frames a video has, and fits them to the model.
        seed: of everything drawn.
        size: S, before the processor fits the frames to the model.
        render: draws the body.
    """

    def __init__(
        self, scenes: Scenes, processor: HumoconProcessor, *, seed: int, size: int, render: Render = render_random
    ) -> None:
        self.scenes, self.processor, self.seed, self.size, self.render = scenes, processor, seed, size, render

    def pair(self, number: int) -> Pair:
        """The scene with a number; its row holds the labels, and it has no optical flow."""
        rng = np.random.default_rng([self.seed, 1 << 43, number])
        scene = self.scenes.scene(rng)
        joints = scene.joints()
        wanted = min(self.processor.num_key_frames(len(joints) / CANONICAL_FPS), len(joints))
        places = np.linspace(0, len(joints) - 1, wanted).round().astype(np.int64)
        frames = np.stack(list(self.render(joints, places, int(rng.integers(1 << 31)), self.size)))
        labels = [asdict(label) for label in scene.labels]
        frames = self.processor.key_frames(frames)
        return Pair(frames, np.zeros((wanted, 2, 1, 1), np.float16), joints, places, {"labels": labels})


class VideoTalks:
    """Batches of conversations about prepared scenes, drawn by (seed, step, index) alone.

    Args:
        prepared: the scenes.
        processor: writes conversations as token ids.
        num_turns: questions for each scene; the first asks for the list of actions.
        seed: of what is drawn.
        vary: change sides and colours; off for validation.
        colours: how much the colours are changed, 0 to 1.
        with_motion: share of the conversations that show the motion, too, as a pose network would have lifted it.
    """

    def __init__(
        self,
        prepared: PreparedPairs,
        processor: HumoconProcessor,
        *,
        num_turns: int,
        seed: int,
        vary: bool = True,
        colours: float = 1.0,
        with_motion: float = 0.0,
    ) -> None:
        self.prepared, self.processor, self.num_turns = prepared, processor, num_turns
        self.seed, self.vary, self.colours, self.with_motion = seed, vary, colours, with_motion
        pairs = (prepared.pair(number) for number in range(len(prepared)))
        self.absent = balance([Story(tuple(self._labels(pair))) for pair in pairs])

    def batch(self, step: int, indices: Iterable[int]) -> TalkBatch:
        """The conversations with the given indices of the global batch of one step."""
        talks = [self._talk(np.random.default_rng([self.seed, step, 1 << 44, index])) for index in indices]
        frames, turns, motions = zip(*talks, strict=True)
        return video_batch(self.processor, frames, turns, motions)

    def _labels(self, pair: Pair) -> list[Label]:
        return [spelled_label(fields, "a rendered scene") for fields in pair.row["labels"]]

    def _talk(self, rng: np.random.Generator) -> tuple[np.ndarray, list[Turn], torch.Tensor]:
        """Key frames (V, S, S, 3) of a scene, questions and answers, and what is shown of its motion, (K, F)."""
        pair = self.prepared.pair(int(rng.integers(len(self.prepared))))
        labels = self._labels(pair)
        frames, joints = np.asarray(pair.frames), np.asarray(pair.joints)
        if self.vary:
            if rng.random() < 0.5:
                frames, joints = frames[:, :, ::-1], mirror(joints)
                labels = [label.mirrored() for label in labels]
            frames = vary_colours(frames, rng, self.colours)
        turns = [("List the actions.", script(labels)), *ask(labels, self.num_turns - 1, rng, absent=self.absent)]
        shows = self.with_motion > 0 and rng.random() < self.with_motion
        motion = pose_features(as_lifted(joints, rng)) if shows else np.zeros((0, FEATURE_DIM), np.float32)
        return frames, turns, torch.from_numpy(motion)


def prepare_scenes(
    made: RenderedScenes,
    cache: Path,
    number: int,
    source: object,
    *,
    share: tuple[int, int] = (0, 1),
    message: Callable[[str], None],
) -> Path:
    """Render scenes that are not there yet; as `humocon.data.frame_pair_store.prepare`.

    Args:
        made: scenes by number; what is kept are their frames as the processor fits them to the model.
        cache: folder of everything prepared.
        number: of scenes.
        source: what the scenes are made from, as JSON: other scenes go into another folder.
        share: (r, P), of process r of P.
        message: is told how far it is.

    Returns:
        The folder, for `PreparedPairs`.
    """
    processor = made.processor
    sizes = (made.size, processor.max_key_frames, processor.video_fps, processor.video_size, processor.video_follow)
    folder = cache_folder(cache, {"version": 2, "kind": "scenes", "sizes": sizes, "seed": made.seed, "source": source})

    def progress(done: int, total: int) -> None:
        if done == total or done % 128 == 0:
            message(f"{folder}: {done:,} of {total:,} scenes are rendered")

    prepare(folder, number, made.pair, share=share, progress=progress)
    return folder

"""Batches about the motions and videos of published sets.

Legend: B pairs, T tokens, K poses, F feature numbers, V key frames, S side of a frame.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import torch

from humocon.data.captions import SEES_NONE, Source, Told, read_sources
from humocon.data.questions import Turn
from humocon.data.talk_batch import TalkBatch, motion_batch, video_batch
from humocon.errors import ConfigError, DataError
from humocon.language.processing import HumoconProcessor
from humocon.motion.features import pose_features
from humocon.motion.read import read_motion
from humocon.video.sniff import VIDEO_SUFFIXES


class SourcePairs:
    """Pairs of published sets, drawn by (seed, step, index) alone; a batch is all of motion or all of video.

    Args:
        sources: of the recipe.
        split: "train", or what is held out.
        processor: writes conversations as token ids.
        seed: of the order.

    Raises:
        ConfigError: there are videos, and the model sees none.
        DataError: files are missing or not what the sets' authors publish.
    """

    def __init__(self, sources: Sequence[Source], split: str, processor: HumoconProcessor, *, seed: int) -> None:
        seen = [source for source in sources if source.holds_video]
        if seen and processor.video_token is None:
            raise ConfigError(f"sources: {seen[0].kind} {SEES_NONE}")
        self.processor, self.seed = processor, seed
        rows, self.files = read_sources(sources, split)
        self.videos = [row for row in rows if row.media.suffix in VIDEO_SUFFIXES]
        self.motions = [row for row in rows if row.media.suffix not in VIDEO_SUFFIXES]

    def batch(self, step: int, indices: Iterable[int]) -> TalkBatch:
        """The pairs with the given indices of the global batch of one step."""
        chance = len(self.videos) / (len(self.videos) + len(self.motions))
        shows_video = np.random.default_rng([self.seed, step, 1 << 45]).random() < chance
        rows = self.videos if shows_video else self.motions
        drawn = [rows[np.random.default_rng([self.seed, step, index]).integers(len(rows))] for index in indices]
        turns: list[list[Turn]] = [[(row.question, row.answer)] for row in drawn]
        if not shows_video:
            return motion_batch(self.processor, [torch.from_numpy(_motion(row)) for row in drawn], turns)
        return video_batch(self.processor, [self._frames(row) for row in drawn], turns)

    def _frames(self, row: Told) -> np.ndarray:
        """(V, S, S, 3) uint8 key frames of a video."""
        from humocon.video.read import probe, read_key_frames

        wanted = self.processor.num_key_frames(probe(row.media).duration_s)
        return self.processor.key_frames(read_key_frames(row.media, wanted))


def left_out(train: object, held_out: object) -> list[str]:
    """One line for each source that lacks files, in either split; none of data that is no `SourcePairs`."""
    if not isinstance(train, SourcePairs) or not isinstance(held_out, SourcePairs):
        return []
    both = (one | other for one, other in zip(train.files, held_out.files, strict=True))
    return [str(files) for files in both if files.missing]


def _motion(row: Told) -> np.ndarray:
    """(K, F) features of the stretch that is told of."""
    clip = read_motion(row.media)
    end = clip.num_frames if row.end_s is None else round(row.end_s * clip.fps)
    joints = clip.joints[round(row.begin_s * clip.fps) : end]
    if len(joints) < 2:
        raise DataError(
            f"{row.media}: lasts {clip.duration_s:.1f} s, and its caption tells of {row.begin_s:g} to {row.end_s} s; "
            "the text belongs to another motion"
        )
    return pose_features(joints)

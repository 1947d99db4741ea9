"""Conversations from wherever a recipe says: labelled clips, questions about motion files, or published sets."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import torch

from humocon.data.captions import SEES_NONE, QAPair, read_sources
from humocon.data.conversations import ConversationBatch, Conversations, Reader, ReadScenes, motion_batch, video_batch
from humocon.data.mocap import load_clips
from humocon.data.questions import Turn
from humocon.data.scenes import Scenes
from humocon.data.source import Source
from humocon.data.variety import NO_VARIETY, Variety
from humocon.errors import ConfigError, DataError
from humocon.file_kinds import VIDEO_SUFFIXES
from humocon.files import read_lines
from humocon.language.processing import HumoconProcessor
from humocon.motion.features import pose_features
from humocon.motion.read import read_motion


class SourceQAPairs:
    """QAPairs of published sets, drawn by (seed, step, index) alone; a batch is all of motion or all of video.

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

    def batch(self, step: int, indices: Iterable[int]) -> ConversationBatch:
        """The pairs with the given indices of the global batch of one step."""
        chance = len(self.videos) / (len(self.videos) + len(self.motions))
        shows_video = np.random.default_rng([self.seed, step, 1 << 45]).random() < chance
        rows = self.videos if shows_video else self.motions
        drawn = [rows[np.random.default_rng([self.seed, step, index]).integers(len(rows))] for index in indices]
        turns: list[list[Turn]] = [[(row.question, row.answer)] for row in drawn]
        if not shows_video:
            return motion_batch(self.processor, [torch.from_numpy(_motion(row)) for row in drawn], turns)
        return video_batch(self.processor, [self._frames(row) for row in drawn], turns)

    def _frames(self, row: QAPair) -> np.ndarray:
        """(V, S, S, 3) uint8 key frames of a video."""
        from humocon.video.read import probe, read_key_frames

        wanted = self.processor.num_key_frames(probe(row.media).duration_s)
        return self.processor.key_frames(read_key_frames(row.media, wanted))


def left_out(train: object, held_out: object) -> list[str]:
    """One line for each source that lacks files, in either split; none of data that is no `SourceQAPairs`."""
    if not isinstance(train, SourceQAPairs) or not isinstance(held_out, SourceQAPairs):
        return []
    both = (one | other for one, other in zip(train.files, held_out.files, strict=True))
    return [str(files) for files in both if files.missing]


def _motion(row: QAPair) -> np.ndarray:
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


_NUM_HELD_OUT = 128


class QAPairs:
    """Batches of questions from a file, drawn by (seed, step, index) alone.

    Args:
        path: of the JSON lines.
        folder: that the motions' names are relative to.
        processor: writes conversations as token ids.
        held_out: the twentieth of the rows kept for validation, instead of the others.
        seed: of the order.

    Raises:
        DataError: the file or one of its motions is missing, or a row lacks a key.
    """

    def __init__(self, path: Path, folder: Path, processor: HumoconProcessor, *, held_out: bool, seed: int) -> None:
        rows = _read_rows(path)
        missing = sorted({row["motion"] for row in rows if not os.path.isfile(folder / row["motion"])})
        if missing:
            shown = ", ".join(missing[:3])
            raise DataError(f"{path}: {len(missing)} of its motions are not in {folder} ({shown}); set data=DIR")
        kept = [row for place, row in enumerate(rows) if (place % 20 == 19) == held_out]
        self.rows, self.folder, self.processor, self.seed = kept or rows, folder, processor, seed

    def batch(self, step: int, indices: Iterable[int]) -> ConversationBatch:
        """The pairs with the given indices of the global batch of one step."""
        drawn = [
            self.rows[np.random.default_rng([self.seed, step, index]).integers(len(self.rows))] for index in indices
        ]
        motions = [torch.from_numpy(pose_features(read_motion(self.folder / row["motion"]).joints)) for row in drawn]
        turns: list[list[Turn]] = [[(row["question"], row["answer"])] for row in drawn]
        return motion_batch(self.processor, motions, turns)


def load_conversations(
    folder: Path,
    split: str,
    processor: HumoconProcessor,
    questions: Path | None = None,
    *,
    kind: str = "questions",
    num_turns: int = 5,
    sets: tuple[str, ...] = (),
    seed: int = 0,
    variety: Variety = NO_VARIETY,
    sources: tuple[Source, ...] = (),
    num_scenes: int = 0,
    read: Reader | None = None,
) -> Conversations | QAPairs | SourceQAPairs:
    """Conversations about one split: of published `sources` or `questions` where given, else of the clips' labels.

    With `num_scenes`, the clips make so many scenes and no more, which `read`, a frozen encoder, reads once.
    """
    if sources and questions is not None:
        raise ConfigError("sources and questions are both given; take one of them out of the recipe")
    if sources:
        return SourceQAPairs(sources, split, processor, seed=seed)
    if questions is not None:
        return QAPairs(questions, folder, processor, held_out=split != "train", seed=seed)
    mirrored = variety.mirrored
    if split != "train":
        variety = Variety(apart=1.0)
    scenes = Scenes(
        load_clips(folder, split, sets=sets),
        seed=seed,
        mirrored=mirrored,
        turned=variety.turned,
        crossed=variety.crossed,
        filmed=variety.filmed,
    )
    known = None
    if num_scenes and read is not None:
        known = ReadScenes(scenes, variety, num_scenes if split == "train" else _NUM_HELD_OUT, read)
    return Conversations(scenes, processor, num_turns=num_turns, kind=kind, variety=variety, read=known)


def made_by_model(batches: object) -> bool:
    """Whether making a batch runs the model, as where scenes are read once: no thread may do that while it learns."""
    return isinstance(batches, Conversations) and batches.read is not None


def _read_rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        raise DataError(f"{path}: no such file of questions; name it with --set questions=FILE")
    remedy = "write one JSON object a line with motion, question and answer"
    rows = read_lines(path, lambda row: {key: str(row[key]) for key in ("motion", "question", "answer")}, remedy)
    if not rows:
        raise DataError(f"{path}: empty; {remedy}")
    return rows

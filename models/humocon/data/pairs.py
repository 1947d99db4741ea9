"""Conversations from wherever a recipe says: labelled clips, or a file of questions and answers about motion files.

A file of questions is JSON lines, `{"motion": "walk.bvh", "question": "...", "answer": "..."}`, its motions named
relative to the recipe's `data` folder; captions are pairs whose question asks what happens.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch

from humocon.data.captions import Source
from humocon.data.conversations import Conversations
from humocon.data.mocap import load_clips
from humocon.data.questions import Turn
from humocon.data.read_scenes import Reader, ReadScenes
from humocon.data.scenes import Scenes
from humocon.data.source_pairs import SourcePairs
from humocon.data.talk_batch import TalkBatch, motion_batch
from humocon.data.variety import NO_VARIETY, Variety
from humocon.errors import ConfigError, DataError, one_line
from humocon.json_text import parse_json
from humocon.language.processing import HumoconProcessor
from humocon.motion.features import pose_features
from humocon.motion.read import read_motion

_NUM_HELD_OUT = 128


class Pairs:
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

    def batch(self, step: int, indices: Iterable[int]) -> TalkBatch:
        """The pairs with the given indices of the global batch of one step."""
        drawn = [
            self.rows[np.random.default_rng([self.seed, step, index]).integers(len(self.rows))] for index in indices
        ]
        motions = [torch.from_numpy(pose_features(read_motion(self.folder / row["motion"]).joints)) for row in drawn]
        turns: list[list[Turn]] = [[(row["question"], row["answer"])] for row in drawn]
        return motion_batch(self.processor, motions, turns)


def talks(
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
) -> Conversations | Pairs | SourcePairs:
    """Conversations about one split: of published `sources` or `questions` where given, else of the clips' labels.

    With `num_scenes`, the clips make so many scenes and no more, which `read`, a frozen encoder, reads once.
    """
    if sources and questions is not None:
        raise ConfigError("sources and questions are both given; take one of them out of the recipe")
    if sources:
        return SourcePairs(sources, split, processor, seed=seed)
    if questions is not None:
        return Pairs(questions, folder, processor, held_out=split != "train", seed=seed)
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
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # splitlines would also cut inside a JSON string
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read as text ({one_line(error)}); write JSON lines in UTF-8") from error
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = parse_json(line)
            rows.append({key: str(row[key]) for key in ("motion", "question", "answer")})
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(
                f"{path}, line {number}: needs motion, question and answer ({one_line(error)}); mend the line"
            ) from error
    if not rows:
        raise DataError(f"{path}: empty; write one JSON object a line with motion, question and answer")
    return rows

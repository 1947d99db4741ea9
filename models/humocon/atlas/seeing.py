"""The video branch out of any folder that holds one, and the codes of a video.

Legend: T key frames.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from humocon.atlas.checkpoint import REMEDY, check_finite, load_part, whole_folder
from humocon.concepts.branches import load_branches, video_config
from humocon.concepts.model import CONFIG_FILE
from humocon.concepts.video import VideoConceptModel
from humocon.errors import CheckpointError
from humocon.json_text import check_positive, read_json
from humocon.language.frames import fit_frames
from humocon.video.read import probe, read_key_frames


@dataclass(frozen=True)
class VideoBranch:
    """The concept model of video, and what its key frames are."""

    concepts: VideoConceptModel
    fps: float = 5.0
    """Key frames per second that it learned from."""
    most: int = 64
    """Key frames of a video at most."""
    follows: bool = False
    """Whether clips are cut to where something moves, see `humocon.language.frames.follow`."""
    limit: float | None = None
    """Videos that it explains less of look unlike those that it learned from; see `VideoConceptModel.surprise`."""


@dataclass(frozen=True)
class CodedVideo:
    """The concepts of a video, key frame by key frame."""

    times: np.ndarray
    """(T,) seconds."""
    codes: np.ndarray
    """(T,) of the video's own codebook."""
    confidences: np.ndarray
    """(T,) in [0, 1]."""
    duration_s: float


def load_video_branch(folder: Path | None = None) -> VideoBranch | None:
    """Read the concept model of video; None where the model has none.

    Args:
        folder: as for `load_concept_model`.

    Raises:
        CheckpointError: there is no model in the folder, or a part of it is missing or damaged.
    """
    folder = whole_folder(folder)
    if (folder / CONFIG_FILE).is_file():
        video = load_branches(folder).video
        # Stage 1 does not tell how its frames were cut; our recipes leave them whole.
        return video and VideoBranch(check_finite(video, folder))
    config = read_json(folder / "config.json", REMEDY)
    sizes = config.get("video_config")
    if sizes is None:
        return None
    frames = read_json(folder / "processor_config.json", REMEDY)
    fps, limit = frames.get("video_fps", VideoBranch.fps), config.get("video_surprise_limit")
    counts = {"max_video_tokens": VideoBranch.most, "frames_per_video_token": 1}
    counts = {name: config.get(name, usual) for name, usual in counts.items()}
    try:
        for name, count in counts.items():
            check_positive(name, count, whole=True)
        check_positive("video_fps", fps)
        if limit is not None:
            check_positive("video_surprise_limit", limit)
    except ValueError as error:
        raise CheckpointError(f"{folder}: {error}; {REMEDY}") from None
    return VideoBranch(
        load_part(folder, lambda: VideoConceptModel(video_config(sizes)), "video_concepts.", sizes),
        fps=fps,
        most=math.prod(counts.values()),
        follows=bool(frames.get("video_follow", VideoBranch.follows)),
        limit=limit,
    )


@torch.inference_mode()
def code_video(branch: VideoBranch, path: Path) -> CodedVideo | None:
    """Find the concept of every key frame; None where the video looks unlike those that the branch learned from.

    Raises:
        DataError: the video cannot be read.
    """
    count = min(max(round(probe(path).duration_s * branch.fps), 2), branch.most)
    clip = read_key_frames(path, count)
    frames = fit_frames(clip.frames, branch.most, branch.concepts.config.tower.image_size, follows=branch.follows)
    if branch.limit is not None and branch.concepts.is_strange(frames, branch.limit):
        return None
    states = branch.concepts.encode(torch.from_numpy(frames.copy())[None])[0]
    codes = branch.concepts.codes(states)
    confidences = branch.concepts.confidence(states, codes)
    end = max(clip.source.duration_s, float(clip.times[-1]))
    return CodedVideo(clip.times, codes.numpy(), confidences.numpy(), end)

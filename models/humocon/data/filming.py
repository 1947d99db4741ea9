"""Clips as a camera and the pose networks would give them: filmed from a random side, then lifted from the film.

Simulated errors (`humocon.data.augmentation`) have the sizes of real ones, not their shapes: who is trained on
motions that were truly lifted meets both.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from humocon.data.clip_store import StoredClip
from humocon.data.labels import Label, label_row
from humocon.data.mocap import LabelledClip
from humocon.data.scenes import labelled_parts
from humocon.errors import DataError, one_line
from humocon.motion.clip import CANONICAL_FPS, canonicalize
from humocon.motion.features import standard_body
from humocon.video.lift import lift_video
from humocon.video.rendering.render import render_motion
from humocon.video.write import write_video

SHORTEST: Final = 16
LENGTHS: Final = (60, 110)
"""Poses of a take, 20 a second."""
_SIZES: Final = (64, 145)
"""Half the sides of its pictures in pixels: from a small film to one that shows the person well."""


@dataclass(frozen=True)
class Take:
    """A clip that is to be filmed."""

    name: str
    label: Label
    joints: np.ndarray
    """(K, 22, 3) metres, y up, 20 Hz."""
    seed: tuple[int, int]
    """Of what is cut out of it, of the camera's side and of how all looks."""


def draw_takes(clips: Sequence[LabelledClip], number: int, seed: int) -> list[Take]:
    """Choose clips to film: one of each label in turn, two of those that are drawn as often as any.

    Args:
        clips: of the training split.
        number: of takes; fewer where there are not so many clips.
        seed: of the choice and of each take.
    """
    groups: dict[str, list[tuple[str, Label, np.ndarray]]] = {}
    for clip in clips:
        for label, joints in labelled_parts(clip):
            if len(joints) >= SHORTEST:
                groups.setdefault(label.words, []).append((clip.name, label, joints))
    rng = np.random.default_rng([seed, 0])
    waiting = [[groups[words][place] for place in rng.permutation(len(groups[words]))] for words in sorted(groups)]
    chosen: list[tuple[str, Label, np.ndarray]] = []
    while len(chosen) < number and any(waiting):
        for group in waiting:
            turns = 2 if group and group[0][1].weight == 1 else 1
            chosen += group[:turns]
            del group[:turns]
    return [Take(*one, (seed, place + 1)) for place, one in enumerate(chosen[:number])]


def film(take: Take, pose_models: Path | None = None) -> StoredClip:
    """Film a take and lift it again.

    Args:
        take: of `draw_takes`.
        pose_models: where the pose networks are, see `load_pose_models`.

    Returns:
        The motion on the standard body with `filmed` and the whole label in its row, or why nobody could be followed.

    Raises:
        CheckpointError: the pose networks are missing and could not be fetched.
    """
    rng = np.random.default_rng(take.seed)
    length = min(len(take.joints), int(rng.integers(*LENGTHS)))
    begin = int(rng.integers(0, len(take.joints) - length + 1))
    joints = canonicalize(take.joints[begin : begin + length], CANONICAL_FPS)
    look = "plain" if rng.random() < 0.5 else "random"
    seed, azimuth, size = int(rng.integers(1 << 31)), float(rng.uniform(-180, 180)), 2 * int(rng.integers(*_SIZES))
    pictures = render_motion(joints, seed=seed, size=size, look=look, azimuth=azimuth)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "take.mp4"
        write_video(path, pictures, CANONICAL_FPS)
        try:
            lifted = lift_video(path, models=pose_models)
        except DataError as error:
            return _left_out(take, one_line(error, 400))
    if lifted.quality.refusal:
        return _left_out(take, lifted.quality.refusal)
    row = {"id": f"{take.name}-filmed-{take.seed[1]}", "split": "train", "content": take.label.words, "set": "filmed"}
    return StoredClip(standard_body(lifted.clip.joints), {**row, "label": label_row(take.label), "filmed": True})


def _left_out(take: Take, why: str) -> StoredClip:
    return StoredClip.unread(take.name, f"{take.name}, filmed: {why}", filmed=True)

"""Motions from files, folders and labelled sets, one at a time: memory does not grow with the data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from humocon.data.clip_store import is_store, read_store
from humocon.data.mocap import stream_labelled_set
from humocon.data.open_sets import describe
from humocon.errors import DataError
from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.read import MOTION_SUFFIXES, find_motions, read_motion
from humocon.motion.synthesis import ACTIONS, synthesize
from humocon.video.sniff import find_videos, is_video

if TYPE_CHECKING:
    from humocon.video.lift import LiftedVideo


@dataclass(frozen=True)
class Label:
    """What poses `begin` to before `end` of a motion were called by those who recorded it."""

    text: str
    begin: int
    end: int


@dataclass(frozen=True)
class Motion:
    """One motion to be coded.

    Attributes:
        file: the file as the user named it; of a labelled set, with the clip's id behind a `#`.
        joints: (K, 22, 3) float32, metres, y up, 20 Hz.
        lifted: what else was seen, where the motion was read off a video.
    """

    file: str
    name: str
    joints: np.ndarray
    labels: tuple[Label, ...] = ()
    lifted: "LiftedVideo | None" = None

    @property
    def times(self) -> np.ndarray:
        """(K,) seconds into the file."""
        times = np.arange(len(self.joints)) / CANONICAL_FPS
        return times if self.lifted is None else np.array([self.lifted.video_time(time) for time in times])


@dataclass(frozen=True)
class Failure:
    """A motion that cannot be used, and why."""

    file: str
    error: str


def read_motions(
    paths: Sequence[Path], split: str | None = None, pose_models: Path | None = None
) -> Iterator[Motion | Failure]:
    """Read every motion behind the paths.

    Args:
        paths: motion files, videos, folders of them, `.npz` files of labelled sets, folders of such sets, or what
            `humocon data prepare` made. Files of open collections are labelled by their names.
        split: of what has a split only the clips of this one.
        pose_models: for videos, see `lift_video`.

    Yields:
        The motions in order; in place of one that cannot be read, what is wrong with it.
    """
    for path in paths:
        try:
            if is_store(path):
                yield from _read_store(path, split)
                continue
            files = _files(path)
        except DataError as error:
            yield Failure(str(path), str(error))
            continue
        for file in files:
            try:
                yield from _read_file(file, split, pose_models)
            except DataError as error:
                yield Failure(str(file), str(error))


def _files(path: Path) -> list[Path]:
    """The sets of a folder, or where there are none its motion files and videos; else the path itself."""
    if not path.is_dir():
        return [path]
    sets = [file for file in sorted(path.glob("*.npz")) if is_labelled(file)]
    files = sets or sorted([*find_motions(path), *find_videos(path)])
    if not files:
        raise DataError(f"{path}: there is no motion file or video in this folder")
    return files


def make_up_motions(seeds: int) -> Iterator[Motion]:
    """So many motions of every action that rules can make, for where there are no recordings."""
    for action in ACTIONS:
        for seed in range(seeds):
            joints = synthesize(action, seed=seed).to_clip().joints
            yield Motion(f"made-up {action}", f"{action} {seed}", joints, (Label(action, 0, len(joints)),))


def is_labelled(file: Path) -> bool:
    """Whether a file is the `.npz` of a labelled set: its `.jsonl` is beside it."""
    return file.suffix == ".npz" and file.with_suffix(".jsonl").is_file()


def _read_file(file: Path, split: str | None, pose_models: Path | None) -> Iterator[Motion | Failure]:
    if is_labelled(file):
        for row, joints in stream_labelled_set(file.with_suffix(".jsonl")):
            if split in (None, row["split"]):
                yield _motion(file, joints, row)
        return
    row = describe(file) or {"split": split, "content": ""}
    if split in (None, row["split"]):
        motion = read_file(file, pose_models)
        yield replace(motion, labels=_labels(row, len(motion.joints)))


def read_file(file: Path, pose_models: Path | None = None) -> Motion:
    """The motion of a motion file, or of the person in a video.

    Args:
        file: of either kind.
        pose_models: for a video, see `lift_video`.

    Raises:
        DataError: the file cannot be read, or nobody in the video could be followed.
    """
    if not is_video_file(file):
        return Motion(str(file), file.stem, read_motion(file).joints)
    from humocon.video.lift import lift_video

    lifted = lift_video(file, models=pose_models)
    if lifted.quality.refusal or lifted.clip.num_frames < 2:
        raise DataError(f"{file}: {lifted.quality.refusal or 'nobody could be followed'}; give another video")
    return Motion(str(file), file.stem, lifted.clip.joints, lifted=lifted)


def is_video_file(file: Path) -> bool:
    """Whether a file is a video; what is a motion file by its name is none."""
    if not file.is_file() or file.suffix.lower() in MOTION_SUFFIXES:
        return False
    return is_video(file)


def _read_store(folder: Path, split: str | None) -> Iterator[Motion | Failure]:
    for clip in read_store(folder):
        if clip.error is not None:
            yield Failure(str(clip.row["file"]), clip.error)
        elif split in (None, clip.row["split"]):
            yield _motion(folder, clip.joints, clip.row)


def _motion(source: Path, joints: np.ndarray, row: dict[str, Any]) -> Motion | Failure:
    """One clip of a labelled set or a store."""
    file = f"{source}#{row['id']}"
    if len(joints) < 2:
        return Failure(file, f"{file}: {len(joints)} pose is not a motion; give at least 2 poses")
    if not np.isfinite(joints).all():
        return Failure(file, f"{file}: a pose holds NaN or infinity; prepare the set again")
    return Motion(file, row["id"], joints, _labels(row, len(joints)))


def _labels(row: dict[str, Any], num_poses: int) -> tuple[Label, ...]:
    """What the row of a clip says of its poses."""
    labels = [Label(row["content"], 0, num_poses)] if row["content"] else []
    if row.get("segments"):
        labels = []
        for part in row["segments"]:
            begin, end = (min(num_poses, round(float(part[key]) * CANONICAL_FPS)) for key in ("start", "end"))
            labels.append(Label(str(part["action"]), begin, end))
    return tuple(label for label in labels if label.begin < label.end)

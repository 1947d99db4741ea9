"""Motions from files, folders and labelled sets, one at a time: memory does not grow with the data."""

import tokenize
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from humocon.data.clip_store import is_store, read_store
from humocon.data.open_sets import describe
from humocon.errors import DataError, one_line
from humocon.files import parse_json
from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.read import MOTION_SUFFIXES, find_motions, read_motion
from humocon.motion.readers.arrays import load_npz
from humocon.motion.synthesis import ACTIONS, synthesize
from humocon.video.sniff import find_videos, is_video

if TYPE_CHECKING:
    from humocon.video.lift import LiftedVideo

_DAMAGED = (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, tokenize.TokenError)


@dataclass(frozen=True)
class Label:
    """What a stretch of a motion was called by those who recorded it."""

    text: str
    begin: int
    """Its first pose."""
    end: int
    """The pose after its last."""


@dataclass(frozen=True)
class Motion:
    """One motion to be coded."""

    file: str
    """The file as the user named it; of a labelled set, with the clip's id behind a `#`."""
    name: str
    joints: np.ndarray
    """(K, 22, 3) float32, metres, y up, 20 Hz."""
    labels: tuple[Label, ...] = ()
    lifted: "LiftedVideo | None" = None
    """What else was seen, where the motion was read off a video."""

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


def read_motions(paths: Sequence[Path], split: str | None = None) -> Iterator[Motion | Failure]:
    """Read every motion behind the paths.

    Args:
        paths: motion files, videos, folders of them, `.npz` files of labelled sets, folders of such sets, or what
            `humocon data prepare` made. Files of open collections are labelled by their names.
        split: of what has a split only the clips of this one.

    Yields:
        The motions in order; in place of one that cannot be read, what is wrong with it.
    """
    for path in paths:
        try:
            if is_store(path):
                yield from _read_store(path, split)
                continue
            if path.is_dir():
                sets = [file for file in sorted(path.glob("*.npz")) if is_labelled(file)]
                files = sets or sorted([*find_motions(path), *find_videos(path)])
                if not files:
                    raise DataError(f"{path}: there is no motion file or video in this folder")
            else:
                files = [path]
        except DataError as error:
            yield Failure(str(path), str(error))
            continue
        for file in files:
            yield from _read_file(file, split)


def make_up_motions(seeds: int) -> Iterator[Motion]:
    """So many motions of every action that rules can make, for where there are no recordings."""
    for action in ACTIONS:
        for seed in range(seeds):
            joints = synthesize(action, seed=seed).to_clip().joints
            yield Motion(f"made-up {action}", f"{action} {seed}", joints, (Label(action, 0, len(joints)),))


def is_labelled(file: Path) -> bool:
    """Whether a file is the `.npz` of a labelled set: its `.jsonl` is beside it."""
    return file.suffix == ".npz" and file.with_suffix(".jsonl").is_file()


def _read_file(file: Path, split: str | None) -> Iterator[Motion | Failure]:
    try:
        if is_labelled(file):
            yield from _read_set(file, split)
        else:
            row = describe(file) or {"split": split, "content": ""}
            if split in (None, row["split"]):
                motion = read_file(file)
                yield replace(motion, labels=_labels(row, len(motion.joints)))
    except DataError as error:
        yield Failure(str(file), str(error))


def read_file(file: Path) -> Motion:
    """The motion of a motion file, or of the person in a video.

    Raises:
        DataError: the file cannot be read, or nobody in the video could be followed.
    """
    if not is_video_file(file):
        return Motion(str(file), file.stem, read_motion(file).joints)
    from humocon.video.lift import lift_video

    lifted = lift_video(file)
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
            name = clip.row["id"]
            yield _motion(f"{folder}#{name}", name, clip.joints, clip.row)


def _read_set(file: Path, split: str | None) -> Iterator[Motion | Failure]:
    """Clips of a labelled set (see `humocon.data.mocap`), read from the archive piece by piece."""
    rows = _read_rows(file.with_suffix(".jsonl"))
    try:
        data = load_npz(file, frozenset({"start", "unit"}))
        start, unit = data["start"].tolist(), float(data["unit"])
        with zipfile.ZipFile(file) as archive, archive.open("positions.npy") as stream:
            total = _read_header(stream, file)
            if len(rows) + 1 != len(start) or start[-1] != total or sorted(start) != start or start[0] != 0:
                raise DataError(f"{file}: its {len(start) - 1} clips and {total} poses do not fit the {len(rows)} rows")
            for row, begin, end in zip(rows, start[:-1], start[1:], strict=True):
                joints = _read_poses(stream, end - begin) * np.float32(unit)
                if split in (None, row["split"]):
                    name = str(row["id"])
                    yield _motion(f"{file}#{name}", name, joints, row)
    except DataError as error:
        raise DataError(f"{error}; prepare the set again") from None
    except _DAMAGED as error:
        raise DataError(f"{file}: not a labelled set of clips ({one_line(error)}); prepare it again") from error


def _motion(file: str, name: str, joints: np.ndarray, row: dict) -> Motion | Failure:
    if len(joints) < 2:
        return Failure(file, f"{file}: {len(joints)} pose is not a motion; give at least 2 poses")
    if not np.isfinite(joints).all():
        return Failure(file, f"{file}: a pose holds NaN or infinity; prepare the set again")
    return Motion(file, name, joints, _labels(row, len(joints)))


def _labels(row: dict[str, Any], num_poses: int) -> tuple[Label, ...]:
    """What the row of a clip says of its poses."""
    labels = [Label(str(row["content"]), 0, num_poses)] if row["content"] else []
    if row.get("segments"):
        labels = [_segment(part, num_poses) for part in row["segments"]]
    return tuple(label for label in labels if label.begin < label.end)


def _segment(part: dict, num_poses: int) -> Label:
    begin, end = (min(num_poses, round(float(part[key]) * CANONICAL_FPS)) for key in ("start", "end"))
    return Label(str(part["action"]), begin, end)


def _read_rows(manifest: Path) -> list[dict]:
    try:
        rows = [parse_json(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise DataError(
            f"{manifest}: not one JSON object for each line ({one_line(error)}); prepare it again"
        ) from error
    for number, row in enumerate(rows, 1):
        absent = [key for key in ("id", "split", "content") if not isinstance(row, dict) or key not in row]
        if absent:
            raise DataError(f"{manifest}: line {number} has no {absent[0]!r}; prepare it again")
    return rows


def _read_header(stream: IO[bytes], file: Path) -> int:
    """Number of poses in the array at the head of the stream, which is left at its first pose."""
    version = np.lib.format.read_magic(stream)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, by_column, dtype = read(stream)
    if len(shape) != 3 or shape[1:] != (22, 3) or by_column or dtype != np.int16:
        raise DataError(f"{file}: positions are {dtype} {shape}, not int16 (N, 22, 3)")
    return shape[0]


def _read_poses(stream: IO[bytes], count: int) -> np.ndarray:
    wanted = count * 22 * 3 * 2
    parts = []
    while wanted and (part := stream.read(wanted)):
        parts.append(part)
        wanted -= len(part)
    if wanted:
        raise EOFError("the positions end too early")
    return np.frombuffer(b"".join(parts), dtype="<i2").reshape(count, 22, 3).astype(np.float32)

"""Motion to train on: labelled sets of clips, any folder of motion files, or either of them prepared.

A labelled set is a pair of files: `<set>.npz` with int16 `positions` (N, 22, 3), `start` (clips + 1,) and `unit`
(metres for each count), y up, 20 Hz; and `<set>.jsonl`, a row for each clip with at least `id`, `split` and `content`.
What a row's content means is looked up in `humocon.data.labels`, or spelled out in its `label`: {"action": "walk",
"direction": "left", "body_part": "", "turns": true}. Motion files of open collections are labelled by their names
(`humocon.data.open_sets`).
What is prepared (`humocon.data.clip_store`) stays on the disk until it is drawn; the others are read into memory.
"""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from humocon.data.clip_store import StoredClip, is_store, read_store
from humocon.data.open_sets import describe, draw_split, name_digest
from humocon.data.shards import UNREADABLE
from humocon.errors import DataError, one_line
from humocon.files import read_json_lines
from humocon.motion.features import standard_body
from humocon.motion.read import find_motions, read_motion
from humocon.motion.readers.arrays import load_npz, read_header
from humocon.motion.skeleton import NUM_JOINTS


@dataclass(frozen=True)
class LabelledClip:
    """One clip of the standard body and what is known about it."""

    name: str
    joints: np.ndarray
    """(K, 22, 3) float32, metres, y up, 20 Hz, on the standard body."""
    content: str
    """The label of its set, "" where there is none."""
    row: dict[str, object]


def load_clips(folder: Path, split: str, *, sets: Sequence[str] = ()) -> list[LabelledClip]:
    """Read the clips of one split.

    Args:
        folder: labelled sets, or motion files of any kind that `humocon ask` reads, see `file_rows`. Or what
            `humocon data prepare` made of either.
        split: "train", "val" or "test".
        sets: names of the labelled sets wanted; all of them where empty.

    Raises:
        DataError: the folder is missing or holds no motion, or a file of a set is damaged.
    """
    if is_store(folder):
        clips = [_stored(clip) for clip in _of_split(folder, split, sets)]
    elif manifests := labelled_sets(folder, sets):
        clips = [clip for manifest in manifests for clip in read_labelled_set(manifest, split)]
    else:
        clips = [_read_file(path, row) for path, row in _files(folder, split)]
    if not clips:
        raise DataError(f"{folder}: no motion of split '{split}'; check --set data=DIR")
    return clips


def count_clips(folder: Path, split: str, *, sets: Sequence[str] = ()) -> tuple[int, int | None]:
    """Number of clips of one split and of their poses, None where that takes reading every motion file.

    Raises:
        DataError: as `load_clips`; a folder without motion is no error here.
    """
    if is_store(folder):
        poses = [len(clip.joints) for clip in _of_split(folder, split, sets)]
        return len(poses), sum(poses)
    manifests = labelled_sets(folder, sets)
    if not manifests:
        return len(_files(folder, split)), None
    rows = [row for manifest in manifests for row in _read_rows(manifest)[0]]
    lengths = [end - begin for row, begin, end in rows if row["split"] == split]
    return len(lengths), sum(lengths)


def labelled_sets(folder: Path, sets: Sequence[str] = ()) -> list[Path]:
    """The `.jsonl` files of the labelled sets wanted; none where the folder holds motion files instead.

    Raises:
        DataError: the folder, or a set that is named, is not there.
    """
    if not folder.is_dir():
        raise DataError(f"{folder}: no such folder; name that of the motion data (for a recipe: --set data=DIR)")
    found = {path.stem: path for path in sorted(folder.glob("*.jsonl")) if path.with_suffix(".npz").is_file()}
    absent = [name for name in sets if name not in found]
    if absent:
        raise DataError(f"{folder}: no labelled set {absent[0]!r}; there are: {', '.join(found) or 'none'}")
    return [path for name, path in found.items() if not sets or name in sets]


def read_labelled_set(manifest: Path, split: str | None = None) -> list[LabelledClip]:
    """The clips of one split, or of all, of a labelled set.

    Raises:
        DataError: it is damaged.
    """
    return [
        LabelledClip(row["id"], standard_body(joints), row["content"], {**row, "set": manifest.stem})
        for row, joints in stream_labelled_set(manifest)
        if split in (None, row["split"]) and len(joints) >= 2
    ]


def stream_labelled_set(manifest: Path) -> Iterator[tuple[dict[str, Any], np.ndarray]]:
    """The row and the joints (K, 22, 3) of each clip of a labelled set, float32 metres, one clip in memory at a time.

    Raises:
        DataError: it is damaged.
    """
    rows, unit = _read_rows(manifest)
    arrays = manifest.with_suffix(".npz")
    with _reading(arrays), zipfile.ZipFile(arrays) as archive, archive.open("positions.npy") as stream:
        read_header(stream, str(arrays))
        for row, begin, end in rows:
            poses = np.frombuffer(stream.read((end - begin) * NUM_JOINTS * 6), "<i2").reshape(
                end - begin, NUM_JOINTS, 3
            )
            yield row, poses.astype(np.float32) * np.float32(unit)


def _read_rows(manifest: Path) -> tuple[list[tuple[dict[str, Any], int, int]], float]:
    """Each clip's row with its poses [begin, end), and the unit of the positions in metres."""
    arrays = manifest.with_suffix(".npz")
    with _reading(arrays):
        data = load_npz(arrays, frozenset({"start", "unit"}))
        start, unit = np.atleast_1d(data["start"].astype(np.int64)), float(data["unit"])
        with zipfile.ZipFile(arrays) as archive, archive.open("positions.npy") as stream:
            shape, by_column, dtype = read_header(stream, str(arrays))
    rows = read_json_lines(manifest, ("id", "split", "content"), "prepare it again")
    if len(shape) != 3 or shape[1:] != (NUM_JOINTS, 3) or by_column or dtype != np.int16:
        raise DataError(f"{arrays}: positions are {shape} of {dtype}, not int16 (N, 22, 3); prepare it again")
    if not 0 < unit < 1e3:
        raise DataError(f"{arrays}: the unit of its positions is {unit}; prepare it again")
    fits = start.ndim == 1 and len(rows) + 1 == len(start) and start[0] == 0 and start[-1] == shape[0]
    if not fits or (np.diff(start) < 0).any():
        what = f"{start.size - 1} clips with {start.flat[-1] if start.size else 0} poses in all"
        there = f"{manifest.name} has {len(rows)} rows and positions {shape[0]}"
        raise DataError(f"{arrays}: {what}, but {there}; prepare both again")
    bounds = start.tolist()
    return list(zip(rows, bounds[:-1], bounds[1:], strict=True)), unit


@contextmanager
def _reading(arrays: Path) -> Iterator[None]:
    """Tell in one line what is wrong with the arrays of a labelled set."""
    try:
        yield
    except (DataError, *UNREADABLE, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(f"{arrays}: not a labelled set of clips ({one_line(error)}); prepare it again") from error


def _read_file(path: Path, row: dict[str, Any]) -> LabelledClip:
    joints = standard_body(read_motion(path).joints)
    return LabelledClip(row["id"], joints, row["content"], row if "set" in row else {})


def _stored(clip: StoredClip) -> LabelledClip:
    row = clip.row if "set" in clip.row else {}
    return LabelledClip(clip.row["id"], clip.joints, clip.row["content"], row)


def _of_split(folder: Path, split: str, sets: Sequence[str]) -> list[StoredClip]:
    clips = [clip for clip in read_store(folder) if clip.error is None]
    known = {str(clip.row.get("set")) for clip in clips}
    absent = [name for name in sets if name not in known]
    if absent:
        raise DataError(f"{folder}: no labelled set {absent[0]!r}; there are: {', '.join(sorted(known)) or 'none'}")
    return [clip for clip in clips if clip.row["split"] == split and (not sets or clip.row.get("set") in sets)]


def _files(folder: Path, split: str) -> list[tuple[Path, dict[str, Any]]]:
    """Motion files of one split, with their rows."""
    paths = find_motions(folder)
    return [(path, row) for path, row in zip(paths, file_rows(paths), strict=True) if row["split"] == split]


def file_rows(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """What is known of each motion file: `id`, `split`, `content` and, of open collections, more.

    Files of other origin have no content; they are "train", but for about every twentieth (by a hash of its name) and
    at least one, which is "val".
    """
    rows = [describe(path) or {"id": path.stem, "split": draw_split(path), "content": ""} for path in paths]
    others = [(name_digest(path), row) for path, row in zip(paths, rows, strict=True) if "set" not in row]
    if len(others) > 1:
        first = min(digest for digest, _ in others)
        for digest, row in others:
            if digest == first:
                row["split"] = "val"
    return rows

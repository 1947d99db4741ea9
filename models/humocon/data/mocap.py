"""Motion to train on: labelled sets of clips, any folder of motion files, or either of them prepared.

A labelled set is a pair of files: `<set>.npz` with int16 `positions` (N, 22, 3), `start` (clips + 1,) and `unit`
(metres for each count), y up, 20 Hz; and `<set>.jsonl`, a row for each clip with at least `id`, `split` and `content`.
What a row's content means is looked up in `humocon.data.labels`, or spelled out in its `label`: {"action": "walk",
"direction": "left", "body_part": "", "turns": true}. Motion files of open collections are labelled by their names
(`humocon.data.open_sets`).
What is prepared (`humocon.data.clip_store`) stays on the disk until it is drawn; the others are read into memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from humocon.data.clip_store import StoredClip, is_store, read_store
from humocon.data.open_sets import describe, draw_split, name_digest
from humocon.errors import DataError, one_line
from humocon.files import parse_json
from humocon.motion.features import standard_body
from humocon.motion.read import find_motions, read_motion
from humocon.motion.readers.arrays import load_npz


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
    lengths = [
        end - begin for manifest in manifests for row, begin, end in _read_rows(manifest)[1] if row["split"] == split
    ]
    return len(lengths), int(sum(lengths))


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
    positions, rows = _read_rows(manifest)
    clips = []
    for row, begin, end in rows:
        if split in (None, row["split"]) and end - begin >= 2:
            joints = standard_body(positions[begin:end])
            clips.append(LabelledClip(row["id"], joints, row["content"], {**row, "set": manifest.stem}))
    return clips


def _read_rows(manifest: Path) -> tuple[np.ndarray, list[tuple[dict, int, int]]]:
    """Positions (N, 22, 3) of all clips of a set in metres, and each clip's row with its poses [begin, end)."""
    arrays = manifest.with_suffix(".npz")
    try:
        data = load_npz(arrays, frozenset({"positions", "start", "unit"}))
        positions, start, unit = data["positions"], data["start"].astype(np.int64), float(data["unit"])
    except (DataError, OSError, ValueError, TypeError, KeyError) as error:
        raise DataError(f"{arrays}: not a labelled set of clips ({one_line(error)}); prepare it again") from error
    try:
        rows = [parse_json(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise DataError(
            f"{manifest}: not one JSON object for each line ({one_line(error)}); prepare it again"
        ) from error
    for number, row in enumerate(rows, 1):
        absent = [
            key for key in ("id", "split", "content") if not isinstance(row, dict) or not isinstance(row.get(key), str)
        ]
        if absent:
            raise DataError(f"{manifest}: line {number} has no {absent[0]!r}; prepare it again")
    if positions.ndim != 3 or positions.shape[1:] != (22, 3) or positions.dtype.kind not in "fiu":
        raise DataError(f"{arrays}: positions are {positions.shape}, not (N, 22, 3); prepare it again")
    if not np.isfinite(positions).all() or not 0 < unit < 1e3:
        raise DataError(f"{arrays}: positions or their unit are not finite numbers; prepare it again")
    start = np.atleast_1d(start)
    if start.ndim != 1 or len(rows) + 1 != len(start) or start[-1] != len(positions) or (np.diff(start) < 0).any():
        what = f"{start.size - 1} clips with {start.flat[-1] if start.size else 0} poses in all"
        there = f"{manifest.name} has {len(rows)} rows and positions {len(positions)}"
        raise DataError(f"{arrays}: {what}, but {there}; prepare both again")
    bounds = start.tolist()
    return positions.astype(np.float32) * unit, list(zip(rows, bounds[:-1], bounds[1:], strict=True))


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

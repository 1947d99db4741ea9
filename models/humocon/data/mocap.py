"""Motion to train on: labelled sets of clips, or any folder of motion files.

A labelled set is a pair of files: `<set>.npz` with int16 `positions` (N, 22, 3), `start` (clips + 1,) and `unit`
(metres for each count), y up, 20 Hz; and `<set>.jsonl`, a row for each clip with at least `id`, `split` and `content`.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from humocon.errors import DataError
from humocon.motion.features import standard_body
from humocon.motion.read import find_motions, read_motion


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
        folder: labelled sets, or motion files of any kind that `humocon ask` reads. Files without labels are "train",
            but for about every twentieth (by a hash of its name) and at least one, which is "val".
        split: "train", "val" or "test".
        sets: names of the labelled sets wanted; all of them where empty.

    Raises:
        DataError: the folder is missing or holds no motion, or a file of a set is damaged.
    """
    manifests = _manifests(folder, sets)
    if manifests:
        clips = [clip for manifest in manifests for clip in _read_set(manifest, split)]
    else:
        clips = [_read_file(path) for path in _files(folder, split)]
    if not clips:
        raise DataError(f"{folder}: no motion of split '{split}'; check --set data=DIR")
    return clips


def count_clips(folder: Path, split: str, *, sets: Sequence[str] = ()) -> tuple[int, int | None]:
    """Number of clips of one split and of their poses, None where that takes reading every motion file.

    Raises:
        DataError: as `load_clips`; a folder without motion is no error here.
    """
    manifests = _manifests(folder, sets)
    if not manifests:
        return len(_files(folder, split)), None
    lengths = [
        end - begin for manifest in manifests for row, begin, end in _read_rows(manifest)[1] if row["split"] == split
    ]
    return len(lengths), int(sum(lengths))


def _manifests(folder: Path, sets: Sequence[str]) -> list[Path]:
    """The `.jsonl` files of the labelled sets wanted; none where the folder holds motion files instead."""
    if not folder.is_dir():
        raise DataError(f"{folder}: no such folder; name the motion data with --set data=DIR")
    found = {path.stem: path for path in sorted(folder.glob("*.jsonl")) if path.with_suffix(".npz").is_file()}
    absent = [name for name in sets if name not in found]
    if absent:
        raise DataError(f"{folder}: no labelled set {absent[0]!r}; there are: {', '.join(found) or 'none'}")
    return [path for name, path in found.items() if not sets or name in sets]


def _read_set(manifest: Path, split: str) -> list[LabelledClip]:
    positions, rows = _read_rows(manifest)
    clips = []
    for row, begin, end in rows:
        if row["split"] == split and end - begin >= 2:
            joints = standard_body(positions[begin:end])
            clips.append(LabelledClip(row["id"], joints, row["content"], {**row, "set": manifest.stem}))
    return clips


def _read_rows(manifest: Path) -> tuple[np.ndarray, list[tuple[dict, int, int]]]:
    """Positions (N, 22, 3) of all clips of a set in metres, and each clip's row with its poses [begin, end)."""
    arrays = manifest.with_suffix(".npz")
    try:
        with arrays.open("rb") as file, np.load(file, allow_pickle=False) as data:
            positions, start, unit = data["positions"], data["start"], float(data["unit"])
    except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(f"{arrays}: not a labelled set of clips ({error}); prepare it again") from error
    try:
        rows = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise DataError(f"{manifest}: not one JSON object for each line ({error}); prepare it again") from error
    for number, row in enumerate(rows, 1):
        absent = [key for key in ("id", "split", "content") if not isinstance(row, dict) or key not in row]
        if absent:
            raise DataError(f"{manifest}: line {number} has no {absent[0]!r}; prepare it again")
    if positions.ndim != 3 or positions.shape[1:] != (22, 3):
        raise DataError(f"{arrays}: positions are {positions.shape}, not (N, 22, 3); prepare it again")
    if len(rows) + 1 != len(start) or start[-1] != len(positions):
        what = f"{len(start) - 1} clips with {start[-1] if len(start) else 0} poses in all"
        there = f"{manifest.name} has {len(rows)} rows and positions {len(positions)}"
        raise DataError(f"{arrays}: {what}, but {there}; prepare both again")
    bounds = start.tolist()
    return positions.astype(np.float32) * unit, list(zip(rows, bounds[:-1], bounds[1:], strict=True))


def _read_file(path: Path) -> LabelledClip:
    return LabelledClip(path.stem, standard_body(read_motion(path).joints), "", {})


def _files(folder: Path, split: str) -> list[Path]:
    """Motion files of one split."""
    paths = find_motions(folder)
    draws = [hashlib.sha256(path.name.encode()).digest() for path in paths]
    first = min(draws, default=b"")
    held_out = [draw[0] < 13 or (draw == first and len(paths) > 1) for draw in draws]
    splits = ["val" if held else "train" for held in held_out]
    return [path for path, own in zip(paths, splits, strict=True) if own == split]

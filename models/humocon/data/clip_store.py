"""Prepared clips on disk: shards of memory-mapped poses, so that data larger than memory can be drawn from at random.

Plain arrays serve better here than Arrow: all poses have one shape, a window is a slice of them that needs no decoding,
any number of processes share the pages that one of them has read, and no package is needed. A store is a folder with
`prepared.json`, and for each shard a folder with `joints.npy` and `rows.jsonl`, which is written under a hidden name
and then renamed, so that one with its name is complete.

Legend: K poses of a clip, N poses of a shard.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from humocon.data.shards import MEND, reading_shard, shard_path
from humocon.errors import DataError, one_line
from humocon.files import make_folder, parse_json, whole_folder, write_json
from humocon.motion.read import PREPARED_FILE

_MOST_SHARDS = 1 << 20
_ROWS, _JOINTS = "rows.jsonl", "joints.npy"


@dataclass(frozen=True)
class StoredClip:
    """One clip of a store, or a file that could not be read.

    Attributes:
        joints: (K, 22, 3) float32, metres, y up, 20 Hz, on the standard body; of a store, a view of the disk.
        row: `id`, `split`, `content` and what else is known; of a file that could not be read, `file` and `error`.
    """

    joints: np.ndarray
    row: dict[str, Any]

    @classmethod
    def unread(cls, file: str, error: str, **more: Any) -> "StoredClip":
        """In place of a clip: what could not be read, and why."""
        return cls(np.zeros((0, 22, 3), np.float32), {"file": file, "error": error, **more})

    @property
    def error(self) -> str | None:
        """What is wrong with the file, if anything is."""
        return self.row.get("error")


def is_store(folder: Path) -> bool:
    """Whether a folder holds prepared clips."""
    return (folder / PREPARED_FILE).is_file()


def claim_store(folder: Path, settings: Mapping[str, Any]) -> None:
    """Begin a store, or go on with the same one.

    Args:
        folder: made where it is missing.
        settings: what it is prepared from, and `num_shards`.

    Raises:
        DataError: it was begun from other data.
        ConfigError: it cannot be written.
    """
    if is_store(folder):
        stored = _settings(folder)
        different = sorted(key for key in stored.keys() | settings.keys() if stored.get(key) != settings.get(key))
        if different:
            raise DataError(
                f"{folder}: was prepared from other data (different: {', '.join(different)}); choose another folder"
            )
        return
    make_folder(folder)
    write_json(folder / PREPARED_FILE, settings)


def write_shard(path: Path, clips: Sequence[StoredClip]) -> None:
    """Write a shard whole or not at all.

    Raises:
        ConfigError: it cannot be written.
    """
    parts = [clip.joints.astype(np.float32, copy=False) for clip in clips]
    rows = [clip.row | {"poses": len(clip.joints)} for clip in clips]
    with whole_folder(path) as partial:
        np.save(partial / _JOINTS, np.concatenate([np.zeros((0, 22, 3), np.float32), *parts]))
        with (partial / _ROWS).open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def read_store(folder: Path) -> Iterator[StoredClip]:
    """Every clip of a store, and every file that could not be read, in the order of the data it was prepared from.

    Raises:
        DataError: it is not complete, or damaged.
    """
    num_shards = _settings(folder)["num_shards"]
    absent = sum(not shard_path(folder, shard).is_dir() for shard in range(num_shards))
    if absent:
        raise DataError(
            f"{folder}: {absent} of {num_shards} shards are missing; go on preparing it with `humocon data prepare`"
        )
    for shard in range(num_shards):
        yield from _read_shard(shard_path(folder, shard))


def _read_shard(path: Path) -> Iterator[StoredClip]:
    with reading_shard(path):
        # splitlines would also cut inside a text, at U+2028
        rows = [parse_json(line) for line in (path / _ROWS).read_text(encoding="utf-8").split("\n") if line]
        joints = np.load(path / _JOINTS, mmap_mode="r", allow_pickle=False)
        ends = np.cumsum([0, *(_count(row) for row in rows)])
    if joints.shape != (ends[-1], 22, 3) or joints.dtype != np.float32:
        raise DataError(f"{path}: {_JOINTS} is not what {_ROWS} says; {MEND}")
    joints = joints.view(np.ndarray)  # a plain array over the same pages
    for row, begin, end in zip(rows, ends[:-1], ends[1:], strict=True):
        yield StoredClip(joints[begin:end], {key: value for key, value in row.items() if key != "poses"})


def _count(row: dict[str, Any]) -> int:
    """How many poses a row says that it has."""
    count, known = row["poses"], ("file",) if "error" in row else ("id", "split", "content")
    if not isinstance(count, int) or not 0 <= count < 1 << 40 or not all(isinstance(row[key], str) for key in known):
        raise ValueError(f"{_ROWS} has a row that is not of a clip")
    return count


def _settings(folder: Path) -> dict[str, Any]:
    try:
        settings = parse_json((folder / PREPARED_FILE).read_text(encoding="utf-8"))
        if not isinstance(settings["num_shards"], int) or not 0 <= settings["num_shards"] <= _MOST_SHARDS:
            raise ValueError("num_shards is not a number of shards")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{folder / PREPARED_FILE}: damaged ({one_line(error)}); prepare the data again") from error
    return settings

"""Prepared video and motion on disk: shards of memory-mapped arrays that are written once, each at one stroke.

Legend: T key frames, S side of a frame, s side of the optical flow, K poses; each pair has a T and a K of its own.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from humocon.data.shards import MEND, reading_shard, shard_path
from humocon.errors import DataError
from humocon.files import parse_json, whole_folder
from humocon.parallel import num_processes, process_index, wait_for_everyone

SHARD = 32
"""Pairs of one shard: what is lost at most when preparing is interrupted."""


@dataclass(frozen=True)
class FramePair:
    """Key frames of a video, and the poses of the same stretch of time where they are known."""

    frames: np.ndarray
    """(T, S, S, 3) uint8 RGB."""
    flow: np.ndarray
    """(T, 2, s, s) float16, pixels of the s x s image per frame."""
    joints: np.ndarray
    """(K, 22, 3) float32, metres, y up, 20 Hz; (0, 22, 3) for a video without a motion."""
    align: np.ndarray
    """(T,) index of the pose nearest in time to each key frame, 0 without a motion."""
    row: dict[str, Any] = field(default_factory=dict)
    """What else is known, as JSON."""


def cache_folder(root: Path, settings: Mapping[str, Any]) -> Path:
    """The folder below `root` of what was prepared with just these settings."""
    text = json.dumps(settings, sort_keys=True, default=str)
    return root / hashlib.sha256(text.encode()).hexdigest()[:16]


def prepare(
    folder: Path,
    num_pairs: int,
    make: Callable[[int], FramePair],
    *,
    share: tuple[int, int] = (0, 1),
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Make the pairs that are not there yet.

    A shard is written under a hidden name and then renamed, so that one with its name is complete: an interrupted run
    goes on where it was.

    Args:
        folder: of `cache_folder`; made where it is missing.
        num_pairs: how many there shall be.
        make: pair by its number.
        share: (r, P) makes every P-th shard from the r-th, the share of one of several processes.
        progress: is told, after each shard that was made, the pairs done and those of this share.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shards = list(range(share[0], _num_shards(num_pairs), share[1]))
    for done, shard in enumerate(shards):
        if not _shard_path(folder, shard, num_pairs).is_dir():
            numbers = range(shard * SHARD, min((shard + 1) * SHARD, num_pairs))
            _write(_shard_path(folder, shard, num_pairs), [make(number) for number in numbers])
            if progress is not None:
                progress(min((done + 1) * SHARD, num_pairs), min(len(shards) * SHARD, num_pairs))


def prepared_pairs(
    cache: Path,
    settings: Mapping[str, Any],
    number: int,
    make: Callable[[int], FramePair],
    message: Callable[[str], None],
) -> "PreparedFramePairs":
    """The pairs of a cache; each process first makes its share of those that are not there, and waits for the others.

    Args:
        cache: folder of everything prepared.
        settings: what the pairs are made from, as JSON: others go into another folder.
        number: of pairs.
        make: pair by its number.
        message: is told how far it is.
    """
    folder = cache_folder(cache, settings)

    def progress(done: int, total: int) -> None:
        if done == total or done % 128 == 0:
            message(f"{folder}: {done:,} of {total:,} pairs are prepared")

    prepare(folder, number, make, share=(process_index(), num_processes()), progress=progress)
    wait_for_everyone()
    return PreparedFramePairs(folder, number)


class PreparedFramePairs:
    """The pairs of a folder, read from disk as they are wanted.

    Args:
        folder: that `prepare` filled.
        num_pairs: how many there are.

    Raises:
        DataError: a shard is missing or damaged.
    """

    def __init__(self, folder: Path, num_pairs: int) -> None:
        self.num_pairs = num_pairs
        self._arrays: list[dict[str, np.ndarray]] = []
        self._rows: list[tuple[int, dict[str, Any], slice, slice]] = []
        for shard in range(_num_shards(num_pairs)):
            self._open(_shard_path(folder, shard, num_pairs), len(self._arrays))

    def __len__(self) -> int:
        """Number of pairs."""
        return len(self._rows)

    def row(self, number: int) -> dict[str, Any]:
        """What else is known about a pair, without reading its frames."""
        return self._rows[number][1]["row"]

    def pair(self, number: int) -> FramePair:
        """One pair; its arrays are views of the disk."""
        shard, row, frames, poses = self._rows[number]
        arrays = self._arrays[shard]
        align = np.array(row["align"], dtype=np.int64)
        return FramePair(arrays["frames"][frames], arrays["flow"][frames], arrays["joints"][poses], align, row["row"])

    def _open(self, path: Path, shard: int) -> None:
        with reading_shard(path):
            rows = parse_json((path / "rows.json").read_text(encoding="utf-8"))
            arrays = {name: np.load(path / f"{name}.npy", mmap_mode="r") for name in ("frames", "flow", "joints")}
            frame = pose = 0
            for row in rows:
                num_frames, num_poses = _counts(row)
                ends = frame + num_frames, pose + num_poses
                self._rows.append((shard, row, slice(frame, ends[0]), slice(pose, ends[1])))
                frame, pose = ends
            shapes = [array.shape for array in arrays.values()]
            whole = [len(shape) for shape in shapes] == [4, 4, 3] and shapes[2][1:] == (22, 3)
        if not whole or [shape[0] for shape in shapes] != [frame, frame, pose]:
            raise DataError(f"{path}: its arrays are not as long as rows.json says; {MEND}")
        self._arrays.append(arrays)


def _counts(row: Mapping[str, Any]) -> tuple[int, int]:
    """How many frames and poses a row says that it has."""
    counts = (row["frames"], row["poses"], *row["align"])
    if not all(isinstance(count, int) and 0 <= count < 1 << 31 for count in counts):
        raise ValueError(f"rows.json holds {counts[:4]} where counts are expected")
    return row["frames"], row["poses"]


def _num_shards(num_pairs: int) -> int:
    return -(-num_pairs // SHARD)


def _shard_path(folder: Path, shard: int, num_pairs: int) -> Path:
    """A shard that is not full has its own name, so that more pairs can be asked for later."""
    size = min(SHARD, num_pairs - shard * SHARD)
    whole = shard_path(folder, shard)
    return whole if size == SHARD else whole.with_name(f"{whole.name}_{size}")


def _write(path: Path, pairs: Sequence[FramePair]) -> None:
    rows = [
        {"frames": len(pair.frames), "poses": len(pair.joints), "align": pair.align.tolist(), "row": pair.row}
        for pair in pairs
    ]
    with whole_folder(path) as partial:
        np.save(partial / "frames.npy", np.concatenate([pair.frames for pair in pairs]))
        np.save(partial / "flow.npy", np.concatenate([pair.flow for pair in pairs]).astype(np.float16))
        np.save(partial / "joints.npy", np.concatenate([pair.joints for pair in pairs]).astype(np.float32))
        (partial / "rows.json").write_text(json.dumps(rows), encoding="utf-8")

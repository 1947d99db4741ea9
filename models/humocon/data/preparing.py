"""From motion files or labelled sets to prepared clips: once, by any number of processes, stopped and gone on with."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from humocon.data.clip_store import StoredClip, claim_store, is_store, read_store, write_shard
from humocon.data.filming import Take, draw_takes, film
from humocon.data.labels import label_of
from humocon.data.mocap import LabelledClip, file_rows, labelled_sets, load_clips, read_labelled_set
from humocon.data.performing import Performed, draw_performed
from humocon.data.shards import shard_path
from humocon.errors import DataError, one_line
from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.features import standard_body
from humocon.motion.read import find_motions, read_motion

SHARD = 256
"""Files of one shard: what is lost at most when a process is killed."""
TAKES = 16
"""Clips to film of one shard."""
_SEED = 0
_VERSION = 1

Piece = tuple[Path, dict[str, Any] | None] | Performed | Take
"""A motion file and its row; a labelled set and None; a clip to make by rules; a clip to film."""


@dataclass(frozen=True)
class Work:
    """What is to be prepared, in shards that are each written as a whole."""

    output: Path
    shards: list[list[Piece]]
    """A few hundred motion files, one labelled set, or some clips to make, each."""
    pending: list[int]
    """Numbers of the shards that are not there yet."""


@dataclass(frozen=True)
class Prepared:
    """What a store holds: clips, how long they are together, and what is wrong with what was left out."""

    num_clips: int
    duration_s: float
    labelled: dict[str, int]
    """How many clips of each set have labels."""
    failed: list[str]
    """Why, for each file that could not be read."""
    lost: list[str]
    """Why, for each filmed take in which nobody could be followed."""


def plan_work(
    source: Path,
    output: Path,
    *,
    sets: Sequence[str] = (),
    body_model: Path | None = None,
    filmed: int = 0,
    performed: int = 0,
) -> Work:
    """Take a folder for a store, or go on with it.

    Args:
        source: labelled sets, or a folder of motion files of any kind that `humocon ask` reads.
        output: the store.
        sets: names of the labelled sets wanted; all of them where empty.
        body_model: for AMASS and Motion-X parameters, see `read_motion`.
        filmed: so many clips of the training split are also filmed and lifted; see `humocon.data.filming`.
        performed: so many clips made by rules join the training split; see `humocon.data.performing`.

    Raises:
        DataError: there is nothing to prepare, `output` holds something else, or others are to join clips that have no
            labels.
    """
    if is_store(source):
        raise DataError(f"{source}: is prepared already; name the folder of the motion files")
    shards, labelled = _found(source, sets)
    _check(source, output, shards, labelled or not (filmed or performed))
    files = [piece[0] for shard in shards for piece in shard if isinstance(piece, tuple)]
    names = [[path.relative_to(source).as_posix(), path.stat().st_size] for path in files]
    shards += _made(source, sets, filmed, performed)
    settings = {
        "version": _VERSION,
        "num_shards": len(shards),
        "files": len(names),
        "sha256": hashlib.sha256(repr(names).encode()).hexdigest(),
        "body_model": None if body_model is None else str(body_model),
        **({"filmed": filmed} if filmed else {}),
        **({"performed": performed} if performed else {}),
    }
    claim_store(output, settings)
    pending = [number for number in range(len(shards)) if not shard_path(output, number).is_dir()]
    return Work(output, shards, pending)


def _check(source: Path, output: Path, shards: Sequence[list[Piece]], labelled_enough: bool) -> None:
    """Refuse a folder that no store can be made of, or not there."""
    if not labelled_enough:
        raise DataError(
            f"{source}: no labelled set, and only labelled clips are filmed or performed; "
            "leave --filmed and --performed out"
        )
    if not shards:
        raise DataError(f"{source}: no motion file in this folder; name another one")
    if source.resolve() in (output.resolve(), *output.resolve().parents):
        raise DataError(f"{output}: lies inside of {source}, whose motions it is made from; choose another folder")


def _found(source: Path, sets: Sequence[str]) -> tuple[list[list[Piece]], bool]:
    """The shards of what is in a folder, and whether anything of it has a label."""
    manifests = labelled_sets(source, sets)
    if manifests:
        return [[(manifest, None)] for manifest in manifests], True
    paths = find_motions(source)
    rows = file_rows(paths)
    pieces: list[Piece] = list(zip(paths, rows, strict=True))
    return _cut(pieces, SHARD), any(row["content"] for row in rows)


def _made(source: Path, sets: Sequence[str], filmed: int, performed: int) -> list[list[Piece]]:
    """The shards of clips made by rules, and of takes of these and of those in a folder."""
    made = draw_performed(performed)
    shards = _cut([*made], SHARD)
    if filmed:
        clips = [*load_clips(source, "train", sets=sets), *(one.clip() for one in made)]
        shards += _cut([*draw_takes(clips, filmed, _SEED)], TAKES)
    return shards


def _cut(pieces: Sequence[Piece], size: int) -> list[list[Piece]]:
    """Pieces in shards of a size."""
    return [[*pieces[begin : begin + size]] for begin in range(0, len(pieces), size)]


def prepare_shard(work: Work, number: int, *, body_model: Path | None = None, pose_models: Path | None = None) -> None:
    """Make one shard; a motion file that cannot be read becomes a row that says why.

    Args:
        work: of `plan_work`.
        number: of the shard.
        body_model: see `plan_work`.
        pose_models: see `film`.

    Raises:
        DataError: a labelled set is damaged.
        ConfigError: the shard cannot be written.
        CheckpointError: a clip is to be filmed, and the pose networks are missing.
    """
    clips: list[StoredClip] = []
    for piece in work.shards[number]:
        if isinstance(piece, Take):
            clips.append(film(piece, pose_models))
        elif isinstance(piece, Performed):
            clips.append(_stored(piece.clip()))
        elif piece[1]:
            clips.append(_read(piece[0], piece[1], body_model))
        else:
            clips += map(_stored, read_labelled_set(piece[0]))
    write_shard(shard_path(work.output, number), clips)


def summarize(output: Path) -> Prepared:
    """What a complete store holds.

    Raises:
        DataError: it is not complete, or damaged.
    """
    clips = poses = 0
    labelled: Counter[str] = Counter()
    failed: list[str] = []
    lost: list[str] = []
    for clip in read_store(output):
        if clip.error is not None:
            (lost if clip.row.get("filmed") else failed).append(clip.error)
            continue
        clips, poses = clips + 1, poses + len(clip.joints)
        if "set" in clip.row and label_of(clip.row):
            labelled[clip.row["set"]] += 1
    return Prepared(clips, poses / CANONICAL_FPS, dict(labelled), failed, lost)


def _stored(clip: LabelledClip) -> StoredClip:
    return StoredClip(clip.joints, clip.row)


def _read(path: Path, row: dict[str, Any], body_model: Path | None) -> StoredClip:
    try:
        joints = standard_body(read_motion(path, body_model=body_model, one_of_many=True).joints)
    except DataError as error:
        return StoredClip.unread(str(path), one_line(error, 400))
    return StoredClip(joints, row)

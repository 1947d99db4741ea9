"""People's own clips: motion files and videos whose labels are in file names, sub-folders, or a table beside them.

`find_labels` says what is labelled how, from names alone; `labelled_clips` reads the clips, to train on or to measure
with. Nothing is written anywhere.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import numpy as np

from humocon.data.clip_store import is_store, read_store
from humocon.data.label_table import TABLE_SUFFIXES, LabelRow, by_name, find_file, read_label_table
from humocon.data.label_words import action_of, is_known, label_of_words, plain_words, words_of_name
from humocon.data.labels import Label, label_of
from humocon.data.mocap import labelled_sets, stream_labelled_set
from humocon.data.open_sets import describe
from humocon.errors import DataError, HumoconError
from humocon.motion.clip import CANONICAL_FPS, ClipSource, MotionClip, part_of
from humocon.motion.features import standard_body
from humocon.motion.read import find_motions, read_motion
from humocon.video.sniff import find_videos, is_video

Rule = Literal["names", "folders"] | Path
"""Where the labels are: in the names of the files, in those of the folders around them, or in a table."""
_TABLE: Final = "labels"
"""What a table is called that counts before all others."""


@dataclass(frozen=True)
class FolderClip:
    """One labelled clip, not read yet.

    Attributes:
        file: motion file or video; of a prepared or labelled set, the set.
        words: the label as it was found, in lower case.
        label: what the words mean.
        begin_s: where in the file the labelled part begins, seconds; None at its beginning.
        end_s: where it ends; None at the end of the file.
        split: "train", "val" or "test" of sets that have splits, else "".
        joints: (K, 22, 3) of a set, whose clips have no files: metres, y up, 20 Hz; None for a file.
        name: of the clip in its set; that of the file else.
    """

    file: Path
    words: str
    label: Label
    begin_s: float | None = None
    end_s: float | None = None
    split: str = ""
    joints: np.ndarray | None = None
    name: str = ""

    @property
    def action(self) -> str:
        """The action: one of `humocon.data.labels.VERBS`, or a new one that is called as it is labelled."""
        return action_of(self.label)

    @property
    def is_known(self) -> bool:
        """Whether the models that ship were taught this action."""
        return is_known(self.label)

    def read(
        self,
        *,
        body_model: Path | None = None,
        pose_models: Path | None = None,
        progress: Callable[[float | str], None] | None = None,
    ) -> MotionClip:
        """The motion of the labelled part; a video is lifted.

        Raises:
            HumoconError: it cannot be read, or nobody can be followed in the video.
        """
        if self.joints is not None:
            source = ClipSource(f"{self.file}/{self.name}", "prepared clip", "22 joints", CANONICAL_FPS, "m", "y")
            return MotionClip(self.joints, CANONICAL_FPS, source)
        if not is_video(self.file):
            clip = read_motion(self.file, body_model=body_model, one_of_many=True)
            return part_of(clip, self.begin_s, self.end_s)
        from humocon.video.lift import lift_video

        lifted = lift_video(self.file, span=(self.begin_s, self.end_s), models=pose_models, progress=progress)
        if lifted.quality.refusal is not None:
            raise DataError(f"{self.file}: {lifted.quality.refusal}")
        return part_of(lifted.clip, None, None)

    def seconds(self, *, body_model: Path | None = None) -> float:
        """How long the labelled part is; of a video, without lifting it.

        Raises:
            DataError: the file cannot be read, or the part lies outside of it.
        """
        if self.joints is not None or not is_video(self.file):
            return self.read(body_model=body_model).duration_s
        from humocon.video.read import probe

        whole = probe(self.file).duration_s
        seconds = min(whole, self.end_s or whole) - (self.begin_s or 0.0)
        if seconds <= 0:
            raise DataError(f"{self.file}: the labelled part begins at {self.begin_s:g} s, the video ends at {whole:g}")
        return seconds


@dataclass(frozen=True)
class LeftOut:
    """A file that is no labelled clip, and why."""

    file: Path
    reason: str

    @classmethod
    def unread(cls, clip: FolderClip, error: Exception) -> "LeftOut":
        """A labelled clip that cannot be read."""
        return cls(clip.file, str(error).removeprefix(f"{clip.file}: "))


@dataclass(frozen=True)
class LabelledFolder:
    """What was understood of a folder.

    Attributes:
        folder: of the clips.
        rule: where the labels are, in words.
        clips: that have a label.
        left_out: files without one.
    """

    folder: Path
    rule: str
    clips: tuple[FolderClip, ...]
    left_out: tuple[LeftOut, ...]


def labelled_clips(
    folder: Path,
    *,
    pose_models: Path | None = None,
    leave_out: Callable[[LeftOut], None] = lambda left: None,
) -> Iterator[tuple[FolderClip, np.ndarray]]:
    """Read the labelled clips of a folder, each in turn; a video is lifted, which takes about as long as it lasts.

    Args:
        folder: see `find_labels`.
        pose_models: for videos, see `lift_video`.
        leave_out: is told of each file without a label, and of each that cannot be read: neither ends the reading.

    Yields:
        The clips, in the order of their files, each with its joints (K, 22, 3) float32, metres, y up, 20 Hz, on the
        standard body.

    Raises:
        DataError: nothing in the folder has a label.
    """
    found = find_labels(folder)
    for left in found.left_out:
        leave_out(left)
    for clip in found.clips:
        try:
            joints = standard_body(clip.read(pose_models=pose_models).joints)
        except HumoconError as error:
            leave_out(LeftOut.unread(clip, error))
            continue
        yield clip, joints


def find_labels(folder: Path, rule: Rule | None = None) -> LabelledFolder:
    """Find out which clips of a folder have which label.

    Args:
        folder: of motion files and videos; or what `humocon data prepare` made, or labelled sets; or a table alone.
        rule: where the labels are. By default in a table, where there is one that names clips of the folder; else in
            the names of the files or in those of the folders around them, whichever says more.

    Raises:
        DataError: nothing has a label; it says what would be one.
    """
    if folder.is_file() and folder.suffix.lower() in TABLE_SUFFIXES:
        folder, rule = folder.parent, folder
    if rule is None and is_store(folder):
        return _checked(_of_store(folder))
    if rule is None and folder.is_dir() and (sets := labelled_sets(folder)):
        return _checked(_of_sets(folder, sets))
    files = [*find_motions(folder), *find_videos(folder)]
    paths = sorted({path for path in files if not path.name.startswith(".")})
    if rule is None and (tables := _tables(folder, paths)):
        if len(tables) > 1:
            names = ", ".join(path.name for path in tables)
            raise DataError(f"{folder}: several tables of labels ({names}); say which with --labels FILE")
        rule = tables[0]
    if isinstance(rule, Path):
        return _checked(_of_table(folder, rule, paths))
    if not paths:
        raise DataError(
            f"{folder}: no motion file or video in this folder; name the folder of your clips, and JSON, text or "
            "MATLAB files in a table labels.csv with lines of file,label[,begin_s,end_s]"
        )
    if rule is not None:
        return _checked(_of_paths(folder, paths, rule))
    names, folders = (_of_paths(folder, paths, one) for one in ("names", "folders"))
    return _checked(max(names, folders, key=lambda found: (*_worth(found), found is folders)))


def _worth(found: LabelledFolder) -> tuple[int, int, int]:
    """How much a rule says: clips of known actions, clips that are told from others, and clips that have a label."""
    labels = {clip.words for clip in found.clips}
    return sum(clip.is_known for clip in found.clips), len(found.clips) * (len(labels) > 1), len(found.clips)


def _checked(found: LabelledFolder) -> LabelledFolder:
    if found.clips:
        return found
    why = found.left_out[0] if found.left_out else LeftOut(found.folder, "nothing in it")
    raise DataError(
        f"{found.folder}: no clip has a label in {found.rule} ({why.file.name}: {why.reason}); call files "
        "(jump_01.bvh) or their folders (jump/01.bvh) by what is done, or write labels.csv with lines of "
        "file,label[,begin_s,end_s]"
    )


def _of_paths(folder: Path, paths: Sequence[Path], rule: Literal["names", "folders"]) -> LabelledFolder:
    clips, left_out = [], []
    for path in paths:
        clip = _named(path) if rule == "names" else _in_folder(path, folder)
        if clip is not None:
            clips.append(clip)
        else:
            reason = "its name holds no label" if rule == "names" else "no folder around it is called by a label"
            left_out.append(LeftOut(path, reason))
    words = "the names of the files" if rule == "names" else "the names of the folders"
    return LabelledFolder(folder, words, tuple(clips), tuple(left_out))


def _named(path: Path) -> FolderClip | None:
    """A clip that is labelled by its name: of an open collection by what that means there, else by its words."""
    row = describe(path)
    if row is not None:
        label = label_of(row) or (label_of_words(words) if (words := plain_words(row["content"])) else None)
        return label and FolderClip(path, plain_words(row["content"]), label, split=row["split"], name=path.stem)
    words = words_of_name(path.stem)
    return FolderClip(path, words, label_of_words(words), name=path.stem) if words else None


def _in_folder(path: Path, folder: Path) -> FolderClip | None:
    """A clip that is labelled by a folder around it: by the nearest that names a known action, else by the nearest."""
    found = [words for part in reversed(path.relative_to(folder).parts[:-1]) if (words := words_of_name(part))]
    if not found:
        return None
    words = next((words for words in found if is_known(label_of_words(words))), found[0])
    return FolderClip(path, words, label_of_words(words), name=path.stem)


def _tables(folder: Path, paths: Sequence[Path]) -> list[Path]:
    """The tables of a folder that name clips in it; one that is called `labels` alone, where there is one."""
    found, files = [], by_name(paths)
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in TABLE_SUFFIXES or path.name.startswith(".") or path in paths:
            continue
        if path.stem.lower() == _TABLE:
            return [path]
        try:
            rows = read_label_table(path)
        except DataError:  # a table of something else
            continue
        if any(not row.error and find_file(row, folder, files) for row in rows):
            found.append(path)
    return found


def _of_table(folder: Path, table: Path, paths: Sequence[Path]) -> LabelledFolder:
    files, named = by_name(paths), set[Path]()
    clips, left_out = [], []
    for row in read_label_table(table):
        path = None if row.error and not row.file else find_file(row, table.parent, files)
        if path is not None:
            named.add(path.resolve())
        if row.error or path is None:
            missing = f"{row.file!r} is not there, or there several times"
            left_out.append(LeftOut(table, f"line {row.line}: {row.error or missing}"))
        else:
            clips.append(_of_row(row, path))
    others = [path for path in paths if path.resolve() not in named]
    left_out += [LeftOut(path, f"not named in {table.name}") for path in others]
    return LabelledFolder(folder, f"the table {table.name}", tuple(clips), tuple(left_out))


def _of_row(row: LabelRow, path: Path) -> FolderClip:
    words = plain_words(row.label)
    return FolderClip(path, words, label_of_words(words), row.begin_s, row.end_s, name=path.stem)


def _of_sets(folder: Path, sets: Sequence[Path]) -> LabelledFolder:
    clips, left_out = [], []
    for manifest in sets:
        for row, joints in stream_labelled_set(manifest):
            clip = _of_content({**row, "set": manifest.stem}, joints, manifest)
            (clips if isinstance(clip, FolderClip) else left_out).append(clip)
    return LabelledFolder(folder, "its labelled sets", tuple(clips), tuple(left_out))


def _of_store(folder: Path) -> LabelledFolder:
    clips, left_out = [], []
    for stored in read_store(folder):
        if stored.error is not None:
            left_out.append(LeftOut(Path(stored.row["file"]), stored.error))
            continue
        clip = _of_content(stored.row, stored.joints, folder)
        (clips if isinstance(clip, FolderClip) else left_out).append(clip)
    return LabelledFolder(folder, "the rows of the prepared clips", tuple(clips), tuple(left_out))


def _of_content(row: dict[str, object], joints: np.ndarray, place: Path) -> FolderClip | LeftOut:
    """A clip of a set, labelled by its row; of people's own clips, whose rows say nothing, by its name."""
    name = str(row["id"])
    words = plain_words(str(row["content"])) or words_of_name(name)
    label = label_of(row) or (label_of_words(words) if words else None)
    if label is None or len(joints) < 2:
        return LeftOut(place, f"{name}: {'too short' if label else 'has no label'}")
    return FolderClip(place, words, label, split=str(row["split"]), joints=joints, name=name)


def without_unreadable(
    found: LabelledFolder,
    *,
    body_model: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[LabelledFolder, list[float]]:
    """What of a folder can be read, and how long each of its clips is; videos are opened, not lifted.

    Args:
        found: of `find_labels`.
        body_model: for AMASS and Motion-X parameters.
        progress: is told how many clips of how many are done.

    Raises:
        DataError: nothing can be read.
    """
    clips, seconds, left_out = [], [], [*found.left_out]
    for done, clip in enumerate(found.clips):
        progress(done, len(found.clips))
        try:
            seconds.append(clip.seconds(body_model=body_model))
            clips.append(clip)
        except DataError as error:
            left_out.append(LeftOut.unread(clip, error))
    if not clips:
        why = left_out[-1]
        raise DataError(
            f"{found.folder}: no clip with a label can be read ({why.file.name}: {why.reason}); export them again"
        )
    return replace(found, clips=tuple(clips), left_out=tuple(left_out)), seconds

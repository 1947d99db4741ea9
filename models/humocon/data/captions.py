"""Captions and instructions of published sets, as their authors lay them out: pairs of a file and what is said of it.

humanml3d: `text` is HumanML3D's folder (`texts/<id>.txt`, `train.txt`, `val.txt`), `media` its `new_joints/`.
motion-x: `text` is a folder of one caption for each motion (`texts/semantic_labels/`), `media` a folder of the same
tree with the motions (`motion_data/smplx_322/`).
vatex: `text` is a JSON file of captions, `media` a folder of `<videoID>.mp4`.
video-chatgpt: `text` is the JSON file of instructions, `media` a folder of `<video_id>.mp4`.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from humocon.data.source import Source
from humocon.errors import DataError
from humocon.file_kinds import VIDEO_SUFFIXES
from humocon.files import read_json_value, read_text
from humocon.motion.read import MOTION_SUFFIXES

DESCRIBE_MOTION = "Describe the motion."
DESCRIBE_VIDEO = "Describe what the person in the video does."


@dataclass(frozen=True)
class QAPair:
    """What is said of a stretch of a motion or video; without an end, of all of it."""

    media: Path
    question: str
    answer: str
    begin_s: float = 0.0
    end_s: float | None = None


@dataclass(frozen=True)
class SourceFiles:
    """The files that one source tells of, and those of them that are missing."""

    source: Source
    named: frozenset[Path]
    missing: frozenset[Path]

    def __or__(self, other: "SourceFiles") -> "SourceFiles":
        """Those of two splits together."""
        return SourceFiles(self.source, self.named | other.named, self.missing | other.missing)

    def __str__(self) -> str:
        """How many are left out, on one line."""
        kind = "videos" if self.source.holds_video else "motions"
        number = f"{len(self.missing):,} of {len(self.named):,} {kind}"
        verb = "is" if len(self.missing) == 1 else "are"
        return f"{self.source.kind} at {self.source.media}: {number} {verb} missing and left out"


class Read(NamedTuple):
    """What is said in one split of the sources, and their files, source by source."""

    pairs: list[QAPair]
    files: tuple[SourceFiles, ...]


def read_sources(sources: Sequence[Source], split: str) -> Read:
    """The pairs of every source whose files are there, and which files are missing.

    Args:
        sources: read in turn, all of them before anything is missed.
        split: "train", or else what is held out: HumanML3D's own `val.txt`, elsewhere every twentieth file.

    Raises:
        DataError: a source cannot be read, or files are missing; all sources' missing files are told together.
    """
    found: list[QAPair] = []
    files: list[SourceFiles] = []
    trouble: list[str] = []
    for source in sources:
        rows = list(_READERS[source.kind](source, split))
        if source.kind != "humanml3d":
            rows = _held_out(rows, split)
        named = frozenset(row.media for row in rows)
        missing = frozenset(path for path in named if not os.path.isfile(path))
        if missing and not source.allow_missing:
            names = ", ".join(sorted(map(str, missing))[:5]) + (", ..." if len(missing) > 5 else "")
            trouble.append(f"{source.kind}: {len(missing)} files of {source.media} are missing ({names})")
        found += [row for row in rows if row.media not in missing]
        files.append(SourceFiles(source, named, missing))
    if trouble:
        raise DataError("; ".join(trouble) + "; bring them, or set allow_missing: true for the source")
    if not found:
        places = ", ".join(str(source.media) for source in sources)
        raise DataError(f"no pair of split '{split}' in {places}; check the paths of sources in the recipe")
    return Read(found, tuple(files))


_REMEDY = "check the paths of sources in the recipe, or download the file again"
SEES_NONE = "is video, and this model sees none; give it a video branch first"


def describe_sources(sources: Sequence[Source], *, sees_video: bool = True) -> dict[str, str]:
    """For a plan: how many pairs each source has and how many files are missing, or what is wrong with it.

    Args:
        sources: of a recipe.
        sees_video: whether the model that learns from them may see videos.
    """
    rows = {}
    for place, source in enumerate(sources, 1):
        try:
            if source.holds_video and not sees_video:
                raise DataError(SEES_NONE)
            pairs = list(_READERS[source.kind](source, "train"))
        except DataError as error:
            said = str(error)
        else:
            files = {pair.media for pair in pairs}
            missing = sum(not os.path.isfile(path) for path in files)
            said = f"{len(pairs):,} pairs about {len(files):,} files, {missing:,} of them missing"
        rows[f"source {place}, {source.kind}"] = said
    return rows


def _humanml3d(source: Source, split: str) -> Iterator[QAPair]:
    """Lines are `caption#tagged words#begin#end`, in seconds, 0.0 and 0.0 for the whole motion."""
    names = read_text(source.text / ("train.txt" if split == "train" else "val.txt"), _REMEDY).split()
    for name in names:
        for line in read_text(source.text / "texts" / f"{name}.txt", _REMEDY).split("\n"):
            parts = line.split("#")
            if not line.strip():
                continue
            try:
                begin, end = (float(part) for part in parts[-2:])
            except ValueError:
                raise _unlike(source.text / "texts" / f"{name}.txt", "caption#words#begin#end") from None
            whole = not end > begin
            media = source.media / f"{name}.npy"
            told = QAPair(media, DESCRIBE_MOTION, parts[0].strip())
            yield told if whole else replace(told, begin_s=begin, end_s=end)


def _motion_x(source: Source, split: str) -> Iterator[QAPair]:
    if not source.text.is_dir():
        raise DataError(f"{source.text}: no such folder; give that of Motion-X's semantic labels")
    for path in sorted(source.text.rglob("*.txt")):
        caption = " ".join(read_text(path, _REMEDY).split())
        stem = source.media / path.relative_to(source.text).with_suffix("")
        places = [stem.with_name(stem.name + suffix) for suffix in sorted(MOTION_SUFFIXES)]
        media = next((place for place in places if os.path.isfile(place)), stem.with_name(stem.name + ".npy"))
        if caption:
            yield QAPair(media, DESCRIBE_MOTION, caption)


def _vatex(source: Source, split: str) -> Iterator[QAPair]:
    for row in _rows(source.text):
        captions, name = row.get("enCap"), row.get("videoID")
        if not isinstance(captions, list) or not isinstance(name, str):
            raise _unlike(source.text, '{"videoID": "...", "enCap": ["..."]}')
        media = _video(source.media, name)
        yield from (QAPair(media, DESCRIBE_VIDEO, str(caption).strip()) for caption in captions if str(caption).strip())


def _video_chatgpt(source: Source, split: str) -> Iterator[QAPair]:
    """Rows of the published file, `{"q", "a", "video_id"}`, or of its conversations for fine-tuning."""
    for row in _rows(source.text):
        name = row.get("video_id") or row.get("video") or row.get("id")
        turns = row.get("conversations")
        pairs: list[tuple[Any, Any]] = [(row.get("q"), row.get("a"))]
        if isinstance(turns, list):
            said = [turn.get("value") if isinstance(turn, dict) else None for turn in turns]
            pairs = list(zip(said[::2], said[1::2], strict=False))
        for question, answer in pairs:
            if not isinstance(name, str) or not isinstance(question, str) or not isinstance(answer, str):
                raise _unlike(source.text, '{"q": "...", "a": "...", "video_id": "..."}')
            asked = question.replace("<video>", " ").strip()
            if asked and answer.strip():
                yield QAPair(
                    _video(source.media, Path(name).stem if Path(name).suffix else name), asked, answer.strip()
                )


_READERS: dict[str, Callable[[Source, str], Iterator[QAPair]]] = {
    "humanml3d": _humanml3d,
    "motion-x": _motion_x,
    "vatex": _vatex,
    "video-chatgpt": _video_chatgpt,
}


def _held_out(rows: Sequence[QAPair], split: str) -> list[QAPair]:
    """Every twentieth file is held out, with everything that is said of it; a set of fewer is held out whole."""
    places = {path: place for place, path in enumerate(dict.fromkeys(row.media for row in rows))}
    if len(places) < 20:
        return list(rows)
    return [row for row in rows if (places[row.media] % 20 == 19) == (split != "train")]


def _video(folder: Path, name: str) -> Path:
    places = [folder / f"{name}{suffix}" for suffix in VIDEO_SUFFIXES]
    return next((place for place in places if os.path.isfile(place)), places[0])


def _rows(path: Path) -> list[dict[str, Any]]:
    rows = read_json_value(path, _REMEDY)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DataError(f"{path}: not a list of objects; download the file again")
    return rows


def _unlike(path: Path, form: str) -> DataError:
    return DataError(f"{path}: an entry is not of the form {form}; download the file again")

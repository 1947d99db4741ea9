"""The atlas of a codebook: `humocon concepts report` writes static pages that open from the disk.

Every string goes through the escaping of the templates.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from humocon.atlas.coding import CodedMotion
from humocon.atlas.entries import (
    BINS,
    ClipEntry,
    ConceptEntry,
    describe_concepts,
    durations_of,
    extent_of,
    flat_map,
    length_of,
    match_answers,
    nearest_codes,
    shares_of,
    strip_of,
)
from humocon.atlas.packing import Budget, face_forward, pack_motion
from humocon.atlas.plots import draw_durations, draw_map, draw_usage
from humocon.atlas.sources import Failure, Motion, read_motions
from humocon.atlas.survey import Moment, Survey, load_named, survey
from humocon.errors import ConfigError, DataError
from humocon.files import read_json_lines, whole_folder
from humocon.model_folder import concepts_folder
from humocon.motion.clip import CANONICAL_FPS
from humocon.video.read import iterate_frames
from humocon.video.write import write_video

_MARK: Final = 'content="humocon concepts report"'
STATIC: Final = Path(__file__).resolve().parent / "static"
_ASSETS: Final = ("atlas.css", "skeleton.js", "atlas.js", "player.js", "clip.js")
_FOOTAGE_BYTES: Final = 12_000_000
_FOOTAGE_SIDE: Final = 360


@dataclass(frozen=True)
class AtlasFacts:
    """What an atlas has become."""

    clips: int
    used: int
    num_codes: int
    num_bytes: int
    failures: list[Failure]


def write_atlas(
    paths: Sequence[Path],
    output: Path,
    *,
    model: Path | None = None,
    split: str | None = None,
    answers: Sequence[Path] = (),
    progress: Callable[[int], None] = lambda clips: None,
    pose_models: Path | None = None,
) -> AtlasFacts:
    """Write the atlas; a failed or interrupted run leaves an older one as it was.

    Args:
        paths: see `read_motions`, as `split` and `pose_models`.
        output: folder to write; an atlas that is there is replaced, anything else is left alone.
        model: folder of a model; by default the one that ships.
        split: of labelled sets only the clips of this split.
        answers: files of `humocon ask --json` lines, whose questions are shown with their clips.
        progress: told the number of clips seen so far.
        pose_models: see `lift_video`.

    Raises:
        ConfigError: `output` holds something else, or cannot be written.
        CheckpointError: there is no usable model.
        DataError: no motion could be read, or a file of answers is damaged.
    """
    _check_output(output)
    asked = [line for path in answers for line in read_answers(path)]
    concepts, names = load_named(model)
    with whole_folder(output) as part:
        pages = Pages(part, progress)
        found = survey(concepts, names, read_motions(paths, split, pose_models), visit=pages.add_clip)
        pages.finish(found, model=concepts_folder(model).resolve().name, answers=asked)
        num_bytes = sum(file.stat().st_size for file in part.rglob("*") if file.is_file())
    poses = found.counts.poses
    return AtlasFacts(found.counts.clips, int((poses > 0).sum()), len(poses), num_bytes, found.failures)


def read_answers(path: Path) -> list[dict[str, Any]]:
    """Lines of `humocon ask --json` that have an answer: file, question, answer, evidence, and the warnings of doubt.

    Raises:
        DataError: the file is not there, or a line is not such an object.
    """
    rows = read_json_lines(path, ("file", "question"), "give what `humocon ask --json` wrote")
    kept = [row for row in rows if row.get("answer") is not None]
    told = [{key: str(row[key]) for key in ("file", "question", "answer")} for row in kept]
    lines = [{key: _texts(row.get(key)) for key in ("evidence", "warnings")} for row in kept]
    return [one | more for one, more in zip(told, lines, strict=True)]


def _texts(lines: object) -> list[str]:
    return [line for line in lines if isinstance(line, str)] if isinstance(lines, list) else []


def _check_output(output: Path) -> None:
    if output.is_file():
        raise ConfigError(f"{output}: a file; name a folder with -o")
    if output.name in ("", ".."):
        raise ConfigError(f"{output}: cannot be replaced by an atlas; name a folder inside it with -o")
    if not output.absolute().parent.is_dir():
        raise ConfigError(f"{output}: no folder {output.parent}; make it first")
    if output.is_dir() and any(output.iterdir()):
        index = output / "index.html"
        if not index.is_file() or _MARK not in index.read_text(encoding="utf-8", errors="replace")[:1000]:
            raise ConfigError(f"{output}: holds something that is not an atlas; name another folder with -o")


class Pages:
    """Writes an atlas into a folder: the motion of each clip at once, all else when every clip was seen.

    Args:
        folder: an empty one, or none yet.
        progress: told the number of clips written so far.
    """

    def __init__(self, folder: Path, progress: Callable[[int], None] = lambda clips: None) -> None:
        self.folder, self.progress = folder, progress
        for name in ("assets", "concepts", "clips", "data/concepts", "data/clips"):
            (folder / name).mkdir(parents=True)
        for name in _ASSETS:
            (folder / "assets" / name).write_bytes((STATIC / name).read_bytes())
        self.environment = Environment(
            loader=PackageLoader("humocon.atlas"), autoescape=True, trim_blocks=True, undefined=StrictUndefined
        )
        self.budget = Budget()
        self.room = _FOOTAGE_BYTES
        self.clips: list[ClipEntry] = []

    def add_clip(self, coded: CodedMotion) -> None:
        """Write the motion of a clip."""
        motion, begins = coded.motion, np.flatnonzero(np.diff(coded.codes, prepend=-1))
        slug = re.sub(r"[^a-z0-9]+", "-", motion.name.lower()).strip("-")[:40]
        stem = f"{len(self.clips):05d}" + (f"-{slug}" if slug else "")
        clip = ClipEntry(
            file=motion.file,
            name=motion.name,
            stem=stem,
            duration_s=len(coded.codes) / CANONICAL_FPS,
            codes=coded.codes[begins].astype(np.int32),
            begins=np.append(begins, len(coded.codes)).astype(np.int32),
            labels=motion.labels,
            footage=self._footage(motion, f"data/clips/{stem}.mp4"),
        )
        self.clips.append(clip)
        self._script(f"data/clips/{stem}.js", _put("clip", self.budget.pack(face_forward(motion.joints, 0))))
        self.progress(len(self.clips))

    def _footage(self, motion: Motion, path: str) -> str:
        """Write the film of a motion that was read off a video, while there is room; "" where there is none."""
        if motion.lifted is None or self.room <= 0:
            return ""
        try:
            write_video(self.folder / path, _pictures(motion), CANONICAL_FPS)
        except DataError:  # the video cannot be read once more
            return ""
        self.room -= (self.folder / path).stat().st_size
        return path

    def finish(self, survey: Survey, *, model: str, answers: Sequence[dict[str, Any]]) -> None:
        """Write the pages.

        Args:
            survey: of these clips.
            model: what the model is called.
            answers: see `read_answers`.
        """
        entries, order = describe_concepts(survey)
        moments = [moment for code in order for moment in survey.moments.of(code)[:1]]
        self._script("data/thumbnails.js", *(_put_moment(str(moment.code), moment) for moment in moments))
        self._index(survey, [entries[code] for code in order], model)
        for place in range(len(order)):
            self._concept(survey, entries, order, place)
        asked = match_answers(self.clips, answers)
        for place, clip in enumerate(self.clips):
            self._clip(entries, place, asked.get(clip.stem, []))
        names = Counter(clip.name for clip in self.clips)
        listed = [
            {
                "stem": clip.stem,
                "name": clip.name,
                "file": clip.file if names[clip.name] > 1 else "",
                "label": ", ".join(dict.fromkeys(label.text for label in clip.labels)),
                "duration_s": clip.duration_s,
                "strip": Markup(strip_of(clip, entries)),
            }
            for clip in self.clips
        ]
        self._page("clips.html", "clips.html", "", clips=listed, failures=survey.failures)

    def _index(self, survey: Survey, entries: list[ConceptEntry], model: str) -> None:
        counts = survey.counts
        used = [entry for entry in entries if entry.hue is not None]
        codes = [entry.code for entry in used]
        hues, links = [entry.hue or 0 for entry in used], [entry.href for entry in used]
        places = flat_map(survey.vectors.numpy()[codes])
        figures = [
            ("How much each concept is used", Markup(draw_usage(counts.usage, counts.perplexity))),
            ("How long concepts last", Markup(draw_durations(BINS, counts.durations.sum(axis=0)))),
            ("Where the code vectors lie", Markup(draw_map(places, counts.usage[codes], hues, links))),
        ]
        self._page(
            "index.html",
            "index.html",
            "",
            model=model,
            concepts=entries,
            clips=f"{counts.clips:,}",
            length=length_of(int(counts.poses.sum())),
            used=len(used),
            perplexity=counts.perplexity,
            failures=len(survey.failures),
            figures=figures,
        )

    def _concept(self, survey: Survey, entries: list[ConceptEntry], order: list[int], place: int) -> None:
        code, counts = order[place], survey.counts
        entry, name = entries[code], survey.names.get(code)
        moments, scripts = [], []
        for number, moment in enumerate(survey.moments.of(code)):
            key = f"{code}-{number}"
            scripts.append(_put_moment(key, moment))
            shown = {"key": key, "href": self.clips[moment.clip].href, "name": moment.name, "label": moment.label}
            moments.append(shown | {"time_s": moment.clip_s, "distance": moment.distance})
        if scripts:
            self._script(f"data/concepts/{entry.file}.js", *scripts)
        before, after = _beside(order, place)
        self._page(
            "concept.html",
            entry.href,
            "../",
            concept=entry,
            name=name if name is not None and name.source != "unknown" else None,
            before=before if before is None else entries[before],
            after=after if after is None else entries[after],
            moments=moments,
            labels=shares_of(counts.labels[code]),
            durations=durations_of(counts.durations[code]),
            preceded=[(entries[other], share) for other, share in shares_of(counts.preceded[code])],
            followed=[(entries[other], share) for other, share in shares_of(counts.followed[code])],
            neighbours=[
                (entries[other], distance)
                for other, distance in nearest_codes(survey.vectors.numpy(), code, 6, counts.poses > 0)
            ],
        )

    def _clip(self, entries: list[ConceptEntry], place: int, questions: list[dict[str, Any]]) -> None:
        clip = self.clips[place]
        total = int(clip.begins[-1])
        spans, plain = [], []
        for code, begin, end in zip(clip.codes.tolist(), clip.begins[:-1], clip.begins[1:], strict=True):
            entry, begin_s = entries[code], float(begin) / CANONICAL_FPS
            shown = {"concept": entry, "begin_s": begin_s}
            spans.append(shown | extent_of(int(begin), int(end), total))
            plain.append({"begin": round(begin_s, 3), "code": code, "title": entry.title, "hue": entry.hue})
            plain[-1]["href"] = f"../{entry.href}"
        with (self.folder / f"data/clips/{clip.stem}.js").open("a", encoding="utf-8") as file:
            file.write(f"atlas.spans = {json.dumps(plain)};\natlas.duration = {clip.duration_s:.3f};\n")
        labels = [{"text": label.text, **extent_of(label.begin, label.end, total)} for label in clip.labels]
        before, after = _beside(self.clips, place)
        self._page(
            "clip.html",
            clip.href,
            "../",
            clip=vars(clip) | {"labels": labels},
            before=before,
            after=after,
            spans=spans,
            distinct=len(set(clip.codes.tolist())),
            questions=questions,
        )

    def _page(self, template: str, path: str, root: str, **values: Any) -> None:
        self._script(path, self.environment.get_template(template).render(root=root, **values))

    def _script(self, path: str, *lines: str) -> None:
        (self.folder / path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _beside(rows: Sequence[Any], place: int) -> tuple[Any, Any]:
    """What comes before and after a place, None at the ends."""
    return rows[place - 1] if place else None, rows[place + 1] if place + 1 < len(rows) else None


def _put(key: str, motion: dict[str, object]) -> str:
    return f"atlas.put({json.dumps(key)}, {json.dumps(motion, separators=(',', ':'))});"


def _put_moment(key: str, moment: Moment) -> str:
    """A moment and where in it its nearest pose is, in seconds."""
    packed = pack_motion(face_forward(moment.joints, moment.peak))
    return _put(key, {**packed, "peak": round(moment.peak / CANONICAL_FPS, 3)})


def _pictures(motion: Motion) -> Iterator[np.ndarray]:
    """For each pose of a motion that was read off a video the last picture shown by then, (H, W, 3) uint8, small."""
    assert motion.lifted is not None
    stretches, times = motion.lifted.stretches, motion.times
    ends = np.round([stretch.clip_end_s * CANONICAL_FPS for stretch in stretches]).astype(int)
    for stretch, moments in zip(stretches, np.split(times, ends[:-1]), strict=True):
        frames = iterate_frames(Path(motion.file), max_side=_FOOTAGE_SIDE, begin_s=stretch.begin_s)
        shown = following = next(frames, None)
        for moment in moments:
            while following is not None and following[0] <= moment + 1e-6:
                shown, following = following, next(frames, None)
            if shown is not None:
                yield shown[1]

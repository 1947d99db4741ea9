"""The atlas of a codebook: `humocon concepts report` writes static pages that open from the disk.

Every string goes through the escaping of the templates.
"""

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
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
    length_of,
    match_answers,
    shares_of,
    strip_of,
)
from humocon.atlas.figures import draw_durations, draw_map, draw_usage
from humocon.atlas.packing import Budget, face_forward, pack_motion
from humocon.atlas.sources import Failure, Motion
from humocon.atlas.statistics import flat_map, nearest_codes
from humocon.atlas.survey import Survey, load_named, survey
from humocon.errors import ConfigError, DataError, one_line
from humocon.files import parse_json
from humocon.model_folder import concepts_folder
from humocon.motion.clip import CANONICAL_FPS

_MARK = 'content="humocon concepts report"'


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
    progress: Callable[[int], None] | None = None,
) -> AtlasFacts:
    """Write the atlas; a failed or interrupted run leaves an older one as it was.

    Args:
        paths: see `read_motions`.
        output: folder to write; an atlas that is there is replaced, anything else is left alone.
        model: folder of a model; by default the one that ships.
        split: of labelled sets only the clips of this split.
        answers: files of `humocon ask --json` lines, whose questions are shown with their clips.
        progress: told the number of clips seen so far.

    Raises:
        ConfigError: `output` holds something else.
        CheckpointError: there is no usable model.
        DataError: no motion could be read, or a file of answers is damaged.
    """
    _check_output(output)
    asked = [line for path in answers for line in read_answers(path)]
    concepts, names = load_named(model)
    part = output.with_name(f".{output.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        pages = Pages(part, progress)
        found = survey(concepts, names, paths, split=split, visit=pages.add_clip)
        pages.finish(found, model=concepts_folder(model).resolve().name, answers=asked, failures=found.failures)
        num_bytes = sum(file.stat().st_size for file in part.rglob("*") if file.is_file())
        _replace(part, output)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return AtlasFacts(found.counts.clips, found.num_used, found.num_codes, num_bytes, found.failures)


def read_answers(path: Path) -> list[dict[str, str]]:
    """Lines of `humocon ask --json` that have an answer.

    Raises:
        DataError: the file is not there, or a line is not such an object.
    """
    remedy = "give what `humocon ask --json` wrote"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [parse_json(line) for line in lines if line.strip()]
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}); {remedy}") from error
    except ValueError as error:
        raise DataError(f"{path}: not one JSON object for each line ({one_line(error)}); {remedy}") from error
    wanted = ("file", "question", "answer")
    for number, row in enumerate(rows, 1):
        absent = [key for key in wanted if not isinstance(row, dict) or key not in row]
        if absent:
            raise DataError(f"{path}: line {number} has no {absent[0]!r}; {remedy}")
    return [{key: str(row[key]) for key in wanted} for row in rows if row["answer"] is not None]


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


def _replace(part: Path, output: Path) -> None:
    old = output.with_name(f".{output.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if output.exists():
        output.rename(old)
    part.rename(output)
    shutil.rmtree(old, ignore_errors=True)


_STATIC: Final = Path(__file__).resolve().parent / "static"
_FOOTAGE_BYTES: Final = 12_000_000
_ASSETS: Final = ("atlas.css", "atlas.js", "player.js")


class Pages:
    """Writes an atlas into a folder: the motion of each clip at once, all else when every clip was seen.

    Args:
        folder: an empty one.
        progress: told the number of clips written so far.
    """

    def __init__(self, folder: Path, progress: Callable[[int], None] | None = None) -> None:
        self.folder, self.progress = folder, progress
        for name in ("assets", "concepts", "clips", "data/concepts", "data/clips"):
            (folder / name).mkdir(parents=True)
        for name in _ASSETS:
            (folder / "assets" / name).write_bytes((_STATIC / name).read_bytes())
        self.environment = Environment(
            loader=PackageLoader("humocon.atlas"), autoescape=True, trim_blocks=True, undefined=StrictUndefined
        )
        self.budget = Budget()
        self.room = _FOOTAGE_BYTES
        self.clips: list[ClipEntry] = []

    def add_clip(self, coded: CodedMotion) -> None:
        """Write the motion of a clip."""
        begins = np.flatnonzero(np.diff(coded.codes, prepend=-1))
        slug = re.sub(r"[^a-z0-9]+", "-", coded.motion.name.lower()).strip("-")[:40]
        stem = f"{len(self.clips):05d}" + (f"-{slug}" if slug else "")
        clip = ClipEntry(
            file=coded.motion.file,
            name=coded.motion.name,
            stem=stem,
            duration_s=len(coded.codes) / CANONICAL_FPS,
            codes=coded.codes[begins].astype(np.int32),
            begins=np.append(begins, len(coded.codes)).astype(np.int32),
            labels=coded.motion.labels,
            footage=self._footage(coded.motion, f"data/clips/{stem}.mp4"),
        )
        self.clips.append(clip)
        packed = self.budget.pack(face_forward(coded.motion.joints, 0))
        self._script(f"data/clips/{clip.stem}.js", _put("clip", packed))
        if self.progress is not None:
            self.progress(len(self.clips))

    def _footage(self, motion: Motion, path: str) -> str:
        """Write the film of a motion that was read off a video, while there is room; "" where there is none."""
        if motion.lifted is None or self.room <= 0:
            return ""
        from humocon.atlas.footage import write_footage

        if not write_footage(motion, self.folder / path):
            return ""
        self.room -= (self.folder / path).stat().st_size
        return path

    def finish(
        self, survey: Survey, *, model: str, answers: Sequence[dict[str, str]], failures: Sequence[Failure]
    ) -> None:
        """Write the pages.

        Args:
            survey: of these clips.
            model: what the model is called.
            answers: with `file`, `question` and `answer`.
            failures: files that could not be read.
        """
        entries, order = describe_concepts(survey)
        thumbnails = [
            _put(str(code), {**pack_motion(face_forward(best.joints, best.pose - best.begin)), "peak": _peak(best)})
            for code in order
            for best in survey.moments.of(code)[:1]
        ]
        self._script("data/thumbnails.js", "\n".join(thumbnails))
        self._index(survey, [entries[code] for code in order], model, len(failures))
        for place in range(len(order)):
            self._concept(survey, entries, order, place)
        asked = match_answers(self.clips, answers)
        for place, clip in enumerate(self.clips):
            self._clip(entries, place, asked.get(clip.stem, []))
        listed = [
            {
                "stem": clip.stem,
                "name": clip.name,
                "label": ", ".join(dict.fromkeys(label.text for label in clip.labels)),
                "duration_s": clip.duration_s,
                "strip": Markup(strip_of(clip, entries)),
            }
            for clip in self.clips
        ]
        self._page("clips.html", "clips.html", "", clips=listed, failures=failures)

    def _index(self, survey: Survey, entries: list[ConceptEntry], model: str, failures: int) -> None:
        counts = survey.counts
        usage = counts.poses / max(int(counts.poses.sum()), 1)
        used = [entry for entry in entries if entry.hue is not None]
        codes = [entry.code for entry in used]
        places = flat_map(survey.vectors.numpy()[codes])
        hues, links = [entry.hue or 0 for entry in used], [entry.href for entry in used]
        figures = [
            ("How much each concept is used", Markup(draw_usage(usage, counts.perplexity()))),
            ("How long concepts last", Markup(draw_durations(BINS, counts.durations.sum(axis=0)))),
            ("Where the code vectors lie", Markup(draw_map(places, usage[codes], hues, links))),
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
            perplexity=counts.perplexity(),
            failures=failures,
            figures=figures,
        )

    def _concept(self, survey: Survey, entries: list[ConceptEntry], order: list[int], place: int) -> None:
        code, counts = order[place], survey.counts
        entry = entries[code]
        moments, scripts = [], []
        for number, moment in enumerate(survey.moments.of(code)):
            key, clip = f"{code}-{number}", self.clips[moment.clip]
            packed = pack_motion(face_forward(moment.joints, moment.pose - moment.begin))
            scripts.append(_put(key, {**packed, "peak": _peak(moment)}))
            shown = {"key": key, "href": clip.href, "name": moment.name, "label": moment.label}
            moments.append(shown | {"time_s": moment.clip_s, "distance": moment.distance})
        if scripts:
            self._script(f"data/concepts/{entry.file}.js", "\n".join(scripts))
        name = survey.names.get(code)
        self._page(
            "concept.html",
            entry.href,
            "../",
            concept=entry,
            name=name if name is not None and name.source != "unknown" else None,
            before=entries[order[place - 1]] if place else None,
            after=entries[order[place + 1]] if place + 1 < len(order) else None,
            moments=moments,
            labels=shares_of(counts.labels.get(code, Counter())),
            durations=durations_of(counts.durations[code]),
            preceded=[(entries[other], share) for other, share in shares_of(counts.preceded.get(code, Counter()))],
            followed=[(entries[other], share) for other, share in shares_of(counts.followed.get(code, Counter()))],
            neighbours=[
                (entries[other], distance)
                for other, distance in nearest_codes(survey.vectors.numpy(), code, 6, counts.poses > 0)
            ],
        )

    def _clip(self, entries: list[ConceptEntry], place: int, questions: list[dict[str, str]]) -> None:
        clip = self.clips[place]
        total = int(clip.begins[-1])
        spans, plain = [], []
        for code, begin, end in zip(clip.codes.tolist(), clip.begins[:-1], clip.begins[1:], strict=True):
            entry = entries[code]
            parts = extent_of(int(begin), int(end), total)
            spans.append(
                {**parts, "concept": entry, "begin_s": begin / CANONICAL_FPS, "shown": end - begin > total / 36}
            )
            plain.append(
                {
                    "begin": round(float(begin) / CANONICAL_FPS, 3),
                    "code": code,
                    "title": entry.title,
                    "href": f"../{entry.href}",
                    "hue": entry.hue,
                }
            )
        with (self.folder / f"data/clips/{clip.stem}.js").open("a", encoding="utf-8") as file:
            file.write(f"atlas.spans = {json.dumps(plain)};\natlas.duration = {clip.duration_s:.3f};\n")
        labels = [{"text": label.text, **extent_of(label.begin, label.end, total)} for label in clip.labels]
        shown = {"name": clip.name, "file": clip.file, "stem": clip.stem, "duration_s": clip.duration_s}
        shown["footage"] = clip.footage
        self._page(
            "clip.html",
            clip.href,
            "../",
            clip=shown | {"labels": labels},
            before=self.clips[place - 1] if place else None,
            after=self.clips[place + 1] if place + 1 < len(self.clips) else None,
            spans=spans,
            distinct=len(set(clip.codes.tolist())),
            questions=questions,
        )

    def _page(self, template: str, path: str, root: str, **values: Any) -> None:
        text = self.environment.get_template(template).render(root=root, **values)
        (self.folder / path).write_text(text, encoding="utf-8")

    def _script(self, path: str, text: str) -> None:
        (self.folder / path).write_text(text + "\n", encoding="utf-8")


def _put(key: str, motion: dict[str, object]) -> str:
    return f"atlas.put({json.dumps(key)}, {json.dumps(motion, separators=(',', ':'))});"


def _peak(moment: Any) -> float:
    """Where in a moment its nearest pose is, in seconds."""
    return round((moment.pose - moment.begin) / CANONICAL_FPS, 3)

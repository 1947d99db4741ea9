"""Concepts and clips as the pages of the atlas refer to them, and their numbers as the pages show them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from humocon.atlas.sources import Label
from humocon.atlas.statistics import DURATION_EDGES_S, ConceptSummary, order_by_likeness
from humocon.atlas.survey import Survey
from humocon.motion.clip import CANONICAL_FPS

BINS: Final = [f"{edge:g}" for edge in DURATION_EDGES_S[:-1]] + [f"> {DURATION_EDGES_S[-2]:g}"]
_TOP: Final = 8


@dataclass(frozen=True)
class ConceptEntry:
    """A concept as every page refers to it."""

    code: int
    title: str
    summary: ConceptSummary
    hue: int | None
    """Its colour in degrees, alike for like concepts; None where the concept is never used."""
    meter: float
    """Usage in percent of the most used concept's."""
    words: str

    @property
    def file(self) -> str:
        """Name of its files, without a suffix."""
        return f"{self.code:04d}"

    @property
    def href(self) -> str:
        """Its page, from the root of the atlas."""
        return f"concepts/{self.file}.html"

    @property
    def share(self) -> str:
        """Usage in words."""
        percent = 100 * self.summary.usage
        return "unused" if self.summary.poses == 0 else f"{percent:.2f} %" if percent >= 0.01 else "< 0.01 %"

    @property
    def spoken(self) -> str:
        """Number and title, for those who hear the page."""
        return f"concept {self.code}" + (f": {self.title}" if self.title else "")


@dataclass(frozen=True)
class ClipEntry:
    """A clip without its motion."""

    file: str
    name: str
    stem: str
    duration_s: float
    codes: np.ndarray
    """(S,) of its spans."""
    begins: np.ndarray
    """(S + 1,) first pose of each span, and the number of poses."""
    labels: tuple[Label, ...]
    footage: str
    """Its film, from the root of the atlas; "" where it comes from no video."""

    @property
    def href(self) -> str:
        """Its page, from the root of the atlas."""
        return f"clips/{self.stem}.html"


def describe_concepts(survey: Survey) -> tuple[list[ConceptEntry], list[int]]:
    """Entries by code, and the codes in the order of likeness."""
    counts = survey.counts
    used = counts.poses > 0
    order = order_by_likeness(survey.vectors.numpy(), used)
    num_used, most = int(used.sum()), max(int(counts.poses.max()), 1)
    rank = {code: place for place, code in enumerate(order)}
    entries = []
    for code in range(survey.num_codes):
        labels = " ".join(text for text, _ in counts.labels.get(code, Counter()).most_common(3))
        title = survey.title(code)
        entries.append(
            ConceptEntry(
                code=code,
                title=title,
                summary=counts.summary(code),
                hue=round(330 * rank[code] / num_used) if used[code] else None,
                meter=round(100 * (int(counts.poses[code]) / most) ** 0.5, 1),
                words=f"{code} {title} {labels}".lower(),
            )
        )
    return entries, order


def match_answers(clips: Sequence[ClipEntry], answers: Sequence[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """Questions and answers by the stem of the clip that they are about: by its file, else by its name.

    An answer about the file of one clip is not shown with another that has the same name.
    """
    files = {Path(clip.file).absolute() for clip in clips}
    by_file: dict[Path, list[dict[str, str]]] = {}
    by_name: dict[str, list[dict[str, str]]] = {}
    for answer in answers:
        file = Path(answer["file"]).absolute()
        if file in files:
            by_file.setdefault(file, []).append(answer)
        else:
            by_name.setdefault(file.stem, []).append(answer)
    return {clip.stem: by_file.get(Path(clip.file).absolute()) or by_name.get(clip.name, []) for clip in clips}


def shares_of(counter: Counter) -> list[tuple[Any, float]]:
    """The most frequent, and their shares of all."""
    total = max(counter.total(), 1)
    rows = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    return [(key, count / total) for key, count in rows[:_TOP]]


def durations_of(counts: np.ndarray) -> list[tuple[str, float]]:
    """Bins up to the last that is not empty, and their shares."""
    last = int(np.flatnonzero(counts).max(initial=0))
    shares = (counts / max(int(counts.sum()), 1)).tolist()
    return [(f"{'' if '>' in text else '≤ '}{text} s", share) for text, share in zip(BINS, shares, strict=True)][
        : last + 1
    ]


def extent_of(begin: int, end: int, total: int) -> dict[str, str]:
    """Where a stretch of poses begins and how long it is, in percent of the clip."""
    return {"from": f"{100 * begin / total:.3f}", "long": f"{100 * (end - begin) / total:.3f}"}


def strip_of(clip: ClipEntry, entries: list[ConceptEntry]) -> str:
    """The clip's concepts as a gradient of hard colours; at most about a hundred of them."""
    total = int(clip.begins[-1])
    cells = np.unique(np.linspace(0, total - 1, min(total, 100)).astype(int))
    codes = clip.codes[np.searchsorted(clip.begins, cells, side="right") - 1]
    kept = np.flatnonzero(np.diff(codes, prepend=-1))
    edges = [*(100 * cells[kept] / total), 100.0]
    colours = [f"oklch(var(--wash) {entries[code].hue})" for code in codes[kept].tolist()]
    stops = [
        f"{colour} {begin:.1f}% {end:.1f}%" for colour, begin, end in zip(colours, edges[:-1], edges[1:], strict=True)
    ]
    return f"linear-gradient(90deg, {', '.join(stops)})" if len(stops) > 1 else colours[0]


def length_of(poses: int) -> str:
    """So many poses as time, in words."""
    seconds = poses / CANONICAL_FPS
    if seconds > 5400:
        return f"{seconds / 3600:.1f} hours"
    return f"{seconds / 60:.0f} min" if seconds > 99 else f"{seconds:.1f} s"

"""Concepts and clips as the pages of the atlas refer to them, and their numbers as the pages show them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import pdist

from humocon.atlas.counts import DURATION_EDGES_S, ConceptSummary
from humocon.atlas.sources import Label
from humocon.atlas.survey import Survey
from humocon.motion.clip import CANONICAL_FPS

BINS: Final = [f"{edge:g}" for edge in DURATION_EDGES_S[:-1]] + [f"> {DURATION_EDGES_S[-2]:g}"]
_TOP: Final = 8
_BEST_UP_TO: Final = 1024


@dataclass(frozen=True)
class ConceptEntry:
    """A concept as every page refers to it.

    Attributes:
        hue: its colour in degrees, alike for like concepts; None where the concept is never used.
        meter: how long the bar of its usage is, in percent of the most used concept's.
        words: what it is searched by.
    """

    code: int
    title: str
    summary: ConceptSummary
    hue: int | None
    meter: float
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
    """A clip without its motion.

    Attributes:
        stem: name of its files, without a suffix.
        codes: (S,) of its spans.
        begins: (S + 1,) first pose of each span, and the number of poses.
        footage: its film, from the root of the atlas; "" where it comes from no video.
    """

    file: str
    name: str
    stem: str
    duration_s: float
    codes: np.ndarray
    begins: np.ndarray
    labels: tuple[Label, ...]
    footage: str

    @property
    def href(self) -> str:
        """Its page, from the root of the atlas."""
        return f"clips/{self.stem}.html"


def describe_concepts(survey: Survey) -> tuple[list[ConceptEntry], list[int]]:
    """Entries by code, and the codes in the order of likeness."""
    counts = survey.counts
    used = counts.poses > 0
    order = order_by_likeness(survey.vectors.numpy(), used)
    hues = {code: round(330 * place / int(used.sum())) for place, code in enumerate(order) if used[code]}
    meters = np.sqrt(counts.poses / max(int(counts.poses.max()), 1)) * 100
    entries = []
    for code in range(len(order)):
        title, labels = survey.title(code), " ".join(text for text, _ in counts.labels[code].most_common(3))
        words = f"{code} {title} {labels}".lower()
        meter = round(float(meters[code]), 1)
        entries.append(ConceptEntry(code, title, counts.summary(code), hues.get(code), meter, words))
    return entries, order


def order_by_likeness(vectors: np.ndarray, used: np.ndarray) -> list[int]:
    """All codes in an order that puts like ones side by side: the leaves of Ward's tree over those in use; the rest.

    Args:
        vectors: (C, D) code vectors.
        used: (C,) bool.
    """
    places = np.flatnonzero(used)
    rest = np.flatnonzero(~used).tolist()
    if len(places) < 3:
        return [*places.tolist(), *rest]
    distances = pdist(vectors[places].astype(np.float64))
    # The best order takes time that grows with the cube of the codes.
    tree = linkage(distances, method="ward", optimal_ordering=len(places) <= _BEST_UP_TO)
    return [*places[leaves_list(tree)].tolist(), *rest]


def nearest_codes(vectors: np.ndarray, code: int, count: int, used: np.ndarray) -> list[tuple[int, float]]:
    """The codes in use whose vectors lie nearest to one, with their L2 distances, the nearest first."""
    distances = np.linalg.norm(vectors - vectors[code], axis=1)
    candidates = [int(other) for other in np.argsort(distances, kind="stable") if other != code and used[other]]
    return [(other, float(distances[other])) for other in candidates[:count]]


def flat_map(vectors: np.ndarray) -> np.ndarray:
    """Code vectors (C, D) -> (C, 2): their two principal components, each with its largest value positive."""
    centred = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(centred.astype(np.float64), full_matrices=False)
    places = centred @ directions[:2].T
    if places.shape[1] < 2:
        places = np.concatenate([places, np.zeros((len(places), 2 - places.shape[1]))], axis=1)
    largest = places[np.abs(places).argmax(axis=0), np.arange(2)]
    return places * np.where(largest < 0, -1, 1)


def match_answers(clips: Sequence[ClipEntry], answers: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Questions and answers by the stem of the clip that they are about: by its file, else by its name.

    An answer about the file of one clip is not shown with another that has the same name.
    """
    files = {clip.stem: Path(clip.file).absolute() for clip in clips}
    there = set(files.values())
    found: defaultdict[Path | str, list[dict[str, Any]]] = defaultdict(list)
    for answer in answers:
        file = Path(answer["file"]).absolute()
        found[file if file in there else file.stem].append(answer)
    return {clip.stem: found[files[clip.stem]] or found[clip.name] for clip in clips}


def shares_of(counter: Counter) -> list[tuple[Any, float]]:
    """The most frequent, and their shares of all."""
    total = max(counter.total(), 1)
    rows = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    return [(key, count / total) for key, count in rows[:_TOP]]


def durations_of(counts: np.ndarray) -> list[tuple[str, float]]:
    """Bins up to the last that is not empty, and their shares."""
    last = int(np.flatnonzero(counts).max(initial=0))
    shares = (counts / max(int(counts.sum()), 1)).tolist()
    rows = [(f"{'' if '>' in text else '≤ '}{text} s", share) for text, share in zip(BINS, shares, strict=True)]
    return rows[: last + 1]


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
    parts = zip(colours, edges[:-1], edges[1:], strict=True)
    stops = [f"{colour} {begin:.1f}% {end:.1f}%" for colour, begin, end in parts]
    return f"linear-gradient(90deg, {', '.join(stops)})" if len(stops) > 1 else colours[0]


def length_of(poses: int) -> str:
    """So many poses as time, in words."""
    seconds = poses / CANONICAL_FPS
    if seconds > 5400:
        return f"{seconds / 3600:.1f} hours"
    return f"{seconds / 60:.0f} min" if seconds > 99 else f"{seconds:.1f} s"

"""Marker files of optical motion capture: TRC text, and what TRC and C3D have in common."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError, one_line
from humocon.motion.gaps import LEAST_SEEN, without_unseen
from humocon.motion.markers import parts_of_markers
from humocon.motion.readers.keypoints import read_parts, refuse_flat
from humocon.motion.readers.limits import check_places, decimal_of, number_of, read_text
from humocon.motion.readers.people import names_of_person
from humocon.motion.readers.raw import RawMotion

_METRES: Final = {"m": 1.0, "meters": 1.0, "metres": 1.0, "cm": 0.01, "mm": 0.001, "in": 0.0254, "ft": 0.3048}


def is_trc(head: bytes) -> bool:
    """Whether a file begins as a TRC does."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"PathFileType")


def read_trc(path: Path, person: int | None = None) -> RawMotion:
    """Read a TRC file: markers, or joint centres as Pose2Sim and Sports2D write them.

    Raises:
        DataError: The file is damaged, or its markers have no names known here.
    """
    lines = read_text(path).split("\n")
    try:
        mark = next((mark for mark in "\t," if mark in lines[1]), None)  # between cells; some tools write spaces
        named = {
            key.strip(): word.strip() for key, word in zip(lines[1].split(mark), lines[2].split(mark), strict=False)
        }
        fps, unit = decimal_of(named["DataRate"]), named.get("Units", "")
        labels = [label for word in lines[3].rstrip().split(mark)[2:] if (label := word.strip())]
        rows = [words for line in lines[5:] if len(words := line.rstrip("\r\n").split(mark)) > 2]
        check_places(len(rows), len(labels), path)
        if not rows or not labels:
            raise ValueError(f"{len(rows)} poses of {len(labels)} markers")
        table = np.full((len(rows), 3 * len(labels)), np.nan)
        for row, words in zip(table, rows, strict=True):
            numbers = [decimal_of(word) if word.strip() else np.nan for word in words[2 : 2 + len(row)]]
            row[: len(numbers)] = numbers
    except (ValueError, IndexError, KeyError) as error:
        raise DataError(f"{path}: not a whole TRC file ({one_line(error)}); export it again") from None
    points = table.reshape(len(rows), len(labels), 3)
    raw = read_markers(points, labels, path, fps=fps, unit=unit, source="TRC", person=person)
    promised = number_of(named.get("NumFrames", ""))
    if promised is None or not promised > len(rows):
        return raw
    told = f"'NumFrames' promises {promised:.0f} and {len(rows)} are there, which are read: it may be cut off"
    return replace(raw, warnings=(*raw.warnings, told))


def read_markers(
    points: np.ndarray,
    labels: Sequence[str],
    path: Path,
    *,
    fps: float | None,
    unit: str,
    source: str,
    person: int | None = None,
) -> RawMotion:
    """Find the 22 joints among labelled markers.

    Args:
        points: (N, M, 3), NaN or all zeros where a marker was not seen.
        labels: Of the M markers; of two with one label the first counts.
        path: Named in errors.
        fps: Poses per second where the file says so.
        unit: As the file writes it.
        source: What the file is.
        person: Which of several people, from 1, whose names stand before those of the markers.

    Raises:
        DataError: The rate is none, the points are flat, the markers have no names known here, or several people are
            there and none is chosen.
    """
    if fps is not None and not 0.1 < fps < 10_000:
        raise DataError(f"{path}: its rate is {fps:g}; export it with the poses per second")
    chosen, people = names_of_person(labels, len(points), person, path)
    labels, points = [*chosen.values()], points[:, [*chosen]]
    refuse_flat(points, path)
    points = without_unseen(points)
    shown = np.isfinite(points).all(axis=-1).mean(axis=0) > LEAST_SEEN
    markers: dict[str, np.ndarray] = {}
    for index, label in enumerate(labels):
        if shown[index]:
            markers.setdefault(label, points[:, index])
    parts = parts_of_markers(markers, str(path))
    raw = read_parts(parts, path, f"{len(labels)} markers, matched by name", fps=fps, source=source)
    return replace(raw, metres=_METRES.get(unit.lower()), people=people)

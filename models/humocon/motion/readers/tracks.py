"""Several people in one recording: each followed through the poses, and the one chosen who is asked about."""

from collections.abc import Hashable, Sequence
from pathlib import Path

import numpy as np

from humocon.motion.readers.people import choose_person

Seen = tuple[Hashable | None, np.ndarray]
"""Somebody in one pose: who, where the file says so, and points (J, 3 or 4)."""


def main_person(
    frames: Sequence[Sequence[Seen]], person: int | None, path: Path
) -> tuple[np.ndarray, int, tuple[str, ...]]:
    """The points of one person throughout: of those who are there for long, the one who moves most.

    Args:
        frames: Who is seen in each of N poses, once each; all points of one shape.
        person: Which one instead, from 1, in the order in which they appear.
        path: Named in errors.

    Returns:
        (N, J, 3 or 4), NaN where the person is not seen; how many people there are for long; and a warning where one
        was chosen among them.

    Raises:
        DataError: There is no such person.
        ValueError: Nobody is there, or the shapes differ.
    """
    shapes = {points.shape for frame in frames for _, points in frame}
    if len(shapes) != 1:
        raise ValueError("nobody in any pose" if not shapes else f"poses of different shapes {sorted(shapes)[:3]}")
    shape = shapes.pop()
    people = _people(frames)
    there = {who: len(seen) for who, seen in people.items()}
    long = [who for who in people if there[who] >= max(there.values()) / 2]
    if person is None:
        chosen = max(long, key=lambda who: _movement(people[who]))
    else:
        chosen = long[choose_person([there[who] for who in long], person, path)]
    out = np.full((len(frames), *shape), np.nan)
    for number, points in people[chosen]:
        out[number] = points
    told = f"{len(long)} people are seen; the one who moves most is asked about, choose another with --person NUMBER"
    return out, len(long), (told,) if person is None and len(long) > 1 else ()


def _people(frames: Sequence[Sequence[Seen]]) -> dict[Hashable, list[tuple[int, np.ndarray]]]:
    """Each person's poses with their numbers, in the order in which people appear."""
    people: dict[Hashable, list[tuple[int, np.ndarray]]] = {}
    for number, frame in enumerate(frames):
        free = [who for who in people if isinstance(who, _Unnamed)] if any(who is None for who, _ in frame) else []
        for who, points in frame:
            if who is None:
                who = min(free, key=lambda known: _apart(people[known][-1][1], points), default=_Unnamed())
                free = [known for known in free if known is not who]
            people.setdefault(who, []).append((number, points))
    return people


class _Unnamed:
    """Somebody whom the file does not tell apart from others: who is nearest to where one was is that one."""


def _apart(before: np.ndarray, now: np.ndarray) -> float:
    way = np.linalg.norm((before - now)[:, :3], axis=-1)
    return float(way[np.isfinite(way)].mean()) if np.isfinite(way).any() else np.inf


def _movement(seen: list[tuple[int, np.ndarray]]) -> float:
    """How much points move about their own middles."""
    points = np.stack([points[:, :3] for _, points in seen])
    points = points[np.isfinite(points).all(axis=(1, 2))]
    return float(points.std(axis=0).sum()) if len(points) else 0.0

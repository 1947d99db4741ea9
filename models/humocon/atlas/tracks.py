"""Two recordings on one time axis, concept by concept: `humocon concepts align`."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from humocon.atlas.alignment import Alignment, find_alignment
from humocon.atlas.coding import CodedMotion, code_motions, code_video
from humocon.atlas.sources import Motion, is_video_file, read_file
from humocon.atlas.survey import load_named, titles_of
from humocon.concepts.model import ConceptModel
from humocon.errors import ConfigError, HumoconError
from humocon.model_folder import concepts_folder, load_video_branch
from humocon.motion.clip import CANONICAL_FPS

_SLACK_S = 1e-6
_NONE = -1


@dataclass(frozen=True)
class Track:
    """The concepts of one recording over time.

    Attributes:
        kind: "motion", or "video" for codes of the video's own codebook, which are other concepts.
        lifted: whether the motion was read off a video.
        times, ends: (N,) seconds into the recording at which each code begins to hold, rising, and at which it ends.
        codes: (N,).
        confidences: (N,) in [0, 1].
    """

    file: str
    kind: Literal["motion", "video"]
    lifted: bool
    times: np.ndarray
    ends: np.ndarray
    codes: np.ndarray
    confidences: np.ndarray

    def at(self, moments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Codes and confidences at moments (M,), seconds; -1 where the recording says nothing."""
        places = np.searchsorted(self.times, moments + _SLACK_S, side="right") - 1
        there = (places >= 0) & (moments + _SLACK_S < self.ends[places])
        return np.where(there, self.codes[places], _NONE), self.confidences[places]


@dataclass(frozen=True)
class AlignedTracks:
    """Two recordings side by side.

    Attributes:
        offset_s: how much later the second began.
        stretch: seconds of the first for each second of the second.
        correlation: of the speeds by which both were found; None where they were given, or could not be found.
        agreement: share of the common time in which both hold the same code; None where their codebooks differ.
        chance: the same for the best guess that knows no time: how often codes meet by their frequency alone.
        rows: one for each stretch of time in which neither changes: begin_s, end_s, and code and confidence of each,
            None where it says nothing.
        names: of the motion's concepts.
        warnings: what a user did not ask for.
    """

    first: Track
    second: Track
    offset_s: float
    stretch: float
    correlation: float | None
    agreement: float | None
    chance: float | None
    rows: list[dict[str, float | int | None]]
    names: dict[int, str]
    warnings: tuple[str, ...] = ()


def align_recordings(
    first: Path,
    second: Path,
    *,
    model: Path | None = None,
    lift: bool = False,
    offset_s: float | None = None,
    pose_models: Path | None = None,
) -> AlignedTracks:
    """Lay the concepts of two recordings side by side.

    A video has the codes of the model's video branch; without one that reads such videos, the motion is read off it.

    Args:
        first: motion file or video.
        second: the other.
        model: folder of a model; by default the one that ships.
        lift: read the motion off a video even where the model has a video branch.
        offset_s: how much later the second recording began than the first, in seconds; by default it is found, and how
            much longer the second takes, by how fast the body moves in both. Where that does not tell, it is 0.
        pose_models: see `lift_video`.

    Raises:
        CheckpointError: there is no usable model.
        DataError: a recording cannot be read.
        ConfigError: the recordings do not overlap in time, or there is no video to lift.
    """
    concepts, names = load_named(model)
    (one, motion), (two, other) = (_track(path, concepts, model, lift, pose_models) for path in (first, second))
    if lift and not one.lifted and not two.lifted:
        raise ConfigError(f"{first}: a motion, as {second} is, and --lift goes with a video; leave it out")
    found, trouble = (None, "") if offset_s is not None else _find((first, second), (motion, other), pose_models)
    stretch, offset_s = found.stretch if found else 1.0, found.offset_s if found else offset_s or 0.0
    two = replace(two, times=two.times * stretch, ends=two.ends * stretch)
    grid, columns, common = _side_by_side(one, two, offset_s)
    agreement = chance = None
    if one.kind == two.kind:
        agreement, chance = _agreement(*(codes[common] for codes, _ in columns))
    branchless = f"the model {concepts_folder(model).name} has no video branch that reads such videos"
    lifted = [track.file for track in (one, two) if track.lifted and not lift]
    warnings = [trouble] * bool(trouble)
    warnings += [f"{file}: {branchless}, so the motion was read off the video" for file in lifted]
    correlation, rows = found.correlation if found else None, _rows(grid, columns)
    return AlignedTracks(
        one, two, offset_s, stretch, correlation, agreement, chance, rows, titles_of(names), tuple(warnings)
    )


def _side_by_side(
    one: Track, two: Track, offset_s: float
) -> tuple[np.ndarray, list[tuple[np.ndarray, np.ndarray]], np.ndarray]:
    """The moments of both in seconds of the first (N,), the codes of each there, and where both have one (N,)."""
    apart = ConfigError(f"with --offset {offset_s:g} the recordings have no moment in common; give another")
    if not -two.ends[-1] < offset_s < one.ends[-1]:  # nor where it is no number
        raise apart
    begin, end = min(0.0, offset_s), max(one.ends[-1], two.ends[-1] + offset_s)
    grid = begin + np.arange(round((end - begin) * CANONICAL_FPS)) / CANONICAL_FPS
    columns = [one.at(grid), two.at(grid - offset_s)]
    common = np.all([codes != _NONE for codes, _ in columns], axis=0)
    if not common.any():
        raise apart
    return grid, columns, common


def _find(
    paths: tuple[Path, Path], known: tuple[Motion | None, Motion | None], pose_models: Path | None
) -> tuple[Alignment | None, str]:
    """Where the second lies on the axis of the first, in seconds of the files; or why that is not known."""
    otherwise = "both are taken to begin together: name the seconds between them with --offset"
    try:
        motions = [motion or read_file(path, pose_models) for path, motion in zip(paths, known, strict=True)]
    except HumoconError as error:
        return None, f"not aligned, as a motion cannot be had of both ({error}); {otherwise}"
    if any(np.ptp(np.diff(motion.times)) > _SLACK_S for motion in motions):
        return None, f"not aligned, as only parts of the video were looked at; {otherwise}"
    found = find_alignment(*(motion.joints for motion in motions))
    if found is None:
        return None, f"not aligned, as the speeds of the two tell no one place where they fit; {otherwise}"
    begins = [float(motion.times[0]) for motion in motions]
    return replace(found, offset_s=round(found.offset_s + begins[0] - found.stretch * begins[1], 6)), ""


def _track(
    path: Path, concepts: ConceptModel, model: Path | None, lift: bool, pose_models: Path | None
) -> tuple[Track, Motion | None]:
    """The concepts of a recording, and its motion where that was read."""
    if not lift and is_video_file(path):
        branch = load_video_branch(model)
        video = None if branch is None else code_video(branch, path)
        if video is not None:
            # Each key frame holds until the middle between it and the next.
            middles = (video.times[1:] + video.times[:-1]) / 2
            begins, ends = np.concatenate([[0.0], middles]), np.append(middles, video.duration_s)
            return Track(str(path), "video", False, begins, ends, video.codes, video.confidences), None
    (coded,) = code_motions(concepts, [read_file(path, pose_models)])
    assert isinstance(coded, CodedMotion)
    times, lifted = coded.motion.times, coded.motion.lifted is not None
    ends = times + 1 / CANONICAL_FPS
    return Track(str(path), "motion", lifted, times, ends, coded.codes, coded.confidences), coded.motion


def _agreement(left: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Share of moments (M,) with the same code, and what to expect by the codes' frequencies."""
    size = int(max(left.max(), right.max())) + 1
    shares = [np.bincount(codes, minlength=size) / len(codes) for codes in (left, right)]
    return float((left == right).mean()), float(shares[0] @ shares[1])


def _rows(grid: np.ndarray, columns: list[tuple[np.ndarray, np.ndarray]]) -> list[dict[str, float | int | None]]:
    changed = np.flatnonzero(np.any([np.diff(codes, prepend=_NONE - 1) != 0 for codes, _ in columns], axis=0))
    rows = []
    for low, high in zip(changed, [*changed[1:], len(grid)], strict=True):
        row: dict[str, float | int | None] = {
            "begin_s": round(float(grid[low]), 3),
            "end_s": round(float(grid[low]) + (high - low) / CANONICAL_FPS, 3),
        }
        for name, (codes, confidences) in zip(("first", "second"), columns, strict=True):
            there = codes[low] != _NONE
            row[f"{name}_code"] = int(codes[low]) if there else None
            row[f"{name}_confidence"] = round(float(confidences[low:high].mean()), 3) if there else None
        rows.append(row)
    return rows

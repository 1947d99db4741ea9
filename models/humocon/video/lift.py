"""A video to a motion: follow one person, and lay what was seen on the project's 22 joints.

Legend: N pictures looked at, K poses at 20 Hz.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from humocon.motion.clip import CANONICAL_FPS, ClipSource, MotionClip, canonicalize
from humocon.video.clip import VideoSource
from humocon.video.lifting.body import joints_of, lay_flat, lay_on_bones, lying_share, stand_upright
from humocon.video.lifting.joining import Stretch, join_stretches
from humocon.video.lifting.path import (
    camera_path,
    drawn_to_picture,
    longer_path,
    lowest_in_picture,
    stand_on_floor,
    walk_on_feet,
)
from humocon.video.lifting.quality import Quality, bone_variation, legs_in_sight, mean_visibility
from humocon.video.lifting.sides import hold_sides
from humocon.video.lifting.smoothing import longest_run, smooth, steady
from humocon.video.lifting.tracking import Tracker
from humocon.video.lifting.watching import Watched, watch
from humocon.video.lifting.weights import load_pose_models
from humocon.video.read import probe

LONGEST_WHOLE_S: Final[float] = 30.0
NUM_WINDOWS, WINDOW_S = 6, 4.0
LEAST_LEGS: Final[float] = 0.5
LEAST_ENTERED: Final[float] = 0.75
"""Share of the landmarks that are between the sides of the picture once the person has entered it."""
SLOWEST_FPS: Final[float] = 10.0
FASTEST_FPS: Final[float] = 25.0
WINDOW_FPS: Final[float] = 15.0
"""Pictures a second that are looked at in the windows of a long video."""
_MEDIAN_S, _SMOOTH_S = 0.12, 0.28


@dataclass(frozen=True)
class LiftedVideo:
    """What was seen in a video.

    Attributes:
        clip: The motion, 20 Hz; without poses where no person could be followed.
        begin_s: Where in the video the first pose is, seconds.
        end_s: Where it ends.
        landmarks: (N, 33, 3) pixels x and y of the displayed picture, and visibility in [0, 1], for each picture looked
            at; NaN where nobody was found.
        times: (N,) seconds.
        quality: How well the person could be followed.
        stretches: The parts of the video that the clip is made of, one after the other.
        source: The video.
    """

    clip: MotionClip
    begin_s: float
    end_s: float
    landmarks: np.ndarray
    times: np.ndarray
    quality: Quality
    stretches: tuple[Stretch, ...]
    source: VideoSource

    def video_time(self, clip_s: float) -> float:
        """Where in the video a moment of the clip is, both in seconds."""
        for stretch in self.stretches:
            if clip_s < stretch.clip_end_s:
                return stretch.begin_s + max(0.0, clip_s - stretch.clip_begin_s)
        return self.end_s


def lift_video(
    path: Path,
    *,
    fps: float | None = None,
    span: tuple[float | None, float | None] = (None, None),
    models: Path | None = None,
    progress: Callable[[float | str], None] | None = None,
) -> LiftedVideo:
    """Follow the most prominent person of a video and give their motion.

    A long video is looked at in a few windows, spread evenly, whose motions are joined.

    Args:
        path: The video.
        fps: Frames a second at which it was filmed, where that is not the rate at which it is played.
        span: Begin and end of the part to look at, seconds; None stands for the video's beginning or end.
        models: Folder of the pose networks, or the user's own file; by default the user's cache.
        progress: Told the share that is done, in [0, 1]; before, while the networks are fetched, how much has come.

    Raises:
        CheckpointError: The pose networks are missing and could not be fetched.
        DataError: The video cannot be read.
        ValueError: `fps` is not positive.
    """
    source = probe(path, fps=fps)
    tracker = Tracker(load_pose_models(models, tell=progress))
    begin_s, end_s = span
    windows = plan_windows(source.duration_s) if span == (None, None) else [(begin_s or 0.0, end_s)]
    max_fps = FASTEST_FPS if len(windows) == 1 else WINDOW_FPS
    watched = []
    for index, (begin_s, end_s) in enumerate(windows):
        done, share = index / len(windows), 1 / len(windows)
        tell = None if progress is None else (lambda part, done=done: progress(done + share * part))  # noqa: B023
        tracker.forget()
        watched.append(watch(source, tracker, begin_s, end_s, max_fps=max_fps, progress=tell))
    return _assemble(path, source, watched, tracker)


def plan_windows(duration_s: float) -> list[tuple[float, float | None]]:
    """Begin and end, seconds, of the parts of a video to look at: all, or windows in the middles of equal parts."""
    if duration_s <= LONGEST_WHOLE_S:
        return [(0.0, None)]
    part = duration_s / NUM_WINDOWS
    begins = [(index + 0.5) * part - WINDOW_S / 2 for index in range(NUM_WINDOWS)]
    return [(begin, begin + WINDOW_S) for begin in begins]


def lift_stretch(watched: Watched, run: slice) -> tuple[np.ndarray, float]:
    """Joints of one run of pictures in which the person is never away for long.

    Args:
        watched: What was seen.
        run: The pictures.

    Returns:
        (K, 22, 3) metres, y above the floor, and samples a second.
    """
    seen = np.flatnonzero(watched.seen[run]) + run.start
    times = watched.times[seen]
    rate = (len(times) - 1) / max(times[-1] - times[0], 1e-6)
    fps = float(np.clip(rate, SLOWEST_FPS, FASTEST_FPS))
    world = smooth(steady(times, watched.world[seen], fps), fps, _MEDIAN_S, _SMOOTH_S)
    image = smooth(steady(times, watched.still_image[seen], fps), fps, _MEDIAN_S, 0.0)
    visibility = steady(times, watched.visibility[seen], fps)
    path = camera_path(image, world, visibility, watched.size, fps)
    world = drawn_to_picture(image, world, visibility, path, watched.size)
    joints = stand_upright(lay_on_bones(joints_of(world)))
    lying = lying_share(joints, fps)
    joints = lay_flat(joints, lying) + path[:, None]
    shown = lowest_in_picture(image, path, watched.size)
    joints = stand_on_floor(joints, shown, lying, steady_camera=not watched.camera_moved, fps=fps)
    if watched.camera_moved and legs_in_sight(watched.image[seen], watched.visibility[seen], watched.size) > LEAST_LEGS:
        joints = longer_path(joints, walk_on_feet(joints, fps))
    return joints, fps


def _assemble(path: Path, source: VideoSource, watched: Sequence[Watched], tracker: Tracker) -> LiftedVideo:
    watched = [hold_sides(part) for part in watched]
    parts: list[tuple[np.ndarray, float]] = []
    runs = [(part, _best_run(part)) for part in watched]
    for part, run in runs:
        if part.seen[run].sum() >= 2:
            joints, fps = lift_stretch(part, run)
            parts.append((canonicalize(joints, fps), float(part.times[run.start])))
    joints, stretches = join_stretches(parts)
    quality = _measure(watched, [run for _, run in runs], tracker)
    begin_s, end_s = (stretches[0].begin_s, stretches[-1].end_s) if stretches else (0.0, 0.0)
    notes, warnings = _tell(source, watched, stretches, quality)
    clip_source = ClipSource(
        path=str(path),
        format=f"{source.container} video",
        skeleton="22 joints lifted by a pose network" if stretches else "",
        fps=source.fps,
        unit="",
        up="",
        notes=notes,
        warnings=(*source.warnings, *warnings),
    )
    landmarks = np.concatenate([np.dstack([part.image, part.visibility]) for part in watched])
    times = np.concatenate([part.times for part in watched])
    clip = MotionClip(joints, CANONICAL_FPS, clip_source)
    return LiftedVideo(clip, begin_s, end_s, landmarks, times, quality, stretches, source)


def _best_run(watched: Watched) -> slice:
    """The longest run within one shot, without the pictures in which the person enters or leaves."""
    best, seen = slice(0, 0), _entered(watched)
    for shot in np.unique(watched.shots):
        frames = np.flatnonzero(watched.shots == shot)
        run = longest_run(watched.times[frames], seen[frames])
        if run.stop - run.start > best.stop - best.start:
            best = slice(run.start + int(frames[0]), run.stop + int(frames[0]))
    return best


def _entered(watched: Watched) -> np.ndarray:
    """(N,) whether the person is seen, and not cut off by a side of the picture as hardly ever in this video."""
    across = watched.image[..., 0]
    inside = ((across >= 0) & (across < watched.size[0])).mean(axis=1) >= LEAST_ENTERED
    entered = watched.seen & inside
    return entered if 2 * entered.sum() > watched.seen.sum() else watched.seen


def _measure(watched: Sequence[Watched], runs: Sequence[slice], tracker: Tracker) -> Quality:
    seen = [np.flatnonzero(part.seen[run]) + run.start for part, run in zip(watched, runs, strict=True)]
    if not sum(map(len, seen)):
        return Quality(0.0, 0.0)
    looked_s = sum(float(np.ptp(part.times)) for part in watched)
    pairs = [(part, rows) for part, rows in zip(watched, seen, strict=True) if len(rows)]
    seconds = sum(float(part.times[rows[-1]] - part.times[rows[0]]) for part, rows in pairs)
    spans = [(part.times[rows[0]], part.times[rows[-1]]) for part, rows in pairs]
    gaps = [gap for time_s, gap in tracker.mirror_gaps if any(begin <= time_s <= end for begin, end in spans)]
    image = np.concatenate([part.image[rows] for part, rows in pairs])
    visibility = np.concatenate([part.visibility[rows] for part, rows in pairs])
    return Quality(
        detected=sum(map(len, seen)) / sum(run.stop - run.start for run in runs),
        seconds=seconds,
        covered=seconds / max(looked_s, 1e-6),
        visibility=mean_visibility(visibility),
        legs_visibility=legs_in_sight(image, visibility, watched[0].size),
        bone_variation=float(np.mean([bone_variation(part.world[rows]) for part, rows in pairs])),
        mirror_gap_m=float(np.median(gaps)) if gaps else np.inf,
        jumps_per_s=tracker.jumps / max(seconds, 1.0),
        num_people=round(float(np.quantile(tracker.num_people, 0.6))) if tracker.num_people else 0,
    )


def _tell(
    source: VideoSource, watched: Sequence[Watched], stretches: Sequence[Stretch], quality: Quality
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a reader of the answer may want to know, and what may spoil the answer."""
    notes, warnings = list(source.notes), list(quality.warnings)
    if len(watched) > 1:
        moments = ", ".join(f"{stretch.begin_s:.0f}" for stretch in stretches)
        notes.append(f"looked at {WINDOW_S:.0f} s from each of the seconds {moments} of {source.duration_s:.0f} s")
        warnings.append(f"{source.duration_s:.0f} s of video: only {len(stretches)} short parts of it were looked at")
    elif stretches and stretches[0].seconds < 0.8 * float(np.ptp(watched[0].times)):
        whole, part = float(np.ptp(watched[0].times)), stretches[0]
        why = "the longest shot" if watched[0].shots.max() > 0 else "where a person was seen"
        warnings.append(f"only {part.begin_s:.1f} to {part.end_s:.1f} s of {whole:.1f} s count: {why}")
    times = watched[0].times
    if len(watched) == 1 and len(times) and source.duration_s - times[-1] > 0.5 + 0.1 * source.duration_s:
        warnings.append(f"the last picture is at {times[-1]:.1f} s of {source.duration_s:.1f} s: it may be cut off")
    if stretches and any(part.camera_moved for part in watched):
        notes.append("the camera moves; its motion was taken out")
    return tuple(notes), tuple(warnings)

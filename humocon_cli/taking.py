"""What `ask` answers from: a file, of motion or of video, and the roads that lead from it to an answer."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from humocon_cli.console import show_status

if TYPE_CHECKING:
    from humocon.errors import HumoconError
    from humocon.language.answerer import Answerer
    from humocon.motion.clip import MotionClip
    from humocon.motion.kinematics.facts import Facts
    from humocon.video.clip import VideoClip
    from humocon.video.lift import LiftedVideo
    from humocon_cli.options import AskOptions

MOTION_ROAD, SKELETON_ROAD, VIDEO_ROAD = "motion file", "skeleton lifted from the video", "video frames"


@dataclass(frozen=True)
class Take:
    """One file that can be asked about.

    Attributes:
        file: As the user named it.
        clip: The motion: read from a file, or lifted from the video; without poses where there is none.
        lifted: What was seen in a video; None for a motion file.
        roads: What the answer comes from; empty for a motion file.
        refusal: Why nothing is answered, or None.
        begin_s: Where in the video a motion that was recorded beside it begins, seconds.
        video: Key frames for a model that reads them.
        failure: Why the video could not be lifted, so that only a model that reads video can answer.
        fps: Frames a second at which a video was filmed, where the user says so.
    """

    file: Path
    clip: "MotionClip"
    lifted: "LiftedVideo | None" = None
    roads: tuple[str, ...] = ()
    refusal: str | None = None
    begin_s: float = 0.0
    video: "VideoClip | None" = None
    failure: "HumoconError | None" = None
    fps: float | None = None

    @property
    def motion(self) -> "MotionClip | None":
        """The motion, where there is one."""
        return self.clip if self.clip.num_frames else None

    @property
    def duration_s(self) -> float:
        """How long what is asked about lasts: the motion, or, where there is none, the video."""
        return self.clip.duration_s if self.motion or self.video is None else self.video.source.duration_s

    @cached_property
    def facts(self) -> "Facts | None":
        """What the joints do, in the file's times; None without a motion. Found once for all questions."""
        if self.motion is None:
            return None
        from humocon.motion.kinematics.facts import facts

        return facts(self.motion.joints).retimed(self.video_time)

    @property
    def legs_seen(self) -> bool:
        """Whether the legs of the motion were seen, as those of a recording always are."""
        return self.lifted is None or MOTION_ROAD in self.roads or self.lifted.quality.legs_seen

    @property
    def refused_answer(self) -> str:
        """The answer to any question where nothing can be answered."""
        return f"No person could be followed in this video: {self.refusal}."

    def video_time(self, clip_s: float) -> float:
        """Where in the file a moment of the motion is, both in seconds."""
        if self.lifted is None or MOTION_ROAD in self.roads:
            return clip_s + self.begin_s
        return self.lifted.video_time(clip_s)


def read_takes(files: Sequence[Path], options: "AskOptions") -> Iterator["tuple[Path, Take | HumoconError]"]:
    """Each file with what can be asked about, or with what is wrong with it."""
    from humocon.errors import HumoconError

    for file in files:
        try:
            yield file, _read_take(file, options)
        except HumoconError as error:
            yield file, error


def pose_models_place(given: Path | None) -> Path | None:
    """The pose networks that the user names, or the cache folder that the system's convention names."""
    if given is not None:
        return given
    cache = os.environ.get("XDG_CACHE_HOME")
    return Path(cache) / "humocon" / "pose" if cache else None


def _read_take(file: Path, options: "AskOptions") -> Take:
    from humocon.data.clip_store import is_store
    from humocon.errors import DataError
    from humocon.motion.read import read_motion
    from humocon.video.sniff import is_video

    if any(map(is_store, (file, file.parent, file.parent.parent))):
        raise DataError(
            f"{file}: clips that `humocon data prepare` made for training; ask about the files that they were made from"
        )
    if file.is_dir():
        raise DataError(f"{file}: there is no motion file or video in this folder")
    if not is_video(file):
        if options.motion is not None or options.overlay is not None:
            name = "--motion" if options.motion is not None else "--save-overlay"
            raise DataError(f"{file}: not a video, and {name} goes with a video")
        return Take(file, read_motion(file, body_model=options.body_model, fps=options.fps, up=options.up))
    if options.motion is None:
        if options.up is not None or options.body_model is not None:
            name = "--up" if options.up is not None else "--body-model"
            raise DataError(f"{file}: a video, and {name} goes with a motion file")
        return _lift(file, options, options.fps)
    return _beside_video(file, options.motion, options)


def add_key_frames(take: Take, answerer: "Answerer") -> Take:
    """The same take with the key frames of its video, for a model that reads them.

    Raises:
        HumoconError: the video could not be lifted, and the model does not read video, or none that looks like this.
    """
    is_video = take.lifted is not None or take.failure is not None
    if not is_video:
        return take
    if not answerer.reads_video:
        if take.failure is not None:
            raise take.failure
        return take
    stretch = None
    if take.lifted is not None and len(take.lifted.stretches) == 1:
        begin_s = take.video_time(0.0)
        stretch = (begin_s, begin_s + take.clip.duration_s)
    video = answerer.look(take.file, stretch, fps=take.fps)
    if video is None:
        unlike = "unlike those that the model learned from"
        if take.failure is not None:
            raise type(take.failure)(f"its frames look {unlike}, and there is no skeleton: {take.failure}")
        source = take.clip.source
        source = replace(source, notes=(*source.notes, f"video frames left out: {unlike}"))
        return replace(take, clip=replace(take.clip, source=source))
    return replace(take, video=video, roads=(*take.roads, VIDEO_ROAD))


def _lift(file: Path, options: "AskOptions", fps: float | None) -> Take:
    from humocon.errors import CheckpointError
    from humocon.video.lift import lift_video

    try:
        with show_status(f"looking at {file}", options.spins) as update:

            def show(share: float) -> None:
                update(f"looking at {file} ({share:.0%})")

            lifted = lift_video(file, fps=fps, models=pose_models_place(options.pose_models), progress=show)
    except CheckpointError as error:
        return Take(file, _no_motion(file, str(error), fps), failure=error, fps=fps)
    return Take(file, lifted.clip, lifted, (SKELETON_ROAD,), lifted.quality.refusal, fps=fps)


def _no_motion(file: Path, reason: str, fps: float | None) -> "MotionClip":
    """A clip without poses, for a video that could not be lifted."""
    import numpy as np

    from humocon.motion.clip import CANONICAL_FPS, ClipSource, MotionClip
    from humocon.video.read import probe

    seen = probe(file, fps=fps)
    warnings = (*seen.warnings, f"only the video's frames are used: {reason}")
    source = ClipSource(str(file), f"{seen.container} video", "", seen.fps, "", "", seen.notes, warnings)
    return MotionClip(np.zeros((0, 22, 3), np.float32), CANONICAL_FPS, source)


def _beside_video(file: Path, motion: Path, options: "AskOptions") -> Take:
    """A video with the motion recorded beside it: the recording is the motion, the video tells where it belongs."""
    from humocon.motion.read import read_motion

    clip = read_motion(motion, body_model=options.body_model, fps=options.fps, up=options.up)
    seen = _lift(file, options, None)  # the rate that is named is that of the motion
    lifted, begin_s, notes, warnings = seen.lifted, 0.0, [], []
    if lifted is None or seen.refusal is not None or len(lifted.stretches) != 1:
        reason = str(seen.failure or seen.refusal or "only parts of it were looked at")
        warnings.append(
            f"the video does not tell where the motion belongs ({reason}): both are taken to begin together"
        )
    else:
        clip, begin_s, is_fit = _place_in_time(clip, lifted)
        if not is_fit:
            warnings.append(f"{motion} hardly fits what is seen in the video: check that it was recorded with it")
        end_s = begin_s + clip.duration_s
        notes.append(f"the motion of {motion} belongs to {begin_s:.2f} to {end_s:.2f} s of the video")
    source = clip.source
    source = replace(source, notes=(*source.notes, *notes), warnings=(*source.warnings, *warnings))
    return Take(file, replace(clip, source=source), lifted, (MOTION_ROAD,), begin_s=begin_s)


def _place_in_time(clip: "MotionClip", lifted: "LiftedVideo") -> "tuple[MotionClip, float, bool]":
    """The part of a recorded motion that the video shows, where in it that begins, seconds, and whether that fits."""
    from humocon.motion.clip import canonicalize
    from humocon.video.lifting.timing import find_offset, fits

    offset = find_offset(clip.joints, lifted.clip.joints)
    # What was recorded before the video begins or after it ends is not asked about.
    first = max(0, -offset - round(lifted.begin_s * clip.fps))
    begin_s = lifted.begin_s + (first + offset) / clip.fps
    last = first + max(2, int((lifted.source.duration_s - begin_s) * clip.fps) + 1)
    shown = replace(clip, joints=canonicalize(clip.joints[first:last], clip.fps))
    return shown, max(0.0, begin_s), fits(clip.joints, lifted.clip.joints, offset)

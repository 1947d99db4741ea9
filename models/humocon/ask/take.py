"""What is asked about: a motion, a skeleton lifted from a video, the video's key frames, and the roads taken."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from humocon.ask.protocols import Looks
from humocon.errors import CheckpointError, ConfigError, DataError, HumoconError
from humocon.motion.clip import CANONICAL_FPS, ClipSource, MotionClip, canonicalize, part_of
from humocon.motion.kinematics.facts import Facts, facts
from humocon.motion.kinematics.text import facts_text
from humocon.motion.layouts import LAYOUTS
from humocon.motion.read import read_motion
from humocon.video.sniff import is_video

if TYPE_CHECKING:
    from humocon.ask.exact import Scene
    from humocon.ask.exact.known.names import Told
    from humocon.video.clip import VideoClip
    from humocon.video.lift import LiftedVideo

MOTION_ROAD: Final = "motion file"
SKELETON_ROAD: Final = "skeleton lifted from the video"
VIDEO_ROAD: Final = "video frames"
MIN_POSES: Final = 2
"""A motion of fewer poses tells nothing."""


@dataclass(frozen=True, kw_only=True)
class TakeOptions:
    """How files are read.

    Attributes:
        body_model: SMPL, SMPL-H or SMPL-X model file or folder, for parameters of it.
        fps: poses per second, where a motion file does not say; of a video, the frames per second at which it was
            filmed, where it is played at another rate.
        up: axis that points up, where the posture misleads.
        person: which of several people in a motion file, from 1.
        skeleton: the order of the joints in an array, such as "kinect20", where the body in it does not tell.
        one_of_many: whether the file is one of many kinds, so that options that it has no use for are no mistake.
        motion: what was recorded beside a video.
        pose_models: folder, wheel or .task of the pose networks, for a video.
        pose_cache: where they are kept where none are named; by default the user's cache.
        span: begin and end of the part of the file that is asked about, seconds; None stands for its beginning or end.
    """

    body_model: Path | None = None
    fps: float | None = None
    up: str | None = None
    person: int | None = None
    skeleton: str | None = None
    one_of_many: bool = False
    motion: Path | None = None
    pose_models: Path | None = None
    pose_cache: Path | None = None
    span: tuple[float | None, float | None] = (None, None)

    @property
    def pose_networks(self) -> Path | None:
        """Where the pose networks are."""
        return self.pose_models or self.pose_cache

    def check(self) -> None:
        """Refuse a skeleton that has no name here.

        Raises:
            ConfigError: naming those that have one.
        """
        if self.skeleton is not None and self.skeleton not in LAYOUTS:
            raise ConfigError(f"--skeleton {self.skeleton}: not known; choose one of {', '.join(LAYOUTS)}")


@dataclass(frozen=True)
class Take:
    """One thing that can be asked about.

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
    clip: MotionClip
    lifted: "LiftedVideo | None" = None
    roads: tuple[str, ...] = ()
    refusal: str | None = None
    begin_s: float = 0.0
    video: "VideoClip | None" = None
    failure: HumoconError | None = None
    fps: float | None = None

    @property
    def motion(self) -> MotionClip | None:
        """The motion, where there is one."""
        return self.clip if self.clip.num_frames else None

    @property
    def duration_s(self) -> float:
        """How long what is asked about lasts: the motion, or, where there is none, the video."""
        seen = self.video or self.lifted
        return self.clip.duration_s if self.motion or seen is None else seen.source.duration_s

    @property
    def warnings(self) -> tuple[str, ...]:
        """What looked odd while it was read."""
        return self.clip.source.warnings

    @cached_property
    def facts(self) -> Facts | None:
        """What the joints do, in the file's times; None without a motion. Found once for all questions."""
        return None if self.motion is None else facts(self.motion.joints).retimed(self.file_time)

    @cached_property
    def facts_text(self) -> str:
        """The facts in words, as `humocon ask --facts` shows them; "" without a motion."""
        return "" if self.facts is None else facts_text(self.facts, legs_seen=self.legs_seen)

    @cached_property
    def said(self) -> "dict[str, Told]":
        """What a model said of it so far, and with which probability: by question in the model's own words."""
        return {}

    @cached_property
    def scenes(self) -> "dict[object, Scene]":
        """What natural questions about it are answered from so far: by who answers, since names are theirs."""
        return {}

    @property
    def legs_seen(self) -> bool:
        """Whether the legs of the motion were seen, as those of a recording always are."""
        return self.lifted is None or MOTION_ROAD in self.roads or self.lifted.quality.legs_seen

    def file_time(self, clip_s: float) -> float:
        """Where in the file a moment of the motion is, both in seconds."""
        if self.lifted is None or MOTION_ROAD in self.roads:
            return clip_s + self.begin_s
        return self.lifted.video_time(clip_s)

    @property
    def is_video(self) -> bool:
        """Whether there is a video, lifted or not."""
        return self.lifted is not None or self.failure is not None

    def shown_to(self, model: Looks | None) -> "Take":
        """The same take with the key frames of its video, for a model that reads them, if one looks at it.

        Raises:
            HumoconError: there is no skeleton, and the model does not read video, or none that looks like this.
        """
        if self.refusal is not None or not self.is_video:
            return self
        if model is None or not model.reads_video:
            if self.failure is not None:
                raise self.failure
            return self
        stretch = None
        if self.lifted is not None and len(self.lifted.stretches) == 1:
            begin_s = self.file_time(0.0)
            stretch = (begin_s, begin_s + self.clip.duration_s)
        video = model.look(self.file, stretch, fps=self.fps)
        if video is None:
            unlike = "unlike those that the model learned from"
            if self.failure is not None:
                raise type(self.failure)(f"its frames look {unlike}, and there is no skeleton: {self.failure}")
            return replace(self, clip=_noted(self.clip, notes=[f"video frames left out: {unlike}"]))
        return replace(self, video=video, roads=(*self.roads, VIDEO_ROAD))


def take_of(clip: MotionClip) -> Take:
    """A motion that was read before."""
    return Take(Path(clip.source.path), clip)


def read_take(file: Path, options: TakeOptions, progress: Callable[[float | str], None] | None = None) -> Take:
    """Read a motion file or a video, whatever its name says.

    Args:
        file: as the user names it.
        options: how it is read.
        progress: is told the share of a video that was looked at, in [0, 1], or in words what else is done.

    Raises:
        HumoconError: it cannot be read, naming the file and the remedy.
    """
    from humocon.data.clip_store import is_store

    if any(map(is_store, (file, file.parent, file.parent.parent))):
        raise DataError(
            f"{file}: clips that `humocon data prepare` made for training; ask about the files that they were made from"
        )
    if file.is_dir():
        raise DataError(f"{file}: there is no motion file or video in this folder")
    if not is_video(file):
        for name in ("motion", "pose_models"):
            if getattr(options, name) is not None and not (options.one_of_many and name == "pose_models"):
                raise DataError(f"{file}: not a video, and --{name.replace('_', '-')} goes with a video")
        return Take(file, part_of(_read_motion(file, options), *options.span), begin_s=options.span[0] or 0.0)
    if options.motion is None:
        for name in ("up", "body_model", "person", "skeleton"):
            if getattr(options, name) is not None and not options.one_of_many:
                raise DataError(f"{file}: a video, and --{name.replace('_', '-')} goes with a motion file")
        return _lift(file, options, options.fps, progress)
    return _beside_video(file, options.motion, options, progress)


def _read_motion(file: Path, options: TakeOptions) -> MotionClip:
    clip = read_motion(
        file,
        body_model=options.body_model,
        fps=options.fps,
        up=options.up,
        person=options.person,
        skeleton=options.skeleton,
        one_of_many=options.one_of_many,
    )
    if clip.num_frames < MIN_POSES:
        raise DataError(
            f"{file}: the motion has {clip.num_frames} pose at {clip.fps:g} Hz and needs {MIN_POSES} or more; "
            "give a longer recording"
        )
    return clip


def _lift(file: Path, options: TakeOptions, fps: float | None, progress: Callable[[float | str], None] | None) -> Take:
    from humocon.video.lift import lift_video

    try:
        lifted = lift_video(file, fps=fps, span=options.span, models=options.pose_networks, progress=progress)
    except CheckpointError as error:
        return Take(file, _no_motion(file, str(error), fps), failure=error, fps=fps)
    refusal = lifted.quality.refusal
    if refusal is None and lifted.clip.num_frames < MIN_POSES:
        refusal = "the person is in sight for a moment only"
    return Take(file, lifted.clip, lifted, (SKELETON_ROAD,), refusal, fps=fps)


def _no_motion(file: Path, reason: str, fps: float | None) -> MotionClip:
    """A clip without poses, for a video that could not be lifted."""
    from humocon.video.read import probe

    seen = probe(file, fps=fps)
    warnings = (*seen.warnings, f"only the video's frames are used: {reason}")
    source = ClipSource(str(file), f"{seen.container} video", "", seen.fps, "", "", seen.notes, warnings)
    return MotionClip(np.zeros((0, 22, 3), np.float32), CANONICAL_FPS, source)


def _beside_video(
    file: Path, motion: Path, options: TakeOptions, progress: Callable[[float | str], None] | None
) -> Take:
    """A video with the motion recorded beside it: the recording is the motion, the video tells where it belongs."""
    # The rate that is named is that of the motion.
    clip, seen = _read_motion(motion, options), _lift(file, options, None, progress)
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
    return Take(file, _noted(clip, notes, warnings), lifted, (MOTION_ROAD,), begin_s=begin_s)


def _noted(clip: MotionClip, notes: list[str], warnings: list[str] | None = None) -> MotionClip:
    """The same clip with more told of it."""
    source = clip.source
    told = replace(source, notes=(*source.notes, *notes), warnings=(*source.warnings, *(warnings or [])))
    return replace(clip, source=told)


def _place_in_time(clip: MotionClip, lifted: "LiftedVideo") -> tuple[MotionClip, float, bool]:
    """The part of a recorded motion that the video shows, where in it that begins, seconds, and whether that fits."""
    from humocon.video.lifting.timing import find_offset, fits

    offset = find_offset(clip.joints, lifted.clip.joints)
    # What was recorded before the video begins or after it ends is not asked about.
    first = max(0, -offset - round(lifted.begin_s * clip.fps))
    begin_s = lifted.begin_s + (first + offset) / clip.fps
    last = first + max(2, int((lifted.source.duration_s - begin_s) * clip.fps) + 1)
    shown = replace(clip, joints=canonicalize(clip.joints[first:last], clip.fps))
    return shown, max(0.0, begin_s), fits(clip.joints, lifted.clip.joints, offset)

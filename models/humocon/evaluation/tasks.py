"""The benchmarks: how each is read, how it is asked, and how it is judged."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from humocon.errors import CheckpointError
from humocon.evaluation.activitynet_qa import read_activitynet_qa, videos_sha256
from humocon.evaluation.babel_qa import motions_sha256, read_babel_qa, read_clip
from humocon.evaluation.judging import JudgeProtocol
from humocon.evaluation.question_set import QuestionSet
from humocon.evaluation.tables import ACTIVITYNET_QA_TEST, BABEL_QA_TEST, PublishedRow
from humocon.motion.clip import MotionClip
from humocon.video.clip import VideoClip

Look = Callable[[Path, tuple[float, float] | None], VideoClip | None]
"""(video, begin and end of a stretch of it in seconds) to its key frames, or None where they would tell nothing."""
NO_PERSON = "no person could be followed"
"""The answer to a question about a video that shows nobody whose motion can be told."""


@dataclass(frozen=True)
class Shown:
    """What the model is asked about: a motion, the key frames of a video, both of the same time, or nothing."""

    motion: MotionClip | None
    video: VideoClip | None = None


@dataclass(frozen=True)
class Refusal:
    """A video that was read and in which nobody could be followed: its questions count, and are answered so."""

    reason: str


@dataclass(frozen=True)
class MotionQuestions:
    """BABEL-QA, and MoCap-QA, which has its layout.

    Attributes:
        name: the benchmark.
        splits_file: see `read_babel_qa`.
    """

    name: str
    splits_file: Path | None = None
    judged: ClassVar[JudgeProtocol] = JudgeProtocol("share")
    grows: ClassVar[bool] = False
    """Whether files may be missing, and be added to a run that has begun."""

    def read(self, folder: Path, split: str) -> QuestionSet:
        """Read the three JSON files; every motion has to be there."""
        return read_babel_qa(folder, split, self.splits_file)

    def wording(self, question: str) -> str:
        """As it is."""
        return question

    def show(self, path: Path, look: Look | None) -> Shown | Refusal:
        """Read one motion."""
        return Shown(read_clip(path))

    def files_sha256(self, data: QuestionSet) -> str:
        """Hash over the content of the motions."""
        return motions_sha256(data.questions)

    def published(self, split: str) -> tuple[PublishedRow, ...]:
        """Published rows exist for the test split of BABEL-QA."""
        return BABEL_QA_TEST if self.name == "babel-qa" and split == "test" else ()


@dataclass(frozen=True)
class VideoQuestions:
    """ActivityNet-QA.

    Attributes:
        videos: the folder of videos.
        pose_models: see `lift_video`.
    """

    videos: Path
    pose_models: Path | None = None
    name: ClassVar[str] = "activitynet-qa"
    judged: ClassVar[JudgeProtocol] = JudgeProtocol("yes_no")
    grows: ClassVar[bool] = True

    def read(self, folder: Path, split: str) -> QuestionSet:
        """Read the official JSON files; videos may be missing."""
        return read_activitynet_qa(folder, self.videos, split)

    def wording(self, question: str) -> str:
        """With the capital letter and the mark that the files leave out."""
        text = question.strip()
        return text[:1].upper() + text[1:] + ("" if text.endswith("?") else "?")

    def show(self, path: Path, look: Look | None) -> Shown | Refusal:
        """Follow the person in one video; where a model reads video, also read its key frames.

        Raises:
            CheckpointError: there are no pose networks, and the model reads no video, or none that looks like this.
            DataError: the video cannot be read.
        """
        from humocon.video.lift import lift_video  # needs packages that motion files do not

        try:
            lifted = lift_video(path, models=self.pose_models)
        except CheckpointError:
            video = None if look is None else look(path, None)
            if video is None:
                raise
            return Shown(None, video)
        if lifted.quality.refusal is not None:
            return Refusal(lifted.quality.refusal)
        stretch = (lifted.begin_s, lifted.end_s) if len(lifted.stretches) == 1 else None
        motion = lifted.clip if lifted.clip.num_frames > 1 else None
        video = None if look is None else look(path, stretch)
        if motion is None and video is None:
            return Refusal("the person is in sight for a moment only")
        return Shown(motion, video)

    def files_sha256(self, data: QuestionSet) -> str:
        """Hash over the videos' names and sizes."""
        return videos_sha256(data)

    def published(self, split: str) -> tuple[PublishedRow, ...]:
        """Published rows exist for the test split."""
        return ACTIVITYNET_QA_TEST if split == "test" else ()


Task = MotionQuestions | VideoQuestions

"""The benchmarks: how each is read, how it is asked, and how it is judged."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from humocon.ask.take import Take, TakeOptions, read_take, take_of
from humocon.evaluation.activitynet_qa import read_activitynet_qa, videos_sha256
from humocon.evaluation.babel_qa import motions_sha256, read_babel_qa, read_clip
from humocon.evaluation.judging import JudgeProtocol
from humocon.evaluation.question_set import QuestionSet
from humocon.evaluation.tables import PUBLISHED, PublishedRow


@dataclass(frozen=True)
class MotionQuestions:
    """BABEL-QA, and MoCap-QA and HuMMan-QA, which have its layout.

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

    def take(self, path: Path) -> Take:
        """One motion, whose axes, unit and rate the layout states."""
        return take_of(read_clip(path))

    def files_sha256(self, data: QuestionSet) -> str:
        """Hash over the content of the motions."""
        return motions_sha256(data.questions)

    def published(self, split: str) -> tuple[PublishedRow, ...]:
        """Published rows exist for the test splits of BABEL-QA and HuMMan-QA."""
        return PUBLISHED.get((self.name, split), ())


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

    def take(self, path: Path) -> Take:
        """One video, as `humocon ask` takes it.

        Raises:
            DataError: the video cannot be read.
        """
        return read_take(path, TakeOptions(pose_models=self.pose_models))

    def files_sha256(self, data: QuestionSet) -> str:
        """Hash over the videos' names and sizes."""
        return videos_sha256(data)

    def published(self, split: str) -> tuple[PublishedRow, ...]:
        """Published rows exist for the test split."""
        return PUBLISHED.get((self.name, split), ())


Task = MotionQuestions | VideoQuestions

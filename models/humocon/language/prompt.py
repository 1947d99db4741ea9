"""What a model is shown of a question: the prompt with its placeholders, features of the motion, key frames.

Legend: K poses, F numbers for each pose, V key frames, S side of a frame.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from humocon.errors import DataError
from humocon.language.key_frames import read_familiar
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor
from humocon.language.tokenizer import Message, with_facts
from humocon.motion.clip import MotionClip
from humocon.motion.features import FEATURE_DIM, pose_features
from humocon.video.clip import VideoClip

MIN_FRAMES = 2


class Prompter:
    """Prompts about motions and videos, and the arrays that go with them.

    Args:
        model: that is to answer.
        processor: of the same model.

    Attributes:
        context: tokens that the model reads at most, prompt and answer together.
    """

    def __init__(self, model: HumoconForConditionalGeneration, processor: HumoconProcessor) -> None:
        self.model, self.processor = model, processor
        self.context = getattr(model.config.get_text_config(decoder=True), "max_position_embeddings", None) or 1 << 30

    def questions(
        self,
        clips: Sequence[MotionClip | None],
        questions: Sequence[str | Sequence[Message]],
        videos: Sequence[VideoClip | None] | None = None,
        facts: Sequence[str] | None = None,
    ) -> list[list[int]]:
        """A prompt for each question, or conversation, about a clip, a video or both; see `latest`.

        Where the model reads facts, those of each clip in words stand in front.

        Raises:
            DataError: as `conversation`.
            ValueError: there are not as many clips, or videos, as questions.
        """
        if len(clips) != len(questions):
            raise ValueError(f"expected a question for each clip, got {len(clips)} and {len(questions)}")
        if videos is not None and len(videos) != len(questions):
            raise ValueError(f"expected a question for each video, got {len(videos)} and {len(questions)}")
        told = [""] * len(clips) if facts is None or not self.model.config.reads_facts else facts
        samples = zip(clips, questions, videos or [None] * len(clips), told, strict=True)
        return [
            self.latest(
                clip,
                with_facts([{"role": "user", "content": asked}] if isinstance(asked, str) else asked, text),
                video,
            )
            for clip, asked, video, text in samples
        ]

    def conversation(
        self, clip: MotionClip | None, messages: Sequence[Message], video: VideoClip | None = None
    ) -> list[int]:
        """The prompt of a conversation whose last message is to be answered.

        Raises:
            DataError: the question is empty, or too long together with what is shown; or what is shown cannot be read.
        """
        if clip is not None:
            check_frames(clip)
        if video is not None and self.model.video_concepts is None:
            raise DataError(f"{video.source.path}: this model sees no video; give it the motion, or another --model")
        if not messages or not messages[-1]["content"].strip():
            raise DataError("the question is empty; ask something such as 'What is the person doing?'")
        shows_motion = clip is not None and self.model.config.reads_motion
        num_motion_tokens = self.processor.num_motion_tokens(clip.num_frames) if clip and shows_motion else 0
        num_video_tokens = 0 if video is None else self.processor.num_video_tokens(video.num_frames)
        prompt = self.processor.encode_prompt(messages, num_motion_tokens, num_video_tokens)
        shown = num_motion_tokens + num_video_tokens
        if len(prompt) >= self.context:
            kind = "motion" if video is None else "video" if clip is None else "motion and video"
            raise _TooLongError(
                f"the question takes {len(prompt) - shown} tokens, and beside this {kind} the model reads fewer than "
                f"{self.context - shown}; ask a shorter question"
            )
        return prompt

    def latest(self, clip: MotionClip | None, messages: Sequence[Message], video: VideoClip | None = None) -> list[int]:
        """As `conversation`; of one that grew too long, the oldest questions and answers are left out."""
        messages = list(messages)
        while True:
            try:
                return self.conversation(clip, messages, video)
            except _TooLongError:
                earlier = [place for place, message in enumerate(messages) if message["role"] == "user"]
                if len(earlier) < 2:
                    raise
                del messages[earlier[0] : earlier[1]]

    def features(self, clip: MotionClip | None) -> np.ndarray:
        """(K, F) features of the poses; none of no motion."""
        if clip is None or not self.model.config.reads_motion:
            return np.zeros((0, FEATURE_DIM), np.float32)
        return pose_features(clip.joints)

    def frames(self, video: VideoClip | None) -> np.ndarray:
        """(V, S, S, 3) key frames that the model reads; none of no video."""
        size = self.processor.video_size
        return np.zeros((0, size, size, 3), np.uint8) if video is None else self.processor.key_frames(video)

    def inputs(
        self, prompts: Sequence[Sequence[int]], features: Sequence[np.ndarray], frames: Sequence[np.ndarray]
    ) -> dict[str, Tensor]:
        """Prompts, features (K, F) and key frames (V, S, S, 3) of one batch, on the model's device."""
        arrays = self.processor.pad(prompts, features, frames)
        return {name: torch.from_numpy(array).to(self.model.device) for name, array in arrays.items()}


def check_frames(clip: MotionClip) -> None:
    """Refuse a motion of a single pose.

    Raises:
        DataError: naming its file.
    """
    if clip.num_frames < MIN_FRAMES:
        raise DataError(
            f"{clip.source.path}: the motion has {clip.num_frames} pose at {clip.fps:g} Hz and needs {MIN_FRAMES} "
            "or more; give a longer recording"
        )


class _TooLongError(DataError):
    """The question and the motion are longer than the model's context."""


_SLACK_S = 0.1


def look(
    path: Path,
    model: HumoconForConditionalGeneration,
    processor: HumoconProcessor,
    stretch: tuple[float, float] | None = None,
    fps: float | None = None,
) -> VideoClip | None:
    """Read the key frames that a model is shown of a video.

    Args:
        path: the video.
        model: that reads video.
        processor: of the same model.
        stretch: begin and end of the motion that goes with it, seconds of the video: the frames outside are left out,
            so that both show the same time, unless hardly any would remain.
        fps: frames a second at which it was filmed, where that is not the rate at which it is played.

    Returns:
        None where the video looks unlike all that the model learned from, so that its frames would tell it nothing; see
        `video_surprise_limit` of `HumoconConfig`.

    Raises:
        DataError: the video cannot be read.
    """
    video = read_familiar(path, processor.reads, model.video_concepts, model.config.video_surprise_limit, fps=fps)
    if video is None or stretch is None:
        return video
    kept = (video.times >= stretch[0] - _SLACK_S) & (video.times <= stretch[1] + _SLACK_S)
    if kept.sum() < 2:
        return video
    return replace(
        video,
        frames=video.frames[kept],
        next_frames=video.next_frames[kept],
        times=video.times[kept],
        next_times=video.next_times[kept],
    )

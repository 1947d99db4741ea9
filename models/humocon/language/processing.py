"""From a motion, a video and a conversation to the arrays that the model reads.

Legend: V key frames, S side of a frame in pixels.
"""

import itertools
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from transformers import BatchFeature, PreTrainedTokenizerBase
from transformers.utils.hub import cached_file

from humocon.hub import NO_CODE
from humocon.language.key_frames import KeyFrames, Video
from humocon.language.tokenizer import (
    KNOWN_WORDS_FILE,
    MOTION,
    ConversationWriter,
    Message,
    prepare_tokenizer,
    read_known_words,
    unknown_words,
    write_known_words,
)
from humocon.motion.clip import MotionClip
from humocon.motion.features import FEATURE_DIM, pose_features

Motion = MotionClip | np.ndarray


def num_alike(rows: Sequence[Sequence[int]]) -> int:
    """How many tokens all rows begin with alike."""
    return sum(1 for _ in itertools.takewhile(lambda tokens: len(set(tokens)) == 1, zip(*rows, strict=False)))


def pad_ids(ids: Sequence[Sequence[int]], pad: int) -> dict[str, np.ndarray]:
    """Token ids, filled up on the left: input_ids and attention_mask (B, T)."""
    longest = max(map(len, ids))
    input_ids = np.full((len(ids), longest), pad, dtype=np.int64)
    attention_mask = np.zeros((len(ids), longest), dtype=np.int64)
    for row, tokens in enumerate(ids):
        input_ids[row, longest - len(tokens) :] = tokens
        attention_mask[row, longest - len(tokens) :] = 1
    return {"input_ids": input_ids, "attention_mask": attention_mask}


def pad_features(features: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
    """Features (K, F) of several motions, filled up on the right: motion_values (B, K, F) and motion_mask (B, K)."""
    values, mask = _pad_right(features, (FEATURE_DIM,), np.float32)
    return {"motion_values": values, "motion_mask": mask}


def pad_frames(frames: Sequence[np.ndarray], size: int) -> dict[str, np.ndarray]:
    """Key frames (V, S, S, 3) of several videos, likewise: video_values (B, V, S, S, 3) and video_mask (B, V)."""
    values, mask = _pad_right(frames, (size, size, 3), np.uint8)
    return {"video_values": values, "video_mask": mask}


def _pad_right(parts: Sequence[np.ndarray], shape: tuple[int, ...], dtype: type) -> tuple[np.ndarray, np.ndarray]:
    """Rows of a shape, (N, ...) of each sample, to (B, longest N, ...) and a mask (B, longest N) of what is real."""
    longest = max(map(len, parts))
    values = np.zeros((len(parts), longest, *shape), dtype=dtype)
    mask = np.zeros((len(parts), longest), dtype=bool)
    for row, part in enumerate(parts):
        values[row, : len(part)] = part
        mask[row, : len(part)] = True
    return values, mask


class HumoconProcessor(ConversationWriter):
    """Tokenizer, chat template and the numbers that turn poses into placeholder tokens.

    Args:
        tokenizer: of the language model, with `motion_token` in its vocabulary.
        frames_per_token: consecutive poses that one placeholder stands for.
        max_motion_tokens: placeholders for a motion at most; a longer motion is sampled evenly in time.
        motion_token: the placeholder.
        fps: poses per second of the motions.
        chat_template: how a conversation becomes a prompt; the tokenizer's own by default.
        video_token: the placeholder of key frames; None where the model sees no video.
        max_video_tokens: placeholders for a video at most; of more key frames, as many as these hold are taken evenly.
        video_size: side of the frames in pixels.
        video_fps: key frames per second that the model learned from.
        video_follow: whether clips are cut to where something moves.
        frames_per_video_token: consecutive key frames that one placeholder stands for.

    Attributes:
        known_words: lower-case words of the text that the model learned from, or None; kept in `known_words.txt`.
    """

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerBase,
        frames_per_token: int = 4,
        max_motion_tokens: int = 256,
        motion_token: str = MOTION,
        fps: float = 20.0,
        chat_template: str | None = None,
        video_token: str | None = None,
        max_video_tokens: int = 64,
        video_size: int = 256,
        video_fps: float = 5.0,
        video_follow: bool = False,
        frames_per_video_token: int = 1,
    ) -> None:
        self.frames_per_token = frames_per_token
        self.max_motion_tokens = max_motion_tokens
        self.fps = fps
        self.max_video_tokens = max_video_tokens
        self.video_size = video_size
        self.video_fps = video_fps
        self.video_follow = video_follow
        self.frames_per_video_token = frames_per_video_token
        self.known_words: frozenset[str] | None = None
        super().__init__(tokenizer, motion_token, video_token, chat_template)

    @classmethod
    def from_base(
        cls,
        tokenizer: PreTrainedTokenizerBase,
        *,
        frames_per_token: int = 4,
        max_motion_tokens: int = 256,
        known_words: Iterable[str] | None = None,
    ) -> Self:
        """A processor around the tokenizer of any causal language model.

        The tokenizer gets what it lacks: the placeholder, a padding token, and, without a chat template, ours with its
        tokens.
        """
        prepare_tokenizer(tokenizer)
        processor = cls(tokenizer, frames_per_token=frames_per_token, max_motion_tokens=max_motion_tokens)
        processor.known_words = None if known_words is None else frozenset(word.lower() for word in known_words)
        return processor

    def add_video(
        self, *, size: int, max_tokens: int = 64, fps: float = 5.0, follow: bool = False, frames_per_token: int = 1
    ) -> None:
        """Let prompts hold key frames too; the tokenizer gets a placeholder where it has none.

        Args:
            size: side of the frames in pixels.
            max_tokens: placeholders for a video at most.
            fps: key frames per second that the model learns from.
            follow: whether clips are cut to where something moves.
            frames_per_token: key frames that one placeholder stands for.
        """
        self.add_video_token()
        self.video_size, self.max_video_tokens, self.video_fps = size, max_tokens, fps
        self.video_follow, self.frames_per_video_token = follow, frames_per_token

    @property
    def max_key_frames(self) -> int:
        """Key frames of a video at most."""
        return self.max_video_tokens * self.frames_per_video_token

    @property
    def reads(self) -> KeyFrames:
        """Which key frames of a video the model reads."""
        return KeyFrames(size=self.video_size, most=self.max_key_frames, fps=self.video_fps, follows=self.video_follow)

    def num_key_frames(self, duration_s: float) -> int:
        """How many key frames to read of a video, see `KeyFrames.count`."""
        return self.reads.count(duration_s)

    def num_video_tokens(self, num_frames: int) -> int:
        """Placeholders that a video of `num_frames` key frames takes."""
        return -(-min(num_frames, self.max_key_frames) // self.frames_per_video_token)

    def num_motion_tokens(self, num_frames: int) -> int:
        """Placeholders that a motion of `num_frames` poses takes."""
        return min(-(-num_frames // self.frames_per_token), self.max_motion_tokens)

    def describe_length(self, num_frames: int) -> str | None:
        """What a user should know about a motion's length, or None where there is nothing to say."""
        limit = self.max_motion_tokens * self.frames_per_token
        if num_frames <= limit:
            return None
        return (
            f"the motion lasts {num_frames / self.fps:.0f} s, more than the {limit / self.fps:.0f} s that the model "
            "reads in full: it was sampled evenly in time, so short actions may be missed; cut it into parts"
        )

    def unknown_words(self, text: str) -> list[str]:
        """Words of a text that the model never met in training, in order; none where the words are not recorded."""
        return [] if self.known_words is None else unknown_words(text, self.known_words)

    def __call__(  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        text: str | Sequence[str] | None = None,
        motion: Motion | Sequence[Motion] | None = None,
        messages: Sequence[Message] | Sequence[Sequence[Message]] | None = None,
        return_tensors: str | None = "pt",
        *,
        video: Video | Sequence[Video] | None = None,
    ) -> BatchFeature:
        """Everything that `HumoconForConditionalGeneration.generate` needs, padded on the left.

        Args:
            text: prompts that are written out already, each with one placeholder where it has a motion.
            motion: one for each prompt: a clip, or canonical joints (K, 22, 3), metres, y up, 20 Hz.
            messages: instead of `text`, a conversation or a list of conversations.
            return_tensors: "pt" or "np".
            video: one for each prompt: a clip, or its key frames (V, H, W, 3) uint8 RGB, evenly spaced in time.

        Returns:
            input_ids and attention_mask (B, T); with motion also motion_values (B, K, F) and motion_mask (B, K), padded
            on the right; with video also video_values (B, V, S, S, 3) uint8 and video_mask (B, V), likewise.

        Raises:
            ValueError: neither or both of `text` and `messages`, or as many motions or videos as prompts were not
                given.
        """
        if (text is None) == (messages is None):
            raise ValueError("give either text or messages")
        motions = [] if motion is None else [motion] if isinstance(motion, Motion) else list(motion)
        videos = [] if video is None else [video] if isinstance(video, Video) else list(video)
        prompts = [text] if isinstance(text, str) else list(text or [])
        if messages is not None:
            prompts = self._rendered(messages, with_motion=bool(motions), with_video=bool(videos))
        for kind, given in (("motion", motions), ("video", videos)):
            if given and len(given) != len(prompts):
                raise ValueError(f"got {len(given)} {kind}s and {len(prompts)} prompts; give one for each")
        features, frames = [_features(motion) for motion in motions], [self.key_frames(video) for video in videos]
        counts = [self.num_motion_tokens(len(feature)) for feature in features] or [0] * len(prompts)
        seen = [self.num_video_tokens(len(part)) for part in frames] or [0] * len(prompts)
        ids = [self._expand(self._token_ids(p), *both) for p, *both in zip(prompts, counts, seen, strict=True)]
        return BatchFeature(self.pad(ids, features, frames), tensor_type=return_tensors)

    def _rendered(
        self, messages: Sequence[Message] | Sequence[Sequence[Message]], *, with_motion: bool, with_video: bool
    ) -> list[str]:
        """The prompts of one or several conversations."""
        conversations = [messages] if isinstance(messages[0], dict) else messages
        seen = {"with_motion": with_motion, "with_video": with_video}
        return [self.render(conversation, **seen) for conversation in conversations]  # pyright: ignore[reportArgumentType]

    def key_frames(self, video: Video) -> np.ndarray:
        """The frames of a video that the model reads: (V, S, S, 3) uint8."""
        return self.reads.fit(video)

    def pad(
        self,
        ids: Sequence[Sequence[int]],
        features: Sequence[np.ndarray],
        frames: Sequence[np.ndarray] = (),
    ) -> dict[str, np.ndarray]:
        """Bring samples to one size: token ids on the left, features (K, F) and frames (V, S, S, 3) on the right.

        Features and frames may be empty, as a whole or those of one sample.
        """
        padded = pad_ids(ids, self.tokenizer.pad_token_id or 0)
        if any(map(len, features)):
            padded |= pad_features(features)
        if any(map(len, frames)):
            padded |= pad_frames(frames, self.video_size)
        return padded

    @property
    def model_input_names(self) -> list[str]:
        """What the model's `forward` takes from here."""
        names = ["input_ids", "attention_mask", "motion_values", "motion_mask"]
        return names if self.video_token is None else [*names, "video_values", "video_mask"]

    def save_pretrained(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, save_directory: str | os.PathLike[str], push_to_hub: bool = False
    ) -> list[str]:
        """Write the tokenizer, the chat template, `processor_config.json` and, where known, `known_words.txt`."""
        folder = Path(save_directory)
        folder.mkdir(parents=True, exist_ok=True)
        if self.known_words is not None:
            write_known_words(folder, self.known_words)
        return super().save_pretrained(folder, push_to_hub=push_to_hub)

    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: str | os.PathLike[str], **kwargs: Any) -> Self:
        """From a folder or a hub id, as every processor of transformers; also reads `known_words.txt`, if any."""
        processor = super().from_pretrained(pretrained_model_name_or_path, **(NO_CODE | kwargs))
        passed = ("cache_dir", "force_download", "local_files_only", "token", "revision", "subfolder")
        path = cached_file(
            pretrained_model_name_or_path,
            KNOWN_WORDS_FILE,
            _raise_exceptions_for_missing_entries=False,
            _raise_exceptions_for_connection_errors=False,
            **{name: kwargs[name] for name in passed if kwargs.get(name) is not None},
        )
        if path is not None:
            processor.known_words = read_known_words(Path(path))
        return processor


def _features(motion: Motion) -> np.ndarray:
    return pose_features(motion.joints if isinstance(motion, MotionClip) else motion)

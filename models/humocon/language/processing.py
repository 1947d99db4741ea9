"""From a motion, a video and a conversation to the arrays that the model reads.

A prompt has its placeholders in front of the first question: one for each key frame, in order of time, and after them
those of the motion, in order of time; both begin at the same moment.

Legend: B samples, T tokens, K poses, F numbers for each pose, V key frames, S side of a frame.
"""

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from transformers import BatchFeature, PreTrainedTokenizerBase, ProcessorMixin
from transformers.utils.hub import cached_file

from humocon.language.base import ASSISTANT, CHAT_TEMPLATE, END, MOTION, PAD, USER, VIDEO
from humocon.language.frames import fit_frames, pad_frames, unstretch
from humocon.motion.clip import MotionClip
from humocon.motion.features import FEATURE_DIM, pose_features
from humocon.video.clip import VideoClip

KNOWN_WORDS_FILE = "known_words.txt"
IGNORED = -100
"""Label of a token that no loss is taken on."""

Motion = MotionClip | np.ndarray
Video = VideoClip | np.ndarray
Message = dict[str, str]


class HumoconProcessor(ProcessorMixin):
    """Tokenizer, chat template and the numbers that turn poses into placeholder tokens.

    Args:
        tokenizer: of the language model, with `motion_token` in its vocabulary.
        frames_per_token: consecutive poses that one placeholder stands for.
        max_motion_tokens: placeholders for a motion at most; a longer motion is sampled evenly in time.
        motion_token: the placeholder.
        fps: poses per second of the motions.
        chat_template: how a conversation becomes a prompt; the tokenizer's own by default.
        video_token: the placeholder of a key frame; None where the model sees no video.
        max_video_tokens: key frames of a video at most; of more, so many are taken evenly.
        video_size: side of the frames in pixels.
        video_fps: key frames per second that the model learned from.
        video_follow: whether clips are cut to where something moves.

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
    ) -> None:
        self.frames_per_token = frames_per_token
        self.max_motion_tokens = max_motion_tokens
        self.motion_token = motion_token
        self.fps = fps
        self.video_token = video_token
        self.max_video_tokens = max_video_tokens
        self.video_size = video_size
        self.video_fps = video_fps
        self.video_follow = video_follow
        self.known_words: frozenset[str] | None = None
        self._template_pieces: dict[tuple[int, bool, bool], list[str]] = {}
        self.motion_token_id = _token_id(tokenizer, motion_token)
        self.video_token_id = None if video_token is None else _token_id(tokenizer, video_token)
        super().__init__(tokenizer, chat_template=chat_template or tokenizer.chat_template or CHAT_TEMPLATE)

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
        missing = [MOTION] if tokenizer.chat_template else [MOTION, USER, ASSISTANT, END]
        missing = [token for token in missing if token not in tokenizer.get_vocab()]
        tokenizer.add_tokens(missing, special_tokens=True)
        if not tokenizer.chat_template:
            tokenizer.chat_template = CHAT_TEMPLATE
            tokenizer.eos_token = END
        if tokenizer.pad_token is None:
            reserved = (PAD, "<|finetune_right_pad_id|>")
            tokenizer.pad_token = next((t for t in reserved if t in tokenizer.get_vocab()), tokenizer.eos_token)
        processor = cls(tokenizer, frames_per_token=frames_per_token, max_motion_tokens=max_motion_tokens)
        processor.known_words = None if known_words is None else frozenset(word.lower() for word in known_words)
        return processor

    def add_video(self, *, size: int, max_tokens: int = 64, fps: float = 5.0, follow: bool = False) -> None:
        """Let prompts hold key frames too; the tokenizer gets a placeholder where it has none.

        Args:
            size: side of the frames in pixels.
            max_tokens: key frames of a video at most.
            fps: key frames per second that the model learns from.
            follow: whether clips are cut to where something moves.
        """
        if VIDEO not in self.tokenizer.get_vocab():
            self.tokenizer.add_tokens([VIDEO], special_tokens=True)
        self.video_token, self.video_token_id = VIDEO, _token_id(self.tokenizer, VIDEO)
        self.video_size, self.max_video_tokens, self.video_fps = size, max_tokens, fps
        self.video_follow = follow
        self._template_pieces.clear()

    def num_key_frames(self, duration_s: float) -> int:
        """How many key frames to read of a video: as many a second as were learned from, within bounds."""
        return min(max(round(duration_s * self.video_fps), 2), self.max_video_tokens)

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
        if self.known_words is None:
            return []
        words = dict.fromkeys(words_of(text))
        return [
            word for word in words if word not in self.known_words and word.removesuffix("'s") not in self.known_words
        ]

    def render(
        self,
        messages: Sequence[Message],
        *,
        with_motion: bool = True,
        with_video: bool = False,
        prompt: bool = True,
    ) -> str:
        """Write a conversation as the language model reads it, one placeholder of each in front of the first question.

        Args:
            messages: each with a "role" ("user", "assistant", or "system") and its "content".
            with_motion: whether there is a motion.
            with_video: whether there is a video; its placeholder comes first.
            prompt: whether the model is to speak next.
        """
        if with_video and self.video_token is None:
            raise ValueError("this model sees no video; give it a motion")
        seen = (self.video_token or "") * with_video + self.motion_token * with_motion
        placeholders = [token for token in (self.motion_token, self.video_token) if token]
        special = sorted({*self.tokenizer.all_special_tokens, *placeholders}, key=len, reverse=True)
        pattern = "|".join(map(re.escape, special))
        cleaned = [{"role": m["role"], "content": re.sub(pattern, " ", m["content"]).strip()} for m in messages]
        if seen:
            first = next((message for message in cleaned if message["role"] == "user"), None)
            if first is None:
                raise ValueError("a conversation needs a message of the user, got none")
            first["content"] = seen + first["content"]
        template = self.chat_template if isinstance(self.chat_template, str) else None
        text = self.tokenizer.apply_chat_template(
            cleaned, chat_template=template, tokenize=False, add_generation_prompt=prompt
        )
        return str(text)

    def encode_prompt(
        self, messages: Sequence[Message], num_motion_tokens: int, num_video_tokens: int = 0
    ) -> list[int]:
        """Token ids of a conversation in which the model speaks next."""
        text = self.render(messages, with_motion=num_motion_tokens > 0, with_video=num_video_tokens > 0)
        return self._expand(self._token_ids(text), num_motion_tokens, num_video_tokens)

    def encode_conversation(
        self, num_motion_tokens: int, turns: Sequence[tuple[str, str]], num_video_tokens: int = 0
    ) -> tuple[list[int], list[int]]:
        """Token ids and labels of a conversation to learn from.

        Args:
            num_motion_tokens: placeholders in front of the first question; 0 for text alone.
            turns: (question, answer) pairs.
            num_video_tokens: placeholders of key frames, in front of those of the motion.

        Returns:
            ids, as the chat template gives them, and labels: the ids of the answers and of the token that ends each of
            them, `IGNORED` elsewhere. Not shifted: transformers' models shift labels themselves.
        """
        pieces = self._pieces(len(turns), num_motion_tokens > 0, num_video_tokens > 0)
        text, spans = pieces[0], []
        for turn, (question, answer) in enumerate(turns):
            text += question.strip() + pieces[2 * turn + 1]
            begin = len(text)
            text += answer.strip()
            spans.append((begin, len(text)))
            text += pieces[2 * turn + 2]
        encoding = self.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        ids, offsets = list(encoding["input_ids"]), encoding["offset_mapping"]
        labels = _answer_labels(ids, offsets, spans, frozenset(self.tokenizer.all_special_ids))
        ids = self._expand(ids, num_motion_tokens, num_video_tokens)
        # Placeholders stand before every answer, so that what they add is ignored and in front.
        return ids, [IGNORED] * (len(ids) - len(labels)) + labels

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
        if messages is not None:
            conversations = [messages] if isinstance(messages[0], dict) else messages
            seen = {"with_motion": bool(motions), "with_video": bool(videos)}
            prompts = [self.render(conversation, **seen) for conversation in conversations]  # pyright: ignore[reportArgumentType]
        else:
            prompts = [text] if isinstance(text, str) else list(text or [])
        for kind, given in (("motion", motions), ("video", videos)):
            if given and len(given) != len(prompts):
                raise ValueError(
                    f"expected one {kind} for each prompt, got {len(given)} {kind}s and {len(prompts)} prompts"
                )
        features, frames = [_features(motion) for motion in motions], [self.key_frames(video) for video in videos]
        counts = [self.num_motion_tokens(len(feature)) for feature in features] or [0] * len(prompts)
        seen = [len(part) for part in frames] or [0] * len(prompts)
        ids = [self._expand(self._token_ids(p), *both) for p, *both in zip(prompts, counts, seen, strict=True)]
        return BatchFeature(self.pad(ids, features, frames), tensor_type=return_tensors)

    @property
    def video_read_size(self) -> int:
        """Side of the squares to read of a video file: more than the model's where it cuts clips itself."""
        return 4 * self.video_size if self.video_follow else self.video_size

    def key_frames(self, video: Video) -> np.ndarray:
        """The frames of a video that the model reads: (V, S, S, 3) uint8."""
        frames = video.frames if isinstance(video, VideoClip) else video
        if isinstance(video, VideoClip) and self.video_follow:
            frames = unstretch(frames, video.source.width / video.source.height)
        return fit_frames(frames, self.max_video_tokens, self.video_size, follows=self.video_follow)

    def pad(
        self,
        ids: Sequence[Sequence[int]],
        features: Sequence[np.ndarray],
        frames: Sequence[np.ndarray] = (),
    ) -> dict[str, np.ndarray]:
        """Bring samples to one size: token ids on the left, features (K, F) and frames (V, S, S, 3) on the right.

        Features and frames may be empty, as a whole or those of one sample.
        """
        longest = max(map(len, ids))
        input_ids = np.full((len(ids), longest), self.tokenizer.pad_token_id or 0, dtype=np.int64)
        attention_mask = np.zeros((len(ids), longest), dtype=np.int64)
        for row, tokens in enumerate(ids):
            input_ids[row, longest - len(tokens) :] = tokens
            attention_mask[row, longest - len(tokens) :] = 1
        padded = {"input_ids": input_ids, "attention_mask": attention_mask}
        if any(map(len, features)):
            longest = max(map(len, features))
            values = np.zeros((len(features), longest, FEATURE_DIM), dtype=np.float32)
            mask = np.zeros((len(features), longest), dtype=bool)
            for row, feature in enumerate(features):
                values[row, : len(feature)] = feature
                mask[row, : len(feature)] = True
            padded |= {"motion_values": values, "motion_mask": mask}
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
            (folder / KNOWN_WORDS_FILE).write_text("\n".join(sorted(self.known_words)) + "\n", encoding="utf-8")
        return super().save_pretrained(folder, push_to_hub=push_to_hub)

    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: str | os.PathLike[str], **kwargs: Any) -> Self:
        """From a folder or a hub id, as every processor of transformers; also reads `known_words.txt`, if any."""
        processor = super().from_pretrained(pretrained_model_name_or_path, **kwargs)
        passed = ("cache_dir", "force_download", "local_files_only", "token", "revision", "subfolder")
        path = cached_file(
            pretrained_model_name_or_path,
            KNOWN_WORDS_FILE,
            _raise_exceptions_for_missing_entries=False,
            _raise_exceptions_for_connection_errors=False,
            **{name: kwargs[name] for name in passed if kwargs.get(name) is not None},
        )
        if path is not None:
            processor.known_words = frozenset(Path(path).read_text(encoding="utf-8").split())
        return processor

    def _token_ids(self, text: str) -> list[int]:
        return list(self.tokenizer(text, add_special_tokens=False)["input_ids"])

    def _expand(self, ids: list[int], num_motion_tokens: int, num_video_tokens: int = 0) -> list[int]:
        """Replace the one placeholder of each kind by as many as the motion and the video take."""
        kinds = ((self.motion_token_id, self.motion_token, num_motion_tokens),)
        if self.video_token_id is not None and self.video_token is not None:
            kinds = (*kinds, (self.video_token_id, self.video_token, num_video_tokens))
        for token_id, token, number in kinds:
            found = ids.count(token_id)
            if found != min(number, 1):
                raise ValueError(f"expected {min(number, 1)} {token} in a prompt, got {found}")
            if found:
                place = ids.index(token_id)
                ids = ids[:place] + [token_id] * number + ids[place + 1 :]
        return ids

    def _pieces(self, num_turns: int, with_motion: bool, with_video: bool) -> list[str]:
        """What the chat template writes before, between and after the questions and answers of a conversation."""
        key = (num_turns, with_motion, with_video)
        if key not in self._template_pieces:
            marks = [f"MARK{place}." for place in range(2 * num_turns)]
            roles = ["user", "assistant"] * num_turns
            messages = [{"role": role, "content": mark} for role, mark in zip(roles, marks, strict=True)]
            rest, pieces = self.render(messages, with_motion=with_motion, with_video=with_video, prompt=False), []
            for mark in marks:
                before, found, rest = rest.partition(mark)
                if not found:
                    raise ValueError("the chat template does not write every message of a conversation")
                pieces.append(before)
            self._template_pieces[key] = [*pieces, rest]
        return self._template_pieces[key]


def words_of(text: str) -> list[str]:
    """Lower-case words of a text; numbers are not words."""
    return re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower().replace("’", "'"))


def _answer_labels(
    ids: list[int], offsets: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]], special: frozenset[int]
) -> list[int]:
    """The ids of tokens in the character spans and of the special token right after each span, IGNORED elsewhere."""
    labels = [IGNORED] * len(ids)
    place = 0
    for begin, end in spans:
        while place < len(ids) and offsets[place][1] <= begin:
            place += 1
        while place < len(ids) and offsets[place][0] < end:
            labels[place] = ids[place]
            place += 1
        if place < len(ids) and ids[place] in special:
            labels[place] = ids[place]
            place += 1
    return labels


def _token_id(tokenizer: PreTrainedTokenizerBase, token: str) -> int:
    token_id = tokenizer.convert_tokens_to_ids(token)
    if not isinstance(token_id, int) or token_id == tokenizer.unk_token_id:
        raise ValueError(f"the tokenizer has no {token!r}; make the processor with HumoconProcessor.from_base")
    return token_id


def _features(motion: Motion) -> np.ndarray:
    return pose_features(motion.joints if isinstance(motion, MotionClip) else motion)

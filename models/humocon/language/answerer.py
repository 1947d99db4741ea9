"""Load a model once, answer many questions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import torch
from torch import Tensor
from transformers import DynamicCache

from humocon.errors import ConfigError, DataError
from humocon.language.loading import load_pretrained
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor, Message
from humocon.motion.clip import MotionClip
from humocon.motion.features import pose_features

MIN_FRAMES = 2


@dataclass(frozen=True)
class Answer:
    """What the model said."""

    text: str
    num_tokens: int
    """Tokens generated, the end included."""


@dataclass(frozen=True)
class ConceptSpan:
    """A stretch of a motion in which one concept lasts."""

    code: int
    begin_s: float
    end_s: float
    confidence: float
    """Mean confidence of the concept's own classifier, in [0, 1]."""


def default_model() -> Path:
    """Folder of the small model that ships in the package."""
    return Path(__file__).resolve().parent.parent / "weights" / "mini"


class Answerer:
    """Answers questions about motions, greedily.

    Args:
        model: in evaluation mode, on its device.
        processor: of the same model.
        batch_size: questions answered at once.
    """

    def __init__(
        self, model: HumoconForConditionalGeneration, processor: HumoconProcessor, batch_size: int = 32
    ) -> None:
        self.model, self.processor, self.batch_size = model.eval(), processor, batch_size
        self.context = getattr(model.config.get_text_config(decoder=True), "max_position_embeddings", None) or 1 << 30

    @classmethod
    def load(cls, model: str | Path | None = None, *, device: str | None = None, load_in_4bit: bool = False) -> Self:
        """Load a model.

        Args:
            model: a folder or the id of a model on the hub; by default the small one that ships.
            device: such as "cpu" or "cuda:0"; by default the first GPU where there is one.
            load_in_4bit: quantize the language model to 4 bits (NF4).

        Raises:
            CheckpointError: the model is not there, incomplete or damaged.
            ConfigError: there is no such device.
        """
        device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        try:
            torch.empty(1, device=device)
        except (RuntimeError, AssertionError) as error:
            raise ConfigError(f"device {device!r} cannot be used here; try --device cpu") from error
        half = load_in_4bit or torch.device(device).type == "cuda"
        dtype = torch.bfloat16 if half else torch.float32
        model = default_model() if model is None else model
        return cls(*load_pretrained(model, device=device, dtype=dtype, load_in_4bit=load_in_4bit))

    @torch.inference_mode()
    def answer(
        self, clips: Sequence[MotionClip], questions: Sequence[str], *, max_new_tokens: int = 48
    ) -> list[Answer]:
        """Answer one question about each clip; samples of like length are answered together.

        Raises:
            DataError: a question is empty, or too long together with its motion.
            ValueError: there are not as many clips as questions.
        """
        if len(clips) != len(questions):
            raise ValueError(
                f"expected a question for each clip, got {len(clips)} clips and {len(questions)} questions"
            )
        prompts = []
        for clip, question in zip(clips, questions, strict=True):
            prompts.append(self._prompt(clip, [{"role": "user", "content": question}]))
        order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
        answers: dict[int, Answer] = {}
        for begin in range(0, len(order), self.batch_size):
            rows = order[begin : begin + self.batch_size]
            features = [pose_features(clips[row].joints) for row in rows]
            inputs = self._inputs([prompts[row] for row in rows], features)
            length = inputs["input_ids"].shape[1]
            room = min(max_new_tokens, self.context - length)
            tokens = self.model.generate(**inputs, max_new_tokens=room, do_sample=False)  # pyright: ignore[reportAttributeAccessIssue]
            for row, generated in zip(rows, tokens[:, length:].tolist(), strict=True):
                answers[row] = self._answer(generated)
        return [answers[row] for row in range(len(prompts))]

    @torch.inference_mode()
    def stream(self, clip: MotionClip, messages: Sequence[Message], *, max_new_tokens: int = 48) -> Iterator[str]:
        """Answer the last message of a conversation about a clip, piece by piece.

        Of a conversation that grew too long, the oldest questions and answers are left out.

        Raises:
            DataError: the last question is empty, or too long together with the motion.
        """
        messages = list(messages)
        while True:
            try:
                prompt = self._prompt(clip, messages)
                break
            except _TooLongError:
                earlier = [place for place, message in enumerate(messages) if message["role"] == "user"]
                if len(earlier) < 2:
                    raise
                del messages[earlier[0] : earlier[1]]
        inputs = self._inputs([prompt], [pose_features(clip.joints)])
        generated: list[int] = []
        told = ""
        for token in self._decode(inputs, min(max_new_tokens, self.context - len(prompt))):
            generated.append(token)
            text = self._text(generated)
            # The last character may be half of one until the next token comes.
            if not text.endswith("\N{REPLACEMENT CHARACTER}") and len(text) > len(told):
                yield text[len(told) :]
                told = text
        rest = self._text(generated)[len(told) :]
        if rest:
            yield rest

    @torch.inference_mode()
    def codes(self, clip: MotionClip) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The concept of each pose, (K,) each: its code, the state's L2 distance from it, the confidence in [0, 1]."""
        self._check_frames(clip)
        concepts = self.model.concepts
        device = concepts.feature_mean.device
        values = torch.from_numpy(pose_features(clip.joints)).to(device)
        states = self.model.encode_concepts(values[None])[0]
        codes = concepts.codes(states)
        distances, confidences = concepts.codebook.distances(states, codes), concepts.confidence(states, codes)
        return codes.cpu().numpy(), distances.cpu().numpy(), confidences.cpu().numpy()

    def timeline(self, clip: MotionClip) -> list[ConceptSpan]:
        """The concepts of a clip in their order: one span for each run of poses of the same code."""
        codes, _, confidences = self.codes(clip)
        begins = np.flatnonzero(np.diff(codes, prepend=-1))
        ends = np.append(begins[1:], len(codes))
        return [
            ConceptSpan(
                code=int(codes[begin]),
                begin_s=float(begin / clip.fps),
                end_s=float(end / clip.fps),
                confidence=float(confidences[begin:end].mean()),
            )
            for begin, end in zip(begins, ends, strict=True)
        ]

    def unknown_words(self, question: str) -> list[str]:
        """Words of a question that the model never met in training, so that its answer may be worth nothing."""
        return self.processor.unknown_words(question)

    def describe_length(self, clip: MotionClip) -> str | None:
        """A warning for a clip that is longer than the model reads in full, else None."""
        return self.processor.describe_length(clip.num_frames)

    def _prompt(self, clip: MotionClip, messages: Sequence[Message]) -> list[int]:
        self._check_frames(clip)
        if not messages or not messages[-1]["content"].strip():
            raise DataError("the question is empty; ask something such as 'What is the person doing?'")
        num_motion_tokens = self.processor.num_motion_tokens(clip.num_frames)
        prompt = self.processor.encode_prompt(messages, num_motion_tokens)
        room = self.context - num_motion_tokens
        if len(prompt) >= self.context:
            raise _TooLongError(
                f"the question takes {len(prompt) - num_motion_tokens} tokens, and beside this motion the model reads "
                f"fewer than {room}; ask a shorter question"
            )
        return prompt

    def _check_frames(self, clip: MotionClip) -> None:
        if clip.num_frames < MIN_FRAMES:
            raise DataError(
                f"{clip.source.path}: the motion has {clip.num_frames} pose at {clip.fps:g} Hz and needs {MIN_FRAMES} "
                "or more; give a longer recording"
            )

    def _inputs(self, prompts: Sequence[Sequence[int]], features: Sequence[np.ndarray]) -> dict[str, Tensor]:
        arrays = self.processor.pad(prompts, features)
        return {name: torch.from_numpy(array).to(self.model.device) for name, array in arrays.items()}

    def _decode(self, inputs: dict[str, Tensor], max_new_tokens: int) -> Iterator[int]:
        """Greedy tokens of one sample, the end not included."""
        ends, cache, motion = self._ends(), DynamicCache(), inputs
        for _ in range(max_new_tokens):
            outputs = self.model(**motion, past_key_values=cache, use_cache=True, logits_to_keep=1)
            token = outputs.logits[:, -1].argmax(dim=-1, keepdim=True)
            if int(token) in ends:
                return
            yield int(token)
            motion = {"input_ids": token}

    def _ends(self) -> set[int]:
        config = self.model.generation_config
        ends = config.eos_token_id if config is not None else None
        return {ends} if isinstance(ends, int) else set(ends or [])

    def _answer(self, generated: list[int]) -> Answer:
        ends = self._ends()
        stop = next((place for place, token in enumerate(generated) if token in ends), len(generated))
        return Answer(self._text(generated[:stop]), min(stop + 1, len(generated)))

    def _text(self, tokens: list[int]) -> str:
        return str(self.processor.tokenizer.decode(tokens, skip_special_tokens=True)).strip()


class _TooLongError(DataError):
    """The question and the motion are longer than the model's context."""

"""Load a model once, answer many questions."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Self

import numpy as np
import torch
from transformers import DynamicCache

from humocon.actions.recogniser import Recogniser, load_recogniser
from humocon.ask.models import choose_device
from humocon.ask.timeline import ConceptSpan, find_spans, read_codes
from humocon.concepts.configuration import Reads
from humocon.concepts.names import ConceptName
from humocon.errors import CheckpointError, ConfigError
from humocon.language.generation import Answer, Choice, choose, end_tokens, generate, near_tie, reading_of
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor, num_alike
from humocon.language.prompt import Prompter, check_frames, look
from humocon.language.tokenizer import Message
from humocon.model_folder import default_folder as default_model
from humocon.model_folder import load_names, load_pretrained
from humocon.motion.clip import MotionClip
from humocon.video.clip import VideoClip


class Answerer:
    """Answers questions about motions, greedily.

    Args:
        model: in evaluation mode, on its device.
        processor: of the same model.
        batch_size: questions answered at once.
        compiled: whether full batches are answered by a compiled model; see `generate`. The answers are the same.

    Attributes:
        names: what the concepts are called, by code; empty where nobody has named them.
        names_warning: what is wrong with the file of names, if anything is: answers do not depend on it.
        recogniser: of actions, where the model has one.
    """

    def __init__(
        self,
        model: HumoconForConditionalGeneration,
        processor: HumoconProcessor,
        batch_size: int = 32,
        *,
        compiled: bool = False,
    ) -> None:
        self.model, self.processor = model.eval(), processor
        self.batch_size, self.compiled = batch_size, compiled
        self.names: dict[int, ConceptName] = {}
        self.names_warning: str | None = None
        self.recogniser: Recogniser | None = None
        self._prompter = Prompter(self.model, processor)

    @classmethod
    def load(
        cls,
        model: str | Path | None = None,
        *,
        device: str | None = None,
        load_in_4bit: bool = False,
        compiled: bool = False,
        language_models: Path | None = None,
        reads: Reads | None = None,
    ) -> Self:
        """Load a model.

        Args:
            model: a folder or the id of a model on the hub; by default the small one that ships.
            device: such as "cpu" or "cuda:0"; by default the first GPU where there is one.
            load_in_4bit: quantize the language model to 4 bits (NF4).
            compiled: see the class.
            language_models: see `load_pretrained`.
            reads: a part of what the model learned to read, that it is shown alone; all of it by default.

        Raises:
            CheckpointError: the model is not there, incomplete or damaged.
            ConfigError: there is no such device, or the model did not learn to read that.
        """
        device = choose_device(device)
        half = load_in_4bit or torch.device(device).type == "cuda"
        dtype = torch.bfloat16 if half else torch.float32
        model = default_model() if model is None else model
        loaded = load_pretrained(
            model, device=device, dtype=dtype, load_in_4bit=load_in_4bit, language_models=language_models
        )
        answerer = cls(*loaded, compiled=compiled)
        if reads is not None:
            answerer.model.config.reads = _part(reads, answerer.model.config.reads)
        answerer.recogniser = load_recogniser(Path(model).expanduser())
        try:
            answerer.names = load_names(model, answerer.model.concepts.codebook.vectors)
        except CheckpointError as error:
            answerer.names_warning = f"the concepts are shown without names: {error}"
        return answerer

    @torch.inference_mode()
    def answer(
        self,
        clips: Sequence[MotionClip | None],
        questions: Sequence[str | Sequence[Message]],
        *,
        videos: Sequence[VideoClip | None] | None = None,
        facts: Sequence[str] | None = None,
        max_new_tokens: int = 48,
    ) -> list[Answer]:
        """Answer one question, or the last of a conversation, about each clip.

        Samples of like length are answered together. Of a conversation that grew too long, the oldest questions and
        answers are left out.

        With `videos`, each sample has a motion, a video (where the model `reads_video`), or both of the same stretch of
        time. One that has neither is the question alone, which shows what a model answers without having seen anything.

        With `facts`, those of each motion in words, where the model `reads_facts`.

        What a sample is answered together with changes its logits in the last digits. Where two tokens were so close
        that this could change the answer, the question is asked again alone, so that no answer depends on the others.

        Raises:
            DataError: a question is empty, or too long together with its motion.
            ValueError: there are not as many clips, or videos, as questions.
        """
        prompts = self._prompter.questions(clips, questions, videos, facts)
        answers: dict[int, Answer] = {}
        for rows in self._shared(clips, facts, videos):
            feature = self._prompter.features(clips[rows[0]])
            answers |= zip(
                rows, self._generate_behind([prompts[row] for row in rows], feature, max_new_tokens), strict=True
            )
        for rows in self._batches(prompts, set(answers)):
            features = [self._prompter.features(clips[row]) for row in rows]
            frames = [self._prompter.frames(None if videos is None else videos[row]) for row in rows]
            answered = self._generate([prompts[row] for row in rows], features, frames, max_new_tokens)
            for row, feature, seen, (answer, sure) in zip(rows, features, frames, answered, strict=True):
                if not sure and len(rows) > 1:
                    ((answer, _),) = self._generate([prompts[row]], [feature], [seen], max_new_tokens)
                answers[row] = answer
        return [answers[row] for row in range(len(prompts))]

    @torch.inference_mode()
    def choose(
        self, clips: Sequence[MotionClip | None], questions: Sequence[str], allowed: Sequence[Sequence[str]]
    ) -> list[Choice]:
        """The likeliest of the allowed answers to each question, whatever the others are.

        Raises:
            DataError: a question is empty, or too long together with its motion.
            ValueError: there are not as many clips as questions.
        """
        prompts = self._prompter.questions(clips, questions)
        chosen: dict[int, Choice] = {}
        for rows in self._batches(prompts):
            features = [self._prompter.features(clips[row]) for row in rows]
            parts = [prompts[row] for row in rows]
            choices = choose(self.model, self.processor, parts, features, [allowed[row] for row in rows])
            for row, feature, choice in zip(rows, features, choices, strict=True):
                if choice.margin < near_tie(self.model) and len(rows) > 1:
                    (choice,) = choose(self.model, self.processor, [prompts[row]], [feature], [allowed[row]])
                chosen[row] = choice
        return [chosen[row] for row in range(len(prompts))]

    @torch.inference_mode()
    def codes(self, clip: MotionClip) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The concept of each pose, (K,) each: its code, the state's L2 distance from it, the confidence in [0, 1]."""
        check_frames(clip)
        return read_codes(self.model.concepts, clip)

    def timeline(self, clip: MotionClip) -> list[ConceptSpan]:
        """The concepts of a clip in their order: one span for each run of poses of the same code."""
        codes, _, confidences = self.codes(clip)
        return find_spans(codes, confidences, clip.fps, self.names)

    def unknown_words(self, question: str) -> list[str]:
        """Words of a question that the model never met in training, so that its answer may be worth nothing."""
        return self.processor.unknown_words(question)

    def describe_length(self, clip: MotionClip) -> str | None:
        """A warning for a clip that is longer than the model reads in full, else None."""
        return self.processor.describe_length(clip.num_frames)

    @property
    def namer(self) -> Self:
        """Itself: it names actions."""
        return self

    @property
    def reads_facts(self) -> bool:
        """Whether it is given the facts of a motion in words."""
        return self.model.config.reads_facts

    @property
    def reads_video(self) -> bool:
        """Whether the model has a video branch."""
        return self.model.video_concepts is not None

    def look(
        self, path: Path, stretch: tuple[float, float] | None = None, *, fps: float | None = None
    ) -> VideoClip | None:
        """What is read of a video file where the model `reads_video`; see `humocon.language.prompt.look`."""
        return look(path, self.model, self.processor, stretch, fps)

    def _shared(
        self,
        clips: Sequence[MotionClip | None],
        facts: Sequence[str] | None,
        videos: Sequence[VideoClip | None] | None,
    ) -> list[list[int]]:
        """Rows about one clip each, where there are several and its facts are read: most of their prompts is alike."""
        if facts is None or not self.reads_facts or videos is not None:
            return []
        groups: dict[tuple[int, str], list[int]] = {}
        for row, (clip, text) in enumerate(zip(clips, facts, strict=True)):
            groups.setdefault((id(clip), text), []).append(row)
        return [rows for (_, text), rows in groups.items() if text and len(rows) > 1]

    def _generate_behind(
        self, prompts: Sequence[Sequence[int]], feature: np.ndarray, max_new_tokens: int
    ) -> list[Answer]:
        """Answers to prompts about one clip: what they begin with alike is read once."""
        shared = num_alike([prompt[:-1] for prompt in prompts])
        begin = self._prompter.inputs([prompts[0][:shared]], [feature], [self._prompter.frames(None)])
        read = DynamicCache()
        self.model(**begin, past_key_values=read, use_cache=True, logits_to_keep=1)
        answers: dict[int, Answer] = {}
        for rows in self._batches(prompts):
            answered = self._go_on(read, shared, [prompts[row] for row in rows], max_new_tokens)
            for row, (answer, sure) in zip(rows, answered, strict=True):
                if not sure and len(rows) > 1:
                    ((answer, _),) = self._go_on(read, shared, [prompts[row]], max_new_tokens)
                answers[row] = answer
        return [answers[row] for row in range(len(prompts))]

    def _go_on(
        self, read: DynamicCache, shared: int, prompts: Sequence[Sequence[int]], max_new_tokens: int
    ) -> list[tuple[Answer, bool]]:
        """As `_generate`, of prompts whose first `shared` tokens were read; padding lies between them and the rest."""
        longest = max(map(len, prompts))
        gaps = [longest - len(prompt) for prompt in prompts]
        ids = [[*one[:shared], *[0] * gap, *one[shared:]] for one, gap in zip(prompts, gaps, strict=True)]
        mask = torch.ones(len(ids), longest, dtype=torch.long, device=self.model.device)
        for row, gap in enumerate(gaps):
            mask[row, shared : shared + gap] = 0
        inputs = {"input_ids": torch.tensor(ids, device=self.model.device), "attention_mask": mask}
        own = reading_of(read, 0, shared, len(ids))
        rows = generate(self.model, inputs, max_new_tokens=max_new_tokens, context=self._prompter.context, read=own)
        return [(Answer(self._text(row.tokens), row.probability), row.sure) for row in rows]

    def _batches(self, prompts: Sequence[Sequence[int]], done: AbstractSet[int] = frozenset()) -> list[list[int]]:
        order = sorted((row for row in range(len(prompts)) if row not in done), key=lambda i: len(prompts[i]))
        return [order[begin : begin + self.batch_size] for begin in range(0, len(order), self.batch_size)]

    def _generate(
        self,
        prompts: Sequence[Sequence[int]],
        features: Sequence[np.ndarray],
        frames: Sequence[np.ndarray],
        max_new_tokens: int,
    ) -> list[tuple[Answer, bool]]:
        """Answers of one batch, and whether each of them is sure to be the same in any other batch."""
        inputs = self._prompter.inputs(prompts, features, frames)
        rows = generate(
            self.model,
            inputs,
            max_new_tokens=max_new_tokens,
            context=self._prompter.context,
            compiled=self.compiled and len(prompts) == self.batch_size,  # one size, compiled once
        )
        return [(Answer(self._text(row.tokens), row.probability), row.sure) for row in rows]

    def _text(self, tokens: list[int]) -> str:
        if tokens and tokens[-1] in end_tokens(self.model):
            tokens = tokens[:-1]
        return str(self.processor.tokenizer.decode(tokens, skip_special_tokens=True)).strip()


def _part(reads: Reads, learned: Reads) -> Reads:
    """What a model is to be shown, where it is a part of what it learned to read; else ConfigError."""
    if not set(reads.split("+")) <= set(learned.split("+")):
        raise ConfigError(f"--reads {reads}: the model learned to read {learned}; give that or a part of it")
    return reads

"""Two models as one: the small one that ships names actions, and a language model that reads facts answers."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from humocon.ask.exact import is_protocol
from humocon.ask.protocols import AnswersQuestions, ChosenText, Messages, SaidText
from humocon.motion.clip import MotionClip

if TYPE_CHECKING:
    from humocon.actions.recogniser import Recogniser
    from humocon.ask.timeline import ConceptSpan
    from humocon.video.clip import VideoClip


class Pair:
    """Answers by a language model what the exact rules leave open, and by `mini` what `mini` learned to do best.

    Args:
        namer: names actions, answers BABEL-QA's questions and those about videos without a skeleton, and shows the
            concepts over time.
        load: gives the model that answers the others, called when the first of them is asked.

    Attributes:
        namer: as given.
        reads_facts: the facts in words are what is answered from.
    """

    reads_facts = True

    def __init__(self, namer: AnswersQuestions, load: Callable[[], AnswersQuestions]) -> None:
        self.namer, self._load = namer, load
        self._speaker: AnswersQuestions | None = None

    @property
    def reads_video(self) -> bool:
        """Whether key frames are looked at."""
        return self.namer.reads_video

    @property
    def recogniser(self) -> "Recogniser | None":
        """That of the namer."""
        return self.namer.recogniser

    @property
    def names_warning(self) -> str | None:
        """What is wrong with the names of the concepts."""
        return self.namer.names_warning

    def look(
        self, path: Path, stretch: tuple[float, float] | None = None, *, fps: float | None = None
    ) -> "VideoClip | None":
        """Key frames of a video; see `Answerer.look`."""
        return self.namer.look(path, stretch, fps=fps)

    def answer(
        self,
        clips: Sequence[MotionClip | None],
        questions: Sequence[str | Messages],
        *,
        videos: "Sequence[VideoClip | None] | None" = None,
        facts: Sequence[str] | None = None,
    ) -> Sequence[SaidText]:
        """Answer one question, or the last of a conversation, about each clip.

        Args:
            clips: motions; None where there is none.
            questions: as many.
            videos: key frames of each.
            facts: of each motion, in words; "" where there are none.

        Raises:
            CheckpointError: the language model cannot be loaded.
            DataError: a question is empty, or too long.
        """
        told = facts or [""] * len(clips)
        spoken = [
            bool(text) and not is_protocol(asked if isinstance(asked, str) else asked[-1]["content"])
            for text, asked in zip(told, questions, strict=True)
        ]
        answers: dict[int, SaidText] = {}
        if rows := [row for row, speaks in enumerate(spoken) if speaks]:
            if self._speaker is None:
                self._speaker = self._load()
            said = self._speaker.answer(
                [clips[row] for row in rows], [questions[row] for row in rows], facts=[told[row] for row in rows]
            )
            answers |= zip(rows, said, strict=True)
        if rows := [row for row, speaks in enumerate(spoken) if not speaks]:
            beside = {} if videos is None else {"videos": [videos[row] for row in rows]}
            said = self.namer.answer([clips[row] for row in rows], [questions[row] for row in rows], **beside)
            answers |= zip(rows, said, strict=True)
        return [answers[row] for row in range(len(clips))]

    def choose(
        self, clips: Sequence[MotionClip | None], questions: Sequence[str], allowed: Sequence[Sequence[str]]
    ) -> Sequence[ChosenText]:
        """The likeliest of the allowed answers to each question."""
        return self.namer.choose(clips, questions, allowed)

    def timeline(self, clip: MotionClip) -> "list[ConceptSpan]":
        """The concepts of a clip in their order."""
        return self.namer.timeline(clip)

    def unknown_words(self, question: str) -> list[str]:
        """None: the language model knows words."""
        return []

    def describe_length(self, clip: MotionClip) -> str | None:
        """A warning for a clip that is longer than the namer reads in full, else None."""
        return self.namer.describe_length(clip)

"""Any language model, untrained: it answers from the facts of a motion and the names of its concepts alone."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from humocon.ask.protocols import AnswersQuestions, ChosenText, Messages, SaidText
from humocon.ask.timeline import ConceptSpan, find_spans, read_codes
from humocon.chat import Chat, Message
from humocon.chat import Reply as Said
from humocon.errors import ConfigError, DataError
from humocon.model_folder import default_folder, load_concepts, load_names
from humocon.motion.clip import MotionClip

if TYPE_CHECKING:
    from humocon.actions.recogniser import Recogniser
    from humocon.video.clip import VideoClip

RULES: Final = (
    "You answer questions about the motion of one person, who was recorded as joints in space. All that is known of it "
    "stands in the facts: they were measured, so never say what they contradict. Times are seconds from the beginning, "
    "left and right are the person's own. Answer in one short sentence that begins with what was asked: yes or no, a "
    "number with its unit, a side, a time. You may use what you know of the human body, of exercises and of sports, "
    "but nothing about this person or place that the facts do not carry: who it is, age, gender, clothes, feelings, "
    "objects, surroundings, intentions. Of these say: That cannot be told from the motion."
)
MAX_NEW_TOKENS: Final = 120
_MAX_NAMES: Final = 12


class FactsAnswerer:
    """Answers by a language model that never learned to read a motion.

    Args:
        chat: the language model.

    Attributes:
        reads_facts: it is given the facts, as it sees nothing else.
        recogniser: none.
        namer: nobody, so that it is asked everything.
        reads_video: it sees no key frames.
        names_warning: nothing.
    """

    reads_facts = True
    namer: AnswersQuestions | None = None
    recogniser: "Recogniser | None" = None
    reads_video = False
    names_warning: str | None = None

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self._concepts = load_concepts()
        self._names = load_names(default_folder(), self._concepts.codebook.vectors)

    def look(
        self, path: Path, stretch: tuple[float, float] | None = None, *, fps: float | None = None
    ) -> "VideoClip | None":
        """Nothing: it reads no video."""
        return None

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
            videos: are not looked at.
            facts: of each motion, in words.

        Raises:
            ConfigError: the language model cannot be asked.
            DataError: it says nothing.
        """
        texts = facts or [""] * len(clips)
        prompts = [
            self._prompt(clip, text, [{"role": "user", "content": asked}] if isinstance(asked, str) else asked)
            for clip, text, asked in zip(clips, texts, questions, strict=True)
        ]
        return [_first_line(said) for said in self.chat.reply(prompts)]

    def choose(
        self, clips: Sequence[MotionClip | None], questions: Sequence[str], allowed: Sequence[Sequence[str]]
    ) -> Sequence[ChosenText]:
        """Refused: a model that is only talked to tells no likelihoods.

        Raises:
            ConfigError: always.
        """
        raise ConfigError("scoring by a vocabulary needs likelihoods of a HuMoCon model; use exact or a judge")

    def timeline(self, clip: MotionClip) -> list[ConceptSpan]:
        """The concepts of a clip in their order."""
        codes, _, confidences = read_codes(self._concepts, clip)
        return find_spans(codes, confidences, clip.fps, self._names)

    def unknown_words(self, question: str) -> list[str]:
        """None: a language model knows words."""
        return []

    def describe_length(self, clip: MotionClip) -> str | None:
        """None: the facts are of the whole motion."""
        return None

    def _prompt(self, clip: MotionClip | None, facts: str, turns: Messages) -> list[Message]:
        known = f"Facts:\n{facts}" if facts else "Facts: none, nothing of the motion is known."
        names = [] if clip is None else self._told_names(clip)
        if names:
            known += f"\nA trained model sees these motions, the likeliest first: {', '.join(names)}."
        first, *rest = turns
        return [
            {"role": "system", "content": RULES},
            {"role": "user", "content": f"{known}\n\nQuestion: {first['content']}"},
            *map(dict, rest),
        ]

    def _told_names(self, clip: MotionClip) -> list[str]:
        """Names of the concepts that hold longest."""
        seconds: dict[str, float] = {}
        for span in self.timeline(clip):
            if span.name:
                seconds[span.name] = seconds.get(span.name, 0.0) + span.end_s - span.begin_s
        return sorted(seconds, key=lambda name: -seconds[name])[:_MAX_NAMES]


def _first_line(said: Said) -> Said:
    """The answer without what a talkative model goes on to say in further lines."""
    lines = [line.strip() for line in said.text.strip().splitlines() if line.strip()]
    if not lines:
        raise DataError("the language model answered with nothing; ask in other words, or take another model")
    return Said(lines[0], said.version, said.probability)

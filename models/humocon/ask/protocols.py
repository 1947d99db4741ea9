"""What a model must be able to do to be asked, and what it says; who shows what takes long."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from humocon.motion.clip import MotionClip

if TYPE_CHECKING:
    from humocon.actions.recogniser import Recogniser
    from humocon.ask.timeline import ConceptSpan
    from humocon.video.clip import VideoClip

Messages = Sequence[dict[str, str]]
"""A conversation, each message with its role and content."""
Watch = Callable[[str], AbstractContextManager[Callable[[str], None]]]
"""Shows what takes long while it is entered; gives what changes the words."""


@contextmanager
def unwatched(text: str) -> Iterator[Callable[[str], None]]:
    """Shows nothing."""
    yield lambda text: None


class Looks(Protocol):
    """A model that may read the key frames of videos."""

    @property
    def reads_video(self) -> bool:
        """Whether it does."""
        ...

    def look(
        self, path: Path, stretch: tuple[float, float] | None = None, *, fps: float | None = None
    ) -> "VideoClip | None":
        """Key frames of a video, or of a stretch of it in seconds; None where they tell it nothing."""
        ...


class SaidText(Protocol):
    """An answer in words."""

    @property
    def text(self) -> str:
        """The words."""
        ...

    @property
    def probability(self) -> float | None:
        """What the model gives to these very words, if it tells."""
        ...


class ChosenText(Protocol):
    """One of a few allowed answers."""

    @property
    def text(self) -> str:
        """The words."""
        ...


class AnswersQuestions(Looks, Protocol):
    """A model that can be asked, as `Answerer` is."""

    @property
    def namer(self) -> "AnswersQuestions | None":
        """Who is asked for the names of actions that the exact rules tell of.

        None where nobody is: the model then is asked everything, also what the rules could tell.
        """
        ...

    @property
    def recogniser(self) -> "Recogniser | None":
        """What its names for actions are held against, where it has one."""
        ...

    @property
    def reads_facts(self) -> bool:
        """Whether it is given the facts in words, as `facts` of `answer`."""
        ...

    @property
    def names_warning(self) -> str | None:
        """What is wrong with the names of its concepts."""
        ...

    @property
    def answer(self) -> Callable[..., Sequence[SaidText]]:
        """Answers `(clips, questions)` freely; where a clip is None, about nothing.

        A question is a text, or the messages of a conversation. Beside: `videos`, key frames where it `reads_video`;
        `facts`, texts where it `reads_facts`.
        """
        ...

    def choose(
        self, clips: Sequence[MotionClip | None], questions: Sequence[str], allowed: Sequence[Sequence[str]]
    ) -> Sequence[ChosenText]:
        """The likeliest of `allowed[i]`."""
        ...

    def timeline(self, clip: MotionClip) -> "list[ConceptSpan]":
        """The concepts of a clip in their order."""
        ...

    def unknown_words(self, question: str) -> list[str]:
        """Words that it never met."""
        ...

    def describe_length(self, clip: MotionClip) -> str | None:
        """A warning for a clip that it does not read in full."""
        ...

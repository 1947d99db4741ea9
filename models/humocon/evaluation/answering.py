"""The first pass: the model answers every question, and again without the motion; every answer is kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from humocon.errors import DataError
from humocon.evaluation.question_set import Question
from humocon.evaluation.tasks import NO_PERSON, Look, Refusal, Shown, Task
from humocon.files import append, code_sha256, read_journal
from humocon.motion.clip import MotionClip
from humocon.parallel import Team, batches_by_subject
from humocon.video.clip import VideoClip

PREDICTIONS = "predictions"
BLIND = "blind"


class AnswerText(Protocol):
    """An answer in words."""

    @property
    def text(self) -> str:
        """The words."""
        ...


class AnswersQuestions(Protocol):
    """What is measured."""

    @property
    def reads_video(self) -> bool:
        """Whether it is shown key frames beside the motion."""
        ...

    def look(self, path: Path, stretch: tuple[float, float] | None = None) -> VideoClip | None:
        """The key frames that a model that reads video is shown of one, if they tell it anything."""
        ...

    def answer(
        self,
        clips: Sequence[MotionClip | None],
        questions: Sequence[str],
        *,
        videos: Sequence[VideoClip | None] | None = None,
    ) -> Sequence[AnswerText]:
        """Answer `questions[i]` about `clips[i]`, `videos[i]`, or both, freely; with neither, about nothing."""
        ...

    def choose(
        self, clips: Sequence[MotionClip | None], questions: Sequence[str], allowed: Sequence[Sequence[str]]
    ) -> Sequence[AnswerText]:
        """The likeliest of `allowed[i]`."""
        ...


@dataclass(frozen=True)
class Answered:
    """What was answered.

    Attributes:
        predictions: by question id.
        refused: question ids whose video shows nobody to follow, with the reason; they count, and are answered so.
        unreadable: question ids whose video cannot be read, with the reason; they are no part of the score.
        code: first letters of the hashes of the code that gave the answers: a run may go on after an update.
    """

    predictions: Mapping[str, str]
    refused: Mapping[str, str]
    unreadable: Mapping[str, str]
    code: frozenset[str] = frozenset()


def read_answers(folder: Path, name: str) -> Answered:
    """What was answered already.

    Raises:
        ConfigError: a line is damaged.
    """
    predictions: dict[str, str] = {}
    refused: dict[str, str] = {}
    unreadable: dict[str, str] = {}
    code: set[str] = set()
    for entry in read_journal(folder, name, {"question_id": str, "prediction": str | None}):
        identifier = entry["question_id"]
        code.add(str(entry.get("code", "unknown")))
        if entry["prediction"] is None:
            unreadable[identifier] = str(entry.get("unreadable", ""))
            continue
        predictions[identifier] = entry["prediction"]
        if "refused" in entry:
            refused[identifier] = str(entry["refused"])
    return Answered(predictions, refused, unreadable, frozenset(code))


def in_reading_order(questions: Sequence[Question]) -> list[Question]:
    """Questions of one motion together, short motions first, so that a batch holds few motions of like length."""
    sizes = {path: path.stat().st_size for path in {question.path for question in questions} if path is not None}
    return sorted(
        questions,
        key=lambda question: (
            sizes.get(question.path, 0) if question.path else 0,
            question.subject,
            question.question_id,
        ),
    )


def without_motion(questions: Sequence[Question]) -> list[Question]:
    """One question for each text and kind, the first: without a motion, all others have the same answer."""
    first: dict[tuple[str, str], Question] = {}
    for question in questions:
        first.setdefault((question.kind, question.question), question)
    return [replace(question, path=None, subject="") for question in first.values()]


@dataclass
class Asker:
    """Asks the model in batches and keeps every answer.

    Attributes:
        folder: of the run.
        task: reads the motions or videos.
        team: the processes that share the work.
        batch_size: questions asked at once.
        allowed: answers of each kind of question; empty for free answers.
        answerer: gives the model; called only if there is something to ask.
    """

    folder: Path
    task: Task
    team: Team
    batch_size: int
    allowed: Mapping[str, Sequence[str]]
    answerer: Callable[[], AnswersQuestions]

    def ask(self, name: str, questions: Sequence[Question], done: Callable[[int], None]) -> Answered:
        """Ask what was not asked yet, and return every answer of the journal.

        Args:
            name: of the journal.
            questions: those of one path together; without a path they are asked about a person who stands still.
            done: told how many questions a round answered.

        Raises:
            DataError: a motion is damaged.
        """
        known = read_answers(self.folder, name)
        self.team.wait()  # nobody writes before all have read
        asked = known.predictions.keys() | known.unreadable.keys()
        pending = [question for question in questions if question.question_id not in asked]
        if not pending:
            return known
        # Without a motion, each question is a subject of its own: there is nothing to read twice.
        subjects = [question.subject if question.path else question.question_id for question in pending]
        shares = batches_by_subject(pending, subjects, self.team.size, self.batch_size)
        answerer = self.answerer()
        shower = _Shower(self.task, answerer.look if answerer.reads_video else None)
        self.team.work(shares, lambda batch: self._ask_batch(name, batch, answerer, shower), done)
        self.team.wait()
        return read_answers(self.folder, name)

    def _ask_batch(self, name: str, batch: Sequence[Question], answerer: AnswersQuestions, shower: "_Shower") -> int:
        """Answer one batch and write a line for each question."""
        found = [shower.show(question.path) for question in batch]
        pairs = [(question, shown) for question, shown in zip(batch, found, strict=True) if isinstance(shown, Shown)]
        answers = self._answers(answerer, pairs) if pairs else []
        texts = {question.question_id: answer.text for (question, _), answer in zip(pairs, answers, strict=True)}
        lines = [_line(question, shown, texts) for question, shown in zip(batch, found, strict=True)]
        append(self.folder, name, self.team.process, lines)
        return len(batch)

    def _answers(self, answerer: AnswersQuestions, pairs: Sequence[tuple[Question, Shown]]) -> Sequence[AnswerText]:
        texts = [self.task.wording(question.question) for question, _ in pairs]
        if self.allowed:
            return answerer.choose(
                [shown.motion for _, shown in pairs], texts, [self.allowed[question.kind] for question, _ in pairs]
            )
        videos = [shown.video for _, shown in pairs] if answerer.reads_video else None
        return answerer.answer([shown.motion for _, shown in pairs], texts, videos=videos)


class _Shower:
    """Reads each motion or video once for all its questions, which are asked one after the other."""

    def __init__(self, task: Task, look: Look | None) -> None:
        self.task, self.look = task, look
        self.last: tuple[Path, Shown | Refusal | DataError] | None = None

    def show(self, path: Path | None) -> Shown | Refusal | DataError:
        if path is None:
            return Shown(None)
        if self.last is None or self.last[0] != path:
            try:
                found = self.task.show(path, self.look)
            except DataError as error:
                if not self.task.grows:
                    raise
                found = error
            self.last = (path, found)
        return self.last[1]


def _line(question: Question, found: Shown | Refusal | DataError, answers: Mapping[str, str]) -> dict[str, object]:
    line: dict[str, object] = {"question_id": question.question_id, "question": question.question}
    line["code"] = code_sha256()[:12]
    if isinstance(found, Refusal):
        return line | {"prediction": NO_PERSON, "refused": found.reason}
    if isinstance(found, DataError):
        return line | {"prediction": None, "unreadable": str(found)}
    return line | {"prediction": answers[question.question_id]}

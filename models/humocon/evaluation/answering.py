"""The first pass: the model answers every question, and again without the motion; every answer is kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from humocon.ask.asker import Asker
from humocon.ask.reply import Reply
from humocon.ask.take import Take
from humocon.errors import DataError, HumoconError
from humocon.evaluation.question_set import Question
from humocon.evaluation.tasks import Task
from humocon.files import code_sha256
from humocon.journals import append, read_journal
from humocon.parallel import Team, batches_by_subject

PREDICTIONS = "predictions"
BLIND = "blind"


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
class FirstPass:
    """Asks the model in batches and keeps every answer.

    Attributes:
        folder: of the run.
        task: reads the motions or videos.
        team: the processes that share the work.
        batch_size: questions asked at once.
        allowed: answers of each kind of question; empty for free answers.
        asker: who is asked, as `humocon ask` asks; its model is loaded only if there is something to ask.
    """

    folder: Path
    task: Task
    team: Team
    batch_size: int
    allowed: Mapping[str, Sequence[str]]
    asker: Asker

    def ask(self, name: str, questions: Sequence[Question], done: Callable[[int], None]) -> Answered:
        """Ask what was not asked yet, and return every answer of the journal.

        Args:
            name: of the journal.
            questions: those of one path together; without a path they are asked about nothing at all.
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
        takes = _Takes(self.task, self.asker)
        self.team.work(shares, lambda batch: self._ask_batch(name, batch, takes), done)
        self.team.wait()
        return read_answers(self.folder, name)

    def _ask_batch(self, name: str, batch: Sequence[Question], takes: "_Takes") -> int:
        """Answer one batch and write a line for each question."""
        found = [(question, takes.of(question.path)) for question in batch]
        asked = [(question, take) for question, take in found if not isinstance(take, DataError)]
        said = dict(zip((question.question_id for question, _ in asked), self._answers(asked), strict=True))
        lines = [_line(question, take, said.get(question.question_id)) for question, take in found]
        append(self.folder, name, self.team.process, lines)
        return len(batch)

    def _answers(self, asked: Sequence[tuple[Question, Take | None]]) -> list[str]:
        if not asked:
            return []
        answerer, texts = self.asker.answerer, [self.task.wording(question.question) for question, _ in asked]
        motions = [None if take is None else take.motion for _, take in asked]
        if self.allowed:
            return [one.text for one in answerer.choose(motions, texts, [self.allowed[q.kind] for q, _ in asked])]
        seen = [(take, text) for (_, take), text in zip(asked, texts, strict=True) if take is not None]
        if not seen:
            return [one.text for one in answerer.answer(motions, texts)]
        replies = self.asker.replies([(take, [{"role": "user", "content": text}]) for take, text in seen])
        return [_text(reply) for reply in replies]


class _Takes:
    """Reads each motion or video once for all its questions, which are asked one after the other."""

    def __init__(self, task: Task, asker: Asker) -> None:
        self.task, self.asker = task, asker
        self.last: tuple[Path, Take | DataError] | None = None

    def of(self, path: Path | None) -> Take | DataError | None:
        """What is asked about; None where it is nothing, and an error where a set may lack files."""
        if path is None:
            return None
        if self.last is None or self.last[0] != path:
            try:
                found = self.task.take(path).shown_to(self.asker.answerer)
            except DataError as error:
                if not self.task.grows:
                    raise
                found = error
            self.last = (path, found)
        return self.last[1]


def _text(reply: Reply | HumoconError) -> str:
    if isinstance(reply, HumoconError):
        raise reply
    return reply.text


def _line(question: Question, found: Take | DataError | None, answer: str | None) -> dict[str, object]:
    line: dict[str, object] = {"question_id": question.question_id, "question": question.question}
    line["code"] = code_sha256()[:12]
    if isinstance(found, DataError):
        return line | {"prediction": None, "unreadable": str(found)}
    refused = {"refused": found.refusal} if found is not None and found.refusal is not None else {}
    return line | {"prediction": answer} | refused

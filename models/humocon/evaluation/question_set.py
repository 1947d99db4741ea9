"""What every benchmark comes down to: questions with their right answers, and what is reached without the motion."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question about the motion or video `subject`.

    Attributes:
        answers: the right answers; any of them counts.
        kind: what is asked for; the majority answer and the allowed answers are those of a kind.
        groups: rows of the result that the question counts in, beside "overall".
        path: the file of the motion or video; None where it is not there.
    """

    question_id: str
    subject: str
    question: str
    answers: tuple[str, ...]
    kind: str
    groups: tuple[str, ...]
    path: Path | None


@dataclass(frozen=True, kw_only=True)
class QuestionSet:
    """One split of a benchmark, with the training split that the blind rows are made of.

    Attributes:
        questions: of the split, in the benchmark's order.
        train: those of the split "train" (their files are not looked for), empty if there is none.
        sha256: hash over the files of questions and answers.
        allowed: the answers of each kind, for scoring by vocabulary; empty where a benchmark has no closed answers.
    """

    folder: Path
    split: str
    questions: tuple[Question, ...]
    train: tuple[Question, ...]
    sha256: str
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def first_names(names: Sequence[str]) -> str:
    """The first few names, for a message of one line."""
    return ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")


def allowed_answers(questions: Sequence[Question]) -> dict[str, tuple[str, ...]]:
    """The answers that occur for each kind of question, sorted."""
    counts = _counts((question.kind, question.answers) for question in questions)
    return {kind: tuple(sorted(counter)) for kind, counter in sorted(counts.items())}


def majority_predictions(train: Sequence[Question], questions: Sequence[Question]) -> list[str]:
    """For each question the most frequent answer of its kind in the training split ("" if the kind is new)."""
    counts = _counts((question.kind, question.answers) for question in train)
    return [most_frequent(counts[question.kind]) for question in questions]


def lookup_predictions(train: Sequence[Question], questions: Sequence[Question]) -> list[str]:
    """For each question the most frequent training answer to the same text, or else the majority of its kind."""
    counts = _counts((question.question, question.answers) for question in train)
    fallback = majority_predictions(train, questions)
    return [
        most_frequent(counts[question.question]) or other for question, other in zip(questions, fallback, strict=True)
    ]


def _counts(rows: Iterable[tuple[str, Sequence[str]]]) -> defaultdict[str, Counter[str]]:
    """How often each answer is given, by key."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, answers in rows:
        counts[key].update(answers)
    return counts


def most_frequent(counter: Counter[str]) -> str:
    """The most frequent answer, "" of none; of several, the first in the training split, whose order is kept."""
    return next((answer for answer, _ in counter.most_common(1)), "")

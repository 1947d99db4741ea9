"""What every benchmark comes down to: questions with their right answers, and what is reached without the motion."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question about one motion or video.

    Attributes:
        question_id: its key in the benchmark.
        subject: name of the motion or video.
        question: the text that is asked.
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
        folder: where it was read from.
        split: name of the split.
        questions: the questions of the split, in the benchmark's order.
        train: the questions of the split "train" (their files are not looked for), empty if there is none.
        sha256: hash over the files of questions and answers.
        allowed: the answers of each kind, for scoring by vocabulary; empty where a benchmark has no closed answers.
    """

    folder: Path
    split: str
    questions: tuple[Question, ...]
    train: tuple[Question, ...]
    sha256: str
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def first_names(names: Sequence[str], most: int = 5) -> str:
    """The first few names, for a message of one line."""
    return ", ".join(names[:most]) + (", ..." if len(names) > most else "")


def allowed_answers(questions: Sequence[Question]) -> dict[str, tuple[str, ...]]:
    """The answers that occur for each kind of question, sorted."""
    found: dict[str, set[str]] = {}
    for question in questions:
        found.setdefault(question.kind, set()).update(question.answers)
    return {kind: tuple(sorted(answers)) for kind, answers in sorted(found.items())}


def majority_predictions(train: Sequence[Question], questions: Sequence[Question]) -> list[str]:
    """For each question the most frequent answer of its kind in the training split ("" if the kind is new)."""
    counts: dict[str, Counter[str]] = {}
    for question in train:
        counts.setdefault(question.kind, Counter()).update(question.answers)
    majority = {kind: most_frequent(counter) for kind, counter in counts.items()}
    return [majority.get(question.kind, "") for question in questions]


def lookup_predictions(train: Sequence[Question], questions: Sequence[Question]) -> list[str]:
    """For each question the most frequent training answer to the same text, or else the majority of its kind."""
    counts: dict[str, Counter[str]] = {}
    for question in train:
        counts.setdefault(question.question, Counter()).update(question.answers)
    known = {text: most_frequent(counter) for text, counter in counts.items()}
    fallback = majority_predictions(train, questions)
    return [known.get(question.question, other) for question, other in zip(questions, fallback, strict=True)]


def most_frequent(counter: Counter[str]) -> str:
    """The most frequent answer; of several, the first in the training split (`Counter` keeps insertion order)."""
    return counter.most_common(1)[0][0]

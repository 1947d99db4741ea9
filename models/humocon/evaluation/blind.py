"""What a model reaches that never sees the motion: the rows without which an accuracy says nothing."""

from collections import Counter
from collections.abc import Sequence

from humocon.evaluation.questions import Question


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

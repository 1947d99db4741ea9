"""Exact match after normalisation, and accuracies with 95% intervals for each kind of question."""

import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from humocon.evaluation.babel_qa import Question

PROTOCOL = "exact, free generation"
INTERVAL = "95% intervals, percentile bootstrap over questions"
ARTICLES = frozenset({"a", "an", "the"})
NUM_RESAMPLES = 10_000
GROUPS = (
    "overall",
    "query_action",
    "query_direction",
    "query_body_part",
    "before",
    "after",
    "in_between",
    "no_relation",
    "other",
)
PUNCTUATION_TO_SPACE = str.maketrans(dict.fromkeys(string.punctuation, " "))


@dataclass(frozen=True)
class Accuracy:
    """A share of right answers.

    Attributes:
        n: how many questions.
        correct: how many of them were answered right.
        accuracy: correct / n.
        low: lower end of the 95% interval.
        high: upper end of the 95% interval.
    """

    n: int
    correct: int
    accuracy: float
    low: float
    high: float

    def to_dict(self) -> dict[str, float]:
        """The fields as JSON can hold them."""
        return asdict(self)


def normalise_answer(text: str) -> str:
    """Lower case, without punctuation and articles, one space between words.

    Punctuation separates words ("take/pick" is two words), so that a missing slash and a missing space are different.
    """
    words = text.lower().translate(PUNCTUATION_TO_SPACE).split()
    return " ".join(word for word in words if word not in ARTICLES)


def is_correct(prediction: str, answers: Sequence[str]) -> bool:
    """Whether the normalised prediction equals one of the normalised right answers."""
    return normalise_answer(prediction) in {normalise_answer(answer) for answer in answers}


def accuracy_of(correct: Sequence[bool], seed: int = 0) -> Accuracy:
    """The accuracy of a list of outcomes with its 95% percentile bootstrap interval.

    Drawing n questions with replacement and counting the right ones is a binomial draw with the observed share, so the
    10,000 resamples are drawn as such, exactly and at once. Questions count as independent: several questions about one
    motion make the true interval somewhat wider, and where all or none are right the interval has no width.

    Raises:
        ValueError: if `correct` is empty.
    """
    n, num_correct = len(correct), int(sum(correct))
    if n == 0:
        raise ValueError("an accuracy needs at least one question, got 0")
    resampled = np.random.default_rng([seed, n, num_correct]).binomial(n, num_correct / n, size=NUM_RESAMPLES) / n
    low, high = np.percentile(resampled, [2.5, 97.5])
    return Accuracy(n, num_correct, num_correct / n, float(low), float(high))


def accuracy_by_type(questions: Sequence[Question], correct: Sequence[bool], seed: int = 0) -> dict[str, Accuracy]:
    """Accuracies over all questions and for each type that occurs.

    Returns:
        "overall" (micro average), then each query type ("query_action", ...), each relation type ("before", ...), and
        the papers' "other", which is no relation and in between together.

    Raises:
        ValueError: if the two lists differ in length or are empty.
    """
    if len(questions) != len(correct):
        raise ValueError(f"{len(questions)} questions but {len(correct)} outcomes")
    members: dict[str, list[bool]] = {"overall": list(correct)}
    for question, outcome in zip(questions, correct, strict=True):
        groups = [question.query_type, question.relation_type]
        if question.relation_type in ("no_relation", "in_between"):
            groups.append("other")
        for group in groups:
            members.setdefault(group, []).append(outcome)
    return {key: accuracy_of(members[key], seed) for key in GROUPS if key in members}


def best_possible(questions: Sequence[Question]) -> float:
    """The highest accuracy in reach where one question about one motion is stored again with a different answer."""
    golds: dict[tuple[str, str], Counter[str]] = {}
    for question in questions:
        asked = golds.setdefault((question.babel_id, question.question), Counter())
        asked.update({normalise_answer(answer) for answer in question.answers})
    return sum(asked.most_common(1)[0][1] for asked in golds.values()) / len(questions)


def confusions(questions: Sequence[Question], predictions: Sequence[str], most: int = 20) -> list[dict[str, str | int]]:
    """The most frequent wrong answers: query type, right answer, prediction (normalised), and how often."""
    wrong: Counter[tuple[str, str, str]] = Counter()
    for question, prediction in zip(questions, predictions, strict=True):
        if not is_correct(prediction, question.answers):
            wrong[question.query_type, question.answers[0], normalise_answer(prediction)] += 1
    ranked = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))[:most]
    return [
        {"query_type": query_type, "answer": answer, "prediction": prediction, "count": count}
        for (query_type, answer, prediction), count in ranked
    ]

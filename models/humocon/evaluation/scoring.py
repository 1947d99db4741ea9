"""Exact match after normalisation, and accuracies with 95% intervals for each kind of question."""

import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from humocon.evaluation.question_set import Question

INTERVAL = "95% intervals, percentile bootstrap over questions"
ARTICLES = frozenset({"a", "an", "the"})
NUM_RESAMPLES = 10_000
NUM_CONFUSIONS = 20
GROUPS = (
    *("overall", "query_action", "query_direction", "query_body_part"),
    *("before", "after", "in_between", "no_relation", "other"),
    *("motion", "spatial", "temporal", "free"),
    *("yes_no", "colour", "object", "location", "number", "other_answers"),
)
"""Every row of a result, in the order of its table."""
PUNCTUATION_TO_SPACE = str.maketrans(dict.fromkeys(string.punctuation, " "))


@dataclass(frozen=True)
class Accuracy:
    """A share of right answers.

    Attributes:
        n: how many questions.
        correct: how many of them were answered right; a judge may call one partly right.
        accuracy: correct / n.
        low, high: ends of the 95% interval.
    """

    n: int
    correct: float
    accuracy: float
    low: float
    high: float


def normalise_answer(text: str) -> str:
    """Lower case, without punctuation and articles, one space between words.

    Punctuation separates words ("take/pick" is two words), so that a missing slash and a missing space are different.
    """
    words = text.lower().translate(PUNCTUATION_TO_SPACE).split()
    return " ".join(word for word in words if word not in ARTICLES)


def is_correct(prediction: str, answers: Sequence[str]) -> bool:
    """Whether the normalised prediction equals one of the normalised right answers."""
    return normalise_answer(prediction) in {normalise_answer(answer) for answer in answers}


def bootstrap(scores: Sequence[float] | np.ndarray, seed: int) -> tuple[float, float]:
    """The 95% percentile bootstrap interval of the mean of scores (N,).

    Drawing N questions with replacement is a multinomial draw of the scores that occur, so the 10,000 resamples are
    drawn as such, exactly and at once. Questions count as independent: several questions about one motion make the
    true interval somewhat wider, and where all scores are the same the interval has no width.
    """
    n = len(scores)
    values, counts = np.unique(np.asarray(scores, dtype=np.float64), return_counts=True)
    resampled = np.random.default_rng([seed, n]).multinomial(n, counts / n, size=NUM_RESAMPLES) @ values / n
    low, high = np.percentile(resampled, [2.5, 97.5])
    return float(low), float(high)


def accuracy_of(scores: Sequence[float], seed: int = 0) -> Accuracy:
    """The mean of scores with its interval, see `bootstrap`.

    Args:
        scores: 1 for a right answer, 0 for a wrong one, or what lies between; bools do.
        seed: of the resamples.

    Raises:
        ValueError: if `scores` is empty.
    """
    if not len(scores):
        raise ValueError("an accuracy needs at least one question, got 0")
    values, counts = np.unique(np.asarray(scores, dtype=np.float64), return_counts=True)
    total = float(counts @ values)
    correct = int(total) if total.is_integer() else total
    return Accuracy(len(scores), correct, total / len(scores), *bootstrap(scores, seed))


def accuracy_by_group(
    questions: Sequence[Question], scores: Sequence[float | None], seed: int = 0
) -> dict[str, Accuracy]:
    """Accuracies "overall" (micro average) and of each group that occurs; a question without a score is left out.

    Raises:
        ValueError: if the two lists differ in length or no question has a score.
    """
    if len(questions) != len(scores):
        raise ValueError(f"{len(questions)} questions but {len(scores)} outcomes")
    members: dict[str, list[float]] = {"overall": []}
    for question, score in zip(questions, scores, strict=True):
        if score is not None:
            for group in ("overall", *question.groups):
                members.setdefault(group, []).append(score)
    return {key: accuracy_of(members[key], seed) for key in GROUPS if key in members}


def best_possible(questions: Sequence[Question]) -> float:
    """The highest accuracy in reach where one question about one motion is stored again with a different answer."""
    golds: dict[tuple[str, str], Counter[str]] = {}
    for question in questions:
        asked = golds.setdefault((question.subject, question.question), Counter())
        asked.update({normalise_answer(answer) for answer in question.answers})
    return sum(asked.most_common(1)[0][1] for asked in golds.values()) / len(questions)


def confusions(
    questions: Sequence[Question], predictions: Sequence[str], scores: Sequence[float | None]
) -> list[dict[str, str | int]]:
    """The most frequent wrong answers: kind of question, right answer, prediction (normalised), and how often.

    Wrong is what scores below a half; what could not be scored, None, is neither.
    """
    wrong: Counter[tuple[str, str, str]] = Counter()
    for question, prediction, score in zip(questions, predictions, scores, strict=True):
        if score is not None and score < 0.5:
            wrong[question.kind, question.answers[0], normalise_answer(prediction)] += 1
    ranked = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))[:NUM_CONFUSIONS]
    return [
        {"kind": kind, "answer": answer, "prediction": prediction, "count": count}
        for (kind, answer, prediction), count in ranked
    ]

"""Two runs compared on the questions that both answered."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from scipy.stats import binomtest

NUM_RESAMPLES = 10_000


@dataclass(frozen=True)
class Comparison:
    """How much better the second run is than the first, question by question.

    Attributes:
        n: questions that both runs have a score for.
        first: accuracy of the first run on them.
        second: accuracy of the second run on them.
        difference: second less first.
        low: lower end of the difference's 95% interval (paired percentile bootstrap).
        high: upper end.
        better: questions that the second run scores higher on.
        worse: questions that it scores lower on.
        p_value: two-sided sign test on these two counts, which is McNemar's exact test where scores are 0 or 1.
    """

    n: int
    first: float
    second: float
    difference: float
    low: float
    high: float
    better: int
    worse: int
    p_value: float

    def to_dict(self) -> dict[str, float]:
        """The fields as JSON can hold them."""
        return asdict(self)


def compare(first: Mapping[str, float | None], second: Mapping[str, float | None], seed: int = 0) -> Comparison | None:
    """Compare the scores of two runs by question id; None where no question has a score in both."""
    pairs = [
        (own, other)
        for own, other in ((first[name], second.get(name)) for name in sorted(first))
        if own is not None and other is not None
    ]
    if not pairs:
        return None
    scores = np.array(pairs, dtype=np.float64)
    differences = scores[:, 1] - scores[:, 0]
    values, counts = np.unique(differences, return_counts=True)
    n = len(pairs)
    resampled = np.random.default_rng([seed, n]).multinomial(n, counts / n, size=NUM_RESAMPLES) @ values / n
    low, high = np.percentile(resampled, [2.5, 97.5])
    better, worse = int((differences > 0).sum()), int((differences < 0).sum())
    return Comparison(
        n=n,
        first=float(scores[:, 0].mean()),
        second=float(scores[:, 1].mean()),
        difference=float(differences.mean()),
        low=float(low),
        high=float(high),
        better=better,
        worse=worse,
        p_value=float(binomtest(better, better + worse).pvalue) if better + worse else 1.0,
    )

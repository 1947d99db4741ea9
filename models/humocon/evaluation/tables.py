"""Results as plain tables of text (title, columns, rows), for whoever draws them."""

from collections.abc import Mapping, Sequence

from humocon.evaluation.published import BABEL_QA_TEST, PROTOCOLS_DIFFER, PublishedRow
from humocon.evaluation.scoring import INTERVAL, PROTOCOL, Accuracy

Table = dict[str, str | list[str] | list[list[str]]]
LABELS = {
    "overall": "overall",
    "query_action": "action",
    "query_direction": "direction",
    "query_body_part": "body part",
    "before": "before",
    "after": "after",
    "in_between": "in between",
    "no_relation": "no relation",
    "other": "other (no relation, in between)",
}
PUBLISHED_KEYS = ("overall", "query_action", "query_direction", "query_body_part", "before", "after", "other")


def share(value: float | None) -> str:
    """A share as papers print it: .812."""
    if value is None:
        return ""
    return f"{value:.3f}" if value >= 1 else f"{value:.3f}".removeprefix("0")


def accuracy_table(title: str, metrics: Mapping[str, Accuracy], blind: Mapping[str, Mapping[str, Accuracy]]) -> Table:
    """One row for each type of question: n, accuracy, its interval, and the blind accuracies beside it."""
    rows = []
    for key, value in metrics.items():
        interval = f"{share(value.low)} to {share(value.high)}"
        beside = [share(row[key].accuracy) for row in blind.values()]
        rows.append([LABELS[key], str(value.n), share(value.accuracy), interval, *beside])
    columns = ["questions", "n", "accuracy", "95% interval", *(f"blind: {name}" for name in blind)]
    return {"title": f"{title} ({PROTOCOL}; {INTERVAL})", "columns": columns, "rows": rows}


def confusion_table(entries: Sequence[Mapping[str, str | int]], most: int = 8) -> Table:
    """The most frequent wrong answers."""
    rows = [
        [LABELS[str(entry["query_type"])], str(entry["answer"]), str(entry["prediction"])[:60], str(entry["count"])]
        for entry in entries[:most]
    ]
    return {
        "title": "Most frequent wrong answers",
        "columns": ["asked for", "right", "answered", "times"],
        "rows": rows,
    }


def published_table(metrics: Mapping[str, Accuracy]) -> Table:
    """The published rows on the test split of BABEL-QA under the row of this run."""
    own = {key: metrics[key].accuracy for key in PUBLISHED_KEYS if key in metrics}
    this_run = PublishedRow("this run", "exact", **own)
    rows = [
        [row.name, row.scoring, *(share(getattr(row, key)) for key in PUBLISHED_KEYS)]
        for row in (this_run, *BABEL_QA_TEST)
    ]
    columns = ["result", "scoring", *(LABELS[key].split(" (")[0] for key in PUBLISHED_KEYS)]
    return {"title": f"Published on the BABEL-QA test split. {PROTOCOLS_DIFFER}", "columns": columns, "rows": rows}

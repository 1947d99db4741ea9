"""Results as plain tables of text (title, columns, rows), and as one picture, beside what papers published.

Published are results on the test splits of BABEL-QA, HuMMan-QA and ActivityNet-QA, with the protocol that scored each.
"""

import itertools
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from humocon.evaluation.scoring import GROUPS, INTERVAL, Accuracy
from humocon.files import whole_file

PROTOCOLS_DIFFER = (
    "Protocols differ (a classifier, the likeliest of a fixed vocabulary, exact match of free text, a language model "
    "as judge): only rows of one protocol can be compared."
)


@dataclass(frozen=True)
class PublishedRow:
    """One row of a paper; None where it gives no number. `other` is no relation and in between, `points` are 0 to 5."""

    name: str
    scoring: str
    overall: float
    query_action: float | None = None
    query_direction: float | None = None
    query_body_part: float | None = None
    before: float | None = None
    after: float | None = None
    other: float | None = None
    points: float | None = None


BABEL_QA_TEST: tuple[PublishedRow, ...] = (
    PublishedRow("2s-AGCN-M", "classifier", 0.355, 0.384, 0.352, 0.228, 0.331, 0.264, 0.295),
    PublishedRow("2s-AGCN-R", "classifier", 0.357, 0.396, 0.352, 0.194, 0.337, 0.301, 0.285),
    PublishedRow("MotionCLIP-M", "classifier", 0.430, 0.485, 0.361, 0.272, 0.372, 0.321, 0.404),
    PublishedRow("MotionCLIP-R", "classifier", 0.420, 0.489, 0.310, 0.250, 0.398, 0.314, 0.387),
    PublishedRow("MotionLLM (tuned)", "exact", 0.436, 0.517, 0.354, 0.154, 0.427, 0.368, 0.529),
    PublishedRow("HuMoCon", "judge", 0.711, 0.809, 0.697, 0.623, 0.707, 0.635, 0.797),
    PublishedRow("HuMoCon without L_rec", "judge", 0.696),
    PublishedRow("HuMoCon without L_dis, L_act", "judge", 0.637),
    PublishedRow("HuMoCon without L_align", "judge", 0.675),
    PublishedRow("IMoRe", "vocabulary", 0.601),
    PublishedRow("SMD", "10 options", 0.667),
    PublishedRow("blind: majority for each query type", "exact", 0.341, 0.356, 0.319, 0.300, 0.306, 0.379, 0.338),
    PublishedRow("blind: question looked up in train", "exact", 0.443, 0.464, 0.486, 0.300, 0.395, 0.452, 0.476),
)
"""393 questions."""

HUMMAN_QA_TEST: tuple[PublishedRow, ...] = (PublishedRow("SMD", "10 options", 0.901),)
"""533 questions."""

ACTIVITYNET_QA_TEST: tuple[PublishedRow, ...] = (
    PublishedRow("Video-ChatGPT", "judge", 0.352, points=2.7),
    PublishedRow("Video-LLaVA", "judge", 0.453, points=3.3),
    PublishedRow("VideoChat2", "judge", 0.491, points=3.3),
    PublishedRow("MotionLLM", "judge", 0.533, points=3.5),
    PublishedRow("HuMoCon", "judge", 0.542, points=3.6),
    PublishedRow("LLaVA-OneVision-7B", "judge", 0.566),
    PublishedRow("GPT-4o", "judge", 0.619),
    PublishedRow("PLM-8B", "judge", 0.673),
)
"""8,000 questions; the judges were hosted models, which changed under their names, and the numbers with them."""

PUBLISHED = {
    ("babel-qa", "test"): BABEL_QA_TEST,
    ("humman-qa", "test"): HUMMAN_QA_TEST,
    ("activitynet-qa", "test"): ACTIVITYNET_QA_TEST,
}

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
    "motion": "motion",
    "spatial": "spatial relation",
    "temporal": "temporal relation",
    "free": "free (the types below)",
    "yes_no": "yes or no",
    "colour": "colour",
    "object": "object",
    "location": "location",
    "number": "number",
    "other_answers": "other answers",
}
PUBLISHED_KEYS = ("overall", "query_action", "query_direction", "query_body_part", "before", "after", "other")


def share(value: float | None) -> str:
    """A share as papers print it: .812."""
    if value is None:
        return ""
    text = f"{value:.3f}"
    return text if value >= 1 else text.replace("0.", ".", 1)


def accuracy_table(
    title: str, protocol: str, metrics: Mapping[str, Accuracy], blind: Mapping[str, Mapping[str, Accuracy]]
) -> Table:
    """One row for each type of question: n, accuracy with its interval, and the blind accuracies beside it."""
    rows = []
    for key, value in metrics.items():
        beside = [share(row[key].accuracy) if key in row else "" for row in blind.values()]
        rows.append([LABELS[key], str(value.n), with_interval(value), *beside])
    columns = ["questions", "n", "accuracy (95%)", *map(beside_name, blind)]
    return {"title": f"{title} ({protocol}; {INTERVAL})", "columns": columns, "rows": rows}


def with_interval(value: Accuracy | None) -> str:
    """A share and its interval: .812 (.790 to .834)."""
    return "" if value is None else f"{share(value.accuracy)} ({share(value.low)} to {share(value.high)})"


def points_table(points: Mapping[str, Accuracy], blind: Mapping[str, Mapping[str, Accuracy]]) -> Table:
    """Mean points from 0 to 5, with the blind ones beside."""
    rows = [
        [LABELS[key], str(value.n), f"{value.accuracy:.2f} ({value.low:.2f} to {value.high:.2f})"]
        + [f"{row[key].accuracy:.2f}" if key in row else "" for row in blind.values()]
        for key, value in points.items()
    ]
    columns = ["questions", "n", "points (95%)", *map(beside_name, blind)]
    return {"title": f"Points of the judge, 0 to 5 ({INTERVAL})", "columns": columns, "rows": rows}


_MOST = 8


def confusion_table(entries: Sequence[Mapping[str, str | int]]) -> Table:
    """The most frequent wrong answers."""
    told = ([str(entry[key]) for key in ("kind", "answer", "prediction", "count")] for entry in entries[:_MOST])
    rows = [[LABELS.get(kind, kind), answer, prediction[:60], count] for kind, answer, prediction, count in told]
    columns = ["asked for", "right", "answered", "times"]
    return {"title": "Most frequent wrong answers", "columns": columns, "rows": rows}


def published_table(own: Sequence[PublishedRow], published: Sequence[PublishedRow]) -> Table:
    """The published rows under those of our own runs; columns that nobody fills are left out."""
    rows = (*own, *published)
    keys = [key for key in (*PUBLISHED_KEYS, "points") if any(getattr(row, key) is not None for row in published)]
    columns = ["result", "scoring", *(LABELS.get(key, key).split(" (")[0] for key in keys)]
    cells = [[row.name, row.scoring, *(_cell(key, getattr(row, key)) for key in keys)] for row in rows]
    return {"title": f"Published on the test split. {PROTOCOLS_DIFFER}", "columns": columns, "rows": cells}


def own_row(
    name: str, scoring: str, metrics: Mapping[str, Accuracy], points: Mapping[str, Accuracy] | None = None
) -> PublishedRow:
    """A run of our own in the shape of a published row."""
    shares = {key: metrics[key].accuracy for key in PUBLISHED_KEYS if key in metrics}
    given = points["overall"].accuracy if points else None
    return PublishedRow(name, scoring, **shares, points=given)


def _cell(key: str, value: float | None) -> str:
    return share(value) if key != "points" else "" if value is None else f"{value:.1f}"


def beside_name(name: str) -> str:
    """The heading of a row that is held beside a model's; rules do look at the motion."""
    return name if name == "rules only" else f"blind: {name}"


COLOURS = ("#3b6ea8", "#d0803a", "#5f9e6e", "#a85b8e", "#7d7d7d", "#b3a13c")
MARKS = ("_", "x", "+", "d")


def draw_results(groups: Sequence[Sequence[tuple[str, dict[str, Any]]]], path: Path) -> None:
    """Draw results to a PNG file.

    Args:
        groups: results that may be compared, together: names and contents of `results.json`.
        path: of the picture.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(13, 4 * len(groups)), layout="constrained")
    FigureCanvasAgg(figure)  # without pyplot: no window system and no state outside this figure
    for axes, results in zip(figure.subplots(len(groups), squeeze=False)[:, 0], groups, strict=True):
        _draw_group(axes, results)
    with whole_file(path) as part:
        figure.savefig(part, dpi=150)


def _draw_group(axes: Any, results: Sequence[tuple[str, dict[str, Any]]]) -> None:
    keys = [key for key in GROUPS if any(key in content["metrics"] for _, content in results)]
    width = 0.8 / len(results)
    for place, (name, content) in enumerate(results):
        metrics = content["metrics"]
        own = [key for key in keys if key in metrics]
        at = [keys.index(key) + (place - (len(results) - 1) / 2) * width for key in own]
        heights, low, high = (np.array([metrics[key][end] for key in own]) for end in ("accuracy", "low", "high"))
        spread = [heights - low, high - heights]
        colour = COLOURS[place % len(COLOURS)]
        axes.bar(at, heights, width * 0.92, color=colour, label=textwrap.shorten(name, 60))
        axes.errorbar(at, heights, yerr=spread, fmt="none", ecolor="#333333", elinewidth=1, capsize=2)
        for mark, (blind, row) in zip(itertools.cycle(MARKS), content["blind"].items(), strict=False):
            values = [row[key]["accuracy"] if key in row else float("nan") for key in own]
            label = beside_name(blind) if place == 0 else None
            axes.plot(at, values, mark, color="black", markersize=7, label=label)
    content = results[0][1]
    n = {key: content["metrics"].get(key, {}).get("n", 0) for key in keys}
    axes.set_xticks(range(len(keys)), [f"{LABELS[key].split(' (')[0]}\nn = {n[key]:,}" for key in keys], fontsize=8)
    axes.set_ylim(0, 1.02)
    axes.set_ylabel("accuracy, 95% interval")
    axes.set_title(f"{content['task']} {content['split']}: {content['protocol']}", fontsize=10, loc="left")
    axes.grid(axis="y", alpha=0.3)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    if keys:
        axes.legend(fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))

"""Results as plain tables of text (title, columns, rows), and as one picture, for whoever shows them."""

import itertools
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from humocon.evaluation.published import PROTOCOLS_DIFFER, PublishedRow
from humocon.evaluation.scoring import GROUPS, INTERVAL, Accuracy

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


def confusion_table(entries: Sequence[Mapping[str, str | int]], most: int = 8) -> Table:
    """The most frequent wrong answers."""
    rows = [
        [
            LABELS.get(str(entry["kind"]), str(entry["kind"])),
            str(entry["answer"]),
            str(entry["prediction"])[:60],
            str(entry["count"]),
        ]
        for entry in entries[:most]
    ]
    return {
        "title": "Most frequent wrong answers",
        "columns": ["asked for", "right", "answered", "times"],
        "rows": rows,
    }


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
    if key == "points":
        return "" if value is None else f"{value:.1f}"
    return share(value)


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
    figure.savefig(path, dpi=150)


def _draw_group(axes: Any, results: Sequence[tuple[str, dict[str, Any]]]) -> None:
    keys = [key for key in GROUPS if any(key in content["metrics"] for _, content in results)]
    width = 0.8 / len(results)
    for place, (name, content) in enumerate(results):
        metrics = content["metrics"]
        own = [key for key in keys if key in metrics]
        at = [keys.index(key) + (place - (len(results) - 1) / 2) * width for key in own]
        heights = [metrics[key]["accuracy"] for key in own]
        spread = [
            [metrics[key]["accuracy"] - metrics[key]["low"] for key in own],
            [metrics[key]["high"] - metrics[key]["accuracy"] for key in own],
        ]
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

"""Results as one picture: a panel for each protocol, a bar for each run and kind of question, blind rows as marks."""

import itertools
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from humocon.evaluation.scoring import GROUPS
from humocon.evaluation.tables import LABELS, beside_name

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

"""The plots of the atlas: inline SVG by matplotlib, in colours that follow the page's light or dark dress."""

import io
import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

# Stand-ins that matplotlib draws with; in the SVG they become the page's own colours.
_INK: Final = "#010203"
_ACCENT: Final = "#010204"
_FAINT: Final = "#010205"
_COLOURS: Final = {_INK: "var(--muted)", _ACCENT: "var(--accent)", _FAINT: "var(--line)"}


def draw_usage(usage: np.ndarray, perplexity: float) -> str:
    """Share of the poses that each concept holds, the most used first. Args: usage (C,), sums to 1. Returns: SVG."""
    figure, axes = _start()
    shares = np.sort(usage)[::-1] * 100
    axes.fill_between(np.arange(1, len(shares) + 1), shares, step="mid", color=_ACCENT, alpha=0.85, linewidth=0)
    axes.set_xlabel("concepts, the most used first")
    axes.set_ylabel("% of poses")
    axes.set_xlim(0.5, len(shares) + 0.5)
    axes.set_ylim(0, None)
    name = f"Usage of {len(shares)} concepts, from {shares[0]:.2g} % down to {shares[-1]:.2g} % of the poses"
    return _finish(figure, f"{name}; perplexity {perplexity:.0f}.")


def draw_durations(labels: Sequence[str], counts: np.ndarray) -> str:
    """How long concepts last. Args: labels of the bins; counts (bins,) of spans. Returns: SVG."""
    figure, axes = _start()
    shares = 100 * counts / max(int(counts.sum()), 1)
    axes.bar(range(len(shares)), shares, width=0.82, color=_ACCENT, alpha=0.85, linewidth=0)
    axes.set_xticks(range(len(labels)), labels)
    axes.set_xlabel("up to so many seconds without a change")
    axes.set_ylabel("% of spans")
    told = ", ".join(f"{label} s {share:.0f} %" for label, share in zip(labels, shares, strict=True))
    return _finish(figure, f"Durations of the concepts' spans: {told}.")


def draw_map(places: np.ndarray, usage: np.ndarray, hues: Sequence[int], links: Sequence[str]) -> str:
    """Where the code vectors lie, each a link to its page.

    Args: places (C, 2); usage (C,) which sets the areas; hues in degrees; links to the pages. Returns: SVG.
    """
    figure, axes = _start()
    colours = [f"#02{hue:04x}" for hue in hues]  # stand-ins too: the page turns a hue into a colour
    areas = 6 + 90 * usage / max(float(usage.max()), 1e-9)
    dots = axes.scatter(places[:, 0], places[:, 1], s=areas, c=colours, alpha=0.8, linewidths=0)
    dots.set_urls(list(links))
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlabel("likeness: principal components of the code vectors")
    return _finish(figure, "A map of the code vectors in use; like concepts lie close together and have like colours.")


def _start() -> tuple[Any, Any]:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    # Text stays text, in the font of the page.
    with rc_context({"svg.fonttype": "none", "font.size": 9, "font.family": "sans-serif"}):
        figure = Figure(figsize=(4.2, 2.3), layout="constrained")
        axes = figure.add_subplot()
        figure.patch.set_alpha(0)
        axes.patch.set_alpha(0)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        for side in ("left", "bottom"):
            axes.spines[side].set_color(_FAINT)
        axes.tick_params(colors=_INK, length=0, labelsize=8)
        axes.xaxis.label.set_color(_INK)
        axes.yaxis.label.set_color(_INK)
    return figure, axes


def _finish(figure: Any, description: str) -> str:
    """The SVG element alone, with a description for those who cannot see it."""
    from html import escape

    from matplotlib import rc_context

    file = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "atlas"}):
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    svg = file.getvalue()
    svg = svg[svg.index("<svg") :]
    waste = (r"<metadata>.*?</metadata>", r"<style.*?</style>", r' id="[A-Za-z0-9]+_\d+"', r"font-family: [^;\"]*;?")
    svg = re.sub("|".join(waste), "", svg, flags=re.DOTALL)
    svg = re.sub(r' (width|height)="[\d.]+pt"', "", svg, count=2)
    svg = re.sub(r"\s*\n\s*", " ", svg)
    svg = re.sub(r'"[^"]*"', lambda value: re.sub(r"(\d\.\d)\d+", r"\1", value[0]), svg)  # tenths of a pixel do
    svg = re.sub(r"#02([0-9a-f]{4})", lambda colour: f"oklch(var(--wash) {int(colour[1], 16)})", svg)
    svg = svg.replace("<a ", '<a tabindex="-1" ')  # the grid has the same links, in an order to step through
    # matplotlib writes colours into style attributes, where var() is understood.
    for stand_in, colour in _COLOURS.items():
        svg = svg.replace(stand_in, colour)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(description, quote=True)}" ', 1)

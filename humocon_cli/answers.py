"""How `ask` shows a take, an answer and a timeline on the terminal."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from humocon_cli.console import console, show_line, show_status, show_warning

if TYPE_CHECKING:
    from rich.text import Text

    from humocon.ask.exact import Stretch
    from humocon.ask.reply import Reply
    from humocon.ask.take import Take
    from humocon.ask.timeline import ConceptSpan
    from humocon.video.lift import LiftedVideo

_MAX_SPANS = 12
_MAX_STRETCHES = 5
_BAR_WIDTH = 60
_BESIDE_TIMES = 19
"""Characters that two times take in a line."""
_COLOURS = ("blue", "green", "magenta", "cyan", "yellow", "red", "bright_blue", "bright_green", "bright_magenta")


def show_take(take: "Take", warnings: Sequence[str]) -> None:
    """Print what the clip is, how it was read, what the answers come from, and what looked odd."""
    from rich.text import Text

    file, source = take.file, take.clip.source
    facts = [f"{take.duration_s:.1f} s", source.format, source.skeleton, f"{source.fps:.4g} fps"]
    facts += [source.unit, f"{source.up} up" if source.up else ""]
    words = [fact for fact in facts if fact]
    show_line(Text.assemble((str(file), "bold"), "  ", (" · ".join(words), "dim")))
    roads = [f"answers come from: {' and '.join(take.roads)}"] if take.roads and take.refusal is None else []
    for note in (*roads, *source.notes):
        show_line(Text(f"  {note}", style="dim"))
    for warning in warnings:
        show_warning(warning)


def show_question(question: str) -> None:
    """Print a question."""
    from rich.text import Text

    show_line(Text.assemble(("Q ", "bold cyan"), question))


def show_answer(reply: "Reply") -> None:
    """Print an answer, what speaks for it, and, marked, what speaks against it."""
    from rich.text import Text

    show_line(Text.assemble(("A ", "bold green"), reply.text))
    for line in reply.evidence:
        show_line(Text(f"  {line}", style="yellow" if line.startswith("but ") else "dim"))


def show_timeline(spans: "Sequence[ConceptSpan]", take: "Take") -> None:
    """Print the concepts of a clip: on a terminal a coloured bar over time, then the spans, the longest if many.

    Times are those of the file: of a video where the clip was lifted from one.
    """
    from rich.text import Text

    from humocon.ask.reply import span_times

    if not spans:
        return
    codes = dict.fromkeys(span.code for span in spans)
    colours = {code: _COLOURS[index % len(_COLOURS)] for index, code in enumerate(codes)}
    shown = sorted(sorted(spans, key=_duration_s)[-_MAX_SPANS:], key=lambda span: span.begin_s)
    title = Text("concepts", style="bold").append(" and their confidence", style="not bold dim")
    if len(shown) < len(spans):
        title.append(f", the {len(shown)} longest of {len(spans)}", style="not bold dim")
    show_line(title)
    if console().is_terminal:
        console().print(_draw_bar(spans, colours))
    for span in shown:
        begin_s, end_s = span_times(span, take)
        line = Text(f"  {begin_s:5.2f} – {end_s:5.2f} s  ")
        line.append(f"concept {span.code:<4}", style=colours[span.code])
        line.append(f" {span.confidence:.2f}", style="dim")
        if span.name:
            line.append(f"  {span.name}")
        show_line(line, _BESIDE_TIMES)


def show_stretches(stretches: "Sequence[Stretch]", *, every: bool = False) -> None:
    """Print what happens when, in a few lines: the longest stretches where there are many, or every one."""
    from rich.text import Text

    most = len(stretches) if every else _MAX_STRETCHES
    shown = sorted(sorted(stretches, key=_duration_s)[-most:], key=lambda one: one.begin_s)
    if shown:
        rest = f", the {len(shown)} longest of {len(stretches)}" if len(shown) < len(stretches) else ""
        show_line(Text("what happens", style="bold").append(rest, style="not bold dim"))
    for one in shown:
        show_line(Text(f"  {one.begin_s:5.2f} – {one.end_s:5.2f} s  {one.words}"), _BESIDE_TIMES)


def save_overlay_of(
    lifted: "LiftedVideo", stretches: "Sequence[Stretch]", told: Sequence[tuple[str, str]], target: Path
) -> None:
    """Write the video with the skeleton, what happens when, and the questions with their answers over it."""
    from humocon.video.overlay import OverlaySpan, save_overlay

    spans = [OverlaySpan(one.words, one.begin_s, one.end_s) for one in stretches]
    with show_status(f"writing {target}"):
        save_overlay(lifted, spans, target, [line for pair in told[-1:] for line in pair])


def _duration_s(span: "ConceptSpan | Stretch") -> float:
    return span.end_s - span.begin_s


def _draw_bar(spans: "Sequence[ConceptSpan]", colours: dict[int, str]) -> "Text":
    from rich.text import Text

    begin, end = spans[0].begin_s, spans[-1].end_s
    bar = Text("  ")
    width = max(1, min(_BAR_WIDTH, console().width - len(bar)))
    for cell in range(width):
        moment = begin + (cell + 0.5) / width * (end - begin)
        span = next((span for span in spans if moment < span.end_s), spans[-1])
        bar.append("━", style=colours[span.code])
    return bar

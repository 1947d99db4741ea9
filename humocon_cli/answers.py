"""How `ask` shows a clip, an answer and a timeline, on the terminal and as JSON lines."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from humocon_cli.console import console, show_warning

if TYPE_CHECKING:
    from rich.text import Text

    from humocon.language.answerer import ConceptSpan
    from humocon.motion.clip import MotionClip

_MAX_SPANS = 12
_BAR_WIDTH = 60
_COLOURS = ("blue", "green", "magenta", "cyan", "yellow", "red", "bright_blue", "bright_green", "bright_magenta")


@dataclass(frozen=True)
class TimedAnswer:
    """An answer, and the seconds that it took."""

    text: str
    seconds: float


def show_facts(file: Path, clip: "MotionClip", warnings: Sequence[str]) -> None:
    """Print what the clip is, how it was read, and what looked odd."""
    from rich.text import Text

    source = clip.source
    facts = [f"{clip.duration_s:.1f} s", source.format, source.skeleton, f"{source.fps:.4g} fps"]
    facts += [source.unit, f"{source.up} up" if source.up else ""]
    words = [fact for fact in facts if fact]
    console().print(Text.assemble((str(file), "bold"), "  ", (" · ".join(words), "dim")), soft_wrap=True)
    for note in source.notes:
        console().print(Text(f"  {note}", style="dim"), soft_wrap=True)
    for warning in warnings:
        show_warning(warning)


def stream_answer(question: str | None, pieces: Iterable[str]) -> str:
    """Print an answer while it is made.

    Args:
        question: printed above; None if the user has just typed it.
        pieces: the parts of the answer, in order.

    Returns:
        The whole answer.
    """
    from rich.text import Text

    if question is not None:
        console().print(Text.assemble(("Q ", "bold cyan"), question), soft_wrap=True)
    console().print(Text("A ", style="bold green"), end="")
    answer = ""
    for piece in pieces:
        answer += piece
        console().print(Text(piece), end="", soft_wrap=True)
    console().print()
    return answer.strip()


def show_timeline(spans: "Sequence[ConceptSpan]") -> None:
    """Print the concepts of a clip: on a terminal a coloured bar over time, then the spans, the longest if many."""
    from rich.text import Text

    if not spans:
        return
    codes = dict.fromkeys(span.code for span in spans)
    colours = {code: _COLOURS[index % len(_COLOURS)] for index, code in enumerate(codes)}
    shown = sorted(sorted(spans, key=_duration_s)[-_MAX_SPANS:], key=lambda span: span.begin_s)
    title = Text("concepts", style="bold")
    if len(shown) < len(spans):
        title.append(f"  the {len(shown)} longest of {len(spans)}", style="not bold dim")
    console().print(title)
    if console().is_terminal:
        console().print(_draw_bar(spans, colours))
    for span in shown:
        line = Text(f"  {span.begin_s:5.2f} – {span.end_s:5.2f} s  ")
        line.append(f"concept {span.code:<4}", style=colours[span.code])
        line.append(f" confidence {span.confidence:.2f}", style="dim")
        console().print(line)


def _duration_s(span: "ConceptSpan") -> float:
    return span.end_s - span.begin_s


def _draw_bar(spans: "Sequence[ConceptSpan]", colours: dict[int, str]) -> "Text":
    from rich.text import Text

    begin, end = spans[0].begin_s, spans[-1].end_s
    bar = Text("  ")
    for cell in range(_BAR_WIDTH):
        moment = begin + (cell + 0.5) / _BAR_WIDTH * (end - begin)
        span = next((span for span in spans if moment < span.end_s), spans[-1])
        bar.append("━", style=colours[span.code])
    return bar


def write_answer(
    file: Path,
    question: str,
    answer: TimedAnswer,
    clip: "MotionClip",
    warnings: Sequence[str],
    spans: "Sequence[ConceptSpan] | None",
) -> None:
    """Write one JSON line; without spans, it has no timeline."""
    source = clip.source
    line: dict[str, object] = {
        "file": str(file),
        "question": question,
        "answer": answer.text,
        "warnings": list(warnings),
        "duration_s": round(clip.duration_s, 3),
        "source": {
            "format": source.format,
            "skeleton": source.skeleton,
            "fps": source.fps,
            "unit": source.unit,
            "up": source.up,
            "notes": list(source.notes),
        },
        "seconds": round(answer.seconds, 3),
    }
    if spans is not None:
        line["timeline"] = [
            {
                "code": span.code,
                "begin_s": round(span.begin_s, 3),
                "end_s": round(span.end_s, 3),
                "confidence": round(span.confidence, 3),
            }
            for span in spans
        ]
    click.echo(json.dumps(line, ensure_ascii=False))


def write_failure(file: Path, question: str, error: str) -> None:
    """Write the JSON line of a file that cannot be answered."""
    line = {"file": str(file), "question": question, "answer": None, "error": " ".join(error.split()), "warnings": []}
    click.echo(json.dumps(line, ensure_ascii=False))

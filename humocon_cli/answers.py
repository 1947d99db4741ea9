"""How `ask` shows a clip, an answer and a timeline, on the terminal and as JSON lines."""

import dataclasses
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from humocon_cli.console import console, show_status, show_warning

if TYPE_CHECKING:
    from rich.text import Text

    from humocon.ask.answerer import Answerer
    from humocon.ask.timeline import ConceptSpan
    from humocon_cli.options import AskOptions
    from humocon_cli.taking import Take

_MAX_SPANS = 12
_BAR_WIDTH = 60
_COLOURS = ("blue", "green", "magenta", "cyan", "yellow", "red", "bright_blue", "bright_green", "bright_magenta")


@dataclass(frozen=True)
class TimedAnswer:
    """An answer, the probability that the model gives to these very words, and the seconds that it took."""

    text: str
    probability: float
    seconds: float


def show_facts(take: "Take", warnings: Sequence[str]) -> None:
    """Print what the clip is, how it was read, what the answers come from, and what looked odd."""
    from rich.text import Text

    file, source = take.file, take.clip.source
    facts = [f"{take.duration_s:.1f} s", source.format, source.skeleton, f"{source.fps:.4g} fps"]
    facts += [source.unit, f"{source.up} up" if source.up else ""]
    words = [fact for fact in facts if fact]
    console().print(Text.assemble((str(file), "bold"), "  ", (" · ".join(words), "dim")), soft_wrap=True)
    roads = [f"answers come from: {' and '.join(take.roads)}"] if take.roads and take.refusal is None else []
    for note in (*roads, *source.notes):
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


def show_evidence(lines: Sequence[str]) -> None:
    """Print what the joints say for an answer, and, marked, what they say against it."""
    from rich.text import Text

    for line in lines:
        console().print(Text(f"  {line}", style="yellow" if line.startswith("but ") else "dim"), soft_wrap=True)


def show_timeline(spans: "Sequence[ConceptSpan]", take: "Take") -> None:
    """Print the concepts of a clip: on a terminal a coloured bar over time, then the spans, the longest if many.

    Times are those of the file: of a video where the clip was lifted from one.
    """
    from rich.text import Text

    if not spans:
        return
    codes = dict.fromkeys(span.code for span in spans)
    colours = {code: _COLOURS[index % len(_COLOURS)] for index, code in enumerate(codes)}
    shown = sorted(sorted(spans, key=_duration_s)[-_MAX_SPANS:], key=lambda span: span.begin_s)
    title = Text("concepts", style="bold").append(" and their confidence", style="not bold dim")
    if len(shown) < len(spans):
        title.append(f", the {len(shown)} longest of {len(spans)}", style="not bold dim")
    console().print(title)
    if console().is_terminal:
        console().print(_draw_bar(spans, colours))
    for span in shown:
        begin_s, end_s = _times(span, take)
        line = Text(f"  {begin_s:5.2f} – {end_s:5.2f} s  ")
        line.append(f"concept {span.code:<4}", style=colours[span.code])
        line.append(f" {span.confidence:.2f}", style="dim")
        if span.name:
            line.append(f"  {span.name}")
        console().print(line)


def _times(span: "ConceptSpan", take: "Take") -> tuple[float, float]:
    begin_s = take.video_time(span.begin_s)
    # The end of a span may be the beginning of another part of the video.
    return begin_s, begin_s + max(0.0, take.video_time(span.end_s - 1e-6) - begin_s)


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


def show_concepts(answerer: "Answerer", take: "Take", options: "AskOptions") -> None:
    """The timeline, on the terminal and drawn over the video, where they are wanted."""
    if take.motion is not None and (options.timeline or options.overlay is not None):
        spans = answerer.timeline(take.motion)
        if options.timeline:
            show_timeline(spans, take)
        if options.overlay is not None:
            save_overlay_of(take, spans, options.overlay)


def save_overlay_of(take: "Take", spans: "Sequence[ConceptSpan]", target: Path) -> None:
    """Write the video with the skeleton and the concepts over it."""
    from humocon.video.overlay import OverlaySpan, save_overlay

    if take.lifted is None:
        return
    named = [OverlaySpan(f"concept {span.code}", *_times(span, take)) for span in spans]
    with show_status(f"writing {target}"):
        save_overlay(take.file, take.lifted, named, target)


def answer_line(
    take: "Take",
    question: str,
    answer: TimedAnswer,
    warnings: Sequence[str],
    spans: "Sequence[ConceptSpan] | None",
    evidence: Sequence[str] = (),
) -> dict[str, object]:
    """What is told of one answer; without spans, it has no timeline."""
    source = take.clip.source
    line: dict[str, object] = {
        "file": str(take.file),
        "question": question,
        "answer": answer.text,
        "warnings": list(warnings),
        "probability": round(answer.probability, 2),
        "evidence": list(evidence),
        "duration_s": round(take.duration_s, 3),
        "source": {
            "format": source.format,
            "skeleton": source.skeleton,
            "fps": round(source.fps, 3),
            "unit": source.unit,
            "up": source.up,
            "notes": list(source.notes),
        },
        "seconds": round(answer.seconds, 3),
        **_seen(take),
    }
    if spans is not None:
        line["timeline"] = [
            {
                "code": span.code,
                "begin_s": round(span.begin_s, 3),
                "end_s": round(span.end_s, 3),
                "confidence": round(span.confidence, 3),
                **({"name": span.name} if span.name else {}),
            }
            for span in spans
        ]
    return line


def _seen(take: "Take") -> dict[str, object]:
    """What a line tells beyond that of a motion file: the roads, and how well the person could be followed."""
    if take.lifted is None:
        return {"roads": list(take.roads), "refusal": None, "quality": None} if take.roads else {}
    quality = take.lifted.quality
    numbers = {
        name: round(value, 4) if math.isfinite(value) else None for name, value in dataclasses.asdict(quality).items()
    }
    return {"roads": list(take.roads), "refusal": take.refusal, "quality": numbers}


def refusal_line(take: "Take", question: str) -> dict[str, object]:
    """What is told of a video in which nobody could be followed."""
    return {
        "file": str(take.file),
        "question": question,
        "answer": take.refused_answer,
        "warnings": list(take.clip.source.warnings),
        **_seen(take),
        "roads": [],
    }


def failure_line(file: Path, question: str, error: str) -> dict[str, object]:
    """What is told of a file that cannot be answered."""
    return {"file": str(file), "question": question, "answer": None, "error": " ".join(error.split()), "warnings": []}

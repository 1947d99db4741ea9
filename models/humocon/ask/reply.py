"""What is told of a question: the answer, what speaks for and against it, the model's doubt, and the timeline."""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from humocon.ask.take import Take
from humocon.errors import DataError

if TYPE_CHECKING:
    from humocon.ask.timeline import ConceptSpan

MAX_CHARACTERS: Final = 2000
DOUBT: Final = 0.5
"""An answer that the model gives less probability is told to be doubtful."""


@dataclass(frozen=True)
class Reply:
    """An answer.

    Attributes:
        text: the answer itself.
        probability: what the model gives to these very words, in [0, 1]; None where nothing was asked of it.
        seconds: that it took, shared among what was answered together.
        evidence: what speaks for it, and, beginning with "but", against it.
        warnings: what may spoil it.
        refused: whether it says that nobody could be followed.
    """

    text: str
    probability: float | None = None
    seconds: float = 0.0
    evidence: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    refused: bool = False


def check_question(question: str) -> None:
    """Refuse a question that cannot be answered.

    Raises:
        DataError: it is empty or too long.
    """
    if not question.strip():
        raise DataError('the question is empty: ask, for example, "What is the person doing?"')
    if len(question) > MAX_CHARACTERS:
        raise DataError(f"the question has {len(question):,} characters: shorten it to {MAX_CHARACTERS:,}")


def refusal(take: Take) -> Reply:
    """The answer to any question about a video in which nobody could be followed."""
    return Reply(f"No person could be followed in this video: {take.refusal}.", warnings=take.warnings, refused=True)


def find_evidence(take: Take, question: str, answer: str, probability: float | None) -> tuple[str, ...]:
    """What speaks for or against an answer: the joints, in the file's times, and the model's own doubt."""
    doubted = probability is not None and probability < DOUBT
    found = [f"but the model gives these words a probability of {probability:.2f} only"] if doubted else []
    if take.facts is not None:
        from humocon.motion.kinematics.evidence import evidence

        found = [*evidence(question, answer, take.facts, legs_seen=take.legs_seen), *found]
    return tuple(found)


def span_times(span: "ConceptSpan", take: Take) -> tuple[float, float]:
    """Begin and end of a concept, seconds of the file."""
    begin_s = take.file_time(span.begin_s)
    # The end of a span may be the beginning of another part of the video.
    return begin_s, begin_s + max(0.0, take.file_time(span.end_s - 1e-6) - begin_s)


def reply_line(
    take: Take, question: str, reply: Reply, spans: "Sequence[ConceptSpan] | None" = None
) -> dict[str, object]:
    """One answer as JSON holds it; without spans, it has no timeline."""
    line: dict[str, object] = {
        "file": str(take.file),
        "question": question,
        "answer": reply.text,
        "warnings": list(reply.warnings),
    }
    if reply.refused:
        return line | _roads(take) | {"roads": []}
    source = take.clip.source
    told = ("format", "skeleton", "fps", "unit", "up", "notes")
    line |= {
        "probability": None if reply.probability is None else round(reply.probability, 2),
        "evidence": list(reply.evidence),
        "duration_s": round(take.duration_s, 3),
        "source": {name: _plain(getattr(source, name)) for name in told},
        "seconds": round(reply.seconds, 3),
        **_roads(take),
    }
    if spans is not None:
        line["timeline"] = [_span_line(span) for span in spans]
    return line


def failure_line(file: Path, question: str, error: str) -> dict[str, object]:
    """What is told of a file that cannot be answered."""
    return {"file": str(file), "question": question, "answer": None, "error": " ".join(error.split()), "warnings": []}


def _plain(value: Any) -> object:
    return list(value) if isinstance(value, tuple) else round(value, 3) if isinstance(value, float) else value


def _span_line(span: "ConceptSpan") -> Mapping[str, object]:
    line = {"code": span.code} | {name: _plain(getattr(span, name)) for name in ("begin_s", "end_s", "confidence")}
    return line | ({"name": span.name} if span.name else {})


def _roads(take: Take) -> dict[str, object]:
    """What is told beyond that of a motion file: the roads, and how well the person could be followed."""
    if take.lifted is None:
        return {"roads": list(take.roads), "refusal": None, "quality": None} if take.roads else {}
    quality = dataclasses.asdict(take.lifted.quality)
    numbers = {name: round(value, 4) if math.isfinite(value) else None for name, value in quality.items()}
    return {"roads": list(take.roads), "refusal": take.refusal, "quality": numbers}

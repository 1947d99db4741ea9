"""What stands in for the model and the readers where tests ask what `humocon ask` takes and shows."""

import json
import sys
import types
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from click.testing import CliRunner, Result

from humocon.errors import DataError
from humocon.motion.clip import ClipSource, MotionClip
from humocon_cli.main import cli


@dataclass(frozen=True)
class Span:
    code: int
    begin_s: float
    end_s: float
    confidence: float
    name: str = ""


@dataclass(frozen=True)
class Answer:
    text: str
    probability: float = 0.934


class FakeAnswerer:
    """Answers with the question and the number of messages before it."""

    loaded: ClassVar[list[tuple]] = []
    names_warning: ClassVar[str | None] = None
    reads_video: ClassVar[bool] = False
    reads_facts: ClassVar[bool] = False

    @property
    def namer(self) -> "FakeAnswerer":
        return self

    @property
    def recogniser(self) -> None:
        return None

    @classmethod
    def load(
        cls, model, *, device=None, load_in_4bit=False, compiled=False, language_models=None, reads=None
    ) -> "FakeAnswerer":
        cls.loaded.append((model, device, load_in_4bit))
        return cls()

    def describe_length(self, clip: MotionClip) -> str | None:
        return "too long" if clip.source.path == "long.bvh" else None

    def answer(self, clips: Sequence[MotionClip], questions: Sequence[str | list[dict]]) -> list[Answer]:
        asked = [question if isinstance(question, str) else question[-1]["content"] for question in questions]
        if "riddle" in " ".join(asked):
            raise DataError("the question takes 9,000 tokens")
        return [
            Answer(
                Path(clip.source.path).stem
                + ("" if isinstance(question, str) else f", after {len(question) - 1}")
                + f": {last}",
                0.27 if "perhaps" in last else 0.934,
            )
            for clip, question, last in zip(clips, questions, asked, strict=True)
        ]

    def timeline(self, clip: MotionClip) -> list[Span]:
        return [Span(17, 0.0, 0.4, 0.91), Span(301, 0.4, 1.0, 0.52)]

    def unknown_words(self, question: str) -> list[str]:
        return [word for word in question.split() if word == "quidditch"]


def stand_in(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Put stand-ins for the model and the readers: a file is readable if it exists and is not empty.

    Args:
        monkeypatch: takes them out again.
        folder: where the test goes on, with a few files in it.
    """

    def read_motion(path: Path, *, fps=None, **others) -> MotionClip:
        if not path.exists():
            raise DataError(f"{path}: no such file")
        if not path.stat().st_size:
            raise DataError(f"{path}: the file is empty")
        source = ClipSource(str(path), "BVH", "CMU", fps or 120.0, "cm", "y", ("a note",), ("looks odd",))
        return MotionClip(np.zeros((20, 22, 3), np.float32), 20.0, source)

    answerer = types.ModuleType("humocon.ask.answerer")
    answerer.__dict__.update(Answerer=FakeAnswerer, default_model=lambda: Path("shipped"))
    monkeypatch.setitem(sys.modules, "humocon.ask.answerer", answerer)
    monkeypatch.setattr("humocon.ask.take.read_motion", read_motion)
    monkeypatch.setattr("humocon.ask.jobs.find_motions", lambda folder: sorted(folder.glob("*.bvh")))
    monkeypatch.setattr(FakeAnswerer, "loaded", [])
    monkeypatch.chdir(folder)
    for name in ("a.bvh", "b.bvh", "take [1].npz"):
        Path(name).write_text("motion", encoding="utf-8")
    Path("empty.bvh").touch()


def ask(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["ask", "--by", "model", *arguments], input=stdin)


def lines(result: Result) -> list[dict]:
    return [json.loads(line) for line in result.stdout.splitlines()]

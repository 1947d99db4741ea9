"""What all forms of `ask` share: words to files and questions, files to clips, the model, the warnings."""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from humocon_cli.console import error_console

if TYPE_CHECKING:
    from humocon.errors import HumoconError
    from humocon.language.answerer import Answerer
    from humocon.motion.clip import MotionClip

_FILE_SUFFIXES = {".bvh", ".amc", ".asf", ".npz", ".npy", ".mp4", ".mov", ".avi", ".c3d", ".fbx", ".txt"}
_MAX_CHARACTERS = 2000


@dataclass(frozen=True)
class AskOptions:
    """How to answer, from the command line."""

    model: str | None
    device: str | None
    load_in_4bit: bool
    body_model: Path | None
    fps: float | None
    up: str | None
    timeline: bool


def split_words(words: Sequence[str], questions: Sequence[str]) -> tuple[list[str], list[str]]:
    """Tell files from the question: the last word is the question if it neither is nor looks like a file."""
    names, asked = list(words), list(questions)
    if not asked and len(names) > 1 and not _looks_like_file(names[-1]):
        asked = [names.pop()]
    if not names or (len(names) == 1 and " " in names[0] and not _looks_like_file(names[0])):
        raise click.UsageError("name a motion file before the question")
    return names, asked


def _looks_like_file(word: str) -> bool:
    if word == "-" or os.path.exists(word):
        return True
    return Path(word).suffix.lower() in _FILE_SUFFIXES and not any(letter.isspace() for letter in word)


def check_question(question: str) -> None:
    """Refuse a question that cannot be answered.

    Raises:
        DataError: it is empty or too long.
    """
    from humocon.errors import DataError

    if not question.strip():
        raise DataError('the question is empty: ask, for example, "What is the person doing?"')
    if len(question) > _MAX_CHARACTERS:
        raise DataError(f"the question has {len(question):,} characters: shorten it to {_MAX_CHARACTERS:,}")


def find_files(names: Sequence[str]) -> Iterator[Path]:
    """The files behind the names: `-` reads names from stdin, a folder means the motion files in it."""
    from humocon.motion.read import find_motions

    for name in names:
        if name == "-":
            yield from find_files([line.strip() for line in sys.stdin if line.strip() not in ("", "-")])
        elif os.path.isdir(name):
            # An empty folder goes on as it is: reading it says what is wrong, and the other files are still answered.
            yield from find_motions(Path(name)) or [Path(name)]
        else:
            yield Path(name)


def read_clips(files: Sequence[Path], options: AskOptions) -> Iterator["tuple[Path, MotionClip | HumoconError]"]:
    """Each file with its clip, or with what is wrong with it."""
    from humocon.errors import DataError, HumoconError
    from humocon.motion.read import read_motion

    for file in files:
        try:
            if file.is_dir():
                raise DataError(f"{file}: there is no motion file in this folder")
            yield file, read_motion(file, body_model=options.body_model, fps=options.fps, up=options.up)
        except HumoconError as error:
            yield file, error


def load_answerer(options: AskOptions) -> "Answerer":
    """Load the model, which takes seconds: after the files are known to be readable."""
    with error_console().status("loading the model"):
        from humocon.language.answerer import Answerer, default_model

        model = options.model or default_model()
        return Answerer.load(model, device=options.device, load_in_4bit=options.load_in_4bit)


def clip_warnings(answerer: "Answerer", clip: "MotionClip") -> list[str]:
    """What may spoil every answer about a clip."""
    length = answerer.describe_length(clip)
    return [*clip.source.warnings, *([length] if length else [])]


def word_warnings(answerer: "Answerer", question: str) -> list[str]:
    """What may spoil the answer to a question."""
    words = answerer.unknown_words(question)
    return [f"the model never learned {', '.join(map(repr, words))}: take the answer with care"] if words else []

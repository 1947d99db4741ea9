"""What all forms of `ask` share: words to files and questions, files to clips, the model, the warnings."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from humocon_cli.console import show_status, show_warning
from humocon_cli.options import AskOptions

if TYPE_CHECKING:
    from humocon.ask.answerer import Answerer
    from humocon.language.generation import Streamed
    from humocon.motion.clip import MotionClip
    from humocon_cli.taking import Take

_FILE_SUFFIXES = {".bvh", ".amc", ".asf", ".npz", ".npy", ".c3d", ".fbx", ".txt"}
_MAX_CHARACTERS = 2000
_DOUBT = 0.5
"""An answer that the model gives less probability is told to be doubtful."""


def split_words(words: Sequence[str], questions: Sequence[str]) -> tuple[list[str], list[str]]:
    """Tell files from the question: the last word is the question if it neither is nor looks like a file."""
    names, asked = list(words), list(questions)
    if not asked and len(names) > 1 and not _looks_like_file(names[-1]):
        asked = [names.pop()]
    if not names or (len(names) == 1 and " " in names[0] and not _looks_like_file(names[0])):
        raise click.UsageError("name a motion file or a video before the question")
    return names, asked


def _looks_like_file(word: str) -> bool:
    if word == "-" or os.path.exists(word):
        return True
    from humocon.video.sniff import VIDEO_SUFFIXES

    known = Path(word).suffix.lower() in (*_FILE_SUFFIXES, *VIDEO_SUFFIXES)
    return known and not any(letter.isspace() for letter in word)


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
    """The files behind the names: `-` reads names from stdin, a folder means the motion files and videos in it."""
    from humocon.motion.read import find_motions
    from humocon.video.sniff import find_videos

    for name in names:
        if name == "-":
            yield from find_files([line.strip() for line in sys.stdin if line.strip() not in ("", "-")])
        elif os.path.isdir(name):
            # A folder that has none goes on as it is: reading it says what is wrong, and the others are still answered.
            found = [*find_motions(Path(name)), *find_videos(Path(name))]
            yield from sorted(found) or [Path(name)]
        else:
            yield Path(name)


def load_answerer(options: AskOptions) -> "Answerer":
    """Load the model, which takes seconds: after the files are known to be readable."""
    with show_status("loading the model", options.spins):
        from humocon.ask.answerer import Answerer, default_model

        model = options.model or default_model()
        answerer = Answerer.load(
            model, device=options.device, load_in_4bit=options.load_in_4bit, compiled=options.compiled
        )
    if answerer.names_warning and options.spins:
        show_warning(answerer.names_warning)
    return answerer


def stream_from(answerer: "Answerer", take: "Take", messages: list[dict[str, str]]) -> "Streamed":
    """The answer to the last message from every road that the take has."""
    if take.video is None:
        return answerer.stream(take.clip, messages)
    return answerer.stream(take.motion, messages, video=take.video)


def find_evidence(take: "Take", question: str, answer: str, probability: float) -> list[str]:
    """What speaks for or against an answer: the joints, in the file's times, and the model's own doubt."""
    found = [f"but the model gives these words a probability of {probability:.2f} only"] if probability < _DOUBT else []
    if take.facts is not None:
        from humocon.motion.kinematics.evidence import evidence

        found = [*evidence(question, answer, take.facts, legs_seen=take.legs_seen), *found]
    return found


def clip_warnings(answerer: "Answerer", clip: "MotionClip") -> list[str]:
    """What may spoil every answer about a clip."""
    length = answerer.describe_length(clip)
    return [*clip.source.warnings, *([length] if length else [])]


def word_warnings(answerer: "Answerer", question: str) -> list[str]:
    """What may spoil the answer to a question."""
    words = answerer.unknown_words(question)
    return [f"the model never learned {', '.join(map(repr, words))}: take the answer with care"] if words else []

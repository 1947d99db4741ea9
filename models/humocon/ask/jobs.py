"""What is to be asked: files and questions, from names, folders, or lines of JSON."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from humocon.ask.reply import Reply, check_question
from humocon.errors import DataError, HumoconError
from humocon.files import read_lines
from humocon.motion.read import find_motions
from humocon.video.sniff import find_videos

_ASKED_KEYS: Final = frozenset(("file", "question", "questions", "conversation"))
_OWN_KEYS: Final = frozenset(
    "file question answer error warnings probability evidence duration_s source seconds timeline roads refusal quality "
    "earlier".split()
)


@dataclass(frozen=True)
class Job:
    """A file and what is to be asked about it.

    Attributes:
        file: as the user named it.
        questions: in their order.
        conversation: whether each is asked with what was said before.
        beside: what the user's own line says beside, handed through to the answers.
    """

    file: Path
    questions: tuple[str, ...]
    conversation: bool = False
    beside: Mapping[str, Any] = field(default_factory=dict)

    def messages(self, turn: int, replies: Sequence[Reply | HumoconError]) -> list[list[dict[str, str]]]:
        """What is asked in a turn, given the replies so far: all questions in the first, or one of a conversation."""
        if not self.conversation:
            return [[_said("user", question)] for question in self.questions] if turn == 0 else []
        if turn >= len(self.questions):
            return []
        told: list[dict[str, str]] = []
        for question, reply in zip(self.questions, replies, strict=False):
            if isinstance(reply, Reply):  # a question that could not be asked is forgotten
                told += [_said("user", question), _said("assistant", reply.text)]
        return [[*told, _said("user", self.questions[turn])]]

    def extra(self, place: int) -> dict[str, Any]:
        """What the line of one question says beside its answer."""
        return {**self.beside, **({"earlier": list(self.questions[:place])} if self.conversation else {})}

    def keys(self) -> list[str]:
        """What tells the line of each question from all others."""
        return [
            line_key({"file": str(self.file), "question": question, **self.extra(place)})
            for place, question in enumerate(self.questions)
        ]


def find_files(names: Iterable[str], listed: Iterable[str] = ()) -> Iterator[Path]:
    """The files behind names; a folder means the motion files and videos in it, `-` the names that are listed apart."""
    for name in names:
        folder = Path(name)
        if name == "-":
            yield from find_files(line.strip() for line in listed if line.strip() not in ("", "-"))
        elif folder.is_dir():
            # A folder that has none goes on as it is: reading it says what is wrong, and the others are still answered.
            yield from sorted([*find_motions(folder), *find_videos(folder)]) or [folder]
        else:
            yield folder


def jobs_of(files: Iterable[Path], questions: Sequence[str]) -> list[Job]:
    """The same questions about each of some files."""
    return [Job(file, tuple(questions)) for file in dict.fromkeys(files)]


def read_pairs(path: Path) -> list[Job]:
    """Jobs from JSON lines: `file`, and `question` or a list `questions`, with `"conversation": true` for memory.

    Names of files are taken as seen from where the command runs, and, if nothing is there, from the lines' own folder.

    Raises:
        DataError: naming the line that is none.
    """
    remedy = 'write lines like {"file": "walk.bvh", "question": "Is the person walking?"}'
    jobs = read_lines(path, lambda entry: _read_job(entry, path.parent), remedy)
    if not jobs:
        raise DataError(f"{path}: no line there; write one JSON object a line, with file and question")
    return jobs


def line_key(line: Mapping[str, Any]) -> str:
    """What tells the line of one question from all others; answers do not count."""
    known = {name: value for name, value in line.items() if name not in _OWN_KEYS or name in ("file", "question")}
    return json.dumps(known | ({"earlier": line["earlier"]} if "earlier" in line else {}), sort_keys=True)


def _said(role: str, text: str) -> dict[str, str]:
    return {"role": role, "content": text}


def _read_job(entry: Any, folder: Path) -> Job:
    """One line of the user's."""
    if not isinstance(entry, dict) or not isinstance(entry.get("file"), str) or not entry["file"].strip():
        raise ValueError("no JSON object with a file")
    questions = entry.get("questions", [entry["question"]] if "question" in entry else None)
    if not isinstance(questions, list) or not questions or not all(isinstance(one, str) for one in questions):
        raise ValueError("neither a question nor a list of questions")
    if "question" in entry and "questions" in entry:
        raise ValueError("both question and questions; keep one of them")
    for question in questions:
        check_question(question)
    if not isinstance(conversation := entry.get("conversation", False), bool):
        raise ValueError(f"conversation is {conversation!r}, not true or false")
    beside = {name: value for name, value in entry.items() if name not in _ASKED_KEYS}
    if taken := sorted(_OWN_KEYS & beside.keys()):
        raise ValueError(f"{taken[0]!r} is the name of something that the answer tells; give it another")
    file = Path(entry["file"])
    if not file.exists() and (folder / file).exists():
        file = folder / file
    return Job(file, tuple(questions), conversation, beside)
